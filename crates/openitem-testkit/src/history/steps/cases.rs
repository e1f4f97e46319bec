//! Disputes, promises, plans, cases, what is said, and periods.

use openitem::*;

use super::open_item;
use crate::history::Random;
use crate::history::world::{World, amount, entity};

pub(super) fn dispute(world: &mut World, random: &mut Random) -> Option<()> {
    let entry = world.next_id(random);
    if random.percent(55) {
        let item = world.item(open_item(world, random, Side::Debit)?);
        let id = format!("D-{}", world.next());
        world.things.push(("dispute", id.clone(), world.next()));
        let mut line = DisputedItem::new(&item.id);
        line.amount = random.percent(50).then(|| amount(random.between(1, item.open), item.currency));
        let opened = DisputeOpened::new(id, vec![line]).with_reason("price");
        world.post(entry, &item.entity, item.customer, &[item.maker], EntryKind::dispute_opened(opened), vec![], random);
        return Some(());
    }
    let (id, maker) = world.pick_thing(random, "dispute")?;
    let of = world.entries[maker].entry.clone();
    let kind = if random.percent(40) {
        EntryKind::dispute_changed(DisputeChanged::new(id).with_owner("olga").with_due(world.today))
    } else {
        EntryKind::dispute_resolved(DisputeResolved::new(id, random.choose(DisputeOutcome::ALL)))
    };
    world.post(entry, &of.entity, of.customer, &[maker], kind, vec![], random);
    Some(())
}

pub(super) fn promise(world: &mut World, random: &mut Random) -> Option<()> {
    let entry = world.next_id(random);
    if random.percent(70) {
        let item = world.item(open_item(world, random, Side::Debit)?);
        let id = format!("P-{}", world.next());
        world.things.push(("promise", id.clone(), world.next()));
        let mut made = PromiseMade::new(id, world.today, item.currency, amount(item.open, item.currency));
        made.items = vec![PromisedItem::new(&item.id)];
        world.post(entry, &item.entity, item.customer, &[item.maker], EntryKind::promise_made(made), vec![], random);
        return Some(());
    }
    let (id, maker) = world.pick_thing(random, "promise")?;
    let of = world.entries[maker].entry.clone();
    let kind = EntryKind::promise_withdrawn(PromiseWithdrawn::new(id));
    world.post(entry, &of.entity, of.customer, &[maker], kind, vec![], random);
    Some(())
}

pub(super) fn plan(world: &mut World, random: &mut Random) -> Option<()> {
    let entry = world.next_id(random);
    if random.percent(60) {
        let item = world.item(open_item(world, random, Side::Debit)?);
        let id = format!("PLAN-{}", world.next());
        world.things.push(("plan", id.clone(), world.next()));
        let parts = vec![PlanInstallment::new(world.today, amount(item.open, item.currency))];
        let agreed = PlanAgreed::new(id, item.currency, vec![item.id.clone()], parts);
        world.post(entry, &item.entity, item.customer, &[item.maker], EntryKind::plan_agreed(agreed), vec![], random);
        return Some(());
    }
    let (id, maker) = world.pick_thing(random, "plan")?;
    let of = world.entries[maker].entry.clone();
    let kind = if random.percent(40) {
        EntryKind::plan_changed(PlanChanged::new(id, Vec::new()))
    } else {
        EntryKind::plan_ended(PlanEnded::new(id, random.choose(PlanOutcome::ALL)))
    };
    world.post(entry, &of.entity, of.customer, &[maker], kind, vec![], random);
    Some(())
}

pub(super) fn case_opened(world: &mut World, random: &mut Random) -> Option<()> {
    let item = world.item(open_item(world, random, Side::Debit)?);
    let entry = world.next_id(random);
    let what = random.choose(&["hold", "task", "inquiry", "security", "placement"]);
    let id = format!("CASE-{}", world.next());
    world.things.push((what, id.clone(), world.next()));
    let items = vec![item.id.clone()];
    let kind = match what {
        "hold" => EntryKind::hold_placed(HoldPlaced::new(id, random.choose(HoldKind::ALL)).with_items(items)),
        "task" => EntryKind::task_set(TaskSet::new(id, "call".to_owned()).with_items(items)),
        "inquiry" => {
            let mut opened = InquiryOpened::new(id, "a copy, please".to_owned());
            opened.items = items;
            EntryKind::inquiry_opened(opened)
        }
        "security" => {
            let money = amount(random.between(1, 100_000), item.currency);
            EntryKind::security_taken(SecurityTaken::new(id, random.choose(SecurityKind::ALL), item.currency, money))
        }
        _ => EntryKind::placement_made(PlacementMade::new(id, random.choose(PlacementKind::ALL), items)),
    };
    world.post(entry, &item.entity, item.customer, &[item.maker], kind, vec![], random);
    Some(())
}

pub(super) fn case_closed(world: &mut World, random: &mut Random) -> Option<()> {
    const CASES: [&str; 5] = ["hold", "task", "inquiry", "security", "placement"];
    let what = random.choose(&CASES);
    let (id, maker) = world.pick_thing(random, what)?;
    let of = world.entries[maker].entry.clone();
    let entry = world.next_id(random);
    // Now and then by the wrong kind, which is refused.
    let by = if random.percent(10) { random.choose(&CASES) } else { what };
    let kind = match by {
        "hold" => EntryKind::hold_lifted(HoldLifted::new(id)),
        "task" => EntryKind::task_done(TaskDone::new(id)),
        "inquiry" => EntryKind::inquiry_answered(InquiryAnswered::new(id)),
        "security" => EntryKind::security_released(SecurityReleased::new(id)),
        _ => EntryKind::placement_recalled(PlacementRecalled::new(id)),
    };
    world.post(entry, &of.entity, of.customer, &[maker], kind, vec![], random);
    Some(())
}

/// What is said, sent and filed.
pub(super) fn said(world: &mut World, random: &mut Random) -> Option<()> {
    let item = world.item(world.pick_item(random, |_| true)?);
    let entry = world.next_id(random);
    let items = vec![item.id.clone()];
    let kind = match random.between(0, 5) {
        0 => EntryKind::notice_sent(NoticeSent::new("dunning".to_owned(), Channel::Email).with_items(items)),
        1 => EntryKind::document_attached(DocumentAttached::new(&item.id, Attachment::new("a.pdf".to_owned(), "invoice".to_owned()))),
        2 => EntryKind::document_tracked(DocumentTracked::new(&item.id, random.choose(DocumentStatus::ALL))),
        3 => {
            let contact = ContactMade::new(world.now, Channel::Phone, ContactDirection::Outgoing, ContactOutcome::Spoken);
            EntryKind::contact_made(contact.with_items(items))
        }
        4 => EntryKind::instruction_received(InstructionReceived::new(random.choose(Instruction::ALL), world.now)),
        _ => EntryKind::note(Note::new("a note".to_owned()).with_items(items)),
    };
    world.post(entry, &item.entity, item.customer, &[item.maker], kind, vec![], random);
    Some(())
}

pub(super) fn credit_requested(world: &mut World, random: &mut Random) -> Option<()> {
    let item = world.item(open_item(world, random, Side::Debit)?);
    let entry = world.next_id(random);
    let asked = CreditRequested::new(format!("CR-{}", world.next()), &item.id, amount(item.open, item.currency));
    world.post(entry, &item.entity, item.customer, &[item.maker], EntryKind::credit_requested(asked), vec![], random);
    Some(())
}

pub(super) fn approval(world: &mut World, random: &mut Random) -> Option<()> {
    let entry = world.next_id(random);
    if random.percent(50) {
        let item = world.item(open_item(world, random, Side::Debit)?);
        let id = format!("AP-{}", world.next());
        world.things.push(("approval", id.clone(), world.next()));
        let asked = ApprovalAsked::new(id, "write_off".to_owned()).with_items(vec![item.id.clone()]);
        world.post(entry, &item.entity, item.customer, &[item.maker], EntryKind::approval_asked(asked), vec![], random);
        return Some(());
    }
    let (id, maker) = world.pick_thing(random, "approval")?;
    let of = world.entries[maker].entry.clone();
    let answered = ApprovalAnswered::new(id, random.choose(ApprovalAnswer::ALL));
    world.post(entry, &of.entity, of.customer, &[maker], EntryKind::approval_answered(answered), vec![], random);
    Some(())
}

pub(super) fn period(world: &mut World, random: &mut Random) -> Option<()> {
    let (entity, _) = entity(random);
    let entry = world.next_id(random);
    let kind = if random.percent(70) {
        EntryKind::period_closed(PeriodClosed::new(world.today))
    } else {
        EntryKind::period_reopened(PeriodReopened::new(world.today))
    };
    world.post(entry, &entity, None, &[], kind, vec![], random);
    Some(())
}
