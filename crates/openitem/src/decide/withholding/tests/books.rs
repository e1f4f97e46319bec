//! From entries to proposals and back: DOMAIN section 5 in the books.

use super::*;
use crate::withholding::{WithholdingBook, of_entries, of_items, pending};
use crate::{
    ActorId, Application, ApplicationLine, AsOf, ControlClass, Document, Entry, EntryKind, Ledger, PostPolicy, Receipt, Reversal, Taken,
    TakenKind, TaxPart, journal, post,
};

/// Books of one customer.
struct Books {
    ledger: Ledger,
    count: usize,
}

impl Books {
    fn new() -> Self {
        Self { ledger: Ledger::new(), count: 0 }
    }

    /// When the next thing is recorded: whatever is told of an entry is told after it.
    fn next(&mut self) -> chrono::DateTime<chrono::Utc> {
        self.count += 1;
        format!("2027-01-01T00:{:02}:{:02}Z", self.count / 60, self.count % 60).parse().unwrap()
    }

    fn post(&mut self, on: &str, kind: EntryKind) -> String {
        let recorded = self.next();
        let id = format!("E-{}", self.count);
        let entry = Entry::new(id.as_str(), "IN01", day(on), recorded, kind).with_customer("C-1");
        post(&mut self.ledger, crate::Batch::new(vec![entry]), &PostPolicy::new()).unwrap();
        id
    }

    /// An invoice with tax on top, paid less what was withheld.
    fn paid(&mut self, invoice: &str, net: &str, tax: &str, taken: &[(&str, &str)], on: &str) -> String {
        let gross = amount(net).checked_add(amount(tax)).unwrap();
        let document = Document::new(invoice, inr(), gross).with_taxes(vec![TaxPart::new("GST", amount(tax))]).with_due(day(on));
        self.post(on, EntryKind::invoice(document));
        let of = |(code, sum): &(&str, &str)| {
            Taken::new(TakenKind::Withholding, amount(sum)).with_reason(*code).with_item(format!("{invoice}-{code}"))
        };
        let taken: Vec<Taken> = taken.iter().map(of).collect();
        let kept = Amount::checked_sum(taken.iter().map(|taken| taken.amount)).unwrap();
        let cash = gross.checked_sub(kept).unwrap();
        let receipt = format!("R-{invoice}");
        let id = self.post(on, EntryKind::receipt(Receipt::new(receipt.as_str(), inr(), cash)));
        let line = ApplicationLine::new(invoice, cash).with_taken(taken);
        self.post(on, EntryKind::application(Application::new(receipt.as_str(), vec![line])));
        id
    }

    fn book(&self, on: &str) -> WithholdingBook {
        of_entries(self.ledger.entries(), &AsOf::new(day(on)))
    }

    fn reconciled(&self, on: &str, certificates: &[WithholdingCertificate]) -> WithholdingReconciliation {
        let book = self.book(on);
        let given = request(&book.pending, certificates).with_booked(book.booked);
        reconcile(&given, day(on), &WithholdingPolicy::india().with_refuse_days(365)).unwrap()
    }

    fn accept(&mut self, report: &WithholdingReconciliation) {
        for proposal in &report.proposals {
            let recorded = self.next();
            post(&mut self.ledger, proposal.accept(recorded, Some(ActorId::new("clerk"))).unwrap(), &PostPolicy::new()).unwrap();
        }
    }

    fn open(&self, on: &str) -> Vec<String> {
        self.ledger.replay(&AsOf::new(day(on))).book.items.iter().map(|item| format!("{} {}", item.id, item.open)).collect()
    }
}

fn professional() -> Books {
    // DOMAIN T5.1: 10,000 and 18 percent, 10 percent withheld.
    let mut books = Books::new();
    books.paid("F-1", "10000", "1800", &[("IN-194J-PROFESSIONAL", "1000")], "2025-08-05");
    books
}

#[test]
fn t5_1_a_certificate_comes_short() {
    let mut books = professional();
    let item = books.book("2025-08-31").pending.remove(0);
    assert_eq!(
        (item.base, item.gross, item.withheld_from.clone().unwrap().to_string()),
        (Some(amount("10000")), Some(amount("11800")), "F-1".to_owned())
    );
    assert_eq!(item.section.unwrap().as_str(), "IN-194J-PROFESSIONAL");
    let short = [certificate("16A-7", "900").with_base(amount("9000")).with_section("194J")];
    let report = books.reconciled("2025-11-20", &short);
    assert_eq!(differing(&report), ["short - F-1-IN-194J-PROFESSIONAL 100 ask_rest"]);
    books.accept(&report);
    books.accept(&report);
    assert_eq!(books.open("2025-11-20"), ["F-1-IN-194J-PROFESSIONAL 100"]);
    // Given again, it proves nothing more.
    let again = books.reconciled("2025-11-21", &short);
    assert!(again.matches.is_empty() && again.proposals.is_empty());
    // A year past due the customer owes it again.
    let late = books.reconciled("2026-11-15", &short);
    books.accept(&late);
    assert_eq!(books.open("2026-11-15"), ["F-1 100"]);
}

#[test]
fn t5_11_two_taxes_on_one_payment() {
    let mut books = Books::new();
    books.paid("F-2", "100000", "18000", &[("IN-194C", "2000"), ("IN-GST-51", "2000")], "2025-08-05");
    let papers = [certificate("16A-7", "2000").with_section("194C"), certificate("7A-1", "2000").with_section("GSTR-7A")];
    let report = books.reconciled("2025-11-20", &papers);
    assert_eq!(proved(&report), ["16A-7 F-2-IN-194C 2000 tax", "7A-1 F-2-IN-GST-51 2000 tax"]);
    // Each proves its own section only.
    let one = books.reconciled("2025-11-20", &papers[..1]);
    assert_eq!(differing(&one), ["no_due_date - F-2-IN-GST-51 2000 review"]);
    books.accept(&report);
    assert!(books.open("2025-11-20").is_empty());
}

#[test]
fn a_reversed_receipt_leaves_nothing_to_prove() {
    let mut books = Books::new();
    let receipt = books.paid("F-1", "10000", "1800", &[("IN-194J-PROFESSIONAL", "1000")], "2025-08-05");
    let before = books.reconciled("2025-11-20", &[certificate("N1", "1000")]);
    books.post("2025-09-01", EntryKind::reversal(Reversal::new(receipt.as_str())));
    assert!(books.book("2025-11-20").pending.is_empty());
    let after = books.reconciled("2025-11-20", &[certificate("N1", "1000")]);
    assert_eq!((after.items.len(), after.matches.len(), after.proposals.len()), (0, 0, 0));
    assert_eq!(differing(&after), ["nothing_pending N1  1000 review"]);
    // What was proposed before does not stand.
    let stale = before.proposals[0].accept("2027-06-01T00:00:00Z".parse().unwrap(), None).unwrap();
    assert!(post(&mut books.ledger, stale, &PostPolicy::new()).is_err());
}

#[test]
fn what_is_done_again_after_a_reversal_bears_new_ids() {
    let mut books = professional();
    let paper = [certificate("N1", "1000")];
    let first = books.reconciled("2025-11-20", &paper);
    books.accept(&first);
    let id = first.proposals[0].accept("2027-06-01T00:00:00Z".parse().unwrap(), None).unwrap().entries[0].id.clone();
    assert_eq!(books.book("2025-11-20").booked[0].number.as_deref(), Some("N1"));
    books.post("2025-11-20", EntryKind::reversal(Reversal::new(id.as_str())));
    let book = books.book("2025-11-20");
    assert_eq!((book.pending.len(), book.booked.len()), (1, 0));
    let second = books.reconciled("2025-11-20", &paper);
    let again = second.proposals[0].accept("2027-06-01T00:00:00Z".parse().unwrap(), None).unwrap().entries[0].id.clone();
    assert_ne!(again, id);
    books.accept(&second);
    assert!(books.open("2025-11-20").is_empty());
}

#[test]
fn a_tax_that_was_booked_is_not_proved_again_by_the_listing() {
    // Two fees alike in a quarter; one was certified and booked, then the tax office lists it.
    let mut books = professional();
    books.paid("F-2", "10000", "1800", &[("IN-194J-PROFESSIONAL", "1000")], "2025-09-05");
    let paper = certificate("16A-7", "1000").with_section("194J");
    let first = books.reconciled("2025-11-20", std::slice::from_ref(&paper));
    books.accept(&first);
    let mut row = WithholdingCertificate { number: None, ..certificate("26AS-1", "1000").with_section("194J") };
    row.source = crate::withholding::CertificateSource::Listing;
    let second = books.reconciled("2025-12-01", &[paper.clone(), row.clone()]);
    assert!(second.matches.is_empty() && second.proposals.is_empty());
    assert_eq!(differing(&second), ["missing - F-2-IN-194J-PROFESSIONAL 1000 ask_certificate"]);
    // The second row proves the second fee, and once only.
    let rows = [paper, row.clone(), WithholdingCertificate { id: "26AS-2".to_owned(), ..row }];
    let third = books.reconciled("2025-12-01", &rows);
    assert_eq!(posted(&third), ["received F-2-IN-194J-PROFESSIONAL 1000 26AS-2"]);
    books.accept(&third);
    assert!(books.open("2025-12-01").is_empty());
    let fourth = books.reconciled("2025-12-02", &rows);
    assert!(fourth.differences.is_empty() && fourth.proposals.is_empty());
}

#[test]
fn the_aging_is_the_control_account() {
    let mut books = professional();
    books.paid("F-2", "100000", "18000", &[("IN-194C", "2000"), ("IN-GST-51", "2000")], "2025-10-05");
    let report = books.reconciled("2025-11-20", &[certificate("N1", "900")]);
    books.accept(&report);
    let (on, view) = (day("2025-12-31"), AsOf::new(day("2025-12-31")));
    let entities = vec![crate::Entity::new("IN01", inr())];
    let posted =
        journal::journal(books.ledger.entries(), &view, &MasterData::new().with_entities(entities), &journal::JournalPolicy::new());
    let balances = journal::control_balances(&posted.unwrap()).unwrap();
    let control = balances.iter().find(|one| one.control_class == ControlClass::WithholdingPending).unwrap();
    let items = of_items(&books.ledger.replay(&view).book.items);
    for items in [items, books.book("2025-12-31").pending] {
        let aging = pending(&items, on, &WithholdingPolicy::india()).unwrap();
        assert_eq!((aging.totals[0].total.amount, aging.rows.len()), (amount("4100"), 2));
        assert_eq!(aging.totals[0].total.amount, control.amount);
    }
}
