//! What the program is asked for.

use std::path::PathBuf;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use clap::builder::PossibleValuesParser;
use clap::{ArgGroup, Parser, ValueEnum};
use openitem::aging::{AgingPolicy, CreditTreatment};
use openitem::cash::CashPolicy;
use openitem::interest::InterestPolicy;
use openitem::{AsOf, EntityId, GroupBy, OpenItemError, Rate};

use super::sample;

/// From open items to a month-end picture that ties out to the journal of the same items. Without arguments: on sample data.
#[derive(Debug, Parser)]
#[command(
    name = "month_end",
    group(ArgGroup::new("rows").args(["items", "receipts"]).multiple(true)),
    after_help = "Exit codes: 0 fine, 1 rows were rejected under --strict, 2 arguments, mapping or the folder of --csv \
                  cannot be used, 3 an input cannot be read or the output cannot be written.\nMappings to begin with stand in examples/mappings."
)]
pub(super) struct Arguments {
    /// The open items, a CSV file
    #[arg(long, value_name = "FILE", requires = "mapping", requires = "as_of")]
    pub(super) items: Option<PathBuf>,
    /// The receipts, a CSV file; without --items those that --apply adds to the sample data
    #[arg(long, value_name = "FILE", requires = "mapping")]
    pub(super) receipts: Option<PathBuf>,
    /// The applications, a CSV file
    #[arg(long, value_name = "FILE", requires = "items")]
    pub(super) applications: Option<PathBuf>,
    /// What the columns of the files are
    #[arg(long, value_name = "FILE.toml", requires = "rows")]
    pub(super) mapping: Option<PathBuf>,
    /// The date of the report, as 2026-06-30
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<NaiveDate>,
    /// Leave out what was recorded later, as 2026-07-03T09:00:00Z, or a date for the end of that day
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(super) known: Option<DateTime<Utc>>,
    /// What a row of the aging is for
    #[arg(long, value_name = "WHAT")]
    pub(super) by: Option<By>,
    /// Age as another system does
    #[arg(long, value_name = "NAME")]
    pub(super) preset: Option<Preset>,
    /// Apply the receipts not used up: post what is certain, show what it pays and what is left for a person
    #[arg(long, conflicts_with = "known")]
    pub(super) apply: bool,
    /// How --apply decides
    #[arg(long, value_name = "NAME", requires = "apply", value_parser = PossibleValuesParser::new(CashPolicy::PRESETS.iter().copied()))]
    pub(super) policy: Option<String>,
    /// By which law or contract finance charges are reckoned; the sample's companies have their own
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(InterestPolicy::PRESETS.iter().copied()))]
    pub(super) interest: Option<String>,
    /// What share of each bucket is likely to be lost, in percent, as 0.3,1.6,3.6,6.6,10.6: reckons the provision
    #[arg(long, value_name = "PERCENTS", value_delimiter = ',', value_parser = percent)]
    pub(super) loss_rates: Option<Vec<Rate>>,
    /// Print JSON, alone, on standard output
    #[arg(long)]
    pub(super) json: bool,
    /// Write the tables as CSV files into this folder
    #[arg(long, value_name = "DIR")]
    pub(super) csv: Option<PathBuf>,
    /// Fail where a row was rejected
    #[arg(long)]
    pub(super) strict: bool,
}

/// What a row of the aging is for.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum By {
    Customer,
    Currency,
    Parent,
    Terms,
    Entity,
}

impl By {
    pub(super) fn group(self) -> GroupBy {
        match self {
            Self::Customer => GroupBy::Customer {},
            Self::Currency => GroupBy::Currency {},
            Self::Parent => GroupBy::Parent {},
            Self::Terms => GroupBy::Terms {},
            Self::Entity => GroupBy::Entity {},
        }
    }
}

/// The conventions of known systems.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Preset {
    Oracle,
    Erpnext,
    Oca,
    #[value(name = "ledgersmb")]
    LedgerSmb,
    Sap,
    #[value(alias = "business_central")]
    BusinessCentral,
}

impl Arguments {
    /// How items are aged. Where no preset says otherwise, credits stand in the bucket of their own date and money stands
    /// beside the buckets: what every row shows adds up.
    pub(super) fn aging_policy(&self, by: GroupBy) -> AgingPolicy {
        let policy = match self.preset {
            None => AgingPolicy::new().with_credits(CreditTreatment::OwnDate),
            Some(Preset::Oracle) => AgingPolicy::oracle(),
            Some(Preset::Erpnext) => AgingPolicy::erpnext(),
            Some(Preset::Oca) => AgingPolicy::oca(),
            Some(Preset::LedgerSmb) => AgingPolicy::ledgersmb(),
            Some(Preset::Sap) => AgingPolicy::sap(),
            Some(Preset::BusinessCentral) => AgingPolicy::business_central(),
        };
        policy.with_group_by(vec![by])
    }

    /// By which policies finance charges are reckoned: the one asked for, the sample's own, or none.
    pub(super) fn interest_policies(&self, of_sample: &[(&str, &str)]) -> Vec<(Option<EntityId>, String)> {
        match &self.interest {
            Some(name) => vec![(None, name.clone())],
            None if self.items.is_some() => Vec::new(),
            None => of_sample.iter().map(|(entity, name)| (Some(EntityId::new(*entity)), (*name).to_owned())).collect(),
        }
    }

    /// The loss rates asked for, the sample's own, or none.
    pub(super) fn loss_rates(&self, of_sample: &[&str]) -> Result<Vec<Rate>, OpenItemError> {
        match &self.loss_rates {
            Some(rates) => Ok(rates.clone()),
            None if self.items.is_some() || self.preset.is_some() => Ok(Vec::new()),
            None => of_sample.iter().map(|rate| rate.parse()).collect(),
        }
    }

    pub(super) fn view(&self) -> AsOf {
        let mut view = AsOf::new(self.as_of.unwrap_or(sample::AS_OF));
        view.known = self.known;
        view
    }
}

fn percent(text: &str) -> Result<Rate, String> {
    let expected = || String::from("expected a percentage from 0 to 100");
    text.trim().parse::<Rate>().ok().filter(|rate| !rate.is_negative() && *rate <= Rate::ONE_HUNDRED).ok_or_else(expected)
}

fn date(text: &str) -> Result<NaiveDate, String> {
    let found = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| String::from("expected a date such as 2026-06-30"))?;
    if (1..=9999).contains(&found.year()) { Ok(found) } else { Err(String::from("expected a year from 1 to 9999")) }
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(date) = date(text) {
        return Ok(end_of(date));
    }
    let found =
        DateTime::parse_from_rfc3339(text).map_err(|_| String::from("expected a moment such as 2026-07-03T09:00:00Z, or a date"))?;
    Ok(found.to_utc())
}

/// The last microsecond of a day.
pub(super) fn end_of(date: NaiveDate) -> DateTime<Utc> {
    let next = date.succ_opt().unwrap_or(date).and_time(NaiveTime::MIN).and_utc();
    next - TimeDelta::microseconds(1)
}
