//! Figures of the default policy that differ by currency: the largest fee of a bank, and what counts as round money.
//!
//! Each is of the order of 50 and of 1,000 US dollars at the rates of 2025, or less, as one round figure; of rupees and Philippine pesos
//! a fee is small, because what is missing there is tax withheld as a rule. They are ours, and bounds only: no source says what a bank may
//! keep.

use crate::{Amount, Currency, Money};

/// A row: the currencies, the largest fee, the unit of round money.
type Row = (&'static str, i64, i64);

const ROWS: &[Row] = &[
    ("USD EUR GBP CHF CAD AUD NZD SGD", 50, 1_000),
    ("AED BRL CNY ILS MYR PEN PLN QAR RON SAR", 250, 1_000),
    ("BHD JOD KWD OMR", 10, 100),
    ("CZK DKK HKD INR MXN NOK PHP SEK THB TRY TWD ZAR", 500, 10_000),
    ("JPY", 5_000, 100_000),
    ("HUF", 10_000, 100_000),
    ("CLP KRW", 50_000, 1_000_000),
    ("COP", 100_000, 1_000_000),
    ("IDR VND", 500_000, 10_000_000),
];

/// The largest fee that banks keep of a payment, by currency.
pub(in super::super) fn bank_fees() -> Vec<Money> {
    rows(|row| row.1)
}

/// Whole multiples of what are round money, by currency.
pub(in super::super) fn on_account_units() -> Vec<Money> {
    rows(|row| row.2)
}

fn rows(figure: fn(&Row) -> i64) -> Vec<Money> {
    let of = |row: &'static Row| {
        let amount = Amount::from_minor(figure(row), 0);
        row.0.split(' ').filter_map(move |code| Some(Money::new(amount?, Currency::new(code).ok()?)))
    };
    ROWS.iter().flat_map(of).collect()
}

/// The row of a currency, in minor units; nothing where it has none.
pub(in super::super) fn of(rows: &[Money], currency: Currency, decimals: i32) -> i64 {
    rows.iter().find(|row| row.currency == currency).and_then(|row| row.amount.to_minor(decimals)).unwrap_or(0)
}
