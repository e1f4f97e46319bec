//! The fuzz body over the committed corpus and seeded mutations of it.

use std::path::Path;

use openitem_formats::fuzz_csv;

/// SplitMix64: a seed gives the same mutations on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

const TOKENS: [&[u8]; 16] = [
    b"\"",
    b",",
    b";",
    b"\r\n",
    b"\0",
    b"\xff",
    b"-",
    b"e9",
    b"9999999999999",
    b"2026-02-29",
    b"\xef\xbb\xbf",
    b"EUR",
    b".",
    b"[",
    b"=",
    b"{}",
];

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    match random.below(4) {
        0 => bytes.truncate(at),
        1 if at < bytes.len() => bytes[at] = random.next() as u8,
        2 => {
            let end = (at + random.below(9)).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            let to = random.below(bytes.len() + 1);
            bytes.splice(to..to, piece);
        }
        _ => drop(bytes.splice(at..at, TOKENS[random.below(TOKENS.len())].iter().copied())),
    }
}

#[test]
fn no_bytes_panic_or_lose_a_row() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/csv");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 6);
    let mut random = Random(20_260_131);
    for path in paths {
        let seed = std::fs::read(&path).unwrap();
        fuzz_csv(&seed);
        for _ in 0..400 {
            let mut bytes = seed.clone();
            for _ in 0..=random.below(6) {
                mutate(&mut bytes, &mut random);
            }
            fuzz_csv(&bytes);
        }
    }
}
