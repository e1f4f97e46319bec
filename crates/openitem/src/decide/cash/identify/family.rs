//! Who belongs together: a payer is one customer, what it pays may be of all its family.

/// The hierarchies of all customers, by their numbers.
#[derive(Default)]
pub(super) struct Families {
    parents: Vec<Option<u32>>,
    children: Vec<Vec<u32>>,
    /// The family of each customer: a number that all its members share.
    family: Vec<u32>,
    members: Vec<Vec<u32>>,
}

impl Families {
    /// From the parent of each. A customer that is its own ancestor is one family with whom it names, and no error.
    pub fn new(parents: &[Option<u32>]) -> Self {
        let mut family: Vec<u32> = (0..).take(parents.len()).collect();
        let mut children = vec![Vec::new(); parents.len()];
        for (child, parent) in (0_u32..).zip(parents) {
            let Some(parent) = parent else { continue };
            if let Some(list) = children.get_mut(at(*parent)) {
                list.push(child);
            }
            let (one, other) = (root(&mut family, child), root(&mut family, *parent));
            if let Some(slot) = family.get_mut(at(one.max(other))) {
                *slot = one.min(other);
            }
        }
        let mut members = vec![Vec::new(); parents.len()];
        for row in (0_u32..).take(parents.len()) {
            let top = root(&mut family, row);
            if let Some(slot) = family.get_mut(at(row)) {
                *slot = top;
            }
            if let Some(list) = members.get_mut(at(top)) {
                list.push(row);
            }
        }
        Self { parents: parents.to_vec(), children, family, members }
    }

    /// The family of a customer.
    pub fn of(&self, row: u32) -> u32 {
        self.family.get(at(row)).copied().unwrap_or(row)
    }

    /// Whether one stands above another, however far.
    pub fn is_above(&self, one: u32, other: u32) -> bool {
        let parent = |row: &u32| self.parents.get(at(*row)).copied().flatten();
        let most = self.members.get(at(self.of(other))).map_or(0, Vec::len);
        std::iter::successors(parent(&other), parent).take(most).any(|above| above == one)
    }

    /// The customer, those below it, those above it, and the rest of the family; the nearest first, then by number.
    pub fn around(&self, row: u32) -> Vec<u32> {
        let members = self.members.get(at(self.of(row))).map_or(&[][..], Vec::as_slice);
        if members.len() <= 1 {
            return vec![row];
        }
        let mut taken = vec![false; members.len()];
        let mut list = Vec::with_capacity(members.len());
        let mut take = |row: u32, list: &mut Vec<u32>| {
            let slot = members.binary_search(&row).ok().and_then(|at| taken.get_mut(at));
            if slot.is_some_and(|slot| !std::mem::replace(slot, true)) {
                list.push(row);
            }
        };
        take(row, &mut list);
        let mut next = 0_usize;
        while let Some(above) = list.get(next).copied() {
            self.children.get(at(above)).into_iter().flatten().for_each(|child| take(*child, &mut list));
            next = next.saturating_add(1);
        }
        let mut above = row;
        for _ in members {
            let Some(parent) = self.parents.get(at(above)).copied().flatten() else { break };
            take(parent, &mut list);
            above = parent;
        }
        members.iter().for_each(|row| take(*row, &mut list));
        list
    }
}

/// The first of a family, each step halving the way for who comes next.
fn root(family: &mut [u32], row: u32) -> u32 {
    let mut current = row;
    loop {
        let next = family.get(at(current)).copied().unwrap_or(current);
        if next == current {
            return current;
        }
        let beyond = family.get(at(next)).copied().unwrap_or(next);
        if let Some(slot) = family.get_mut(at(current)) {
            *slot = beyond;
        }
        current = next;
    }
}

fn at(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}
