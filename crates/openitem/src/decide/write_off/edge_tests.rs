//! Parts of documents, done twice, done again: where money is easily wrong by a cent or by all of it.

use proptest::prelude::*;

use super::tax::tax_in;
use super::tests::{amount, at, billed, day, ledger, owed, rate, received, report, rules};
use super::*;
use crate::{
    Amount, AppliedAmount, Basis, Cause, ContactDirection, ContactLogEntry, ContactMade, ContactOutcome, Currency, CurrencyRow, EntryKind,
    ItemId, NoticeLogEntry, NoticeSent, OpenItem, TaxPart, WriteOff,
};

fn with_taxes(item: OpenItem, taxes: &[(&str, &str)]) -> OpenItem {
    item.with_taxes(taxes.iter().map(|(code, tax)| TaxPart::new(*code, amount(tax))).collect::<Vec<_>>())
}

fn taxes(item: &OpenItem, part: &str) -> Vec<String> {
    tax_in(item, amount(part), 2).unwrap().unwrap().iter().map(|tax| tax.amount.to_string()).collect()
}

#[test]
fn tax_is_reckoned_to_the_cent_and_with_its_sign() {
    let due = "2026-01-01";
    assert_eq!(taxes(&with_taxes(owed("A", "1190", "100", due), &[("S", "190")]), "100"), ["15.97"]);
    assert_eq!(taxes(&with_taxes(owed("A", "119", "119", due), &[("S", "19")]), "50"), ["7.98"]);
    // A line that lowers the tax does so in a write-off too.
    assert_eq!(taxes(&with_taxes(owed("A", "100", "100", due), &[("S", "19"), ("D", "-1.9")]), "100"), ["19", "-1.9"]);
    // One cent holds no two.
    assert_eq!(taxes(&with_taxes(owed("A", "100", "100", due), &[("S", "50"), ("T", "50")]), "0.01"), ["0.01"]);
    // More tax than there is document: none is reclaimed, and the candidate says so.
    let policy = WriteOffPolicy::new().with_reclaims_tax(true).with_small(vec![SmallBalanceRule::new()]);
    let found = report(vec![with_taxes(owed("A", "100", "4", "2026-05-01"), &[("S", "200")])], vec![], &policy);
    assert_eq!(found.candidates[0].reasons[1].rule, "tax_out_of_range");
}

#[test]
fn a_tax_below_zero_is_posted_as_it_is() {
    let document = crate::Document::new("INV-1", Currency::EUR, amount("119"))
        .with_taxes(vec![TaxPart::new("S", amount("20")), TaxPart::new("D", amount("-1"))])
        .with_due(day("2026-02-01"));
    let mut own = ledger(vec![("E1", "2026-01-05", EntryKind::invoice(document))]);
    let book = own.replay(&crate::AsOf::new(day("2026-06-30"))).book;
    let rule = UncollectibleRule::new("old").with_after_days(30);
    let policy = WriteOffPolicy::new().with_uncollectible(vec![rule]).with_reclaims_tax(true);
    let found = report(book.items.clone(), vec![], &policy);
    assert_eq!(cover::from_allowance(&found.candidates[0].batch.entries[0].kind), amount("100"));
    let batch = found.candidates[0].batch.accept(at("2026-07-02T09:00:00Z"), None).unwrap();
    crate::post(&mut own, batch, &crate::PostPolicy::new()).unwrap();
    assert!(own.replay(&crate::AsOf::new(day("2026-06-30"))).book.items.is_empty());
}

proptest! {
    /// In however many parts a document goes, its taxes come out whole, and never more than a part itself.
    #[test]
    fn the_tax_of_parts_is_the_tax_of_the_whole(parts in prop::collection::vec(1_i64..5_000, 1..12), share in 0_i64..100, other in 0_i64..100) {
        let whole: i64 = parts.iter().sum();
        let of = |minor: i64| Amount::from_minor(minor, 2).unwrap();
        let (one, more) = (whole * share / 200, whole * other / 200);
        let mut item = owed("A", "1", "1", "2026-01-01");
        (item.original, item.open) = (of(whole), of(whole));
        item.taxes = vec![TaxPart::new("S", of(one)), TaxPart::new("T", of(more))];
        let mut sums = Amount::ZERO;
        for part in &parts {
            let taxes = tax_in(&item, of(*part), 2).unwrap().unwrap();
            let sum = Amount::checked_sum(taxes.iter().map(|tax| tax.amount)).unwrap();
            prop_assert!(sum <= of(*part));
            sums = sums.checked_add(sum).unwrap();
            item.open = item.open.checked_sub(of(*part)).unwrap();
        }
        // A cent that a part cannot hold is not reclaimed later: at most one a part.
        let total = of(one + more);
        prop_assert!(sums <= total && total.checked_sub(sums).unwrap() <= of(i64::try_from(parts.len()).unwrap()));
    }
}

#[test]
fn a_rule_for_a_part_writes_off_once() {
    let half = || UncollectibleRule::new("half").with_after_days(30).with_percent(rate("50"));
    let policy = WriteOffPolicy::new().with_small(vec![]).with_uncollectible(vec![half()]);
    let first = report(vec![owed("A", "1000", "1000", "2026-03-01")], vec![], &policy);
    assert_eq!(first.candidates[0].amount, amount("500"));
    let written =
        AppliedAmount::new("W-1", "A", "E", Currency::EUR, day("2026-05-31"), day("2026-05-31"), amount("500"), Cause::WrittenOff);
    let again = |open: &str, applied: Vec<AppliedAmount>| {
        let request = WriteOffRequest::new().with_items(vec![owed("A", "1000", open, "2026-03-01")]).with_applied(applied);
        assess(&request, day("2026-06-30"), &policy).unwrap().candidates.iter().map(|one| one.amount).collect::<Vec<_>>()
    };
    assert!(again("500", vec![written.clone()]).is_empty());
    // 200 of it came back: half of the 700 that are open and the 300 that are gone.
    let back = AppliedAmount { cause: Cause::Recovered, amount: amount("-200"), entry: "W-2".into(), ..written.clone() };
    assert_eq!(again("700", vec![written, back]), [amount("200")]);
}

#[test]
fn what_is_written_off_again_after_a_reversal_bears_another_id() {
    let ids = |last: Option<&str>| {
        let basis = last.map(|last| Basis { last: Some(last.into()), ..Basis::new("A", amount("1")) });
        let request =
            WriteOffRequest::new().with_items(vec![owed("A", "100", "1", "2026-03-01")]).with_basis(basis.into_iter().collect::<Vec<_>>());
        let found = assess(&request, day("2026-06-30"), &WriteOffPolicy::new()).unwrap();
        let batch = found.candidates[0].batch.accept(at("2026-06-30T09:00:00Z"), None).unwrap();
        (batch.entries[0].id.clone(), batch.basis[0].last.clone())
    };
    assert_eq!(ids(Some("E-1")).1, Some("E-1".into()));
    assert_ne!(ids(Some("E-1")).0, ids(Some("REV-1")).0);
    assert_eq!(ids(None), ids(None));
    // Claims of tax, one after the other.
    let claim = |claimed: &str, tax: &str| {
        let item = WrittenOffItem::new("A", "E", Currency::EUR, day("2026-01-01"))
            .with_claimed(amount(claimed))
            .with_taxes(vec![TaxPart::new("S", amount(tax))]);
        let rule = ReliefRule::new("XX", 0, "a law");
        let claims = tax_relief(&ReliefRequest::new().with_items(vec![item]).with_rules(vec![rule]), day("2026-03-01")).unwrap();
        let batch = claims[0].batch.clone().unwrap().accept(at("2026-03-01T09:00:00Z"), None).unwrap();
        (claims[0].amount, batch.entries[0].id.clone())
    };
    let (first, second) = (claim("0", "10"), claim("10", "20"));
    assert_eq!((first.0, second.0), (amount("10"), amount("10")));
    assert_ne!(first.1, second.1);
}

#[test]
fn under_a_stay_what_is_not_due_or_disputed_is_claimed_too() {
    let mut disputed = owed("disputed", "1000", "1000", "2026-03-01");
    disputed.disputed = amount("10");
    let items = vec![owed("later", "1000", "1000", "2026-12-01"), disputed];
    let stays = ["later", "disputed"].map(|id| CollectionEvidence::new(id).with_legal(true).with_bankrupt(day("2026-06-01")));
    let found = report(items, stays.to_vec(), &WriteOffPolicy::ours());
    let told: Vec<(&str, &str)> = found.set_aside.iter().map(|one| (one.item.as_str(), one.reason.rule.as_str())).collect();
    assert_eq!(told, [("disputed", "stay"), ("later", "stay")]);
    assert!(rules(&found).is_empty());
}

#[test]
fn no_effort_is_older_than_the_debt_and_a_statement_is_none() {
    let items: Vec<OpenItem> = [("old", "2025-01-01"), ("new", "2026-04-01")]
        .map(|(id, made)| OpenItem { effective: day(made), ..owed(id, "100", "100", "2026-05-01") })
        .to_vec();
    let call = |on: &str, items: &[&str]| {
        let made =
            ContactMade::new(at("2026-02-01T10:00:00Z"), crate::Channel::Phone, ContactDirection::Outgoing, ContactOutcome::NoAnswer);
        let contact = made.with_items(items.iter().map(|item| ItemId::from(*item)).collect::<Vec<_>>());
        ContactLogEntry::new(format!("C-{on}").as_str(), "E", day(on), contact).with_customer("C-1")
    };
    let sent = |on: &str, kind: &str| {
        let notice = NoticeSent::new(kind, crate::Channel::Email);
        NoticeLogEntry::new(format!("N-{on}").as_str(), "E", day(on), notice).with_customer("C-1")
    };
    let request = EvidenceRequest::new()
        .with_items(items)
        .with_contacts(vec![call("2025-06-01", &[]), call("2026-05-02", &[]), call("2026-05-03", &["new"]), call("2026-01-01", &["new"])])
        .with_notices(vec![sent("2025-07-01", "dunning"), sent("2026-05-05", "dunning"), sent("2026-05-31", "statement")]);
    let found = evidence(&request, day("2026-06-30"));
    let told: Vec<_> = found.iter().map(|one| (one.item.as_str(), one.contacts, one.notices, one.last_effort)).collect();
    assert_eq!(told, [("new", 2, 1, Some(day("2026-05-05"))), ("old", 2, 2, Some(day("2026-05-05")))]);
}

#[test]
fn what_begins_a_limitation_anew_does_so_while_it_runs() {
    let law = LimitationLaw::new("IN", 36, "Limitation Act 1963");
    let paid = |days: &[&str], law: &LimitationLaw| {
        let days: Vec<_> = days.iter().map(|on| day(on)).collect();
        let (is_over, reason) = limitation::run_out(law, day("2020-01-01"), &days, None, day("2026-06-30"));
        (is_over, reason.inputs.iter().find(|input| input.name == "ends").unwrap().value.clone())
    };
    assert_eq!(paid(&["2026-06-01"], &law), (true, "2023-01-01".to_owned()));
    assert_eq!(paid(&["2026-06-01"], &law.clone().with_revived_when_over(true)), (false, "2029-06-01".to_owned()));
    // One after the other, in whatever order they are given.
    assert_eq!(paid(&["2025-08-01", "2022-09-01"], &law), (false, "2028-08-01".to_owned()));
    // From the end of the year only where it begins.
    let year_end = law.clone().with_from_year_end(true);
    assert_eq!(paid(&[], &year_end), (true, "2023-12-31".to_owned()));
    assert_eq!(paid(&["2023-11-30"], &year_end), (false, "2026-11-30".to_owned()));
    assert!(!paid(&[], &LimitationLaw { months: i32::MAX, ..law }).0);
}

#[test]
fn a_recovery_takes_what_is_asked_to_the_cent_or_nothing() {
    let write_off = WriteOff::new("INV-1", amount("119")).with_taxes(vec![TaxPart::new("S", amount("19"))]);
    let own = ledger(vec![
        ("E1", "2026-01-05", billed("119")),
        ("E2", "2026-03-31", EntryKind::write_off(write_off)),
        ("E3", "2026-05-02", received("R-1", "400")),
    ]);
    let ask = |asked: Option<&str>| {
        let request = RecoveryRequest { amount: asked.map(amount), ..RecoveryRequest::new("R-1", "INV-1") };
        recover(own.entries(), &request, day("2026-05-02"))
    };
    let repaid = |asked: &str| {
        let kinds = ask(Some(asked)).unwrap().entries.into_iter().map(|entry| entry.kind);
        kinds
            .filter_map(|kind| if let EntryKind::TaxRelief { tax_relief } = kind { Some(tax_relief.amount) } else { None })
            .collect::<Vec<_>>()
    };
    assert_eq!(repaid("40"), [amount("6.39")]);
    assert_eq!(ask(None).unwrap().entries.len(), 3);
    let refused = ask(Some("300")).unwrap_err().to_string();
    assert!(refused.contains("at most 119: 119 are written off of INV-1, 400 are left of R-1"), "{refused}");
    assert_eq!(ask(Some("0.001")).unwrap_err().code(), "amount_scale");
}

#[test]
fn relief_goes_by_the_law_that_binds_the_entity() {
    let item = |claimed: &str| {
        WrittenOffItem::new("A", "DE01", Currency::EUR, day("2026-01-01"))
            .with_claimed(amount(claimed))
            .with_taxes(vec![TaxPart::new("S", amount("10")), TaxPart::new("D", amount("-2"))])
    };
    let of = |items: Vec<WrittenOffItem>| {
        let rules = vec![ReliefRule::new("GB", 6, "theirs").with_entity("GB01"), ReliefRule::new("DE", 0, "ours").with_entity("DE01")];
        tax_relief(&ReliefRequest::new().with_items(items).with_rules(rules), day("2026-03-01"))
    };
    let found = of(vec![item("0")]).unwrap();
    assert_eq!((found[0].state, found[0].amount), (ReliefState::Open, amount("8")));
    let posted = Amount::checked_sum(found[0].batch.as_ref().unwrap().entries.iter().filter_map(|entry| match &entry.kind {
        EntryKind::TaxRelief { tax_relief } => Some(tax_relief.amount),
        _ => None,
    }));
    assert_eq!(posted, Some(amount("8")));
    assert_eq!(of(vec![item("0"), item("0")]).unwrap_err().code(), "invalid_value");
    assert_eq!(of(vec![item("-5")]).unwrap_err().code(), "invalid_value");
    assert_eq!(of(vec![item("8.01")]).unwrap_err().code(), "invalid_value");
}

#[test]
fn currencies_have_their_own_digits() {
    let in_currency =
        |code: &str, billed: &str, open: &str| OpenItem { currency: Currency::new(code).unwrap(), ..owed("A", billed, open, "2026-05-01") };
    let of = |item: OpenItem, rate_of: &str| {
        let rule = TaxDifferenceRule::new().with_withheld(vec![rate(rate_of)]);
        let policy = WriteOffPolicy::new().with_small(vec![]).with_differences(rule);
        report(vec![item], vec![], &policy).candidates.len()
    };
    assert_eq!(of(in_currency("JPY", "10001", "1021"), "10.21"), 1);
    assert_eq!(of(in_currency("BHD", "1000.5", "25.013"), "2.5"), 1);
    // A currency of the host's.
    let rule = UncollectibleRule::new("old").with_after_days(1);
    let policy = WriteOffPolicy::new().with_uncollectible(vec![rule]);
    let xbt = Currency::new("XBT").unwrap();
    let request = WriteOffRequest::new().with_items(vec![in_currency("XBT", "2", "1.5")]);
    assert_eq!(assess(&request, day("2026-06-30"), &policy).unwrap_err().code(), "unknown_currency");
    let request = request.with_currencies(vec![CurrencyRow::new(xbt, 8)]);
    assert_eq!(assess(&request, day("2026-06-30"), &policy).unwrap().candidates.len(), 1);
    // Half a percent of ten millions is not small.
    assert!(rules(&report(vec![owed("A", "10000000", "50000", "2026-05-01")], vec![], &WriteOffPolicy::ours())).is_empty());
}
