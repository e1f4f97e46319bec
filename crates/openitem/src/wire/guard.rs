//! A panic ends at the border.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::OpenItemError;

/// What a call gives; a panic inside it, which is a defect of ours, becomes the error `internal`.
///
/// # Errors
/// Those of the call, and `internal`.
#[doc(hidden)]
pub fn guarded<T>(call: impl FnOnce() -> Result<T, OpenItemError>) -> Result<T, OpenItemError> {
    // What a pure function has built is lost with it, so nothing half done is ever seen.
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|cause| {
        let said = cause.downcast_ref::<&str>().map(|text| (*text).to_owned()).or_else(|| cause.downcast_ref::<String>().cloned());
        Err(OpenItemError::Internal { problem: said.unwrap_or_else(|| String::from("a panic without words")) })
    })
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_that_says_what_it_said() {
        let problem = |call: fn() -> Result<(), OpenItemError>| match guarded(call) {
            Err(OpenItemError::Internal { problem }) => problem,
            other => format!("{other:?}"),
        };
        assert_eq!(problem(|| panic!("no way out")), "no way out");
        assert_eq!(problem(|| panic!("no way out of {}", 7)), "no way out of 7");
        assert_eq!(problem(|| std::panic::panic_any(7)), "a panic without words");
        assert_eq!(guarded(|| Ok(7)), Ok(7));
    }
}
