//! What the remittance names, read against the amount: does it add up, with what else, or what is missing?

use super::account::{Account, Manner, Priced, Row};
use super::desk::Sight;
use super::policy::CashRuleKind;
use super::reading::Reading;
use crate::ItemId;

/// What the references of a remittance mean in one account.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// Debits and credits that one reference names and no other reading of it is open: places in the account.
    pub debits: Vec<usize>,
    pub credits: Vec<usize>,
    /// The lines of the text in which debits are named.
    pub lines: Vec<(i32, usize)>,
    /// References that may mean several debits.
    pub unsure: Vec<Vec<usize>>,
    /// References that mean nothing known.
    pub unknown: usize,
    /// Whether a reference was only understood with another digit in it.
    pub guessed: bool,
    /// Whether a reference is understood by less than its whole number.
    pub weak: bool,
    /// Whether references name items of other accounts too.
    pub elsewhere: bool,
    /// Whether the account is of none that may have paid.
    pub foreign: bool,
}

/// Beyond so many ways to understand the references, none is tried.
const MOST_WAYS: usize = 5_000;

impl Named {
    /// Adds an item of an account that somebody chose; none where the account has no such item open.
    pub fn choose(&mut self, sight: &Sight<'_>, account: &Account, id: &ItemId) -> Option<()> {
        let find = |rows: &[Row]| rows.iter().position(|row| sight.desk.items.get(row.item).is_some_and(|item| item.id == *id));
        let (places, place) = match (find(&account.debits), find(&account.credits)) {
            (Some(place), _) => (&mut self.debits, place),
            (None, Some(place)) => (&mut self.credits, place),
            (None, None) => return None,
        };
        if let Err(at) = places.binary_search(&place) {
            places.insert(at, place);
        }
        Some(())
    }

    /// Whether each reference has one meaning.
    pub fn is_plain(&self) -> bool {
        self.unknown == 0 && self.unsure.iter().all(|places| places.len() == 1) && !self.guessed && !self.elsewhere && !self.foreign
    }

    /// The debits named, under each way to understand the references that may mean several; none where there are too many.
    pub fn ways(&self) -> Vec<Vec<usize>> {
        let mut ways = vec![self.debits.clone()];
        for places in &self.unsure {
            if ways.len().saturating_mul(places.len()) > MOST_WAYS {
                return Vec::new();
            }
            ways = ways
                .iter()
                .flat_map(|way| places.iter().filter(|place| !way.contains(place)).map(|place| [way.as_slice(), &[*place]].concat()))
                .collect();
        }
        for way in &mut ways {
            way.sort_unstable();
        }
        ways.sort();
        ways.dedup();
        ways
    }

    /// The readings in which what is named adds up to the amount.
    pub fn exact(&self, at: usize, account: &Account, priced: &[Priced], amount: i64) -> Vec<Reading> {
        let netted = credits(account, &self.credits);
        let mut out = Vec::new();
        for way in self.ways() {
            for priced in priced {
                if !way.is_empty() && paid(priced, &way).saturating_sub(netted) == amount {
                    out.push(self.reading(at, priced.manner, way.clone()));
                }
            }
        }
        out
    }

    /// A reading of these debits with the credits named.
    pub fn reading(&self, at: usize, manner: Manner, debits: Vec<usize>) -> Reading {
        Reading {
            account: at,
            rule: CashRuleKind::ReferenceTotal,
            manner,
            debits,
            credits: self.credits.clone(),
            chance: 0,
            unused: 0,
            parts: Vec::new(),
            why: None,
        }
    }

    /// The one debit that a line of the text names.
    pub fn on_line(&self, line: i32) -> Option<usize> {
        let mut places = self.lines.iter().filter(|(on, _)| *on == line).map(|(_, place)| *place);
        places.next().filter(|_| places.next().is_none())
    }

    /// Whether a reading pays everything that is named.
    pub fn is_in(&self, reading: &Reading) -> bool {
        self.debits.iter().all(|place| reading.debits.binary_search(place).is_ok())
            && self.credits.iter().all(|place| reading.credits.binary_search(place).is_ok())
            && self.unsure.iter().all(|places| places.iter().any(|place| reading.debits.binary_search(place).is_ok()))
    }
}

/// What debits are paid with; where that is past 63 bits a number that no amount equals.
pub(crate) fn paid(priced: &Priced, places: &[usize]) -> i64 {
    let sum = places.iter().filter_map(|place| priced.pay.get(*place)).try_fold(0_i64, |sum, pay| sum.checked_add(*pay));
    sum.unwrap_or(i64::MIN)
}

/// What credits come to.
pub(crate) fn credits(account: &Account, places: &[usize]) -> i64 {
    places.iter().filter_map(|place| account.credits.get(*place)).fold(0, |sum, row| i64::saturating_add(sum, row.open))
}
