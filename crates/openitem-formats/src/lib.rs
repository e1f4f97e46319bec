//! Other systems' text into openitem: the mapped CSV reader.
//!
//! Every ERP exports its open items, receipts and applications as CSV, and no two alike. A [`Mapping`] says, as data in a
//! TOML file, which column is what and how its dates and amounts are written; [`read_items`], [`read_receipts`] and
//! [`read_applications`] make rows of it. They are pure: bytes in, data out. Nothing is dropped silently: a row is
//! accepted or listed with its line, column, value and reason, and both together are the rows of the file, in count and
//! in amount.
//!
//! ```
//! use openitem_formats::{Mapping, read_items};
//!
//! let mapping = Mapping::parse(
//!     r#"
//!     [format]
//!     dates = ["M/D/YYYY"]
//!     [items.columns]
//!     id = "Invoice"
//!     customer = "Customer"
//!     document_date = "Date"
//!     amount = "Total"
//!     [items.constants]
//!     currency = "USD"
//!     "#,
//! )?;
//! let read = read_items(b"Invoice,Customer,Date,Total\n4711,ACME,1/31/2026,99.50\n4712,ACME,2/30/2026,10\n", &mapping)?;
//! assert_eq!(read.rows.len(), 1);
//! assert_eq!(read.rejected[0].to_string(), "line 3, column `Date`, value `2/30/2026`: not a date as M/D/YYYY");
//! # Ok::<(), openitem::OpenItemError>(())
//! ```
//!
//! [The mapping file](mapping_file) is explained on a page of its own.
// UniFFI's library keeps no documentation of the types; they have it in every other build.
#![cfg_attr(feature = "uniffi", allow(missing_docs))]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic
)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::float_arithmetic))]

mod amount_text;
mod applications;
mod cell;
mod date_format;
mod encoding;
mod entries;
mod fuzz;
mod items;
mod list;
mod mapping;
mod receipts;
mod rejected;
mod table;
mod tally;
#[cfg(feature = "uniffi")]
mod uniffi;

pub use applications::{ApplicationRow, read_applications, read_applications_watched};
pub use date_format::DateFormat;
pub use encoding::Encoding;
pub use entries::{Import, application_entries, customers, item_customers, item_entries, receipt_entries};
pub use fuzz::fuzz_csv;
pub use items::{ItemRow, RowKind, RowSettlement, read_items, read_items_watched};
pub use list::operations;
#[cfg(feature = "python")]
#[doc(hidden)]
pub use list::python_functions;
pub use mapping::{ApplicationField, Floats, ItemField, Mapping, ReceiptField};
pub use receipts::{ReceiptRow, read_receipts, read_receipts_watched};
pub use rejected::{RejectedRow, RowNote};
pub use tally::{CurrencyRounding, CurrencyTally, FileTally, ReadApplications, ReadItems, ReadReceipts, ReadTable};

/// The mapping file: a page.
#[doc = include_str!("../docs/mapping.md")]
///
/// [`AmountFormat`]: openitem::AmountFormat
/// [`DateFormat`]: crate::DateFormat
pub mod mapping_file {}

#[cfg(feature = "uniffi")]
::uniffi::setup_scaffolding!("openitem_formats");
