//! Changes: how each entry moved the open amount of each item, and why. Roll-forwards and the journal are sums of them.

use chrono::{DateTime, NaiveDate, Utc};
use openitem_macros::wire;

use crate::entry::{ControlClass, ItemKind, Side};
use crate::{Amount, Currency, CustomerId, EntityId, EntryId, ItemId};

/// One movement of one item's open amount.
///
/// The open amount of an item is the sum of its changes. An entry that undoes another repeats the other's changes with
/// the sign turned and names it as `origin`.
#[wire]
pub struct Change {
    /// The entry that moved it.
    pub entry: EntryId,
    /// Its accounting date.
    pub effective: NaiveDate,
    /// When the host learned of it.
    pub recorded: DateTime<Utc>,
    /// The item moved.
    pub item: ItemId,
    /// The entity of the item.
    pub entity: EntityId,
    /// The item's kind.
    pub kind: ItemKind,
    /// The item's side.
    pub side: Side,
    /// The class of the item's control account at that moment.
    pub control_class: ControlClass,
    /// The item's currency.
    pub currency: Currency,
    /// Why it moved.
    pub cause: Cause,
    /// How much the open amount rose, or fell below zero, in the item's currency.
    pub amount: Amount,
    /// The same in base currency at the item's booked rate; none where its currency is base.
    pub base_amount: Option<Amount>,
    /// The item's customer at that moment.
    pub customer: Option<CustomerId>,
    /// The entry whose effect is undone, or restored, by this one.
    pub origin: Option<EntryId>,
    /// Which line of the entry (of the origin, where there is one), from 0.
    #[wire(default)]
    pub line: i32,
}

/// Why an open amount moved.
#[wire]
pub enum Cause {
    /// It was open when the ledger began.
    Opened,
    /// A document billed it, or credited it (on credit items).
    Billed,
    /// A finance charge or a fee was charged.
    Charged,
    /// Money arrived.
    Received,
    /// It was applied: the payer's side falls, the item falls.
    Applied,
    /// An early-payment discount in time.
    EarnedDiscount,
    /// A discount taken too late or too high.
    UnearnedDiscount,
    /// Tax withheld.
    Withheld,
    /// A fee that the bank kept.
    BankFee,
    /// A small difference accepted.
    Tolerance,
    /// Rounding to coins.
    CashRounding,
    /// What the payer kept back.
    Deducted,
    /// A difference of the rates that the two sides used.
    ExchangeDifference,
    /// Raised.
    AdjustedUp,
    /// Lowered.
    AdjustedDown,
    /// Written off.
    WrittenOff,
    /// Collectible again after a write-off.
    Recovered,
    /// Collectible again after a certificate was refused.
    Reinstated,
    /// A certificate of tax withheld came, or was refused and borne.
    Certified,
    /// Part of it went to another item, class, customer or entity.
    MovedOut,
    /// It came from another item, class, customer or entity.
    MovedIn,
    /// Set off against what we owe.
    SetOff,
    /// Paid back.
    Refunded,
    /// Remitted to the state.
    RemittedUnclaimed,
    /// Booked to an account outside receivables.
    BookedElsewhere,
    /// Taken back by the bank.
    Returned,
    /// A held instrument was taken in, or went to the bank.
    Held,
    /// What an entry cleared beyond the open amount.
    Excess,
}
