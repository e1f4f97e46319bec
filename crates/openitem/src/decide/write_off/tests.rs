use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;

use super::*;
use crate::approval::{ApprovalPolicy, ApprovalRule};
use crate::journal::{AccountRole, JournalPolicy, journal};
use crate::provision::BookedProvision;
use crate::{
    Amount, AppliedAmount, AsOf, Batch, Cause, ContactDirection, ContactLogEntry, ContactMade, ContactOutcome, ControlClass, Currency,
    Document, Entry, EntryKind, Hold, HoldKind, HoldPlaced, ItemKind, Label, Ledger, MasterData, Money, NoticeLogEntry, NoticeSent,
    OpenItem, Placement, PlacementKind, PlacementMade, PostPolicy, Rate, ReasonCode, Receipt, Reversal, Side, TaxPart, WriteOff,
    WriteOffMethod, post,
};

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

pub(super) fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

pub(super) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(super) fn owed(id: &str, billed: &str, open: &str, due: &str) -> OpenItem {
    let made = day("2025-01-01");
    OpenItem::new(id, "E", ItemKind::Invoice, Side::Debit, Currency::EUR, amount(billed), amount(open), made, made)
        .with_due(day(due))
        .with_customer("C-1")
}

pub(super) fn report(items: Vec<OpenItem>, evidence: Vec<CollectionEvidence>, policy: &WriteOffPolicy) -> WriteOffReport {
    let request = WriteOffRequest::new().with_items(items).with_evidence(evidence);
    assess(&request, day("2026-06-30"), policy).unwrap()
}

pub(super) fn rules(report: &WriteOffReport) -> Vec<(&str, &str)> {
    report.candidates.iter().map(|one| (one.item.as_str(), one.rule.as_str())).collect()
}

#[test]
fn a_small_balance_is_what_is_left_of_a_debit_some_days_past_due() {
    let policy = WriteOffPolicy::ours();
    let items = vec![
        owed("at", "100", "5.00", "2026-05-31"),
        owed("above", "100", "5.01", "2026-05-31"),
        owed("share", "2000", "10.00", "2026-05-31"),
        owed("more", "2000", "10.01", "2026-05-31"),
        owed("early", "100", "1", "2026-06-01"),
        owed("unpaid", "4", "4", "2026-05-31"),
    ];
    assert_eq!(rules(&report(items, Vec::new(), &policy)), [("at", "small_balance"), ("share", "small_share")]);
    let unpaid_too = WriteOffPolicy::new().with_small(vec![SmallBalanceRule::new().with_unpaid_too(true)]);
    assert_eq!(rules(&report(vec![owed("unpaid", "4", "4", "2026-05-31")], Vec::new(), &unpaid_too)), [("unpaid", "small_balance")]);
}

#[test]
fn what_is_disputed_placed_under_a_plan_or_in_court_is_set_aside() {
    let small = |id: &str| owed(id, "100", "1", "2026-03-31");
    let mut disputed = small("disputed");
    disputed.disputed = amount("1");
    let mut plan = small("plan");
    plan.plan = Some("PL-1".into());
    let mut credit = small("credit");
    credit.side = Side::Credit;
    let mut withheld = small("withheld");
    withheld.control_class = ControlClass::WithholdingPending;
    let evidence = vec![
        CollectionEvidence::new("placed").with_placed(true),
        CollectionEvidence::new("court").with_placed(true).with_legal(true),
        CollectionEvidence::new("stay").with_legal(true).with_bankrupt(day("2026-01-01")),
    ];
    let items = vec![disputed, plan, credit, withheld, small("placed"), small("court"), small("stay")];
    let report = report(items, evidence, &WriteOffPolicy::new());
    assert!(report.candidates.is_empty());
    let why: Vec<_> = report.set_aside.iter().map(|one| (one.item.as_str(), one.reason.rule.as_str())).collect();
    let expected = [
        ("court", "legal"),
        ("credit", "credit"),
        ("disputed", "disputed"),
        ("placed", "placed"),
        ("plan", "under_plan"),
        ("stay", "stay"),
        ("withheld", "withholding"),
    ];
    assert_eq!(why, expected);
}

#[test]
fn a_rule_for_the_bankrupt_writes_off_what_is_under_a_stay() {
    let evidence = || vec![CollectionEvidence::new("A").with_legal(true).with_bankrupt(day("2026-01-01"))];
    let found = report(vec![owed("A", "100", "100", "2026-06-01")], evidence(), &WriteOffPolicy::ours());
    assert_eq!(rules(&found), [("A", "bankrupt")]);
    let later = vec![CollectionEvidence::new("A").with_bankrupt(day("2026-07-01"))];
    assert!(report(vec![owed("A", "100", "100", "2026-06-01")], later, &WriteOffPolicy::ours()).candidates.is_empty());
}

#[test]
fn what_lacks_effort_waits_and_is_told_what_is_missing() {
    let evidence = vec![CollectionEvidence::new("A").with_contacts(3).with_notices(2)];
    let found = report(vec![owed("A", "100", "100", "2025-06-30")], evidence, &WriteOffPolicy::ours());
    let waiting = &found.waiting[0];
    // Of the rules that lack one thing each the first counts.
    assert_eq!((waiting.rule.as_str(), waiting.missing.len()), ("bankrupt", 1));
    let worked = WriteOffPolicy::new()
        .with_uncollectible(vec![UncollectibleRule::new("worked").with_after_days(365).with_contacts(3).with_notices(3)]);
    let evidence = |notices| vec![CollectionEvidence::new("A").with_contacts(3).with_notices(notices)];
    let found = report(vec![owed("A", "100", "100", "2025-06-30")], evidence(2), &worked);
    assert_eq!(found.waiting[0].missing[0].text, "2 of 3 notices");
    assert_eq!(rules(&report(vec![owed("A", "100", "100", "2025-06-30")], evidence(3), &worked)), [("A", "worked")]);
    assert!(report(vec![owed("A", "100", "100", "2025-07-01")], evidence(2), &worked).waiting.is_empty());
}

#[test]
fn limitation_runs_from_the_due_date_a_payment_or_the_end_of_the_year() {
    let law = |months: i32| LimitationLaw::new("DE", months, "BGB 195, 199");
    let policy = |law: LimitationLaw| {
        WriteOffPolicy::new().with_uncollectible(vec![UncollectibleRule::new("barred").with_limitation(true)]).with_limitation(vec![law])
    };
    let found = |law: LimitationLaw, applied: Vec<AppliedAmount>| {
        let item = owed("A", "100", "60", "2023-06-15").with_labels(vec![Label::new("country", "DE")]);
        let request = WriteOffRequest::new().with_items(vec![item]).with_applied(applied);
        assess(&request, day("2026-06-30"), &policy(law)).unwrap().candidates.len()
    };
    let paid = || {
        let on = day("2024-03-01");
        vec![AppliedAmount::new("E-9", "A", "E", Currency::EUR, on, on, amount("40"), Cause::Applied).with_receipt("R-1")]
    };
    assert_eq!(found(law(36), Vec::new()), 1);
    assert_eq!(found(law(37), Vec::new()), 0);
    assert_eq!(found(law(36).with_from_year_end(true), Vec::new()), 0);
    assert_eq!(found(law(36), paid()), 0);
    assert_eq!(found(law(36).with_renewed_by_payment(false), paid()), 1);
    assert_eq!(found(law(36).with_label(Label::new("country", "FR")), Vec::new()), 0);
    assert_eq!(found(law(36).with_valid_from(day("2023-07-01")), Vec::new()), 0);
}

#[test]
fn what_differs_by_its_tax_or_by_tax_withheld_is_told() {
    let policy = WriteOffPolicy::new().with_differences(TaxDifferenceRule::new().with_withheld(vec![rate("10")]));
    let taxed = |id: &str, open: &str| owed(id, "118", open, "2026-03-31").with_taxes(vec![TaxPart::new("GST", amount("18"))]);
    let items = vec![taxed("tax", "18"), taxed("withheld", "10"), taxed("neither", "11.80")];
    let found = report(items, Vec::new(), &policy);
    assert_eq!(rules(&found), [("tax", "tax_difference"), ("withheld", "withholding_difference")]);
}

#[test]
fn write_offs_of_a_year_add_up_for_approval_those_of_the_same_run_too() {
    let limit = vec![Money::new(amount("8"), Currency::EUR)];
    let matrix = ApprovalPolicy::new().with_rules(vec![ApprovalRule::new("year").with_over(limit).with_yearly(true)]);
    let policy = WriteOffPolicy::new().with_approval(matrix);
    let before = |on: &str| {
        AppliedAmount::new("E-9", "OLD", "E", Currency::EUR, day(on), day(on), amount("1"), Cause::WrittenOff).with_customer("C-1")
    };
    let items = || vec![owed("A", "100", "4", "2026-01-01"), owed("B", "100", "4", "2026-01-02")];
    let demands = |applied: Vec<AppliedAmount>| {
        let request = WriteOffRequest::new().with_items(items()).with_applied(applied);
        let report = assess(&request, day("2026-06-30"), &policy).unwrap();
        report.candidates.iter().map(|one| one.approval.demands.len()).collect::<Vec<_>>()
    };
    assert_eq!(demands(Vec::new()), [0, 0]);
    assert_eq!(demands(vec![before("2026-01-01")]), [0, 1]);
    assert_eq!(demands(vec![before("2025-12-31")]), [0, 0]);
}

#[test]
fn evidence_is_counted_by_item_and_by_customer() {
    let items = vec![owed("A", "100", "100", "2026-01-01"), owed("B", "100", "100", "2026-01-01")];
    let contact = |items: &[&str], direction| {
        let made = ContactMade::new(at("2026-02-01T10:00:00Z"), crate::Channel::Phone, direction, ContactOutcome::NoAnswer)
            .with_items(items.iter().map(|item| (*item).into()).collect::<Vec<crate::ItemId>>());
        ContactLogEntry::new("E-1", "E", day("2026-02-01"), made).with_customer("C-1")
    };
    let notice =
        NoticeLogEntry::new("E-2", "E", day("2026-03-01"), NoticeSent::new("dunning", crate::Channel::Email).with_items(vec!["B".into()]))
            .with_customer("C-1");
    let placed = Placement::new(PlacementMade::new("P-1", PlacementKind::Agency, vec!["A".into()]), "E", day("2026-03-05"))
        .with_recalled(day("2026-05-05"));
    let hold = Hold::new(HoldPlaced::new("H-1", HoldKind::Legal).with_reason(ReasonCode::new("INSOLVENCY")), "E", day("2026-06-01"))
        .with_customer("C-1");
    let request = EvidenceRequest::new()
        .with_items(items)
        .with_contacts(vec![
            contact(&[], ContactDirection::Outgoing),
            contact(&["A", "A"], ContactDirection::Outgoing),
            contact(&[], ContactDirection::Incoming),
        ])
        .with_notices(vec![notice])
        .with_placements(vec![placed])
        .with_holds(vec![hold]);
    let told = |as_of: &str| evidence(&request, day(as_of));
    let after = told("2026-06-30");
    assert_eq!((after[0].contacts, after[0].notices, after[0].returned, after[0].placed), (2, 0, Some(day("2026-05-05")), false));
    assert_eq!((after[1].contacts, after[1].notices, after[1].bankrupt), (1, 1, Some(day("2026-06-01"))));
    let before = told("2026-04-30");
    assert_eq!((before[0].placed, before[0].returned, before[0].bankrupt), (true, None, None));
}

pub(super) fn ledger(kinds: Vec<(&str, &str, EntryKind)>) -> Ledger {
    let mut ledger = Ledger::new();
    let entries =
        kinds.into_iter().map(|(id, on, kind)| Entry::new(id, "E", day(on), at("2026-07-01T09:00:00Z"), kind).with_customer("C-1"));
    post(&mut ledger, Batch::new(entries.collect::<Vec<_>>()), &PostPolicy::new()).unwrap();
    ledger
}

pub(super) fn billed(sum: &str) -> EntryKind {
    EntryKind::invoice(Document::new("INV-1", Currency::EUR, amount(sum)).with_due(day("2025-02-01")))
}

pub(super) fn received(id: &str, sum: &str) -> EntryKind {
    EntryKind::receipt(Receipt::new(id, Currency::EUR, amount(sum)))
}

#[test]
fn what_comes_back_reinstates_the_latest_write_off_and_repays_its_tax() {
    let off = |sum: &str, method| WriteOff::new("INV-1", amount(sum)).with_method(method);
    let first = off("60", WriteOffMethod::Allowance).with_taxes(vec![TaxPart::new("S", amount("10"))]);
    let mut ledger = ledger(vec![
        ("E1", "2025-01-01", billed("100")),
        ("E2", "2026-01-01", EntryKind::write_off(first)),
        ("E3", "2026-02-01", EntryKind::write_off(off("40", WriteOffMethod::Direct))),
        ("E4", "2026-07-01", received("R-1", "70")),
    ]);
    let proposed = recover(ledger.entries(), &RecoveryRequest::new("R-1", "INV-1"), day("2026-07-01")).unwrap();
    let parts: Vec<_> = proposed
        .entries
        .iter()
        .filter_map(|entry| match &entry.kind {
            EntryKind::Recovery { recovery } => Some((recovery.method, recovery.amount)),
            EntryKind::TaxRelief { tax_relief } => Some((tax_relief.method, tax_relief.amount)),
            _ => None,
        })
        .collect();
    let expected =
        [(WriteOffMethod::Direct, amount("40")), (WriteOffMethod::Allowance, amount("30")), (WriteOffMethod::Allowance, amount("7"))];
    assert_eq!(parts, expected);
    post(&mut ledger, proposed.accept(at("2026-07-02T09:00:00Z"), None).unwrap(), &PostPolicy::new()).unwrap();
    assert!(ledger.replay(&AsOf::new(day("2026-07-02"))).book.items.is_empty());
    // The rest comes, and the rest of the tax with it.
    let more = Entry::new("E9", "E", day("2026-08-01"), at("2026-08-01T09:00:00Z"), received("R-2", "50")).with_customer("C-1");
    post(&mut ledger, Batch::new(vec![more]), &PostPolicy::new()).unwrap();
    let rest = recover(ledger.entries(), &RecoveryRequest::new("R-2", "INV-1"), day("2026-08-01")).unwrap();
    let sums: Vec<_> = rest
        .entries
        .iter()
        .filter_map(|entry| match &entry.kind {
            EntryKind::Recovery { recovery } => Some(recovery.amount),
            EntryKind::TaxRelief { tax_relief } => Some(tax_relief.amount),
            _ => None,
        })
        .collect();
    assert_eq!(sums, [amount("30"), amount("3")]);
}

#[test]
fn what_was_written_off_by_mistake_is_not_recovered() {
    let mut ledger = ledger(vec![
        ("E1", "2025-01-01", billed("100")),
        ("E2", "2026-01-01", EntryKind::write_off(WriteOff::new("INV-1", amount("100")))),
        ("E4", "2026-07-01", received("R-1", "70")),
    ]);
    let undone = Entry::new("E5", "E", day("2026-07-01"), at("2026-07-01T10:00:00Z"), EntryKind::reversal(Reversal::new("E2")));
    post(&mut ledger, Batch::new(vec![undone.with_customer("C-1")]), &PostPolicy::new()).unwrap();
    let proposed = recover(ledger.entries(), &RecoveryRequest::new("R-1", "INV-1"), day("2026-07-02")).unwrap();
    assert_eq!((proposed.entries.len(), proposed.reasons[0].rule.as_str()), (0, "nothing_to_recover"));
    let told = |request: &RecoveryRequest| recover(ledger.entries(), request, day("2026-07-02")).unwrap_err().to_string();
    assert!(told(&RecoveryRequest::new("R-9", "INV-1")).contains("R-9"));
    assert!(told(&RecoveryRequest::new("INV-1", "INV-1")).contains("money received in EUR"));
    assert!(told(&RecoveryRequest::new("R-1", "INV-1").with_amount(amount("0"))).contains("above zero"));
}

#[test]
fn a_bad_debt_gives_its_vat_back_within_the_window() {
    // DOMAIN T8.4.
    let item = || {
        WrittenOffItem::new("INV-1", "E", "GBP".parse::<Currency>().unwrap(), day("2010-01-25"))
            .with_due(day("2010-02-14"))
            .with_written_off(day("2010-03-01"))
            .with_taxes(vec![TaxPart::new("S", amount("17.50")), TaxPart::new("R", amount("5"))])
    };
    let claim = |item: WrittenOffItem, on: &str| {
        tax_relief(&ReliefRequest::new().with_items(vec![item]).with_rules(relief_rules("GB")), day(on)).unwrap().remove(0)
    };
    let state = |on: &str| claim(item(), on).state;
    assert_eq!(
        [state("2010-08-13"), state("2010-08-14"), state("2014-08-14"), state("2014-08-15")],
        [ReliefState::TooEarly, ReliefState::Open, ReliefState::Open, ReliefState::TooLate]
    );
    let mut unwritten = item();
    unwritten.written_off = None;
    assert_eq!(claim(unwritten, "2010-09-01").state, ReliefState::NotWrittenOff);
    let part = claim(item().with_claimed(amount("18")), "2010-09-01");
    let batch = part.batch.unwrap();
    assert_eq!((part.amount, batch.entries.len()), (amount("4.50"), 1));
    assert_eq!(claim(item().with_claimed(amount("22.50")), "2010-09-01").state, ReliefState::Claimed);
    let old = WrittenOffItem::new("INV-1", "E", "GBP".parse::<Currency>().unwrap(), day("2005-09-30"))
        .with_taxes(vec![TaxPart::new("S", amount("1"))]);
    assert_eq!(claim(old, "2010-09-01").state, ReliefState::NoRule);
}

#[test]
fn what_cannot_be_is_an_error() {
    let told = |policy: &WriteOffPolicy| assess(&WriteOffRequest::new(), day("2026-06-30"), policy).unwrap_err().to_string();
    assert!(told(&WriteOffPolicy::new().with_year_begins(13)).contains("month from 1 to 12"));
    assert!(told(&WriteOffPolicy::new().with_small(vec![SmallBalanceRule::new().with_after_days(-1)])).contains("at least 0"));
    assert!(told(&WriteOffPolicy::new().with_limitation(vec![LimitationLaw::new("DE", 0, "")])).contains("at least 1"));
    let rule = UncollectibleRule::new("a").with_percent(rate("101"));
    assert!(told(&WriteOffPolicy::new().with_uncollectible(vec![rule])).contains("from 0 to 100"));
    let twice = WriteOffRequest::new().with_evidence(vec![CollectionEvidence::new("A"), CollectionEvidence::new("A")]);
    assert_eq!(assess(&twice, day("2026-06-30"), &WriteOffPolicy::new()).unwrap_err().code(), "invalid_value");
    let item = owed("A", "100", "1", "2026-01-01");
    let twice = WriteOffRequest::new().with_items(vec![item.clone(), item]);
    assert!(assess(&twice, day("2026-06-30"), &WriteOffPolicy::new()).unwrap_err().to_string().contains("each item once"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// A write-off against the allowance lowers net receivables by the tax reclaimed in it and by what the allowance does not cover.
    #[test]
    fn net_receivables_fall_by_the_tax_and_by_what_the_allowance_does_not_cover(
        sum in 1..100_000_i64, tax in 0..20_i64, allowance in 0..100_000_i64, reclaims in any::<bool>(), percent in 1..=100_i64,
    ) {
        let cents = |minor: i64| Amount::from_minor(minor, 2).unwrap();
        let taxes = vec![TaxPart::new("S", cents(sum * tax / 100))];
        let document = Document::new("INV-1", Currency::EUR, cents(sum)).with_due(day("2025-02-01")).with_taxes(taxes.clone());
        let mut ledger = ledger(vec![("E1", "2025-01-01", EntryKind::invoice(document))]);
        let items = ledger.replay(&AsOf::new(day("2026-06-30"))).book.items;
        let policy = WriteOffPolicy::new()
            .with_reclaims_tax(reclaims)
            .with_uncollectible(vec![UncollectibleRule::new("old").with_percent(Rate::new(percent.into()).unwrap())]);
        let request = WriteOffRequest::new()
            .with_items(items)
            .with_allowance(vec![BookedProvision::new("E", Currency::EUR, cents(allowance))]);
        let report = assess(&request, day("2026-06-30"), &policy).unwrap();
        for candidate in &report.candidates {
            prop_assert!(candidate.amount.is_positive() && candidate.amount <= candidate.open);
            let batch = candidate.batch.accept(at("2026-07-02T09:00:00Z"), None).unwrap();
            let again = candidate.batch.accept(at("2026-07-03T09:00:00Z"), None).unwrap();
            post(&mut ledger, batch, &PostPolicy::new()).unwrap();
            let count = ledger.entries().len();
            post(&mut ledger, again, &PostPolicy::new()).unwrap();
            prop_assert_eq!(ledger.entries().len(), count);
        }
        let told = journal(ledger.entries(), &AsOf::new(day("2026-06-30")), &MasterData::new(), &JournalPolicy::new()).unwrap();
        let lines = || told.postings.iter().filter(|posting| posting.effective == day("2026-06-30")).flat_map(|posting| &posting.lines);
        let of = |role: AccountRole| {
            let own = lines().filter(|line| line.role == role).map(|line| if line.side == Side::Debit { line.amount.unwrap() } else { line.amount.unwrap().negated() });
            Amount::checked_sum(own).unwrap()
        };
        let (receivable, from_allowance) = (of(AccountRole::Receivable), of(AccountRole::Allowance));
        let (expense, reclaimed) = (of(AccountRole::BadDebt), of(AccountRole::OutputTax));
        // Receivables less the allowance, after less before.
        let net = receivable.checked_add(from_allowance).unwrap();
        prop_assert_eq!(net.negated(), expense.checked_add(reclaimed).unwrap());
        prop_assert!(from_allowance <= cents(allowance));
        prop_assert!(expense.is_zero() || from_allowance == cents(allowance));
        prop_assert!(reclaims || reclaimed.is_zero());
    }

    /// The order of what is given does not matter, and no bound makes it fall over.
    #[test]
    fn order_does_not_matter_and_nothing_is_too_wild(
        rows in prop::collection::vec((0..400_000_i64, 0..3000_i64, any::<bool>(), any::<bool>()), 0..12),
        days in -3..4000_i32, percent in -5..120_i64, months in -1..100_i32,
    ) {
        let item = |(nth, (open, late, credit, disputed)): (usize, (i64, i64, bool, bool))| {
            let due = day("2026-06-30") - chrono::TimeDelta::days(late);
            let open = Amount::from_minor(open, 2).unwrap();
            let mut item = owed(&format!("I-{nth}"), "1000", "1", &due.to_string());
            item.open = open;
            item.disputed = if disputed { open } else { Amount::ZERO };
            item.side = if credit { Side::Credit } else { Side::Debit };
            item
        };
        let items: Vec<OpenItem> = rows.into_iter().enumerate().map(item).collect();
        let rule = UncollectibleRule::new("old").with_after_days(days).with_percent(Rate::new(percent.into()).unwrap());
        let policy = WriteOffPolicy::ours()
            .with_uncollectible(vec![rule.with_limitation(months > 50)])
            .with_limitation(vec![LimitationLaw::new("X", months, "")]);
        let ask = |items: Vec<OpenItem>| assess(&WriteOffRequest::new().with_items(items), day("2026-06-30"), &policy);
        let mut turned = items.clone();
        turned.reverse();
        let found = ask(items);
        prop_assert_eq!(&found, &ask(turned));
        for candidate in found.iter().flat_map(|report| &report.candidates) {
            prop_assert!(candidate.amount <= candidate.open);
        }
    }
}
