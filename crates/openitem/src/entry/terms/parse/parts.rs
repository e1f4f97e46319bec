//! The parts of terms: where an installment or a day limit begins and ends.

use super::scan::ORDINALS;
use super::scope::{Raw, Scope};
use super::{Parser, Part, Read};
use crate::terms::{BaseDate, DayLimit, DiscountTerm, DueRule, InstallmentTerm, Share, ShareOf};

/// No document is paid in more parts.
const MOST_PARTS: usize = 1_000;

impl Parser<'_> {
    pub(super) fn start_part(&mut self, share: Share) -> Read<()> {
        if self.part.share.is_some() {
            self.finish_part()?;
        } else if !self.part.is_empty() {
            return self.wrong("the end: what stands before has no share");
        }
        if self.terms.installments.len() >= MOST_PARTS {
            return self.wrong("1000 parts at most");
        }
        self.part = Part { share: Some(share), ..Part::default() };
        Ok(())
    }

    pub(super) fn start_limit(&mut self) -> Read<()> {
        if !self.part.scope.is_empty() || self.part.limit.is_some() {
            return self.wrong("day limits before the other rules, each ended by a semicolon");
        }
        self.skip(1);
        self.skip_if(self.is_one_of(0, &["the"]));
        if !self.is_number(0) {
            return self.wrong("a day of the month");
        }
        self.part.limit = Some(self.whole(31)?);
        self.skip_if(self.is_one_of(0, ORDINALS));
        if !self.skip_if(self.is_sign(0, ':')) {
            return self.wrong("a colon");
        }
        Ok(())
    }

    pub(super) fn finish_limit(&mut self) -> Read<()> {
        let Some(through_day) = self.part.limit.take() else { return Ok(()) };
        let scope = std::mem::take(&mut self.part.scope);
        let (due, discounts) = self.resolve(scope)?;
        self.part.limits.push(DayLimit::new(through_day).with_due(due).with_discounts(discounts));
        self.skip(1);
        Ok(())
    }

    pub(super) fn finish_part(&mut self) -> Read<()> {
        if self.part.limit.is_some() {
            return self.wrong("a semicolon and the rules for the other days");
        }
        let part = std::mem::take(&mut self.part);
        let mut scope = part.scope;
        if (part.in_advance || part.base != BaseDate::Document) && scope.is_empty() {
            scope.due = Some(Raw::counted(0, self.next));
        }
        if part.share.is_none()
            && self.terms.installments.is_empty()
            && part.limits.is_empty()
            && let Some(parts) = scope.as_parts()
        {
            for (percent, rule) in parts {
                let due = rule.resolve(scope.style, scope.months_ahead).map_err(|place| self.wrong_at(place, "a day of the month"))?;
                let share = Share::Percent { percent, of: ShareOf::Total };
                self.terms
                    .installments
                    .push(InstallmentTerm::new().with_share(share).with_base(part.base).with_in_advance(part.in_advance).with_due(due));
            }
            return Ok(());
        }
        let (due, discounts) = self.resolve(scope)?;
        let installment = InstallmentTerm::new()
            .with_share(part.share.unwrap_or(Share::Balance {}))
            .with_base(part.base)
            .with_in_advance(part.in_advance)
            .with_day_limits(part.limits)
            .with_due(due)
            .with_discounts(discounts);
        self.terms.installments.push(installment);
        Ok(())
    }

    pub(super) fn resolve(&self, scope: Scope) -> Read<(DueRule, Vec<DiscountTerm>)> {
        if scope.is_empty() {
            return self.wrong("when it is due, such as `net 30`");
        }
        scope.resolve().map_err(|place| self.wrong_at(place.unwrap_or(self.next), "a day of the month, 1 to 31"))
    }
}
