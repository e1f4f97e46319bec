//! The sheet of an alternative: payments, interest and what is left.

use chrono::NaiveDate;

use super::dates::{Calendar, Dated, business_day};
use super::interest::{Span, interest, level_payment};
use super::policy::{PlanPolicy, PlanTime};
use super::proposal::PlanRow;
use super::request::{PlanPart, PlanShape, PlanUnit, PlanWish};
use crate::{Amount, Currency, OpenItemError, Reason, ReasonInput, allocate, year_fraction};

/// A sheet, or why there is none.
pub(super) type Tried = Result<Vec<PlanRow>, Reason>;

/// What a sheet is made for.
pub(super) struct Terms<'a> {
    pub wish: &'a PlanWish,
    pub as_of: NaiveDate,
    pub currency: Currency,
    /// What is to be paid, less what is given up.
    pub owed: Amount,
    pub digits: i32,
    pub policy: &'a PlanPolicy,
}

/// A sheet while it is written.
struct Sheet<'a> {
    terms: &'a Terms<'a>,
    rows: Vec<PlanRow>,
    balance: Amount,
}

fn no(rule: &str, text: &str, inputs: &[(&str, String)]) -> Reason {
    let inputs: Vec<ReasonInput> = inputs.iter().map(|(name, value)| ReasonInput::new(*name, value.clone())).collect();
    Reason::new(rule, text).with_inputs(inputs)
}

pub(super) fn minus(from: Amount, less: Amount) -> Result<Amount, OpenItemError> {
    from.checked_sub(less).ok_or_else(|| OpenItemError::overflow("a difference of a plan"))
}

pub(super) fn plus(to: Amount, more: Amount) -> Result<Amount, OpenItemError> {
    to.checked_add(more).ok_or_else(|| OpenItemError::overflow("a sum of a plan"))
}

impl Terms<'_> {
    pub fn sheet(&self) -> Result<Tried, OpenItemError> {
        let down = self.wish.down_payment;
        if down > self.owed {
            let inputs = [("down_payment", down.to_string()), ("owed", self.owed.to_string())];
            return Ok(Err(no("down_payment_too_large", "the down payment is more than what is owed", &inputs)));
        }
        let mut sheet = Sheet { terms: self, rows: Vec::new(), balance: self.owed };
        if down.is_positive() {
            sheet.pay(self.as_of, down, Amount::ZERO)?;
        }
        if sheet.balance.is_zero() {
            return Ok(Ok(sheet.rows));
        }
        let why_not = match &self.wish.shape {
            PlanShape::Equal { count } => sheet.equal(*count)?,
            PlanShape::Fixed { amount } => sheet.fixed(*amount)?,
            PlanShape::Custom { parts } => sheet.custom(parts)?,
        };
        Ok(match why_not.or_else(|| sheet.too_small()) {
            Some(reason) => Err(reason),
            None => Ok(sheet.rows),
        })
    }

    fn span(&self, from: NaiveDate, dated: Dated) -> Span {
        match self.policy.time {
            PlanTime::Periods => {
                let a_year = if self.wish.dates.unit == PlanUnit::Months { 12 } else { 52 };
                Span::Periods { count: dated.units, a_year }
            }
            PlanTime::Days => self.days(from, dated.due),
        }
    }

    fn days(&self, from: NaiveDate, to: NaiveDate) -> Span {
        let part = year_fraction(from, to, self.policy.day_count, None);
        Span::Days { days: part.days, a_year: part.year_days }
    }

    fn too_many(&self, count: i32) -> Reason {
        let inputs = [("count", count.to_string()), ("max_installments", self.policy.max_installments.to_string())];
        no("too_many_installments", "it takes more installments than the policy allows", &inputs)
    }
}

impl Sheet<'_> {
    fn last_due(&self) -> NaiveDate {
        self.rows.last().map_or(self.terms.as_of, |row| row.due)
    }

    fn interest(&self, span: Span) -> Result<Amount, OpenItemError> {
        let terms = self.terms;
        interest(self.balance, terms.wish.rate.as_ref(), span, terms.digits, terms.policy.interest_rounding)
    }

    fn pay(&mut self, due: NaiveDate, payment: Amount, interest: Amount) -> Result<(), OpenItemError> {
        let principal = minus(payment, interest)?;
        self.balance = minus(self.balance, principal)?;
        let number = i32::try_from(self.rows.len()).unwrap_or(i32::MAX).saturating_add(1);
        self.rows.push(PlanRow { number, due, payment, interest, principal, balance: self.balance, receipt: None });
        Ok(())
    }

    /// Equal parts without interest, level payments with it.
    fn equal(&mut self, count: i32) -> Result<Option<Reason>, OpenItemError> {
        if count < 1 {
            return Err(OpenItemError::invalid("count", count, "one installment or more"));
        }
        let terms = self.terms;
        if count > terms.policy.max_installments {
            return Ok(Some(terms.too_many(count)));
        }
        let mut calendar = Calendar::new(&terms.wish.dates, terms.as_of, terms.policy)?;
        let dates = (0..count).map(|_| calendar.next()).collect::<Result<Vec<Dated>, _>>()?;
        let Some(rate) = &terms.wish.rate else {
            let weights = vec![Amount::new(rust_decimal::Decimal::ONE)?; dates.len()];
            let parts = allocate(self.balance, &weights, terms.digits, terms.policy.remainder)?;
            dates.iter().zip(parts).try_for_each(|(dated, part)| self.pay(dated.due, part, Amount::ZERO))?;
            return Ok(None);
        };
        let mut from = terms.as_of;
        let mut spans = Vec::with_capacity(dates.len());
        for dated in &dates {
            spans.push(terms.span(from, *dated));
            from = dated.due;
        }
        let payment = level_payment(self.balance, rate, &spans, terms.digits, terms.policy.payment_rounding)?;
        let last = dates.len().saturating_sub(1);
        for (at, (dated, span)) in dates.iter().zip(spans).enumerate() {
            let interest = self.interest(span)?;
            let rest = plus(self.balance, interest)?;
            let paid = if at == last || rest < payment { rest } else { payment };
            if at < last && paid <= interest {
                return Ok(Some(self.never_paid(paid, interest)));
            }
            self.pay(dated.due, paid, interest)?;
            if self.balance.is_zero() {
                break;
            }
        }
        Ok(None)
    }

    /// The same amount until all is paid.
    fn fixed(&mut self, amount: Amount) -> Result<Option<Reason>, OpenItemError> {
        if !amount.is_positive() {
            return Err(OpenItemError::invalid("amount", amount, "an amount above zero"));
        }
        let terms = self.terms;
        let mut calendar = Calendar::new(&terms.wish.dates, terms.as_of, terms.policy)?;
        let mut from = terms.as_of;
        for _ in 0..terms.policy.max_installments {
            let dated = calendar.next()?;
            let interest = self.interest(terms.span(from, dated))?;
            let rest = plus(self.balance, interest)?;
            let paid = if rest < amount { rest } else { amount };
            if paid <= interest {
                return Ok(Some(self.never_paid(paid, interest)));
            }
            self.pay(dated.due, paid, interest)?;
            if self.balance.is_zero() {
                return Ok(None);
            }
            from = dated.due;
        }
        Ok(Some(terms.too_many(terms.policy.max_installments.saturating_add(1))))
    }

    /// Dates and amounts of the payer's own: interest goes by days.
    fn custom(&mut self, parts: &[PlanPart]) -> Result<Option<Reason>, OpenItemError> {
        let terms = self.terms;
        let count = i32::try_from(parts.len()).unwrap_or(i32::MAX);
        if count > terms.policy.max_installments {
            return Ok(Some(terms.too_many(count)));
        }
        let sorted = checked(parts, terms)?;
        let named = Amount::checked_sum(sorted.iter().filter_map(|part| part.amount));
        let named = named.ok_or_else(|| OpenItemError::overflow("a sum of a plan"))?;
        let holidays = terms.policy.calendar();
        // What the open part takes before the last date without interest: what the others leave.
        let open = if terms.wish.rate.is_none() { minus(self.balance, named)? } else { Amount::ZERO };
        let last = sorted.len().saturating_sub(1);
        for (at, part) in sorted.iter().enumerate() {
            let due = business_day(&holidays, part.due, terms.as_of, terms.policy)?;
            let interest = self.interest(terms.days(self.last_due(), due))?;
            let rest = plus(self.balance, interest)?;
            let payment = match part.amount {
                Some(amount) => amount,
                None if at == last => rest,
                None if terms.wish.rate.is_none() => open,
                None => return Err(OpenItemError::invalid("parts", part.due, "the last payment to be the one without an amount")),
            };
            if payment > rest || !payment.is_positive() || (at == last && payment != rest) {
                return Ok(Some(self.does_not_add_up(minus(payment, rest)?)));
            }
            if payment < interest {
                return Ok(Some(self.never_paid(payment, interest)));
            }
            self.pay(due, payment, interest)?;
        }
        Ok((!self.balance.is_zero()).then(|| self.does_not_add_up(self.balance.negated())))
    }

    fn never_paid(&self, payment: Amount, interest: Amount) -> Reason {
        let inputs = [("payment", payment.to_string()), ("interest", interest.to_string())];
        no("never_paid", "a payment is no more than the interest that runs until it is due", &inputs)
    }

    fn does_not_add_up(&self, difference: Amount) -> Reason {
        let inputs = [("payment", self.rows.len().saturating_add(1).to_string()), ("difference", difference.to_string())];
        no("does_not_add_up", "the payments are not what is owed with its interest", &inputs)
    }

    /// An installment of nothing, or of less than the policy allows.
    fn too_small(&self) -> Option<Reason> {
        let least = self.terms.policy.least.iter().find(|row| row.currency == self.terms.currency);
        let least = least.map_or(Amount::ZERO, |row| row.amount);
        let last = self.rows.last().map(|row| row.number);
        let is_small = |row: &&PlanRow| row.payment.is_zero() || (row.payment < least && Some(row.number) != last);
        let row = self.rows.iter().find(is_small)?;
        let inputs = [("number", row.number.to_string()), ("payment", row.payment.to_string()), ("least", least.to_string())];
        Some(no("too_small", "an installment is smaller than what is worth a payment", &inputs))
    }
}

/// The payments that a payer names, by date.
fn checked<'a>(parts: &'a [PlanPart], terms: &Terms<'_>) -> Result<Vec<&'a PlanPart>, OpenItemError> {
    let mut sorted: Vec<&PlanPart> = parts.iter().collect();
    crate::value::sort_by(&mut sorted, |one, other| {
        (one.due, one.amount.is_none(), one.amount).cmp(&(other.due, other.amount.is_none(), other.amount))
    });
    if let Some(part) = sorted.iter().find(|part| part.due < terms.as_of) {
        return Err(OpenItemError::invalid("parts", part.due, "the day of the plan or later"));
    }
    if let Some(amount) = sorted.iter().filter_map(|part| part.amount).find(|amount| !amount.is_positive()) {
        return Err(OpenItemError::invalid("parts", amount, "amounts above zero"));
    }
    let open = sorted.iter().filter(|part| part.amount.is_none()).count();
    if sorted.is_empty() || open > 1 {
        let found = if sorted.is_empty() { "none".to_owned() } else { format!("{open} without an amount") };
        return Err(OpenItemError::invalid("parts", found, "payments, of which one at most leaves its amount out"));
    }
    Ok(sorted)
}
