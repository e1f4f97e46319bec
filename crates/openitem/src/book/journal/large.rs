//! Hostile sizes: work that grew with the square of what an entry holds would not end here.

use super::tests::{day, entry, master};
use super::*;
use crate::book::{Cause, Change};
use crate::entry::{EntryKind, ItemKind, Reversal};

const MANY: usize = 20_000;

fn change(of: &Entry, item: &str, amount: i64, origin: Option<&EntryId>) -> Change {
    Change {
        entry: of.id.clone(),
        effective: of.effective,
        recorded: of.recorded,
        item: ItemId::new(item),
        entity: of.entity.clone(),
        kind: ItemKind::Invoice,
        side: Side::Debit,
        control_class: ControlClass::Receivable,
        currency: Currency::EUR,
        cause: Cause::Billed,
        amount: Amount::from_minor(amount, 2).unwrap(),
        base_amount: None,
        customer: None,
        origin: origin.cloned(),
        line: 0,
    }
}

fn invoice(id: &str) -> Entry {
    entry(id, 1, &format!(r#"{{"type":"invoice","invoice":{{"id":"{id}","currency":"EUR","amount":"1"}}}}"#))
}

fn reversal(id: &str, of: &str) -> Entry {
    let kind = EntryKind::reversal(Reversal::new(of));
    Entry { kind, ..entry(id, 2, r#"{"type":"note","note":{"text":"replaced"}}"#) }
}

fn posted(entries: &[Entry], changes: &[Change]) -> Journal {
    let entries: Vec<&Entry> = entries.iter().collect();
    fold::journal_of(changes, &entries, &master(), &JournalPolicy::new()).unwrap()
}

#[test]
fn a_long_chain_of_reversals_is_walked_once() {
    let mut entries = vec![invoice("INV")];
    entries.push(reversal("R1", "INV"));
    entries.extend((2..=MANY).map(|number| reversal(&format!("R{number}"), &format!("R{}", number - 1))));
    let root = entries[0].id.clone();
    let mut changes = vec![change(&entries[0], "INV", 100, None)];
    let turned = entries.iter().skip(1).zip([-100, 100].into_iter().cycle());
    changes.extend(turned.map(|(reversal, amount)| change(reversal, "INV", amount, Some(&root))));
    let journal = posted(&entries, &changes);
    assert_eq!(journal.postings.len(), MANY + 1);
    assert!(journal.postings.iter().skip(1).all(|posting| posting.origin.as_ref() == Some(&root) && posting.lines.len() == 2));
    assert_eq!(control_balances(&journal).unwrap()[0].amount, Amount::from_minor(100, 2).unwrap());
}

#[test]
fn a_reversal_that_undoes_many_entries_finds_each_group_at_once() {
    let mut entries: Vec<Entry> = (0..MANY).map(|number| invoice(&format!("I{number}"))).collect();
    let mut changes: Vec<Change> = entries.iter().map(|entry| change(entry, entry.id.as_str(), 100, None)).collect();
    let last = reversal("R", "I0");
    changes.extend(entries.iter().map(|entry| change(&last, entry.id.as_str(), -100, Some(&entry.id))));
    entries.push(last);
    let journal = posted(&entries, &changes);
    assert_eq!(journal.postings.len(), 2 * MANY);
    assert!(control_balances(&journal).unwrap()[0].amount.is_zero());
}

#[test]
fn many_parts_taken_and_many_tax_codes_are_matched_in_one_pass() {
    let taxes = |amount: &str| {
        let parts: Vec<_> = (0..MANY).map(|code| format!(r#"{{"code":"T{code}","amount":"{amount}"}}"#)).collect();
        parts.join(",")
    };
    let invoice = format!(r#"{{"type":"invoice","invoice":{{"id":"INV","currency":"EUR","amount":"10000","taxes":[{}]}}}}"#, taxes("0.02"));
    let taken = vec![r#"{"kind":"tolerance","amount":"0.01"}"#; MANY].join(",");
    let application = format!(
        r#"{{"type":"application","application":{{"paid_from":"PAY","lines":[{{"item":"INV","amount":"9400","taken":[{{"kind":"earned_discount","amount":"400","taxes":[{}]}},{taken}]}}]}}}}"#,
        taxes("0.01")
    );
    let entries = [
        entry("E1", 1, &invoice),
        entry("E2", 1, r#"{"type":"receipt","receipt":{"id":"PAY","currency":"EUR","amount":"9400"}}"#),
        entry("E3", 2, &application),
    ];
    for basis in TaxBasis::ALL {
        let policy = JournalPolicy::new().with_tax_basis(*basis);
        let journal = journal(&entries, &AsOf::new(day(31)), &master(), &policy).unwrap();
        let of = |role: AccountRole| -> Amount {
            let lines = journal.postings.iter().flat_map(|posting| &posting.lines).filter(|line| line.role == role);
            Amount::checked_sum(lines.map(GlLine::signed_base)).unwrap()
        };
        // Tax of 0.02 a code; the discount of 400 takes 0.01 of each with it; 200 are tolerated in cents.
        let (owed, due) = if *basis == TaxBasis::Cash { ("0", "-200") } else { ("-200", "0") };
        assert_eq!(of(AccountRole::OutputTax).to_string(), owed);
        assert_eq!(of(AccountRole::OutputTaxDue).to_string(), due);
        assert!(of(AccountRole::DeferredOutputTax).is_zero());
        assert_eq!(of(AccountRole::DiscountAllowed).to_string(), "200");
        assert_eq!(of(AccountRole::ToleranceExpense).to_string(), "200");
        assert!(of(AccountRole::Receivable).is_zero());
    }
}
