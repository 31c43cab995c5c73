//! A text with `${…}` in it, wherever one may stand.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| magewalk_fuzz::template(text));
