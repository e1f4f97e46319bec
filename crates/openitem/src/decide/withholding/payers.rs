//! Who withheld: customers that share a tax id are one payer.

use std::collections::HashMap;

use crate::{Customer, CustomerId};

/// Payers by tax id and by customer. A payer is a number of its own; customers that share a tax id in any version are one.
pub(super) struct Payers {
    by_id: HashMap<String, usize>,
    by_customer: HashMap<CustomerId, usize>,
    groups: Groups,
    /// Whether a tax id of the customer is known.
    identified: Vec<bool>,
}

impl Payers {
    pub fn new(customers: &[Customer]) -> Self {
        let mut payers = Self { by_id: HashMap::new(), by_customer: HashMap::new(), groups: Groups::of(0), identified: Vec::new() };
        for customer in customers {
            let payer = payers.of(&customer.id);
            for id in customer.tax_ids.iter().map(|id| plain(id)).filter(|id| !id.is_empty()) {
                if let Some(slot) = payers.identified.get_mut(payer) {
                    *slot = true;
                }
                match payers.by_id.get(&id).copied() {
                    Some(other) => payers.join(payer, other),
                    None => {
                        payers.by_id.insert(id, payer);
                    }
                }
            }
        }
        payers
    }

    /// The payer that a customer is; a new one where it has not been met.
    pub fn of(&mut self, customer: &CustomerId) -> usize {
        match self.by_customer.get(customer).copied() {
            Some(payer) => self.groups.top(payer),
            None => {
                let payer = self.groups.add();
                self.identified.push(false);
                self.by_customer.insert(customer.clone(), payer);
                payer
            }
        }
    }

    /// The payer that a tax id is of.
    pub fn of_tax_id(&self, id: &str) -> Option<usize> {
        let payer = self.by_id.get(&plain(id)).copied()?;
        Some(self.groups.top(payer))
    }

    /// Whether a tax id of a payer is known.
    pub fn has_tax_id(&self, payer: usize) -> bool {
        let top = self.groups.top(payer);
        self.identified.get(top).copied().unwrap_or_default()
    }

    fn join(&mut self, one: usize, other: usize) {
        let kept = self.groups.join(one, other);
        // Whoever shares a tax id has one.
        if let Some(slot) = self.identified.get_mut(kept) {
            *slot = true;
        }
    }
}

/// Numbers that are joined to groups.
pub(super) struct Groups {
    above: Vec<usize>,
}

impl Groups {
    /// So many numbers, each for itself.
    pub fn of(count: usize) -> Self {
        Self { above: (0..count).collect() }
    }

    fn add(&mut self) -> usize {
        let next = self.above.len();
        self.above.push(next);
        next
    }

    /// Joins two groups to that of the lesser number.
    pub fn join(&mut self, one: usize, other: usize) -> usize {
        let (one, other) = (self.shorten(one), self.shorten(other));
        if let Some(above) = self.above.get_mut(one.max(other)) {
            *above = one.min(other);
        }
        one.min(other)
    }

    /// The number that stands for a group.
    pub fn top(&self, mut one: usize) -> usize {
        while let Some(above) = self.above.get(one).copied().filter(|above| *above != one) {
            one = above;
        }
        one
    }

    /// The same, and the way there is shorter the next time.
    fn shorten(&mut self, mut one: usize) -> usize {
        while let Some(above) = self.above.get(one).copied().filter(|above| *above != one) {
            let next = self.above.get(above).copied().unwrap_or(above);
            if let Some(slot) = self.above.get_mut(one) {
                *slot = next;
            }
            one = above;
        }
        one
    }
}

/// A tax id, a number or a section without case, spaces and signs.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
