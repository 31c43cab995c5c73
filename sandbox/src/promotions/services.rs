//! The services of cart price rules and coupons.

use serde_json::{Value, json};

use crate::clock;
use crate::criteria::{Criteria, Field, Storage, select};
use crate::error::{Answer, ApiError};
use crate::schema::{Shape, Type};
use crate::service::Call;
use crate::state::Store;
use crate::state::promotions::{Coupon, Rule};

/// A cart price rule, as it is sent.
pub(crate) static RULE: Shape = Shape {
    members: &[
        ("rule_id", Type::Integer),
        ("name", Type::Text),
        ("store_labels", Type::Any),
        ("description", Type::Text),
        ("website_ids", Type::Any),
        ("customer_group_ids", Type::Any),
        ("from_date", Type::Text),
        ("to_date", Type::Text),
        ("uses_per_customer", Type::Integer),
        ("is_active", Type::Flag),
        ("condition", Type::Any),
        ("action_condition", Type::Any),
        ("stop_rules_processing", Type::Flag),
        ("is_advanced", Type::Flag),
        ("product_ids", Type::Any),
        ("sort_order", Type::Integer),
        ("simple_action", Type::Text),
        ("discount_amount", Type::Number),
        ("discount_qty", Type::Number),
        ("discount_step", Type::Integer),
        ("apply_to_shipping", Type::Flag),
        ("times_used", Type::Integer),
        ("is_rss", Type::Flag),
        ("coupon_type", Type::Text),
        ("use_auto_generation", Type::Flag),
        ("uses_per_coupon", Type::Integer),
        ("simple_free_shipping", Type::Text),
        ("extension_attributes", Type::Any),
    ],
};

/// Shows a rule.
pub(crate) fn rule(store: &mut Store, call: &Call) -> Answer {
    Ok(show_rule(find(store, call)?))
}

/// Changes a rule; what is not sent stays. Recorded on a 2.4.7-p3 store.
pub(crate) fn update_rule(store: &mut Store, call: &Call) -> Answer {
    let id = find(store, call)?.id;
    let rules = &mut store.promotions.rules;
    let rule = rules.iter_mut().find(|rule| rule.id == id);
    let rule = rule.ok_or_else(no_such)?;
    let mut sent = call.object("rule");
    sent.remove("rule_id");
    rule.members.extend(sent);
    Ok(show_rule(rule))
}

/// Searches among the rules.
pub(crate) fn search_rules(store: &mut Store, call: &Call) -> Answer {
    let criteria = Criteria::read(&call.object("searchCriteria"))?;
    let rules = store.promotions.rules.iter().collect();
    let found = select(&criteria, rules, Storage::Columns, |rule: &Rule, name| {
        field(&rule.members, name)
    })?;
    Ok(found.show(&criteria, |rule| show_rule(rule)))
}

/// Shows a coupon.
pub(crate) fn coupon(store: &mut Store, call: &Call) -> Answer {
    let id = call.number("couponId");
    let coupons = &store.promotions.coupons;
    let coupon = coupons.iter().find(|coupon| coupon.id == id);
    coupon.map(show_coupon).ok_or_else(no_such)
}

/// Searches among the coupons.
pub(crate) fn search_coupons(store: &mut Store, call: &Call) -> Answer {
    let criteria = Criteria::read(&call.object("searchCriteria"))?;
    let coupons = store.promotions.coupons.iter().collect();
    let found = select(
        &criteria,
        coupons,
        Storage::Columns,
        |coupon: &Coupon, name| {
            let shown = show_coupon(coupon);
            shown
                .as_object()
                .map_or(Field::Unknown, |members| field(members, name))
        },
    )?;
    Ok(found.show(&criteria, |coupon| show_coupon(coupon)))
}

fn find<'a>(store: &'a Store, call: &Call) -> Result<&'a Rule, ApiError> {
    let id = call.number("ruleId");
    let mut rules = store.promotions.rules.iter();
    rules.find(|rule| rule.id == id).ok_or_else(no_such)
}

fn no_such() -> ApiError {
    ApiError::new(404, "No such entity.")
}

fn show_rule(rule: &Rule) -> Value {
    Value::Object(rule.members.clone())
}

fn show_coupon(coupon: &Coupon) -> Value {
    json!({
        "coupon_id": coupon.id,
        "rule_id": coupon.rule,
        "code": coupon.code,
        "usage_limit": 0,
        "usage_per_customer": coupon.usage_per_customer,
        "times_used": 0,
        "is_primary": true,
        "created_at": clock::written(coupon.created_at),
        "type": 0,
    })
}

fn field(members: &serde_json::Map<String, Value>, name: &str) -> Field {
    match members.get(name) {
        None => Field::Unknown,
        Some(Value::String(text)) => Field::Value(text.clone()),
        Some(Value::Bool(flag)) => Field::Value(i64::from(*flag).to_string()),
        Some(Value::Number(number)) => Field::Value(number.to_string()),
        Some(_) => Field::Null,
    }
}
