//! The proof of an aging: what it shows against what is open, summed another way.

use hashbrown::HashMap;
use rapidhash::fast::RandomState;

use super::policy::DisputedTreatment;
use super::result::{AgingRow, TieOut};
use crate::entry::ControlClass;
use crate::report::tally::sum;
use crate::{Amount, Currency, EntityId, OpenItemError};

/// The proofs, one an entity and currency, numbered as they come.
#[derive(Default)]
pub(super) struct Proofs<'a> {
    numbers: HashMap<(&'a EntityId, Currency), usize, RandomState>,
    proofs: Vec<Proof<'a>>,
    /// That of the item before: most often the next item's too.
    last: usize,
}

struct Proof<'a> {
    entity: &'a EntityId,
    currency: Currency,
    open: Open,
    shown: Shown,
}

/// What the report shows.
#[derive(Default)]
struct Shown {
    buckets: Amount,
    apart: Amount,
    left_out: Amount,
}

/// What is open by side and class, as the ledger has it: nothing here knows of buckets or policies.
#[derive(Default)]
struct Open {
    debits: Amount,
    credits: Amount,
    unapplied: Amount,
    on_account: Amount,
    unidentified: Amount,
    prepaid: Amount,
}

impl<'a> Proofs<'a> {
    pub(super) fn number(&mut self, entity: &'a EntityId, currency: Currency) -> usize {
        if !self.proofs.get(self.last).is_some_and(|last| last.currency == currency && last.entity == entity) {
            self.last = *self.numbers.entry((entity, currency)).or_insert_with(|| {
                self.proofs.push(Proof { entity, currency, open: Open::default(), shown: Shown::default() });
                self.proofs.len().saturating_sub(1)
            });
        }
        self.last
    }

    /// What a number stands for.
    pub(super) fn key(&self, number: usize) -> Option<(&'a EntityId, Currency)> {
        self.proofs.get(number).map(|proof| (proof.entity, proof.currency))
    }

    /// Counts what is open of an item.
    pub(super) fn open(&mut self, number: usize, class: ControlClass, amount: Amount) -> Result<(), OpenItemError> {
        let Some(Proof { open, .. }) = self.proofs.get_mut(number) else { return Ok(()) };
        let (slot, owed) = match class {
            ControlClass::Unapplied => (&mut open.unapplied, true),
            ControlClass::OnAccount => (&mut open.on_account, true),
            ControlClass::Unidentified => (&mut open.unidentified, true),
            ControlClass::Prepayment => (&mut open.prepaid, true),
            _ if amount.is_negative() => (&mut open.credits, true),
            _ => (&mut open.debits, false),
        };
        *slot = sum(*slot, if owed { amount.negated() } else { amount })?;
        Ok(())
    }

    /// Counts what a cell of the report shows.
    pub(super) fn show(&mut self, number: usize, cell: &AgingRow, disputed: DisputedTreatment) -> Result<(), OpenItemError> {
        let Some(Proof { shown, .. }) = self.proofs.get_mut(number) else { return Ok(()) };
        for bucket in &cell.buckets {
            shown.buckets = sum(shown.buckets, bucket.amount)?;
        }
        for amount in cell.beside(disputed) {
            shown.apart = sum(shown.apart, amount)?;
        }
        shown.left_out = sum(shown.left_out, cell.left_out.amount)?;
        Ok(())
    }

    /// The proofs by entity and currency.
    pub(super) fn finish(mut self) -> Result<Vec<TieOut>, OpenItemError> {
        crate::value::sort_by_key(&mut self.proofs, |proof| (proof.entity, proof.currency));
        self.proofs.into_iter().map(Proof::tie_out).collect()
    }
}

impl Proof<'_> {
    fn tie_out(self) -> Result<TieOut, OpenItemError> {
        let Self { entity, currency, open, shown } = self;
        let owed = Amount::checked_sum([open.credits, open.unapplied, open.on_account, open.unidentified, open.prepaid]);
        let net = owed.and_then(|owed| open.debits.checked_sub(owed));
        let all = Amount::checked_sum([shown.buckets, shown.apart, shown.left_out]);
        let difference = all.zip(net).and_then(|(all, net)| all.checked_sub(net));
        Ok(TieOut {
            entity: entity.clone(),
            currency,
            buckets: shown.buckets,
            apart: shown.apart,
            left_out: shown.left_out,
            open_debits: open.debits,
            open_credits: open.credits,
            unapplied: open.unapplied,
            on_account: open.on_account,
            unidentified: open.unidentified,
            prepaid: open.prepaid,
            difference: difference.ok_or_else(|| OpenItemError::overflow("the tie-out of the report"))?,
        })
    }
}
