//! Money comes for what was written off.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::book::history;
use crate::entry::{Application, ApplicationLine, EntryKind, Recovery, Side, TaxRelief, TaxReliefDirection, WriteOffMethod};
use crate::value::exact::quotient;
use crate::{
    Amount, AsOf, Basis, Cause, Change, CurrencyRow, Entry, EntryId, ItemId, OpenItem, OpenItemError, ProposedBatch, ProposedEntry, Reason,
    ReasonCode, ReasonInput, Rounding, minor_units, standing,
};

/// Money that came for what was written off.
#[wire]
pub struct RecoveryRequest {
    /// The money: an open receipt.
    pub money: ItemId,
    /// The item that was written off.
    pub item: ItemId,
    /// How much of the money; all that fits where nothing is said.
    pub amount: Option<Amount>,
    /// The reason of the entries.
    pub reason: Option<ReasonCode>,
    /// Currencies that ISO 4217 does not list.
    #[wire(default)]
    pub currencies: Vec<CurrencyRow>,
}

/// The entries that take money for what was written off: the item is reinstated against what it was written off against, the latest
/// write-off first, the money pays it, and tax that was reclaimed is repaid in proportion.
///
/// A write-off that was reversed is none, a recovery that was counts no more. Where the book would refuse the entries there are none, and
/// the reason says why.
///
/// ```
/// use openitem::write_off::{RecoveryRequest, recover};
/// use openitem::{Amount, AsOf, Batch, Currency, Document, Entry, EntryKind, Ledger, PostPolicy, Receipt, WriteOff, post};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
/// let sum: Amount = "100".parse()?;
/// let entry = |id: &str, on: &str, kind| Entry::new(id, "DE01", day(on), at("2026-05-02T09:00:00Z"), kind).with_customer("C-1");
/// let mut ledger = Ledger::new();
/// let entries = vec![
///     entry("E1", "2025-01-05", EntryKind::invoice(Document::new("INV-1", Currency::EUR, sum))),
///     entry("E2", "2026-03-31", EntryKind::write_off(WriteOff::new("INV-1", sum))),
///     entry("E3", "2026-05-02", EntryKind::receipt(Receipt::new("R-1", Currency::EUR, "40".parse::<Amount>()?))),
/// ];
/// post(&mut ledger, Batch::new(entries), &PostPolicy::new())?;
/// let proposed = recover(ledger.entries(), &RecoveryRequest::new("R-1", "INV-1"), day("2026-05-02"))?;
/// post(&mut ledger, proposed.accept(at("2026-05-03T09:00:00Z"), None)?, &PostPolicy::new())?;
/// // 40 were reinstated and paid: nothing is open.
/// assert!(ledger.replay(&AsOf::new(day("2026-05-03"))).book.items.is_empty());
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// Source: DOMAIN section 8 (reinstate: debit receivables, credit the allowance; then debit cash, credit receivables); tax relief is repaid on
/// recovery.
///
/// # Errors
/// `invalid_value` where there is no such money or item, or the amount is not above zero, or more than is written off or left of the money;
/// `amount_scale` where it is finer than the currency; `unknown_currency`; `overflow`; `malformed_json` as
/// [`ProposedBatch::accept`].
pub fn recover(entries: &[Entry], request: &RecoveryRequest, effective: NaiveDate) -> Result<ProposedBatch, OpenItemError> {
    let told = history(entries, &AsOf::new(NaiveDate::MAX));
    let item_of = |field: &str, id: &ItemId, expected: &str| {
        told.items.iter().find(|item| item.id == *id).ok_or_else(|| OpenItemError::invalid(field, id, expected))
    };
    let item = item_of("item", &request.item, "an item that stands in these entries")?;
    let money = item_of("money", &request.money, "money that stands in these entries")?;
    let is_money = money.side == Side::Credit && money.control_class.is_money() && money.currency == item.currency;
    if !is_money {
        return Err(OpenItemError::invalid("money", &request.money, &format!("money received in {}", item.currency)));
    }
    if request.amount.is_some_and(|amount| !amount.is_positive()) {
        return Err(OpenItemError::invalid("amount", request.amount.unwrap_or_default(), "an amount above zero"));
    }
    let open = |id: &ItemId| {
        let own = told.changes.iter().filter(|change| change.item == *id).map(|change| change.amount);
        Amount::checked_sum(own).ok_or_else(|| OpenItemError::overflow("what is open"))
    };
    let (item_open, money_open) = (open(&item.id)?, open(&money.id)?);
    let last = told.changes.iter().rev().find(|change| change.item == item.id).map(|change| change.entry.clone());
    let live: HashMap<&EntryId, &Entry> = told.live.iter().map(|entry| (&entry.id, *entry)).collect();
    let parts = WrittenOff::of(item, &standing(told.changes), &live)?;
    let mut batch = ProposedBatch::new("write_off.recover", request.item.as_str(), item.entity.clone(), effective)
        .with_basis(vec![Basis::new(item.id.clone(), item_open), Basis::new(money.id.clone(), money_open)]);
    batch.after = last;
    let digits = minor_units(item.currency, &request.currencies)?;
    let most = money_open.min(parts.amount);
    if let Some(asked) = request.amount.filter(|asked| asked.scale() > digits) {
        return Err(OpenItemError::AmountScale { item: item.id.to_string(), found: asked, currency: item.currency, digits });
    }
    if let Some(asked) = request.amount.filter(|asked| *asked > most && most.is_positive()) {
        let expected = format!("at most {most}: {} are written off of {}, {money_open} are left of {}", parts.amount, item.id, money.id);
        return Err(OpenItemError::invalid("amount", asked, &expected));
    }
    let amount = request.amount.unwrap_or(most).min(most);
    if !amount.is_positive() {
        let text = if parts.amount.is_positive() { "nothing of the money is left" } else { "nothing of the item is written off" };
        batch.reasons = vec![Reason::new("nothing_to_recover", text)];
        return Ok(batch);
    }
    let mut post = |kind: EntryKind| {
        let entry = ProposedEntry::new(kind);
        batch.entries.push(match &item.customer {
            Some(customer) => entry.with_customer(customer.clone()),
            None => entry,
        });
    };
    for (method, part) in parts.latest_first(amount)? {
        let mut recovery = Recovery::new(item.id.clone(), part).with_method(method);
        recovery.reason.clone_from(&request.reason);
        post(EntryKind::recovery(recovery));
    }
    post(EntryKind::application(Application::new(money.id.clone(), vec![ApplicationLine::new(item.id.clone(), amount)])));
    for relief in parts.repaid(item, amount, digits)? {
        post(EntryKind::tax_relief(relief));
    }
    let inputs = [("written_off", parts.amount.to_string()), ("recovered", amount.to_string()), ("money", money.id.to_string())];
    let inputs = inputs.into_iter().map(|(name, value)| ReasonInput::new(name, value)).collect::<Vec<_>>();
    let text = format!("{amount} {} of {} that were written off are collectible again, and are paid", item.currency, item.id);
    batch.reasons = vec![Reason::new("recovered", text).with_inputs(inputs)];
    batch.unless_refused(entries, &told.refused)
}

/// What of an item is written off and not recovered, and the tax reclaimed of it.
struct WrittenOff {
    amount: Amount,
    /// In fold order.
    parts: Vec<(WriteOffMethod, Amount)>,
    /// By code: what was reclaimed less what was repaid, and where it is booked.
    taxes: BTreeMap<Option<String>, (Amount, WriteOffMethod)>,
}

impl WrittenOff {
    fn of(item: &OpenItem, moves: &[Change], live: &HashMap<&EntryId, &Entry>) -> Result<Self, OpenItemError> {
        let overflow = || OpenItemError::overflow("what was written off");
        let mut found = Self { amount: Amount::ZERO, parts: Vec::new(), taxes: BTreeMap::new() };
        for change in moves.iter().filter(|change| change.item == item.id) {
            match live.get(&change.entry).map(|entry| &entry.kind) {
                Some(EntryKind::WriteOff { write_off }) if change.cause == Cause::WrittenOff => {
                    found.parts.push((write_off.method, change.amount.abs()));
                    for tax in &write_off.taxes {
                        found.reclaim(Some(tax.code.clone()), tax.amount, write_off.method)?;
                    }
                }
                Some(EntryKind::Recovery { recovery }) if change.cause == Cause::Recovered => {
                    found.take_back(recovery.method, change.amount.abs())?;
                }
                _ => {}
            }
        }
        for entry in live.values() {
            if let EntryKind::TaxRelief { tax_relief } = &entry.kind
                && tax_relief.item == item.id
            {
                let is_repaid = tax_relief.direction == TaxReliefDirection::Repaid;
                let amount = if is_repaid { tax_relief.amount.negated() } else { tax_relief.amount };
                found.reclaim(tax_relief.tax_code.clone(), amount, tax_relief.method)?;
            }
        }
        found.amount = Amount::checked_sum(found.parts.iter().map(|(_, part)| *part)).ok_or_else(overflow)?;
        Ok(found)
    }

    fn reclaim(&mut self, code: Option<String>, amount: Amount, method: WriteOffMethod) -> Result<(), OpenItemError> {
        let (sum, _) = self.taxes.entry(code).or_insert((Amount::ZERO, method));
        *sum = sum.checked_add(amount).ok_or_else(|| OpenItemError::overflow("tax reclaimed"))?;
        Ok(())
    }

    /// A recovery before: of the latest write-offs of its method, then of any.
    fn take_back(&mut self, method: WriteOffMethod, amount: Amount) -> Result<(), OpenItemError> {
        let mut left = amount;
        let overflow = || OpenItemError::overflow("a recovery");
        for is_own in [true, false] {
            for (_, part) in self.parts.iter_mut().rev().filter(|(of, _)| !is_own || *of == method) {
                let taken = left.min(*part);
                *part = part.checked_sub(taken).ok_or_else(overflow)?;
                left = left.checked_sub(taken).ok_or_else(overflow)?;
            }
        }
        Ok(())
    }

    /// An amount by what it was written off against, the latest first.
    fn latest_first(&self, amount: Amount) -> Result<Vec<(WriteOffMethod, Amount)>, OpenItemError> {
        let overflow = || OpenItemError::overflow("a recovery");
        let mut left = amount;
        let mut out: Vec<(WriteOffMethod, Amount)> = Vec::new();
        for (method, part) in self.parts.iter().rev() {
            let taken = left.min(*part);
            if !taken.is_positive() {
                continue;
            }
            left = left.checked_sub(taken).ok_or_else(overflow)?;
            match out.iter_mut().find(|(of, _)| of == method) {
                Some((_, sum)) => *sum = sum.checked_add(taken).ok_or_else(overflow)?,
                None => out.push((*method, taken)),
            }
        }
        Ok(out)
    }

    /// The tax to repay: what was reclaimed, in proportion to what comes back; all of it with the last.
    fn repaid(&self, item: &OpenItem, amount: Amount, digits: i32) -> Result<Vec<TaxRelief>, OpenItemError> {
        let mut out = Vec::new();
        for (code, (reclaimed, method)) in self.taxes.iter().filter(|(_, (reclaimed, _))| reclaimed.is_positive()) {
            let factors = [reclaimed.decimal(), amount.decimal()];
            let digits = digits.max(reclaimed.scale());
            let part = quotient(&factors, &[self.amount.decimal()], digits, Rounding::HalfUp);
            let part = part.and_then(|part| Amount::new(part).ok()).ok_or_else(|| OpenItemError::overflow("tax to repay"))?;
            if part.is_positive() {
                let mut relief = TaxRelief::new(item.id.clone(), TaxReliefDirection::Repaid, part).with_method(*method);
                relief.tax_code.clone_from(code);
                out.push(relief);
            }
        }
        Ok(out)
    }
}
