//! One row of a file, read cell by cell: text cleaned, dates and amounts by their formats.

use std::borrow::Cow;

use chrono::NaiveDate;
use csv::ByteRecord;
use openitem::{Amount, Currency, Label, Reference};

use crate::Mapping;
use crate::amount_text::ReadAmount;
use crate::mapping::{Field, Section};
use crate::rejected::Problem;
use crate::table::{Found, Layout};
use crate::tally::Rounded;

/// A row of the file, before anything is known of it.
pub(crate) struct Row<'a, F> {
    pub(crate) record: &'a ByteRecord,
    pub(crate) line: i64,
    pub(crate) layout: &'a Layout,
    pub(crate) section: &'a Section<F>,
}

/// The currency and the amount of a row, as far as they can be read: rejected rows are counted by them too.
pub(crate) struct Money {
    pub(crate) currency: Option<Currency>,
    /// How many decimals the currency has, where it is known.
    pub(crate) digits: Option<i32>,
    /// The amount as written.
    pub(crate) written: Option<Amount>,
    amount: Option<ReadAmount>,
    problem: Option<Problem>,
}

impl Money {
    pub(crate) fn unreadable() -> Self {
        Self { currency: None, digits: None, written: None, amount: None, problem: None }
    }

    /// The amount on its grid, or why there is none.
    pub(crate) fn amount(&self) -> Result<ReadAmount, Problem> {
        match (&self.problem, self.amount) {
            (None, Some(amount)) => Ok(amount),
            (Some(problem), _) => {
                Err(Problem { column: problem.column.clone(), value: problem.value.clone(), reason: problem.reason.clone() })
            }
            (None, None) => Err(Problem::of_row("no amount")),
        }
    }

    /// What an accepted row adds to the totals.
    pub(crate) fn booked(&self) -> Amount {
        self.amount.map_or(Amount::ZERO, |amount| amount.amount)
    }

    /// What a rejected row adds to the totals.
    pub(crate) fn counted(&self) -> Option<Amount> {
        self.amount.map(|amount| amount.amount).or(self.written)
    }

    pub(crate) fn rounded(&self) -> Rounded {
        match self.amount.and_then(|amount| amount.difference) {
            Some(difference) => Rounded { amounts: 1, difference },
            None => Rounded::default(),
        }
    }
}

impl<'a, F: Field> Row<'a, F> {
    fn found(&self, field: F) -> Option<&'a Found> {
        self.layout.fields.get(field.place()).and_then(Option::as_ref)
    }

    pub(crate) fn has(&self, field: F) -> bool {
        self.found(field).is_some() || self.section.constants.contains_key(&field)
    }

    /// The problem of a field, with the text that stands in its column.
    pub(crate) fn problem(&self, field: F, reason: impl Into<String>) -> Problem {
        let value = self.found(field).and_then(|found| self.record.get(found.at)).unwrap_or_default();
        let value = String::from_utf8_lossy(value.get(..256).unwrap_or(value));
        Problem::new(self.layout.column_name(field), &value, reason)
    }

    /// The text of a column, cleaned and looked up; `None` where it is empty.
    fn cell(&self, found: &'a Found) -> Result<Option<Cow<'a, str>>, Problem> {
        let bytes = self.record.get(found.at).unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let value = String::from_utf8_lossy(bytes.get(..256).unwrap_or(bytes));
            let reason = format!("not valid UTF-8 from its byte {} on; the mapping may name another encoding", error.valid_up_to());
            Problem::new(&found.name, &value, reason)
        })?;
        if text.contains('\0') {
            return Err(Problem::new(&found.name, text, "holds a zero byte"));
        }
        let mut text = Cow::Borrowed(text);
        for step in &found.column.clean {
            text = Cow::Owned(step.apply(&text));
            if text.len() > self.section.format.max_field_bytes {
                return Err(Problem::new(&found.name, &text, "cleaning makes it longer than a field may be"));
            }
        }
        let short = text.trim();
        if short.is_empty() || self.section.format.empty.iter().any(|empty| empty == short) {
            return Ok(None);
        }
        let Some(values) = &found.column.values else { return Ok(Some(text)) };
        match values.get(text.as_ref()).or_else(|| values.get(short)) {
            Some(value) => Ok(Some(Cow::Borrowed(value.as_str()))),
            None => {
                let known: Vec<_> = values.keys().take(20).map(|value| format!("`{value}`")).collect();
                Err(Problem::new(&found.name, &text, format!("not one of the values that the mapping knows: {}", known.join(", "))))
            }
        }
    }

    /// The text of a field: its column's, else its constant.
    pub(crate) fn text(&self, field: F) -> Result<Option<Cow<'a, str>>, Problem> {
        let cell = self.found(field).map(|found| self.cell(found)).transpose()?.flatten();
        Ok(cell.or_else(|| self.section.constants.get(&field).map(|constant| Cow::Borrowed(constant.as_str()))))
    }

    /// The text of a field that every row must have.
    pub(crate) fn needed(&self, field: F) -> Result<Cow<'a, str>, Problem> {
        self.text(field)?.ok_or_else(|| self.problem(field, "empty"))
    }

    pub(crate) fn owned(&self, field: F) -> Result<Option<String>, Problem> {
        Ok(self.text(field)?.map(Cow::into_owned))
    }

    /// The row's id: its column's text, or its line.
    pub(crate) fn id(&self) -> Result<String, Problem> {
        match &self.section.line_ids {
            Some(prefix) => Ok(format!("{prefix}{}", self.line)),
            None => self.needed(F::ID).map(Cow::into_owned),
        }
    }

    pub(crate) fn date(&self, field: F) -> Result<Option<NaiveDate>, Problem> {
        let Some(text) = self.text(field)? else { return Ok(None) };
        let own = self.found(field).and_then(|found| found.dates.as_deref());
        let formats = own.unwrap_or(&self.section.format.dates);
        let mut found: Option<NaiveDate> = None;
        for date in formats.iter().filter_map(|format| format.read(text.trim(), self.section.format.pivot)) {
            match found {
                Some(before) if before != date => {
                    let reason = format!("{before} or {date}: two of the date formats read it, and differ");
                    return Err(self.problem(field, reason));
                }
                _ => found = Some(date),
            }
        }
        if found.is_none() {
            let formats: Vec<_> = formats.iter().map(ToString::to_string).collect();
            return Err(self.problem(field, format!("not a date as {}", formats.join(" or "))));
        }
        Ok(found)
    }

    /// A whole number.
    pub(crate) fn number(&self, field: F) -> Result<Option<i32>, Problem> {
        let Some(text) = self.text(field)? else { return Ok(None) };
        text.trim().parse().map(Some).map_err(|_| self.problem(field, "not a whole number"))
    }

    /// A yes or a no.
    pub(crate) fn flag(&self, field: F) -> Result<Option<bool>, Problem> {
        let Some(text) = self.text(field)? else { return Ok(None) };
        match text.trim().to_ascii_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => Ok(Some(true)),
            "no" | "n" | "false" | "0" => Ok(Some(false)),
            _ => Err(self.problem(field, "neither yes nor no; where the file has other words for them, map them with `values`")),
        }
    }

    /// An amount beside the row's own, on the same grid.
    pub(crate) fn amount(&self, field: F, digits: Option<i32>) -> Result<Option<ReadAmount>, Problem> {
        let Some(text) = self.text(field)? else { return Ok(None) };
        let style = &self.section.format.amounts;
        let written = style.read(&text).map_err(|reason| self.problem(field, reason))?;
        match digits {
            Some(digits) => style.settle(written, digits).map(Some).map_err(|reason| self.problem(field, reason)),
            None => Ok(Some(ReadAmount { amount: written, difference: None })),
        }
    }

    /// The labels that the host puts on the row, empty ones left out, by name.
    pub(crate) fn labels(&self) -> Result<Vec<Label>, Problem> {
        let mut out = Vec::with_capacity(self.layout.labels.len());
        for (name, found) in &self.layout.labels {
            if let Some(text) = self.cell(found)? {
                out.push(Label::new(name.as_str(), text));
            }
        }
        Ok(out)
    }

    /// The numbers by which the row is known, empty ones left out, by kind.
    pub(crate) fn references(&self) -> Result<Vec<Reference>, Problem> {
        let mut out = Vec::with_capacity(self.layout.references.len());
        for (kind, found) in &self.layout.references {
            if let Some(text) = self.cell(found)? {
                out.push(Reference::new(*kind, text));
            }
        }
        Ok(out)
    }

    /// The row's currency and amount, read before anything else.
    pub(crate) fn money(&self, mapping: &Mapping) -> Money {
        let (currency_field, amount_field) = (F::CURRENCY, F::AMOUNT);
        let mut money = Money::unreadable();
        let mut problems = Vec::new();
        match self.text(currency_field) {
            Ok(Some(text)) => match Currency::new(text.trim()) {
                Ok(currency) => match mapping.digits(currency) {
                    Ok(digits) => (money.currency, money.digits) = (Some(currency), Some(digits)),
                    Err(_) => {
                        money.currency = Some(currency);
                        let reason = "its minor units are not known: add it to [currencies] of the mapping";
                        problems.push(Problem::new(self.layout.column_name(currency_field), &text, reason));
                    }
                },
                Err(_) => {
                    let reason = "not a currency code: expected three to eight capital letters";
                    problems.push(Problem::new(self.layout.column_name(currency_field), &text, reason));
                }
            },
            Ok(None) if self.has(currency_field) => problems.push(self.problem(currency_field, "empty")),
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
        let written = self.needed(amount_field).and_then(|text| {
            let written = self.section.format.amounts.read(&text).map_err(|reason| self.problem(amount_field, reason))?;
            money.written = Some(written);
            match money.digits {
                Some(digits) => self.section.format.amounts.settle(written, digits).map_err(|reason| self.problem(amount_field, reason)),
                None => Ok(ReadAmount { amount: written, difference: None }),
            }
        });
        match written {
            Ok(amount) => money.amount = Some(amount),
            Err(problem) => problems.push(problem),
        }
        money.problem = problems.into_iter().next();
        money
    }
}
