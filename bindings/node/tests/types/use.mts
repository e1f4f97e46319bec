// What the compiler takes and what it refuses: each `@ts-expect-error` fails the build where nothing is wrong any more.

import {
  AgingPolicy,
  ErrorCode,
  Ledger,
  OpenItemError,
  Rounding,
  aging,
  amount,
  book,
  date,
  fromJson,
  moment,
  terms,
  value,
  type Aging,
  type Amount,
  type AsOf,
  type EntryInput,
  type EntryKind,
  type IsoDate,
  type MasterDataInput,
  type OpenItem,
  type OpenItemInput,
} from "openitem";

const item: OpenItemInput = {
  id: "INV-1",
  entity: "DE01",
  customer: "C-100",
  kind: "invoice",
  side: "debit",
  currency: "EUR",
  original: amount("119.00"),
  open: amount("119.00"),
  documentDate: date("2026-01-01"),
  effective: date("2026-01-01"),
};
const aged: Aging = aging.age({ items: [item], asOf: date("2026-01-31") });
const later: Promise<Aging> = aging.ageAsync({ items: [item], asOf: date("2026-01-31"), policy: { credits: "own_date" } });

// Every field with a default is there in a result.
const disputed: Amount = aged.byCurrency.rows[0]!.disputed.amount;
const labels: readonly unknown[] = aged.byCurrency.rows;
// What came out goes in.
const full: readonly OpenItem[] = book.replay({ entries: [], asOf: { date: date("2026-01-31") } }).book.items;
aging.age({ items: full, asOf: aged.asOf, policy: aged.policy, master: fromJson<MasterDataInput>("{}") });
aging.age({ items: [{ ...item, due: undefined, customer: null }], asOf: date("2026-01-31"), policy: AgingPolicy.oracle() });

// @ts-expect-error a number is no amount
item.open satisfies number; const wrong: OpenItemInput = { ...item, open: 119 };
// @ts-expect-error text is no amount before it has been checked
const unchecked: OpenItemInput = { ...item, open: "119.00" };
// @ts-expect-error an amount is no rate
terms.annualCost({ percent: amount("2"), days: 20, decimals: 2 });
// @ts-expect-error a Date is no day
aging.age({ items: [], asOf: new Date() });
// @ts-expect-error the date is missing
aging.age({ items: [] });
// @ts-expect-error fields are in camelCase
aging.age({ items: [], as_of: date("2026-01-31") });
// @ts-expect-error no such name
const kind: OpenItemInput = { ...item, kind: "Invoice" };
// @ts-expect-error results are not changed
aged.asOf = date("2026-02-28");
// @ts-expect-error an option may not be there
const customer: string = full[0]!.customer;

const entry: EntryInput = {
  id: "E1",
  entity: "DE01",
  effective: date("2026-01-31"),
  recorded: moment(new Date(0)),
  kind: { type: "invoice", invoice: { id: "INV-1", currency: "EUR", amount: amount("119") } },
};
// @ts-expect-error a receipt is not an invoice
const mixed: EntryInput = { ...entry, kind: { type: "receipt", invoice: { id: "INV-1", currency: "EUR", amount: amount("119") } } };

export function told(kind: EntryKind): string {
  return kind.type === "invoice" ? kind.invoice.id : kind.type;
}

const ledger = new Ledger();
const posted: readonly string[] = ledger.post({ entries: [entry] }).posted;
const view: AsOf = { date: date("2026-01-31") };
const open: IsoDate | undefined = ledger.closedThrough("DE01");
const sum: Amount = value.sum({ amounts: ledger.replay(view).book.items.map((of) => of.open) });
const modes: readonly string[] = Rounding;
const codes: readonly ErrorCode[] = ErrorCode;

// The code of an error tells the compiler its data.
type ToldError = ConstructorParameters<typeof OpenItemError>[0];
export function place(told: ToldError): string {
  switch (told.code) {
    case "malformed_json":
      return told.data.path;
    case "invalid_value":
      return told.data.field;
    case "unknown_operation":
      // @ts-expect-error the data of another code
      return told.data.path;
    default:
      return told.message;
  }
}
const right: ToldError = { code: "unknown_operation", kind: "not_found", message: "", data: { name: "x" } };
// @ts-expect-error data of another code
const crossed: ToldError = { code: "malformed_json", kind: "invalid_input", message: "", data: { name: "x" } };
// @ts-expect-error no such code
const unknown: ToldError = { code: "malformed", kind: "invalid_input", message: "", data: { path: "", problem: "" } };

try {
  amount("x");
} catch (error) {
  if (error instanceof OpenItemError && error.is("malformed_json")) {
    const path: string = error.data.path;
    // @ts-expect-error this error has no such data
    error.data.lookBackDays;
  }
}
