// One call: a value to text, the native module, text to a value.

import { encode } from "./encode.js";
import { told } from "./error.js";
import { native } from "./native.js";

/** Runs an operation on this thread. */
export function call<Output>(name: string, input: unknown): Output {
  const text = encode(input);
  return decode(run(() => native.call(name, text)));
}

/** Runs an operation on a thread of the pool; every error is a rejection. */
export async function callAsync<Output>(name: string, input: unknown): Promise<Output> {
  const text = encode(input);
  return decode(await later(native.callAsync(name, text)));
}

/** What the native module gives; what it throws becomes an error of ours. */
export function run<Output>(work: () => Output): Output {
  try {
    return work();
  } catch (thrown) {
    throw told(thrown);
  }
}

/** The same of a promise. */
export async function later(work: Promise<string>): Promise<string> {
  try {
    return await work;
  } catch (thrown) {
    throw told(thrown);
  }
}

/** An option that is not there is undefined, never null. */
export function decode<Output>(text: string): Output {
  return (JSON.parse(text) ?? undefined) as Output;
}
