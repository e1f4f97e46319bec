//! `cargo xtask dist`: what would be published, made and not published.
//!
//! Everything is built under one target folder of its own, from the commit that is checked out, with the paths of this machine
//! left out, so that two runs from one commit give the same bytes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::licenses;
use crate::run::{Outcome, Run, run, run_all};
use crate::workspace::{Workspace, cargo};

/// What must be built elsewhere, each with its command.
const ELSEWHERE: &[(&str, &str)] = &[
    ("Linux on arm64: wheel", "maturin build --release --manylinux 2_28 --target aarch64-unknown-linux-gnu -m bindings/python/Cargo.toml"),
    ("Linux x64, glibc 2.17: wheel", "maturin build --release --zig --compatibility manylinux2014 -m bindings/python/Cargo.toml"),
    ("Linux with musl: wheel", "maturin build --release --target x86_64-unknown-linux-musl -m bindings/python/Cargo.toml"),
    ("macOS, both processors: wheel", "maturin build --release --target universal2-apple-darwin -m bindings/python/Cargo.toml"),
    ("Windows: wheel", "maturin build --release --target x86_64-pc-windows-msvc -m bindings/python/Cargo.toml"),
    ("macOS, Windows, Linux on arm64: npm platform package", "cd bindings/node && npm ci && npm run release && npm run dist -- FOLDER"),
    ("macOS, Windows, Linux on arm64: library of the jar", "bash bindings/uniffi/native.sh release"),
    (
        "Android: AAR",
        "cargo ndk -t arm64-v8a -t armeabi-v7a -t x86_64 -P 26 build --profile small -p openitem-uniffi (bindings/uniffi/README.md)",
    ),
    ("iOS: XCFramework", "xcodebuild -create-xcframework … (bindings/uniffi/README.md)"),
];

/// Makes everything; with `twice`, a second time from nothing, and compares the bytes.
pub fn dist(workspace: &Workspace, twice: bool) -> bool {
    let out = workspace.target.join("dist");
    let mut all = Run::new("cargo xtask dist");
    make(&mut all, workspace, &out);
    if twice {
        let again = workspace.target.join("dist-again");
        make(&mut all, workspace, &again);
        all.step("two runs give the same bytes", || same(&out, &again));
    }
    all.step("what was made", || table(&out));
    println!("\nnot built on this machine:");
    for (what, command) in ELSEWHERE {
        println!("  {what}\n      {command}");
    }
    all.finish()
}

fn make(all: &mut Run, workspace: &Workspace, out: &Path) {
    let build = workspace.target.join("dist-build");
    all.step("empty folders", || result(empty(out).and_then(|()| empty(&build))));
    let maker = match Maker::new(workspace, build, out.to_owned()) {
        Ok(maker) => maker,
        Err(problem) => return all.step("the commit", || Outcome::Failed(problem)),
    };
    all.step("crates", || maker.crates());
    all.step("wheel and sdist", || maker.python());
    all.step("npm packages", || maker.node());
    all.step("Maven jars", || maker.maven());
    all.step("Swift sources", || maker.swift());
}

struct Maker<'a> {
    workspace: &'a Workspace,
    build: PathBuf,
    out: PathBuf,
    rust_flags: String,
    moment: String,
}

impl<'a> Maker<'a> {
    fn new(workspace: &'a Workspace, build: PathBuf, out: PathBuf) -> Result<Self, String> {
        let moment = Command::new("git").args(["log", "-1", "--format=%ct"]).output().map_err(|error| format!("git: {error}"))?;
        let moment = String::from_utf8_lossy(&moment.stdout).trim().to_owned();
        let home = crate::packages::home().ok_or("cargo's home is not known")?;
        // The places of this machine, as the compiler writes them into panics and debug lines.
        let places = [(workspace.root.as_path(), "openitem"), (home.as_path(), "cargo")];
        let rust_flags = places.map(|(place, name)| format!("--remap-path-prefix={}={name}", place.display())).join(" ");
        Ok(Self { workspace, build, out, rust_flags, moment })
    }

    /// A command in our build folder, with nothing of this machine in what it makes.
    fn prepared(&self, mut command: Command) -> Command {
        command.env("CARGO_TARGET_DIR", &self.build).env("RUSTFLAGS", &self.rust_flags).env("SOURCE_DATE_EPOCH", &self.moment);
        command
    }

    fn crates(&self) -> Outcome {
        let names = self.workspace.members().into_iter().filter(|package| package.is_published()).map(|package| package.name.as_str());
        let mut package = cargo();
        // `cargo xtask test --full` builds each from its archive; here they are packed only.
        package.args(["package", "--quiet", "--allow-dirty", "--no-verify"]).args(names.flat_map(|name| ["-p", name]));
        match run(self.prepared(package)) {
            Outcome::Passed => result(take(&self.build.join("package"), "crate", &self.out.join("crates"))),
            other => other,
        }
    }

    fn python(&self) -> Outcome {
        let folder = self.workspace.root.join("bindings/python");
        if let Err(problem) = self.notice("openitem-python", &folder.join("openitem").join(NOTICE)) {
            return Outcome::Failed(problem);
        }
        let environment = self.workspace.target.join("dist-tools");
        let mut make = Command::new("python3");
        make.args(["-m", "venv"]).arg(&environment);
        let mut install = Command::new(environment.join("bin/pip"));
        install.args(["install", "--quiet", "--disable-pip-version-check", "maturin>=1.16,<2"]);
        // The wheel is built from the folder, with its lock; maturin's own `--sdist` would build it from the archive, whose
        // lock names packages that the archive leaves out.
        let maturin = |arguments: &[&str]| {
            let mut command = Command::new(environment.join("bin/maturin"));
            command.args(arguments).arg("--manifest-path").arg(folder.join("Cargo.toml")).arg("--out").arg(self.out.join("python"));
            self.prepared(command)
        };
        run_all([make, install, maturin(&["sdist"]), maturin(&["build", "--release", "--locked", "--quiet"])])
    }

    fn node(&self) -> Outcome {
        let folder = self.workspace.root.join("bindings/node");
        if let Err(problem) = self.notice("openitem-node", &folder.join(NOTICE)) {
            return Outcome::Failed(problem);
        }
        let npm = |arguments: &[&str]| {
            let mut command = Command::new("npm");
            command.args(arguments).current_dir(&folder).env("OPENITEM_DIST", self.out.join("npm"));
            self.prepared(command)
        };
        run_all([npm(&["ci"]), npm(&["run", "--silent", "release"]), npm(&["run", "--silent", "dist"])])
    }

    fn maven(&self) -> Outcome {
        let folder = self.workspace.root.join("bindings/uniffi");
        let kotlin = folder.join("kotlin");
        let legal = kotlin.join("target/native/META-INF");
        if let Err(problem) = self.notice("openitem-uniffi", &legal.join(NOTICE)) {
            return Outcome::Failed(problem);
        }
        for license in ["LICENSE-MIT", "LICENSE-APACHE"] {
            if let Err(error) = fs::copy(self.workspace.root.join(license), legal.join(license)) {
                return Outcome::Failed(format!("{license}: {error}"));
            }
        }
        let mut native = Command::new("bash");
        native.arg(folder.join("native.sh")).arg("release");
        let mut package = Command::new("mvn");
        package.args(["--quiet", "--batch-mode", "-DskipTests", "package", "--file"]).arg(kotlin.join("pom.xml"));
        match run_all([self.prepared(native), package]) {
            Outcome::Passed => result(
                take(&kotlin.join("target"), "jar", &self.out.join("maven"))
                    .and_then(|()| fs::copy(kotlin.join("pom.xml"), self.out.join("maven/pom.xml")).map(drop)),
            ),
            other => other,
        }
    }

    /// The sources of the commit, with the licences: ours, and those of what is linked into the library that is built of them.
    fn swift(&self) -> Outcome {
        let folder = self.out.join("swift");
        let notice = self.build.join(NOTICE);
        if let Err(problem) =
            fs::create_dir_all(&folder).map_err(|error| error.to_string()).and_then(|()| self.notice("openitem-uniffi", &notice))
        {
            return Outcome::Failed(problem);
        }
        let mut archive = Command::new("git");
        archive.arg("archive").arg("--output").arg(folder.join("openitem-swift.tar"));
        // Git gives an added file the moment of the commit as it does every other, so that the bytes are the same each time.
        archive.arg(format!("--add-file={}", notice.display()));
        archive.args(["HEAD", "bindings/uniffi/swift", "LICENSE-MIT", "LICENSE-APACHE"]);
        run(archive)
    }

    fn notice(&self, package: &str, path: &Path) -> Result<(), String> {
        let text = licenses::notice(package)?;
        let folder = path.parent().unwrap_or(path);
        fs::create_dir_all(folder).and_then(|()| fs::write(path, text)).map_err(|error| format!("{}: {error}", path.display()))
    }
}

/// The file that names the work of others, beside a package's own licences; git ignores it.
const NOTICE: &str = "THIRD-PARTY-LICENSES.txt";

fn empty(folder: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(folder),
    }
}

/// Copies the files with an ending.
fn take(from: &Path, ending: &str, into: &Path) -> std::io::Result<()> {
    fs::create_dir_all(into)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        if let (true, Some(name)) = (path.extension().is_some_and(|found| found == ending), path.file_name()) {
            fs::copy(&path, into.join(name))?;
        }
    }
    Ok(())
}

fn result(done: std::io::Result<()>) -> Outcome {
    done.map_or_else(|error| Outcome::Failed(error.to_string()), |()| Outcome::Passed)
}

/// Every file below a folder, by its path from there, with its bytes and their digest.
fn digests(folder: &Path) -> std::io::Result<Vec<(String, usize, String)>> {
    let mut out = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let bytes = fs::read(&path)?;
            let digest = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            out.push((path.strip_prefix(folder).unwrap_or(&path).display().to_string(), bytes.len(), digest));
        }
    }
    out.sort();
    Ok(out)
}

fn table(folder: &Path) -> Outcome {
    match digests(folder) {
        Ok(files) => {
            for (name, bytes, digest) in files {
                println!("{bytes:>10}  {digest}  {name}");
            }
            Outcome::Passed
        }
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

fn same(first: &Path, second: &Path) -> Outcome {
    match digests(first).and_then(|first| digests(second).map(|second| (first, second))) {
        Ok((first, second)) if first == second => Outcome::Passed,
        Ok((first, second)) => {
            let differs = first.iter().filter(|file| !second.contains(file)).chain(second.iter().filter(|file| !first.contains(file)));
            let mut names: Vec<&str> = differs.map(|(name, _, _)| name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            Outcome::Failed(format!("these differ: {}", names.join(", ")))
        }
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What every package of another registry must say of its version.
    #[test]
    fn one_version_everywhere() {
        let workspace = Workspace::read().unwrap();
        let read = |path: &str| fs::read_to_string(workspace.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let manifest = read("Cargo.toml");
        let version = manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"')).unwrap();
        assert!(read("bindings/node/package.json").contains(&format!("\n  \"version\": \"{version}\",\n")));
        assert!(read("bindings/uniffi/kotlin/pom.xml").contains(&format!("\n  <version>{version}</version>\n")));
        assert!(read("bindings/python/pyproject.toml").contains("dynamic = [\"version\"]"), "the wheel takes cargo's");
    }

    #[test]
    fn files_that_differ_are_named() {
        let root = std::env::temp_dir().join(format!("openitem-dist-{}", std::process::id()));
        for (folder, text) in [("a", "one"), ("b", "two")] {
            fs::create_dir_all(root.join(folder).join("npm")).unwrap();
            fs::write(root.join(folder).join("npm/package.tgz"), text).unwrap();
            fs::write(root.join(folder).join("same"), "same").unwrap();
        }
        assert_eq!(same(&root.join("a"), &root.join("a")), Outcome::Passed);
        assert_eq!(same(&root.join("a"), &root.join("b")), Outcome::Failed(String::from("these differ: npm/package.tgz")));
        fs::remove_dir_all(&root).unwrap();
    }
}
