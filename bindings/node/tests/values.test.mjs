// Amounts, rates, days and moments are text that is checked where it is made; results hold every field that has a default.

import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import * as openitem from "openitem";
import { aging, amount, amountFromFloat, date, fromJson, localDate, moment, rateOf, terms, toJson, utcDate, value } from "openitem";

test("equal amounts are equal text", () => {
  for (const [text, written] of [["12.50", "12.5"], ["-0.00", "0"], ["1e3", "1000"], ["007", "7"], ["0.1", "0.1"]]) {
    assert.equal(amount(text), written);
    assert.equal(rateOf(text), written);
  }
});

test("what is no amount is refused in words that help", () => {
  for (const [given, words] of [
    [12.5, /found the number 12\.5, expected a decimal as text \(a float goes through amountFromFloat\)/],
    ["12,50", /`12,50` is not an amount/],
    ["", /is not an amount/],
    ["1".repeat(10_000), /is not an amount|needs more than 28 digits/],
    ["1e999999999", /is not an amount|digits/],
    [null, /found null, expected a decimal as text/],
    [undefined, /found undefined, expected a value/],
    [12n, /found a BigInt, expected a whole number, or text where a decimal is due/],
  ]) {
    assert.throws(() => amount(given), (error) => error instanceof openitem.OpenItemError && words.test(error.message) && error.message.length < 300, String(given).slice(0, 20));
  }
});

test("a number becomes an amount through the one door for numbers", () => {
  assert.equal(amountFromFloat(12.5, "EUR"), "12.5");
  assert.equal(amountFromFloat(-1e12, "EUR"), "-1000000000000");
  assert.throws(() => amountFromFloat(0.1 + 0.2, "EUR"), { code: "float_not_exact", data: { found: "0.30000000000000004", nearest: "0.30", currency: "EUR" } });
  assert.throws(() => amountFromFloat(12.345, "EUR"), { code: "float_not_exact" });
  assert.throws(() => amountFromFloat(Number.NaN, "EUR"), openitem.OpenItemError);
  assert.throws(() => amountFromFloat(Number.POSITIVE_INFINITY, "EUR"), openitem.OpenItemError);
  assert.throws(() => amountFromFloat("12.5", "EUR"), /found text, expected a number/);
});

test("days and moments", () => {
  assert.equal(date("2026-01-31"), "2026-01-31");
  for (const wrong of ["2026-02-30", "2026-1-31", "31.01.2026", "10000-01-01", "0000-01-01", "2026-01-31T00:00:00Z", 20260131]) {
    assert.throws(() => date(wrong), openitem.OpenItemError, String(wrong));
  }
  assert.equal(utcDate(new Date("2026-01-31T23:59:59Z")), "2026-01-31");
  assert.equal(localDate(new Date(2026, 0, 31, 23, 59)), "2026-01-31");
  assert.equal(moment(new Date(Date.UTC(2026, 0, 31, 9, 30))), "2026-01-31T09:30:00Z");
  assert.equal(moment("2026-01-31T10:30:00+01:00"), "2026-01-31T09:30:00Z");
  for (const wrong of [new Date(Number.NaN), new Date(-1e15), new Date(8.64e15), "2026-01-31"]) {
    assert.throws(() => moment(wrong), openitem.OpenItemError, String(wrong));
    assert.throws(() => utcDate(wrong), openitem.OpenItemError, String(wrong));
  }
});

test("a result holds every field that has a default, and no option that is not there", () => {
  const policy = aging.preset({ name: "default" });
  assert.deepEqual(policy, openitem.AgingPolicy.default());
  for (const [name, field] of Object.entries(policy)) assert.notEqual(field, undefined, name);
  const empty = aging.age({ items: [], asOf: date("2026-01-31") });
  assert.deepEqual(empty.byCurrency.rows, []);
  assert.deepEqual(empty.byCurrency.leftOut, []);
  assert.equal("inBase" in empty, false);
  assert.equal(terms.discountFor({ installment: terms.schedule({ amounts: { currency: "EUR", net: amount("100") }, documentDate: date("2026-01-01"), terms: terms.net({ days: 30 }) }).installments[0], paymentDate: date("2026-01-02") }), undefined);
});

test("a result can be given again", () => {
  const policy = openitem.AgingPolicy.oracle();
  const items = [];
  assert.deepEqual(aging.age({ items, asOf: date("2026-01-31"), policy }).policy, policy);
});

test("undefined and null stand for an option that is not given", () => {
  const input = { cutoffDay: undefined, dayOfMonth: 15 };
  assert.deepEqual(terms.oracleDayOfMonth(input), terms.oracleDayOfMonth({ cutoffDay: null, dayOfMonth: 15 }));
  assert.deepEqual(terms.oracleDayOfMonth(input), terms.oracleDayOfMonth({ dayOfMonth: 15 }));
});

test("sums are exact", () => {
  assert.equal(value.sum({ amounts: [amount("0.1"), amount("0.2")] }), amount("0.30"));
});

test("JSON of other languages comes in and goes out", () => {
  const rows = fromJson('[{"currency": "XXA", "minor_units": 3}]');
  assert.deepEqual(rows, [{ currency: "XXA", minorUnits: 3 }]);
  assert.equal(value.minorUnits({ currency: "XXA", rows }), 3);
  assert.equal(toJson(rows), '[{"currency":"XXA","minor_units":3}]');
  assert.throws(() => fromJson('{"schema": 99}'), { code: "newer_schema" });
  assert.throws(() => fromJson('[{"schema": 1}, {"schema": 99}]'), { code: "newer_schema" });
  for (const text of ['{"minorUnits": 3}', '{"a_b": 1, "aB": 2}', '{"a_1": 1}', '{"__proto__": {}}']) {
    assert.throws(() => fromJson(text), { code: "malformed_json", message: /found a name that is no field of ours/ });
  }
  assert.throws(() => fromJson("{"), { code: "malformed_json" });
  assert.throws(() => fromJson(undefined), { code: "malformed_json" });
});

test("an amount is refused with the core's own error", () => {
  assert.throws(() => amount("12,50"), { code: "malformed_amount", data: { found: "12,50" } });
  assert.throws(() => amount("1".repeat(29)), { code: "amount_digits" });
  assert.throws(() => amount(12.5), { code: "malformed_json" });
});

test("nobody can change what the package offers", () => {
  for (const offered of [openitem.aging, openitem.Rounding, openitem.AgingPolicy, openitem.ErrorCode]) assert.ok(Object.isFrozen(offered));
});

test("a Date of another realm is a Date", () => {
  const other = vm.runInNewContext("new Date(0)");
  assert.equal(moment(other), "1970-01-01T00:00:00Z");
  assert.equal(utcDate(other), "1970-01-01");
});
