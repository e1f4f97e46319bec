//! Aging against the slow model, and I3 and I10 for every policy, over random items.

use chrono::{Days, NaiveDate};
use openitem::aging::{
    AgingPolicy, AwaitingTreatment, BucketEdge, ClassTreatment, CreditTreatment, DateBasis, DateFallback, DatesOf, DisputedTreatment,
    LeftOutReason, age, unapplied,
};
use openitem::{Amount, ControlClass, Currency, Customer, DueEvent, GroupBy, ItemKind, ItemOrigin, Label, MasterData, OpenItem, Side};
use openitem_testkit::aging_model;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 30).unwrap()
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..260).prop_map(|back| NaiveDate::from_ymd_opt(2026, 3, 20).unwrap() - Days::new(back))
}

fn cents(most: i64) -> impl Strategy<Value = Amount> {
    (0..most).prop_map(|cents| Amount::from_minor(cents, 2).unwrap())
}

fn item() -> impl Strategy<Value = OpenItem> {
    let names = (0_u32..1000, select(vec!["E1", "E2"]), option::of(select(vec!["A", "B", "C", "D"])), select(vec!["EUR", "USD"]));
    let kinds = (select(ControlClass::ALL.to_vec()), prop::bool::weighted(0.7), cents(50_000), option::weighted(0.2, cents(60_000)));
    let dates = (day(), day(), option::weighted(0.8, day()), prop::bool::weighted(0.1), option::weighted(0.2, (day(), option::of(day()))));
    let extras = (option::of(select(vec!["net 30", "net 60"])), option::of(select(vec!["north", "south"])));
    (names, kinds, dates, extras).prop_map(|((id, entity, customer, currency), (class, follows, open, disputed), dates, extras)| {
        let (document_date, effective, due, awaits, origin) = dates;
        let usual = if class.is_money() { Side::Credit } else { Side::Debit };
        let side = if follows { usual } else { usual.opposite() };
        let currency = Currency::new(currency).unwrap();
        let mut item = OpenItem::new(format!("I{id}"), entity, ItemKind::Invoice, side, currency, open, open, document_date, effective)
            .with_control_class(class)
            .with_disputed(disputed.unwrap_or_default());
        item.customer = customer.map(Into::into);
        item.due = due;
        item.awaits = awaits.then_some(DueEvent::Accepted);
        item.origin = origin.map(|(date, due)| {
            let origin = ItemOrigin::new("I0", date, date);
            if let Some(due) = due { origin.with_due(due) } else { origin }
        });
        item.terms = extras.0.map(Into::into);
        item.labels = extras.1.map(|value| Label::new("region", value)).into_iter().collect();
        item
    })
}

fn master() -> MasterData {
    MasterData::new().with_customers(vec![
        Customer::new("A"),
        Customer::new("B").with_parent("A").with_collector("ann"),
        Customer::new("C").with_parent("B").with_collector("bob"),
        Customer::new("C").with_valid_from(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()).with_parent("B").with_collector("ann"),
    ])
}

fn group_by() -> impl Strategy<Value = Vec<GroupBy>> {
    let keys = vec![
        GroupBy::Customer {},
        GroupBy::Parent {},
        GroupBy::Entity {},
        GroupBy::Currency {},
        GroupBy::Terms {},
        GroupBy::Collector {},
        GroupBy::Plan {},
        GroupBy::Label { name: "region".into() },
    ];
    vec(select(keys), 0..3)
}

fn policy() -> impl Strategy<Value = AgingPolicy> {
    let months = [BucketEdge::days(-1), BucketEdge::months(1), BucketEdge::months(2), BucketEdge::rest()];
    let bases = vec![
        AgingPolicy::new(),
        AgingPolicy::by_days(&[-30, -1, 0, 45]),
        AgingPolicy::new().with_buckets(months),
        AgingPolicy::oracle(),
        AgingPolicy::erpnext(),
        AgingPolicy::oca(),
        AgingPolicy::ledgersmb(),
        AgingPolicy::sap(),
        AgingPolicy::business_central(),
        AgingPolicy::by_document_date(),
    ];
    let dates = (
        select(DateBasis::ALL.to_vec()),
        select(DateFallback::ALL.to_vec()),
        0..40_i32,
        select(AwaitingTreatment::ALL.to_vec()),
        select(DatesOf::ALL.to_vec()),
    );
    let credits = select(CreditTreatment::ALL.to_vec());
    let money = (credits.clone(), credits.clone(), option::of(credits), select(DisputedTreatment::ALL.to_vec()));
    let class = select(ClassTreatment::ALL.to_vec());
    let classes = (class.clone(), class.clone(), class);
    (select(bases), option::of((dates, money, classes)), group_by()).prop_map(|(base, changed, group_by)| {
        let mut policy = base.with_group_by(group_by);
        if let Some((dates, money, classes)) = changed {
            (policy.basis, policy.without_due, policy.without_due_days, policy.awaiting, policy.dates_of) = dates;
            (policy.credits, policy.money, policy.prepayments, policy.disputed) = money;
            (policy.held, policy.deductions, policy.withholding) = classes;
        }
        policy
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn aging_agrees_with_the_slow_model(items in vec(item(), 0..40), policy in policy()) {
        let aging = age(&items, &master(), as_of(), &policy).unwrap();
        let empty = age(&[items_first()], &MasterData::new(), as_of(), &policy).unwrap();
        let labels: Vec<String> = empty.by_currency.rows[0].buckets.iter().map(|bucket| bucket.label.to_string()).collect();
        prop_assert_eq!(&aging.by_currency.rows, &aging_model::rows(&items, &master(), as_of(), &policy, &labels));
    }

    /// I3: buckets + what stands apart + what is left out = open debits - open credits - money, for every policy.
    #[test]
    fn i3_no_item_vanishes_from_an_aging(items in vec(item(), 0..40), policy in policy()) {
        let aging = age(&items, &master(), as_of(), &policy).unwrap();
        let view = &aging.by_currency;
        for line in &view.tie_out {
            prop_assert!(line.difference.is_zero(), "{line:?}");
        }
        for currency in ["EUR", "USD"].map(|code| Currency::new(code).unwrap()) {
            let net = aging_model::net(&items, as_of(), currency);
            let rows = Amount::checked_sum(view.rows.iter().filter(|row| row.currency == currency).map(|row| row.total.amount)).unwrap();
            let total = view.totals.iter().find(|row| row.currency == currency).map_or(Amount::ZERO, |row| row.total.amount);
            prop_assert_eq!(rows, total);
            let named = view.left_out.iter().filter(|left| left.currency == currency && left.reason != LeftOutReason::NotYetEffective);
            let named = Amount::checked_sum(named.map(|left| left.amount)).unwrap();
            prop_assert_eq!(total.checked_add(named), Some(net));
            let tied = view.tie_out.iter().filter(|line| line.currency == currency);
            let tied = Amount::checked_sum(tied.flat_map(|line| [line.buckets, line.apart, line.left_out])).unwrap();
            prop_assert_eq!(tied, net);
        }
        let counted: i64 = view.totals.iter().map(|row| row.total.count).sum();
        let left: i64 = view.left_out.iter().map(|left| left.count).sum();
        prop_assert_eq!(usize::try_from(counted + left).unwrap(), items.len());
    }

    /// I10: the order of the items does not matter.
    #[test]
    fn i10_aging_does_not_depend_on_the_order_of_items(
        (items, shuffled) in vec(item(), 0..30).prop_flat_map(|items| (Just(items.clone()), Just(items).prop_shuffle())),
        policy in policy(),
    ) {
        prop_assert_eq!(age(&items, &master(), as_of(), &policy).unwrap(), age(&shuffled, &master(), as_of(), &policy).unwrap());
        prop_assert_eq!(unapplied(&items, &master(), as_of(), &policy).unwrap(), unapplied(&shuffled, &master(), as_of(), &policy).unwrap());
    }

    /// I14: an item effective after the date changes nothing but its own line among what is left out.
    #[test]
    fn i14_what_becomes_effective_later_moves_no_figure(items in vec(item(), 0..30), policy in policy()) {
        let open: Vec<OpenItem> = items.iter().filter(|item| item.effective <= as_of()).cloned().collect();
        let (all, now) = (age(&items, &master(), as_of(), &policy).unwrap(), age(&open, &master(), as_of(), &policy).unwrap());
        prop_assert_eq!(&all.by_currency.rows, &now.by_currency.rows);
        prop_assert_eq!(&all.by_currency.tie_out, &now.by_currency.tie_out);
    }

    /// What the aging of unused money shows is what the other aging has in its columns, with the sign turned.
    #[test]
    fn unused_money_ties_to_the_aging(items in vec(item(), 0..30)) {
        let policy = AgingPolicy::unapplied();
        let unused = unapplied(&items, &master(), as_of(), &policy).unwrap();
        let aging = age(&items, &master(), as_of(), &AgingPolicy::new()).unwrap();
        for row in &aging.by_currency.totals {
            let mine = unused.totals.iter().filter(|total| total.currency == row.currency && total.kind != openitem::aging::OpenCredit::Credit);
            let shown = Amount::checked_sum(mine.map(|total| total.total.amount)).unwrap();
            let columns = [&row.unapplied, &row.on_account, &row.unidentified, &row.prepaid];
            prop_assert_eq!(shown.negated(), Amount::checked_sum(columns.map(|tally| tally.amount)).unwrap());
        }
    }
}

/// An item that stands in a row whatever the policy.
fn items_first() -> OpenItem {
    let one = Amount::from_minor(1, 0).unwrap();
    OpenItem::new("I", "E1", ItemKind::Invoice, Side::Debit, Currency::new("EUR").unwrap(), one, one, as_of(), as_of()).with_due(as_of())
}
