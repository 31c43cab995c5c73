//! A text taken for a scenario.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| magewalk_fuzz::scenario(text));
