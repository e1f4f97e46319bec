//! The things that a column can hold, by table.

use serde::de::{Deserialize, Deserializer, Error};

/// How the text of a field is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldKind {
    Text,
    Date,
    Amount,
    Flag,
    Number,
}

/// A thing that a column can hold.
pub(crate) trait Field: Copy + Ord + std::fmt::Debug + 'static {
    const ID: Self;
    const CURRENCY: Self;
    const AMOUNT: Self;
    fn name(self) -> &'static str;
    fn kind(self) -> FieldKind;
    fn takes_constant(self) -> bool;
    fn place(self) -> usize;
}

/// Reads a key as text, never as an enum: so that an error further in tells the path with the key in it.
pub(crate) fn read_key<'de, D: Deserializer<'de>, T: Copy>(deserializer: D, known: &[(&str, T)]) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    known.iter().find(|(name, _)| *name == text).map(|(_, key)| *key).ok_or_else(|| {
        let names: Vec<_> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
        D::Error::custom(format!("unknown key `{text}`, expected one of {}", names.join(", ")))
    })
}

macro_rules! fields {
    ($(#[$docs:meta])* $name:ident, id $id:ident { $($(#[$doc:meta])* $variant:ident = $text:literal, $kind:ident $(, $constant:ident)?;)* }) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                read_key(deserializer, &[$(($text, Self::$variant)),*])
            }
        }

        impl Field for $name {
            const ID: Self = Self::$id;
            const CURRENCY: Self = Self::Currency;
            const AMOUNT: Self = Self::Amount;
            fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
            fn kind(self) -> FieldKind {
                match self { $(Self::$variant => FieldKind::$kind,)* }
            }
            fn takes_constant(self) -> bool {
                match self { $(Self::$variant => fields!(@constant $($constant)?),)* }
            }
            fn place(self) -> usize {
                self as usize
            }
        }
    };
    (@constant constant) => { true };
    (@constant) => { false };
}

fields! {
    /// What a column of a file of items can hold: the keys of `[items.columns]`.
    ItemField, id Id {
        /// The item's id.
        Id = "id", Text;
        /// `invoice`, `debit_memo`, `finance_charge`, `down_payment_request`, `residual`, `chargeback`, `deduction`,
        /// `withholding`, `credit_memo` or `receipt`.
        Kind = "kind", Text, constant;
        /// The customer's id.
        Customer = "customer", Text, constant;
        /// The customer's name.
        CustomerName = "customer_name", Text;
        /// The selling company.
        Entity = "entity", Text, constant;
        /// The currency code.
        Currency = "currency", Text, constant;
        /// The original amount.
        Amount = "amount", Amount;
        /// The date on the document.
        DocumentDate = "document_date", Date;
        /// The accounting date.
        PostingDate = "posting_date", Date;
        /// When it is due.
        Due = "due", Date;
        /// The terms, as written.
        Terms = "terms", Text, constant;
        /// Which installment of its document it is.
        Installment = "installment", Number;
        /// Whether it is disputed, wholly where no amount is given.
        Disputed = "disputed", Flag;
        /// How much of it is disputed.
        DisputedAmount = "disputed_amount", Amount;
        /// When it was settled; empty while it is open.
        SettledOn = "settled_on", Date;
        /// After how many days from the document date it was settled.
        SettledAfterDays = "settled_after_days", Number;
        /// How much of it was settled.
        SettledAmount = "settled_amount", Amount;
        /// How much of it is still open.
        Outstanding = "outstanding", Amount;
        /// The customer's parent.
        Parent = "parent", Text, constant;
        /// Who collects it.
        Collector = "collector", Text, constant;
    }
}

fields! {
    /// What a column of a file of receipts can hold: the keys of `[receipts.columns]`.
    ReceiptField, id Id {
        /// The receipt's id.
        Id = "id", Text;
        /// The payer's customer id; empty where it is not known.
        Customer = "customer", Text, constant;
        /// The selling company.
        Entity = "entity", Text, constant;
        /// The currency code.
        Currency = "currency", Text, constant;
        /// The amount received.
        Amount = "amount", Amount;
        /// The accounting date of the receipt.
        ReceivedOn = "received_on", Date;
        /// The bank's value date.
        ValueDate = "value_date", Date;
        /// The payer's name as the bank has it.
        PayerName = "payer_name", Text;
        /// The payer's bank account.
        BankAccount = "bank_account", Text;
        /// What the payer wrote.
        Remittance = "remittance", Text;
        /// `cash`, `cheque`, `post_dated_cheque`, `direct_debit`, `card`, `wire`, `bill` or `other`.
        Instrument = "instrument", Text, constant;
        /// The number of the cheque, the card slip or the bill.
        Number = "number", Text;
        /// The date from which a cheque or bill may be presented.
        Maturity = "maturity", Date;
        /// Our bank account that it came in on.
        OurBankAccount = "our_bank_account", Text, constant;
    }
}

fields! {
    /// What a column of a file of applications can hold: the keys of `[applications.columns]`.
    ApplicationField, id Id {
        /// The application's id.
        Id = "id", Text;
        /// The receipt or credit item that is used.
        Source = "source", Text;
        /// The item that it is applied to.
        Item = "item", Text;
        /// The customer's id.
        Customer = "customer", Text, constant;
        /// The selling company.
        Entity = "entity", Text, constant;
        /// The currency code.
        Currency = "currency", Text, constant;
        /// The money applied.
        Amount = "amount", Amount;
        /// The accounting date of the application.
        AppliedOn = "applied_on", Date;
        /// The cash discount taken beside it.
        Discount = "discount", Amount;
        /// A discount taken too late or too high.
        UnearnedDiscount = "unearned_discount", Amount;
        /// The tax withheld.
        Withholding = "withholding", Amount;
        /// The bank's fee.
        BankFee = "bank_fee", Amount;
        /// The small difference accepted.
        Tolerance = "tolerance", Amount;
        /// What the payer kept back.
        Deduction = "deduction", Amount;
        /// Why the payer kept it back.
        Reason = "reason", Text, constant;
    }
}
