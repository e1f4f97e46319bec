//! The words of payment terms: text cut into numbers, words and signs, and the phrases that mean something together.

/// A piece of the text, with its place in characters and in bytes.
#[derive(Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) at: usize,
    pub(super) byte: usize,
    /// Whether it follows the piece before without a blank.
    pub(super) is_adjacent: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// Digits, perhaps with a point between them.
    Number(&'a str),
    /// Letters and `_`.
    Word(&'a str),
    /// Anything else.
    Sign(char),
}

impl Token<'_> {
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self.kind, Kind::Word(found) if found.eq_ignore_ascii_case(word))
    }

    pub(super) fn is_one_of(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(word))
    }
}

/// The pieces of a text. Blanks, brackets and full stops between words mean nothing.
pub(super) fn scan(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut letters = text.char_indices().enumerate().peekable();
    let mut is_adjacent = false;
    while let Some((at, (byte, letter))) = letters.next() {
        let is_digit = letter.is_ascii_digit();
        if letter.is_whitespace() || matches!(letter, '(' | ')' | '.' | '"' | '\'' | '’') {
            is_adjacent = false;
            continue;
        }
        let mut end = byte.saturating_add(letter.len_utf8());
        let is_word = |letter: char| letter.is_alphabetic() || letter == '_';
        if is_digit || is_word(letter) {
            let mut has_point = false;
            while let Some((_, (byte, next))) = letters.peek().copied() {
                let is_point = is_digit
                    && !has_point
                    && next == '.'
                    && text.get(byte.saturating_add(1)..).is_some_and(|rest| rest.starts_with(|after: char| after.is_ascii_digit()));
                if !(is_point || if is_digit { next.is_ascii_digit() } else { is_word(next) }) {
                    break;
                }
                has_point |= is_point;
                end = byte.saturating_add(next.len_utf8());
                letters.next();
            }
        }
        let piece = text.get(byte..end).unwrap_or_default();
        let kind = if is_digit {
            Kind::Number(piece)
        } else if is_word(letter) {
            Kind::Word(piece)
        } else {
            Kind::Sign(if matches!(letter, '–' | '—' | '‑' | '−') { '-' } else { letter })
        };
        tokens.push(Token { kind, at, byte, is_adjacent });
        is_adjacent = true;
    }
    tokens
}

/// What a phrase means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phrase {
    /// Due on the document's date.
    OnReceipt,
    /// Due when the goods arrive.
    OnDelivery,
    /// Counted from the day the goods arrive.
    FromDelivery,
    /// Counted from the day a retention is released.
    FromRetention,
    /// Counted from the posting date.
    FromPosting,
    /// Paid before delivery.
    InAdvance,
    /// Counted from the end of the month.
    EndOfMonth,
    /// Counted from the end of the next month.
    EndOfNextMonth,
    /// On to the end of the month, after the days.
    ToEndOfMonth,
    /// A day of the month following.
    MonthFollowing,
    /// A day of whichever month comes.
    OfMonth,
    /// Counted from the document's date, as everything is.
    FromDocument,
}

/// The longest phrase that starts here, and how many pieces it takes.
pub(super) fn phrase(tokens: &[Token<'_>]) -> Option<(Phrase, usize)> {
    PHRASES
        .iter()
        .filter_map(|(words, meaning)| {
            let mut length = 0_usize;
            for word in words.split(' ') {
                tokens.get(length).filter(|token| token.is_word(word))?;
                length = length.saturating_add(1);
            }
            Some((*meaning, length))
        })
        .max_by_key(|(_, length)| *length)
}

const PHRASES: &[(&str, Phrase)] = &[
    ("due on receipt", Phrase::OnReceipt),
    ("due upon receipt", Phrase::OnReceipt),
    ("due at receipt", Phrase::OnReceipt),
    ("on receipt", Phrase::OnReceipt),
    ("upon receipt", Phrase::OnReceipt),
    ("on receipt of invoice", Phrase::OnReceipt),
    ("upon receipt of invoice", Phrase::OnReceipt),
    ("due on receipt of invoice", Phrase::OnReceipt),
    ("due upon receipt of invoice", Phrase::OnReceipt),
    ("receipt", Phrase::OnReceipt),
    ("dor", Phrase::OnReceipt),
    ("immediate", Phrase::OnReceipt),
    ("immediate payment", Phrase::OnReceipt),
    ("immediately", Phrase::OnReceipt),
    ("due now", Phrase::OnReceipt),
    ("cash", Phrase::OnReceipt),
    ("on presentation", Phrase::OnReceipt),
    ("upon presentation", Phrase::OnReceipt),
    ("at sight", Phrase::OnReceipt),
    ("cod", Phrase::OnDelivery),
    ("c o d", Phrase::OnDelivery),
    ("cash on delivery", Phrase::OnDelivery),
    ("collect on delivery", Phrase::OnDelivery),
    ("payment on delivery", Phrase::OnDelivery),
    ("on delivery", Phrase::OnDelivery),
    ("upon delivery", Phrase::OnDelivery),
    ("on receipt of goods", Phrase::OnDelivery),
    ("upon receipt of goods", Phrase::OnDelivery),
    ("on receipt of the goods", Phrase::OnDelivery),
    ("upon receipt of the goods", Phrase::OnDelivery),
    ("due on receipt of goods", Phrase::OnDelivery),
    ("due on receipt of the goods", Phrase::OnDelivery),
    ("due upon receipt of goods", Phrase::OnDelivery),
    ("due upon receipt of the goods", Phrase::OnDelivery),
    ("rog", Phrase::FromDelivery),
    ("r o g", Phrase::FromDelivery),
    ("aog", Phrase::FromDelivery),
    ("a o g", Phrase::FromDelivery),
    ("receipt of goods", Phrase::FromDelivery),
    ("receipt of the goods", Phrase::FromDelivery),
    ("arrival of goods", Phrase::FromDelivery),
    ("arrival of the goods", Phrase::FromDelivery),
    ("after delivery", Phrase::FromDelivery),
    ("from delivery", Phrase::FromDelivery),
    ("of delivery", Phrase::FromDelivery),
    ("retention", Phrase::FromRetention),
    ("retention released", Phrase::FromRetention),
    ("release of retention", Phrase::FromRetention),
    ("posting", Phrase::FromPosting),
    ("posting date", Phrase::FromPosting),
    ("cia", Phrase::InAdvance),
    ("c i a", Phrase::InAdvance),
    ("cash in advance", Phrase::InAdvance),
    ("in advance", Phrase::InAdvance),
    ("advance", Phrase::InAdvance),
    ("advance payment", Phrase::InAdvance),
    ("payment in advance", Phrase::InAdvance),
    ("paid in advance", Phrase::InAdvance),
    ("pia", Phrase::InAdvance),
    ("prepaid", Phrase::InAdvance),
    ("prepay", Phrase::InAdvance),
    ("prepayment", Phrase::InAdvance),
    ("cbd", Phrase::InAdvance),
    ("cash before delivery", Phrase::InAdvance),
    ("before delivery", Phrase::InAdvance),
    ("cwo", Phrase::InAdvance),
    ("cash with order", Phrase::InAdvance),
    ("with order", Phrase::InAdvance),
    ("upfront", Phrase::InAdvance),
    ("up front", Phrase::InAdvance),
    ("deposit", Phrase::InAdvance),
    ("down", Phrase::InAdvance),
    ("down payment", Phrase::InAdvance),
    ("eom", Phrase::EndOfMonth),
    ("e o m", Phrase::EndOfMonth),
    ("month end", Phrase::EndOfMonth),
    ("end of month", Phrase::EndOfMonth),
    ("end of the month", Phrase::EndOfMonth),
    ("end of invoice month", Phrase::EndOfMonth),
    ("end of the invoice month", Phrase::EndOfMonth),
    ("end of month of invoice", Phrase::EndOfMonth),
    ("end of current month", Phrase::EndOfMonth),
    ("last day of month", Phrase::EndOfMonth),
    ("last day of the month", Phrase::EndOfMonth),
    ("eonm", Phrase::EndOfNextMonth),
    ("end of next month", Phrase::EndOfNextMonth),
    ("end of the next month", Phrase::EndOfNextMonth),
    ("end of following month", Phrase::EndOfNextMonth),
    ("end of the following month", Phrase::EndOfNextMonth),
    ("last day of next month", Phrase::EndOfNextMonth),
    ("last day of the next month", Phrase::EndOfNextMonth),
    ("last day of the following month", Phrase::EndOfNextMonth),
    ("then eom", Phrase::ToEndOfMonth),
    ("then end of month", Phrase::ToEndOfMonth),
    ("to eom", Phrase::ToEndOfMonth),
    ("to end of month", Phrase::ToEndOfMonth),
    ("to the end of the month", Phrase::ToEndOfMonth),
    ("until end of month", Phrase::ToEndOfMonth),
    ("mfi", Phrase::MonthFollowing),
    ("m f i", Phrase::MonthFollowing),
    ("prox", Phrase::MonthFollowing),
    ("proximo", Phrase::MonthFollowing),
    ("month following", Phrase::MonthFollowing),
    ("month following invoice", Phrase::MonthFollowing),
    ("following month", Phrase::MonthFollowing),
    ("of following month", Phrase::MonthFollowing),
    ("of the following month", Phrase::MonthFollowing),
    ("of the month following", Phrase::MonthFollowing),
    ("of the month following invoice", Phrase::MonthFollowing),
    ("next month", Phrase::MonthFollowing),
    ("of next month", Phrase::MonthFollowing),
    ("of the next month", Phrase::MonthFollowing),
    ("of month", Phrase::OfMonth),
    ("of the month", Phrase::OfMonth),
    ("of each month", Phrase::OfMonth),
    ("of every month", Phrase::OfMonth),
    ("of a month", Phrase::OfMonth),
    ("invoice", Phrase::FromDocument),
    ("invoice date", Phrase::FromDocument),
    ("date of invoice", Phrase::FromDocument),
    ("document date", Phrase::FromDocument),
];

/// Words that people write between the others and that change nothing.
pub(super) const NOISE: &[&str] = &[
    "a",
    "account",
    "after",
    "an",
    "at",
    "be",
    "by",
    "calendar",
    "date",
    "day",
    "days",
    "due",
    "else",
    "for",
    "from",
    "full",
    "if",
    "in",
    "is",
    "of",
    "on",
    "only",
    "or",
    "otherwise",
    "paid",
    "payable",
    "payment",
    "strictly",
    "terms",
    "the",
    "to",
    "upon",
    "with",
    "within",
];

pub(super) const DAYS: &[&str] = &["d", "day", "days"];
pub(super) const WEEKS: &[&str] = &["w", "wk", "wks", "week", "weeks"];
pub(super) const MONTHS: &[&str] = &["mo", "mth", "mths", "month", "months"];
pub(super) const ORDINALS: &[&str] = &["st", "nd", "rd", "th"];
pub(super) const DISCOUNT: &[&str] = &["cash", "discount", "disc", "off", "skonto", "if", "paid", "within", "in", "for", "by", "the"];
