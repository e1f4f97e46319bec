//! What was done to collect an item, told by the contact log, the notices, the placements and the holds.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::entry::{ContactDirection, HoldKind, PlacementKind};
use crate::{ContactLogEntry, CustomerId, EntityId, Hold, ItemId, NoticeLogEntry, OpenItem, Placement, ReasonCode};

/// What was done to collect an item, and what became of it.
#[wire]
pub struct CollectionEvidence {
    /// The item.
    pub item: ItemId,
    /// How often the customer was contacted or called in vain since it was billed.
    #[wire(default)]
    pub contacts: i32,
    /// How many notices named it, or were sent to the customer since it was billed.
    #[wire(default)]
    pub notices: i32,
    /// The last day on which anything was done.
    pub last_effort: Option<NaiveDate>,
    /// Whether it is with an agency, a lawyer, a court or a factor.
    #[wire(default)]
    pub placed: bool,
    /// When an agency gave it back.
    pub returned: Option<NaiveDate>,
    /// Whether it is in litigation, or everything but a claim is stopped.
    #[wire(default)]
    pub legal: bool,
    /// Since when the customer is bankrupt.
    pub bankrupt: Option<NaiveDate>,
    /// When the customer acknowledged it in writing.
    pub acknowledged: Option<NaiveDate>,
}

/// What evidence is folded from: the logs and cases of the book, or of the host's own tables.
#[wire]
pub struct EvidenceRequest {
    /// The items.
    #[wire(default)]
    pub items: Vec<OpenItem>,
    /// The contact log.
    #[wire(default)]
    pub contacts: Vec<ContactLogEntry>,
    /// What was sent.
    #[wire(default)]
    pub notices: Vec<NoticeLogEntry>,
    /// Placements, recalled ones too.
    #[wire(default)]
    pub placements: Vec<Placement>,
    /// Holds, lifted ones too.
    #[wire(default)]
    pub holds: Vec<Hold>,
    /// The kinds of notice that are no effort to collect.
    #[wire(default = vec!["statement".to_owned(), "confirmation".to_owned()])]
    pub no_effort: Vec<String>,
    /// The reasons of legal holds that mean bankruptcy.
    #[wire(default = vec![ReasonCode::new("BANKRUPTCY"), ReasonCode::new("INSOLVENCY")])]
    pub bankruptcy: Vec<ReasonCode>,
}

/// What was done to collect each of these items, as of a date, by item.
///
/// A contact, a notice, a placement or a hold that names items is theirs; one that names none is all the customer's in that entity. Of
/// contacts those that we began count, reached or not; of notices all but statements and confirmations. Neither counts for what was billed
/// later. Acknowledgments are the host's to add.
///
/// ```
/// use openitem::write_off::{EvidenceRequest, evidence};
/// assert!(evidence(&EvidenceRequest::new(), "2026-06-30".parse().unwrap()).is_empty());
/// ```
#[must_use]
pub fn evidence(request: &EvidenceRequest, as_of: NaiveDate) -> Vec<CollectionEvidence> {
    let mut found = Found::new(request);
    let is_effort = |one: &&NoticeLogEntry| one.effective <= as_of && !request.no_effort.contains(&one.notice.kind);
    for one in request.contacts.iter().filter(|one| one.effective <= as_of && one.contact.direction == ContactDirection::Outgoing) {
        found.effort(&one.contact.items, one.customer.as_ref(), &one.entity, Effort { on: one.effective, is_notice: false });
    }
    for one in request.notices.iter().filter(is_effort) {
        found.effort(&one.notice.items, one.customer.as_ref(), &one.entity, Effort { on: one.effective, is_notice: true });
    }
    found.share_efforts();
    for one in request.placements.iter().filter(|one| one.placed <= as_of) {
        let recalled = one.recalled.filter(|day| *day <= as_of);
        let kind = one.placement.kind;
        found.each(&one.placement.items, one.customer.as_ref(), &one.entity, |own| match recalled {
            Some(day) if kind == PlacementKind::Agency => own.returned = own.returned.max(Some(day)),
            Some(_) => {}
            None => {
                own.placed = true;
                own.legal |= matches!(kind, PlacementKind::Legal | PlacementKind::Lien);
            }
        });
    }
    let is_on = |one: &&Hold| {
        let ends = [one.lifted, one.hold.until].into_iter().flatten().min();
        one.hold.kind == HoldKind::Legal && one.placed <= as_of && ends.is_none_or(|end| end > as_of)
    };
    for one in request.holds.iter().filter(is_on) {
        let is_bankrupt = one.hold.reason.as_ref().is_some_and(|reason| request.bankruptcy.contains(reason));
        found.each(&one.hold.items, one.customer.as_ref(), &one.entity, |own| {
            own.legal = true;
            if is_bankrupt {
                own.bankrupt = Some(own.bankrupt.map_or(one.placed, |day| day.min(one.placed)));
            }
        });
    }
    found.by_item.into_values().collect()
}

impl CollectionEvidence {
    /// So many contacts and notices more, the last of them on a day.
    fn add(&mut self, (contacts, notices): (i32, i32), last: NaiveDate) {
        self.contacts = self.contacts.saturating_add(contacts);
        self.notices = self.notices.saturating_add(notices);
        self.last_effort = self.last_effort.max(Some(last));
    }
}

/// A contact or a notice.
#[derive(Clone, Copy)]
struct Effort {
    on: NaiveDate,
    is_notice: bool,
}

/// A customer's own items in an entity, and what was done about none of them by name.
#[derive(Default)]
struct Account<'a> {
    items: Vec<(NaiveDate, &'a ItemId)>,
    efforts: Vec<Effort>,
}

/// Evidence on its way.
struct Found<'a> {
    by_item: BTreeMap<&'a ItemId, CollectionEvidence>,
    billed: HashMap<&'a ItemId, NaiveDate>,
    accounts: HashMap<(&'a EntityId, &'a CustomerId), Account<'a>>,
}

impl<'a> Found<'a> {
    fn new(request: &'a EvidenceRequest) -> Self {
        let mut found = Self { by_item: BTreeMap::new(), billed: HashMap::new(), accounts: HashMap::new() };
        for item in &request.items {
            let is_new = found.by_item.insert(&item.id, CollectionEvidence::new(item.id.clone())).is_none();
            found.billed.insert(&item.id, item.effective);
            if let Some(customer) = item.customer.as_ref().filter(|_| is_new) {
                found.accounts.entry((&item.entity, customer)).or_default().items.push((item.effective, &item.id));
            }
        }
        found
    }

    /// An effort about the items named, or about all of a customer's.
    fn effort(&mut self, named: &'a [ItemId], customer: Option<&'a CustomerId>, entity: &'a EntityId, effort: Effort) {
        if named.is_empty() {
            let account = customer.and_then(|customer| self.accounts.get_mut(&(entity, customer)));
            account.into_iter().for_each(|account| account.efforts.push(effort));
        }
        let named: HashSet<&ItemId> = named.iter().collect();
        for item in named {
            if self.billed.get(item).is_some_and(|billed| *billed <= effort.on)
                && let Some(own) = self.by_item.get_mut(item)
            {
                let count = if effort.is_notice { (0, 1) } else { (1, 0) };
                own.add(count, effort.on);
            }
        }
    }

    /// What was done about a customer's account as a whole counts for all that was billed by then.
    fn share_efforts(&mut self) {
        for account in self.accounts.values_mut().filter(|account| !account.efforts.is_empty()) {
            crate::value::sort_by_key(&mut account.efforts, |effort| effort.on);
            crate::value::sort_by_key(&mut account.items, |(billed, id)| (*billed, *id));
            let Some(last) = account.efforts.last().map(|effort| effort.on) else { continue };
            let mut efforts = account.efforts.iter().rev().peekable();
            let (mut contacts, mut notices) = (0_i32, 0_i32);
            // From the item billed last: each earlier one has the efforts of the later, and more.
            for (billed, id) in account.items.iter().rev().filter(|(billed, _)| *billed <= last) {
                while let Some(effort) = efforts.next_if(|effort| effort.on >= *billed) {
                    let count = if effort.is_notice { &mut notices } else { &mut contacts };
                    *count = count.saturating_add(1);
                }
                if let Some(own) = self.by_item.get_mut(*id) {
                    own.add((contacts, notices), last);
                }
            }
        }
    }

    /// Does something with the evidence of the items named, or of all of a customer's.
    fn each(
        &mut self,
        named: &[ItemId],
        customer: Option<&'a CustomerId>,
        entity: &'a EntityId,
        mut add: impl FnMut(&mut CollectionEvidence),
    ) {
        let all = customer.filter(|_| named.is_empty()).and_then(|customer| self.accounts.get(&(entity, customer)));
        let all = all.into_iter().flat_map(|account| &account.items).map(|(_, id)| *id);
        for item in named.iter().chain(all) {
            if let Some(own) = self.by_item.get_mut(item) {
                add(own);
            }
        }
    }
}
