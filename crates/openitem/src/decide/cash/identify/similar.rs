//! How alike two names are, from 0 to 100, as a clerk would see it: letters lost or swapped, ends cut, words in another order.

use strsim::osa_distance;

use super::name::Name;

/// Two names that are the same but for their legal forms.
const OTHER_FORM: i32 = 98;
/// The same words in another order.
const OTHER_ORDER: i32 = 95;

/// How alike two names are; `weigh` says how much a word tells, `cut_from` from which length on the shorter may be cut.
pub(super) fn similarity(payer: &Name, customer: &Name, cut_from: usize, weigh: &impl Fn(&str) -> i32) -> i32 {
    if payer.text == customer.text {
        return 100;
    }
    let forms = |name: &'_ Name| [Some(name.compact.clone()), name.shorter.clone()];
    let mut best = 0;
    for (payer_loss, payer_form) in [0, 3].into_iter().zip(forms(payer)) {
        for (customer_loss, customer_form) in [0, 3].into_iter().zip(forms(customer)) {
            if let (Some(one), Some(other)) = (&payer_form, &customer_form) {
                let alike = by_letters(one, other, payer, customer, cut_from);
                best = best.max(alike.saturating_sub(payer_loss).saturating_sub(customer_loss));
            }
        }
    }
    best.max(by_words(payer, customer, weigh)).clamp(0, OTHER_FORM)
}

/// By the letters alone, spaces left out.
fn by_letters(payer: &str, customer: &str, payer_name: &Name, customer_name: &Name, cut_from: usize) -> i32 {
    if payer == customer {
        return OTHER_FORM;
    }
    let (payer_length, customer_length) = (payer.chars().count(), customer.chars().count());
    let ((short, length), (long, longer), (short_name, long_name)) = if payer_length <= customer_length {
        ((payer, payer_length), (customer, customer_length), (payer_name, customer_name))
    } else {
        ((customer, customer_length), (payer, payer_length), (customer_name, payer_name))
    };
    let whole = if longer.saturating_sub(length) <= most_edits(length) { by_edits(short, long, length) } else { 0 };
    whole.max(by_beginning(short, length, long, short_name.written >= cut_from, long_name))
}

/// How many letters may be wrong in a name of a length.
const fn most_edits(length: usize) -> usize {
    match length {
        0 | 1 => 0,
        2..=5 => 1,
        6..=11 => 2,
        _ => 3,
    }
}

/// One wrong letter in a long name says little against it, two in a short one much.
fn by_edits(short: &str, long: &str, length: usize) -> i32 {
    let edits = osa_distance(short, long);
    if edits > most_edits(length) {
        return 0;
    }
    let loss = edits.saturating_mul(edits).saturating_mul(60).checked_div(length).unwrap_or(100);
    OTHER_FORM.saturating_sub(i32::try_from(loss).unwrap_or(100))
}

/// Whether the shorter is how the longer begins.
fn by_beginning(short: &str, length: usize, long: &str, may_be_cut: bool, long_name: &Name) -> i32 {
    let ends_with_word = |at: usize| {
        let mut end = 0_usize;
        long_name.words.iter().any(|word| {
            end = end.saturating_add(word.chars().count());
            end == at
        })
    };
    let begins = |letters: usize| long.char_indices().nth(letters).map_or(long, |(at, _)| long.get(..at).unwrap_or(long));
    let (edits, at) = if long.starts_with(short) {
        (0, length)
    } else if length >= 4 && osa_distance(short, begins(length.saturating_add(1))) <= 1 {
        (1, length.saturating_add(1))
    } else if length >= 5 && osa_distance(short, begins(length)) <= 1 {
        (1, length)
    } else {
        return 0;
    };
    let length = i32::try_from(length.min(12)).unwrap_or(12);
    let base = match (may_be_cut, ends_with_word(at)) {
        (true, _) => 94,
        (false, true) => 72_i32.saturating_add(length),
        (false, false) => 58_i32.saturating_add(length.saturating_mul(2)),
    };
    base.saturating_sub(if edits == 0 { 0 } else { 8 }).saturating_sub(if length < 3 { 10 } else { 0 })
}

/// By the words, each by how much it tells: the part of both names that has its like in the other.
fn by_words(payer: &Name, customer: &Name, weigh: &impl Fn(&str) -> i32) -> i32 {
    if payer.words.len() < 2 && customer.words.len() < 2 {
        return 0;
    }
    let of = |name: &Name| name.words.iter().map(|word| weigh(word)).fold(0_i32, i32::saturating_add);
    let (in_payer, in_customer) = (shared(payer, customer, weigh), shared(customer, payer, weigh));
    let all = of(payer).saturating_add(of(customer));
    let like = in_payer.saturating_add(in_customer);
    like.saturating_mul(OTHER_ORDER).checked_div(all.saturating_mul(100)).unwrap_or(0)
}

/// The weight of the words of one name that have their like in the other, in hundredths.
fn shared(one: &Name, other: &Name, weigh: &impl Fn(&str) -> i32) -> i32 {
    let like = |word: &String| other.words.iter().map(|candidate| word_likeness(word, candidate)).max().unwrap_or(0);
    one.words.iter().map(|word| weigh(word).saturating_mul(like(word))).fold(0, i32::saturating_add)
}

fn word_likeness(one: &str, other: &str) -> i32 {
    if one == other {
        return 100;
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() >= 3 && long.starts_with(short) {
        return 75;
    }
    if short.len() >= 4 && long.len().saturating_sub(short.len()) <= 1 && osa_distance(one, other) == 1 {
        return 80;
    }
    0
}
