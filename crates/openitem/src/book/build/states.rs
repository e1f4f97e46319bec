//! What live entries say beside amounts: disputes, promises, plans, holds, cases, logs, periods, instruments in hand.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rapidhash::fast::RandomState;

use super::said::{END, Said};
use crate::book::fold::{Fold, NONE};
use crate::book::record::*;
use crate::entry::{Entry, EntryKind, MoneyPlace, MoneyPlaced, Receipt, Stage};
use crate::{Amount, CaseId, DisputeId, EntityId, ItemId, PlanId, PromiseId};

/// What live entries say beside amounts, in fold order.
#[derive(Default)]
pub(super) struct States<'a> {
    requests: BTreeMap<&'a ItemId, DownPayment>,
    /// The down-payment request that an item's money answers, by item.
    answers: HashMap<u32, &'a ItemId, RandomState>,
    disputes: BTreeMap<&'a DisputeId, Dispute>,
    promises: BTreeMap<&'a PromiseId, PromiseToPay>,
    plans: BTreeMap<&'a PlanId, Plan>,
    /// In fold order.
    agreed: Vec<&'a PlanId>,
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
    pub(super) fn see(&mut self, entries: &[Entry], fold: &Fold, row: u32, entry: &'a Entry) {
        let entity = || entry.entity.clone();
        let customer = || entry.customer.clone();
        let date = entry.effective;
        self.pass_on(fold, row);
        match &entry.kind {
            EntryKind::ItemChanged { .. } | EntryKind::PayerIdentified { .. } => {}
            EntryKind::DownPaymentRequest { down_payment_request: request } => {
                let state = DownPayment {
                    request: request.as_ref().clone(),
                    entity: entity(),
                    customer: customer(),
                    effective: date,
                    paid: Amount::ZERO,
                };
                self.requests.insert(&request.id, state);
            }
            EntryKind::Receipt { receipt } => self.receipt(entries, fold, row, receipt),
            EntryKind::MoneyPlaced { money_placed } => self.placed(fold, row, money_placed),
            EntryKind::DisputeOpened { dispute_opened: dispute } => {
                let state = Dispute {
                    dispute: dispute.as_ref().clone(),
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
                let state =
                    PromiseToPay { promise: promise.as_ref().clone(), entity: entity(), customer: customer(), made: date, withdrawn: None };
                self.promises.insert(&promise.id, state);
            }
            EntryKind::PromiseWithdrawn { promise_withdrawn } => {
                if let Some(state) = self.promises.get_mut(&promise_withdrawn.id) {
                    state.withdrawn = Some(date);
                }
            }
            EntryKind::PlanAgreed { plan_agreed: plan } => {
                let state =
                    Plan { plan: plan.as_ref().clone(), entity: entity(), customer: customer(), agreed: date, ended: None, outcome: None };
                self.plans.insert(&plan.id, state);
                self.agreed.push(&plan.id);
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

    /// Parts of money that answers a request answer it too.
    fn pass_on(&mut self, fold: &Fold, row: u32) {
        if self.answers.is_empty() {
            return;
        }
        for item in fold.row(row).first_item..fold.row(row).end_item {
            if let Some(request) = self.answers.get(&fold.item(item).from).copied() {
                self.answers.insert(item, request);
            }
        }
    }

    /// Money received on a request pays it, less what the bank took back.
    fn receipt(&mut self, entries: &[Entry], fold: &Fold, row: u32, receipt: &'a Receipt) {
        let Some(request) = &receipt.request else { return };
        self.answers.insert(fold.row(row).first_item, request);
        if let Some(kept) = not_returned(entries, fold, row, receipt) {
            self.pay(request, kept);
        }
    }

    /// Money placed as a prepayment pays the request that it names, unless it was counted for it before.
    fn placed(&mut self, fold: &Fold, row: u32, placed: &'a MoneyPlaced) {
        let Some(request) = placed.request.as_ref().filter(|_| placed.to == MoneyPlace::Prepayment) else { return };
        if self.answers.insert(fold.row(row).first_item, request) != Some(request) {
            self.pay(request, placed.amount);
        }
    }

    fn pay(&mut self, request: &ItemId, amount: Amount) {
        if let Some(state) = self.requests.get_mut(request) {
            state.paid = state.paid.checked_add(amount).unwrap_or(state.paid);
        }
    }

    fn open_case(&mut self, entry: &'a Entry) {
        let (entity, customer, date) = (entry.entity.clone(), entry.customer.clone(), entry.effective);
        match &entry.kind {
            EntryKind::HoldPlaced { hold_placed: hold } => {
                self.holds.insert(&hold.id, Hold { hold: hold.as_ref().clone(), entity, customer, placed: date, lifted: None });
            }
            EntryKind::CreditRequested { credit_requested: request } => {
                self.credit_requests
                    .insert(&request.id, CreditRequest { request: request.as_ref().clone(), entity, customer, asked: date });
            }
            EntryKind::RefundAsked { refund_asked: request } => {
                let state = RefundRequest { request: request.as_ref().clone(), entity, customer, asked: date, paid: Amount::ZERO };
                self.refund_requests.insert(&request.id, state);
            }
            EntryKind::ApprovalAsked { approval_asked: asked } => {
                let asked_by = entry.by.clone();
                let state = Approval { asked_for: asked.as_ref().clone(), entity, customer, asked: date, asked_by, answers: Vec::new() };
                self.approvals.insert(&asked.id, state);
            }
            EntryKind::InquiryOpened { inquiry_opened: inquiry } => {
                let state = Inquiry { inquiry: inquiry.as_ref().clone(), entity, customer, opened: date, answered: None };
                self.inquiries.insert(&inquiry.id, state);
            }
            EntryKind::TaskSet { task_set: task } => {
                self.tasks.insert(&task.id, Task { task: task.as_ref().clone(), entity, customer, set: date, done: None });
            }
            EntryKind::SecurityTaken { security_taken: security } => {
                let state = Security { security: security.as_ref().clone(), entity, customer, taken: date, released: None };
                self.securities.insert(&security.id, state);
            }
            EntryKind::PlacementMade { placement_made: placement } => {
                let state = Placement { placement: placement.as_ref().clone(), entity, customer, placed: date, recalled: None };
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
                    let by = entry.by.clone();
                    state.answers.push(ApprovalReply { date: entry.effective, by, answer: approval_answered.answer });
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
            // Which of these are logged is said once, by `log`.
            _ => self.logs.push(entry),
        }
    }

    /// The disputed amounts by item; none stands for all that is open.
    pub(super) fn disputed(&self) -> BTreeMap<&ItemId, Vec<Option<Amount>>> {
        let mut out: BTreeMap<&ItemId, Vec<Option<Amount>>> = BTreeMap::new();
        for line in self.disputes.values().filter(|state| state.resolved.is_none()).flat_map(|state| &state.dispute.items) {
            out.entry(&line.item).or_default().push(line.amount);
        }
        out
    }

    /// The plan in force by item: the last agreed, in fold order, of those that did not end.
    pub(super) fn planned(&self) -> BTreeMap<&ItemId, &PlanId> {
        let plans = self.agreed.iter().filter_map(|id| self.plans.get(*id)).filter(|plan| plan.ended.is_none());
        plans.flat_map(|plan| plan.plan.items.iter().map(|item| (item, &plan.plan.id))).collect()
    }

    pub(super) fn fill(mut self, entries: &[Entry], fold: &Fold, said: &Said<'_>, book: &mut Book) {
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
        book.held = held(entries, fold, said);
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
            book.contacts.push(ContactLogEntry { entry, entity, customer, effective, contact: contact.as_ref().clone() });
        }
        EntryKind::InstructionReceived { instruction_received: instruction } => {
            book.instructions.push(InstructionLogEntry { entry, entity, customer, effective, instruction: instruction.as_ref().clone() });
        }
        EntryKind::NoticeSent { notice_sent: notice } => {
            book.notices.push(NoticeLogEntry { entry, entity, customer, effective, notice: notice.as_ref().clone() });
        }
        EntryKind::DocumentAttached { document_attached: attached } => {
            book.attachments.push(AttachmentLogEntry { entry, entity, effective, attached: attached.as_ref().clone() });
        }
        EntryKind::DocumentTracked { document_tracked: tracked } => {
            book.tracking.push(TrackingLogEntry { entry, entity, effective, tracked: tracked.as_ref().clone() });
        }
        EntryKind::Note { note } => book.notes.push(NoteLogEntry { entry, entity, customer, effective, note: note.as_ref().clone() }),
        _ => {}
    }
}

/// How far entities are closed, as their period entries come in the order in which they were recorded.
#[derive(Debug, Default)]
pub(crate) struct Closings<'a> {
    through: BTreeMap<&'a EntityId, Option<NaiveDate>>,
}

impl<'a> Closings<'a> {
    /// Takes the next period entry into account; other entries say nothing.
    pub(crate) fn see(&mut self, entry: &'a Entry) {
        let slot = self.through.entry(&entry.entity).or_default();
        match &entry.kind {
            EntryKind::PeriodClosed { period_closed } => *slot = (*slot).max(Some(period_closed.through)),
            EntryKind::PeriodReopened { period_reopened } => {
                // Where nothing is closed, or all is opened again, nothing is closed.
                *slot = (*slot).min(period_reopened.first_open.pred_opt());
            }
            _ => {}
        }
    }

    /// The last closed date of an entity.
    pub(crate) fn through(&self, entity: &EntityId) -> Option<NaiveDate> {
        self.through.get(entity).copied().flatten()
    }
}

/// Period entries in the order in which they count: as they were recorded, because a period is closed or opened again at a
/// moment, whatever date the entry bears; then by effective date and id.
pub(crate) fn sort_periods(entries: &mut [&Entry]) {
    entries.sort_by(|left, right| (left.recorded, left.effective, &left.id).cmp(&(right.recorded, right.effective, &right.id)));
}

/// How far each entity is closed, by its live period entries.
pub(crate) fn periods(entries: &[&Entry]) -> Vec<Period> {
    let mut sorted = entries.to_vec();
    sort_periods(&mut sorted);
    let mut closings = Closings::default();
    sorted.into_iter().for_each(|entry| closings.see(entry));
    closings.through.into_iter().filter_map(|(entity, through)| Some(Period::new(entity, through?))).collect()
}

/// What the bank did not take back of a receipt.
fn not_returned(entries: &[Entry], fold: &Fold, row: u32, receipt: &Receipt) -> Option<Amount> {
    let returned = fold.listed(row).filter(|row| fold.row(*row).is_live()).filter_map(|row| match &entries.get(row as usize)?.kind {
        EntryKind::ReceiptReturned { receipt_returned } => Some(receipt_returned.amount),
        _ => None,
    });
    Amount::checked_sum(returned).and_then(|returned| receipt.amount.checked_sub(returned))
}

fn held(entries: &[Entry], fold: &Fold, said: &Said<'_>) -> Vec<HeldInstrument> {
    let mut out = Vec::new();
    for state in fold.receipts.values() {
        let Some(entry) = entries.get(state.entry as usize).filter(|_| fold.row(state.entry).is_live()) else { continue };
        let EntryKind::Receipt { receipt } = &entry.kind else { continue };
        if state.stage == Stage::Cleared {
            continue;
        }
        let Some(amount) = not_returned(entries, fold, state.entry, receipt).filter(|amount| amount.is_positive()) else { continue };
        out.push(HeldInstrument {
            receipt: receipt.id.clone(),
            entity: entry.entity.clone(),
            customer: said.payer(state.item, END).or(entry.customer.as_ref()).cloned(),
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
