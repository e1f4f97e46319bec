//! Numbers, names and `name=value` in the text of terms.

use super::scan::Kind;
use super::scope::{Raw, Style};
use super::{Parser, Read};
use crate::terms::check::{MOST_DAYS, MOST_GRACE, MOST_MONTHS};
use crate::terms::{BaseDate, DiscountBase, TaxPlacement};
use crate::{Amount, BusinessDayRule, Rate, Rest, Rounding};

impl Parser<'_> {
    /// A whole number.
    pub(super) fn whole(&mut self, most: i32) -> Read<i32> {
        let number = match self.peek(0).map(|token| token.kind) {
            Some(Kind::Number(digits)) => digits.parse::<i32>().ok().filter(|number| *number <= most),
            _ => None,
        };
        match number {
            Some(number) => {
                self.skip(1);
                Ok(number)
            }
            None => self.wrong(&format!("a whole number, {most} at most")),
        }
    }

    /// A percentage.
    pub(super) fn rate(&mut self) -> Read<Rate> {
        let place = self.next;
        let number = self.decimal()?;
        Rate::new(number.decimal()).map_err(|_| self.wrong_at(place, "a percentage"))
    }

    /// A number with decimals.
    pub(super) fn decimal(&mut self) -> Read<Amount> {
        let number = match self.peek(0).map(|token| token.kind) {
            Some(Kind::Number(digits)) if digits.len() <= 29 => digits.parse::<Amount>().ok(),
            _ => None,
        };
        match number {
            Some(number) => {
                self.skip(1);
                Ok(number)
            }
            None => self.wrong("a number of 28 digits at most"),
        }
    }

    /// `name=value`.
    pub(super) fn key(&mut self) -> Read<()> {
        let Some(Kind::Word(name)) = self.peek(0).map(|token| token.kind) else { return Ok(()) };
        let place = self.next;
        self.skip(2);
        match name.to_ascii_lowercase().as_str() {
            "from" => self.part.base = self.name(BaseDate::ALL, |value| value.name())?,
            "in_advance" => self.part.in_advance = self.yes()?,
            "base" => self.terms.base_amount = self.rate()?,
            "tax" => self.terms.tax = self.name(TaxPlacement::ALL, |value| value.name())?,
            "remainder" => self.terms.remainder = self.name(Rest::ALL, |value| value.name())?,
            "rounding" => self.terms.rounding = self.name(Rounding::ALL, |value| value.name())?,
            "business_day" => self.terms.business_day = self.name(BusinessDayRule::ALL, |value| value.name())?,
            "discount_business_day" => self.terms.discount_business_day = self.name(BusinessDayRule::ALL, |value| value.name())?,
            "grace" => self.terms.discount_grace_days = self.whole(MOST_GRACE)?,
            "discount_base" => self.terms.discount_base = self.name(DiscountBase::ALL, |value| value.name())?,
            _ => return self.rule_key(name, place),
        }
        Ok(())
    }

    /// `name=value` of the rule before it.
    pub(super) fn rule_key(&mut self, name: &str, place: usize) -> Read<()> {
        if self.part.scope.due.is_none() && self.part.scope.discounts.is_empty() {
            if self.part.scope.style == Style::EndOfMonth {
                self.due(Raw::counted(0, place))?;
            } else {
                return Err(self.wrong_at(place, "a rule before it, such as `net 30`"));
            }
        }
        let mut rule = self.part.scope.last().cloned().unwrap_or_else(|| Raw::bare(place));
        match name.to_ascii_lowercase().as_str() {
            "months" => rule.months = Some(self.whole(MOST_MONTHS)?),
            "days" => rule.days = Some(self.whole(MOST_DAYS)?),
            "ahead" => rule.months_ahead = Some(self.whole(MOST_MONTHS)?),
            "cutoff" => rule.cutoff_day = Some(self.whole(31)?),
            "eom" => rule.end_of_month = Some(self.yes()?),
            "after" => rule.days_after = Some(self.whole(MOST_DAYS)?),
            "day" => rule.day_of_month = Some(self.whole(31)?),
            "earliest" => rule.earliest_days = Some(self.whole(MOST_GRACE)?),
            "pay" => rule.pay_days = Some(self.list()?),
            _ => return Err(self.wrong_at(place, "a name that terms know, such as `cutoff` or `discount_base`")),
        }
        if let Some(last) = self.part.scope.last() {
            *last = rule;
        }
        Ok(())
    }

    pub(super) fn list(&mut self) -> Read<Vec<i32>> {
        let mut days = vec![self.whole(31)?];
        while self.is_sign(0, '/') && self.is_number(1) && days.len() < 31 {
            self.skip(1);
            days.push(self.whole(31)?);
        }
        Ok(days)
    }

    pub(super) fn yes(&mut self) -> Read<bool> {
        let is_yes = self.is_one_of(0, &["yes"]);
        if self.skip_if(is_yes || self.is_one_of(0, &["no"])) { Ok(is_yes) } else { self.wrong("`yes` or `no`") }
    }

    pub(super) fn name<T: Copy>(&mut self, all: &[T], name: impl Fn(T) -> &'static str) -> Read<T> {
        match all.iter().copied().find(|value| self.is_one_of(0, &[name(*value)])) {
            Some(value) => {
                self.skip(1);
                Ok(value)
            }
            None => {
                let names: Vec<_> = all.iter().map(|value| format!("`{}`", name(*value))).collect();
                self.wrong(&format!("one of {}", names.join(", ")))
            }
        }
    }
}
