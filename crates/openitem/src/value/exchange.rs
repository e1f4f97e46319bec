//! Exchange rates: dated tables as data, and the look-up for a day that may have no rate.
//!
//! A row says how many units of `to_currency` one unit of `from_currency` was worth on a date. Central banks quote one
//! currency against many (the ECB: 1 EUR = so many of each), so that most pairs are an inverse or a cross through that pivot.

use chrono::{Days, NaiveDate};
use openitem_macros::wire;

use crate::{Amount, Currency, OpenItemError, Rate, Rounding};

/// One row of a rate table: on this date one unit of `from_currency` was worth so many units of `to_currency`.
#[wire(hash)]
pub struct ExchangeRate {
    /// The currency that is priced.
    pub from_currency: Currency,
    /// The currency of the price.
    pub to_currency: Currency,
    /// The day of the rate.
    pub date: NaiveDate,
    /// Units of `to_currency` for one unit of `from_currency`, above zero.
    pub rate: Rate,
}

/// How a rate is looked up where the table has none for the pair and the day.
#[wire]
pub struct ExchangePolicy {
    /// How many calendar days before the date a rate may be: 0 is the day itself only. The default of 7 spans weekends
    /// and the longest run of holidays of the euro's payment system.
    #[wire(default = 7)]
    pub look_back_days: i32,
    /// Whether a pair may be read from its inverse.
    #[wire(default = true)]
    pub inverse: bool,
    /// The currencies through which a cross rate may go, the first that gives one.
    #[wire(default = vec![Currency::EUR, Currency::USD])]
    pub pivots: Vec<Currency>,
    /// The decimals of an inverse or cross rate, 0 to 28; a direct rate stands as it is.
    #[wire(default = 12)]
    pub rate_decimals: i32,
    /// How inverse and cross rates, and amounts converted with any rate, are rounded.
    #[wire(default)]
    pub rounding: Rounding,
}

/// How a rate came about.
#[wire]
pub enum RatePath {
    /// Both currencies are one: the rate is 1.
    Same,
    /// A row of the table as it stands.
    Direct,
    /// One divided by a row of the table.
    Inverse,
    /// Two rows of one day, through a pivot.
    Cross,
}

/// A rate with the rows behind it.
#[wire]
pub struct FoundRate {
    /// Units of the currency wanted for one unit of the currency given.
    pub rate: Rate,
    /// The day of the rows: the date asked for or the nearest one before it within the look-back.
    pub date: NaiveDate,
    /// How it came about.
    pub path: RatePath,
    /// The rows used: none, one, or for a cross the leg to the pivot and the leg from it.
    #[wire(default)]
    pub rows: Vec<ExchangeRate>,
}

/// An amount converted, with the rate that did it.
#[wire]
pub struct Converted {
    /// The amount in the currency wanted.
    pub amount: Amount,
    /// The rate.
    pub rate: FoundRate,
}

/// Rate rows sorted for look-up: each look-up is a few binary searches. It does not depend on the order of the rows.
///
/// ```
/// use openitem::{Currency, ExchangePolicy, ExchangeRate, ExchangeRates, Rate, RatePath};
///
/// let (eur, usd) = (Currency::EUR, Currency::USD);
/// let friday = "2026-04-10".parse::<chrono::NaiveDate>().unwrap();
/// let rates = ExchangeRates::new(&[ExchangeRate::new(eur, usd, friday, "1.1711".parse::<Rate>()?)])?;
/// // Sunday has no rate: Friday's stands.
/// let sunday = "2026-04-12".parse().unwrap();
/// let found = rates.rate_on(eur, usd, sunday, &ExchangePolicy::new())?;
/// assert_eq!((found.rate, found.date, found.path), ("1.1711".parse()?, friday, RatePath::Direct));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExchangeRates {
    /// INVARIANT: sorted by from, to, date; no two rows of one pair and date; every rate above zero.
    rows: Vec<ExchangeRate>,
}

impl ExchangeRates {
    /// The table of these rows. A row that stands twice counts once.
    ///
    /// ```
    /// use openitem::{Currency, ExchangeRate, ExchangeRates, Rate};
    /// let day = "2026-04-13".parse::<chrono::NaiveDate>().unwrap();
    /// let row = |rate: &str| ExchangeRate::new(Currency::EUR, Currency::USD, day, rate.parse::<Rate>().unwrap());
    /// assert_eq!(ExchangeRates::new(&[row("1.1684"), row("1.16840")])?.len(), 1);
    /// let error = ExchangeRates::new(&[row("1.1684"), row("1.17")]).unwrap_err();
    /// assert_eq!(error.to_string(), "two rates from EUR to USD on 2026-04-13: 1.1684 and 1.17");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `conflicting_rates` where two rows of one pair and date differ (the first such pair in the order of the table);
    /// `invalid_value` where a rate is not above zero.
    pub fn new(rows: &[ExchangeRate]) -> Result<Self, OpenItemError> {
        Self::from_rows(rows.to_vec())
    }

    fn from_rows(mut rows: Vec<ExchangeRate>) -> Result<Self, OpenItemError> {
        rows.sort_unstable();
        rows.dedup();
        if let Some(row) = rows.iter().find(|row| !row.rate.is_positive()) {
            let field = format!("rate from {} to {} on {}", row.from_currency, row.to_currency, row.date);
            return Err(OpenItemError::invalid(&field, row.rate, "above zero"));
        }
        for (row, next) in rows.iter().zip(rows.iter().skip(1)) {
            if key(row) == key(next) {
                let (first, second) = (row.rate, next.rate);
                return Err(OpenItemError::ConflictingRates {
                    from_currency: row.from_currency,
                    to_currency: row.to_currency,
                    date: row.date,
                    first,
                    second,
                });
            }
        }
        Ok(Self { rows })
    }

    /// How many rows there are.
    ///
    /// ```
    /// assert_eq!(openitem::ExchangeRates::default().len(), 0);
    /// ```
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    ///
    /// ```
    /// assert!(openitem::ExchangeRates::default().is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rate from one currency to another on a date.
    ///
    /// The pair's own newest row within the look-back stands; failing that the inverse of the opposite pair's newest;
    /// failing that a cross through the first pivot that has both legs, on the newest day on which both have a row (the
    /// legs themselves may be inverse). Two days are never mixed in one rate. One currency to itself is 1.
    ///
    /// ```
    /// use openitem::{Currency, ExchangePolicy, ExchangeRate, ExchangeRates, Rate, RatePath};
    ///
    /// let (eur, usd, gbp) = (Currency::EUR, Currency::USD, Currency::new("GBP")?);
    /// let day = "2026-04-13".parse::<chrono::NaiveDate>().unwrap();
    /// let rates = ExchangeRates::new(&[
    ///     ExchangeRate::new(eur, usd, day, "1.1684".parse::<Rate>()?),
    ///     ExchangeRate::new(eur, gbp, day, "0.87058".parse::<Rate>()?),
    /// ])?;
    /// let policy = ExchangePolicy::new().with_rate_decimals(6);
    /// let found = rates.rate_on(usd, gbp, day, &policy)?;
    /// // 0.87058 / 1.1684
    /// assert_eq!((found.rate, found.path), ("0.745104".parse()?, RatePath::Cross));
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `no_rate` where none of these exists; `invalid_value` where the policy's days are below zero or its decimals not
    /// 0 to 28; `overflow` where a cross rate does not fit.
    pub fn rate_on(&self, from: Currency, to: Currency, date: NaiveDate, policy: &ExchangePolicy) -> Result<FoundRate, OpenItemError> {
        let earliest = earliest(date, policy)?;
        if from == to {
            return Ok(FoundRate { rate: Rate::ONE, date, path: RatePath::Same, rows: Vec::new() });
        }
        if let Some(row) = self.window(from, to, earliest, date).last() {
            return Ok(FoundRate { rate: row.rate, date: row.date, path: RatePath::Direct, rows: vec![row.clone()] });
        }
        if policy.inverse
            && let Some(row) = self.window(to, from, earliest, date).last()
        {
            let rate = usable(row.rate.inverse(policy.rate_decimals, policy.rounding)?, row)?;
            return Ok(FoundRate { rate, date: row.date, path: RatePath::Inverse, rows: vec![row.clone()] });
        }
        for pivot in policy.pivots.iter().filter(|pivot| **pivot != from && **pivot != to) {
            let (first, second) = (self.leg(from, *pivot, earliest, date, policy), self.leg(*pivot, to, earliest, date, policy));
            if let Some((first, second)) = newest_common(first, second) {
                let rate = cross(first.rate, from != first.from_currency, second.rate, *pivot != second.from_currency, policy)?;
                let rate = usable(rate, second)?;
                return Ok(FoundRate { rate, date: first.date, path: RatePath::Cross, rows: vec![first.clone(), second.clone()] });
            }
        }
        Err(OpenItemError::NoRate { from_currency: from, to_currency: to, date, look_back_days: policy.look_back_days })
    }

    /// An amount in another currency, rounded to so many decimals: amount x the rate that [`rate_on`](Self::rate_on)
    /// finds, so that the rate explains the amount.
    ///
    /// ```
    /// use openitem::{Currency, ExchangePolicy, ExchangeRate, ExchangeRates, Rate};
    ///
    /// let day = "2026-04-13".parse::<chrono::NaiveDate>().unwrap();
    /// let rates = ExchangeRates::new(&[ExchangeRate::new(Currency::EUR, Currency::USD, day, "1.1684".parse::<Rate>()?)])?;
    /// let converted = rates.convert("100".parse()?, Currency::USD, Currency::EUR, day, 2, &ExchangePolicy::new())?;
    /// assert_eq!(converted.amount.to_string(), "85.59");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`rate_on`](Self::rate_on); `overflow` where the amount does not fit.
    pub fn convert(
        &self,
        amount: Amount,
        from: Currency,
        to: Currency,
        date: NaiveDate,
        decimals: i32,
        policy: &ExchangePolicy,
    ) -> Result<Converted, OpenItemError> {
        let rate = self.rate_on(from, to, date, policy)?;
        Ok(Converted { amount: rate.rate.of(amount, decimals, policy.rounding)?, rate })
    }

    /// The rows of a pair from one date to another, oldest first.
    fn window(&self, from: Currency, to: Currency, earliest: NaiveDate, latest: NaiveDate) -> &[ExchangeRate] {
        let start = self.rows.partition_point(|row| key(row) < (from, to, earliest));
        let rest = self.rows.get(start..).unwrap_or_default();
        rest.get(..rest.partition_point(|row| key(row) <= (from, to, latest))).unwrap_or_default()
    }

    /// The rows of a pair, or of its inverse where it has none.
    fn leg(&self, from: Currency, to: Currency, earliest: NaiveDate, latest: NaiveDate, policy: &ExchangePolicy) -> &[ExchangeRate] {
        let direct = self.window(from, to, earliest, latest);
        let inverse = policy.inverse && direct.is_empty();
        if inverse { self.window(to, from, earliest, latest) } else { direct }
    }
}

/// The rate from one currency to another on a date, for a caller with one question; [`ExchangeRates`] answers many.
///
/// Only rows that the question could use are looked at; see [`ExchangeRates::rate_on`].
///
/// ```
/// use openitem::{rate_on, Currency, ExchangePolicy, ExchangeRate, Rate};
///
/// let day = "2026-04-13".parse::<chrono::NaiveDate>().unwrap();
/// let rows = [ExchangeRate::new(Currency::EUR, Currency::USD, day, "1.1684".parse::<Rate>()?)];
/// assert_eq!(rate_on(&rows, Currency::EUR, Currency::USD, day, &ExchangePolicy::new())?.rate, "1.1684".parse()?);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// Those of [`ExchangeRates::new`] and [`ExchangeRates::rate_on`].
pub fn rate_on(
    rows: &[ExchangeRate],
    from: Currency,
    to: Currency,
    date: NaiveDate,
    policy: &ExchangePolicy,
) -> Result<FoundRate, OpenItemError> {
    usable_rows(rows, from, to, date, policy)?.rate_on(from, to, date, policy)
}

/// An amount in another currency, for a caller with one question; see [`ExchangeRates::convert`].
///
/// ```
/// use openitem::{convert, Currency, ExchangePolicy, ExchangeRate, Rate};
///
/// let day = "2026-04-13".parse::<chrono::NaiveDate>().unwrap();
/// let rows = [ExchangeRate::new(Currency::EUR, Currency::USD, day, "1.1684".parse::<Rate>()?)];
/// let converted = convert("50".parse()?, Currency::EUR, Currency::USD, day, 2, &rows, &ExchangePolicy::new())?;
/// assert_eq!(converted.amount.to_string(), "58.42");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// Those of [`ExchangeRates::new`] and [`ExchangeRates::convert`].
pub fn convert(
    amount: Amount,
    from: Currency,
    to: Currency,
    date: NaiveDate,
    decimals: i32,
    rows: &[ExchangeRate],
    policy: &ExchangePolicy,
) -> Result<Converted, OpenItemError> {
    usable_rows(rows, from, to, date, policy)?.convert(amount, from, to, date, decimals, policy)
}

fn usable_rows(
    rows: &[ExchangeRate],
    from: Currency,
    to: Currency,
    date: NaiveDate,
    policy: &ExchangePolicy,
) -> Result<ExchangeRates, OpenItemError> {
    let earliest = earliest(date, policy)?;
    let named = |currency: Currency| currency == from || currency == to || policy.pivots.contains(&currency);
    let wanted = rows.iter().filter(|row| (earliest..=date).contains(&row.date) && named(row.from_currency) && named(row.to_currency));
    ExchangeRates::from_rows(wanted.cloned().collect())
}

const fn key(row: &ExchangeRate) -> (Currency, Currency, NaiveDate) {
    (row.from_currency, row.to_currency, row.date)
}

fn earliest(date: NaiveDate, policy: &ExchangePolicy) -> Result<NaiveDate, OpenItemError> {
    let days =
        u64::try_from(policy.look_back_days).map_err(|_| OpenItemError::invalid("look_back_days", policy.look_back_days, "at least 0"))?;
    if !(0..=28).contains(&policy.rate_decimals) {
        return Err(OpenItemError::invalid("rate_decimals", policy.rate_decimals, "0 to 28"));
    }
    Ok(date.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN))
}

/// The newest rows of one day in both lists, each sorted by date.
fn newest_common<'a>(first: &'a [ExchangeRate], second: &'a [ExchangeRate]) -> Option<(&'a ExchangeRate, &'a ExchangeRate)> {
    first.iter().rev().find_map(|row| {
        let at = second.binary_search_by_key(&row.date, |other| other.date).ok()?;
        Some((row, second.get(at)?))
    })
}

/// The product of two legs, either of which may be inverse, rounded once.
fn cross(first: Rate, first_inverse: bool, second: Rate, second_inverse: bool, policy: &ExchangePolicy) -> Result<Rate, OpenItemError> {
    let (decimals, rounding) = (policy.rate_decimals, policy.rounding);
    match (first_inverse, second_inverse) {
        (false, false) => first.times(second, decimals, rounding),
        (true, false) => second.over(first, decimals, rounding),
        (false, true) => first.over(second, decimals, rounding),
        (true, true) => Rate::ONE.over_both(first, second, decimals, rounding),
    }
}

/// A rate that the policy's decimals did not round away.
fn usable(rate: Rate, row: &ExchangeRate) -> Result<Rate, OpenItemError> {
    if rate.is_positive() {
        return Ok(rate);
    }
    let found = format!("a rate that rounds to {rate} from {} to {} on {}", row.from_currency, row.to_currency, row.date);
    Err(OpenItemError::invalid("rate_decimals", found, "enough decimals for a rate above zero"))
}

#[cfg(test)]
mod tests {
    use super::{ExchangePolicy, ExchangeRate, ExchangeRates, RatePath, convert, rate_on};
    use crate::{Currency, OpenItemError, Rate, Rounding};
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        Currency::new(code).unwrap()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn row(from: &str, to: &str, day: &str, rate: &str) -> ExchangeRate {
        ExchangeRate::new(currency(from), currency(to), date(day), rate.parse::<Rate>().unwrap())
    }

    fn rows() -> Vec<ExchangeRate> {
        vec![
            row("EUR", "USD", "2026-01-02", "1.25"),
            row("EUR", "USD", "2026-01-05", "1.2"),
            row("EUR", "GBP", "2026-01-02", "0.8"),
            row("GBP", "JPY", "2026-01-05", "200"),
            row("USD", "MXN", "2026-01-05", "20"),
            row("INR", "EUR", "2026-01-02", "0.01"),
        ]
    }

    /// `rate path date rows`, or the error's code.
    fn look_up(from: &str, to: &str, day: &str, policy: &ExchangePolicy) -> String {
        let rows = rows();
        let table = ExchangeRates::new(&rows).unwrap();
        let (from, to, day) = (currency(from), currency(to), date(day));
        let found = table.rate_on(from, to, day, policy);
        assert_eq!(found, rate_on(&rows, from, to, day, policy));
        match found {
            Ok(found) => format!("{} {} {} {}", found.rate, found.path, found.date, found.rows.len()),
            Err(error) => error.code().to_owned(),
        }
    }

    #[test]
    fn a_day_without_a_rate_takes_the_nearest_before_it_within_the_look_back() {
        let policy = ExchangePolicy::new();
        let cases = [
            ("EUR", "USD", "2026-01-05", "1.2 direct 2026-01-05 1"),
            ("EUR", "USD", "2026-01-04", "1.25 direct 2026-01-02 1"),
            ("EUR", "USD", "2026-01-12", "1.2 direct 2026-01-05 1"),
            ("EUR", "USD", "2026-01-13", "no_rate"),
            ("EUR", "USD", "2026-01-01", "no_rate"),
            ("USD", "EUR", "2026-01-04", "0.8 inverse 2026-01-02 1"),
            ("USD", "EUR", "2026-01-05", "0.833333333333 inverse 2026-01-05 1"),
            // The newest day on which both legs have a rate is the second of January.
            ("USD", "GBP", "2026-01-06", "0.64 cross 2026-01-02 2"),
            ("GBP", "USD", "2026-01-06", "1.5625 cross 2026-01-02 2"),
            ("INR", "GBP", "2026-01-06", "0.008 cross 2026-01-02 2"),
            ("GBP", "INR", "2026-01-06", "125 cross 2026-01-02 2"),
            // The euro gives no leg to the peso, the dollar does.
            ("EUR", "MXN", "2026-01-06", "24 cross 2026-01-05 2"),
            ("MXN", "EUR", "2026-01-06", "0.041666666667 cross 2026-01-05 2"),
            // Two pivots in a row are not tried.
            ("MXN", "GBP", "2026-01-06", "no_rate"),
            ("CHF", "CHF", "1999-01-01", "1 same 1999-01-01 0"),
        ];
        for (from, to, day, expected) in cases {
            assert_eq!(look_up(from, to, day, &policy), expected, "{from} to {to} on {day}");
        }
    }

    #[test]
    fn the_policy_says_how_far_back_which_way_and_how_fine() {
        let policy = ExchangePolicy::new();
        assert_eq!(look_up("EUR", "USD", "2026-01-04", &policy.clone().with_look_back_days(0)), "no_rate");
        assert_eq!(look_up("EUR", "USD", "2026-01-04", &policy.clone().with_look_back_days(1)), "no_rate");
        assert_eq!(look_up("EUR", "USD", "2026-01-04", &policy.clone().with_look_back_days(2)), "1.25 direct 2026-01-02 1");
        assert_eq!(look_up("EUR", "USD", "2026-01-04", &policy.clone().with_look_back_days(-1)), "invalid_value");
        assert_eq!(look_up("EUR", "USD", "9999-12-31", &policy.clone().with_look_back_days(i32::MAX)), "1.2 direct 2026-01-05 1");
        assert_eq!(look_up("USD", "EUR", "2026-01-05", &policy.clone().with_inverse(false)), "no_rate");
        assert_eq!(look_up("USD", "GBP", "2026-01-05", &policy.clone().with_inverse(false)), "no_rate");
        assert_eq!(look_up("USD", "GBP", "2026-01-05", &policy.clone().with_pivots(Vec::new())), "no_rate");
        assert_eq!(look_up("EUR", "JPY", "2026-01-05", &policy.clone().with_pivots(vec![currency("GBP")])), "no_rate");
        let rough = policy.clone().with_rate_decimals(2);
        assert_eq!(look_up("USD", "EUR", "2026-01-05", &rough), "0.83 inverse 2026-01-05 1");
        assert_eq!(look_up("USD", "EUR", "2026-01-05", &rough.clone().with_rounding(Rounding::Up)), "0.84 inverse 2026-01-05 1");
        assert_eq!(look_up("USD", "EUR", "2026-01-05", &policy.clone().with_rate_decimals(29)), "invalid_value");
        // A rate of 0.0417 with no decimals would be nothing at all.
        assert_eq!(look_up("MXN", "EUR", "2026-01-05", &policy.with_rate_decimals(0)), "invalid_value");
    }

    #[test]
    fn two_rates_for_one_pair_and_day_are_refused_by_name() {
        let mut rows = rows();
        rows.push(row("EUR", "USD", "2026-01-02", "1.250"));
        assert_eq!(ExchangeRates::new(&rows).map(|table| table.len()), Ok(6), "the same row twice counts once");
        rows.insert(0, row("EUR", "USD", "2026-01-02", "1.26"));
        let expected = OpenItemError::ConflictingRates {
            from_currency: currency("EUR"),
            to_currency: currency("USD"),
            date: date("2026-01-02"),
            first: "1.25".parse().unwrap(),
            second: "1.26".parse().unwrap(),
        };
        assert_eq!(ExchangeRates::new(&rows), Err(expected.clone()));
        rows.reverse();
        assert_eq!(ExchangeRates::new(&rows), Err(expected));
        for wrong in ["0", "-1.2"] {
            let table = ExchangeRates::new(&[row("EUR", "USD", "2026-01-02", wrong)]);
            assert_eq!(table.map_err(|error| error.code()), Err("invalid_value"));
        }
    }

    #[test]
    fn a_converted_amount_is_the_amount_times_the_rate_shown() {
        let rows = rows();
        let policy = ExchangePolicy::new();
        let ask = |amount: &str, from, to, decimals| {
            let day = date("2026-01-06");
            let converted = convert(amount.parse().unwrap(), currency(from), currency(to), day, decimals, &rows, &policy).unwrap();
            format!("{} at {}", converted.amount, converted.rate.rate)
        };
        assert_eq!(ask("100", "EUR", "USD", 2), "120 at 1.2");
        assert_eq!(ask("-100.55", "USD", "EUR", 2), "-83.79 at 0.833333333333");
        assert_eq!(ask("7", "GBP", "JPY", 0), "1400 at 200");
        assert_eq!(ask("7.777", "JPY", "JPY", 0), "8 at 1");
    }

    #[test]
    fn a_policy_in_json_says_only_what_differs_and_refuses_what_it_does_not_know() {
        assert_eq!(serde_json::to_string(&ExchangePolicy::new()).unwrap(), "{}");
        let near: ExchangePolicy = serde_json::from_str("{\"look_back_days\":0,\"pivots\":[\"GBP\"]}").unwrap();
        assert_eq!(near, ExchangePolicy::new().with_look_back_days(0).with_pivots(vec![currency("GBP")]));
        assert!(serde_json::from_str::<ExchangePolicy>("{\"lookback\":0}").is_err());
        let row = row("EUR", "USD", "2026-01-02", "1.250");
        let text = "{\"from_currency\":\"EUR\",\"to_currency\":\"USD\",\"date\":\"2026-01-02\",\"rate\":\"1.25\"}";
        assert_eq!(serde_json::to_string(&row).unwrap(), text);
        assert_eq!(serde_json::from_str::<ExchangeRate>(text).unwrap(), row);
    }

    /// The ECB's history as rows from EUR, or nothing where the data is not at hand.
    fn ecb() -> Option<Vec<ExchangeRate>> {
        let text = crate::value::shared_data("ecb_fx/eurofxref-hist.csv")?;
        let mut lines = text.lines();
        let header: Vec<_> = lines.next().unwrap().split(',').collect();
        let mut rows = Vec::new();
        for line in lines {
            let mut cells = line.split(',').zip(&header);
            let (day, _) = cells.next().unwrap();
            for (cell, code) in cells.filter(|(cell, _)| !cell.is_empty() && *cell != "N/A") {
                rows.push(row("EUR", code, day, cell));
            }
        }
        Some(rows)
    }

    #[test]
    fn the_ecb_history_answers_for_weekends_inverses_crosses_and_currencies_that_stopped() {
        let Some(mut rows) = ecb() else { return };
        assert!(rows.len() > 200_000, "{} rows", rows.len());
        let table = ExchangeRates::new(&rows).unwrap();
        rows.reverse();
        assert_eq!(ExchangeRates::new(&rows).as_ref(), Ok(&table), "the order of the rows does not count");
        let policy = ExchangePolicy::new();
        let find = |from, to, day| table.rate_on(currency(from), currency(to), date(day), &policy);
        // The rows themselves say what is right, so that no figure of theirs stands here.
        let quoted = |to, day| {
            let found = rows.iter().find(|row| row.to_currency == currency(to) && row.date == date(day));
            found.map(|row| row.rate).unwrap()
        };
        // Saturday and Sunday take Friday's rate; over Easter 2026 Thursday's stands through Monday.
        for day in ["2026-04-10", "2026-04-11", "2026-04-12"] {
            let found = find("EUR", "USD", day).unwrap();
            assert_eq!((found.rate, found.date), (quoted("USD", "2026-04-10"), date("2026-04-10")), "{day}");
        }
        for day in ["2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06"] {
            assert_eq!(find("EUR", "USD", day).unwrap().date, date("2026-04-02"), "{day}");
        }
        let inverse = find("USD", "EUR", "2026-04-12").unwrap();
        assert_eq!((inverse.path, inverse.date), (RatePath::Inverse, date("2026-04-10")));
        assert_eq!(inverse.rate, quoted("USD", "2026-04-10").inverse(12, Rounding::HalfUp).unwrap());
        let cross = find("USD", "GBP", "2026-04-12").unwrap();
        assert_eq!((cross.path, cross.rows.len()), (RatePath::Cross, 2));
        let expected = quoted("GBP", "2026-04-10").over(quoted("USD", "2026-04-10"), 12, Rounding::HalfUp).unwrap();
        assert_eq!(cross.rate, expected);
        // Croatia joined the euro on 2023-01-01: the last quote stands for the look-back and no longer.
        assert_eq!(find("EUR", "HRK", "2023-01-03").unwrap().date, date("2022-12-30"));
        assert_eq!(find("EUR", "HRK", "2023-01-07").map_err(|error| error.code()), Err("no_rate"));
        assert_eq!(find("HRK", "USD", "2024-01-02").map_err(|error| error.code()), Err("no_rate"));
        // The ECB did not quote the rouble from March 2022 on.
        assert!(find("EUR", "RUB", "2022-03-01").is_ok());
        assert_eq!(find("EUR", "RUB", "2022-06-01").map_err(|error| error.code()), Err("no_rate"));
        assert_eq!(find("EUR", "USD", "1998-12-31").map_err(|error| error.code()), Err("no_rate"));
        // Every day of 27 years has a dollar rate within a week.
        let mut day = date("1999-01-04");
        while day <= date("2026-04-13") {
            assert!(table.rate_on(currency("USD"), currency("JPY"), day, &policy).is_ok(), "{day}");
            day = day.succ_opt().unwrap();
        }
    }

    fn any_row() -> impl Strategy<Value = ExchangeRate> {
        let code = || prop::sample::select(vec!["EUR", "USD", "GBP", "JPY"]);
        (code(), code(), 0_u64..30, crate::value::decimal_strategy()).prop_map(|(from, to, day, rate)| {
            let date = date("2026-01-01") + chrono::Days::new(day);
            ExchangeRate::new(currency(from), currency(to), date, Rate::new(rate.abs()).unwrap())
        })
    }

    proptest! {
        #[test]
        fn no_table_makes_a_look_up_panic_and_order_does_not_count(
            mut rows in prop::collection::vec(any_row(), 0..30), amount in crate::value::amount_strategy(),
            day in crate::value::date_strategy(), near in 0_u64..40, back in any::<i32>(), decimals in any::<i32>(),
        ) {
            let table = ExchangeRates::new(&rows);
            let policies = [
                ExchangePolicy::new(),
                ExchangePolicy::new().with_look_back_days(back).with_rate_decimals(decimals).with_inverse(back % 2 == 0),
                ExchangePolicy::new().with_look_back_days(back.saturating_abs()).with_rate_decimals(28),
            ];
            rows.reverse();
            prop_assert_eq!(&ExchangeRates::new(&rows), &table);
            rows.retain(|row| row.rate.is_positive());
            rows.sort();
            rows.dedup_by_key(|row| (row.from_currency, row.to_currency, row.date));
            let table = ExchangeRates::new(&rows).unwrap();
            for policy in &policies {
                for day in [day, date("2026-01-01") + chrono::Days::new(near)] {
                    let found = table.rate_on(currency("USD"), currency("GBP"), day, policy);
                    prop_assert_eq!(&found, &rate_on(&rows, currency("USD"), currency("GBP"), day, policy));
                    if let Ok(found) = found {
                        prop_assert!(found.rate.is_positive() && found.date <= day);
                        prop_assert!(found.rows.iter().all(|row| row.date == found.date));
                    }
                    let _: Result<_, _> = table.convert(amount, currency("GBP"), currency("EUR"), day, decimals, policy);
                }
            }
        }
    }
}
