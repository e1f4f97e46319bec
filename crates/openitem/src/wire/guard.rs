//! A panic ends at the border.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::Once;

use crate::OpenItemError;

thread_local! {
    /// Where the last panic of this thread was, where a binding has asked for it.
    static PLACE: Cell<Option<String>> = const { Cell::new(None) };
}

/// What a call gives; a panic inside it, which is a defect of ours, becomes the error `internal`.
///
/// # Errors
/// Those of the call, and `internal`.
#[doc(hidden)]
pub fn guarded<T>(call: impl FnOnce() -> Result<T, OpenItemError>) -> Result<T, OpenItemError> {
    // What a pure function has built is lost with it, so nothing half done is ever seen.
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|cause| {
        let said = cause.downcast_ref::<&str>().map(|text| (*text).to_owned()).or_else(|| cause.downcast_ref::<String>().cloned());
        let said = said.unwrap_or_else(|| String::from("a panic without words"));
        let problem = match PLACE.take() {
            Some(place) => format!("{said} ({place})"),
            None => said,
        };
        Err(OpenItemError::Internal { problem })
    })
}

/// Keeps panics off standard error, and their place for the error instead. For the library that a binding is, which holds a
/// copy of its own of what this sets; never for a program of Rust, whose panics are its own to show.
#[doc(hidden)]
pub fn quiet_panics() {
    static ASKED: Once = Once::new();
    ASKED.call_once(|| set_hook(Box::new(|panic| PLACE.set(panic.location().map(ToString::to_string)))));
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
