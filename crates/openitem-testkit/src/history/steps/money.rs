//! Money: receipts, their stages, payers, returns, where money is placed and how it goes out.

use openitem::*;

use super::{new_item, open_item, part};
use crate::history::Random;
use crate::history::world::{KnownReceipt, World, amount, booked, currency, customer, entity};

pub(super) fn receipt(world: &mut World, random: &mut Random) -> Option<()> {
    let (entity, base) = entity(random);
    let mut currency = currency(random, base);
    let minor = random.between(1, 400_000);
    let at = world.next();
    let id = ReceiptId::from(format!("R-{at}"));
    let mut after = Vec::new();
    let mut request = None;
    if random.percent(10)
        && let Some((name, maker)) = world.pick_thing(random, "request")
        && let EntryKind::DownPaymentRequest { down_payment_request } = &world.entries[maker].entry.kind
        && world.entries[maker].entry.entity == entity
    {
        currency = down_payment_request.currency;
        request = Some(ItemId::from(name));
        after.push(maker);
    }
    let mut receipt = Receipt::new(&id, currency, amount(minor, currency));
    receipt.request = request;
    receipt.booked = booked(random, &entity, currency);
    let method = if random.percent(30) { random.choose(PaymentMethod::ALL) } else { PaymentMethod::Wire };
    receipt.instrument.method = method;
    if random.percent(15) {
        receipt.instrument.stage = Some(random.choose(Stage::ALL));
        receipt.instrument.relieves = Some(random.choose(Relief::ALL));
    }
    receipt.money_class = if random.percent(80) { MoneyClass::Unapplied } else { random.choose(MoneyClass::ALL) };
    let customer = random.percent(85).then(|| customer(random));
    let stage = receipt.instrument.first_stage();
    let relieved = match receipt.instrument.relief() {
        Relief::OnReceipt => true,
        Relief::OnDeposit => stage != Stage::Held,
        _ => stage == Stage::Cleared,
    };
    let class = match receipt.money_class {
        _ if customer.is_none() => ControlClass::Unidentified,
        MoneyClass::OnAccount => ControlClass::OnAccount,
        MoneyClass::Prepayment => ControlClass::Prepayment,
        _ => ControlClass::Unapplied,
    };
    let item = world.add_item(new_item(ItemId::from(&id), at, &entity, customer.clone(), currency, Side::Credit, class));
    world.receipts.push(KnownReceipt {
        id,
        maker: at,
        item: Some(item),
        amount: minor,
        returned: 0,
        relieved,
        staged: stage == Stage::Cleared,
        unidentified: customer.is_none(),
        applied_to: Vec::new(),
    });
    let moved = if relieved { vec![(item, minor)] } else { Vec::new() };
    let entry = world.next_id(random);
    world.post(entry, &entity, customer, &after, EntryKind::receipt(receipt), moved, random);
    Some(())
}

fn pick_receipt(world: &World, random: &mut Random, fits: impl Fn(&KnownReceipt) -> bool) -> Option<usize> {
    let fitting: Vec<usize> = (0..world.receipts.len()).filter(|at| fits(&world.receipts[*at])).collect();
    random.pick(&fitting).copied()
}

pub(super) fn staged(world: &mut World, random: &mut Random) -> Option<()> {
    let at = pick_receipt(world, random, |receipt| !receipt.staged)?;
    let maker = world.receipts[at].maker;
    let entity = world.entries[maker].entry.entity.clone();
    let stage = if random.percent(30) { Stage::Deposited } else { Stage::Cleared };
    let staged = InstrumentStaged::new(&world.receipts[at].id, stage);
    let mut moved = Vec::new();
    let known = &mut world.receipts[at];
    if stage == Stage::Cleared {
        known.staged = true;
        if !known.relieved {
            known.relieved = true;
            moved.extend(known.item.map(|item| (item, known.amount - known.returned)));
        }
    }
    let entry = world.next_id(random);
    world.post(entry, &entity, None, &[maker], EntryKind::instrument_staged(staged), moved, random);
    Some(())
}

pub(super) fn identified(world: &mut World, random: &mut Random) -> Option<()> {
    let at = pick_receipt(world, random, |receipt| receipt.unidentified)?;
    world.receipts[at].unidentified = false;
    let maker = world.receipts[at].maker;
    let entity = world.entries[maker].entry.entity.clone();
    let customer = customer(random);
    let identified = PayerIdentified::new(&world.receipts[at].id);
    if let Some(item) = world.receipts[at].item {
        world.items[item].class = ControlClass::Unapplied;
        world.items[item].customer = Some(customer.clone());
    }
    let entry = world.next_id(random);
    world.post(entry, &entity, Some(customer), &[maker], EntryKind::payer_identified(identified), vec![], random);
    Some(())
}

pub(super) fn returned(world: &mut World, random: &mut Random) -> Option<()> {
    // Not while an item stands for the instrument in hand: the core does not fold its staging again where the return goes.
    let at = pick_receipt(world, random, |receipt| receipt.returned < receipt.amount && (receipt.staged || !receipt.relieved))?;
    let (maker, item, left) = (world.receipts[at].maker, world.receipts[at].item, world.receipts[at].amount - world.receipts[at].returned);
    let known = world.item(item?);
    let whole = random.percent(60);
    let minor = if whole { left } else { random.between(1, left).min(known.open.max(1)) };
    let mut returned = Return::new(&world.receipts[at].id, amount(minor, known.currency));
    let applied = world.receipts[at].applied_to.clone();
    let mut after = vec![maker, known.last];
    if (random.percent(40) || minor < world.receipts[at].amount) && !applied.is_empty() {
        returned.reopens = applied.iter().map(|item| world.items[*item].id.clone()).collect();
        returned.reopens.dedup();
        after.extend(applied.iter().map(|item| world.items[*item].last));
    }
    let next = world.next();
    let entry = world.next_id(random);
    let mut moved = vec![(item?, -minor)];
    if random.percent(40) {
        let borne_by = random.choose(FeeBearer::ALL);
        let fee = random.between(1, 900);
        returned.fee = Some(ReturnFee::new(amount(fee, known.currency), borne_by));
        if borne_by == FeeBearer::Customer {
            let id = ItemId::from(format!("{entry}/1"));
            let item = new_item(id, next, &known.entity, known.customer.clone(), known.currency, Side::Debit, ControlClass::Receivable);
            moved.push((world.add_item(item), fee));
        }
    }
    let relieved = world.receipts[at].relieved;
    world.receipts[at].returned += minor;
    if !relieved {
        moved.retain(|(moved, _)| Some(*moved) != item);
    }
    // Which lines reopen is told roughly: what was applied comes back.
    let reopened: Vec<(usize, i64)> = world
        .entries
        .iter()
        .filter(|known| matches!(&known.entry.kind, EntryKind::Application { application } if application.paid_from.as_str() == returned.receipt.as_str()))
        .flat_map(|known| known.moved.iter().map(|(item, by)| (*item, -by)))
        .collect();
    if !returned.reopens.is_empty() || minor == world.receipts[at].amount {
        moved.extend(reopened);
        world.receipts[at].applied_to.clear();
    }
    world.post(entry, &known.entity, known.customer, &after, EntryKind::receipt_returned(returned), moved, random);
    Some(())
}

pub(super) fn miscellaneous(world: &mut World, random: &mut Random) -> Option<()> {
    let (entity, base) = entity(random);
    let id = format!("M-{}", world.next());
    let receipt = MiscellaneousReceipt::new(id.as_str(), base, amount(random.between(1, 9_000), base), "7400");
    let entry = world.next_id(random);
    world.post(entry, &entity, None, &[], EntryKind::miscellaneous_receipt(receipt), vec![], random);
    Some(())
}

pub(super) fn placed(world: &mut World, random: &mut Random) -> Option<()> {
    let old = world.pick_item(random, |item| item.open > 0 && item.side == Side::Credit && item.class.is_money())?;
    let item = world.item(old);
    let minor = part(random, item.open);
    let at = world.next();
    let entry = world.next_id(random);
    let to = random.choose(MoneyPlace::ALL);
    let mut placed = MoneyPlaced::new(&item.id, amount(minor, item.currency), to);
    let mut after = vec![item.maker, item.last];
    if to != MoneyPlace::Miscellaneous
        && random.percent(60)
        && let Some((name, maker)) = world.pick_thing(random, "request")
        && let EntryKind::DownPaymentRequest { down_payment_request } = &world.entries[maker].entry.kind
        && (down_payment_request.currency, &world.entries[maker].entry.entity) == (item.currency, &item.entity)
    {
        placed.request = Some(ItemId::from(name));
        after.push(maker);
    }
    let mut moved = vec![(old, -minor)];
    let class = match to {
        MoneyPlace::OnAccount => Some(ControlClass::OnAccount),
        MoneyPlace::Prepayment => Some(ControlClass::Prepayment),
        MoneyPlace::Unapplied => Some(ControlClass::Unapplied),
        _ => None,
    };
    match class {
        Some(class) => {
            let id = ItemId::from(format!("{entry}/1"));
            let new = new_item(id, at, &item.entity, item.customer.clone(), item.currency, Side::Credit, class);
            moved.push((world.add_item(new), minor));
        }
        None => placed.ledger_account = Some("7400".into()),
    }
    world.post(entry, &item.entity, item.customer, &after, EntryKind::money_placed(placed), moved, random);
    Some(())
}

pub(super) fn paid_out(world: &mut World, random: &mut Random) -> Option<()> {
    let at = open_item(world, random, Side::Credit)?;
    let item = world.item(at);
    let minor = part(random, item.open);
    let money = amount(minor, item.currency);
    let after = vec![item.maker, item.last];
    let entry = world.next_id(random);
    if random.percent(35) {
        let case = format!("REFUND-{}", world.next());
        world.things.push(("refund", case.clone(), world.next()));
        let asked = RefundAsked::new(case, &item.id, money);
        world.post(entry, &item.entity, item.customer, &after, EntryKind::refund_asked(asked), vec![], random);
    } else if random.percent(80) {
        let mut paid = RefundPaid::new(&item.id, money);
        let mut after = after;
        if let Some((case, maker)) = world.pick_thing(random, "refund")
            && world.entries[maker].entry.entity == item.entity
        {
            paid.case = Some(case.into());
            after.push(maker);
        }
        world.post(entry, &item.entity, item.customer, &after, EntryKind::refund_paid(paid), vec![(at, -minor)], random);
    } else {
        let remitted = UnclaimedRemitted::new(&item.id, money, "DE-BY".to_owned());
        let kind = EntryKind::unclaimed_remitted(remitted);
        world.post(entry, &item.entity, item.customer, &after, kind, vec![(at, -minor)], random);
    }
    Some(())
}
