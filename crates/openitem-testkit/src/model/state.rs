//! What the entries folded so far add up to: items, and every movement of their open amounts.

use std::collections::{BTreeMap, BTreeSet};

use openitem::{
    Amount, Cause, Change, ControlClass, CustomerId, Entry, EntryId, EntryKind, Instrument, ItemId, OpenItem, Receipt, ReceiptId, Relief,
    Stage,
};

use super::names::Name;

#[derive(Clone, Default)]
pub(super) struct State {
    /// The entries that stand, in fold order.
    pub(super) folded: Vec<Entry>,
    /// Who made each name.
    pub(super) holders: BTreeMap<Name, EntryId>,
    pub(super) items: BTreeMap<ItemId, Item>,
    pub(super) movements: Vec<Movement>,
    /// Which entry hangs on which because that one had undone, or restored, already what it would have.
    pub(super) rests: Vec<(EntryId, EntryId)>,
}

#[derive(Clone)]
pub(super) struct Item {
    /// As it was made, nothing open.
    pub(super) record: OpenItem,
    pub(super) maker: EntryId,
    /// The movement that made it; none for a receipt whose money relieves later.
    pub(super) made: Option<usize>,
    /// For tax withheld, the item it was withheld from.
    pub(super) withheld_from: Option<ItemId>,
    /// How many items were made before it.
    pub(super) nth: usize,
}

/// A change, and which earlier one it undoes or restores.
#[derive(Clone)]
pub(super) struct Movement {
    pub(super) change: Change,
    pub(super) flips: Option<usize>,
}

/// A movement to make.
pub(super) struct Move {
    pub(super) item: ItemId,
    pub(super) cause: Cause,
    pub(super) amount: Amount,
    pub(super) line: usize,
    /// Class and customer, where they are not the item's at the moment.
    pub(super) standing: Option<(ControlClass, Option<CustomerId>)>,
    /// The entry whose effect is undone or restored.
    pub(super) origin: Option<EntryId>,
    pub(super) flips: Option<usize>,
}

impl State {
    pub(super) fn entry(&self, id: &EntryId) -> Option<&Entry> {
        self.folded.iter().find(|entry| entry.id == *id)
    }

    /// The open amount of an item: the sum of its changes.
    pub(super) fn open(&self, item: &ItemId) -> Amount {
        sum(self.movements.iter().filter(|movement| movement.change.item == *item).map(|movement| movement.change.amount))
    }

    /// Whether an entry lowers an item, all its changes taken together.
    pub(super) fn lowers(&self, item: &ItemId, entry: &EntryId) -> bool {
        let own = self.movements.iter().filter(|movement| movement.change.item == *item && movement.change.entry == *entry);
        sum(own.map(|movement| movement.change.amount)).is_negative()
    }

    /// What is written off of an item and not recovered; by one entry, where one is given.
    pub(super) fn written_off(&self, item: &ItemId, by: Option<&EntryId>) -> Amount {
        let own = self.movements.iter().map(|movement| &movement.change).filter(|change| {
            change.item == *item && matches!(change.cause, Cause::WrittenOff | Cause::Recovered) && by.is_none_or(|by| change.entry == *by)
        });
        sum(own.map(|change| change.amount)).negated()
    }

    /// Whether a change of an entry's own is live: made, and undone as often as restored.
    pub(super) fn is_live(&self, original: usize) -> bool {
        self.movements.iter().filter(|movement| movement.flips == Some(original)).count() % 2 == 0
    }

    /// The entry that last made, undid or restored a change.
    pub(super) fn last_setter(&self, original: usize) -> EntryId {
        self.movements[self.last_set(original)].change.entry.clone()
    }

    /// The place of the movement that last made, undid or restored a change.
    pub(super) fn last_set(&self, original: usize) -> usize {
        self.movements.iter().rposition(|movement| movement.flips == Some(original)).unwrap_or(original)
    }

    /// Every change of an entry's own, by place.
    pub(super) fn originals(&self) -> impl Iterator<Item = (usize, &Movement)> {
        self.movements.iter().enumerate().filter(|(_, movement)| movement.change.origin.is_none())
    }

    /// The entries that no live reversal undoes, in fold order.
    pub(super) fn live_entries(&self) -> Vec<&Entry> {
        Self::live_among(&self.folded)
    }

    fn live_among(folded: &[Entry]) -> Vec<&Entry> {
        let mut undone: BTreeSet<&EntryId> = BTreeSet::new();
        let mut live = Vec::new();
        // A reversal stands after its entry, so whether it is live is known before the entry is met.
        for entry in folded.iter().rev() {
            if undone.contains(&entry.id) {
                continue;
            }
            if let EntryKind::Reversal { reversal } = &entry.kind {
                undone.insert(&reversal.entry);
            }
            live.push(entry);
        }
        live.reverse();
        live
    }

    /// The entry by whose fold another last became live again, or dead.
    pub(super) fn switched_by(&self, id: &EntryId) -> Option<EntryId> {
        let own = self.folded.iter().position(|entry| entry.id == *id)?;
        let is_live = |many: usize| Self::live_among(&self.folded[..many]).iter().any(|entry| entry.id == *id);
        let last = (own + 2..=self.folded.len()).rev().find(|many| is_live(*many) != is_live(*many - 1))?;
        Some(self.folded[last - 1].id.clone())
    }

    /// What a reversal of an entry undoes: the entry, and, where it is the reversal of a reversal, what that one undoes again
    /// once it is back, and so on.
    pub(super) fn undone_with(&self, id: &EntryId) -> Vec<EntryId> {
        let reversed = |id: &EntryId| match self.entry(id).map(|entry| &entry.kind) {
            Some(EntryKind::Reversal { reversal }) => Some(reversal.entry.clone()),
            _ => None,
        };
        let mut undone = vec![id.clone()];
        while let Some(next) = undone.last().and_then(reversed).and_then(|back| reversed(&back)) {
            undone.push(next);
        }
        undone
    }

    pub(super) fn is_entry_live(&self, id: &EntryId) -> bool {
        self.live_entries().iter().any(|entry| entry.id == *id)
    }

    /// Whether the change that made the item is undone.
    pub(super) fn is_gone(&self, item: &ItemId) -> bool {
        self.items.get(item).is_none_or(|item| item.made.is_some_and(|made| !self.is_live(made)))
    }

    /// The live changes of others than its maker on an item.
    pub(super) fn borne(&self, item: &ItemId) -> Vec<usize> {
        let Some(found) = self.items.get(item) else { return Vec::new() };
        let others = self
            .originals()
            .filter(|(_, movement)| movement.change.item == *item && movement.change.entry != found.maker && !self.identifies(movement));
        others.map(|(at, _)| at).filter(|at| self.is_live(*at)).collect()
    }

    /// The entries that put live changes of others than its maker on an item, or restored them.
    pub(super) fn bearers(&self, item: &ItemId) -> BTreeSet<EntryId> {
        self.borne(item).into_iter().map(|at| self.last_setter(at)).collect()
    }

    /// Whether a movement belongs to an identification: it leaves nothing of its own on the item.
    pub(super) fn identifies(&self, movement: &Movement) -> bool {
        let undoes = movement.change.origin.is_some() && movement.flips.is_none();
        undoes || self.entry(&movement.change.entry).is_some_and(|entry| matches!(entry.kind, EntryKind::PayerIdentified { .. }))
    }

    /// The last eight entries, but for one, with movements that are picked, in the order of the last of them.
    pub(super) fn in_conflict(&self, but: &EntryId, picked: impl Fn(usize, &Movement) -> bool) -> Vec<EntryId> {
        let mut found: Vec<EntryId> = Vec::new();
        for (at, movement) in self.movements.iter().enumerate().rev() {
            let id = &movement.change.entry;
            if found.len() < 8 && id != but && !found.contains(id) && !self.identifies(movement) && picked(at, movement) {
                found.push(id.clone());
            }
        }
        found.reverse();
        found
    }

    /// The entry that undid the making of an item.
    pub(super) fn undoer(&self, item: &ItemId) -> Option<EntryId> {
        let item = self.items.get(item)?;
        match item.made {
            Some(made) if !self.is_live(made) => Some(self.last_setter(made)),
            _ => self.live_reversal_of(&item.maker),
        }
    }

    pub(super) fn live_reversal_of(&self, id: &EntryId) -> Option<EntryId> {
        let mut live = self.live_entries().into_iter();
        live.find(|entry| matches!(&entry.kind, EntryKind::Reversal { reversal } if reversal.entry == *id)).map(|entry| entry.id.clone())
    }

    /// The class and the customer of an item after the entries folded so far.
    pub(super) fn standing(&self, item: &ItemId) -> (ControlClass, Option<CustomerId>) {
        let Some(item) = self.items.get(item) else { return (ControlClass::Receivable, None) };
        let mut standing = (item.record.control_class, item.record.customer.clone());
        for entry in self.live_entries() {
            if let EntryKind::PayerIdentified { payer_identified } = &entry.kind
                && ItemId::from(&payer_identified.receipt) == item.record.id
            {
                standing = (ControlClass::Unapplied, entry.customer.clone());
            }
        }
        standing
    }

    /// The item that tax was withheld from.
    pub(super) fn withheld_from(&self, item: &ItemId) -> Option<&OpenItem> {
        let from = self.items.get(item)?.withheld_from.as_ref()?;
        self.items.get(from).map(|item| &item.record)
    }

    /// A receipt and its entry.
    pub(super) fn receipt(&self, id: &ReceiptId) -> Option<(&Entry, &Receipt)> {
        self.folded.iter().find_map(|entry| match &entry.kind {
            EntryKind::Receipt { receipt } if receipt.id == *id => Some((entry, receipt.as_ref())),
            _ => None,
        })
    }

    /// Where a receipt's instrument stands.
    pub(super) fn stage(&self, receipt: &Receipt) -> Stage {
        let mut stage = receipt.instrument.first_stage();
        for entry in self.live_entries() {
            if let EntryKind::InstrumentStaged { instrument_staged } = &entry.kind
                && instrument_staged.receipt == receipt.id
            {
                stage = stage.max(instrument_staged.stage);
            }
        }
        stage
    }

    /// The live entry at which a receipt's money relieved: its own, or the first stage that reached its relief.
    pub(super) fn relieved_by(&self, id: &ReceiptId) -> Option<EntryId> {
        let (entry, receipt) = self.receipt(id)?;
        if relieves_at(&receipt.instrument, receipt.instrument.first_stage()) {
            return Some(entry.id.clone());
        }
        let mut stage = receipt.instrument.first_stage();
        for entry in self.live_entries() {
            if let EntryKind::InstrumentStaged { instrument_staged } = &entry.kind
                && instrument_staged.receipt == *id
            {
                stage = stage.max(instrument_staged.stage);
                if relieves_at(&receipt.instrument, stage) {
                    return Some(entry.id.clone());
                }
            }
        }
        None
    }

    /// What the bank took back of a receipt.
    pub(super) fn returned(&self, receipt: &ReceiptId) -> Amount {
        sum(self.live_entries().into_iter().filter_map(|entry| match &entry.kind {
            EntryKind::ReceiptReturned { receipt_returned } if receipt_returned.receipt == *receipt => Some(receipt_returned.amount),
            _ => None,
        }))
    }

    /// The same of what had not relieved yet: money that had, and was taken back, is in the item already.
    pub(super) fn returned_unrelieved(&self, receipt: &ReceiptId) -> Amount {
        let took_money = |entry: &Entry| {
            self.originals().any(|(_, movement)| movement.change.entry == entry.id && movement.change.cause == Cause::Returned)
        };
        sum(self.live_entries().into_iter().filter_map(|entry| match &entry.kind {
            EntryKind::ReceiptReturned { receipt_returned } if receipt_returned.receipt == *receipt && !took_money(entry) => {
                Some(receipt_returned.amount)
            }
            _ => None,
        }))
    }

    /// Puts down one movement.
    pub(super) fn put(&mut self, by: &Entry, movement: Move) {
        let Move { item, cause, amount, line, standing, origin, flips } = movement;
        let Some(record) = self.items.get(&item).map(|item| item.record.clone()) else { return };
        let (control_class, customer) = standing.unwrap_or_else(|| self.standing(&item));
        let before = self.open(&item);
        let after = plus(before, amount);
        let mut change = Change::new(
            &by.id,
            by.effective,
            by.recorded,
            item,
            record.entity.clone(),
            record.kind,
            record.side,
            control_class,
            record.currency,
            cause,
            amount,
        );
        change.customer = customer;
        change.base_amount = match (base_of(&record, before), base_of(&record, after)) {
            (Some(before), Some(after)) => Some(plus(after, before.negated())),
            _ => None,
        };
        change.line = i32::try_from(line).unwrap_or(i32::MAX);
        change.origin = origin;
        self.movements.push(Movement { change, flips });
    }
}

/// Whether an instrument's money may be used at a stage.
pub(super) fn relieves_at(instrument: &Instrument, stage: Stage) -> bool {
    match instrument.relief() {
        Relief::OnDeposit => stage != Stage::Held,
        Relief::OnClearing => stage == Stage::Cleared,
        _ => true,
    }
}

/// What an item is worth in base when so much of it is open; none where its currency is base.
pub(super) fn base_of(record: &OpenItem, open: Amount) -> Option<Amount> {
    let booked = record.booked.as_ref()?;
    booked.base_of(open, record.original, booked.base.minor_units()?).ok()
}

pub(super) fn plus(left: Amount, right: Amount) -> Amount {
    left.checked_add(right).unwrap_or(left)
}

pub(super) fn sum(amounts: impl IntoIterator<Item = Amount>) -> Amount {
    amounts.into_iter().fold(Amount::ZERO, plus)
}
