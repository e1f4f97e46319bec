//! What clears items or changes them: applications, contras, transfers, adjustments, write-offs, certificates, reversals.

use openitem::*;

use super::{new_item, open_item, part};
use crate::history::Random;
use crate::history::world::{World, amount, base_of, booked, customer, entity, rate};

pub(super) fn application(world: &mut World, random: &mut Random) -> Option<()> {
    let of_nobody = random.percent(10);
    let payer = world
        .pick_item(random, |item| item.open > 0 && item.side == Side::Credit && (of_nobody || item.class != ControlClass::Unidentified))?;
    let from = world.item(payer);
    let entry = world.next_id(random);
    let next = world.next();
    let mut application = Application::new(&from.id, Vec::new());
    let mut after = vec![from.maker, from.last];
    let mut moved = Vec::new();
    let mut left = from.open;
    let mut made = 0;
    for _ in 0..random.between(1, 3) {
        let across = random.percent(12);
        let Some(at) = world.pick_item(random, |item| {
            item.open > 0 && item.side == Side::Debit && item.entity == from.entity && (item.currency != from.currency) == across
        }) else {
            continue;
        };
        let item = world.item(at);
        if left == 0 || application.lines.iter().any(|line| line.item == item.id) {
            continue;
        }
        let (cash, from_cash) = if across {
            (random.between(1, item.open), random.between(1, left))
        } else {
            let cash = item.open.min(left);
            let cash = if random.percent(60) { cash } else { random.between(1, cash) };
            (cash, cash)
        };
        let mut line = ApplicationLine::new(&item.id, amount(cash, item.currency));
        if across {
            line.from_amount = Some(amount(from_cash, from.currency));
            line.settlement_rate = (item.currency != base_of(&item.entity)).then(|| rate(random));
        }
        moved.push((payer, -from_cash));
        moved.push((at, -cash));
        left -= from_cash;
        after.extend([item.maker, item.last]);
        let mut rest = item.open - cash;
        while rest > 0 && random.percent(35) {
            let kind = random.choose(TakenKind::ALL);
            let minor = if random.percent(50) { rest } else { random.between(1, rest) };
            let mut taken = Taken::new(kind, amount(minor, item.currency));
            if matches!(kind, TakenKind::UnearnedDiscount | TakenKind::BankFee) && random.percent(30) {
                taken.item = Some(ItemId::from(format!("BACK-{next}-{made}")));
            }
            if kind.always_makes_an_item() || taken.item.is_some() {
                made += 1;
                let id = taken.item.clone().unwrap_or_else(|| ItemId::from(format!("{entry}/{made}")));
                let class = match kind {
                    TakenKind::Withholding => ControlClass::WithholdingPending,
                    TakenKind::Deduction => ControlClass::Deduction,
                    _ => ControlClass::Receivable,
                };
                taken.due = random.percent(30).then_some(world.today);
                let new = new_item(id, next, &item.entity, item.customer.clone(), item.currency, Side::Debit, class);
                moved.push((world.add_item(new), minor));
            }
            moved.push((at, -minor));
            rest -= minor;
            line.taken.push(taken);
        }
        if rest == 0 && left > 0 && !across && random.percent(10) {
            // More is applied than is open, and the entry says so.
            let beyond = random.between(1, left);
            made += 1;
            line.amount = amount(cash + beyond, item.currency);
            line.excess = Some(Excess::new(amount(beyond, item.currency)));
            let id = ItemId::from(format!("{entry}/{made}"));
            let new = new_item(id, next, &item.entity, item.customer.clone(), item.currency, Side::Credit, ControlClass::Receivable);
            moved.push((world.add_item(new), beyond));
            moved.push((payer, -beyond));
            left -= beyond;
        }
        if random.percent(5) && rest > 0 {
            line.taken.push(Taken::new(TakenKind::Tolerance, amount(-1, item.currency)));
            moved.push((at, 1));
        }
        application.lines.push(line);
        if let Some(receipt) = world.receipts.iter_mut().find(|receipt| receipt.item == Some(payer)) {
            receipt.applied_to.push(at);
        }
    }
    if application.lines.is_empty() {
        return None;
    }
    world.post(entry, &from.entity, from.customer, &after, EntryKind::application(application), moved, random);
    Some(())
}

pub(super) fn contra(world: &mut World, random: &mut Random) -> Option<()> {
    let first = open_item(world, random, Side::Debit)?;
    let one = world.item(first);
    let mut moved = vec![(first, -part(random, one.open))];
    let mut after = vec![one.maker, one.last];
    if let Some(second) = world
        .pick_item(random, |item| item.open > 0 && item.side == Side::Credit && item.entity == one.entity && item.currency == one.currency)
    {
        let other = world.item(second);
        moved.push((second, -part(random, other.open)));
        after.extend([other.maker, other.last]);
    }
    let lines: Vec<ContraLine> =
        moved.iter().map(|(item, by)| ContraLine::new(&world.items[*item].id, amount(-by, one.currency))).collect();
    let entry = world.next_id(random);
    let contra = Contra::new(random.choose(ContraAgainst::ALL), lines);
    world.post(entry, &one.entity, one.customer, &after, EntryKind::contra(contra), moved, random);
    Some(())
}

pub(super) fn transfer(world: &mut World, random: &mut Random) -> Option<()> {
    let at = world.pick_item(random, |item| item.open > 0)?;
    let item = world.item(at);
    let minor = part(random, item.open);
    let entry = world.next_id(random);
    let mut transfer = Transfer::new(&item.id, amount(minor, item.currency));
    let to = customer(random);
    transfer.to_customer = Some(to.clone());
    let mut new = new_item(ItemId::from(format!("{entry}/1")), world.next(), &item.entity, Some(to), item.currency, item.side, item.class);
    if random.percent(30) {
        let (entity, _) = entity(random);
        transfer.booked = booked(random, &entity, item.currency).filter(|_| random.percent(80));
        new.entity = entity.clone();
        transfer.to_entity = Some(entity);
        if random.percent(30) {
            transfer.to_customer = None;
            new.customer.clone_from(&item.customer);
        }
    }
    if new.class == ControlClass::Unidentified && new.customer.is_some() {
        new.class = ControlClass::Unapplied;
    }
    let new = world.add_item(new);
    let kind = EntryKind::transfer(transfer);
    world.post(entry, &item.entity, item.customer, &[item.maker, item.last], kind, vec![(at, -minor), (new, minor)], random);
    Some(())
}

pub(super) fn adjustment(world: &mut World, random: &mut Random) -> Option<()> {
    let at = world.pick_item(random, |item| item.open > 0)?;
    let item = world.item(at);
    let direction = random.choose(Direction::ALL);
    let minor = part(random, item.open);
    let entry = world.next_id(random);
    let mut adjustment = Adjustment::new(&item.id, direction, amount(minor, item.currency));
    let mut moved = vec![(at, if direction == Direction::Up { minor } else { -minor })];
    if direction == Direction::Down && random.percent(25) {
        let beyond = random.between(1, 5_000);
        adjustment.amount = amount(item.open + beyond, item.currency);
        adjustment.excess = Some(Excess::new(amount(beyond, item.currency)));
        let id = ItemId::from(format!("{entry}/1"));
        let side = item.side.opposite();
        let new = new_item(id, world.next(), &item.entity, item.customer.clone(), item.currency, side, ControlClass::Receivable);
        moved = vec![(at, -item.open), (world.add_item(new), beyond)];
    }
    world.post(entry, &item.entity, item.customer, &[item.maker, item.last], EntryKind::adjustment(adjustment), moved, random);
    Some(())
}

pub(super) fn write_off(world: &mut World, random: &mut Random) -> Option<()> {
    let at = world.pick_item(random, |item| item.open > 0)?;
    let item = world.item(at);
    let minor = part(random, item.open);
    world.items[at].written_off += minor;
    let entry = world.next_id(random);
    let mut write_off = WriteOff::new(&item.id, amount(minor, item.currency));
    write_off.method = random.choose(WriteOffMethod::ALL);
    let kind = EntryKind::write_off(write_off);
    world.post(entry, &item.entity, item.customer, &[item.maker, item.last], kind, vec![(at, -minor)], random);
    Some(())
}

pub(super) fn recovery(world: &mut World, random: &mut Random) -> Option<()> {
    let at = world.pick_item(random, |item| item.written_off > 0)?;
    let item = world.item(at);
    let minor = part(random, item.written_off);
    world.items[at].written_off -= minor;
    let entry = world.next_id(random);
    let kind = EntryKind::recovery(Recovery::new(&item.id, amount(minor, item.currency)));
    world.post(entry, &item.entity, item.customer, &[item.maker, item.last], kind, vec![(at, minor)], random);
    Some(())
}

pub(super) fn tax_relief(world: &mut World, random: &mut Random) -> Option<()> {
    let item = world.item(world.pick_item(random, |item| item.side == Side::Debit)?);
    let entry = world.next_id(random);
    let relief = TaxRelief::new(&item.id, random.choose(TaxReliefDirection::ALL), amount(random.between(1, 500), item.currency));
    world.post(entry, &item.entity, item.customer, &[item.maker], EntryKind::tax_relief(relief), vec![], random);
    Some(())
}

pub(super) fn certificate(world: &mut World, random: &mut Random) -> Option<()> {
    let at = world.pick_item(random, |item| item.open > 0 && item.class == ControlClass::WithholdingPending)?;
    let item = world.item(at);
    let minor = part(random, item.open);
    let money = amount(minor, item.currency);
    let entry = world.next_id(random);
    let kind = if random.percent(50) {
        EntryKind::certificate_received(CertificateReceived::new(&item.id, money))
    } else {
        // The item that it was withheld from is known to the book only: what it reopens is not told here.
        EntryKind::certificate_refused(CertificateRefused::new(&item.id, money, random.choose(RefusedOutcome::ALL)))
    };
    world.post(entry, &item.entity, item.customer, &[item.maker, item.last], kind, vec![(at, -minor)], random);
    Some(())
}

pub(super) fn item_changed(world: &mut World, random: &mut Random) -> Option<()> {
    let item = world.item(world.pick_item(random, |_| true)?);
    let entry = world.next_id(random);
    let mut changed = ItemChanged::new(&item.id);
    if random.percent(60) {
        changed.due = Some(if random.percent(80) { DateChange::new().with_new(world.today) } else { DateChange::new() });
    }
    if random.percent(30) {
        changed.terms = Some(TextChange::new().with_new("net 60".to_owned()));
    }
    if random.percent(30) {
        changed.labels = Some(LabelsChange::new().with_new(vec![Label::new("region".to_owned(), "west".to_owned())]));
    }
    if random.percent(20) {
        changed.references = Some(ReferencesChange::new().with_new(vec![Reference::new(ReferenceKind::Customer, "X".to_owned())]));
    }
    world.post(entry, &item.entity, item.customer, &[item.maker], EntryKind::item_changed(changed), vec![], random);
    Some(())
}

pub(super) fn reversal(world: &mut World, random: &mut Random) -> Option<()> {
    let earliest = world.entries.len().saturating_sub(40);
    let fitting: Vec<usize> = (earliest..world.entries.len())
        .filter(|at| {
            let known = &world.entries[*at];
            let is_money =
                matches!(known.entry.kind, EntryKind::Receipt { .. } | EntryKind::Application { .. } | EntryKind::Reversal { .. });
            !known.reversed && (is_money || known.moved.iter().all(|(item, _)| world.items[*item].last <= *at))
        })
        .collect();
    let target = *random.pick(&fitting)?;
    reverse(world, random, target);
    Some(())
}

/// Reverses an entry, with the applications from a receipt or credit.
pub(in crate::history) fn reverse(world: &mut World, random: &mut Random, target: usize) {
    let mut moved: Vec<(usize, i64)> = world.entries[target].moved.iter().map(|(item, by)| (*item, -by)).collect();
    let mut after = vec![target];
    let brings_credit = matches!(world.entries[target].entry.kind, EntryKind::Receipt { .. } | EntryKind::CreditMemo { .. });
    if brings_credit {
        for (at, known) in world.entries.iter().enumerate() {
            if let EntryKind::Application { application } = &known.entry.kind
                && !known.reversed
                && world.items.iter().any(|item| item.maker == target && item.id == application.paid_from)
            {
                moved.extend(known.moved.iter().map(|(item, by)| (*item, -by)));
                after.push(at);
            }
        }
    }
    if let EntryKind::Reversal { reversal } = &world.entries[target].entry.kind {
        let first = reversal.entry.clone();
        if let Some(known) = world.entries.iter_mut().find(|known| known.entry.id == first) {
            known.reversed = false;
        }
    }
    world.entries[target].reversed = true;
    // What was staged or identified may be once more.
    match world.entries[target].entry.kind.clone() {
        EntryKind::InstrumentStaged { instrument_staged: of } => {
            world.receipts.iter_mut().filter(|known| known.id == of.receipt).for_each(|known| known.staged = false);
        }
        EntryKind::PayerIdentified { payer_identified: of } => {
            world.receipts.iter_mut().filter(|known| known.id == of.receipt).for_each(|known| known.unidentified = true);
        }
        _ => {}
    }
    let of = world.entries[target].entry.clone();
    let entry = world.next_id(random);
    world.post(entry, &of.entity, of.customer, &after, EntryKind::reversal(Reversal::new(&of.id)), moved, random);
}
