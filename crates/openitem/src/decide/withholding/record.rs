//! What is pending, and what proves it.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::{Amount, Currency, CustomerId, EntityId, EntryId, ItemId, MasterData, ReasonCode};

/// Tax that a payer withheld: an open item of its own class until its certificate comes.
///
/// [`of_entries`](super::of_entries()) and [`of_items`](super::of_items()) make these; a host with its own tables gives its own.
#[wire]
pub struct PendingWithholding {
    /// The item.
    pub id: ItemId,
    /// The selling company.
    pub entity: EntityId,
    /// Its currency.
    pub currency: Currency,
    /// What was withheld at first.
    pub withheld: Amount,
    /// What is still pending; below zero where the item stands on the credit side.
    pub open: Amount,
    /// The day of the payment that it was withheld from.
    pub withheld_on: NaiveDate,
    /// Who withheld it.
    pub customer: Option<CustomerId>,
    /// When its certificate is due, where that is known; else the policy's table says.
    pub due: Option<NaiveDate>,
    /// Our code of the section of law, where it is known.
    pub section: Option<ReasonCode>,
    /// What the tax is reckoned on: what was settled, without the tax shown on the invoice.
    pub base: Option<Amount>,
    /// What was settled, with the tax shown on the invoice.
    pub gross: Option<Amount>,
    /// The item that it was withheld from: it is collected again where no certificate comes.
    pub withheld_from: Option<ItemId>,
    /// The date of the invoice: the payer may have withheld when it booked that.
    pub invoiced: Option<NaiveDate>,
    /// How much of it was refused already.
    #[wire(default)]
    pub refused: Amount,
    /// The entry that moved it last: proposals rely on it, so that what is done again after a reversal bears new ids.
    pub last: Option<EntryId>,
}

/// A payer's certificate, or a row of the tax office's listing: a line each where one shows several sections.
#[wire]
pub struct WithholdingCertificate {
    /// The host's id of it: the same whenever it is given again.
    pub id: String,
    /// The selling company that it is made out to.
    pub entity: EntityId,
    /// Its currency.
    pub currency: Currency,
    /// The tax; below zero where a row of the listing takes back what another shows.
    pub tax: Amount,
    /// The first day of its period.
    pub period_start: NaiveDate,
    /// The last day of its period; the first for a row that shows one day: its calendar quarter counts then.
    pub period_end: NaiveDate,
    /// What it is.
    #[wire(default)]
    pub source: CertificateSource,
    /// Its number; the host's id stands in its place where it has none.
    pub number: Option<String>,
    /// Its date.
    pub date: Option<NaiveDate>,
    /// The payer's tax id as written.
    pub payer_tax_id: Option<String>,
    /// The payer, where the host knows who sent it.
    pub customer: Option<CustomerId>,
    /// Our tax id as written.
    pub payee_tax_id: Option<String>,
    /// The section or code as written.
    pub section: Option<String>,
    /// What the tax was reckoned on.
    pub base: Option<Amount>,
}

/// What shows that tax was withheld.
#[wire]
pub enum CertificateSource {
    /// A certificate of the payer: form 16A, form 131, form 2307.
    #[default]
    Certificate,
    /// A row of the tax office's listing: form 26AS and its successor.
    Listing,
}

/// A certificate that was booked on an item before.
#[wire]
pub struct BookedCertificate {
    /// The item.
    pub item: ItemId,
    /// The selling company.
    pub entity: EntityId,
    /// The currency.
    pub currency: Currency,
    /// How much it proved of the item.
    pub amount: Amount,
    /// The day of the payment that the item was withheld from.
    pub withheld_on: NaiveDate,
    /// Who withheld it.
    pub customer: Option<CustomerId>,
    /// The certificate's number, as booked.
    pub number: Option<String>,
    /// Our code of the item's section.
    pub section: Option<ReasonCode>,
    /// What its tax is reckoned on.
    pub base: Option<Amount>,
    /// What was settled, with the tax shown on the invoice.
    pub gross: Option<Amount>,
    /// The date of the invoice.
    pub invoiced: Option<NaiveDate>,
}

/// The payer, or the tax office, says that no certificate will come.
#[wire]
pub struct WithholdingRefusal {
    /// The item.
    pub item: ItemId,
    /// When it was said.
    pub date: NaiveDate,
    /// How much of the item in all, counting what was refused before; all that is pending where none is given. The latest holds.
    pub amount: Option<Amount>,
    /// Why.
    pub reason: Option<ReasonCode>,
}

/// A tax id of ours.
#[wire]
pub struct OwnTaxId {
    /// The selling company.
    pub entity: EntityId,
    /// The tax id.
    pub tax_id: String,
}

/// What entries say of withheld tax.
#[wire]
pub struct WithholdingBook {
    /// What is pending, by item.
    #[wire(default)]
    pub pending: Vec<PendingWithholding>,
    /// The certificates booked, by item and number.
    #[wire(default)]
    pub booked: Vec<BookedCertificate>,
}

/// Certificates, and what they are held against.
#[wire]
pub struct WithholdingRequest {
    /// What is pending.
    #[wire(default)]
    pub pending: Vec<PendingWithholding>,
    /// The certificates and the rows of the listing: all of the periods in which anything is pending, those booked before too. What was
    /// booked is known by its number.
    #[wire(default)]
    pub certificates: Vec<WithholdingCertificate>,
    /// What was booked before: a certificate that is given again proves nothing more.
    #[wire(default)]
    pub booked: Vec<BookedCertificate>,
    /// What no certificate will come for.
    #[wire(default)]
    pub refusals: Vec<WithholdingRefusal>,
    /// Customers with their tax ids.
    #[wire(default)]
    pub master: MasterData,
    /// Our own tax ids; where an entity has none here, what certificates show is not checked.
    #[wire(default)]
    pub own_tax_ids: Vec<OwnTaxId>,
}
