import type { AsOfInput, BatchInput, Basis, EntityId, Entry, ItemId, PostPolicyInput, Posted, Refusal, Replay } from "./generated/types.js";
import { native } from "./native.js";
import { LedgerQueue } from "./queue.js";
import type { IsoDate } from "./values.js";

/**
 * Entries posted one batch after the other, kept in memory. Calls take effect in the order in which they are made: one
 * made while earlier ones run comes after them, and one without `Async` waits for them. What is handed over is read when the
 * call is made.
 *
 * An entry id posted before is set aside, so that posting a batch twice posts it once.
 */
export class Ledger {
  readonly #queue = new LedgerQueue(new native.Ledger());

  /** Takes a whole batch in, or throws and takes nothing. Says what was posted, what was known already, and what it moved. */
  post(batch: BatchInput, policy?: PostPolicyInput): Posted {
    return this.#queue.call("post", { batch, policy });
  }

  /** As `post`, on a thread of the pool. */
  postAsync(batch: BatchInput, policy?: PostPolicyInput): Promise<Posted> {
    return this.#queue.callAsync("post", { batch, policy });
  }

  /** Everything that posting this batch would object to. */
  check(batch: BatchInput, policy?: PostPolicyInput): readonly Refusal[] {
    return this.#queue.call("check", { batch, policy });
  }

  /** As `check`, on a thread of the pool. */
  checkAsync(batch: BatchInput, policy?: PostPolicyInput): Promise<readonly Refusal[]> {
    return this.#queue.callAsync("check", { batch, policy });
  }

  /** What the entries add up to in a view. */
  replay(asOf: AsOfInput): Replay {
    return this.#queue.call("replay", { asOf });
  }

  /** As `replay`, on a thread of the pool. */
  replayAsync(asOf: AsOfInput): Promise<Replay> {
    return this.#queue.callAsync("replay", { asOf });
  }

  /** The entries, in the order in which they were posted. */
  entries(): readonly Entry[] {
    return this.#queue.call("entries", {});
  }

  /** As `entries`, on a thread of the pool. */
  entriesAsync(): Promise<readonly Entry[]> {
    return this.#queue.callAsync("entries", {});
  }

  /** How many entries there are after the posts called before. Waits for these where they run, and for no other call. */
  get count(): number {
    return this.#queue.count();
  }

  /** What a proposal on this item may rely on: its open amount and the last entry that changed it. */
  basis(item: ItemId): Basis | undefined {
    return this.#queue.call("basis", { item });
  }

  /** The last closed date of an entity's books. */
  closedThrough(entity: EntityId): IsoDate | undefined {
    return this.#queue.call("closed_through", { entity });
  }
}
