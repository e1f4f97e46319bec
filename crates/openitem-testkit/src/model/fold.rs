//! What each entry does: the table of the page, row by row.

use openitem::{
    Amount, BookedRate, Cause, ControlClass, Direction, Document, Entry, EntryId, EntryKind, FeeBearer, ItemId, ItemKind, ItemOrigin,
    MoneyClass, MoneyPlace, OpenItem, Receipt, RefusedOutcome, Return, Side, Split, Stage, Taken, TakenKind,
};

use super::names::{held_item, item_name, items_made, makes, names, stays_open};
use super::state::{Item, Move, State, plus, relieves_at};

/// Folds an entry that passed its checks.
pub(super) fn fold(state: &mut State, entry: &Entry) {
    let made = &mut items_made(entry).into_iter();
    if let EntryKind::Reversal { reversal } = &entry.kind {
        // What it undoes lives thanks to what brought it back to life; so does what it undoes by bringing a reversal back.
        let by = state.undone_with(&reversal.entry).into_iter().filter_map(|undone| state.switched_by(&undone));
        let rests: Vec<_> = by.map(|by| (entry.id.clone(), by)).collect();
        state.rests.extend(rests);
    }
    match &entry.kind {
        EntryKind::OpeningItem { .. } => opening_item(state, entry),
        EntryKind::Invoice { invoice } => document(state, entry, invoice, ItemKind::Invoice, made),
        EntryKind::CreditMemo { credit_memo } => document(state, entry, credit_memo, ItemKind::CreditMemo, made),
        EntryKind::DebitMemo { debit_memo } => document(state, entry, debit_memo, ItemKind::DebitMemo, made),
        EntryKind::FinanceCharge { finance_charge } => document(state, entry, finance_charge, ItemKind::FinanceCharge, made),
        EntryKind::Residual { residual: s } => split(state, entry, s, ItemKind::Residual),
        EntryKind::Chargeback { chargeback: s } => split(state, entry, s, ItemKind::Chargeback),
        EntryKind::Receipt { receipt: r } => receipt(state, entry, r),
        EntryKind::InstrumentStaged { .. } => instrument_staged(state, entry),
        EntryKind::PayerIdentified { payer_identified } => {
            let item = ItemId::from(&payer_identified.receipt);
            let open = state.open(&item);
            let was = state.standing(&item);
            let is = (ControlClass::Unapplied, entry.customer.clone());
            if !open.is_zero() {
                state.put(entry, Move { standing: Some(was), ..moved(&item, Cause::MovedOut, open.negated()) });
                state.put(entry, Move { standing: Some(is), ..moved(&item, Cause::MovedIn, open) });
            }
        }
        EntryKind::ReceiptReturned { receipt_returned } => returned(state, entry, receipt_returned, made),
        EntryKind::MoneyPlaced { money_placed } => {
            let (item, amount) = (&money_placed.item, money_placed.amount);
            match made.next() {
                Some(id) => {
                    state.put(entry, moved(item, Cause::MovedOut, amount.negated()));
                    let mut record = successor(state, item, &id, entry, amount);
                    of_its_own(&mut record);
                    record.control_class = match money_placed.to {
                        MoneyPlace::OnAccount => ControlClass::OnAccount,
                        MoneyPlace::Prepayment => ControlClass::Prepayment,
                        _ => ControlClass::Unapplied,
                    };
                    make(state, entry, record, Cause::MovedIn, amount, 0);
                }
                None => state.put(entry, moved(item, Cause::BookedElsewhere, amount.negated())),
            }
        }
        EntryKind::RefundPaid { refund_paid } => {
            state.put(entry, moved(&refund_paid.item, Cause::Refunded, refund_paid.amount.negated()));
        }
        EntryKind::UnclaimedRemitted { unclaimed_remitted } => {
            state.put(entry, moved(&unclaimed_remitted.item, Cause::RemittedUnclaimed, unclaimed_remitted.amount.negated()));
        }
        EntryKind::Application { .. } => application(state, entry, made),
        EntryKind::Contra { contra } => {
            for (line, of) in contra.lines.iter().enumerate() {
                state.put(entry, Move { line, ..moved(&of.item, Cause::SetOff, of.amount.negated()) });
            }
        }
        EntryKind::Transfer { transfer } => {
            state.put(entry, moved(&transfer.item, Cause::MovedOut, transfer.amount.negated()));
            if let Some(id) = made.next() {
                let mut record = successor(state, &transfer.item, &id, entry, transfer.amount);
                record.customer = transfer.to_customer.clone().or(record.customer);
                if record.control_class == ControlClass::Unidentified && record.customer.is_some() {
                    record.control_class = ControlClass::Unapplied;
                }
                let to_entity = transfer.to_entity.clone().unwrap_or_else(|| record.entity.clone());
                // Another entity's base may be another currency: only the entry knows the rate to it.
                let kept = record.booked.take().filter(|_| to_entity == record.entity);
                record.booked = transfer.booked.clone().or(kept);
                record.entity = to_entity;
                make(state, entry, record, Cause::MovedIn, transfer.amount, 0);
            }
        }
        EntryKind::Adjustment { adjustment } => {
            let (cause, amount) = match adjustment.direction {
                Direction::Down => (Cause::AdjustedDown, adjustment.amount.negated()),
                _ => (Cause::AdjustedUp, adjustment.amount),
            };
            state.put(entry, moved(&adjustment.item, cause, amount));
            if let (Some(of), Some(id)) = (&adjustment.excess, made.next()) {
                excess(state, entry, &adjustment.item, of.amount, &id, 0);
            }
        }
        EntryKind::WriteOff { write_off } => state.put(entry, moved(&write_off.item, Cause::WrittenOff, write_off.amount.negated())),
        EntryKind::Recovery { recovery } => state.put(entry, moved(&recovery.item, Cause::Recovered, recovery.amount)),
        EntryKind::CertificateReceived { certificate_received } => {
            state.put(entry, moved(&certificate_received.item, Cause::Certified, certificate_received.amount.negated()));
        }
        EntryKind::CertificateRefused { certificate_refused: refused } => {
            state.put(entry, moved(&refused.item, Cause::Certified, refused.amount.negated()));
            if refused.outcome == RefusedOutcome::CollectAgain {
                let withheld_from = || state.items.get(&refused.item).and_then(|item| item.withheld_from.clone());
                if let Some(item) = refused.reinstates.clone().or_else(withheld_from) {
                    state.put(entry, moved(&item, Cause::Reinstated, refused.amount));
                }
            }
        }
        EntryKind::Reversal { reversal } if identified(state, &reversal.entry).is_some() => {
            identification_undone(state, entry, &reversal.entry);
        }
        EntryKind::Reversal { reversal } => {
            let (undone, settled) = undone_by_reversing(state, &reversal.entry);
            rest_on(state, entry, &[settled, undone.clone()].concat());
            for original in undone {
                flip(state, entry, original);
            }
        }
        _ => {}
    }
    for name in makes(entry) {
        state.holders.insert(name, entry.id.clone());
    }
    state.folded.push(entry.clone());
}

fn moved(item: &ItemId, cause: Cause, amount: Amount) -> Move {
    Move { item: item.clone(), cause, amount, line: 0, standing: None, origin: None, flips: None }
}

/// Makes an item with its first change.
fn make(state: &mut State, entry: &Entry, record: OpenItem, cause: Cause, amount: Amount, line: usize) {
    let id = record.id.clone();
    // A part of tax withheld is withheld from the same item.
    let named = names(entry);
    let old = named.iter().filter(|name| name.0 == "item").find_map(|name| state.items.get(name.1.as_str()));
    let withheld_from = old.filter(|_| cause == Cause::MovedIn).and_then(|old| old.withheld_from.clone());
    let nth = state.items.len();
    let item = Item { record, maker: entry.id.clone(), made: Some(state.movements.len()), withheld_from, nth };
    state.items.insert(id.clone(), item);
    state.put(entry, Move { line, ..moved(&id, cause, amount) });
}

fn opening_item(state: &mut State, entry: &Entry) {
    let EntryKind::OpeningItem { opening_item: opening } = &entry.kind else { return };
    let document_date = opening.document_date.unwrap_or(entry.effective);
    let mut record = OpenItem::new(
        &opening.id,
        &entry.entity,
        opening.kind,
        opening.side,
        opening.currency,
        opening.original,
        Amount::ZERO,
        document_date,
        entry.effective,
    );
    record.customer = entry.customer.clone();
    record.due = opening.due;
    record.terms = opening.terms.clone();
    record.installment = opening.installment;
    record.booked = opening.booked.clone();
    record.receipt = opening.receipt.clone();
    record.discounts = opening.discounts.clone();
    record.references = opening.references.clone();
    record.labels = opening.labels.clone();
    record.control_class = opening.control_class;
    make(state, entry, record, Cause::Opened, opening.open, 0);
}

fn document(state: &mut State, entry: &Entry, of: &Document, kind: ItemKind, made: &mut impl Iterator<Item = ItemId>) {
    let cause = if kind == ItemKind::FinanceCharge { Cause::Charged } else { Cause::Billed };
    let side = if kind == ItemKind::CreditMemo { Side::Credit } else { Side::Debit };
    // A rebill continues the chain of the invoice that it replaces.
    let origin = of.corrects.as_ref().filter(|_| kind == ItemKind::Invoice).and_then(|item| origin_through(state, item));
    let whole = [openitem::Installment::new(of.amount)];
    let installments = if of.installments.is_empty() { whole.as_slice() } else { of.installments.as_slice() };
    for (line, (part, id)) in installments.iter().zip(made).enumerate() {
        let side = if part.amount.is_negative() { side.opposite() } else { side };
        let amount = part.amount.abs();
        let document_date = of.document_date.unwrap_or(entry.effective);
        let mut record = OpenItem::new(&id, &entry.entity, kind, side, of.currency, amount, Amount::ZERO, document_date, entry.effective);
        record.customer = entry.customer.clone();
        record.booked = of.booked.as_ref().map(|booked| part_of(booked, of.amount, amount));
        record.document = (id != of.id).then(|| of.id.clone());
        record.terms = of.terms.clone();
        record.control_class = of.control_class;
        record.references = of.references.clone();
        record.parties = of.parties.clone();
        record.labels = of.labels.clone();
        record.origin = origin.clone();
        if of.installments.is_empty() {
            record.due = of.due;
            record.discounts = of.discounts.clone();
        } else {
            record.due = part.due;
            record.awaits = part.awaits;
            record.installment = i32::try_from(line + 1).ok();
            record.discounts = part.discounts.clone();
        }
        make(state, entry, record, cause, amount, line);
    }
}

/// The booked rate of a part: a booked base amount goes over in proportion.
fn part_of(booked: &BookedRate, whole: Amount, part: Amount) -> BookedRate {
    let mut booked = booked.clone();
    if part != whole && booked.amount.is_some() {
        booked.amount = booked.base.minor_units().and_then(|decimals| booked.base_of(part, whole, decimals).ok());
    }
    booked
}

/// The first item of the chain that an item that follows `item` stands in.
fn origin_through(state: &State, item: &ItemId) -> Option<ItemOrigin> {
    let record = &state.items.get(item)?.record;
    let first = || {
        let mut origin = ItemOrigin::new(item, record.document_date, record.effective);
        origin.due = super::book::due(state, record);
        origin
    };
    Some(record.origin.clone().unwrap_or_else(first))
}

/// A new item that takes over a part of another: all that is known of the old one holds for it.
fn successor(state: &State, old: &ItemId, id: &ItemId, entry: &Entry, amount: Amount) -> OpenItem {
    let mut record = super::book::as_changed(state, old);
    record.origin = origin_through(state, old);
    record.booked = record.booked.as_ref().map(|booked| part_of(booked, record.original, amount));
    // Of money that nobody was found to have paid, the entry may say whose it is.
    record.customer = record.customer.or(entry.customer.clone());
    record.id = id.clone();
    record.original = amount;
    record.effective = entry.effective;
    record
}

/// A new item of its own that stands beside another: of its customer, currency and rate.
fn companion(state: &State, beside: &ItemId, id: &ItemId, entry: &Entry, kind: ItemKind, side: Side, amount: Amount) -> OpenItem {
    let old = super::book::as_changed(state, beside);
    let mut record = OpenItem::new(id, &old.entity, kind, side, old.currency, amount, Amount::ZERO, entry.effective, entry.effective);
    record.booked = old.booked.as_ref().map(|booked| part_of(booked, old.original, amount));
    record.customer = old.customer.or(entry.customer.clone());
    record.parties = old.parties;
    record.labels = old.labels;
    record
}

fn split(state: &mut State, entry: &Entry, of: &Split, kind: ItemKind) {
    state.put(entry, moved(&of.item, Cause::MovedOut, of.amount.negated()));
    let mut record = successor(state, &of.item, &of.id, entry, of.amount);
    record.kind = kind;
    record.control_class = ControlClass::Receivable;
    if kind == ItemKind::Chargeback {
        record.document_date = entry.effective;
    }
    record.document_date = of.document_date.unwrap_or(record.document_date);
    record.due = of.due.or(record.due);
    record.terms = of.terms.clone().or(record.terms);
    if !of.references.is_empty() {
        record.references = of.references.clone();
    }
    if !of.labels.is_empty() {
        record.labels = of.labels.clone();
    }
    of_its_own(&mut record);
    make(state, entry, record, Cause::MovedIn, of.amount, 0);
}

/// A part that does not take the place of the old item is no installment of its document, bears none of its discounts
/// and waits for nothing.
fn of_its_own(record: &mut OpenItem) {
    (record.document, record.installment, record.awaits) = (None, None, None);
    record.discounts = Vec::new();
}

fn receipt(state: &mut State, entry: &Entry, of: &Receipt) {
    let id = ItemId::from(&of.id);
    let document_date = of.value_date.unwrap_or(entry.effective);
    let mut record = OpenItem::new(
        &id,
        &entry.entity,
        ItemKind::Receipt,
        Side::Credit,
        of.currency,
        of.amount,
        Amount::ZERO,
        document_date,
        entry.effective,
    );
    record.customer = entry.customer.clone();
    record.booked = of.booked.clone();
    record.references = of.references.clone();
    record.receipt = Some(of.id.clone());
    record.control_class = match (&entry.customer, of.money_class) {
        (None, _) => ControlClass::Unidentified,
        (_, MoneyClass::OnAccount) => ControlClass::OnAccount,
        (_, MoneyClass::Prepayment) => ControlClass::Prepayment,
        _ => ControlClass::Unapplied,
    };
    let stage = of.instrument.first_stage();
    if !relieves_at(&of.instrument, stage) {
        let nth = state.items.len();
        state.items.insert(id, Item { record, maker: entry.id.clone(), made: None, withheld_from: None, nth });
        return;
    }
    let mut held = record.clone();
    make(state, entry, record, Cause::Received, of.amount, 0);
    if stage == Stage::Held {
        held.id = held_item(&id);
        held.kind = ItemKind::HeldInstrument;
        held.side = Side::Debit;
        held.control_class = ControlClass::HeldInstrument;
        held.due = of.instrument.maturity;
        make(state, entry, held, Cause::Held, of.amount, 0);
    }
}

fn instrument_staged(state: &mut State, entry: &Entry) {
    let EntryKind::InstrumentStaged { instrument_staged: of } = &entry.kind else { return };
    let Some((_, receipt)) = state.receipt(&of.receipt) else { return };
    let (was, is) = (state.stage(receipt), of.stage);
    let item = ItemId::from(&receipt.id);
    let relieved = relieves_at(&receipt.instrument, was);
    let relieves = relieves_at(&receipt.instrument, is);
    let left = plus(receipt.amount, state.returned_unrelieved(&receipt.id).negated());
    let held = held_item(&item);
    if was == Stage::Held && is != Stage::Held && relieved {
        state.put(entry, moved(&held, Cause::Held, state.open(&held).negated()));
    }
    if !relieved && relieves {
        rest_on_no_relief(state, entry, &item);
        // A stage that was undone makes the item no longer: this one does.
        let is_made = state.items.get(&item).and_then(|item| item.made).is_some_and(|made| state.is_live(made));
        if let Some(item) = state.items.get_mut(&item).filter(|_| !is_made) {
            item.made = Some(state.movements.len());
        }
        state.put(entry, moved(&item, Cause::Received, left));
    }
}

/// Where a stage relieved the money before, it has not relieved now thanks to what undid that stage.
fn rest_on_no_relief(state: &mut State, entry: &Entry, item: &ItemId) {
    let earlier: Vec<usize> = state
        .originals()
        .filter(|(at, movement)| movement.change.item == *item && movement.change.cause == Cause::Received && !state.is_live(*at))
        .map(|(at, _)| at)
        .collect();
    rest_on(state, entry, &earlier);
}

fn returned(state: &mut State, entry: &Entry, of: &Return, made: &mut impl Iterator<Item = ItemId>) {
    let Some((_, receipt)) = state.receipt(&of.receipt) else { return };
    let receipt = receipt.clone();
    let item = ItemId::from(&receipt.id);
    let all_reopen = of.reopens.is_empty() && of.amount == receipt.amount;
    let mut undone: Vec<usize> = Vec::new();
    for (at, movement) in state.originals() {
        let Some(EntryKind::Application { application }) = state.entry(&movement.change.entry).map(|entry| &entry.kind) else { continue };
        let line = usize::try_from(movement.change.line).ok().and_then(|line| application.lines.get(line));
        let reopens = all_reopen || line.is_some_and(|line| of.reopens.contains(&line.item));
        if application.paid_from == item && reopens {
            undone.push(at);
        }
    }
    let (undone, settled): (Vec<usize>, Vec<usize>) = undone.into_iter().partition(|at| state.is_live(*at));
    rest_on(state, entry, &[settled, undone.clone()].concat());
    for original in undone {
        flip(state, entry, original);
    }
    let stage = state.stage(&receipt);
    if relieves_at(&receipt.instrument, stage) {
        state.put(entry, moved(&item, Cause::Returned, of.amount.negated()));
        if stage == Stage::Held {
            state.put(entry, moved(&held_item(&item), Cause::Held, of.amount.negated()));
        }
    } else {
        rest_on_no_relief(state, entry, &item);
    }
    if let (Some(fee), Some(id)) = (&of.fee, made.next()) {
        debug_assert!(fee.borne_by == FeeBearer::Customer);
        let mut record = companion(state, &item, &id, entry, ItemKind::FinanceCharge, Side::Debit, fee.amount);
        record.due = Some(fee.due.unwrap_or(entry.effective));
        record.customer = entry.customer.clone();
        record.labels = Vec::new();
        make(state, entry, record, Cause::Charged, fee.amount, 0);
    }
}

fn application(state: &mut State, entry: &Entry, made: &mut impl Iterator<Item = ItemId>) {
    let EntryKind::Application { application } = &entry.kind else { return };
    for (line, of) in application.lines.iter().enumerate() {
        let from_amount = of.from_amount.unwrap_or(of.amount);
        state.put(entry, Move { line, ..moved(&application.paid_from, Cause::Applied, from_amount.negated()) });
        state.put(entry, Move { line, ..moved(&of.item, Cause::Applied, of.amount.negated()) });
        for part in &of.taken {
            state.put(entry, Move { line, ..moved(&of.item, cause_of(part), part.amount.negated()) });
            let id = if stays_open(part) { made.next() } else { None };
            if let Some(id) = id {
                let (kind, class) = match part.kind {
                    TakenKind::Withholding => (ItemKind::Withholding, ControlClass::WithholdingPending),
                    TakenKind::Deduction => (ItemKind::Deduction, ControlClass::Deduction),
                    _ => (ItemKind::Deduction, ControlClass::Deduction),
                };
                let mut record = companion(state, &of.item, &id, entry, kind, Side::Debit, part.amount);
                record.control_class = class;
                record.due = part.due;
                let old = super::book::as_changed(state, &of.item);
                record.terms = old.terms;
                record.references = old.references;
                record.origin = origin_through(state, &of.item);
                make(state, entry, record, cause_of(part), part.amount, line);
                if let Some(item) = state.items.get_mut(&id).filter(|_| part.kind == TakenKind::Withholding) {
                    item.withheld_from = Some(of.item.clone());
                }
            }
        }
        if let (Some(beyond), Some(id)) = (&of.excess, of.excess.as_ref().and_then(|_| made.next())) {
            excess(state, entry, &of.item, beyond.amount, &id, line);
        }
    }
}

fn excess(state: &mut State, entry: &Entry, item: &ItemId, amount: Amount, id: &ItemId, line: usize) {
    state.put(entry, Move { line, ..moved(item, Cause::Excess, amount) });
    let old = super::book::as_changed(state, item);
    let side = old.side.opposite();
    let mut record = companion(state, item, id, entry, ItemKind::Excess, side, amount);
    record.control_class = if side == Side::Credit { ControlClass::OnAccount } else { ControlClass::Receivable };
    record.terms = old.terms;
    record.references = old.references;
    record.origin = origin_through(state, item);
    make(state, entry, record, Cause::Excess, amount, line);
}

const fn cause_of(taken: &Taken) -> Cause {
    match taken.kind {
        TakenKind::EarnedDiscount => Cause::EarnedDiscount,
        TakenKind::UnearnedDiscount => Cause::UnearnedDiscount,
        TakenKind::Withholding => Cause::Withheld,
        TakenKind::BankFee => Cause::BankFee,
        TakenKind::Tolerance => Cause::Tolerance,
        TakenKind::CashRounding => Cause::CashRounding,
        TakenKind::Deduction => Cause::Deducted,
        _ => Cause::ExchangeDifference,
    }
}

/// An entry hangs on those that last undid, or restored, what it undoes or restores, or would have.
fn rest_on(state: &mut State, entry: &Entry, changes: &[usize]) {
    let turned = changes.iter().filter(|at| state.last_set(**at) != **at);
    let rests: Vec<_> = turned.map(|at| (entry.id.clone(), state.last_setter(*at))).collect();
    state.rests.extend(rests);
}

/// The changes that reversing an entry undoes or restores, and those that are so already.
fn undone_by_reversing(state: &State, target: &EntryId) -> (Vec<usize>, Vec<usize>) {
    let Some(entry) = state.entry(target) else { return (Vec::new(), Vec::new()) };
    let brings_credit = match &entry.kind {
        EntryKind::Receipt { .. } | EntryKind::CreditMemo { .. } => true,
        EntryKind::OpeningItem { opening_item } => opening_item.side == Side::Credit,
        _ => false,
    };
    let (mut own, mut others, mut settled) = (Vec::new(), Vec::new(), Vec::new());
    for (at, movement) in state.originals() {
        let maker = &movement.change.entry;
        let is_own = maker == target;
        let pays_from_it = || match state.entry(maker).map(|entry| &entry.kind) {
            Some(EntryKind::Application { application }) => {
                state.holders.get(&item_name(&application.paid_from)) == Some(target) && brings_credit
            }
            _ => false,
        };
        if is_own {
            if state.is_live(at) { own.push(at) } else { settled.push(at) }
        } else if pays_from_it() {
            if state.is_live(at) { others.push(at) } else { settled.push(at) }
        }
    }
    // What the target undid or restored, where that still stands.
    for at in state.movements.iter().filter(|movement| movement.change.entry == *target).filter_map(|movement| movement.flips) {
        if state_after(state, at, target) == state.is_live(at) { others.push(at) } else { settled.push(at) }
    }
    // By the items that they pay from.
    let items = state.entry(target).map(items_made).unwrap_or_default();
    let payer_of = |at: &usize| match state.entry(&state.movements[*at].change.entry).map(|entry| &entry.kind) {
        Some(EntryKind::Application { application }) => items.iter().position(|item| *item == application.paid_from),
        _ => None,
    };
    others.sort_by_key(|at| payer_of(at));
    // What was undone or is applied first, then the entry's own.
    others.extend(own);
    (others, settled)
}

/// Whether a change was live after an entry had undone or restored it.
fn state_after(state: &State, original: usize, by: &EntryId) -> bool {
    let mut live = true;
    for movement in state.movements.iter().filter(|movement| movement.flips == Some(original)) {
        live = !live;
        if movement.change.entry == *by {
            break;
        }
    }
    live
}

/// The identification at the root of a chain of reversals, and its receipt's item.
fn identified(state: &State, target: &EntryId) -> Option<(EntryId, ItemId)> {
    match &state.entry(target)?.kind {
        EntryKind::Reversal { reversal } => identified(state, &reversal.entry),
        EntryKind::PayerIdentified { payer_identified } => Some((target.clone(), ItemId::from(&payer_identified.receipt))),
        _ => None,
    }
}

/// Undoing an identification, or restoring it, moves what is open now.
fn identification_undone(state: &mut State, entry: &Entry, target: &EntryId) {
    let Some((origin, item)) = identified(state, target) else { return };
    let open = state.open(&item);
    let was = state.standing(&item);
    state.folded.push(entry.clone());
    let is = state.standing(&item);
    state.folded.pop();
    if was != is && !open.is_zero() {
        state.put(entry, Move { standing: Some(was), origin: Some(origin.clone()), ..moved(&item, Cause::MovedOut, open.negated()) });
        state.put(entry, Move { standing: Some(is), origin: Some(origin), ..moved(&item, Cause::MovedIn, open) });
    }
}

/// Undoes a live change, or restores one that is undone.
fn flip(state: &mut State, entry: &Entry, original: usize) {
    let change = state.movements[original].change.clone();
    let amount = if state.is_live(original) { change.amount.negated() } else { change.amount };
    let line = usize::try_from(change.line).unwrap_or_default();
    let moved = moved(&change.item, change.cause, amount);
    state.put(entry, Move { line, origin: Some(change.entry), flips: Some(original), ..moved });
}
