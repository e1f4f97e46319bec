//! Finding: of all readings of a remittance, those that name items.

use std::cmp::Reverse;

use openitem_macros::wire;

use super::index::{Candidate, LettersAgree, MatchedHow, Probe, ReferenceIndex, Within};
use super::mention::{Mention, ReadRemittance};
use super::policy::ReferencePolicy;
use super::read::Reader;
use crate::entry::RemittanceLine;
use crate::{CustomerId, ItemId, OpenItem, Reason, ReasonInput};

/// What a remittance says, and the items that it names.
#[wire]
pub struct FoundReferences {
    /// What was read.
    pub remittance: ReadRemittance,
    /// The mentions that name items, in the order of the text.
    #[wire(default)]
    pub references: Vec<FoundReference>,
}

/// A mention that names an item, or may name one of several.
#[wire]
pub struct FoundReference {
    /// Which of the mentions read, from 0.
    pub mention: i32,
    /// The items that it may name, the surest first; two that match alike are both here.
    pub items: Vec<FoundItem>,
    /// Whether another reading of the same words names other items as surely or nearly so.
    #[wire(default)]
    pub contested: bool,
}

/// An item that a mention may name.
#[wire]
pub struct FoundItem {
    /// The item.
    pub item: ItemId,
    /// How the mention names it.
    pub how: MatchedHow,
    /// Whether the letters say the same.
    pub letters: LettersAgree,
    /// Whether nothing of it is open.
    #[wire(default)]
    pub closed: bool,
    /// Why it is here.
    pub reason: Reason,
}

/// Reads a remittance and finds the open items that it names, among those of some customers, or all where none is given.
///
/// Every reading of the text is looked up; of readings that overlap the surer one counts, and where the other is as good it
/// says so (`contested`). Items of which nothing is open are found too, and marked: a payment of them is a duplicate.
///
/// ```
/// use openitem::cash::remittance::{find_references, MatchedHow, ReferencePolicy};
/// use openitem::{Amount, Currency, ItemKind, OpenItem, Side};
///
/// let date: chrono::NaiveDate = "2026-01-31".parse().unwrap();
/// let ten: Amount = "10".parse()?;
/// let item = |id: &str| OpenItem::new(id, "DE01", ItemKind::Invoice, Side::Debit, Currency::EUR, ten, ten, date, date);
/// let items = [item("1930594979"), item("1930594980")];
/// let found = find_references(&items, "inv 1930 594979", &[], &[], &ReferencePolicy::new());
/// assert_eq!(found.references[0].items[0].item.as_str(), "1930594979");
/// assert_eq!(found.references[0].items[0].how, MatchedHow::PrefixedOrSeparated);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn find_references(
    items: &[OpenItem],
    text: &str,
    lines: &[RemittanceLine],
    customers: &[CustomerId],
    policy: &ReferencePolicy,
) -> FoundReferences {
    let remittance = Reader::new(policy).read(text, lines);
    let index = ReferenceIndex::new(items);
    let codes: Vec<u32> = customers.iter().filter_map(|customer| index.customer_code(customer)).collect();
    let within = if customers.is_empty() { Within::All } else { Within::Customers(&codes) };
    let references = find(&index, &remittance.mentions, within, policy)
        .into_iter()
        .map(|found| FoundReference {
            mention: i32::try_from(found.mention).unwrap_or(i32::MAX),
            items: named(items, remittance.mentions.get(found.mention), &found.candidates),
            contested: found.contested,
        })
        .collect();
    FoundReferences { remittance, references }
}

/// Candidates by the ids of their items.
fn named(items: &[OpenItem], mention: Option<&Mention>, candidates: &[Candidate]) -> Vec<FoundItem> {
    let written = mention.map_or("", |mention| mention.text.as_str());
    let mut out: Vec<_> = candidates
        .iter()
        .filter_map(|candidate| {
            let item = items.get(candidate.item as usize)?;
            Some(FoundItem {
                item: item.id.clone(),
                how: candidate.how,
                letters: candidate.letters,
                closed: candidate.closed,
                reason: candidate.how.reason(written, item),
            })
        })
        .collect();
    out.sort_by(|a, b| (a.how, a.letters, a.closed, &a.item).cmp(&(b.how, b.letters, b.closed, &b.item)));
    out
}

impl MatchedHow {
    /// Why what is written names an item, in words.
    pub(in super::super) fn reason(self, written: &str, item: &OpenItem) -> Reason {
        let (rule, text) = match self {
            Self::Exact => ("reference_exact", "the payer wrote the number of this item"),
            Self::PrefixedOrSeparated => {
                ("reference_same_digits", "the payer wrote this number with another word before it or other signs in it")
            }
            Self::LeadingZeros => ("reference_leading_zeros", "the payer wrote this number with more or fewer zeros before it"),
            Self::InRange => ("reference_in_range", "the number lies in a range that the payer wrote by its first and last"),
            Self::Tail => ("reference_end", "the number ends in the digits that the payer wrote"),
            Self::OneDigitWrong => {
                ("reference_one_digit", "the payer wrote this number with one slip: a digit, or two that changed places")
            }
        };
        Reason::new(rule, text).with_inputs(vec![ReasonInput::new("written", written), ReasonInput::new("item", item.id.as_str())])
    }
}

/// A mention that names items, by their places in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Which of the mentions.
    pub(crate) mention: usize,
    /// The surest first.
    pub(crate) candidates: Vec<Candidate>,
    /// Whether another reading of the same words names other items as surely.
    pub(crate) contested: bool,
}

/// The mentions that name items: of those that overlap, the surest.
pub(crate) fn find(index: &ReferenceIndex, mentions: &[Mention], within: Within<'_>, policy: &ReferencePolicy) -> Vec<Found> {
    let mut readings = Readings::default();
    for (at, mention) in mentions.iter().enumerate() {
        let Some(probe) = Probe::of(mention) else { continue };
        let start = i64::from(mention.at);
        let span = (start, start.saturating_add(i64::from(mention.length)));
        readings.look_up(at, i64::from(mention.line), span, probe, index, within, policy);
    }
    readings.settle(index, within, policy);
    readings
        .list
        .iter()
        .filter(|reading| reading.taken)
        .map(|reading| Found {
            mention: reading.mention,
            candidates: readings.arena.get(reading.from..reading.to).unwrap_or_default().to_vec(),
            contested: reading.contested,
        })
        .collect()
}

/// Readings of one remittance with what they name; keeps its room between remittances.
#[derive(Default)]
pub(super) struct Readings {
    pub(super) list: Vec<Reading>,
    pub(super) arena: Vec<Candidate>,
    order: Vec<usize>,
    taken: Vec<usize>,
    candidates: Vec<Candidate>,
    /// Readings that match no item in full: where, and what to look up.
    rest: Vec<(usize, i64, (i64, i64), Probe)>,
}

pub(super) struct Reading {
    mention: usize,
    line: i64,
    span: (i64, i64),
    /// The surer first: how it names items; ranges before all, for each of their ends names one too; then the longer.
    rank: (u8, Reverse<u32>, i64),
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) taken: bool,
    contested: bool,
}

impl Readings {
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.arena.clear();
        self.rest.clear();
    }

    /// Looks a reading up in full.
    #[expect(clippy::too_many_arguments, reason = "the place of a reading, and where to look")]
    #[inline]
    pub(super) fn look_up(
        &mut self,
        mention: usize,
        line: i64,
        span: (i64, i64),
        probe: Probe,
        index: &ReferenceIndex,
        within: Within<'_>,
        policy: &ReferencePolicy,
    ) {
        index.whole_into(&probe, within, policy, &mut self.candidates);
        if self.candidates.is_empty() {
            self.rest.push((mention, line, span, probe));
        } else {
            self.add(mention, line, span, &probe);
        }
    }

    /// Looks up the ends of numbers, but not of what is a part of a number found in full.
    fn look_up_rest(&mut self, index: &ReferenceIndex, within: Within<'_>, policy: &ReferencePolicy) {
        let rest = std::mem::take(&mut self.rest);
        let whole = self.list.len();
        for (mention, line, span, probe) in &rest {
            let found = self.list.get(..whole).unwrap_or_default();
            if found.iter().any(|found| found.line == *line && found.span.0 < span.1 && span.0 < found.span.1) {
                continue;
            }
            index.ends_into(probe, within, policy, &mut self.candidates);
            self.add(*mention, *line, *span, probe);
        }
        if self.list.len() > whole {
            self.list.sort_by_key(|reading| (reading.line, reading.span.0, reading.mention));
        }
        self.rest = rest;
    }

    /// Adds a reading by its candidates; one that names nothing is left out.
    #[inline]
    fn add(&mut self, mention: usize, line: i64, span: (i64, i64), probe: &Probe) {
        let Some(best) = self.candidates.first() else { return };
        let from = self.arena.len();
        self.arena.extend_from_slice(&self.candidates);
        let sure = if best.how == MatchedHow::InRange { 0 } else { (best.how as u8).saturating_add(1) };
        let rank = (sure, Reverse(probe.digits()), span.0);
        self.list.push(Reading { mention, line, span, rank, from, to: self.arena.len(), taken: false, contested: false });
    }

    /// Takes the surest readings that do not overlap.
    pub(super) fn settle(&mut self, index: &ReferenceIndex, within: Within<'_>, policy: &ReferencePolicy) {
        self.look_up_rest(index, within, policy);
        let mut from = 0_usize;
        while let Some(first) = self.list.get(from) {
            let (line, mut end) = (first.line, first.span.1);
            let mut to = from.saturating_add(1);
            while let Some(next) = self.list.get(to).filter(|next| next.line == line && next.span.0 < end) {
                end = end.max(next.span.1);
                to = to.saturating_add(1);
            }
            self.settle_group(from, to);
            from = to;
        }
    }

    fn settle_group(&mut self, from: usize, to: usize) {
        if to.saturating_sub(from) == 1 {
            if let Some(reading) = self.list.get_mut(from) {
                reading.taken = true;
            }
            return;
        }
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        order.extend(from..to);
        order.sort_by_key(|at| self.list.get(*at).map(|reading| reading.rank));
        let mut taken = std::mem::take(&mut self.taken);
        taken.clear();
        for at in &order {
            let Some(reading) = self.list.get(*at) else { continue };
            let over = taken.iter().copied().find(|other| self.overlap(*other, *at));
            match over {
                None => taken.push(*at),
                Some(other) => {
                    let sure = reading.rank.0 <= (MatchedHow::LeadingZeros as u8).saturating_add(1);
                    if sure
                        && !self.same_items(other, *at)
                        && let Some(other) = self.list.get_mut(other)
                    {
                        other.contested = true;
                    }
                }
            }
        }
        for at in &taken {
            if let Some(reading) = self.list.get_mut(*at) {
                reading.taken = true;
            }
        }
        (self.order, self.taken) = (order, taken);
    }

    fn overlap(&self, a: usize, b: usize) -> bool {
        match (self.list.get(a), self.list.get(b)) {
            (Some(a), Some(b)) => a.span.0 < b.span.1 && b.span.0 < a.span.1,
            _ => false,
        }
    }

    /// Whether all items of the second reading are among those of the first.
    fn same_items(&self, a: usize, b: usize) -> bool {
        let items = |at: usize| self.list.get(at).and_then(|reading| self.arena.get(reading.from..reading.to)).unwrap_or_default();
        items(b).iter().all(|b| items(a).iter().any(|a| a.item == b.item))
    }
}
