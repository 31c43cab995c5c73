//! The shipped tutorials on each Magento that the sandbox can be.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Folder, magewalk};

/// Every sandbox that there is.
const SANDBOXES: [&str; 4] = [
    "--sandbox=2.4.7",
    "--sandbox=2.4.8",
    "--sandbox=developer-mode",
    "--sandbox=2.4.8,developer-mode",
];

/// What is said of a store in developer mode.
const NOTE: &str = "the store is in developer mode";

/// Walks tutorials and returns the outcome that is reported.
fn outcome(arguments: &[&str]) -> Value {
    let folder = Folder::new();
    let run = magewalk(&["run", "-q", "--report", "json"]).within(&folder);
    run.arguments(arguments).run().code(0);
    serde_json::from_str(&folder.read("reports/run.json")).unwrap()
}

/// Returns the label that held at each step that has several.
fn labels(outcome: &Value) -> BTreeMap<String, String> {
    let scenarios = outcome["scenarios"].as_array().unwrap().iter();
    let steps = scenarios.flat_map(|scenario| scenario["steps"].as_array().unwrap());
    let labelled = steps.filter_map(|step| {
        let label = step["label"].as_str()?.to_owned();
        Some((step["id"].as_str().unwrap().to_owned(), label))
    });
    labelled.collect()
}

#[test]
fn every_tutorial_is_green_on_every_sandbox() {
    for sandbox in SANDBOXES {
        let outcome = outcome(&[
            "orders",
            "orders-guest",
            "orders-refusals",
            "smoke",
            sandbox,
        ]);
        let labels = labels(&outcome);
        let version = if sandbox.contains("2.4.8") {
            "2.4.8"
        } else {
            "2.4.7"
        };
        for step in [
            "complete-too-early",
            "guest-order-again",
            "email-missing",
            "update-too-many",
            "product-without-sku",
        ] {
            assert_eq!(labels[step], version, "{sandbox}: {step}");
        }
        let resets = [
            "reset-password",
            "reset-template-unknown",
            "reset-email-unknown",
        ];
        let limited = resets.map(|step| labels[step].starts_with("2.4.8"));
        // One request within an hour is taken, and all tutorials come from one address.
        assert_eq!(limited, [false, version == "2.4.8", version == "2.4.8"]);
    }
}

#[test]
fn developer_mode_is_no_mismatch_where_no_other_member_may_stand() {
    for tutorial in ["orders-guest", "orders-refusals", "smoke"] {
        for sandbox in ["--sandbox=developer-mode", "--sandbox=2.4.8,developer-mode"] {
            outcome(&[tutorial, sandbox, "--strict"]);
        }
    }
}

#[test]
fn developer_mode_is_said_once_in_each_report() {
    let folder = Folder::new();
    let formats = ["html", "junit", "markdown", "har", "terminal"];
    for (sandbox, times) in [
        ("--sandbox=2.4.8", 0),
        ("--sandbox=2.4.8,developer-mode", 1),
    ] {
        let mut arguments = vec!["run", "orders-guest", "-q", sandbox];
        let reports: Vec<String> = formats
            .iter()
            .map(|format| format!("{format}={format}"))
            .collect();
        for report in &reports {
            arguments.extend(["--report", report]);
        }
        let run = magewalk(&arguments).within(&folder).run().code(0);
        assert_eq!(run.stdout.matches(NOTE).count(), times, "{run}");
        for format in formats {
            let count = folder.read(format).matches(NOTE).count();
            // In JUnit, each suite stands for itself.
            let suites = if format == "junit" { 2 } else { 1 };
            assert_eq!(count, times * suites, "{format}");
        }
    }
}

#[test]
fn what_is_printed_names_the_magento_of_the_sandbox() {
    let named = "(the embedded sandbox, Magento 2.4.8 in developer mode)";
    let run = magewalk(&["run", "smoke", "--sandbox=2.4.8,developer-mode"]);
    run.run().code(0).prints(&[named]);
    let doctor = magewalk(&["doctor", "--sandbox=2.4.6"]).run();
    doctor.code(2).says(&["2.4.6", "write `2.4.7`, `2.4.8`"]);
}

#[test]
fn two_versions_are_held_against_each_other() {
    let sides = ["--left", "sandbox=2.4.7", "--right", "sandbox=2.4.8"];
    let compared = magewalk(&["compare", "orders-refusals/guests-and-products"]);
    let compared = compared.arguments(&sides).run().code(1);
    compared.prints(&["Magento 2.4.7", "Magento 2.4.8", "product-without-sku"]);
    let wrong = magewalk(&[
        "compare",
        "--left",
        "sandbox=3",
        "--right",
        "sandbox",
        "smoke",
    ]);
    wrong
        .run()
        .code(2)
        .says(&["there is no `sandbox=3`", "2.4.8"]);
}

#[test]
fn developer_mode_alone_is_no_difference_between_two_stores() {
    let sides = [
        "--left",
        "sandbox=2.4.8",
        "--right",
        "sandbox=2.4.8,developer-mode",
    ];
    let compared = magewalk(&["compare", "orders-refusals/no-json", "smoke"]);
    compared
        .arguments(&sides)
        .run()
        .code(0)
        .prints(&["note   the right store is in developer mode"]);
}
