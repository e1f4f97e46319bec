//! The ledger: the one kept object. It takes entries in, whole batches or nothing.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use openitem_macros::wire;

use super::build::{Closings, periods, sort_periods};
use super::fold::{AHEAD, Fold, NONE, Status};
use super::order::{Space, Universe, same_content, sort_moment};
use super::record::{Refusal, Replay};
use super::replay::{fold, refusal, replay};
use super::view::AsOf;
use crate::entry::{Entry, EntryKind, Named};
use crate::{Amount, CurrencyRow, EntityId, EntryId, ItemId, OpenItemError, minor_units};

/// Entries to post together, and what they rely on.
#[wire]
pub struct Batch {
    /// The entries, in any order.
    pub entries: Vec<Entry>,
    /// What a proposal relied on; empty but for proposals.
    #[wire(default)]
    pub basis: Vec<Basis>,
}

/// What a proposal relied on: an item's open amount, and the last entry that moved it.
#[wire]
pub struct Basis {
    /// The item.
    pub item: ItemId,
    /// Its open amount.
    pub open: Amount,
    /// The entry that moved it last; where none is given, the open amount alone is relied on.
    pub last: Option<EntryId>,
}

/// How entries are taken in.
#[wire]
pub struct PostPolicy {
    /// What becomes of an entry effective or recorded before one that it names.
    #[wire(default = EarlyEntry::Refuse)]
    pub early: EarlyEntry,
    /// What becomes of an entry effective in a closed period.
    #[wire(default = LateEntry::Refuse)]
    pub late: LateEntry,
    /// Currencies that ISO 4217 does not list.
    #[wire(default)]
    pub currencies: Vec<CurrencyRow>,
}

/// What becomes of an entry effective or recorded before one that it names.
#[wire]
pub enum EarlyEntry {
    /// It is refused (`before_target`).
    Refuse,
    /// It is given the later date or moment, and named among the moved: for imports of files with wrong dates.
    Move,
}

/// What becomes of an entry effective in a closed period.
#[wire]
pub enum LateEntry {
    /// It is refused (`period_closed`).
    Refuse,
    /// It is posted on the first open date, keeps its document and value dates, and is named among the moved.
    Move,
}

/// What became of a batch.
#[wire]
pub struct Posted {
    /// The entries that are new.
    #[wire(default)]
    pub posted: Vec<EntryId>,
    /// The entries that were there already, with the same content.
    #[wire(default)]
    pub known: Vec<EntryId>,
    /// The entries whose date was moved by policy.
    #[wire(default)]
    pub moved: Vec<Moved>,
}

/// An entry whose date was moved.
#[wire]
pub struct Moved {
    /// The entry.
    pub entry: EntryId,
    /// The effective date given.
    pub from_date: NaiveDate,
    /// The effective date posted.
    pub to_date: NaiveDate,
}

/// A log of entries that stand together on every date.
///
/// ```
/// use openitem::{Amount, Batch, Currency, Document, Entry, EntryKind, Ledger, PostPolicy, post};
///
/// let invoice = Document::new("INV-1", Currency::new("EUR")?, "100".parse::<Amount>()?);
/// let day = "2026-01-11".parse::<chrono::NaiveDate>().unwrap();
/// let recorded = "2026-01-11T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
/// let entry = Entry::new("E1", "DE01", day, recorded, EntryKind::invoice(invoice)).with_customer("C1");
///
/// let mut ledger = Ledger::new();
/// let posted = post(&mut ledger, Batch::new(vec![entry.clone()]), &PostPolicy::new())?;
/// assert_eq!(posted.posted.len(), 1);
/// let again = post(&mut ledger, Batch::new(vec![entry]), &PostPolicy::new())?;
/// assert_eq!(again.known.len(), 1);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    entries: Vec<Entry>,
    fold: Fold,
    /// Period entries, by row, and how far they close each entity's books.
    periods: Vec<u32>,
    closed: BTreeMap<EntityId, NaiveDate>,
    /// Kept from batch to batch, so that a batch of one needs no memory for itself.
    sorted: Vec<u32>,
}

impl Ledger {
    /// A ledger with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A ledger with room for so many entries, so that it need not grow on the way.
    #[must_use]
    pub fn with_capacity(entries: usize) -> Self {
        let mut ledger = Self::new();
        ledger.entries.reserve(entries);
        ledger.fold.reserve(entries);
        ledger
    }

    /// The entries, in the order of their posting.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What they add up to in a view.
    #[must_use]
    pub fn replay(&self, as_of: &AsOf) -> Replay {
        replay(&self.entries, as_of)
    }

    /// Everything that posting a batch would object to: [`check`] of its entries after those posted, which are not copied.
    pub(crate) fn check(&mut self, batch: &[Entry], policy: &PostPolicy) -> Vec<Refusal> {
        let posted = self.entries.len();
        self.entries.extend_from_slice(batch);
        let found = check(&self.entries, policy);
        self.entries.truncate(posted);
        found
    }

    /// An item's open amount after everything posted, and the entry that moved it last.
    #[must_use]
    pub fn basis(&self, item: &ItemId) -> Option<Basis> {
        let row = self.fold.item_row(item.as_str())?;
        let state = self.fold.item(row);
        let last = (state.last != NONE).then(|| self.fold.change(state.last).entry);
        let last = last.and_then(|row| self.entries.get(row as usize)).map(|entry| entry.id.clone());
        Some(Basis { item: item.clone(), open: state.open, last })
    }

    /// How far an entity's books are closed.
    #[must_use]
    pub fn closed_through(&self, entity: &EntityId) -> Option<NaiveDate> {
        self.closed.get(entity).copied()
    }

    /// Notes what the entries posted from `start` on close and open again.
    fn close(&mut self, start: usize) {
        let rows = (start..self.entries.len()).filter_map(|row| u32::try_from(row).ok());
        let is_period = |row: u32| self.entries.get(row as usize).is_some_and(is_period);
        let concerns = |row: &u32| is_period(*row) || (!self.periods.is_empty() && is_period(self.fold.root(&self.entries, *row).0));
        let (posted, reversed): (Vec<u32>, Vec<u32>) = rows.filter(concerns).partition(|row| is_period(*row));
        if posted.is_empty() && reversed.is_empty() {
            return;
        }
        self.periods.extend(posted);
        let live = self.periods.iter().filter(|row| self.fold.row(**row).is_live());
        let entries: Vec<&Entry> = live.filter_map(|row| self.entries.get(*row as usize)).collect();
        self.closed = periods(&entries).into_iter().map(|period| (period.entity, period.closed_through)).collect();
    }
}

/// Takes a whole batch into a ledger, or leaves the ledger as it was.
///
/// Entries that are there already with the same content are set aside (I6): what was taken in first stays, whichever was
/// recorded earlier. The batch is refused where anything in it would not stand, on any date from its effective date on: then
/// the error is that of the first entry, in fold order, that cannot stand — be it of the batch or of the ledger; an id that
/// stands for other content is told before all else. [`check`] lists every finding.
///
/// # Errors
/// `stale_proposal` where the basis no longer holds; `period_closed` with the first open date; `amount_scale` for an
/// amount finer than its currency; `unknown_currency` for a base currency that ISO 4217 does not list; and every rule of
/// [`replay`]: `would_over_apply`, `unknown_name`, `before_target`, `duplicate_name`, `id_reused`, `already_reversed`,
/// `has_dependents`, `mismatch`, `invalid_entry`.
pub fn post(ledger: &mut Ledger, batch: Batch, policy: &PostPolicy) -> Result<Posted, OpenItemError> {
    let mut posted = Posted::new();
    let start = ledger.entries.len();
    let done = set_known_aside(ledger, batch.entries, policy, &mut posted)
        .and_then(|()| if ledger.entries.len() == start { Ok(()) } else { take_in(ledger, start, &batch.basis, policy, &mut posted) });
    if let Err(error) = done {
        while ledger.entries.len() > start {
            ledger.fold.drop_entry(&ledger.entries);
            ledger.entries.pop();
        }
        return Err(error);
    }
    posted.posted.extend(ledger.entries.iter().skip(start).map(|entry| entry.id.clone()));
    ledger.close(start);
    Ok(posted)
}

/// Everything that `post` would object to in these entries, posted together into an empty ledger, in fold order.
///
/// ```
/// use openitem::{PostPolicy, check};
/// assert!(check(&[], &PostPolicy::new()).is_empty());
/// ```
#[must_use]
pub fn check(entries: &[Entry], policy: &PostPolicy) -> Vec<Refusal> {
    let folded = fold(entries, None);
    let mut found = folded.refused;
    for row in folded.order.rows.iter().copied() {
        if let Err(error) = check_scale(&folded.fold, entries, row, &policy.currencies) {
            found.push((row, error));
        }
        found.extend(entries.get(row as usize).and_then(|entry| entry.kind.check_base().err()).map(|error| (row, error)));
    }
    found.extend(late_entries(entries, &folded.fold, &folded.order.rows));
    let mut places = vec![usize::MAX; entries.len()];
    for (place, row) in folded.order.rows.iter().enumerate() {
        if let Some(slot) = places.get_mut(*row as usize) {
            *slot = place;
        }
    }
    // As in a replay: an id that stands for other content comes last of its moment.
    found.sort_by_key(|(row, _)| {
        let moment = entries.get(*row as usize).map(|entry| (entry.effective, entry.recorded));
        (moment, places.get(*row as usize).copied())
    });
    found.into_iter().map(|(row, error)| refusal(entries, row, &error)).collect()
}

/// The entries effective in a period that was closed when they were recorded; one closed later does not speak against them.
fn late_entries(entries: &[Entry], fold: &Fold, rows: &[u32]) -> Vec<(u32, OpenItemError)> {
    let (mut period_rows, mut others): (Vec<u32>, Vec<u32>) =
        rows.iter().partition(|row| entries.get(**row as usize).is_some_and(is_period));
    period_rows.retain(|row| fold.row(*row).is_live());
    let mut periods: Vec<&Entry> = period_rows.iter().filter_map(|row| entries.get(*row as usize)).collect();
    sort_periods(&mut periods);
    others.sort_by_key(|row| entries.get(*row as usize).map(|entry| entry.recorded));
    let (mut periods, mut closings) = (periods.into_iter().peekable(), Closings::default());
    let mut found = Vec::new();
    for row in others {
        let Some(entry) = entries.get(row as usize) else { continue };
        while let Some(period) = periods.next_if(|period| period.recorded < entry.recorded) {
            closings.see(period);
        }
        found.extend(closed_period(entry, closings.through(&entry.entity)).map(|error| (row, error)));
    }
    found
}

fn is_period(entry: &Entry) -> bool {
    matches!(entry.kind, EntryKind::PeriodClosed { .. } | EntryKind::PeriodReopened { .. })
}

/// Appends to the ledger's list the entries that are not there yet.
fn set_known_aside(ledger: &mut Ledger, mut entries: Vec<Entry>, policy: &PostPolicy, posted: &mut Posted) -> Result<(), OpenItemError> {
    let mut row = ledger.entries.len();
    let is_short = entries.len() <= AHEAD;
    ledger.entries.append(&mut entries);
    'known: while row < ledger.entries.len() {
        let near = ledger.entries.iter().skip(row).take(AHEAD);
        near.clone().for_each(|entry| ledger.fold.entry_names.fetch(entry.id.as_str()));
        if is_short {
            ledger.fold.fetch(near.clone());
        }
        for entry in near {
            if ledger.fold.add_entry(&ledger.entries, entry.id.as_str()).is_some() {
                break 'known;
            }
            row = row.saturating_add(1);
        }
    }
    // From the first that is there already on, one by one.
    for entry in ledger.entries.split_off(row) {
        let Some(row) = ledger.fold.add_entry(&ledger.entries, entry.id.as_str()) else {
            ledger.entries.push(entry);
            continue;
        };
        match ledger.entries.get(row as usize) {
            Some(there) if same_content(there, &entry) || was_moved(there, &entry, policy) => posted.known.push(entry.id),
            _ => return Err(OpenItemError::IdReused { entry: entry.id }),
        }
    }
    Ok(())
}

/// Whether an entry is what another was before policy gave it a later date.
fn was_moved(there: &Entry, given: &Entry, policy: &PostPolicy) -> bool {
    let moves = policy.early == EarlyEntry::Move || policy.late == LateEntry::Move;
    moves && there.effective > given.effective && {
        let mut moved = given.clone();
        move_to(&mut moved, there.effective);
        same_content(there, &moved)
    }
}

fn check_basis(ledger: &Ledger, relied: &Basis) -> Result<(), OpenItemError> {
    let now = ledger.basis(&relied.item);
    if now.as_ref().is_some_and(|now| now.open == relied.open && (relied.last.is_none() || now.last == relied.last)) {
        return Ok(());
    }
    let text = |basis: &Basis| {
        let last = basis.last.as_ref().map_or_else(String::new, |last| format!(" after `{last}`"));
        format!("{} open{last}", basis.open)
    };
    let found = now.as_ref().map_or_else(|| String::from("not there"), text);
    Err(OpenItemError::StaleProposal { item: relied.item.clone(), expected: text(relied), found })
}

/// Moves entries of closed periods to the first open date where policy says so, or refuses them.
fn judge_periods(ledger: &mut Ledger, rows: &[u32], policy: &PostPolicy, posted: &mut Posted) -> Result<(), OpenItemError> {
    if ledger.periods.is_empty() {
        return Ok(());
    }
    for row in rows {
        let Some(entry) = ledger.entries.get_mut(*row as usize).filter(|entry| !is_period(entry)) else { continue };
        match (closed_period(entry, ledger.closed.get(&entry.entity).copied()), policy.late) {
            (None, _) => {}
            (Some(OpenItemError::PeriodClosed { first_open, .. }), LateEntry::Move) => {
                posted.moved.push(Moved { entry: entry.id.clone(), from_date: entry.effective, to_date: first_open });
                move_to(entry, first_open);
            }
            (Some(error), _) => return Err(error),
        }
    }
    Ok(())
}

fn closed_period(entry: &Entry, through: Option<NaiveDate>) -> Option<OpenItemError> {
    let through = through?;
    (entry.effective <= through).then(|| OpenItemError::PeriodClosed {
        entry: entry.id.clone(),
        entity: entry.entity.clone(),
        effective: entry.effective,
        closed_through: through,
        first_open: through.checked_add_days(Days::new(1)).unwrap_or(through),
    })
}

/// Gives an entry a later effective date; its document and value dates stay what they were.
fn move_to(entry: &mut Entry, date: NaiveDate) {
    let was = Some(entry.effective);
    match &mut entry.kind {
        EntryKind::Invoice { invoice: document }
        | EntryKind::CreditMemo { credit_memo: document }
        | EntryKind::DebitMemo { debit_memo: document }
        | EntryKind::FinanceCharge { finance_charge: document }
        | EntryKind::DownPaymentRequest { down_payment_request: document } => document.document_date = document.document_date.or(was),
        EntryKind::OpeningItem { opening_item } => opening_item.document_date = opening_item.document_date.or(was),
        EntryKind::Chargeback { chargeback } => chargeback.document_date = chargeback.document_date.or(was),
        EntryKind::Receipt { receipt } => receipt.value_date = receipt.value_date.or(was),
        EntryKind::MiscellaneousReceipt { miscellaneous_receipt } => {
            miscellaneous_receipt.value_date = miscellaneous_receipt.value_date.or(was);
        }
        EntryKind::ReceiptReturned { receipt_returned } => receipt_returned.value_date = receipt_returned.value_date.or(was),
        EntryKind::InstrumentStaged { instrument_staged } => instrument_staged.value_date = instrument_staged.value_date.or(was),
        _ => {}
    }
    entry.effective = date;
}

/// Folds the entries appended from `start` on into the ledger's balances, or says why they cannot stand; then the balances
/// are as before.
fn take_in(ledger: &mut Ledger, start: usize, basis: &[Basis], policy: &PostPolicy, posted: &mut Posted) -> Result<(), OpenItemError> {
    basis.iter().try_for_each(|relied| check_basis(ledger, relied))?;
    ledger.entries.iter().skip(start).try_for_each(|entry| entry.kind.check_base())?;
    let mut rows = std::mem::take(&mut ledger.sorted);
    rows.clear();
    rows.extend((start..ledger.entries.len()).filter_map(|row| u32::try_from(row).ok()));
    let done = take_in_rows(ledger, &mut rows, policy, posted);
    ledger.sorted = rows;
    done
}

fn take_in_rows(ledger: &mut Ledger, sorted: &mut [u32], policy: &PostPolicy, posted: &mut Posted) -> Result<(), OpenItemError> {
    if policy.early == EarlyEntry::Move {
        move_early(ledger, sorted, posted);
    }
    judge_periods(ledger, sorted, policy, posted)?;
    sort_batch(ledger, sorted);
    let mark = ledger.fold.mark();
    ledger.fold.back_dated.clear();
    if appends(ledger, sorted) {
        let scale = sorted.iter().try_for_each(|row| check_scale(&ledger.fold, &ledger.entries, *row, &policy.currencies));
        if scale.is_err() {
            ledger.fold.roll_back(&ledger.entries, mark, sorted);
        }
        return scale;
    }
    ledger.fold.roll_back(&ledger.entries, mark, sorted);
    fold_again(ledger, sorted, policy)
}

/// Folds rows on top of what stands. Whether that is certain to be what a replay would give, and refuses nothing.
fn appends(ledger: &mut Ledger, sorted: &[u32]) -> bool {
    let entries = &ledger.entries;
    let start = sorted.iter().copied().min().unwrap_or(NONE);
    let date_of = |row: &u32| entries.get(*row as usize).map(|entry| entry.effective);
    for date in sorted.chunk_by(|left, right| date_of(left) == date_of(right)) {
        ledger.fold.suspects.clear();
        for near in date.chunks(AHEAD) {
            // A few were fetched as they came.
            if sorted.len() > AHEAD {
                ledger.fold.fetch(near.iter().filter_map(|row| entries.get(*row as usize)));
            }
            for row in near {
                if !ledger.fold.is_last(entries, *row, start) || ledger.fold.step(entries, *row).is_err() {
                    return false;
                }
            }
        }
        if !ledger.fold.stands() {
            return false;
        }
    }
    let first = sorted.first().and_then(date_of);
    let mut back_dated = std::mem::take(&mut ledger.fold.back_dated);
    back_dated.sort_unstable();
    back_dated.dedup();
    back_dated.iter().all(|item| {
        let row = ledger.fold.item(*item);
        !row.has_undone && !row.has_write_off && stands_on_every_date(ledger, *item, first)
    })
}

/// Whether an item is never below zero at the end of a date from `first` on.
fn stands_on_every_date(ledger: &Ledger, item: u32, first: Option<NaiveDate>) -> bool {
    let mut moves: BTreeMap<NaiveDate, Amount> = BTreeMap::new();
    let mut at = ledger.fold.item(item).last;
    while at != NONE {
        let change = ledger.fold.change(at);
        let Some(entry) = ledger.entries.get(change.entry as usize) else { return false };
        let slot = moves.entry(entry.effective).or_default();
        let Some(sum) = slot.checked_add(change.amount) else { return false };
        *slot = sum;
        at = change.before;
    }
    let mut open = Amount::ZERO;
    moves.into_iter().all(|(date, amount)| match open.checked_add(amount) {
        Some(sum) => {
            open = sum;
            Some(date) < first || !open.is_negative()
        }
        None => false,
    })
}

/// Folds the whole ledger again with the new rows: the way to judge reversals among later entries, and to find what is
/// wrong with what does not stand.
fn fold_again(ledger: &mut Ledger, rows: &[u32], policy: &PostPolicy) -> Result<(), OpenItemError> {
    let folded = fold(&ledger.entries, None);
    if let Some((_, error)) = folded.refused.into_iter().next() {
        return Err(error);
    }
    for row in rows {
        check_scale(&folded.fold, &ledger.entries, *row, &policy.currencies)?;
    }
    ledger.fold = folded.fold;
    Ok(())
}

fn sort_batch(ledger: &Ledger, rows: &mut [u32]) {
    if rows.len() < 2 {
        return;
    }
    let entries = &ledger.entries;
    let key = |row: &u32| entries.get(*row as usize).map(|entry| (entry.effective, entry.recorded));
    rows.sort_by_key(key);
    for moment in rows.chunk_by_mut(|left, right| key(left) == key(right)).filter(|moment| moment.len() > 1) {
        sort_moment(entries, moment, |id| ledger.fold.entry_row(entries, id));
    }
}

/// Gives entries the date and the moment of the latest entry that they name.
fn move_early(ledger: &mut Ledger, rows: &[u32], posted: &mut Posted) {
    let batch = Universe::new(&ledger.entries, rows);
    let mut sorted = rows.to_vec();
    sort_moment(&ledger.entries, &mut sorted, |id| ledger.fold.entry_row(&ledger.entries, id));
    for row in sorted {
        let Some(entry) = ledger.entries.get(row as usize) else { continue };
        let (mut effective, mut recorded) = (entry.effective, entry.recorded);
        entry.kind.names(|named| {
            let there = match &named {
                Named::Item(id) => ledger.fold.item_row(id.as_str()).map(|item| ledger.fold.item(item).maker),
                Named::Entry(id) => ledger.fold.entry_row(&ledger.entries, id.as_str()),
                other => ledger.fold.other_row(&ledger.entries, Space::of(other), other.text()),
            };
            let target = there.or_else(|| batch.maker(&named)).and_then(|target| ledger.entries.get(target as usize));
            if let Some(target) = target {
                effective = effective.max(target.effective);
                recorded = recorded.max(target.recorded);
            }
        });
        if (effective, recorded) == (entry.effective, entry.recorded) {
            continue;
        }
        posted.moved.push(Moved { entry: entry.id.clone(), from_date: entry.effective, to_date: effective });
        if let Some(entry) = ledger.entries.get_mut(row as usize) {
            if entry.effective != effective {
                move_to(entry, effective);
            }
            entry.recorded = recorded;
        }
    }
}

/// An amount lies on its currency's grid, or is refused: never rounded.
fn check_scale(fold: &Fold, entries: &[Entry], row: u32, currencies: &[CurrencyRow]) -> Result<(), OpenItemError> {
    for at in fold.changes_of(row) {
        let change = fold.change(at);
        if change.amount.scale() == 0 {
            continue;
        }
        let item = fold.item(change.item);
        let digits = minor_units(item.currency, currencies)?;
        if change.amount.scale() > digits {
            return Err(OpenItemError::AmountScale {
                item: item.id.to_string(),
                found: change.amount.abs(),
                currency: item.currency,
                digits,
            });
        }
    }
    match entries.get(row as usize) {
        Some(entry) if fold.row(row).status == Status::Standing => check_scale_beside(fold, entries, entry, currencies),
        _ => Ok(()),
    }
}

/// The same for what an entry says beside the amounts that it moves: fees, tax parts, promises, plans.
fn check_scale_beside(fold: &Fold, entries: &[Entry], entry: &Entry, currencies: &[CurrencyRow]) -> Result<(), OpenItemError> {
    let mut done = Ok(());
    entry.kind.amounts_beside(|stated| {
        if done.is_err() || stated.amount.scale() == 0 {
            return;
        }
        let Some(currency) = fold.currency_of(entries, stated.of) else { return };
        done = minor_units(currency, currencies).and_then(|digits| {
            if stated.amount.scale() <= digits {
                return Ok(());
            }
            let item = format!("{} {}", entry.id, stated.field);
            Err(OpenItemError::AmountScale { item, found: stated.amount, currency, digits })
        });
    });
    done
}
