//! All names of all customers, so that one look-up among many thousands compares with a few only.
//!
//! Names are found by the runs of three letters that they share: a letter lost or swapped spoils three of them at most, a cut
//! end spoils none. The rarest runs are looked up first, within a budget of steps.

use std::cmp::Reverse;

use hashbrown::HashMap;
use rapidhash::fast::RandomState;

use super::name::Name;

/// How many postings a look-up reads at most.
const BUDGET: usize = 200_000;
/// Once half of the runs are looked up no more than this is read.
const ENOUGH: usize = 20_000;
/// How many names are compared letter by letter: the nearest by shared runs of the whole, and by how many are shared.
const NEAREST: usize = 48;
/// How many texts of one name are kept.
const MOST_TEXTS: usize = 16;
/// A name of so many letters is short.
const SHORT: usize = 6;

/// A name and whose it is.
pub(super) struct Known {
    pub customer: u32,
    pub name: Name,
    /// Other texts of the customer that differ in their legal forms only.
    pub also: Vec<String>,
    /// How many runs of three letters it has.
    runs: u32,
    /// Whether it stands in the master data; else it was only seen on a receipt.
    pub on_file: bool,
}

#[derive(Default)]
pub(super) struct Names {
    list: Vec<Known>,
    runs: HashMap<u64, Vec<u32>, RandomState>,
    words: HashMap<String, u32, RandomState>,
    /// Short names by what is left when one letter is lost: they have too few runs to be found by.
    short: HashMap<String, Vec<u32>, RandomState>,
}

impl Names {
    pub fn get(&self, name: u32) -> Option<&Known> {
        self.list.get(usize::try_from(name).ok()?)
    }

    /// Whether a name stands there already but for its legal form, which is then taken in.
    pub fn takes_in(&mut self, number: u32, name: &Name) -> bool {
        let known = usize::try_from(number).ok().and_then(|at| self.list.get_mut(at));
        let Some(known) = known.filter(|known| known.name.words == name.words) else { return false };
        if known.name.text != name.text && !known.also.contains(&name.text) && known.also.len() < MOST_TEXTS {
            known.also.push(name.text.clone());
        }
        true
    }

    /// Adds a name and gives its number; none where there are more than numbers.
    pub fn add(&mut self, customer: u32, name: Name, on_file: bool) -> Option<u32> {
        let number = u32::try_from(self.list.len()).ok()?;
        let runs = runs_of(&name);
        for run in &runs {
            self.runs.entry(*run).or_default().push(number);
        }
        for word in &name.words {
            let count = self.words.entry_ref(word.as_str()).or_default();
            *count = count.saturating_add(1);
        }
        for key in short_forms(&name) {
            self.short.entry(key).or_default().push(number);
        }
        self.list.push(Known { customer, name, also: Vec::new(), runs: u32::try_from(runs.len()).unwrap_or(u32::MAX), on_file });
        Some(number)
    }

    /// How much a word tells: the rarer among the names, the more. One that no name has counts as the rarest.
    pub fn weight(&self, word: &str) -> i32 {
        let having = self.words.get(word).map_or(1, |count| usize::try_from(*count).unwrap_or(usize::MAX)).max(1);
        let rarity = self.list.len().checked_div(having).unwrap_or(1).max(1);
        let letters = i32::try_from(word.chars().count().min(8)).unwrap_or(8);
        i32::try_from(rarity.ilog2()).unwrap_or(0).saturating_add(1).saturating_mul(letters)
    }

    /// The names that share most runs of letters with this one, and the steps that finding them took.
    pub fn nearest(&self, name: &Name) -> (Vec<u32>, usize) {
        let sought = runs_of(name);
        let mut postings: Vec<&Vec<u32>> = sought.iter().filter_map(|run| self.runs.get(run)).collect();
        postings.sort_by_key(|list| list.len());
        let mut shared = vec![0_u16; self.list.len()];
        let (mut touched, mut steps) = (Vec::new(), 0_usize);
        let half = postings.len().div_ceil(2);
        for (at, list) in postings.into_iter().enumerate() {
            let next = steps.saturating_add(list.len());
            if next > BUDGET || (at >= half && next > ENOUGH) {
                break;
            }
            steps = next;
            for number in list {
                if let Some(count) = usize::try_from(*number).ok().and_then(|at| shared.get_mut(at)) {
                    if *count == 0 {
                        touched.push(*number);
                    }
                    *count = count.saturating_add(1);
                }
            }
        }
        let count = |number: u32| usize::try_from(number).ok().and_then(|at| shared.get(at)).map_or(0, |count| u32::from(*count));
        let whole = u32::try_from(sought.len()).unwrap_or(u32::MAX);
        let likeness = |number: u32| {
            let runs = self.get(number).map_or(1, |known| known.runs);
            count(number).saturating_mul(2_000).checked_div(runs.saturating_add(whole)).unwrap_or(0)
        };
        let mut by_whole = touched.clone();
        keep_first(&mut by_whole, |number| (Reverse(likeness(number)), number));
        keep_first(&mut touched, |number| (Reverse(count(number)), number));
        by_whole.extend(touched);
        for key in short_forms(name) {
            let found = self.short.get(&key).map_or(&[][..], Vec::as_slice);
            steps = steps.saturating_add(found.len().min(NEAREST));
            by_whole.extend(found.iter().take(NEAREST));
        }
        by_whole.sort_unstable();
        by_whole.dedup();
        (by_whole, steps)
    }
}

/// Keeps the first by a key that is never the same twice.
fn keep_first<K: Ord>(list: &mut Vec<u32>, key: impl Fn(u32) -> K) {
    if list.len() > NEAREST {
        list.select_nth_unstable_by_key(NEAREST, |number| key(*number));
        list.truncate(NEAREST);
    }
}

/// The runs of three letters of the words of a name, each once: the beginning of a word counts as a letter, and the first
/// letter of the name stands for itself, so that the shortest name has one.
fn runs_of(name: &Name) -> Vec<u64> {
    let mut runs: Vec<u64> =
        name.words.first().and_then(|word| word.chars().next()).map(|first| pack(['^', first, '^'])).into_iter().collect();
    for word in &name.words {
        let mut last = ['\0', '^'];
        for letter in word.chars() {
            if last[0] != '\0' {
                runs.push(pack([last[0], last[1], letter]));
            }
            last = [last[1], letter];
        }
        if last[0] == '^' {
            runs.push(pack(['^', last[1], ' ']));
        }
    }
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// A short name and what is left of it when any one letter is lost: two names that share one differ by one letter lost, added,
/// changed or swapped.
fn short_forms(name: &Name) -> Vec<String> {
    let mut forms = Vec::new();
    for text in [Some(&name.compact), name.shorter.as_ref()].into_iter().flatten() {
        let letters = text.chars().count();
        if letters > SHORT {
            continue;
        }
        forms.push(text.clone());
        if letters >= 2 {
            forms.extend(
                (0..letters).map(|lost| text.chars().enumerate().filter(|(at, _)| *at != lost).map(|(_, letter)| letter).collect()),
            );
        }
    }
    forms.sort_unstable();
    forms.dedup();
    forms
}

fn pack(letters: [char; 3]) -> u64 {
    letters.into_iter().fold(0, |packed, letter| (packed << 21) | u64::from(u32::from(letter)))
}
