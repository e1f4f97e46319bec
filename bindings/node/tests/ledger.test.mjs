// The ledger object: batches in, once each; what was refused leaves nothing behind.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ledger, OpenItemError, amount, book, date, entry, moment } from "openitem";
import { root } from "./forms.mjs";

const invoice = (id, open = "119") => ({
  id: `E-${id}`,
  entity: "DE01",
  customer: "C1",
  effective: date("2026-01-31"),
  recorded: moment("2026-02-01T08:00:00Z"),
  kind: { type: "invoice", invoice: { id, currency: "EUR", amount: amount(open) } },
});
const asOf = { date: date("2026-02-28") };

test("a batch is posted once", () => {
  const ledger = new Ledger();
  assert.equal(ledger.count, 0);
  assert.deepEqual(ledger.post({ entries: [invoice("A"), invoice("B", "50")] }).posted, ["E-A", "E-B"]);
  const again = ledger.post({ entries: [invoice("A")] });
  assert.deepEqual([again.posted, again.known], [[], ["E-A"]]);
  assert.equal(ledger.count, 2);
  assert.deepEqual(ledger.entries().map((posted) => posted.id), ["E-A", "E-B"]);
  assert.deepEqual(ledger.replay(asOf).book.items.map((item) => [item.id, item.open]), [["A", "119"], ["B", "50"]]);
  assert.deepEqual(ledger.basis("A"), { item: "A", open: "119", last: "E-A" });
  assert.equal(ledger.basis("Z"), undefined);
  assert.equal(ledger.closedThrough("DE01"), undefined);
});

test("a refused batch leaves nothing behind", () => {
  const ledger = new Ledger();
  ledger.post({ entries: [invoice("A")] });
  const wrong = { entries: [invoice("B"), { ...invoice("C"), kind: { type: "note", note: { text: "" } }, id: "E-A" }] };
  assert.throws(() => ledger.post(wrong), { name: "OpenItemError", code: "id_reused", kind: "conflict" });
  assert.equal(ledger.count, 1);
  assert.deepEqual(ledger.check(wrong).map((refusal) => refusal.entry), ["E-A"]);
});

test("bad input is refused with its path", () => {
  const ledger = new Ledger();
  assert.throws(() => ledger.post({ entries: [{ ...invoice("A"), effective: "yesterday" }] }), /^OpenItemError: batch\.entries\[0\]\.effective: `yesterday` is not a date/);
  for (const wrong of [undefined, null, [], 1, "batch", {}]) assert.throws(() => ledger.post(wrong), OpenItemError);
  for (const wrong of [undefined, null, [], 1, {}]) assert.throws(() => ledger.replay(wrong), OpenItemError);
  assert.throws(() => ledger.basis(12), /item: found the number 12, expected text/);
  assert.throws(() => ledger.closedThrough(Symbol("DE01")), OpenItemError);
  assert.throws(() => Ledger.prototype.post.call({}, { entries: [] }), TypeError);
});

test("a ledger of the sample's entries gives the book that a replay gives", async () => {
  const { entries } = entry.read({ text: readFileSync(join(root, "examples", "data", "sample_entries.jsonl"), "utf8") });
  const ledger = new Ledger();
  const posted = await ledger.postAsync({ entries });
  assert.equal(posted.posted.length, entries.length);
  assert.deepEqual(ledger.entries().length, entries.length);
  assert.deepEqual(await ledger.replayAsync({ date: date("2026-06-30") }), book.replay({ entries, asOf: { date: date("2026-06-30") } }));
  assert.deepEqual(await ledger.checkAsync({ entries: [] }), []);
});

test("calls of one ledger from several threads follow each other", async () => {
  const ledger = new Ledger();
  await Promise.all(Array.from({ length: 50 }, (_, at) => ledger.postAsync({ entries: [invoice(`I${at}`)] })));
  assert.equal(ledger.count, 50);
});

const many = (count) => ({ entries: Array.from({ length: count }, (_, at) => invoice(`I${at}`)) });
const reversal = (entry, id = "R") => ({ id, entity: "DE01", customer: "C1", effective: date("2026-02-05"), recorded: moment("2026-02-06T08:00:00Z"), kind: { type: "reversal", reversal: { entry, reason: "x" } } });

test("calls take effect in the order in which they are made, awaited or not", async () => {
  const ledger = new Ledger();
  const first = ledger.postAsync(many(1000));
  const second = ledger.postAsync({ entries: [reversal("E-I5")] });
  const between = ledger.entriesAsync();
  assert.equal(ledger.count, 1001);
  const third = ledger.postAsync({ entries: [invoice("Z")] });
  assert.deepEqual(ledger.post({ entries: [reversal("E-Z", "S")] }).posted, ["S"]);
  assert.deepEqual(ledger.check({ entries: [] }), []);
  const last = ledger.postAsync({ entries: [invoice("Y")] });
  assert.deepEqual([(await first).posted.length, (await second).posted, (await between).length, (await third).posted, (await last).posted], [1000, ["R"], 1001, ["E-Z"], ["E-Y"]]);
  assert.equal(ledger.count, 1004);
  assert.deepEqual(ledger.entries().slice(-3).map((entry) => entry.id), ["E-Z", "S", "E-Y"]);
});

test("what is handed over is read when the call is made", async () => {
  const ledger = new Ledger();
  const batch = { entries: [invoice("A")] };
  const posts = [ledger.postAsync(many(10)), ledger.postAsync(batch)];
  batch.entries[0] = invoice("B");
  await Promise.all(posts);
  assert.equal(ledger.entries().at(-1).id, "E-A");
});

test("a refused call keeps none of the later ones", async () => {
  const ledger = new Ledger();
  const calls = [ledger.postAsync(many(3)), ledger.postAsync({ entries: [reversal("E-none")] }), ledger.postAsync({}, 1), ledger.postAsync({ entries: [invoice("Z")] })];
  assert.equal(ledger.count, 4);
  const settled = await Promise.allSettled(calls);
  assert.deepEqual(settled.map((call) => call.status), ["fulfilled", "rejected", "rejected", "fulfilled"]);
  assert.ok(settled[1].reason instanceof OpenItemError && settled[2].reason instanceof OpenItemError);
});

test("the length does not wait for calls that only read", async () => {
  const ledger = new Ledger();
  ledger.post(many(5000));
  const started = performance.now();
  const replays = [ledger.replayAsync(asOf), ledger.replayAsync(asOf), ledger.replayAsync(asOf)];
  const counted = performance.now();
  assert.equal(ledger.count, 5000);
  const stood = performance.now() - counted;
  await Promise.all(replays);
  const took = performance.now() - started;
  assert.ok(stood < took / 3, `stood still for ${stood} of ${took} ms`);
});
