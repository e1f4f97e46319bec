//! One table of a mapping: its columns, constants and format.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use openitem::{Currency, OpenItemError, ReferenceKind};
use serde::Deserialize;

use super::field::read_key;
use super::format::read_dates;
use super::{Column, ColumnName, Field, FieldKind, Format, FormatSettings, ItemField, invalid};
use crate::RowKind;

/// The keys of `[items]`, `[receipts]` and `[applications]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "F: Deserialize<'de> + Ord"))]
pub(crate) struct Settings<F> {
    #[serde(default)]
    format: FormatSettings,
    columns: BTreeMap<F, Column>,
    #[serde(default = "BTreeMap::new")]
    constants: BTreeMap<F, String>,
    #[serde(default)]
    references: BTreeMap<ReferenceKey, Column>,
    #[serde(default)]
    labels: BTreeMap<String, Column>,
    line_ids: Option<String>,
    undated_settlement: Option<String>,
}

/// A kind of reference as a key.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct ReferenceKey(ReferenceKind);

impl<'de> Deserialize<'de> for ReferenceKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let known: Vec<_> = ReferenceKind::ALL.iter().map(|kind| (kind.name(), *kind)).collect();
        read_key(deserializer, &known).map(Self)
    }
}

/// A table of a mapping, checked.
#[derive(Clone, Debug)]
pub(crate) struct Section<F> {
    /// `items`, `receipts` or `applications`.
    pub(crate) table: &'static str,
    pub(crate) format: Format,
    pub(crate) columns: BTreeMap<F, Column>,
    pub(crate) constants: BTreeMap<F, String>,
    pub(crate) references: BTreeMap<ReferenceKind, Column>,
    pub(crate) labels: BTreeMap<String, Column>,
    /// What stands before the line number in an id, where ids are line numbers.
    pub(crate) line_ids: Option<String>,
    /// When a settled amount without a date was settled; `None` is the day of issue.
    pub(crate) undated_settlement: Option<NaiveDate>,
}

impl<F: Field> Settings<F> {
    pub(crate) fn check(self, table: &'static str, shared: &FormatSettings) -> Result<Section<F>, OpenItemError> {
        let format = self.format.over(shared).check()?;
        let columns = self.columns.iter().map(|(field, column)| (format!("{table}.columns.{}", field.name()), column, Some(*field)));
        let references = self.references.iter().map(|(kind, column)| (format!("{table}.references.{}", kind.0), column, None));
        let labels = self.labels.iter().map(|(name, column)| (format!("{table}.labels.{name}"), column, None));
        for (key, column, field) in columns.chain(references).chain(labels) {
            check_column(&key, column, field.map(Field::kind), &format)?;
        }
        for (field, text) in &self.constants {
            let key = format!("{table}.constants.{}", field.name());
            if !field.takes_constant() {
                return Err(invalid(&key, String::from("this comes from a column only")));
            }
            if text.trim().is_empty() {
                return Err(invalid(&key, String::from("the constant is empty")));
            }
            if field.name() == "currency" {
                Currency::new(text).map_err(|error| invalid(&key, error.to_string()))?;
            }
            if field.name() == "kind" && RowKind::named(text).is_none() {
                return Err(invalid(&key, RowKind::expected(text)));
            }
        }
        if table != "items" && !self.references.is_empty() {
            return Err(invalid(&format!("{table}.references"), String::from("only [items] has references")));
        }
        let undated_settlement = match self.undated_settlement.as_deref() {
            None | Some("issue") => None,
            Some(text) => {
                let key = format!("{table}.undated_settlement");
                let date = text.parse::<NaiveDate>();
                Some(date.map_err(|_| invalid(&key, format!("`{text}`: expected \"issue\" or a date as YYYY-MM-DD")))?)
            }
        };
        match (self.columns.contains_key(&F::ID), &self.line_ids) {
            (true, Some(_)) => return Err(invalid(&format!("{table}.line_ids"), String::from("a column gives the id already"))),
            (false, None) => {
                let problem = "no column gives the id: name it, or say line_ids = \"PREFIX\" for ids from the line number";
                return Err(invalid(&format!("{table}.columns.id"), String::from(problem)));
            }
            _ => {}
        }
        Ok(Section {
            table,
            format,
            columns: self.columns,
            constants: self.constants,
            references: self.references.into_iter().map(|(kind, column)| (kind.0, column)).collect(),
            labels: self.labels,
            line_ids: self.line_ids,
            undated_settlement,
        })
    }
}

fn check_column(key: &str, column: &Column, kind: Option<FieldKind>, format: &Format) -> Result<(), OpenItemError> {
    if let Some(problem) = column.clean.iter().find_map(super::CleanStep::problem) {
        return Err(invalid(&format!("{key}.clean"), problem));
    }
    if let (ColumnName::Named(name), false) = (&column.name, format.header) {
        return Err(invalid(key, format!("column `{name}` is named, but the file has no header: give its number from 1")));
    }
    match (&column.dates, kind) {
        (Some(patterns), Some(FieldKind::Date)) => drop(read_dates(&format!("{key}.dates"), patterns, format.pivot)?),
        (Some(_), _) => return Err(invalid(&format!("{key}.dates"), String::from("this column holds no date"))),
        (None, _) => {}
    }
    Ok(())
}

impl<F: Field> Section<F> {
    fn has(&self, field: F) -> bool {
        self.columns.contains_key(&field) || self.constants.contains_key(&field)
    }

    /// Of each group at least one field must come from somewhere.
    pub(crate) fn need(&self, groups: &[&[F]]) -> Result<(), OpenItemError> {
        for group in groups {
            let Some(first) = group.first() else { continue };
            if group.iter().any(|field| self.has(*field)) {
                continue;
            }
            let names: Vec<_> = group.iter().map(|field| format!("`{}`", field.name())).collect();
            let constant = if first.takes_constant() { ", or give it as a constant" } else { "" };
            let problem = format!("no column gives {}: name it{constant}", names.join(" or "));
            return Err(invalid(&format!("{}.columns.{}", self.table, first.name()), problem));
        }
        Ok(())
    }
}

impl Section<ItemField> {
    /// What a file of items cannot do without, and what contradicts itself.
    pub(crate) fn check_items(&self) -> Result<(), OpenItemError> {
        use ItemField as F;
        self.need(&[&[F::Amount], &[F::Currency], &[F::DocumentDate, F::PostingDate], &[F::Customer]])?;
        if self.has(F::SettledOn) && self.has(F::SettledAfterDays) {
            let problem = "`settled_on` and `settled_after_days` both say when: map one of them";
            return Err(invalid("items.columns.settled_after_days", String::from(problem)));
        }
        Ok(())
    }
}
