//! Collection: what is said, promised, disputed, sent and held. None of it moves an amount.

use chrono::{DateTime, NaiveDate, Utc};
use openitem_macros::wire;

use crate::{ActorId, Amount, CaseId, Currency, DisputeId, EntryId, ItemId, PlanId, PromiseId, ReasonCode};

use super::document::Attachment;

/// A customer disputes items.
#[wire]
pub struct DisputeOpened {
    /// The dispute.
    pub id: DisputeId,
    /// What is disputed.
    pub items: Vec<DisputedItem>,
    /// Why.
    pub reason: Option<ReasonCode>,
    /// Who clears it up.
    pub owner: Option<ActorId>,
    /// By when.
    pub due: Option<NaiveDate>,
    /// The customer's words.
    #[wire(personal)]
    pub text: Option<String>,
}

/// An item under dispute.
#[wire]
pub struct DisputedItem {
    /// The item.
    pub item: ItemId,
    /// How much of it; all that is open where nothing is said.
    pub amount: Option<Amount>,
}

/// A dispute's items, owner, reason or date change; what is not given stays.
#[wire]
pub struct DisputeChanged {
    /// The dispute.
    pub id: DisputeId,
    /// What is disputed from now on; none given leaves it.
    #[wire(default)]
    pub items: Vec<DisputedItem>,
    /// Why.
    pub reason: Option<ReasonCode>,
    /// Who clears it up.
    pub owner: Option<ActorId>,
    /// By when.
    pub due: Option<NaiveDate>,
    /// What was found.
    #[wire(personal)]
    pub text: Option<String>,
}

/// A dispute ends.
#[wire]
pub struct DisputeResolved {
    /// The dispute.
    pub id: DisputeId,
    /// Who was right.
    pub outcome: DisputeOutcome,
    /// What was agreed.
    #[wire(personal)]
    pub text: Option<String>,
}

/// Who was right.
#[wire]
pub enum DisputeOutcome {
    /// The customer: it is credited.
    ForCustomer,
    /// We: it is collected.
    AgainstCustomer,
    /// Each in part.
    Shared,
    /// The customer took it back.
    Withdrawn,
}

/// A credit is asked for inside the house, not yet issued.
#[wire]
pub struct CreditRequested {
    /// The case.
    pub id: CaseId,
    /// The item to credit.
    pub item: ItemId,
    /// How much.
    pub amount: Amount,
    /// Why.
    pub reason: Option<ReasonCode>,
    /// The dispute behind it.
    pub dispute: Option<DisputeId>,
}

/// Approval of something is asked for.
#[wire]
pub struct ApprovalAsked {
    /// The case.
    pub id: CaseId,
    /// What for, in a word: `write_off`, `plan`.
    pub subject: String,
    /// The items concerned.
    #[wire(default)]
    pub items: Vec<ItemId>,
    /// How much.
    pub amount: Option<Amount>,
    /// In which currency.
    pub currency: Option<Currency>,
    /// The case or plan concerned.
    pub case: Option<CaseId>,
    /// The plan concerned.
    pub plan: Option<PlanId>,
}

/// Approval is given or refused, by the entry's actor.
#[wire]
pub struct ApprovalAnswered {
    /// The case.
    pub id: CaseId,
    /// The answer.
    pub answer: ApprovalAnswer,
    /// Why.
    pub text: Option<String>,
}

/// An answer to a question for approval.
#[wire]
pub enum ApprovalAnswer {
    /// Yes.
    Given,
    /// No.
    Refused,
}

/// A customer promises to pay.
#[wire]
pub struct PromiseMade {
    /// The promise.
    pub id: PromiseId,
    /// The day by which money is promised.
    pub date: NaiveDate,
    /// The currency.
    pub currency: Currency,
    /// How much is promised in all.
    pub amount: Amount,
    /// The items promised, where they were named.
    #[wire(default)]
    pub items: Vec<PromisedItem>,
    /// Who gave it.
    #[wire(personal)]
    pub given_by: Option<String>,
    /// How.
    pub channel: Option<Channel>,
    /// The promise that it follows.
    pub replaces: Option<PromiseId>,
}

/// An item of a promise.
#[wire]
pub struct PromisedItem {
    /// The item.
    pub item: ItemId,
    /// How much of it; all that is open where nothing is said.
    pub amount: Option<Amount>,
}

/// A promise is taken back, or found to be none.
#[wire]
pub struct PromiseWithdrawn {
    /// The promise.
    pub id: PromiseId,
    /// Why.
    pub reason: Option<ReasonCode>,
}

/// A payment plan is agreed.
#[wire]
pub struct PlanAgreed {
    /// The plan.
    pub id: PlanId,
    /// The currency.
    pub currency: Currency,
    /// The items it covers.
    pub items: Vec<ItemId>,
    /// The payments, in order of their dates.
    pub installments: Vec<PlanInstallment>,
    /// The plan that it follows.
    pub replaces: Option<PlanId>,
}

/// A payment of a plan.
#[wire]
pub struct PlanInstallment {
    /// When it is due.
    pub due: NaiveDate,
    /// How much.
    pub amount: Amount,
    /// How much of it is interest.
    pub interest: Option<Amount>,
    /// The held instrument that is to pay it.
    pub receipt: Option<crate::ReceiptId>,
}

/// A plan's payments change.
#[wire]
pub struct PlanChanged {
    /// The plan.
    pub id: PlanId,
    /// The payments from now on.
    pub installments: Vec<PlanInstallment>,
    /// Why.
    pub reason: Option<ReasonCode>,
}

/// A plan ends.
#[wire]
pub struct PlanEnded {
    /// The plan.
    pub id: PlanId,
    /// How.
    pub outcome: PlanOutcome,
}

/// How a plan ended.
#[wire]
pub enum PlanOutcome {
    /// All was paid.
    Completed,
    /// It was not kept.
    Defaulted,
    /// Another took its place.
    Replaced,
    /// It was called off.
    Cancelled,
}

/// A reminder, letter or statement was sent.
#[wire]
pub struct NoticeSent {
    /// What it was: `dunning`, `statement`, `confirmation`.
    pub kind: String,
    /// The dunning level, where it has one.
    pub level: Option<i32>,
    /// The items it named.
    #[wire(default)]
    pub items: Vec<ItemId>,
    /// How it went.
    pub channel: Channel,
    /// Where to.
    #[wire(personal)]
    pub address: Option<String>,
    /// The cycle of the run: with level and currency it keeps a run from sending twice.
    pub cycle: Option<String>,
    /// The currency it named, where it named one.
    pub currency: Option<Currency>,
}

/// How something is said or sent.
#[wire]
pub enum Channel {
    /// By telephone.
    Phone,
    /// By e-mail.
    Email,
    /// By post.
    Letter,
    /// By text message.
    Sms,
    /// Through a customer's portal.
    Portal,
    /// Face to face.
    Visit,
    /// Another way.
    Other,
}

/// A file is attached to an item.
#[wire]
pub struct DocumentAttached {
    /// The item.
    pub item: ItemId,
    /// The file.
    pub attachment: Attachment,
}

/// What became of a document on its way to the customer.
#[wire]
pub struct DocumentTracked {
    /// The item.
    pub item: ItemId,
    /// What became of it.
    pub status: DocumentStatus,
    /// The portal or network.
    pub through: Option<String>,
    /// Its number there.
    pub reference: Option<String>,
    /// What was said.
    pub text: Option<String>,
}

/// What became of a document on its way to the customer.
#[wire]
pub enum DocumentStatus {
    /// It was handed in.
    Submitted,
    /// It arrived.
    Delivered,
    /// It was accepted.
    Accepted,
    /// It was refused.
    Refused,
}

/// Somebody spoke with the customer, or tried to.
#[wire]
pub struct ContactMade {
    /// When.
    pub at: DateTime<Utc>,
    /// How.
    pub channel: Channel,
    /// Who began.
    pub direction: ContactDirection,
    /// How it ended.
    pub outcome: ContactOutcome,
    /// With whom.
    #[wire(personal)]
    pub person: Option<String>,
    /// The number or address.
    #[wire(personal)]
    pub address: Option<String>,
    /// What it was about.
    #[wire(default)]
    pub items: Vec<ItemId>,
    /// What was said.
    #[wire(personal)]
    pub text: Option<String>,
}

/// Who began a contact.
#[wire]
pub enum ContactDirection {
    /// We.
    Outgoing,
    /// They.
    Incoming,
}

/// How a contact ended.
#[wire]
pub enum ContactOutcome {
    /// We spoke with the right person.
    Spoken,
    /// A message was left.
    MessageLeft,
    /// Nobody answered.
    NoAnswer,
    /// It was busy or out of service.
    NotConnected,
    /// It was somebody else.
    WrongPerson,
    /// It was sent; nothing is known of it yet.
    Sent,
}

/// The customer tells us how to treat him.
#[wire]
pub struct InstructionReceived {
    /// What.
    pub instruction: Instruction,
    /// When it reached us.
    pub at: DateTime<Utc>,
    /// The way it concerns.
    pub channel: Option<Channel>,
    /// The number or address it concerns.
    #[wire(personal)]
    pub address: Option<String>,
    /// Until when it holds.
    pub until: Option<NaiveDate>,
    /// The words.
    #[wire(personal)]
    pub text: Option<String>,
}

/// What a customer tells us.
#[wire]
pub enum Instruction {
    /// We may contact him so.
    Consent,
    /// A consent ends.
    ConsentRevoked,
    /// We must stop writing and calling.
    Cease,
    /// This address must not be used.
    OptOut,
    /// A lawyer acts for him.
    Attorney,
    /// Not at this time.
    InconvenientTime,
    /// Not at this place.
    InconvenientPlace,
    /// He is insolvent: all stops but the claim.
    Insolvency,
}

/// Somebody asks something.
#[wire]
pub struct InquiryOpened {
    /// The case.
    pub id: CaseId,
    /// What is asked.
    #[wire(personal)]
    pub text: String,
    /// About what.
    #[wire(default)]
    pub items: Vec<ItemId>,
    /// How it came.
    pub channel: Option<Channel>,
}

/// An inquiry is answered.
#[wire]
pub struct InquiryAnswered {
    /// The case.
    pub id: CaseId,
    /// The answer.
    #[wire(personal)]
    pub text: Option<String>,
}

/// Something is to be done.
#[wire]
pub struct TaskSet {
    /// The case.
    pub id: CaseId,
    /// What.
    pub text: String,
    /// By when.
    pub due: Option<NaiveDate>,
    /// By whom.
    pub assignee: Option<ActorId>,
    /// About what.
    #[wire(default)]
    pub items: Vec<ItemId>,
}

/// A task is done.
#[wire]
pub struct TaskDone {
    /// The case.
    pub id: CaseId,
    /// What came of it.
    pub text: Option<String>,
}

/// Something must not go on: reminders, deliveries, payments out.
#[wire]
pub struct HoldPlaced {
    /// The case.
    pub id: CaseId,
    /// What is held.
    pub kind: HoldKind,
    /// The items it concerns; the whole customer where none is named.
    #[wire(default)]
    pub items: Vec<ItemId>,
    /// Until when; until lifted where nothing is said.
    pub until: Option<NaiveDate>,
    /// Why.
    pub reason: Option<ReasonCode>,
}

/// What a hold stops.
#[wire]
pub enum HoldKind {
    /// Reminders (a dunning block).
    Dunning,
    /// Deliveries and orders (a credit hold).
    Delivery,
    /// Contact of any kind.
    Contact,
    /// Interest and charges.
    Charges,
    /// Refunds.
    Refund,
    /// Everything but a claim (insolvency, litigation).
    Legal,
}

/// A hold ends.
#[wire]
pub struct HoldLifted {
    /// The case.
    pub id: CaseId,
    /// Why.
    pub reason: Option<ReasonCode>,
}

/// Something secures what is owed.
#[wire]
pub struct SecurityTaken {
    /// The case.
    pub id: CaseId,
    /// What.
    pub kind: SecurityKind,
    /// Its currency.
    pub currency: Currency,
    /// Up to how much.
    pub amount: Amount,
    /// Who stands behind it.
    pub issuer: Option<String>,
    /// Its last day.
    pub expires: Option<NaiveDate>,
    /// The items it secures; all where none is named.
    #[wire(default)]
    pub items: Vec<ItemId>,
}

/// What secures a debt.
#[wire]
pub enum SecurityKind {
    /// A guarantee.
    Guarantee,
    /// A letter of credit.
    LetterOfCredit,
    /// Credit insurance.
    Insurance,
    /// A deposit.
    Deposit,
}

/// A security is given back or drawn.
#[wire]
pub struct SecurityReleased {
    /// The case.
    pub id: CaseId,
    /// Why.
    pub reason: Option<ReasonCode>,
}

/// Items are handed to somebody else to collect or to buy.
#[wire]
pub struct PlacementMade {
    /// The case.
    pub id: CaseId,
    /// To whom.
    pub kind: PlacementKind,
    /// The items.
    pub items: Vec<ItemId>,
    /// The agency, the court, the factor.
    pub placed_with: Option<String>,
}

/// With whom items are placed.
#[wire]
pub enum PlacementKind {
    /// A collection agency.
    Agency,
    /// A lawyer or a court.
    Legal,
    /// A lien.
    Lien,
    /// A factor.
    Factor,
}

/// A placement ends.
#[wire]
pub struct PlacementRecalled {
    /// The case.
    pub id: CaseId,
    /// Why.
    pub reason: Option<ReasonCode>,
}

/// A note.
#[wire]
pub struct Note {
    /// The words.
    #[wire(personal)]
    pub text: String,
    /// About what.
    #[wire(default)]
    pub items: Vec<ItemId>,
    /// About which entry.
    pub entry: Option<EntryId>,
}

/// A period is closed: nothing is posted on its dates any more.
#[wire]
pub struct PeriodClosed {
    /// The last closed date.
    pub through: NaiveDate,
}

/// A period is opened again.
#[wire]
pub struct PeriodReopened {
    /// The first date that is open again.
    pub first_open: NaiveDate,
}
