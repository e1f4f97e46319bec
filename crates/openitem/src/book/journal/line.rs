//! Lines while a posting is being written: signed amounts, debits above zero, and what keeps them in balance.

use std::collections::BTreeMap;

use super::chart::{AccountQuestion, AccountRole, ChartIndex};
use super::{GlLine, GlPosting};
use crate::entry::{Side, TaxPart};
use crate::{Amount, Currency, CustomerId, EntryId, ItemId, LedgerAccount, OpenItemError, ReasonCode};

/// A line with signed amounts.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) role: AccountRole,
    /// The account that the entry itself names.
    pub(super) account: Option<LedgerAccount>,
    pub(super) currency: Currency,
    /// Zero for a base-only line.
    pub(super) amount: Amount,
    pub(super) base: Amount,
    pub(super) customer: Option<CustomerId>,
    pub(super) item: Option<ItemId>,
    pub(super) tax_code: Option<String>,
    pub(super) reason: Option<ReasonCode>,
    /// The running balance that the line moves.
    pub(super) track: Option<Track>,
}

/// A balance that later entries draw on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Track {
    /// Where a receipt's money stands: in the line's role, under the receipt's item.
    Funds,
    /// Tax of an item billed and not yet due.
    Deferred,
    /// Tax owed on an advance.
    Advance,
}

impl Line {
    pub(super) fn new(role: AccountRole, currency: Currency, amount: Amount, base: Amount) -> Self {
        Self { role, account: None, currency, amount, base, customer: None, item: None, tax_code: None, reason: None, track: None }
    }

    /// A line in base only: a gain, a loss, a rounding.
    pub(super) fn base_only(role: AccountRole, base_currency: Currency, base: Amount) -> Self {
        Self::new(role, base_currency, Amount::ZERO, base)
    }

    pub(super) fn on(mut self, item: &ItemId) -> Self {
        self.item = Some(item.clone());
        self
    }

    pub(super) fn at(mut self, account: Option<&LedgerAccount>) -> Self {
        self.account = account.cloned();
        self
    }

    pub(super) fn because(mut self, reason: Option<&ReasonCode>) -> Self {
        self.reason = reason.cloned();
        self
    }

    pub(super) fn coded(mut self, code: &str) -> Self {
        self.tax_code = Some(code.to_owned());
        self
    }

    pub(super) fn tracked(mut self, track: Track) -> Self {
        self.track = Some(track);
        self
    }

    pub(super) fn flipped(&self) -> Self {
        Self { amount: self.amount.negated(), base: self.base.negated(), ..self.clone() }
    }

    fn is_nothing(&self) -> bool {
        self.amount.is_zero() && self.base.is_zero()
    }
}

pub(super) fn add(left: Amount, right: Amount) -> Result<Amount, OpenItemError> {
    left.checked_add(right).ok_or_else(|| OpenItemError::overflow("a sum of the journal"))
}

pub(super) fn subtract(left: Amount, right: Amount) -> Result<Amount, OpenItemError> {
    add(left, right.negated())
}

/// An amount that counts as a debit where `debit`, else as a credit.
pub(super) fn signed(amount: Amount, debit: bool) -> Amount {
    if debit { amount } else { amount.negated() }
}

/// What all lines are off balance by, in base.
pub(super) fn base_balance(lines: &[Line]) -> Result<Amount, OpenItemError> {
    lines.iter().try_fold(Amount::ZERO, |sum, line| add(sum, line.base))
}

/// The other side of `amount` (signed), with the tax inside it on lines of its own and what is left on the main line,
/// which also takes what rounding to base leaves.
pub(super) struct OtherSide<'a> {
    /// The main line, complete but for its amounts, which are those of the whole.
    pub(super) main: Line,
    /// The tax inside it.
    pub(super) taxes: &'a [TaxPart],
    /// The amount as the record has it: tax parts are signed like it.
    pub(super) recorded: Amount,
}

impl OtherSide<'_> {
    /// The lines; `tax_line` makes a line of a code, an amount and where it stands.
    pub(super) fn lines(
        self,
        mut tax_lines: impl FnMut(&str, Amount) -> Result<Vec<Line>, OpenItemError>,
    ) -> Result<Vec<Line>, OpenItemError> {
        let turned = self.main.amount.is_negative() != self.recorded.is_negative();
        let mut main = self.main;
        let mut lines = Vec::new();
        for tax in self.taxes {
            for line in tax_lines(&tax.code, signed(tax.amount, !turned))? {
                main.amount = subtract(main.amount, line.amount)?;
                main.base = subtract(main.base, line.base)?;
                lines.push(line);
            }
        }
        lines.insert(0, main);
        Ok(lines)
    }
}

/// Writes signed lines out as those of the ledger, looks their accounts up, and checks that they balance.
pub(super) fn finish(posting: &mut GlPosting, lines: Vec<Line>, chart: &ChartIndex<'_>, unit: Amount) -> Result<(), OpenItemError> {
    check_balance(posting.entry.as_ref(), &lines, unit)?;
    for line in lines.into_iter().filter(|line| !line.is_nothing()) {
        let question = AccountQuestion {
            entity: Some(posting.entity.clone()),
            tax_code: line.tax_code.clone(),
            reason: line.reason.clone(),
            currency: Some(line.currency),
        };
        let account = match &line.account {
            Some(account) => account.clone(),
            None => chart.account(line.role, &question, posting.entry.as_ref())?,
        };
        let mut write = |amount: Amount, base: Amount, currency: Currency| {
            let is_debit = if amount.is_zero() { base.is_positive() } else { amount.is_positive() };
            posting.lines.push(GlLine {
                account: account.clone(),
                role: line.role,
                side: if is_debit { Side::Debit } else { Side::Credit },
                currency,
                base_amount: base.abs(),
                amount: (!amount.is_zero()).then(|| amount.abs()),
                customer: line.customer.clone(),
                item: line.item.clone(),
                tax_code: line.tax_code.clone(),
                reason: line.reason.clone(),
            });
        };
        if !line.amount.is_zero() && !line.base.is_zero() && line.amount.is_negative() != line.base.is_negative() {
            // Rounding can leave the two on different sides; a line has one.
            write(line.amount, Amount::ZERO, line.currency);
            write(Amount::ZERO, line.base, line.currency);
        } else {
            write(line.amount, line.base, line.currency);
        }
    }
    Ok(())
}

/// Postings balance by construction; a defect shall show as one and never hide in a rounding line.
fn check_balance(entry: Option<&EntryId>, lines: &[Line], unit: Amount) -> Result<(), OpenItemError> {
    let mut sums: BTreeMap<Currency, Amount> = BTreeMap::new();
    for line in lines {
        let sum = sums.entry(line.currency).or_default();
        *sum = add(*sum, line.amount)?;
    }
    let defect = |what: &str, off: Amount| OpenItemError::Internal {
        problem: format!("the posting of entry `{}` is off balance by {off} {what}", entry.map(EntryId::as_str).unwrap_or_default()),
    };
    if let Some((currency, off)) = sums.iter().find(|(_, sum)| !sum.is_zero()) {
        return Err(defect(currency.code(), *off));
    }
    let base = base_balance(lines)?;
    if !base.is_zero() {
        return Err(defect("in base", base));
    }
    // Each line was rounded by half a unit at most, and so was each side of a gain.
    let count = i64::try_from(lines.len()).ok().and_then(|count| count.checked_mul(2)).and_then(|count| Amount::from_minor(count, 0));
    let bound = count.and_then(|count| unit.decimal().checked_mul(count.decimal())).and_then(|bound| Amount::new(bound).ok());
    for line in lines.iter().filter(|line| line.role == AccountRole::BaseRounding) {
        if bound.is_some_and(|bound| line.base.abs() > bound) {
            return Err(defect("in base", line.base));
        }
    }
    Ok(())
}
