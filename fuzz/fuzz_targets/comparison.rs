//! The bytes of a response, held against what a scenario promises.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| magewalk_fuzz::comparison(bytes));
