//! The paths of RFC 9535, and what is refused beyond them.

use serde_json::json;

use crate::check::jsonpath::Query;
use crate::check::node_path::show;

fn document() -> serde_json::Value {
    json!({
        "id": 1,
        "nu ll": 2,
        "items": [
            {"sku": "MH01-S", "price": 22, "tags": ["a"], "on": true},
            {"sku": "WT08", "price": 22.5, "tags": [], "on": false, "it's": null}
        ]
    })
}

fn check(path: &str, expected: &[&str]) {
    let document = document();
    let query = Query::compile(path).unwrap_or_else(|error| panic!("{path}: {error:?}"));
    let found: Vec<String> = query
        .locate(&document)
        .iter()
        .map(|located| show(&located.path))
        .collect();
    assert_eq!(found, expected, "{path}");
    assert_eq!(query.select(&document).len(), expected.len(), "{path}");
}

fn refused(path: &str, cause: &str) {
    let error = Query::compile(path).expect_err(path);
    assert!(error.cause.contains(cause), "{path}: {}", error.cause);
}

#[test]
fn paths_select_nodes_with_their_places() {
    check("$", &["$"]);
    check("$.id", &["$.id"]);
    check("$['nu ll']", &["$['nu ll']"]);
    check("$.items[*].sku", &["$.items[0].sku", "$.items[1].sku"]);
    check("$..sku", &["$.items[0].sku", "$.items[1].sku"]);
    check("$.items[-1].price", &["$.items[1].price"]);
    check("$.items[?@.sku=='WT08'].price", &["$.items[1].price"]);
    check(
        "$.items[?@.sku == \"WT08\" && @.price > 1e1]",
        &["$.items[1]"],
    );
    check("$.items[?@.price==22.0].sku", &["$.items[0].sku"]);
    check("$.items[?@.on==true].sku", &["$.items[0].sku"]);
    check("$.items[?!@.on].sku", &[]);
    check("$.items[?length(@.tags)>0].sku", &["$.items[0].sku"]);
    check("$.items[?match(@.sku, 'MH.*')].sku", &["$.items[0].sku"]);
    check("$.items[1]['it\\'s']", &["$.items[1]['it\\'s']"]);
    check("$ .items [0] .sku", &["$.items[0].sku"]);
    check("$.items[0:1].sku", &["$.items[0].sku"]);
    check("$.absent", &[]);
}

#[test]
fn what_the_engine_would_read_wrongly_is_refused() {
    refused("$.nu ll", "a blank stands in a name");
    refused("$.items[?@.sku in ['a','b']]", "operator is not known");
    refused("$.items[?@.sku=='a' and @.price>1]", "`and` is not known");
    refused("$.items[?in(@.sku, $.list)]", "`in` is not known");
    refused("$.items[?length (@.tags)>1]", "`length` is not known");
    refused("$[?@[?@>1]]", "a filter inside a filter");
    refused("$..['a','d']", "several selectors after");
    refused("$. id", "a blank follows a dot");
    refused("$.. id", "a blank follows a dot");
    refused("$.a-b", "must be quoted");
    refused("$.items[?@.sku==MH01]", "`MH01` is not known");
    refused("$.items[sku]", "`sku` is not known");
    refused("$['\\q']", "an escape");
    refused("$['\\ u0041']", "an escape");
    refused("$['a", "a quote is not closed");
    refused("$['a\nb']", "a control character");
}

#[test]
fn what_is_no_path_is_refused() {
    refused("", "must begin with `$`");
    refused("id", "must begin with `$`");
    refused(" $.id", "must begin with `$`");
    refused("$.", "ends with a dot");
    refused("$.1a", "`1` cannot begin a name");
    refused("$.items[", "");
    refused("$.items[0", "");
    refused("$.items]", "");
    refused("$.id ", "");
    refused("$x", "`x` is not known");
    refused("$.items[01]", "");
    refused("$.items[?@.a==1 2]", "");
    refused("$..a..b..c..d", "more than 3");
    refused(&format!("${}", "(".repeat(300)), "nested too deeply");
    refused(&format!("$.{}", "a".repeat(3000)), "longer than");
}

#[test]
fn a_function_stands_where_it_means_something() {
    refused("$.items[?length(@.tags)]", "must be compared");
    refused("$.items[?count(@.*)]", "must be compared");
    refused("$.items[?@.on && value(@.price)]", "must be compared");
    refused("$.items[?length(@.*)<3]", "may select several");
    check("$.items[?length(@.tags)==1].sku", &["$.items[0].sku"]);
    check("$.items[?length(@['tags'])==0].sku", &["$.items[1].sku"]);
    check("$.items[?count(@.*)>4].sku", &["$.items[1].sku"]);
    check("$.items[?match(@.sku, 'MH.*')].sku", &["$.items[0].sku"]);
}
