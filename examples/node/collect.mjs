// What collections have to decide on at the end of a month, of the sample data: finance charges, promises, plans, write-offs, provision.
// It prints what examples/python/collect.txt holds, the figures of the block COLLECTIONS of `cargo run --example month_end`. Run it with
// `npm install && npm run collect` after `npm ci && npm run release` in bindings/node.

import { readFileSync } from "node:fs";
import { InterestPolicy, WriteOffPolicy, amount, book, date, entry, fromJson, interest, plan, promise, provision, rateOf, value, writeOff } from "openitem";

/** @param {string} name */
const sample = (name) => readFileSync(new URL(`../data/${name}`, import.meta.url), "utf8");
const { entries } = entry.read({ text: sample("sample_entries.jsonl") });
const master = /** @type {import("openitem").MasterDataInput} */ (fromJson(sample("sample_master.json")));
const asOf = date("2026-06-30");
const { items, promises, contacts, notices, placements, holds } = book.replay({ entries, asOf: { date: asOf } }).book;

/** @type {Map<string, Map<string, import("openitem").Amount>>} */
const figures = new Map();
/** @type {(name: string, currency: string, of: import("openitem").Amount) => void} */
const add = (name, currency, of) => {
  const sums = figures.get(name) ?? new Map();
  figures.set(name, sums.set(currency, value.sum({ amounts: [sums.get(currency) ?? amount("0"), of] })));
};

// Interest needs how each item fell, day by day. What a kept plan frees bears none.
const history = interest.history({ entries, asOf: { date: asOf } });
const { applied } = history;
const plans = plan.histories({ entries, asOf: { date: asOf } });
const judged = plan.assess({ request: { plans, applied, items }, asOf });
const suspensions = interest.suspensions({ plans, report: judged });
// By which law or contract each company charges interest.
for (const [entity, policy] of /** @type {const} */ ([["DE01", InterestPolicy.germany()], ["US01", InterestPolicy.usContract()]])) {
  /** @param {import("openitem").OpenItem} item */
  const isOwn = (item) => item.entity === entity;
  const request = { ...history, suspensions, items: history.items.filter(isOwn), closed: history.closed.filter(isOwn) };
  for (const total of interest.accrue({ request, asOf, policy }).totals) add("charges", total.currency, total.charges);
}

for (const one of promise.assess({ promises, applied, asOf }).promises) {
  if (one.status === "open") add("promised", one.currency, one.promised);
  const isBroken = one.status === "broken" || one.status === "partly_kept";
  if (isBroken) add("broken", one.currency, value.sum({ amounts: [one.promised, amount(`-${one.paid}`)] }));
}
for (const one of judged.plans) {
  if (one.status === "late" || one.status === "defaulted") add("at risk", one.currency, one.arrears);
}

// What was done to collect an item speaks for writing it off; the batch of each candidate is posted once it is approved.
const evidence = writeOff.evidence({ request: { items, contacts, notices, placements, holds }, asOf });
for (const one of writeOff.assess({ request: { items, evidence, applied }, asOf, policy: WriteOffPolicy.ours() }).candidates) {
  add("to write off", one.currency, one.amount);
}

// The loss rates of IFRS 9, illustrative example 12.
const rates = Object.entries({ current: "0.3", "1-30": "1.6", "31-60": "3.6", "61-90": "6.6", "90+": "10.6" });
const policy = { rates: rates.map(([bucket, percent]) => ({ bucket, percent: rateOf(percent) })), aging: { credits: /** @type {const} */ ("own_date") } };
for (const total of provision.assess({ request: { items, master }, asOf, policy }).totals) add("provision", total.currency, total.required);

for (const [name, sums] of figures) {
  const told = [...sums].sort(([one], [other]) => (one < other ? -1 : 1)).filter(([, of]) => of !== "0");
  const shown = told.map(([currency, of]) => {
    const decimals = value.minorUnits({ currency });
    return `${currency} ${value.formatAmount({ amount: of, decimals, format: { thousands: "comma" } })}`;
  });
  console.log(`${name.padEnd(12)} ${shown.join("  ")}`);
}
