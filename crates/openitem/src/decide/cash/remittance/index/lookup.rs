//! Looking a mention up: every item that it may name, and how.

use std::borrow::Cow;

use openitem_macros::wire;
use smol_str::SmolStr;

use super::super::mention::{Mention, MentionKind};
use super::super::piece::without_marks;
use super::super::policy::{ReferencePolicy, WordMeaning};
use super::super::scan::Raw;
use super::skeleton::{LONGEST, Letters, NO_LETTERS, Skeleton};
use super::table::Place;
use super::{ReferenceIndex, Source};

/// How a mention names an item, the surest first.
#[wire]
pub enum MatchedHow {
    /// Sign by sign.
    Exact,
    /// The same digits; a word before them or the signs between them differ.
    PrefixedOrSeparated,
    /// The same number with other leading zeros.
    LeadingZeros,
    /// Within a range that is written by its first and last number.
    InRange,
    /// The item's number ends in these digits, four at least.
    Tail,
    /// One digit differs, or two that stand side by side changed places.
    OneDigitWrong,
}

/// Whether the letters of a mention and of an item say the same.
#[wire]
pub enum LettersAgree {
    /// They are the same.
    Same,
    /// One of them has none, or a word that any item may have.
    Unknown,
    /// They differ.
    Different,
}

/// An item that a mention may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    pub(crate) how: MatchedHow,
    pub(crate) letters: LettersAgree,
    pub(crate) source: Source,
    /// The item's place in the list that the index was built from.
    pub(crate) item: u32,
    /// Whether it is marked closed.
    pub(crate) closed: bool,
}

/// Among which items to look.
#[derive(Clone, Copy)]
pub(crate) enum Within<'a> {
    /// All of them.
    All,
    /// Those of these customers, by their codes.
    Customers(&'a [u32]),
}

/// What is looked up of a mention.
#[derive(Clone)]
pub(crate) struct Probe {
    skeleton: Skeleton,
    /// The digest of the letters with those of the word before.
    said: u16,
    /// Whether the word before may stand before any item.
    any_word: bool,
    through: Option<u64>,
    is_plain_range: bool,
    is_tail: bool,
    joined: bool,
    weak: bool,
    text: Option<SmolStr>,
}

/// The fewest digits of an end by which an item is found, and of a number in which one may be wrong.
const FEWEST_OF_TAIL: u32 = 4;
const FEWEST_OF_SLIP: u32 = 6;

impl Probe {
    /// How many digits it has.
    pub(in super::super) const fn digits(&self) -> u32 {
        self.skeleton.digits
    }

    /// Of a mention as it crosses the border; none where it is no reference.
    pub(crate) fn of(mention: &Mention) -> Option<Self> {
        let number = mention.number.as_deref()?;
        let through = mention.through.as_deref().and_then(|through| through.parse().ok());
        let spelled = if through.is_some() { number } else { mention.text.as_str() };
        let spelled = &*without_marks(spelled);
        let skeleton = Skeleton::of(spelled.as_bytes());
        let prefix = mention.prefix.as_deref().unwrap_or_default();
        let glued = spelled.get(..prefix.len()).is_some_and(|front| front.eq_ignore_ascii_case(prefix));
        let is_plain_range = through.is_some() && mention.text.matches('-').count() != 1;
        let said = if glued { skeleton.letters } else { Letters::of(prefix.as_bytes()).and(spelled.as_bytes()).digest() };
        let weak = mention.weak || !matches!(mention.kind, MentionKind::Reference | MentionKind::Structured);
        let text = text_of(&skeleton, spelled);
        Some(Self {
            skeleton,
            said,
            any_word: is_any(mention.stands_for),
            through,
            is_plain_range,
            is_tail: mention.is_tail,
            joined: mention.joined,
            weak,
            text,
        })
    }

    /// Of what the scanner found in a text; none where it is no reference.
    #[inline]
    pub(in super::super) fn of_raw(raw: &Raw, text: &str) -> Option<Self> {
        if raw.value.is_none() && raw.scheme.is_none() {
            return None;
        }
        let span = text.get(raw.start as usize..raw.end as usize).unwrap_or_default();
        let (skeleton, span) = match raw.value {
            Some(value) if raw.is_digits() => (Skeleton::of_number(value, raw.digits), Cow::Borrowed(span)),
            _ => {
                let span = without_marks(span);
                let mut skeleton = Skeleton::of(span.as_bytes());
                if let (Some(_), Some(value)) = (raw.through, raw.value) {
                    (skeleton.value, skeleton.digits) = (value, raw.digits);
                }
                (skeleton, span)
            }
        };
        let said = match raw.prefix.filter(|prefix| prefix.start < raw.start) {
            None => skeleton.letters,
            Some(prefix) if skeleton.letters == NO_LETTERS => prefix.letters.digest(),
            Some(prefix) => prefix.letters.and(span.as_bytes()).digest(),
        };
        Some(Self {
            skeleton,
            said,
            any_word: is_any(raw.prefix.and_then(|prefix| prefix.means)),
            through: raw.through,
            is_plain_range: raw.is_plain_range,
            is_tail: raw.is_tail,
            joined: raw.joined,
            weak: raw.weak,
            text: text_of(&skeleton, &span),
        })
    }
}

#[inline]
fn text_of(skeleton: &Skeleton, spelled: &str) -> Option<SmolStr> {
    if (1..=18).contains(&skeleton.digits) {
        return None;
    }
    Some(super::text_key(spelled, skeleton)).filter(|text| !text.is_empty())
}

const fn is_any(means: Option<WordMeaning>) -> bool {
    !matches!(means, None | Some(WordMeaning::CreditMemo | WordMeaning::PurchaseOrder | WordMeaning::Delivery | WordMeaning::Contract))
}

impl ReferenceIndex {
    /// Every item that a mention may name, the surest first, at most as many as the policy says: all that match in full, else
    /// all of the range, else all that end in these digits. `None` in place of a choice never happens: two that match alike
    /// are both given.
    #[allow(dead_code, reason = "the pipeline takes it up")]
    pub(crate) fn lookup(&self, probe: &Probe, within: Within<'_>, policy: &ReferencePolicy) -> Vec<Candidate> {
        let mut found = Vec::new();
        self.lookup_into(probe, within, policy, &mut found);
        found
    }

    /// The same into a list that is kept between look-ups.
    pub(crate) fn lookup_into(&self, probe: &Probe, within: Within<'_>, policy: &ReferencePolicy, found: &mut Vec<Candidate>) {
        self.whole_into(probe, within, policy, found);
        if found.is_empty() {
            self.ends_into(probe, within, policy, found);
        }
    }

    /// Items that match in full, or all of the range.
    #[inline]
    pub(in super::super) fn whole_into(&self, probe: &Probe, within: Within<'_>, policy: &ReferencePolicy, found: &mut Vec<Candidate>) {
        found.clear();
        let most = usize::try_from(policy.max_candidates).unwrap_or(0);
        match probe.through {
            Some(through) => self.range(probe, through, within, most, found),
            None => self.whole(probe, probe.skeleton.value, within, found),
        }
        sorted(found, most);
    }

    /// Items that end in these digits, or, where the policy says so, differ in one.
    pub(in super::super) fn ends_into(&self, probe: &Probe, within: Within<'_>, policy: &ReferencePolicy, found: &mut Vec<Candidate>) {
        found.clear();
        if probe.weak || probe.through.is_some() {
            return;
        }
        let most = usize::try_from(policy.max_candidates).unwrap_or(0);
        self.tail(probe, probe.skeleton.value, MatchedHow::Tail, within, most, found);
        sorted(found, most);
        if found.is_empty() && policy.one_digit_wrong && !probe.joined {
            *found = self.one_digit_wrong(probe, within, policy);
        }
    }

    /// Items whose number differs from the mention's in one digit, or in two neighbours that changed places: to be confirmed by
    /// the amount or the payer. Never among those that [`lookup`](Self::lookup) gives.
    pub(crate) fn one_digit_wrong(&self, probe: &Probe, within: Within<'_>, policy: &ReferencePolicy) -> Vec<Candidate> {
        let mut found = Vec::new();
        let (value, digits) = (probe.skeleton.value, probe.skeleton.digits);
        if probe.weak || probe.through.is_some() || !(FEWEST_OF_SLIP..=18).contains(&digits) || value >= LONGEST {
            return found;
        }
        let mut power = 1_u64;
        for at in 0..digits {
            let own = digit_at(value, power);
            let without = value.saturating_sub(own.saturating_mul(power));
            for digit in (0..10).filter(|digit| *digit != own) {
                self.slip(probe, without.saturating_add(power.saturating_mul(digit)), within, &mut found);
            }
            let next = power.saturating_mul(10);
            let left = digit_at(value, next);
            if at.saturating_add(1) < digits && left != own {
                let without = without.saturating_sub(left.saturating_mul(next));
                self.slip(
                    probe,
                    without.saturating_add(own.saturating_mul(next)).saturating_add(left.saturating_mul(power)),
                    within,
                    &mut found,
                );
            }
            power = next;
        }
        sorted(&mut found, usize::try_from(policy.max_candidates).unwrap_or(0));
        found
    }

    fn slip(&self, probe: &Probe, value: u64, within: Within<'_>, found: &mut Vec<Candidate>) {
        for (item, place) in self.table.get(value) {
            if place.digits() == probe.skeleton.digits && place.source() != Source::LastNumber && self.is_within(item, within) {
                found.push(self.candidate(probe, item, place, MatchedHow::OneDigitWrong));
            }
        }
    }

    /// Items with this number, whatever their leading zeros.
    #[inline]
    fn whole(&self, probe: &Probe, value: u64, within: Within<'_>, found: &mut Vec<Candidate>) {
        if let Some(text) = &probe.text {
            for (item, place) in self.texts.get(text).into_iter().flatten().copied().filter(|(item, _)| self.is_within(*item, within)) {
                found.push(self.candidate(probe, item, place, how_of(&probe.skeleton, place)));
            }
            return;
        }
        let mut add = |item: u32, place: Place| {
            let how = how_of(&probe.skeleton, place);
            // The last of several numbers in a reference is an end of it, whatever its length, where a word says so.
            if how != MatchedHow::Tail || !probe.weak {
                found.push(self.candidate(probe, item, place, how));
            }
        };
        let own = if let Within::Customers(codes) = within { self.by_customer.few(codes) } else { None };
        match own {
            Some(own) => own.for_each(|own| own.iter().filter(|own| own.value == value).for_each(|own| add(own.item, own.place))),
            None => self.table.get(value).filter(|(item, _)| self.is_within(*item, within)).for_each(|(item, place)| add(item, place)),
        }
    }

    /// Items whose number ends in these digits.
    fn tail(&self, probe: &Probe, value: u64, how: MatchedHow, within: Within<'_>, most: usize, found: &mut Vec<Candidate>) {
        let digits = probe.skeleton.digits;
        let least = if probe.is_tail { 2 } else { FEWEST_OF_TAIL };
        if !(least..=17).contains(&digits) || value == 0 {
            return;
        }
        let power = 10_u64.saturating_pow(digits);
        let ends_so = |number: u64| number > value && number.checked_rem(power) == Some(value);
        let mut add = |item: u32, place: Place| {
            if place.digits() > digits && place.source() != Source::LastNumber {
                found.push(self.candidate(probe, item, place, how));
            }
            found.len() <= most
        };
        let own = if let Within::Customers(codes) = within { self.by_customer.of(codes) } else { None };
        match own {
            Some(mut own) => own.all(|own| own.iter().filter(|own| ends_so(own.value)).all(|own| add(own.item, own.place))),
            None => self.tails.of(&self.table, value, power).all(|number| {
                self.table.get(number).filter(|(item, _)| self.is_within(*item, within)).all(|(item, place)| add(item, place))
            }),
        };
    }

    /// Items with a number of a range. A dash alone says that it is one only where both its ends name an item.
    fn range(&self, probe: &Probe, through: u64, within: Within<'_>, most: usize, found: &mut Vec<Candidate>) {
        let first = probe.skeleton.value;
        let mut ends = 0_u32;
        for value in first..=through {
            let before = found.len();
            self.whole(probe, value, within, found);
            if found.len() == before {
                self.tail(probe, value, MatchedHow::InRange, within, most, found);
            }
            ends = ends.saturating_add(u32::from(found.len() > before && (value == first || value == through)));
            if found.len() > most || (value == first && ends == 0 && !probe.is_plain_range) {
                break;
            }
        }
        if ends < 2 && !probe.is_plain_range {
            found.clear();
        }
        for candidate in found.iter_mut() {
            candidate.how = MatchedHow::InRange;
        }
    }

    #[inline]
    fn candidate(&self, probe: &Probe, item: u32, place: Place, how: MatchedHow) -> Candidate {
        let (own, given) = (place.letters(), probe.skeleton.letters);
        let letters = if own == given || own == probe.said {
            LettersAgree::Same
        } else if own == NO_LETTERS || probe.said == NO_LETTERS || probe.any_word {
            LettersAgree::Unknown
        } else {
            LettersAgree::Different
        };
        Candidate { how, letters, source: place.source(), item, closed: self.is_closed(item) }
    }

    /// Brings the numbers of some customers near, so that the delays of memory fall together.
    pub(in super::super) fn touch(&self, customers: impl Iterator<Item = u32> + Clone) {
        let mut touched = customers.clone().fold(0, |sum, customer| sum ^ self.by_customer.own(customer).len() as u64);
        for customer in customers {
            // A line of memory holds four.
            for four in self.by_customer.own(customer).chunks(4) {
                touched ^= four.first().map_or(0, |own| own.value);
            }
        }
        std::hint::black_box(touched);
    }

    fn is_within(&self, item: u32, within: Within<'_>) -> bool {
        match within {
            Within::All => true,
            Within::Customers(codes) => self.customers.get(item as usize).is_some_and(|code| codes.contains(code)),
        }
    }
}

/// The digit that counts for this power of ten.
fn digit_at(value: u64, power: u64) -> u64 {
    value.checked_div(power).unwrap_or(0) % 10
}

#[inline]
fn how_of(skeleton: &Skeleton, place: Place) -> MatchedHow {
    if place.source() == Source::LastNumber {
        MatchedHow::Tail
    } else if place.digits() != skeleton.digits.min(63) {
        MatchedHow::LeadingZeros
    } else if place.letters() == skeleton.letters && place.shape() == skeleton.shape {
        MatchedHow::Exact
    } else {
        MatchedHow::PrefixedOrSeparated
    }
}

/// Sorts candidates, keeps the surest reading of each item, and as many as may be given.
#[inline]
fn sorted(found: &mut Vec<Candidate>, most: usize) {
    if found.len() > 1 {
        found.sort_unstable_by_key(|candidate| (candidate.item, *candidate));
        found.dedup_by_key(|candidate| candidate.item);
        found.sort_unstable();
        found.truncate(most);
    }
}
