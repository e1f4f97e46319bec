//! The one list of this package's operations, by name. A file crosses as text that its host has decoded, a mapping as the
//! text of its TOML file.

use openitem::{Customer, Entry, OpenItemError};

use crate::{
    ApplicationRow, Import, ItemRow, Mapping, ReadApplications, ReadItems, ReadReceipts, ReceiptRow, application_entries, customers,
    item_customers, item_entries, read_applications, read_items, read_receipts, receipt_entries,
};

fn mapping_of(text: &str) -> Result<Mapping, OpenItemError> {
    Mapping::parse(text).map(Mapping::for_decoded_text)
}

openitem::operations! {
    /// The entries of applications, in the order of the rows; whose item it is comes from the items where the file does not say.
    "csv.application_entries" (rows: Vec<ApplicationRow>, source: Import, items: Vec<ItemRow> = Vec::new()) -> Vec<Entry>
        => application_entries(&rows, &item_customers(&items), &source);
    /// The customers that items name, sorted by id, with their names, parents and collectors.
    "csv.customers" (rows: Vec<ItemRow>) -> Vec<Customer> => customers(&rows);
    /// The entries of items, in the order of the rows: the document, then its dispute, then its settlement.
    "csv.item_entries" (rows: Vec<ItemRow>, source: Import) -> Vec<Entry> => item_entries(&rows, &source);
    /// Reads a CSV file of applications, its columns mapped by a TOML text; what cannot be read is listed.
    "csv.read_applications" (text: String, mapping: String) -> ReadApplications
        => mapping_of(&mapping).and_then(|mapping| read_applications(text.as_bytes(), &mapping));
    /// Reads a CSV file of open items, its columns mapped by a TOML text; what cannot be read is listed.
    "csv.read_items" (text: String, mapping: String) -> ReadItems
        => mapping_of(&mapping).and_then(|mapping| read_items(text.as_bytes(), &mapping));
    /// Reads a CSV file of receipts, its columns mapped by a TOML text; what cannot be read is listed.
    "csv.read_receipts" (text: String, mapping: String) -> ReadReceipts
        => mapping_of(&mapping).and_then(|mapping| read_receipts(text.as_bytes(), &mapping));
    /// The entries of receipts, in the order of the rows.
    "csv.receipt_entries" (rows: Vec<ReceiptRow>, source: Import) -> Vec<Entry> => receipt_entries(&rows, &source);
}
