// The month end of two invented companies: what is open by age, how it moved since the last month-end, and that it all ties
// out to the general ledger. Run it with `npm install && npm start` after `npm ci && npm run release` in bindings/node.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { aging, amount, book, date, entry, fromJson, journal, moment, movement, value } from "openitem";

/** @param {string} name */
const sample = (name) => readFileSync(new URL(`../data/${name}`, import.meta.url), "utf8");

/** The figures of the month end. */
export function monthEnd() {
  const { entries } = entry.read({ text: sample("sample_entries.jsonl") });
  const master = /** @type {import("openitem").MasterDataInput} */ (fromJson(sample("sample_master.json")));
  const asOf = { date: date("2026-06-30") };
  const lastMonthEnd = { date: date("2026-05-31"), known: moment("2026-05-31T23:59:59.999999Z") };

  // What is open, and how old it is: give only what differs from the policy's defaults.
  const { items } = book.replay({ entries, asOf }).book;
  const aged = aging.age({ items, master, asOf: asOf.date, policy: { credits: "own_date", groupBy: [{ type: "currency" }] } });

  // How the balance went from one month-end to the other.
  const moved = movement.between({
    request: {
      opening: lastMonthEnd,
      closing: asOf,
      changes: book.changes({ entries, asOf }),
      earlier: book.changes({ entries, asOf: lastMonthEnd }),
    },
  });

  // The aging against the control accounts: amounts are exact text, and equal amounts are equal text.
  const balances = journal.controlBalances({ journal: journal.journal({ entries, asOf, master }) });
  const tieOut = aged.byCurrency.tieOut.map((line) => {
    const own = balances.filter((balance) => balance.entity === line.entity && balance.currency === line.currency);
    return {
      entity: line.entity,
      currency: line.currency,
      shown: value.sum({ amounts: [line.buckets, line.apart, line.leftOut] }),
      controlAccount: value.sum({ amounts: own.map((balance) => balance.amount) }),
    };
  });
  return { aging: aged.byCurrency.totals, movement: moved.byCurrency.totals, tieOut };
}

/** @param {ReturnType<typeof monthEnd>} figures */
function print(figures) {
  /** @type {(of: import("openitem").Amount, currency: string) => string} */
  const shown = (of, currency) =>
    value.formatAmount({ amount: of, decimals: value.minorUnits({ currency }), format: { thousands: "comma" } }).padStart(14);
  const zero = amount("0");

  console.log("AGING");
  for (const row of figures.aging) {
    console.log(`${row.currency} ${String(row.inBuckets.count).padStart(4)} items, in buckets ${shown(row.inBuckets.amount, row.currency)}`);
    for (const bucket of row.buckets) {
      console.log(`      ${bucket.label.padEnd(10)} ${String(bucket.count).padStart(4)} ${shown(bucket.amount, row.currency)}`);
    }
  }
  console.log("\nMOVEMENT, net of money");
  for (const row of figures.movement) {
    for (const [line, tally] of Object.entries(row.net)) {
      if (tally.amount !== zero) {
        console.log(`${row.currency}   ${line.padEnd(16)} ${shown(tally.amount, row.currency)}`);
      }
    }
  }
  console.log("\nTIE-OUT");
  for (const { entity, currency, shown: sum, controlAccount } of figures.tieOut) {
    const verdict = sum === controlAccount ? "ties out" : "DOES NOT TIE OUT";
    console.log(`${entity} ${currency}  aging ${shown(sum, currency)}  control account ${shown(controlAccount, currency)}  ${verdict}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  print(monthEnd());
}
