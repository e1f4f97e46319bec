//! What the references of a remittance mean among the items on the desk.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::account::{Account, Manner, Priced};
use super::desk::Sight;
use super::difference::Said;
use super::named::{Named, paid};
use super::remittance::index::{Candidate, Probe, Within};
use super::remittance::{LettersAgree, MatchedHow, Mention, ReadRemittance};
use super::stated::Stated;
use crate::{CustomerId, OpenItem, Reason, Side};
use chrono::Datelike;

/// The references of a remittance with the items that each may mean.
#[derive(Clone)]
pub(super) struct Meant {
    pub references: Vec<Candidates>,
    /// What it says beside them.
    pub said: Said,
    /// Whether there is no reference at all.
    pub says_nothing: bool,
    /// What was not read of it, and at which bound of the policy.
    pub cut: Vec<Reason>,
}

/// The items that one reference may mean, by how sure that is; the surest that there are count.
#[derive(Clone, Default)]
pub(super) struct Candidates {
    pub items: Vec<usize>,
    /// How each item that was considered is named.
    pub ways: Vec<(usize, MatchedHow)>,
    /// The number as it is written, without separators.
    pub number: String,
    /// The same with its separators.
    pub written: String,
    /// Whether another digit had to be read.
    guessed: bool,
    /// Whether the whole number is theirs.
    pub is_full: bool,
    /// Whether it is a range, which means all of them.
    is_range: bool,
    /// Whether it is a stranger's while somebody is known who may have paid.
    is_strange: bool,
    /// The line of the text that it stands in.
    line: i32,
    /// Where it means no item that the receipt may pay: one given that bears the number in full, of another entity or currency or of a
    /// later day.
    pub unpayable: Option<usize>,
    /// What the payer states of it.
    pub stated: Option<Stated>,
    /// Where the number is a stranger's: those of the accounts that may be paid that are one digit away.
    at_home: Vec<usize>,
}

/// Of so many customers at most is looked at what one number names.
const MOST_RIVALS: usize = 20;

/// Among so many numbers at most a slip of the pen is looked for.
const MOST_COPIED: usize = 50;

/// So many times at most what names an item is told.
const MOST_SAID: usize = 3;

impl Candidates {
    /// How an item is named, and what is stated of it.
    fn reason(&self, how: MatchedHow, item: &OpenItem) -> Reason {
        let mut reason = how.reason(&self.written, item);
        reason.inputs.extend(self.stated.iter().flat_map(Stated::inputs));
        reason
    }

    fn stated(&self) -> Option<(usize, &Stated)> {
        match (self.items.as_slice(), &self.stated, self.guessed) {
            ([item], Some(stated), false) => Some((*item, stated)),
            _ => None,
        }
    }
}

/// What is named, with an item one digit away in the place of one: so it adds up.
pub(super) struct Slip {
    /// The debit whose number was written, and the one that was meant.
    pub named: usize,
    pub other: usize,
    pub debits: Vec<usize>,
    pub manner: Manner,
    /// Whether there are more such.
    pub others: bool,
    /// Whether less was paid than what is named as written asks for.
    pub is_less: bool,
}

impl Meant {
    pub fn new(sight: &Sight<'_>, read: &ReadRemittance) -> Self {
        let family: BTreeSet<&CustomerId> = sight.customers.iter().collect();
        let mut references = Vec::new();
        for group in overlapping(&read.mentions) {
            let mut understood: Vec<(&Mention, Candidates)> =
                group.iter().filter_map(|mention| Some((*mention, read_as(sight, mention, &family)?))).collect();
            if group.len() > 1 {
                settle(&mut understood);
            }
            references.extend(understood.into_iter().map(|(_, candidates)| candidates));
        }
        let says_nothing = references.is_empty();
        Self { references, said: Said::new(read), says_nothing, cut: read.cut.clone() }
    }

    /// The same where a number counts only if it is written in full.
    pub fn in_full(&self) -> Self {
        let mut out = self.clone();
        for reference in out.references.iter_mut().filter(|reference| !reference.is_full) {
            reference.items.clear();
        }
        out
    }

    /// The same with a slip of the pen wherever a number is a stranger's; none where one has no item at home within a digit.
    pub fn at_home(&self) -> Option<Self> {
        let mut out = self.clone();
        for reference in out.references.iter_mut().filter(|reference| reference.is_strange) {
            (reference.items, reference.guessed) = (std::mem::take(&mut reference.at_home), true);
            if reference.items.is_empty() {
                return None;
            }
        }
        Some(out)
    }

    /// Whether nothing that is named is known.
    pub fn is_empty(&self) -> bool {
        self.references.iter().all(|reference| reference.items.is_empty())
    }

    /// What the payer states of items that a reference means alone.
    pub fn states(&self) -> impl Iterator<Item = (usize, &Stated)> {
        self.references.iter().filter_map(Candidates::stated)
    }

    /// What the payer states of each item, where every reference means one and has an amount; one that is named again, as in the
    /// text and in a line, needs it once.
    pub fn stated(&self) -> Option<Vec<(usize, &Stated)>> {
        let stated: Vec<(usize, &Stated)> = self.states().collect();
        let is_told = |reference: &Candidates| match reference.items.as_slice() {
            [item] if !reference.guessed => stated.iter().any(|(other, _)| other == item),
            _ => false,
        };
        self.references.iter().all(is_told).then_some(stated)
    }

    /// What the remittance says of each item that a number of it may mean.
    pub fn said_of(&self, sight: &Sight<'_>) -> HashMap<usize, Vec<Reason>> {
        let mut out: HashMap<usize, Vec<Reason>> = HashMap::new();
        for reference in &self.references {
            for (place, how) in &reference.ways {
                let Some(item) = sight.desk.items.get(*place).filter(|_| reference.items.contains(place)) else { continue };
                let said = out.entry(*place).or_default();
                if said.len() < MOST_SAID {
                    said.push(reference.reason(*how, item));
                }
            }
        }
        out
    }

    /// The customer whose items are named most often; one that may have paid before any other.
    pub fn customer(&self, sight: &Sight<'_>) -> Option<CustomerId> {
        // Sure references weigh more than any number of unsure ones.
        let mut count: BTreeMap<&CustomerId, (usize, usize)> = BTreeMap::new();
        for reference in &self.references {
            let customers: BTreeSet<&CustomerId> =
                reference.items.iter().filter_map(|place| sight.desk.items.get(*place)?.customer.as_ref()).collect();
            for customer in customers {
                let (sure, unsure) = count.entry(customer).or_default();
                let which = if reference.items.len() == 1 { sure } else { unsure };
                *which = which.saturating_add(1);
            }
        }
        let inside: Vec<_> = count.iter().filter(|(customer, _)| sight.customers.contains(customer)).collect();
        let among = if inside.is_empty() { count.iter().collect() } else { inside };
        among.into_iter().max_by_key(|(customer, count)| (**count, std::cmp::Reverse(**customer))).map(|(customer, _)| (*customer).clone())
    }

    /// The items that its references may mean.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.references.iter().flat_map(|reference| &reference.items).copied()
    }

    /// An open item of another entity of ours, where a number means that and nothing else.
    pub fn of_other_entity<'a>(&self, sight: &Sight<'a>) -> Option<&'a OpenItem> {
        let places = self.references.iter().filter_map(|reference| reference.unpayable);
        let is_open = |place: &usize| sight.desk.open.get(*place).is_some_and(|open| *open > 0);
        let mut items = places.filter(is_open).filter_map(|place| sight.desk.items.get(place).copied());
        items.find(|item| item.entity != sight.receipt.entity)
    }

    /// The customers of one family whose items are named for sure: those who may have paid, or where nobody is known to have, any.
    pub fn family(&self, sight: &Sight<'_>) -> Vec<CustomerId> {
        let Some(first) = self.customer(sight) else { return Vec::new() };
        let payers: HashSet<&CustomerId> = sight.customers.iter().collect();
        let owner = |place: &usize| sight.desk.items.get(*place).and_then(|item| item.customer.as_ref());
        let sure = self.references.iter().filter(|reference| reference.is_range || reference.items.len() == 1);
        let owners: BTreeSet<&CustomerId> = sure.flat_map(|reference| &reference.items).filter_map(owner).collect();
        let may_pay = |owner: &&CustomerId| payers.is_empty() || payers.contains(*owner);
        owners.into_iter().filter(may_pay).filter(|owner| sight.is_one_family(&first, owner)).cloned().collect()
    }

    /// The customers whose items are named, where a number is several customers': the one named most often first.
    pub fn rivals(&self, sight: &Sight<'_>) -> Vec<CustomerId> {
        let owner = |place: &usize| sight.desk.items.get(*place).and_then(|item| item.customer.clone());
        let owners = |reference: &Candidates| reference.items.iter().filter_map(owner).collect::<BTreeSet<_>>();
        let is_contested = |reference: &Candidates| !reference.is_range && owners(reference).len() > 1;
        if !self.references.iter().any(is_contested) {
            return Vec::new();
        }
        let first = self.customer(sight);
        let others = self.references.iter().flat_map(owners).collect::<BTreeSet<_>>().into_iter().filter(|one| Some(one) != first.as_ref());
        first.iter().cloned().chain(others).take(MOST_RIVALS).collect()
    }

    /// What is named in one account.
    pub fn in_account(&self, sight: &Sight<'_>, account: &Account) -> Named {
        let debits: BTreeMap<usize, usize> = account.debits.iter().enumerate().map(|(place, row)| (row.item, place)).collect();
        let credits: BTreeMap<usize, usize> = account.credits.iter().enumerate().map(|(place, row)| (row.item, place)).collect();
        let mut named = Named { foreign: !sight.customers.is_empty(), ..Named::default() };
        for reference in &self.references {
            let places: Vec<usize> = reference.items.iter().filter_map(|item| debits.get(item).copied()).collect();
            let netted: Vec<usize> = reference.items.iter().filter_map(|item| credits.get(item).copied()).collect();
            named.guessed |= reference.guessed;
            named.weak |= !reference.is_full && !reference.items.is_empty();
            if reference.is_range {
                named.elsewhere |= places.len().saturating_add(netted.len()) < reference.items.len();
                places.iter().for_each(|place| push(&mut named.debits, *place));
                netted.iter().for_each(|place| push(&mut named.credits, *place));
                continue;
            }
            match (places.as_slice(), netted.as_slice(), reference.items.as_slice()) {
                ([place], [], [_]) => {
                    push(&mut named.debits, *place);
                    named.lines.push((reference.line, *place));
                }
                ([], [place], [_]) => push(&mut named.credits, *place),
                ([], [], []) => named.unknown = named.unknown.saturating_add(1),
                ([], [], _) => named.elsewhere = true,
                _ => named.unsure.push(places),
            }
        }
        let known = named.debits.clone();
        named.unsure.iter_mut().for_each(|places| places.retain(|place| !known.contains(place)));
        named.unsure.retain(|places| !places.is_empty());
        let owner = account.debits.first().and_then(|row| sight.desk.items.get(row.item)).and_then(|item| item.customer.as_ref());
        named.foreign = !sight.customers.is_empty() && owner.is_some_and(|owner| !sight.customers.contains(owner));
        named.debits.sort_unstable();
        named.credits.sort_unstable();
        named
    }

    /// Where everything named is closed: the customer, and what it was paid with in each manner.
    pub fn closed_total(&self, sight: &Sight<'_>) -> Option<(CustomerId, Vec<i64>)> {
        let mut customer = None;
        let mut totals = [0_i64; 2];
        for reference in &self.references {
            let [place] = reference.items.as_slice() else { return None };
            let item = sight.desk.items.get(*place)?;
            if reference.guessed || sight.desk.open.get(*place) != Some(&0) || item.side != Side::Debit {
                return None;
            }
            customer = customer.or_else(|| item.customer.clone());
            let original = item.original.to_minor(sight.decimals)?;
            let manners = [Manner::Full, Manner::Discount { unearned: true }];
            for (total, manner) in totals.iter_mut().zip(manners) {
                *total = total.saturating_add(sight.terms.paid(item, original, manner).cash);
            }
        }
        let customer = customer?;
        let mut all = totals.to_vec();
        for manner in sight.withheld(&customer) {
            let of = |place: &usize| {
                sight
                    .desk
                    .items
                    .get(*place)
                    .and_then(|item| Some(sight.terms.paid(item, item.original.to_minor(sight.decimals)?, manner).cash))
            };
            all.push(self.references.iter().flat_map(|reference| &reference.items).filter_map(of).fold(0, i64::saturating_add));
        }
        Some((customer, all))
    }

    /// Where an item one digit away stands in the place of one that is named, what is named adds up: a slip of the pen.
    /// Of more documents than a person would copy by hand none is looked for.
    pub fn slip(&self, sight: &Sight<'_>, account: &Account, debits: &[usize], priced: &[Priced], amount: i64) -> Option<Slip> {
        let mut found = None;
        if debits.len() > MOST_COPIED {
            return None;
        }
        for named in debits {
            for other in neighbors(sight, account, *named).into_iter().filter(|other| debits.binary_search(other).is_err()) {
                let mut meant: Vec<usize> = debits.iter().copied().filter(|place| place != named).chain([other]).collect();
                meant.sort_unstable();
                for priced in priced.iter().filter(|priced| paid(priced, &meant) == amount) {
                    let is_less = priced.pay.get(other) < priced.pay.get(*named);
                    match &mut found {
                        None => {
                            let (debits, manner) = (meant.clone(), priced.manner);
                            found = Some(Slip { named: *named, other, debits, manner, others: false, is_less });
                        }
                        Some(slip) => slip.others = true,
                    }
                }
            }
        }
        found
    }
}

/// Mentions in groups whose words overlap.
fn overlapping(mentions: &[Mention]) -> Vec<Vec<&Mention>> {
    let mut sorted: Vec<&Mention> = mentions.iter().filter(|mention| mention.is_reference()).collect();
    crate::value::sort_by_key(&mut sorted, |mention| (mention.line, mention.at, mention.length));
    let mut groups: Vec<Vec<&Mention>> = Vec::new();
    let mut end = (0, 0);
    for mention in sorted {
        let own = (mention.line, mention.at.saturating_add(mention.length));
        match groups.last_mut() {
            Some(group) if end.0 == mention.line && mention.at < end.1 => group.push(mention),
            _ => groups.push(vec![mention]),
        }
        end = end.max(own);
    }
    groups
}

/// What is written apart is one number where that number is known, the longest first; of what is left each part is one. A number that
/// is a stranger's does not swallow parts that are numbers of those who may have paid, and what is unknown in all its parts is one number.
fn settle(understood: &mut Vec<(&Mention, Candidates)>) {
    let span = |mention: &Mention| (mention.at, mention.at.saturating_add(mention.length));
    // From where to where; of those taken none overlap.
    let is_free = |taken: &BTreeMap<i32, i32>, (from, to): (i32, i32)| taken.range(..to).next_back().is_none_or(|(_, end)| *end <= from);
    if understood.iter().all(|(_, candidates)| candidates.items.is_empty() && candidates.unpayable.is_none()) {
        let longest = understood.iter().map(|(mention, _)| mention.length).max();
        let first = understood.iter().position(|(mention, _)| Some(mention.length) == longest).unwrap_or(0);
        let mut place = 0_usize..;
        understood.retain(|_| place.next() == Some(first));
        return;
    }
    let is_own = |candidates: &Candidates| candidates.is_full && !candidates.is_strange && candidates.unpayable.is_none();
    let own: BTreeMap<i32, i32> =
        understood.iter().filter(|(mention, candidates)| !mention.joined && is_own(candidates)).map(|(mention, _)| span(mention)).collect();
    let counts = |mention: &Mention, candidates: &Candidates| {
        mention.joined && candidates.is_full && (is_own(candidates) || is_free(&own, span(mention)))
    };
    let mut whole: Vec<(i32, i32)> =
        understood.iter().filter(|(mention, candidates)| counts(mention, candidates)).map(|(mention, _)| span(mention)).collect();
    crate::value::sort_by_key(&mut whole, |(from, to)| (from.saturating_sub(*to), *from));
    let mut taken: BTreeMap<i32, i32> = BTreeMap::new();
    for own in whole {
        if is_free(&taken, own) {
            taken.insert(own.0, own.1);
        }
    }
    understood.retain(|(mention, candidates)| {
        let own = span(mention);
        if mention.joined { candidates.is_full && taken.get(&own.0) == Some(&own.1) } else { is_free(&taken, own) }
    });
}

/// What a mention may mean, with what it says.
fn read_as(sight: &Sight<'_>, mention: &Mention, family: &BTreeSet<&CustomerId>) -> Option<Candidates> {
    let mut found = candidates(sight, &Probe::of(mention)?, family);
    (found.line, found.stated) = (mention.line, Stated::of(mention));
    found.written.clone_from(&mention.text);
    found.number = mention.number.clone().unwrap_or_default();
    Some(found)
}

/// The candidates of the surest kind that there are, among the accounts that may be paid, then among all.
fn candidates(sight: &Sight<'_>, probe: &Probe, family: &BTreeSet<&CustomerId>) -> Candidates {
    let desk = sight.desk;
    let item = |candidate: &Candidate| desk.items.get(candidate.item as usize).filter(|item| is_payable(sight, item));
    let mine =
        |candidate: &&Candidate| item(candidate).and_then(|item| item.customer.as_ref()).is_some_and(|customer| family.contains(customer));
    let places = |found: &mut dyn Iterator<Item = &Candidate>| found.map(|candidate| candidate.item as usize).collect::<Vec<usize>>();
    let mut found = desk.references.lookup(probe, Within::All, &desk.policy.references);
    let is_other = |candidate: &&Candidate| {
        candidate.how <= MatchedHow::LeadingZeros && candidate.letters != LettersAgree::Different && item(candidate).is_none()
    };
    let unpayable = found.iter().find(is_other).map(|candidate| candidate.item as usize);
    found.retain(|candidate| item(candidate).is_some());
    let is_full = |candidate: &&Candidate| candidate.how <= MatchedHow::LeadingZeros;
    let inside = places(&mut best(found.iter().filter(is_full).filter(mine)).into_iter());
    let inside_is_found = !inside.is_empty();
    let full = if inside.is_empty() { places(&mut best(found.iter().filter(is_full)).into_iter()) } else { inside };
    let is_strange = !full.is_empty() && !inside_is_found && !family.is_empty();
    let mut ways: Vec<(usize, MatchedHow)> = found.iter().map(way).collect();
    // What bears the number in full is meant, and no other that is like it.
    if full.is_empty() && unpayable.is_some() {
        return Candidates { is_full: true, unpayable, ..Candidates::default() };
    }
    if !full.is_empty() && !is_strange {
        return Candidates { items: full, is_full: true, ways, ..Candidates::default() };
    }
    let mut slips = desk.references.one_digit_wrong(probe, Within::All, &desk.policy.references);
    slips.retain(|candidate| item(candidate).is_some());
    ways.extend(slips.iter().map(way));
    if is_strange {
        let at_home = places(&mut slips.iter().filter(mine));
        return Candidates { items: full, is_full: true, is_strange, at_home, ways, ..Candidates::default() };
    }
    let in_range = |candidate: &&Candidate| candidate.how == MatchedHow::InRange;
    let ranges = [places(&mut found.iter().filter(in_range).filter(mine)), places(&mut found.iter().filter(in_range))];
    if let Some(items) = ranges.into_iter().find(|items| !items.is_empty()) {
        return Candidates { items, is_range: true, ways, ..Candidates::default() };
    }
    let kinds: [(Vec<usize>, bool); 4] = [
        (places(&mut found.iter().filter(mine)), false),
        (places(&mut slips.iter().filter(mine)), true),
        (places(&mut found.iter()), false),
        (places(&mut slips.iter()), true),
    ];
    let surest = kinds.into_iter().find(|(items, _)| !items.is_empty());
    surest.map_or_else(Candidates::default, |(items, guessed)| Candidates { items, guessed, ways, ..Candidates::default() })
}

const fn way(candidate: &Candidate) -> (usize, MatchedHow) {
    (candidate.item as usize, candidate.how)
}

/// Those that agree best with what is written: sign by sign before other signs and zeros, the same letters before none.
fn best<'c>(found: impl Iterator<Item = &'c Candidate>) -> Vec<&'c Candidate> {
    let found: Vec<&Candidate> = found.collect();
    let rank = |candidate: &&Candidate| (candidate.how, candidate.letters);
    let first = found.iter().map(rank).min();
    found.into_iter().filter(|candidate| Some(rank(candidate)) == first).collect()
}

/// Whether a receipt could pay an item: of its entity and currency, and not of a later day.
fn is_payable(sight: &Sight<'_>, item: &OpenItem) -> bool {
    item.entity == sight.receipt.entity && item.currency == sight.currency && item.document_date.num_days_from_ce() <= sight.day
}

fn push(places: &mut Vec<usize>, place: usize) {
    if !places.contains(&place) {
        places.push(place);
    }
}

/// The debits of an account whose id is that of another with one sign changed.
fn neighbors(sight: &Sight<'_>, account: &Account, place: usize) -> Vec<usize> {
    let id = |place: usize| account.debits.get(place).and_then(|row| sight.desk.items.get(row.item)).map(|item| item.id.as_str());
    let Some(own) = id(place) else { return Vec::new() };
    (0..account.debits.len()).filter(|other| id(*other).is_some_and(|other| differs_by_one(own, other))).collect()
}

fn differs_by_one(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).filter(|(a, b)| a != b).count() == 1
}
