// Values to JSON text, nothing lost on the way: `JSON.stringify` leaves out functions, symbols and what is inherited, and makes
// null of NaN and {} of a Map.
//
// A value is looked at once. Where it holds nothing but data, `JSON.stringify` writes it as it is. Where reading it may run
// code (a getter, `toJSON`, a proxy), every part is read once into a plain copy, and the copy is what is judged and written.

import { types } from "node:util";
import { malformed } from "./error.js";

/** How deep a value may be nested, as in the core. */
const DEEPEST = 128;
/** How many values one call may hold; a part that stands in several places counts in each. */
const MOST = 20_000_000;

const { isDate, isProxy } = types;
const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
// As they are when this package is loaded: a Date that writes itself in another way is read as any object with `toJSON`.
const { toJSON: dateToJson, toISOString: dateToText } = Date.prototype;

/** How many more values the walk of `isData` may come to. No code of others runs in it, so that one place is enough. */
let left = 0;
/** The way to what `isData` did not take, from the inside out. */
let trail: (string | number)[] = [];

/** A value as JSON text. */
export function encode(value: unknown): string {
  for (const [name, prototype] of [["Object", Object.prototype], ["Array", Array.prototype], ["String", String.prototype], ["Number", Number.prototype], ["Boolean", Boolean.prototype]] as const) {
    if ("toJSON" in prototype) {
      throw malformed("", `found a toJSON in ${name}.prototype, which would change what is written: remove it`);
    }
  }
  left = MOST;
  trail = [];
  let written = value;
  if (!isData(value, 1)) {
    if (left < 0) {
      throw malformed(pathOf(trail), TOO_MANY);
    }
    written = new Copy().of(value, "", "", 1);
  }
  try {
    return JSON.stringify(written);
  } catch (error) {
    throw malformed("", `the value cannot be written as JSON: ${wordsOf(error)}`, error);
  }
}

const TOO_MANY = `more than ${MOST.toLocaleString("en-US")} values in one call, those in several places counted in each`;

const INVALID_DATE = "found an invalid Date, expected a moment";

/** Whether a value is nothing but data that JSON holds as it is. Runs no code of others. */
function isData(value: unknown, depth: number): boolean {
  left -= 1;
  if (left < 0) {
    return false;
  }
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
  if (depth > DEEPEST || isProxy(value)) {
    return false;
  }
  const prototype: unknown = getPrototypeOf(value);
  if (Array.isArray(value)) {
    return prototype === Array.prototype && isDataList(value, depth);
  }
  if (prototype !== Object.prototype && prototype !== null) {
    return prototype === Date.prototype && isPlainDate(value);
  }
  const keys = Object.keys(value);
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as string;
    const field = getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
    if (field.get !== undefined || field.set !== undefined) {
      return false;
    }
    if (field.value !== undefined && !isData(field.value, depth + 1)) {
      return foundAt(key);
    }
  }
  // A hidden one too; and one that is enumerable is a function, and not taken above.
  return !Object.hasOwn(value, "toJSON") && Object.getOwnPropertySymbols(value).length === 0;
}

function isDataList(list: readonly unknown[], depth: number): boolean {
  for (let at = 0; at < list.length; at += 1) {
    const element = getOwnPropertyDescriptor(list, at);
    if (element === undefined || element.get !== undefined || element.set !== undefined) {
      return foundAt(at);
    }
    if (!isData(element.value, depth + 1)) {
      return foundAt(at);
    }
  }
  return Object.keys(list).length === list.length && !Object.hasOwn(list, "toJSON") && Object.getOwnPropertySymbols(list).length === 0;
}

function isPlainDate(value: object): boolean {
  return (
    isDate(value) &&
    Date.prototype.toJSON === dateToJson &&
    Date.prototype.toISOString === dateToText &&
    Reflect.ownKeys(value).length === 0 &&
    !Number.isNaN(Date.prototype.getTime.call(value))
  );
}

function foundAt(place: string | number): false {
  trail.push(place);
  return false;
}

/** A plain copy of a value, each part of it read once; throws at what JSON does not hold. */
class Copy {
  #left = MOST;
  /** What is wrong with objects of a prototype, if anything. */
  readonly #problems = new Map<object, string | undefined>();

  of(value: unknown, path: string, key: string, depth: number, isWritten = false): unknown {
    this.#left -= 1;
    if (this.#left < 0) {
      throw malformed(path, TOO_MANY);
    }
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        if (Number.isFinite(value)) {
          return value;
        }
        break;
      case "object":
        if (value === null) {
          return value;
        }
        if (depth <= DEEPEST) {
          return this.#object(value, path, key, depth, isWritten);
        }
        break;
      default:
    }
    throw malformed(cut(path), problemOf(value, depth));
  }

  #object(value: object, path: string, key: string, depth: number, isWritten: boolean): unknown {
    const read = <Part>(part: () => Part): Part => {
      try {
        return part();
      } catch (error) {
        throw malformed(cut(path), `the value cannot be written as JSON: ${wordsOf(error)}`, error);
      }
    };
    const toJson = read(() => (value as { toJSON?: unknown }).toJSON);
    if (typeof toJson === "function") {
      const written: unknown = isWritten ? undefined : read(() => toJson.call(value, key));
      if (written === undefined || written === null || typeof written === "function") {
        throw malformed(cut(path), isDate(value) ? INVALID_DATE : `found an object of type ${read(() => typeOf(value))} whose toJSON gives no data`);
      }
      return this.of(written, path, key, depth + 1, true);
    }
    const isList = read(() => Array.isArray(value));
    const problem = read(() => this.#problem(value, isList, depth));
    if (problem !== undefined) {
      throw malformed(cut(path), problem);
    }
    if (isList) {
      return this.#list(value as readonly unknown[], path, depth, read);
    }
    const keys = read(() => Object.keys(value));
    if (keys.length === 0 && read(() => !isPlainPrototype(getPrototypeOf(value)))) {
      throw malformed(cut(path), "found an object of a class without fields of its own, expected a plain object: give it toJSON");
    }
    const out: Record<string, unknown> = {};
    for (const name of keys) {
      const inner = path === "" ? shortened(name) : `${path}.${shortened(name)}`;
      const field = this.#read(value, name, inner);
      if (field !== undefined) {
        // Defined, since `__proto__` is the name of a field here as any other.
        Object.defineProperty(out, name, { value: this.of(field, inner, name, depth + 1), enumerable: true, configurable: true, writable: true });
      }
    }
    this.#refuseSymbols(value, path, read);
    return out;
  }

  #list(list: readonly unknown[], path: string, depth: number, read: <Part>(part: () => Part) => Part): unknown[] {
    const length = read(() => list.length);
    const out: unknown[] = [];
    for (let at = 0; at < length; at += 1) {
      const inner = `${path}[${at}]`;
      out.push(this.of(this.#read(list, String(at), inner), inner, String(at), depth + 1));
    }
    const names = read(() => Object.keys(list));
    const name = names.find((name) => !(/^(0|[1-9]\d*)$/.test(name) && Number(name) < length));
    if (name !== undefined) {
      throw malformed(cut(path), `found a list with the field \`${shortened(name)}\`, which JSON leaves out: pass a plain object, or the list alone`);
    }
    this.#refuseSymbols(list, path, read);
    return out;
  }

  #read(value: object, name: string, path: string): unknown {
    try {
      return (value as Record<string, unknown>)[name];
    } catch (error) {
      throw malformed(cut(path), `the value cannot be written as JSON: ${wordsOf(error)}`, error);
    }
  }

  #refuseSymbols(value: object, path: string, read: <Part>(part: () => Part) => Part): void {
    const symbol = read(() => Object.getOwnPropertySymbols(value)[0]);
    if (symbol !== undefined) {
      throw malformed(cut(path), `found a field named by a symbol, ${shortened(String(symbol))}, expected names that are text`);
    }
  }

  /** Why an object is no data, where it is none. */
  #problem(value: object, isList: boolean, depth: number): string | undefined {
    const prototype: object | null = getPrototypeOf(value);
    if (!isList && typeOf(value) !== "Object") {
      return problemOf(value, depth);
    }
    if (prototype === null || isPlainPrototype(prototype)) {
      return undefined;
    }
    if (!this.#problems.has(prototype)) {
      this.#problems.set(prototype, problemOfPrototype(prototype));
    }
    return this.#problems.get(prototype);
  }
}

/** The prototype of plain objects, of this realm or another (a vm context). */
function isPlainPrototype(prototype: object | null): boolean {
  return (
    prototype === null ||
    prototype === Object.prototype ||
    (getPrototypeOf(prototype) === null && ["hasOwnProperty", "isPrototypeOf", "valueOf"].every((name) => Object.hasOwn(prototype, name)))
  );
}

/** What objects of a class hold beside their own fields, which JSON leaves out. Methods are no data. */
function problemOfPrototype(first: object): string | undefined {
  for (let prototype: object | null = first; prototype !== null && !isPlainPrototype(prototype); prototype = getPrototypeOf(prototype)) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const field = getOwnPropertyDescriptor(prototype, name);
      const isAccessor = field?.get !== undefined || field?.set !== undefined;
      if (name !== "__proto__" && (isAccessor || (field?.enumerable && typeof field.value !== "function"))) {
        const what = isAccessor ? "getter" : "inherited field";
        return `found an object with the ${what} \`${shortened(name)}\`, which JSON leaves out: spread what is meant into a plain object, or give it toJSON`;
      }
    }
  }
  return undefined;
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
  if (isDate(value)) {
    return INVALID_DATE;
  }
  const name = typeOf(value);
  if (name === "Promise") {
    return "found a Promise, expected what it resolves to: await it first";
  }
  if (name === "Map" || name === "Set") {
    return `found a ${name}, expected a plain object or a list`;
  }
  return `found an object of type ${shortened(name)}, expected a plain object, a list, text, a number, true or false`;
}

/** `Map`, `Uint8Array`; `Object` where nothing says more. */
function typeOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function pathOf(trail: readonly (string | number)[]): string {
  let path = "";
  for (let at = trail.length - 1; at >= 0; at -= 1) {
    const place = trail[at] as string | number;
    path += typeof place === "number" ? `[${place}]` : path === "" ? shortened(place) : `.${shortened(place)}`;
  }
  return cut(path);
}

function cut(path: string): string {
  return path.length > 300 ? `${path.slice(0, 300)}…` : path;
}

function shortened(key: string): string {
  return key.length > 60 ? `${key.slice(0, 60)}…` : key;
}

/** The words of whatever was thrown, which may be no error, and may not even become text. */
function wordsOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error).slice(0, 500);
  } catch {
    return "what was thrown has no words";
  }
}
