//! What past payments show, and that what was taken back shows nothing.

use proptest::prelude::*;

use super::super::books::{Books, amount, date};
use super::*;
use crate::cash::{CashRuleKind, ReferenceStyle};
use crate::{
    Application, ApplicationLine, Currency, DiscountOffer, Document, EntryKind, Payer, Receipt, Return, Reversal, Taken, TakenKind, TaxPart,
};

fn learned(books: &Books) -> Vec<PayerHabits> {
    learn(books.ledger.entries(), &AsOf::new(date("2027-12-31")))
}

fn money(books: &mut Books, id: &str, of: &str, day: &str, text: &str) {
    books.day = date(day);
    let payer = Payer::new().with_name("NORTHWIND").with_bank_account("DE02120300000000202051");
    let receipt = Receipt::new(id, Currency::EUR, amount(of)).with_payer(payer).with_remittance(text);
    books.post(EntryKind::receipt(receipt));
}

fn paid(books: &mut Books, from: &str, item: &str, of: &str, taken: &[(TakenKind, &str)]) -> String {
    let taken = taken.iter().map(|(kind, of)| Taken::new(*kind, amount(of))).collect::<Vec<_>>();
    let line = ApplicationLine::new(item, amount(of)).with_taken(taken);
    books.post(EntryKind::application(Application::new(from, vec![line])))
}

#[test]
fn discounts_and_how_late_they_were_taken() {
    let mut books = Books::new();
    for n in 1..=3 {
        let offer = DiscountOffer::new(date("2026-01-15"), amount("2"));
        let invoice = Document::new(format!("I-{n}"), Currency::EUR, amount("100")).with_due(date("2026-02-04"));
        books.day = date("2026-01-05");
        books.post(EntryKind::invoice(invoice.with_discounts(vec![offer])));
    }
    for (n, day, kind) in [
        (1, "2026-01-14", TakenKind::EarnedDiscount),
        (2, "2026-01-18", TakenKind::UnearnedDiscount),
        (3, "2026-01-20", TakenKind::UnearnedDiscount),
    ] {
        money(&mut books, &format!("R-{n}"), "98", day, &format!("I-{n}"));
        paid(&mut books, &format!("R-{n}"), &format!("I-{n}"), "98", &[(kind, "2")]);
    }
    let habits = learned(&books).remove(0);
    assert_eq!((habits.discounts_earned, habits.discounts_unearned, habits.discount_days_late), (1, 2, Some(4)));
    assert_eq!((habits.receipts, habits.days_late), (3, Some(-18)), "21, 17 and 15 days early are 17.67 on average");
}

#[test]
fn withholding_on_the_whole_and_on_the_amount_without_tax() {
    let withheld = |rows: &[(&str, &str, &str)]| {
        let mut books = Books::new();
        for (n, (gross, tax, kept)) in rows.iter().enumerate() {
            let (invoice, receipt) = (format!("I-{n}"), format!("R-{n}"));
            let mut document = Document::new(invoice.as_str(), Currency::EUR, amount(gross));
            if *tax != "0" {
                document.taxes.push(TaxPart::new("VAT", amount(tax)));
            }
            books.day = date("2026-01-05");
            books.post(EntryKind::invoice(document));
            let cash = amount(gross).checked_sub(amount(kept)).unwrap().to_string();
            money(&mut books, &receipt, &cash, "2026-02-10", "");
            paid(&mut books, &receipt, &invoice, &cash, &[(TakenKind::Withholding, kept)]);
        }
        let habits = learned(&books).remove(0);
        (habits.withholding_percent.map(|rate| rate.to_string()), habits.withholding_net_percent.map(|rate| rate.to_string()))
    };
    assert_eq!(withheld(&[("1190", "190", "23.80"), ("595", "95", "11.90")]), (Some("2".into()), None));
    let (whole, net) = withheld(&[("1190", "190", "100"), ("595", "95", "50"), ("11.90", "1.90", "1")]);
    assert_eq!(net.as_deref(), Some("10"), "{whole:?}");
    assert!(whole.unwrap().starts_with("8.40"));
    assert_eq!(withheld(&[("1190", "190", "100"), ("595", "0", "50")]).1, None, "of one of them the tax is not known");
    assert_eq!(withheld(&[("1000", "0", "20"), ("1000", "0", "50")]), (None, None), "two rates are no usual one");
    assert_eq!(withheld(&[("1000", "0", "20")]), (None, None), "once is not usual");
}

#[test]
fn fees_names_accounts_and_references() {
    let mut books = Books::new();
    for (n, text) in [(1, "invoice 2026-1001"), (2, "2026-1002"), (3, "1003")] {
        books.day = date("2026-01-05");
        books.invoice(&format!("2026-100{n}"), "100", "2026-02-04");
        money(&mut books, &format!("R-{n}"), "85", "2026-02-10", text);
        paid(&mut books, &format!("R-{n}"), &format!("2026-100{n}"), "85", &[(TakenKind::BankFee, "15")]);
    }
    let habits = learned(&books).remove(0);
    assert_eq!(habits.bank_fee, Some(Money::new(amount("15"), Currency::EUR)));
    assert_eq!(habits.references, Some(ReferenceStyle::WholeNumbers));
    assert_eq!((habits.names.len(), habits.bank_accounts.len()), (1, 1));
    assert_eq!((habits.pays_by, habits.days_late), (Some(CashRuleKind::OneItem), Some(6)));
}

/// A payer that pays all that was due, then a month's invoices, then all that is open.
#[test]
fn what_is_paid_at_a_time() {
    let run = |invoices: &[(&str, &str, &str)], pays: &[&str]| {
        let mut books = Books::new();
        for round in ["2026", "2027"] {
            for (id, day, due) in invoices {
                books.day = date(&format!("{round}-{day}"));
                books.invoice(&format!("{id}-{round}"), "10", &format!("{round}-{due}"));
            }
            money(&mut books, &format!("R-{round}"), "100", &format!("{round}-03-10"), "");
            let lines = pays.iter().map(|id| ApplicationLine::new(format!("{id}-{round}"), amount("10"))).collect::<Vec<_>>();
            books.post(EntryKind::application(Application::new(format!("R-{round}"), lines)));
            // What is left is paid by other money, so that the next round begins clean.
            for (id, _, _) in invoices.iter().filter(|(id, _, _)| !pays.contains(id)) {
                books.credit_memo(&format!("CM-{id}-{round}"), "10");
                books.apply(&format!("CM-{id}-{round}"), &[(&format!("{id}-{round}"), "10")]);
            }
        }
        learned(&books)[0].pays_by.unwrap()
    };
    let three = [("A", "01-05", "02-04"), ("B", "01-20", "03-20"), ("C", "02-05", "03-04")];
    assert_eq!(run(&three, &["A", "B", "C"]), CashRuleKind::AllOpen);
    assert_eq!(run(&three, &["A", "C"]), CashRuleKind::DueRun);
    assert_eq!(run(&three, &["A", "B"]), CashRuleKind::Month);
    assert_eq!(run(&three, &["B", "C"]), CashRuleKind::Combination);
    assert_eq!(run(&three, &["B"]), CashRuleKind::OneItem);
}

#[test]
fn money_of_a_wrong_customer_teaches_nothing_of_them() {
    use crate::cash::{ReversalAct, reverse};
    let mut books = Books::new();
    books.invoice("I-1", "100", "2026-02-04");
    money(&mut books, "R-1", "100", "2026-02-10", "I-1");
    paid(&mut books, "R-1", "I-1", "100", &[]);
    assert_eq!(learned(&books)[0].customer.as_str(), "C-100");
    let act = ReversalAct::Move { to_customer: "C-200".into(), reason: None };
    let batch = reverse(books.ledger.entries(), &"R-1".into(), &act, date("2026-02-20")).unwrap();
    let recorded = books.now();
    books.take(batch.accept(recorded, None).unwrap());
    assert!(learned(&books).is_empty());
    books.day = date("2026-02-20");
    books.customer = "C-200".into();
    books.invoice("I-9", "100", "2026-02-04");
    let moved = books.items().into_iter().find(|item| item.kind == crate::ItemKind::Receipt).unwrap().id;
    paid(&mut books, moved.as_str(), "I-9", "100", &[]);
    let habits = learned(&books).remove(0);
    assert_eq!((habits.customer.as_str(), habits.names.len()), ("C-200", 1));
}

/// Receipts that pay invoices, each with one of the things that can be taken.
fn told(steps: &[(u8, u8)]) -> Books {
    let mut books = Books::new();
    for (n, (customer, kind)) in steps.iter().enumerate() {
        books.customer = format!("C-{customer}").as_str().into();
        books.day = date("2026-01-05");
        books.invoice(&format!("I-{n}"), "100", &format!("2026-02-{:02}", n % 5 + 1));
        money(&mut books, &format!("R-{n}"), "98", "2026-02-10", if kind % 2 == 0 { "" } else { "I-1" });
        let kinds = [TakenKind::EarnedDiscount, TakenKind::UnearnedDiscount, TakenKind::Withholding, TakenKind::BankFee];
        let taken = kinds.get(usize::from(*kind)).map(|kind| (*kind, "2"));
        paid(&mut books, &format!("R-{n}"), &format!("I-{n}"), "98", taken.as_slice());
    }
    books
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// After applications are reversed, or money went back to the bank, what is learned is what would have been without them
    /// (I4); the order of the entries does not matter, and a customer's own entries are enough.
    #[test]
    fn what_is_taken_back_leaves_no_trace(steps in proptest::collection::vec((0_u8..2, 0_u8..6), 1..8), gone in any::<u8>(), bank in any::<bool>()) {
        let mut books = told(&steps);
        let is_gone = |n: usize| gone >> (n % 8) & 1 == 1;
        let mut without = books.ledger.entries().to_vec();
        books.day = date("2026-03-01");
        for n in (0..steps.len()).filter(|n| is_gone(*n)) {
            let application = format!("E{}", n * 3 + 3);
            without.retain(|entry| entry.id.as_str() != application);
            books.customer = format!("C-{}", steps[n].0).as_str().into();
            match bank {
                true => books.post(EntryKind::receipt_returned(Return::new(format!("R-{n}"), amount("98")))),
                false => books.post(EntryKind::reversal(Reversal::new(application.as_str()))),
            };
        }
        let as_of = AsOf::new(date("2027-12-31"));
        let whole = learned(&books);
        prop_assert_eq!(&whole, &learn(&without, &as_of));
        let mut entries = books.ledger.entries().to_vec();
        entries.reverse();
        prop_assert_eq!(&whole, &learn(&entries, &as_of));
        let before = AsOf::new(date("2026-02-28"));
        prop_assert_eq!(learn(&entries, &before), learn(told(&steps).ledger.entries(), &before), "a view before it shows it all");
        for habits in &whole {
            let own: Vec<Entry> = entries.iter().filter(|entry| entry.customer.as_ref() == Some(&habits.customer)).cloned().collect();
            prop_assert_eq!(&learn(&own, &as_of)[0], habits);
        }
    }
}
