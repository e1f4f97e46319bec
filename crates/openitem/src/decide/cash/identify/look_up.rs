//! One payer looked up: every piece of evidence, weighed, and the candidates that it speaks for.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::PayerStrength;
use super::index::{PayerIndex, SHORTEST_TAX_ID};
use super::name::{Name, normal_number, without_zeros};
use super::similar::similarity;
use crate::{Payer, Receipt};

/// A name that is this much alike says the same as a number; below, the two speak against each other.
pub(super) const AGREES: i32 = 60;
/// Names within so much of each other are as like as one another.
const NEARLY: u32 = 4;
/// How many words of the remittance are looked at for numbers of customers.
const MOST_WORDS: usize = 2_000;
/// The shortest customer number that is looked for in a text.
const SHORTEST_NUMBER: usize = 5;

/// Who may have paid a receipt.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// The best first; equal scores by id.
    pub candidates: Vec<Candidate>,
    /// How many more there were than the policy lets through.
    pub left_off: usize,
    /// Whether more than one family may have paid it, going by the policy's `close`.
    pub ambiguous: bool,
    /// The work it took.
    pub steps: usize,
}

/// A customer that may have paid.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    /// Its number in the index.
    pub row: u32,
    pub strength: PayerStrength,
    /// 0 to 100.
    pub score: i32,
    /// What speaks for it, the strongest first.
    pub evidence: Vec<Evidence>,
}

/// One thing that speaks for a customer, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Evidence {
    pub score: Reverse<i32>,
    pub kind: EvidenceKind,
}

/// What speaks for a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EvidenceKind {
    VirtualAccount,
    Number,
    NumberZeros,
    NumberSpelling,
    BankAccount,
    TaxId,
    BankAccountSeen,
    NumberInText,
    /// The name in the index, how alike it is, and how many families have one that is as like as the nearest of all.
    Name {
        name: u32,
        alike: i32,
        shared_by: usize,
    },
}

/// What speaks for whom.
type Gathered = BTreeMap<u32, Vec<Evidence>>;

impl PayerIndex {
    /// Who may have paid a receipt.
    pub(crate) fn find(&self, receipt: &Receipt) -> Found {
        let mut gathered = Gathered::new();
        self.by_number(&receipt.payer, &mut gathered);
        self.by_account(receipt, &mut gathered);
        let mut steps = self.by_text(receipt, &mut gathered);
        let name = receipt.payer.name.as_deref().and_then(|name| self.words.name(name));
        if let Some(name) = &name {
            steps = steps.saturating_add(self.by_name(name, &mut gathered));
        }
        let mut candidates: Vec<Candidate> = gathered.into_iter().map(|(row, evidence)| weigh(row, evidence, name.is_some())).collect();
        candidates.retain(|candidate| candidate.score >= self.policy.least_score);
        // Rows are in the order of ids.
        crate::value::sort_by_key(&mut candidates, |candidate| (Reverse(candidate.score), candidate.row));
        let letters = name.as_ref().map_or(0, |name| name.compact.chars().count());
        let ambiguous = self.is_ambiguous(&candidates, letters);
        let most = usize::try_from(self.policy.max_candidates).unwrap_or(1);
        let left_off = candidates.len().saturating_sub(most);
        candidates.truncate(most);
        Found { candidates, left_off, ambiguous, steps }
    }

    /// Whether somebody outside the first's family comes close to it. Where only a short name speaks for the first, others
    /// must be farther off: one letter makes another name of it.
    fn is_ambiguous(&self, candidates: &[Candidate], letters: usize) -> bool {
        let Some((first, others)) = candidates.split_first() else { return false };
        let is_by_name = first.evidence.first().is_some_and(|best| matches!(best.kind, EvidenceKind::Name { .. }));
        let short = if is_by_name { loss_by_length(letters).saturating_mul(2) } else { 0 };
        let near = first.score.saturating_sub(self.policy.close).saturating_sub(short);
        others.iter().take_while(|other| other.score >= near).any(|other| !self.is_one_family(first.row, other.row))
    }

    fn by_number(&self, payer: &Payer, gathered: &mut Gathered) {
        let Some(written) = payer.id.as_deref().map(str::trim) else { return };
        if let Some(row) = self.row(&written.into()) {
            return add(gathered, row, EvidenceKind::Number, 100);
        }
        let normal = normal_number(written);
        for row in self.numbers.get(without_zeros(&normal)) {
            let same_signs = self.at(*row).is_some_and(|row| without_zeros(row.id.as_str()) == without_zeros(written));
            let (kind, score) = if same_signs { (EvidenceKind::NumberZeros, 97) } else { (EvidenceKind::NumberSpelling, 93) };
            add(gathered, *row, kind, score);
        }
    }

    fn by_account(&self, receipt: &Receipt, gathered: &mut Gathered) {
        if let Some(ours) = receipt.bank_account.as_deref() {
            for row in self.virtual_accounts.get(&normal_number(ours)) {
                add(gathered, *row, EvidenceKind::VirtualAccount, 100);
            }
        }
        if let Some(theirs) = receipt.payer.bank_account.as_deref() {
            for (row, on_file) in self.accounts.get(&normal_number(theirs)) {
                let (kind, score) = if *on_file { (EvidenceKind::BankAccount, 96) } else { (EvidenceKind::BankAccountSeen, 92) };
                add(gathered, *row, kind, score);
            }
        }
    }

    /// Tax ids and customer numbers that stand in the payer's words, in one to four parts; gives the steps taken.
    fn by_text(&self, receipt: &Receipt, gathered: &mut Gathered) -> usize {
        let text = receipt.remittance.as_deref().unwrap_or_default();
        let parts = text.split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | ';' | ':' | '/' | '|'));
        let words: Vec<String> = parts.filter(|part| !part.is_empty()).take(MOST_WORDS).map(normal_number).collect();
        for from in 0..words.len() {
            let mut joined = String::new();
            for word in words.iter().skip(from).take(4) {
                joined.push_str(word);
                if joined.len() >= SHORTEST_TAX_ID {
                    self.tax_ids.get(&joined).iter().for_each(|row| add(gathered, *row, EvidenceKind::TaxId, 94));
                }
            }
        }
        for word in words.iter().filter(|word| word.len() >= SHORTEST_NUMBER) {
            for row in self.numbers.get(without_zeros(word)) {
                add(gathered, *row, EvidenceKind::NumberInText, 75);
            }
        }
        words.len()
    }

    /// By name: every customer that is proven already is only checked; others are looked for where none is, or where the name
    /// speaks against it. Gives the steps taken.
    fn by_name(&self, name: &Name, gathered: &mut Gathered) -> usize {
        let cut_from = usize::try_from(self.policy.cut_from).unwrap_or(usize::MAX);
        let weigh = |word: &str| self.names.weight(word);
        let alike = |number: u32| match self.names.get(number) {
            Some(known) if known.also.contains(&name.text) => 100,
            Some(known) => similarity(name, &known.name, cut_from, &weigh),
            None => 0,
        };
        let mut best: BTreeMap<u32, (i32, u32)> = BTreeMap::new();
        for row in gathered.keys() {
            let names = self.at(*row).map_or(&[][..], |row| row.names.as_slice());
            if let Some(found) = names.iter().map(|number| (alike(*number), *number)).max_by_key(|found| (found.0, Reverse(found.1))) {
                best.insert(*row, found);
            }
        }
        let proven: Vec<u32> = gathered.iter().filter(|(_, evidence)| evidence.iter().any(is_proof)).map(|(row, _)| *row).collect();
        let is_settled = proven.len() == 1 && proven.iter().all(|row| best.get(row).is_some_and(|found| found.0 >= AGREES));
        let mut steps = 0_usize;
        if !is_settled {
            let (nearest, taken) = self.names.nearest(name);
            steps = taken;
            for number in nearest {
                let Some(known) = self.names.get(number) else { continue };
                let found = (alike(number), number);
                let slot = best.entry(known.customer).or_insert(found);
                if found.0 > slot.0 {
                    *slot = found;
                }
            }
        }
        self.add_names(name, &best, gathered);
        steps
    }

    /// Weighs the names found by how many families have one that is as like as the nearest.
    fn add_names(&self, name: &Name, best: &BTreeMap<u32, (i32, u32)>, gathered: &mut Gathered) {
        let mut by_family: BTreeMap<u32, i32> = BTreeMap::new();
        for (row, (alike, _)) in best {
            let slot = by_family.entry(self.family(*row)).or_insert(*alike);
            *slot = (*slot).max(*alike);
        }
        let most = by_family.values().copied().max().unwrap_or(0);
        let shared_by = by_family.values().filter(|alike| most.abs_diff(**alike) <= NEARLY).count();
        for (row, (alike, number)) in best {
            let letters = name.compact.chars().count();
            let score = alike
                .saturating_mul(9)
                .checked_div(10)
                .unwrap_or(0)
                .saturating_sub(loss_by_sharing(shared_by))
                .saturating_sub(loss_by_length(letters));
            if score > 0 {
                add(gathered, *row, EvidenceKind::Name { name: *number, alike: *alike, shared_by }, score);
            }
        }
    }
}

/// A name that several have says less.
const fn loss_by_sharing(shared_by: usize) -> i32 {
    match shared_by {
        0 | 1 => 0,
        2 => 10,
        3 | 4 => 18,
        5..=8 => 24,
        _ => 30,
    }
}

/// A name of one or two letters says little.
const fn loss_by_length(letters: usize) -> i32 {
    match letters {
        0 | 1 => 20,
        2 => 12,
        3 => 5,
        _ => 0,
    }
}

fn is_proof(evidence: &Evidence) -> bool {
    matches!(evidence.kind, EvidenceKind::Number | EvidenceKind::NumberZeros | EvidenceKind::VirtualAccount)
}

fn add(gathered: &mut Gathered, row: u32, kind: EvidenceKind, score: i32) {
    let list = gathered.entry(row).or_default();
    if !list.iter().any(|known| known.kind == kind) {
        list.push(Evidence { score: Reverse(score), kind });
    }
}

/// The score of a candidate: its best evidence, raised by what else agrees; and how strong that is.
fn weigh(row: u32, mut evidence: Vec<Evidence>, is_named: bool) -> Candidate {
    evidence.sort_unstable();
    let best = evidence.first().map_or(0, |first| first.score.0);
    let others = evidence.iter().skip(1).map(|other| other.score.0).fold(0_i32, i32::saturating_add);
    let score = if best == 100 { 100 } else { best.saturating_add(others.checked_div(10).unwrap_or(0)).min(99) };
    let agrees = !is_named || evidence.iter().any(|piece| matches!(piece.kind, EvidenceKind::Name { alike, .. } if alike >= AGREES));
    let has = |kind: EvidenceKind| evidence.iter().any(|piece| piece.kind == kind);
    let strength = match score {
        _ if has(EvidenceKind::Number) || has(EvidenceKind::VirtualAccount) => PayerStrength::Proven,
        _ if has(EvidenceKind::NumberZeros) && agrees => PayerStrength::Proven,
        85.. => PayerStrength::Strong,
        65.. => PayerStrength::Likely,
        _ => PayerStrength::Possible,
    };
    Candidate { row, strength, score, evidence }
}
