//! What is missing, told apart: each case as a clerk would read it.

use crate::cash::tests::{amount, case, date, invoice, lines, receipt, three};
use crate::cash::{
    CashPolicy, CashProposal, CashRuleKind, CashStatus, CrossCurrency, DifferencePolicy, DiscountTax, PartialDiscount, PayerHabits,
    PaymentTolerance, ReasonMapping, ToleranceBound, WithholdingBase, WithholdingRule, explain_difference, propose, withholding_rules,
};
use crate::{
    AsOf, Batch, BookedRate, CreditRequest, CreditRequested, Currency, DiscountOffer, Dispute, DisputeOpened, DisputedItem, Entry,
    EntryKind, ExchangeRate, ItemId, Ledger, MoneyClass, OpenItem, OpeningItem, PostPolicy, PromiseMade, PromiseToPay, PromisedItem, Rate,
    RemittanceLine, TakenKind, TaxPart, post,
};

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn policy(differences: DifferencePolicy) -> CashPolicy {
    CashPolicy::new().with_differences(differences)
}

/// What is taken of each line, as kind, amount and reason.
fn taken(proposal: &CashProposal) -> Vec<(&str, TakenKind, String, Option<&str>)> {
    proposal
        .reading
        .lines
        .iter()
        .flat_map(|line| {
            line.taken.iter().map(move |taken| {
                (line.item.as_str(), taken.kind, taken.amount.to_string(), taken.reason.as_ref().map(|reason| reason.as_str()))
            })
        })
        .collect()
}

fn rule(proposal: &CashProposal) -> &str {
    &proposal.reading.reasons[0].rule
}

fn dispute(id: &str, item: &str, disputed: Option<&str>) -> Dispute {
    let mut line = DisputedItem::new(item);
    line.amount = disputed.map(amount);
    Dispute::new(DisputeOpened::new(id, vec![line]), "E", date("2026-02-01"))
}

#[test]
fn what_is_disputed_stays_open_and_is_no_deduction() {
    let mut case = case(receipt("319.5", "2026-1001, 2026-1002"), three());
    case.accounts.disputes = vec![dispute("D-1", "2026-1002", Some("50"))];
    let proposal = propose(&case, &CashPolicy::new()).unwrap();
    assert_eq!((proposal.status, rule(&proposal)), (CashStatus::Auto, "open_dispute_or_credit"));
    assert_eq!(lines(&proposal), [("2026-1001", "119".into()), ("2026-1002", "200.5".into())]);
    assert!(taken(&proposal).is_empty());
    assert!(proposal.reading.reasons[0].inputs.iter().any(|input| (input.name.as_str(), input.value.as_str()) == ("dispute", "D-1")));
    // Once it is resolved it explains nothing.
    case.accounts.disputes[0].resolved = Some(date("2026-02-05"));
    assert_ne!(rule(&propose(&case, &CashPolicy::new()).unwrap()), "open_dispute_or_credit");
}

#[test]
fn a_document_disputed_as_a_whole_is_left_out() {
    let mut case = case(receipt("119", "2026-1001, 2026-1002"), three());
    case.accounts.disputes = vec![dispute("D-1", "2026-1002", None)];
    let proposal = propose(&case, &CashPolicy::new()).unwrap();
    assert_eq!((proposal.status, rule(&proposal)), (CashStatus::Auto, "open_dispute_or_credit"));
    assert_eq!(lines(&proposal), [("2026-1001", "119".into())]);
}

#[test]
fn what_the_book_says_is_disputed_explains_where_no_dispute_is_given() {
    let mut items = three();
    items[1].disputed = amount("50");
    let proposal = propose(&case(receipt("319.5", "2026-1001, 2026-1002"), items), &CashPolicy::new()).unwrap();
    assert_eq!(rule(&proposal), "open_dispute_or_credit");
}

#[test]
fn a_credit_asked_for_stands_for_the_dispute_that_it_answers() {
    let mut case = case(receipt("319.5", "2026-1001, 2026-1002"), three());
    case.accounts.disputes = vec![dispute("D-1", "2026-1002", Some("50"))];
    let request = CreditRequested::new("C-1", "2026-1002", amount("50")).with_dispute("D-1");
    case.accounts.requests = vec![CreditRequest::new(request, "E", date("2026-02-03"))];
    let proposal = propose(&case, &CashPolicy::new()).unwrap();
    assert_eq!((proposal.status, rule(&proposal)), (CashStatus::Auto, "open_dispute_or_credit"), "one claim, not two that rival");
    assert!(proposal.reading.reasons[0].inputs.iter().any(|input| input.name == "credit_request"));
}

#[test]
fn two_disputes_of_one_amount_are_for_a_person() {
    let mut case = case(receipt("319.5", "2026-1001, 2026-1002"), three());
    case.accounts.disputes = vec![dispute("D-1", "2026-1002", Some("50")), dispute("D-2", "2026-1001", Some("50"))];
    let proposal = propose(&case, &CashPolicy::new()).unwrap();
    assert_eq!(proposal.status, CashStatus::Review);
    assert!(!proposal.alternatives.is_empty());
}

fn promise(items: &[(&str, Option<&str>)], promised: &str) -> PromiseToPay {
    let line = |(item, part): &(&str, Option<&str>)| {
        let mut line = PromisedItem::new(*item);
        line.amount = part.map(amount);
        line
    };
    let made =
        PromiseMade::new("P-1", date("2026-02-10"), Currency::EUR, amount(promised)).with_items(items.iter().map(line).collect::<Vec<_>>());
    PromiseToPay::new(made, "E", date("2026-02-01")).with_customer("C-100")
}

#[test]
fn a_payment_of_exactly_what_was_promised_needs_no_word() {
    let mut case = case(receipt("219", ""), three());
    case.accounts.promises = vec![promise(&[("2026-1001", None), ("2026-1002", Some("100"))], "219")];
    let proposal = propose(&case, &CashPolicy::new()).unwrap();
    assert_eq!((proposal.status, rule(&proposal), proposal.reading.rule), (CashStatus::Auto, "promise", Some(CashRuleKind::Promise)));
    assert_eq!(lines(&proposal), [("2026-1001", "119".into()), ("2026-1002", "100".into())]);
    case.accounts.promises[0].withdrawn = Some(date("2026-02-08"));
    assert_eq!(propose(&case, &CashPolicy::new()).unwrap().status, CashStatus::Unmatched);
}

#[test]
fn a_part_that_was_promised_of_the_document_named_is_no_short_payment() {
    let mut case = case(receipt("101.37", "2026-1002"), three());
    assert_eq!(propose(&case, &CashPolicy::new()).unwrap().status, CashStatus::Review);
    case.accounts.promises = vec![promise(&[], "101.37")];
    let proposal = propose(&case, &CashPolicy::new().with_short(crate::cash::ShortPayment::Deduction)).unwrap();
    assert_eq!((proposal.status, rule(&proposal)), (CashStatus::Auto, "promise"));
    assert!(taken(&proposal).is_empty(), "what is to come later is not kept back");
}

#[test]
fn amounts_beside_the_words_are_taken_as_the_words_say() {
    let reasons = vec![ReasonMapping::new("pricing", "R-10"), ReasonMapping::new("PRICING", "R-99").with_customer("C-200")];
    let policy = policy(DifferencePolicy::new().with_reasons(reasons));
    let proposal = propose(&case(receipt("230.13", "2026-1002 PRICING 12.37 BANK CHARGES 8.00"), three()), &policy).unwrap();
    assert_eq!((proposal.status, rule(&proposal)), (CashStatus::Auto, "stated_amounts"));
    assert_eq!(
        taken(&proposal),
        [("2026-1002", TakenKind::Deduction, "12.37".into(), Some("R-10")), ("2026-1002", TakenKind::BankFee, "8".into(), None)]
    );
}

#[test]
fn lines_with_amounts_are_posted_as_the_payer_states_them() {
    let mut receipt = receipt("300.5", "");
    receipt.receipt.remittance_lines = vec![
        RemittanceLine::new("2026-1001").with_amount(amount("100")).with_deducted(amount("19")).with_reason("07"),
        RemittanceLine::new("2026-1002").with_amount(amount("200.5")),
    ];
    let policy = policy(DifferencePolicy::new().with_reasons(vec![ReasonMapping::new("07", "PRICE")]));
    let proposal = propose(&case(receipt.clone(), three()), &policy).unwrap();
    assert_eq!((proposal.status, rule(&proposal)), (CashStatus::Auto, "remittance_lines"));
    assert_eq!(lines(&proposal), [("2026-1001", "100".into()), ("2026-1002", "200.5".into())]);
    assert_eq!(taken(&proposal), [("2026-1001", TakenKind::Deduction, "19".into(), Some("PRICE"))]);
    // More than is open cannot be meant.
    receipt.receipt.remittance_lines[1].amount = Some(amount("260"));
    receipt.receipt.amount = amount("360");
    let proposal = propose(&case(receipt, three()), &policy).unwrap();
    assert_ne!(rule(&proposal), "remittance_lines");
}

/// Source: DOMAIN T5.1, T5.3, T5.4, T5.11 (sattvacfo.com, terra-insight.com, mygstindia.in; the last derived).
#[test]
fn indian_tax_is_told_from_a_short_payment() {
    let tax = |code: &str, tax: &str| TaxPart::new(code, amount(tax));
    let bill = |gross: &str, taxes: Vec<TaxPart>| {
        let mut item = invoice("IN-7001", gross, "2026-02-28").with_taxes(taxes);
        item.currency = Currency::new("INR").unwrap();
        item
    };
    let paid = |cash: &str, item: OpenItem, rules: Vec<WithholdingRule>| {
        let mut receipt = receipt(cash, "IN-7001 TDS");
        receipt.receipt.currency = Currency::new("INR").unwrap();
        propose(&case(receipt, vec![item]), &policy(DifferencePolicy::new().with_withholding(rules))).unwrap()
    };
    let professional = || vec![WithholdingRule::new("IN-194J", "IN", rate("10"), WithholdingBase::Net)];
    let fee = || bill("11800", vec![tax("CGST", "900"), tax("SGST", "900")]);
    let proposal = paid("10800", fee(), professional());
    assert_eq!((proposal.status, rule(&proposal)), (CashStatus::Auto, "withholding"));
    assert_eq!(taken(&proposal), [("IN-7001", TakenKind::Withholding, "1000".into(), Some("IN-194J"))]);
    // Several sections of the law give ten percent: the certificate tells which.
    let proposal = paid("10800", fee(), withholding_rules("IN"));
    assert_eq!(taken(&proposal), [("IN-7001", TakenKind::Withholding, "1000".into(), None)]);
    assert_eq!(proposal.reading.lines[0].taken[0].due, Some(date("2026-06-15")), "15 days after the return of 31 May");
    // Reckoned on the tax too: 1,800 too much is disputed.
    let works = || bill("118000", vec![tax("GST", "18000")]);
    let proposal = paid("106200", works(), professional());
    assert_eq!(
        taken(&proposal),
        [
            ("IN-7001", TakenKind::Withholding, "10000".into(), Some("IN-194J")),
            ("IN-7001", TakenKind::Deduction, "1800".into(), Some("withholding_on_tax"))
        ]
    );
    let gst = WithholdingRule::new("IN-GST-51", "IN", rate("2"), WithholdingBase::Net);
    let proposal = paid("116000", works(), vec![gst.clone()]);
    assert_eq!(taken(&proposal), [("IN-7001", TakenKind::Withholding, "2000".into(), Some("IN-GST-51"))]);
    let works_rule = WithholdingRule::new("IN-194C", "IN", rate("2"), WithholdingBase::Net).with_beside(vec!["IN-GST-51".into()]);
    let proposal = paid("114000", works(), vec![works_rule, gst]);
    assert_eq!(
        taken(&proposal),
        [
            ("IN-7001", TakenKind::Withholding, "2000".into(), Some("IN-194C")),
            ("IN-7001", TakenKind::Withholding, "2000".into(), Some("IN-GST-51"))
        ]
    );
    // Not shown apart, the tax is in the base (T5.2).
    let proposal = paid("106200", bill("118000", Vec::new()), professional());
    assert_eq!(taken(&proposal), [("IN-7001", TakenKind::Withholding, "11800".into(), Some("IN-194J"))]);
}

#[test]
fn a_shortage_that_a_rule_gives_is_for_a_person_where_nobody_says_that_tax_was_withheld() {
    let rules = vec![WithholdingRule::new("X", "XX", rate("7"), WithholdingBase::Gross)];
    let policy = policy(DifferencePolicy::new().with_withholding(rules));
    let mut case = case(receipt("110.67", "2026-1001"), three());
    let proposal = propose(&case, &policy).unwrap();
    assert_eq!((proposal.status, rule(&proposal)), (CashStatus::Review, "withholding"));
    case.accounts.habits = vec![PayerHabits::new("C-100").with_withholding_percent(rate("5"))];
    assert_eq!(propose(&case, &policy).unwrap().status, CashStatus::Auto);
}

/// Source: Philippine government buyer, non-VAT supplier: 226,733.00 with 2 percent expanded tax, 4,534.66, and 1 percent
/// percentage tax, 2,267.33, while that rate held (DOMAIN T5.9).
#[test]
fn philippine_taxes_are_summed_while_their_rates_hold() {
    let mut item = invoice("PH-7001", "226733", "2023-02-28");
    item.document_date = date("2023-01-10");
    let mut receipt = receipt("219931.01", "PH-7001 EWT");
    receipt.receipt.value_date = Some(date("2023-02-10"));
    let rules = withholding_rules("PH");
    let proposal = propose(&case(receipt, vec![item]), &policy(DifferencePolicy::new().with_withholding(rules))).unwrap();
    assert_eq!(
        taken(&proposal),
        [
            ("PH-7001", TakenKind::Withholding, "4534.66".into(), Some("PH-EWT-SERVICES")),
            ("PH-7001", TakenKind::Withholding, "2267.33".into(), Some("PH-PERCENTAGE-TAX"))
        ]
    );
}

/// Source: SAP KBA 3539821: the lower of amount and percentage, and the lower of the customer's group (2) and the clerk's (1).
#[test]
fn of_several_tolerances_the_narrowest_holds() {
    let rows = vec![
        PaymentTolerance::new(amount("2")).with_customers(vec!["C-100".into()]),
        PaymentTolerance::new(amount("1")),
        PaymentTolerance::new(amount("50")).with_percent(rate("5")).with_currency(Currency::EUR),
    ];
    let policy = policy(DifferencePolicy::new().with_tolerances(rows)).with_bank_fees(Vec::new());
    let short = |paid: &str| rule(&propose(&case(receipt(paid, "2026-1002"), three()), &policy).unwrap()).to_owned();
    assert_eq!((short("249.5").as_str(), short("251.5").as_str()), ("tolerance", "tolerance"));
    assert_ne!(short("249.49"), "tolerance");
    // Two percent of 80 is less than any of the amounts.
    let row = PaymentTolerance::new(amount("5")).with_percent(rate("2"));
    let policy = CashPolicy::new().with_differences(DifferencePolicy::new().with_tolerances(vec![row]));
    let under = propose(&case(receipt("78.4", "2026-1003"), three()), &policy).unwrap();
    assert_eq!(taken(&under), [("2026-1003", TakenKind::Tolerance, "1.6".into(), None)]);
    assert_ne!(rule(&propose(&case(receipt("78.39", "2026-1003"), three()), &policy).unwrap()), "tolerance");
}

/// Source: Business Central, payment tolerance: invoice 1,000, discount 20 until 15 January, tolerance 5 (PEERS section 4, 23);
/// several documents share the sum of their tolerances.
#[test]
fn business_central_payment_tolerance() {
    let bill = |id: &str| {
        let mut item = invoice(id, "1000", "2026-03-10").with_discounts(vec![DiscountOffer::new(date("2026-02-10"), amount("20"))]);
        item.document_date = date("2026-01-10");
        item
    };
    let row = PaymentTolerance::new(amount("5")).with_bound(ToleranceBound::Document);
    let policy = policy(DifferencePolicy::new().with_tolerances(vec![row])).with_bank_fees(Vec::new());
    let paid = |cash: &str, on: &str| {
        let mut receipt = receipt(cash, "T1");
        receipt.receipt.value_date = Some(date(on));
        let proposal = propose(&case(receipt, vec![bill("T1")]), &policy).unwrap();
        let sum = |kind: TakenKind| {
            let amounts = proposal.reading.lines[0].taken.iter().filter(|taken| taken.kind == kind).map(|taken| taken.amount);
            crate::Amount::checked_sum(amounts).unwrap().to_string()
        };
        (sum(TakenKind::EarnedDiscount), sum(TakenKind::Tolerance))
    };
    let said = |discount: &str, tolerance: &str| (discount.to_owned(), tolerance.to_owned());
    assert_eq!(paid("985", "2026-02-10"), said("20", "-5"));
    assert_eq!(paid("980", "2026-02-10"), said("20", "0"));
    assert_eq!(paid("975", "2026-02-10"), said("20", "5"));
    assert_eq!(paid("1005", "2026-02-11"), said("0", "-5"));
    assert_eq!(paid("1000", "2026-02-11"), said("0", "0"));
    assert_eq!(paid("995", "2026-02-11"), said("0", "5"));
    assert_eq!(paid("985", "2026-02-11"), said("0", "0"), "15 stay open");
    let mut both = receipt("1990.5", "T1 T2");
    both.receipt.value_date = Some(date("2026-02-11"));
    let proposal = propose(&case(both, vec![bill("T1"), bill("T2")]), &policy).unwrap();
    assert_eq!(taken(&proposal), [("T1", TakenKind::Tolerance, "5".into(), None), ("T2", TakenKind::Tolerance, "4.5".into(), None)]);
}

/// Source: SAP: a difference inside the tolerance adjusts the cash discount first (PEERS section 2.3).
#[test]
fn a_discount_bears_a_small_difference_where_the_policy_says_so() {
    let item = invoice("T-1", "1000", "2026-03-10").with_discounts(vec![DiscountOffer::new(date("2026-02-10"), amount("20"))]);
    let row = PaymentTolerance::new(amount("5")).with_adjusts_discount(true);
    let proposal = propose(&case(receipt("977", "T-1"), vec![item]), &policy(DifferencePolicy::new().with_tolerances(vec![row]))).unwrap();
    assert_eq!(taken(&proposal), [("T-1", TakenKind::EarnedDiscount, "23".into(), None)]);
}

/// Source: Dynamics 365 Finance, partial payment in a discount period: 294 at 2 percent settles 300 (PEERS section 2.2); Centennial
/// College: 400 at 2 percent credits 408.16 (DOMAIN T1.27).
#[test]
fn a_part_payment_earns_its_share_of_the_discount_where_the_policy_grants_it() {
    let item = || invoice("T-1", "1000", "2026-03-10").with_discounts(vec![DiscountOffer::new(date("2026-02-10"), amount("20"))]);
    let policy = policy(DifferencePolicy::new().with_partial_discount(PartialDiscount::Proportional));
    for (cash, earned) in [("294", "6"), ("400", "8.16")] {
        let proposal = propose(&case(receipt(cash, "T-1"), vec![item()]), &policy).unwrap();
        assert_eq!(taken(&proposal), [("T-1", TakenKind::EarnedDiscount, earned.into(), None)]);
        assert_eq!(lines(&proposal), [("T-1", cash.into())]);
        let plain = propose(&case(receipt(cash, "T-1"), vec![item()]), &CashPolicy::new()).unwrap();
        assert!(taken(&plain).is_empty());
    }
}

/// Source: Odoo, tax on early-payment discounts: 1,000 and 15 percent tax, 10 percent: 1,035 included (PEERS section 4, 11).
#[test]
fn a_discount_takes_its_tax_with_it_where_tax_is_included() {
    let item = || {
        invoice("T-1", "1150", "2026-03-10")
            .with_discounts(vec![DiscountOffer::new(date("2026-02-10"), amount("115"))])
            .with_taxes(vec![TaxPart::new("VAT15", amount("150")).with_base(amount("1000")).with_percent(rate("15"))])
    };
    let taxes = |tax: DiscountTax| {
        let policy = policy(DifferencePolicy::new().with_discount_tax(tax));
        let proposal = propose(&case(receipt("1035", "T-1"), vec![item()]), &policy).unwrap();
        proposal.reading.lines[0].taken[0].taxes.clone()
    };
    let included = taxes(DiscountTax::Included);
    assert_eq!((included[0].amount, included[0].base), (amount("15"), Some(amount("100"))));
    assert!(taxes(DiscountTax::Excluded).is_empty() && taxes(DiscountTax::Upfront).is_empty());
}

#[test]
fn discounts_taken_late_on_several_documents_stay_open() {
    let late = |id: &str, open: &str, discount: &str| {
        invoice(id, open, "2026-02-28").with_discounts(vec![DiscountOffer::new(date("2026-01-20"), amount(discount))])
    };
    let items = vec![late("L-1", "1000", "20"), late("L-2", "333.3", "6.67")];
    let proposal = propose(&case(receipt("1306.63", "L-1 L-2"), items), &CashPolicy::new()).unwrap();
    assert_eq!((proposal.status, rule(&proposal)), (CashStatus::Auto, "late_discount"));
    assert_eq!(lines(&proposal), [("L-1", "980".into()), ("L-2", "326.63".into())]);
}

#[test]
fn money_before_an_invoice_is_a_prepayment_where_the_payer_says_so() {
    let proposal = propose(&case(receipt("700.01", "ADVANCE PAYMENT PO 4711"), three()), &CashPolicy::new()).unwrap();
    assert_eq!((proposal.status, proposal.reading.unused_class), (CashStatus::Review, MoneyClass::Prepayment));
    assert_eq!(proposal.entries.last().unwrap().kind.tag(), "money_placed");
    let proposal = propose(&case(receipt("700.01", "PAYMENT ON ACCOUNT"), three()), &CashPolicy::new()).unwrap();
    assert_eq!((proposal.status, proposal.reading.unused_class), (CashStatus::Auto, MoneyClass::OnAccount));
    let proposal = propose(&case(receipt("700.01", "INV 999888"), three()), &CashPolicy::new()).unwrap();
    assert_eq!(proposal.status, CashStatus::Unmatched);
    assert!(proposal.reading.reasons[0].text.contains("may not be posted yet"));
}

/// Invoice of 1,000 USD, receipt of 905 EUR on a day when a dollar is 0.9 euro: 1,005.56 USD, five and a half more than the bill.
#[test]
fn a_receipt_in_another_currency_pays_what_it_names_at_the_days_rate() {
    let usd = Currency::USD;
    let mut bill = invoice("US-1001", "1000", "2026-02-28");
    (bill.currency, bill.booked) = (usd, Some(BookedRate::new(Currency::EUR, rate("0.85"))));
    let rates = vec![ExchangeRate::new(usd, Currency::EUR, date("2026-02-10"), rate("0.9"))];
    let mut given = case(receipt("905", "US-1001"), vec![bill.clone()]);
    given.accounts.rates = rates;
    assert_eq!(propose(&given, &CashPolicy::new()).unwrap().status, CashStatus::Unmatched, "only where the policy says so");
    let policy = policy(DifferencePolicy::new().with_cross_currency(CrossCurrency::new()));
    let proposal = propose(&given, &policy).unwrap();
    assert_eq!((proposal.status, rule(&proposal)), (CashStatus::Auto, "exchange_difference"));
    assert_eq!(lines(&proposal), [("US-1001", "1005.56".into())]);
    assert_eq!(taken(&proposal), [("US-1001", TakenKind::ExchangeDifference, "-5.56".into(), None)]);
    // It posts: the invoice is closed and the money used up.
    let recorded = "2026-02-10T09:00:00Z".parse().unwrap();
    let opening =
        OpeningItem::new("US-1001", bill.kind, bill.side, usd, bill.original, bill.open).with_booked(bill.booked.clone().unwrap());
    let mut ledger = Ledger::new();
    let entries = vec![
        Entry::new("o", "E", bill.effective, recorded, EntryKind::opening_item(opening)).with_customer("C-100"),
        Entry::new("r", "E", date("2026-02-10"), recorded, EntryKind::receipt(given.receipt.receipt.clone())),
    ];
    post(&mut ledger, Batch::new(entries), &PostPolicy::new()).unwrap();
    post(&mut ledger, proposal.accept(recorded, None).unwrap(), &PostPolicy::new()).unwrap();
    assert!(ledger.replay(&AsOf::new(date("2026-02-10"))).book.items.is_empty());
    // Farther off than a percent it is no difference of rates: too little is a part, for a person; too much is left alone.
    given.receipt.receipt.amount = amount("450");
    let part = propose(&given, &policy).unwrap();
    assert_eq!((part.status, rule(&part)), (CashStatus::Review, "short_payment"));
    assert_eq!(lines(&part), [("US-1001", "500".into())]);
    given.receipt.receipt.amount = amount("1000");
    assert_eq!(propose(&given, &policy).unwrap().status, CashStatus::Unmatched);
    assert_eq!(explain_difference(&given, &["US-1001".into()], &policy).unwrap().status, CashStatus::Unmatched);
}

#[test]
fn a_clerk_chooses_and_the_difference_is_explained() {
    let given = case(receipt("344.5", ""), three());
    let chosen = |items: &[&str]| {
        let items: Vec<ItemId> = items.iter().map(|item| (*item).into()).collect();
        explain_difference(&given, &items, &CashPolicy::new())
    };
    let proposal = chosen(&["2026-1002", "2026-1001"]).unwrap();
    assert_eq!((proposal.status, rule(&proposal)), (CashStatus::Auto, "bank_fee"));
    assert_eq!(taken(&proposal), [("2026-1002", TakenKind::BankFee, "25".into(), None)]);
    let proposal = chosen(&["2026-1003"]).unwrap();
    assert_eq!((proposal.status, proposal.reading.unused), (CashStatus::Review, amount("264.5")));
    assert_eq!(
        chosen(&["2026-1001", "9"]).unwrap_err().to_string(),
        "items[1]: found 9, expected an item that is open to C-100 or its family for this receipt's entity, currency and day"
    );
    assert_eq!(chosen(&[]).unwrap_err().code(), "invalid_value");
}
