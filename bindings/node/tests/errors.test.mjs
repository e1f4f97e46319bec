// Errors carry code, kind, data and a message; fields are named as JavaScript names them.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { ErrorCode, ErrorKind, OpenItemError, aging, date, exchange, value } from "openitem";

function thrown(work) {
  try {
    work();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
}

test("an error tells its code, kind, data and message", () => {
  const error = thrown(() => value.minorUnits({ currency: "XXA" }));
  assert.ok(error instanceof OpenItemError && error instanceof Error);
  assert.equal(error.name, "OpenItemError");
  assert.equal(error.code, "unknown_currency");
  assert.equal(error.kind, "not_found");
  assert.deepEqual(error.data, { currency: "XXA" });
  assert.equal(error.message, "the minor units of XXA are not known: hand in a currency row");
  assert.match(error.stack, /^OpenItemError: the minor units[^]*errors\.test\.mjs/);
  assert.ok(ErrorCode.includes(error.code) && ErrorKind.includes(error.kind));
  assert.ok(error.is("unknown_currency") && !error.is("overflow"));
});

test("a path names fields as they were written", () => {
  const items = [{ id: "A", entity: "E", kind: "invoice", side: "debit", currency: "EUR", original: "1", open: "1", effective: "2026-01-01" }];
  const error = thrown(() => aging.age({ items, asOf: date("2026-01-31") }));
  assert.deepEqual(error.data, { path: "items[0].documentDate", problem: "missing field" });
  assert.equal(error.message, "items[0].documentDate: missing field");
});

test("a field in snake_case is unknown, and told as it should be", () => {
  const error = thrown(() => aging.age({ items: [], as_of: "2026-01-31" }));
  assert.equal(error.message, "as_of: unknown field, expected a name in camelCase: `asOf`");
  const other = thrown(() => aging.age({ items: [], asof: "2026-01-31" }));
  assert.equal(other.message, "asof: unknown field, expected one of `items`, `master`, `asOf`, `policy`");
});

test("the data of an error is in camelCase", () => {
  const input = { rows: [], fromCurrency: "USD", toCurrency: "EUR", date: date("2026-01-31") };
  const error = thrown(() => exchange.rateOn(input));
  assert.equal(error.code, "no_rate");
  assert.deepEqual(error.data, { date: "2026-01-31", fromCurrency: "USD", toCurrency: "EUR", lookBackDays: error.data.lookBackDays });
  const wrong = thrown(() => exchange.rateOn({ ...input, policy: { lookBackDays: -1 } }));
  assert.equal(wrong.data.field, "lookBackDays");
  assert.match(wrong.message, /^lookBackDays: found -1/);
});

test("an async form rejects and never throws", async () => {
  await assert.rejects(value.minorUnitsAsync({ currency: "XXA" }), { name: "OpenItemError", code: "unknown_currency" });
  await assert.rejects(value.minorUnitsAsync(undefined), { code: "malformed_json" });
  await assert.rejects(value.minorUnitsAsync({ currency: 12n }), { code: "malformed_json" });
});

test("both kinds of module share one error", () => {
  const required = createRequire(import.meta.url)("openitem");
  assert.equal(required.OpenItemError, OpenItemError);
});
