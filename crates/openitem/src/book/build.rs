//! The book and the changes as plain data, made from a fold.

use std::collections::{BTreeMap, HashMap};

use rapidhash::fast::RandomState;

use super::change::Change;
use super::fold::{Fold, ItemRow, NONE};
use super::item::{ItemOrigin, OpenItem};
use super::record::*;
use super::view::AsOf;
use crate::entry::{ControlClass, Document, Entry, EntryKind, ItemChanged, MoneyPlace, Side, Split, Stage};
use crate::{Amount, BookedRate, CaseId, CustomerId, DisputeId, EntityId, ItemId, PlanId, PromiseId};

/// Makes the book of a fold whose entries are `rows`, in fold order.
pub(crate) fn build(entries: &[Entry], fold: &Fold, rows: &[u32], as_of: &AsOf) -> Book {
    let mut states = States::default();
    for row in rows.iter().copied().filter(|row| fold.row(*row).is_live()) {
        if let Some(entry) = entries.get(row as usize) {
            states.see(row, entry, fold);
        }
    }
    let mut book = Book::new(as_of.clone());
    let disputed = states.disputed();
    let planned = states.planned();
    for (at, row) in fold.items.iter().enumerate() {
        let at = u32::try_from(at).unwrap_or(NONE);
        // A row whose maker went is no item any more; what is open of it is nothing.
        if row.is_noted || !row.open.is_positive() {
            continue;
        }
        let mut item = open_item(entries, fold, at, &states.changes_of_items, &states.identified);
        if let Some(amounts) = disputed.get(&item.id) {
            item.disputed = amounts.iter().fold(Amount::ZERO, |sum, amount| sum.checked_add(amount.unwrap_or(item.open)).unwrap_or(sum));
            item.disputed = item.disputed.min(item.open);
        }
        item.plan = planned.get(&item.id).map(|plan| (*plan).clone());
        book.items.push(item);
    }
    book.items.sort_unstable_by(|left, right| left.id.cmp(&right.id));
    states.fill(entries, fold, as_of, &mut book);
    book
}

/// The changes of a fold in fold order.
pub(crate) fn changes_of(entries: &[Entry], fold: &Fold, rows: &[u32]) -> Vec<Change> {
    let mut opens: Vec<Amount> = vec![Amount::ZERO; fold.items.len()];
    let mut classes: Vec<ControlClass> = fold.items.iter().map(|item| first_class(entries, item)).collect();
    let mut customers: Vec<Option<CustomerId>> =
        (0..fold.items.len()).map(|at| first_customer(entries, fold, u32::try_from(at).unwrap_or(NONE))).collect();
    let mut bookings: HashMap<u32, Option<BookedRate>, RandomState> = HashMap::default();
    let mut out = Vec::with_capacity(fold.changes.len());
    for row in rows.iter().copied() {
        if fold.row(row).status != super::fold::Status::Standing {
            continue;
        }
        let Some(entry) = entries.get(row as usize) else { continue };
        for at in fold.changes_of(row) {
            let raw = fold.change(at);
            if raw.gone {
                continue;
            }
            let item = raw.item;
            let booked = bookings.entry(item).or_insert_with(|| booked_rate(entries, fold, item)).clone();
            let before = opens.get(item as usize).copied().unwrap_or_default();
            let after = before.checked_add(raw.amount).unwrap_or(before);
            if let Some(slot) = opens.get_mut(item as usize) {
                *slot = after;
            }
            let origin = (raw.origin != NONE).then(|| fold.change(raw.origin).entry);
            let mut change = new_change(fold, entry, item, raw.cause, raw.amount);
            change.base_amount = base_change(booked.as_ref(), fold.item(item), before, after);
            change.control_class = classes.get(item as usize).copied().unwrap_or(change.control_class);
            change.customer = customers.get(item as usize).cloned().flatten();
            change.origin = origin.and_then(|origin| entries.get(origin as usize)).map(|origin| origin.id.clone());
            change.line = i32::try_from(raw.line).unwrap_or(0);
            out.push(change);
        }
        let mut identify =
            IdentifySink { entries, fold, opens: &opens, classes: &mut classes, customers: &mut customers, bookings: &mut bookings };
        identify.see(entry, &mut out);
    }
    out
}

/// Money that finds its owner moves between classes and customers, on the same item.
struct IdentifySink<'a> {
    entries: &'a [Entry],
    fold: &'a Fold,
    opens: &'a [Amount],
    classes: &'a mut Vec<ControlClass>,
    customers: &'a mut Vec<Option<CustomerId>>,
    bookings: &'a mut HashMap<u32, Option<BookedRate>, RandomState>,
}

impl IdentifySink<'_> {
    fn see(&mut self, entry: &Entry, out: &mut Vec<Change>) {
        // A reversal of a reversal … of an identification toggles it.
        let mut origin = entry;
        let mut identified = true;
        while let EntryKind::Reversal { reversal } = &origin.kind {
            let Some(target) = self.fold.entry_row(self.entries, reversal.entry.as_str()).and_then(|row| self.entries.get(row as usize))
            else {
                return;
            };
            origin = target;
            identified = !identified;
        }
        let EntryKind::PayerIdentified { payer_identified } = &origin.kind else { return };
        let Some(item) = self.fold.item_row(payer_identified.receipt.as_str()) else { return };
        let (class, customer) =
            if identified { (ControlClass::Unapplied, origin.customer.clone()) } else { (ControlClass::Unidentified, None) };
        let open = self.opens.get(item as usize).copied().unwrap_or_default();
        let booked = self.bookings.entry(item).or_insert_with(|| booked_rate(self.entries, self.fold, item)).clone();
        let origin = (!std::ptr::eq(origin, entry)).then(|| origin.id.clone());
        let mut moved = |cause, amount: Amount, class, customer: Option<CustomerId>| {
            let mut change = new_change(self.fold, entry, item, cause, amount);
            let (before, after) = if amount.is_negative() { (open, Amount::ZERO) } else { (Amount::ZERO, open) };
            change.base_amount = base_change(booked.as_ref(), self.fold.item(item), before, after);
            change.control_class = class;
            change.customer = customer;
            change.origin = origin.clone();
            out.push(change);
        };
        let (Some(old_class), Some(old_customer)) = (self.classes.get_mut(item as usize), self.customers.get_mut(item as usize)) else {
            return;
        };
        if !open.is_zero() {
            moved(super::change::Cause::MovedOut, open.negated(), *old_class, old_customer.clone());
            moved(super::change::Cause::MovedIn, open, class, customer.clone());
        }
        (*old_class, *old_customer) = (class, customer);
    }
}

fn new_change(fold: &Fold, entry: &Entry, item: u32, cause: super::change::Cause, amount: Amount) -> Change {
    let row = fold.item(item);
    Change {
        entry: entry.id.clone(),
        effective: entry.effective,
        recorded: entry.recorded,
        item: row.id.clone(),
        entity: fold.entity_of(item).clone(),
        kind: row.kind,
        side: row.side,
        control_class: row.class,
        currency: row.currency,
        cause,
        amount,
        base_amount: None,
        customer: None,
        origin: None,
        line: 0,
    }
}

fn base_change(booked: Option<&BookedRate>, row: &ItemRow, before: Amount, after: Amount) -> Option<Amount> {
    let booked = booked?;
    base_value(booked, row, after)?.checked_sub(base_value(booked, row, before)?)
}

/// What an open amount is worth in base, at the booked rate.
fn base_value(booked: &BookedRate, row: &ItemRow, open: Amount) -> Option<Amount> {
    let decimals = booked.base.minor_units()?;
    booked.base_of(open, row.original, decimals).ok()
}

/// The record behind an item.
struct Details<'a> {
    maker: &'a Entry,
    document: Option<(&'a Document, usize)>,
    split: Option<&'a Split>,
    from: Option<u32>,
}

fn details<'a>(entries: &'a [Entry], fold: &Fold, item: u32) -> Option<Details<'a>> {
    let row = fold.item(item);
    let maker = entries.get(row.maker as usize)?;
    let document = maker.kind.document().map(|document| {
        let at = item.saturating_sub(fold.row(row.maker).first_item);
        (document, at as usize)
    });
    let split = match &maker.kind {
        EntryKind::Residual { residual: split } | EntryKind::Chargeback { chargeback: split } => Some(split),
        _ => None,
    };
    Some(Details { maker, document, split, from: (row.from != NONE).then_some(row.from) })
}

/// The rate at which an item is booked.
fn booked_rate(entries: &[Entry], fold: &Fold, item: u32) -> Option<BookedRate> {
    let mut at = item;
    loop {
        let details = details(entries, fold, at)?;
        match &details.maker.kind {
            EntryKind::OpeningItem { opening_item } => return opening_item.booked.clone(),
            EntryKind::Receipt { receipt } => return receipt.booked.clone(),
            EntryKind::Transfer { transfer } if transfer.to_entity.is_some() => return transfer.booked.clone(),
            EntryKind::ReceiptReturned { receipt_returned } => {
                let receipt = fold.item_row(receipt_returned.receipt.as_str())?;
                at = receipt;
            }
            kind => match (kind.document(), details.from) {
                (Some(document), _) => {
                    return document.booked.clone().map(|booked| match booked.amount {
                        // The base amount is the whole document's: a part of it has its share.
                        Some(_) if document.installments.len() > 1 => share(&booked, fold.item(item).original, document.amount),
                        _ => booked,
                    });
                }
                (None, Some(from)) => {
                    let booked = booked_rate(entries, fold, from)?;
                    return Some(if booked.amount.is_some() {
                        share(&booked, fold.item(item).original, fold.item(from).original)
                    } else {
                        booked
                    });
                }
                (None, None) => return None,
            },
        }
    }
}

fn share(booked: &BookedRate, part: Amount, whole: Amount) -> BookedRate {
    let decimals = booked.base.minor_units().unwrap_or(2);
    let amount = booked.base_of(part, whole, decimals).ok();
    BookedRate { amount, ..booked.clone() }
}

fn first_class(entries: &[Entry], item: &ItemRow) -> ControlClass {
    match entries.get(item.maker as usize).map(|entry| (&entry.kind, &entry.customer)) {
        Some((EntryKind::Receipt { .. }, None)) if item.side == Side::Credit => ControlClass::Unidentified,
        _ => item.class,
    }
}

fn first_customer(entries: &[Entry], fold: &Fold, item: u32) -> Option<CustomerId> {
    let row = fold.item(item);
    let maker = entries.get(row.maker as usize)?;
    match &maker.kind {
        EntryKind::Transfer { transfer } => {
            transfer.to_customer.clone().or_else(|| (row.from != NONE).then(|| first_customer(entries, fold, row.from)).flatten())
        }
        // What is made of an item belongs to the item's customer.
        _ if row.from != NONE => {
            let own = first_customer(entries, fold, row.from);
            if own.is_none() { maker.customer.clone() } else { own }
        }
        _ => maker.customer.clone(),
    }
}

type Changed<'a> = HashMap<u32, Vec<&'a ItemChanged>, RandomState>;

fn open_item(
    entries: &[Entry],
    fold: &Fold,
    at: u32,
    changed: &Changed<'_>,
    identified: &HashMap<u32, CustomerId, RandomState>,
) -> OpenItem {
    let row = fold.item(at);
    let details = details(entries, fold, at);
    let maker = details.as_ref().map(|details| details.maker);
    let effective = maker.map_or(row.latest.0, |maker| maker.effective);
    let mut item = OpenItem::new(
        row.id.clone(),
        fold.entity_of(at).clone(),
        row.kind,
        row.side,
        row.currency,
        row.original,
        row.open,
        effective,
        effective,
    );
    item.control_class = row.class;
    item.customer = identified.get(&at).cloned().or_else(|| first_customer(entries, fold, at));
    item.booked = booked_rate(entries, fold, at);
    item.base_open = item.booked.as_ref().and_then(|booked| base_value(booked, row, row.open));
    if let Some(details) = &details {
        describe(&mut item, entries, fold, details, changed, identified);
    }
    for change in changed.get(&at).into_iter().flatten() {
        if let Some(due) = &change.due {
            item.due = due.new;
        }
        if let Some(terms) = &change.terms {
            item.terms.clone_from(&terms.new);
        }
        if let Some(references) = &change.references {
            item.references.clone_from(&references.new);
        }
        if let Some(labels) = &change.labels {
            item.labels.clone_from(&labels.new);
        }
    }
    item
}

fn describe(
    item: &mut OpenItem,
    entries: &[Entry],
    fold: &Fold,
    details: &Details<'_>,
    changed: &Changed<'_>,
    identified: &HashMap<u32, CustomerId, RandomState>,
) {
    let parent = details.from.map(|from| open_item(entries, fold, from, changed, identified));
    match &details.maker.kind {
        EntryKind::OpeningItem { opening_item } => {
            item.document_date = opening_item.document_date.unwrap_or(item.effective);
            item.due = opening_item.due;
            item.terms.clone_from(&opening_item.terms);
            item.installment = opening_item.installment;
            item.receipt.clone_from(&opening_item.receipt);
            item.discounts.clone_from(&opening_item.discounts);
            item.references.clone_from(&opening_item.references);
            item.labels.clone_from(&opening_item.labels);
        }
        EntryKind::Receipt { receipt } => {
            item.document_date = receipt.value_date.unwrap_or(item.effective);
            item.receipt = Some(receipt.id.clone());
            item.references.clone_from(&receipt.references);
            item.due = receipt.instrument.maturity.filter(|_| item.control_class == ControlClass::HeldInstrument);
        }
        EntryKind::ReceiptReturned { receipt_returned } => {
            item.due = Some(receipt_returned.fee.as_ref().and_then(|fee| fee.due).unwrap_or(item.effective));
        }
        _ => {}
    }
    if let Some((document, at)) = details.document {
        item.document_date = document.document_date.unwrap_or(item.effective);
        item.due = document.due;
        item.terms.clone_from(&document.terms);
        item.references.clone_from(&document.references);
        item.discounts.clone_from(&document.discounts);
        item.parties.clone_from(&document.parties);
        item.labels.clone_from(&document.labels);
        if let Some(installment) = document.installments.get(at) {
            item.due = installment.due;
            item.awaits = installment.awaits;
            item.discounts.clone_from(&installment.discounts);
            item.installment = at.checked_add(1).and_then(|n| i32::try_from(n).ok());
        }
        if item.id != document.id {
            item.document = Some(document.id.clone());
        }
        if let Some(corrected) = document.corrects.as_ref().filter(|_| matches!(details.maker.kind, EntryKind::Invoice { .. }))
            && let Some(first) = fold.item_row(corrected.as_str())
        {
            item.origin = Some(origin_of(&open_item(entries, fold, first, changed, identified)));
        }
    }
    let Some(parent) = parent else { return };
    item.origin = Some(origin_of(&parent));
    item.receipt.clone_from(&parent.receipt);
    item.parties.clone_from(&parent.parties);
    item.labels.clone_from(&parent.labels);
    item.references.clone_from(&parent.references);
    item.terms.clone_from(&parent.terms);
    item.document_date = parent.document_date;
    item.due = parent.due;
    match &details.maker.kind {
        EntryKind::Application { application } => {
            // What was kept back is due when its proof or answer is; from then on it is late.
            item.document_date = item.effective;
            item.due = application
                .lines
                .iter()
                .flat_map(|line| &line.taken)
                .find_map(|taken| (taken.item.as_ref() == Some(&item.id)).then_some(taken.due).flatten());
        }
        EntryKind::Transfer { .. } => {
            item.installment = parent.installment;
            item.document.clone_from(&parent.document);
            item.discounts.clone_from(&parent.discounts);
            item.awaits = parent.awaits;
        }
        _ => {}
    }
    if let Some(split) = details.split {
        let own_date = matches!(details.maker.kind, EntryKind::Chargeback { .. }).then_some(item.effective);
        item.document_date = split.document_date.or(own_date).unwrap_or(parent.document_date);
        item.due = split.due.or(parent.due);
        if split.terms.is_some() {
            item.terms.clone_from(&split.terms);
        }
        if !split.references.is_empty() {
            item.references.clone_from(&split.references);
        }
        if !split.labels.is_empty() {
            item.labels.clone_from(&split.labels);
        }
    }
}

fn origin_of(first: &OpenItem) -> ItemOrigin {
    first.origin.clone().unwrap_or_else(|| ItemOrigin {
        item: first.id.clone(),
        document_date: first.document_date,
        effective: first.effective,
        due: first.due,
    })
}

/// What live entries say beside amounts, in fold order.
#[derive(Default)]
struct States<'a> {
    changes_of_items: Changed<'a>,
    identified: HashMap<u32, CustomerId, RandomState>,
    requests: BTreeMap<&'a ItemId, DownPayment>,
    request_payments: Vec<(&'a ItemId, Amount)>,
    disputes: BTreeMap<&'a DisputeId, Dispute>,
    promises: BTreeMap<&'a PromiseId, Promise>,
    plans: BTreeMap<&'a PlanId, Plan>,
    holds: BTreeMap<&'a CaseId, Hold>,
    credit_requests: BTreeMap<&'a CaseId, CreditRequest>,
    refund_requests: BTreeMap<&'a CaseId, RefundRequest>,
    approvals: BTreeMap<&'a CaseId, Approval>,
    inquiries: BTreeMap<&'a CaseId, Inquiry>,
    tasks: BTreeMap<&'a CaseId, Task>,
    securities: BTreeMap<&'a CaseId, Security>,
    placements: BTreeMap<&'a CaseId, Placement>,
    logs: Vec<&'a Entry>,
    periods: Vec<&'a Entry>,
}

impl<'a> States<'a> {
    fn see(&mut self, _row: u32, entry: &'a Entry, fold: &Fold) {
        let entity = || entry.entity.clone();
        let customer = || entry.customer.clone();
        let date = entry.effective;
        match &entry.kind {
            EntryKind::ItemChanged { item_changed } => {
                if let Some(item) = fold.item_row(item_changed.item.as_str()) {
                    self.changes_of_items.entry(item).or_default().push(item_changed);
                }
            }
            EntryKind::PayerIdentified { payer_identified } => {
                if let (Some(item), Some(customer)) = (fold.item_row(payer_identified.receipt.as_str()), customer()) {
                    self.identified.insert(item, customer);
                }
            }
            EntryKind::DownPaymentRequest { down_payment_request: request } => {
                let state =
                    DownPayment { request: request.clone(), entity: entity(), customer: customer(), effective: date, paid: Amount::ZERO };
                self.requests.insert(&request.id, state);
            }
            EntryKind::Receipt { receipt } => self.request_payments.extend(receipt.request.as_ref().map(|id| (id, receipt.amount))),
            EntryKind::MoneyPlaced { money_placed } => {
                let to_prepayment = money_placed.to == MoneyPlace::Prepayment;
                self.request_payments.extend(money_placed.request.as_ref().filter(|_| to_prepayment).map(|id| (id, money_placed.amount)));
            }
            EntryKind::DisputeOpened { dispute_opened: dispute } => {
                let state = Dispute {
                    dispute: dispute.clone(),
                    entity: entity(),
                    customer: customer(),
                    opened: date,
                    resolved: None,
                    outcome: None,
                };
                self.disputes.insert(&dispute.id, state);
            }
            EntryKind::DisputeChanged { dispute_changed: change } => {
                if let Some(Dispute { dispute, .. }) = self.disputes.get_mut(&change.id) {
                    if !change.items.is_empty() {
                        dispute.items.clone_from(&change.items);
                    }
                    replace(&mut dispute.reason, &change.reason);
                    replace(&mut dispute.owner, &change.owner);
                    replace(&mut dispute.due, &change.due);
                    replace(&mut dispute.text, &change.text);
                }
            }
            EntryKind::DisputeResolved { dispute_resolved } => {
                if let Some(state) = self.disputes.get_mut(&dispute_resolved.id) {
                    (state.resolved, state.outcome) = (Some(date), Some(dispute_resolved.outcome));
                }
            }
            EntryKind::PromiseMade { promise_made: promise } => {
                let state = Promise { promise: promise.clone(), entity: entity(), customer: customer(), made: date, withdrawn: None };
                self.promises.insert(&promise.id, state);
            }
            EntryKind::PromiseWithdrawn { promise_withdrawn } => {
                if let Some(state) = self.promises.get_mut(&promise_withdrawn.id) {
                    state.withdrawn = Some(date);
                }
            }
            EntryKind::PlanAgreed { plan_agreed: plan } => {
                let state = Plan { plan: plan.clone(), entity: entity(), customer: customer(), agreed: date, ended: None, outcome: None };
                self.plans.insert(&plan.id, state);
            }
            EntryKind::PlanChanged { plan_changed } => {
                if let Some(state) = self.plans.get_mut(&plan_changed.id) {
                    state.plan.installments.clone_from(&plan_changed.installments);
                }
            }
            EntryKind::PlanEnded { plan_ended } => {
                if let Some(state) = self.plans.get_mut(&plan_ended.id) {
                    (state.ended, state.outcome) = (Some(date), Some(plan_ended.outcome));
                }
            }
            EntryKind::PeriodClosed { .. } | EntryKind::PeriodReopened { .. } => self.periods.push(entry),
            kind if kind.opens().is_some() => self.open_case(entry),
            _ => self.see_case_or_log(entry),
        }
    }

    fn open_case(&mut self, entry: &'a Entry) {
        let (entity, customer, date) = (entry.entity.clone(), entry.customer.clone(), entry.effective);
        match &entry.kind {
            EntryKind::HoldPlaced { hold_placed: hold } => {
                self.holds.insert(&hold.id, Hold { hold: hold.clone(), entity, customer, placed: date, lifted: None });
            }
            EntryKind::CreditRequested { credit_requested: request } => {
                self.credit_requests.insert(&request.id, CreditRequest { request: request.clone(), entity, customer, asked: date });
            }
            EntryKind::RefundAsked { refund_asked: request } => {
                let state = RefundRequest { request: request.clone(), entity, customer, asked: date, paid: Amount::ZERO };
                self.refund_requests.insert(&request.id, state);
            }
            EntryKind::ApprovalAsked { approval_asked: asked } => {
                let state = Approval { asked_for: asked.clone(), entity, customer, asked: date, answer: None, answered: None };
                self.approvals.insert(&asked.id, state);
            }
            EntryKind::InquiryOpened { inquiry_opened: inquiry } => {
                let state = Inquiry { inquiry: inquiry.clone(), entity, customer, opened: date, answered: None };
                self.inquiries.insert(&inquiry.id, state);
            }
            EntryKind::TaskSet { task_set: task } => {
                self.tasks.insert(&task.id, Task { task: task.clone(), entity, customer, set: date, done: None });
            }
            EntryKind::SecurityTaken { security_taken: security } => {
                let state = Security { security: security.clone(), entity, customer, taken: date, released: None };
                self.securities.insert(&security.id, state);
            }
            EntryKind::PlacementMade { placement_made: placement } => {
                let state = Placement { placement: placement.clone(), entity, customer, placed: date, recalled: None };
                self.placements.insert(&placement.id, state);
            }
            _ => {}
        }
    }

    fn see_case_or_log(&mut self, entry: &'a Entry) {
        let date = Some(entry.effective);
        match &entry.kind {
            EntryKind::HoldLifted { hold_lifted } => {
                if let Some(state) = self.holds.get_mut(&hold_lifted.id) {
                    state.lifted = date;
                }
            }
            EntryKind::RefundPaid { refund_paid } => {
                if let Some(state) = refund_paid.case.as_ref().and_then(|case| self.refund_requests.get_mut(case)) {
                    state.paid = state.paid.checked_add(refund_paid.amount).unwrap_or(state.paid);
                }
            }
            EntryKind::ApprovalAnswered { approval_answered } => {
                if let Some(state) = self.approvals.get_mut(&approval_answered.id) {
                    (state.answer, state.answered) = (Some(approval_answered.answer), date);
                }
            }
            EntryKind::InquiryAnswered { inquiry_answered } => {
                if let Some(state) = self.inquiries.get_mut(&inquiry_answered.id) {
                    state.answered = date;
                }
            }
            EntryKind::TaskDone { task_done } => {
                if let Some(state) = self.tasks.get_mut(&task_done.id) {
                    state.done = date;
                }
            }
            EntryKind::SecurityReleased { security_released } => {
                if let Some(state) = self.securities.get_mut(&security_released.id) {
                    state.released = date;
                }
            }
            EntryKind::PlacementRecalled { placement_recalled } => {
                if let Some(state) = self.placements.get_mut(&placement_recalled.id) {
                    state.recalled = date;
                }
            }
            _ => self.logs.push(entry),
        }
    }

    /// The disputed amounts by item; none stands for all that is open.
    fn disputed(&self) -> BTreeMap<&ItemId, Vec<Option<Amount>>> {
        let mut out: BTreeMap<&ItemId, Vec<Option<Amount>>> = BTreeMap::new();
        for line in self.disputes.values().filter(|state| state.resolved.is_none()).flat_map(|state| &state.dispute.items) {
            out.entry(&line.item).or_default().push(line.amount);
        }
        out
    }

    /// The plan in force by item: the latest agreed.
    fn planned(&self) -> BTreeMap<&ItemId, &PlanId> {
        let mut plans: Vec<&Plan> = self.plans.values().filter(|plan| plan.ended.is_none()).collect();
        plans.sort_by(|left, right| left.agreed.cmp(&right.agreed).then_with(|| left.plan.id.cmp(&right.plan.id)));
        plans.iter().flat_map(|plan| plan.plan.items.iter().map(|item| (item, &plan.plan.id))).collect()
    }

    fn fill(mut self, entries: &[Entry], fold: &Fold, as_of: &AsOf, book: &mut Book) {
        for (id, amount) in &self.request_payments {
            if let Some(state) = self.requests.get_mut(id) {
                state.paid = state.paid.checked_add(*amount).unwrap_or(state.paid);
            }
        }
        book.requests = self.requests.into_values().filter(|state| state.paid < state.request.amount).collect();
        book.disputes = self.disputes.into_values().collect();
        book.promises = self.promises.into_values().collect();
        book.plans = self.plans.into_values().collect();
        book.holds = self.holds.into_values().collect();
        book.credit_requests = self.credit_requests.into_values().collect();
        book.refund_requests = self.refund_requests.into_values().collect();
        book.approvals = self.approvals.into_values().collect();
        book.inquiries = self.inquiries.into_values().collect();
        book.tasks = self.tasks.into_values().collect();
        book.securities = self.securities.into_values().collect();
        book.placements = self.placements.into_values().collect();
        self.logs.sort_by(|left, right| left.effective.cmp(&right.effective).then_with(|| left.id.cmp(&right.id)));
        for entry in self.logs {
            log(entry, book);
        }
        book.periods = periods(&self.periods);
        book.held = held(entries, fold, &self.identified, as_of);
    }
}

fn replace<T: Clone>(slot: &mut Option<T>, new: &Option<T>) {
    if new.is_some() {
        slot.clone_from(new);
    }
}

fn log(from: &Entry, book: &mut Book) {
    let (entry, entity, customer, effective) = (from.id.clone(), from.entity.clone(), from.customer.clone(), from.effective);
    match &from.kind {
        EntryKind::ContactMade { contact_made: contact } => {
            book.contacts.push(ContactLogEntry { entry, entity, customer, effective, contact: contact.clone() });
        }
        EntryKind::InstructionReceived { instruction_received: instruction } => {
            book.instructions.push(InstructionLogEntry { entry, entity, customer, effective, instruction: instruction.clone() });
        }
        EntryKind::NoticeSent { notice_sent: notice } => {
            book.notices.push(NoticeLogEntry { entry, entity, customer, effective, notice: notice.clone() });
        }
        EntryKind::DocumentAttached { document_attached: attached } => {
            book.attachments.push(AttachmentLogEntry { entry, entity, effective, attached: attached.clone() });
        }
        EntryKind::DocumentTracked { document_tracked: tracked } => {
            book.tracking.push(TrackingLogEntry { entry, entity, effective, tracked: tracked.clone() });
        }
        EntryKind::Note { note } => book.notes.push(NoteLogEntry { entry, entity, customer, effective, note: note.clone() }),
        _ => {}
    }
}

/// How far each entity is closed: its live period entries in the order in which they were recorded.
pub(crate) fn periods(entries: &[&Entry]) -> Vec<Period> {
    let mut sorted = entries.to_vec();
    sorted.sort_by(|left, right| left.recorded.cmp(&right.recorded).then_with(|| left.id.cmp(&right.id)));
    let mut through: BTreeMap<&EntityId, Option<chrono::NaiveDate>> = BTreeMap::new();
    for entry in sorted {
        let slot = through.entry(&entry.entity).or_default();
        match &entry.kind {
            EntryKind::PeriodClosed { period_closed } => *slot = (*slot).max(Some(period_closed.through)),
            EntryKind::PeriodReopened { period_reopened } => {
                let before = period_reopened.from.pred_opt();
                *slot = if slot.is_some() { (*slot).min(before) } else { None };
            }
            _ => {}
        }
    }
    through.into_iter().filter_map(|(entity, through)| Some(Period::new(entity, through?))).collect()
}

fn held(entries: &[Entry], fold: &Fold, identified: &HashMap<u32, CustomerId, RandomState>, _as_of: &AsOf) -> Vec<HeldInstrument> {
    let mut out = Vec::new();
    for state in fold.receipts.values() {
        let Some(entry) = entries.get(state.entry as usize).filter(|_| fold.row(state.entry).is_live()) else { continue };
        let EntryKind::Receipt { receipt } = &entry.kind else { continue };
        if state.stage == Stage::Cleared {
            continue;
        }
        let returned = fold.list(fold.row(state.entry).followers).filter(|row| fold.row(*row).is_live()).filter_map(|row| {
            match &entries.get(row as usize)?.kind {
                EntryKind::ReceiptReturned { receipt_returned } => Some(receipt_returned.amount),
                _ => None,
            }
        });
        let Some(amount) = Amount::checked_sum(returned).and_then(|returned| receipt.amount.checked_sub(returned)) else { continue };
        if !amount.is_positive() {
            continue;
        }
        out.push(HeldInstrument {
            receipt: receipt.id.clone(),
            entity: entry.entity.clone(),
            customer: identified.get(&state.item).cloned().or_else(|| entry.customer.clone()),
            currency: receipt.currency,
            amount,
            instrument: receipt.instrument.clone(),
            stage: state.stage,
            relieved: state.relieved_by != NONE,
            effective: entry.effective,
        });
    }
    out.sort_unstable_by(|left, right| left.receipt.cmp(&right.receipt));
    out
}
