//! The bytes of a response, in each report.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| magewalk_fuzz::reports(bytes));
