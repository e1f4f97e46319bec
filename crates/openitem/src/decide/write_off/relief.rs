//! Output tax on bad debts: from when until when it may be claimed back.

use std::collections::HashSet;

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::entry::{EntryKind, TaxPart, TaxRelief, TaxReliefDirection, WriteOffMethod};
use crate::value::date::add_months;
use crate::{
    Amount, Basis, Currency, CustomerId, EntityId, EntryId, ItemId, OpenItemError, ProposedBatch, ProposedEntry, Reason, ReasonInput,
};

/// From when until when tax on a bad debt may be claimed back, by law.
#[wire]
pub struct ReliefRule {
    /// Where.
    pub jurisdiction: String,
    /// How many months after the later of due date and supply it opens.
    pub opens_after_months: i32,
    /// How many months after the same day it closes; never where nothing is said.
    pub closes_after_months: Option<i32>,
    /// Whether the debt must be written off first.
    #[wire(default)]
    pub needs_write_off: bool,
    /// Where that stands.
    pub source: String,
    /// The entity that it binds; every one where none is given.
    pub entity: Option<EntityId>,
    /// From when it holds, by the later of due date and supply.
    pub valid_from: Option<NaiveDate>,
    /// Through when it holds, by the same day.
    pub valid_through: Option<NaiveDate>,
}

/// What tax relief is looked for.
#[wire]
pub struct ReliefRequest {
    /// The bad debts.
    #[wire(default)]
    pub items: Vec<WrittenOffItem>,
    /// The rules; the first that binds the item's entity and holds on the later of due date and supply counts.
    #[wire(default)]
    pub rules: Vec<ReliefRule>,
}

/// A bad debt with its tax.
#[wire]
pub struct WrittenOffItem {
    /// The item.
    pub item: ItemId,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The currency.
    pub currency: Currency,
    /// When it was supplied.
    pub supplied: NaiveDate,
    /// When it was due; the date of supply where nothing is said.
    pub due: Option<NaiveDate>,
    /// When it was written off, if it was.
    pub written_off: Option<NaiveDate>,
    /// What is open of it, for the basis of what is posted.
    #[wire(default)]
    pub open: Amount,
    /// The tax in what was not paid, by code.
    #[wire(default)]
    pub taxes: Vec<TaxPart>,
    /// Against what the bad debt was booked.
    #[wire(default = WriteOffMethod::Allowance)]
    pub method: WriteOffMethod,
    /// What was claimed already.
    #[wire(default)]
    pub claimed: Amount,
    /// The last entry that claimed tax of it, repaid it or took a claim back: what is claimed later bears other ids. Where nothing is given,
    /// what was claimed stands in its place.
    pub after: Option<EntryId>,
}

/// How a claim for relief stands.
#[wire]
pub enum ReliefState {
    /// It may be made.
    Open,
    /// It is too early.
    TooEarly,
    /// It is too late.
    TooLate,
    /// The debt must be written off first.
    NotWrittenOff,
    /// All of it was claimed.
    Claimed,
    /// No rule given holds on the later of due date and supply.
    NoRule,
}

/// A claim for relief.
#[wire]
pub struct ReliefClaim {
    /// The item.
    pub item: ItemId,
    /// How it stands.
    pub state: ReliefState,
    /// The first day on which it may be made.
    pub opens: Option<NaiveDate>,
    /// The last day.
    pub closes: Option<NaiveDate>,
    /// How much tax is not yet claimed.
    pub amount: Amount,
    /// What to post, where it may be made.
    pub batch: Option<ProposedBatch>,
    /// Why.
    pub reason: Reason,
}

/// The rules on relief for bad debts of a jurisdiction that we ship; none of most.
///
/// | jurisdiction | later of due date and supply | opens | closes | source |
/// |---|---|---|---|---|
/// | `GB` | from 1 October 2005 | after 6 months | after 4 years and 6 months | VAT Regulations 1995, reg. 165A, in HMRC VR7410 and VR7420 |
///
/// A host adds its own: they are plain rows.
///
/// ```
/// use openitem::write_off::relief_rules;
/// assert_eq!(relief_rules("GB")[0].opens_after_months, 6);
/// assert!(relief_rules("XX").is_empty());
/// ```
#[must_use]
pub fn relief_rules(jurisdiction: &str) -> Vec<ReliefRule> {
    match jurisdiction {
        "GB" => {
            let source = "VAT Act 1994 s.36; VAT Regulations 1995 reg. 165A: gov.uk/hmrc-internal-manuals/vat-refunds/vr7410 and vr7420";
            let mut rule = ReliefRule::new("GB", 6, source).with_closes_after_months(54).with_needs_write_off(true);
            rule.valid_from = NaiveDate::from_ymd_opt(2005, 10, 1);
            vec![rule]
        }
        _ => Vec::new(),
    }
}

/// From when until when the tax on bad debts may be claimed back, as of a date, and the entries that claim it; in the order given.
///
/// ```
/// use openitem::write_off::{ReliefRequest, ReliefState, WrittenOffItem, relief_rules, tax_relief};
/// use openitem::{Amount, Currency, TaxPart};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let item = WrittenOffItem::new("INV-1", "GB01", "GBP".parse::<Currency>()?, day("2010-01-25"))
///     .with_due(day("2010-02-14"))
///     .with_written_off(day("2010-08-01"))
///     .with_taxes(vec![TaxPart::new("S", "17.50".parse::<Amount>()?)]);
/// let claims = tax_relief(&ReliefRequest::new().with_items(vec![item]).with_rules(relief_rules("GB")), day("2010-08-14"))?;
/// assert_eq!((claims[0].state, claims[0].closes), (ReliefState::Open, Some(day("2014-08-14"))));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// Source: HMRC VR7420 (its example); DOMAIN T8.4.
///
/// # Errors
/// `invalid_value` where a rule has months below zero, an item is given twice, or more or less was claimed than there is tax; `date_range`;
/// `overflow`.
pub fn tax_relief(request: &ReliefRequest, as_of: NaiveDate) -> Result<Vec<ReliefClaim>, OpenItemError> {
    for rule in &request.rules {
        if rule.opens_after_months < 0 || rule.closes_after_months.is_some_and(|months| months < rule.opens_after_months) {
            return Err(OpenItemError::invalid("rules", &rule.jurisdiction, "months of at least 0, the last not before the first"));
        }
    }
    let mut seen = HashSet::new();
    if let Some(twice) = request.items.iter().find(|item| !seen.insert(&item.item)) {
        return Err(OpenItemError::invalid("items", &twice.item, "each item once"));
    }
    request.items.iter().map(|item| claim(item, &request.rules, as_of)).collect()
}

fn claim(item: &WrittenOffItem, rules: &[ReliefRule], as_of: NaiveDate) -> Result<ReliefClaim, OpenItemError> {
    let overflow = || OpenItemError::overflow("tax on a bad debt");
    let tax = Amount::checked_sum(item.taxes.iter().map(|tax| tax.amount)).ok_or_else(overflow)?;
    if item.claimed.is_negative() || item.claimed > tax.max(Amount::ZERO) {
        let expected = format!("from 0 to the tax, {tax}");
        return Err(OpenItemError::invalid(&format!("claimed of {}", item.item), item.claimed, &expected));
    }
    let amount = tax.checked_sub(item.claimed).ok_or_else(overflow)?;
    let begins = item.due.map_or(item.supplied, |due| due.max(item.supplied));
    let binds = |rule: &ReliefRule| rule.entity.as_ref().is_none_or(|entity| *entity == item.entity);
    let holds = |rule: &&ReliefRule| {
        binds(rule) && rule.valid_from.is_none_or(|day| begins >= day) && rule.valid_through.is_none_or(|day| begins <= day)
    };
    let mut claim = ReliefClaim::new(item.item.clone(), ReliefState::NoRule, amount, Reason::new("no_rule", "no rule given holds then"));
    let Some(rule) = rules.iter().find(holds) else {
        claim.reason.inputs = vec![ReasonInput::new("on", begins.to_string())];
        return Ok(claim);
    };
    let opens = add_months(begins, rule.opens_after_months)?;
    let closes = rule.closes_after_months.map(|months| add_months(begins, months)).transpose()?;
    (claim.opens, claim.closes) = (Some(opens), closes);
    let is_written_off = item.written_off.is_some_and(|day| day <= as_of);
    let (state, text) = match () {
        () if !amount.is_positive() => (ReliefState::Claimed, "all of the tax was claimed"),
        () if closes.is_some_and(|closes| as_of > closes) => (ReliefState::TooLate, "the time to claim is over"),
        () if as_of < opens => (ReliefState::TooEarly, "the time to claim has not come"),
        () if rule.needs_write_off && !is_written_off => (ReliefState::NotWrittenOff, "it must be written off first"),
        () => (ReliefState::Open, "it may be claimed"),
    };
    let inputs = [("jurisdiction", rule.jurisdiction.as_str()), ("begins", &begins.to_string()), ("source", rule.source.as_str())]
        .map(|(name, value)| ReasonInput::new(name, value));
    claim.state = state;
    claim.reason = Reason::new(state.name(), text).with_inputs(inputs.to_vec());
    if state == ReliefState::Open {
        claim.batch = Some(posted(item, as_of, &claim.reason)?);
    }
    Ok(claim)
}

/// The entries of a claim: what is not yet claimed, by code, the first codes as claimed before.
fn posted(item: &WrittenOffItem, as_of: NaiveDate, reason: &Reason) -> Result<ProposedBatch, OpenItemError> {
    let overflow = || OpenItemError::overflow("tax on a bad debt");
    let mut batch = ProposedBatch::new("write_off.tax_relief", item.item.as_str(), item.entity.clone(), as_of)
        .with_basis(vec![Basis::new(item.item.clone(), item.open)])
        .with_reasons(vec![reason.clone()]);
    batch.after = item.after.clone().or_else(|| (!item.claimed.is_zero()).then(|| EntryId::new(format!("claimed {}", item.claimed))));
    // What lowers the tax of another line is claimed already, in effect.
    let less = item.taxes.iter().map(|tax| tax.amount).filter(|tax| tax.is_negative()).map(Amount::negated);
    let mut claimed = Amount::checked_sum(less.chain([item.claimed])).ok_or_else(overflow)?;
    for tax in item.taxes.iter().filter(|tax| tax.amount.is_positive()) {
        let before = claimed.min(tax.amount);
        claimed = claimed.checked_sub(before).ok_or_else(overflow)?;
        let left = tax.amount.checked_sub(before).ok_or_else(overflow)?;
        if left.is_positive() {
            let relief = TaxRelief::new(item.item.clone(), TaxReliefDirection::Claimed, left)
                .with_tax_code(tax.code.clone())
                .with_method(item.method);
            let entry = ProposedEntry::new(EntryKind::tax_relief(relief));
            batch.entries.push(match &item.customer {
                Some(customer) => entry.with_customer(customer.clone()),
                None => entry,
            });
        }
    }
    Ok(batch)
}
