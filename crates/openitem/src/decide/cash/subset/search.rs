//! The search in amounts: every percentage a variant, then what the counts say together.

use super::another::LEAST;
use super::kernel::{Any, Counts, Kernel};
use super::request::{
    InterchangeableItems, SubsetAnswer, SubsetCount, SubsetItem, SubsetOutcome, SubsetPolicy, SubsetReading, SubsetRequest,
};
use super::said::said;
use crate::{Amount, Budget, Control, ItemId, OpenItemError, Rate, Reason};

/// Finds the open items and credits that together make an amount, and says how many other choices there are.
///
/// Sizes are counted exactly, the smallest first; where none of them has a hit, any size is looked at. Items of equal amounts
/// are interchangeable: they make one reading, and the first ones given are taken. Credits are amounts below zero. A
/// subset of no items is none. The answer depends on the order of the items only where items stand for each other and in
/// which of many readings are shown.
///
/// ```
/// use openitem::cash::subset::{SubsetOutcome, SubsetItem, SubsetPolicy, SubsetRequest, search};
///
/// let items = [("A", "1250.40"), ("B", "310.00"), ("C", "78.15"), ("D", "-40.00")];
/// let items = items.map(|(id, amount)| SubsetItem::new(id, amount.parse::<openitem::Amount>().unwrap()));
/// let request = SubsetRequest::new(items.to_vec(), "1288.55".parse::<openitem::Amount>()?);
/// let answer = search(&request, &SubsetPolicy::new())?;
///
/// assert_eq!(answer.outcome, SubsetOutcome::One);
/// assert_eq!(answer.readings[0].items, ["A", "C", "D"].map(Into::into));
/// assert!(answer.beyond_chance && answer.all_sizes);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` for a policy out of range or an id given twice; `overflow` where the amounts' magnitudes add up to 2^60
/// or more in the finest decimals among them.
pub fn search(request: &SubsetRequest, policy: &SubsetPolicy) -> Result<SubsetAnswer, OpenItemError> {
    let unsigned = |value: i64| u64::try_from(value).unwrap_or(0);
    search_within(request, policy, &Control::steps(unsigned(policy.steps)).with_max_bytes(unsigned(policy.max_bytes)))
}

/// The same within bounds of the caller's own, in place of the policy's steps and bytes.
///
/// ```
/// use openitem::Control;
/// use openitem::cash::subset::{SubsetOutcome, SubsetItem, SubsetPolicy, SubsetRequest, search_within};
///
/// let items = (1..=200).map(|n| SubsetItem::new(format!("INV-{n}"), format!("{n}.37").parse::<openitem::Amount>().unwrap())).collect::<Vec<_>>();
/// let request = SubsetRequest::new(items, "999.12".parse::<openitem::Amount>()?);
/// let answer = search_within(&request, &SubsetPolicy::new(), &Control::steps(500))?;
/// assert_eq!(answer.outcome, SubsetOutcome::BudgetExhausted);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// Those of [`search`], and `stopped` where the control's flag was raised.
pub fn search_within(request: &SubsetRequest, policy: &SubsetPolicy, control: &Control<'_>) -> Result<SubsetAnswer, OpenItemError> {
    policy.check()?;
    let ids = check_ids(&request.items)?;
    let mut search = Search::new(request, policy, ids, Budget::new(*control))?;
    let (outcome, size, all_sizes) = search.classify()?;
    let expected = if size == 0 { None } else { search.expected(size)? };
    let is_unlikely = outcome == SubsetOutcome::One && expected.is_some_and(|expected| expected <= search.limit());
    let odds = if is_unlikely { search.odds(size)? } else { None };
    search.answer(outcome, size, all_sizes, (expected, odds))
}

/// The items' ids, each once.
fn check_ids(items: &[SubsetItem]) -> Result<Vec<&ItemId>, OpenItemError> {
    let ids: Vec<&ItemId> = items.iter().map(|item| &item.id).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair.first() == pair.last()) {
        Some(pair) => Err(OpenItemError::invalid("items", pair.first().map_or("", |id| id.as_str()), "each id once")),
        None => Ok(ids),
    }
}

/// The full amounts, or all of them less one percentage.
struct Variant {
    percent: Option<Rate>,
    amounts: Vec<i64>,
    kernel: Kernel,
    counts: Option<Counts>,
    /// A subset of a size that is not counted.
    beyond: Vec<Vec<usize>>,
}

struct Search<'a> {
    ids: Vec<&'a ItemId>,
    items: &'a [SubsetItem],
    policy: &'a SubsetPolicy,
    variants: Vec<Variant>,
    scale: i32,
    target: i64,
    tolerance: i64,
    largest: usize,
    budget: Budget<'a>,
}

impl<'a> Search<'a> {
    fn new(request: &'a SubsetRequest, policy: &'a SubsetPolicy, ids: Vec<&'a ItemId>, budget: Budget<'a>) -> Result<Self, OpenItemError> {
        let given = request.items.iter().map(|item| item.amount.scale());
        let rounded = (!policy.percents.is_empty()).then_some(policy.decimals);
        let scale = given.chain([request.target.scale(), policy.tolerance.scale()]).chain(rounded).max().unwrap_or(0);
        let minor = |amount: Amount| amount.to_minor(scale).ok_or_else(too_large);
        let mut search = Self {
            ids,
            items: &request.items,
            policy,
            variants: Vec::new(),
            scale,
            target: minor(request.target)?,
            tolerance: minor(policy.tolerance)?,
            largest: usize::try_from(policy.largest_size).unwrap_or(1),
            budget,
        };
        let mut percents = Vec::new();
        for percent in std::iter::once(None).chain(policy.percents.iter().copied().map(Some)) {
            if percents.contains(&percent) {
                continue;
            }
            percents.push(percent);
            let amounts = request.items.iter().map(|item| minor(net(item.amount, percent, policy)?)).collect::<Result<Vec<_>, _>>()?;
            let kernel = Kernel::new(&amounts).ok_or_else(too_large)?;
            search.variants.push(Variant { percent, amounts, kernel, counts: None, beyond: Vec::new() });
        }
        Ok(search)
    }

    /// The outcome, the size of the smallest readings (zero where there is none), and whether all sizes were looked at.
    fn classify(&mut self) -> Result<(SubsetOutcome, usize, bool), OpenItemError> {
        let keep = usize::try_from(self.policy.shown).unwrap_or(0).max(2);
        for variant in &mut self.variants {
            let counts = variant.kernel.count_up_to(self.target, self.tolerance, self.largest, keep, &mut self.budget);
            if let Some(halt) = counts.halt {
                self.budget.stopped(halt)?;
            }
            variant.counts = Some(counts);
        }
        let all_sizes = self.counts().all(|counts| counts.all_sizes);
        let counted = self.counted_size();
        let Some((size, readings)) = self.smallest() else {
            return match (all_sizes, counted < self.largest) {
                (true, _) => Ok((SubsetOutcome::Zero, 0, true)),
                (false, true) => Ok((SubsetOutcome::BudgetExhausted, 0, false)),
                (false, false) if self.policy.any_size => self.any_size(keep),
                (false, false) => Ok((SubsetOutcome::Zero, 0, false)),
            };
        };
        let outcome = match readings {
            _ if size > counted && !all_sizes => SubsetOutcome::BudgetExhausted,
            1 if self.is_split_evenly(size) && !self.has_equal(size)? => SubsetOutcome::One,
            _ => SubsetOutcome::Many,
        };
        Ok((outcome, size, all_sizes))
    }

    fn counts(&self) -> impl Iterator<Item = &Counts> {
        self.variants.iter().filter_map(|variant| variant.counts.as_ref())
    }

    /// Up to which size every variant was counted in full.
    fn counted_size(&self) -> usize {
        self.counts().map(|counts| counts.complete).min().unwrap_or(0)
    }

    /// The smallest size that has a reading, and how many it has.
    fn smallest(&self) -> Option<(usize, u64)> {
        (1..super::sink::SIZES).map(|size| (size, self.readings(size))).find(|(_, readings)| *readings > 0)
    }

    fn readings(&self, size: usize) -> u64 {
        self.counts().fold(0, |sum, counts| sum.saturating_add(counts.by_size.get(size).copied().unwrap_or(0)))
    }

    /// Whether a larger size at which chance is as unlikely has a reading too.
    fn has_equal(&mut self, size: usize) -> Result<bool, OpenItemError> {
        let limit = self.limit();
        for larger in size.saturating_add(1)..super::sink::SIZES {
            if self.readings(larger) > 0 {
                return Ok(self.expected(larger)?.is_some_and(|expected| expected <= limit));
            }
        }
        Ok(false)
    }

    /// Whether the one reading of a size takes all of every amount, or some of items that are equal before the percentage too.
    fn is_split_evenly(&self, size: usize) -> bool {
        let readings = self.variants.iter().flat_map(|variant| variant.found().map(move |found| (variant, found)));
        let mut of_size = readings.filter(|(_, found)| found.len() == size);
        of_size.all(|(variant, found)| {
            variant.groups(found).iter().all(|group| {
                let amount = |place: &usize| self.items.get(*place).map(|item| item.amount);
                group.taken == group.places.len() || group.places.iter().all(|place| amount(place) == group.places.first().and_then(amount))
            })
        })
    }

    fn any_size(&mut self, keep: usize) -> Result<(SubsetOutcome, usize, bool), OpenItemError> {
        let (mut ways, mut size, mut unknown) = (0_u32, 0, false);
        for variant in &mut self.variants {
            match variant.kernel.any(self.target, self.tolerance, &mut self.budget) {
                Ok(Any::None) => {}
                Ok(Any::One(found)) => {
                    ways = ways.saturating_add(1);
                    size = found.len();
                    variant.beyond.push(found);
                    variant.beyond.truncate(keep);
                }
                Ok(Any::Many) => ways = ways.saturating_add(2),
                Ok(Any::Unknown) => unknown = true,
                Err(halt) => {
                    self.budget.stopped(halt)?;
                    unknown = true;
                }
            }
        }
        Ok(match ways {
            0 if unknown => (SubsetOutcome::BudgetExhausted, 0, false),
            0 => (SubsetOutcome::Zero, 0, true),
            1 if unknown => (SubsetOutcome::BudgetExhausted, size, false),
            1 if self.is_split_evenly(size) => (SubsetOutcome::One, size, true),
            _ => (SubsetOutcome::Many, size, true),
        })
    }

    /// The accidents expected up to a size over all variants, in millionths, where that can be said.
    fn expected(&mut self, size: usize) -> Result<Option<u64>, OpenItemError> {
        let (mut expected, limit) = (0_u64, self.limit());
        for variant in &mut self.variants {
            match variant.kernel.accidents(self.target, self.tolerance, size, limit, &mut self.budget) {
                Ok(more) => expected = expected.saturating_add(more),
                Err(halt) => {
                    self.budget.stopped(halt)?;
                    return Ok(None);
                }
            }
        }
        Ok(Some(expected))
    }

    /// The odds that another reading was meant than the one of this size, over all variants, in millionths, where they can be
    /// said.
    fn odds(&mut self, size: usize) -> Result<Option<u64>, OpenItemError> {
        if self.smallest().is_none() {
            // Of any size there is no other.
            return Ok(Some(0));
        }
        let mut odds = 0_u64;
        for variant in &mut self.variants {
            let Some(counts) = &variant.counts else { return Ok(None) };
            let (mut others, mut counted) = (counts.by_size, counts.complete);
            if !counts.all_sizes {
                let halt;
                (counted, halt) = variant.kernel.count_on(self.target, self.tolerance, counted, &mut others, &mut self.budget);
                if let Some(halt) = halt {
                    self.budget.stopped(halt)?;
                }
                if counted < LEAST {
                    return Ok(None);
                }
            }
            // The chosen one is the only one of its size.
            if let Some(chosen) = others.get_mut(size) {
                *chosen = 0;
            }
            odds = odds.saturating_add(variant.kernel.odds(size, &others, counted, counts.all_sizes));
        }
        Ok(Some(odds))
    }

    /// The policy's limit of accidents in millionths, rounded down.
    fn limit(&self) -> u64 {
        millionths(self.policy.accident_limit)
    }

    fn answer(
        self,
        outcome: SubsetOutcome,
        size: usize,
        all_sizes: bool,
        (expected, odds): (Option<u64>, Option<u64>),
    ) -> Result<SubsetAnswer, OpenItemError> {
        let beyond_chance = odds.is_some_and(|odds| odds <= millionths(self.policy.odds_limit));
        let mut readings = Vec::new();
        for variant in &self.variants {
            for found in variant.found() {
                readings.push(self.reading(variant, found)?);
            }
        }
        readings.sort_by_key(|reading| reading.items.len());
        readings.truncate(usize::try_from(self.policy.shown).unwrap_or(0));
        let part = |millionths: u64| Amount::from_minor(i64::try_from(millionths).unwrap_or(i64::MAX), 6);
        let (expected, odds) = (expected.and_then(part), odds.and_then(part));
        let text = said(outcome, size, readings.first(), (expected, odds), beyond_chance);
        Ok(SubsetAnswer {
            outcome,
            all_sizes,
            beyond_chance,
            readings,
            counts: self.size_counts(),
            counted_size: i32::try_from(self.counted_size()).unwrap_or(i32::MAX),
            expected_accidents: expected,
            odds_of_another: odds,
            steps: i64::try_from(self.budget.spent()).unwrap_or(i64::MAX),
            reason: Reason::new("subset_sum", text),
        })
    }

    fn size_counts(&self) -> Vec<SubsetCount> {
        let mut rows = Vec::new();
        for variant in &self.variants {
            let by_size = variant.counts.iter().flat_map(|counts| counts.by_size.iter().enumerate());
            for (size, readings) in by_size.filter(|(_, readings)| **readings > 0) {
                rows.push(SubsetCount {
                    percent: variant.percent,
                    size: i32::try_from(size).unwrap_or(i32::MAX),
                    readings: i64::try_from(*readings).unwrap_or(i64::MAX).min(1 << 53),
                });
            }
        }
        rows
    }

    fn reading(&self, variant: &Variant, found: &[usize]) -> Result<SubsetReading, OpenItemError> {
        let id = |place: &usize| self.ids.get(*place).map(|id| (*id).clone());
        let amount = |minor: i64| Amount::from_minor(minor, self.scale).ok_or_else(too_large);
        let sum = found.iter().filter_map(|place| variant.amounts.get(*place)).fold(0_i64, |sum, more| sum.saturating_add(*more));
        let mut interchangeable = Vec::new();
        for group in variant.groups(found) {
            if group.taken < group.places.len() {
                let items = group.places.iter().filter_map(id).collect();
                let taken = i32::try_from(group.taken).unwrap_or(i32::MAX);
                interchangeable.push(InterchangeableItems { amount: amount(group.amount)?, items, taken });
            }
        }
        Ok(SubsetReading { items: found.iter().filter_map(id).collect(), percent: variant.percent, sum: amount(sum)?, interchangeable })
    }
}

/// The items of one amount, and how many of them a reading takes.
struct Taken {
    amount: i64,
    places: Vec<usize>,
    taken: usize,
}

impl Variant {
    fn found(&self) -> impl Iterator<Item = &Vec<usize>> {
        self.counts.iter().flat_map(|counts| &counts.found).chain(&self.beyond)
    }

    /// The groups of equal amounts that a reading takes from, ascending by amount.
    fn groups(&self, found: &[usize]) -> Vec<Taken> {
        let mut amounts: Vec<i64> = found.iter().filter_map(|place| self.amounts.get(*place).copied()).collect();
        amounts.sort_unstable();
        let same = amounts.chunk_by(|one, other| one == other);
        same.map(|chunk| {
            let amount = chunk.first().copied().unwrap_or(0);
            let places = self.kernel.places_of(amount);
            Taken { amount, places, taken: chunk.len() }
        })
        .collect()
    }
}

/// An item's amount less a percentage, rounded as the payer would.
fn net(amount: Amount, percent: Option<Rate>, policy: &SubsetPolicy) -> Result<Amount, OpenItemError> {
    let Some(percent) = percent else {
        return Ok(amount);
    };
    let less = percent.percent_of(amount, policy.decimals, policy.rounding)?;
    amount.checked_sub(less).ok_or_else(too_large)
}

/// A part of one in millionths, rounded down.
fn millionths(part: Amount) -> u64 {
    let millionths = part.rounded(6, crate::Rounding::Floor).to_minor(6);
    millionths.and_then(|part| u64::try_from(part).ok()).unwrap_or(0)
}

fn too_large() -> OpenItemError {
    OpenItemError::overflow("the sum of the items in minor units")
}
