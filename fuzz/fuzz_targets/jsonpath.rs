//! A text taken for a JSONPath, and what it selects.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| magewalk_fuzz::jsonpath(text));
