#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| openitem_testkit::fuzz::subset(bytes));
