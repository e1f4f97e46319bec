//! The month end: from open items, receipts and applications to a picture that ties out to the general ledger.
//!
//! `cargo run --release --example month_end` shows it on sample data; `-- --help` says how to run it on files of your own.

mod job;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn main() -> ExitCode {
    let cancelled = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&cancelled);
    // The first Ctrl-C asks the work to stop and clear up after itself; the second does not wait for it.
    let handler = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(job::CANCELLED));
        }
    });
    if let Err(error) = handler {
        eprintln!("Ctrl-C is not handled: {error}");
    }
    let shows_progress = std::io::stderr().is_terminal();
    let outcome = job::run(std::env::args_os(), &cancelled, shows_progress);
    // A reader that went away, as `head` does, is no failure of ours.
    let _ = std::io::stdout().write_all(outcome.output.as_bytes()).and_then(|()| std::io::stdout().flush());
    let _ = std::io::stderr().write_all(outcome.messages.as_bytes());
    ExitCode::from(outcome.code)
}
