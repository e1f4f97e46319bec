//! The sample data of examples/data is what the generator makes of its seed.

use std::fs;
use std::path::Path;

use openitem::facade::stored;
use openitem_testkit::sample::sample;

/// The seed of the committed sample.
const SEED: u64 = 7;

/// The entries one a line, and the master data; `WRITE_SAMPLE=1 cargo test --test sample_data` writes them anew.
#[test]
fn the_committed_sample_is_what_the_generator_makes_of_its_seed() {
    let made = sample(SEED);
    let entries: String = made.entries.iter().map(|entry| stored::write(entry).unwrap() + "\n").collect();
    let master = stored::write(&made.master).unwrap() + "\n";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    for (name, text) in [("sample_entries.jsonl", entries), ("sample_master.json", master)] {
        let path = folder.join(name);
        if std::env::var_os("WRITE_SAMPLE").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &text).unwrap();
        }
        // A checkout may have turned line ends.
        let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(found == text, "{name} is not what the generator makes: WRITE_SAMPLE=1 cargo test --test sample_data writes it anew");
    }
}
