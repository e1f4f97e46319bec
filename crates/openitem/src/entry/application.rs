//! Applications: a receipt or a credit set against items, and items moved or set off without money.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::{Amount, BookedRate, CustomerId, EntityId, ItemId, Rate, ReasonCode};

use super::document::TaxPart;

/// Money or a credit is set against items. It bears the id of its entry.
#[wire]
pub struct Application {
    /// The open item that pays: a receipt's money, a credit memo, money on account.
    pub paid_from: ItemId,
    /// What it pays.
    pub lines: Vec<ApplicationLine>,
}

/// One item that an application pays.
#[wire]
pub struct ApplicationLine {
    /// The item.
    pub item: ItemId,
    /// The cash or credit used, at least zero, in the item's currency.
    pub amount: Amount,
    /// The same in the payer's currency, where it is another.
    pub from_amount: Option<Amount>,
    /// The rate from the item's currency to base on the day of settlement, where the currencies differ.
    pub settlement_rate: Option<Rate>,
    /// What was taken beside the cash: it closes the item too.
    #[wire(default)]
    pub taken: Vec<Taken>,
    /// What was cleared beyond the open amount and becomes a credit item.
    pub excess: Option<Excess>,
}

/// What was taken beside the cash, in the item's currency.
#[wire]
pub struct Taken {
    /// What it is.
    pub kind: TakenKind,
    /// How much. Tolerance, cash rounding and exchange differences may be below zero: the payer paid more.
    pub amount: Amount,
    /// Why.
    pub reason: Option<ReasonCode>,
    /// The new item that keeps it open: always for withholding and deductions (`<entry>/<n>` where none is given, counting
    /// the items that the entry makes from 1); for an unearned discount or a bank fee only where it is given.
    pub item: Option<ItemId>,
    /// When the new item is due: when the certificate or the answer is.
    pub due: Option<NaiveDate>,
    /// The tax inside it, where it lowers tax.
    #[wire(default)]
    pub taxes: Vec<TaxPart>,
}

/// What is taken beside the cash.
#[wire]
pub enum TakenKind {
    /// An early-payment discount within its terms.
    EarnedDiscount,
    /// A discount taken too late or too high.
    UnearnedDiscount,
    /// Tax that the payer withheld.
    Withholding,
    /// A fee that the bank or processor kept.
    BankFee,
    /// A small difference accepted.
    Tolerance,
    /// Rounding to coins.
    CashRounding,
    /// What the payer kept back, with its reason.
    Deduction,
    /// A difference of the rates that the two sides used.
    ExchangeDifference,
}

impl TakenKind {
    /// Whether it may be below zero.
    #[must_use]
    pub const fn is_signed(self) -> bool {
        matches!(self, Self::Tolerance | Self::CashRounding | Self::ExchangeDifference)
    }

    /// Whether it always stays open as an item of its own.
    #[must_use]
    pub const fn always_makes_an_item(self) -> bool {
        matches!(self, Self::Withholding | Self::Deduction)
    }
}

/// What an entry clears beyond an item's open amount: a credit item by the entry's own words.
#[wire]
pub struct Excess {
    /// How much does not lower the item.
    pub amount: Amount,
    /// The new credit item; `<entry>/<n>` where none is given.
    pub item: Option<ItemId>,
}

/// Items are set off against something that is not a receivable.
#[wire]
pub struct Contra {
    /// What we owe to them, or they to another of us.
    pub against: ContraAgainst,
    /// The items that it lowers.
    pub lines: Vec<ContraLine>,
    /// The other entity, where it is set off there.
    pub other_entity: Option<EntityId>,
    /// The document on the other side.
    pub reference: Option<String>,
}

/// What items are set off against.
#[wire]
pub enum ContraAgainst {
    /// A payable to the same party.
    Payable,
    /// A rebate or bonus.
    Rebate,
    /// The books of another entity.
    OtherEntity,
}

/// One item of a contra.
#[wire]
pub struct ContraLine {
    /// The item, of either side.
    pub item: ItemId,
    /// How much of it.
    pub amount: Amount,
}

/// An item, or money, goes to another customer or another entity.
#[wire]
pub struct Transfer {
    /// The item that is lowered.
    pub item: ItemId,
    /// How much goes over.
    pub amount: Amount,
    /// Who owes it from now on; the same customer where only the entity changes.
    pub to_customer: Option<CustomerId>,
    /// Whose books it stands in from now on; the same entity where none is given.
    pub to_entity: Option<EntityId>,
    /// The new item; `<entry>/1` where none is given. It keeps kind, dates, terms and references.
    pub id: Option<ItemId>,
    /// The rate to the other entity's base, where its base is another currency.
    pub booked: Option<BookedRate>,
    /// Why.
    pub reason: Option<ReasonCode>,
}
