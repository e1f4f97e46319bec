//! The kinds of entry, what each names and what each makes.

use openitem_macros::wire;

use super::application::{Application, Contra, Transfer};
use super::collection::*;
use super::correction::{Adjustment, CertificateReceived, CertificateRefused, ItemChanged, Recovery, Reversal, TaxRelief, WriteOff};
use super::document::{Document, OpeningItem, Split};
use super::money::{
    InstrumentStaged, MiscellaneousReceipt, MoneyPlaced, PayerIdentified, Receipt, RefundAsked, RefundPaid, Return, UnclaimedRemitted,
};
use crate::{BookedRate, CaseId, DisputeId, EntryId, ItemId, OpenItemError, PlanId, PromiseId, ReceiptId};

/// What happened. Every kind holds exactly one record.
#[wire]
pub enum EntryKind {
    // Documents
    /// An item that was open when the host began to keep this ledger.
    OpeningItem {
        /// The record.
        opening_item: Box<OpeningItem>,
    },
    /// An invoice.
    Invoice {
        /// The record.
        invoice: Box<Document>,
    },
    /// A document that lowers what a customer owes.
    CreditMemo {
        /// The record.
        credit_memo: Box<Document>,
    },
    /// A document that raises what a customer owes.
    DebitMemo {
        /// The record.
        debit_memo: Box<Document>,
    },
    /// Interest or a late charge, billed.
    FinanceCharge {
        /// The record.
        finance_charge: Box<Document>,
    },
    /// Money is asked for before the invoice: noted, not yet a receivable.
    DownPaymentRequest {
        /// The record.
        down_payment_request: Box<Document>,
    },
    /// An item is cleared by a short payment; the rest is a new item.
    Residual {
        /// The record.
        residual: Box<Split>,
    },
    /// What was kept back becomes a new debit item.
    Chargeback {
        /// The record.
        chargeback: Box<Split>,
    },
    // Money
    /// Money arrived.
    Receipt {
        /// The record.
        receipt: Box<Receipt>,
    },
    /// A held instrument was deposited, or cleared.
    InstrumentStaged {
        /// The record.
        instrument_staged: Box<InstrumentStaged>,
    },
    /// The payer of unidentified money was found.
    PayerIdentified {
        /// The record.
        payer_identified: Box<PayerIdentified>,
    },
    /// The bank took money back.
    ReceiptReturned {
        /// The record.
        receipt_returned: Box<Return>,
    },
    /// Money arrived that is no customer's.
    MiscellaneousReceipt {
        /// The record.
        miscellaneous_receipt: Box<MiscellaneousReceipt>,
    },
    /// Money was put on account, to a prepayment, back, or booked elsewhere.
    MoneyPlaced {
        /// The record.
        money_placed: Box<MoneyPlaced>,
    },
    /// A refund was asked for.
    RefundAsked {
        /// The record.
        refund_asked: Box<RefundAsked>,
    },
    /// A refund was paid.
    RefundPaid {
        /// The record.
        refund_paid: Box<RefundPaid>,
    },
    /// An unclaimed credit went to the state.
    UnclaimedRemitted {
        /// The record.
        unclaimed_remitted: Box<UnclaimedRemitted>,
    },
    // Applications
    /// Money or a credit was set against items.
    Application {
        /// The record.
        application: Box<Application>,
    },
    /// Items were set off against what we owe.
    Contra {
        /// The record.
        contra: Box<Contra>,
    },
    /// An item or money went to another customer or entity.
    Transfer {
        /// The record.
        transfer: Box<Transfer>,
    },
    // Corrections
    /// An item was raised or lowered.
    Adjustment {
        /// The record.
        adjustment: Box<Adjustment>,
    },
    /// What will not be collected left the books.
    WriteOff {
        /// The record.
        write_off: Box<WriteOff>,
    },
    /// What was written off is collectible again.
    Recovery {
        /// The record.
        recovery: Box<Recovery>,
    },
    /// Tax on a bad debt was claimed back or repaid.
    TaxRelief {
        /// The record.
        tax_relief: Box<TaxRelief>,
    },
    /// Proof of tax withheld came.
    CertificateReceived {
        /// The record.
        certificate_received: Box<CertificateReceived>,
    },
    /// Proof of tax withheld will not come.
    CertificateRefused {
        /// The record.
        certificate_refused: Box<CertificateRefused>,
    },
    /// What is known of an item changed.
    ItemChanged {
        /// The record.
        item_changed: Box<ItemChanged>,
    },
    /// An earlier entry was undone.
    Reversal {
        /// The record.
        reversal: Box<Reversal>,
    },
    // Collection
    /// Items are disputed.
    DisputeOpened {
        /// The record.
        dispute_opened: Box<DisputeOpened>,
    },
    /// A dispute changed.
    DisputeChanged {
        /// The record.
        dispute_changed: Box<DisputeChanged>,
    },
    /// A dispute ended.
    DisputeResolved {
        /// The record.
        dispute_resolved: Box<DisputeResolved>,
    },
    /// A credit was asked for inside the house.
    CreditRequested {
        /// The record.
        credit_requested: Box<CreditRequested>,
    },
    /// Approval was asked for.
    ApprovalAsked {
        /// The record.
        approval_asked: Box<ApprovalAsked>,
    },
    /// Approval was given or refused.
    ApprovalAnswered {
        /// The record.
        approval_answered: Box<ApprovalAnswered>,
    },
    /// A customer promised to pay.
    PromiseMade {
        /// The record.
        promise_made: Box<PromiseMade>,
    },
    /// A promise was taken back.
    PromiseWithdrawn {
        /// The record.
        promise_withdrawn: Box<PromiseWithdrawn>,
    },
    /// A payment plan was agreed.
    PlanAgreed {
        /// The record.
        plan_agreed: Box<PlanAgreed>,
    },
    /// A plan's payments changed.
    PlanChanged {
        /// The record.
        plan_changed: Box<PlanChanged>,
    },
    /// A plan ended.
    PlanEnded {
        /// The record.
        plan_ended: Box<PlanEnded>,
    },
    /// A reminder, letter or statement was sent.
    NoticeSent {
        /// The record.
        notice_sent: Box<NoticeSent>,
    },
    /// A file was attached to an item.
    DocumentAttached {
        /// The record.
        document_attached: Box<DocumentAttached>,
    },
    /// A document reached the customer, or did not.
    DocumentTracked {
        /// The record.
        document_tracked: Box<DocumentTracked>,
    },
    /// Somebody spoke with the customer, or tried.
    ContactMade {
        /// The record.
        contact_made: Box<ContactMade>,
    },
    /// The customer told us how to treat him.
    InstructionReceived {
        /// The record.
        instruction_received: Box<InstructionReceived>,
    },
    /// Somebody asked something.
    InquiryOpened {
        /// The record.
        inquiry_opened: Box<InquiryOpened>,
    },
    /// An inquiry was answered.
    InquiryAnswered {
        /// The record.
        inquiry_answered: Box<InquiryAnswered>,
    },
    /// Something is to be done.
    TaskSet {
        /// The record.
        task_set: Box<TaskSet>,
    },
    /// A task is done.
    TaskDone {
        /// The record.
        task_done: Box<TaskDone>,
    },
    /// Something must not go on.
    HoldPlaced {
        /// The record.
        hold_placed: Box<HoldPlaced>,
    },
    /// A hold ended.
    HoldLifted {
        /// The record.
        hold_lifted: Box<HoldLifted>,
    },
    /// Something secures what is owed.
    SecurityTaken {
        /// The record.
        security_taken: Box<SecurityTaken>,
    },
    /// A security was given back or drawn.
    SecurityReleased {
        /// The record.
        security_released: Box<SecurityReleased>,
    },
    /// Items were handed to an agency, a court, a factor.
    PlacementMade {
        /// The record.
        placement_made: Box<PlacementMade>,
    },
    /// A placement ended.
    PlacementRecalled {
        /// The record.
        placement_recalled: Box<PlacementRecalled>,
    },
    /// A note was taken.
    Note {
        /// The record.
        note: Box<Note>,
    },
    // Periods
    /// A period was closed.
    PeriodClosed {
        /// The record.
        period_closed: Box<PeriodClosed>,
    },
    /// A period was opened again.
    PeriodReopened {
        /// The record.
        period_reopened: Box<PeriodReopened>,
    },
}

/// The order of kinds within one effective date, one moment and one depth of naming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// What makes items.
    Document,
    /// Money and what becomes of it.
    Money,
    /// Applications, contras, transfers.
    Application,
    /// Corrections and reversals.
    Correction,
    /// All else.
    Other,
}

/// Something that an entry names: it must be there, and be neither effective nor recorded later than the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named<'a> {
    /// An open item, or a noted down-payment request.
    Item(&'a ItemId),
    /// A receipt.
    Receipt(&'a ReceiptId),
    /// An entry.
    Entry(&'a EntryId),
    /// A dispute.
    Dispute(&'a DisputeId),
    /// A promise.
    Promise(&'a PromiseId),
    /// A plan.
    Plan(&'a PlanId),
    /// A case: a hold, a task, an approval, …
    Case(&'a CaseId),
}

impl Named<'_> {
    /// What it is, in a word.
    #[must_use]
    pub const fn what(&self) -> &'static str {
        match self {
            Self::Item(_) => "item",
            Self::Receipt(_) => "receipt",
            Self::Entry(_) => "entry",
            Self::Dispute(_) => "dispute",
            Self::Promise(_) => "promise",
            Self::Plan(_) => "plan",
            Self::Case(_) => "case",
        }
    }

    /// Its id.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Item(id) => id.as_str(),
            Self::Receipt(id) => id.as_str(),
            Self::Entry(id) => id.as_str(),
            Self::Dispute(id) => id.as_str(),
            Self::Promise(id) => id.as_str(),
            Self::Plan(id) => id.as_str(),
            Self::Case(id) => id.as_str(),
        }
    }
}

impl EntryKind {
    /// Its place among the kinds of one moment.
    #[must_use]
    pub const fn rank(&self) -> Rank {
        match self {
            Self::OpeningItem { .. }
            | Self::Invoice { .. }
            | Self::CreditMemo { .. }
            | Self::DebitMemo { .. }
            | Self::FinanceCharge { .. }
            | Self::DownPaymentRequest { .. }
            | Self::Residual { .. }
            | Self::Chargeback { .. } => Rank::Document,
            Self::Receipt { .. }
            | Self::InstrumentStaged { .. }
            | Self::PayerIdentified { .. }
            | Self::ReceiptReturned { .. }
            | Self::MiscellaneousReceipt { .. }
            | Self::MoneyPlaced { .. }
            | Self::RefundAsked { .. }
            | Self::RefundPaid { .. }
            | Self::UnclaimedRemitted { .. } => Rank::Money,
            Self::Application { .. } | Self::Contra { .. } | Self::Transfer { .. } => Rank::Application,
            Self::Adjustment { .. }
            | Self::WriteOff { .. }
            | Self::Recovery { .. }
            | Self::TaxRelief { .. }
            | Self::CertificateReceived { .. }
            | Self::CertificateRefused { .. }
            | Self::ItemChanged { .. }
            | Self::Reversal { .. } => Rank::Correction,
            _ => Rank::Other,
        }
    }

    /// The document, where the kind is one.
    #[must_use]
    pub const fn document(&self) -> Option<&Document> {
        match self {
            Self::Invoice { invoice: document }
            | Self::CreditMemo { credit_memo: document }
            | Self::DebitMemo { debit_memo: document }
            | Self::FinanceCharge { finance_charge: document }
            | Self::DownPaymentRequest { down_payment_request: document } => Some(document),
            _ => None,
        }
    }

    /// The rate to base that the entry gives.
    #[must_use]
    pub(crate) fn booked(&self) -> Option<&BookedRate> {
        match self {
            Self::OpeningItem { opening_item } => opening_item.booked.as_ref(),
            Self::Receipt { receipt } => receipt.booked.as_ref(),
            Self::MiscellaneousReceipt { miscellaneous_receipt } => miscellaneous_receipt.booked.as_ref(),
            Self::RefundPaid { refund_paid } => refund_paid.booked.as_ref(),
            Self::Transfer { transfer } => transfer.booked.as_ref(),
            kind => kind.document()?.booked.as_ref(),
        }
    }

    /// Refuses a base currency that ISO 4217 does not list: a book has no currency rows to value it with.
    pub(crate) fn check_base(&self) -> Result<(), OpenItemError> {
        match self.booked().map(|booked| booked.base).filter(|base| base.minor_units().is_none()) {
            Some(currency) => Err(OpenItemError::UnknownCurrency { currency }),
            None => Ok(()),
        }
    }

    /// Calls `see` with everything that the entry names, in the order of its fields.
    pub fn names<'a>(&'a self, mut see: impl FnMut(Named<'a>)) {
        let see = &mut see;
        match self {
            Self::OpeningItem { .. } | Self::MiscellaneousReceipt { .. } | Self::PeriodClosed { .. } | Self::PeriodReopened { .. } => {}
            Self::ContactMade { contact_made } => items(&contact_made.items, see),
            Self::InstructionReceived { .. } => {}
            Self::Invoice { .. }
            | Self::CreditMemo { .. }
            | Self::DebitMemo { .. }
            | Self::FinanceCharge { .. }
            | Self::DownPaymentRequest { .. } => items(self.document().and_then(|document| document.corrects.as_ref()), see),
            Self::Residual { residual: split } | Self::Chargeback { chargeback: split } => see(Named::Item(&split.item)),
            Self::Receipt { receipt } => items(&receipt.request, see),
            Self::InstrumentStaged { instrument_staged } => see(Named::Receipt(&instrument_staged.receipt)),
            Self::PayerIdentified { payer_identified } => see(Named::Receipt(&payer_identified.receipt)),
            Self::ReceiptReturned { receipt_returned } => {
                see(Named::Receipt(&receipt_returned.receipt));
                items(&receipt_returned.reopens, see);
            }
            Self::MoneyPlaced { money_placed } => {
                see(Named::Item(&money_placed.item));
                items(&money_placed.request, see);
            }
            Self::RefundAsked { refund_asked } => see(Named::Item(&refund_asked.item)),
            Self::RefundPaid { refund_paid } => {
                see(Named::Item(&refund_paid.item));
                cases(&refund_paid.case, see);
            }
            Self::UnclaimedRemitted { unclaimed_remitted } => see(Named::Item(&unclaimed_remitted.item)),
            Self::Application { application } => {
                see(Named::Item(&application.paid_from));
                items(application.lines.iter().map(|line| &line.item), see);
            }
            Self::Contra { contra } => items(contra.lines.iter().map(|line| &line.item), see),
            Self::Transfer { transfer } => see(Named::Item(&transfer.item)),
            Self::Adjustment { adjustment } => see(Named::Item(&adjustment.item)),
            Self::WriteOff { write_off } => see(Named::Item(&write_off.item)),
            Self::Recovery { recovery } => see(Named::Item(&recovery.item)),
            Self::TaxRelief { tax_relief } => see(Named::Item(&tax_relief.item)),
            Self::CertificateReceived { certificate_received } => see(Named::Item(&certificate_received.item)),
            Self::CertificateRefused { certificate_refused } => {
                see(Named::Item(&certificate_refused.item));
                items(&certificate_refused.reinstates, see);
            }
            Self::ItemChanged { item_changed } => see(Named::Item(&item_changed.item)),
            Self::Reversal { reversal } => see(Named::Entry(&reversal.entry)),
            Self::DisputeOpened { dispute_opened } => items(dispute_opened.items.iter().map(|line| &line.item), see),
            Self::DisputeChanged { dispute_changed } => {
                see(Named::Dispute(&dispute_changed.id));
                items(dispute_changed.items.iter().map(|line| &line.item), see);
            }
            Self::DisputeResolved { dispute_resolved } => see(Named::Dispute(&dispute_resolved.id)),
            Self::CreditRequested { credit_requested } => {
                see(Named::Item(&credit_requested.item));
                if let Some(dispute) = &credit_requested.dispute {
                    see(Named::Dispute(dispute));
                }
            }
            Self::ApprovalAsked { approval_asked } => {
                items(&approval_asked.items, see);
                cases(&approval_asked.case, see);
                if let Some(plan) = &approval_asked.plan {
                    see(Named::Plan(plan));
                }
            }
            Self::ApprovalAnswered { approval_answered } => see(Named::Case(&approval_answered.id)),
            Self::PromiseMade { promise_made } => {
                items(promise_made.items.iter().map(|line| &line.item), see);
                if let Some(promise) = &promise_made.replaces {
                    see(Named::Promise(promise));
                }
            }
            Self::PromiseWithdrawn { promise_withdrawn } => see(Named::Promise(&promise_withdrawn.id)),
            Self::PlanAgreed { plan_agreed } => {
                items(&plan_agreed.items, see);
                plan_receipts(&plan_agreed.installments, see);
                if let Some(plan) = &plan_agreed.replaces {
                    see(Named::Plan(plan));
                }
            }
            Self::PlanChanged { plan_changed } => {
                see(Named::Plan(&plan_changed.id));
                plan_receipts(&plan_changed.installments, see);
            }
            Self::PlanEnded { plan_ended } => see(Named::Plan(&plan_ended.id)),
            Self::NoticeSent { notice_sent } => items(&notice_sent.items, see),
            Self::DocumentAttached { document_attached } => see(Named::Item(&document_attached.item)),
            Self::DocumentTracked { document_tracked } => see(Named::Item(&document_tracked.item)),
            Self::InquiryOpened { inquiry_opened } => items(&inquiry_opened.items, see),
            Self::InquiryAnswered { inquiry_answered } => see(Named::Case(&inquiry_answered.id)),
            Self::TaskSet { task_set } => items(&task_set.items, see),
            Self::TaskDone { task_done } => see(Named::Case(&task_done.id)),
            Self::HoldPlaced { hold_placed } => items(&hold_placed.items, see),
            Self::HoldLifted { hold_lifted } => see(Named::Case(&hold_lifted.id)),
            Self::SecurityTaken { security_taken } => items(&security_taken.items, see),
            Self::SecurityReleased { security_released } => see(Named::Case(&security_released.id)),
            Self::PlacementMade { placement_made } => items(&placement_made.items, see),
            Self::PlacementRecalled { placement_recalled } => see(Named::Case(&placement_recalled.id)),
            Self::Note { note } => {
                items(&note.items, see);
                if let Some(entry) = &note.entry {
                    see(Named::Entry(entry));
                }
            }
        }
    }

    /// The dispute, promise, plan or case that the entry opens.
    #[must_use]
    pub const fn opens(&self) -> Option<Named<'_>> {
        Some(match self {
            Self::DisputeOpened { dispute_opened } => Named::Dispute(&dispute_opened.id),
            Self::PromiseMade { promise_made } => Named::Promise(&promise_made.id),
            Self::PlanAgreed { plan_agreed } => Named::Plan(&plan_agreed.id),
            Self::RefundAsked { refund_asked } => Named::Case(&refund_asked.id),
            Self::CreditRequested { credit_requested } => Named::Case(&credit_requested.id),
            Self::ApprovalAsked { approval_asked } => Named::Case(&approval_asked.id),
            Self::InquiryOpened { inquiry_opened } => Named::Case(&inquiry_opened.id),
            Self::TaskSet { task_set } => Named::Case(&task_set.id),
            Self::HoldPlaced { hold_placed } => Named::Case(&hold_placed.id),
            Self::SecurityTaken { security_taken } => Named::Case(&security_taken.id),
            Self::PlacementMade { placement_made } => Named::Case(&placement_made.id),
            _ => return None,
        })
    }

    /// The id of the receipt that the entry posts.
    #[must_use]
    pub const fn receipt_id(&self) -> Option<&ReceiptId> {
        match self {
            Self::Receipt { receipt } => Some(&receipt.id),
            Self::MiscellaneousReceipt { miscellaneous_receipt } => Some(&miscellaneous_receipt.id),
            _ => None,
        }
    }
}

fn items<'a>(ids: impl IntoIterator<Item = &'a ItemId>, see: &mut impl FnMut(Named<'a>)) {
    for id in ids {
        see(Named::Item(id));
    }
}

fn cases<'a>(ids: impl IntoIterator<Item = &'a CaseId>, see: &mut impl FnMut(Named<'a>)) {
    for id in ids {
        see(Named::Case(id));
    }
}

fn plan_receipts<'a>(installments: &'a [PlanInstallment], see: &mut impl FnMut(Named<'a>)) {
    for receipt in installments.iter().filter_map(|installment| installment.receipt.as_ref()) {
        see(Named::Receipt(receipt));
    }
}
