//! The rows of the fold's arenas: entries, items, changes, and the links between them.

use chrono::{DateTime, NaiveDate, Utc};

use crate::book::change::Cause;
use crate::entry::{ControlClass, ItemKind, Side, Stage};
use crate::{Amount, Currency, ItemId};

/// No row.
pub(crate) const NONE: u32 = u32::MAX;

/// Whether an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Its turn has not come.
    Waiting,
    /// It stands.
    Standing,
    /// It was refused.
    Refused,
}

/// An entry in the fold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EntryRow {
    pub(crate) recorded: DateTime<Utc>,
    pub(crate) effective: NaiveDate,
    /// Its entity, in `entities`.
    pub(crate) entity: u32,
    pub(crate) status: Status,
    /// How many live reversals name it: 0 or 1, but while a date is judged.
    pub(crate) reversed: i32,
    /// Its place in fold order.
    pub(crate) position: u32,
    pub(crate) first_change: u32,
    pub(crate) end_change: u32,
    pub(crate) first_item: u32,
    pub(crate) end_item: u32,
    /// The entries that name it, or what it made, and do not move it: a list in `edges`.
    pub(crate) followers: u32,
    /// The last reversal of it.
    pub(crate) reversal: u32,
    /// Of a reversal: the one before it of the same entry. Of an application: the one before it that pays from the same item.
    pub(crate) previous: u32,
    /// What last made it live again, or dead: in `switches`.
    pub(crate) switched: u32,
    /// Of a reversal: how many reversals stand one upon the other, with it.
    pub(crate) height: u8,
}

pub(super) const WAITING: EntryRow = EntryRow {
    recorded: DateTime::<Utc>::MIN_UTC,
    effective: NaiveDate::MIN,
    entity: NONE,
    status: Status::Waiting,
    reversed: 0,
    position: NONE,
    first_change: 0,
    end_change: 0,
    first_item: 0,
    end_item: 0,
    followers: NONE,
    reversal: NONE,
    previous: NONE,
    switched: NONE,
    height: 0,
};

impl EntryRow {
    /// Whether it stands and is not reversed.
    pub(crate) const fn is_live(&self) -> bool {
        matches!(self.status, Status::Standing) && self.reversed == 0
    }
}

/// An item in the fold.
#[derive(Debug, Clone)]
#[repr(align(128))]
pub(crate) struct ItemRow {
    pub(crate) id: ItemId,
    pub(crate) maker: u32,
    /// Its entity, in `entities`.
    pub(crate) entity: u32,
    /// The item that it was split, transferred, placed or taken from.
    pub(crate) from: u32,
    pub(crate) kind: ItemKind,
    pub(crate) side: Side,
    pub(crate) class: ControlClass,
    pub(crate) currency: Currency,
    pub(crate) original: Amount,
    pub(crate) open: Amount,
    /// The change that made it; none until its money relieves.
    pub(crate) creation: u32,
    /// Its last change: a list backwards through `before`.
    pub(crate) last: u32,
    /// The latest effective date of its changes, and the latest moment at which one of that date was recorded.
    pub(crate) latest: (NaiveDate, DateTime<Utc>),
    /// Live changes by entries other than its maker.
    pub(crate) live_others: i32,
    /// The last application that pays from it.
    pub(crate) payments: u32,
    /// Whether any of its changes was ever undone, or went.
    pub(crate) has_undone: bool,
    /// Whether anything of it was ever written off.
    pub(crate) has_write_off: bool,
    /// A down-payment request: noted, never open.
    pub(crate) is_noted: bool,
}

/// Two lines of memory: a look-up waits for no third.
const _: () = assert!(size_of::<ItemRow>() == 128);

/// A change in the fold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawChange {
    pub(crate) amount: Amount,
    pub(crate) item: u32,
    pub(crate) entry: u32,
    /// The change that it undoes or restores; none where it is an entry's own.
    pub(crate) origin: u32,
    /// The change of the same item before it.
    pub(crate) before: u32,
    /// Of an entry's own: the latest that undoes or restores it. Of those: the one before.
    pub(crate) turned: u32,
    pub(crate) line: u32,
    pub(crate) cause: Cause,
    /// Of an entry's own: 1 while it is live, 0 while it is undone.
    pub(crate) live: i8,
    /// Of an undoing or restoring: which of the two.
    pub(crate) restores: bool,
    /// Its entry went when its date was judged.
    pub(crate) gone: bool,
}

/// The entry by whose fold another became live again, or dead, and the switch of the same before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Switch {
    pub(super) by: u32,
    pub(super) before: u32,
}

/// A link of the list of entries that follow another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub(super) row: u32,
    pub(super) next: u32,
    pub(super) target: u32,
}

/// What is known of a receipt beside its item.
#[derive(Debug, Clone)]
pub(crate) struct ReceiptRow {
    pub(crate) entry: u32,
    pub(crate) item: u32,
    pub(crate) held: u32,
    pub(crate) stage: Stage,
    pub(crate) relieved_by: u32,
    /// Taken back before its money relieved.
    pub(crate) returned_before: Amount,
    /// Whether a stage ever took what was held.
    pub(crate) held_taken: bool,
    /// Its live stages and its live identifications, in no order.
    pub(crate) staged: Vec<u32>,
    pub(crate) identified: Vec<u32>,
}

impl ReceiptRow {
    pub(crate) const fn new(entry: u32, item: u32, held: u32, stage: Stage, relieved_by: u32) -> Self {
        Self {
            entry,
            item,
            held,
            stage,
            relieved_by,
            returned_before: Amount::ZERO,
            held_taken: false,
            staged: Vec::new(),
            identified: Vec::new(),
        }
    }
}
