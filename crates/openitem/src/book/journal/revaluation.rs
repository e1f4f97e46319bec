//! Revaluation: open items at the closing rate, and back again in the next period.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use openitem_macros::wire;

use super::chart::{AccountRole, Chart, ChartIndex};
use super::exchange::BaseRate;
use super::line::{Line, add, finish, signed, subtract};
use super::{GlPosting, PostingKind};
use crate::book::{MasterData, OpenItem};
use crate::entry::{ControlClass, Side};
use crate::{Amount, BookedRate, Currency, EntityId, ExchangePolicy, ExchangeRates, OpenItemError, minor_units};

/// How open items are revalued.
#[wire]
pub struct RevaluationPolicy {
    /// The chart of accounts.
    #[wire(default = Chart::default())]
    pub chart: Chart,
    /// How the closing rate is found among the rates of the master data.
    #[wire(default)]
    pub exchange: ExchangePolicy,
    /// The day on which the revaluation is taken back; the first of the next month where none is given.
    pub reverses_on: Option<NaiveDate>,
}

/// Values open items at the closing rate: the difference to their booked base amount is an unrealized gain or loss, on an
/// account of its own beside the control account, and is taken back on the first day of the next period.
///
/// Gain per item = open x closing rate, rounded half up to base, less `base_open`; credits count below zero. Receivables
/// and money are revalued, prepayments are not: they are no claim to money. Postings are sorted by entity, each with its
/// reversal after it; lines by currency and class, one line a gain or loss.
///
/// Source: IAS 21.23 and 21.28; IFRIC 22 for prepayments; DOMAIN T10.2.
///
/// ```
/// use openitem::journal::{revalue, AccountRole, RevaluationPolicy};
/// use openitem::{Amount, BookedRate, Currency, ExchangeRate, ItemKind, MasterData, OpenItem, Rate, Side};
///
/// let (usd, eur) = (Currency::new("USD")?, Currency::new("EUR")?);
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let amount = "1000".parse::<Amount>()?;
/// let item = OpenItem::new("INV-1", "DE01", ItemKind::Invoice, Side::Debit, usd, amount, amount, day("2026-01-10"), day("2026-01-10"))
///     .with_booked(BookedRate::new(eur, "1.13545".parse::<Rate>()?))
///     .with_base_open("1135.45".parse::<Amount>()?);
/// let closing = ExchangeRate::new(usd, eur, day("2026-01-31"), "1.13225".parse::<Rate>()?);
/// let master = MasterData::new().with_rates(vec![closing]);
/// let postings = revalue(&[item], &master, day("2026-01-31"), &RevaluationPolicy::new())?;
/// assert_eq!(postings[0].lines[0].role, AccountRole::UnrealizedLoss);
/// assert_eq!(postings[0].lines[0].base_amount.to_string(), "3.2");
/// assert_eq!(postings[1].effective, day("2026-02-01"));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `no_rate` where the master data have no rate of an item's currency to base on the date, nor within the look-back; `invalid_value` where an item in another currency has neither
/// a booked base amount nor a booked rate; `missing_account`; `overflow`.
pub fn revalue(
    items: &[OpenItem],
    master: &MasterData,
    as_of: NaiveDate,
    policy: &RevaluationPolicy,
) -> Result<Vec<GlPosting>, OpenItemError> {
    let mut gains: BTreeMap<(&EntityId, Currency), GainsOfBooks> = BTreeMap::new();
    let rates = ExchangeRates::new(&master.rates)?;
    let mut found: BTreeMap<(Currency, Currency), BaseRate> = BTreeMap::new();
    for item in items.iter().filter(|item| item.control_class != ControlClass::Prepayment) {
        let Some((base_currency, booked)) = booked_value(item, master)? else { continue };
        let rate = match found.get(&(item.currency, base_currency)) {
            Some(rate) => *rate,
            None => {
                let closing = rates.rate_on(item.currency, base_currency, as_of, &policy.exchange)?.rate;
                let rate = BaseRate::new(Some(&BookedRate::new(base_currency, closing)), Amount::ZERO);
                found.insert((item.currency, base_currency), rate);
                rate
            }
        };
        let decimals = minor_units(base_currency, &master.currencies)?;
        let now = rate.value(item.open, decimals)?;
        let gain = signed(subtract(now, booked)?, item.side == Side::Debit);
        let of_books = gains.entry((&item.entity, base_currency)).or_default();
        let sum = of_books.entry((item.currency, item.control_class)).or_default();
        *sum = add(*sum, gain)?;
    }
    let chart = ChartIndex::new(&policy.chart);
    let reverses_on = policy.reverses_on.map_or_else(|| first_of_next_month(as_of), Ok)?;
    let mut postings = Vec::new();
    for ((entity, base_currency), gains) in gains {
        let decimals = minor_units(base_currency, &master.currencies)?;
        let unit = Amount::from_minor(1, decimals).unwrap_or_default();
        for (kind, effective) in [(PostingKind::Revaluation, as_of), (PostingKind::RevaluationReversal, reverses_on)] {
            let mut lines = Vec::new();
            for gain in gains.values().filter(|gain| !gain.is_zero()) {
                let role = if gain.is_negative() { AccountRole::UnrealizedLoss } else { AccountRole::UnrealizedGain };
                let pair =
                    [Line::base_only(role, base_currency, gain.negated()), Line::base_only(AccountRole::Revaluation, base_currency, *gain)];
                lines.extend(pair.map(|line| if kind == PostingKind::Revaluation { line } else { line.flipped() }));
            }
            let mut posting = GlPosting::new(entity, effective, base_currency).with_kind(kind);
            finish(&mut posting, lines, &chart, unit)?;
            if !posting.lines.is_empty() {
                postings.push(posting);
            }
        }
    }
    Ok(postings)
}

/// What a set of books gained or lost, by currency and class.
type GainsOfBooks = BTreeMap<(Currency, ControlClass), Amount>;

/// The base currency and the base value at which an item is booked; none where its currency is base.
fn booked_value(item: &OpenItem, master: &MasterData) -> Result<Option<(Currency, Amount)>, OpenItemError> {
    let of_entity = master.entity(&item.entity).map(|entity| entity.base_currency);
    let base = of_entity.or_else(|| item.booked.as_ref().map(|booked| booked.base));
    let Some(base) = base.filter(|base| *base != item.currency) else { return Ok(None) };
    let booked = match (item.base_open, &item.booked) {
        (Some(booked), _) => booked,
        (None, Some(booked)) => booked.base_of(item.open, item.original, minor_units(base, &master.currencies)?)?,
        (None, None) => {
            return Err(OpenItemError::invalid(
                &format!("items[`{}`].base_open", item.id),
                "nothing",
                &format!("what is open in {base}, or the rate at which it is booked"),
            ));
        }
    };
    Ok(Some((base, booked)))
}

fn first_of_next_month(date: NaiveDate) -> Result<NaiveDate, OpenItemError> {
    let first = date.with_day(1).and_then(|first| first.checked_add_months(chrono::Months::new(1)));
    first.filter(|date| date.year() <= 9999).ok_or_else(|| OpenItemError::DateRange { what: String::from("the next period") })
}
