//! Remittance: what a payer wrote about what it pays, read, and the open items that it names, found.
//!
//! [`read`] takes text apart without knowing any item: numbers in every reading that they allow, amounts, dates and accounts
//! that are no references, words that explain. [`structured_reference`] proves references by their own check digits.

mod beside;
#[doc(hidden)]
pub mod bulk;
mod check_digits;
mod figures;
mod find;
pub(crate) mod index;
mod mention;
mod pair;
mod piece;
mod policy;
mod read;
mod scan;
mod structured;
#[cfg(test)]
mod tests;
mod words;

#[allow(unused_imports, reason = "the pipeline takes them up")]
pub(crate) use find::{Found, find};
pub use find::{FoundItem, FoundReference, FoundReferences, find_references};
pub use index::{LettersAgree, MatchedHow};
pub use mention::{Hint, Mention, MentionKind, ReadRemittance};
pub use pair::{PairPolicy, Pairing, RemittanceAdvice, RemittancePair, attach_remittances, pair};
pub use policy::{HintKind, HintWord, KnownWord, ReferencePolicy, WordMeaning};
pub(crate) use read::Reader;
pub use read::{read, read_lines};
pub use structured::{StructuredReference, StructuredScheme, structured_reference};
