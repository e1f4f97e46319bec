//! Reversals, and reversals of reversals, far more often than a company has them.

use openitem::{Entry, EntryKind, Reversal};

use super::Random;

/// A history with reversals of many of its entries, of stages, returns and identifications above all, and of those reversals.
#[must_use]
pub fn reversed_at_random(entries: &[Entry], random: &mut Random) -> Vec<Entry> {
    let mut out = entries.to_vec();
    let mut targets: Vec<Entry> = entries
        .iter()
        .filter(|entry| {
            random.percent(30)
                || matches!(
                    entry.kind,
                    EntryKind::InstrumentStaged { .. } | EntryKind::ReceiptReturned { .. } | EntryKind::PayerIdentified { .. }
                )
        })
        .cloned()
        .collect();
    for round in 0..3 {
        let mut next = Vec::new();
        for target in targets {
            if random.percent(40) {
                continue;
            }
            let days = chrono::Days::new(random.number() % 12);
            let later = target.effective.checked_add_days(days).unwrap_or(target.effective);
            let id = format!("{}{}~{round}", if random.percent(50) { "A" } else { "B" }, target.id);
            let kind = EntryKind::reversal(Reversal::new(&target.id));
            let recorded = target.recorded + chrono::TimeDelta::hours(i64::try_from(random.number() % 300).unwrap_or(0));
            next.push(Entry::new(id.as_str(), &target.entity, later, recorded, kind));
        }
        out.extend(next.iter().cloned());
        targets = next;
    }
    out.sort_by_key(|entry| entry.recorded);
    out
}
