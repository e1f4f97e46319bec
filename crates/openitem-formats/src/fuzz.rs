//! The body of the fuzz target of this crate, as a plain function. openitem-testkit runs it over tests/fuzz/corpus/csv.

use crate::{Mapping, ReadTable, read_applications, read_items, read_receipts};

const MAPPINGS: [&str; 3] = [
    "[format]\nfloats = \"half_even\"\nmax_field_bytes = 4096\n[items.columns]\nid = 1\ncustomer = 2\ndocument_date = 3\namount = 4\n\
     due = 5\nsettled_on = 6\nsettled_amount = 7\n[items.constants]\ncurrency = \"EUR\"\n\
     [receipts.columns]\nid = 1\ncurrency = 2\nreceived_on = 3\namount = 4\n",
    "[format]\nseparator = \";\"\nheader = false\nencoding = \"windows-1252\"\namounts = { decimal = \"comma\", thousands = \"point\", trailing_minus = true, parentheses = true }\n\
     dates = [\"D.M.YYYY\", \"DD-Mon-YY*\"]\ntwo_digit_year_pivot = 50\n\
     [items]\nline_ids = \"line-\"\n[items.columns]\ncustomer = 1\nposting_date = 2\namount = 3\ncurrency = 4\n\
     [applications]\nline_ids = \"a\"\n[applications.columns]\nsource = 1\nitem = 2\napplied_on = 3\namount = 4\n",
    "[format]\nfloats = \"exact\"\n[items.columns]\nid = { column = \"id\", clean = [\"trim\", \"upper\", { pad_zeros = 9 }] }\n\
     customer = \"customer\"\nposting_date = \"date\"\namount = \"amount\"\ncurrency = \"currency\"\noutstanding = \"outstanding\"\n\
     settled_after_days = \"days\"\n",
];

/// Reads arbitrary bytes as a mapping and as a file under several mappings: nothing panics, and what was read is what was
/// accepted and what was rejected.
///
/// ```
/// openitem_formats::fuzz_csv(b"id,customer\n\"1,\xff\n");
/// ```
pub fn fuzz_csv(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        drop(Mapping::parse(text));
    }
    for text in MAPPINGS {
        let Ok(mapping) = Mapping::parse(text) else { continue };
        check(read_items(bytes, &mapping).map(ReadTable::from));
        check(read_receipts(bytes, &mapping).map(ReadTable::from));
        check(read_applications(bytes, &mapping).map(ReadTable::from));
    }
}

fn check<T, E>(read: Result<ReadTable<T>, E>) {
    let Ok(read) = read else { return };
    let tally = &read.tally;
    assert_eq!(tally.read, tally.accepted.saturating_add(tally.rejected), "rows");
    assert_eq!(usize::try_from(tally.accepted).ok(), Some(read.rows.len()), "accepted rows");
    assert_eq!(usize::try_from(tally.rejected).ok(), Some(read.rejected.len()), "rejected rows");
    for sums in &tally.amounts {
        assert_eq!(Some(sums.read), sums.accepted.checked_add(sums.rejected), "{:?}", sums.currency);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mappings_of_the_body_are_mappings() {
        for text in MAPPINGS {
            assert_eq!(Mapping::parse(text).map(|_| ()), Ok(()));
        }
    }
}
