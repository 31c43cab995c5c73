//! Routes of cart price rules and coupons.

use crate::input::{Parameter, required};
use crate::promotions::services::{self, RULE};
use crate::routes::route::{Access, CRITERIA, Route, route};
use crate::schema::Type;

const RULES: Access = Access::Resource("Magento_SalesRule::quote");

const RULE_ID: &[Parameter] = &[required("ruleId", Type::Integer)];
const SAVED_RULE: &[Parameter] = &[
    required("ruleId", Type::Integer),
    required("rule", Type::Object(&RULE)),
];

#[rustfmt::skip]
pub(super) const PROMOTIONS: &[Route] = &[
    route(("GET", "V1/salesRules/search"), RULES, "magento.salesrule.api.rulerepositoryinterface.getlist", CRITERIA, services::search_rules),
    route(("GET", "V1/salesRules/:ruleId"), RULES, "magento.salesrule.api.rulerepositoryinterface.getbyid", RULE_ID, services::rule),
    route(("PUT", "V1/salesRules/:ruleId"), RULES, "magento.salesrule.api.rulerepositoryinterface.save", SAVED_RULE, services::update_rule),
    route(("GET", "V1/coupons/search"), RULES, "magento.salesrule.api.couponrepositoryinterface.getlist", CRITERIA, services::search_coupons),
    route(("GET", "V1/coupons/:couponId"), RULES, "magento.salesrule.api.couponrepositoryinterface.getbyid", &[
        required("couponId", Type::Integer),
    ], services::coupon),
];
