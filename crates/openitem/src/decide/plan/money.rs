//! What came for plans: each amount counts once.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::record::PlanHistory;
use crate::book::lowered;
use crate::{Amount, AppliedAmount, Cause, ItemId, OpenItemError, ReceiptId};

/// What came, of which each amount counts once.
pub(super) struct Money<'a> {
    applied: Vec<&'a AppliedAmount>,
    left: Vec<Amount>,
    by_item: HashMap<&'a ItemId, Vec<usize>>,
}

/// The days on which money counts: the first one, and the first one that does not.
#[derive(Clone, Copy)]
pub(super) struct Window {
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

/// Money that came, or what lowered an item without money.
#[derive(Clone, Copy)]
pub(super) struct Flow {
    place: usize,
    pub date: NaiveDate,
    pub amount: Amount,
    pub is_money: bool,
}

impl<'a> Money<'a> {
    pub fn new(given: &'a [AppliedAmount], as_of: NaiveDate) -> Self {
        let applied = lowered(given, as_of, |_| true);
        let mut by_item: HashMap<&ItemId, Vec<usize>> = HashMap::new();
        for (place, one) in applied.iter().enumerate() {
            by_item.entry(&one.item).or_default().push(place);
        }
        let left = applied.iter().map(|one| one.amount).collect();
        Self { applied, left, by_item }
    }

    /// What came for a plan in a window, by date. What its own instruments paid, of each up to
    /// the amount given, is counted already.
    pub fn flows(
        &mut self,
        history: &PlanHistory,
        window: Window,
        covered: &mut HashMap<&ReceiptId, Amount>,
    ) -> Result<Vec<Flow>, OpenItemError> {
        let plan = &history.plan;
        let items: HashSet<&ItemId> = plan.plan.items.iter().chain(history.charges.iter().map(|charge| &charge.item)).collect();
        let mut places: Vec<usize> = items.into_iter().filter_map(|item| self.by_item.get(item)).flatten().copied().collect();
        places.sort_unstable();
        let mut flows = Vec::with_capacity(places.len());
        for place in places {
            let (Some(one), Some(left)) = (self.applied.get(place), self.left.get_mut(place)) else { continue };
            let is_ours = one.entity == plan.entity && one.currency == plan.plan.currency;
            if !is_ours || one.date < window.from || window.until.is_some_and(|until| one.date >= until) {
                continue;
            }
            if let Some(cover) = one.receipt.as_ref().and_then(|receipt| covered.get_mut(receipt)) {
                let part = (*left).min(*cover);
                *cover = less(*cover, part)?;
                *left = less(*left, part)?;
            }
            if left.is_positive() {
                flows.push(Flow { place, date: one.date, amount: *left, is_money: is_money(one) });
            }
        }
        Ok(flows)
    }

    /// What was used of a flow counts for no other plan.
    pub fn used(&mut self, flow: Flow, amount: Amount) -> Result<(), OpenItemError> {
        match self.left.get_mut(flow.place) {
            Some(left) => {
                *left = less(*left, amount)?;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

fn less(from: Amount, part: Amount) -> Result<Amount, OpenItemError> {
    super::sheet::minus(from, part)
}

/// Money, with the discounts, taxes and fees taken beside it.
const fn is_money(one: &AppliedAmount) -> bool {
    match one.cause {
        Cause::Applied => one.receipt.is_some(),
        cause => matches!(
            cause,
            Cause::EarnedDiscount | Cause::UnearnedDiscount | Cause::Withheld | Cause::BankFee | Cause::Tolerance | Cause::CashRounding
        ),
    }
}
