//! Step 1 of judgement: what an entry is refused for at once.

use std::collections::BTreeSet;

use openitem::{
    Amount, Application, CaseId, Cause, ControlClass, Currency, Direction, DisputedItem, Document, EntityId, Entry, EntryId, EntryKind,
    ItemId, MoneyPlace, OpenItemError, PlanInstallment, ReceiptId, RefusedOutcome, Side,
};

use super::View;
use super::names::{Name, case_name, item_name, makes, names};
use super::state::{State, plus, relieves_at, sum};

pub(super) fn check(entry: &Entry, state: &State, view: &View) -> Result<(), OpenItemError> {
    names_are_there(entry, state, view)?;
    names_are_free(entry, state)?;
    kinds_match(entry, state)?;
    amounts_are_valid(entry, state)?;
    can_be_reversed(entry, state)
}

fn names_are_there(entry: &Entry, state: &State, view: &View) -> Result<(), OpenItemError> {
    for name in names(entry) {
        let first = view.makers.get(&name).and_then(|makers| makers.first()).filter(|maker| maker.id != entry.id);
        let is_later = |target: &Entry| target.effective > entry.effective || target.recorded > entry.recorded;
        let before_target = |target: &Entry| OpenItemError::BeforeTarget {
            entry: entry.id.clone(),
            target: target.id.clone(),
            found: format!("{} {}", entry.effective, entry.recorded),
            expected: format!("{} {}", target.effective, target.recorded),
        };
        if let Some(holder) = state.holders.get(&name) {
            match state.entry(holder) {
                Some(target) if is_later(target) => return Err(before_target(target)),
                _ => {
                    entity_matches(entry, state, &name)?;
                    continue;
                }
            }
        }
        return Err(match first {
            Some(target) if is_later(target) => before_target(target),
            Some(target) if view.refused.contains(&target.id) => {
                OpenItemError::HangsOnRefused { entry: entry.id.clone(), target: target.id.clone() }
            }
            _ => OpenItemError::UnknownName { entry: entry.id.clone(), what: name.0.to_owned(), name: name.1 },
        });
    }
    Ok(())
}

fn names_are_free(entry: &Entry, state: &State) -> Result<(), OpenItemError> {
    let mut own = BTreeSet::new();
    for name in makes(entry) {
        let holder = if own.contains(&name) { Some(&entry.id) } else { state.holders.get(&name) };
        if let Some(holder) = holder {
            let holder = holder.clone();
            return Err(OpenItemError::DuplicateName { entry: entry.id.clone(), what: name.0.to_owned(), name: name.1, holder });
        }
        own.insert(name);
    }
    Ok(())
}

/// What is named belongs to the entry's entity.
fn entity_matches(entry: &Entry, state: &State, name: &Name) -> Result<(), OpenItemError> {
    let of_item = state.items.get(name.1.as_str()).filter(|_| name.0 == "item").map(|item| &item.record.entity);
    let of_holder = || state.holders.get(name).and_then(|holder| state.entry(holder)).map(|holder| &holder.entity);
    if of_item.or_else(of_holder).is_some_and(|entity: &EntityId| *entity != entry.entity) {
        return Err(mismatch(entry, &name.1, "belongs to another entity"));
    }
    Ok(())
}

fn mismatch(entry: &Entry, item: impl ToString, problem: &str) -> OpenItemError {
    OpenItemError::Mismatch { entry: entry.id.clone(), item: item.to_string(), problem: problem.to_owned() }
}

fn invalid(entry: &Entry, field: &str, found: impl ToString, expected: &str) -> OpenItemError {
    OpenItemError::InvalidEntry {
        entry: entry.id.clone(),
        field: field.to_owned(),
        found: found.to_string(),
        expected: expected.to_owned(),
    }
}

/// Side, currency and class of what is named.
fn kinds_match(entry: &Entry, state: &State) -> Result<(), OpenItemError> {
    let on_side = |item: &ItemId, side: Side| match state.items.get(item) {
        Some(found) if found.record.side == side => Ok(()),
        _ => Err(mismatch(entry, item, "stands on the other side, or is no item")),
    };
    let is_item = |item: &ItemId| match state.items.get(item) {
        Some(_) => Ok(()),
        None => Err(mismatch(entry, item, "is no open item")),
    };
    let is_money = |item: &ItemId| match state.items.get(item) {
        Some(found) if found.record.side == Side::Credit && state.standing(item).0.is_money() => Ok(()),
        _ => Err(mismatch(entry, item, "is no money received")),
    };
    let is_withholding = |item: &ItemId| match state.items.get(item) {
        Some(found) if found.record.control_class == ControlClass::WithholdingPending => Ok(()),
        _ => Err(mismatch(entry, item, "is no tax withheld")),
    };
    let is_request = |item: &ItemId, currency: Currency| {
        let holder = state.holders.get(&item_name(item)).and_then(|holder| state.entry(holder));
        match holder.map(|holder| &holder.kind) {
            Some(EntryKind::DownPaymentRequest { down_payment_request }) if down_payment_request.currency == currency => Ok(()),
            _ => Err(mismatch(entry, item, "is no down-payment request in the same currency")),
        }
    };
    let is_receipt = |receipt: &ReceiptId| match state.receipt(receipt) {
        Some((posted, _)) if state.is_entry_live(&posted.id) => Ok(()),
        _ => Err(mismatch(entry, receipt, "is no receipt of a customer's money, or is reversed")),
    };
    let is_case = |case: &CaseId, opener: &str| {
        let holder = state.holders.get(&case_name(case)).and_then(|holder| state.entry(holder));
        match holder {
            Some(holder) if holder.kind.tag() == opener => Ok(()),
            _ => Err(mismatch(entry, case, "is a case of another kind")),
        }
    };
    let same_currency = |items: &mut dyn Iterator<Item = &ItemId>, expected: Option<Currency>| {
        let mut expected = expected;
        for item in items {
            let Some(found) = state.items.get(item).map(|item| item.record.currency) else { continue };
            if *expected.get_or_insert(found) != found {
                return Err(mismatch(entry, item, "is in another currency"));
            }
        }
        Ok(())
    };
    // The parts of what is disputed are told in one currency.
    let disputed = |items: &[DisputedItem]| match items.iter().any(|line| line.amount.is_some()) {
        true => same_currency(&mut items.iter().map(|line| &line.item), None),
        false => Ok(()),
    };
    match &entry.kind {
        EntryKind::Residual { residual } => on_side(&residual.item, Side::Debit),
        EntryKind::Chargeback { chargeback } => on_side(&chargeback.item, Side::Debit),
        EntryKind::Receipt { receipt } => match &receipt.request {
            Some(request) => is_request(request, receipt.currency),
            None => Ok(()),
        },
        EntryKind::InstrumentStaged { instrument_staged } => is_receipt(&instrument_staged.receipt),
        EntryKind::PayerIdentified { payer_identified } => {
            is_receipt(&payer_identified.receipt)?;
            match state.standing(&ItemId::from(&payer_identified.receipt)).0 {
                ControlClass::Unidentified => Ok(()),
                _ => Err(mismatch(entry, &payer_identified.receipt, "is not unidentified")),
            }
        }
        EntryKind::ReceiptReturned { receipt_returned } => {
            is_receipt(&receipt_returned.receipt)?;
            receipt_returned.reopens.iter().try_for_each(|item| on_side(item, Side::Debit))
        }
        EntryKind::MoneyPlaced { money_placed } => {
            is_money(&money_placed.item)?;
            let currency = state.items.get(&money_placed.item).map(|item| item.record.currency);
            match (&money_placed.request, currency) {
                (Some(request), Some(currency)) => is_request(request, currency),
                _ => Ok(()),
            }
        }
        EntryKind::RefundPaid { refund_paid } => {
            on_side(&refund_paid.item, Side::Credit)?;
            refund_paid.case.as_ref().map_or(Ok(()), |case| is_case(case, "refund_asked"))
        }
        EntryKind::ApprovalAnswered { approval_answered } => is_case(&approval_answered.id, "approval_asked"),
        EntryKind::InquiryAnswered { inquiry_answered } => is_case(&inquiry_answered.id, "inquiry_opened"),
        EntryKind::TaskDone { task_done } => is_case(&task_done.id, "task_set"),
        EntryKind::HoldLifted { hold_lifted } => is_case(&hold_lifted.id, "hold_placed"),
        EntryKind::SecurityReleased { security_released } => is_case(&security_released.id, "security_taken"),
        EntryKind::PlacementRecalled { placement_recalled } => is_case(&placement_recalled.id, "placement_made"),
        EntryKind::UnclaimedRemitted { unclaimed_remitted } => on_side(&unclaimed_remitted.item, Side::Credit),
        EntryKind::Application { application } => {
            on_side(&application.paid_from, Side::Credit)?;
            application.lines.iter().try_for_each(|line| on_side(&line.item, Side::Debit))?;
            application_currencies(entry, application, state)
        }
        EntryKind::Contra { contra } => {
            contra.lines.iter().try_for_each(|line| is_item(&line.item))?;
            same_currency(&mut contra.lines.iter().map(|line| &line.item), None)
        }
        EntryKind::Transfer { transfer } => is_item(&transfer.item),
        EntryKind::Adjustment { adjustment } => is_item(&adjustment.item),
        EntryKind::WriteOff { write_off } => is_item(&write_off.item),
        EntryKind::Recovery { recovery } => is_item(&recovery.item),
        EntryKind::TaxRelief { tax_relief } => is_item(&tax_relief.item),
        EntryKind::CertificateReceived { certificate_received } => is_withholding(&certificate_received.item),
        EntryKind::CertificateRefused { certificate_refused } => {
            is_withholding(&certificate_refused.item)?;
            match &certificate_refused.reinstates {
                Some(item) => {
                    on_side(item, Side::Debit)?;
                    same_currency(&mut [&certificate_refused.item, item].into_iter(), None)
                }
                None => match state.withheld_from(&certificate_refused.item) {
                    Some(from) if certificate_refused.outcome == RefusedOutcome::CollectAgain && from.entity != entry.entity => {
                        Err(mismatch(entry, &certificate_refused.item, "was withheld in another entity"))
                    }
                    _ => Ok(()),
                },
            }
        }
        EntryKind::ItemChanged { item_changed } => is_item(&item_changed.item),
        EntryKind::PromiseMade { promise_made } => {
            same_currency(&mut promise_made.items.iter().map(|line| &line.item), Some(promise_made.currency))
        }
        EntryKind::PlanAgreed { plan_agreed } => same_currency(&mut plan_agreed.items.iter(), Some(plan_agreed.currency)),
        EntryKind::DisputeOpened { dispute_opened } => disputed(&dispute_opened.items),
        EntryKind::DisputeChanged { dispute_changed } => disputed(&dispute_changed.items),
        EntryKind::ApprovalAsked { approval_asked } if approval_asked.amount.is_some() => {
            same_currency(&mut approval_asked.items.iter(), approval_asked.currency)
        }
        _ => Ok(()),
    }
}

/// Where the payer's currency is the item's, nothing else is said of it; where it is another, both amounts are given.
fn application_currencies(entry: &Entry, application: &Application, state: &State) -> Result<(), OpenItemError> {
    let Some(from) = state.items.get(&application.paid_from) else { return Ok(()) };
    for line in &application.lines {
        let Some(item) = state.items.get(&line.item) else { continue };
        let is_same = item.record.currency == from.record.currency;
        match line.from_amount {
            None if is_same => {}
            Some(amount) if is_same && amount == line.amount => {}
            Some(_) if !is_same => {}
            Some(amount) => return Err(invalid(entry, "from_amount", amount, "the amount, both are in one currency")),
            None => return Err(mismatch(entry, &line.item, "is in another currency")),
        }
    }
    Ok(())
}

fn amounts_are_valid(entry: &Entry, state: &State) -> Result<(), OpenItemError> {
    let magnitude = |field: &str, amount: Amount| {
        if amount.is_negative() { Err(invalid(entry, field, amount, "at least zero")) } else { Ok(()) }
    };
    let part_of_whole = |field: &str, part: Option<Amount>, whole: Amount| match part {
        Some(part) if part.is_negative() || part > whole => Err(invalid(entry, field, part, "between zero and its whole")),
        _ => Ok(()),
    };
    let part_of_plan = |part: &PlanInstallment| {
        magnitude("amount", part.amount)?;
        part_of_whole("interest", part.interest, part.amount)
    };
    match &entry.kind {
        EntryKind::OpeningItem { opening_item } => {
            magnitude("open", opening_item.open)?;
            if opening_item.original < opening_item.open {
                return Err(invalid(entry, "original", opening_item.original, "at least what is open"));
            }
            Ok(())
        }
        EntryKind::Invoice { invoice: document }
        | EntryKind::CreditMemo { credit_memo: document }
        | EntryKind::DebitMemo { debit_memo: document }
        | EntryKind::FinanceCharge { finance_charge: document }
        | EntryKind::DownPaymentRequest { down_payment_request: document } => document_is_valid(entry, document),
        EntryKind::Residual { residual: split } | EntryKind::Chargeback { chargeback: split } => magnitude("amount", split.amount),
        EntryKind::Receipt { receipt } => {
            magnitude("amount", receipt.amount)?;
            part_of_whole("fee", receipt.fee, receipt.amount)
        }
        EntryKind::InstrumentStaged { instrument_staged } => {
            let stage = state.receipt(&instrument_staged.receipt).map(|(_, receipt)| state.stage(receipt));
            match stage {
                Some(stage) if instrument_staged.stage <= stage => {
                    Err(invalid(entry, "stage", instrument_staged.stage, "a stage after the one where it stands"))
                }
                _ => Ok(()),
            }
        }
        EntryKind::PayerIdentified { .. } if entry.customer.is_none() => Err(invalid(entry, "customer", "none", "the payer")),
        EntryKind::ReceiptReturned { receipt_returned } => {
            magnitude("amount", receipt_returned.amount)?;
            if let Some(fee) = &receipt_returned.fee {
                magnitude("fee", fee.amount)?;
            }
            let Some((_, receipt)) = state.receipt(&receipt_returned.receipt) else { return Ok(()) };
            // Money that never relieved has no open amount that could fall below zero.
            let left = plus(receipt.amount, state.returned_unrelieved(&receipt.id).negated());
            if !relieves_at(&receipt.instrument, state.stage(receipt)) && receipt_returned.amount > left {
                return Err(invalid(entry, "amount", receipt_returned.amount, "at most what was not returned"));
            }
            Ok(())
        }
        EntryKind::MiscellaneousReceipt { miscellaneous_receipt } => magnitude("amount", miscellaneous_receipt.amount),
        EntryKind::MoneyPlaced { money_placed } => {
            if money_placed.to == MoneyPlace::Miscellaneous && money_placed.ledger_account.is_none() {
                return Err(invalid(entry, "ledger_account", "none", "the account of miscellaneous money"));
            }
            magnitude("amount", money_placed.amount)
        }
        EntryKind::RefundAsked { refund_asked } => magnitude("amount", refund_asked.amount),
        EntryKind::RefundPaid { refund_paid } => magnitude("amount", refund_paid.amount),
        EntryKind::UnclaimedRemitted { unclaimed_remitted } => magnitude("amount", unclaimed_remitted.amount),
        EntryKind::Application { application } => {
            for line in &application.lines {
                magnitude("amount", line.amount)?;
                magnitude("from_amount", line.from_amount.unwrap_or_default())?;
                for taken in line.taken.iter().filter(|taken| !taken.kind.is_signed()) {
                    magnitude("taken", taken.amount)?;
                }
                if let Some(excess) = &line.excess {
                    magnitude("excess", excess.amount)?;
                    let taken = line.taken.iter().map(|taken| taken.amount);
                    let cleared = Amount::checked_sum(taken.chain([line.amount])).filter(|cleared| excess.amount <= *cleared);
                    cleared.ok_or_else(|| invalid(entry, "excess", excess.amount, "at most what is cleared")).map(drop)?;
                }
            }
            Ok(())
        }
        EntryKind::Contra { contra } => contra.lines.iter().try_for_each(|line| magnitude("amount", line.amount)),
        EntryKind::Transfer { transfer } => magnitude("amount", transfer.amount),
        EntryKind::Adjustment { adjustment } => {
            magnitude("amount", adjustment.amount)?;
            match &adjustment.excess {
                Some(excess) if adjustment.direction == Direction::Up => {
                    Err(invalid(entry, "excess", excess.amount, "none where the item is raised"))
                }
                Some(excess) if excess.amount > adjustment.amount => {
                    Err(invalid(entry, "excess", excess.amount, "at most what is cleared"))
                }
                Some(excess) => magnitude("excess", excess.amount),
                None => Ok(()),
            }
        }
        EntryKind::WriteOff { write_off } => magnitude("amount", write_off.amount),
        EntryKind::Recovery { recovery } => magnitude("amount", recovery.amount),
        EntryKind::TaxRelief { tax_relief } => magnitude("amount", tax_relief.amount),
        EntryKind::CertificateReceived { certificate_received } => magnitude("amount", certificate_received.amount),
        EntryKind::CertificateRefused { certificate_refused } => {
            let from = state.items.get(&certificate_refused.item).and_then(|item| item.withheld_from.as_ref());
            let has_target = certificate_refused.reinstates.is_some() || from.is_some();
            if certificate_refused.outcome == RefusedOutcome::CollectAgain && !has_target {
                return Err(invalid(entry, "reinstates", "none", "the item to collect again"));
            }
            magnitude("amount", certificate_refused.amount)
        }
        EntryKind::DisputeOpened { dispute_opened } => {
            dispute_opened.items.iter().try_for_each(|line| magnitude("amount", line.amount.unwrap_or_default()))
        }
        EntryKind::DisputeChanged { dispute_changed } => {
            dispute_changed.items.iter().try_for_each(|line| magnitude("amount", line.amount.unwrap_or_default()))
        }
        EntryKind::CreditRequested { credit_requested } => magnitude("amount", credit_requested.amount),
        EntryKind::ApprovalAsked { approval_asked } => magnitude("amount", approval_asked.amount.unwrap_or_default()),
        EntryKind::PromiseMade { promise_made } => {
            magnitude("amount", promise_made.amount)?;
            promise_made.items.iter().try_for_each(|line| magnitude("amount", line.amount.unwrap_or_default()))
        }
        EntryKind::PlanAgreed { plan_agreed } => plan_agreed.installments.iter().try_for_each(part_of_plan),
        EntryKind::PlanChanged { plan_changed } => plan_changed.installments.iter().try_for_each(part_of_plan),
        EntryKind::SecurityTaken { security_taken } => magnitude("amount", security_taken.amount),
        _ => Ok(()),
    }
}

fn document_is_valid(entry: &Entry, document: &Document) -> Result<(), OpenItemError> {
    if document.amount.is_negative() {
        return Err(invalid(entry, "amount", document.amount, "at least zero"));
    }
    let parts = sum(document.installments.iter().map(|installment| installment.amount));
    if !document.installments.is_empty() && parts != document.amount {
        return Err(invalid(entry, "installments", parts, "parts that sum to the amount"));
    }
    Ok(())
}

fn can_be_reversed(entry: &Entry, state: &State) -> Result<(), OpenItemError> {
    let EntryKind::Reversal { reversal } = &entry.kind else { return Ok(()) };
    let target = reversal.entry.clone();
    let (root, reversals) = root(&target, state);
    if reversals >= 100 {
        return Err(mismatch(entry, ItemId::from(target.as_str()), "stands on a hundred reversals"));
    }
    for undone in state.undone_with(&target) {
        if let Some(by) = state.live_reversal_of(&undone) {
            return Err(OpenItemError::AlreadyReversed { entry: entry.id.clone(), target: undone, by });
        }
    }
    let in_the_way =
        |dependents: Vec<EntryId>| OpenItemError::HasDependents { entry: entry.id.clone(), target: target.clone(), dependents };
    if let EntryKind::Receipt { receipt } = &state.entry(&target).map_or(&entry.kind, |target| &target.kind)
        && let Some(by) = state.relieved_by(&receipt.id).filter(|by| *by != target)
    {
        return Err(in_the_way(vec![by]));
    }
    // What relieved after a return was the less for it.
    let Some(root_entry) = state.entry(&root) else { return Ok(()) };
    let before_relief = matches!(root_entry.kind, EntryKind::ReceiptReturned { .. })
        && !state.originals().any(|(_, movement)| movement.change.entry == root && movement.change.cause == Cause::Returned);
    if let EntryKind::ReceiptReturned { receipt_returned } = &root_entry.kind
        && before_relief
        && let Some(by) = state.relieved_by(&receipt_returned.receipt)
    {
        return Err(in_the_way(vec![by]));
    }
    if matches!(root_entry.kind, EntryKind::Application { .. }) && root == target {
        let mut own = state.originals().filter(|(_, movement)| movement.change.entry == target).map(|(at, _)| at);
        if let Some(undone) = own.find(|at| !state.is_live(*at)) {
            return Err(in_the_way(vec![state.last_setter(undone)]));
        }
    }
    // Reversing a reversal brings back what must still fit its receipt.
    let receipt = match &root_entry.kind {
        EntryKind::PayerIdentified { payer_identified } => &payer_identified.receipt,
        EntryKind::InstrumentStaged { instrument_staged } => &instrument_staged.receipt,
        EntryKind::ReceiptReturned { receipt_returned } => &receipt_returned.receipt,
        _ => return Ok(()),
    };
    let Some((of, record)) = state.receipt(receipt) else { return Ok(()) };
    if reversals % 2 == 0 {
        return Ok(());
    }
    let misfit = |problem: &str| Err(mismatch(entry, ItemId::from(receipt), problem));
    if !state.is_entry_live(&of.id) {
        return misfit("was reversed");
    }
    let left = plus(record.amount, state.returned_unrelieved(receipt).negated());
    match &root_entry.kind {
        EntryKind::ReceiptReturned { receipt_returned } if before_relief && left < receipt_returned.amount => {
            misfit("had more returned since than is left with this")
        }
        EntryKind::InstrumentStaged { .. } => {
            let mut own = state.originals().filter(|(_, movement)| movement.change.entry == root);
            let Some((_, relief)) = own.find(|(_, movement)| movement.change.cause == Cause::Received) else { return Ok(()) };
            match state.relieved_by(receipt) {
                Some(by) => Err(in_the_way(vec![by])),
                None if left == relief.change.amount => Ok(()),
                None => misfit("has another amount left"),
            }
        }
        _ => Ok(()),
    }
}

/// The entry at the foot of a chain of reversals, and how many they are.
fn root(target: &EntryId, state: &State) -> (EntryId, usize) {
    match state.entry(target).map(|entry| &entry.kind) {
        Some(EntryKind::Reversal { reversal }) => {
            let (root, reversals) = root(&reversal.entry, state);
            (root, reversals + 1)
        }
        _ => (target.clone(), 0),
    }
}
