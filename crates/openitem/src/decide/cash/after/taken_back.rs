//! The plan of a reversal: which entries of a receipt are taken back, and what that opens again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::super::identify::reason;
use super::past::Past;
use super::reverse::comes_home;
use crate::entry::{Entry, EntryKind, ItemKind, Receipt, Reversal, Side};
use crate::{Amount, Basis, Cause, Change, CustomerId, EntryId, ItemId, Money, OpenItem, ProposedBatch, ProposedEntry, Reason, ReasonCode};

/// What is to be done about a receipt, while it is thought out.
pub(super) struct Plan<'a> {
    past: &'a Past<'a>,
    /// The entry that posted the receipt.
    pub(super) entry: &'a Entry,
    pub(super) receipt: &'a Receipt,
    effective: NaiveDate,
    /// The receipt's money, wherever it stands.
    money: Vec<&'a OpenItem>,
    /// The entries that used it, in fold order.
    uses: Vec<&'a Entry>,
    /// What each of them moved.
    moves: HashMap<&'a EntryId, Vec<&'a Change>>,
    /// The entries taken back, each once.
    undone: HashSet<&'a EntryId>,
    entries: Vec<ProposedEntry>,
    touched: BTreeMap<ItemId, Amount>,
    reasons: Vec<Reason>,
    blocked: Vec<Reason>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(past: &'a Past<'a>, entry: &'a Entry, receipt: &'a Receipt, effective: NaiveDate) -> Self {
        let is_money = |item: &&OpenItem| item.kind == ItemKind::Receipt && item.receipt.as_ref() == Some(&receipt.id);
        let money: Vec<&OpenItem> = past.items().iter().filter(is_money).collect();
        let own: HashSet<&ItemId> = money.iter().map(|item| &item.id).collect();
        let mut seen: HashSet<&EntryId> = HashSet::from([&entry.id]);
        let using = past.moves.iter().filter(|change| own.contains(&change.item) && seen.insert(&change.entry));
        let uses: Vec<&Entry> = using.filter_map(|change| past.entry(&change.entry)).collect();
        let mut moves: HashMap<&EntryId, Vec<&Change>> = HashMap::new();
        for change in past.moves.iter().filter(|change| seen.contains(&change.entry)) {
            moves.entry(&change.entry).or_default().push(change);
        }
        let touched = money.iter().map(|item| (item.id.clone(), past.open(&item.id))).collect();
        let effective = effective.max(entry.effective);
        Self {
            past,
            entry,
            receipt,
            effective,
            money,
            uses,
            moves,
            undone: HashSet::new(),
            entries: Vec::new(),
            touched,
            reasons: Vec::new(),
            blocked: Vec::new(),
        }
    }

    /// Who paid, as far as is known in the end.
    pub(super) fn payer(&self) -> Option<CustomerId> {
        self.past.item(&ItemId::from(&self.receipt.id)).and_then(|item| item.customer.clone())
    }

    /// The applications of the receipt's money that hold, in fold order.
    pub(super) fn applications(&self) -> Vec<&'a Entry> {
        self.uses.iter().copied().filter(|entry| matches!(entry.kind, EntryKind::Application { .. })).collect()
    }

    pub(super) fn because(&mut self, rule: &str, inputs: &[(&str, &str)], text: String) {
        self.reasons.push(reason(rule, inputs, text));
    }

    /// Something stands in the way: then nothing is proposed.
    pub(super) fn block(&mut self, rule: &str, inputs: &[(&str, &str)], text: String) {
        self.blocked.push(reason(rule, inputs, text));
    }

    pub(super) fn post(&mut self, kind: EntryKind, customer: Option<CustomerId>) {
        let mut entry = ProposedEntry::new(kind);
        entry.customer = customer;
        self.entries.push(entry);
    }

    /// Reverses entries, the latest first.
    pub(super) fn undo(&mut self, entries: Vec<&'a Entry>, why: Option<&ReasonCode>) {
        for entry in entries.into_iter().rev() {
            self.note(entry, |_| true);
            let mut reversal = Reversal::new(entry.id.clone());
            reversal.reason = why.cloned();
            self.post(EntryKind::reversal(reversal), entry.customer.clone().or_else(|| self.payer()));
        }
    }

    /// Brings money that was put elsewhere back to the receipt: what it paid there, then its placing. What has left the house
    /// stands in the way.
    pub(super) fn bring_home(&mut self, why: Option<&ReasonCode>) {
        for entry in self.uses.clone() {
            if !comes_home(entry) {
                let inputs = [("entry", entry.id.as_str()), ("kind", entry.kind.tag())];
                let text =
                    format!("{} of the money was used by entry {} ({}): clear that up first", self.used_by(entry), entry.id, words(entry));
                self.block("in_the_way", &inputs, text);
            }
        }
        let own = ItemId::from(&self.receipt.id);
        let elsewhere = |entry: &&Entry| match &entry.kind {
            EntryKind::Application { application } => application.paid_from != own,
            _ => comes_home(entry),
        };
        let entries = self.uses.iter().copied().filter(elsewhere).collect();
        self.undo(entries, why);
    }

    /// What a return undoes by itself, with all its lines or those that pay some items.
    pub(super) fn undone_by_return(&mut self, reopens: impl Fn(&ItemId) -> bool) {
        let own = ItemId::from(&self.receipt.id);
        for entry in self.uses.clone().into_iter().rev() {
            if matches!(&entry.kind, EntryKind::Application { application } if application.paid_from == own) {
                self.note(entry, &reopens);
            }
        }
    }

    /// The items that give way where the bank takes back more than is unused: the latest applications first, of each the last
    /// line first.
    pub(super) fn give_way(&mut self, amount: Amount) -> Vec<ItemId> {
        let own = ItemId::from(&self.receipt.id);
        let mut free = self.past.open(&own);
        let mut out: Vec<ItemId> = Vec::new();
        let paid: Vec<&Change> = self.past.moves.iter().filter(|change| self.pays_from(change, &own)).collect();
        let mut by_item = self.cost_by_item(&paid, &own);
        for line in paid.iter().rev() {
            if free >= amount {
                break;
            }
            // An item gives way with all that this receipt paid of it.
            if let Some(sum) = by_item.remove(&line.item) {
                free = free.checked_add(sum).unwrap_or(free);
                out.push(line.item.clone());
            }
        }
        if free < amount {
            let text = format!(
                "of {} only {} can be taken back: the rest was used elsewhere",
                super::reverse::said(self.receipt),
                self.said(free)
            );
            self.block("in_the_way", &[("free", &free.to_string())], text);
        } else if !out.is_empty() {
            let items: Vec<&str> = out.iter().map(ItemId::as_str).collect();
            let text = String::from("which items the money taken back had paid is not said: the latest give way, and a person should look");
            self.because("latest_first", &[("items", &items.join(", "))], text);
        }
        out.sort();
        out
    }

    /// What the receipt's own money paid of each item, in the receipt's currency: what the line took off it.
    fn cost_by_item<'c>(&self, paid: &[&'c Change], own: &ItemId) -> BTreeMap<&'c ItemId, Amount> {
        let spent = self.past.moves.iter().filter(|change| change.item == *own && change.cause == Cause::Applied);
        let spent: HashMap<(&EntryId, i32), Amount> = spent.map(|change| ((&change.entry, change.line), change.amount)).collect();
        let mut out: BTreeMap<&ItemId, Amount> = BTreeMap::new();
        for line in paid {
            let sum = out.entry(&line.item).or_default();
            let cost = spent.get(&(&line.entry, line.line)).copied().unwrap_or(line.amount);
            *sum = sum.checked_sub(cost).unwrap_or(*sum);
        }
        out
    }

    /// The receipt's money as it will stand once what was taken back is.
    pub(super) fn money_after(&self) -> Vec<OpenItem> {
        let after = |item: &&'a OpenItem| {
            let back = self.past.moves.iter().filter(|change| change.item == item.id && self.undone.contains(&change.entry));
            let mut held = (*item).clone();
            held.open =
                Amount::checked_sum(back.map(|change| change.amount.negated()).chain([self.past.open(&item.id)])).unwrap_or_default();
            held
        };
        self.money.iter().map(after).collect()
    }

    pub(super) fn finish(self) -> ProposedBatch {
        let is_blocked = !self.blocked.is_empty();
        let mut batch = ProposedBatch::new("cash.reverse", self.receipt.id.as_str(), self.entry.entity.clone(), self.effective);
        batch.after = self.past.last(self.money.iter().map(|item| &item.id)).cloned();
        batch.reasons = if is_blocked { self.blocked } else { self.reasons };
        if !is_blocked {
            batch.entries = self.entries;
            batch.basis = self.touched.into_iter().map(|(item, open)| Basis::new(item, open)).collect();
        }
        batch
    }

    /// Remembers that an entry, or its lines on some items, is taken back, and says what is open again.
    fn note(&mut self, entry: &'a Entry, reopens: impl Fn(&ItemId) -> bool) {
        let own: Vec<&Change> = self.moves.get(&entry.id).cloned().unwrap_or_default();
        let lines: BTreeSet<i32> = own.iter().filter(|change| reopens(&change.item)).map(|change| change.line).collect();
        let mut again: BTreeMap<&ItemId, Amount> = BTreeMap::new();
        let mut taken = false;
        for change in own.iter().filter(|change| lines.contains(&change.line)) {
            self.touched.insert(change.item.clone(), self.past.open(&change.item));
            taken |= change.cause != Cause::Applied;
            if change.side == Side::Debit && change.amount.is_negative() {
                let sum = again.entry(&change.item).or_default();
                *sum = sum.checked_sub(change.amount).unwrap_or(*sum);
            }
        }
        if lines.is_empty() {
            return;
        }
        self.effective = self.effective.max(entry.effective);
        self.undone.insert(&entry.id);
        let opens: Vec<String> = again.iter().map(|(item, amount)| format!("{} on {item}", self.said(*amount))).collect();
        let text = match (&entry.kind, taken) {
            (EntryKind::Application { .. }, false) => format!("application {} is taken back; open again: {}", entry.id, opens.join(", ")),
            (EntryKind::Application { .. }, true) => {
                format!("application {} is taken back with what was taken beside the cash; open again: {}", entry.id, opens.join(", "))
            }
            _ => format!("entry {} ({}) is taken back: its money stands on the receipt again", entry.id, words(entry)),
        };
        self.reasons.push(reason("taken_back", &[("entry", entry.id.as_str())], text));
    }

    /// Whether a change is what an application from an item paid of a debit.
    fn pays_from(&self, change: &Change, item: &ItemId) -> bool {
        let entry = self.past.entry(&change.entry).filter(|_| change.cause == Cause::Applied && change.side == Side::Debit);
        entry.is_some_and(|entry| matches!(&entry.kind, EntryKind::Application { application } if application.paid_from == *item))
    }

    /// How much of the receipt's money an entry used.
    fn used_by(&self, entry: &Entry) -> String {
        let is_ours = |change: &&&Change| self.money.iter().any(|item| item.id == change.item);
        let used =
            Amount::checked_sum(self.moves.get(&entry.id).into_iter().flatten().filter(is_ours).map(|change| change.amount.negated()));
        self.said(used.unwrap_or_default())
    }

    fn said(&self, amount: Amount) -> String {
        Money::new(amount, self.receipt.currency).to_string()
    }
}

/// An entry's kind in words.
fn words(entry: &Entry) -> String {
    entry.kind.tag().replace('_', " ")
}
