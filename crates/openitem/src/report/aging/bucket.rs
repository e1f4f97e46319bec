//! Buckets as dates: the edges of a policy, reckoned once for the date of the report.

use chrono::{Days, Months, NaiveDate};

use super::policy::{BucketEdge, BucketUnit};
use super::result::BucketLabel;
use crate::OpenItemError;

/// The most buckets that one report has.
const MOST_BUCKETS: usize = 400;

/// The buckets of a report, from the newest to the oldest.
pub(crate) struct Buckets {
    pub(crate) labels: Vec<BucketLabel>,
    /// The earliest date of each bucket.
    earliest: Vec<NaiveDate>,
    /// The latest date of the first.
    latest: Option<NaiveDate>,
    /// The bucket of the date of the report itself.
    pub(crate) at_date: usize,
}

impl Buckets {
    pub(crate) fn new(edges: &[BucketEdge], from_day: Option<i32>, as_of: NaiveDate) -> Result<Self, OpenItemError> {
        let wrong = |found: &str, expected: &str| Err(OpenItemError::invalid("buckets", found, expected));
        if edges.is_empty() || edges.len() > MOST_BUCKETS {
            return wrong(&format!("{} buckets", edges.len()), "1 to 400");
        }
        let mut earliest = Vec::with_capacity(edges.len());
        for (at, edge) in edges.iter().enumerate() {
            let is_last = at.saturating_add(1) == edges.len();
            match (edge.through, is_last) {
                (Some(through), false) => earliest.push(reach(as_of, through, edge.unit)?),
                (None, true) => earliest.push(NaiveDate::MIN),
                (Some(through), true) => return wrong(&format!("{through} on the last bucket"), "a last bucket without an end"),
                (None, false) => return wrong("a bucket without an end before the last", "an end on all but the last"),
            }
        }
        let latest = from_day.map(|day| reach(as_of, day, BucketUnit::Days)).transpose()?;
        let falls = earliest.iter().zip(earliest.iter().skip(1)).all(|(newer, older)| newer > older);
        let starts = latest.zip(earliest.first()).is_none_or(|(latest, first)| latest >= *first);
        if !falls || !starts {
            return wrong("edges that do not rise", "every bucket to end after the one before it");
        }
        let labels = labels(edges, from_day);
        if let Some(label) = repeated(&labels) {
            return wrong(label, "labels that differ");
        }
        let mut buckets = Self { labels, earliest, latest, at_date: 0 };
        buckets.at_date = buckets.find(as_of).unwrap_or(0);
        Ok(buckets)
    }

    /// The bucket of a date; none where it is newer than the first.
    pub(crate) fn find(&self, date: NaiveDate) -> Option<usize> {
        if self.latest.is_some_and(|latest| date > latest) {
            return None;
        }
        Some(self.earliest.partition_point(|earliest| *earliest > date))
    }

    /// The bucket of what is due farthest ahead; none where that is left out.
    pub(crate) fn farthest(&self) -> Option<usize> {
        if self.latest.is_some() { None } else { Some(0) }
    }

    pub(crate) fn len(&self) -> usize {
        self.labels.len()
    }
}

/// The earliest date that lies no more than so many days (or months) back.
fn reach(as_of: NaiveDate, through: i32, unit: BucketUnit) -> Result<NaiveDate, OpenItemError> {
    let size = through.unsigned_abs();
    let found = match (unit, through < 0) {
        (BucketUnit::Days, false) => as_of.checked_sub_days(Days::new(u64::from(size))),
        (BucketUnit::Days, true) => as_of.checked_add_days(Days::new(u64::from(size))),
        (BucketUnit::Months, back) => {
            let next = as_of.succ_opt();
            if back {
                next.and_then(|next| next.checked_add_months(Months::new(size)))
            } else {
                next.and_then(|next| next.checked_sub_months(Months::new(size)))
            }
        }
    };
    found.ok_or_else(|| OpenItemError::DateRange { what: String::from("the edge of an aging bucket") })
}

fn labels(edges: &[BucketEdge], from_day: Option<i32>) -> Vec<BucketLabel> {
    let mut out = Vec::with_capacity(edges.len());
    let mut before: Option<&BucketEdge> = None;
    for edge in edges {
        let label = edge.label.clone().unwrap_or_else(|| label(edge, before, from_day));
        out.push(BucketLabel::from(label));
        before = Some(edge);
    }
    out
}

fn label(edge: &BucketEdge, before: Option<&BucketEdge>, from_day: Option<i32>) -> String {
    let unit = if edge.unit == BucketUnit::Months { " months" } else { "" };
    let start = match before {
        // An edge in months begins where one in days ended, which no number of months says.
        Some(before) if before.unit != edge.unit && edge.through.is_some() => Some(i32::from(edge.unit == BucketUnit::Months)),
        Some(before) => before.through.map(|through| through.saturating_add(1)),
        None => from_day,
    };
    match (start, edge.through) {
        (None, Some(0)) => String::from("current"),
        (None, Some(through)) => format!("to {through}{unit}"),
        (Some(start), Some(through)) if start == through => format!("{through}{unit}"),
        (Some(start), Some(through)) if start < 0 => format!("{start} to {through}{unit}"),
        (Some(start), Some(through)) => format!("{start}-{through}{unit}"),
        (_, None) => {
            let unit = if before.is_some_and(|before| before.unit == BucketUnit::Months) { " months" } else { "" };
            format!("{}+{unit}", before.and_then(|before| before.through).unwrap_or(0))
        }
    }
}

fn repeated(labels: &[BucketLabel]) -> Option<&str> {
    let mut sorted: Vec<&str> = labels.iter().map(BucketLabel::as_str).collect();
    sorted.sort_unstable();
    sorted.iter().zip(sorted.iter().skip(1)).find(|(one, next)| one == next).map(|(one, _)| *one)
}
