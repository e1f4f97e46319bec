#![doc = include_str!("../../../docs/journal.md")]
//!
//! [`Change`]: crate::Change

mod applications;
mod chart;
mod corrections;
mod documents;
#[cfg(test)]
mod events;
mod exchange;
mod fold;
#[cfg(test)]
mod large;
mod line;
mod money;
#[cfg(test)]
mod policies;
mod provision;
#[cfg(test)]
mod random;
mod revaluation;
mod taxes;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use openitem_macros::wire;

pub use chart::{AccountQuestion, AccountRole, AccountRow, Chart};
pub use provision::{ProvisionChange, provide};
pub use revaluation::{RevaluationPolicy, revalue};

use super::fold::Status;
use super::{AsOf, MasterData, build, replay};
use crate::entry::{ControlClass, Entry, Side};
use crate::{Amount, Currency, CustomerId, EntityId, EntryId, ItemId, LedgerAccount, OpenItemError, ReasonCode};

/// The postings to the general ledger that entries make, in the order in which the entries fold.
#[wire]
pub struct Journal {
    /// The postings.
    #[wire(default)]
    pub postings: Vec<GlPosting>,
}

/// One posting: its lines balance in base currency, and in each transaction currency.
#[wire]
pub struct GlPosting {
    /// The books that it belongs to.
    pub entity: EntityId,
    /// The accounting date.
    pub effective: NaiveDate,
    /// The base currency of the books.
    pub base_currency: Currency,
    /// What it posts.
    #[wire(default = PostingKind::Entry)]
    pub kind: PostingKind,
    /// The entry that made it; none for revaluation and provision.
    pub entry: Option<EntryId>,
    /// The entry whose posting it undoes or restores.
    pub origin: Option<EntryId>,
    /// The lines: control accounts first, then their other sides, base-only lines last.
    #[wire(default)]
    pub lines: Vec<GlLine>,
}

/// What a posting posts.
#[wire]
pub enum PostingKind {
    /// What an entry did of itself.
    Entry,
    /// What an entry undid, or restored, of an earlier one.
    Undoing,
    /// Open items at the closing rate.
    Revaluation,
    /// The revaluation taken back in the next period.
    RevaluationReversal,
    /// The change of the allowance.
    Provision,
}

/// One line of a posting.
#[wire]
pub struct GlLine {
    /// The account.
    pub account: LedgerAccount,
    /// The part that the account plays.
    pub role: AccountRole,
    /// Debit or credit.
    pub side: Side,
    /// The currency of `amount`; base for a base-only line.
    pub currency: Currency,
    /// The value in base, at least zero.
    pub base_amount: Amount,
    /// The amount in the transaction's currency, at least zero; none for a base-only line.
    pub amount: Option<Amount>,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The item.
    pub item: Option<ItemId>,
    /// The tax code, on tax lines.
    pub tax_code: Option<String>,
    /// The reason, where the entry gives one.
    pub reason: Option<ReasonCode>,
}

impl GlLine {
    /// The value in base, above zero on the debit side.
    #[must_use]
    pub fn signed_base(&self) -> Amount {
        self.signed(self.base_amount)
    }

    /// The amount in the transaction's currency, above zero on the debit side; zero for a base-only line.
    #[must_use]
    pub fn signed_amount(&self) -> Amount {
        self.signed(self.amount.unwrap_or_default())
    }

    fn signed(&self, amount: Amount) -> Amount {
        if self.side == Side::Debit { amount } else { amount.negated() }
    }
}

/// When the tax inside an invoice is owed to the state.
#[wire]
pub enum TaxBasis {
    /// When it is invoiced.
    Invoice,
    /// When it is paid: each application moves its part from deferred to due.
    Cash,
}

/// Where a refund goes.
#[wire]
pub enum RefundThrough {
    /// It is paid at once.
    Cash,
    /// Payables pay it.
    Payable,
}

/// How entries are posted to the general ledger.
#[wire]
pub struct JournalPolicy {
    /// The chart of accounts.
    #[wire(default = Chart::default())]
    pub chart: Chart,
    /// When the tax inside an invoice is owed.
    #[wire(default = TaxBasis::Invoice)]
    pub tax_basis: TaxBasis,
    /// Whether money received on a down-payment request owes the tax that the request shows.
    #[wire(default)]
    pub tax_on_advances: bool,
    /// Where a refund goes.
    #[wire(default = RefundThrough::Cash)]
    pub refund_through: RefundThrough,
}

/// What stands on the control account of a class: by I3, the sum of its open items at booked rates.
#[wire]
pub struct ControlBalance {
    /// The entity.
    pub entity: EntityId,
    /// The class.
    pub control_class: ControlClass,
    /// The currency.
    pub currency: Currency,
    /// The balance in that currency, debits above zero.
    pub amount: Amount,
    /// The balance in base, debits above zero.
    pub base_amount: Amount,
}

/// The postings of the entries of a view, in fold order.
///
/// What [`replay`](crate::replay) refuses posts nothing. Every posting balances in base currency, and in each transaction
/// currency (I7); an entry that undoes others has one posting for each of them, with the lines turned.
///
/// ```
/// use openitem::journal::{journal, AccountRole, JournalPolicy};
/// use openitem::{Amount, AsOf, Currency, Document, Entry, EntryKind, MasterData, TaxPart};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let invoice = Document::new("INV-1", Currency::new("EUR")?, "119".parse::<Amount>()?)
///     .with_taxes(vec![TaxPart::new("S", "19".parse::<Amount>()?)]);
/// let recorded = "2026-01-11T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
/// let entry = Entry::new("E1", "DE01", day("2026-01-11"), recorded, EntryKind::invoice(invoice)).with_customer("C1");
///
/// let journal = journal(&[entry], &AsOf::new(day("2026-01-31")), &MasterData::new(), &JournalPolicy::new())?;
/// let lines = &journal.postings[0].lines;
/// let written: Vec<_> = lines.iter().map(|line| (line.side.name(), line.role, line.base_amount.to_string())).collect();
/// assert_eq!(written[0], ("debit", AccountRole::Receivable, String::from("119")));
/// assert_eq!(written[1], ("credit", AccountRole::Revenue, String::from("100")));
/// assert_eq!(written[2], ("credit", AccountRole::OutputTax, String::from("19")));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `missing_account` where the chart gives no account for a role that a posting needs; `unknown_currency` where the minor
/// units of a currency are not known, or a base currency is none that ISO 4217 lists; `overflow`.
pub fn journal(entries: &[Entry], as_of: &AsOf, master: &MasterData, policy: &JournalPolicy) -> Result<Journal, OpenItemError> {
    let folded = replay::fold(entries, Some(as_of));
    let rows = &folded.order.rows;
    let changes = build::changes_of(entries, &folded.fold, rows);
    let stands = |row: &&u32| folded.fold.row(**row).status == Status::Standing;
    let standing: Vec<&Entry> = rows.iter().filter(stands).filter_map(|row| entries.get(*row as usize)).collect();
    fold::journal_of(&changes, &standing, master, policy)
}

/// The balances of the control accounts: per entity, class and currency, the sum of the journal's lines on them.
///
/// They equal the sums of the open items of the same view (I3). Sorted by entity, class, currency; a balance of zero is
/// shown where something was posted.
///
/// ```
/// use openitem::journal::{control_balances, Journal};
/// assert!(control_balances(&Journal::new())?.is_empty());
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `overflow` where a sum does not fit.
pub fn control_balances(journal: &Journal) -> Result<Vec<ControlBalance>, OpenItemError> {
    let mut sums: BTreeMap<(&EntityId, ControlClass, Currency), (Amount, Amount)> = BTreeMap::new();
    for posting in &journal.postings {
        for line in &posting.lines {
            let Some(class) = line.role.control_class() else { continue };
            let (amount, base) = sums.entry((&posting.entity, class, line.currency)).or_default();
            *amount = line::add(*amount, line.signed_amount())?;
            *base = line::add(*base, line.signed_base())?;
        }
    }
    Ok(sums
        .into_iter()
        .map(|((entity, class, currency), (amount, base))| ControlBalance::new(entity, class, currency, amount, base))
        .collect())
}
