// The calls of one ledger, in the order in which they are made.

import { decode, run } from "./call.js";
import { encode } from "./encode.js";
import { told } from "./error.js";
import type { NativeLedger } from "./native.js";

/** The method that changes a ledger; every other one only reads. */
const CHANGES = "post";

interface Call {
  readonly method: string;
  readonly text: string;
  readonly resolve: (output: string) => void;
  readonly reject: (thrown: unknown) => void;
  next: Call | undefined;
}

/**
 * Calls of one ledger take effect in the order in which they are made. One call at a time is on a thread of the pool, the
 * others wait here; a call on this thread first makes those that wait.
 */
export class LedgerQueue {
  readonly #native: NativeLedger;
  /** The call on a thread of the pool. */
  #underWay: Call | undefined;
  #first: Call | undefined;
  #last: Call | undefined;
  /** How many of these calls change the ledger. */
  #changes = 0;

  constructor(native: NativeLedger) {
    this.#native = native;
  }

  /** Calls a method on this thread, after those that were called before. */
  call<Output>(method: string, input: unknown): Output {
    const text = encode(input);
    this.#makeAll();
    return decode(run(() => this.#native.call(method, text)));
  }

  /** Calls a method on a thread of the pool, after those that were called before. The input is read now. */
  async callAsync<Output>(method: string, input: unknown): Promise<Output> {
    const text = encode(input);
    const output = await new Promise<string>((resolve, reject) => {
      const call: Call = { method, text, resolve, reject, next: undefined };
      this.#changes += method === CHANGES ? 1 : 0;
      if (this.#last === undefined) {
        this.#first = call;
      } else {
        this.#last.next = call;
      }
      this.#last = call;
      if (this.#underWay === undefined) {
        this.#hand();
      }
    });
    return decode(output);
  }

  /** How many entries there are after the calls made before. Waits where one of them posts, and for none that only reads after it. */
  count(): number {
    if (this.#changes > 0) {
      const underWay = this.#underWay?.method === CHANGES ? 1 : 0;
      while (this.#changes > underWay) {
        this.#make(this.#take() as Call);
      }
      run(() => this.#native.settle());
    }
    return run(() => this.#native.count());
  }

  #take(): Call | undefined {
    const call = this.#first;
    this.#first = call?.next;
    if (this.#first === undefined) {
      this.#last = undefined;
    }
    return call;
  }

  /** Hands the next call to a thread of the pool. */
  #hand(): void {
    const call = this.#take();
    this.#underWay = call;
    if (call === undefined) {
      return;
    }
    const done = (settle: () => void) => {
      this.#changes -= call.method === CHANGES ? 1 : 0;
      settle();
      this.#hand();
    };
    this.#native.callAsync(call.method, call.text).then(
      (output) => done(() => call.resolve(output)),
      (thrown: unknown) => done(() => call.reject(told(thrown))),
    );
  }

  /** Makes every call that waits, on this thread. */
  #makeAll(): void {
    for (let call = this.#take(); call !== undefined; call = this.#take()) {
      this.#make(call);
    }
  }

  /** Makes a call on this thread; the native module first sees the one under way to its end. */
  #make({ method, text, resolve, reject }: Call): void {
    this.#changes -= method === CHANGES ? 1 : 0;
    try {
      resolve(this.#native.call(method, text));
    } catch (thrown) {
      reject(told(thrown));
    }
  }
}
