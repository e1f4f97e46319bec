//! Which line of a roll-forward a change falls in: exactly one of each side.

use hashbrown::{HashMap, HashSet};
use rapidhash::fast::RandomState;

use super::record::MovementLines;
use crate::entry::Side;
use crate::report::Tally;
use crate::{Cause, Change, Currency, EntryId};

/// A line of a roll-forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Billed,
    Charged,
    AdjustedUp,
    Recovered,
    Returned,
    Refunded,
    RemittedUnclaimed,
    CreditsWrittenOff,
    Credited,
    Received,
    Applied,
    Taken,
    AdjustedDown,
    WrittenOff,
    SetOff,
    Moved,
    Exchange,
}

impl MovementLines {
    pub(super) fn line_mut(&mut self, line: Line) -> &mut Tally {
        match line {
            Line::Billed => &mut self.billed,
            Line::Charged => &mut self.charged,
            Line::AdjustedUp => &mut self.adjusted_up,
            Line::Recovered => &mut self.recovered,
            Line::Returned => &mut self.returned,
            Line::Refunded => &mut self.refunded,
            Line::RemittedUnclaimed => &mut self.remitted_unclaimed,
            Line::CreditsWrittenOff => &mut self.credits_written_off,
            Line::Credited => &mut self.credited,
            Line::Received => &mut self.received,
            Line::Applied => &mut self.applied,
            Line::Taken => &mut self.taken,
            Line::AdjustedDown => &mut self.adjusted_down,
            Line::WrittenOff => &mut self.written_off,
            Line::SetOff => &mut self.set_off,
            Line::Moved => &mut self.moved,
            Line::Exchange => &mut self.exchange,
        }
    }
}

/// What no single change says: which applications cross currencies, and which entries are returns.
pub(super) struct Context<'a> {
    currencies: HashMap<(&'a EntryId, Option<&'a EntryId>, i32), Crossing, RandomState>,
    returns: HashSet<&'a EntryId, RandomState>,
}

#[derive(Clone, Copy)]
struct Crossing {
    currency: Currency,
    crosses: bool,
    is_foreign: bool,
}

impl<'a> Context<'a> {
    pub(super) fn new(changes: &'a [Change]) -> Self {
        let mut currencies: HashMap<_, Crossing, RandomState> = HashMap::default();
        let mut returns = HashSet::default();
        for change in changes {
            match change.cause {
                Cause::Applied => {
                    let crossing = currencies.entry((&change.entry, change.origin.as_ref(), change.line)).or_insert(Crossing {
                        currency: change.currency,
                        crosses: false,
                        is_foreign: false,
                    });
                    crossing.crosses |= crossing.currency != change.currency;
                    crossing.is_foreign |= change.base_amount.is_some();
                }
                Cause::Returned => {
                    returns.insert(&change.entry);
                }
                _ => {}
            }
        }
        Self { currencies, returns }
    }

    /// The line of the change, net of money. In base, an application of foreign items leaves a difference of exchange.
    pub(super) fn net(&self, change: &'a Change, in_base: bool) -> Line {
        if change.cause == Cause::Applied {
            let crossing = self.currencies.get(&(&change.entry, change.origin.as_ref(), change.line));
            let exchanges = crossing.is_some_and(|crossing| crossing.crosses || (in_base && crossing.is_foreign));
            return if exchanges { Line::Exchange } else { Line::Moved };
        }
        line(change)
    }

    /// The line of the change of an item that is not money.
    pub(super) fn items(&self, change: &'a Change) -> Line {
        let undoes = change.origin.is_some();
        match line(change) {
            Line::Applied if undoes && self.returns.contains(&change.entry) => Line::Returned,
            // An instrument in hand holds back what was applied from its receipt.
            Line::Received => Line::Applied,
            other => other,
        }
    }
}

fn line(change: &Change) -> Line {
    let is_debit = change.side == Side::Debit;
    match change.cause {
        Cause::Opened | Cause::Billed if change.control_class.is_money() => Line::Received,
        Cause::Opened | Cause::Billed => {
            if is_debit {
                Line::Billed
            } else {
                Line::Credited
            }
        }
        Cause::Charged => Line::Charged,
        Cause::Received | Cause::Held | Cause::BookedElsewhere => Line::Received,
        Cause::Applied => Line::Applied,
        Cause::EarnedDiscount
        | Cause::UnearnedDiscount
        | Cause::Withheld
        | Cause::BankFee
        | Cause::Tolerance
        | Cause::CashRounding
        | Cause::Deducted
        | Cause::Certified => Line::Taken,
        Cause::ExchangeDifference => Line::Exchange,
        Cause::AdjustedUp => Line::AdjustedUp,
        Cause::AdjustedDown => Line::AdjustedDown,
        Cause::WrittenOff => {
            if is_debit {
                Line::WrittenOff
            } else {
                Line::CreditsWrittenOff
            }
        }
        Cause::Recovered | Cause::Reinstated => Line::Recovered,
        Cause::MovedOut | Cause::MovedIn | Cause::Excess => Line::Moved,
        Cause::SetOff => Line::SetOff,
        Cause::Refunded => Line::Refunded,
        Cause::RemittedUnclaimed => Line::RemittedUnclaimed,
        Cause::Returned => Line::Returned,
    }
}
