//! The one list of the core's operations, by name.

use crate::{Amount, Currency, CurrencyRow, amount_from_float, minor_units};

crate::operations! {
    /// The amount with the currency's digits to which a float is the nearest; the float comes as its shortest text.
    "value.amount_from_float" (value: String, currency: Currency) -> Amount => amount_from_float(super::float(&value)?, currency);
    /// How many decimals a currency has: the host's row first, then ISO 4217.
    "value.minor_units" (currency: Currency, rows: Vec<CurrencyRow> = Vec::new()) -> i32 => minor_units(currency, &rows);
}
