//! From an amount and terms to dated installments with their discounts, exact to the minor unit.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::check::check;
use super::due::{date_from, rules_for};
use super::portion::{amount, percent_scale, percent_units, portion, product, ratio, sum, units};
use super::{BaseDate, DiscountBase, DiscountTerm, InstallmentTerm, PaymentTerms, Share, ShareOf, TaxPlacement};
use crate::entry::{DiscountOffer, DueEvent, Installment};
use crate::{Amount, Currency, HolidayCalendar, OpenItemError, Rate, Rest, Rounding, allocate};

/// The amounts of a document that terms split, and the dates other than its own from which they may count.
#[wire]
pub struct BilledAmounts {
    /// Before tax and freight.
    pub net: Amount,
    /// The currency of all amounts.
    pub currency: Currency,
    /// Tax on top.
    #[wire(default)]
    pub tax: Amount,
    /// Freight on top.
    #[wire(default)]
    pub freight: Amount,
    /// The decimals of the currency: those of ISO 4217 unless given.
    pub decimals: Option<i32>,
    /// To which coins amounts to pay are rounded, where they are.
    pub cash_rounding: Option<CashRounding>,
    /// When the document was posted.
    pub posting_date: Option<NaiveDate>,
    /// The baseline date that the document names.
    pub baseline_date: Option<NaiveDate>,
    /// When the goods arrived, once they have.
    pub goods_received: Option<NaiveDate>,
    /// When the retention was released, once it is.
    pub retention_released: Option<NaiveDate>,
}

/// Amounts to pay are multiples of the smallest coin.
#[wire]
pub struct CashRounding {
    /// The smallest coin: 0.05.
    pub step: Amount,
    /// How an amount between two steps is rounded.
    #[wire(default)]
    pub rounding: Rounding,
}

/// A document split into dated installments. The columns sum to the document's net, tax and freight, to the minor unit.
#[wire]
pub struct Schedule {
    /// The currency.
    pub currency: Currency,
    /// The whole.
    pub total: Amount,
    /// The parts, by number.
    pub installments: Vec<ScheduledInstallment>,
}

/// One dated part of a document.
#[wire]
pub struct ScheduledInstallment {
    /// Its number, from 1.
    pub number: i32,
    /// How much it is, signed.
    pub amount: Amount,
    /// The net amount in it.
    pub net: Amount,
    /// The tax in it.
    #[wire(default)]
    pub tax: Amount,
    /// The freight in it.
    #[wire(default)]
    pub freight: Amount,
    /// When it is due; none while it waits for an event.
    pub due: Option<NaiveDate>,
    /// The event it waits for: schedule again with the event's date once it has happened.
    pub awaits: Option<DueEvent>,
    /// Whether it is paid before anything is delivered.
    #[wire(default)]
    pub in_advance: bool,
    /// What an early payer may keep, in the order of the terms.
    #[wire(default)]
    pub discounts: Vec<ScheduledDiscount>,
}

/// A discount on one installment.
#[wire]
pub struct ScheduledDiscount {
    /// The percentage.
    pub percent: Rate,
    /// The last day on which it is earned, before days of grace; none while the installment waits for an event.
    pub through: Option<NaiveDate>,
    /// How much is kept.
    pub amount: Amount,
    /// How much pays the whole installment.
    pub payable: Amount,
}

/// What a document carries of a scheduled part.
impl From<&ScheduledInstallment> for Installment {
    fn from(part: &ScheduledInstallment) -> Self {
        let offers = part.discounts.iter().filter_map(|discount| Some(DiscountOffer::new(discount.through?, discount.amount)));
        let mut installment = Self::new(part.amount);
        (installment.due, installment.awaits, installment.discounts) = (part.due, part.awaits, offers.collect());
        installment
    }
}

/// Splits a document into dated installments with their discounts.
///
/// Every part but one is its percentage rounded to the currency's decimals, then to the smallest coin where there is one;
/// the balance, or the installment that the terms name, takes the rest, so that the parts sum to the whole. Discounts are
/// rounded so that those of one tier sum to the tier's discount on the whole.
///
/// Sources: Oracle Receivables payment terms (tax and freight first or spread), Odoo and OCA payment terms (balance line,
/// percentage of the untaxed amount, cash rounding).
///
/// # Errors
/// `invalid_value` for terms that [`check`] refuses or a base date that the amounts do not give; `amount_scale` where an
/// amount is finer than its currency; `unknown_currency`; `date_range`; `overflow`.
///
/// ```
/// use openitem::{Currency, HolidayCalendar};
/// use openitem::terms::{self, BilledAmounts};
///
/// let amounts = BilledAmounts::new("1000".parse::<openitem::Amount>()?, Currency::new("EUR")?);
/// let terms = "2/10 net 30".parse()?;
/// let schedule = terms::schedule(&amounts, "2026-08-01".parse().unwrap(), &terms, &HolidayCalendar::new("none"))?;
/// let part = &schedule.installments[0];
/// assert_eq!(part.due.unwrap().to_string(), "2026-08-31");
/// assert_eq!(part.discounts[0].through.unwrap().to_string(), "2026-08-11");
/// assert_eq!(part.discounts[0].payable.to_string(), "980");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
pub fn schedule(
    amounts: &BilledAmounts,
    document_date: NaiveDate,
    terms: &PaymentTerms,
    calendar: &HolidayCalendar,
) -> Result<Schedule, OpenItemError> {
    check(terms)?;
    let whole = Whole::read(amounts)?;
    let parts = split_columns(&whole, terms, &split_total(&whole, terms)?)?;
    let mut installments = Vec::with_capacity(parts.len());
    let mut tiers: Vec<i128> = Vec::new();
    for ((number, installment), part) in (1_i32..).zip(&terms.installments).zip(&parts) {
        let (base, awaits) = base_date(installment.base, document_date, amounts)?;
        let (due_rule, discounts) = match base {
            Some(base) => rules_for(installment, base),
            None => (&installment.due, installment.discounts.as_slice()),
        };
        let due = match base {
            Some(base) => Some(calendar.adjust(date_from(due_rule, base, terms.twenty_sixth_rule)?, terms.business_day)?),
            None => None,
        };
        let discounts = scheduled_discounts(discounts, base, part, &whole, terms, calendar, &mut tiers)?;
        installments.push(ScheduledInstallment {
            number,
            amount: amount(part.total()?, whole.decimals)?,
            net: amount(part.net, whole.decimals)?,
            tax: amount(part.tax, whole.decimals)?,
            freight: amount(part.freight, whole.decimals)?,
            due,
            awaits,
            in_advance: installment.in_advance,
            discounts,
        });
    }
    Ok(Schedule { currency: amounts.currency, total: amount(whole.part.total()?, whole.decimals)?, installments })
}

/// A document or a part of it in minor units.
struct Part {
    net: i128,
    tax: i128,
    freight: i128,
}

impl Part {
    fn total(&self) -> Result<i128, OpenItemError> {
        sum(sum(self.net, self.tax)?, self.freight)
    }

    fn discounted(&self, base: DiscountBase) -> Result<i128, OpenItemError> {
        match base {
            DiscountBase::Net => Ok(self.net),
            DiscountBase::NetAndTax => sum(self.net, self.tax),
            DiscountBase::NetAndFreight => sum(self.net, self.freight),
            DiscountBase::Gross => self.total(),
        }
    }
}

struct Whole {
    part: Part,
    currency: Currency,
    decimals: i32,
    coin: Option<(i128, Rounding)>,
}

impl Whole {
    fn read(amounts: &BilledAmounts) -> Result<Self, OpenItemError> {
        let currency = amounts.currency;
        let decimals = match amounts.decimals {
            Some(decimals) if (0..=12).contains(&decimals) => decimals,
            Some(decimals) => return Err(OpenItemError::invalid("decimals", decimals, "0 to 12")),
            None => currency.digits()?,
        };
        let units = |amount, item| units(amount, decimals, currency, item);
        let part = Part { net: units(amounts.net, "net")?, tax: units(amounts.tax, "tax")?, freight: units(amounts.freight, "freight")? };
        let coin = match &amounts.cash_rounding {
            Some(CashRounding { step, .. }) if !step.is_positive() => {
                return Err(OpenItemError::invalid("step", step, "a step above zero"));
            }
            Some(CashRounding { step, rounding }) => Some((units(*step, "step")?, *rounding)),
            None => None,
        };
        Ok(Self { part, currency, decimals, coin })
    }

    /// Rounded to the smallest coin.
    fn to_coin(&self, units: i128) -> Result<i128, OpenItemError> {
        match self.coin {
            Some((step, rounding)) => product(ratio(units, step, rounding)?, step),
            None => Ok(units),
        }
    }
}

/// How much each installment is.
fn split_total(whole: &Whole, terms: &PaymentTerms) -> Result<Vec<i128>, OpenItemError> {
    let total = whole.part.total()?;
    let apart = match terms.tax {
        TaxPlacement::Spread => 0,
        TaxPlacement::First => sum(whole.part.tax, whole.part.freight)?,
    };
    let shared = total.checked_sub(apart).ok_or_else(|| OpenItemError::overflow("a part of an amount"))?;
    let mut parts = match by_largest_remainder(whole, terms) {
        Some(weights) => allocate(amount(shared, whole.decimals)?, &weights, whole.decimals, Rest::LargestRemainder)?
            .into_iter()
            .map(|part| units(part, whole.decimals, whole.currency, "installment"))
            .collect::<Result<Vec<_>, _>>()?,
        None => split_with_rest_line(whole, terms, shared)?,
    };
    if let Some(first) = parts.first_mut() {
        *first = sum(*first, apart)?;
    }
    Ok(parts)
}

/// The percentages, where the units that rounding leaves go round: all parts are percentages of the whole, without coins.
fn by_largest_remainder(whole: &Whole, terms: &PaymentTerms) -> Option<Vec<Amount>> {
    if terms.remainder != Rest::LargestRemainder || whole.coin.is_some() {
        return None;
    }
    let weight = |part: &InstallmentTerm| match &part.share {
        Share::Percent { percent, of: ShareOf::Total } => Amount::new(percent.decimal()).ok(),
        _ => None,
    };
    terms.installments.iter().map(weight).collect()
}

/// Every part rounded on its own, but for the one that takes the rest.
fn split_with_rest_line(whole: &Whole, terms: &PaymentTerms, shared: i128) -> Result<Vec<i128>, OpenItemError> {
    let denominator = percent_units(terms.base_amount)?;
    let rest_line = rest_line(terms);
    let mut rest = shared;
    let mut parts = Vec::with_capacity(terms.installments.len());
    for (line, installment) in terms.installments.iter().enumerate() {
        let part = match &installment.share {
            _ if line == rest_line => 0,
            Share::Balance {} => 0,
            Share::Fixed { amount } => whole.to_coin(units(*amount, whole.decimals, whole.currency, "installment")?)?,
            Share::Percent { percent, of } => {
                let of = if *of == ShareOf::Net { whole.part.net } else { shared };
                whole.to_coin(portion(of, percent_units(*percent)?, denominator, terms.rounding)?)?
            }
        };
        rest = rest.checked_sub(part).ok_or_else(|| OpenItemError::overflow("a part of an amount"))?;
        parts.push(part);
    }
    if let Some(part) = parts.get_mut(rest_line) {
        *part = rest;
    }
    Ok(parts)
}

/// The line that takes the rest: the balance, or the one that the terms name.
fn rest_line(terms: &PaymentTerms) -> usize {
    let balance = terms.installments.iter().position(|part| matches!(part.share, Share::Balance {}));
    let named = if terms.remainder == Rest::First { 0 } else { terms.installments.len().saturating_sub(1) };
    balance.unwrap_or(named)
}

/// Tax and freight of each installment, so that every column and every line sums up.
fn split_columns(whole: &Whole, terms: &PaymentTerms, amounts: &[i128]) -> Result<Vec<Part>, OpenItemError> {
    let total = whole.part.total()?;
    let (mut running, mut tax_before, mut freight_before) = (0_i128, 0_i128, 0_i128);
    let mut parts = Vec::with_capacity(amounts.len());
    for (line, part) in amounts.iter().enumerate() {
        running = sum(running, *part)?;
        let is_last = line.checked_add(1) == Some(amounts.len());
        let through = |column: i128| match terms.tax {
            TaxPlacement::First => Ok(column),
            TaxPlacement::Spread if is_last => Ok(column),
            TaxPlacement::Spread if total == 0 => Ok(0),
            TaxPlacement::Spread => portion(column, running, total, Rounding::HalfUp),
        };
        let (tax_through, freight_through) = (through(whole.part.tax)?, through(whole.part.freight)?);
        let less = |left: i128, right: i128| left.checked_sub(right).ok_or_else(|| OpenItemError::overflow("a part of an amount"));
        let (tax, freight) = (less(tax_through, tax_before)?, less(freight_through, freight_before)?);
        parts.push(Part { net: less(less(*part, tax)?, freight)?, tax, freight });
        (tax_before, freight_before) = (tax_through, freight_through);
    }
    Ok(parts)
}

/// `tiers` holds, by place in the list, the exact discounts of the installments before, in minor units × 10^12.
fn scheduled_discounts(
    discounts: &[DiscountTerm],
    base: Option<NaiveDate>,
    part: &Part,
    whole: &Whole,
    terms: &PaymentTerms,
    calendar: &HolidayCalendar,
    tiers: &mut Vec<i128>,
) -> Result<Vec<ScheduledDiscount>, OpenItemError> {
    let overflow = || OpenItemError::overflow("a discount");
    let hundred_percent = product(100, percent_scale())?;
    let discounted = part.discounted(terms.discount_base)?;
    let mut out = Vec::with_capacity(discounts.len());
    for (place, discount) in discounts.iter().enumerate() {
        if tiers.len() <= place {
            tiers.push(0);
        }
        let tier = tiers.get_mut(place).ok_or_else(overflow)?;
        let before = ratio(*tier, hundred_percent, terms.rounding)?;
        *tier = sum(*tier, product(discounted, percent_units(discount.percent)?)?)?;
        let kept = ratio(*tier, hundred_percent, terms.rounding)?.checked_sub(before).ok_or_else(overflow)?;
        let total = part.total()?;
        let exact = total.checked_sub(kept).ok_or_else(overflow)?;
        // No coin makes the early payer pay more than the late one.
        let payable = Some(whole.to_coin(exact)?).filter(|payable| payable.unsigned_abs() <= total.unsigned_abs()).unwrap_or(exact);
        let through = match base {
            Some(base) => Some(calendar.adjust(date_from(&discount.due, base, terms.twenty_sixth_rule)?, terms.discount_business_day)?),
            None => None,
        };
        out.push(ScheduledDiscount {
            percent: discount.percent,
            through,
            amount: amount(total.checked_sub(payable).ok_or_else(overflow)?, whole.decimals)?,
            payable: amount(payable, whole.decimals)?,
        });
    }
    Ok(out)
}

fn base_date(
    base: BaseDate,
    document_date: NaiveDate,
    amounts: &BilledAmounts,
) -> Result<(Option<NaiveDate>, Option<DueEvent>), OpenItemError> {
    let given = |date: Option<NaiveDate>, field| {
        date.map(|date| (Some(date), None)).ok_or_else(|| OpenItemError::invalid(field, "nothing", "the date from which the terms count"))
    };
    let event = |date: Option<NaiveDate>, event| match date {
        Some(date) => (Some(date), None),
        None => (None, Some(event)),
    };
    match base {
        BaseDate::Document => Ok((Some(document_date), None)),
        BaseDate::Posting => given(amounts.posting_date, "posting_date"),
        BaseDate::Baseline => given(amounts.baseline_date, "baseline_date"),
        BaseDate::GoodsReceived => Ok(event(amounts.goods_received, DueEvent::GoodsReceived)),
        BaseDate::RetentionReleased => Ok(event(amounts.retention_released, DueEvent::RetentionReleased)),
    }
}
