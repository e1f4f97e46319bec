// Whatever is handed over, the answer is an OpenItemError that says where and what to pass instead: never a crash, never
// another error, and nothing lost in silence.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import vm from "node:vm";
import { Ledger, OpenItemError, aging, book, callJson, date, entry, fromJson, terms, toJson, value } from "openitem";

const item = {
  id: "A", entity: "E", kind: "invoice", side: "debit", currency: "EUR", original: "100", open: "100",
  documentDate: "2026-01-01", effective: "2026-01-01",
};
const asOf = date("2026-01-31");
const deep = (levels, make) => {
  let out = "end";
  for (let at = 0; at < levels; at += 1) out = make(out);
  return out;
};
const cyclic = { ...item };
cyclic.labels = [cyclic];
const own = (fields) => ({ items: [{ ...item, ...fields }], asOf });
class Item {
  constructor() { Object.assign(this, item); }
}

/** What is given to `aging.age`, and what its refusal says. */
const table = [
  ["nothing", undefined, /^found undefined, expected a value/],
  ["null", null, /^found null, expected an object/],
  ["a list", [], /^found a list, expected an object/],
  ["text", "items", /^found text, expected an object/],
  ["a number", 1, /^found the number 1, expected an object/],
  ["a function", () => ({}), /^found a function/],
  ["a symbol", Symbol("x"), /^found a symbol/],
  ["a promise of the arguments", Promise.resolve({}), /^found a Promise, .*await/],
  ["no items", { asOf }, /^items: missing field/],
  ["items undefined", { items: undefined, asOf }, /^items: missing field/],
  ["items null", { items: null, asOf }, /^items: found null, expected a list/],
  ["items as an object", { items: {}, asOf }, /^items: found an object, expected a list/],
  ["items as a Map", { items: new Map(), asOf }, /^items: found a Map, expected a plain object or a list/],
  ["items as a Set", { items: new Set([item]), asOf }, /^items: found a Set/],
  ["items as bytes", { items: new Uint8Array(3), asOf }, /^items: found an object of type Uint8Array, expected a plain object, a list/],
  ["a hole among the items", { items: [item, , item], asOf }, /^items\[1\]: found undefined, expected a value/],
  ["a list that is nothing but holes", { items: new Array(4_000_000_000), asOf }, /^items\[0\]: found undefined/],
  ["a long list of what is no item", { items: new Array(1_000_000).fill(1), asOf }, /^items\[0\]: found the number 1, expected an object/],
  ["a wrong item at the end of a long list", { items: [...new Array(100_000).fill(item), { ...item, open: 1 }], asOf }, /^items\[100000\]\.open: found the number 1/],
  ["undefined among the items", { items: [undefined], asOf }, /^items\[0\]: found undefined/],
  ["null among the items", { items: [null], asOf }, /^items\[0\]: found null, expected an object/],
  ["an amount that is a number", own({ open: 100 }), /^items\[0\]\.open: found the number 100, expected a decimal as text \(a float goes through amountFromFloat\)/],
  ["an amount that is a float", own({ open: 0.1 }), /^items\[0\]\.open: found the number 0\.1, expected a decimal as text/],
  ["an amount that is NaN", own({ open: Number.NaN }), /^items\[0\]\.open: found NaN, expected a finite number, or text where a decimal is due/],
  ["an amount that is Infinity", own({ open: -Infinity }), /^items\[0\]\.open: found -Infinity/],
  ["an amount that is a BigInt", own({ open: 100n }), /^items\[0\]\.open: found a BigInt, .*text where a decimal is due/],
  ["an amount that is true", own({ open: true }), /^items\[0\]\.open: found true, expected a decimal as text/],
  ["an amount with a comma", own({ open: "1,5" }), /^items\[0\]\.open: `1,5` is not an amount/],
  ["an amount of 10,000 digits", own({ open: "9".repeat(10_000) }), /^items\[0\]\.open: .{0,200}$/],
  ["an amount with a large exponent", own({ open: "1E999999999" }), /^items\[0\]\.open: /],
  ["a number of 10,000 digits", own({ installment: Number("9".repeat(10_000)) }), /^items\[0\]\.installment: found Infinity/],
  ["an option that is NaN", own({ installment: Number.NaN }), /^items\[0\]\.installment: found NaN/],
  ["an option that is a function", own({ due: () => asOf }), /^items\[0\]\.due: found a function, expected what it returns/],
  ["an option that is a symbol", own({ customer: Symbol("C1") }), /^items\[0\]\.customer: found a symbol, expected text/],
  ["a whole number with a fraction", own({ installment: 1.5 }), /^items\[0\]\.installment: found the number 1\.5, expected a whole number/],
  ["a whole number beyond 32 bits", own({ installment: 2 ** 31 }), /^items\[0\]\.installment: found the number 2147483648, expected a whole number from/],
  ["a whole number beyond 2^53", own({ installment: 1e300 }), /^items\[0\]\.installment: found the number 1e\+?300/],
  ["a day that is no day", own({ due: "2026-02-30" }), /^items\[0\]\.due: `2026-02-30` is not a date as YYYY-MM-DD/],
  ["a day of the year 10000", own({ due: "10000-01-01" }), /^items\[0\]\.due: `10000-01-01` is not a date/],
  ["a Date where a day is due", own({ due: new Date(0) }), /^items\[0\]\.due: `1970-01-01T00:00:00\.000Z` is not a date as YYYY-MM-DD/],
  ["an invalid Date", own({ due: new Date(Number.NaN) }), /^items\[0\]\.due: found an invalid Date/],
  ["a name that is none", own({ kind: "Invoice" }), /^items\[0\]\.kind: unknown name `Invoice`, expected one of `invoice`/],
  ["a field that is none", own({ colour: "red" }), /^items\[0\]\.colour: unknown field, expected one of .*`documentDate`/],
  ["a field in snake_case", own({ document_date: "2026-01-01" }), /^items\[0\]\.document_date: unknown field, expected a name in camelCase: `documentDate`/],
  ["__proto__ as a field", own(JSON.parse('{"__proto__": {"open": "1"}}')), /^items\[0\]\.__proto__: unknown field/],
  ["a policy that is a promise", { items: [item], asOf, policy: Promise.resolve({}) }, /^policy: found a Promise, expected what it resolves to: await it first/],
  ["a policy that is a Map", { items: [item], asOf, policy: new Map([["basis", "due"]]) }, /^policy: found a Map/],
  ["a policy that is a RegExp", { items: [item], asOf, policy: /x/ }, /^policy: found an object of type RegExp/],
  ["a policy that is an Error", { items: [item], asOf, policy: new Error("x") }, /^policy: found an object of type Error/],
  ["a policy that is text in an object", { items: [item], asOf, policy: new String("oracle") }, /^policy: found an object of type String/],
  ["a value in itself", { items: [cyclic], asOf }, /nested deeper than 128 levels, or in itself/],
  ["objects nested deep", { items: [deep(100_000, (inner) => ({ inner }))], asOf }, /nested deeper than 128 levels/],
  ["lists nested deep", { items: deep(1_000_000, (inner) => [inner]), asOf }, /nested deeper than 128 levels/],
  ["half of a pair of surrogates", own({ id: "A\ud800" }), /^items\[0\]\.id: .*(surrogate|hex escape)/],
  ["half of a pair in a name", own({ "\udc00": 1 }), /surrogate|hex escape/],
  ["a getter that throws", { items: [{ get due() { throw new TypeError("not now"); } }], asOf }, /^items\[0\]\.due: the value cannot be written as JSON: not now/],
  ["a getter that throws what has no words", { items: [{ get due() { throw Object.create(null); } }], asOf }, /^items\[0\]\.due: the value cannot be written as JSON: what was thrown has no words/],
  ["a getter of a class", { items: [new (class extends Item { get due() { return asOf; } })()], asOf }, /^items\[0\]: found an object with the getter `due`/],
  ["inherited fields", { items: [Object.create(item)], asOf }, /^items\[0\]: found an object with the inherited field `id`/],
  ["private fields alone", own({ due: new (class { #day = asOf; day() { return this.#day; } })() }), /^items\[0\]\.due: found an object of a class without fields/],
  ["a ledger", own({ due: new Ledger() }), /^items\[0\]\.due: found an object with the getter `count`/],
  ["a field named by a symbol", own({ [Symbol("due")]: asOf }), /^items\[0\]: found a field named by a symbol, Symbol\(due\)/],
  ["a list with a field", { items: Object.assign([item], { total: "1" }), asOf }, /^items: found a list with the field `total`/],
  ["toJSON of a list that gives nothing", own({ labels: Object.assign([], { toJSON() {} }) }), /^items\[0\]\.labels: found an object of type Array whose toJSON gives no data/],
  ["a hidden toJSON that gives nothing", own({ due: Object.defineProperty({}, "toJSON", { value: () => undefined }) }), /^items\[0\]\.due: found an object of type Object whose toJSON/],
  ["toJSON of a list that gives NaN", own({ labels: Object.assign([], { toJSON: () => Number.NaN }) }), /^items\[0\]\.labels: found NaN/],
  ["a revoked proxy", own({ due: (() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })() }), /^items\[0\]\.due: the value cannot be written as JSON/],
  ["parts shared again and again", { items: [deep(60, (inner) => ({ a: inner, b: inner }))], asOf }, /^items\[0\]\.a\.a.*more than 20,000,000 values in one call/],
  ["toJSON that throws", own({ due: new (class { toJSON() { throw new Error("not now"); } })() }), /cannot be written as JSON: not now/],
  ["toJSON that gives nothing", own({ due: new (class { toJSON() {} })() }), /^items\[0\]\.due: found an object of type Object/],
  ["toJSON that gives itself", own({ due: new (class { toJSON() { return this; } })() }), /^items\[0\]\.due: found an object of type Object/],
  ["a proxy that refuses", { items: new Proxy([], { get() { throw new RangeError("closed"); } }), asOf }, /cannot be written as JSON: closed/],
];

for (const [what, given, words] of table) {
  test(`${what} is refused`, async () => {
    const judge = (error) => {
      assert.ok(error instanceof OpenItemError, `${error?.stack}`);
      assert.match(error.message, words);
      assert.equal(error.code, "malformed_json");
      assert.equal(error.kind, "invalid_input");
      assert.ok(error.message.length < 1200, `${error.message.length} letters`);
      assert.equal(error.message, error.data.path === "" ? error.data.problem : `${error.data.path}: ${error.data.problem}`);
      return true;
    };
    assert.throws(() => aging.age(given), judge);
    await assert.rejects(aging.ageAsync(given), judge);
  });
}

test("what JSON holds as it is goes through", () => {
  const plain = aging.age({ items: [item], asOf });
  for (const same of [new Item(), Object.assign(Object.create(null), item), { ...item, due: undefined, customer: null }, { ...item, open: "100.00" }]) {
    assert.deepEqual(aging.age({ items: [same], asOf }), plain);
  }
  // A decimal of another library writes itself as text.
  const decimal = new (class Decimal { toJSON() { return "100"; } })();
  assert.deepEqual(aging.age({ items: [{ ...item, open: decimal }], asOf }), plain);
});

test("a value is read once, and what was read is what is written", () => {
  for (const second of [undefined, Number.NaN, 1n, () => {}]) {
    let reads = 0;
    assert.equal(toJson({ get a() { reads += 1; return reads === 1 ? 1 : second; }, b: [2] }), '{"a":1,"b":[2]}');
    assert.equal(reads, 1);
    reads = 0;
    const list = Object.defineProperty([0, 1], 0, { get() { reads += 1; return reads === 1 ? 7 : second; }, enumerable: true });
    assert.equal(toJson(list), "[7,1]");
    reads = 0;
    assert.equal(toJson(new Proxy({ a: 1 }, { get(target, name) { reads += name === "a" ? 1 : 0; return reads > 1 ? second : target[name]; } })), '{"a":1}');
  }
  assert.equal(toJson({ a: Object.assign([1], { toJSON: () => [2] }), b: new Date(0) }), '{"a":[2],"b":"1970-01-01T00:00:00.000Z"}');
  assert.equal(toJson(vm.runInNewContext("({ a: [{ b: 1 }] })")), '{"a":[{"b":1}]}');
  // Methods are no data, written in the old way too.
  function Old() { this.a = 1; }
  Old.prototype.method = () => 1;
  assert.equal(toJson(new Old()), '{"a":1}');
});

test("a toJSON for every list is refused", () => {
  Array.prototype.toJSON = () => "list";
  try {
    assert.throws(() => toJson({ a: [1] }), { code: "malformed_json", message: /Array\.prototype/ });
  } finally {
    delete Array.prototype.toJSON;
  }
});

test("a Date is a moment", () => {
  const note = (recorded) => [{ id: "N", entity: "E", effective: asOf, recorded, kind: { type: "note", note: { text: "x" } } }];
  assert.deepEqual(book.replay({ entries: note(new Date(0)), asOf: { date: asOf } }), book.replay({ entries: note("1970-01-01T00:00:00Z"), asOf: { date: asOf } }));
});

test("letters of every kind come back", () => {
  for (const id of ["", "\u0000", "é", "王", "😀", "\u2028", "\"\\", "a_b", "__proto__"]) {
    assert.equal(book.replay({ entries: [{ id: "E", entity: "E", customer: "C", effective: asOf, recorded: "2026-01-31T00:00:00Z", kind: { type: "invoice", invoice: { id: id || "x", currency: "EUR", amount: "1" } } }], asOf: { date: asOf } }).book.items[0].id, id || "x");
  }
});

test("every operation refuses what is no object of arguments", async () => {
  const openitem = await import("openitem");
  const { shapes } = await import("./forms.mjs");
  for (const [name, { call: [area, verb], arguments: taken }] of Object.entries(shapes.operations)) {
    if (Object.keys(taken).length === 0) continue;
    for (const wrong of [null, 1, "x", [], () => {}, Symbol("x"), 1n, { nothing: 1 }]) {
      assert.throws(() => openitem[area][verb](wrong), OpenItemError, `${name} ${String(wrong)}`);
    }
  }
});

test("text that is no JSON is refused at the JSON doors", () => {
  for (const text of ["", "{", "nul", "[1,]", "\ud800", '"\\ud800"', "[".repeat(100_000), "1".repeat(10_000)]) {
    assert.throws(() => fromJson(text), OpenItemError, text.slice(0, 10));
    assert.throws(() => callJson("aging.age", text), OpenItemError, text.slice(0, 10));
    assert.throws(() => entry.read({ text: `${text}!` }), OpenItemError, text.slice(0, 10));
  }
  for (const wrong of [undefined, () => {}, 1n, Number.NaN, new Map(), 1.5, { a_b: 1 }]) assert.throws(() => toJson(wrong), OpenItemError);
  for (const wrong of [Symbol("x"), undefined, null, 1, ["{}"], Buffer.from("{}"), { toString: () => "{}" }]) {
    assert.throws(() => callJson(wrong, "{}"), { code: "malformed_json", message: /^the name: found a value of type/ });
    assert.throws(() => callJson("aging.presets", wrong), { code: "malformed_json", message: /^the input: found a value of type/ });
    assert.throws(() => fromJson(wrong), { code: "malformed_json", message: /^the text: found a value of type/ });
  }
  assert.throws(() => fromJson('{"a":"x\ud800y"}'), { code: "malformed_json", message: /half of a pair of surrogates at place 7/ });
  assert.throws(() => callJson("value.minor_units", '{"currency":"\ud800"}'), /half of a pair of surrogates/);
  assert.deepEqual(fromJson('{"a":"😀"}'), { a: "😀" });
});

test("numbers out of range are refused by every operation that takes one", () => {
  for (const days of [2 ** 31, -(2 ** 31) - 1, 1e21, 0.5, Number.MAX_VALUE]) assert.throws(() => terms.net({ days }), { code: "malformed_json" });
  assert.throws(() => value.allocate({ total: "1", weights: ["1"], decimals: 2 ** 31 - 1 }), OpenItemError);
});

/** The factors that the README states: of what is meant, and of whatever else is handed over. */
const FACTOR = 16;
const WORST = 64;

/** How much a process of its own grows over a call, in times the letters of the call's input. */
function growth(items) {
  const source = `
    const { aging } = require("openitem");
    const input = { items: ${items}, asOf: "2026-03-31" };
    const text = JSON.stringify(input).length;
    gc();
    const before = process.memoryUsage().rss;
    try { aging.age(input); } catch (error) { if (error.code !== "malformed_json") throw error; }
    console.log((process.resourceUsage().maxRSS * 1024 - before) / text);
  `;
  return Number(execFileSync(process.execPath, ["--expose-gc", "-e", source], { encoding: "utf8", cwd: new URL("..", import.meta.url) }));
}

const rows = `Array.from({ length: 100_000 }, (_, at) => ({
  id: "I" + at, entity: "E", customer: "C" + at % 1000, kind: "invoice", side: "debit", currency: "EUR",
  original: "100.25", open: "100.25", documentDate: "2026-01-01", effective: "2026-01-01", due: "2026-01-31",
}))`;
for (const [what, items, factor] of [
  ["100,000 items", rows, FACTOR],
  ["100,000 items and a wrong one", `${rows}.concat([{}])`, FACTOR],
  ["five million numbers", "new Array(5_000_000).fill(1)", WORST],
  ["a million objects of one field", "new Array(1_000_000).fill({ a: 1 })", WORST],
  ["lists of one in lists of one", "(() => { let deep = []; for (let at = 0; at < 100; at += 1) deep = [deep]; return new Array(50_000).fill(deep); })()", WORST],
  ["a text of 50 million letters", '[{ id: "x".repeat(50_000_000) }]', FACTOR],
]) {
  test(`${what} take at most ${factor} times their text of memory`, () => {
    const grown = growth(items);
    assert.ok(grown < factor, `${grown.toFixed(1)} times`);
  });
}
