// Values to JSON text, nothing lost on the way: `JSON.stringify` leaves out functions, and makes null of NaN and {} of a Map.

import { OpenItemError, malformed } from "./error.js";

/** How deep a value may be nested, as in the core. */
const DEEPEST = 128;

/** A value as JSON text. */
export function encode(value: unknown): string {
  let text: string | undefined;
  try {
    if (isPlain(value, 1)) {
      text = JSON.stringify(value);
    } else {
      refuse(value, "", 1);
    }
  } catch (error) {
    throw error instanceof OpenItemError ? error : malformed("", `the value cannot be written as JSON: ${wordsOf(error)}`, error);
  }
  if (text === undefined) {
    throw malformed("", "the value cannot be written as JSON");
  }
  return text;
}

/** Whether JSON holds the value as it is. No path is kept: that costs, and `refuse` finds it again. */
function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      break;
    default:
      return false;
  }
  if (value === null) {
    return true;
  }
  if (depth > DEEPEST) {
    return false;
  }
  if (Array.isArray(value)) {
    // By place: `every` would pass over holes.
    for (let at = 0; at < value.length; at += 1) {
      if (!isPlain(value[at], depth + 1)) {
        return false;
      }
    }
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    const toJson = (value as { toJSON?: unknown }).toJSON;
    if (typeof toJson === "function") {
      const written: unknown = toJson.call(value, "");
      return written !== null && isPlain(written, depth + 1);
    }
    if (Object.prototype.toString.call(value) !== "[object Object]") {
      return false;
    }
  }
  for (const key of Object.keys(value)) {
    const field: unknown = (value as Record<string, unknown>)[key];
    if (field !== undefined && !isPlain(field, depth + 1)) {
      return false;
    }
  }
  return true;
}

/** Finds what `isPlain` did not take, and says what to pass instead. */
function refuse(value: unknown, path: string, depth: number): void {
  if (isPlain(value, depth)) {
    return;
  }
  if (typeof value === "object" && value !== null && depth <= DEEPEST) {
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length; at += 1) {
        refuse(value[at], `${path}[${at}]`, depth + 1);
      }
    } else if (Object.prototype.toString.call(value) === "[object Object]" && typeof (value as { toJSON?: unknown }).toJSON !== "function") {
      for (const [key, field] of Object.entries(value)) {
        if (field !== undefined) {
          refuse(field, path === "" ? shortened(key) : `${path}.${shortened(key)}`, depth + 1);
        }
      }
    }
  }
  throw malformed(path.length > 300 ? `${path.slice(0, 300)}…` : path, problemOf(value, depth));
}

function problemOf(value: unknown, depth: number): string {
  switch (typeof value) {
    case "undefined":
      return "found undefined, expected a value";
    case "number":
      return `found ${String(value)}, expected a finite number, or text where a decimal is due`;
    case "bigint":
      return "found a BigInt, expected a whole number, or text where a decimal is due: String(value)";
    case "symbol":
      return "found a symbol, expected text";
    case "function":
      return "found a function, expected what it returns";
    default:
  }
  if (depth > DEEPEST) {
    return `nested deeper than ${DEEPEST} levels, or in itself`;
  }
  if (value instanceof Date) {
    return "found an invalid Date, expected a moment";
  }
  const name = Object.prototype.toString.call(value).slice(8, -1);
  if (name === "Promise") {
    return "found a Promise, expected what it resolves to: await it first";
  }
  if (name === "Map" || name === "Set") {
    return `found a ${name}, expected a plain object or a list`;
  }
  return `found an object of type ${name}, expected a plain object, a list, text, a number, true or false`;
}

function shortened(key: string): string {
  return key.length > 60 ? `${key.slice(0, 60)}…` : key;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
