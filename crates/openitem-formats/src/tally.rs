//! What was read, counted: rows and amounts, accepted and rejected, and what rounding changed.

use std::collections::BTreeMap;

use openitem::{Amount, Currency, wire};

use crate::{ApplicationRow, ItemRow, ReceiptRow, RejectedRow, RowNote};

/// What a reader made of one file, whatever its rows: [`ReadItems`](crate::ReadItems) and the others in one shape.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)]
pub struct ReadTable<T> {
    /// The rows accepted, in the order of the file.
    pub rows: Vec<T>,
    /// The rows rejected, each once, in the order of the file.
    pub rejected: Vec<RejectedRow>,
    /// Rows and amounts: read = accepted + rejected.
    pub tally: FileTally,
    /// What rounding changed, by currency; empty where nothing was rounded.
    pub rounding: Vec<CurrencyRounding>,
    /// What else a person should know, in the order of the file.
    pub notes: Vec<RowNote>,
}

/// A record that a reader gives, of rows of one type.
macro_rules! read_table {
    ($(#[$doc:meta])* $name:ident of $row:ident) => {
        $(#[$doc])*
        #[wire]
        pub struct $name {
            /// The rows accepted, in the order of the file.
            #[wire(default)]
            pub rows: Vec<$row>,
            /// The rows rejected, each once, in the order of the file.
            #[wire(default)]
            pub rejected: Vec<RejectedRow>,
            /// Rows and amounts: read = accepted + rejected.
            #[wire(default)]
            pub tally: FileTally,
            /// What rounding changed, by currency; empty where nothing was rounded.
            #[wire(default)]
            pub rounding: Vec<CurrencyRounding>,
            /// What else a person should know, in the order of the file.
            #[wire(default)]
            pub notes: Vec<RowNote>,
        }

        impl $name {
            /// Whether every row was accepted.
            #[must_use]
            pub fn is_complete(&self) -> bool {
                self.rejected.is_empty()
            }
        }

        impl From<ReadTable<$row>> for $name {
            fn from(table: ReadTable<$row>) -> Self {
                let ReadTable { rows, rejected, tally, rounding, notes } = table;
                Self { rows, rejected, tally, rounding, notes }
            }
        }

        impl From<$name> for ReadTable<$row> {
            fn from(read: $name) -> Self {
                let $name { rows, rejected, tally, rounding, notes } = read;
                Self { rows, rejected, tally, rounding, notes }
            }
        }
    };
}

read_table! {
    /// What a file of items gave.
    ///
    /// ```
    /// use openitem_formats::{Mapping, read_items};
    ///
    /// let mapping = Mapping::parse("[items.columns]\nid = 1\ncustomer = 2\nposting_date = 3\namount = 4\ncurrency = 5")?;
    /// assert!(!read_items(b"id,customer,date,amount,currency\nR-1,ACME,yesterday,1,EUR\n", &mapping)?.is_complete());
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ReadItems of ItemRow
}

read_table! {
    /// What a file of receipts gave.
    ReadReceipts of ReceiptRow
}

read_table! {
    /// What a file of applications gave.
    ReadApplications of ApplicationRow
}

/// Rows and amounts of a file: what was read is what was accepted and what was rejected.
#[wire]
pub struct FileTally {
    /// The rows of the file, without header, skipped and empty lines.
    #[wire(default)]
    pub read: i64,
    /// The rows accepted.
    #[wire(default)]
    pub accepted: i64,
    /// The rows rejected.
    #[wire(default)]
    pub rejected: i64,
    /// The rejected rows of which no amount could be read: they are in the counts only.
    #[wire(default)]
    pub rejected_without_amount: i64,
    /// The amounts by currency, the currency that could not be read first, then by code.
    #[wire(default)]
    pub amounts: Vec<CurrencyTally>,
}

/// The amounts of a file in one currency, with the sign that the file gives them, as booked: after rounding.
#[wire]
pub struct CurrencyTally {
    /// The currency; none for the rows of which no currency could be read.
    pub currency: Option<Currency>,
    /// The amounts read.
    pub read: Amount,
    /// The amounts of the rows accepted.
    pub accepted: Amount,
    /// The amounts of the rows rejected, where they could be read.
    pub rejected: Amount,
}

/// What rounding to a currency's grid changed.
#[wire]
pub struct CurrencyRounding {
    /// The currency.
    pub currency: Currency,
    /// The amounts that were rounded: two of one row are two.
    pub amounts: i64,
    /// The accepted rows of which an amount was rounded.
    pub rows: i64,
    /// The booked amounts of the rows less those of the file, summed with their signs. Only the amount of the row counts
    /// here, not the settled part of it, so that file total + difference = booked total.
    pub difference: Amount,
}

/// The tally while a file is read.
#[derive(Default)]
pub(crate) struct Counting {
    tally: FileTally,
    amounts: BTreeMap<Option<Currency>, Sums>,
    rounding: BTreeMap<Currency, CurrencyRounding>,
}

#[derive(Default, Clone, Copy)]
struct Sums {
    read: Amount,
    accepted: Amount,
    rejected: Amount,
}

/// One rounding: how many amounts of a row it changed, and the row's own amount by how much.
#[derive(Default, Clone, Copy)]
pub(crate) struct Rounded {
    pub(crate) amounts: i64,
    pub(crate) difference: Amount,
}

impl Counting {
    /// Counts an accepted row; false, and nothing counted, where a sum would not fit.
    pub(crate) fn accept(&mut self, currency: Option<Currency>, amount: Amount, rounded: Rounded) -> bool {
        let sums = self.amounts.entry(currency).or_default();
        let (Some(read), Some(accepted)) = (sums.read.checked_add(amount), sums.accepted.checked_add(amount)) else { return false };
        if let (Some(currency), true) = (currency, rounded.amounts > 0) {
            let seen =
                self.rounding.entry(currency).or_insert(CurrencyRounding { currency, amounts: 0, rows: 0, difference: Amount::ZERO });
            let Some(difference) = seen.difference.checked_add(rounded.difference) else { return false };
            seen.difference = difference;
            seen.amounts = seen.amounts.saturating_add(rounded.amounts);
            seen.rows = seen.rows.saturating_add(1);
        }
        (sums.read, sums.accepted) = (read, accepted);
        self.tally.read = self.tally.read.saturating_add(1);
        self.tally.accepted = self.tally.accepted.saturating_add(1);
        true
    }

    /// Counts a rejected row, with its amount where that could be read and the sum fits.
    pub(crate) fn reject(&mut self, currency: Option<Currency>, amount: Option<Amount>) {
        self.tally.read = self.tally.read.saturating_add(1);
        self.tally.rejected = self.tally.rejected.saturating_add(1);
        let summed = amount.and_then(|amount| {
            let sums = self.amounts.entry(currency).or_default();
            let read = sums.read.checked_add(amount)?;
            sums.rejected = sums.rejected.checked_add(amount)?;
            sums.read = read;
            Some(())
        });
        if summed.is_none() {
            self.tally.rejected_without_amount = self.tally.rejected_without_amount.saturating_add(1);
        }
    }

    pub(crate) fn finish(self) -> (FileTally, Vec<CurrencyRounding>) {
        let mut tally = self.tally;
        tally.amounts = self
            .amounts
            .into_iter()
            .map(|(currency, sums)| CurrencyTally { currency, read: sums.read, accepted: sums.accepted, rejected: sums.rejected })
            .collect();
        (tally, self.rounding.into_values().filter(|rounding| rounding.amounts > 0).collect())
    }
}
