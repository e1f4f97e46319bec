//! What the payer's words say of a difference: that something was kept back, how much, and why.

use super::super::reading::{Part, PartKind};
use super::super::remittance::{Hint, HintKind, ReadRemittance};
use super::{Explained, Gap};
use crate::{CustomerId, MoneyClass, ReasonCode, ReasonInput};

/// What a remittance says beside its references.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Said {
    /// Whether something was kept back.
    pub kept_back: bool,
    /// Whether tax was withheld.
    pub withheld: bool,
    /// Whether a discount was taken.
    pub discounted: bool,
    /// Whether a part is paid.
    pub in_part: bool,
    /// Whether the money is before an invoice, or on account.
    pub place: Option<MoneyClass>,
    /// The words that explain.
    pub hints: Vec<Hint>,
}

impl Said {
    pub fn new(read: &ReadRemittance) -> Self {
        let any = |holds: fn(HintKind) -> bool| read.hints.iter().any(|hint| holds(hint.kind));
        Self {
            kept_back: any(is_kept_back),
            withheld: any(|kind| kind == HintKind::Withholding),
            discounted: any(|kind| kind == HintKind::Discount),
            in_part: any(|kind| kind == HintKind::Partial),
            place: if any(|kind| kind == HintKind::Prepayment) {
                Some(MoneyClass::Prepayment)
            } else {
                any(|kind| kind == HintKind::OnAccount).then_some(MoneyClass::OnAccount)
            },
            hints: read.hints.clone(),
        }
    }

    /// Whether a word says why less is paid.
    pub const fn explains(&self) -> bool {
        self.kept_back || self.withheld || self.discounted || self.in_part
    }

    /// Our reason for the first word that says why something was kept back and is known to us.
    pub fn reason(&self, gap: &Gap<'_>) -> Option<ReasonCode> {
        self.hints.iter().filter(|hint| is_kept_back(hint.kind)).find_map(|hint| our_reason(gap, &hint.text))
    }
}

/// What a payer's code or word is called in our house: by the customer's own row, then by everybody's.
pub(super) fn our_reason(gap: &Gap<'_>, theirs: &str) -> Option<ReasonCode> {
    our_reason_of(gap.sight.desk.policy.differences.reasons.as_slice(), gap.customer, theirs)
}

pub(in super::super) fn our_reason_of(rows: &[super::ReasonMapping], customer: &CustomerId, theirs: &str) -> Option<ReasonCode> {
    let same = |row: &&super::ReasonMapping| row.theirs.trim().to_uppercase() == theirs.trim().to_uppercase();
    let own = rows.iter().filter(same).find(|row| row.customer.as_ref() == Some(customer));
    own.or_else(|| rows.iter().filter(same).find(|row| row.customer.is_none())).map(|row| row.ours.clone())
}

/// The amounts beside the words are together exactly what is missing: each is taken as what its word says.
pub(super) fn amounts(gap: &Gap<'_>) -> Vec<Explained> {
    let stated: Vec<(&Hint, i64)> = gap
        .said
        .hints
        .iter()
        .filter_map(|hint| Some((hint, hint.amount?.to_minor(gap.sight.decimals).filter(|amount| *amount > 0)?)))
        .collect();
    let Some(full) = gap.full() else { return Vec::new() };
    let short = gap.shortage(full);
    if stated.is_empty() || stated.iter().fold(0_i64, |sum, (_, amount)| sum.saturating_add(*amount)) != short {
        return Vec::new();
    }
    let mut parts = Vec::new();
    let mut inputs = Vec::new();
    let mut is_arbitrary = false;
    for (hint, amount) in stated {
        let Some(kind) = kind(gap, hint) else { return Vec::new() };
        let beside = gap.named.on_line(hint.line).filter(|place| gap.debits.contains(place) && gap.open(*place) > amount);
        let Some(place) = beside.or_else(|| gap.bearer(full)) else { return Vec::new() };
        is_arbitrary |= beside.is_none() && gap.debits.len() > 1;
        inputs.extend([gap.line(place), ReasonInput::new("stated", gap.sight.amount_of(amount).to_string())]);
        parts.push(Part::new(place, amount, kind));
    }
    let text = if is_arbitrary {
        "the payer states what is missing; which line bears it is not said: that it is this one is the policy's choice"
    } else {
        "the payer states what is missing, and why"
    };
    let Some(reading) = gap.reading(full, parts) else { return Vec::new() };
    let mut explained = gap.explained(reading, "stated_amounts", text, short, inputs);
    // A discount that is not in time is for a person to grant.
    explained.certain &= !is_arbitrary && gap.said.hints.iter().all(|hint| hint.kind != HintKind::Discount);
    vec![explained]
}

fn kind(gap: &Gap<'_>, hint: &Hint) -> Option<PartKind> {
    Some(match hint.kind {
        HintKind::BankFee => PartKind::BankFee,
        HintKind::Withholding => PartKind::Withheld { rule: None, due: certificate_due(gap) },
        HintKind::Discount => PartKind::Discount { unearned: true },
        kind if is_kept_back(kind) => PartKind::Deduction(our_reason(gap, &hint.text)),
        _ => return None,
    })
}

/// The latest day on which a certificate is due by the rules of the policy.
fn certificate_due(gap: &Gap<'_>) -> Option<chrono::NaiveDate> {
    let rules = &gap.sight.desk.policy.differences.withholding;
    let holding = rules.iter().filter(|rule| super::withheld::holds(gap.sight, rule));
    holding.filter_map(|rule| super::withheld::certificate_due(gap.sight.terms.date, rule)).max()
}

/// Words that say that the payer kept something back.
const fn is_kept_back(kind: HintKind) -> bool {
    matches!(
        kind,
        HintKind::Pricing
            | HintKind::Shortage
            | HintKind::Damage
            | HintKind::Return
            | HintKind::Claim
            | HintKind::Deduction
            | HintKind::Rebate
            | HintKind::Freight
    )
}
