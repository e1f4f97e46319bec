//! Documents: invoices, memos, opening items, requests, parts split off.

use chrono::Days;
use openitem::*;

use super::{new_item, open_item, part};
use crate::history::Random;
use crate::history::world::{World, amount, booked, currency, customer, entity};

fn document_of(random: &mut Random, id: ItemId, entity: &EntityId, currency: Currency, minor: i64) -> Document {
    let mut document = Document::new(id, currency, amount(minor, currency));
    document.booked = booked(random, entity, currency);
    if random.percent(30) {
        document.labels = vec![Label::new("region".to_owned(), random.choose(&["north", "south"]).to_owned())];
    }
    if random.percent(30) {
        document.references = vec![Reference::new(ReferenceKind::PurchaseOrder, format!("PO-{}", random.between(1, 99)))];
    }
    document.terms = random.percent(60).then(|| "net 30".to_owned());
    document
}

fn post_document(world: &mut World, random: &mut Random, mut document: Document, tag: usize, entity: &EntityId, minor: i64) {
    let id = world.next_id(random);
    let at = world.next();
    let customer = customer(random);
    let due = world.today.checked_add_days(Days::new(random.between(0, 45).unsigned_abs()));
    let mut after = Vec::new();
    let mut parts = vec![minor];
    if random.percent(25) && minor > 10 {
        let first = random.between(1, minor);
        parts = vec![first, minor - first];
        if random.percent(20) {
            parts = vec![minor + first, -first];
        } else if random.percent(30) {
            parts = vec![minor];
        }
        document.installments = parts
            .iter()
            .map(|part| {
                let mut installment = Installment::new(amount(*part, document.currency));
                installment.due = due.filter(|_| random.percent(85));
                installment.awaits = installment.due.is_none().then_some(DueEvent::GoodsReceived);
                installment
            })
            .collect();
    } else {
        document.due = due.filter(|_| random.percent(90));
        if random.percent(30) {
            let through = world.today.checked_add_days(Days::new(10)).expect("a date");
            document.discounts = vec![DiscountOffer::new(through, amount(minor / 50, document.currency))];
        }
    }
    if random.percent(12)
        && let Some(corrected) = world.pick_item(random, |item| item.entity == *entity)
    {
        document.corrects = Some(world.items[corrected].id.clone());
        after.push(world.items[corrected].maker);
    }
    let credit = tag == 1;
    let mut moved = Vec::new();
    let several = parts.len() > 1;
    for (n, part) in parts.iter().enumerate() {
        let side = if credit != (*part < 0) { Side::Credit } else { Side::Debit };
        let item = if several { ItemId::from(format!("{}/{}", document.id, n + 1)) } else { document.id.clone() };
        let item = new_item(item, at, entity, Some(customer.clone()), document.currency, side, ControlClass::Receivable);
        moved.push((world.add_item(item), part.abs()));
    }
    let kind = match tag {
        0 => EntryKind::invoice(document),
        1 => EntryKind::credit_memo(document),
        2 => EntryKind::debit_memo(document),
        _ => EntryKind::finance_charge(document),
    };
    world.post(id, entity, Some(customer), &after, kind, moved, random);
}

pub(super) fn invoice(world: &mut World, random: &mut Random) -> Option<()> {
    let (entity, base) = entity(random);
    let currency = currency(random, base);
    let minor = if random.percent(2) { 0 } else { random.between(1, 500_000) };
    let document = document_of(random, ItemId::from(format!("INV-{}", world.next())), &entity, currency, minor);
    post_document(world, random, document, 0, &entity, minor);
    Some(())
}

pub(super) fn other_document(world: &mut World, random: &mut Random) -> Option<()> {
    let (entity, base) = entity(random);
    let currency = currency(random, base);
    let minor = random.between(1, 200_000);
    let document = document_of(random, ItemId::from(format!("DOC-{}", world.next())), &entity, currency, minor);
    let tag = random.choose(&[1, 1, 1, 2, 3]);
    post_document(world, random, document, tag, &entity, minor);
    Some(())
}

pub(super) fn opening_item(world: &mut World, random: &mut Random) -> Option<()> {
    let (entity, base) = entity(random);
    let currency = currency(random, base);
    let at = world.next();
    let (side, kind) =
        random.choose(&[(Side::Debit, ItemKind::Invoice), (Side::Debit, ItemKind::Invoice), (Side::Credit, ItemKind::CreditMemo)]);
    let open = random.between(0, 100_000);
    let original = open + random.between(0, 1_000);
    let id = ItemId::from(format!("OPEN-{at}"));
    let mut item = OpeningItem::new(&id, kind, side, currency, amount(original, currency), amount(open, currency));
    item.booked = booked(random, &entity, currency);
    if random.percent(30) {
        let through = world.today.checked_add_days(Days::new(10)).expect("a date");
        item.discounts = vec![DiscountOffer::new(through, amount(open / 50, currency))];
        item.installment = Some(2);
    }
    if side == Side::Credit && random.percent(30) {
        item.control_class = random.choose(&[ControlClass::OnAccount, ControlClass::Prepayment]);
    }
    let class = item.control_class;
    if let Some(booked) = &mut item.booked
        && random.percent(50)
    {
        booked.amount = Some(amount(original * 2 + 1, base));
    }
    let customer = customer(random);
    let known = world.add_item(new_item(id, at, &entity, Some(customer.clone()), currency, side, class));
    let entry = world.next_id(random);
    world.post(entry, &entity, Some(customer), &[], EntryKind::opening_item(item), vec![(known, open)], random);
    Some(())
}

pub(super) fn request(world: &mut World, random: &mut Random) -> Option<()> {
    let (entity, base) = entity(random);
    let currency = currency(random, base);
    let id = format!("REQ-{}", world.next());
    let document = Document::new(id.as_str(), currency, amount(random.between(1, 90_000), currency));
    world.things.push(("request", id, world.next()));
    let entry = world.next_id(random);
    let customer = customer(random);
    world.post(entry, &entity, Some(customer), &[], EntryKind::down_payment_request(document), vec![], random);
    Some(())
}

pub(super) fn split(world: &mut World, random: &mut Random) -> Option<()> {
    let old = open_item(world, random, Side::Debit)?;
    let item = world.item(old);
    let minor = part(random, item.open);
    let at = world.next();
    let id = ItemId::from(format!("SPLIT-{at}"));
    let mut split = Split::new(&item.id, &id, amount(minor, item.currency));
    if random.percent(40) {
        split.due = Some(world.today);
    }
    let chargeback = random.percent(50);
    let class = if chargeback { ControlClass::Receivable } else { item.class };
    let new = world.add_item(new_item(id, at, &item.entity, item.customer.clone(), item.currency, item.side, class));
    let kind = if chargeback { EntryKind::chargeback(split) } else { EntryKind::residual(split) };
    let entry = world.next_id(random);
    world.post(entry, &item.entity, item.customer, &[item.maker, item.last], kind, vec![(old, -minor), (new, minor)], random);
    Some(())
}
