//! What policies change: tax on payment, tax on advances, refunds through payables, charts, revaluation.

use super::tests::{balances, day, entry, journal_that_holds, master, of_entry, show};
use super::*;
use crate::book::OpenItem;
use crate::entry::ItemKind;
use crate::{BookedRate, ExchangeRate, Rate};

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn shown(entries: &[(&str, &str)], policy: &JournalPolicy) -> Vec<String> {
    let entries: Vec<Entry> = (1..).zip(entries).map(|(number, (id, kind))| entry(id, number, kind)).collect();
    let journal = journal_that_holds(&entries, policy);
    entries.iter().map(|entry| show(&of_entry(&journal, entry.id.as_str()))).collect()
}

const INVOICE: &str = r#"{"type":"invoice","invoice":{"id":"INV","currency":"EUR","amount":"119","taxes":[{"code":"S","amount":"19"}]}}"#;
const CASH: &str = r#"{"type":"receipt","receipt":{"id":"CASH","currency":"EUR","amount":"200"}}"#;

fn pay(amount: &str, taken: &str) -> String {
    format!(
        r#"{{"type":"application","application":{{"paid_from":"CASH","lines":[{{"item":"INV","amount":"{amount}","taken":[{taken}]}}]}}}}"#
    )
}

#[test]
fn tax_on_payment_becomes_due_in_proportion_and_the_last_payment_takes_the_rest() {
    let policy = JournalPolicy::new().with_tax_basis(TaxBasis::Cash);
    let (first, second, last) = (pay("50", ""), pay("50", ""), pay("19", ""));
    let undo = r#"{"type":"reversal","reversal":{"entry":"P2"}}"#;
    let lines =
        shown(&[("I", INVOICE), ("R", CASH), ("P1", &first), ("P2", &second), ("U", undo), ("P3", &second), ("P4", &last)], &policy);
    assert_eq!(lines[0], "Dr receivable 119, Cr revenue 100, Cr deferred_output_tax 19");
    assert_eq!(lines[2], "Dr unapplied 50, Cr receivable 50, Dr deferred_output_tax 7.98, Cr output_tax_due 7.98");
    assert_eq!(lines[4], "undoing P2: Cr unapplied 50, Dr receivable 50, Cr deferred_output_tax 7.99, Dr output_tax_due 7.99");
    assert_eq!(lines[6], "Dr unapplied 19, Cr receivable 19, Dr deferred_output_tax 3.03, Cr output_tax_due 3.03");
}

#[test]
fn tax_inside_a_discount_is_never_due_where_tax_is_due_on_payment() {
    let policy = JournalPolicy::new().with_tax_basis(TaxBasis::Cash);
    let paid = pay("116.62", r#"{"kind":"earned_discount","amount":"2.38","taxes":[{"code":"S","amount":"0.38"}]}"#);
    assert_eq!(
        shown(&[("I", INVOICE), ("R", CASH), ("P", &paid)], &policy)[2],
        "Dr unapplied 116.62, Cr receivable 116.62, Cr receivable 2.38, Dr discount_allowed 2, Dr deferred_output_tax 0.38, \
         Dr deferred_output_tax 18.62, Cr output_tax_due 18.62"
    );
}

#[test]
fn deferred_tax_is_spread_over_installments_to_the_cent() {
    let policy = JournalPolicy::new().with_tax_basis(TaxBasis::Cash);
    let invoice = r#"{"type":"invoice","invoice":{"id":"INV","currency":"EUR","amount":"119","taxes":[{"code":"S","amount":"19"}],
        "installments":[{"amount":"39.67"},{"amount":"39.67"},{"amount":"39.66"}]}}"#;
    assert_eq!(
        shown(&[("I", invoice)], &policy)[0],
        "Dr receivable 39.67, Dr receivable 39.67, Dr receivable 39.66, Cr revenue 100, Cr deferred_output_tax 6.33, \
         Cr deferred_output_tax 6.34, Cr deferred_output_tax 6.33"
    );
}

#[test]
fn money_on_a_request_owes_its_tax_until_it_is_used() {
    let policy = JournalPolicy::new().with_tax_on_advances(true);
    let request = r#"{"type":"down_payment_request","down_payment_request":{"id":"DUE","currency":"EUR","amount":"238","taxes":[{"code":"S","amount":"38"}]}}"#;
    let advance =
        r#"{"type":"receipt","receipt":{"id":"CASH","currency":"EUR","amount":"119","money_class":"prepayment","request":"DUE"}}"#;
    let (part, rest) = (pay("50", ""), pay("69", ""));
    let lines = shown(&[("D", request), ("A", advance), ("I", INVOICE), ("P1", &part), ("P2", &rest)], &policy);
    assert_eq!(lines[1], "Cr contract_liability 119, Dr cash 119, Dr tax_on_advances 19, Cr output_tax 19");
    assert_eq!(lines[3], "Dr contract_liability 50, Cr receivable 50, Cr tax_on_advances 7.98, Dr output_tax 7.98");
    assert_eq!(lines[4], "Dr contract_liability 69, Cr receivable 69, Cr tax_on_advances 11.02, Dr output_tax 11.02");
}

#[test]
fn a_refund_may_go_through_payables() {
    let policy = JournalPolicy::new().with_refund_through(RefundThrough::Payable);
    let refund = r#"{"type":"refund_paid","refund_paid":{"item":"CASH","amount":"50"}}"#;
    assert_eq!(shown(&[("R", CASH), ("F", refund)], &policy)[1], "Dr unapplied 50, Cr refund_payable 50");
}

/// Source: PEERS section 4 item 22 (LedgerSMB): without the account for exchange gains nothing is posted.
#[test]
fn a_gain_without_an_account_is_an_error_and_no_gain_needs_none() {
    let rows = Chart::default().rows.into_iter().filter(|row| row.role != AccountRole::RealizedGain).collect::<Vec<_>>();
    let policy = JournalPolicy::new().with_chart(Chart::new().with_rows(rows));
    let invoice =
        r#"{"type":"invoice","invoice":{"id":"INV","currency":"USD","amount":"110","booked":{"base":"EUR","rate":"0.9090909091"}}}"#;
    let receipt = |rate: &str| {
        format!(
            r#"{{"type":"receipt","receipt":{{"id":"CASH","currency":"USD","amount":"110","booked":{{"base":"EUR","rate":"{rate}"}}}}}}"#
        )
    };
    let (same, other, paid) = (receipt("0.9090909091"), receipt("0.92"), pay("110", ""));
    let lines = shown(&[("I", invoice), ("R", &same), ("P", &paid)], &policy);
    assert_eq!(lines[2], "Dr unapplied 110 USD = 100, Cr receivable 110 USD = 100");
    let entries = [entry("I", 1, invoice), entry("R", 2, &other), entry("P", 3, &paid)];
    let error = journal(&entries, &AsOf::new(day(31)), &master(), &policy).unwrap_err();
    assert_eq!(error.code(), "missing_account");
}

/// Source: PEERS section 3 row 13 (odoo/odoo#39205), row 14 (ingadhoc/account-financial-tools#985).
#[test]
fn partial_payments_gain_what_the_rates_differ_by_and_nothing_else() {
    let invoice =
        r#"{"type":"invoice","invoice":{"id":"INV","currency":"CNY","amount":"259200","booked":{"base":"EUR","rate":"0.125989013758"}}}"#;
    let receipt =
        r#"{"type":"receipt","receipt":{"id":"CASH","currency":"CNY","amount":"259200","booked":{"base":"EUR","rate":"0.126225969731"}}}"#;
    let (first, rest) = (pay("86400.01", ""), pay("172799.99", ""));
    let entries = [entry("I", 1, invoice), entry("R", 2, receipt), entry("P1", 3, &first), entry("P2", 4, &rest)];
    let journal = journal_that_holds(&entries, &JournalPolicy::new());
    let sums = balances(&journal);
    let eur = Currency::new("EUR").unwrap();
    let on = |account: &str| sums.get(&(String::from("DE01"), account.into(), eur)).map(|(_, base)| base.negated()).unwrap_or_default();
    // 32,717.77 received less 32,656.35 booked; what each part rounds off is on an account of its own.
    assert_eq!(on("7100").checked_add(on("7300")), Some(amount("61.42")));
    assert!(on("7300").abs() <= amount("0.02"), "{}", on("7300"));
}

fn foreign(id: &str, side: Side, class: ControlClass, open: &str, booked: &str, base_open: &str) -> OpenItem {
    let usd = Currency::new("USD").unwrap();
    let kind = if class.is_money() { ItemKind::Receipt } else { ItemKind::Invoice };
    let rate = BookedRate::new(Currency::new("EUR").unwrap(), booked.parse::<Rate>().unwrap());
    OpenItem::new(id, "DE01", kind, side, usd, amount(open), amount(open), day(10), day(10))
        .with_control_class(class)
        .with_booked(rate)
        .with_base_open(amount(base_open))
}

fn closing(rate: &str) -> MasterData {
    let (usd, eur) = (Currency::new("USD").unwrap(), Currency::new("EUR").unwrap());
    master().with_rates(vec![ExchangeRate::new(usd, eur, day(30), rate.parse::<Rate>().unwrap())])
}

/// Source: DOMAIN T10.2 (Microsoft Dynamics 365).
#[test]
fn open_items_at_the_closing_rate_lose_and_are_taken_back_in_the_next_period() {
    let item = foreign("INV", Side::Debit, ControlClass::Receivable, "1000", "1.13545", "1135.45");
    let postings = revalue(&[item], &closing("1.13225"), day(31), &RevaluationPolicy::new()).unwrap();
    let shown: Vec<_> = postings.iter().map(|posting| (posting.effective, posting.kind, show(&[posting]))).collect();
    let next = NaiveDate::from_ymd_opt(2026, 2, 1).unwrap();
    assert_eq!(
        shown,
        [
            (day(31), PostingKind::Revaluation, String::from("Dr unrealized_loss base 3.2, Cr revaluation base 3.2")),
            (next, PostingKind::RevaluationReversal, String::from("Cr unrealized_loss base 3.2, Dr revaluation base 3.2")),
        ]
    );
}

#[test]
fn unapplied_cash_is_revalued_and_prepayments_are_not() {
    let items = [
        foreign("CASH", Side::Credit, ControlClass::Unapplied, "100", "0.9", "90"),
        foreign("ADVANCE", Side::Credit, ControlClass::Prepayment, "100", "0.9", "90"),
    ];
    let postings = revalue(&items, &closing("0.95"), day(31), &RevaluationPolicy::new()).unwrap();
    assert_eq!(show(&[&postings[0]]), "Dr unrealized_loss base 5, Cr revaluation base 5");
    assert_eq!(postings.len(), 2);
}

#[test]
fn the_booked_rate_as_closing_rate_gains_nothing_and_a_missing_rate_is_an_error() {
    let item = foreign("INV", Side::Debit, ControlClass::Receivable, "1000", "1.13545", "1135.45");
    assert!(revalue(std::slice::from_ref(&item), &closing("1.13545"), day(31), &RevaluationPolicy::new()).unwrap().is_empty());
    assert_eq!(revalue(&[item], &master(), day(31), &RevaluationPolicy::new()).unwrap_err().code(), "no_rate");
}

/// Source: DOMAIN section 10, provision change.
#[test]
fn a_provision_change_is_impairment_loss_against_allowance() {
    let change = ProvisionChange::new("DE01", day(31), Currency::new("EUR").unwrap(), amount("1200"));
    let posting = provide(&change, &JournalPolicy::new()).unwrap();
    assert_eq!(show(&[&posting]), "Dr impairment_loss 1200, Cr allowance 1200");
    let back = provide(&ProvisionChange { amount: amount("-50"), ..change }, &JournalPolicy::new()).unwrap();
    assert_eq!(show(&[&back]), "Cr impairment_loss 50, Dr allowance 50");
}
