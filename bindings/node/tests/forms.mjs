// What the tests need to compare values of JavaScript with canonical JSON: written apart from the package, along the shapes
// that `cargo xtask gen` tells of.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
/** The root of the repository. */
export const root = join(here, "..", "..", "..");
/** Types and operations as data. */
export const shapes = JSON.parse(readFileSync(join(here, "generated", "shapes.json"), "utf8"));

/** Every vector, with the file it stands in. */
export function vectors() {
  const files = (folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((found) => {
      const path = join(folder, found.name);
      return found.isDirectory() ? files(path) : path.endsWith(".json") ? [path] : [];
    });
  return files(join(root, "tests", "vectors")).sort().flatMap((file) => {
    const text = readFileSync(file, "utf8");
    const told = JSON.parse(text);
    const raw = rawInputs(text);
    return (Array.isArray(told) ? told : [told]).map((vector, at) => {
      // A field given twice, or 2.0: what JavaScript cannot hold, so that no typed function can be given it.
      const isInJavaScript = JSON.stringify(vector.input) === withoutBlanks(raw[at]);
      return { ...vector, raw: raw[at], isInJavaScript, at: `${file.slice(root.length + 1)}[${at}]` };
    });
  });
}

const TEXT_OR_BLANKS = /("(?:[^"\\]|\\.)*")|\s+/g;
const withoutBlanks = (json) => json.replace(TEXT_OR_BLANKS, (_, text) => (text === undefined ? "" : JSON.stringify(JSON.parse(text))));

/** The text of each input of a file of vectors, to the letter. */
function rawInputs(text) {
  const depth = text.trimStart().startsWith("[") ? 2 : 1;
  const out = [];
  let level = 0;
  let isInput = false;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:,]/g)) {
    const ends = (token === "," && level === depth) || (token === "}" && level === depth);
    if (isInput && ends) {
      out.push(text.slice(start, index));
      isInput = false;
    }
    if (token === "{" || token === "[") level += 1;
    if (token === "}" || token === "]") level -= 1;
    if (token === '"input"' && level === depth && /^\s*:/.test(text.slice(index + token.length, index + token.length + 20))) {
      isInput = true;
      start = text.indexOf(":", index) + 1;
    }
  }
  return out;
}

/** `document_date` → `documentDate`. */
export const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** A value with its fields in camelCase. */
export function toCamel(value) {
  if (Array.isArray(value)) return value.map(toCamel);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [camel(name), toCamel(field)]));
}

/** Canonical JSON: keys sorted, no blanks. No key of ours is outside ASCII. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.keys(value).sort().filter((name) => value[name] !== undefined);
  return `{${fields.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** A result of the package back in snake_case, fields at their default left out; fails where such a field is not there. */
export function toSnake(value, type, path = "") {
  if (type.endsWith("?")) return value === undefined ? undefined : toSnake(value, type.slice(0, -1), path);
  if (type.endsWith("[]")) return value.map((element, at) => toSnake(element, type.slice(0, -2), `${path}[${at}]`));
  const shape = shapes.types[type];
  if (shape === undefined || shape.names) {
    if (value === undefined || value === null) throw new Error(`${path}: ${value} where a ${type} should be`);
    return value;
  }
  const fields = shape.fields ?? shape.variants[value.type];
  const known = new Set(Object.keys(fields).map(camel));
  if (shape.variants) known.add("type");
  const unknown = Object.keys(value).find((name) => !known.has(name));
  if (unknown !== undefined) throw new Error(`${path}.${unknown} is no field of ${type}`);
  const out = shape.variants ? { type: value.type } : {};
  for (const [name, field] of Object.entries(fields)) {
    const told = toSnake(value[camel(name)], field.type, `${path}.${camel(name)}`);
    const isDefault = "default" in field && canonical(told) === canonical(field.default);
    if (told !== undefined && !isDefault) out[name] = told;
  }
  return out;
}
