//! The calculation sheet of an item: days of one balance at one rate, one after the other.

use chrono::NaiveDate;

use super::curve::{Course, Span};
use super::fraction::Fraction;
use super::policy::{InterestCompounding, InterestPolicy, InterestRateMode};
use super::rate::{Missing, Per, Quote, RateBook};
use super::record::{InterestSegment, InterestState};
use crate::value::date::{add_days, add_months};
use crate::{Amount, DayCount, OpenItemError, Rate, Rounding, days_between, year_fraction};

/// Interest is carried on at a rest with so many decimals.
const REST_DECIMALS: i32 = 10;

/// More months than any claim lives.
const MOST_RESTS: i32 = 1200;

/// The sheet, and what it comes to.
pub(super) struct Sheet {
    pub segments: Vec<InterestSegment>,
    pub total: Fraction,
}

/// A sheet, or the rate that it lacks.
pub(super) type Reckoned = Result<Result<Sheet, Missing>, OpenItemError>;

/// Reckons the interest of each day of a span.
pub(super) fn daily(course: &Course, span: Span, policy: &InterestPolicy, book: &RateBook<'_>) -> Reckoned {
    let first = span.first_day()?;
    let rests = Rests::new(span, policy)?;
    let mut sheet = Sheet { segments: Vec::new(), total: Fraction::ZERO };
    match policy.mode {
        InterestRateMode::AtPayment => {
            for (part_span, part) in course.parts(span)? {
                let quote = match book.on(part_span.end)? {
                    Ok(quote) => quote,
                    Err(missing) => return Ok(Err(missing)),
                };
                let run = Run { course: &part, origin: span.start, span: part_span, rests: &rests, policy, book, rate: At::Fixed(quote) };
                if let Err(missing) = run.into_sheet(&mut sheet)? {
                    return Ok(Err(missing));
                }
            }
            return Ok(Ok(sheet));
        }
        InterestRateMode::FixedAtStart if !bears(course, span) => return Ok(Ok(sheet)),
        _ => {}
    }
    let rate = match policy.mode {
        InterestRateMode::SegmentByPeriod => At::EachDay,
        InterestRateMode::AtEachRest => At::EachRest,
        _ => match book.on(first)? {
            Ok(quote) => At::Fixed(quote),
            Err(missing) => return Ok(Err(missing)),
        },
    };
    let run = Run { course, origin: span.start, span, rests: &rests, policy, book, rate };
    Ok(run.into_sheet(&mut sheet)?.map(|()| sheet))
}

/// Whether anything was ever owed after the start.
fn bears(course: &Course, span: Span) -> bool {
    course.base.is_positive() || course.falls.iter().any(|fall| fall.date < span.end && fall.amount.is_negative())
}

/// Where a run takes its rate from.
enum At {
    Fixed(Quote),
    EachDay,
    EachRest,
}

/// The dates on which a month is over, counted from the start.
struct Rests {
    /// The start, then each rest, and one after the end.
    dates: Vec<NaiveDate>,
}

impl Rests {
    fn new(span: Span, policy: &InterestPolicy) -> Result<Self, OpenItemError> {
        if policy.compounding == InterestCompounding::Simple && policy.mode != InterestRateMode::AtEachRest {
            return Ok(Self { dates: Vec::new() });
        }
        let mut dates = vec![span.start];
        let mut last = span.start;
        let mut months = 0_i32;
        while last < span.end {
            months = months.saturating_add(1);
            if months > MOST_RESTS {
                return Err(OpenItemError::invalid("due", span.start, "at most a hundred years before the accrual, with monthly rests"));
            }
            last = add_months(span.start, months)?;
            dates.push(last);
        }
        Ok(Self { dates })
    }

    /// The month that a day belongs to: its first day and its last.
    fn month(&self, day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let at = self.dates.partition_point(|rest| *rest < day);
        Some((*self.dates.get(at.checked_sub(1)?)?, *self.dates.get(at)?))
    }
}

/// What happens on a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Tick,
    Rest,
    Falls { amount: Amount, credits: bool },
    Freezes { amount: Option<Amount> },
    Thaws { amount: Option<Amount> },
    Suspends,
    Resumes,
}

/// One course of a balance.
struct Run<'a> {
    course: &'a Course,
    /// From when days are counted.
    origin: NaiveDate,
    span: Span,
    rests: &'a Rests,
    policy: &'a InterestPolicy,
    book: &'a RateBook<'a>,
    rate: At,
}

/// What holds on a day.
struct Now {
    balance: Amount,
    frozen: Amount,
    all_frozen: i64,
    suspended: i64,
    cancelled: Amount,
    carried: Amount,
    month: Fraction,
}

impl Run<'_> {
    /// The days on which something changes, in their order.
    fn events(&self) -> Result<Vec<(NaiveDate, Event)>, OpenItemError> {
        let first = self.span.first_day()?;
        let mut events = Vec::new();
        for fall in self.course.falls.iter().filter(|fall| fall.date < self.span.end) {
            events.push((add_days(fall.date, 1)?, Event::Falls { amount: fall.amount, credits: self.course.credits(fall) }));
        }
        for window in &self.course.frozen {
            events.push((window.from.max(first), Event::Freezes { amount: window.amount }));
            if window.through < self.span.end {
                events.push((add_days(window.through, 1)?.max(first), Event::Thaws { amount: window.amount }));
            }
        }
        for (from, through) in &self.course.suspended {
            events.push(((*from).max(first), Event::Suspends));
            if *through < self.span.end {
                events.push((add_days(*through, 1)?.max(first), Event::Resumes));
            }
        }
        if matches!(self.rate, At::EachDay) {
            events.extend(self.book.bounds(first, self.span.end).iter().map(|day| (*day, Event::Tick)));
        }
        for rest in self.rests.dates.iter().filter(|rest| self.span.start < **rest && **rest < self.span.end) {
            events.push((add_days(*rest, 1)?, Event::Rest));
        }
        crate::value::sort_by(&mut events, Ord::cmp);
        Ok(events)
    }

    fn into_sheet(self, sheet: &mut Sheet) -> Result<Result<(), Missing>, OpenItemError> {
        let mut now = Now::new(self.course);
        let mut from = self.span.first_day()?;
        for (day, event) in self.events()? {
            if day > from {
                if let Err(missing) = self.segment(&mut now, from, add_days(day, -1)?, sheet)? {
                    return Ok(Err(missing));
                }
                from = day;
            }
            now.take(event, self.policy.compounding)?;
        }
        if from <= self.span.end
            && let Err(missing) = self.segment(&mut now, from, self.span.end, sheet)?
        {
            return Ok(Err(missing));
        }
        sheet.total = sheet.total.plus(Fraction::of(&[now.carried.decimal()], &[])?)?.plus(now.month)?;
        Ok(Ok(()))
    }

    /// The days from one through another, on which nothing changes.
    fn segment(&self, now: &mut Now, from: NaiveDate, through: NaiveDate, sheet: &mut Sheet) -> Result<Result<(), Missing>, OpenItemError> {
        if !now.balance.is_positive() {
            return Ok(Ok(()));
        }
        let quote = match &self.rate {
            At::Fixed(quote) => quote.clone(),
            At::EachDay => match self.book.on(from)? {
                Ok(quote) => quote,
                Err(missing) => return Ok(Err(missing)),
            },
            At::EachRest => {
                let start = self.rests.month(from).map_or(self.span.start, |(start, _)| start);
                match self.book.on(add_days(start, 1)?)? {
                    Ok(quote) => quote,
                    Err(missing) => return Ok(Err(missing)),
                }
            }
        };
        let (days, period_days) = self.days(from, through, quote.per)?;
        for (balance, state) in now.shares(self.course.all_cancelled).into_iter().filter(|(balance, _)| balance.is_positive()) {
            let carried = if state == InterestState::Bearing { now.carried } else { Amount::ZERO };
            let part = Part { balance, carried, percent: quote.percent, days, period_days };
            let interest = part.interest(state)?;
            now.month = now.month.plus(interest)?;
            sheet.segments.push(part.segment((from, through), &quote, state, interest, self.book));
        }
        Ok(Ok(()))
    }

    /// The days that count, and how many the percentage is for.
    fn days(&self, from: NaiveDate, through: NaiveDate, per: Per) -> Result<(i32, i32), OpenItemError> {
        let before = add_days(from, -1)?;
        let calendar = || days_between(before, through, DayCount::Actual365Fixed, None);
        Ok(match (per, self.policy.compounding) {
            (Per::Days(period), _) => (calendar(), period),
            (Per::Year, InterestCompounding::MonthlyRests) => {
                let month = self.rests.month(from).map(|(start, end)| days_between(start, end, DayCount::Actual365Fixed, None));
                (calendar(), month.unwrap_or(30).saturating_mul(12))
            }
            (Per::Year, _) => {
                // Counted from the start each time, so that parts sum to the whole in every convention.
                let counted = |day| year_fraction(self.origin, day, self.policy.day_count, None);
                let (until, since) = (counted(through), counted(before));
                (until.days.saturating_sub(since.days), until.year_days)
            }
        })
    }
}

impl Now {
    const fn new(course: &Course) -> Self {
        let (balance, cancelled) = (course.base, course.cancelled);
        Self { balance, frozen: Amount::ZERO, all_frozen: 0, suspended: 0, cancelled, carried: Amount::ZERO, month: Fraction::ZERO }
    }

    /// The balance by what becomes of it.
    fn shares(&self, all_cancelled: bool) -> [(Amount, InterestState); 4] {
        let cancelled = if all_cancelled { self.balance } else { self.cancelled.min(self.balance) };
        let left = self.balance.checked_sub(cancelled).unwrap_or_default();
        let (left, suspended) = if self.suspended > 0 { (Amount::ZERO, left) } else { (left, Amount::ZERO) };
        let frozen = if self.all_frozen > 0 { left } else { self.frozen.min(left) };
        let bearing = left.checked_sub(frozen).unwrap_or_default();
        [
            (bearing, InterestState::Bearing),
            (frozen, InterestState::Frozen),
            (suspended, InterestState::Suspended),
            (cancelled, InterestState::Cancelled),
        ]
    }

    fn take(&mut self, event: Event, compounding: InterestCompounding) -> Result<(), OpenItemError> {
        let overflow = || OpenItemError::overflow("the balance of an item");
        match event {
            Event::Tick => {}
            Event::Rest if compounding == InterestCompounding::Simple => {}
            Event::Rest => {
                let month = self.month.rounded(REST_DECIMALS, Rounding::HalfEven)?;
                self.carried = self.carried.checked_add(month).ok_or_else(overflow)?;
                self.month = Fraction::ZERO;
            }
            Event::Falls { amount, credits } => {
                self.balance = self.balance.checked_sub(amount).ok_or_else(overflow)?;
                if credits {
                    let left = self.cancelled.checked_sub(amount).unwrap_or_default();
                    self.cancelled = left.max(Amount::ZERO);
                }
            }
            Event::Freezes { amount: Some(amount) } => self.frozen = self.frozen.checked_add(amount).ok_or_else(overflow)?,
            Event::Thaws { amount: Some(amount) } => self.frozen = self.frozen.checked_sub(amount).ok_or_else(overflow)?,
            Event::Freezes { amount: None } => self.all_frozen = self.all_frozen.saturating_add(1),
            Event::Thaws { amount: None } => self.all_frozen = self.all_frozen.saturating_sub(1),
            Event::Suspends => self.suspended = self.suspended.saturating_add(1),
            Event::Resumes => self.suspended = self.suspended.saturating_sub(1),
        }
        Ok(())
    }
}

/// A balance over some days.
struct Part {
    balance: Amount,
    carried: Amount,
    percent: Rate,
    days: i32,
    period_days: i32,
}

impl Part {
    fn interest(&self, state: InterestState) -> Result<Fraction, OpenItemError> {
        if state != InterestState::Bearing {
            return Ok(Fraction::ZERO);
        }
        let owed = self.balance.checked_add(self.carried).ok_or_else(|| OpenItemError::overflow("a balance with its interest"))?;
        Fraction::of(&[owed.decimal(), self.percent.decimal(), self.days.into()], &[100, i64::from(self.period_days)])
    }

    fn segment(
        &self,
        (from, through): (NaiveDate, NaiveDate),
        quote: &Quote,
        state: InterestState,
        interest: Fraction,
        book: &RateBook<'_>,
    ) -> InterestSegment {
        InterestSegment {
            from_date: from,
            through,
            days: self.days,
            period_days: self.period_days,
            balance: self.balance,
            carried: self.carried,
            percent: self.percent,
            table: quote.row_from.and(book.table()).map(ToOwned::to_owned),
            row_from: quote.row_from,
            capped: quote.capped,
            state,
            interest: interest.text(),
        }
    }
}

/// Reckons a percentage of what was open on each day of a run; the runs by date.
pub(super) fn flat(course: &Course, span: Span, runs: &[NaiveDate], book: &RateBook<'_>) -> Reckoned {
    let mut events: Vec<(NaiveDate, Event)> =
        course.falls.iter().map(|fall| (fall.date, Event::Falls { amount: fall.amount, credits: course.credits(fall) })).collect();
    for window in &course.frozen {
        events.push((window.from, Event::Freezes { amount: window.amount }));
        events.extend(window.through.succ_opt().map(|day| (day, Event::Thaws { amount: window.amount })));
    }
    for (from, through) in &course.suspended {
        events.push((*from, Event::Suspends));
        events.extend(through.succ_opt().map(|day| (day, Event::Resumes)));
    }
    crate::value::sort_by(&mut events, Ord::cmp);
    let mut events = events.into_iter().peekable();
    let mut sheet = Sheet { segments: Vec::new(), total: Fraction::ZERO };
    let mut now = Now::new(course);
    for run in runs.iter().filter(|run| span.start < **run && **run <= span.end) {
        while let Some((_, event)) = events.next_if(|(day, _)| day <= run) {
            now.take(event, InterestCompounding::Simple)?;
        }
        if !now.balance.is_positive() {
            continue;
        }
        let quote = match book.on(*run)? {
            Ok(quote) => quote,
            Err(missing) => return Ok(Err(missing)),
        };
        for (balance, state) in now.shares(course.all_cancelled).into_iter().filter(|(balance, _)| balance.is_positive()) {
            let part = Part { balance, carried: Amount::ZERO, percent: quote.percent, days: 1, period_days: 1 };
            let interest = part.interest(state)?;
            sheet.total = sheet.total.plus(interest)?;
            sheet.segments.push(part.segment((*run, *run), &quote, state, interest, book));
        }
    }
    Ok(Ok(sheet))
}
