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
    /// How often the customer was contacted or called in vain.
    #[wire(default)]
    pub contacts: i32,
    /// How many notices named it.
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
    /// The reasons of legal holds that mean bankruptcy.
    #[wire(default = vec![ReasonCode::new("BANKRUPTCY"), ReasonCode::new("INSOLVENCY")])]
    pub bankruptcy: Vec<ReasonCode>,
}

/// What was done to collect each of these items, as of a date, by item.
///
/// A contact, a notice or a hold that names items is theirs; one that names none is all the customer's in that entity. Of contacts those
/// that we began count, reached or not. Acknowledgments are the host's to add.
///
/// ```
/// use openitem::write_off::{EvidenceRequest, evidence};
/// assert!(evidence(&EvidenceRequest::new(), "2026-06-30".parse().unwrap()).is_empty());
/// ```
#[must_use]
pub fn evidence(request: &EvidenceRequest, as_of: NaiveDate) -> Vec<CollectionEvidence> {
    let mut found = Found::new(request);
    for one in request.contacts.iter().filter(|one| one.effective <= as_of && one.contact.direction == ContactDirection::Outgoing) {
        found.each(&one.contact.items, one.customer.as_ref(), &one.entity, |own| {
            own.contacts = own.contacts.saturating_add(1);
            own.last_effort = own.last_effort.max(Some(one.effective));
        });
    }
    for one in request.notices.iter().filter(|one| one.effective <= as_of) {
        found.each(&one.notice.items, one.customer.as_ref(), &one.entity, |own| {
            own.notices = own.notices.saturating_add(1);
            own.last_effort = own.last_effort.max(Some(one.effective));
        });
    }
    for one in request.placements.iter().filter(|one| one.placed <= as_of) {
        let recalled = one.recalled.filter(|day| *day <= as_of);
        let kind = one.placement.kind;
        found.each(&one.placement.items, None, &one.entity, |own| match recalled {
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

/// Evidence on its way.
struct Found<'a> {
    by_item: BTreeMap<&'a ItemId, CollectionEvidence>,
    of_customer: HashMap<(&'a EntityId, &'a CustomerId), Vec<&'a ItemId>>,
}

impl<'a> Found<'a> {
    fn new(request: &'a EvidenceRequest) -> Self {
        let mut by_item = BTreeMap::new();
        let mut of_customer: HashMap<(&EntityId, &CustomerId), Vec<&ItemId>> = HashMap::new();
        for item in &request.items {
            by_item.insert(&item.id, CollectionEvidence::new(item.id.clone()));
            if let Some(customer) = &item.customer {
                of_customer.entry((&item.entity, customer)).or_default().push(&item.id);
            }
        }
        Self { by_item, of_customer }
    }

    /// Does something with the evidence of the items named, or of all of a customer's.
    fn each(
        &mut self,
        named: &[ItemId],
        customer: Option<&'a CustomerId>,
        entity: &'a EntityId,
        mut add: impl FnMut(&mut CollectionEvidence),
    ) {
        let all = customer.filter(|_| named.is_empty()).and_then(|customer| self.of_customer.get(&(entity, customer)));
        let mut once = HashSet::new();
        for item in named.iter().chain(all.into_iter().flatten().copied()) {
            if let Some(own) = self.by_item.get_mut(item).filter(|_| once.insert(item)) {
                add(own);
            }
        }
    }
}
