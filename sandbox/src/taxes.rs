//! Classes of what is taxed and of who pays, and the rates and rules of the sample data.

use serde_json::{Value, json};

use crate::criteria::search_shown;
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;

/// The class of goods, and that of customers.
pub(crate) const RETAIL_CUSTOMER: i64 = 3;
const CLASSES: [(i64, &str, &str); 2] = [
    (2, "Taxable Goods", "PRODUCT"),
    (RETAIL_CUSTOMER, "Retail Customer", "CUSTOMER"),
];

/// The rates: id, region and its code, percentage.
const RATES: [(i64, i64, &str, f64); 3] = [
    (1, 12, "CA", 8.25),
    (2, 43, "NY", 8.375),
    (3, 33, "MI", 8.25),
];

/// Tells whether customers can be of a class.
pub(crate) fn is_of_customers(class: i64) -> bool {
    class == RETAIL_CUSTOMER
}

/// Searches among the classes.
pub(crate) fn search_classes(_: &mut Store, call: &Call) -> Answer {
    found(call, &CLASSES.map(show_class))
}

/// Shows a class.
pub(crate) fn class(_: &mut Store, call: &Call) -> Answer {
    let id = call.number("taxClassId");
    let found = CLASSES.into_iter().find(|(known, ..)| *known == id);
    found
        .map(show_class)
        .ok_or_else(|| ApiError::no_such("class_id", id))
}

fn show_class((id, name, kind): (i64, &str, &str)) -> Value {
    json!({"class_id": id, "class_name": name, "class_type": kind})
}

/// Searches among the rates.
pub(crate) fn search_rates(_: &mut Store, call: &Call) -> Answer {
    found(call, &RATES.map(show_rate))
}

/// Shows a rate.
pub(crate) fn rate(_: &mut Store, call: &Call) -> Answer {
    let id = call.number("rateId");
    let found = RATES.into_iter().find(|(known, ..)| *known == id);
    found
        .map(show_rate)
        .ok_or_else(|| ApiError::no_such("taxRateId", id))
}

fn show_rate((id, region, code, rate): (i64, i64, &str, f64)) -> Value {
    json!({
        "id": id,
        "tax_country_id": "US",
        "tax_region_id": region,
        "region_name": code,
        "tax_postcode": "*",
        "rate": rate,
        "code": format!("US-{code}-*-Rate 1"),
        "titles": [],
    })
}

/// Searches among the rules.
pub(crate) fn search_rules(_: &mut Store, call: &Call) -> Answer {
    found(call, &[rule_shown()])
}

/// Shows a rule.
pub(crate) fn rule(_: &mut Store, call: &Call) -> Answer {
    match call.number("ruleId") {
        1 => Ok(rule_shown()),
        id => Err(ApiError::no_such("taxRuleId", id)),
    }
}

fn rule_shown() -> Value {
    json!({
        "id": 1,
        "code": "Rule1",
        "priority": 0,
        "position": 0,
        "customer_tax_class_ids": [RETAIL_CUSTOMER],
        "product_tax_class_ids": [2],
        "tax_rate_ids": [3],
        "calculate_subtotal": false,
    })
}

fn found(call: &Call, shown: &[Value]) -> Answer {
    search_shown(&call.object("searchCriteria"), shown, &[])
}
