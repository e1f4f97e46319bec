//! What an item counts for: in its own currency, or in base.

use hashbrown::HashMap;
use rapidhash::fast::RandomState;
use rust_decimal::Decimal;

use super::policy::{BaseRates, BaseValuation};
use crate::entry::Side;
use crate::{Amount, Currency, EntityId, MasterData, OpenItem, OpenItemError, Rounding, minor_units};

/// What is open of an item, debits above zero, and how much of a debit is disputed.
#[derive(Clone, Copy)]
pub(crate) struct Valued {
    pub(crate) currency: Currency,
    pub(crate) amount: Amount,
    pub(crate) disputed: Amount,
}

/// How items are counted.
pub(crate) enum Valuation<'a> {
    Own,
    Base(BaseBook<'a>),
}

/// What a view in base currency needs, indexed.
pub(crate) struct BaseBook<'a> {
    rates: BaseRates,
    bases: HashMap<&'a EntityId, Currency, RandomState>,
    closing: HashMap<(Currency, Currency), Decimal, RandomState>,
    master: &'a MasterData,
}

impl<'a> Valuation<'a> {
    pub(crate) fn base(policy: &'a BaseValuation, master: &'a MasterData) -> Self {
        let bases = master.entities.iter().map(|entity| (&entity.id, entity.base_currency)).collect();
        let closing = policy.closing.iter().map(|rate| ((rate.currency, rate.base), rate.rate.decimal())).collect();
        Self::Base(BaseBook { rates: policy.rates, bases, closing, master })
    }

    /// What the item counts for; none where its value in base is not known.
    pub(crate) fn value(&self, item: &OpenItem) -> Result<Option<Valued>, OpenItemError> {
        let own = own(item);
        match self {
            Self::Own => Ok(Some(own)),
            Self::Base(book) => book.value(item, own),
        }
    }
}

/// What the item counts for in its own currency. An open amount below zero stands on the other side.
pub(crate) fn own(item: &OpenItem) -> Valued {
    let amount = if item.side == Side::Credit { item.open.negated() } else { item.open };
    let disputed = if item.disputed.is_negative() || amount.is_negative() { Amount::ZERO } else { item.disputed.min(amount) };
    Valued { currency: item.currency, amount, disputed }
}

impl BaseBook<'_> {
    fn value(&self, item: &OpenItem, own: Valued) -> Result<Option<Valued>, OpenItemError> {
        // Without an entity in the master data, an item says itself what its base is: nothing said, it is its currency.
        let stated = self.bases.get(&item.entity).copied();
        let base = stated.or(item.booked.as_ref().map(|booked| booked.base));
        let base = match (base, item.base_open) {
            (Some(base), _) => base,
            (None, None) => item.currency,
            (None, Some(_)) => return Ok(None),
        };
        if base == item.currency {
            return Ok(Some(own));
        }
        let decimals = minor_units(base, &self.master.currencies)?;
        let magnitude = match self.rates {
            BaseRates::Historical => match (item.base_open, &item.booked) {
                (Some(amount), _) => amount,
                (None, Some(booked)) if booked.base == base => booked.base_of(item.open, item.original, decimals)?,
                (None, _) => return Ok(None),
            },
            BaseRates::AsOf => match self.closing.get(&(item.currency, base)) {
                Some(rate) => {
                    let value = item.open.decimal().checked_mul(*rate).ok_or_else(overflow)?;
                    Rounding::HalfUp.amount(value, decimals)?
                }
                None => return Ok(None),
            },
        };
        let amount = if item.side == Side::Credit { magnitude.negated() } else { magnitude };
        let disputed = if own.disputed.is_zero() || own.amount.is_zero() {
            Amount::ZERO
        } else {
            let share = own.disputed.decimal().checked_mul(amount.decimal()).and_then(|part| part.checked_div(own.amount.decimal()));
            Rounding::HalfUp.amount(share.ok_or_else(overflow)?, decimals)?
        };
        Ok(Some(Valued { currency: base, amount, disputed }))
    }
}

fn overflow() -> OpenItemError {
    OpenItemError::overflow("a base amount")
}
