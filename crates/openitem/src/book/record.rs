//! The book as plain data: what entries add up to, as of a date.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::item::OpenItem;
use super::view::AsOf;
use crate::entry::{
    ApprovalAnswer, ApprovalAsked, ContactMade, CreditRequested, DisputeOpened, DisputeOutcome, Document, DocumentAttached,
    DocumentTracked, HoldPlaced, InquiryOpened, InstructionReceived, Instrument, Note, NoticeSent, PlacementMade, PlanAgreed, PlanOutcome,
    PromiseMade, RefundAsked, SecurityTaken, Stage, TaskSet,
};
use crate::{ActorId, Amount, Currency, CustomerId, EntityId, EntryId, ReceiptId};

/// What the entries of a view add up to. Every list is sorted by id, logs by date and entry.
#[wire]
pub struct Book {
    /// The view.
    pub as_of: AsOf,
    /// Every item with something open: debits, credits and unused money, by id.
    #[wire(default)]
    pub items: Vec<OpenItem>,
    /// Cheques and bills not yet cleared.
    #[wire(default)]
    pub held: Vec<HeldInstrument>,
    /// Down payments asked for and not yet answered in full.
    #[wire(default)]
    pub requests: Vec<DownPayment>,
    /// Disputes, ended ones too.
    #[wire(default)]
    pub disputes: Vec<Dispute>,
    /// Promises, withdrawn ones too.
    #[wire(default)]
    pub promises: Vec<PromiseToPay>,
    /// Plans, ended ones too.
    #[wire(default)]
    pub plans: Vec<Plan>,
    /// Holds, lifted ones too.
    #[wire(default)]
    pub holds: Vec<Hold>,
    /// Credits asked for inside the house.
    #[wire(default)]
    pub credit_requests: Vec<CreditRequest>,
    /// Refunds asked for, with what was paid on them.
    #[wire(default)]
    pub refund_requests: Vec<RefundRequest>,
    /// Approvals asked for, with the answers.
    #[wire(default)]
    pub approvals: Vec<Approval>,
    /// Inquiries, answered ones too.
    #[wire(default)]
    pub inquiries: Vec<Inquiry>,
    /// Tasks, done ones too.
    #[wire(default)]
    pub tasks: Vec<Task>,
    /// Securities, released ones too.
    #[wire(default)]
    pub securities: Vec<Security>,
    /// Placements, recalled ones too.
    #[wire(default)]
    pub placements: Vec<Placement>,
    /// The contact log.
    #[wire(default)]
    pub contacts: Vec<ContactLogEntry>,
    /// What customers told us about how to treat them.
    #[wire(default)]
    pub instructions: Vec<InstructionLogEntry>,
    /// What was sent.
    #[wire(default)]
    pub notices: Vec<NoticeLogEntry>,
    /// Files attached.
    #[wire(default)]
    pub attachments: Vec<AttachmentLogEntry>,
    /// What became of documents on their way.
    #[wire(default)]
    pub tracking: Vec<TrackingLogEntry>,
    /// Notes.
    #[wire(default)]
    pub notes: Vec<NoteLogEntry>,
    /// How far each entity's books are closed.
    #[wire(default)]
    pub periods: Vec<Period>,
}

/// A cheque or bill that has not cleared: exposure shown apart.
#[wire]
pub struct HeldInstrument {
    /// The receipt.
    pub receipt: ReceiptId,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// Its currency.
    pub currency: Currency,
    /// What is not yet cleared or returned of it.
    pub amount: Amount,
    /// The instrument.
    pub instrument: Instrument,
    /// Where it stands.
    pub stage: Stage,
    /// Whether its money may be used already.
    pub relieved: bool,
    /// The accounting date of its receipt.
    pub effective: NaiveDate,
}

/// A down payment asked for.
#[wire]
pub struct DownPayment {
    /// The request.
    pub request: Document,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The accounting date.
    pub effective: NaiveDate,
    /// What was paid on it.
    pub paid: Amount,
}

/// A dispute.
#[wire]
pub struct Dispute {
    /// The dispute as it stands after its changes.
    pub dispute: DisputeOpened,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// When it was opened.
    pub opened: NaiveDate,
    /// When it ended.
    pub resolved: Option<NaiveDate>,
    /// How it ended.
    pub outcome: Option<DisputeOutcome>,
}

/// A promise to pay.
#[wire]
pub struct PromiseToPay {
    /// The promise.
    pub promise: PromiseMade,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// When it was made.
    pub made: NaiveDate,
    /// When it was taken back.
    pub withdrawn: Option<NaiveDate>,
}

/// A payment plan.
#[wire]
pub struct Plan {
    /// The plan as it stands after its changes.
    pub plan: PlanAgreed,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// When it was agreed.
    pub agreed: NaiveDate,
    /// When it ended.
    pub ended: Option<NaiveDate>,
    /// How it ended.
    pub outcome: Option<PlanOutcome>,
}

/// A hold.
#[wire]
pub struct Hold {
    /// The hold.
    pub hold: HoldPlaced,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// When it was placed.
    pub placed: NaiveDate,
    /// When it was lifted.
    pub lifted: Option<NaiveDate>,
}

/// A credit asked for.
#[wire]
pub struct CreditRequest {
    /// The request.
    pub request: CreditRequested,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// When it was asked for.
    pub asked: NaiveDate,
}

/// A refund asked for.
#[wire]
pub struct RefundRequest {
    /// The request.
    pub request: RefundAsked,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// When it was asked for.
    pub asked: NaiveDate,
    /// What was paid on it.
    pub paid: Amount,
}

/// An approval asked for.
#[wire]
pub struct Approval {
    /// The question.
    pub asked_for: ApprovalAsked,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// When it was asked.
    pub asked: NaiveDate,
    /// Who asked.
    pub asked_by: Option<ActorId>,
    /// The answers, in the order in which they came.
    #[wire(default)]
    pub answers: Vec<ApprovalReply>,
}

/// An answer to a question for approval.
#[wire]
pub struct ApprovalReply {
    /// When.
    pub date: NaiveDate,
    /// Who answered.
    pub by: Option<ActorId>,
    /// Yes or no.
    pub answer: ApprovalAnswer,
}

/// An inquiry.
#[wire]
pub struct Inquiry {
    /// The inquiry.
    pub inquiry: InquiryOpened,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// When it came.
    pub opened: NaiveDate,
    /// When it was answered.
    pub answered: Option<NaiveDate>,
}

/// A task.
#[wire]
pub struct Task {
    /// The task.
    pub task: TaskSet,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// When it was set.
    pub set: NaiveDate,
    /// When it was done.
    pub done: Option<NaiveDate>,
}

/// A security.
#[wire]
pub struct Security {
    /// The security.
    pub security: SecurityTaken,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// When it was taken.
    pub taken: NaiveDate,
    /// When it was released.
    pub released: Option<NaiveDate>,
}

/// A placement.
#[wire]
pub struct Placement {
    /// The placement.
    pub placement: PlacementMade,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// When it was made.
    pub placed: NaiveDate,
    /// When it was recalled.
    pub recalled: Option<NaiveDate>,
}

/// A contact in the log.
#[wire]
pub struct ContactLogEntry {
    /// The entry.
    pub entry: EntryId,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// Its date.
    pub effective: NaiveDate,
    /// The contact.
    pub contact: ContactMade,
}

/// An instruction in the log.
#[wire]
pub struct InstructionLogEntry {
    /// The entry.
    pub entry: EntryId,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// Its date.
    pub effective: NaiveDate,
    /// The instruction.
    pub instruction: InstructionReceived,
}

/// A notice in the log.
#[wire]
pub struct NoticeLogEntry {
    /// The entry.
    pub entry: EntryId,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// Its date.
    pub effective: NaiveDate,
    /// The notice.
    pub notice: NoticeSent,
}

/// A file in the log.
#[wire]
pub struct AttachmentLogEntry {
    /// The entry.
    pub entry: EntryId,
    /// The entity.
    pub entity: EntityId,
    /// Its date.
    pub effective: NaiveDate,
    /// The file.
    pub attached: DocumentAttached,
}

/// What became of a document, in the log.
#[wire]
pub struct TrackingLogEntry {
    /// The entry.
    pub entry: EntryId,
    /// The entity.
    pub entity: EntityId,
    /// Its date.
    pub effective: NaiveDate,
    /// What became of it.
    pub tracked: DocumentTracked,
}

/// A note in the log.
#[wire]
pub struct NoteLogEntry {
    /// The entry.
    pub entry: EntryId,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// Its date.
    pub effective: NaiveDate,
    /// The note.
    pub note: Note,
}

/// How far an entity's books are closed.
#[wire]
pub struct Period {
    /// The entity.
    pub entity: EntityId,
    /// The last closed date.
    pub closed_through: NaiveDate,
}

/// An entry that cannot stand in a view.
#[wire]
pub struct Refusal {
    /// The entry.
    pub entry: EntryId,
    /// The rule, by the code of its error.
    pub rule: String,
    /// The entries in conflict with it, in order.
    #[wire(default)]
    pub conflicts: Vec<EntryId>,
    /// In English, for a person.
    pub text: String,
}

/// What a replay gives: the book, and the entries that could not stand.
#[wire]
pub struct Replay {
    /// The book.
    pub book: Book,
    /// The entries refused, in fold order.
    #[wire(default)]
    pub refused: Vec<Refusal>,
}
