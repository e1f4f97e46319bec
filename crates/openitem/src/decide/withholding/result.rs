//! What came of holding certificates against what is pending.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::record::CertificateSource;
use crate::{Amount, Currency, CustomerId, EntityId, ItemId, ProposedBatch, Reason};

/// What came of holding certificates against what is pending, as of a date.
#[wire]
pub struct WithholdingReconciliation {
    /// The date.
    pub as_of: NaiveDate,
    /// What proves what, by certificate and item. The payers' certificates and the tax office's listing are matched apart.
    #[wire(default)]
    pub matches: Vec<WithholdingMatch>,
    /// Each certificate, by id.
    #[wire(default)]
    pub certificates: Vec<CertificateOutcome>,
    /// Each pending item, by id.
    #[wire(default)]
    pub items: Vec<WithholdingItemOutcome>,
    /// What does not agree, with what to do next: by kind, then certificate and item.
    #[wire(default)]
    pub differences: Vec<WithholdingDifference>,
    /// By entity and currency.
    #[wire(default)]
    pub totals: Vec<WithholdingTotal>,
    /// What to post: certificates received by customer, then refusals by customer.
    #[wire(default)]
    pub proposals: Vec<ProposedBatch>,
}

/// A certificate proves a pending item, or a part of it.
#[wire]
pub struct WithholdingMatch {
    /// The certificate, by the host's id.
    pub certificate: String,
    /// What it is.
    #[wire(default)]
    pub source: CertificateSource,
    /// The item.
    pub item: ItemId,
    /// How much of the item.
    pub amount: Amount,
    /// Whether nothing else agrees as well; else the oldest is taken, and the reason says so.
    pub is_certain: bool,
    /// Why.
    pub reason: Reason,
}

/// What came of a certificate.
#[wire]
pub struct CertificateOutcome {
    /// The certificate, by the host's id.
    pub certificate: String,
    /// What came of it.
    pub status: CertificateStatus,
    /// Its tax.
    pub tax: Amount,
    /// What was booked of it before.
    #[wire(default)]
    pub booked: Amount,
    /// What other proof of the same tax was booked for before.
    #[wire(default)]
    pub settled: Amount,
    /// What it proves of pending items.
    #[wire(default)]
    pub matched: Amount,
    /// What is left of it, rounding included: its tax less what was booked, settled and matched.
    #[wire(default)]
    pub left: Amount,
}

/// What came of a certificate.
#[wire]
pub enum CertificateStatus {
    /// It proves pending items, and nothing is left but rounding; or it shows no tax.
    Matched,
    /// It proves pending items, and something is left.
    PartlyMatched,
    /// It was booked before.
    Booked,
    /// What it proves was booked before, by other proof.
    AlreadySettled,
    /// It proves nothing: a difference says why.
    Held,
    /// It bears a later date than the report: it is not looked at.
    NotYet,
    /// Another of its number, with other figures and a later date, stands in its place.
    Replaced,
    /// It takes back exactly what another shows, or is what another takes back: neither proves anything.
    Cancelled,
}

/// What came of a pending item: proved, rounded, refused and pending are what was open.
#[wire]
pub struct WithholdingItemOutcome {
    /// The item.
    pub item: ItemId,
    /// The selling company.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The currency.
    pub currency: Currency,
    /// What was open.
    pub open: Amount,
    /// What is proved, and proposed as received.
    #[wire(default)]
    pub proved: Amount,
    /// What rounding leaves, proposed as expense.
    #[wire(default)]
    pub rounding: Amount,
    /// What is proposed as refused.
    #[wire(default)]
    pub refused: Amount,
    /// What stays pending.
    #[wire(default)]
    pub pending: Amount,
    /// When its certificate is due.
    pub due: Option<NaiveDate>,
    /// How many days past that.
    pub days_past_due: Option<i32>,
    /// What to do next.
    pub act: WithholdingAct,
}

/// What to do next.
#[wire]
pub enum WithholdingAct {
    /// Nothing: all is proved.
    Nothing,
    /// Wait: the certificate is not due.
    Wait,
    /// Ask the payer for the certificate.
    AskCertificate,
    /// Ask the payer for a certificate of the rest.
    AskRest,
    /// Remind the payer.
    Remind,
    /// Ask the payer to have it corrected.
    AskCorrection,
    /// Collect it from the payer.
    Collect,
    /// Bear it.
    Expense,
    /// A person looks at it.
    Review,
}

/// Something that does not agree.
#[wire]
pub struct WithholdingDifference {
    /// What it is.
    pub kind: WithholdingDifferenceKind,
    /// What to do next.
    pub act: WithholdingAct,
    /// How much.
    pub amount: Amount,
    /// The currency.
    pub currency: Currency,
    /// The selling company.
    pub entity: EntityId,
    /// The customer, where it is known.
    pub customer: Option<CustomerId>,
    /// The certificate, by the host's id.
    pub certificate: Option<String>,
    /// The items concerned, or that may be meant.
    #[wire(default)]
    pub items: Vec<ItemId>,
    /// Why.
    pub reason: Reason,
}

/// What does not agree.
#[wire]
pub enum WithholdingDifferenceKind {
    /// Less is proved than was withheld.
    Short,
    /// Nothing is proved, and the certificate is past due.
    Missing,
    /// No row says when the certificate is due.
    NoDueDate,
    /// The payer withheld on the amount with tax.
    OverDeducted,
    /// More is certified than is pending.
    MoreThanPending,
    /// The tax id is not the payer's, or not ours.
    WrongTaxId,
    /// It is for another period than the pending item.
    WrongPeriod,
    /// It is under another section than the pending item.
    WrongSection,
    /// The same certificate was given twice.
    Duplicate,
    /// The same number, section and period was given with other figures.
    Conflicting,
    /// It takes back tax that nothing else shows.
    TakenBack,
    /// More was booked before than is certified now: a certificate was revised or taken back.
    MoreBooked,
    /// Several pending items may be meant.
    Ambiguous,
    /// Nothing is pending that it may be for.
    NothingPending,
    /// The payer certifies what the tax office does not list.
    NotListed,
    /// The tax office lists what the payer does not certify.
    NotCertified,
}

/// What came of an entity's pending items in a currency.
#[wire]
pub struct WithholdingTotal {
    /// The selling company.
    pub entity: EntityId,
    /// The currency.
    pub currency: Currency,
    /// What was open.
    #[wire(default)]
    pub open: Amount,
    /// What is proved.
    #[wire(default)]
    pub proved: Amount,
    /// What rounding leaves.
    #[wire(default)]
    pub rounding: Amount,
    /// What is refused.
    #[wire(default)]
    pub refused: Amount,
    /// What stays pending.
    #[wire(default)]
    pub pending: Amount,
}
