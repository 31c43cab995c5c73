//! The paths of RFC 9535, and what is refused beyond them.

use serde_json::json;

use crate::check::effort::Effort;
use crate::check::jsonpath::Query;
use crate::outcome::path::show;

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
    let found = query.in_page(&document);
    let found: Vec<String> = found.iter().map(|node| show(&node.path())).collect();
    assert_eq!(found, expected, "{path}");
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
    check("$.items[?@.tags[?@=='a']].sku", &["$.items[0].sku"]);
    check(
        "$..['price','sku']",
        &[
            "$.items[0].price",
            "$.items[0].sku",
            "$.items[1].price",
            "$.items[1].sku",
        ],
    );
    check("$.items[::-1].sku", &["$.items[1].sku", "$.items[0].sku"]);
    check("$.items[-9:9:2].sku", &["$.items[0].sku"]);
    check("$.items[1:0].sku", &[]);
    check(
        "$.items[?@.price==22.5e0 || @.on==$.absent].sku",
        &["$.items[1].sku"],
    );
    check(
        "$.items[?@.gone==$.absent].price",
        &["$.items[0].price", "$.items[1].price"],
    );
    check("$.items[?search(@.sku, 'T0')].sku", &["$.items[1].sku"]);
    check("$.items[?value(@..price)<22.1].sku", &["$.items[0].sku"]);
}

#[test]
fn what_the_engine_would_read_wrongly_is_refused() {
    refused("$.nu ll", "there is a blank in a name");
    refused("$.items[?@.sku in ['a','b']]", "operator is not known");
    refused("$.items[?@.sku=='a' and @.price>1]", "`and` is not known");
    refused("$.items[?in(@.sku, $.list)]", "`in` is not known");
    refused("$.items[?length (@.tags)>1]", "`length` is not known");
    refused("$.items[?@.id==12345678901234567890123]", "more digits");
    refused("$.items[?@.price==1.0000000000000001]", "more digits");
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

#[test]
fn numbers_are_compared_by_their_digits() {
    let document: serde_json::Value =
        serde_json::from_str("[1.0000000000000001, 1, 1.0, 12345678901234567890123]").unwrap();
    let found = |path: &str| Query::compile(path).unwrap().in_page(&document).len();
    assert_eq!(found("$[?@==1]"), 2);
    assert_eq!(found("$[?@>1]"), 2);
    assert_eq!(found("$[?@==$[3]]"), 1);
}

#[test]
fn a_path_that_multiplies_without_end_is_given_up() {
    let mut document = json!([]);
    for _ in 0..10 {
        document = serde_json::Value::Array(vec![document; 3]);
    }
    for path in ["$..[?count(@..*)>count($..*)]", "$..*..*..*"] {
        let query = Query::compile(path).unwrap();
        let error = query.find(&document, &Effort::default()).err().expect(path);
        assert!(error.message.contains("looks at more than"), "{error}");
    }
    let stop = || Some("the run was interrupted".to_owned());
    let query = Query::compile("$..*").unwrap();
    let error = query.find(&document, &Effort::until(&stop)).err().unwrap();
    assert!(
        error
            .message
            .ends_with("to its end: the run was interrupted"),
        "{error}"
    );
}
