//! What is under test: the core's engine or the reference model, behind one trait.

use openitem::{AsOf, Change, Entry, Replay};

/// Something that folds entries.
pub trait Engine {
    /// What the entries add up to, and which of them cannot stand.
    fn replay(&self, entries: &[Entry], as_of: &AsOf) -> Replay;
    /// Every change of the entries that stand.
    fn changes(&self, entries: &[Entry], as_of: &AsOf) -> Vec<Change>;
}

/// The slow reference model.
pub struct Model;

impl Engine for Model {
    fn replay(&self, entries: &[Entry], as_of: &AsOf) -> Replay {
        crate::model::replay(entries, as_of)
    }

    fn changes(&self, entries: &[Entry], as_of: &AsOf) -> Vec<Change> {
        crate::model::changes(entries, as_of)
    }
}

/// The core's engine.
pub struct Core;

impl Engine for Core {
    fn replay(&self, entries: &[Entry], as_of: &AsOf) -> Replay {
        openitem::replay(entries, as_of)
    }

    fn changes(&self, entries: &[Entry], as_of: &AsOf) -> Vec<Change> {
        openitem::changes(entries, as_of)
    }
}
