//! The one error of the library: a stable code, data, and a message that says what was found and what was expected.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::{Amount, Currency, CustomerId, EntityId, EntryId, ItemId, Rate};

/// What kind of thing went wrong, for hosts that treat whole kinds alike.
#[wire]
pub enum ErrorKind {
    /// Something given cannot be read or is out of range.
    InvalidInput,
    /// Something given names what is not there.
    NotFound,
    /// Something given contradicts what is already booked, or the rules of the book.
    Conflict,
    /// Something given comes from a newer version, or asks for what is not built.
    Unsupported,
    /// A bound on work or size was reached.
    Limit,
    /// A defect of the library.
    Internal,
}

/// Everything that can go wrong. `code()` is stable; the message is for people.
#[wire(error)]
pub enum OpenItemError {
    // Values
    /// Text that is not a number.
    #[error("`{found}` is not an amount: expected digits with a point as decimal sign")]
    MalformedAmount {
        /// The text.
        found: String,
    },
    /// Text that is not a number as its format writes them.
    #[error("`{found}` is not an amount: expected {expected}")]
    AmountFormat {
        /// The text.
        found: String,
        /// What the format expects.
        expected: String,
    },
    /// More digits than every language holds.
    #[error("`{found}` needs more than 28 digits")]
    AmountDigits {
        /// The number.
        found: String,
    },
    /// An amount finer than its currency.
    #[error("`{item}`: {found} is finer than the {digits} decimals of {currency}")]
    AmountScale {
        /// Whose amount.
        item: String,
        /// The amount.
        found: Amount,
        /// Its currency.
        currency: Currency,
        /// The decimals of the currency.
        digits: i32,
    },
    /// A float that is not exactly an amount of the currency.
    #[error("{found} is not an exact amount of {currency}{}; pass decimal text, or round it yourself", nearest_text(nearest.as_ref()))]
    FloatNotExact {
        /// The float.
        found: String,
        /// The nearest amount, where there is one.
        nearest: Option<String>,
        /// The currency.
        currency: Currency,
    },
    /// A code that is no currency code.
    #[error("`{found}` is not a currency code: expected three to eight capital letters")]
    MalformedCurrency {
        /// The text.
        found: String,
    },
    /// A currency that neither ISO 4217 nor the host's rows know.
    #[error("the minor units of {currency} are not known: hand in a currency row")]
    UnknownCurrency {
        /// The currency.
        currency: Currency,
    },
    /// Two currencies where one is expected.
    #[error("{what}: expected {expected}, found {found}")]
    CurrencyMismatch {
        /// The currency expected.
        expected: Currency,
        /// The currency found.
        found: Currency,
        /// Where.
        what: String,
    },
    /// A result that an amount cannot hold.
    #[error("{what} does not fit into 28 digits")]
    Overflow {
        /// What was computed.
        what: String,
    },
    /// A date or a moment out of range.
    #[error("{what} lies outside the years 1 to 9999")]
    DateRange {
        /// What was computed.
        what: String,
    },
    /// A value that its field does not allow.
    #[error("{field}: found {found}, expected {expected}")]
    InvalidValue {
        /// The field.
        field: String,
        /// What was found.
        found: String,
        /// What was expected.
        expected: String,
    },
    /// Weights that cannot share an amount out.
    #[error("cannot allocate {amount} over {parts} weights that sum to {sum}")]
    NotAllocable {
        /// The amount.
        amount: Amount,
        /// How many weights.
        parts: i32,
        /// Their sum.
        sum: String,
    },
    /// No exchange rate for a pair on a date.
    #[error("no rate from {from_currency} to {to_currency} on {date}, nor on the {look_back_days} days before")]
    NoRate {
        /// The currency to convert.
        from_currency: Currency,
        /// The currency wanted.
        to_currency: Currency,
        /// The date.
        date: NaiveDate,
        /// How far back was looked.
        look_back_days: i32,
    },
    /// Two exchange rates for one pair on one date.
    #[error("two rates from {from_currency} to {to_currency} on {date}: {first} and {second}")]
    ConflictingRates {
        /// The currency converted.
        from_currency: Currency,
        /// The currency it becomes.
        to_currency: Currency,
        /// The date.
        date: NaiveDate,
        /// The lower rate.
        first: Rate,
        /// The higher rate.
        second: Rate,
    },
    /// Terms that cannot be understood.
    #[error("terms `{text}` make no sense from `{rest}` on: expected {expected}")]
    MalformedTerms {
        /// The whole text.
        text: String,
        /// What is left from where it stopped making sense.
        rest: String,
        /// The place, in characters from zero.
        at: i32,
        /// What would have made sense.
        expected: String,
    },
    // Text
    /// JSON that cannot be read, or does not have the shape of its type.
    #[error("{}{problem}", at_path(path))]
    MalformedJson {
        /// Where in the document, as `invoice.lines[0].net`.
        path: String,
        /// What was found and expected.
        problem: String,
    },
    /// A document of a newer schema, or an entry of an unknown kind.
    #[error("{what} is of schema {found}; this version reads up to {supported}")]
    NewerSchema {
        /// What.
        what: String,
        /// The schema found, or the kind.
        found: String,
        /// The newest schema that is read.
        supported: i32,
    },
    /// An operation that the facade does not have.
    #[error("no operation `{name}`{}", operation_text(nearest.as_ref()))]
    UnknownOperation {
        /// The name.
        name: String,
        /// The operation whose name is the nearest, where one is near.
        nearest: Option<String>,
    },
    // The book
    /// An id that stands for other content already.
    #[error("entry `{entry}` was posted before with other content")]
    IdReused {
        /// The entry.
        entry: EntryId,
    },
    /// An item, receipt, dispute, promise, plan or case id that another entry took already.
    #[error("entry `{entry}` makes {what} `{name}`, which entry `{holder}` made")]
    DuplicateName {
        /// The entry.
        entry: EntryId,
        /// `item`, `receipt`, `dispute`, …
        what: String,
        /// The id.
        name: String,
        /// Who made it.
        holder: EntryId,
    },
    /// A name for which nothing stands.
    #[error("entry `{entry}` names {what} `{name}`, which is not there")]
    UnknownName {
        /// The entry.
        entry: EntryId,
        /// `item`, `entry`, `dispute`, …
        what: String,
        /// The name.
        name: String,
    },
    /// An entry that is effective or recorded before one it names.
    #[error("entry `{entry}` of {found} names `{target}`, which is of {expected}")]
    BeforeTarget {
        /// The entry.
        entry: EntryId,
        /// The entry it names.
        target: EntryId,
        /// Its own date or moment.
        found: String,
        /// The earliest possible.
        expected: String,
    },
    /// An entry that mixes what belongs apart: entities, customers, sides, kinds.
    #[error("entry `{entry}`: `{item}` {problem}")]
    Mismatch {
        /// The entry.
        entry: EntryId,
        /// The item or entry named.
        item: String,
        /// What does not fit.
        problem: String,
    },
    /// An amount that the entry's kind does not allow.
    #[error("entry `{entry}`: {field} is {found}, expected {expected}")]
    InvalidEntry {
        /// The entry.
        entry: EntryId,
        /// The field.
        field: String,
        /// What was found.
        found: String,
        /// What was expected.
        expected: String,
    },
    /// More is taken from an item, a receipt or a credit than it holds.
    #[error("entry `{entry}` takes `{item}` to {open} on {date}: an open amount is never below zero")]
    WouldOverApply {
        /// The entry that goes.
        entry: EntryId,
        /// The item over-applied.
        item: ItemId,
        /// What would stand open.
        open: Amount,
        /// On which date.
        date: NaiveDate,
        /// The other entries of that date that lower it.
        conflicts: Vec<EntryId>,
    },
    /// An entry that was reversed already.
    #[error("entry `{entry}` reverses `{target}`, which `{by}` reversed")]
    AlreadyReversed {
        /// The reversal.
        entry: EntryId,
        /// What it reverses.
        target: EntryId,
        /// Who reversed it before.
        by: EntryId,
    },
    /// A reversal of an entry on which live entries depend.
    #[error("entry `{entry}` reverses `{target}`, on which {} live entries depend: reverse them first or in the same batch", dependents.len())]
    HasDependents {
        /// The reversal.
        entry: EntryId,
        /// What it reverses.
        target: EntryId,
        /// What stands in the way.
        dependents: Vec<EntryId>,
    },
    /// An entry that hangs on one that was refused.
    #[error("entry `{entry}` hangs on `{target}`, which was refused")]
    HangsOnRefused {
        /// The entry.
        entry: EntryId,
        /// What was refused.
        target: EntryId,
    },
    /// An entry effective in a closed period.
    #[error(
        "entry `{entry}` is effective {effective}, but `{entity}` is closed through {closed_through}: the first open date is {first_open}"
    )]
    PeriodClosed {
        /// The entry.
        entry: EntryId,
        /// The entity.
        entity: EntityId,
        /// When the entry would be effective.
        effective: NaiveDate,
        /// The last closed date.
        closed_through: NaiveDate,
        /// The first open date.
        first_open: NaiveDate,
    },
    /// An entry effective before the snapshot that the book was restored from.
    #[error("entry `{entry}` is effective {effective}, before the snapshot as of {snapshot}")]
    BeforeSnapshot {
        /// The entry.
        entry: EntryId,
        /// When it is effective.
        effective: NaiveDate,
        /// The date of the snapshot.
        snapshot: NaiveDate,
    },
    /// A proposal whose basis no longer holds.
    #[error("the proposal is stale: `{item}` was at {expected}, is at {found}")]
    StaleProposal {
        /// The id relied on.
        item: ItemId,
        /// What the proposal relied on.
        expected: String,
        /// What stands now.
        found: String,
    },
    // Master data and reports
    /// A customer who is his own ancestor.
    #[error("customer `{customer}` is its own ancestor")]
    HierarchyLoop {
        /// The customer.
        customer: CustomerId,
    },
    /// Master data without which a question has no answer.
    #[error("{what} `{name}` is not in the master data")]
    MissingMaster {
        /// `entity`, `calendar`, …
        what: String,
        /// The name.
        name: String,
    },
    /// A GL account that the chart does not give.
    #[error("entry `{entry}` needs the account for {role}, which the chart of `{entity}` does not give")]
    MissingAccount {
        /// The entry.
        entry: EntryId,
        /// The entity.
        entity: EntityId,
        /// The role.
        role: String,
    },
    // Files
    /// A mapping that cannot be used.
    #[error("mapping: {field}: {problem}")]
    InvalidMapping {
        /// The key of the mapping.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A file that cannot be read at all.
    #[error("{what}: {problem}")]
    UnreadableInput {
        /// Which input.
        what: String,
        /// What is wrong with it.
        problem: String,
    },
    // Work
    /// The work was given up: cancelled, or out of its budget.
    #[error("stopped after {steps} steps: {why}")]
    Stopped {
        /// The steps done.
        steps: i64,
        /// Why.
        why: String,
    },
    /// A defect of the library.
    #[error("internal error: {problem}")]
    Internal {
        /// What happened.
        problem: String,
    },
}

impl OpenItemError {
    /// The stable code, in snake_case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.tag()
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::MalformedAmount { .. }
            | Self::AmountFormat { .. }
            | Self::AmountDigits { .. }
            | Self::AmountScale { .. }
            | Self::FloatNotExact { .. }
            | Self::MalformedCurrency { .. }
            | Self::CurrencyMismatch { .. }
            | Self::DateRange { .. }
            | Self::InvalidValue { .. }
            | Self::NotAllocable { .. }
            | Self::ConflictingRates { .. }
            | Self::MalformedTerms { .. }
            | Self::MalformedJson { .. }
            | Self::InvalidEntry { .. }
            | Self::InvalidMapping { .. }
            | Self::UnreadableInput { .. }
            | Self::HierarchyLoop { .. } => ErrorKind::InvalidInput,
            Self::UnknownCurrency { .. }
            | Self::NoRate { .. }
            | Self::UnknownOperation { .. }
            | Self::UnknownName { .. }
            | Self::MissingMaster { .. }
            | Self::MissingAccount { .. } => ErrorKind::NotFound,
            Self::IdReused { .. }
            | Self::DuplicateName { .. }
            | Self::BeforeTarget { .. }
            | Self::Mismatch { .. }
            | Self::WouldOverApply { .. }
            | Self::AlreadyReversed { .. }
            | Self::HasDependents { .. }
            | Self::HangsOnRefused { .. }
            | Self::PeriodClosed { .. }
            | Self::BeforeSnapshot { .. }
            | Self::StaleProposal { .. } => ErrorKind::Conflict,
            Self::NewerSchema { .. } => ErrorKind::Unsupported,
            Self::Overflow { .. } | Self::Stopped { .. } => ErrorKind::Limit,
            Self::Internal { .. } => ErrorKind::Internal,
        }
    }

    pub(crate) fn overflow(what: &str) -> Self {
        Self::Overflow { what: what.to_owned() }
    }

    /// The same, where a figure or a date of one item was too much: with the item's name.
    #[cfg(feature = "collections")]
    pub(crate) fn of_item(self, item: &ItemId) -> Self {
        match self {
            Self::Overflow { what } => Self::Overflow { what: format!("{what} (item {item})") },
            Self::DateRange { what } => Self::DateRange { what: format!("{what} (item {item})") },
            other => other,
        }
    }

    pub(crate) fn invalid(field: &str, found: impl ToString, expected: &str) -> Self {
        Self::InvalidValue { field: field.to_owned(), found: found.to_string(), expected: expected.to_owned() }
    }
}

fn operation_text(nearest: Option<&String>) -> String {
    nearest.map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default()
}

fn nearest_text(nearest: Option<&String>) -> String {
    nearest.map(|nearest| format!(", the nearest is {nearest}")).unwrap_or_default()
}

fn at_path(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{path}: ") }
}
