//! The mapping file: which column of somebody's CSV is what, as data.

mod column;
mod field;
mod format;
mod section;

use std::collections::BTreeMap;

use openitem::wire::{join, split_location};
use openitem::{Currency, CurrencyRow, OpenItemError, minor_units};
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub use field::{ApplicationField, ItemField, ReceiptField};
pub use format::Floats;

pub(crate) use column::{CleanStep, Column, ColumnName};
pub(crate) use field::{Field, FieldKind};
pub(crate) use format::{Format, FormatSettings};
pub(crate) use section::Section;

/// A mapping that was read and checked: see [the page on it](crate::mapping_file).
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(crate) items: Option<Section<ItemField>>,
    pub(crate) receipts: Option<Section<ReceiptField>>,
    pub(crate) applications: Option<Section<ApplicationField>>,
    currencies: Vec<CurrencyRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    format: FormatSettings,
    #[serde(default)]
    currencies: BTreeMap<Currency, i32>,
    items: Option<section::Settings<ItemField>>,
    receipts: Option<section::Settings<ReceiptField>>,
    applications: Option<section::Settings<ApplicationField>>,
}

/// A problem with the line that it is on, where that is known.
fn located(text: &str, place: Option<usize>, problem: &str) -> String {
    let Some(place) = place else { return problem.trim_end().to_owned() };
    let line = text.get(..place).unwrap_or(text).matches('\n').count().saturating_add(1);
    format!("line {line}: {}", problem.trim_end())
}

/// The key that stands at a place of the text, or whose value does: `items.columns.id`.
fn path_at(table: &DeTable<'_>, place: usize) -> Option<String> {
    table.iter().find_map(|(key, value)| {
        let name = key.get_ref().to_string();
        match path_within(value, place) {
            Some(inner) => Some(join(&name, &inner)),
            None => (key.span().contains(&place) || value.span().contains(&place)).then_some(name),
        }
    })
}

fn path_within(value: &Spanned<DeValue<'_>>, place: usize) -> Option<String> {
    match value.get_ref() {
        DeValue::Table(table) => path_at(table, place),
        DeValue::Array(list) => list.iter().enumerate().find_map(|(at, value)| {
            let own = || value.span().contains(&place).then(String::new);
            path_within(value, place).or_else(own).map(|inner| join(&format!("[{at}]"), &inner))
        }),
        _ => None,
    }
}

impl Mapping {
    /// The same for text that its host has decoded already: what the mapping says of encodings does not count.
    ///
    /// ```
    /// use openitem_formats::{Mapping, read_items};
    ///
    /// let mapping = "[format]\nencoding = \"latin1\"\n[items.columns]\nid = 1\ncustomer = 2\nposting_date = 3\namount = 4\ncurrency = 5";
    /// let text = "id,customer,date,amount,currency\nR-1,Müller,2026-01-31,1,EUR\n";
    /// let read = read_items(text.as_bytes(), &Mapping::parse(mapping)?.for_decoded_text())?;
    /// assert_eq!(read.rows[0].customer.as_str(), "Müller");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn for_decoded_text(mut self) -> Self {
        let formats = [
            self.items.as_mut().map(|section| &mut section.format),
            self.receipts.as_mut().map(|section| &mut section.format),
            self.applications.as_mut().map(|section| &mut section.format),
        ];
        for format in formats.into_iter().flatten() {
            format.encoding = crate::Encoding::Utf8;
        }
        self
    }

    /// Reads the text of a mapping file.
    ///
    /// ```
    /// use openitem_formats::Mapping;
    ///
    /// let error = Mapping::parse("[items.columns]\nid = \"Invoice\"\namont = \"Total\"\n").unwrap_err();
    /// assert!(error.to_string().starts_with("mapping: items.columns.amont: line 3: unknown key `amont`, expected one of"));
    /// ```
    ///
    /// # Errors
    /// `invalid_mapping` with the key and, where it is known, the line: text that is not TOML, a key that is not known, a
    /// value that its key does not take, or something missing without which no row could be read.
    pub fn parse(text: &str) -> Result<Self, OpenItemError> {
        let file: File = toml::from_str(text).map_err(|error| {
            let (within, problem) = split_location(error.message());
            let place = error.span().map(|span| span.start);
            let path = place.and_then(|place| path_at(DeTable::parse(text).ok()?.get_ref(), place)).unwrap_or_default();
            let path = join(&path, within);
            invalid(if path.is_empty() { "the file" } else { &path }, located(text, place, problem))
        })?;
        Self::check(file)
    }

    fn check(file: File) -> Result<Self, OpenItemError> {
        let mut currencies = Vec::new();
        for (currency, digits) in file.currencies {
            if !(0..=12).contains(&digits) {
                return Err(invalid(&format!("currencies.{currency}"), format!("{digits} decimals: expected 0 to 12")));
            }
            currencies.push(CurrencyRow::new(currency, digits));
        }
        let mapping = Self {
            items: file.items.map(|section| section.check("items", &file.format)).transpose()?,
            receipts: file.receipts.map(|section| section.check("receipts", &file.format)).transpose()?,
            applications: file.applications.map(|section| section.check("applications", &file.format)).transpose()?,
            currencies,
        };
        if mapping.items.is_none() && mapping.receipts.is_none() && mapping.applications.is_none() {
            return Err(invalid("the file", String::from("no table [items], [receipts] or [applications]")));
        }
        if let Some(items) = &mapping.items {
            items.check_items()?;
        }
        if let Some(receipts) = &mapping.receipts {
            receipts.need(&[&[ReceiptField::Amount], &[ReceiptField::Currency], &[ReceiptField::ReceivedOn]])?;
        }
        if let Some(applications) = &mapping.applications {
            use ApplicationField as F;
            applications.need(&[&[F::Source], &[F::Item], &[F::Amount], &[F::AppliedOn]])?;
        }
        Ok(mapping)
    }

    /// Whether the mapping tells how to read items.
    #[must_use]
    pub fn has_items(&self) -> bool {
        self.items.is_some()
    }

    /// Whether the mapping tells how to read receipts.
    #[must_use]
    pub fn has_receipts(&self) -> bool {
        self.receipts.is_some()
    }

    /// Whether the mapping tells how to read applications.
    #[must_use]
    pub fn has_applications(&self) -> bool {
        self.applications.is_some()
    }

    /// The currencies that the mapping itself defines, by code.
    #[must_use]
    pub fn currencies(&self) -> &[CurrencyRow] {
        &self.currencies
    }

    pub(crate) fn digits(&self, currency: Currency) -> Result<i32, OpenItemError> {
        minor_units(currency, &self.currencies)
    }
}

pub(crate) fn invalid(field: &str, problem: String) -> OpenItemError {
    OpenItemError::InvalidMapping { field: field.to_owned(), problem }
}
