//! After the money is applied: taking it back, unused credits and money, what a payer's habits are.

#[cfg(test)]
mod books;
mod learn;
mod past;
mod reconcile;
mod reverse;
mod taken_back;
mod unapplied;

pub use learn::learn;
pub use reconcile::{CreditPolicy, CreditStep, reconcile_credits};
pub use reverse::{ReversalAct, reverse};
pub use unapplied::{Dormancy, UnappliedAct, UnappliedCash, UnappliedPolicy, unapplied};
