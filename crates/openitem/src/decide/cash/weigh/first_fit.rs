//! The first rule of the list that fits, as most systems do.

use super::super::meant::Meant;
use super::super::policy::{CashRule, CashRuleKind};
use super::super::proposal::CashStatus;
use super::super::reading::Reading;
use super::{Verdict, Weighing};
use crate::Reason;
use crate::entry::MoneyClass;

impl Weighing<'_> {
    /// The first rule that fits.
    pub(super) fn first_fit(&mut self, meant: &Meant) -> Verdict {
        for rule in self.sight.desk.policy.rules.clone() {
            let mut is_plain = true;
            let found: Vec<Reading> = match rule.kind {
                CashRuleKind::RemittanceLines => {
                    let stated = self.stated(meant);
                    is_plain = stated.as_ref().is_none_or(|(_, is_plain)| *is_plain);
                    stated.into_iter().map(|(reading, _)| reading).collect()
                }
                CashRuleKind::ReferenceTotal | CashRuleKind::References => self.named_by(meant, &rule),
                CashRuleKind::Promise => self.promised(),
                _ if self.sight.ambiguous => Vec::new(),
                _ => {
                    let single: Vec<usize> = self.single().map(|(at, _)| at).collect();
                    single.into_iter().flat_map(|at| self.by_rule(&rule, at)).collect()
                }
            };
            // Two ways to understand what is named are no fit that may go unseen.
            let rivals = if rule.kind == CashRuleKind::ReferenceTotal { found.len().saturating_sub(1) } else { 0 };
            // By the rule's own order where that is not the account's.
            let key = |reading: &Reading| (reading.account, if rule.by_document_date { Vec::new() } else { reading.debits.clone() });
            if let Some(first) = found.into_iter().min_by_key(key) {
                let reason = Reason::new("first_fit", "the first rule of the list that fits the amount");
                return Verdict {
                    status: if is_plain && rivals == 0 { CashStatus::Auto } else { CashStatus::Review },
                    reasons: vec![reason, first.why()],
                    readings: vec![first],
                    rivals,
                    payer: None,
                    class: MoneyClass::Unapplied,
                };
            }
        }
        self.nothing(meant)
    }

    /// What is named, by a rule that goes by that: where it adds up, or as far as the money goes.
    pub(super) fn named_by(&mut self, meant: &Meant, rule: &CashRule) -> Vec<Reading> {
        let in_full = rule.whole_numbers.then(|| meant.in_full());
        let meant = in_full.as_ref().unwrap_or(meant);
        let Some((_, at)) = self.account_named(meant) else { return Vec::new() };
        let priced = self.priced(at, rule);
        let Some(seen) = self.accounts.get(at) else { return Vec::new() };
        let named = meant.in_account(self.sight, &seen.account);
        if rule.kind == CashRuleKind::ReferenceTotal {
            return named.exact(at, &seen.account, &priced, self.sight.amount);
        }
        let largest = usize::try_from(rule.largest).unwrap_or(0);
        let ways = named.ways();
        let ([debits], Some(full)) = (ways.as_slice(), priced.first()) else { return Vec::new() };
        if debits.is_empty() || debits.len() > largest {
            return Vec::new();
        }
        let reading = Reading::as_far(at, rule.kind, full, debits, self.sight.amount);
        if !reading.parts.is_empty() && !rule.partial { Vec::new() } else { vec![reading] }
    }
}
