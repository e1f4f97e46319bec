//! Which percentage holds on a day.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::policy::{InterestCap, InterestMargin, InterestMethod, InterestPercent, InterestPolicy};
use super::tables::{InterestRate, rates};
use crate::value::exact::quotient;
use crate::{OpenItemError, Rate, Rounding};

/// What a percentage is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Per {
    Year,
    Days(i32),
}

/// A percentage that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quote {
    pub percent: Rate,
    pub per: Per,
    /// The first day of the table's row.
    pub row_from: Option<NaiveDate>,
    pub capped: bool,
}

/// A day on which a table has no row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Missing {
    pub table: String,
    pub date: NaiveDate,
}

/// Rows by date, of which one at most holds on a day.
struct Dated<T> {
    rows: Vec<(NaiveDate, Option<NaiveDate>, T)>,
}

impl<T> Dated<T> {
    fn new(field: &str, mut rows: Vec<(NaiveDate, Option<NaiveDate>, T)>) -> Result<Self, OpenItemError> {
        crate::value::sort_by(&mut rows, |one, other| (one.0, one.1).cmp(&(other.0, other.1)));
        for (from, through, _) in &rows {
            if let Some(through) = through.filter(|through| through < from) {
                return Err(OpenItemError::invalid(
                    field,
                    format!("{from} through {through}"),
                    "a row that ends no earlier than it begins",
                ));
            }
        }
        for ((from, through, _), (next, ..)) in rows.iter().zip(rows.iter().skip(1)) {
            if from == next || through.is_some_and(|through| through >= *next) {
                return Err(OpenItemError::invalid(field, format!("two on {next}"), "one row a day at most"));
            }
        }
        Ok(Self { rows })
    }

    fn on(&self, date: NaiveDate) -> Option<&T> {
        let after = self.rows.partition_point(|(from, ..)| *from <= date);
        let (_, through, row) = after.checked_sub(1).and_then(|at| self.rows.get(at))?;
        through.is_none_or(|through| date <= through).then_some(row)
    }

    /// The first days on which something may change.
    fn bounds(&self) -> impl Iterator<Item = NaiveDate> {
        self.rows.iter().flat_map(|(from, through, _)| [Some(*from), through.and_then(|day| day.succ_opt())]).flatten()
    }
}

/// The policy's rates, ready to be looked up.
pub(super) struct RateBook<'a> {
    policy: &'a InterestPolicy,
    table: Option<&'a str>,
    rows: Dated<InterestRate>,
    margins: Option<Dated<&'a InterestMargin>>,
    caps: Dated<&'a InterestCap>,
    bounds: Vec<NaiveDate>,
}

impl<'a> RateBook<'a> {
    pub(super) fn new(policy: &'a InterestPolicy, given: &[InterestRate]) -> Result<Self, OpenItemError> {
        let (table, margins) = match &policy.rate {
            InterestPercent::Table { table, margins } => (Some(table.as_str()), margins.as_slice()),
            _ => (None, Default::default()),
        };
        let mut rows: Vec<InterestRate> = given.iter().filter(|row| table == Some(row.table.as_str())).cloned().collect();
        if let (true, Some(table)) = (rows.is_empty(), table) {
            rows = rates(Some(table)).into_iter().filter(|row| row.table == table).collect();
        }
        let rows = Dated::new("rates", rows.into_iter().map(|row| (row.valid_from, row.through, row)).collect())?;
        let dated = |margin: &'a InterestMargin| (margin.valid_from, margin.through, margin);
        let margins = if margins.is_empty() { None } else { Some(Dated::new("margins", margins.iter().map(dated).collect())?) };
        let caps = Dated::new("caps", policy.caps.iter().map(|cap| (cap.valid_from, cap.through, cap)).collect())?;
        let mut bounds: Vec<NaiveDate> = rows.bounds().chain(margins.iter().flat_map(Dated::bounds)).chain(caps.bounds()).collect();
        bounds.sort_unstable();
        bounds.dedup();
        Ok(Self { policy, table, rows, margins, caps, bounds })
    }

    /// The table, where the rate comes from one.
    pub(super) const fn table(&self) -> Option<&str> {
        self.table
    }

    /// The row that begins on a day.
    pub(super) fn row(&self, from: NaiveDate) -> Option<&InterestRate> {
        self.rows.on(from)
    }

    /// The days after the first through the last on which the rate may change.
    pub(super) fn bounds(&self, first: NaiveDate, last: NaiveDate) -> &[NaiveDate] {
        let (start, end) = (self.bounds.partition_point(|day| *day <= first), self.bounds.partition_point(|day| *day <= last));
        self.bounds.get(start..end).unwrap_or_default()
    }

    /// The percentage of a day, as the policy's method takes it.
    pub(super) fn on(&self, date: NaiveDate) -> Result<Result<Quote, Missing>, OpenItemError> {
        let flat = match self.policy.method {
            InterestMethod::BalanceDue { every_days, .. } => Some(every_days),
            InterestMethod::Daily {} => None,
        };
        let mut row_from = None;
        let (percent, per) = match &self.policy.rate {
            InterestPercent::Yearly { percent } => (*percent, flat.map_or(Per::Year, Per::Days)),
            InterestPercent::Monthly { percent } => match flat {
                Some(days) => (*percent, Per::Days(days)),
                None => (times(*percent, Rate::new(Decimal::from(12))?, Rate::ZERO)?, Per::Year),
            },
            InterestPercent::Period { percent, days } => (*percent, Per::Days(flat.unwrap_or(*days))),
            InterestPercent::Table { table, .. } => {
                let Some(row) = self.rows.on(date) else { return Ok(Err(Missing { table: table.clone(), date })) };
                row_from = Some(row.valid_from);
                let margin = self.margins.as_ref().map(|margins| margins.on(date));
                let percent = match margin {
                    None => row.percent,
                    Some(Some(margin)) => times(row.percent, margin.multiple, margin.points)?,
                    Some(None) => return Ok(Err(Missing { table: format!("margins of {table}"), date })),
                };
                (if percent.is_negative() { Rate::ZERO } else { percent }, flat.map_or(Per::Year, Per::Days))
            }
        };
        let quote = Quote { percent, per, row_from, capped: false };
        self.caps.on(date).map_or(Ok(quote.clone()), |cap| quote.capped_at(cap.percent, flat.is_some())).map(Ok)
    }
}

impl Quote {
    /// At most so many percent a year.
    fn capped_at(mut self, cap: Rate, is_flat: bool) -> Result<Self, OpenItemError> {
        let Per::Days(days) = self.per else {
            self.capped = self.percent > cap;
            self.percent = self.percent.min(cap);
            return Ok(self);
        };
        let most = quotient(&[cap.decimal(), Decimal::from(days)], &[Decimal::from(365)], 10, Rounding::Down);
        let most = Rate::new(most.ok_or_else(|| OpenItemError::overflow("a cap on interest"))?)?;
        if self.percent <= most {
            return Ok(self);
        }
        let (percent, per) = if is_flat { (most, self.per) } else { (cap, Per::Year) };
        Ok(Self { percent, per, capped: true, ..self })
    }
}

fn times(percent: Rate, factor: Rate, points: Rate) -> Result<Rate, OpenItemError> {
    let (percent, factor) = (percent.decimal(), factor.decimal());
    let fits = percent.scale().checked_add(factor.scale()).is_some_and(|scale| scale <= 28);
    let product = percent.checked_mul(factor).filter(|_| fits);
    let sum = product.and_then(|product| product.checked_add(points.decimal()));
    Rate::new(sum.ok_or_else(|| OpenItemError::overflow("a rate of interest"))?)
}

impl InterestPolicy {
    pub(super) fn check(&self) -> Result<(), OpenItemError> {
        super::terms::check(&self.terms)?;
        let days = [("grace_days", self.grace_days), ("due_days", self.due_days)];
        if let Some((field, found)) = days.into_iter().find(|(_, days)| *days < 0) {
            return Err(OpenItemError::invalid(field, found, "no days or more"));
        }
        self.check_rates()?;
        if let InterestMethod::BalanceDue { min_days, every_days } = self.method {
            if min_days < 0 {
                return Err(OpenItemError::invalid("min_days", min_days, "no days or more"));
            }
            if every_days < 1 {
                return Err(OpenItemError::invalid("every_days", every_days, "a day or more"));
            }
        }
        let sums = self.fixed_sums.iter().map(|sum| ("fixed_sums", sum.amount));
        let least = self.minimum.iter().map(|row| ("minimum", row.amount));
        let balance = self.minimum_balance.iter().map(|row| ("minimum_balance", row.amount));
        match sums.chain(least).chain(balance).find(|(_, amount)| amount.is_negative()) {
            Some((field, amount)) => Err(OpenItemError::invalid(field, amount, "an amount of at least zero")),
            None => Ok(()),
        }
    }

    fn check_rates(&self) -> Result<(), OpenItemError> {
        let mut percents: Vec<(&str, Rate)> = self.caps.iter().map(|cap| ("caps", cap.percent)).collect();
        percents.extend(self.tax.iter().map(|tax| ("tax", tax.percent)));
        match &self.rate {
            InterestPercent::Yearly { percent } | InterestPercent::Monthly { percent } => percents.push(("rate", *percent)),
            InterestPercent::Period { percent, days } => {
                percents.push(("rate", *percent));
                if *days < 1 {
                    return Err(OpenItemError::invalid("rate", days, "a period of a day or more"));
                }
            }
            InterestPercent::Table { margins, .. } => percents.extend(margins.iter().map(|margin| ("margins", margin.multiple))),
        }
        match percents.into_iter().find(|(_, percent)| percent.is_negative()) {
            Some((field, percent)) => Err(OpenItemError::invalid(field, percent, "at least zero")),
            None => Ok(()),
        }
    }
}
