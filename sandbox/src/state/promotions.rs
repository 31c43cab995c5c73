//! All cart price rules and coupons of a store.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::clock;

/// The rules of the Luma sample data.
const SAMPLE_RULES: &str = include_str!("rules.json");

/// All rules and coupons of a store.
#[derive(Debug, Default)]
pub(crate) struct Promotions {
    pub(crate) rules: Vec<Rule>,
    pub(crate) coupons: Vec<Coupon>,
    /// Which customer has used which coupon.
    pub(crate) used: HashSet<(i64, i64)>,
}

/// A cart price rule, in the members that its service shows and takes.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) id: i64,
    pub(crate) members: Map<String, Value>,
}

/// A code that switches a rule on.
#[derive(Clone, Debug)]
pub(crate) struct Coupon {
    pub(crate) id: i64,
    pub(crate) rule: i64,
    pub(crate) code: String,
    pub(crate) usage_per_customer: usize,
    pub(crate) created_at: i64,
}

impl Promotions {
    /// The rules of the sample data, and the coupon `H20` of the fourth.
    pub(crate) fn seed() -> Self {
        let rules: Vec<Map<String, Value>> = serde_json::from_str(SAMPLE_RULES).unwrap_or_default();
        let rule = |members: Map<String, Value>| Rule {
            id: members
                .get("rule_id")
                .and_then(Value::as_i64)
                .unwrap_or_default(),
            members,
        };
        let coupon = Coupon {
            id: 1,
            rule: 4,
            code: "H20".into(),
            usage_per_customer: 1,
            created_at: clock::now(),
        };
        Self {
            rules: rules.into_iter().map(rule).collect(),
            coupons: vec![coupon],
            used: HashSet::new(),
        }
    }

    /// Remembers that a customer has ordered with a coupon.
    pub(crate) fn use_up(&mut self, code: &str, customer: Option<i64>) {
        if let (Some(coupon), Some(customer)) = (self.coupon(code), customer) {
            let coupon = coupon.id;
            self.used.insert((customer, coupon));
        }
    }

    /// Finds a coupon; the database does not tell `h20` from `H20`.
    pub(crate) fn coupon(&self, code: &str) -> Option<&Coupon> {
        self.coupons
            .iter()
            .find(|coupon| coupon.code.eq_ignore_ascii_case(code))
    }

    /// Tells whether a customer may still use a coupon.
    pub(crate) fn may_use(&self, coupon: &Coupon, customer: Option<i64>) -> bool {
        let is_used = |customer| self.used.contains(&(customer, coupon.id));
        coupon.usage_per_customer == 0 || !customer.is_some_and(is_used)
    }
}

impl Rule {
    /// Returns a member; `null` where the rule has it not.
    pub(crate) fn member(&self, name: &str) -> &Value {
        self.members.get(name).unwrap_or(&Value::Null)
    }

    /// Returns a flag; `false` where the rule has it not.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.member(name).as_bool().unwrap_or_default()
    }

    /// Returns a text; empty where the rule has it not.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.member(name).as_str().unwrap_or_default()
    }

    /// Tells whether a rule is for customers of a group.
    pub(crate) fn is_for(&self, group: i64) -> bool {
        let groups = self.member("customer_group_ids").as_array();
        groups.is_some_and(|groups| groups.contains(&group.into()))
    }
}
