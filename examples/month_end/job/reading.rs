//! Reading files: their names in the report, their mapping, and a bar for large ones.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use openitem::OpenItemError;
use openitem_formats::Mapping;

use super::arguments::Arguments;
use super::{Failure, UNREADABLE, USAGE};

/// From this size on a file's reading is shown.
const LARGE_BYTES: usize = 8 << 20;

/// The names of the files, each its own: two of one name are told apart by their paths.
pub(super) struct Names {
    pub(super) items: String,
    pub(super) receipts: String,
    pub(super) applications: String,
}

impl Names {
    pub(super) fn of(items: Option<&Path>, arguments: &Arguments) -> Self {
        let paths = [items, arguments.receipts.as_deref(), arguments.applications.as_deref()];
        let short: Vec<String> =
            paths.iter().flatten().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned()).collect();
        let are_distinct = short.iter().collect::<BTreeSet<_>>().len() == short.len();
        let name = |path: Option<&Path>, what: &str| match path {
            Some(path) if are_distinct => path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            Some(path) => format!("{what} {}", path.display()),
            None => String::new(),
        };
        Self { items: name(paths[0], "items"), receipts: name(paths[1], "receipts"), applications: name(paths[2], "applications") }
    }
}

/// The mapping that a file holds.
pub(super) fn read_mapping(path: &Path) -> Result<Mapping, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::new(USAGE, format!("mapping {}: {error}", path.display())))?;
    Mapping::parse(&text).map_err(|error| Failure::new(USAGE, format!("{}: {error}", path.display())))
}

/// Reads tables through a mapping, until it is cancelled.
pub(super) struct Reader<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) cancelled: &'a AtomicBool,
    pub(super) shows_progress: bool,
}

type Read<R> = fn(&[u8], &Mapping, &mut dyn FnMut(u64, u64) -> bool) -> Result<R, OpenItemError>;

impl Reader<'_> {
    pub(super) fn read<R>(&self, path: &Path, read: Read<R>) -> Result<R, Failure> {
        let unreadable = |error: &dyn std::fmt::Display| Failure::new(UNREADABLE, format!("{}: {error}", path.display()));
        let bytes = std::fs::read(path).map_err(|error| unreadable(&error))?;
        let bar = if self.shows_progress && bytes.len() >= LARGE_BYTES { bar(path, &bytes) } else { ProgressBar::hidden() };
        let table = read(&bytes, self.mapping, &mut |done, _| {
            bar.set_position(done);
            !self.cancelled.load(Ordering::SeqCst)
        });
        bar.finish_and_clear();
        table.map_err(|error| {
            let failure = Failure::from(error);
            if failure.code == UNREADABLE { unreadable(&failure.message) } else { failure }
        })
    }
}

fn bar(path: &Path, bytes: &[u8]) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    if let Ok(style) = ProgressStyle::with_template("reading {msg} [{bar:40}] {bytes} of {total_bytes}, {eta} left") {
        bar.set_style(style.progress_chars("█▌ "));
    }
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    bar.set_message(super::text::plain(&name));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
