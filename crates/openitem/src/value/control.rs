//! How much work a long operation may do: counted in steps, never in seconds, so that every machine gives the same answer.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::OpenItemError;

/// Bounds on a long operation: steps, bytes, and a flag that another thread may raise.
///
/// A step is about one look at one number, a nanosecond or two; what an operation counts as a step is the same on every
/// platform, and so is the answer when they run out. `cancelled` is the one bound that depends on time: it ends the
/// operation with an error and never changes an answer.
///
/// ```
/// use std::sync::atomic::AtomicBool;
/// use openitem::Control;
///
/// let stop = AtomicBool::new(false);
/// let control = Control::steps(1_000_000).with_max_bytes(16 << 20).with_cancelled(&stop);
/// assert_eq!(control.steps, 1_000_000);
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Control<'a> {
    /// The steps that it may take.
    pub steps: u64,
    /// The bytes of working memory that it may hold at once, beside what its input and answer take.
    pub max_bytes: u64,
    /// Raised by another thread to end it with the error `stopped`.
    pub cancelled: Option<&'a AtomicBool>,
}

impl<'a> Control<'a> {
    /// So many steps, 64 MiB of working memory, and nobody who stops it.
    ///
    /// ```
    /// use openitem::Control;
    /// assert_eq!(Control::steps(5).max_bytes, 64 << 20);
    /// ```
    #[must_use]
    pub const fn steps(steps: u64) -> Self {
        Self { steps, max_bytes: 64 << 20, cancelled: None }
    }

    /// The same with another bound on memory.
    ///
    /// ```
    /// use openitem::Control;
    /// assert_eq!(Control::steps(5).with_max_bytes(1 << 20).max_bytes, 1 << 20);
    /// ```
    #[must_use]
    pub const fn with_max_bytes(self, max_bytes: u64) -> Self {
        Self { max_bytes, ..self }
    }

    /// The same with a flag that ends it.
    ///
    /// ```
    /// use std::sync::atomic::AtomicBool;
    /// use openitem::Control;
    /// let stop = AtomicBool::new(false);
    /// assert!(Control::steps(5).with_cancelled(&stop).cancelled.is_some());
    /// ```
    #[must_use]
    pub const fn with_cancelled(self, cancelled: &'a AtomicBool) -> Self {
        Self { cancelled: Some(cancelled), ..self }
    }
}

/// What is left of a [`Control`] while an operation works.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget<'a> {
    control: Control<'a>,
    spent: u64,
}

/// Why work ended early.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Halt {
    /// The steps or the bytes do not suffice.
    Exhausted,
    /// Another thread said so.
    Cancelled,
}

impl<'a> Budget<'a> {
    pub(crate) const fn new(control: Control<'a>) -> Self {
        Self { control, spent: 0 }
    }

    /// Takes so many steps off, or says why the work ends here; then nothing is taken.
    #[inline]
    pub(crate) fn spend(&mut self, steps: u64) -> Result<(), Halt> {
        let spent = self.spent.saturating_add(steps);
        if spent > self.control.steps {
            return Err(Halt::Exhausted);
        }
        if self.control.cancelled.is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            return Err(Halt::Cancelled);
        }
        self.spent = spent;
        Ok(())
    }

    /// Whether so many steps are left.
    pub(crate) const fn affords(&self, steps: u64) -> bool {
        steps <= self.control.steps.saturating_sub(self.spent)
    }

    pub(crate) const fn spent(&self) -> u64 {
        self.spent
    }

    pub(crate) const fn max_bytes(&self) -> u64 {
        self.control.max_bytes
    }

    /// The error of a cancelled operation; a budget that ran out is an answer and no error.
    pub(crate) fn stopped(&self, halt: Halt) -> Result<(), OpenItemError> {
        match halt {
            Halt::Exhausted => Ok(()),
            Halt::Cancelled => {
                Err(OpenItemError::Stopped { steps: i64::try_from(self.spent).unwrap_or(i64::MAX), why: "cancelled".to_owned() })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Control, Halt};
    use std::sync::atomic::AtomicBool;

    #[test]
    fn steps_are_taken_whole_or_not_at_all() {
        let mut budget = Budget::new(Control::steps(10));
        assert_eq!(budget.spend(7), Ok(()));
        assert!(budget.affords(3) && !budget.affords(4));
        assert_eq!(budget.spend(4), Err(Halt::Exhausted));
        assert_eq!(budget.spend(u64::MAX), Err(Halt::Exhausted));
        assert_eq!(budget.spend(3), Ok(()));
        assert_eq!(budget.spent(), 10);
    }

    #[test]
    fn a_raised_flag_is_an_error_and_no_answer() {
        let flag = AtomicBool::new(true);
        let mut budget = Budget::new(Control::steps(10).with_cancelled(&flag));
        assert_eq!(budget.spend(1), Err(Halt::Cancelled));
        assert_eq!(budget.stopped(Halt::Cancelled).map_err(|error| error.code()), Err("stopped"));
        assert_eq!(budget.stopped(Halt::Exhausted), Ok(()));
    }
}
