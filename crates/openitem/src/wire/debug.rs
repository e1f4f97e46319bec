//! Debug output of records and variants, from a table of their fields.

use std::fmt;

/// `Name { field: value, … }`.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn debug(f: &mut fmt::Formatter<'_>, name: &str, fields: &[(&str, &dyn fmt::Debug)]) -> fmt::Result {
    let mut out = f.debug_struct(name);
    for (name, value) in fields {
        out.field(name, value);
    }
    out.finish()
}
