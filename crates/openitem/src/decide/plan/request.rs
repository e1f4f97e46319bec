//! What a plan is asked for.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::ability::PaymentAbility;
use crate::{Amount, Basis, Currency, CurrencyRow, CustomerId, EntityId, EntryId, OpenItem, PlanId, QuotedRate, Rate, ReceiptId};

/// A plan that a customer asks for: what it shall cover, and how it might be paid.
#[wire]
pub struct PlanRequest {
    /// The plan to be. Every alternative bears this id: only one of them can be agreed.
    pub plan: PlanId,
    /// The selling company.
    pub entity: EntityId,
    /// The customer.
    pub customer: CustomerId,
    /// The currency.
    pub currency: Currency,
    /// What it shall cover: open debits of the entity, the customer and the currency.
    pub items: Vec<OpenItem>,
    /// How it might be paid; each gives an alternative.
    pub wishes: Vec<PlanWish>,
    /// What the payer can bear, as [`ability`](fn@super::ability) says.
    pub ability: Option<PaymentAbility>,
    /// The share of earlier promises that the payer kept, in percent, for the approval matrix.
    pub kept_percent: Option<Rate>,
    /// What was granted to the customer before in the same year, for the approval matrix; zero where it is known that nothing was.
    pub granted_before: Option<Amount>,
    /// The plan that it takes the place of.
    pub replaces: Option<PlanId>,
    /// The last entries that moved the items, from the ledger, where it is known.
    #[wire(default)]
    pub basis: Vec<Basis>,
    /// The entry that took an earlier agreement of the same plan back, where one did: what is agreed again bears new ids.
    pub after: Option<EntryId>,
    /// Currencies that ISO 4217 does not list.
    #[wire(default)]
    pub currencies: Vec<CurrencyRow>,
}

/// A way to pay a plan.
#[wire]
pub struct PlanWish {
    /// Its name, as `3 months`.
    pub name: String,
    /// How much is paid when.
    pub shape: PlanShape,
    /// When, but for dates of the payer's own.
    #[wire(default)]
    pub dates: PlanDates,
    /// The interest of the plan; none where it is free of interest.
    pub rate: Option<QuotedRate>,
    /// What is paid at once, on the day of the plan.
    #[wire(default)]
    pub down_payment: Amount,
    /// What is given up if the plan is kept, in percent of what is owed.
    pub discount: Option<Rate>,
    /// The post-dated cheques that stand for the installments, in their order; the first ones of the plan where they are fewer.
    #[wire(default)]
    pub receipts: Vec<ReceiptId>,
}

/// How much is paid when.
#[wire]
pub enum PlanShape {
    /// So many installments of the same amount: equal parts without interest, level payments with it.
    Equal {
        /// How many, without the down payment.
        count: i32,
    },
    /// The same amount until all is paid.
    Fixed {
        /// How much.
        amount: Amount,
    },
    /// Dates and amounts of the payer's own.
    Custom {
        /// The payments; one may leave its amount out, which is what the others leave.
        parts: Vec<PlanPart>,
    },
}

/// A payment that the payer names.
#[wire]
pub struct PlanPart {
    /// When.
    pub due: NaiveDate,
    /// How much; the rest where none is given.
    pub amount: Option<Amount>,
}

/// The dates of a plan by the calendar.
#[wire]
pub struct PlanDates {
    /// The first installment; one step after the day of the plan where none is given.
    pub first: Option<NaiveDate>,
    /// How many units lie between two installments.
    #[wire(default = 1)]
    pub every: i32,
    /// What they are.
    #[wire(default = PlanUnit::Months)]
    pub unit: PlanUnit,
    /// The day of the month, 1 to 31; the last one in a shorter month. The day of the first installment where none is given.
    pub day_of_month: Option<i32>,
    /// Months without an installment, 1 to 12: the plan is longer by them.
    #[wire(default)]
    pub skip_months: Vec<i32>,
}

/// What lies between two installments.
#[wire]
pub enum PlanUnit {
    /// Months.
    Months,
    /// Weeks.
    Weeks,
}
