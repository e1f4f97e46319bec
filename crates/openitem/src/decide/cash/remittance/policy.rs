//! What is known beforehand of the way payers write: words before a number, words that explain, patterns, bounds.

use openitem_macros::wire;

use crate::entry::ReferenceKind;

/// How remittance text is read. Every list is data: a host in another language or trade gives its own.
#[wire]
pub struct ReferencePolicy {
    /// The fewest digits of a number that is taken for a reference without a word before it that says so.
    #[wire(default = 4)]
    pub min_digits: i32,
    /// The most digits of a number put together from parts that are written apart (`1930 594979`).
    #[wire(default = 16)]
    pub max_joined_digits: i32,
    /// Words before numbers, and words between them, in any case.
    #[wire(default = default_words())]
    pub words: Vec<KnownWord>,
    /// Words that explain a difference.
    #[wire(default = default_hints())]
    pub hints: Vec<HintWord>,
    /// References of a known shape: `#` stands for a digit, `@` for a letter, all else for itself in any case, as in
    /// `INV#######`. What follows a pattern is a reference whatever else it may look like.
    #[wire(default)]
    pub patterns: Vec<String>,
    /// Whether a mention that names no item is looked up once more with one digit wrong, or two that changed places. What is
    /// found so must be confirmed by the amount or the payer.
    #[wire(default)]
    pub one_digit_wrong: bool,
    /// The longest text that is read, in bytes; what follows is cut off, and the result says so.
    #[wire(default = 100_000)]
    pub max_bytes: i32,
    /// The most mentions that are given.
    #[wire(default = 2_000)]
    pub max_mentions: i32,
    /// The most numbers that a range may stand for (`1001 to 1005` stands for five).
    #[wire(default = 500)]
    pub max_range: i32,
    /// The most candidates that are given for one mention.
    #[wire(default = 200)]
    pub max_candidates: i32,
}

/// A word that says something about the numbers after it.
#[wire]
pub struct KnownWord {
    /// The word, in any case.
    pub word: String,
    /// What it says.
    pub means: WordMeaning,
}

/// What a word says about the numbers after it.
#[wire]
pub enum WordMeaning {
    /// They are numbers of invoices.
    Invoice,
    /// They are numbers of credit memos.
    CreditMemo,
    /// They are references of some kind.
    Reference,
    /// They are purchase orders of the customer's.
    PurchaseOrder,
    /// They are orders of the seller's.
    Order,
    /// They are deliveries.
    Delivery,
    /// They are contracts.
    Contract,
    /// They are numbers of customers or vendors.
    Party,
    /// They are no references: telephone numbers, accounts, checks, mandates.
    Other,
    /// Nothing more: `No.`, `Nr`.
    Number,
    /// The last of a range follows: `to`.
    Through,
    /// One more of the same follows: `and`.
    And,
    /// An amount of this currency stands beside it.
    Currency,
}

impl WordMeaning {
    /// The kind of reference that is meant, where one is.
    #[must_use]
    pub const fn reference_kind(self) -> Option<ReferenceKind> {
        Some(match self {
            Self::Invoice | Self::CreditMemo => ReferenceKind::Number,
            Self::PurchaseOrder => ReferenceKind::PurchaseOrder,
            Self::Order => ReferenceKind::Order,
            Self::Delivery => ReferenceKind::Delivery,
            Self::Contract => ReferenceKind::Contract,
            _ => return None,
        })
    }
}

/// Words that explain why an amount is not what was billed.
#[wire]
pub struct HintWord {
    /// One word or several, in any case.
    pub words: String,
    /// What they say.
    pub kind: HintKind,
    /// Whether a number that follows is the hint's own, as a claim's is.
    #[wire(default)]
    pub has_number: bool,
}

/// What words of the payer's explain.
#[wire]
pub enum HintKind {
    /// The price was other than agreed.
    Pricing,
    /// Less came than was billed.
    Shortage,
    /// Goods came damaged.
    Damage,
    /// Goods went back.
    Return,
    /// A claim of the payer's, mostly with its number.
    Claim,
    /// Something kept back, it is not said why.
    Deduction,
    /// An early-payment discount.
    Discount,
    /// A rebate, a bonus, a promotion.
    Rebate,
    /// Carriage.
    Freight,
    /// What a bank kept.
    BankFee,
    /// Tax withheld.
    Withholding,
    /// Money before an invoice.
    Prepayment,
    /// Money on account.
    OnAccount,
    /// A part of what is owed.
    Partial,
    /// Paid before.
    Duplicate,
    /// Something is not paid: a number that follows is named to leave it out.
    Excluded,
}

fn default_words() -> Vec<KnownWord> {
    const WORDS: &[(WordMeaning, &str)] = &[
        (
            WordMeaning::Invoice,
            "INV INVS INVOICE INVOICES INVNO IN RG RE RN RNR RECHNUNG RECHNUNGEN RECHN FACTURE FACTURES FACT FAC FACTURA FACTURAS FT \
             FATTURA FATTURE FATT FAKTURA FAKT FV FA FACTUUR FACTUREN LASKU SI DN DEBIT BILL BILLS DOC DOCUMENT BELEG",
        ),
        (WordMeaning::CreditMemo, "CM CN CR CREDIT CREDITS MEMO CRN GS GUTSCHRIFT AVOIR ABONO NC SC KREDIT"),
        (WordMeaning::Reference, "REF REFS REFERENCE REFERENCES SVWZ RFB ROC PMT PAYMENT PAYING OUR YOUR"),
        (WordMeaning::PurchaseOrder, "PO P.O BESTELLUNG BESTELLNR BEST PURCHASE"),
        (WordMeaning::Order, "SO ORDER ORDERS AUFTRAG AUFTRAGSNR COMMANDE PEDIDO ORDINE"),
        (WordMeaning::Delivery, "DELIVERY LIEFERSCHEIN LS BOL DDT SHIPMENT"),
        (WordMeaning::Contract, "CONTRACT VERTRAG CONTRAT"),
        (WordMeaning::Party, "CUSTOMER CUST CLIENT KD KDNR KUNDE KUNDENNR KUNDENNUMMER VENDOR SUPPLIER DEBITOR LIEFERANT"),
        (
            WordMeaning::Other,
            "TEL PHONE FAX MOB MOBILE CALL ACCT ACCOUNT ACC KTO KONTO IBAN BIC SWIFT BLZ CHECK CHEQUE CHQ CHK CK EREF KREF MREF CRED DEBT \
             TRN TRACE BATCH VAT UST USTID TIN GSTIN PAN ABA ROUTING ZIP DATE DATED DATUM VALUE ID",
        ),
        (WordMeaning::Number, "NO NOS NR NRS NUM NUMBER NUMBERS NUMMER NUMMERN NUMERO N"),
        (WordMeaning::Through, "TO THRU THROUGH TILL UNTIL BIS"),
        (WordMeaning::And, "AND UND ET Y OG OCH PLUS"),
        (
            WordMeaning::Currency,
            "USD EUR GBP CHF CAD AUD NZD JPY CNY INR RS PHP SEK NOK DKK PLN CZK HUF RON TRY ZAR BRL MXN ARS CLP COP SGD HKD MYR THB IDR KRW \
             TWD VND AED SAR QAR KWD BHD OMR JOD ILS EGP NGN KES",
        ),
    ];
    WORDS.iter().flat_map(|(means, words)| words.split(' ').map(|word| KnownWord::new(word, *means))).collect()
}

fn default_hints() -> Vec<HintWord> {
    const HINTS: &[(HintKind, bool, &str)] = &[
        (HintKind::Pricing, false, "PRICING|LESS PRICING|PRICE DIFFERENCE|PRICE DIFF|PRICE|PREISDIFFERENZ|WRONG PRICE|OVERCHARGE"),
        (HintKind::Shortage, false, "SHORTAGE|SHORTAGES|SHORT|SHORT SHIPPED|SHORT SHIP|MISSING|FEHLMENGE"),
        (HintKind::Damage, false, "DAMAGED|DAMAGE|DAMAGES|BROKEN|DEFECTIVE|BESCHAEDIGT"),
        (HintKind::Return, false, "RETURN|RETURNS|RETURNED|RMA|RETOURE"),
        (HintKind::Claim, true, "CLAIM|CLAIMS|DEBIT NOTE|REKLAMATION"),
        (HintKind::Deduction, false, "LESS|DEDUCTION|DEDUCTIONS|DEDUCTED|ABZUG|ABZGL|MINUS|WITHHELD|RETENTION"),
        (HintKind::Discount, false, "DISCOUNT|DISC|CASH DISCOUNT|EARLY PAYMENT DISCOUNT|SKONTO|ESCOMPTE|SCONTO|KASSAKORTING"),
        (HintKind::Rebate, false, "REBATE|BONUS|PROMO|PROMOTION|ALLOWANCE|COOP|RABATT|REMISE"),
        (HintKind::Freight, false, "FREIGHT|SHIPPING|FRACHT"),
        (
            HintKind::BankFee,
            false,
            "BANK CHARGES|BANK CHARGE|BANK FEE|BANK FEES|WIRE FEE|CHARGES|CHGS|BANKSPESEN|SPESEN|OUR CHARGES|FEE|FEES",
        ),
        (HintKind::Withholding, false, "TDS|WHT|WITHHOLDING|WITHHOLDING TAX|EWT|CWT|TAX DEDUCTED|QUELLENSTEUER|RETENCION|RITENUTA"),
        (HintKind::Prepayment, false, "ADVANCE|ADVANCE PAYMENT|PREPAYMENT|PREPAID|DEPOSIT|ANZAHLUNG|VORAUSZAHLUNG|ACOMPTE"),
        (HintKind::OnAccount, false, "ON ACCOUNT|AKONTO|A CONTO|AKONTOZAHLUNG"),
        (HintKind::Partial, false, "PARTIAL|PARTIAL PAYMENT|PART PAYMENT|PART PAID|TEILZAHLUNG|INSTALLMENT|INSTALMENT"),
        (HintKind::Duplicate, false, "DUPLICATE|DOUBLE PAYMENT|PAID TWICE|DOPPELZAHLUNG"),
        (
            HintKind::Excluded,
            false,
            "EXCEPT|EXCLUDING|EXCLUDES|EXCLUDED|NOT FOR|BUT NOT|NOT INCLUDED|AUSSER|NICHT FUER|SAUF|EXCEPTO|SALVO|ECCETTO|BEHALVE",
        ),
    ];
    HINTS
        .iter()
        .flat_map(|(kind, has_number, words)| words.split('|').map(|words| HintWord::new(words, *kind).with_has_number(*has_number)))
        .collect()
}
