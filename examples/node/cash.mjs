// Three receipts of a day's bank file: what is certain is posted, the rest is listed with its reason and its next act. It prints
// what examples/python/cash.txt holds. Run it with `npm install && npm run cash` after `npm ci && npm run release` in bindings/node.

import { Ledger, amount, cash, date, moment, value } from "openitem";

const billed = date("2026-01-05");
const due = date("2026-02-04");
const today = date("2026-02-10");
const now = moment("2026-02-10T09:00:00Z");

const customers = [{ id: "C-100", name: "Northwind Traders GmbH" }, { id: "C-200", name: "Baker & Sons Ltd" }];

/** @type {(id: string, customer: string, money: string) => import("openitem").EntryInput} */
const invoice = (id, customer, money) => ({
  id: `E-${id}`, entity: "DE01", effective: billed, recorded: now, customer,
  kind: { type: "invoice", invoice: { id, currency: "EUR", amount: amount(money), due } },
});

/** @type {(id: string, money: string, payer: string, says: string, customer?: string) => import("openitem").CashReceiptInput} */
const bankLine = (id, money, payer, says, customer) => ({
  entity: "DE01", effective: today, customer,
  receipt: { id, currency: "EUR", amount: amount(money), payer: { name: payer }, remittance: says },
});

const invoices = [
  invoice("2026-1001", "C-100", "119.00"),
  invoice("2026-1002", "C-100", "250.50"),
  invoice("2026-1003", "C-100", "80.00"),
  invoice("2026-2001", "C-200", "119.00"),
  invoice("2026-2002", "C-200", "250.50"),
];
const receipts = [
  bankLine("R-1", "199.00", "NORTHWIND TRADERS", "Invoices 2026-1001, 2026-1003"),
  bankLine("R-2", "235.50", "NORTHWIND TRADERS", "2026-1002"),
  // Whose it is was known when it was posted; what it pays is not clear.
  bankLine("R-3", "307.00", "BAKER AND SONS", "2026-2001, 2026-2002 LESS DAMAGED", "C-200"),
];

/** @param {import("openitem").Amount} of */
const figure = (of) => value.formatAmount({ amount: of, decimals: 2 });

/** What a reading pays: each item with its money, and what is taken beside it. @param {import("openitem").CashReading} reading */
const pays = (reading) =>
  reading.lines
    .map((line) => `${line.item} ${figure(line.amount)}${line.taken.map((taken) => ` + ${taken.kind} ${figure(taken.amount)}`).join("")}`)
    .join(", ");

const ledger = new Ledger();
/** @type {import("openitem").EntryInput[]} */
const received = receipts.map(({ entity, effective, customer, receipt }) => ({
  id: `E-${receipt.id}`, entity, effective, recorded: now, customer, kind: { type: "receipt", receipt },
}));
ledger.post({ entries: [...invoices, ...received] });
const { items } = ledger.replay({ date: today }).book;
const basis = items.flatMap((item) => ledger.basis(item.id) ?? []);

// Nothing is posted by proposing. What leaves no doubt is accepted here, and the ledger takes it in.
for (const proposal of cash.applyBatch({ request: { receipts, accounts: { items, customers, basis } } })) {
  console.log(`${proposal.receipt} ${proposal.status}: ${pays(proposal.reading)}`);
  console.log(`    why: ${proposal.reading.reasons[0]?.text}`);
  if (proposal.status === "auto") {
    const { posted } = ledger.post(cash.accept({ proposal, recorded: now }));
    console.log(`    posted: ${posted.length} entries`);
  }
}

// What money is left, and what a person does next.
const left = ledger.replay({ date: today }).book.items;
for (const unused of cash.unapplied({ items: left, asOf: today })) {
  console.log(`${unused.item} unused ${figure(unused.open)}, next: ${unused.act}`);
  console.log(`    why: ${unused.reasons[0]?.text}`);
}
for (const item of left.filter((one) => one.side === "debit")) {
  console.log(`${item.id} open ${figure(item.open)}`);
}
