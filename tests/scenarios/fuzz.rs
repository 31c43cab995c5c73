//! What was found by fuzzing, and the inputs that fuzzing begins with: held on every test run by
//! the same functions. `fuzz/seeds/TARGET/` holds the one, `fuzz/found/TARGET/` the other.

#[path = "../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "the fuzz targets are a crate of their own")]
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Gives every kept input of a target to it.
fn all(target: &str, run: impl Fn(&[u8])) {
    let mut seen = 0;
    for kind in ["seeds", "found"] {
        let folder = Path::new("fuzz").join(kind).join(target);
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            let held = catch_unwind(AssertUnwindSafe(|| run(&bytes)));
            assert!(held.is_ok(), "{} is not held", path.display());
            seen += 1;
        }
    }
    assert!(seen > 0, "no inputs for {target}");
}

fn of_text(run: impl Fn(&str)) -> impl Fn(&[u8]) {
    move |bytes| {
        if let Ok(text) = std::str::from_utf8(bytes) {
            run(text);
        }
    }
}

#[test]
fn scenarios() {
    all("scenario", of_text(targets::scenario));
}

#[test]
fn templates() {
    all("template", of_text(targets::template));
}

#[test]
fn paths() {
    all("jsonpath", of_text(targets::jsonpath));
}

#[test]
fn comparisons() {
    all("comparison", targets::comparison);
}

#[test]
fn reports() {
    all("reports", targets::reports);
}
