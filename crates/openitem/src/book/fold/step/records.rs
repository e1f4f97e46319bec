//! What an entry says beside the amounts that it moves: disputes, promises, plans, cases, fees, requests answered.
#![expect(clippy::indexing_slicing, reason = "rows come from the fold's own arenas")]

use super::{Done, invalid, magnitude, mismatch};
use crate::book::fold::Fold;
use crate::book::order::Space;
use crate::entry::amounts::AmountOf;
use crate::entry::{ApprovalAsked, DisputedItem, Entry, EntryKind, PlanInstallment};
use crate::{Amount, Currency, ItemId};

impl Fold {
    /// Refuses what cannot be meant: amounts below zero, and currencies mixed where one is spoken of.
    pub(super) fn record(&self, entries: &[Entry], entry: &Entry) -> Done {
        match &entry.kind {
            EntryKind::Receipt { receipt } => {
                self.in_currency(entry, &receipt.request, receipt.currency)?;
                at_most_the_whole(entry, "fee", receipt.fee, receipt.amount, "the amount of the receipt")
            }
            EntryKind::MoneyPlaced { money_placed } => match self.currency_of(entries, AmountOf::Item(&money_placed.item)) {
                Some(currency) => self.in_currency(entry, &money_placed.request, currency),
                None => Ok(()),
            },
            EntryKind::Contra { contra } => self.in_one_currency(entry, contra.lines.iter().map(|line| &line.item)),
            EntryKind::DisputeOpened { dispute_opened } => self.disputed(entry, &dispute_opened.items),
            EntryKind::DisputeChanged { dispute_changed } => self.disputed(entry, &dispute_changed.items),
            EntryKind::CreditRequested { credit_requested } => magnitude(entry, "amount", credit_requested.amount),
            EntryKind::ApprovalAsked { approval_asked } => self.approval(entry, approval_asked),
            EntryKind::PromiseMade { promise_made } => {
                self.in_currency(entry, promise_made.items.iter().map(|line| &line.item), promise_made.currency)?;
                magnitude(entry, "amount", promise_made.amount)?;
                promise_made.items.iter().try_for_each(|line| magnitude(entry, "items.amount", line.amount.unwrap_or_default()))
            }
            EntryKind::PlanAgreed { plan_agreed } => {
                self.in_currency(entry, &plan_agreed.items, plan_agreed.currency)?;
                installments(entry, &plan_agreed.installments)
            }
            EntryKind::PlanChanged { plan_changed } => installments(entry, &plan_changed.installments),
            EntryKind::SecurityTaken { security_taken } => magnitude(entry, "amount", security_taken.amount),
            _ => Ok(()),
        }
    }

    /// The currency of an amount, where what says it is there.
    pub(crate) fn currency_of(&self, entries: &[Entry], of: AmountOf<'_>) -> Option<Currency> {
        let made_by = |space: Space, id: &str| self.other_row(entries, space, id).map(|row| &entries[row as usize].kind);
        match of {
            AmountOf::Currency(currency) => Some(currency),
            AmountOf::Item(id) => self.item_row(id.as_str()).map(|item| self.item(item).currency),
            AmountOf::Receipt(id) => match made_by(Space::Receipt, id.as_str())? {
                EntryKind::Receipt { receipt } => Some(receipt.currency),
                _ => None,
            },
            AmountOf::Plan(id) => match made_by(Space::Plan, id.as_str())? {
                EntryKind::PlanAgreed { plan_agreed } => Some(plan_agreed.currency),
                _ => None,
            },
        }
    }

    fn disputed(&self, entry: &Entry, items: &[DisputedItem]) -> Done {
        if items.iter().any(|line| line.amount.is_some()) {
            // Amounts of one dispute are added up.
            self.in_one_currency(entry, items.iter().map(|line| &line.item))?;
        }
        items.iter().try_for_each(|line| magnitude(entry, "items.amount", line.amount.unwrap_or_default()))
    }

    fn approval(&self, entry: &Entry, asked: &ApprovalAsked) -> Done {
        let Some(amount) = asked.amount else { return Ok(()) };
        match asked.currency {
            Some(currency) => self.in_currency(entry, &asked.items, currency)?,
            None => self.in_one_currency(entry, &asked.items)?,
        }
        magnitude(entry, "amount", amount)
    }

    fn in_one_currency<'a>(&self, entry: &Entry, items: impl IntoIterator<Item = &'a ItemId>) -> Done {
        let mut items = items.into_iter().peekable();
        let first = items.peek().and_then(|id| self.item_row(id.as_str()));
        match first {
            Some(first) => self.in_currency(entry, items, self.item(first).currency),
            None => Ok(()),
        }
    }

    fn in_currency<'a>(&self, entry: &Entry, items: impl IntoIterator<Item = &'a ItemId>, expected: Currency) -> Done {
        for id in items {
            let Some(item) = self.item_row(id.as_str()) else { continue };
            let found = self.item(item).currency;
            if found != expected {
                return Err(mismatch(entry, id.as_str(), &format!("is in {found}, expected {expected}")));
            }
        }
        Ok(())
    }
}

fn installments(entry: &Entry, installments: &[PlanInstallment]) -> Done {
    installments.iter().try_for_each(|part| {
        magnitude(entry, "installments.amount", part.amount)?;
        at_most_the_whole(entry, "installments.interest", part.interest, part.amount, "the amount of the installment")
    })
}

/// A part lies between zero and its whole.
fn at_most_the_whole(entry: &Entry, field: &str, part: Option<Amount>, whole: Amount, what: &str) -> Done {
    match part {
        Some(part) if part.is_negative() || part > whole => Err(invalid(entry, field, part, &format!("between 0 and {whole}, {what}"))),
        _ => Ok(()),
    }
}
