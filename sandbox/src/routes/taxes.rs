//! Routes of taxes.

use crate::input::required;
use crate::routes::route::{Access, CRITERIA, Route, route};
use crate::schema::Type;
use crate::taxes;

const TAX: Access = Access::Resource("Magento_Tax::manage_tax");

#[rustfmt::skip]
pub(super) const TAXES: &[Route] = &[
    route(("GET", "V1/taxClasses/search"), TAX, "magento.tax.api.taxclassrepositoryinterface.getlist", CRITERIA, taxes::search_classes),
    route(("GET", "V1/taxClasses/:taxClassId"), TAX, "magento.tax.api.taxclassrepositoryinterface.get", &[required("taxClassId", Type::Integer)], taxes::class),
    route(("GET", "V1/taxRates/search"), TAX, "magento.tax.api.taxraterepositoryinterface.getlist", CRITERIA, taxes::search_rates),
    route(("GET", "V1/taxRates/:rateId"), TAX, "magento.tax.api.taxraterepositoryinterface.get", &[required("rateId", Type::Integer)], taxes::rate),
    route(("GET", "V1/taxRules/search"), TAX, "magento.tax.api.taxrulerepositoryinterface.getlist", CRITERIA, taxes::search_rules),
    route(("GET", "V1/taxRules/:ruleId"), TAX, "magento.tax.api.taxrulerepositoryinterface.get", &[required("ruleId", Type::Integer)], taxes::rule),
];
