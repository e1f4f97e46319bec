#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| openitem_testkit::fuzz::money_json(bytes));
