//! Alternatives from wishes.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::policy::{ABILITY_UNKNOWN, ABOVE_ABILITY, PlanLateInterest, PlanPolicy, WITHIN_ABILITY, check_rate, is_percentage};
use super::proposal::{PlanAlternative, PlanProposal, PlanRow};
use super::request::{PlanPart, PlanRequest, PlanShape, PlanWish};
use super::sheet::{Terms, minus, plus};
use crate::approval::{ApprovalDemand, ApprovalNeed, ApprovalRequest, needed};
use crate::entry::{ControlClass, PlanAgreed, PlanEnded, PlanInstallment, PlanOutcome};
use crate::value::exact::quotient;
use crate::{
    Amount, Basis, EntryKind, ItemId, OpenItem, OpenItemError, ProposedBatch, ProposedEntry, RateUnit, Reason, ReasonCode, ReasonInput,
    Rounding, Side, minor_units, year_fraction,
};

/// The alternatives of a plan, side by side: what each costs, whether the payer can bear it, who must agree, and what to post.
///
/// The payments of each sum to what is owed, less what is given up, with the interest of the plan, to the unit. Interest is rounded for
/// each installment, and the last payment is the balance with its interest. A wish that cannot be met (too many installments, payments that
/// never pay the debt off or do not add up) is told with its reason.
///
/// ```
/// use openitem::plan::{PlanPolicy, PlanRequest, PlanShape, PlanWish, propose};
/// use openitem::{Amount, Currency, ItemKind, OpenItem, QuotedRate, RateUnit, Side};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let (sum, made) = ("1000".parse::<Amount>()?, day("2026-01-01"));
/// let item = OpenItem::new("INV-1", "US01", ItemKind::Invoice, Side::Debit, Currency::USD, sum, sum, made, made).with_customer("C-1");
/// let rate = QuotedRate::new("2".parse::<openitem::Rate>()?).with_unit(RateUnit::PercentPerMonth);
/// let wish = PlanWish::new("6 months", PlanShape::Equal { count: 6 }).with_rate(rate);
/// let request = PlanRequest::new("PL-1", "US01", "C-1", Currency::USD, vec![item], vec![wish]);
/// let sheet = &propose(&request, day("2026-06-30"), &PlanPolicy::new())?.alternatives[0];
/// assert_eq!((sheet.rows[0].payment, sheet.rows[5].payment, sheet.total), ("178.53".parse()?, "178.51".parse()?, "1071.16".parse()?));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// Source: DOMAIN section 7 (level payment, last payment, remainder) and its vectors T7.1, T7.3, T7.5.
///
/// # Errors
/// `invalid_value` where the policy or a wish has a bound out of range, two wishes bear one name, or an item is not an open debit of the
/// customer, entity and currency; `amount_scale` where an amount is finer than the currency; `date_range` where a date lies beyond the
/// calendar; `unknown_currency`; `overflow`.
pub fn propose(request: &PlanRequest, as_of: NaiveDate, policy: &PlanPolicy) -> Result<PlanProposal, OpenItemError> {
    policy.check()?;
    let digits = minor_units(request.currency, &request.currencies)?;
    let items = request.sorted_items(as_of, digits)?;
    let owed = Amount::checked_sum(items.iter().map(|item| item.open)).ok_or_else(|| OpenItemError::overflow("what a plan covers"))?;
    let mut names = HashSet::new();
    let mut alternatives = Vec::with_capacity(request.wishes.len());
    for wish in &request.wishes {
        if !names.insert(&wish.name) {
            return Err(OpenItemError::invalid("wishes", format!("`{}` twice", wish.name), "each name once"));
        }
        wish.check(request, digits)?;
        let discount = match wish.discount {
            Some(percent) => percent.percent_of(owed, digits, policy.discount_rounding)?,
            None => Amount::ZERO,
        };
        let terms = Terms { wish, as_of, currency: request.currency, owed: minus(owed, discount)?, digits, policy };
        alternatives.push(match terms.sheet()? {
            Ok(rows) => Offer { request, items: &items, terms: &terms, discount }.alternative(rows)?,
            Err(reason) => PlanAlternative { reasons: vec![reason], ..PlanAlternative::new(wish.name.clone(), false) },
        });
    }
    let order = |one: &PlanAlternative| (!one.offered, one.rows.len(), one.rows.last().map(|row| row.due), one.name.clone());
    crate::value::sort_by_key(&mut alternatives, order);
    let reasons = disputed(&items)?.into_iter().collect();
    Ok(PlanProposal { plan: request.plan.clone(), as_of, currency: request.currency, owed, alternatives, reasons })
}

impl PlanRequest {
    /// The items, the oldest first.
    fn sorted_items(&self, as_of: NaiveDate, digits: i32) -> Result<Vec<&OpenItem>, OpenItemError> {
        let mut items: Vec<&OpenItem> = self.items.iter().collect();
        crate::value::sort_by(&mut items, |one, other| {
            (one.due.unwrap_or(one.document_date), &one.id).cmp(&(other.due.unwrap_or(other.document_date), &other.id))
        });
        if items.is_empty() {
            return Err(OpenItemError::invalid("items", "none", "items that the plan covers"));
        }
        let mut ids = HashSet::new();
        for item in &items {
            let is_ours = item.entity == self.entity && item.customer.as_ref() == Some(&self.customer) && item.currency == self.currency;
            let is_debit = item.side == Side::Debit && item.control_class == ControlClass::Receivable && item.open.is_positive();
            if !is_ours || !is_debit || item.effective > as_of || !ids.insert(&item.id) {
                return Err(OpenItemError::invalid(
                    "items",
                    &item.id,
                    "each an open receivable of the entity, customer and currency, once",
                ));
            }
            scaled(item.id.as_str(), item.open, self, digits)?;
        }
        Ok(items)
    }
}

fn scaled(what: &str, amount: Amount, request: &PlanRequest, digits: i32) -> Result<(), OpenItemError> {
    if amount.scale() <= digits {
        return Ok(());
    }
    Err(OpenItemError::AmountScale { item: what.to_owned(), found: amount, currency: request.currency, digits })
}

impl PlanWish {
    fn check(&self, request: &PlanRequest, digits: i32) -> Result<(), OpenItemError> {
        if let Some(rate) = &self.rate {
            check_rate("rate", rate)?;
        }
        if let Some(percent) = self.discount.filter(|percent| !is_percentage(*percent)) {
            return Err(OpenItemError::invalid("discount", percent, "a percentage from 0 to 100"));
        }
        if self.down_payment.is_negative() {
            return Err(OpenItemError::invalid("down_payment", self.down_payment, "an amount of at least zero"));
        }
        scaled(&self.name, self.down_payment, request, digits)?;
        match &self.shape {
            PlanShape::Equal { .. } => Ok(()),
            PlanShape::Fixed { amount } => scaled(&self.name, *amount, request, digits),
            PlanShape::Custom { parts } => {
                let amounts = |part: &PlanPart| part.amount.map_or(Ok(()), |amount| scaled(&self.name, amount, request, digits));
                parts.iter().try_for_each(amounts)
            }
        }
    }
}

fn disputed(items: &[&OpenItem]) -> Result<Option<Reason>, OpenItemError> {
    let sum = Amount::checked_sum(items.iter().map(|item| item.disputed)).ok_or_else(|| OpenItemError::overflow("what is disputed"))?;
    let inputs = vec![ReasonInput::new("disputed", sum.to_string())];
    let text = "a part of what the plan covers is disputed: agreeing to the plan may settle that, or not";
    Ok(sum.is_positive().then(|| Reason::new("disputed", text).with_inputs(inputs)))
}

/// An alternative that can be offered, while it is reckoned.
struct Offer<'a> {
    request: &'a PlanRequest,
    items: &'a [&'a OpenItem],
    terms: &'a Terms<'a>,
    discount: Amount,
}

impl Offer<'_> {
    fn alternative(&self, mut rows: Vec<PlanRow>) -> Result<PlanAlternative, OpenItemError> {
        let (wish, policy) = (self.terms.wish, self.terms.policy);
        let with_down = usize::from(wish.down_payment.is_positive());
        for (row, receipt) in rows.iter_mut().skip(with_down).zip(&wish.receipts) {
            row.receipt = Some(receipt.clone());
        }
        let sum = |of: fn(&PlanRow) -> Amount| {
            Amount::checked_sum(rows.iter().map(of)).ok_or_else(|| OpenItemError::overflow("the total of a plan"))
        };
        let (interest, total) = (sum(|row| row.interest)?, sum(|row| row.payment)?);
        let late_interest = self.late_interest(&rows)?;
        let (more, saves) = match policy.late_interest {
            PlanLateInterest::Runs => (late_interest, Amount::ZERO),
            PlanLateInterest::Suspended | PlanLateInterest::WaivedIfCompleted => (Amount::ZERO, late_interest),
        };
        let mut out = PlanAlternative::new(wish.name.clone(), true);
        out.adds = plus(minus(interest, self.discount)?, more)?;
        (out.interest, out.discount, out.total) = (interest, self.discount, total);
        (out.late_interest, out.saves) = (late_interest, saves);
        out.most_in_a_month = most_in_a_month(rows.get(with_down..).unwrap_or_default())?;
        out.reasons.push(self.told(&out, &rows));
        self.judge_ability(&mut out);
        let asks = self.asks(&rows, &out)?;
        out.approval = needed(&asks, &policy.approval)?;
        if out.above_ability == Some(true) && out.approval.demands.is_empty() {
            demand_for_ability(&mut out.approval);
        }
        out.asks = Some(asks);
        out.proposed = Some(self.batch(&rows, &out.reasons));
        out.rows = rows;
        Ok(out)
    }

    /// The late interest on what each payment leaves unpaid until it comes.
    fn late_interest(&self, rows: &[PlanRow]) -> Result<Amount, OpenItemError> {
        let Some(rate) = &self.terms.policy.late_rate else { return Ok(Amount::ZERO) };
        let overflow = || OpenItemError::overflow("late interest");
        let (mut weighted, mut year) = (Decimal::ZERO, 365);
        for row in rows {
            let part = year_fraction(self.terms.as_of, row.due, self.terms.policy.day_count, None);
            let days = quotient(&[row.principal.decimal(), Decimal::from(part.days)], &[], self.terms.digits, Rounding::HalfUp);
            weighted = days.and_then(|days| weighted.checked_add(days)).ok_or_else(overflow)?;
            year = part.year_days;
        }
        let times = Decimal::from(if rate.unit == RateUnit::PercentPerMonth { 12 } else { 1 });
        let bottom = [Decimal::ONE_HUNDRED, Decimal::from(year)];
        let value = quotient(&[weighted, rate.value.decimal(), times], &bottom, self.terms.digits, self.terms.policy.interest_rounding);
        Amount::new(value.ok_or_else(overflow)?)
    }

    fn told(&self, out: &PlanAlternative, rows: &[PlanRow]) -> Reason {
        let inputs = [
            ("owed", self.terms.owed.to_string()),
            ("discount", out.discount.to_string()),
            ("interest", out.interest.to_string()),
            ("payments", rows.len().to_string()),
            ("last", rows.last().map_or_else(String::new, |row| row.due.to_string())),
        ];
        let inputs: Vec<_> = inputs.into_iter().map(|(name, value)| ReasonInput::new(name, value)).collect();
        Reason::new("sheet", format!("{} payments of {} in all", rows.len(), out.total)).with_inputs(inputs)
    }

    fn judge_ability(&self, out: &mut PlanAlternative) {
        let Some(ability) = &self.request.ability else { return };
        let is_above = ability.currency != self.request.currency || ability.monthly.is_none_or(|bound| out.most_in_a_month > bound);
        out.above_ability = Some(is_above);
        let bound = ability.monthly.map_or_else(|| "not known".to_owned(), |bound| bound.to_string());
        let inputs = vec![ReasonInput::new("most_in_a_month", out.most_in_a_month.to_string()), ReasonInput::new("bound", bound)];
        let reason = if is_above {
            Reason::new(ABOVE_ABILITY, "a month takes more than the payer can bear, as far as is known: it needs approval")
        } else {
            Reason::new(WITHIN_ABILITY, "the payer can bear what falls into a month")
        };
        out.reasons.push(reason.with_inputs(inputs));
    }

    fn asks(&self, rows: &[PlanRow], out: &PlanAlternative) -> Result<ApprovalRequest, OpenItemError> {
        let request = self.request;
        let last = rows.last().map_or(self.terms.as_of, |row| row.due);
        let days = i32::try_from(last.signed_duration_since(self.terms.as_of).num_days()).unwrap_or(i32::MAX);
        let owed = plus(self.terms.owed, self.discount)?;
        let mut asks = ApprovalRequest::new("plan", request.currency, owed)
            .with_customer(request.customer.clone())
            .with_days(days)
            .with_discount(self.terms.wish.discount.unwrap_or_default());
        (asks.before, asks.kept_percent) = (request.granted_before, request.kept_percent);
        asks.reason = Some(ReasonCode::new(match out.above_ability {
            Some(true) => ABOVE_ABILITY,
            Some(false) => WITHIN_ABILITY,
            None => ABILITY_UNKNOWN,
        }));
        Ok(asks)
    }

    fn batch(&self, rows: &[PlanRow], reasons: &[Reason]) -> ProposedBatch {
        let request = self.request;
        let items: Vec<ItemId> = self.items.iter().map(|item| item.id.clone()).collect();
        let installments: Vec<PlanInstallment> = rows.iter().map(PlanRow::installment).collect();
        let mut agreed = PlanAgreed::new(request.plan.clone(), request.currency, items, installments);
        agreed.replaces.clone_from(&request.replaces);
        let ended = request.replaces.iter().map(|old| EntryKind::plan_ended(PlanEnded::new(old.clone(), PlanOutcome::Replaced)));
        let kinds = ended.chain([EntryKind::plan_agreed(agreed)]);
        let entries: Vec<_> = kinds.map(|kind| ProposedEntry::new(kind).with_customer(request.customer.clone())).collect();
        let mut batch = ProposedBatch::new("plan.propose", request.plan.as_str(), request.entity.clone(), self.terms.as_of)
            .with_entries(entries)
            .with_basis(self.basis())
            .with_reasons(reasons.to_vec());
        batch.after.clone_from(&request.after);
        batch
    }

    fn basis(&self) -> Vec<Basis> {
        let given: HashMap<&ItemId, &Basis> = self.request.basis.iter().map(|basis| (&basis.item, basis)).collect();
        let relied: BTreeMap<&ItemId, Amount> = self.items.iter().map(|item| (&item.id, item.open)).collect();
        let basis = |(item, open): (&ItemId, Amount)| {
            let mut basis = Basis::new(item.clone(), open);
            basis.last = given.get(item).and_then(|given| given.last.clone());
            basis
        };
        relied.into_iter().map(basis).collect()
    }
}

impl PlanRow {
    fn installment(&self) -> PlanInstallment {
        let mut installment = PlanInstallment::new(self.due, self.payment);
        installment.interest = self.interest.is_positive().then_some(self.interest);
        installment.receipt.clone_from(&self.receipt);
        installment
    }
}

/// A matrix that says nothing of ability still lets nothing above it pass.
fn demand_for_ability(need: &mut ApprovalNeed) {
    need.demands.push(ApprovalDemand { rule: ABOVE_ABILITY.to_owned(), roles: Vec::new(), approvals: 1, given_by: Vec::new() });
    need.reasons
        .push(Reason::new("approval_needed", "the plan is above what the payer can bear, and no rule of the matrix says who decides"));
}

fn most_in_a_month(rows: &[PlanRow]) -> Result<Amount, OpenItemError> {
    let mut months: BTreeMap<(i32, u32), Amount> = BTreeMap::new();
    for row in rows {
        let sum = months.entry((row.due.year(), row.due.month())).or_default();
        *sum = plus(*sum, row.payment)?;
    }
    Ok(months.into_values().max().unwrap_or_default())
}
