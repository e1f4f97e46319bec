//! The month end: from open items, receipts and applications to a picture that ties out to their journal.
//!
//! `cargo run --release --example month_end` shows it on sample data; `-- --help` says how to run it on files of your own.

mod job;

use std::io::IsTerminal;
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
    ExitCode::from(job::deliver(&outcome, &mut std::io::stdout(), &mut std::io::stderr()))
}
