//! What a roll-forward is asked for and what it shows.

use openitem_macros::wire;

use crate::report::{GroupBy, GroupPart, Tally};
use crate::{AsOf, Change, Currency, MasterData};

/// What a roll-forward needs: the changes of two views.
///
/// ```
/// use openitem::AsOf;
/// use openitem::movement::MovementRequest;
///
/// let date = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let request = MovementRequest::new(vec![], date("2026-01-31"), date("2026-02-28"));
/// assert_eq!(request.opening, AsOf::new(date("2026-01-31")));
/// ```
#[wire]
pub struct MovementRequest {
    /// The changes of the later view.
    pub changes: Vec<Change>,
    /// The earlier view. Give the moment at which its report was made as `known`: without it the opening balance is told as
    /// it is now known, and nothing counts as back-dated.
    pub opening: AsOf,
    /// The later view.
    pub closing: AsOf,
    /// The changes of the earlier view, where entries that came since made others fall away: what was reported then rests on
    /// them. Where none are given, the opening as reported is summed from those of the later view that were known by then.
    pub earlier: Option<Vec<Change>>,
    /// Customers and entities, for groups by parent or collector and for base currency.
    #[wire(default)]
    pub master: MasterData,
    /// How it is shown.
    #[wire(default)]
    pub policy: MovementPolicy,
}

/// How a roll-forward is shown.
#[wire]
pub struct MovementPolicy {
    /// What the rows are for: customer, parent, entity, currency or collector. A change knows no terms, plans or labels.
    #[wire(default)]
    pub group_by: Vec<GroupBy>,
    /// Whether a view in base currency, at booked rates, stands beside it.
    #[wire(default)]
    pub in_base: bool,
}

/// A roll-forward between two views.
#[wire]
pub struct Movement {
    /// The earlier view.
    pub opening: AsOf,
    /// The later view.
    pub closing: AsOf,
    /// In the currencies of the items.
    pub by_currency: MovementView,
    /// In base currency at booked rates, where the policy asks for it.
    pub in_base: Option<MovementView>,
}

/// The rows of a roll-forward in one way of counting.
#[wire]
pub struct MovementView {
    /// One row a group and currency, sorted by group, then by currency.
    #[wire(default)]
    pub rows: Vec<MovementRow>,
    /// One row a currency, its group empty: the sums of the rows.
    #[wire(default)]
    pub totals: Vec<MovementRow>,
}

/// The roll-forward of one group in one currency.
#[wire]
pub struct MovementRow {
    /// What the row is for.
    #[wire(default)]
    pub group: Vec<GroupPart>,
    /// The currency.
    pub currency: Currency,
    /// Items net of unapplied, on-account, unidentified and prepaid money.
    pub net: MovementLines,
    /// Items alone, money left aside.
    pub items: MovementLines,
}

/// The lines of a roll-forward, each signed as it moves the balance:
/// `closing = opening_reported + every line from back_dated to exchange`.
///
/// Counts: items open at the openings and the closing, items whose opening differs in `back_dated`, changes in the lines
/// between. A line holds what was undone in it, too:
/// a reversed invoice lowers `billed`.
#[wire]
pub struct MovementLines {
    /// The opening balance as it was reported: what the earlier view knew.
    #[wire(default)]
    pub opening_reported: Tally,
    /// What came to light since and lies in the earlier view's dates: the opening as now known less as reported.
    #[wire(default)]
    pub back_dated: Tally,
    /// The opening balance as now known.
    #[wire(default)]
    pub opening_known: Tally,
    /// Documents billed, and debits that came with the ledger's beginning.
    #[wire(default)]
    pub billed: Tally,
    /// Finance charges and fees.
    #[wire(default)]
    pub charged: Tally,
    /// Raised.
    #[wire(default)]
    pub adjusted_up: Tally,
    /// Collectible again: recovered after a write-off, reinstated after a certificate was refused.
    #[wire(default)]
    pub recovered: Tally,
    /// Taken back by the bank. Of items alone: what its return reopened.
    #[wire(default)]
    pub returned: Tally,
    /// Paid back. Of items alone: out of credits that are not money.
    #[wire(default)]
    pub refunded: Tally,
    /// Remitted to the state as unclaimed.
    #[wire(default)]
    pub remitted_unclaimed: Tally,
    /// Credits and money written off.
    #[wire(default)]
    pub credits_written_off: Tally,
    /// Credited by a document, and credits that came with the ledger's beginning.
    #[wire(default)]
    pub credited: Tally,
    /// Money received: less what an instrument in hand holds back, and less what was booked outside receivables later. Of
    /// items alone: nothing.
    #[wire(default)]
    pub received: Tally,
    /// Of items alone: what money relieved. A credit set against an item moves nothing in sum. Net of money: nothing.
    #[wire(default)]
    pub applied: Tally,
    /// Taken beside the cash (discounts, withholding, fees, tolerance, rounding, deductions), less what stays open as an item
    /// of its own, and withheld tax once its certificate is settled.
    #[wire(default)]
    pub taken: Tally,
    /// Lowered.
    #[wire(default)]
    pub adjusted_down: Tally,
    /// Debits written off.
    #[wire(default)]
    pub written_off: Tally,
    /// Set off against what we owe.
    #[wire(default)]
    pub set_off: Tally,
    /// Moved between items, customers and entities; zero in sum within a currency.
    #[wire(default)]
    pub moved: Tally,
    /// What goes from one currency to another in an application, and differences of exchange.
    #[wire(default)]
    pub exchange: Tally,
    /// The closing balance.
    #[wire(default)]
    pub closing: Tally,
    /// Inside `billed`, `credited` and `received`: what was open when the ledger began.
    #[wire(default)]
    pub brought_in: Tally,
}
