// Worker threads, and an event loop that stays free while Rust works.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { aging, date, Ledger, moment } from "openitem";

const items = (count) =>
  Array.from({ length: count }, (_, at) => ({
    id: `I${at}`, entity: "E", customer: `C${at % 1000}`, kind: "invoice", side: "debit", currency: "EUR",
    original: "100.25", open: "100.25", documentDate: "2026-01-01", effective: "2026-01-01", due: "2026-01-31",
  }));

const work = `
  const { parentPort, workerData } = require("node:worker_threads");
  const openitem = require("openitem");
  const { items, asOf } = workerData;
  const first = openitem.aging.age({ items, asOf });
  openitem.aging.ageAsync({ items, asOf }).then((second) => {
    let code;
    try { openitem.amount(1.5); } catch (error) { code = error instanceof openitem.OpenItemError && error.code; }
    parentPort.postMessage({ first, second, code });
  });
`;

function worker(workerData) {
  // The folder of this file is where an evaluated worker looks for packages from.
  return new Worker(work, { eval: true, workerData });
}

const answer = (thread) => new Promise((resolve, reject) => thread.once("message", resolve).once("error", reject));

test("several workers get the same answer at once", async () => {
  const workerData = { items: items(2000), asOf: "2026-03-31" };
  const expected = aging.age(workerData);
  const threads = Array.from({ length: 4 }, () => worker(workerData));
  const answers = await Promise.all(threads.map(answer));
  for (const { first, second, code } of answers) {
    assert.deepEqual(first, expected);
    assert.deepEqual(second, expected);
    assert.equal(code, "malformed_json");
  }
  await Promise.all(threads.map((thread) => thread.terminate()));
});

test("a worker that is ended in the middle of a call takes nothing with it", async () => {
  const thread = new Worker(`
    const openitem = require("openitem");
    const { parentPort, workerData } = require("node:worker_threads");
    for (let at = 0; at < 8; at += 1) openitem.aging.ageAsync(workerData);
    parentPort.postMessage("under way");
  `, { eval: true, workerData: { items: items(20_000), asOf: "2026-03-31" } });
  await answer(thread);
  await thread.terminate();
  assert.equal(aging.age({ items: items(1), asOf: "2026-03-31" }).byCurrency.rows.length, 1);
});

test("a timer keeps ticking while Rust works", async () => {
  // Much work in Rust, little text: entries whose fold is long, into a ledger that is asked for one figure.
  const entries = Array.from({ length: 30_000 }, (_, at) => ({
    id: `E${at}`, entity: "E", customer: `C${at % 500}`, effective: date("2026-01-31"), recorded: moment("2026-02-01T08:00:00Z"),
    kind: { type: "invoice", invoice: { id: `I${at}`, currency: "EUR", amount: "100" } },
  }));
  const ledger = new Ledger();
  let ticks = 0;
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    ticks += 1;
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const started = performance.now();
  const done = ledger.postAsync({ entries });
  const handedOver = performance.now();
  last = handedOver;
  await done;
  const waited = performance.now() - handedOver;
  clearInterval(timer);
  // What stays on this thread is the text of the input, made before the promise is there.
  assert.ok(waited > 20, `the call was too short to tell: ${waited} ms after ${handedOver - started} ms of writing`);
  assert.ok(ticks >= 5, `${ticks} ticks in ${waited} ms`);
  assert.ok(longest < waited / 2, `the loop stood still for ${longest} of ${waited} ms`);
  assert.equal(ledger.count, entries.length);
});
