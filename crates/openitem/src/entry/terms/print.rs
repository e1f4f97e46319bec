//! Terms as people write them. What has no ordinary words is written as `name=value`; all of it reads back.

use std::fmt::{self, Write};

use super::{BaseDate, DiscountBase, DiscountTerm, DueRule, InstallmentTerm, PaymentTerms, Share, ShareOf, TaxPlacement, hundred};
use crate::{BusinessDayRule, Rest, Rounding};

/// The text of terms: "2/10 net 30", "EOM", "15 MFI", "50% net 30, 50% net 60". Reading it gives the same terms.
///
/// ```
/// use openitem::terms;
///
/// let terms = terms::parse("Net 45 days, end of month")?;
/// assert_eq!(terms::print(&terms), "net 45 EOM");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn print(terms: &PaymentTerms) -> String {
    let mut out = String::new();
    // A String takes everything that is written to it.
    let _ = write_terms(&mut out, terms);
    out
}

impl fmt::Display for PaymentTerms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&print(self))
    }
}

fn write_terms(out: &mut String, terms: &PaymentTerms) -> fmt::Result {
    for (number, installment) in terms.installments.iter().enumerate() {
        if number > 0 {
            out.push_str(", ");
        }
        write_installment(out, installment, terms.installments.len() == 1)?;
    }
    if terms.base_amount != hundred() {
        write!(out, " base={}", terms.base_amount)?;
    }
    if terms.tax != TaxPlacement::default() {
        write!(out, " tax={}", terms.tax)?;
    }
    if terms.remainder != Rest::Last {
        write!(out, " remainder={}", terms.remainder)?;
    }
    if terms.rounding != Rounding::default() {
        write!(out, " rounding={}", terms.rounding)?;
    }
    if terms.twenty_sixth_rule {
        out.push_str(" 26th rule");
    }
    if terms.business_day != BusinessDayRule::default() {
        write!(out, " business_day={}", terms.business_day)?;
    }
    if terms.discount_business_day != BusinessDayRule::default() {
        write!(out, " discount_business_day={}", terms.discount_business_day)?;
    }
    if terms.discount_grace_days != 0 {
        write!(out, " grace={}", terms.discount_grace_days)?;
    }
    if terms.discount_base != DiscountBase::default() {
        write!(out, " discount_base={}", terms.discount_base)?;
    }
    Ok(())
}

fn write_installment(out: &mut String, part: &InstallmentTerm, alone: bool) -> fmt::Result {
    let body = installment_body(part)?;
    let share = match &part.share {
        Share::Balance {} if alone => None,
        Share::Balance {} => Some(String::from("balance")),
        Share::Percent { percent, of: ShareOf::Total } => Some(format!("{percent}%")),
        Share::Percent { percent, of: ShareOf::Net } => Some(format!("{percent}% of net")),
        Share::Fixed { amount } => Some(format!("fixed {amount}")),
    };
    if let Some(share) = share {
        out.push_str(&share);
        // "50% 2/10" could be read as half off within two days: the colon says that the share ends here.
        out.push_str(if body.starts_with(|first: char| first.is_ascii_digit()) { ": " } else { " " });
    }
    out.push_str(&body);
    Ok(())
}

fn installment_body(part: &InstallmentTerm) -> Result<String, fmt::Error> {
    let bare = part.day_limits.is_empty() && part.discounts.is_empty() && part.due == DueRule::new();
    match (part.base, part.in_advance) {
        (BaseDate::Document, true) if bare => return Ok(String::from("CIA")),
        (BaseDate::GoodsReceived, false) if bare => return Ok(String::from("COD")),
        _ => {}
    }
    let mut out = String::new();
    for limit in &part.day_limits {
        write!(out, "through {}: ", limit.through_day)?;
        write_rules(&mut out, &limit.due, &limit.discounts)?;
        out.push_str("; ");
    }
    write_rules(&mut out, &part.due, &part.discounts)?;
    match part.base {
        BaseDate::Document => {}
        BaseDate::GoodsReceived => out.push_str(" ROG"),
        base => write!(out, " from={base}")?,
    }
    if part.in_advance {
        out.push_str(" in_advance=yes");
    }
    Ok(out)
}

/// The words that hold for a due date and its discounts together.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Plain,
    EndOfMonth,
    MonthFollowing,
}

impl Style {
    fn of(due: &DueRule, discounts: &[DiscountTerm]) -> Self {
        let all = |fits: fn(&DueRule) -> bool| fits(due) && discounts.iter().all(|discount| fits(&discount.due));
        if all(|rule| rule.end_of_month && rule.days == 0) {
            Self::EndOfMonth
        } else if all(|rule| rule.day_of_month.is_some() && rule.months_ahead == 1 && rule.days == 0 && !rule.end_of_month) {
            Self::MonthFollowing
        } else {
            Self::Plain
        }
    }

    fn count(self, rule: &DueRule) -> i32 {
        match self {
            Self::Plain => rule.days,
            Self::EndOfMonth => rule.days_after,
            Self::MonthFollowing => rule.day_of_month.unwrap_or(31),
        }
    }
}

fn write_rules(out: &mut String, due: &DueRule, discounts: &[DiscountTerm]) -> fmt::Result {
    let style = Style::of(due, discounts);
    for discount in discounts {
        write!(out, "{}/{}", discount.percent, style.count(&discount.due))?;
        write_keys(out, &discount.due, style)?;
        out.push(' ');
    }
    let count = style.count(due);
    match style {
        Style::Plain if *due == DueRule::new() && discounts.is_empty() => out.push_str("due on receipt"),
        Style::Plain => write!(out, "net {count}")?,
        Style::EndOfMonth if count == 0 && discounts.is_empty() => out.push_str("EOM"),
        Style::EndOfMonth => write!(out, "net {count} EOM")?,
        Style::MonthFollowing if discounts.is_empty() => write!(out, "{count} MFI")?,
        Style::MonthFollowing => write!(out, "net {count} MFI")?,
    }
    write_keys(out, due, style)
}

/// What the words of the style do not say.
fn write_keys(out: &mut String, rule: &DueRule, style: Style) -> fmt::Result {
    let number = |out: &mut String, key: &str, value: i32| if value == 0 { Ok(()) } else { write!(out, " {key}={value}") };
    let option = |out: &mut String, key: &str, value: Option<i32>| value.map_or(Ok(()), |value| write!(out, " {key}={value}"));
    number(out, "months", rule.months)?;
    if style != Style::MonthFollowing {
        number(out, "ahead", rule.months_ahead)?;
    }
    option(out, "cutoff", rule.cutoff_day)?;
    if style == Style::Plain && rule.end_of_month {
        out.push_str(" eom=yes");
    }
    if style != Style::EndOfMonth {
        number(out, "after", rule.days_after)?;
    }
    if style != Style::MonthFollowing {
        option(out, "day", rule.day_of_month)?;
    }
    option(out, "earliest", rule.earliest_days)?;
    if !rule.pay_days.is_empty() {
        let days: Vec<String> = rule.pay_days.iter().map(ToString::to_string).collect();
        write!(out, " pay={}", days.join("/"))?;
    }
    Ok(())
}
