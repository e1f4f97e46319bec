//! The job without its process: arguments in; output, messages and exit code out. The tests run it as the program does.

mod apply;
mod arguments;
mod cash_json;
mod cash_picture;
mod collections;
mod collections_picture;
mod figures;
mod input;
mod json;
mod picture;
mod reading;
mod sample;
mod table;
mod tables;
mod text;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Parser;
use openitem::cash::CashPolicy;
use openitem::{GroupBy, OpenItemError};

use arguments::Arguments;
use collections::Collections;
use figures::Figures;
use input::Input;

/// All went well.
const FINE: u8 = 0;
/// Rows were rejected, and `--strict` says that this fails.
const REJECTED: u8 = 1;
/// The arguments or the mapping cannot be used, or the tables cannot be written where they should be.
const USAGE: u8 = 2;
/// An input cannot be read, or the report cannot be written to where it should go.
const UNREADABLE: u8 = 3;
/// Ctrl-C, as shells count it.
pub const CANCELLED: u8 = 130;

/// What the program leaves: standard output, standard error and the exit code.
#[derive(Debug)]
pub struct Outcome {
    /// For standard output.
    pub output: String,
    /// For standard error.
    pub messages: String,
    /// The exit code.
    pub code: u8,
}

/// Why the job ends without a result.
#[derive(Debug)]
struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    fn new(code: u8, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    fn cancelled() -> Self {
        Self::new(CANCELLED, "cancelled: nothing was written")
    }
}

impl From<OpenItemError> for Failure {
    fn from(error: OpenItemError) -> Self {
        match error {
            OpenItemError::Stopped { .. } => Self::cancelled(),
            OpenItemError::InvalidMapping { .. } => Self::new(USAGE, error.to_string()),
            error => Self::new(UNREADABLE, error.to_string()),
        }
    }
}

/// Runs the job with these arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>, cancelled: &AtomicBool, shows_progress: bool) -> Outcome {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let text = error.render().to_string();
            let asked = !error.use_stderr();
            let (output, messages) = if asked { (text, String::new()) } else { (String::new(), text::plain_lines(&text)) };
            return Outcome { output, messages, code: if asked { FINE } else { USAGE } };
        }
    };
    match work(&arguments, cancelled, shows_progress) {
        Ok(outcome) => outcome,
        Err(failure) => {
            let messages = format!("month_end: {}\n", text::plain(&failure.message));
            Outcome { output: String::new(), messages, code: failure.code }
        }
    }
}

/// Writes the output and the messages, and says the exit code: that of the outcome, or 3 where something of it was lost.
///
/// A reader that went away, as `head` does, has what it wants: that loses nothing.
pub fn deliver(outcome: &Outcome, output: &mut impl Write, messages: &mut impl Write) -> u8 {
    let mut is_lost = false;
    if let Err(error) = put(output, &outcome.output) {
        is_lost = true;
        // Where this cannot be said either, the exit code still says it.
        let _ = writeln!(messages, "month_end: standard output: {error}");
    }
    is_lost |= put(messages, &outcome.messages).is_err();
    if is_lost && outcome.code <= REJECTED { UNREADABLE } else { outcome.code }
}

fn put(to: &mut impl Write, text: &str) -> std::io::Result<()> {
    match to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

fn work(arguments: &Arguments, cancelled: &AtomicBool, shows_progress: bool) -> Result<Outcome, Failure> {
    let mut input = match (&arguments.items, &arguments.receipts) {
        (Some(items), _) => Input::read(items, arguments, cancelled, shows_progress)?,
        (None, Some(_)) if !arguments.apply => return Err(Failure::new(USAGE, "--receipts needs --items, or --apply to the sample data")),
        (None, Some(receipts)) => sample::input()?.with_receipts(receipts, arguments, cancelled, shows_progress)?,
        (None, None) => sample::input()?,
    };
    let stop = || if cancelled.load(Ordering::SeqCst) { Err(Failure::cancelled()) } else { Ok(()) };
    stop()?;
    let cash = if arguments.apply { Some(apply(&mut input, arguments)?) } else { None };
    stop()?;
    let by = arguments.by.map_or(GroupBy::Currency {}, arguments::By::group);
    let figures = Figures::of(&input, arguments.view(), &arguments.aging_policy(by))?;
    stop()?;
    let collections = collections(&input, &figures, arguments)?;
    stop()?;
    let rejected = input.rejected.len();
    let fails = arguments.strict && rejected > 0;
    let mut messages = String::new();
    if let Some(folder) = &arguments.csv {
        if fails {
            messages.push_str("no tables were written: rows were rejected and --strict was given\n");
        } else {
            tables::write(folder, &input, &figures, &collections, cancelled)?;
        }
    }
    let output = if arguments.json {
        for note in input.notes_by_weight().iter().chain(&figures.notes).chain(&collections.notes) {
            let _ = writeln!(messages, "{}", text::plain(note));
        }
        json::print(&input, &figures, &collections, cash.as_ref())
    } else {
        let block = cash.as_ref().map(cash_picture::draw).unwrap_or_default();
        picture::draw(&input, &figures, &collections, block, arguments.by.is_some())
    };
    if fails || (arguments.json && rejected > 0) {
        let _ = writeln!(messages, "month_end: rejected rows: {rejected} of {}", input.read);
    }
    Ok(Outcome { output, messages, code: if fails { REJECTED } else { FINE } })
}

/// The figures of collections. What `--loss-rates` says and the buckets do not bear is an argument that cannot be used.
fn collections(input: &Input, figures: &Figures, arguments: &Arguments) -> Result<Collections, Failure> {
    let aging = arguments.aging_policy(GroupBy::Currency {});
    Collections::of(input, figures, arguments, &aging).map_err(|error| match error {
        OpenItemError::InvalidValue { .. } => Failure::new(USAGE, error.to_string()),
        error => error.into(),
    })
}

/// Puts the receipts not used up through cash application and what it posts into the input.
fn apply(input: &mut Input, arguments: &Arguments) -> Result<apply::Cash, Failure> {
    let policy = match &arguments.policy {
        Some(name) => CashPolicy::preset(name).ok_or_else(|| Failure::new(USAGE, format!("no policy `{name}`")))?,
        None => CashPolicy::new(),
    };
    apply::apply(&mut input.entries, &input.master, &arguments.view(), &policy)
        .map_err(|error| Failure::new(UNREADABLE, format!("--apply: {error}")))
}
