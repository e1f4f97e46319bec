//! Plans as a ledger holds them: folded, posted, judged, reversed.

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::{amount, day, equal, monthly};
use crate::aging::{AgingPolicy, age};
use crate::plan::{
    PlanAssessRequest, PlanAssessment, PlanClaim, PlanInstallmentStatus, PlanPolicy, PlanRequest, PlanStatus, assess, plan_histories,
    propose,
};
use crate::{
    Application, ApplicationLine, AsOf, Currency, Document, Entry, EntryKind, GroupBy, Instrument, InstrumentStaged, Label, Ledger,
    MasterData, PaymentMethod, PlanAgreed, PlanInstallment, PostPolicy, Receipt, Return, Reversal, Stage, applied_amounts, post, replay,
};

fn recorded() -> DateTime<Utc> {
    "2026-12-31T09:00:00Z".parse().unwrap()
}

fn entry(id: &str, on: &str, kind: EntryKind) -> Entry {
    Entry::new(id, "E", day(on), recorded(), kind).with_customer("C-1")
}

fn invoice(id: &str, sum: &str) -> Entry {
    let document = Document::new(id, Currency::EUR, amount(sum)).with_due(day("2026-01-31"));
    entry(&format!("E-{id}"), "2026-01-01", EntryKind::invoice(document))
}

fn judged(entries: &[Entry], on: &str) -> Vec<PlanAssessment> {
    let view = AsOf::new(day(on));
    let request = PlanAssessRequest::new()
        .with_plans(plan_histories(entries, &view))
        .with_applied(applied_amounts(entries, &view))
        .with_items(replay(entries, &view).book.items);
    assess(&request, day(on), &PlanPolicy::new()).unwrap().plans
}

#[test]
fn from_the_proposal_to_the_end_of_the_plan_and_back() {
    let mut ledger = Ledger::new();
    let take = |ledger: &mut Ledger, entries: Vec<Entry>| {
        post(ledger, crate::Batch::new(entries), &PostPolicy::new()).unwrap();
    };
    take(&mut ledger, vec![invoice("INV-1", "1000")]);
    let items = replay(ledger.entries(), &AsOf::new(day("2026-01-31"))).book.items;
    let asked = PlanRequest::new("PL-1", "E", "C-1", Currency::EUR, items, vec![equal("2", 2).with_rate(monthly("1"))]);
    let offered = propose(&asked, day("2026-01-31"), &PlanPolicy::new()).unwrap();
    // 1,000 x 0.01 / (1 - 1.01^-2) = 507.51; interest 10 and 5.02.
    let batch = offered.alternatives[0].proposed.as_ref().unwrap().accept(recorded(), None).unwrap();
    post(&mut ledger, batch.clone(), &PostPolicy::new()).unwrap();
    post(&mut ledger, batch, &PostPolicy::new()).unwrap();
    let settle_day = |ledger: &mut Ledger, on: &str| {
        let found = judged(ledger.entries(), on).remove(0);
        if let Some(proposed) = &found.proposed {
            post(ledger, proposed.accept(recorded(), None).unwrap(), &PostPolicy::new()).unwrap();
        }
        found
    };
    settle_day(&mut ledger, "2026-02-28");
    let charge = &plan_histories(ledger.entries(), &AsOf::new(day("2026-02-28")))[0].charges[0];
    assert_eq!((charge.item.as_str(), charge.claim, charge.amount), ("PL-1/interest/2026-02-28", PlanClaim::Interest, amount("10")));
    let lines = |plan: &str, interest: &str, on: &str| {
        vec![ApplicationLine::new("INV-1", amount(plan)), ApplicationLine::new(format!("PL-1/interest/{on}"), amount(interest))]
    };
    take(
        &mut ledger,
        vec![
            entry("R-1", "2026-02-28", EntryKind::receipt(Receipt::new("R-1", Currency::EUR, amount("507.51")))),
            entry("A-1", "2026-02-28", EntryKind::application(Application::new("R-1", lines("497.51", "10", "2026-02-28")))),
        ],
    );
    let found = settle_day(&mut ledger, "2026-03-31");
    assert_eq!((found.status, found.installments[0].status), (PlanStatus::Current, PlanInstallmentStatus::Paid));
    take(
        &mut ledger,
        vec![
            entry("R-2", "2026-03-31", EntryKind::receipt(Receipt::new("R-2", Currency::EUR, amount("507.51")))),
            entry("A-2", "2026-03-31", EntryKind::application(Application::new("R-2", lines("502.49", "5.02", "2026-03-31")))),
        ],
    );
    assert_eq!(settle_day(&mut ledger, "2026-04-01").status, PlanStatus::Completed);
    assert!(judged(ledger.entries(), "2026-04-01")[0].proposed.is_none(), "it is posted");
    assert!(replay(ledger.entries(), &AsOf::new(day("2026-04-01"))).book.items.is_empty());
    // The second receipt is taken back: the plan is not completed any more, and says so.
    take(&mut ledger, vec![entry("X-2", "2026-04-10", EntryKind::reversal(Reversal::new("R-2")))]);
    let found = settle_day(&mut ledger, "2026-04-10");
    assert_eq!((found.status, found.reasons[1].rule.as_str()), (PlanStatus::Late, "ended_but_unpaid"));
    assert_eq!(judged(ledger.entries(), "2026-04-10")[0].status, PlanStatus::Late);
    // And it ends again when it is paid again, under an id of its own.
    take(
        &mut ledger,
        vec![
            entry("R-3", "2026-04-11", EntryKind::receipt(Receipt::new("R-3", Currency::EUR, amount("507.51")))),
            entry("A-3", "2026-04-11", EntryKind::application(Application::new("R-3", lines("502.49", "5.02", "2026-03-31")))),
        ],
    );
    assert_eq!(settle_day(&mut ledger, "2026-04-11").status, PlanStatus::Completed);
    assert_eq!(replay(ledger.entries(), &AsOf::new(day("2026-04-11"))).book.plans[0].ended, Some(day("2026-04-11")));
}

fn agreed(items: &[&str], parts: Vec<PlanInstallment>) -> EntryKind {
    EntryKind::plan_agreed(PlanAgreed::new("PL-1", Currency::EUR, items.iter().map(|item| (*item).into()).collect::<Vec<_>>(), parts))
}

#[test]
fn cheques_are_followed_through_their_stages() {
    let cheque = |id: &str, maturity: &str| {
        let instrument = Instrument::new().with_method(PaymentMethod::PostDatedCheque).with_maturity(day(maturity));
        let receipt = Receipt::new(id, Currency::EUR, amount("100")).with_instrument(instrument);
        entry(&format!("E-{id}"), "2026-01-31", EntryKind::receipt(receipt))
    };
    let part = |due: &str, receipt: &str| PlanInstallment::new(day(due), amount("100")).with_receipt(receipt);
    let staged =
        |id: &str, receipt: &str, on: &str, stage| entry(id, on, EntryKind::instrument_staged(InstrumentStaged::new(receipt, stage)));
    let mut entries = vec![
        invoice("INV-1", "200"),
        cheque("CH-1", "2026-02-28"),
        cheque("CH-2", "2026-03-31"),
        entry("P", "2026-01-31", agreed(&["INV-1"], vec![part("2026-02-28", "CH-1"), part("2026-03-31", "CH-2")])),
        staged("S-1", "CH-1", "2026-03-01", Stage::Deposited),
        staged("S-2", "CH-1", "2026-03-03", Stage::Cleared),
        staged("S-3", "CH-2", "2026-04-01", Stage::Deposited),
    ];
    use PlanInstallmentStatus::{Missed, Open, Paid};
    let statuses = |entries: &[Entry], on: &str| judged(entries, on)[0].installments.iter().map(|part| part.status).collect::<Vec<_>>();
    assert_eq!(statuses(&entries, "2026-03-02"), [Open, Open]);
    assert_eq!(statuses(&entries, "2026-03-20"), [Paid, Open]);
    assert_eq!(statuses(&entries, "2026-04-20"), [Paid, Open], "with the bank");
    entries.push(entry("S-4", "2026-04-21", EntryKind::receipt_returned(Return::new("CH-2", amount("100")))));
    assert_eq!(statuses(&entries, "2026-04-21"), [Paid, Missed]);
}

#[test]
fn a_plan_resets_no_days_past_due_and_can_be_shown_apart() {
    let entries = [
        invoice("INV-1", "300"),
        invoice("INV-2", "50"),
        entry("P", "2026-02-28", agreed(&["INV-1"], vec![PlanInstallment::new(day("2026-12-31"), amount("300"))])),
    ];
    let items = |count: usize| replay(&entries[..count], &AsOf::new(day("2026-03-31"))).book.items;
    let aged =
        |items: &[crate::OpenItem], policy: &AgingPolicy| age(items, &MasterData::new(), day("2026-03-31"), policy).unwrap().by_currency;
    // 59 days past due, with the plan or without.
    let plain = AgingPolicy::new();
    assert_eq!(aged(&items(3), &plain), aged(&items(2), &plain));
    let rows = aged(&items(3), &plain.with_group_by(vec![GroupBy::Plan {}])).rows;
    let shown: Vec<_> =
        rows.iter().map(|row| (row.group[0].value.as_ref().map(|plan| plan.to_string()), row.buckets[2].amount.to_string())).collect();
    assert_eq!(shown, [(Some("PL-1".to_owned()), "300".to_owned()), (None, "50".to_owned())]);
}

#[test]
fn fees_and_changes_are_folded_and_what_is_reversed_is_not() {
    let fee = Document::new("FEE-1", Currency::EUR, amount("15")).with_due(day("2026-03-15")).with_labels(vec![Label::new("plan", "PL-1")]);
    let changed = crate::PlanChanged::new("PL-1", vec![PlanInstallment::new(day("2026-06-30"), amount("100"))]);
    let mut due = crate::DateChange::new();
    (due.old, due.new) = (Some(day("2026-01-31")), Some(day("2026-06-30")));
    let mut entries = vec![
        invoice("INV-1", "100"),
        entry("P", "2026-01-31", agreed(&["INV-1"], vec![PlanInstallment::new(day("2026-02-28"), amount("100"))])),
        entry("F", "2026-03-01", EntryKind::finance_charge(fee)),
        entry("C", "2026-03-02", EntryKind::plan_changed(changed)),
        entry("RA", "2026-03-03", EntryKind::item_changed(crate::ItemChanged::new("INV-1").with_due(due).with_reason("re_age"))),
    ];
    let folded = |entries: &[Entry]| plan_histories(entries, &AsOf::new(day("2026-04-30"))).remove(0);
    let found = folded(&entries);
    assert_eq!((found.changes.len(), found.charges[0].claim, found.re_aged[0].entry.as_str()), (1, PlanClaim::Fees, "RA"));
    assert_eq!(found.last.unwrap().as_str(), "C");
    entries.push(entry("X", "2026-04-01", EntryKind::reversal(Reversal::new("C"))));
    let found = folded(&entries);
    assert_eq!((found.changes.len(), found.last.unwrap().as_str()), (0, "X"));
}

proptest! {
    /// What is judged after a receipt was reversed is what would be judged had it never come.
    #[test]
    fn after_a_reversal_it_is_as_before(receipts in prop::collection::vec((1_i64..300, 1_u32..28, 2_u32..6), 1..8), gone in 0_usize..8) {
        let parts = ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"].map(|due| PlanInstallment::new(day(due), amount("600"))).to_vec();
        let base = vec![invoice("INV-1", "2400"), entry("P", "2026-01-31", agreed(&["INV-1"], parts))];
        let gone = gone % receipts.len();
        let (mut before, mut after) = (base.clone(), base);
        for (nth, (sum, of_month, month)) in receipts.iter().enumerate() {
            let (id, on, sum) = (format!("R-{nth}"), format!("2026-{month:02}-{of_month:02}"), amount(&sum.to_string()));
            let lines = vec![ApplicationLine::new("INV-1", sum)];
            let both = [
                entry(&id, &on, EntryKind::receipt(Receipt::new(id.as_str(), Currency::EUR, sum))),
                entry(&format!("A-{nth}"), &on, EntryKind::application(Application::new(id.as_str(), lines))),
            ];
            if nth != gone {
                before.extend(both.clone());
            }
            after.extend(both);
        }
        after.push(entry("X", "2026-06-20", EntryKind::reversal(Reversal::new(format!("R-{gone}")))));
        prop_assert_eq!(judged(&before, "2026-06-20"), judged(&after, "2026-06-20"));
        // Views of days before do not change.
        prop_assert_eq!(judged(&after[..after.len() - 1], "2026-06-19"), judged(&after, "2026-06-19"));
    }
}
