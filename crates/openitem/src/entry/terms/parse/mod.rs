//! Terms read from the way people write them.

mod parts;
mod scan;
mod scope;
mod values;

use std::str::FromStr;

use super::check::{MOST_DAYS, MOST_MONTHS, check};
use super::{BaseDate, DayLimit, PaymentTerms, Share, ShareOf};
use crate::wire::shorten;
use crate::{OpenItemError, Rate};
use scan::{DAYS, DISCOUNT, Kind, MONTHS, NOISE, ORDINALS, Phrase, Token, WEEKS, phrase, scan};
use scope::{Raw, Scope, Style};

/// Reads payment terms.
///
/// Case, blanks and most punctuation do not matter. What is understood, with examples:
///
/// - net: "net 30", "n/60", "30 days", "2 weeks", "3 months", "due on receipt", "immediate"
/// - end of month: "EOM", "net 30 EOM", "45 days end of month" (counted from the end of the month), "30 days then EOM" (on to
///   the end of the month), "end of next month"
/// - a day of a month: "15 MFI", "15 prox", "net 10th", "1st of next month" (the month following), "20th of the month",
///   "net 5 on the 5th and 20th" (the next such day), "30 days end of month the 10th"
/// - discounts: "2/10 net 30", "2% 10 net 30", "14 days 2%, 30 days net", "2/10, 1/20, n/60", "2/10-60X"; "EOM", "MFI" and
///   "prox" hold for a due date and its discounts alike
/// - events: "COD", "3/10 n/30 ROG", "5 days after delivery"; "CIA", "prepaid", "30% deposit"
/// - parts: "50% net 30, 50% net 60", "30% in advance, balance net 30", "fixed 200 due on receipt, balance net 30"
/// - the rest as `name=value`: `months`, `days`, `ahead`, `cutoff`, `eom`, `after`, `day`, `earliest`, `pay` after the rule they
///   belong to, `from` and `in_advance` in their part, `base`, `tax`, `remainder`, `rounding`, `business_day`,
///   `discount_business_day`, `grace`, `discount_base` anywhere; "through 15: EOM; 15 MFI" for day limits; "26th rule"
///
/// Discounts without a net date give 20 days more to pay in full, as textbooks have it: "2/10" is "2/10 net 30".
///
/// # Errors
/// `malformed_terms` with the text and the place where it stopped making sense; `invalid_value` where it makes sense but
/// cannot be, such as parts of 30% and 60%.
///
/// ```
/// use openitem::{OpenItemError, terms};
///
/// assert_eq!(terms::parse("2 % 10 Days, NET 30")?, terms::parse("2/10 n/30")?);
/// let Err(OpenItemError::MalformedTerms { rest, at, .. }) = terms::parse("net thirty") else { panic!() };
/// assert_eq!((rest.as_str(), at), ("thirty", 4));
/// # Ok::<(), OpenItemError>(())
/// ```
pub fn parse(text: &str) -> Result<PaymentTerms, OpenItemError> {
    let tokens = scan(text);
    let mut parser = Parser { text, tokens: &tokens, next: 0, terms: PaymentTerms::new().with_installments(vec![]), part: Part::default() };
    while parser.peek(0).is_some() {
        parser.item()?;
    }
    parser.finish_part()?;
    check(&parser.terms)?;
    Ok(parser.terms)
}

impl FromStr for PaymentTerms {
    type Err = OpenItemError;

    fn from_str(text: &str) -> Result<Self, OpenItemError> {
        parse(text)
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token<'a>],
    next: usize,
    terms: PaymentTerms,
    part: Part,
}

/// The installment being read.
#[derive(Default)]
struct Part {
    share: Option<Share>,
    base: BaseDate,
    in_advance: bool,
    limits: Vec<DayLimit>,
    /// The day of the limit whose rules are being read.
    limit: Option<i32>,
    scope: Scope,
}

impl Part {
    fn is_empty(&self) -> bool {
        self.scope.is_empty() && self.limits.is_empty() && self.limit.is_none() && !self.in_advance && self.base == BaseDate::Document
    }
}

type Read<T> = Result<T, OpenItemError>;

impl<'a> Parser<'a> {
    fn peek(&self, ahead: usize) -> Option<Token<'a>> {
        self.tokens.get(self.next.checked_add(ahead)?).copied()
    }

    fn is_sign(&self, ahead: usize, sign: char) -> bool {
        self.peek(ahead).is_some_and(|token| token.kind == Kind::Sign(sign))
    }

    fn is_number(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(|token| matches!(token.kind, Kind::Number(_)))
    }

    fn is_one_of(&self, ahead: usize, words: &[&str]) -> bool {
        self.peek(ahead).is_some_and(|token| token.is_one_of(words))
    }

    /// Whether a unit stands here, and not the name of a `days=…`.
    fn is_unit(&self, words: &[&str]) -> bool {
        self.is_one_of(0, words) && !self.is_sign(1, '=')
    }

    fn skip(&mut self, count: usize) {
        self.next = self.next.saturating_add(count);
    }

    fn skip_if(&mut self, found: bool) -> bool {
        if found {
            self.skip(1);
        }
        found
    }

    /// The error at a place; past the end where no piece is left.
    fn wrong_at(&self, place: usize, expected: &str) -> OpenItemError {
        let (at, byte) = match self.tokens.get(place) {
            Some(token) => (token.at, token.byte),
            None => (self.text.chars().count(), self.text.len()),
        };
        OpenItemError::MalformedTerms {
            text: shorten(self.text),
            rest: shorten(self.text.get(byte..).unwrap_or_default()),
            at: i32::try_from(at).unwrap_or(i32::MAX),
            expected: expected.to_owned(),
        }
    }

    fn wrong<T>(&self, expected: &str) -> Read<T> {
        Err(self.wrong_at(self.next, expected))
    }

    fn item(&mut self) -> Read<()> {
        let Some(token) = self.peek(0) else { return Ok(()) };
        match token.kind {
            Kind::Number(_) => self.number(),
            Kind::Word(_) if self.is_sign(1, '=') => self.key(),
            Kind::Word(_) => self.word(),
            Kind::Sign(';') if self.part.limit.is_some() => self.finish_limit(),
            Kind::Sign('-') if !token.is_adjacent && self.is_number(1) && self.peek(1).is_some_and(|digits| digits.is_adjacent) => {
                self.wrong("a number without a sign")
            }
            Kind::Sign(',' | ';' | '+' | '&' | '-') => {
                self.skip(1);
                Ok(())
            }
            Kind::Sign('/') if self.part.scope.has_discount_only() => {
                self.skip(1);
                Ok(())
            }
            Kind::Sign(_) => self.wrong("terms such as `net 30`, `2/10` or `EOM`"),
        }
    }

    fn word(&mut self) -> Read<()> {
        if let Some((found, length)) = phrase(self.tokens.get(self.next..).unwrap_or_default()) {
            return self.phrase(found, length);
        }
        if self.is_one_of(0, &["net", "n"]) {
            let slash = usize::from(self.is_sign(1, '/'));
            let at = slash.saturating_add(1);
            let after = at.saturating_add(1);
            let is_discount =
                self.is_sign(after, '%') || (slash == 0 && self.is_sign(after, '/') && self.is_number(after.saturating_add(1)));
            if self.is_number(at) && !is_discount {
                self.skip(at);
                return self.count();
            }
            if self.closes(1) && self.part.scope.may_be_share {
                return self.discount_was_share();
            }
            let hangs = self.peek(1).is_none() && self.part.scope.due.is_none();
            if slash == 1 || hangs || self.peek(0).is_some_and(|token| token.is_word("n")) {
                self.skip(at);
                return self.wrong("a number of days");
            }
            self.skip(1);
            return Ok(());
        }
        if self.is_one_of(0, &["balance", "remainder", "remaining", "rest"]) {
            self.start_part(Share::Balance {})?;
            self.skip(1);
            self.skip_if(self.is_sign(0, ':'));
            return Ok(());
        }
        if self.is_one_of(0, &["fixed"]) {
            return self.fixed();
        }
        if self.is_one_of(0, &["through", "until", "till"]) {
            return self.start_limit();
        }
        if self.is_one_of(0, &["first"]) {
            self.skip(1);
            self.skip_if(self.is_unit(DAYS));
            return self.ordinals(vec![1]);
        }
        if self.is_one_of(0, &["and", "then"]) || self.is_one_of(0, NOISE) {
            self.skip(1);
            return Ok(());
        }
        self.wrong("terms such as `net 30`, `2/10` or `EOM`")
    }

    /// "70% 30 days net": what looked like a discount is the share of a part.
    fn discount_was_share(&mut self) -> Read<()> {
        let Some((percent, rule)) = self.part.scope.discounts.pop() else { return Ok(()) };
        let end = self.next.saturating_add(1);
        self.next = rule.place;
        self.part.scope.may_be_share = false;
        self.start_part(Share::Percent { percent, of: ShareOf::Total })?;
        self.due(rule)?;
        self.next = end;
        Ok(())
    }

    /// Whether nothing that belongs together goes on here.
    fn closes(&self, ahead: usize) -> bool {
        self.peek(ahead).is_none_or(|token| matches!(token.kind, Kind::Sign(',' | ';' | '+' | '&')) || token.is_one_of(&["and", "then"]))
    }

    fn phrase(&mut self, found: Phrase, length: usize) -> Read<()> {
        let start = self.next;
        match found {
            Phrase::OnReceipt => self.due(Raw::counted(0, start))?,
            Phrase::OnDelivery => {
                self.base(BaseDate::GoodsReceived)?;
                self.due(Raw::counted(0, start))?;
            }
            Phrase::FromDelivery => self.base(BaseDate::GoodsReceived)?,
            Phrase::FromRetention => self.base(BaseDate::RetentionReleased)?,
            Phrase::FromPosting => self.base(BaseDate::Posting)?,
            Phrase::InAdvance => self.part.in_advance = true,
            Phrase::EndOfMonth => self.style(Style::EndOfMonth)?,
            Phrase::EndOfNextMonth => {
                self.style(Style::EndOfMonth)?;
                self.part.scope.months_ahead = 1;
            }
            Phrase::ToEndOfMonth => match self.part.scope.last() {
                Some(rule) => rule.end_of_month = Some(true),
                None => return self.wrong("a number of days before it"),
            },
            Phrase::MonthFollowing => self.style(Style::MonthFollowing)?,
            Phrase::OfMonth => return self.wrong("a day before it, such as `20th of the month`"),
            Phrase::FromDocument => {}
        }
        self.skip(length);
        Ok(())
    }

    fn base(&mut self, base: BaseDate) -> Read<()> {
        if self.part.base != BaseDate::Document && self.part.base != base {
            return self.wrong("one date to count from");
        }
        self.part.base = base;
        Ok(())
    }

    fn style(&mut self, style: Style) -> Read<()> {
        if self.part.scope.style != Style::Plain && self.part.scope.style != style {
            return self.wrong("either the end of the month or a day of the month following");
        }
        self.part.scope.style = style;
        Ok(())
    }

    fn due(&mut self, rule: Raw) -> Read<()> {
        if self.part.scope.due.is_some() {
            return self.wrong("the end, or a share before each of several parts, such as `50% net 30, 50% net 60`");
        }
        self.part.scope.due = Some(rule);
        self.part.scope.last_is_due = true;
        Ok(())
    }

    fn number(&mut self) -> Read<()> {
        if self.is_sign(1, '%') {
            return self.percentage();
        }
        if self.is_sign(1, '/') && self.is_number(2) {
            let percent = self.rate()?;
            self.skip(1);
            return self.discount(percent);
        }
        if self.is_number(0) && self.is_one_of(1, ORDINALS) && self.is_one_of(2, &["rule"]) {
            if self.peek(0).is_none_or(|token| token.kind != Kind::Number("26")) {
                return self.wrong("`26th rule`");
            }
            self.terms.twenty_sixth_rule = true;
            self.skip(3);
            return Ok(());
        }
        if self.is_one_of(1, &["x", "extra"]) {
            let place = self.next;
            let days = self.whole(MOST_DAYS)?;
            if !self.part.scope.has_discount_only() {
                return Err(self.wrong_at(place, "a discount before the extra days, such as `2/10-60X`"));
            }
            if let Some(rule) = self.part.scope.last() {
                rule.days_after = Some(days);
            }
            self.skip(1);
            return Ok(());
        }
        let is_decimal_comma = self.is_sign(1, ',')
            && self.peek(1).is_some_and(|comma| comma.is_adjacent)
            && self.peek(2).is_some_and(|digits| digits.is_adjacent && matches!(digits.kind, Kind::Number(_)));
        if is_decimal_comma {
            self.skip(1);
            return self.wrong("a blank after the comma, or a point as decimal sign");
        }
        self.count()
    }

    /// Days, weeks or months to pay, a day of the month, or "14 days 2%".
    fn count(&mut self) -> Read<()> {
        if self.is_one_of(1, ORDINALS) {
            let day = self.whole(31)?;
            self.skip(1);
            self.skip_if(self.is_unit(DAYS));
            return self.ordinals(vec![day]);
        }
        let rule = self.counted()?;
        let dash = usize::from(self.is_sign(0, '-'));
        if self.is_number(dash) && self.is_sign(dash.saturating_add(1), '%') && self.closes(dash.saturating_add(2)) {
            self.skip(dash);
            let percent = self.rate()?;
            self.skip(1);
            self.part.scope.add_discount(percent, rule);
            return Ok(());
        }
        // A day named after days and the end of the month: "30 days end of month the 10".
        let names_day = self.part.scope.due.is_some() && self.part.scope.style == Style::EndOfMonth;
        if let Some(day) = rule.count.filter(|day| names_day && (1..=31).contains(day)) {
            return self.ordinals(vec![day]);
        }
        if self.part.scope.due.is_some() {
            self.next = rule.place;
        }
        self.due(rule)
    }

    /// A number with its unit, as a rule.
    fn counted(&mut self) -> Read<Raw> {
        let place = self.next;
        let number = self.whole(MOST_DAYS)?;
        let mut rule = Raw::counted(number, place);
        if self.is_unit(WEEKS) {
            let days = number.saturating_mul(7);
            if days > MOST_DAYS {
                return Err(self.wrong_at(place, "a century at most"));
            }
            rule.count = Some(days);
            self.skip(1);
        } else if self.is_unit(MONTHS) && phrase(self.tokens.get(self.next..).unwrap_or_default()).is_none() {
            if number > MOST_MONTHS {
                return Err(self.wrong_at(place, "a century at most"));
            }
            rule.count = None;
            rule.months = Some(number);
            self.skip(1);
        } else {
            self.skip_if(self.is_unit(DAYS));
        }
        Ok(rule)
    }

    /// Days of the month; more may follow.
    fn ordinals(&mut self, mut days: Vec<i32>) -> Read<()> {
        let place = self.next.saturating_sub(1);
        while days.len() < 31 {
            let mut ahead = 0_usize;
            while self.is_one_of(ahead, &["and", "or", "the"]) || self.is_sign(ahead, '&') || self.is_sign(ahead, ',') {
                ahead = ahead.saturating_add(1);
            }
            let is_next = self.is_number(ahead) && self.is_one_of(ahead.saturating_add(1), ORDINALS);
            if ahead == 0 || !is_next || self.is_one_of(ahead.saturating_add(2), &["rule"]) {
                break;
            }
            self.skip(ahead);
            days.push(self.whole(31)?);
            self.skip(1);
            self.skip_if(self.is_unit(DAYS));
        }
        if days.contains(&0) {
            return Err(self.wrong_at(place, "a day of the month, 1 to 31"));
        }
        let following = phrase(self.tokens.get(self.next..).unwrap_or_default());
        let of_month = following.filter(|(found, _)| *found == Phrase::OfMonth);
        let is_following = following.is_some_and(|(found, _)| found == Phrase::MonthFollowing);
        self.skip(of_month.map_or(0, |(_, length)| length));
        let single = if days.len() == 1 { days.first().copied() } else { None };
        let scope = &mut self.part.scope;
        match (single, scope.due.as_mut()) {
            (Some(day), Some(due)) if scope.style == Style::EndOfMonth && of_month.is_none() => due.on_day_after(day),
            (_, Some(due)) if !is_following => due.pay_days = Some(days),
            (Some(day), None) if scope.style == Style::EndOfMonth => self.due(Raw::counted(day, place))?,
            (Some(day), None) if of_month.is_none() => {
                let mut rule = Raw::bare(place);
                rule.day_of_month = Some(day);
                rule.months_ahead = Some(1);
                self.due(rule)?;
            }
            (_, None) if !is_following => {
                let mut rule = Raw::counted(0, place);
                rule.pay_days = Some(days);
                self.due(rule)?;
            }
            _ => return Err(self.wrong_at(place, "one day of the month following")),
        }
        Ok(())
    }

    /// "2%": a discount, or the share of a part.
    fn percentage(&mut self) -> Read<()> {
        let place = self.next;
        let percent = self.rate()?;
        self.skip(1);
        if self.skip_if(self.is_sign(0, ':')) {
            self.next = place;
            self.start_part(Share::Percent { percent, of: ShareOf::Total })?;
            self.next = place.saturating_add(3);
            return Ok(());
        }
        if self.is_one_of(0, &["of"]) && self.is_one_of(1, &["net", "untaxed"]) {
            let end = self.next.saturating_add(2);
            self.next = place;
            self.start_part(Share::Percent { percent, of: ShareOf::Net })?;
            self.next = end;
            self.skip_if(self.is_one_of(0, &["amount"]));
            self.skip_if(self.is_sign(0, ':'));
            return Ok(());
        }
        let mut ahead = 0_usize;
        if self.is_sign(0, '/') || self.is_sign(0, '-') {
            ahead = 1;
        }
        // "2% in advance" is a share, "2% in 10 days" a discount.
        while phrase(self.tokens.get(self.next.saturating_add(ahead)..).unwrap_or_default())
            .is_none_or(|(found, _)| found == Phrase::OnReceipt)
            && self.is_one_of(ahead, DISCOUNT)
        {
            ahead = ahead.saturating_add(1);
        }
        let after = ahead.saturating_add(1);
        let starts_rules = (self.is_sign(after, '/') && self.is_number(after.saturating_add(1))) || self.is_sign(after, '%');
        if self.is_number(ahead) && !(ahead == 0 && starts_rules) {
            self.skip(ahead);
            self.discount(percent)?;
            self.part.scope.may_be_share = true;
            return Ok(());
        }
        let end = self.next;
        self.next = place;
        self.start_part(Share::Percent { percent, of: ShareOf::Total })?;
        self.next = end;
        Ok(())
    }

    fn discount(&mut self, percent: Rate) -> Read<()> {
        let place = self.next;
        let rule = if self.is_one_of(1, ORDINALS) {
            let mut rule = Raw::bare(place);
            rule.day_of_month = Some(self.whole(31)?);
            rule.months_ahead = Some(1);
            self.skip(1);
            rule
        } else {
            self.counted()?
        };
        self.part.scope.add_discount(percent, rule);
        Ok(())
    }

    fn fixed(&mut self) -> Read<()> {
        if !self.is_number(1) {
            self.skip(1);
            return self.wrong("an amount");
        }
        let place = self.next;
        self.skip(1);
        let amount = self.decimal()?;
        let end = self.next;
        self.next = place;
        self.start_part(Share::Fixed { amount })?;
        self.next = end;
        self.skip_if(self.is_sign(0, ':'));
        Ok(())
    }
}
