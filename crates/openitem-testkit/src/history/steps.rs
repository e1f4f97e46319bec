//! One step of a history: an entry of some kind that fits what stands.

use chrono::Days;
use openitem::*;

use super::Random;
use super::world::{KnownItem, KnownReceipt, World, amount, base_of, booked, currency, customer, entity, rate};

type Step = fn(&mut World, &mut Random) -> Option<()>;

/// The steps by weight.
const STEPS: [(i64, Step); 31] = [
    (24, invoice),
    (10, other_document),
    (3, opening_item),
    (3, request),
    (4, split),
    (16, receipt),
    (4, staged),
    (5, identified),
    (5, returned),
    (1, miscellaneous),
    (5, placed),
    (6, paid_out),
    (26, application),
    (3, contra),
    (4, transfer),
    (5, adjustment),
    (4, write_off),
    (3, recovery),
    (1, tax_relief),
    (4, certificate),
    (4, item_changed),
    (12, reversal),
    (6, dispute),
    (4, promise),
    (4, plan),
    (6, case_opened),
    (4, case_closed),
    (5, said),
    (2, credit_requested),
    (2, approval),
    (1, period),
];

pub(super) fn step(world: &mut World, random: &mut Random) {
    let whole: i64 = STEPS.iter().map(|(weight, _)| weight).sum();
    let mut drawn = random.between(1, whole);
    for (weight, step) in STEPS {
        drawn -= weight;
        if drawn <= 0 {
            if step(world, random).is_none() {
                // Nothing fits yet: a customer is billed.
                let _ = invoice(world, random);
            }
            return;
        }
    }
}

fn open_item(world: &World, random: &mut Random, side: Side) -> Option<usize> {
    world.pick_item(random, |item| item.open > 0 && item.side == side)
}

/// A part of what is open, often all of it.
fn part(random: &mut Random, open: i64) -> i64 {
    if random.percent(45) { open } else { random.between(1, open.max(1)) }
}

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

fn new_item(
    id: ItemId,
    maker: usize,
    entity: &EntityId,
    customer: Option<CustomerId>,
    currency: Currency,
    side: Side,
    class: ControlClass,
) -> KnownItem {
    KnownItem { id, maker, entity: entity.clone(), customer, currency, side, class, open: 0, written_off: 0, last: maker }
}

fn invoice(world: &mut World, random: &mut Random) -> Option<()> {
    let (entity, base) = entity(random);
    let currency = currency(random, base);
    let minor = if random.percent(2) { 0 } else { random.between(1, 500_000) };
    let document = document_of(random, ItemId::from(format!("INV-{}", world.next())), &entity, currency, minor);
    post_document(world, random, document, 0, &entity, minor);
    Some(())
}

fn other_document(world: &mut World, random: &mut Random) -> Option<()> {
    let (entity, base) = entity(random);
    let currency = currency(random, base);
    let minor = random.between(1, 200_000);
    let document = document_of(random, ItemId::from(format!("DOC-{}", world.next())), &entity, currency, minor);
    let tag = random.choose(&[1, 1, 1, 2, 3]);
    post_document(world, random, document, tag, &entity, minor);
    Some(())
}

fn opening_item(world: &mut World, random: &mut Random) -> Option<()> {
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

fn request(world: &mut World, random: &mut Random) -> Option<()> {
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

fn split(world: &mut World, random: &mut Random) -> Option<()> {
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

fn receipt(world: &mut World, random: &mut Random) -> Option<()> {
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

fn staged(world: &mut World, random: &mut Random) -> Option<()> {
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

fn identified(world: &mut World, random: &mut Random) -> Option<()> {
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

fn returned(world: &mut World, random: &mut Random) -> Option<()> {
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

fn miscellaneous(world: &mut World, random: &mut Random) -> Option<()> {
    let (entity, base) = entity(random);
    let id = format!("M-{}", world.next());
    let receipt = MiscellaneousReceipt::new(id.as_str(), base, amount(random.between(1, 9_000), base), "7400");
    let entry = world.next_id(random);
    world.post(entry, &entity, None, &[], EntryKind::miscellaneous_receipt(receipt), vec![], random);
    Some(())
}

fn placed(world: &mut World, random: &mut Random) -> Option<()> {
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

fn paid_out(world: &mut World, random: &mut Random) -> Option<()> {
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

fn application(world: &mut World, random: &mut Random) -> Option<()> {
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

fn contra(world: &mut World, random: &mut Random) -> Option<()> {
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

fn transfer(world: &mut World, random: &mut Random) -> Option<()> {
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

fn adjustment(world: &mut World, random: &mut Random) -> Option<()> {
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

fn write_off(world: &mut World, random: &mut Random) -> Option<()> {
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

fn recovery(world: &mut World, random: &mut Random) -> Option<()> {
    let at = world.pick_item(random, |item| item.written_off > 0)?;
    let item = world.item(at);
    let minor = part(random, item.written_off);
    world.items[at].written_off -= minor;
    let entry = world.next_id(random);
    let kind = EntryKind::recovery(Recovery::new(&item.id, amount(minor, item.currency)));
    world.post(entry, &item.entity, item.customer, &[item.maker, item.last], kind, vec![(at, minor)], random);
    Some(())
}

fn tax_relief(world: &mut World, random: &mut Random) -> Option<()> {
    let item = world.item(world.pick_item(random, |item| item.side == Side::Debit)?);
    let entry = world.next_id(random);
    let relief = TaxRelief::new(&item.id, random.choose(TaxReliefDirection::ALL), amount(random.between(1, 500), item.currency));
    world.post(entry, &item.entity, item.customer, &[item.maker], EntryKind::tax_relief(relief), vec![], random);
    Some(())
}

fn certificate(world: &mut World, random: &mut Random) -> Option<()> {
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

fn item_changed(world: &mut World, random: &mut Random) -> Option<()> {
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

fn reversal(world: &mut World, random: &mut Random) -> Option<()> {
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
pub(super) fn reverse(world: &mut World, random: &mut Random, target: usize) {
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

fn dispute(world: &mut World, random: &mut Random) -> Option<()> {
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

fn promise(world: &mut World, random: &mut Random) -> Option<()> {
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

fn plan(world: &mut World, random: &mut Random) -> Option<()> {
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

fn case_opened(world: &mut World, random: &mut Random) -> Option<()> {
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

fn case_closed(world: &mut World, random: &mut Random) -> Option<()> {
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
fn said(world: &mut World, random: &mut Random) -> Option<()> {
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

fn credit_requested(world: &mut World, random: &mut Random) -> Option<()> {
    let item = world.item(open_item(world, random, Side::Debit)?);
    let entry = world.next_id(random);
    let asked = CreditRequested::new(format!("CR-{}", world.next()), &item.id, amount(item.open, item.currency));
    world.post(entry, &item.entity, item.customer, &[item.maker], EntryKind::credit_requested(asked), vec![], random);
    Some(())
}

fn approval(world: &mut World, random: &mut Random) -> Option<()> {
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

fn period(world: &mut World, random: &mut Random) -> Option<()> {
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
