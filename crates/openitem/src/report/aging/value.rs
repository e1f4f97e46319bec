//! What an item counts for: in its own currency, or in base.

use std::cell::RefCell;

use chrono::NaiveDate;
use hashbrown::HashMap;
use rapidhash::fast::RandomState;
use rust_decimal::Decimal;

use super::policy::{BaseRates, BaseValuation};
use crate::entry::Side;
use crate::value::quotient;
use crate::{Amount, Currency, EntityId, ExchangePolicy, ExchangeRates, MasterData, OpenItem, OpenItemError, Rounding, minor_units};

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
    bases: HashMap<&'a EntityId, Currency, RandomState>,
    /// The rates of the date; none for booked rates.
    closing: Option<Closing<'a>>,
    master: &'a MasterData,
}

/// The rates of a date, each looked up once; none where the table gives none.
struct Closing<'a> {
    table: ExchangeRates,
    policy: &'a ExchangePolicy,
    as_of: NaiveDate,
    found: RefCell<HashMap<(Currency, Currency), Option<Decimal>, RandomState>>,
}

impl<'a> Valuation<'a> {
    pub(crate) fn base(policy: &'a BaseValuation, master: &'a MasterData, as_of: NaiveDate) -> Result<Self, OpenItemError> {
        let bases = master.entities.iter().map(|entity| (&entity.id, entity.base_currency)).collect();
        let closing = match policy.rates {
            BaseRates::Historical => None,
            BaseRates::AsOf => {
                let table = ExchangeRates::new(&master.rates)?;
                Some(Closing { table, policy: &policy.exchange, as_of, found: RefCell::default() })
            }
        };
        Ok(Self::Base(BaseBook { bases, closing, master }))
    }

    /// What the item counts for; none where its value in base is not known.
    #[inline]
    pub(crate) fn value(&self, item: &OpenItem) -> Result<Option<Valued>, OpenItemError> {
        let own = own(item);
        match self {
            Self::Own => Ok(Some(own)),
            Self::Base(book) => book.value(item, own),
        }
    }
}

impl Closing<'_> {
    fn rate(&self, from: Currency, to: Currency) -> Result<Option<Decimal>, OpenItemError> {
        if let Some(known) = self.found.borrow().get(&(from, to)) {
            return Ok(*known);
        }
        let found = match self.table.rate_on(from, to, self.as_of, self.policy) {
            Ok(found) => Some(found.rate.decimal()),
            Err(OpenItemError::NoRate { .. }) => None,
            Err(error) => return Err(error),
        };
        self.found.borrow_mut().insert((from, to), found);
        Ok(found)
    }
}

/// What the item counts for in its own currency. An open amount below zero stands on the other side.
#[inline]
pub(crate) fn own(item: &OpenItem) -> Valued {
    let amount = if item.side == Side::Credit { item.open.negated() } else { item.open };
    let disputed = if item.disputed.is_positive() && !amount.is_negative() { item.disputed.min(amount) } else { Amount::ZERO };
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
        let magnitude = match (&self.closing, item.base_open, &item.booked) {
            (Some(closing), _, _) => match closing.rate(item.currency, base)? {
                Some(rate) => quotient(&[item.open.decimal(), rate], &[], decimals, closing.policy.rounding)
                    .ok_or_else(overflow)
                    .and_then(Amount::new)?,
                None => return Ok(None),
            },
            (None, Some(amount), _) => amount,
            (None, None, Some(booked)) if booked.base == base => booked.base_of(item.open, item.original, decimals)?,
            (None, None, _) => return Ok(None),
        };
        let amount = if item.side == Side::Credit { magnitude.negated() } else { magnitude };
        let disputed = if own.disputed.is_zero() || own.amount.is_zero() {
            Amount::ZERO
        } else {
            let share = [own.disputed.decimal(), amount.decimal()];
            quotient(&share, &[own.amount.decimal()], decimals, Rounding::HalfUp).ok_or_else(overflow).and_then(Amount::new)?
        };
        Ok(Some(Valued { currency: base, amount, disputed }))
    }
}

fn overflow() -> OpenItemError {
    OpenItemError::overflow("a base amount")
}
