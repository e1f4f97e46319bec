//! The changes of a fold as plain data.

use super::items::{base_value, booked_rate};
use super::said::Said;
use crate::book::change::{Cause, Change};
use crate::book::fold::{Fold, ItemRow, NONE, Status};
use crate::entry::{ControlClass, Entry, EntryKind};
use crate::{Amount, BookedRate, CustomerId};

/// What is known of each item on the way through the entries.
struct Walk<'a> {
    entries: &'a [Entry],
    fold: &'a Fold,
    said: Said<'a>,
    opens: Vec<Amount>,
    classes: Vec<ControlClass>,
    customers: Vec<Option<CustomerId>>,
    booked: Vec<Option<BookedRate>>,
    out: Vec<Change>,
}

/// The changes of a fold in fold order.
pub(crate) fn changes_of(entries: &[Entry], fold: &Fold, rows: &[u32]) -> Vec<Change> {
    let count = fold.items.len();
    let mut walk = Walk {
        entries,
        fold,
        said: Said::new(entries, fold, rows),
        opens: vec![Amount::ZERO; count],
        classes: fold.items.iter().map(|item| item.class).collect(),
        customers: vec![None; count],
        booked: Vec::with_capacity(count),
        out: Vec::with_capacity(fold.changes.len()),
    };
    // What an item was made of stands before it.
    for item in 0..u32::try_from(count).unwrap_or(NONE) {
        let booked = booked_rate(entries, fold, item, |from| walk.booked.get(from as usize).cloned().flatten());
        walk.booked.push(booked);
    }
    for row in rows.iter().copied().filter(|row| fold.row(*row).status == Status::Standing) {
        if let Some(entry) = entries.get(row as usize) {
            walk.see(row, entry);
        }
    }
    walk.out
}

impl Walk<'_> {
    fn see(&mut self, row: u32, entry: &Entry) {
        for item in self.fold.row(row).first_item..self.fold.row(row).end_item {
            self.begin(item, entry);
        }
        for at in self.fold.changes_of(row) {
            let raw = self.fold.change(at);
            if raw.gone {
                continue;
            }
            let before = self.opens.get(raw.item as usize).copied().unwrap_or_default();
            let after = before.checked_add(raw.amount).unwrap_or(before);
            if let Some(slot) = self.opens.get_mut(raw.item as usize) {
                *slot = after;
            }
            let mut change = self.change(entry, raw.item, raw.cause, raw.amount, (before, after));
            if raw.origin != NONE {
                let origin = self.fold.change(raw.origin).entry;
                change.origin = self.entries.get(origin as usize).map(|origin| origin.id.clone());
            }
            change.line = i32::try_from(raw.line).unwrap_or(0);
            self.out.push(change);
        }
        self.identify(row, entry);
    }

    /// An item begins with the class and the customer of its maker, or of what it was made of.
    fn begin(&mut self, item: u32, maker: &Entry) {
        let row = self.fold.item(item);
        let from = self.customers.get(row.from as usize).cloned().flatten();
        let given = match &maker.kind {
            EntryKind::Transfer { transfer } => transfer.to_customer.clone(),
            _ => None,
        };
        let customer = given.or(from).or_else(|| maker.customer.clone());
        if let Some(slot) = self.customers.get_mut(item as usize) {
            *slot = customer;
        }
        if matches!(maker.kind, EntryKind::Receipt { .. })
            && maker.customer.is_none()
            && let Some(slot) = self.classes.get_mut(item as usize).filter(|class| class.is_money())
        {
            *slot = ControlClass::Unidentified;
        }
    }

    /// Money whose owner was found, or is in doubt again, moves between classes and customers, on the same item: what the
    /// latest entry says that holds now.
    fn identify(&mut self, row: u32, entry: &Entry) {
        let Some((item, root)) = self.said.identifies(row) else { return };
        let customer = self.said.payer(item, self.fold.row(row).position.saturating_add(1)).cloned();
        let class = if customer.is_some() { ControlClass::Unapplied } else { ControlClass::Unidentified };
        let was = (self.classes.get(item as usize).copied(), self.customers.get(item as usize).cloned().flatten());
        if was == (Some(class), customer.clone()) {
            return;
        }
        let open = self.opens.get(item as usize).copied().unwrap_or_default();
        let mut out = self.change(entry, item, Cause::MovedOut, open.negated(), (open, Amount::ZERO));
        let mut back = self.change(entry, item, Cause::MovedIn, open, (Amount::ZERO, open));
        let origin = self.entries.get(root as usize).filter(|_| root != row).map(|root| root.id.clone());
        (out.origin, back.origin) = (origin.clone(), origin);
        (back.control_class, back.customer) = (class, customer.clone());
        if !open.is_zero() {
            self.out.extend([out, back]);
        }
        if let (Some(old_class), Some(old_customer)) = (self.classes.get_mut(item as usize), self.customers.get_mut(item as usize)) {
            (*old_class, *old_customer) = (class, customer);
        }
    }

    fn change(&self, entry: &Entry, item: u32, cause: Cause, amount: Amount, open: (Amount, Amount)) -> Change {
        let row = self.fold.item(item);
        let booked = self.booked.get(item as usize).and_then(Option::as_ref);
        Change {
            entry: entry.id.clone(),
            effective: entry.effective,
            recorded: entry.recorded,
            item: row.id.clone(),
            entity: self.fold.entity_of(item).clone(),
            kind: row.kind,
            side: row.side,
            control_class: self.classes.get(item as usize).copied().unwrap_or(row.class),
            currency: row.currency,
            cause,
            amount,
            base_amount: booked.and_then(|booked| base_change(booked, row, open)),
            customer: self.customers.get(item as usize).cloned().flatten(),
            origin: None,
            line: 0,
        }
    }
}

fn base_change(booked: &BookedRate, row: &ItemRow, (before, after): (Amount, Amount)) -> Option<Amount> {
    base_value(booked, row.original, after)?.checked_sub(base_value(booked, row.original, before)?)
}
