//! The book as plain data: each list is read off the live entries once more.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use openitem::*;

use super::state::{State, base_of, plus, relieves_at, sum};

pub(super) fn book(state: &State, as_of: &AsOf) -> Book {
    let mut book = Book::new(as_of.clone());
    let live: Vec<&Entry> = state.live_entries();
    book.disputes = disputes(&live);
    book.promises = promises(&live);
    book.plans = plans(&live);
    book.items = items(state, &book.disputes, &book.plans, &live);
    book.held = held(state, &live);
    book.requests = requests(state, &live);
    book.periods = periods(&live);
    cases(&mut book, &live);
    logs(&mut book, &live);
    book
}

/// An item's due date as of the entries folded so far.
pub(super) fn due(state: &State, record: &OpenItem) -> Option<NaiveDate> {
    as_changed(state, &record.id).due
}

/// An item with what is known of it now, nothing said of what is open.
pub(super) fn as_changed(state: &State, item: &ItemId) -> OpenItem {
    let mut record = state.items[item].record.clone();
    for entry in state.live_entries() {
        if let EntryKind::ItemChanged { item_changed } = &entry.kind
            && item_changed.item == *item
        {
            if let Some(change) = &item_changed.due {
                // An item with a due date waits for nothing; without one it waits for what its maker said.
                record.due = change.new;
                record.awaits = state.items[item].record.awaits.filter(|_| change.new.is_none());
            }
            if let Some(change) = &item_changed.terms {
                record.terms = change.new.clone();
            }
            if let Some(change) = &item_changed.references {
                record.references = change.new.clone();
            }
            if let Some(change) = &item_changed.labels {
                record.labels = change.new.clone();
            }
        }
    }
    (record.control_class, record.customer) = state.standing(item);
    record
}

fn items(state: &State, disputes: &[Dispute], plans: &[Plan], live: &[&Entry]) -> Vec<OpenItem> {
    let mut items = Vec::new();
    for id in state.items.keys() {
        let open = state.open(id);
        if open.is_zero() {
            continue;
        }
        let mut record = as_changed(state, id);
        record.open = open;
        record.base_open = base_of(&record, open);
        let of_item = disputes.iter().filter(|dispute| dispute.resolved.is_none()).flat_map(|dispute| &dispute.dispute.items);
        let disputed = sum(of_item.filter(|line| line.item == *id).map(|line| line.amount.unwrap_or(open)));
        record.disputed = disputed.min(open);
        // The plan agreed last of those that go on.
        let latest = live.iter().rev().find_map(|entry| match &entry.kind {
            EntryKind::PlanAgreed { plan_agreed } if plan_agreed.items.contains(id) => {
                plans.iter().find(|plan| plan.plan.id == plan_agreed.id && plan.ended.is_none())
            }
            _ => None,
        });
        record.plan = latest.map(|plan| plan.plan.id.clone());
        items.push(record);
    }
    items
}

fn held(state: &State, live: &[&Entry]) -> Vec<HeldInstrument> {
    let mut held = BTreeMap::new();
    for entry in live {
        let EntryKind::Receipt { receipt } = &entry.kind else { continue };
        let stage = state.stage(receipt);
        let amount = plus(receipt.amount, state.returned(&receipt.id).negated());
        if stage == Stage::Cleared || amount.is_zero() {
            continue;
        }
        let mut line = HeldInstrument::new(
            &receipt.id,
            &entry.entity,
            receipt.currency,
            amount,
            receipt.instrument.clone(),
            stage,
            relieves_at(&receipt.instrument, stage),
            entry.effective,
        );
        line.customer = state.standing(&ItemId::from(&receipt.id)).1;
        held.insert(receipt.id.clone(), line);
    }
    held.into_values().collect()
}

fn requests(state: &State, live: &[&Entry]) -> Vec<DownPayment> {
    let mut requests = BTreeMap::new();
    for entry in live {
        let EntryKind::DownPaymentRequest { down_payment_request } = &entry.kind else { continue };
        let paid = sum(live.iter().filter_map(|entry| match &entry.kind {
            EntryKind::Receipt { receipt } if receipt.request.as_ref() == Some(&down_payment_request.id) => {
                Some(plus(receipt.amount, state.returned(&receipt.id).negated()))
            }
            EntryKind::MoneyPlaced { money_placed } if answers_anew(state, money_placed, &down_payment_request.id) => {
                Some(money_placed.amount)
            }
            _ => None,
        }));
        if paid < down_payment_request.amount {
            let mut line = DownPayment::new(down_payment_request.as_ref().clone(), &entry.entity, entry.effective, paid);
            line.customer = entry.customer.clone();
            requests.insert(down_payment_request.id.clone(), line);
        }
    }
    requests.into_values().collect()
}

/// Whether money is placed as a prepayment on a request that it did not answer before.
fn answers_anew(state: &State, placed: &MoneyPlaced, request: &ItemId) -> bool {
    answers(placed) == Some(request) && answered_by(state, &placed.item) != Some(request)
}

fn answers(placed: &MoneyPlaced) -> Option<&ItemId> {
    placed.request.as_ref().filter(|_| placed.to == MoneyPlace::Prepayment)
}

/// The request that an item's money answers.
fn answered_by<'a>(state: &'a State, item: &ItemId) -> Option<&'a ItemId> {
    let maker = state.items.get(item).and_then(|item| state.entry(&item.maker))?;
    match &maker.kind {
        EntryKind::Receipt { receipt } => receipt.request.as_ref().filter(|_| *item == ItemId::from(&receipt.id)),
        EntryKind::MoneyPlaced { money_placed } => answers(money_placed).or_else(|| answered_by(state, &money_placed.item)),
        EntryKind::Transfer { transfer } => answered_by(state, &transfer.item),
        _ => None,
    }
}

fn disputes(live: &[&Entry]) -> Vec<Dispute> {
    let mut disputes: BTreeMap<DisputeId, Dispute> = BTreeMap::new();
    for entry in live {
        match &entry.kind {
            EntryKind::DisputeOpened { dispute_opened } => {
                let mut dispute = Dispute::new(dispute_opened.as_ref().clone(), &entry.entity, entry.effective);
                dispute.customer = entry.customer.clone();
                disputes.insert(dispute_opened.id.clone(), dispute);
            }
            EntryKind::DisputeChanged { dispute_changed } => {
                let Some(dispute) = disputes.get_mut(&dispute_changed.id).map(|dispute| &mut dispute.dispute) else { continue };
                if !dispute_changed.items.is_empty() {
                    dispute.items = dispute_changed.items.clone();
                }
                dispute.reason = dispute_changed.reason.clone().or(dispute.reason.take());
                dispute.owner = dispute_changed.owner.clone().or(dispute.owner.take());
                dispute.due = dispute_changed.due.or(dispute.due);
                dispute.text = dispute_changed.text.clone().or(dispute.text.take());
            }
            EntryKind::DisputeResolved { dispute_resolved } => {
                let Some(dispute) = disputes.get_mut(&dispute_resolved.id) else { continue };
                dispute.resolved = Some(entry.effective);
                dispute.outcome = Some(dispute_resolved.outcome);
            }
            _ => {}
        }
    }
    disputes.into_values().collect()
}

fn promises(live: &[&Entry]) -> Vec<PromiseToPay> {
    let mut promises: BTreeMap<PromiseId, PromiseToPay> = BTreeMap::new();
    for entry in live {
        match &entry.kind {
            EntryKind::PromiseMade { promise_made } => {
                let mut promise = PromiseToPay::new(promise_made.as_ref().clone(), &entry.entity, entry.effective);
                promise.customer = entry.customer.clone();
                promises.insert(promise_made.id.clone(), promise);
            }
            EntryKind::PromiseWithdrawn { promise_withdrawn } => {
                if let Some(promise) = promises.get_mut(&promise_withdrawn.id) {
                    promise.withdrawn = Some(entry.effective);
                }
            }
            _ => {}
        }
    }
    promises.into_values().collect()
}

fn plans(live: &[&Entry]) -> Vec<Plan> {
    let mut plans: BTreeMap<PlanId, Plan> = BTreeMap::new();
    for entry in live {
        match &entry.kind {
            EntryKind::PlanAgreed { plan_agreed } => {
                let mut plan = Plan::new(plan_agreed.as_ref().clone(), &entry.entity, entry.effective);
                plan.customer = entry.customer.clone();
                plans.insert(plan_agreed.id.clone(), plan);
            }
            EntryKind::PlanChanged { plan_changed } => {
                if let Some(plan) = plans.get_mut(&plan_changed.id) {
                    plan.plan.installments = plan_changed.installments.clone();
                }
            }
            EntryKind::PlanEnded { plan_ended } => {
                if let Some(plan) = plans.get_mut(&plan_ended.id) {
                    plan.ended = Some(entry.effective);
                    plan.outcome = Some(plan_ended.outcome);
                }
            }
            _ => {}
        }
    }
    plans.into_values().collect()
}

/// The latest date on which a live entry closes a case.
fn closed(live: &[&Entry], case: &CaseId, by: &str) -> Option<NaiveDate> {
    let mut closing = live.iter().rev().filter(|entry| entry.kind.tag() == by);
    let closing = closing.find(|entry| match &entry.kind {
        EntryKind::HoldLifted { hold_lifted } => hold_lifted.id == *case,
        EntryKind::InquiryAnswered { inquiry_answered } => inquiry_answered.id == *case,
        EntryKind::TaskDone { task_done } => task_done.id == *case,
        EntryKind::SecurityReleased { security_released } => security_released.id == *case,
        EntryKind::PlacementRecalled { placement_recalled } => placement_recalled.id == *case,
        _ => false,
    });
    closing.map(|entry| entry.effective)
}

fn cases(book: &mut Book, live: &[&Entry]) {
    for entry in live {
        let (entity, on, customer) = (&entry.entity, entry.effective, &entry.customer);
        match &entry.kind {
            EntryKind::HoldPlaced { hold_placed } => {
                let mut hold = Hold::new(hold_placed.as_ref().clone(), entity, on);
                hold.customer = customer.clone();
                hold.lifted = closed(live, &hold_placed.id, "hold_lifted");
                book.holds.push(hold);
            }
            EntryKind::CreditRequested { credit_requested } => {
                let mut request = CreditRequest::new(credit_requested.as_ref().clone(), entity, on);
                request.customer = customer.clone();
                book.credit_requests.push(request);
            }
            EntryKind::RefundAsked { refund_asked } => {
                let paid = sum(live.iter().filter_map(|entry| match &entry.kind {
                    EntryKind::RefundPaid { refund_paid } if refund_paid.case.as_ref() == Some(&refund_asked.id) => {
                        Some(refund_paid.amount)
                    }
                    _ => None,
                }));
                let mut request = RefundRequest::new(refund_asked.as_ref().clone(), entity, on, paid);
                request.customer = customer.clone();
                book.refund_requests.push(request);
            }
            EntryKind::ApprovalAsked { approval_asked } => {
                let mut approval = Approval::new(approval_asked.as_ref().clone(), entity, on);
                approval.customer = customer.clone();
                approval.asked_by = entry.by.clone();
                for answer in live {
                    if let EntryKind::ApprovalAnswered { approval_answered } = &answer.kind
                        && approval_answered.id == approval_asked.id
                    {
                        let mut reply = ApprovalReply::new(answer.effective, approval_answered.answer);
                        reply.by = answer.by.clone();
                        approval.answers.push(reply);
                    }
                }
                book.approvals.push(approval);
            }
            EntryKind::InquiryOpened { inquiry_opened } => {
                let mut inquiry = Inquiry::new(inquiry_opened.as_ref().clone(), entity, on);
                inquiry.customer = customer.clone();
                inquiry.answered = closed(live, &inquiry_opened.id, "inquiry_answered");
                book.inquiries.push(inquiry);
            }
            EntryKind::TaskSet { task_set } => {
                let mut task = Task::new(task_set.as_ref().clone(), entity, on);
                task.customer = customer.clone();
                task.done = closed(live, &task_set.id, "task_done");
                book.tasks.push(task);
            }
            EntryKind::SecurityTaken { security_taken } => {
                let mut security = Security::new(security_taken.as_ref().clone(), entity, on);
                security.customer = customer.clone();
                security.released = closed(live, &security_taken.id, "security_released");
                book.securities.push(security);
            }
            EntryKind::PlacementMade { placement_made } => {
                let mut placement = Placement::new(placement_made.as_ref().clone(), entity, on);
                placement.customer = customer.clone();
                placement.recalled = closed(live, &placement_made.id, "placement_recalled");
                book.placements.push(placement);
            }
            _ => {}
        }
    }
    book.holds.sort_by(|left, right| left.hold.id.cmp(&right.hold.id));
    book.credit_requests.sort_by(|left, right| left.request.id.cmp(&right.request.id));
    book.refund_requests.sort_by(|left, right| left.request.id.cmp(&right.request.id));
    book.approvals.sort_by(|left, right| left.asked_for.id.cmp(&right.asked_for.id));
    book.inquiries.sort_by(|left, right| left.inquiry.id.cmp(&right.inquiry.id));
    book.tasks.sort_by(|left, right| left.task.id.cmp(&right.task.id));
    book.securities.sort_by(|left, right| left.security.id.cmp(&right.security.id));
    book.placements.sort_by(|left, right| left.placement.id.cmp(&right.placement.id));
}

fn logs(book: &mut Book, live: &[&Entry]) {
    let mut sorted: Vec<&Entry> = live.to_vec();
    sorted.sort_by(|left, right| (left.effective, &left.id).cmp(&(right.effective, &right.id)));
    for entry in sorted {
        let (id, entity, on, customer) = (&entry.id, &entry.entity, entry.effective, &entry.customer);
        match &entry.kind {
            EntryKind::ContactMade { contact_made } => {
                let mut line = ContactLogEntry::new(id, entity, on, contact_made.as_ref().clone());
                line.customer = customer.clone();
                book.contacts.push(line);
            }
            EntryKind::InstructionReceived { instruction_received } => {
                let mut line = InstructionLogEntry::new(id, entity, on, instruction_received.as_ref().clone());
                line.customer = customer.clone();
                book.instructions.push(line);
            }
            EntryKind::NoticeSent { notice_sent } => {
                let mut line = NoticeLogEntry::new(id, entity, on, notice_sent.as_ref().clone());
                line.customer = customer.clone();
                book.notices.push(line);
            }
            EntryKind::DocumentAttached { document_attached } => {
                book.attachments.push(AttachmentLogEntry::new(id, entity, on, document_attached.as_ref().clone()));
            }
            EntryKind::DocumentTracked { document_tracked } => {
                book.tracking.push(TrackingLogEntry::new(id, entity, on, document_tracked.as_ref().clone()));
            }
            EntryKind::Note { note } => {
                let mut line = NoteLogEntry::new(id, entity, on, note.as_ref().clone());
                line.customer = customer.clone();
                book.notes.push(line);
            }
            _ => {}
        }
    }
}

fn periods(live: &[&Entry]) -> Vec<Period> {
    // A period is closed or opened again at a moment, whatever date the entry bears.
    let mut sorted = live.to_vec();
    sorted.sort_by_key(|entry| (entry.recorded, entry.effective, entry.id.clone()));
    let mut closed: BTreeMap<&EntityId, NaiveDate> = BTreeMap::new();
    for entry in sorted {
        match &entry.kind {
            EntryKind::PeriodClosed { period_closed } => {
                let through = closed.entry(&entry.entity).or_insert(period_closed.through);
                *through = period_closed.through.max(*through);
            }
            EntryKind::PeriodReopened { period_reopened } => {
                let Some(through) = closed.get_mut(&entry.entity) else { continue };
                match period_reopened.first_open.pred_opt() {
                    Some(last) => *through = last.min(*through),
                    None => drop(closed.remove(&entry.entity)),
                }
            }
            _ => {}
        }
    }
    closed.into_iter().map(|(entity, through)| Period::new(entity, through)).collect()
}
