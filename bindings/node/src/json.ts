// JSON as files and other languages have it: fields in snake_case, one form for each value.

import { decode, run } from "./call.js";
import { encode } from "./encode.js";
import { malformed } from "./error.js";
import { native } from "./native.js";

/** The names of all operations. */
export function operations(): readonly string[] {
  return native.operations();
}

/**
 * Runs an operation by its name on canonical JSON text, as every language has it: fields in snake_case, defaults left out.
 *
 * @throws OpenItemError whose data is in snake_case too.
 */
export function callJson(name: string, input: string): string {
  return run(() => native.callJson(wellFormed(name, "the name"), wellFormed(input, "the input")));
}

/**
 * A value out of JSON as files and other languages have it. Its shape is judged where it is used, so `Value` is a claim: of
 * a type with defaults, fields may be left out (`MasterDataInput`). A stored document loses its `schema`, and so does each of a
 * list of them. A name that `toJson` would not give back is refused.
 *
 * @throws OpenItemError `malformed_json`, or `newer_schema` where a newer version stored it.
 */
export function fromJson<Value>(text: string): Value {
  return decode(run(() => native.fromSnake(wellFormed(text, "the text"))));
}

/**
 * A value as JSON for files and other languages: keys sorted, fields in snake_case.
 *
 * @throws OpenItemError `malformed_json` where the value is no data.
 */
export function toJson(value: unknown): string {
  const text = encode(value);
  return run(() => native.intoSnake(text));
}

/** Text as it is: what is not well-formed would come to Rust with other letters in it. */
function wellFormed(text: unknown, what: string): string {
  if (typeof text !== "string") {
    throw malformed("", `${what}: found a value of type ${text === null ? "null" : typeof text}, expected text`);
  }
  const at = text.search(/\p{Surrogate}/u);
  if (at >= 0) {
    throw malformed("", `${what}: found half of a pair of surrogates at place ${at}, expected well-formed text`);
  }
  return text;
}
