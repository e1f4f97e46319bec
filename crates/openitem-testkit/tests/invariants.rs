//! The invariants of the design over random histories, each for the core and for the reference model, and the two compared.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use openitem::aging::{AgingPolicy, BaseValuation, age};
use openitem::journal::{AccountRole, JournalPolicy, PostingKind, control_balances, journal};
use openitem::{
    Amount, AsOf, BookedRate, Cause, Change, Currency, Entity, EntityId, Entry, EntryId, EntryKind, ItemId, MasterData, Side, TakenKind,
};
use openitem_testkit::compare;
use openitem_testkit::engine::{Core, Engine, Model};
use openitem_testkit::history::{self, History, Random, Shape, cases, config, histories};
use openitem_testkit::sample::sample;
use proptest::prelude::*;

fn long() -> Shape {
    Shape { steps: 200, hostile: 8 }
}

/// For what folds a history many times.
fn short() -> Shape {
    Shape { steps: 60, hostile: 8 }
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn end() -> AsOf {
    AsOf::from(date("2027-12-31"))
}

/// Some dates inside a history, and the day of all.
fn views(entries: &[Entry]) -> Vec<AsOf> {
    let mut dates: Vec<NaiveDate> = entries.iter().map(|entry| entry.effective).collect();
    dates.sort_unstable();
    let of = |share: usize| dates.get(dates.len() * share / 4).copied().map(AsOf::from);
    let mut views: Vec<AsOf> = [of(1), of(2), of(3)].into_iter().flatten().collect();
    if let Some(middle) = entries.get(entries.len() / 2) {
        let mut known = end();
        known.known = Some(middle.recorded);
        views.push(known);
    }
    views.push(end());
    views
}

fn sum(amounts: impl IntoIterator<Item = Amount>) -> Amount {
    Amount::checked_sum(amounts).expect("a sum that fits")
}

fn by_item(changes: &[Change]) -> BTreeMap<ItemId, Vec<&Change>> {
    let mut items: BTreeMap<ItemId, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        items.entry(change.item.clone()).or_default().push(change);
    }
    items
}

/// I1 and I2: what came in is what went out and what is open, for every item, and never below zero at the end of a date.
fn every_item_adds_up(engine: &impl Engine, entries: &[Entry]) {
    for view in views(entries) {
        let book = engine.replay(entries, &view).book;
        let changes = engine.changes(entries, &view);
        let open: BTreeMap<&ItemId, Amount> = book.items.iter().map(|item| (&item.id, item.open)).collect();
        for (item, of) in by_item(&changes) {
            let whole = sum(of.iter().map(|change| change.amount));
            assert_eq!(open.get(&item).copied().unwrap_or_default(), whole, "{item} on {}", view.date);
            let mut at = Amount::ZERO;
            for (n, change) in of.iter().enumerate() {
                at = sum([at, change.amount]);
                let ends_date = of.get(n + 1).is_none_or(|next| next.effective > change.effective);
                assert!(!(ends_date && at.is_negative()), "{item} is at {at} after {}", change.effective);
            }
        }
        for (item, open) in open {
            assert!(open > Amount::ZERO, "{item} is in the book with {open}");
        }
    }
}

/// I1: a receipt's causes, in its own words, sum to its amount.
fn receipts_add_up(engine: &impl Engine, entries: &[Entry]) {
    let changes = engine.changes(entries, &end());
    let open: BTreeMap<ItemId, Amount> = engine.replay(entries, &end()).book.items.into_iter().map(|item| (item.id, item.open)).collect();
    for (item, of) in by_item(&changes) {
        let Some(first) = of.first().filter(|change| change.side == Side::Credit && change.cause == Cause::Received) else { continue };
        let received = sum(of.iter().filter(|change| change.cause == Cause::Received).map(|change| change.amount));
        let used = sum(of.iter().filter(|change| change.cause != Cause::Received).map(|change| change.amount.negated()));
        let left = open.get(&item).copied().unwrap_or_default();
        assert_eq!(sum([used, left]), received, "{item} of {}", first.entry);
        let allowed = [
            Cause::Received,
            Cause::Applied,
            Cause::MovedOut,
            Cause::MovedIn,
            Cause::BookedElsewhere,
            Cause::SetOff,
            Cause::Refunded,
            Cause::RemittedUnclaimed,
            Cause::WrittenOff,
            Cause::Recovered,
            Cause::Returned,
            Cause::AdjustedUp,
            Cause::AdjustedDown,
            Cause::Excess,
        ];
        assert!(of.iter().all(|change| allowed.contains(&change.cause)), "{item}");
    }
}

/// I3: per entity, class, currency and side, the changes sum to the open items, in its currency and in base.
fn classes_add_up(engine: &impl Engine, entries: &[Entry]) {
    for view in views(entries) {
        let mut balances: BTreeMap<_, (Amount, Amount)> = BTreeMap::new();
        for change in engine.changes(entries, &view) {
            let key = (change.entity.clone(), change.control_class, change.currency, change.side, change.customer.clone());
            let balance = balances.entry(key).or_default();
            balance.0 = sum([balance.0, change.amount]);
            balance.1 = sum([balance.1, change.base_amount.unwrap_or_default()]);
        }
        for item in engine.replay(entries, &view).book.items {
            let key = (item.entity.clone(), item.control_class, item.currency, item.side, item.customer.clone());
            let balance = balances.entry(key).or_default();
            balance.0 = sum([balance.0, item.open.negated()]);
            balance.1 = sum([balance.1, item.base_open.unwrap_or_default().negated()]);
        }
        for (key, balance) in balances {
            assert_eq!(balance, (Amount::ZERO, Amount::ZERO), "{key:?} on {}", view.date);
        }
    }
}

fn master() -> MasterData {
    let entities = [("DE01", "EUR"), ("US01", "USD"), ("JP01", "JPY")];
    MasterData::new().with_entities(entities.map(|(id, base)| Entity::new(id, Currency::new(base).expect("a currency"))).to_vec())
}

fn base_of(entity: &EntityId) -> Currency {
    master().entity(entity).map(|entity| entity.base_currency).expect("an entity")
}

fn debit(side: Side, amount: Amount) -> Amount {
    if side == Side::Debit { amount } else { amount.negated() }
}

/// The entities with an entry that is booked in another base than theirs: hostile histories have some.
fn booked_elsewhere(entries: &[Entry]) -> BTreeSet<EntityId> {
    let is_elsewhere = |entry: &&Entry| {
        let whole = serde_json::to_value(&entry.kind).unwrap_or_default();
        let record = whole.get(entry.kind.tag()).cloned().unwrap_or_default();
        let base = record["booked"]["base"].as_str().map(str::to_owned);
        let entity = record["to_entity"].as_str().map_or_else(|| entry.entity.clone(), EntityId::from);
        base.is_some_and(|base| base != base_of(&entity).code())
    };
    entries.iter().filter(is_elsewhere).map(|entry| entry.entity.clone()).collect()
}

/// I3: buckets, columns and what is left out of an aging sum to the changes, in each currency and in base.
fn agings_tie_out(entries: &[Entry]) {
    let policies = [AgingPolicy::new(), AgingPolicy::sap(), AgingPolicy::oca(), AgingPolicy::ledgersmb(), AgingPolicy::business_central()];
    let elsewhere = booked_elsewhere(entries);
    for view in views(entries) {
        let (mut own, mut base) = (BTreeMap::<_, Amount>::new(), BTreeMap::<_, Amount>::new());
        for change in openitem::changes(entries, &view) {
            let of = own.entry((change.entity.clone(), change.currency)).or_default();
            *of = sum([*of, debit(change.side, change.amount)]);
            let books = base_of(&change.entity);
            if let Some(amount) = change.base_amount.or((change.currency == books).then_some(change.amount)) {
                let of = base.entry(change.entity.clone()).or_default();
                *of = sum([*of, debit(change.side, amount)]);
            }
        }
        let items = openitem::replay(entries, &view).book.items;
        for policy in &policies {
            let aging = age(&items, &master(), view.date, &policy.clone().with_base(BaseValuation::new())).expect("an aging");
            let all = |line: &openitem::aging::TieOut| sum([line.buckets, line.apart, line.left_out]);
            let mut seen = BTreeMap::new();
            for line in &aging.by_currency.tie_out {
                assert!(line.difference.is_zero(), "{line:?}");
                seen.insert((line.entity.clone(), line.currency), all(line));
            }
            for (key, balance) in &own {
                assert_eq!(seen.get(key).copied().unwrap_or_default(), *balance, "{key:?} on {}", view.date);
            }
            let in_base = aging.in_base.expect("a view in base");
            for (entity, balance) in base.iter().filter(|(entity, _)| !elsewhere.contains(*entity)) {
                let line = in_base.tie_out.iter().find(|line| line.entity == *entity && line.currency == base_of(entity));
                assert_eq!(line.map(all).unwrap_or_default(), *balance, "{entity} in base on {}", view.date);
            }
        }
    }
}

/// I3 and I7: every posting balances, and the control accounts stand at the sums of the open items, in base too.
fn journals_tie_out(entries: &[Entry]) {
    for view in views(entries) {
        let journal = journal(entries, &view, &master(), &JournalPolicy::new()).expect("a journal");
        for posting in &journal.postings {
            assert!(sum(posting.lines.iter().map(openitem::journal::GlLine::signed_base)).is_zero(), "{posting:?}");
        }
        let mut items: BTreeMap<_, (Amount, Amount)> = BTreeMap::new();
        for item in openitem::replay(entries, &view).book.items {
            let of = items.entry((item.entity.clone(), item.control_class, item.currency)).or_default();
            *of = (sum([of.0, debit(item.side, item.open)]), sum([of.1, debit(item.side, item.base_open.unwrap_or(item.open))]));
        }
        let balances = control_balances(&journal).expect("balances");
        let accounts: BTreeMap<_, _> = balances
            .into_iter()
            .map(|of| ((of.entity, of.control_class, of.currency), (of.amount, of.base_amount)))
            .filter(|(_, balance)| *balance != (Amount::ZERO, Amount::ZERO))
            .collect();
        items.retain(|_, balance| *balance != (Amount::ZERO, Amount::ZERO));
        assert_eq!(accounts, items, "on {}", view.date);
    }
}

/// The rate at which each item is booked that a document, a receipt or an opening item made whole. What was refused made none.
fn booked_rates(entries: &[Entry]) -> BTreeMap<ItemId, (BookedRate, Amount)> {
    let mut rates = BTreeMap::new();
    let refused: BTreeSet<EntryId> = Core.replay(entries, &end()).refused.into_iter().map(|refusal| refusal.entry).collect();
    for entry in entries.iter().filter(|entry| !refused.contains(&entry.id)) {
        let (id, booked, original) = match &entry.kind {
            EntryKind::Receipt { receipt } => (ItemId::from(&receipt.id), &receipt.booked, receipt.amount),
            EntryKind::OpeningItem { opening_item } => (opening_item.id.clone(), &opening_item.booked, opening_item.original),
            kind => match kind.document().filter(|document| document.installments.is_empty()) {
                Some(document) => (document.id.clone(), &document.booked, document.amount),
                None => continue,
            },
        };
        if let Some(booked) = booked {
            rates.insert(id, (booked.clone(), original));
        }
    }
    rates
}

/// I9: what an application of money in another currency gains or loses is the receipt in base less the item in base.
fn gains_are_differences_of_rates(entries: &[Entry]) {
    let rates = booked_rates(entries);
    let mut ids: BTreeMap<&EntryId, usize> = BTreeMap::new();
    for entry in entries {
        *ids.entry(&entry.id).or_default() += 1;
    }
    let journal = journal(entries, &end(), &master(), &JournalPolicy::new()).expect("a journal");
    for posting in journal.postings.iter().filter(|posting| posting.kind == PostingKind::Entry) {
        let entry = entries.iter().find(|entry| Some(&entry.id) == posting.entry.as_ref()).expect("the entry");
        let EntryKind::Application { application } = &entry.kind else { continue };
        let decimals = posting.base_currency.minor_units().expect("a base");
        let value = |item: &ItemId, amount: Amount| {
            let (booked, original) = rates.get(item)?;
            (booked.base == posting.base_currency).then(|| booked.base_of(amount, *original, decimals).expect("a base amount"))
        };
        let given_twice = ids.get(&entry.id).is_some_and(|count| *count > 1);
        for line in application.lines.iter().filter(|_| !given_twice) {
            let plain = line.taken.iter().all(|taken| taken.kind != TakenKind::ExchangeDifference);
            let paid = value(&application.paid_from, line.from_amount.unwrap_or(line.amount));
            let (Some(paid), Some(owed), true) = (paid, value(&line.item, line.amount), plain) else { continue };
            let gains = posting.lines.iter().filter(|written| {
                let is_gain =
                    [AccountRole::RealizedGain, AccountRole::RealizedLoss, AccountRole::CrossRateGain, AccountRole::CrossRateLoss]
                        .contains(&written.role);
                is_gain && written.item.as_ref() == Some(&line.item)
            });
            let gained = sum(gains.map(|line| line.signed_base())).negated();
            assert_eq!(gained, sum([paid, owed.negated()]), "{} pays {}", entry.id, line.item);
        }
    }
}

/// I4: a reversal brings back the book that stood, less the entry; views before it do not change.
fn a_reversal_restores(engine: &impl Engine, entries: &[Entry], picked: usize) {
    let on = date("2027-06-01");
    let standing = engine.replay(entries, &end());
    let fitting: Vec<&Entry> = entries.iter().filter(|entry| standing.refused.iter().all(|refusal| refusal.entry != entry.id)).collect();
    let Some(target) = fitting.get(picked % fitting.len().max(1)) else { return };
    let reversal = |id: &str, of: &EntryId| {
        let kind = EntryKind::reversal(openitem::Reversal::new(of));
        let moment = on.and_hms_opt(12, 0, 0).expect("a time").and_utc();
        Entry::new(id, &target.entity, on, moment, kind)
    };
    let mut with = entries.to_vec();
    with.push(reversal("ZZ1", &target.id));
    let before = AsOf::from(date("2027-05-31"));
    assert_eq!(engine.replay(&with, &before), engine.replay(entries, &before), "a view before the reversal changed");
    let reversed = engine.replay(&with, &end());
    if reversed.refused.iter().any(|refusal| refusal.entry.as_str() == "ZZ1") {
        return;
    }
    // What the entry changed is undone, and what the reversal changed is nothing but that.
    let changes = engine.changes(&with, &end());
    let is_identification = matches!(target.kind, EntryKind::PayerIdentified { .. } | EntryKind::Reversal { .. });
    if !is_identification {
        let mut net: BTreeMap<(&ItemId, Cause, i32), Amount> = BTreeMap::new();
        for change in changes.iter().filter(|change| change.origin.as_ref().unwrap_or(&change.entry) == &target.id) {
            let net = net.entry((&change.item, change.cause, change.line)).or_default();
            *net = sum([*net, change.amount]);
        }
        for (key, net) in net {
            assert!(net.is_zero(), "{} leaves {net} of {key:?}", target.id);
        }
    }
    // Reversing the reversal brings it all back.
    let mut again = with.clone();
    again.push(reversal("ZZ2", &EntryId::from("ZZ1")));
    let restored = engine.replay(&again, &end());
    if restored.refused.iter().all(|refusal| refusal.entry.as_str() != "ZZ2") {
        assert_eq!(restored.book.items, standing.book.items, "reversing the reversal of {} does not restore", target.id);
        assert_eq!(restored.book.disputes, standing.book.disputes);
        assert_eq!(restored.book.held, standing.book.held);
    }
}

/// I5: neither shuffling nor the way in which two logs are merged matters.
fn order_does_not_matter(engine: &impl Engine, entries: &[Entry], seed: u64) {
    let (a, b): (Vec<Entry>, Vec<Entry>) = entries.iter().cloned().partition(|entry| entry.id.as_str().starts_with('A'));
    let mut shuffled = entries.to_vec();
    Random::new(seed).shuffle(&mut shuffled);
    let orders = [shuffled, [a.clone(), b.clone()].concat(), [b, a].concat(), entries.iter().rev().cloned().collect()];
    for view in [end(), views(entries)[1].clone()] {
        let (replay, changes) = (engine.replay(entries, &view), engine.changes(entries, &view));
        for order in &orders {
            assert_eq!(engine.replay(order, &view), replay);
            assert_eq!(engine.changes(order, &view), changes);
        }
    }
}

/// I6: entries given twice, learned of later the second time, change nothing.
fn twice_changes_nothing(engine: &impl Engine, entries: &[Entry]) {
    let mut twice = entries.to_vec();
    twice.extend(entries.iter().cloned().map(|mut entry| {
        entry.recorded += chrono::TimeDelta::days(400);
        entry.by = Some("zz".into());
        entry
    }));
    assert_eq!(engine.replay(&twice, &end()), engine.replay(entries, &end()));
    assert_eq!(engine.changes(&twice, &end()), engine.changes(entries, &end()));
}

/// I8: the installments of a document that stands sum to it, in its currency; those on the other side count against it.
fn installments_add_up(engine: &impl Engine, entries: &[Entry]) {
    let changes = engine.changes(entries, &end());
    let replay = engine.replay(entries, &end());
    for entry in entries {
        let Some(document) = entry.kind.document() else { continue };
        if replay.refused.iter().any(|refusal| refusal.entry == entry.id) || matches!(entry.kind, EntryKind::DownPaymentRequest { .. }) {
            continue;
        }
        let whole = if matches!(entry.kind, EntryKind::CreditMemo { .. }) { Side::Credit } else { Side::Debit };
        let own = changes.iter().filter(|change| change.entry == entry.id && change.origin.is_none());
        let parts = sum(own.map(|change| if change.side == whole { change.amount } else { change.amount.negated() }));
        assert_eq!(parts, document.amount, "{}", entry.id);
    }
}

/// I9: what a cleared item was worth in base goes with it, to the last unit.
fn nothing_is_left_in_base(engine: &impl Engine, entries: &[Entry]) {
    let replay = engine.replay(entries, &end());
    for (item, of) in by_item(&engine.changes(entries, &end())) {
        let base = sum(of.iter().filter_map(|change| change.base_amount));
        let open = replay.book.items.iter().find(|open| open.id == item);
        assert_eq!(base, open.and_then(|open| open.base_open).unwrap_or_default(), "{item}");
    }
}

/// I14: entries effective later change no earlier view, nor the changes on earlier dates.
fn later_entries_change_no_earlier_view(engine: &impl Engine, entries: &[Entry]) {
    let all = engine.changes(entries, &end());
    for view in views(entries) {
        let early: Vec<Entry> = entries.iter().filter(|entry| entry.effective <= view.date).cloned().collect();
        assert_eq!(engine.replay(&early, &view), engine.replay(entries, &view));
        let mut ids: Vec<&EntryId> = entries.iter().map(|entry| &entry.id).collect();
        ids.sort_unstable();
        // An id given twice may stand for another entry in a view that shows only one of them.
        if view.known.is_none() && ids.windows(2).all(|pair| pair[0] != pair[1]) {
            let earlier: Vec<Change> = all.iter().filter(|change| change.effective <= view.date).cloned().collect();
            assert_eq!(engine.changes(entries, &view), earlier);
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn i1_receipts_and_credits_add_up(History(entries) in histories(long())) {
        receipts_add_up(&Core, &entries);
    }

    #[test]
    fn i2_open_amounts_are_the_sum_of_their_changes_and_never_below_zero(History(entries) in histories(long())) {
        every_item_adds_up(&Core, &entries);
    }

    #[test]
    fn i3_classes_sum_to_their_items(History(entries) in histories(long())) {
        classes_add_up(&Core, &entries);
    }

    #[test]
    fn i3_agings_and_journals_sum_to_the_changes(History(entries) in histories(long())) {
        agings_tie_out(&entries);
        journals_tie_out(&entries);
    }

    #[test]
    fn i4_reversal_restores(History(entries) in histories(long()), picked in any::<prop::sample::Index>()) {
        a_reversal_restores(&Core, &entries, picked.index(entries.len()));
    }

    #[test]
    fn i5_order_does_not_matter(History(entries) in histories(long()), seed in any::<u64>()) {
        order_does_not_matter(&Core, &entries, seed);
    }

    #[test]
    fn i6_posting_twice_changes_nothing(History(entries) in histories(long())) {
        twice_changes_nothing(&Core, &entries);
    }

    #[test]
    fn i8_installments_sum_to_their_document(History(entries) in histories(long())) {
        installments_add_up(&Core, &entries);
    }

    #[test]
    fn i9_nothing_is_left_in_base_of_what_is_cleared(History(entries) in histories(long())) {
        nothing_is_left_in_base(&Core, &entries);
    }

    #[test]
    fn i9_gains_are_differences_of_rates(History(entries) in histories(long())) {
        gains_are_differences_of_rates(&entries);
    }

    #[test]
    fn i13_hostile_input_never_panics(History(mut entries) in histories(Shape { steps: 100, hostile: 30 }), seed in any::<u64>()) {
        let mut random = Random::new(seed);
        for entry in &mut entries {
            if random.percent(30) {
                history::mangle(entry, &mut random);
            }
        }
        for view in views(&entries) {
            let _ = (Core.replay(&entries, &view), Core.changes(&entries, &view));
        }
    }

    #[test]
    fn i14_later_entries_change_no_earlier_view(History(entries) in histories(long())) {
        later_entries_change_no_earlier_view(&Core, &entries);
    }
}

proptest! {
    // The model folds each date from scratch: fewer cases, found again by their steps.
    #![proptest_config(ProptestConfig { cases: cases().div_ceil(4), ..config() })]

    #[test]
    fn model_agrees_with_the_core(History(entries) in histories(long())) {
        for view in views(&entries) {
            let difference = compare::difference(&Core, &Model, &entries, &view);
            prop_assert!(difference.is_none(), "core, then model, on {}: {}", view.date, difference.unwrap_or_default());
        }
    }

    #[test]
    fn model_agrees_where_much_is_reversed(History(entries) in histories(short()), seed in any::<u64>()) {
        let entries = history::reversed_at_random(&entries, &mut Random::new(seed));
        for view in views(&entries) {
            let fails = |entries: &[Entry]| compare::difference(&Core, &Model, entries, &view).is_some();
            if fails(&entries) {
                let entries = compare::shortest(&entries, fails);
                let difference = compare::difference(&Core, &Model, &entries, &view).unwrap_or_default();
                prop_assert!(false, "core, then model, on {}: {difference}\n{:?}", view.date, History(entries));
            }
        }
    }

    #[test]
    fn the_model_keeps_the_invariants_too(History(entries) in histories(short()), seed in any::<u64>()) {
        receipts_add_up(&Model, &entries);
        every_item_adds_up(&Model, &entries);
        classes_add_up(&Model, &entries);
        order_does_not_matter(&Model, &entries, seed);
        twice_changes_nothing(&Model, &entries);
        installments_add_up(&Model, &entries);
        nothing_is_left_in_base(&Model, &entries);
        later_entries_change_no_earlier_view(&Model, &entries);
    }
}

#[test]
fn the_sample_is_legal_and_the_same_for_a_seed() {
    let made = sample(7);
    assert_eq!(made.entries, sample(7).entries);
    let replay = Core.replay(&made.entries, &end());
    let told: Vec<String> = replay.refused.iter().take(5).map(|refusal| format!("{}: {}", refusal.entry, refusal.text)).collect();
    assert!(replay.refused.is_empty(), "{} refused: {told:#?}", replay.refused.len());
    assert!((2_000..=3_000).contains(&made.entries.len()), "{} entries", made.entries.len());
    assert_eq!(made.master.entities.len(), 2);
    assert!(made.master.customers.iter().any(|customer| customer.parent.is_some()));
    for kind in
        ["receipt", "application", "credit_memo", "dispute_opened", "promise_made", "reversal", "receipt_returned", "payer_identified"]
    {
        assert!(made.entries.iter().any(|entry| entry.kind.tag() == kind), "no {kind}");
    }
}
