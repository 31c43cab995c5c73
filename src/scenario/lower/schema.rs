//! Tests that the JSON Schemas know the keys and words that are read here, and no others.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::scenario::lower::assertion::{self, About};
use crate::scenario::lower::{
    browser, capture, expectation, request, retry, step, tutorial, undo, vary,
};
use crate::scenario::schema;

fn scenario() -> Value {
    serde_json::from_str(schema::SCENARIO).unwrap()
}

fn of_tutorial() -> Value {
    serde_json::from_str(schema::TUTORIAL).unwrap()
}

/// The keys of a map of the schema are those that are read.
fn assert_keys(schema: &Value, place: &str, read: &[&str]) {
    let properties = schema.pointer(&format!("{place}/properties")).unwrap();
    let known: BTreeSet<_> = properties.as_object().unwrap().keys().collect();
    let read: Vec<_> = read.iter().map(ToString::to_string).collect();
    assert_eq!(known, read.iter().collect(), "{place}");
    let is_closed = schema.pointer(&format!("{place}/additionalProperties"));
    assert_eq!(is_closed, Some(&Value::Bool(false)), "{place}");
}

/// The words of a choice are those that are read.
fn assert_words<T>(schema: &Value, place: &str, read: &[(&str, T)]) {
    let words = schema.pointer(&format!("{place}/enum")).unwrap();
    let known = words.as_array().unwrap().iter().filter_map(Value::as_str);
    let read = read.iter().map(|(word, _)| *word);
    assert_eq!(
        known.collect::<Vec<_>>(),
        read.collect::<Vec<_>>(),
        "{place}"
    );
}

#[test]
fn the_schema_of_a_scenario_knows_the_keys_that_are_read() {
    let schema = scenario();
    assert_keys(&schema, "", tutorial::SCENARIO_KEYS);
    for (name, read) in [
        ("step", step::KEYS),
        ("request", request::KEYS),
        ("browser_action", browser::KEYS),
        ("retry", retry::KEYS),
        ("expect", expectation::KEYS),
        ("alternative", expectation::ALTERNATIVE_KEYS),
        ("html_check", expectation::HTML_KEYS),
        ("capture/anyOf/1", capture::KEYS),
        ("undo", undo::KEYS),
        ("find", undo::FIND_KEYS),
        ("drift", vary::DRIFT_KEYS),
        ("vary_rule/anyOf/0/anyOf/1", vary::RULE_KEYS),
        ("json_assertions", About::Json.possible()),
        ("header_assertions/anyOf/1", About::Header.possible()),
        ("html_assertions/anyOf/1", About::Html.possible()),
        ("text_assertions", About::Text.possible()),
    ] {
        assert_keys(&schema, &format!("/definitions/{name}"), read);
    }
}

#[test]
fn the_schema_of_a_tutorial_knows_the_keys_that_are_read() {
    let schema = of_tutorial();
    assert_keys(&schema, "", tutorial::TUTORIAL_KEYS);
    assert_keys(
        &schema,
        "/definitions/variable/anyOf/1",
        tutorial::VARIABLE_KEYS,
    );
}

#[test]
fn the_schemas_know_the_words_that_are_read() {
    let schema = scenario();
    assert_words(
        &schema,
        "/definitions/step/properties/effect",
        step::EFFECTS,
    );
    let is = "/definitions/json_assertions/properties/is";
    assert_words(&schema, is, assertion::TYPES);
    let kinds = "/definitions/vary_rule/anyOf/0/anyOf/0";
    assert_words(&schema, kinds, vary::KINDS);
    for same in ["/definitions/vary_rule", "/definitions/variable"] {
        assert!(schema.pointer(same).is_some(), "{same}");
        assert_eq!(schema.pointer(same), of_tutorial().pointer(same));
    }
}
