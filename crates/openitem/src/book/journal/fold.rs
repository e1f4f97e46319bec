//! The fold: entry by entry, the changes of the book become control lines, and each kind of entry adds their other sides.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::chart::{AccountRole, ChartIndex};
use super::exchange::BaseRate;
use super::line::{Line, Track, add, base_balance, finish, signed};
use super::{GlPosting, Journal, JournalPolicy, PostingKind};
use crate::book::{Cause, Change, MasterData};
use crate::entry::{Document, Entry, EntryKind, Receipt, Side};
use crate::{Amount, BookedRate, Currency, EntityId, EntryId, ItemId, OpenItemError, minor_units};

/// The lines that no change carries: an entry's own effects on accounts that are no control accounts.
const BESIDE: i32 = -1;

/// The postings of entries that stand, given in the order in which they fold, with the changes that they made.
pub(super) fn journal_of(
    changes: &[Change],
    entries: &[&Entry],
    master: &MasterData,
    policy: &JournalPolicy,
) -> Result<Journal, OpenItemError> {
    let mut of_entry: HashMap<&EntryId, Vec<&Change>> = HashMap::new();
    for change in changes {
        of_entry.entry(&change.entry).or_default().push(change);
    }
    let mut fold = Fold::new(entries, changes, master, policy);
    let mut journal = Journal::new();
    for entry in entries {
        entry.kind.check_base()?;
        let changes = of_entry.remove(&entry.id).unwrap_or_default();
        journal.postings.extend(fold.post(entry, &changes)?);
    }
    Ok(journal)
}

/// What stands after the entries so far, as far as later postings need it.
pub(super) struct Fold<'a> {
    master: &'a MasterData,
    pub(super) policy: &'a JournalPolicy,
    chart: ChartIndex<'a>,
    entries: HashMap<&'a EntryId, &'a Entry>,
    /// Of each reversal so far, the entry that it comes down to.
    roots: HashMap<&'a EntryId, &'a Entry>,
    base_currencies: HashMap<&'a EntityId, Currency>,
    /// Entries that another undoes: only their lines are kept.
    undone: HashSet<&'a EntryId>,
    items: HashMap<ItemId, Item>,
    receipts: HashMap<ItemId, &'a Receipt>,
    requests: HashMap<&'a ItemId, &'a Document>,
    /// The lines beside the control lines that an entry's part last stood for: undoing turns them.
    written: HashMap<(EntryId, EntityId, i32), Vec<Line>>,
    tracked: BTreeMap<(ItemId, Track), Tracked>,
}

/// The running balances of an item on one track, each by its account's role and tax code.
#[derive(Default)]
struct Tracked {
    balances: Vec<Line>,
    places: BTreeMap<(AccountRole, Option<String>), usize>,
}

/// What the journal remembers of an item.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) currency: Currency,
    pub(super) base_currency: Currency,
    pub(super) rate: BaseRate,
    pub(super) open: Amount,
}

/// The changes of one entry in one entity's books that are posted, and undone, together.
pub(super) struct Part<'a> {
    pub(super) entry: &'a Entry,
    pub(super) entity: &'a EntityId,
    /// The line of an application; 0 for all else.
    pub(super) line: i32,
    pub(super) changes: Vec<&'a Change>,
    pub(super) base_currency: Currency,
    pub(super) decimals: i32,
}

/// What changes leave to be posted on the other side, per currency.
pub(super) struct Residual {
    pub(super) currency: Currency,
    pub(super) amount: Amount,
    pub(super) base: Amount,
}

impl Part<'_> {
    /// What the other side of the changes with these causes must bear: the negative of their sum, nothing where they
    /// balance among themselves.
    pub(super) fn residuals(&self, causes: &[Cause]) -> Result<Vec<Residual>, OpenItemError> {
        let mut out: BTreeMap<Currency, (Amount, Amount)> = BTreeMap::new();
        for change in self.changes.iter().filter(|change| causes.contains(&change.cause)) {
            let (amount, base) = out.entry(change.currency).or_default();
            *amount = add(*amount, debit_amount(change).negated())?;
            *base = add(*base, debit_base(change).negated())?;
        }
        out.retain(|_, (amount, _)| !amount.is_zero());
        Ok(out.into_iter().map(|(currency, (amount, base))| Residual { currency, amount, base }).collect())
    }

    /// The same on one account.
    pub(super) fn balance_to(&self, causes: &[Cause], role: AccountRole) -> Result<Vec<Line>, OpenItemError> {
        let line = |residual: Residual| Line::new(role, residual.currency, residual.amount, residual.base);
        Ok(self.residuals(causes)?.into_iter().map(line).collect())
    }
}

/// A change on its control account, debits above zero.
pub(super) fn debit_amount(change: &Change) -> Amount {
    signed(change.amount, change.side == Side::Debit)
}

/// The same in base.
pub(super) fn debit_base(change: &Change) -> Amount {
    signed(change.base_amount.unwrap_or(change.amount), change.side == Side::Debit)
}

impl<'a> Fold<'a> {
    fn new(entries: &[&'a Entry], changes: &'a [Change], master: &'a MasterData, policy: &'a JournalPolicy) -> Self {
        let mut undone: HashSet<&EntryId> = changes.iter().filter_map(|change| change.origin.as_ref()).collect();
        undone.extend(entries.iter().filter_map(|entry| match &entry.kind {
            EntryKind::Reversal { reversal } => Some(&reversal.entry),
            _ => None,
        }));
        Self {
            master,
            policy,
            chart: ChartIndex::new(&policy.chart),
            entries: entries.iter().map(|entry| (&entry.id, *entry)).collect(),
            roots: HashMap::new(),
            // Of two entities of one id the first holds, as in `MasterData::entity`.
            base_currencies: master.entities.iter().rev().map(|entity| (&entity.id, entity.base_currency)).collect(),
            undone,
            items: HashMap::new(),
            receipts: HashMap::new(),
            requests: HashMap::new(),
            written: HashMap::new(),
            tracked: BTreeMap::new(),
        }
    }

    /// The postings of one entry: its own, then one for each entry that it undoes or restores.
    fn post(&mut self, entry: &'a Entry, changes: &[&'a Change]) -> Result<Vec<GlPosting>, OpenItemError> {
        match &entry.kind {
            EntryKind::Receipt { receipt } => _ = self.receipts.insert(ItemId::from(&receipt.id), receipt),
            EntryKind::DownPaymentRequest { down_payment_request } => {
                self.requests.insert(&down_payment_request.id, down_payment_request);
            }
            _ => {}
        }
        for change in changes {
            self.register(entry, change);
        }
        let mut groups: Vec<(Option<&EntryId>, &EntityId, Vec<&Change>)> = Vec::new();
        let mut places: HashMap<(Option<&EntryId>, &EntityId), usize> = HashMap::new();
        for change in changes {
            let (origin, entity) = (change.origin.as_ref(), &change.entity);
            let place = *places.entry((origin, entity)).or_insert(groups.len());
            match groups.get_mut(place) {
                Some((_, _, group)) => group.push(change),
                None => groups.push((origin, entity, vec![change])),
            }
        }
        if !groups.iter().any(|(origin, entity, _)| origin.is_none() && **entity == entry.entity) {
            // Entries that move no item may post all the same.
            groups.insert(0, (None, &entry.entity, Vec::new()));
        }
        let root = self.root_of(entry);
        if let Some(root) = root {
            self.roots.insert(&entry.id, root);
        }
        if let Some(root) = root
            && !groups.iter().any(|(origin, entity, _)| *origin == Some(&root.id) && **entity == root.entity)
        {
            groups.push((Some(&root.id), &root.entity, Vec::new()));
        }
        let mut postings = Vec::new();
        for (origin, entity, group) in groups {
            let Some(base_currency) = self.base_currency(entity, entry, &group) else { continue };
            let decimals = minor_units(base_currency, &self.master.currencies)?;
            let parts = Self::parts(origin.and_then(|origin| self.entries.get(origin).copied()).unwrap_or(entry), &group);
            let mut lines = Vec::new();
            for (line, changes) in parts {
                let part = Part { entry, entity, line, changes, base_currency, decimals };
                lines.extend(self.post_part(&part, origin)?);
            }
            if origin.is_none() && *entity == entry.entity {
                let beside = self.beside(entry, base_currency, decimals)?;
                lines.extend(self.keep(&entry.id, entity, BESIDE, beside)?);
            }
            if let Some(root) = root.filter(|root| origin == Some(&root.id) && *entity == root.entity) {
                let turned = self.turned(&root.id, entity, BESIDE)?;
                lines.extend(self.keep(&root.id, entity, BESIDE, turned)?);
            }
            let kind = if origin.is_some() { PostingKind::Undoing } else { PostingKind::Entry };
            let mut posting = GlPosting {
                entity: entity.clone(),
                effective: entry.effective,
                base_currency,
                kind,
                entry: Some(entry.id.clone()),
                origin: origin.cloned(),
                lines: Vec::new(),
            };
            finish(&mut posting, in_order(lines), &self.chart, Amount::from_minor(1, decimals).unwrap_or_default())?;
            if !posting.lines.is_empty() {
                postings.push(posting);
            }
        }
        Ok(postings)
    }

    /// Changes that are undone together: each line of an application by itself, all else as one.
    fn parts<'c>(maker: &Entry, changes: &[&'c Change]) -> BTreeMap<i32, Vec<&'c Change>> {
        let by_line = matches!(maker.kind, EntryKind::Application { .. });
        let mut parts: BTreeMap<i32, Vec<&Change>> = BTreeMap::new();
        for change in changes {
            parts.entry(if by_line { change.line } else { 0 }).or_default().push(change);
        }
        parts
    }

    fn post_part(&mut self, part: &Part<'a>, origin: Option<&EntryId>) -> Result<Vec<Line>, OpenItemError> {
        let mut control = Vec::with_capacity(part.changes.len());
        for change in &part.changes {
            let role = AccountRole::of_control(change.control_class);
            let mut line = Line::new(role, change.currency, debit_amount(change), debit_base(change)).on(&change.item);
            line.customer = change.customer.clone();
            control.push(line);
        }
        let (owner, mut others) = match origin {
            None => {
                let mut others = self.other_side(part)?;
                others.extend(self.advances(part)?);
                let customer = part.changes.first().and_then(|change| change.customer.as_ref()).or(part.entry.customer.as_ref());
                for line in others.iter_mut().filter(|line| line.customer.is_none()) {
                    line.customer = customer.cloned();
                }
                (&part.entry.id, others)
            }
            Some(origin) => (origin, self.turned(origin, part.entity, part.line)?),
        };
        for change in &part.changes {
            if let Some(item) = self.items.get_mut(&change.item) {
                item.open = add(item.open, change.amount)?;
            }
        }
        others = self.keep(owner, part.entity, part.line, others)?;
        let off = add(base_balance(&control)?, base_balance(&others)?)?;
        let mut lines = control;
        lines.extend(others);
        if !off.is_zero() {
            lines.push(Line::base_only(AccountRole::BaseRounding, part.base_currency, off.negated()));
        }
        Ok(lines)
    }

    fn other_side(&self, part: &Part<'a>) -> Result<Vec<Line>, OpenItemError> {
        match &part.entry.kind {
            EntryKind::OpeningItem { .. } => part.balance_to(&[Cause::Opened], AccountRole::OpeningBalance),
            EntryKind::Invoice { invoice } => self.document(part, invoice, AccountRole::Revenue),
            EntryKind::CreditMemo { credit_memo } => self.document(part, credit_memo, AccountRole::Returns),
            EntryKind::DebitMemo { debit_memo } => self.document(part, debit_memo, AccountRole::Revenue),
            EntryKind::FinanceCharge { finance_charge } => self.document(part, finance_charge, AccountRole::InterestIncome),
            EntryKind::Receipt { receipt } => self.money_in(part, receipt, receipt.instrument.first_stage()),
            EntryKind::InstrumentStaged { instrument_staged } => {
                match self.receipts.get(&ItemId::from(&instrument_staged.receipt)).copied() {
                    Some(receipt) => self.money_in(part, receipt, instrument_staged.stage),
                    None => Ok(Vec::new()),
                }
            }
            EntryKind::ReceiptReturned { receipt_returned } => self.money_back(part, receipt_returned),
            EntryKind::MoneyPlaced { money_placed } => self.money_placed(part, money_placed),
            EntryKind::RefundPaid { refund_paid } => self.refund(part, refund_paid),
            EntryKind::UnclaimedRemitted { .. } => part.balance_to(&[Cause::RemittedUnclaimed], AccountRole::UnclaimedPropertyPayable),
            EntryKind::Application { application } => self.application(part, application),
            EntryKind::Contra { contra } => Self::contra(part, contra),
            EntryKind::Transfer { transfer } => Self::transfer(part, transfer),
            EntryKind::Adjustment { adjustment } => self.adjustment(part, adjustment),
            EntryKind::WriteOff { write_off } => self.write_off(part, write_off),
            EntryKind::Recovery { recovery } => Self::recovery(part, recovery),
            EntryKind::CertificateReceived { .. } => part.balance_to(&[Cause::Certified], AccountRole::WithholdingCertified),
            EntryKind::CertificateRefused { certificate_refused } => Self::certificate_refused(part, certificate_refused),
            // What is moved between items, classes and customers balances in itself; all else moves nothing of its own.
            _ => Ok(Vec::new()),
        }
    }

    /// What an entry posts without moving an item.
    fn beside(&self, entry: &Entry, base_currency: Currency, decimals: i32) -> Result<Vec<Line>, OpenItemError> {
        let mut lines = match &entry.kind {
            EntryKind::MiscellaneousReceipt { miscellaneous_receipt } => {
                Self::miscellaneous_receipt(miscellaneous_receipt, base_currency, decimals)?
            }
            EntryKind::InstrumentStaged { instrument_staged } => self.cleared(instrument_staged),
            EntryKind::ReceiptReturned { receipt_returned } => self.return_fee(receipt_returned, decimals)?,
            EntryKind::TaxRelief { tax_relief } => self.tax_relief(tax_relief, decimals)?,
            _ => Vec::new(),
        };
        for line in &mut lines {
            line.customer = entry.customer.clone();
        }
        Ok(lines)
    }

    /// Moves the running balances, and remembers the lines where a later entry may undo them.
    fn keep(&mut self, owner: &EntryId, entity: &EntityId, line: i32, lines: Vec<Line>) -> Result<Vec<Line>, OpenItemError> {
        for posted in &lines {
            let (Some(track), Some(item)) = (posted.track, &posted.item) else { continue };
            let tracked = self.tracked.entry((item.clone(), track)).or_default();
            let place = *tracked.places.entry((posted.role, posted.tax_code.clone())).or_insert(tracked.balances.len());
            match tracked.balances.get_mut(place) {
                Some(balance) => {
                    balance.amount = add(balance.amount, posted.amount)?;
                    balance.base = add(balance.base, posted.base)?;
                }
                None => tracked.balances.push(posted.clone()),
            }
        }
        if self.undone.contains(owner) {
            self.written.insert((owner.clone(), entity.clone(), line), lines.clone());
        }
        Ok(lines)
    }

    /// The lines of an entry's part, turned; money leaves from where it stands by now.
    fn turned(&self, origin: &EntryId, entity: &EntityId, line: i32) -> Result<Vec<Line>, OpenItemError> {
        let Some(lines) = self.written.get(&(origin.clone(), entity.clone(), line)) else { return Ok(Vec::new()) };
        let (funds, others): (Vec<Line>, Vec<Line>) =
            lines.iter().map(Line::flipped).partition(|line| line.track == Some(Track::Funds) && line.item.is_some());
        let Some(first) = funds.first() else { return Ok(others) };
        let sum = |of: fn(&Line) -> Amount| funds.iter().try_fold(Amount::ZERO, |sum, line| add(sum, of(line)));
        let (amount, base) = (sum(|line| line.amount)?, sum(|line| line.base)?);
        let mut out = match &first.item {
            Some(item) if amount.is_negative() => self.draw(item, &Line { amount, base, ..first.clone() })?,
            _ => funds,
        };
        out.extend(others);
        Ok(out)
    }

    /// The running balances of an item.
    pub(super) fn balances(&self, item: &ItemId, track: Track) -> &[Line] {
        self.tracked.get(&(item.clone(), track)).map(|tracked| tracked.balances.as_slice()).unwrap_or_default()
    }

    /// One of them.
    pub(super) fn balance(&self, item: &ItemId, track: Track, role: AccountRole, tax_code: &str) -> Option<&Line> {
        let tracked = self.tracked.get(&(item.clone(), track))?;
        tracked.balances.get(*tracked.places.get(&(role, Some(tax_code.to_owned())))?)
    }

    pub(super) fn item(&self, item: &ItemId) -> Option<&Item> {
        self.items.get(item)
    }

    pub(super) fn rate(&self, item: &ItemId) -> BaseRate {
        self.items.get(item).map_or(BaseRate::ONE, |item| item.rate)
    }

    pub(super) fn receipt(&self, item: &ItemId) -> Option<&'a Receipt> {
        self.receipts.get(item).copied()
    }

    pub(super) fn request(&self, item: &ItemId) -> Option<&'a Document> {
        self.requests.get(item).copied()
    }

    pub(super) fn digits(&self, currency: Currency) -> Result<i32, OpenItemError> {
        minor_units(currency, &self.master.currencies)
    }

    /// The entry that a reversal, or a reversal of reversals, comes down to. What it names was posted before it, so that
    /// no chain is walked twice.
    fn root_of(&self, entry: &Entry) -> Option<&'a Entry> {
        let EntryKind::Reversal { reversal } = &entry.kind else { return None };
        self.roots.get(&reversal.entry).or_else(|| self.entries.get(&reversal.entry)).copied()
    }

    fn base_currency(&self, entity: &EntityId, entry: &Entry, changes: &[&Change]) -> Option<Currency> {
        let of_entity = self.base_currencies.get(entity).copied();
        let of_item = |item: &ItemId| self.items.get(item).map(|item| item.base_currency);
        let of_entry = || match &entry.kind {
            EntryKind::MiscellaneousReceipt { miscellaneous_receipt: receipt } => {
                Some(receipt.booked.as_ref().map_or(receipt.currency, |booked| booked.base))
            }
            EntryKind::TaxRelief { tax_relief } => of_item(&tax_relief.item),
            EntryKind::InstrumentStaged { instrument_staged } => of_receipt(self.receipts.get(&ItemId::from(&instrument_staged.receipt))),
            EntryKind::ReceiptReturned { receipt_returned } => of_receipt(self.receipts.get(&ItemId::from(&receipt_returned.receipt))),
            EntryKind::Reversal { .. } => self.root_of(entry).and_then(|root| self.base_currency(entity, root, &[])),
            _ => None,
        };
        let first = changes.first();
        of_entity
            .or_else(|| first.and_then(|change| of_item(&change.item)))
            .or_else(of_entry)
            .or_else(|| first.map(|change| change.currency))
    }

    /// Remembers an item at its first change.
    fn register(&mut self, entry: &Entry, change: &Change) {
        if self.items.contains_key(&change.item) {
            return;
        }
        let like = |item: &ItemId| self.items.get(item).map(|item| (item.rate, item.base_currency));
        let booked = |booked: Option<&BookedRate>, original: Amount| {
            Some((BaseRate::new(booked, original), booked.map_or(change.currency, |booked| booked.base)))
        };
        let of_receipt = |receipt: ItemId| self.receipts.get(&receipt).and_then(|receipt| booked(receipt.booked.as_ref(), receipt.amount));
        let known = match &entry.kind {
            EntryKind::OpeningItem { opening_item: item } => booked(item.booked.as_ref(), item.original),
            EntryKind::Invoice { invoice: document }
            | EntryKind::CreditMemo { credit_memo: document }
            | EntryKind::DebitMemo { debit_memo: document }
            | EntryKind::FinanceCharge { finance_charge: document } => booked(document.booked.as_ref(), document.amount),
            EntryKind::Residual { residual: split } | EntryKind::Chargeback { chargeback: split } => like(&split.item),
            EntryKind::Receipt { receipt } => booked(receipt.booked.as_ref(), receipt.amount),
            EntryKind::InstrumentStaged { instrument_staged } => of_receipt(ItemId::from(&instrument_staged.receipt)),
            EntryKind::ReceiptReturned { receipt_returned } => of_receipt(ItemId::from(&receipt_returned.receipt)),
            EntryKind::MoneyPlaced { money_placed } => like(&money_placed.item),
            EntryKind::Transfer { transfer } => match &transfer.booked {
                Some(rate) => booked(Some(rate), transfer.amount),
                // Another entity's base may be another currency: only the entry knows the rate to it.
                None if change.entity != entry.entity => None,
                None => like(&transfer.item),
            },
            EntryKind::Adjustment { adjustment } => like(&adjustment.item),
            EntryKind::Application { application } => {
                let line = usize::try_from(change.line).ok().and_then(|line| application.lines.get(line));
                line.and_then(|line| like(&line.item))
            }
            _ => None,
        };
        let (rate, base_currency) = match (change.base_amount, known) {
            (None, _) => (BaseRate::ONE, change.currency),
            (Some(_), Some(known)) => known,
            (Some(base), None) => {
                let rate = BookedRate { base: change.currency, rate: crate::Rate::default(), amount: Some(base) };
                (BaseRate::new(Some(&rate), change.amount), change.currency)
            }
        };
        self.items.insert(change.item.clone(), Item { currency: change.currency, base_currency, rate, open: Amount::ZERO });
    }
}

fn of_receipt(receipt: Option<&&Receipt>) -> Option<Currency> {
    receipt.map(|receipt| receipt.booked.as_ref().map_or(receipt.currency, |booked| booked.base))
}

/// Control lines first, base-only lines last, the order otherwise as written.
fn in_order(lines: Vec<Line>) -> Vec<Line> {
    let place = |line: &Line| match line.role.control_class() {
        Some(_) => 0,
        None if line.amount.is_zero() => 2,
        None => 1,
    };
    let mut lines = lines;
    lines.sort_by_key(place);
    lines
}
