//! The rules that ship: what a bank, a tax office, a supplier and a processor write. Where a paying customer could write the
//! same, the rule gives way: a customer's money booked as other income is the dear mistake, money looked at twice the cheap one.

use super::{SortOutcome, SortRule};
use crate::LedgerAccount;

/// The rules that hold for most hosts, to which each adds its own accounts, banks and processors: debits, payments of ours
/// that came back, interest, tax refunds, own transfers, supplier refunds, settlements of well-known processors.
///
/// Ledger accounts are those of the example chart. A text that names an invoice is a customer's whatever else it says; only a
/// debit and the bank's own code for a payment that came back are what they are. Rules named `…_of_bank` go by words that
/// customers write too, and hold only where the line names no payer, or a bank. Interest on something late is ours.
///
/// ```
/// let names: Vec<String> = openitem::cash::sort_rules().into_iter().map(|rule| rule.name).collect();
/// assert!(names.contains(&"interest".to_owned()));
/// ```
#[must_use]
pub fn sort_rules() -> Vec<SortRule> {
    let words = |list: &str| list.split(';').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    let account = LedgerAccount::new;
    let unless = |name: &str, outcome: SortOutcome, more: &str| {
        SortRule::new(name, outcome).with_unless_words([words(INVOICE_WORDS), words(more)].concat())
    };
    let rule = |name: &str, outcome: SortOutcome| unless(name, outcome, "");
    let of_bank = |rule: SortRule| rule.with_payer_words(words(BANKS)).with_payer_may_be_missing(true);
    let interest = || SortOutcome::Miscellaneous { ledger_account: account("4200") };
    let tax = || SortOutcome::Miscellaneous { ledger_account: account("4900") };
    let came_back = || SortOutcome::ReturnedPayment { ledger_account: account("2100") };
    vec![
        SortRule::new("debit", SortOutcome::ReceiptReturned {}).with_below_zero(true),
        SortRule::new("returned_payment_code", came_back()).with_bank_codes(words("PMNT-ICDT-RRTN; RRTN; AC01; AC04; AC06; BE04; AG01")),
        unless("returned_payment", came_back(), PAID_AGAIN_WORDS).with_text_words(words(RETURNED_WORDS)),
        of_bank(unless("returned_payment_of_bank", came_back(), PAID_AGAIN_WORDS).with_text_words(words(RETURNED_BANK_WORDS))),
        unless("interest", interest(), LATE_WORDS).with_text_words(words(INTEREST_WORDS)),
        of_bank(unless("interest_of_bank", interest(), LATE_WORDS).with_text_words(words(INTEREST_BANK_WORDS))),
        unless("interest_code", interest(), LATE_WORDS).with_bank_codes(words("ACMT-MCOP-INTR; INTR")),
        rule("tax_refund", tax()).with_payer_words(words(TAX_PAYERS)).with_text_words(words(REFUND_WORDS)),
        rule("tax_refund_text", tax()).with_text_words(words(TAX_REFUND_WORDS)),
        rule("own_transfer", SortOutcome::OwnTransfer { entity: None, ledger_account: account("1050") })
            .with_text_words(words(TRANSFER_WORDS)),
        rule("supplier_refund", SortOutcome::SupplierRefund { ledger_account: account("2100") })
            .with_text_words(words(SUPPLIER_REFUND_WORDS)),
        rule("settlement", SortOutcome::Settlement {}).with_payer_words(words(PROCESSORS)),
    ]
}

const INVOICE_WORDS: &str = "INVOICE; INVOICES; INV; INVS; INVNO; INVOICENO; RECHNUNG; RECHNUNGEN; RECHNUNGSNR; RECHNUNGSNUMMER; RECHN; RG; RGNR; \
    RE NR; RENR; RNR; RE #; RN #; FACTURE; FACTURES; FACT #; FAC #; FACTURA; FACTURAS; FATTURA; FATTURE; FATT #; FT #; FACTUUR; FACTUREN; \
    FAKTURA; FAKTURY; FAKT #; FA #; FV #; LASKU; BILL #; BILL NO; KUNDENNR; KUNDENNUMMER; KD NR; KDNR; CUSTOMER NO";
/// A bank returns a payment; who pays again what came back writes these.
const PAID_AGAIN_WORDS: &str = "REPLACES; REPLACE; REPLACING; REPLACEMENT; REISSUE; REISSUED; REISSUING; REPAY; REPAYMENT; RESUBMITTED; RESENT; RESEND; \
    AUSGLEICH; ERSATZ; ERNEUTE ZAHLUNG; ZAHLUNG FUR; REMPLACE; REMPLACEMENT";
const RETURNED_WORDS: &str = "RETURNED PAYMENT; PAYMENT RETURNED; RETURN OF FUNDS; FUNDS RETURNED; RETURNED ACH; ACH RETURN; RUCKUBERWEISUNG; \
    RUECKUEBERWEISUNG; VIREMENT REJETE; VIREMENT RETOURNE; UNAPPLIED RETURN";
const RETURNED_BANK_WORDS: &str = "ACCOUNT CLOSED; BENEFICIARY UNKNOWN; RUCKLASTSCHRIFT; RUECKLASTSCHRIFT; RETOURENLASTSCHRIFT; LASTSCHRIFTRUCKGABE; \
    LASTSCHRIFTRUECKGABE; RETOURENUBERWEISUNG; RETOURENUEBERWEISUNG; KONTO ERLOSCHEN";
/// Interest on what was late is ours to charge: who writes these pays it.
const LATE_WORDS: &str = "LATE; OVERDUE; PAST DUE; ARREARS; DEFAULT; DELAYED; DELAY; PENALTY; FINANCE CHARGE; FINANCE CHARGES; SERVICE CHARGE; DUNNING; \
    REMINDER; VERZUG; VERZUGSZINSEN; VERZUGSZINS; MAHNUNG; MAHNGEBUHR; MAHNGEBUEHR; MAHNZINSEN; RETARD; MORATOIRES; INTERETS MORATOIRES; MORA; \
    INTERESSI DI MORA; DE MORA; VERTRAGINGSRENTE; DROJSMALSRANTA; MORARENTER";
const INTEREST_WORDS: &str = "CREDIT INTEREST; INTEREST CREDIT; INTEREST EARNED; INTEREST CAPITALISED; INTEREST CAPITALIZED; HABENZINSEN; GUTHABENZINSEN; \
    ZINSABSCHLUSS; INTERETS CREDITEURS; INTERESSI ATTIVI; CREDITRENTE";
const INTEREST_BANK_WORDS: &str = "INTEREST PAID; INTEREST PAYMENT; INTEREST; ZINSEN";
const BANKS: &str = "BANK; BANQUE; BANCA; BANCO; BANKEN; SPARKASSE; KREISSPARKASSE; STADTSPARKASSE; VOLKSBANK; RAIFFEISENBANK; COMMERZBANK; POSTBANK; \
    LANDESBANK; RABOBANK; SWEDBANK; HANDELSBANKEN; CITIBANK; CREDIT UNION; BUILDING SOCIETY; BARCLAYS; HSBC; LLOYDS; NATWEST; JPMORGAN; \
    WELLS FARGO; BNP PARIBAS; SOCIETE GENERALE; CREDIT AGRICOLE; UNICREDIT; INTESA SANPAOLO; SANTANDER; BBVA; NORDEA; UBS";
const TAX_PAYERS: &str = "IRS TREAS; IRS; US TREASURY; HMRC; HM REVENUE; FINANZAMT; FINANZKASSE; DGFIP; TRESOR PUBLIC; BELASTINGDIENST; \
    AGENZIA DELLE ENTRATE; AGENCIA TRIBUTARIA; SKATTEVERKET; SKATTESTYRELSEN; SKATTEETATEN; VEROHALLINTO; CANADA REVENUE; \
    AUSTRALIAN TAXATION OFFICE; ATO; INCOME TAX DEPARTMENT; INCOME TAX DEPT; CPC BANGALORE; BUREAU OF INTERNAL REVENUE";
/// `REF` alone is a reference: a tax office that buys writes it too.
const REFUND_WORDS: &str =
    "REFUND; TAX REF; REPAYMENT; REIMBURSEMENT; ERSTATTUNG; REMBOURSEMENT; TERUGGAAF; RIMBORSO; DEVOLUCION; ATERBETALNING";
const TAX_REFUND_WORDS: &str = "TAX REFUND; VAT REFUND; VAT REPAYMENT; GST REFUND; STEUERERSTATTUNG; UMSATZSTEUERERSTATTUNG; \
    REMBOURSEMENT TVA; CREDIT DE TVA; RIMBORSO IVA; DEVOLUCION IVA; INCOME TAX REFUND";
const TRANSFER_WORDS: &str = "OWN ACCOUNT TRANSFER; TRANSFER BETWEEN ACCOUNTS; INTERNAL TRANSFER; INTRACOMPANY TRANSFER; CASH POOLING; \
    CASH CONCENTRATION; ZBA TRANSFER; ZERO BALANCE TRANSFER; SWEEP; UMBUCHUNG; KONTOUBERTRAG; VIREMENT INTERNE; GIROCONTO";
const SUPPLIER_REFUND_WORDS: &str = "SUPPLIER REFUND; VENDOR REFUND; REFUND OF OVERPAYMENT; OVERPAYMENT REFUND; REFUND DUPLICATE PAYMENT; \
    RUCKERSTATTUNG; RUECKERSTATTUNG; REMBOURSEMENT FOURNISSEUR";
const PROCESSORS: &str = "STRIPE; ADYEN; PAYPAL; WORLDPAY; SQUAREUP; BRAINTREE; MOLLIE; KLARNA; SUMUP; RAZORPAY; PAYU; CHECKOUT COM; GOCARDLESS; \
    MERCHANT BANKCARD; BANKCARD DEPOSIT; AMEX SETTLEMENT; AMERICAN EXPRESS SETTLEMENT; FISERV MERCHANT; ELAVON; CONCARDIS; NEXI; NETS DENMARK";
