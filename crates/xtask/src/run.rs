//! A run of named steps: each is announced and timed, all of them run, and a table of minutes closes the run with
//! what failed and the command that repeats it.
//!
//! A failed step does not stop the run: one run of CI then shows everything that is wrong, not the first thing.

use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it should.
    Passed,
    /// It had nothing to do here; the text says why.
    PassedBy(String),
    /// It failed; the text says how to repeat it, or what is wrong.
    Failed(String),
}

/// The steps done so far.
#[derive(Debug)]
pub struct Run {
    title: &'static str,
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    name: String,
    took: Duration,
    outcome: Outcome,
}

impl Run {
    /// A run that has done nothing yet.
    pub fn new(title: &'static str) -> Self {
        Self { title, steps: Vec::new() }
    }

    /// Does one step now.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Outcome) {
        println!("\n== {name}");
        let began = Instant::now();
        let outcome = work();
        let took = began.elapsed();
        match &outcome {
            Outcome::Passed => println!("== {name}: passed in {:.1} s", took.as_secs_f64()),
            Outcome::PassedBy(why) => println!("== {name}: passed by: {why}"),
            Outcome::Failed(why) => println!("== {name}: FAILED in {:.1} s: {why}", took.as_secs_f64()),
        }
        self.steps.push(Step { name: name.to_owned(), took, outcome });
    }

    /// Does one step that is one command.
    pub fn command(&mut self, name: &str, command: Command) {
        self.step(name, || run(command));
    }

    /// Prints the table and says whether every step passed.
    pub fn finish(self) -> bool {
        println!("\n{}", self.table());
        self.steps.iter().all(|step| !matches!(step.outcome, Outcome::Failed(_)))
    }

    fn table(&self) -> String {
        let mut table = format!("{}\nminutes  step\n", self.title);
        for step in &self.steps {
            let end = match &step.outcome {
                Outcome::Passed => String::new(),
                Outcome::PassedBy(why) => format!("  (passed by: {why})"),
                Outcome::Failed(why) => format!("  FAILED: {why}"),
            };
            let _ = writeln!(table, "{:>7.2}  {}{end}", minutes(step.took), step.name);
        }
        let failed = self.steps.iter().filter(|step| matches!(step.outcome, Outcome::Failed(_))).count();
        let all = self.steps.iter().map(|step| step.took).sum();
        let verdict = match failed {
            0 => "all steps, none failed".to_owned(),
            failed => format!("all steps, {failed} FAILED"),
        };
        let _ = write!(table, "{:>7.2}  {verdict}", minutes(all));
        table
    }
}

/// Runs a command with our own output and input closed.
pub fn run(mut command: Command) -> Outcome {
    let line = line(&command);
    println!("$ {line}");
    match command.stdin(std::process::Stdio::null()).status() {
        Ok(status) if status.success() => Outcome::Passed,
        Ok(_) => Outcome::Failed(format!("repeat with `{line}`")),
        Err(error) => Outcome::Failed(format!("`{line}` did not start: {error}")),
    }
}

/// Runs commands in order; the first failure is the outcome.
pub fn run_all(commands: impl IntoIterator<Item = Command>) -> Outcome {
    for command in commands {
        let outcome = run(command);
        if outcome != Outcome::Passed {
            return outcome;
        }
    }
    Outcome::Passed
}

/// Whether CI runs us: what may be absent on a developer's machine may not be absent there.
pub fn under_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

/// The command as one would type it.
fn line(command: &Command) -> String {
    let mut words = Vec::new();
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            words.push(format!("{}={}", name.to_string_lossy(), quoted(&value.to_string_lossy())));
        }
    }
    let program = std::path::Path::new(command.get_program());
    words.push(program.file_stem().unwrap_or(program.as_os_str()).to_string_lossy().into_owned());
    words.extend(command.get_args().map(|argument| quoted(&argument.to_string_lossy())));
    words.join(" ")
}

fn quoted(word: &str) -> String {
    if word.contains(' ') { format!("'{word}'") } else { word.to_owned() }
}

fn minutes(duration: Duration) -> f64 {
    duration.as_secs_f64() / 60.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table_of(outcomes: &[(&str, Outcome)]) -> String {
        let steps = outcomes.iter().map(|(name, outcome)| Step {
            name: (*name).to_owned(),
            took: Duration::from_secs(30),
            outcome: outcome.clone(),
        });
        Run { title: "test", steps: steps.collect() }.table()
    }

    #[test]
    fn the_table_adds_up_and_names_what_failed() {
        let failed = Outcome::Failed("repeat with `cargo fmt`".to_owned());
        assert_eq!(
            table_of(&[("format", failed), ("vectors", Outcome::PassedBy("none yet".to_owned()))]),
            "test\nminutes  step\n   0.50  format  FAILED: repeat with `cargo fmt`\n   0.50  vectors  (passed by: none yet)\n   \
             1.00  all steps, 1 FAILED"
        );
    }

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let mut command = Command::new("/somewhere/bin/cargo");
        command.env("RUSTDOCFLAGS", "-D warnings").args(["doc", "--no-deps"]);
        assert_eq!(line(&command), "RUSTDOCFLAGS='-D warnings' cargo doc --no-deps");
    }

    #[test]
    fn a_command_that_cannot_start_fails_its_step() {
        assert!(matches!(run(Command::new("no-such-program-here")), Outcome::Failed(_)));
    }
}
