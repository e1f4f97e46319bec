import { callLedger, callLedgerAsync } from "./call.js";
import type { AsOfInput, BatchInput, Basis, EntityId, Entry, ItemId, PostPolicyInput, Posted, Refusal, Replay } from "./generated/types.js";
import { native } from "./native.js";
import type { IsoDate } from "./values.js";

/**
 * Entries posted one batch after the other, kept in memory. Safe to call while other calls of it run: they follow each other.
 *
 * An entry id posted before is set aside, so that posting a batch twice posts it once.
 */
export class Ledger {
  readonly #native = new native.Ledger();

  /** Takes a whole batch in, or throws and takes nothing. Says what was posted, what was known already, and what it moved. */
  post(batch: BatchInput, policy?: PostPolicyInput): Posted {
    return callLedger(this.#native, "post", { batch, policy });
  }

  /** As `post`, on a thread of the pool. */
  postAsync(batch: BatchInput, policy?: PostPolicyInput): Promise<Posted> {
    return callLedgerAsync(this.#native, "post", { batch, policy });
  }

  /** Everything that posting this batch would object to. */
  check(batch: BatchInput, policy?: PostPolicyInput): readonly Refusal[] {
    return callLedger(this.#native, "check", { batch, policy });
  }

  /** As `check`, on a thread of the pool. */
  checkAsync(batch: BatchInput, policy?: PostPolicyInput): Promise<readonly Refusal[]> {
    return callLedgerAsync(this.#native, "check", { batch, policy });
  }

  /** What the entries add up to in a view. */
  replay(asOf: AsOfInput): Replay {
    return callLedger(this.#native, "replay", { asOf });
  }

  /** As `replay`, on a thread of the pool. */
  replayAsync(asOf: AsOfInput): Promise<Replay> {
    return callLedgerAsync(this.#native, "replay", { asOf });
  }

  /** The entries, in the order in which they were posted. */
  entries(): readonly Entry[] {
    return callLedger(this.#native, "entries", {});
  }

  /** How many entries there are. */
  get length(): number {
    return callLedger(this.#native, "count", {});
  }

  /** What a proposal on this item may rely on: its open amount and the last entry that changed it. */
  basis(item: ItemId): Basis | undefined {
    return callLedger(this.#native, "basis", { item });
  }

  /** The last closed date of an entity's books. */
  closedThrough(entity: EntityId): IsoDate | undefined {
    return callLedger(this.#native, "closed_through", { entity });
  }
}
