//! Which kind of proof counts of each item, where a host has both and either will do.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::follow::Proof;
use super::papers::Paper;
use super::payers::Groups;
use super::policy::{WithholdingPolicy, WithholdingProof};
use super::pool::{Place, Tier};
use super::record::CertificateSource;
use crate::{Amount, OpenItemError};

/// What the items of a group are proved by.
#[derive(Default)]
struct Shown {
    certified: Amount,
    listed: Amount,
    /// Whether which items are meant is a guess: then the two kinds may show the same tax on different items.
    is_doubtful: bool,
}

impl Shown {
    fn better(&self) -> CertificateSource {
        if self.listed > self.certified { CertificateSource::Listing } else { CertificateSource::Certificate }
    }

    fn add(&mut self, source: CertificateSource, amount: Amount) -> Result<(), OpenItemError> {
        let sum = if source == CertificateSource::Listing { &mut self.listed } else { &mut self.certified };
        *sum = sum.checked_add(amount).ok_or_else(|| OpenItemError::overflow("what is proved of a payer"))?;
        Ok(())
    }
}

/// The kind of proof that counts, by the rank of each item: the one that proves more of it; of items that may stand for each other, and
/// where which is meant is a guess, the one that proves more of them all.
pub(super) fn choose(
    policy: &WithholdingPolicy,
    papers: &[Paper<'_>],
    places: &[Vec<Place>],
    proofs: &[Proof],
) -> Result<Vec<CertificateSource>, OpenItemError> {
    let only = match policy.proof {
        WithholdingProof::Listing => Some(CertificateSource::Listing),
        WithholdingProof::Certificate | WithholdingProof::Both => Some(CertificateSource::Certificate),
        WithholdingProof::Either if proofs.len() < 2 => proofs.first().map(|proof| proof.source),
        WithholdingProof::Either => None,
    };
    if let Some(only) = only {
        return Ok(vec![only; places.len()]);
    }
    let groups = groups(papers, places, proofs);
    let mut of_group: BTreeMap<usize, Shown> = BTreeMap::new();
    let mut of_item: BTreeMap<usize, Shown> = BTreeMap::new();
    for proof in proofs {
        for found in &proof.found {
            let group = of_group.entry(groups.top(found.rank)).or_default();
            group.add(proof.source, found.amount)?;
            group.is_doubtful |= !found.is_certain;
            of_item.entry(found.rank).or_default().add(proof.source, found.amount)?;
        }
    }
    let chosen = |rank: usize| {
        let group = of_group.get(&groups.top(rank)).filter(|group| group.is_doubtful);
        group.or_else(|| of_item.get(&rank)).map_or(CertificateSource::Certificate, Shown::better)
    };
    Ok((0..places.len()).map(chosen).collect())
}

/// Items that one certificate may mean are of one group.
fn groups(papers: &[Paper<'_>], places: &[Vec<Place>], proofs: &[Proof]) -> Groups {
    let of_paper = |paper: &Paper<'_>| [Tier::Paid, Tier::Invoiced].into_iter().flat_map(|tier| paper.places(tier)).collect::<Vec<_>>();
    let matching: Vec<(usize, Vec<Place>)> =
        papers.iter().enumerate().filter(|(_, paper)| paper.matched.is_positive()).map(|(at, paper)| (at, of_paper(paper))).collect();
    let used: HashSet<Place> = matching.iter().flat_map(|(_, places)| places.iter().copied()).collect();
    let mut groups = Groups::of(places.len());
    let mut standing: HashMap<Place, usize> = HashMap::new();
    for (rank, places) in places.iter().enumerate() {
        for place in places.iter().filter(|place| used.contains(place)) {
            groups.join(rank, *standing.entry(*place).or_insert(rank));
        }
    }
    let mut meant: HashMap<usize, usize> = HashMap::new();
    for (at, places) in &matching {
        for rank in places.iter().filter_map(|place| standing.get(place)) {
            groups.join(*rank, *meant.entry(*at).or_insert(*rank));
        }
    }
    for found in proofs.iter().flat_map(|proof| &proof.found) {
        groups.join(found.rank, *meant.entry(found.paper).or_insert(found.rank));
    }
    groups
}
