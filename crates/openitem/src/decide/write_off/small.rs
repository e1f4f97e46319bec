//! Balances too small to chase, and those that differ by a tax.

use super::policy::{SmallBalanceRule, TaxDifferenceRule};
use crate::{Amount, Currency, Money, OpenItem, OpenItemError, Reason, ReasonCode, ReasonInput, Rounding};

fn inputs(of: &[(&str, String)]) -> Vec<ReasonInput> {
    of.iter().map(|(name, value)| ReasonInput::new(*name, value.as_str())).collect()
}

fn limit(rows: &[Money], currency: Currency) -> Option<Amount> {
    rows.iter().find(|row| row.currency == currency).map(|row| row.amount)
}

impl SmallBalanceRule {
    /// Why an item is small, if it is.
    pub(super) fn holds(&self, item: &OpenItem, days: i32) -> Result<Option<Reason>, OpenItemError> {
        if days < self.after_days || (!self.unpaid_too && item.open == item.original) {
            return Ok(None);
        }
        if let Some(most) = limit(&self.amounts, item.currency).filter(|most| item.open <= *most) {
            let text = format!("no more is left than {most} {}", item.currency);
            let of = [("open", item.open.to_string()), ("limit", most.to_string()), ("days", days.to_string())];
            return Ok(Some(Reason::new("small_balance", text).with_inputs(inputs(&of))));
        }
        let Some(percent) = self.percent.filter(|_| limit(&self.percent_through, item.currency).is_none_or(|most| item.open <= most))
        else {
            return Ok(None);
        };
        let most = percent.percent_of(item.original, item.original.scale().max(6), Rounding::Floor)?;
        let text = format!("no more is left than {percent} percent of the document");
        let of = [("open", item.open.to_string()), ("original", item.original.to_string()), ("percent", percent.to_string())];
        Ok((item.open <= most).then(|| Reason::new("small_share", text).with_inputs(inputs(&of))))
    }
}

impl TaxDifferenceRule {
    /// By which tax an item differs, if by one, with the reason of its entry.
    pub(super) fn holds(&self, item: &OpenItem, days: i32, digits: i32) -> Result<Option<(ReasonCode, Reason)>, OpenItemError> {
        if days < self.after_days || item.open == item.original || item.taxes.is_empty() && self.withheld.is_empty() {
            return Ok(None);
        }
        let overflow = || OpenItemError::overflow("a tax difference");
        let tax = Amount::checked_sum(item.taxes.iter().map(|tax| tax.amount)).ok_or_else(overflow)?;
        let tolerance = limit(&self.tolerance, item.currency).unwrap_or_default();
        let is_near = |of: Amount| item.open.checked_sub(of).map(|off| off.abs() <= tolerance).ok_or_else(overflow);
        let of = |more: &[(&str, String)]| inputs(&[&[("open", item.open.to_string()), ("tax", tax.to_string())], more].concat());
        if tax.is_positive() && is_near(tax)? {
            let reason = Reason::new("tax_difference", "what is left is the tax of the document: it was paid without it");
            return Ok(Some((self.tax_reason.clone(), reason.with_inputs(of(&[])))));
        }
        let net = item.original.checked_sub(tax).ok_or_else(overflow)?;
        for rate in self.withheld.iter().filter(|rate| rate.is_positive()) {
            if is_near(rate.percent_of(net, digits, Rounding::HalfUp)?)? {
                let text = format!(
                    "what is left is {rate} percent of the amount before tax: it may have been withheld, ask for a certificate first"
                );
                let reason = Reason::new("withholding_difference", text).with_inputs(of(&[("percent", rate.to_string())]));
                return Ok(Some((self.withheld_reason.clone(), reason)));
            }
        }
        Ok(None)
    }
}
