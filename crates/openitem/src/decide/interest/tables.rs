//! Rate tables as dated rows, and the rows shipped: only those whose source was read.

use chrono::NaiveDate;
use openitem_macros::wire;
use rust_decimal::Decimal;

use crate::Rate;

/// A row of a rate table: the percentage a year of some days.
#[wire]
pub struct InterestRate {
    /// The table.
    pub table: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day; none until the next row, or until further notice.
    pub through: Option<NaiveDate>,
    /// The rate in percent a year.
    pub percent: Rate,
    /// Where it holds.
    pub jurisdiction: Option<String>,
    /// Where that is written.
    pub source: Option<String>,
}

/// The rows shipped, by table and date; all of them, or those of a table or a jurisdiction.
///
/// A statute's own addition is no part of them: it stands in the policy's margins.
///
/// | table | jurisdiction | from | through | what |
/// |---|---|---|---|---|
/// | `de_base_rate` | DE | 2016-07-01 | 2026-06-30 | Basiszinssatz of § 247 BGB, by half-year |
/// | `ecb_main_refinancing` | EU | 2013-03-16 | 2026-06-30 | the ECB's rate on 1 January and 1 July, for the half-year |
/// | `in_bank_rate` | IN | 2018-08-01 | 2026-02-06 | Bank Rate of the Reserve Bank of India |
/// | `ph_legal_interest` | PH | 1974-07-29 | until further notice | legal interest where nothing was stipulated |
/// | `uk_base_rate` | GB | 2011-01-01 | 2026-12-31 | Bank Rate on 30 June and 31 December, for the half-year that follows |
///
/// ```
/// let rows = openitem::interest::rates(Some("uk_base_rate"));
/// let last = rows.last().unwrap();
/// assert_eq!((last.valid_from.to_string().as_str(), last.percent), ("2026-07-01", "3.75".parse()?));
/// assert_eq!(openitem::interest::rates(Some("IN")).len(), 18);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn rates(name: Option<&str>) -> Vec<InterestRate> {
    let mut rows = Vec::new();
    for shipped in [&GERMANY, &EUROPE, &INDIA, &PHILIPPINES, &KINGDOM] {
        if name.is_none_or(|name| name == shipped.table || name == shipped.jurisdiction) {
            rows.extend(shipped.rows.iter().filter_map(|row| shipped.row(row)));
        }
    }
    rows
}

/// A day, as its year, month and day.
type Day = (i32, u32, u32);

/// First and last day, hundredths of a percent, and which source.
type Row = (Day, Option<Day>, i64, usize);

struct Shipped {
    table: &'static str,
    jurisdiction: &'static str,
    sources: &'static [&'static str],
    rows: &'static [Row],
}

impl Shipped {
    fn row(&self, (from, through, hundredths, source): &Row) -> Option<InterestRate> {
        let day = |(year, month, day): Day| NaiveDate::from_ymd_opt(year, month, day);
        let mut row = InterestRate::new(self.table, day(*from)?, Rate::new(Decimal::new(*hundredths, 2)).ok()?);
        row.through = through.and_then(day);
        row.jurisdiction = Some(self.jurisdiction.to_owned());
        row.source = self.sources.get(*source).map(|source| (*source).to_owned());
        Some(row)
    }
}

const fn first(year: i32, hundredths: i64, source: usize) -> Row {
    ((year, 1, 1), Some((year, 6, 30)), hundredths, source)
}

const fn second(year: i32, hundredths: i64, source: usize) -> Row {
    ((year, 7, 1), Some((year, 12, 31)), hundredths, source)
}

const fn span(from: Day, through: Day, hundredths: i64, source: usize) -> Row {
    (from, Some(through), hundredths, source)
}

const GERMANY: Shipped = Shipped {
    table: "de_base_rate",
    jurisdiction: "DE",
    sources: &[
        "https://stb-bruns.com/basiszinssatz-wurde-angepasst/",
        "https://news.kassel.ihk.de/ Neuer Basiszinssatz seit 1. Januar 2024 (zuvor 3,12 %)",
        "https://staging.bid-coburg.de/en/news/zahlungsverzug-aktuelle-basis-bzw-verzugszinssaetze/",
        "https://www.malerblog.net/aufgepasst-verzugszinssaetze-sinken-zum-1-juli-2025",
        "https://finanzmarktnachrichten.de/basiszinssatz-bleibt-ab-1-januar-2026-bei-127",
    ],
    rows: &[
        span((2016, 7, 1), (2022, 12, 31), -88, 0),
        first(2023, 162, 0),
        second(2023, 312, 1),
        first(2024, 362, 1),
        second(2024, 337, 2),
        first(2025, 227, 2),
        second(2025, 127, 3),
        first(2026, 127, 4),
    ],
};

const EUROPE: Shipped = Shipped {
    table: "ecb_main_refinancing",
    jurisdiction: "EU",
    sources: &[
        "https://enterprise.gov.ie/en/What-We-Do/Supports-for-SMEs/Late-Payments/Late-Payment-Interest-Rate-",
        "https://staging.bid-coburg.de/en/news/zahlungsverzug-aktuelle-basis-bzw-verzugszinssaetze/",
        "https://finanzmarktnachrichten.de/basiszinssatz-bleibt-ab-1-januar-2026-bei-127",
        "https://taylorryan.ie/did-you-know-you-can-charge-interest-on-late-payments-in-ireland/",
    ],
    rows: &[
        span((2013, 3, 16), (2013, 6, 30), 75, 0),
        second(2013, 50, 0),
        first(2014, 25, 0),
        second(2014, 15, 0),
        first(2015, 5, 0),
        second(2015, 5, 0),
        first(2016, 5, 0),
        second(2016, 0, 0),
        first(2017, 0, 0),
        second(2017, 0, 0),
        first(2018, 0, 0),
        second(2018, 0, 0),
        first(2019, 0, 0),
        second(2019, 0, 0),
        first(2020, 0, 0),
        second(2020, 0, 0),
        first(2021, 0, 0),
        second(2021, 0, 0),
        first(2022, 0, 0),
        second(2022, 0, 0),
        first(2023, 250, 0),
        second(2023, 400, 0),
        first(2024, 450, 0),
        second(2024, 425, 0),
        first(2025, 315, 1),
        second(2025, 215, 2),
        first(2026, 215, 3),
    ],
};

const INDIA: Shipped = Shipped {
    table: "in_bank_rate",
    jurisdiction: "IN",
    sources: &[
        "https://nbassociates.net/rbi-bank-rate-for-msme",
        "RBI DOR.RET.REC.101/12.01.001/2022-23 of 2023-02-08: https://updates.manupatra.com/roundup/contentsummary.aspx?iid=41984",
        "RBI DoR.RET.REC.57/12.01.001/2024-25 of 2025-02-07: https://taxguru.in/rbi/rbi-lowers-bank-rate-to-6-50-percent-adjusts-penal-interest-rates.html",
        "RBI DoR.RET.REC.16/12.01.001/2025-26 of 2025-04-09: https://taxguru.in/rbi/rbi-revises-bank-rate-penal-interest-rates-shortfalls-reserve-requirements.html",
        "RBI, 2025-06-06: https://www.business-standard.com/markets/capital-market-news/rbi-reduces-penal-interest-rates-on-shortfalls-in-crr-and-slr-requirements-125060700410_1.html",
        "RBI DoR.RET.REC.341/12.01.001/2025-26 of 2025-12-05: https://rbi.org.in/scripts/FS_Notification.aspx?Id=13208&Mode=0&fn=2; unchanged on 2026-02-06",
    ],
    rows: &[
        span((2018, 8, 1), (2019, 2, 6), 675, 0),
        span((2019, 2, 7), (2019, 4, 3), 650, 0),
        span((2019, 4, 4), (2019, 6, 5), 625, 0),
        span((2019, 6, 6), (2019, 8, 6), 600, 0),
        span((2019, 8, 7), (2019, 10, 3), 565, 0),
        span((2019, 10, 4), (2020, 3, 26), 540, 0),
        span((2020, 3, 27), (2020, 5, 21), 465, 0),
        span((2020, 5, 22), (2022, 5, 3), 425, 0),
        span((2022, 5, 4), (2022, 6, 7), 465, 0),
        span((2022, 6, 8), (2022, 8, 4), 515, 0),
        span((2022, 8, 5), (2022, 9, 29), 565, 0),
        span((2022, 9, 30), (2022, 12, 6), 615, 0),
        span((2022, 12, 7), (2023, 2, 7), 650, 0),
        span((2023, 2, 8), (2025, 2, 6), 675, 1),
        span((2025, 2, 7), (2025, 4, 8), 650, 2),
        span((2025, 4, 9), (2025, 6, 5), 625, 3),
        span((2025, 6, 6), (2025, 12, 4), 575, 4),
        span((2025, 12, 5), (2026, 2, 6), 550, 5),
    ],
};

const PHILIPPINES: Shipped = Shipped {
    table: "ph_legal_interest",
    jurisdiction: "PH",
    sources: &[
        "CBP Circular 416-74, until 2013-06-30 by Nacar v. Gallery Frames: https://www.scribd.com/document/4664291/Central-Bank-Circular-416",
        "BSP Circular 799 (2013), Nacar v. Gallery Frames, G.R. 189871: https://lawphil.net/judjuris/juri2013/aug2013/gr_189871_2013.html",
    ],
    rows: &[span((1974, 7, 29), (2013, 6, 30), 1200, 0), ((2013, 7, 1), None, 600, 1)],
};

const KINGDOM: Shipped = Shipped {
    table: "uk_base_rate",
    jurisdiction: "GB",
    sources: &[
        "https://payontime.co.uk/how-to-calculate-late-payment-interest-and-compensation",
        "https://www.focus-economics.com/country-indicator/united-kingdom/interest-rate",
        "https://www.xtb.com/th/market-analysis/news-and-research/breaking-eurgbp-muted-after-boe-leaves-interest-rates-unchanged",
        "https://www.vatupdate.com/2026/01/12/uk-reduces-late-payment-and-repayment-interest-rates-2",
        "https://research.titanfx.com/central-bank-watch/boe-monetary-policy",
    ],
    rows: &[
        first(2011, 50, 0),
        second(2011, 50, 0),
        first(2012, 50, 0),
        second(2012, 50, 0),
        first(2013, 50, 0),
        second(2013, 50, 0),
        first(2014, 50, 0),
        second(2014, 50, 0),
        first(2015, 50, 0),
        second(2015, 50, 0),
        first(2016, 50, 0),
        second(2016, 50, 0),
        first(2017, 25, 0),
        second(2017, 25, 0),
        first(2018, 50, 0),
        second(2018, 50, 0),
        first(2019, 75, 0),
        second(2019, 75, 0),
        first(2020, 75, 0),
        second(2020, 10, 0),
        first(2021, 10, 0),
        second(2021, 10, 0),
        first(2022, 25, 0),
        second(2022, 125, 0),
        first(2023, 350, 0),
        second(2023, 500, 0),
        first(2024, 525, 0),
        second(2024, 525, 1),
        first(2025, 475, 1),
        second(2025, 425, 2),
        first(2026, 375, 3),
        second(2026, 375, 4),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_source_and_follows_the_one_before_it() {
        let rows = rates(None);
        let count: usize = [&GERMANY, &EUROPE, &INDIA, &PHILIPPINES, &KINGDOM].iter().map(|shipped| shipped.rows.len()).sum();
        assert_eq!(rows.len(), count);
        for row in &rows {
            assert!(row.source.is_some() && row.through.is_none_or(|through| row.valid_from <= through), "{row:?}");
        }
        for (row, next) in rows.iter().zip(rows.iter().skip(1)).filter(|(row, next)| row.table == next.table) {
            assert_eq!(row.through.and_then(|day| day.succ_opt()), Some(next.valid_from), "{row:?}");
        }
    }
}
