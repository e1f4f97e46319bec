//! Vectors: calls of the facade with what they must give, as JSON, run by every language.
//!
//! A file holds one vector or a list of them:
//! `{ "schema": 1, "call": "value.minor_units", "input": {…}, "expect": … | "error": {"code", "data"}, "source": "…" }`.
//! The text of an error is not compared; its data is, where the vector gives any.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use openitem::facade::{self, Operation};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

mod difference;

pub use difference::differences;

/// What running vectors showed.
#[derive(Debug, Default)]
pub struct Report {
    /// How many vectors gave what they must.
    pub passed: usize,
    /// The others, in the order of files and of vectors in them.
    pub failures: Vec<Failure>,
    /// The operations called, each once, sorted.
    pub called: Vec<String>,
}

/// A vector that did not give what it must, or is none.
#[derive(Debug)]
pub struct Failure {
    /// The file.
    pub file: PathBuf,
    /// Which vector of the file, from zero; none where the file itself cannot be used.
    pub at: Option<usize>,
    /// The operation, where the vector names one.
    pub call: String,
    /// What was expected and found, a line each.
    pub lines: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(at) = self.at {
            write!(f, "[{at}]")?;
        }
        if !self.call.is_empty() {
            write!(f, " {}", self.call)?;
        }
        for line in &self.lines {
            write!(f, "\n    {line}")?;
        }
        Ok(())
    }
}

impl Report {
    /// The operations of a list that no vector called.
    #[must_use]
    pub fn uncovered(&self, operations: &[Operation]) -> Vec<&'static str> {
        operations.iter().map(|operation| operation.name).filter(|name| !self.called.iter().any(|called| called == name)).collect()
    }
}

/// Runs every vector of these files and folders against these operations.
#[must_use]
pub fn run(paths: &[PathBuf], operations: &[Operation]) -> Report {
    let mut report = Report::default();
    let mut add = |file: &Path, at, call: &str, lines: Vec<String>| {
        if lines.is_empty() {
            report.passed += 1;
        } else {
            report.failures.push(Failure { file: file.to_owned(), at, call: call.to_owned(), lines });
        }
    };
    let mut called = Vec::new();
    for path in paths {
        let files = match files(path) {
            Ok(files) if files.is_empty() => {
                add(path, None, "", vec![String::from("no vectors here")]);
                continue;
            }
            Ok(files) => files,
            Err(error) => {
                add(path, None, "", vec![error.to_string()]);
                continue;
            }
        };
        for file in files {
            match vectors(&file) {
                Ok(vectors) => {
                    for (at, text) in vectors.iter().enumerate() {
                        let (call, lines) = judge(text.get(), operations);
                        add(&file, Some(at), &call, lines);
                        called.push(call);
                    }
                }
                Err(problem) => add(&file, None, "", vec![problem]),
            }
        }
    }
    called.retain(|call| !call.is_empty());
    called.sort();
    called.dedup();
    report.called = called;
    report
}

/// The file itself, or every `.json` below the folder, sorted.
fn files(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut inside: Vec<_> = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    inside.sort();
    let mut out = Vec::new();
    for path in inside {
        if path.is_dir() {
            out.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            out.push(path);
        }
    }
    Ok(out)
}

/// The vectors of a file, each as its text: an input is handed on to the letter.
fn vectors(file: &Path) -> Result<Vec<Box<RawValue>>, String> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let read = if text.trim_start().starts_with('[') {
        serde_json::from_str(&text)
    } else {
        serde_json::from_str(&text).map(|vector| vec![vector])
    };
    let vectors: Vec<_> = read.map_err(|error| error.to_string())?;
    if vectors.is_empty() { Err(String::from("an empty list of vectors")) } else { Ok(vectors) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    schema: i32,
    call: String,
    input: Box<RawValue>,
    #[serde(default, deserialize_with = "present")]
    expect: Option<Box<RawValue>>,
    error: Option<ExpectedError>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedError {
    code: String,
    data: Option<Value>,
}

/// Tells `"expect": null` from no `expect`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::deserialize(deserializer).map(Some)
}

/// The operation of a vector and what is wrong with it; nothing where it passes.
fn judge(text: &str, operations: &[Operation]) -> (String, Vec<String>) {
    let vector: Vector = match serde_json::from_str(text) {
        Ok(vector) => vector,
        Err(error) => return (String::new(), vec![format!("not a vector: {error}")]),
    };
    let lines = vector.problem().map_or_else(|| vector.compare(operations), |problem| vec![format!("not a vector: {problem}")]);
    (vector.call, lines)
}

impl Vector {
    fn problem(&self) -> Option<String> {
        if self.schema != facade::stored::SCHEMA {
            return Some(format!("schema {}, this version reads {}", self.schema, facade::stored::SCHEMA));
        }
        if self.source.trim().is_empty() {
            return Some(String::from("its source is empty"));
        }
        match (&self.expect, &self.error) {
            (Some(_), Some(_)) => Some(String::from("both `expect` and `error`")),
            (None, None) => Some(String::from("neither `expect` nor `error`")),
            _ => None,
        }
    }

    fn compare(&self, operations: &[Operation]) -> Vec<String> {
        let found = facade::run(operations, &self.call, self.input.get());
        match (found, &self.expect, &self.error) {
            (Ok(found), Some(expected), _) => match facade::canonical(expected.get()) {
                Ok(expected) if expected == found => Vec::new(),
                Ok(expected) => differences(&parsed(&expected), &parsed(&found)),
                Err(error) => vec![format!("not a vector: `expect`: {error}")],
            },
            (Ok(found), None, Some(error)) => vec![format!("expected error {}", error.code), format!("found {found}")],
            (Err(error), Some(_), _) => vec![String::from("expected a result"), format!("found error {}: {error}", error.code())],
            (Err(found), None, Some(expected)) => {
                if found.code() != expected.code {
                    return vec![format!("expected error {}", expected.code), format!("found error {}: {found}", found.code())];
                }
                let data = parsed(&facade::error_json(&found)).get("data").cloned().unwrap_or_default();
                expected.data.as_ref().map(|expected| differences(expected, &data)).unwrap_or_default()
            }
            (Ok(_), None, None) | (Err(_), None, None) => vec![String::from("neither `expect` nor `error`")],
        }
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}
