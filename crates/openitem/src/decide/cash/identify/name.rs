//! Names as banks print them, brought to one form: capitals, no accents, no punctuation, the legal form apart.

use std::collections::{BTreeMap, BTreeSet};

use super::policy::IdentifyPolicy;

/// The longest name that is looked at, in characters: ISO 20022 allows 140.
const LONGEST: usize = 140;
/// The most words of a name that are looked at.
const MOST_WORDS: usize = 16;

/// A name brought to one form.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// All words, legal form included, with single spaces.
    pub text: String,
    /// The words without the legal form at the end.
    pub words: Vec<String>,
    /// Those words without spaces: a bank may lose a space as easily as a letter.
    pub compact: String,
    /// The same without a last word that may be a maimed legal form (`NC`, `LD`), where there is one.
    pub shorter: Option<String>,
    /// How long the name was as written, in characters.
    pub written: usize,
}

/// The words that names are compared without.
pub(super) struct Words {
    forms: BTreeSet<String>,
    joining: BTreeSet<String>,
}

impl Words {
    pub fn new(policy: &IdentifyPolicy) -> Self {
        let folded = |list: &[String]| list.iter().flat_map(|word| split(word, LONGEST, MOST_WORDS)).collect();
        Self { forms: folded(&policy.legal_forms), joining: folded(&policy.joining_words) }
    }

    /// Takes in words that so many customers' names end with that they tell nobody apart: one in fifty, ten at least.
    pub fn learn_endings<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        let mut endings: BTreeMap<String, usize> = BTreeMap::new();
        let mut all = 0_usize;
        for name in names {
            all = all.saturating_add(1);
            let words = split(name, LONGEST, MOST_WORDS);
            if let Some(last) = words.get(1..).and_then(<[String]>::last) {
                let count = endings.entry(last.clone()).or_default();
                *count = count.saturating_add(1);
            }
        }
        let common = endings.into_iter().filter(|(_, count)| *count >= 10 && count.saturating_mul(50) >= all);
        self.forms.extend(common.map(|(word, _)| word));
    }

    /// The one form of a name; none where no letter or digit is in it.
    pub fn name(&self, written: &str) -> Option<Name> {
        let all = split(written, LONGEST, MOST_WORDS);
        let mut words: Vec<String> = all.iter().filter(|word| !self.joining.contains(*word)).cloned().collect();
        if words.is_empty() {
            words = all;
        }
        let text = words.join(" ");
        self.drop_forms(&mut words);
        let shorter = self.without_maimed_form(&words);
        let compact = words.concat();
        let written = written.trim().chars().take(LONGEST).count();
        (!compact.is_empty()).then_some(Name { text, words, compact, shorter, written })
    }

    /// Takes legal forms from the end, those written letter by letter too (`S A`, `S P A`); never all of a name, and a second
    /// one only where a word is left over (`A B CO` may be Mr B's).
    fn drop_forms(&self, words: &mut Vec<String>) {
        let before = words.len();
        let left = |words: &[String]| words.iter().map(|word| word.chars().count()).fold(0, usize::saturating_add);
        while words.len() > 1 {
            let is_second = words.len() < before;
            let spelt = words.iter().rev().take_while(|word| word.chars().count() == 1).count().min(words.len().saturating_sub(1));
            let taken = (1..=spelt.max(1)).rev().find(|count| {
                let from = words.len().saturating_sub(*count);
                let (rest, tail) = words.split_at(from);
                self.forms.contains(&tail.concat()) && (!is_second || left(rest) >= 3)
            });
            match taken {
                Some(count) => words.truncate(words.len().saturating_sub(count)),
                None => return,
            }
        }
    }

    /// The name without a last word that is the beginning of a legal form or one with a letter lost, or that a legal form
    /// has run into.
    fn without_maimed_form(&self, words: &[String]) -> Option<String> {
        let (last, before) = words.split_last()?;
        if !before.is_empty() && self.forms.iter().any(|form| is_maimed(last, form)) {
            return Some(before.concat());
        }
        let rest = self
            .forms
            .iter()
            .filter(|form| form.len() >= 2)
            .filter_map(|form| last.strip_suffix(form.as_str()))
            .min_by_key(|rest| rest.len());
        let rest = rest.filter(|rest| rest.len() >= 4 || before.len().saturating_add(rest.len()) >= 4)?;
        Some(before.concat() + rest)
    }
}

/// Whether a word is a legal form that was cut or lost a letter.
fn is_maimed(word: &str, form: &str) -> bool {
    let (short, long) = (word.chars().count(), form.chars().count());
    if short == 0 || short >= long {
        return false;
    }
    form.starts_with(word) || (short.saturating_add(1) == long && short >= 2 && is_subsequence(word, form))
}

fn is_subsequence(part: &str, whole: &str) -> bool {
    let mut rest = whole.chars();
    part.chars().all(|sought| rest.any(|letter| letter == sought))
}

/// The words of a text in capitals, without accents and punctuation. Apostrophes and points join (`BJ'S`, `J.C.`), all else
/// parts.
pub(in super::super) fn split(written: &str, longest: usize, most_words: usize) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in written.trim().chars().take(longest) {
        if letter.is_alphanumeric() {
            fold(letter, &mut word);
        } else if !matches!(letter, '\'' | '’' | '`' | '.' | '\u{300}'..='\u{36f}') && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words.truncate(most_words);
    words
}

/// Adds a letter as a capital without its accent.
fn fold(letter: char, word: &mut String) {
    let upper = letter.to_uppercase();
    for letter in upper {
        match letter {
            'À'..='Å' | 'Ā' | 'Ă' | 'Ą' | 'Ǎ' => word.push('A'),
            'Æ' => word.push_str("AE"),
            'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => word.push('C'),
            'Ð' | 'Ď' | 'Đ' => word.push('D'),
            'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => word.push('E'),
            'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => word.push('G'),
            'Ĥ' | 'Ħ' => word.push('H'),
            'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' => word.push('I'),
            'Ĵ' => word.push('J'),
            'Ķ' => word.push('K'),
            'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' => word.push('L'),
            'Ñ' | 'Ń' | 'Ņ' | 'Ň' => word.push('N'),
            'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' => word.push('O'),
            'Œ' => word.push_str("OE"),
            'Ŕ' | 'Ŗ' | 'Ř' => word.push('R'),
            'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => word.push('S'),
            'Ţ' | 'Ť' | 'Ŧ' | 'Ț' => word.push('T'),
            'Þ' => word.push_str("TH"),
            'Ù'..='Ü' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' => word.push('U'),
            'Ŵ' => word.push('W'),
            'Ý' | 'Ŷ' | 'Ÿ' => word.push('Y'),
            'Ź' | 'Ż' | 'Ž' => word.push('Z'),
            '\u{300}'..='\u{36f}' => {}
            other => word.push(other),
        }
    }
}

/// A number or account without spaces and signs, in capitals: `de02 1203-0000` is `DE0212030000`.
pub(in super::super) fn normal_number(written: &str) -> String {
    written.chars().take(LONGEST).filter(|sign| sign.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// The same without leading zeros: files and spreadsheets lose and add them.
pub(super) fn without_zeros(normal: &str) -> &str {
    normal.trim_start_matches('0')
}
