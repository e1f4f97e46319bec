//! Writing charges and credit memos.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::bill::{Account, Line};
use super::billed::{Billed, Credit, Standing};
use super::policy::{InterestBilling, InterestPolicy, InterestTaxDue};
use super::request::InterestKind;
use crate::value::date::add_days;
use crate::{
    Amount, Application, ApplicationLine, Basis, Document, DocumentLine, EntryKind, ItemId, OpenItemError, ProposedBatch, ProposedEntry,
    Reason, ReasonInput, Reference, ReferenceKind, TaxPart,
};

/// What proposals of interest are called.
pub(super) const DECISION: &str = "interest.accrue";

/// What documents are written with.
pub(super) struct Writer<'a> {
    pub as_of: NaiveDate,
    pub policy: &'a InterestPolicy,
    pub billed: &'a Billed<'a>,
    pub opens: &'a HashMap<&'a ItemId, Amount>,
}

fn overflow() -> OpenItemError {
    OpenItemError::overflow("a charge")
}

impl Writer<'_> {
    /// What to post for a customer, if anything.
    pub(super) fn batch(&self, account: &mut Account) -> Result<Option<ProposedBatch>, OpenItemError> {
        let total = &account.total;
        let customer = total.customer.as_ref().map_or_else(String::new, |customer| format!("{customer}/"));
        let subject = format!("{customer}{}", total.currency);
        let mut batch = ProposedBatch::new(DECISION, subject.clone(), total.entity.clone(), self.as_of);
        self.charges(account, &subject, &mut batch)?;
        self.credits(account, &mut batch)?;
        let basis = std::mem::take(&mut account.basis);
        batch.basis = basis.into_iter().map(|(item, open)| Basis::new(item, open)).collect();
        Ok((!batch.entries.is_empty()).then_some(batch))
    }

    fn charges(&self, account: &mut Account, subject: &str, batch: &mut ProposedBatch) -> Result<(), OpenItemError> {
        let mut lines = std::mem::take(&mut account.lines);
        crate::value::sort_by(&mut lines, |one, other| (&one.item, one.kind).cmp(&(&other.item, other.kind)));
        let mut documents: BTreeMap<(bool, String), Vec<Line>> = BTreeMap::new();
        for line in lines {
            let owner = match self.policy.billing {
                InterestBilling::PerItem => line.item.to_string(),
                InterestBilling::PerCustomer => format!("{subject}/{}", self.as_of),
            };
            documents.entry((line.kind == InterestKind::Tax, owner)).or_default().push(line);
        }
        for ((is_tax, owner), lines) in documents {
            let known = lines.first().map_or(0, |line| self.billed.rows(&line.item, line.kind).len());
            let start = if self.policy.billing == InterestBilling::PerItem { known } else { 0 };
            let word = if is_tax { "tax" } else { "interest" };
            let ids = (start..).map(|at| ItemId::new(format!("{owner}/{word}/{}", at.saturating_add(1))));
            let Some(id) = ids.into_iter().find(|id| !self.billed.ids.contains(id)) else { continue };
            self.charge(account, id, is_tax, &lines, batch)?;
        }
        Ok(())
    }

    fn charge(
        &self,
        account: &mut Account,
        id: ItemId,
        is_tax: bool,
        lines: &[Line],
        batch: &mut ProposedBatch,
    ) -> Result<(), OpenItemError> {
        let net = Amount::checked_sum(lines.iter().map(|line| line.net)).ok_or_else(overflow)?;
        let tax = if is_tax { net } else { self.tax(net, account.digits)? };
        let gross = if is_tax { net } else { net.checked_add(tax).ok_or_else(overflow)? };
        let mut document = self.document(id, account, gross);
        document.due = Some(add_days(self.as_of, i64::from(self.policy.due_days))?);
        document.lines = lines.iter().map(|line| self.line(&line.item, line.kind, line.net)).collect();
        document.references = references(lines.iter().map(|line| &line.item));
        let base = if is_tax { None } else { Some(net) };
        document.taxes = self.tax_part(tax, base).into_iter().collect();
        let charges = &mut account.total.charges;
        *charges = if is_tax { *charges } else { charges.checked_add(net).ok_or_else(overflow)? };
        account.total.tax = account.total.tax.checked_add(tax).ok_or_else(overflow)?;
        let kind = if is_tax { EntryKind::debit_memo(document) } else { EntryKind::finance_charge(document) };
        batch.entries.push(ProposedEntry { kind, customer: account.total.customer.clone() });
        batch.reasons.extend(lines.iter().map(|line| self.why(line)));
        Ok(())
    }

    /// A credit memo for each charge, set against what is open of it.
    fn credits(&self, account: &mut Account, batch: &mut ProposedBatch) -> Result<(), OpenItemError> {
        let mut charges: BTreeMap<ItemId, Vec<Credit>> = BTreeMap::new();
        for credit in std::mem::take(&mut account.credits) {
            charges.entry(credit.charge.clone()).or_default().push(credit);
        }
        for (charge, mut credits) in charges {
            crate::value::sort_by(&mut credits, |one, other| (&one.item, one.kind).cmp(&(&other.item, other.kind)));
            let is_tax = credits.iter().all(|credit| credit.kind == InterestKind::Tax);
            let net = Amount::checked_sum(credits.iter().map(|credit| credit.net)).ok_or_else(overflow)?;
            let tax = if is_tax { net } else { self.tax_taken_back(&charge, net, account.digits)? };
            let gross = if is_tax { net } else { net.checked_add(tax).ok_or_else(overflow)? };
            let number = self.billed.of_charge(&charge).iter().map(|row| row.credits).max().unwrap_or(0).saturating_add(1);
            let id = ItemId::new(format!("{charge}/credit/{number}"));
            let mut document = self.document(id.clone(), account, gross);
            document.lines = credits.iter().map(|credit| self.line(&credit.item, credit.kind, credit.net)).collect();
            document.references = references(credits.iter().map(|credit| &credit.item));
            document.taxes = self.tax_part(tax, if is_tax { None } else { Some(net) }).into_iter().collect();
            document.corrects = Some(charge.clone());
            let total = &mut account.total.credits;
            *total = if is_tax { *total } else { total.checked_add(net).ok_or_else(overflow)? };
            account.total.tax = account.total.tax.checked_sub(tax).ok_or_else(overflow)?;
            let customer = account.total.customer.clone();
            batch.entries.push(ProposedEntry { kind: EntryKind::credit_memo(document), customer: customer.clone() });
            batch.reasons.extend(credits.iter().map(|credit| self.why_less(credit)));
            let open = self.opens.get(&charge).copied().unwrap_or_default();
            if open.is_positive() {
                let line = ApplicationLine::new(charge.clone(), gross.min(open));
                let kind = EntryKind::application(Application::new(id, vec![line]));
                batch.entries.push(ProposedEntry { kind, customer });
                batch.reasons.push(reason("credit_applied", "the credit is set against its charge", &[("charge", charge.to_string())]));
                account.basis.insert(charge, open);
            }
        }
        Ok(())
    }

    fn document(&self, id: ItemId, account: &Account, amount: Amount) -> Document {
        let mut document = Document::new(id, account.total.currency, amount);
        document.document_date = Some(self.as_of);
        document
    }

    fn line(&self, item: &ItemId, kind: InterestKind, net: Amount) -> DocumentLine {
        let mut line = DocumentLine::new(item.to_string(), net);
        line.product = Some(kind.product().to_owned());
        line.tax_code = self.policy.tax.as_ref().map(|tax| tax.tax_code.clone());
        line
    }

    /// The tax that a charge bears at once.
    fn tax(&self, net: Amount, digits: i32) -> Result<Amount, OpenItemError> {
        match self.policy.tax.as_ref().filter(|tax| tax.due == InterestTaxDue::AtBilling) {
            Some(tax) => tax.percent.percent_of(net, digits, self.policy.rounding),
            None => Ok(Amount::ZERO),
        }
    }

    /// What of a charge's tax goes with so much of it: all of it in the end, to the cent.
    fn tax_taken_back(&self, charge: &ItemId, net: Amount, digits: i32) -> Result<Amount, OpenItemError> {
        let standing = self.billed.of_charge(charge).iter().try_fold(Standing::default(), |sum, row| sum.with(row))?;
        let rest = standing.billed.checked_sub(net).ok_or_else(overflow)?;
        self.tax(standing.billed, digits)?.checked_sub(self.tax(rest, digits)?).ok_or_else(overflow)
    }

    fn tax_part(&self, tax: Amount, base: Option<Amount>) -> Option<TaxPart> {
        let policy = self.policy.tax.as_ref().filter(|_| !tax.is_zero())?;
        Some(TaxPart { code: policy.tax_code.clone(), amount: tax, base, percent: Some(policy.percent) })
    }

    fn why(&self, line: &Line) -> Reason {
        let (rule, text) = match line.kind {
            InterestKind::Interest => ("interest_charged", "more interest is owed than stands billed"),
            InterestKind::FixedSum => ("fixed_sum_charged", "a sum is due once for the debt"),
            InterestKind::Minimum => ("minimum_charged", "the interest comes to less than the least that is billed"),
            InterestKind::Tax => ("tax_charged", "tax is due on what was received of the charge"),
        };
        let inputs = [
            ("item", line.item.to_string()),
            ("through", self.as_of.to_string()),
            ("owed", line.required.to_string()),
            ("billed", line.billed.to_string()),
        ];
        reason(rule, text, &inputs)
    }

    fn why_less(&self, credit: &Credit) -> Reason {
        let inputs = [
            ("charge", credit.charge.to_string()),
            ("item", credit.item.to_string()),
            ("through", self.as_of.to_string()),
            ("amount", credit.net.to_string()),
        ];
        reason("charge_credited", "less is owed than was billed", &inputs)
    }
}

fn reason(rule: &str, text: &str, inputs: &[(&str, String)]) -> Reason {
    let inputs = inputs.iter().map(|(name, value)| ReasonInput::new(*name, value)).collect::<Vec<_>>();
    Reason::new(rule, text).with_inputs(inputs)
}

/// The items by which a document is found, each once.
fn references<'a>(items: impl Iterator<Item = &'a ItemId>) -> Vec<Reference> {
    let mut items: Vec<&ItemId> = items.collect();
    items.dedup();
    items.into_iter().map(|item| Reference { kind: ReferenceKind::Other, value: item.to_string() }).collect()
}
