//! Reading: mentions as records, from free text and from the lines of a structured remittance.

use smol_str::SmolStr;

use super::figures::Figure;
use super::mention::{Hint, Mention, MentionKind, ReadRemittance};
use super::piece::without_marks;
use super::policy::ReferencePolicy;
use super::scan::{Cut, Raw, RawHint, Scanner};
use crate::entry::RemittanceLine;
use crate::{Amount, Rate, Reason, ReasonInput};

/// Reads what a payer wrote: which numbers it names, what else stands there, what it explains.
///
/// Lines end with a line feed, or with the two characters `\n`. Linear in the length of the text, and bounded by the policy;
/// what was cut off is said in `cut`.
///
/// ```
/// use openitem::cash::remittance::{read, MentionKind, ReferencePolicy};
///
/// let text = "INV 1930 594979 1,250.00\nLESS PRICING 50.00";
/// let found = read(text, &ReferencePolicy::new());
/// let whole = found.mentions.iter().find(|mention| mention.joined).unwrap();
/// assert_eq!(whole.number.as_deref(), Some("1930594979"));
/// assert_eq!(whole.amount.unwrap().to_string(), "1250");
/// assert_eq!(found.hints[0].amount.unwrap().to_string(), "50");
/// ```
#[must_use]
pub fn read(text: &str, policy: &ReferencePolicy) -> ReadRemittance {
    Reader::new(policy).read(text, &[])
}

/// Reads free text and remittance lines. Each line's reference becomes a mention with the line's amounts; `line` counts the
/// remittance lines on after the lines of the text.
///
/// ```
/// use openitem::cash::remittance::{read_lines, ReferencePolicy};
/// use openitem::RemittanceLine;
///
/// let lines = [RemittanceLine::new("INV-1001").with_amount("98".parse::<openitem::Amount>()?).with_discount("2".parse::<openitem::Amount>()?)];
/// let found = read_lines("", &lines, &ReferencePolicy::new());
/// assert_eq!(found.mentions[0].number.as_deref(), Some("1001"));
/// assert_eq!(found.mentions[0].discount.unwrap().to_string(), "2");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn read_lines(text: &str, lines: &[RemittanceLine], policy: &ReferencePolicy) -> ReadRemittance {
    Reader::new(policy).read(text, lines)
}

/// Reads many remittances with one policy.
pub(crate) struct Reader<'p> {
    pub(super) scanner: Scanner<'p>,
}

impl<'p> Reader<'p> {
    pub(crate) fn new(policy: &'p ReferencePolicy) -> Self {
        Self { scanner: Scanner::new(policy) }
    }

    /// Reads a remittance.
    pub(crate) fn read(&mut self, text: &str, lines: &[RemittanceLine]) -> ReadRemittance {
        let mut out = ReadRemittance::new();
        let shown = self.scanner.scan(text);
        let mut cuts = self.scanner.cuts.clone();
        self.take(shown, 0, &mut out);
        let mut line = if shown.is_empty() { 0 } else { i32::try_from(self.scanner.line).unwrap_or(i32::MAX) };
        let mut room = usize::try_from(self.scanner.policy.max_mentions).unwrap_or(0).saturating_sub(out.mentions.len());
        for given in lines {
            let from = out.mentions.len();
            let shown = self.scanner.scan(&given.reference);
            cuts.extend_from_slice(&self.scanner.cuts);
            if self.scanner.raws.len() > room {
                cuts.push(Cut::Mentions);
                break;
            }
            room = room.saturating_sub(self.scanner.raws.len());
            self.take(shown, line, &mut out);
            let added = out.mentions.get_mut(from..).unwrap_or_default();
            if added.is_empty() {
                added_as_written(given, line.saturating_add(1), &mut out);
            }
            for mention in out.mentions.get_mut(from..).unwrap_or_default() {
                if mention.number.is_some() || mention.scheme.is_some() {
                    mention.amount = given.amount.or(mention.amount);
                    mention.discount = given.discount;
                    mention.deducted = given.deducted;
                    mention.reason.clone_from(&given.reason);
                }
            }
            line = line.saturating_add(1);
        }
        cuts.sort_unstable();
        cuts.dedup();
        out.cut = cuts.into_iter().map(|cut| cut.reason(self.scanner.policy)).collect();
        out
    }

    /// Puts what the scanner found into records.
    fn take(&self, text: &str, lines_before: i32, out: &mut ReadRemittance) {
        let mut characters = Characters::new(text);
        let line = |line: u32| i32::try_from(line).unwrap_or(i32::MAX).saturating_add(lines_before);
        for raw in &self.scanner.raws {
            let mut mention = mention(raw, text);
            mention.at = characters.before(raw.start);
            mention.length = i32::try_from(mention.text.chars().count()).unwrap_or(i32::MAX);
            mention.line = line(raw.line);
            out.mentions.push(mention);
        }
        for raw in &self.scanner.hints {
            if let Some(known) = self.scanner.policy.hints.get(raw.hint) {
                let mut hint = hint(raw, text, known.kind);
                hint.line = line(raw.line);
                out.hints.push(hint);
            }
        }
    }
}

/// A line whose reference the scanner finds no number in names it as written all the same.
fn added_as_written(given: &RemittanceLine, line: i32, out: &mut ReadRemittance) {
    let number = canonical(&given.reference);
    if !number.is_empty() {
        let mut mention = Mention::new(MentionKind::Reference, given.reference.clone()).with_number(number).with_line(line);
        mention.length = i32::try_from(given.reference.chars().count()).unwrap_or(i32::MAX);
        out.mentions.push(mention);
    }
}

/// A mention as a record.
fn mention(raw: &Raw, text: &str) -> Mention {
    let span = text.get(raw.start as usize..raw.end as usize).unwrap_or_default();
    let mut out = Mention::new(raw.kind, span);
    let span = &*without_marks(span);
    let prefix = raw.prefix.and_then(|prefix| Some((text.get(prefix.start as usize..prefix.end as usize)?, prefix)));
    out.stands_for = raw.prefix.and_then(|prefix| prefix.means);
    out.prefix = prefix.map(|(word, _)| word.to_ascii_uppercase());
    if raw.value.is_some() {
        // A known word glued to its number is not part of it; unknown letters are.
        let bare = match prefix {
            Some((word, known)) if raw.is_glued && known.start == raw.start && known.means.is_some() => {
                span.get(word.len()..).unwrap_or(span)
            }
            _ => span,
        };
        let number = canonical(bare);
        out.number = Some(match raw.through {
            Some(_) => first_number(&number, raw.digits),
            None => number,
        });
    }
    out.through = raw.through.map(|through| format!("{through:0width$}", width = raw.digits as usize));
    out.joined = raw.joined;
    out.is_tail = raw.is_tail;
    out.weak = raw.weak;
    match raw.kind {
        MentionKind::Percent => out.percent = raw.amount.and_then(|figure| rate(&figure)),
        _ => out.amount = raw.amount.map(|figure| amount(&figure)),
    }
    out.date = raw.date;
    out.scheme = raw.scheme;
    if raw.scheme.is_some() {
        out.number = Some(canonical(span));
    }
    out
}

/// The letters and the first so many digits.
fn first_number(number: &str, digits: u32) -> String {
    let mut left = digits;
    number
        .chars()
        .take_while(|sign| {
            let fits = left > 0;
            left = left.saturating_sub(u32::from(sign.is_ascii_digit()));
            fits
        })
        .collect()
}

fn hint(raw: &RawHint, text: &str, kind: super::policy::HintKind) -> Hint {
    let mut out = Hint::new(kind, text.get(raw.start as usize..raw.end as usize).unwrap_or_default());
    out.number = raw.number.and_then(|(start, end)| text.get(start as usize..end as usize)).map(str::to_owned);
    out.amount = raw.amount.map(|figure| amount(&figure));
    out.percent = raw.percent.and_then(|figure| rate(&figure));
    out
}

/// Letters in capitals and digits, without all else.
pub(super) fn canonical(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).map(|sign| sign.to_ascii_uppercase()).collect()
}

fn amount(figure: &Figure) -> Amount {
    decimal(figure).and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn rate(figure: &Figure) -> Option<Rate> {
    decimal(figure)?.parse().ok()
}

fn decimal(figure: &Figure) -> Option<SmolStr> {
    let scale = 10_i64.checked_pow(u32::from(figure.decimals))?;
    let (whole, part) = (figure.value.checked_div(scale)?, figure.value.checked_rem(scale)?);
    Some(if figure.decimals == 0 {
        smol_str::format_smolstr!("{whole}")
    } else {
        smol_str::format_smolstr!("{whole}.{part:0width$}", width = usize::from(figure.decimals))
    })
}

/// Counts characters up to places that ascend, or nearly so.
struct Characters<'a> {
    bytes: &'a [u8],
    at: usize,
    count: usize,
    is_ascii: bool,
}

impl<'a> Characters<'a> {
    fn new(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), at: 0, count: 0, is_ascii: text.is_ascii() }
    }

    fn before(&mut self, place: u32) -> i32 {
        let place = place as usize;
        if self.is_ascii {
            return i32::try_from(place).unwrap_or(i32::MAX);
        }
        let characters = |bytes: &[u8]| bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        if place >= self.at {
            self.count = self.count.saturating_add(characters(self.bytes.get(self.at..place).unwrap_or_default()));
        } else {
            self.count = self.count.saturating_sub(characters(self.bytes.get(place..self.at).unwrap_or_default()));
        }
        self.at = place;
        i32::try_from(self.count).unwrap_or(i32::MAX)
    }
}

impl Cut {
    fn reason(self, policy: &ReferencePolicy) -> Reason {
        let (rule, bound, text) = match self {
            Self::Bytes => ("remittance_text_cut", policy.max_bytes, "the text is longer than is read; its end was left out"),
            Self::Mentions => {
                ("remittance_mentions_cut", policy.max_mentions, "more numbers stand here than are taken; the rest was left out")
            }
            Self::Range => ("remittance_range_cut", policy.max_range, "a range is wider than is taken; only its ends count"),
        };
        Reason::new(rule, text).with_inputs(vec![ReasonInput::new("bound", bound.to_string())])
    }
}
