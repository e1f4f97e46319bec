//! Cash application over random accounts: what is proposed adds up (I1, I2, I8), posts, does not depend on the order in which
//! anything is given (I10), and is applied unseen only where it has one reading (I11).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use openitem::cash::{
    CashAccounts, CashCase, CashPolicy, CashProposal, CashReceipt, CashStatus, CrossCurrency, DifferencePolicy, PartialDiscount,
    PayerHabits, PaymentTolerance, ShortPayment, ToleranceBound, explain_difference, propose, withholding_rules,
};
use openitem::{
    Amount, AsOf, Batch, CreditRequest, CreditRequested, Currency, Customer, DiscountOffer, Dispute, DisputeOpened, DisputedItem, Entry,
    EntryKind, ExchangeRate, ItemId, ItemKind, Ledger, OpenItem, OpeningItem, Payer, PostPolicy, PromiseMade, PromiseToPay, PromisedItem,
    Rate, Receipt, RemittanceLine, Side, TaxPart, post,
};
use openitem_testkit::history::Random;

fn day(day: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(day.unsigned_abs())
}

fn cents(minor: i64) -> Amount {
    Amount::from_minor(minor, 2).unwrap()
}

fn recorded() -> DateTime<Utc> {
    "2026-06-01T09:00:00Z".parse().unwrap()
}

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

/// A number from 0 up to, but not, `end`.
fn below(random: &mut Random, end: i64) -> i64 {
    random.between(0, end - 1)
}

/// An account with round and odd amounts, some of them equal.
fn items(random: &mut Random) -> Vec<OpenItem> {
    let count = 1 + below(random, 14);
    (0..count)
        .map(|nth| {
            let minor = match below(random, 4) {
                0 => 10_000,
                1 => 100 * (1 + below(random, 500)),
                _ => 1 + below(random, 300_000),
            };
            let is_credit = random.percent(15);
            let (kind, side) = if is_credit { (ItemKind::CreditMemo, Side::Credit) } else { (ItemKind::Invoice, Side::Debit) };
            let foreign = random.percent(8);
            let currency = if foreign { Currency::USD } else { Currency::EUR };
            let made = day(below(random, 30));
            let original = if random.percent(20) { minor + below(random, 5_000) } else { minor };
            let mut item =
                OpenItem::new(format!("INV-{}", 70_000 + nth * 7), "E", kind, side, currency, cents(original), cents(minor), made, made)
                    .with_customer("C-1")
                    .with_due(day(20 + below(random, 60)));
            if foreign {
                item.booked = Some(openitem::BookedRate::new(Currency::EUR, rate("0.9")));
            }
            if !is_credit && random.percent(30) {
                item.discounts = vec![DiscountOffer::new(day(40 + below(random, 40)), cents(original * 2 / 100))];
            }
            if random.percent(30) {
                item.taxes = vec![TaxPart::new("VAT", cents(original * 16 / 100))];
            }
            item
        })
        .collect()
}

fn policy(random: &mut Random) -> CashPolicy {
    let names = CashPolicy::PRESETS;
    let mut policy = if random.percent(70) {
        CashPolicy::new()
    } else {
        CashPolicy::preset(names[usize::try_from(below(random, i64::try_from(names.len()).unwrap())).unwrap()]).unwrap()
    };
    policy.short = [ShortPayment::LeaveOpen, ShortPayment::Residual, ShortPayment::Deduction][usize::try_from(below(random, 3)).unwrap()];
    let mut differences = DifferencePolicy::new();
    if random.percent(40) {
        differences.withholding = withholding_rules(if random.percent(50) { "IN" } else { "PH" });
    }
    if random.percent(40) {
        let bound = if random.percent(50) { ToleranceBound::Document } else { ToleranceBound::Receipt };
        let tolerance = PaymentTolerance::new(cents(500)).with_percent(rate("1")).with_bound(bound);
        differences.tolerances = vec![tolerance.with_adjusts_discount(random.percent(50))];
    }
    if random.percent(40) {
        differences.partial_discount = PartialDiscount::Proportional;
    }
    if random.percent(50) {
        differences.cross_currency = Some(CrossCurrency::new());
    }
    policy.with_differences(differences)
}

/// A receipt for some of the items, with something wrong in most.
fn receipt(random: &mut Random, items: &[OpenItem], accounts: &mut CashAccounts) -> (CashReceipt, Vec<ItemId>) {
    let chosen: Vec<&OpenItem> = items.iter().filter(|_| random.percent(35)).collect();
    let minor = |item: &OpenItem| item.open.to_minor(2).unwrap();
    let mut paid: i64 = chosen.iter().map(|item| if item.side == Side::Debit { minor(item) } else { -minor(item) }).sum();
    let mut words: Vec<String> = chosen.iter().filter(|_| random.percent(90)).map(|item| item.id.to_string()).collect();
    let mut lines = Vec::new();
    let first = chosen.iter().find(|item| item.side == Side::Debit).copied();
    match (first, below(random, 13)) {
        (Some(item), 0) => {
            let amount = 1 + below(random, minor(item));
            let disputed = DisputedItem::new(item.id.clone()).with_amount(cents(amount));
            accounts.disputes = vec![Dispute::new(DisputeOpened::new("D-1", vec![disputed]), "E", day(50))];
            paid -= amount;
        }
        (Some(item), 1) => {
            let amount = 1 + below(random, minor(item));
            let request = CreditRequested::new("Q-1", item.id.clone(), cents(amount));
            accounts.requests = vec![CreditRequest::new(request, "E", day(50))];
            paid -= amount;
        }
        (Some(item), 2) => {
            paid = 1 + below(random, minor(item));
            let promised = PromisedItem::new(item.id.clone()).with_amount(cents(paid));
            let made = PromiseMade::new("P-1", day(60), Currency::EUR, cents(paid)).with_items(vec![promised]);
            accounts.promises = vec![PromiseToPay::new(made, "E", day(50)).with_customer("C-1")];
            words.clear();
        }
        (_, 3) => paid -= 1_500,
        (_, 4) => paid = paid * 90 / 100,
        (_, 5) => {
            paid -= 1 + below(random, 2_000);
            words.push("LESS DAMAGED".to_owned());
        }
        (_, 6) => paid += 1 + below(random, 600),
        (_, 7) => paid -= 1 + below(random, 600),
        (_, 8) => words.clear(),
        (_, 10) => {
            let offered = |item: &&OpenItem| item.discounts.first().and_then(|offer| offer.amount.to_minor(2)).unwrap_or(0);
            paid -= chosen.iter().map(offered).sum::<i64>();
        }
        (_, 9) => {
            let line = |item: &&OpenItem| RemittanceLine::new(item.id.as_str()).with_amount(item.open);
            lines = chosen.iter().map(line).collect();
            if let Some(line) = lines.first_mut() {
                line.deducted = Some(cents(100));
                line.amount = line.amount.and_then(|amount| amount.checked_sub(cents(100))).filter(|amount| amount.is_positive());
                paid -= 100;
            }
        }
        _ => {}
    }
    let mut money = Receipt::new("R-1", Currency::EUR, cents(paid.max(1))).with_payer(Payer::new().with_id("C-1"));
    money.remittance = Some(words.join(", "));
    money.remittance_lines = lines;
    let mut receipt = CashReceipt::new("E", day(60), money);
    if random.percent(50) {
        receipt.customer = Some("C-1".into());
    }
    (receipt, chosen.iter().map(|item| item.id.clone()).collect())
}

fn ledger(items: &[OpenItem], receipt: &CashReceipt) -> Ledger {
    let mut entries: Vec<Entry> = items
        .iter()
        .map(|item| {
            let mut opening = OpeningItem::new(item.id.clone(), item.kind, item.side, item.currency, item.original, item.open);
            opening.booked = item.booked.clone();
            Entry::new(format!("o-{}", item.id), "E", item.effective, recorded(), EntryKind::opening_item(opening)).with_customer("C-1")
        })
        .collect();
    let mut money = Entry::new("money", "E", receipt.effective, recorded(), EntryKind::receipt(receipt.receipt.clone()));
    money.customer.clone_from(&receipt.customer);
    entries.push(money);
    let mut ledger = Ledger::new();
    post(&mut ledger, Batch::new(entries), &PostPolicy::new()).unwrap();
    ledger
}

fn open(ledger: &Ledger) -> BTreeMap<ItemId, Amount> {
    ledger.replay(&AsOf::new(NaiveDate::MAX)).book.items.into_iter().map(|item| (item.id, item.open)).collect()
}

fn sum(amounts: impl IntoIterator<Item = Amount>) -> Amount {
    Amount::checked_sum(amounts).unwrap()
}

/// Posts a proposal and looks at what it did.
fn check(seed: u64, case: &CashCase, items: &[OpenItem], proposal: &CashProposal) {
    let said = || format!("seed {seed}: {}", serde_json::to_string_pretty(proposal).unwrap());
    let reading = &proposal.reading;
    let own = |item: &ItemId| items.iter().find(|known| known.id == *item).unwrap();
    if proposal.status == CashStatus::Unmatched {
        assert!(proposal.entries.is_empty(), "{}", said());
        return;
    }
    let mut ledger = ledger(items, &case.receipt);
    let before = open(&ledger);
    let batch = proposal.accept(recorded(), None).unwrap();
    post(&mut ledger, batch.clone(), &PostPolicy::new()).unwrap_or_else(|error| panic!("{error}: {}", said()));
    let after = open(&ledger);
    let left = |item: &ItemId| after.get(item).copied().unwrap_or_default();
    // I1: what is not applied is left of the money, wherever it is placed.
    let money = ItemId::from("R-1");
    let book = ledger.replay(&AsOf::new(NaiveDate::MAX)).book;
    let of_receipt = book.items.iter().filter(|item| item.control_class.is_money() && item.receipt.is_some());
    assert_eq!(sum(of_receipt.map(|item| item.open)), reading.unused, "{}", said());
    let foreign = reading.lines.iter().any(|line| own(&line.item).currency != Currency::EUR);
    if !foreign {
        let of = |side: Side| sum(reading.lines.iter().filter(|line| line.side == side).map(|line| line.amount));
        let applied = of(Side::Debit).checked_sub(of(Side::Credit)).unwrap();
        assert_eq!(sum([applied, reading.unused]), case.receipt.receipt.amount, "{}", said());
    }
    // I2: each item is lowered by what its line says, and no other.
    for (item, was) in &before {
        let line = reading.lines.iter().find(|line| line.item == *item);
        let lowered = line.map(|line| sum(line.taken.iter().map(|taken| taken.amount).chain([line.amount]).chain(line.residual)));
        if *item != money {
            assert_eq!(sum([left(item), lowered.unwrap_or_default()]), *was, "{item}: {}", said());
        }
    }
    // I11, and what is posted twice is posted once (I6).
    assert!(proposal.status != CashStatus::Auto || proposal.rivals == 0, "{}", said());
    assert_eq!(post(&mut ledger, batch, &PostPolicy::new()).unwrap().posted.len(), 0);
}

#[test]
fn what_is_proposed_adds_up_and_posts_whatever_is_wrong_with_the_receipt() {
    let mut statuses: BTreeMap<String, usize> = BTreeMap::new();
    let cases = if std::env::var_os("OPENITEM_LONG").is_some() { 20_000 } else { 1_500 };
    for seed in 0..cases {
        let mut random = Random::new(seed);
        let items = items(&mut random);
        let policy = policy(&mut random);
        let mut accounts = CashAccounts::new().with_customers(vec![Customer::new("C-1").with_name("Northwind")]);
        let (receipt, chosen) = receipt(&mut random, &items, &mut accounts);
        accounts.items.clone_from(&items);
        accounts.rates = vec![ExchangeRate::new(Currency::USD, Currency::EUR, day(60), rate("0.9"))];
        if random.percent(30) {
            accounts.habits = vec![PayerHabits::new("C-1").with_withholding_percent(rate("10"))];
        }
        let mut case = CashCase::new(receipt).with_accounts(accounts);
        let proposal = propose(&case, &policy).unwrap();
        check(seed, &case, &items, &proposal);
        if let Ok(explained) = explain_difference(&case, &chosen, &policy) {
            check(seed, &case, &items, &explained);
        }
        // I10: the order of what is given says nothing.
        case.accounts.items.reverse();
        case.accounts.items.rotate_left(chosen.len() % items.len());
        assert_eq!(propose(&case, &policy).unwrap(), proposal, "seed {seed}");
        let rule = proposal.reading.reasons.first().map(|reason| reason.rule.clone()).unwrap_or_default();
        *statuses.entry(format!("{:?} {rule}", proposal.status)).or_default() += 1;
    }
    // The generator reaches what it is meant to reach.
    for reached in ["open_dispute_or_credit", "promise", "tolerance", "withholding", "bank_fee", "remittance_lines", "late_discount"] {
        assert!(statuses.keys().any(|status| status.ends_with(reached)), "{reached}: {statuses:?}");
    }
}

/// Goal G8 for a receipt without a word: what is applied unseen by its amount alone is what was paid. Items of one amount are not
/// told apart: no amount tells them apart.
#[test]
fn nothing_that_is_applied_unseen_by_its_amount_is_wrong() {
    let is_long = std::env::var_os("OPENITEM_LONG").is_some();
    let cases = if is_long { 20_000 } else { 600 };
    let (mut unseen, mut wrong) = (0_usize, Vec::new());
    for seed in 0..cases {
        let mut random = Random::new(seed);
        let count = random.choose(&[3, 6, 12, 25, 60]);
        let mut items: Vec<OpenItem> = Vec::new();
        for nth in 0..count {
            let minor = match below(&mut random, 10) {
                0 => items.last().map_or(50_000, |last| last.open.to_minor(2).unwrap()),
                1 | 2 => 5_000 * (1 + below(&mut random, 40)),
                _ => {
                    let bits = below(&mut random, 11);
                    1_000 + below(&mut random, 1_000 << bits)
                }
            };
            let made = day(below(&mut random, 50));
            let item = OpenItem::new(
                format!("INV-{}", 70_000 + nth * 7),
                "E",
                ItemKind::Invoice,
                Side::Debit,
                Currency::EUR,
                cents(minor),
                cents(minor),
                made,
                made,
            );
            items.push(item.with_customer("C-1").with_due(day(10 + below(&mut random, 80))));
        }
        items.sort_by_key(|item| (item.due, item.id.clone()));
        // One item, a few, what was due through a day, neighbors, or all of it.
        let few = 2 + below(&mut random, 3);
        let (from, to) = (below(&mut random, count), below(&mut random, count));
        let how = below(&mut random, 5);
        let paid: Vec<&OpenItem> = match how {
            0 => items.iter().skip(usize::try_from(from).unwrap()).take(1).collect(),
            1 => items.iter().filter(|_| below(&mut random, count) < few).collect(),
            2 => items.iter().filter(|item| item.due <= items[usize::try_from(from).unwrap()].due).collect(),
            3 => items[usize::try_from(from.min(to)).unwrap()..=usize::try_from(from.max(to)).unwrap()].iter().collect(),
            _ => items.iter().collect(),
        };
        if paid.is_empty() {
            continue;
        }
        let amount = sum(paid.iter().map(|item| item.open));
        let money = Receipt::new("R-1", Currency::EUR, amount).with_payer(Payer::new().with_id("C-1"));
        let accounts = CashAccounts::new().with_items(items.clone()).with_customers(vec![Customer::new("C-1")]);
        let case = CashCase::new(CashReceipt::new("E", day(60), money)).with_accounts(accounts);
        let proposal = propose(&case, &CashPolicy::new()).unwrap();
        if proposal.status != CashStatus::Auto || proposal.reading.lines.is_empty() {
            continue;
        }
        unseen += 1;
        let of = |ids: Vec<&ItemId>| {
            let mut rows: Vec<_> = items.iter().filter(|item| ids.contains(&&item.id)).map(|item| item.open).collect();
            rows.sort();
            rows
        };
        let meant = of(paid.iter().map(|item| &item.id).collect());
        if of(proposal.reading.lines.iter().map(|line| &line.item).collect()) != meant {
            wrong.push((seed, proposal));
        }
    }
    // At most one in a thousand; in the short run that is none.
    assert!(wrong.len() * 1_000 <= unseen, "{} wrong of {unseen}: {:?}", wrong.len(), wrong.first());
    assert!(unseen * 4 >= usize::try_from(cases).unwrap(), "{unseen} of {cases}");
}
