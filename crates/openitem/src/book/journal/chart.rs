//! The chart of accounts as data: which account plays which part, what the trade calls account determination.

use openitem_macros::wire;

use crate::entry::ControlClass;
use crate::{Currency, EntityId, EntryId, LedgerAccount, OpenItemError, ReasonCode};

/// The part that an account plays in receivables.
#[wire]
pub enum AccountRole {
    // Control accounts, one per class
    /// What customers owe.
    Receivable,
    /// Cheques and bills in hand.
    HeldInstruments,
    /// What payers kept back, under clarification.
    Deductions,
    /// Tax that payers withheld, its certificate pending.
    WithholdingPending,
    /// Money of known payers not yet used.
    Unapplied,
    /// Money left on account on purpose.
    OnAccount,
    /// Money of payers not known.
    Unidentified,
    /// Money received before the invoice: a liability to perform.
    ContractLiability,
    // Sales
    /// What was earned: invoices, debit memos.
    Revenue,
    /// What credit memos take back.
    Returns,
    /// Interest charged to customers.
    InterestIncome,
    /// Fees charged to customers.
    FeeIncome,
    // Tax
    /// Tax owed to the state on what was billed.
    OutputTax,
    /// Tax billed and not yet owed, where tax is due on payment.
    DeferredOutputTax,
    /// Tax that became due by payment, where tax is due on payment.
    OutputTaxDue,
    /// Tax owed on money received before the invoice.
    TaxOnAdvances,
    /// Tax that payers withheld and proved.
    WithholdingCertified,
    /// Tax that payers withheld and nobody proves, borne by us.
    WithholdingExpense,
    // Differences
    /// Early-payment discounts within their terms.
    DiscountAllowed,
    /// Discounts taken too late or too high, and let go.
    UnearnedDiscount,
    /// Small differences accepted, to our cost.
    ToleranceExpense,
    /// Small differences accepted, to our gain.
    ToleranceIncome,
    /// Rounding to coins.
    CashRounding,
    /// What raises an item.
    AdjustmentUp,
    /// What lowers an item.
    AdjustmentDown,
    // Bad debt
    /// The allowance for what will not be collected.
    Allowance,
    /// What will not be collected, at once to expense.
    BadDebt,
    /// The change of the allowance.
    ImpairmentLoss,
    /// Small balances that are not worth collecting.
    SmallWriteOff,
    /// Collected after a direct write-off.
    RecoveryIncome,
    /// Credits written off.
    CreditBalanceIncome,
    // Money
    /// Money at the bank and in the till.
    Cash,
    /// Money on its way: deposited cheques, card settlements.
    CashClearing,
    /// What banks and processors keep.
    BankCharges,
    /// Refunds decided and paid by payables.
    RefundPayable,
    /// Credits that the state takes over.
    UnclaimedPropertyPayable,
    /// Money that is no customer's, where no account is named.
    Miscellaneous,
    // Others' books
    /// What is set off against payables.
    PayableClearing,
    /// What is set off against rebates.
    RebateClearing,
    /// What one of our entities owes another.
    Intercompany,
    // Exchange
    /// Gains of the rate between booking and settlement.
    RealizedGain,
    /// Losses of the rate between booking and settlement.
    RealizedLoss,
    /// Gains where the receipt's own rate beats the item's settlement rate.
    CrossRateGain,
    /// Losses where the receipt's own rate falls short of the item's settlement rate.
    CrossRateLoss,
    /// Gains of open items at the closing rate.
    UnrealizedGain,
    /// Losses of open items at the closing rate.
    UnrealizedLoss,
    /// What revaluation adds to the control accounts: an account of its own.
    Revaluation,
    /// Where two currencies of one application meet.
    ExchangeClearing,
    /// What rounding to base leaves.
    BaseRounding,
    // Start
    /// The other side of the items that were open at the start.
    OpeningBalance,
}

impl AccountRole {
    /// The role of a class's control account.
    #[must_use]
    pub const fn of_control(class: ControlClass) -> Self {
        match class {
            ControlClass::Receivable => Self::Receivable,
            ControlClass::HeldInstrument => Self::HeldInstruments,
            ControlClass::Deduction => Self::Deductions,
            ControlClass::WithholdingPending => Self::WithholdingPending,
            ControlClass::Unapplied => Self::Unapplied,
            ControlClass::OnAccount => Self::OnAccount,
            ControlClass::Unidentified => Self::Unidentified,
            ControlClass::Prepayment => Self::ContractLiability,
        }
    }

    /// The class whose control account it is; none for all other accounts.
    #[must_use]
    pub fn control_class(self) -> Option<ControlClass> {
        ControlClass::ALL.iter().copied().find(|class| Self::of_control(*class) == self)
    }
}

/// One account, and where it is meant. A field that is not given is met by anything.
#[wire]
pub struct AccountRow {
    /// The part it plays.
    pub role: AccountRole,
    /// The account.
    pub account: LedgerAccount,
    /// Only for this entity.
    pub entity: Option<EntityId>,
    /// Only for this tax code.
    pub tax_code: Option<String>,
    /// Only for this reason.
    pub reason: Option<ReasonCode>,
    /// Only for this currency.
    pub currency: Option<Currency>,
}

/// A chart of accounts: the account of each role, by entity, tax code, reason and currency where they differ.
///
/// Of the rows that fit, the most telling one holds: one with a reason before one with a tax code, then an entity, then a
/// currency; of two that tell the same, the later. The default is an example with four-digit codes.
///
/// ```
/// use openitem::journal::{AccountQuestion, AccountRole, AccountRow, Chart};
///
/// let chart = Chart::default().with_row(AccountRow::new(AccountRole::AdjustmentDown, "4890").with_reason("FREIGHT"));
/// let account = |question| chart.account(AccountRole::AdjustmentDown, &question).unwrap().to_string();
/// assert_eq!(account(AccountQuestion::new().with_reason("FREIGHT")), "4890");
/// assert_eq!(account(AccountQuestion::new()), "6150");
/// ```
#[wire]
pub struct Chart {
    /// The accounts.
    #[wire(default = example_rows())]
    pub rows: Vec<AccountRow>,
}

/// What is known of a line when its account is looked up.
#[wire]
pub struct AccountQuestion {
    /// The entity.
    pub entity: Option<EntityId>,
    /// The tax code.
    pub tax_code: Option<String>,
    /// The reason.
    pub reason: Option<ReasonCode>,
    /// The currency.
    pub currency: Option<Currency>,
}

impl Chart {
    /// The same with one more row, which wins over earlier ones that tell as much.
    ///
    /// ```
    /// use openitem::journal::{AccountQuestion, AccountRole, AccountRow, Chart};
    ///
    /// let chart = Chart::default().with_row(AccountRow::new(AccountRole::OutputTax, "2207").with_tax_code("R7"));
    /// let reduced = AccountQuestion::new().with_tax_code("R7");
    /// assert_eq!(chart.account(AccountRole::OutputTax, &reduced).unwrap().as_str(), "2207");
    /// ```
    #[must_use]
    pub fn with_row(mut self, row: AccountRow) -> Self {
        self.rows.push(row);
        self
    }

    /// The account of a role; none where no row fits.
    ///
    /// ```
    /// use openitem::journal::{AccountRole, Chart};
    /// assert_eq!(Chart::default().account(AccountRole::Receivable, &Default::default()).unwrap().as_str(), "1200");
    /// ```
    #[must_use]
    pub fn account(&self, role: AccountRole, question: &AccountQuestion) -> Option<&LedgerAccount> {
        best(self.rows.iter().filter(|row| row.role == role), question)
    }
}

/// The rows of a chart by role, so that a lookup reads those of one role only.
pub(super) struct ChartIndex<'a> {
    rows: Vec<(AccountRole, Vec<&'a AccountRow>)>,
}

impl<'a> ChartIndex<'a> {
    pub(super) fn new(chart: &'a Chart) -> Self {
        let rows = AccountRole::ALL.iter().map(|role| (*role, chart.rows.iter().filter(|row| row.role == *role).collect())).collect();
        Self { rows }
    }

    /// The account of a role, or the error that names what is missing.
    pub(super) fn account(
        &self,
        role: AccountRole,
        question: &AccountQuestion,
        entry: Option<&EntryId>,
    ) -> Result<LedgerAccount, OpenItemError> {
        let at = self.rows.binary_search_by_key(&role, |(of, _)| *of).ok();
        let rows = at.and_then(|at| self.rows.get(at)).map(|(_, rows)| rows.as_slice()).unwrap_or_default();
        best(rows.iter().copied(), question).cloned().ok_or_else(|| OpenItemError::MissingAccount {
            entry: entry.cloned().unwrap_or_else(|| EntryId::new("")),
            entity: question.entity.clone().unwrap_or_else(|| EntityId::new("")),
            role: role.name().to_owned(),
        })
    }
}

fn best<'a>(rows: impl Iterator<Item = &'a AccountRow>, question: &AccountQuestion) -> Option<&'a LedgerAccount> {
    fn fits<T: PartialEq>(wanted: Option<&T>, found: Option<&T>) -> bool {
        wanted.is_none_or(|wanted| found == Some(wanted))
    }
    rows.filter(|row| {
        fits(row.reason.as_ref(), question.reason.as_ref())
            && fits(row.tax_code.as_ref(), question.tax_code.as_ref())
            && fits(row.entity.as_ref(), question.entity.as_ref())
            && fits(row.currency.as_ref(), question.currency.as_ref())
    })
    // The last of those that tell most: what a host appends wins.
    .max_by_key(|row| (row.reason.is_some(), row.tax_code.is_some(), row.entity.is_some(), row.currency.is_some()))
    .map(|row| &row.account)
}

fn example_rows() -> Vec<AccountRow> {
    use AccountRole as Role;
    let rows = [
        (Role::Receivable, "1200"),
        (Role::HeldInstruments, "1210"),
        (Role::Deductions, "1220"),
        (Role::WithholdingPending, "1230"),
        (Role::Unapplied, "1240"),
        (Role::OnAccount, "1250"),
        (Role::Unidentified, "1260"),
        (Role::ContractLiability, "2300"),
        (Role::Revenue, "4000"),
        (Role::Returns, "4100"),
        (Role::InterestIncome, "4200"),
        (Role::FeeIncome, "4210"),
        (Role::OutputTax, "2200"),
        (Role::DeferredOutputTax, "2210"),
        (Role::OutputTaxDue, "2220"),
        (Role::TaxOnAdvances, "1330"),
        (Role::WithholdingCertified, "1340"),
        (Role::WithholdingExpense, "6340"),
        (Role::DiscountAllowed, "6100"),
        (Role::UnearnedDiscount, "6110"),
        (Role::ToleranceExpense, "6120"),
        (Role::ToleranceIncome, "4220"),
        (Role::CashRounding, "6130"),
        (Role::AdjustmentUp, "4300"),
        (Role::AdjustmentDown, "6150"),
        (Role::Allowance, "1290"),
        (Role::BadDebt, "6200"),
        (Role::ImpairmentLoss, "6210"),
        (Role::SmallWriteOff, "6220"),
        (Role::RecoveryIncome, "4230"),
        (Role::CreditBalanceIncome, "4240"),
        (Role::Cash, "1000"),
        (Role::CashClearing, "1050"),
        (Role::BankCharges, "6300"),
        (Role::RefundPayable, "2400"),
        (Role::UnclaimedPropertyPayable, "2410"),
        (Role::Miscellaneous, "4900"),
        (Role::PayableClearing, "2100"),
        (Role::RebateClearing, "2110"),
        (Role::Intercompany, "1400"),
        (Role::RealizedGain, "7100"),
        (Role::RealizedLoss, "7150"),
        (Role::CrossRateGain, "7110"),
        (Role::CrossRateLoss, "7160"),
        (Role::UnrealizedGain, "7200"),
        (Role::UnrealizedLoss, "7250"),
        (Role::Revaluation, "1295"),
        (Role::ExchangeClearing, "1900"),
        (Role::BaseRounding, "7300"),
        (Role::OpeningBalance, "9000"),
    ];
    rows.into_iter().map(|(role, account)| AccountRow::new(role, account)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_names_an_account_for_every_role() {
        let chart = Chart::default();
        for role in AccountRole::ALL {
            assert!(chart.account(*role, &AccountQuestion::new()).is_some(), "{role}");
        }
    }

    #[test]
    fn the_row_that_tells_most_wins_and_of_equals_the_later() {
        let chart = Chart::default()
            .with_row(AccountRow::new(AccountRole::AdjustmentDown, "entity").with_entity("DE"))
            .with_row(AccountRow::new(AccountRole::AdjustmentDown, "first").with_reason("R"))
            .with_row(AccountRow::new(AccountRole::AdjustmentDown, "second").with_reason("R"));
        let account = |question: AccountQuestion| chart.account(AccountRole::AdjustmentDown, &question).unwrap().as_str().to_owned();
        assert_eq!(account(AccountQuestion::new()), "6150");
        assert_eq!(account(AccountQuestion::new().with_entity("DE")), "entity");
        assert_eq!(account(AccountQuestion::new().with_entity("DE").with_reason("R")), "second");
        assert_eq!(account(AccountQuestion::new().with_entity("FR").with_reason("other")), "6150");
    }

    #[test]
    fn a_chart_without_the_account_is_an_error_that_names_the_role() {
        let chart = Chart::default().with_rows(Vec::new());
        let entry = EntryId::new("E1");
        let question = AccountQuestion::new().with_entity("DE");
        let error = ChartIndex::new(&chart).account(AccountRole::RealizedGain, &question, Some(&entry)).unwrap_err();
        assert_eq!(error.to_string(), "entry `E1` needs the account for realized_gain, which the chart of `DE` does not give");
    }
}
