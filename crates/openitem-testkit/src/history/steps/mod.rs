//! One step of a history: an entry of some kind that fits what stands.

mod cases;
mod clearing;
mod documents;
mod money;

use openitem::{ControlClass, Currency, CustomerId, EntityId, ItemId, Side};

pub(super) use self::clearing::reverse;
use super::Random;
use super::world::{KnownItem, World};

type Step = fn(&mut World, &mut Random) -> Option<()>;

/// The steps by weight.
const STEPS: [(i64, Step); 31] = [
    (24, documents::invoice),
    (10, documents::other_document),
    (3, documents::opening_item),
    (3, documents::request),
    (4, documents::split),
    (16, money::receipt),
    (4, money::staged),
    (5, money::identified),
    (5, money::returned),
    (1, money::miscellaneous),
    (5, money::placed),
    (6, money::paid_out),
    (26, clearing::application),
    (3, clearing::contra),
    (4, clearing::transfer),
    (5, clearing::adjustment),
    (4, clearing::write_off),
    (3, clearing::recovery),
    (1, clearing::tax_relief),
    (4, clearing::certificate),
    (4, clearing::item_changed),
    (12, clearing::reversal),
    (6, cases::dispute),
    (4, cases::promise),
    (4, cases::plan),
    (6, cases::case_opened),
    (4, cases::case_closed),
    (5, cases::said),
    (2, cases::credit_requested),
    (2, cases::approval),
    (1, cases::period),
];

pub(super) fn step(world: &mut World, random: &mut Random) {
    let whole: i64 = STEPS.iter().map(|(weight, _)| weight).sum();
    let mut drawn = random.between(1, whole);
    for (weight, step) in STEPS {
        drawn -= weight;
        if drawn <= 0 {
            if step(world, random).is_none() {
                // Nothing fits yet: a customer is billed.
                let _ = documents::invoice(world, random);
            }
            return;
        }
    }
}

fn open_item(world: &World, random: &mut Random, side: Side) -> Option<usize> {
    world.pick_item(random, |item| item.open > 0 && item.side == side)
}

/// A part of what is open, often all of it.
fn part(random: &mut Random, open: i64) -> i64 {
    if random.percent(45) { open } else { random.between(1, open.max(1)) }
}

fn new_item(
    id: ItemId,
    maker: usize,
    entity: &EntityId,
    customer: Option<CustomerId>,
    currency: Currency,
    side: Side,
    class: ControlClass,
) -> KnownItem {
    KnownItem { id, maker, entity: entity.clone(), customer, currency, side, class, open: 0, written_off: 0, last: maker }
}
