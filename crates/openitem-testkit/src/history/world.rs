//! What a history has brought about so far, as far as the generator must know it to go on sensibly.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use openitem::{
    Amount, BookedRate, ControlClass, Currency, CustomerId, EntityId, Entry, EntryId, EntryKind, ItemId, Rate, ReceiptId, Side,
};

use super::Random;

pub(super) struct World {
    pub(super) today: NaiveDate,
    pub(super) now: DateTime<Utc>,
    pub(super) entries: Vec<Known>,
    pub(super) items: Vec<KnownItem>,
    pub(super) receipts: Vec<KnownReceipt>,
    /// Disputes, promises, plans, cases and requests: what they are, their id, and who made them.
    pub(super) things: Vec<(&'static str, String, usize)>,
}

pub(super) struct Known {
    pub(super) entry: Entry,
    /// How it moved items.
    pub(super) moved: Vec<(usize, i64)>,
    pub(super) reversed: bool,
}

#[derive(Clone)]
pub(super) struct KnownItem {
    pub(super) id: ItemId,
    pub(super) maker: usize,
    pub(super) entity: EntityId,
    pub(super) customer: Option<CustomerId>,
    pub(super) currency: Currency,
    pub(super) side: Side,
    pub(super) class: ControlClass,
    pub(super) open: i64,
    pub(super) written_off: i64,
    /// The last entry that moved it.
    pub(super) last: usize,
}

pub(super) struct KnownReceipt {
    pub(super) id: ReceiptId,
    pub(super) maker: usize,
    pub(super) item: Option<usize>,
    pub(super) amount: i64,
    pub(super) returned: i64,
    pub(super) relieved: bool,
    pub(super) staged: bool,
    pub(super) unidentified: bool,
    pub(super) applied_to: Vec<usize>,
}

pub(super) const ENTITIES: [(&str, &str); 3] = [("DE01", "EUR"), ("US01", "USD"), ("JP01", "JPY")];
const CURRENCIES: [&str; 4] = ["EUR", "USD", "JPY", "KWD"];

impl World {
    pub(super) fn new() -> Self {
        let today = NaiveDate::from_ymd_opt(2026, 1, 5).expect("a date");
        let now = today.and_hms_opt(8, 0, 0).expect("a time").and_utc();
        Self { today, now, entries: Vec::new(), items: Vec::new(), receipts: Vec::new(), things: Vec::new() }
    }

    /// Time goes on, or not: many entries share a date, some a moment.
    pub(super) fn go_on(&mut self, random: &mut Random) {
        if random.percent(35) {
            let days = random.between(1, 4);
            self.today = self.today.checked_add_days(Days::new(days.unsigned_abs())).expect("a date");
            self.now = self.today.and_hms_opt(8, 0, 0).expect("a time").and_utc();
        } else if random.percent(60) {
            self.now += TimeDelta::minutes(random.between(1, 5));
        }
    }

    /// The place of the entry that comes next.
    pub(super) fn next(&self) -> usize {
        self.entries.len()
    }

    /// The id of the entry that comes next: two logs written apart take turns.
    pub(super) fn next_id(&self, random: &mut Random) -> EntryId {
        let log = if random.percent(50) { "A" } else { "B" };
        EntryId::from(format!("{log}{:04}", self.next()))
    }

    /// A date for an entry that names others: today, or an earlier one that none of them is later than.
    fn effective(&self, after: &[usize], random: &mut Random) -> NaiveDate {
        let earliest = after.iter().filter_map(|at| self.entries.get(*at)).map(|known| known.entry.effective).max();
        let back = if random.percent(25) { random.between(1, 15) } else { 0 };
        let date = self.today.checked_sub_days(Days::new(back.unsigned_abs())).expect("a date");
        earliest.map_or(date, |earliest| earliest.max(date))
    }

    /// Posts an entry that names others.
    #[allow(clippy::too_many_arguments, reason = "the fields of an entry, and what it is to do")]
    pub(super) fn post(
        &mut self,
        id: EntryId,
        entity: &EntityId,
        customer: Option<CustomerId>,
        after: &[usize],
        kind: EntryKind,
        moved: Vec<(usize, i64)>,
        random: &mut Random,
    ) {
        let effective = self.effective(after, random);
        let mut entry = Entry::new(id, entity, effective, self.now, kind);
        entry.customer = customer;
        if random.percent(10) {
            entry.by = Some("clerk".into());
        }
        let at = self.next();
        for (item, by) in &moved {
            if let Some(item) = self.items.get_mut(*item) {
                item.open += by;
                item.last = at;
            }
        }
        self.entries.push(Known { entry, moved, reversed: false });
    }

    pub(super) fn add_item(&mut self, item: KnownItem) -> usize {
        self.items.push(item);
        self.items.len() - 1
    }

    /// An item that fits, among the latest.
    pub(super) fn pick_item(&self, random: &mut Random, fits: impl Fn(&KnownItem) -> bool) -> Option<usize> {
        let fitting: Vec<usize> = (0..self.items.len()).filter(|at| self.items.get(*at).is_some_and(&fits)).collect();
        let latest = fitting.len().saturating_sub(25);
        random.pick(&fitting[latest..]).copied()
    }

    pub(super) fn item(&self, at: usize) -> KnownItem {
        self.items[at].clone()
    }

    pub(super) fn pick_thing(&self, random: &mut Random, what: &str) -> Option<(String, usize)> {
        let fitting: Vec<_> = self.things.iter().filter(|thing| thing.0 == what).collect();
        random.pick(&fitting).map(|thing| (thing.1.clone(), thing.2))
    }
}

pub(super) fn entity(random: &mut Random) -> (EntityId, Currency) {
    let (entity, base) = if random.percent(60) { ENTITIES[0] } else { random.choose(&ENTITIES) };
    (entity.into(), currency_of(base))
}

pub(super) fn base_of(entity: &EntityId) -> Currency {
    let found = ENTITIES.iter().find(|(id, _)| *id == entity.as_str());
    currency_of(found.map_or("EUR", |(_, base)| *base))
}

pub(super) fn currency(random: &mut Random, base: Currency) -> Currency {
    if random.percent(65) { base } else { currency_of(random.choose(&CURRENCIES)) }
}

fn currency_of(code: &str) -> Currency {
    Currency::new(code).expect("a currency")
}

pub(super) fn customer(random: &mut Random) -> CustomerId {
    CustomerId::from(format!("C-{}", random.between(1, 6)))
}

/// The rate at which something in a currency that is not base is booked.
pub(super) fn booked(random: &mut Random, entity: &EntityId, currency: Currency) -> Option<BookedRate> {
    let base = base_of(entity);
    (currency != base).then(|| BookedRate::new(base, rate(random)))
}

pub(super) fn rate(random: &mut Random) -> Rate {
    format!("{}.{:04}", random.between(0, 3), random.between(1, 9_999)).parse().expect("a rate")
}

/// So many minor units.
pub(super) fn amount(minor: i64, currency: Currency) -> Amount {
    Amount::from_minor(minor, currency.minor_units().unwrap_or(2)).expect("an amount")
}
