//! Pairing: remittance advices that travel apart from the money find it, or are listed without it.

mod attach;
mod by_number;
mod evidence;
mod record;
mod together;

use std::collections::{BTreeMap, BTreeSet};

use evidence::Side;

use crate::entry::Receipt;
use crate::{Amount, Currency, OpenItemError, Reason, ReasonInput};

pub use attach::attach_remittances;
pub use record::{PairPolicy, Pairing, RemittanceAdvice, RemittancePair};

/// Pairs receipts with remittance advices: by the number of the payment, by amount and payer, by sums of one payer's (one
/// advice for several payments, one payment with several advices), and last by an amount that stands alone on both sides.
///
/// Within one currency and the policy's days; a payer that contradicts is never paired but by the number of the payment, and what
/// shares numbers is paired as a whole, where its sums agree. Where
/// two would do as well, none is taken and both stand in `undecided`: two sets for one, two for one set, or a set and a part of
/// it for others. A pair of one with one goes before a sum. What no other side speaks of is left, on each side. The order of the
/// lists does not matter.
///
/// ```
/// use openitem::cash::remittance::{pair, PairPolicy, RemittanceAdvice};
/// use openitem::{Amount, Currency, Payer, Receipt};
///
/// let amount = |text: &str| text.parse::<Amount>().unwrap();
/// let date = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let receipts = [Receipt::new("R1", Currency::EUR, amount("100")).with_value_date(date("2026-01-10")).with_payer(Payer::new().with_id("C-7"))];
/// let advices = [RemittanceAdvice::new("M1", date("2026-01-12"), Currency::EUR).with_total(amount("100")).with_customer("C-7")];
/// let paired = pair(&receipts, &advices, &PairPolicy::new())?;
/// assert_eq!(paired.pairs[0].advices, ["M1"]);
/// assert_eq!(paired.pairs[0].reasons[0].rule, "pair_amount_payer");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where `most_together` or `most_compared` is out of its bounds.
pub fn pair(receipts: &[Receipt], advices: &[RemittanceAdvice], policy: &PairPolicy) -> Result<Pairing, OpenItemError> {
    policy.check()?;
    let mut work = Work::new(receipts, advices, policy);
    work.by_number();
    work.one_to_one(true);
    work.several();
    work.one_to_one(false);
    Ok(work.finish())
}

/// Which side has several.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    ReceiptsOfOneAdvice,
    AdvicesOfOneReceipt,
}

struct Work<'a> {
    receipts: Vec<(&'a Receipt, Side)>,
    advices: Vec<(&'a RemittanceAdvice, Side)>,
    policy: &'a PairPolicy,
    free_receipts: BTreeSet<usize>,
    free_advices: BTreeSet<usize>,
    out: Pairing,
}

/// The receipts that may be the money of advices.
#[derive(Default)]
struct Near {
    /// By advice.
    of_advices: BTreeMap<usize, Vec<usize>>,
    /// Receipts that an advice was not compared with, so that nobody is the only one for them.
    crowded: BTreeSet<usize>,
    /// Advices that were not compared with all receipts, and how many there were.
    cut: Vec<(usize, usize)>,
}

/// By what one side finds the other: currency, amount, and a payer or a number, where one is asked for.
type Key<'k> = (Currency, Option<Amount>, &'k str);

impl<'a> Work<'a> {
    fn new(receipts: &'a [Receipt], advices: &'a [RemittanceAdvice], policy: &'a PairPolicy) -> Self {
        let mut receipts: Vec<_> = receipts.iter().map(|receipt| (receipt, Side::of_receipt(receipt))).collect();
        let mut advices: Vec<_> = advices.iter().map(|advice| (advice, Side::of_advice(advice))).collect();
        // Those without a date stand last: they may belong to any.
        crate::value::sort_by(&mut receipts, |a, b| (a.1.date.is_none(), a.1.date, &a.0.id).cmp(&(b.1.date.is_none(), b.1.date, &b.0.id)));
        crate::value::sort_by(&mut advices, |a, b| (a.0.date, &a.0.id).cmp(&(b.0.date, &b.0.id)));
        let (free_receipts, free_advices) = ((0..receipts.len()).collect(), (0..advices.len()).collect());
        Self { receipts, advices, policy, free_receipts, free_advices, out: Pairing::new() }
    }

    /// Pairs one with one by amount, and by payer or without one: only where each is the only one for the other.
    fn one_to_one(&mut self, by_payer: bool) {
        let Near { of_advices, crowded, cut } = self.neighbors(by_payer);
        for (advice, count) in cut {
            self.tell_cut(true, advice, if by_payer { "pair_amount_payer_cut" } else { "pair_amount_alone_cut" }, count);
        }
        let mut back: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (advice, receipts) in &of_advices {
            for receipt in receipts {
                back.entry(*receipt).or_default().push(*advice);
            }
        }
        let (rule, text) = if by_payer {
            ("pair_amount_payer", "amount and payer agree, and nothing else within the days does")
        } else {
            ("pair_amount_alone", "the amount agrees, nothing else within the days has it, and no payer contradicts")
        };
        let mut open: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for (advice, receipts) in &of_advices {
            let alone = |receipt: &usize| !crowded.contains(receipt) && back.get(receipt).is_some_and(|advices| advices.len() == 1);
            if receipts.len() == 1 && receipts.iter().all(alone) {
                self.take(receipts, &[*advice], vec![Reason::new(rule, text)]);
            } else if !receipts.is_empty() {
                open.entry(receipts.clone()).or_default().push(*advice);
            }
        }
        let text = "several have this amount within the days: which belongs to which, nothing here says";
        for (receipts, advices) in open {
            self.leave_open(&receipts, &advices, vec![Reason::new("pair_equal_amounts", text)]);
        }
    }

    /// For each free advice the free receipts that may be its money, few of them: two are as bad as many.
    fn neighbors(&self, by_payer: bool) -> Near {
        let mut places: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
        for at in &self.free_receipts {
            let Some((_, side)) = self.receipts.get(*at) else { continue };
            for key in keys(side, by_payer) {
                places.entry(key).or_default().push(*at);
            }
        }
        let most = usize::try_from(self.policy.most_compared).unwrap_or(0).max(2);
        let (mut near, mut crowded) = (Near::default(), BTreeSet::new());
        for at in &self.free_advices {
            let Some((_, advice)) = self.advices.get(*at).filter(|(_, side)| side.amount.is_some()) else { continue };
            let is_near = |receipt: &usize| self.receipts.get(*receipt).is_some_and(|(_, money)| money.is_near(advice, self.policy));
            let mut found = BTreeSet::new();
            for key in keys(advice, by_payer) {
                let list = places.get(&key).map(Vec::as_slice).unwrap_or_default();
                // The list goes by date, those without one last: only what lies within the days is looked at.
                let (dated, undated) = list.split_at(list.partition_point(|receipt| self.has_date(*receipt)));
                let from = dated.partition_point(|receipt| self.is_too_early(*receipt, advice));
                let late = dated.get(from..).unwrap_or_default();
                let dated = late.get(..late.partition_point(|receipt| is_near(receipt))).unwrap_or_default();
                let count = dated.len().saturating_add(undated.len());
                for receipt in dated.iter().chain(undated).take(most) {
                    let contradicts = self.receipts.get(*receipt).is_some_and(|(_, money)| money.contradicts(advice));
                    if by_payer || !contradicts {
                        found.insert(*receipt);
                    }
                }
                if count > most {
                    near.cut.push((*at, count));
                    crowded.insert(key);
                }
            }
            near.of_advices.insert(*at, found.into_iter().collect());
        }
        near.crowded = crowded.iter().filter_map(|key| places.get(key)).flatten().copied().collect();
        near
    }

    /// Says that one was compared with some of those that it might belong to only.
    fn tell_cut(&mut self, is_advice: bool, one: usize, rule: &str, count: usize) {
        let (kind, id) = if is_advice {
            ("advice", self.advices.get(one).map(|(advice, _)| advice.id.clone()))
        } else {
            ("receipt", self.receipts.get(one).map(|(receipt, _)| receipt.id.to_string()))
        };
        let inputs = vec![
            ReasonInput::new(kind, id.unwrap_or_default()),
            ReasonInput::new("candidates", count.to_string()),
            ReasonInput::new("most_compared", self.policy.most_compared.to_string()),
        ];
        let text = "more may belong to it than are compared, so it was not paired this way; a greater bound compares them";
        self.out.cut.push(Reason::new(rule, text).with_inputs(inputs));
    }

    fn has_date(&self, receipt: usize) -> bool {
        self.receipts.get(receipt).is_some_and(|(_, side)| side.date.is_some())
    }

    fn is_too_early(&self, receipt: usize, advice: &Side) -> bool {
        let money = self.receipts.get(receipt).and_then(|(_, side)| side.date);
        match (money, advice.date) {
            (Some(money), Some(said)) => said.signed_duration_since(money).num_days() > i64::from(self.policy.days_after),
            _ => false,
        }
    }

    fn take(&mut self, receipts: &[usize], advices: &[usize], reasons: Vec<Reason>) {
        self.remove(receipts, advices);
        let pair = self.named(receipts, advices, reasons);
        self.out.pairs.push(pair);
    }

    fn leave_open(&mut self, receipts: &[usize], advices: &[usize], reasons: Vec<Reason>) {
        self.remove(receipts, advices);
        let pair = self.named(receipts, advices, reasons);
        self.out.undecided.push(pair);
    }

    fn remove(&mut self, receipts: &[usize], advices: &[usize]) {
        for at in receipts {
            self.free_receipts.remove(at);
        }
        for at in advices {
            self.free_advices.remove(at);
        }
    }

    fn named(&self, receipts: &[usize], advices: &[usize], reasons: Vec<Reason>) -> RemittancePair {
        let mut money: Vec<_> = receipts.iter().filter_map(|at| Some(self.receipts.get(*at)?.0.id.clone())).collect();
        let mut said: Vec<_> = advices.iter().filter_map(|at| Some(self.advices.get(*at)?.0.id.clone())).collect();
        money.sort();
        said.sort();
        RemittancePair::new(money, said, reasons)
    }

    fn finish(mut self) -> Pairing {
        let receipts = self.free_receipts.iter().filter_map(|at| Some(self.receipts.get(*at)?.0.id.clone()));
        let advices = self.free_advices.iter().filter_map(|at| Some(self.advices.get(*at)?.0.id.clone()));
        (self.out.receipts_left, self.out.advices_left) = (receipts.collect(), advices.collect());
        self.out.receipts_left.sort();
        self.out.advices_left.sort();
        crate::value::sort_by(&mut self.out.pairs, |a, b| (&a.receipts, &a.advices).cmp(&(&b.receipts, &b.advices)));
        crate::value::sort_by(&mut self.out.undecided, |a, b| (&a.receipts, &a.advices).cmp(&(&b.receipts, &b.advices)));
        self.out
    }
}

fn keys(side: &Side, by_payer: bool) -> impl Iterator<Item = Key<'_>> {
    let payers = by_payer.then(|| side.payers.iter().map(String::as_str)).into_iter().flatten();
    payers.chain((!by_payer).then_some("")).map(|payer| (side.currency, side.amount, payer))
}

/// The sum, where every amount is known and it fits.
fn sum(mut amounts: impl Iterator<Item = Option<Amount>>) -> Option<Amount> {
    amounts.try_fold(Amount::ZERO, |sum, amount| sum.checked_add(amount?))
}
