//! Every row of the table of events, as one table: what was posted before, the entry, and the lines it makes.

use std::collections::BTreeMap;

use super::*;
use crate::entry::{EntryKind, Reversal};
use crate::{Entity, replay};

const PREAMBLE: &[(&str, &str)] = &[
    ("INV", r#"{"type":"invoice","invoice":{"id":"INV","currency":"EUR","amount":"119","taxes":[{"code":"S","amount":"19"}]}}"#),
    ("USD", r#"{"type":"invoice","invoice":{"id":"USD","currency":"USD","amount":"500","booked":{"base":"EUR","rate":"0.6072"}}}"#),
    (
        "MEMO",
        r#"{"type":"credit_memo","credit_memo":{"id":"MEMO","currency":"EUR","amount":"11.9","taxes":[{"code":"S","amount":"1.9"}]}}"#,
    ),
    ("CASH", r#"{"type":"receipt","receipt":{"id":"CASH","currency":"EUR","amount":"200"}}"#),
    (
        "CASH-USD",
        r#"{"type":"receipt","receipt":{"id":"CASH-USD","currency":"USD","amount":"500","booked":{"base":"EUR","rate":"0.6081"}}}"#,
    ),
    (
        "SAME-USD",
        r#"{"type":"receipt","receipt":{"id":"SAME-USD","currency":"USD","amount":"166.67","booked":{"base":"EUR","rate":"0.6072"}}}"#,
    ),
    ("CASH-GBP", r#"{"type":"receipt","receipt":{"id":"CASH-GBP","currency":"GBP","amount":"260","booked":{"base":"EUR","rate":"1.18"}}}"#),
    (
        "DUE",
        r#"{"type":"down_payment_request","down_payment_request":{"id":"DUE","currency":"EUR","amount":"238","taxes":[{"code":"S","amount":"38"}]}}"#,
    ),
    ("ADVANCE", r#"{"type":"receipt","receipt":{"id":"ADVANCE","currency":"EUR","amount":"119","class":"prepayment","request":"DUE"}}"#),
    (
        "CHEQUE",
        r#"{"type":"receipt","receipt":{"id":"CHEQUE","currency":"EUR","amount":"80","instrument":{"method":"post_dated_cheque","relieves":"on_receipt"}}}"#,
    ),
    ("LATER", r#"{"type":"receipt","receipt":{"id":"LATER","currency":"EUR","amount":"70","instrument":{"method":"post_dated_cheque"}}}"#),
    ("STAGED", r#"{"type":"instrument_staged","instrument_staged":{"receipt":"CHEQUE","stage":"deposited"}}"#),
    ("PAID", r#"{"type":"application","application":{"from":"CASH","lines":[{"item":"INV","amount":"119"}]}}"#),
    (
        "WITHHELD",
        r#"{"type":"application","application":{"from":"CASH","lines":[{"item":"INV","amount":"107.1","taken":[{"kind":"withholding","amount":"11.9","item":"WHT"}]}]}}"#,
    ),
    ("GONE", r#"{"type":"write_off","write_off":{"item":"INV","amount":"119"}}"#),
    ("UNKNOWN", r#"{"type":"receipt","receipt":{"id":"UNKNOWN","currency":"EUR","amount":"33"}}"#),
];

struct Row {
    event: &'static str,
    before: &'static [&'static str],
    kind: &'static str,
    expect: &'static str,
}

/// Source: DOMAIN section 10, every event of the table in its order, and T10.1.
const EVENTS: &[Row] = &[
    Row { event: "invoice", before: &[], kind: PREAMBLE[0].1, expect: "Dr receivable 119, Cr revenue 100, Cr output_tax 19" },
    Row {
        event: "invoice with freight on an account of its own",
        before: &[],
        kind: r#"{"type":"invoice","invoice":{"id":"I","currency":"EUR","amount":"130","taxes":[{"code":"S","amount":"19"}],"lines":[{"id":"1","net":"100"},{"id":"2","net":"11","ledger_account":"4050"}]}}"#,
        expect: "Dr receivable 130, Cr revenue 100, Cr revenue@4050 11, Cr output_tax 19",
    },
    Row {
        event: "invoice with a negative installment",
        before: &[],
        kind: r#"{"type":"invoice","invoice":{"id":"I","currency":"EUR","amount":"1000","installments":[{"amount":"1200"},{"amount":"-200"}]}}"#,
        expect: "Dr receivable 1200, Cr receivable 200, Cr revenue 1000",
    },
    Row { event: "credit memo", before: &[], kind: PREAMBLE[2].1, expect: "Cr receivable 11.9, Dr returns 10, Dr output_tax 1.9" },
    Row {
        event: "opening item",
        before: &[],
        kind: r#"{"type":"opening_item","opening_item":{"id":"O","kind":"invoice","side":"debit","currency":"USD","original":"110","open":"55","booked":{"base":"EUR","rate":"0.9","amount":"100"}}}"#,
        expect: "Dr receivable 55 USD = 50, Cr opening_balance 55 USD = 50",
    },
    Row { event: "receipt, customer known", before: &[], kind: PREAMBLE[3].1, expect: "Cr unapplied 200, Dr cash 200" },
    Row {
        event: "receipt, unidentified",
        before: &[],
        kind: r#"{"type":"receipt","receipt":{"id":"NOBODY","currency":"EUR","amount":"33"}}"#,
        expect: "Cr unidentified 33, Dr cash 33",
    },
    Row {
        event: "the payer is identified",
        before: &["NOBODY"],
        kind: r#"{"type":"payer_identified","payer_identified":{"receipt":"NOBODY"}}"#,
        expect: "Dr unidentified 33, Cr unapplied 33",
    },
    Row { event: "apply", before: &["INV", "CASH"], kind: PREAMBLE[12].1, expect: "Dr unapplied 119, Cr receivable 119" },
    Row {
        event: "apply a credit memo",
        before: &["INV", "MEMO"],
        kind: r#"{"type":"application","application":{"from":"MEMO","lines":[{"item":"INV","amount":"11.9"}]}}"#,
        expect: "Dr receivable 11.9, Cr receivable 11.9",
    },
    Row {
        event: "on account, on purpose",
        before: &["CASH"],
        kind: r#"{"type":"money_placed","money_placed":{"item":"CASH","amount":"50","to":"on_account"}}"#,
        expect: "Dr unapplied 50, Cr on_account 50",
    },
    Row {
        event: "earned discount with its tax",
        before: &["INV", "CASH"],
        kind: r#"{"type":"application","application":{"from":"CASH","lines":[{"item":"INV","amount":"116.62","taken":[{"kind":"earned_discount","amount":"2.38","taxes":[{"code":"S","amount":"0.38"}]}]}]}}"#,
        expect: "Dr unapplied 116.62, Cr receivable 116.62, Cr receivable 2.38, Dr discount_allowed 2, Dr output_tax 0.38",
    },
    Row {
        event: "unearned discount kept open",
        before: &["INV", "CASH"],
        kind: r#"{"type":"application","application":{"from":"CASH","lines":[{"item":"INV","amount":"117","taken":[{"kind":"unearned_discount","amount":"2","item":"UD"}]}]}}"#,
        expect: "Dr unapplied 117, Cr receivable 117, Cr receivable 2, Dr deductions 2",
    },
    Row {
        event: "unearned discount let go",
        before: &["INV", "CASH"],
        kind: r#"{"type":"application","application":{"from":"CASH","lines":[{"item":"INV","amount":"117","taken":[{"kind":"unearned_discount","amount":"2"}]}]}}"#,
        expect: "Dr unapplied 117, Cr receivable 117, Cr receivable 2, Dr unearned_discount 2",
    },
    Row {
        event: "deduction",
        before: &["INV", "CASH"],
        kind: r#"{"type":"application","application":{"from":"CASH","lines":[{"item":"INV","amount":"100","taken":[{"kind":"deduction","amount":"19","reason":"SHORT"}]}]}}"#,
        expect: "Dr unapplied 100, Cr receivable 100, Cr receivable 19, Dr deductions 19",
    },
    Row {
        event: "withholding",
        before: &["INV", "CASH"],
        kind: PREAMBLE[13].1,
        expect: "Dr unapplied 107.1, Cr receivable 107.1, Cr receivable 11.9, Dr withholding_pending 11.9",
    },
    Row { event: "bad debt against the allowance", before: &["INV"], kind: PREAMBLE[14].1, expect: "Cr receivable 119, Dr allowance 119" },
    Row {
        event: "bad debt, direct, with the tax reclaimed",
        before: &["INV"],
        kind: r#"{"type":"write_off","write_off":{"item":"INV","amount":"119","method":"direct","taxes":[{"code":"S","amount":"19"}]}}"#,
        expect: "Cr receivable 119, Dr bad_debt 100, Dr output_tax 19",
    },
    Row {
        event: "small write-off",
        before: &["INV"],
        kind: r#"{"type":"write_off","write_off":{"item":"INV","amount":"0.4","method":"small_balance"}}"#,
        expect: "Cr receivable 0.4, Dr small_write_off 0.4",
    },
    Row {
        event: "a credit written off is income",
        before: &["CASH"],
        kind: r#"{"type":"write_off","write_off":{"item":"CASH","amount":"0.4","method":"small_balance"}}"#,
        expect: "Dr unapplied 0.4, Cr credit_balance_income 0.4",
    },
    Row {
        event: "recovery",
        before: &["INV", "GONE"],
        kind: r#"{"type":"recovery","recovery":{"item":"INV","amount":"40"}}"#,
        expect: "Dr receivable 40, Cr allowance 40",
    },
    Row {
        event: "recovery after a direct write-off",
        before: &["INV", "GONE"],
        kind: r#"{"type":"recovery","recovery":{"item":"INV","amount":"40","method":"direct"}}"#,
        expect: "Dr receivable 40, Cr recovery_income 40",
    },
    Row {
        event: "exchange gain on settlement (T10.1)",
        before: &["USD", "CASH-USD"],
        kind: r#"{"type":"application","application":{"from":"CASH-USD","lines":[{"item":"USD","amount":"500"}]}}"#,
        expect: "Dr unapplied 500 USD = 304.05, Cr receivable 500 USD = 303.6, Cr realized_gain base 0.45",
    },
    Row {
        event: "the same rate gains nothing, and rounding is named",
        before: &["USD", "SAME-USD"],
        kind: r#"{"type":"application","application":{"from":"SAME-USD","lines":[{"item":"USD","amount":"166.66"}]}}"#,
        expect: "Dr unapplied 166.66 USD = 101.19, Cr receivable 166.66 USD = 101.2, Dr base_rounding base 0.01",
    },
    Row {
        event: "a receipt in a third currency, at the rate of the day",
        before: &["USD", "CASH-GBP"],
        kind: r#"{"type":"application","application":{"from":"CASH-GBP","lines":[{"item":"USD","amount":"500","from_amount":"260","settlement_rate":"0.61"}]}}"#,
        expect: "Dr unapplied 260 GBP = 306.8, Cr receivable 500 USD = 303.6, Cr exchange_clearing 260 GBP = 305, \
                 Dr exchange_clearing 500 USD = 305, Cr realized_gain base 1.4, Cr cross_rate_gain base 1.8",
    },
    Row {
        event: "base money pays a foreign item: what is taken beside is worth the booked rate",
        before: &["USD", "CASH"],
        kind: r#"{"type":"application","application":{"from":"CASH","lines":[{"item":"USD","amount":"300","from_amount":"180","taken":[{"kind":"earned_discount","amount":"200"}]}]}}"#,
        expect: "Dr unapplied 180, Cr receivable 300 USD = 182.16, Cr receivable 200 USD = 121.44, Cr exchange_clearing 180, \
                 Dr exchange_clearing 300 USD = 180, Dr discount_allowed 200 USD = 121.44, Dr realized_loss base 2.16",
    },
    Row {
        event: "the bank takes it all back, with a fee for the customer",
        before: &["INV", "CASH", "PAID"],
        kind: r#"{"type":"receipt_returned","receipt_returned":{"receipt":"CASH","amount":"200","fee":{"amount":"5","borne_by":"customer"}}}"#,
        expect: "undoing PAID: Cr unapplied 119, Dr receivable 119; Dr unapplied 200, Dr receivable 5, Cr cash 200, Cr fee_income 5",
    },
    Row {
        event: "the bank takes part back, and we bear the fee",
        before: &["CASH"],
        kind: r#"{"type":"receipt_returned","receipt_returned":{"receipt":"CASH","amount":"80","fee":{"amount":"5","borne_by":"us"}}}"#,
        expect: "Dr unapplied 80, Cr cash 80, Dr bank_charges 5, Cr cash 5",
    },
    Row {
        event: "finance charge",
        before: &[],
        kind: r#"{"type":"finance_charge","finance_charge":{"id":"F","currency":"EUR","amount":"7"}}"#,
        expect: "Dr receivable 7, Cr interest_income 7",
    },
    Row {
        event: "refund",
        before: &["CASH"],
        kind: r#"{"type":"refund_paid","refund_paid":{"item":"CASH","amount":"50"}}"#,
        expect: "Dr unapplied 50, Cr cash 50",
    },
    Row {
        event: "refund at another rate",
        before: &["CASH-USD"],
        kind: r#"{"type":"refund_paid","refund_paid":{"item":"CASH-USD","amount":"100","booked":{"base":"EUR","rate":"0.7"}}}"#,
        expect: "Dr unapplied 100 USD = 60.81, Cr cash 100 USD = 70, Dr realized_loss base 9.19",
    },
    Row { event: "customer prepayment", before: &["DUE"], kind: PREAMBLE[8].1, expect: "Cr contract_liability 119, Dr cash 119" },
    Row {
        event: "prepayment applied",
        before: &["INV", "DUE", "ADVANCE"],
        kind: r#"{"type":"application","application":{"from":"ADVANCE","lines":[{"item":"INV","amount":"119"}]}}"#,
        expect: "Dr contract_liability 119, Cr receivable 119",
    },
    Row {
        event: "debit memo",
        before: &[],
        kind: r#"{"type":"debit_memo","debit_memo":{"id":"D","currency":"EUR","amount":"11.9","taxes":[{"code":"S","amount":"1.9"}]}}"#,
        expect: "Dr receivable 11.9, Cr revenue 10, Cr output_tax 1.9",
    },
    Row {
        event: "adjustment up",
        before: &["INV"],
        kind: r#"{"type":"adjustment","adjustment":{"item":"INV","direction":"up","amount":"11.9","reason":"FREIGHT","taxes":[{"code":"S","amount":"1.9"}]}}"#,
        expect: "Dr receivable 11.9, Cr adjustment_up 10, Cr output_tax 1.9",
    },
    Row {
        event: "adjustment down, on the account that the entry names",
        before: &["INV"],
        kind: r#"{"type":"adjustment","adjustment":{"item":"INV","direction":"down","amount":"11.9","ledger_account":"4711","taxes":[{"code":"S","amount":"1.9"}]}}"#,
        expect: "Cr receivable 11.9, Dr adjustment_down@4711 10, Dr output_tax 1.9",
    },
    Row {
        event: "adjustment beyond what is open: the excess is a credit",
        before: &["INV"],
        kind: r#"{"type":"adjustment","adjustment":{"item":"INV","direction":"down","amount":"125","excess":{"amount":"6"}}}"#,
        expect: "Cr receivable 125, Dr receivable 6, Cr on_account 6, Dr adjustment_down 125",
    },
    Row {
        event: "chargeback",
        before: &["INV"],
        kind: r#"{"type":"chargeback","chargeback":{"item":"INV","id":"CB","amount":"19"}}"#,
        expect: "Cr receivable 19, Dr receivable 19",
    },
    Row {
        event: "residual",
        before: &["INV"],
        kind: r#"{"type":"residual","residual":{"item":"INV","id":"RES","amount":"19"}}"#,
        expect: "Cr receivable 19, Dr receivable 19",
    },
    Row {
        event: "tolerance, the payer paid less",
        before: &["INV", "CASH"],
        kind: r#"{"type":"application","application":{"from":"CASH","lines":[{"item":"INV","amount":"118.98","taken":[{"kind":"tolerance","amount":"0.02"}]}]}}"#,
        expect: "Dr unapplied 118.98, Cr receivable 118.98, Cr receivable 0.02, Dr tolerance_expense 0.02",
    },
    Row {
        event: "tolerance, the payer paid more",
        before: &["INV", "CASH"],
        kind: r#"{"type":"application","application":{"from":"CASH","lines":[{"item":"INV","amount":"119.02","taken":[{"kind":"tolerance","amount":"-0.02"}]}]}}"#,
        expect: "Dr unapplied 119.02, Cr receivable 119.02, Dr receivable 0.02, Cr tolerance_income 0.02",
    },
    Row {
        event: "cash rounding",
        before: &["INV", "CASH"],
        kind: r#"{"type":"application","application":{"from":"CASH","lines":[{"item":"INV","amount":"119.03","taken":[{"kind":"cash_rounding","amount":"-0.03"}]}]}}"#,
        expect: "Dr unapplied 119.03, Cr receivable 119.03, Dr receivable 0.03, Cr cash_rounding 0.03",
    },
    Row {
        event: "exchange difference taken beside the cash",
        before: &["USD", "CASH-USD"],
        kind: r#"{"type":"application","application":{"from":"CASH-USD","lines":[{"item":"USD","amount":"490","taken":[{"kind":"exchange_difference","amount":"10"}]}]}}"#,
        expect: "Dr unapplied 490 USD = 297.97, Cr receivable 490 USD = 297.53, Cr receivable 10 USD = 6.07, \
                 Dr exchange_clearing 10 USD = 6.07, Cr realized_gain base 0.44, Cr exchange_clearing base 6.07, Dr realized_loss base 6.07",
    },
    Row {
        event: "excess becomes a credit",
        before: &["INV", "CASH"],
        kind: r#"{"type":"application","application":{"from":"CASH","lines":[{"item":"INV","amount":"125","excess":{"amount":"6"}}]}}"#,
        expect: "Dr unapplied 125, Cr receivable 125, Dr receivable 6, Cr on_account 6",
    },
    Row {
        event: "bank fee on the way",
        before: &["INV", "CASH"],
        kind: r#"{"type":"application","application":{"from":"CASH","lines":[{"item":"INV","amount":"109","taken":[{"kind":"bank_fee","amount":"10"}]}]}}"#,
        expect: "Dr unapplied 109, Cr receivable 109, Cr receivable 10, Dr bank_charges 10",
    },
    Row {
        event: "fee kept by the processor: the receipt stays gross",
        before: &[],
        kind: r#"{"type":"receipt","receipt":{"id":"CARD","currency":"EUR","amount":"100","fee":"2.9","instrument":{"method":"card","stage":"deposited"}}}"#,
        expect: "Cr unapplied 100, Dr cash_clearing 100, Dr bank_charges 2.9, Cr cash_clearing 2.9",
    },
    Row {
        event: "certificate received",
        before: &["INV", "CASH", "WITHHELD"],
        kind: r#"{"type":"certificate_received","certificate_received":{"item":"WHT","amount":"11.9"}}"#,
        expect: "Cr withholding_pending 11.9, Dr withholding_certified 11.9",
    },
    Row {
        event: "certificate refused, collected again",
        before: &["INV", "CASH", "WITHHELD"],
        kind: r#"{"type":"certificate_refused","certificate_refused":{"item":"WHT","amount":"11.9","outcome":"collect_again"}}"#,
        expect: "Cr withholding_pending 11.9, Dr receivable 11.9",
    },
    Row {
        event: "certificate refused, borne",
        before: &["INV", "CASH", "WITHHELD"],
        kind: r#"{"type":"certificate_refused","certificate_refused":{"item":"WHT","amount":"11.9","outcome":"expense"}}"#,
        expect: "Cr withholding_pending 11.9, Dr withholding_expense 11.9",
    },
    Row { event: "cheque held that relieves", before: &[], kind: PREAMBLE[9].1, expect: "Cr unapplied 80, Dr held_instruments 80" },
    Row { event: "cheque held that does not relieve yet", before: &[], kind: PREAMBLE[10].1, expect: "" },
    Row { event: "cheque deposited", before: &["CHEQUE"], kind: PREAMBLE[11].1, expect: "Cr held_instruments 80, Dr cash_clearing 80" },
    Row {
        event: "cheque cleared",
        before: &["CHEQUE", "STAGED"],
        kind: r#"{"type":"instrument_staged","instrument_staged":{"receipt":"CHEQUE","stage":"cleared"}}"#,
        expect: "Dr cash 80, Cr cash_clearing 80",
    },
    Row {
        event: "cheque that relieves on clearing",
        before: &["LATER"],
        kind: r#"{"type":"instrument_staged","instrument_staged":{"receipt":"LATER","stage":"cleared"}}"#,
        expect: "Cr unapplied 70, Dr cash 70",
    },
    Row {
        event: "cheque returned from hand",
        before: &["CHEQUE"],
        kind: r#"{"type":"receipt_returned","receipt_returned":{"receipt":"CHEQUE","amount":"80"}}"#,
        expect: "Dr unapplied 80, Cr held_instruments 80",
    },
    Row {
        event: "cheque returned from clearing",
        before: &["CHEQUE", "STAGED"],
        kind: r#"{"type":"receipt_returned","receipt_returned":{"receipt":"CHEQUE","amount":"80"}}"#,
        expect: "Dr unapplied 80, Cr cash_clearing 80",
    },
    Row {
        event: "contra",
        before: &["INV"],
        kind: r#"{"type":"contra","contra":{"against":"payable","lines":[{"item":"INV","amount":"40"}]}}"#,
        expect: "Cr receivable 40, Dr payable_clearing 40",
    },
    Row {
        event: "miscellaneous receipt",
        before: &[],
        kind: r#"{"type":"miscellaneous_receipt","miscellaneous_receipt":{"id":"M","currency":"USD","amount":"10","ledger_account":"4950","booked":{"base":"EUR","rate":"0.9"}}}"#,
        expect: "Dr cash 10 USD = 9, Cr miscellaneous@4950 10 USD = 9",
    },
    Row {
        event: "money booked elsewhere",
        before: &["CASH"],
        kind: r#"{"type":"money_placed","money_placed":{"item":"CASH","amount":"50","to":"miscellaneous","ledger_account":"4950"}}"#,
        expect: "Dr unapplied 50, Cr miscellaneous@4950 50",
    },
    Row {
        event: "transfer to another customer",
        before: &["INV"],
        kind: r#"{"type":"transfer","transfer":{"item":"INV","amount":"119","to_customer":"C2"}}"#,
        expect: "Cr receivable 119, Dr receivable 119",
    },
    Row {
        event: "transfer to another entity: both books balance",
        before: &["INV"],
        kind: r#"{"type":"transfer","transfer":{"item":"INV","amount":"119","to_entity":"US01","booked":{"base":"USD","rate":"1.1"}}}"#,
        expect: "Cr receivable 119, Dr intercompany 119; US01: Dr receivable 119 EUR = 130.9, Cr intercompany 119 EUR = 130.9",
    },
    Row {
        event: "tax relief claimed",
        before: &["INV", "GONE"],
        kind: r#"{"type":"tax_relief","tax_relief":{"item":"INV","direction":"claimed","amount":"19","tax_code":"S"}}"#,
        expect: "Dr output_tax 19, Cr allowance 19",
    },
    Row {
        event: "tax relief repaid",
        before: &["INV", "GONE"],
        kind: r#"{"type":"tax_relief","tax_relief":{"item":"INV","direction":"repaid","amount":"6","tax_code":"S","method":"direct"}}"#,
        expect: "Cr output_tax 6, Dr bad_debt 6",
    },
    Row {
        event: "unclaimed credit remitted to the state",
        before: &["CASH"],
        kind: r#"{"type":"unclaimed_remitted","unclaimed_remitted":{"item":"CASH","amount":"200","jurisdiction":"US-DE"}}"#,
        expect: "Dr unapplied 200, Cr unclaimed_property_payable 200",
    },
];

pub(super) fn master() -> MasterData {
    let entity = |id: &str, base: &str| Entity::new(id, Currency::new(base).unwrap());
    MasterData::new().with_entities(vec![entity("DE01", "EUR"), entity("US01", "USD")])
}

pub(super) fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, number).unwrap()
}

pub(super) fn entry(id: &str, number: u32, kind: &str) -> Entry {
    let kind: EntryKind = serde_json::from_str(kind).unwrap_or_else(|error| panic!("{kind}: {error}"));
    let recorded = day(number).and_hms_opt(12, 0, 0).unwrap().and_utc();
    let entry = Entry::new(id, "DE01", day(number), recorded, kind);
    if id == "NOBODY" || kind_of(&entry) == "NOBODY" { entry } else { entry.with_customer("C1") }
}

fn kind_of(entry: &Entry) -> String {
    entry.kind.receipt().map(ToString::to_string).unwrap_or_default()
}

/// Entries by name from the preamble, one a day, and the last as given.
fn history(before: &[&str], last: &str) -> Vec<Entry> {
    let nobody = EVENTS.iter().find(|row| row.event == "receipt, unidentified").unwrap().kind;
    let find = |name: &&str| PREAMBLE.iter().find(|(id, _)| id == name).map_or(nobody, |(_, kind)| *kind);
    let mut entries: Vec<_> = (1..).zip(before).map(|(number, name)| entry(name, number, find(name))).collect();
    entries.push(entry("LAST", u32::try_from(before.len()).unwrap() + 1, last));
    entries
}

pub(super) fn show(postings: &[&GlPosting]) -> String {
    let posting = |posting: &&GlPosting| {
        let origin = posting.origin.as_ref().map(|origin| format!("undoing {origin}: ")).unwrap_or_default();
        let entity = if posting.entity.as_str() == "DE01" { String::new() } else { format!("{}: ", posting.entity) };
        let lines: Vec<_> = posting.lines.iter().map(|line| show_line(posting, line)).collect();
        format!("{origin}{entity}{}", lines.join(", "))
    };
    postings.iter().map(posting).collect::<Vec<_>>().join("; ")
}

fn show_line(posting: &GlPosting, line: &GlLine) -> String {
    let side = if line.side == Side::Debit { "Dr" } else { "Cr" };
    let chart = Chart::default();
    let usual = chart.account(line.role, &AccountQuestion::new()) == Some(&line.account);
    let account = if usual { line.role.to_string() } else { format!("{}@{}", line.role, line.account) };
    match line.amount {
        None => format!("{side} {account} base {}", line.base_amount),
        Some(amount) if line.currency == posting.base_currency => {
            assert_eq!(amount, line.base_amount);
            format!("{side} {account} {amount}")
        }
        Some(amount) => format!("{side} {account} {amount} {} = {}", line.currency, line.base_amount),
    }
}

/// I7 for each posting, I3 for the view, and nothing refused.
pub(super) fn journal_that_holds(entries: &[Entry], policy: &JournalPolicy) -> Journal {
    let as_of = AsOf::new(day(31));
    let refused = replay(entries, &as_of).refused;
    assert!(refused.is_empty(), "{refused:?}");
    sound_journal(entries, &as_of, policy)
}

/// I7 for each posting, and I3 for the view.
pub(super) fn sound_journal(entries: &[Entry], as_of: &AsOf, policy: &JournalPolicy) -> Journal {
    let journal = journal(entries, as_of, &master(), policy).unwrap();
    for posting in &journal.postings {
        let mut sums: BTreeMap<Currency, Amount> = BTreeMap::new();
        let mut base = Amount::ZERO;
        for line in &posting.lines {
            let sum = sums.entry(line.currency).or_default();
            *sum = sum.checked_add(line.signed_amount()).unwrap();
            base = base.checked_add(line.signed_base()).unwrap();
        }
        assert!(base.is_zero() && sums.values().all(|sum| sum.is_zero()), "{posting:?}");
    }
    let mut items: BTreeMap<(EntityId, ControlClass, Currency), (Amount, Amount)> = BTreeMap::new();
    for item in replay(entries, as_of).book.items {
        let sign = |amount: Amount| if item.side == Side::Debit { amount } else { amount.negated() };
        let (open, base) = items.entry((item.entity.clone(), item.control_class, item.currency)).or_default();
        *open = open.checked_add(sign(item.open)).unwrap();
        *base = base.checked_add(sign(item.base_open.unwrap_or(item.open))).unwrap();
    }
    let balances = control_balances(&journal).unwrap();
    let balances: BTreeMap<_, _> = balances
        .into_iter()
        .map(|of| ((of.entity, of.control_class, of.currency), (of.amount, of.base_amount)))
        .filter(|(_, (amount, base))| !amount.is_zero() || !base.is_zero())
        .collect();
    assert_eq!(balances, items.into_iter().filter(|(_, (open, _))| !open.is_zero()).collect());
    journal
}

pub(super) fn of_entry<'a>(journal: &'a Journal, id: &str) -> Vec<&'a GlPosting> {
    journal.postings.iter().filter(|posting| posting.entry.as_ref().is_some_and(|entry| entry.as_str() == id)).collect()
}

#[test]
fn every_event_of_the_table_posts_its_lines() {
    for row in EVENTS {
        let journal = journal_that_holds(&history(row.before, row.kind), &JournalPolicy::new());
        let expect = row.expect.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(show(&of_entry(&journal, "LAST")), expect, "{}", row.event);
    }
}

#[test]
fn a_reversal_takes_every_event_back_and_a_reversal_of_it_restores_it() {
    for row in EVENTS {
        let mut entries = history(row.before, row.kind);
        let count = u32::try_from(entries.len()).unwrap();
        let reversal = |entry: &str| EntryKind::Reversal { reversal: Reversal::new(entry) };
        let template = entry("UNDO", count + 1, row.kind);
        entries.push(Entry { kind: reversal("LAST"), ..template.clone() });
        let undone = journal_that_holds(&entries, &JournalPolicy::new());
        let without = journal_that_holds(&entries[..entries.len() - 2], &JournalPolicy::new());
        assert_eq!(balances(&undone), balances(&without), "{}", row.event);
        let again = Entry { id: "REDO".into(), kind: reversal("UNDO"), effective: day(count + 2), ..template };
        let again = Entry { recorded: day(count + 2).and_hms_opt(12, 0, 0).unwrap().and_utc(), ..again };
        entries.push(again);
        let redone = journal_that_holds(&entries, &JournalPolicy::new());
        let with = journal_that_holds(&entries[..entries.len() - 2], &JournalPolicy::new());
        assert_eq!(balances(&redone), balances(&with), "{}", row.event);
    }
}

/// The balance of every account, in its currency and in base, but for zeros.
pub(super) fn balances(journal: &Journal) -> BTreeMap<(String, LedgerAccount, Currency), (Amount, Amount)> {
    let mut out: BTreeMap<_, (Amount, Amount)> = BTreeMap::new();
    for posting in &journal.postings {
        for line in &posting.lines {
            let slot = out.entry((posting.entity.to_string(), line.account.clone(), line.currency)).or_default();
            *slot = (slot.0.checked_add(line.signed_amount()).unwrap(), slot.1.checked_add(line.signed_base()).unwrap());
        }
    }
    out.retain(|_, (amount, base)| !amount.is_zero() || !base.is_zero());
    out
}

/// The vectors of this area, through the typed functions; `OPENITEM_WRITE_VECTORS` writes those of the table.
#[test]
fn the_vectors_give_what_they_expect() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/journal");
    if std::env::var_os("OPENITEM_WRITE_VECTORS").is_some() {
        write_vectors(&folder);
    }
    let Ok(files) = std::fs::read_dir(&folder) else { return };
    for file in files {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let vectors: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        for vector in vectors {
            let input = &vector["input"];
            let found = if vector["call"] == "journal.journal" {
                journal(&read::<Vec<Entry>>(&input["entries"]), &read(&input["as_of"]), &read(&input["master"]), &read(&input["policy"]))
                    .map(|journal| serde_json::to_value(journal).unwrap())
            } else {
                let as_of: NaiveDate = input["as_of"].as_str().unwrap().parse().unwrap();
                revalue(&read::<Vec<crate::book::OpenItem>>(&input["items"]), &read(&input["master"]), as_of, &read(&input["policy"]))
                    .map(|postings| serde_json::to_value(postings).unwrap())
            };
            match found {
                Ok(found) => assert_eq!(found, vector["expect"], "{}", vector["source"]),
                Err(error) => assert_eq!(error.code(), vector["error"]["code"], "{}", vector["source"]),
            }
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(value: &serde_json::Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

fn write_vectors(folder: &std::path::Path) {
    std::fs::create_dir_all(folder).unwrap();
    let vector = |entries: &[Entry], source: String| {
        let journal = journal_that_holds(entries, &JournalPolicy::new());
        let input = serde_json::json!({"entries": entries, "as_of": AsOf::new(day(31)), "master": master(), "policy": {}});
        serde_json::json!({"schema": 1, "call": "journal.journal", "input": input, "expect": journal, "source": source})
    };
    let (mut events, mut undone) = (Vec::new(), Vec::new());
    for row in EVENTS {
        let mut entries = history(row.before, row.kind);
        events.push(vector(&entries, format!("DOMAIN section 10: {}", row.event)));
        let reversal = EntryKind::Reversal { reversal: Reversal::new("LAST") };
        let template = entry("UNDO", u32::try_from(entries.len()).unwrap() + 1, row.kind);
        entries.push(Entry { kind: reversal, ..template });
        undone.push(vector(&entries, format!("DOMAIN section 10: {}, reversed", row.event)));
    }
    for (name, vectors) in [("events", events), ("reversals", undone)] {
        let lines: Vec<String> = vectors.iter().map(ToString::to_string).collect();
        std::fs::write(folder.join(format!("{name}.json")), format!("[\n{}\n]\n", lines.join(",\n"))).unwrap();
    }
}
