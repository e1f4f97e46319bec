//! Who withheld: customers that share a tax id are one payer.

use std::collections::HashMap;

use crate::{Customer, CustomerId};

/// Payers by tax id and by customer. A payer is a number of its own; customers that share a tax id in any version are one.
pub(super) struct Payers {
    by_id: HashMap<String, usize>,
    by_customer: HashMap<CustomerId, usize>,
    above: Vec<usize>,
    /// Whether a tax id of the customer is known.
    identified: Vec<bool>,
}

impl Payers {
    pub fn new(customers: &[Customer]) -> Self {
        let mut payers = Self { by_id: HashMap::new(), by_customer: HashMap::new(), above: Vec::new(), identified: Vec::new() };
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
            Some(payer) => self.top(payer),
            None => {
                let payer = self.above.len();
                self.above.push(payer);
                self.identified.push(false);
                self.by_customer.insert(customer.clone(), payer);
                payer
            }
        }
    }

    /// The payer that a tax id is of.
    pub fn of_tax_id(&mut self, id: &str) -> Option<usize> {
        let payer = self.by_id.get(&plain(id)).copied()?;
        Some(self.top(payer))
    }

    /// Whether a tax id of a payer is known.
    pub fn has_tax_id(&mut self, payer: usize) -> bool {
        let top = self.top(payer);
        self.identified.get(top).copied().unwrap_or_default()
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.top(one), self.top(other));
        if let Some(above) = self.above.get_mut(one.max(other)) {
            *above = one.min(other);
        }
        // Whoever shares a tax id has one.
        if let Some(slot) = self.identified.get_mut(one.min(other)) {
            *slot = true;
        }
    }

    fn top(&mut self, mut payer: usize) -> usize {
        while let Some(above) = self.above.get(payer).copied().filter(|above| *above != payer) {
            let next = self.above.get(above).copied().unwrap_or(above);
            if let Some(slot) = self.above.get_mut(payer) {
                *slot = next;
            }
            payer = above;
        }
        payer
    }
}

/// A tax id, a number or a section without case, spaces and signs.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
