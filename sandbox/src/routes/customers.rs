//! Routes of customers and their groups.

use crate::customers::{account, address, groups, metadata, password, search};
use crate::input::{Parameter, optional, required};
use crate::routes::route::{Access, CRITERIA, CUSTOMER_ID, ID, Route, route};
use crate::schema::{CUSTOMER, CUSTOMER_GROUP, Type};

const READ: Access = Access::Resource("Magento_Customer::customer");
const MANAGE: Access = Access::Resource("Magento_Customer::manage");
const DELETE: Access = Access::Resource("Magento_Customer::delete");
const GROUP: Access = Access::Resource("Magento_Customer::group");
const CONFIG: Access = Access::Resource("Magento_Config::config");

const SAVED_CUSTOMER: &[Parameter] = &[
    optional("customerId", Type::Text),
    required("customer", Type::Object(&CUSTOMER)),
    optional("passwordHash", Type::Text),
];
const NEW_CUSTOMER: &[Parameter] = &[
    required("customer", Type::Object(&CUSTOMER)),
    optional("password", Type::Text),
    optional("redirectUrl", Type::Text),
];
const ONLY_CUSTOMER: &[Parameter] = &[required("customer", Type::Object(&CUSTOMER))];
const NEW_GROUP: &[Parameter] = &[required("group", Type::Object(&CUSTOMER_GROUP))];
const SAVED_GROUP: &[Parameter] = &[
    required("id", Type::Integer),
    required("group", Type::Object(&CUSTOMER_GROUP)),
];

#[rustfmt::skip]
pub(super) const CUSTOMERS: &[Route] = &[
    route(("POST", "V1/customers"), Access::Anonymous, "magento.customer.api.accountmanagementinterface.createaccount", NEW_CUSTOMER, account::create),
    route(("GET", "V1/customers/me"), Access::Own, "magento.customer.api.customerrepositoryinterface.getbyid", CUSTOMER_ID, account::get),
    route(("PUT", "V1/customers/me"), Access::Own, "magento.customer.api.customerrepositoryinterface.save", SAVED_CUSTOMER, account::update_own),
    route(("GET", "V1/customers/search"), READ, "magento.customer.api.customerrepositoryinterface.getlist", CRITERIA, search::search),
    route(("GET", "V1/customers/:customerId"), READ, "magento.customer.api.customerrepositoryinterface.getbyid", CUSTOMER_ID, account::get),
    route(("PUT", "V1/customers/validate"), MANAGE, "magento.customer.api.accountmanagementinterface.validate", ONLY_CUSTOMER, account::validate),
    route(("PUT", "V1/customers/password"), Access::Anonymous, "magento.customer.api.accountmanagementinterface.initiatepasswordreset", &[
        required("email", Type::Text), required("template", Type::Text), optional("websiteId", Type::Integer),
    ], password::request_reset),
    route(("PUT", "V1/customers/:customerId"), MANAGE, "magento.customer.api.customerrepositoryinterface.save", SAVED_CUSTOMER, account::update),
    route(("DELETE", "V1/customers/:customerId"), DELETE, "magento.customer.api.customerrepositoryinterface.deletebyid", CUSTOMER_ID, account::delete),
    route(("POST", "V1/customers/isEmailAvailable"), Access::Anonymous, "magento.customer.api.accountmanagementinterface.isemailavailable", &[
        required("customerEmail", Type::Text), optional("websiteId", Type::Integer),
    ], account::is_email_available),
    route(("POST", "V1/customers/resetPassword"), Access::Anonymous, "magento.customer.api.accountmanagementinterface.resetpassword", &[
        required("email", Type::Text), required("resetToken", Type::Text), required("newPassword", Type::Text),
    ], password::reset),
    route(("POST", "V1/customers/confirm"), MANAGE, "magento.customer.api.accountmanagementinterface.resendconfirmation", &[
        required("email", Type::Text), required("websiteId", Type::Integer), optional("redirectUrl", Type::Text),
    ], account::resend_confirmation),
    route(("PUT", "V1/customers/me/password"), Access::Own, "magento.customer.api.accountmanagementinterface.changepasswordbyid", &[
        required("customerId", Type::Integer), required("currentPassword", Type::Text), required("newPassword", Type::Text),
    ], password::change),
    route(("PUT", "V1/customers/me/activate"), Access::Own, "magento.customer.api.accountmanagementinterface.activatebyid", &[
        required("customerId", Type::Integer), required("confirmationKey", Type::Text),
    ], account::activate_own),
    route(("PUT", "V1/customers/:email/activate"), MANAGE, "magento.customer.api.accountmanagementinterface.activate", &[
        required("email", Type::Text), required("confirmationKey", Type::Text),
    ], account::activate),
    route(("GET", "V1/customers/addresses/:addressId"), READ, "magento.customer.api.addressrepositoryinterface.getbyid", &[
        required("addressId", Type::Integer),
    ], address::get),
    route(("DELETE", "V1/addresses/:addressId"), MANAGE, "magento.customer.api.addressrepositoryinterface.deletebyid", &[
        required("addressId", Type::Integer),
    ], address::delete),
    route(("GET", "V1/customers/me/billingAddress"), Access::Own, "magento.customer.api.accountmanagementinterface.getdefaultbillingaddress", CUSTOMER_ID, address::billing),
    route(("GET", "V1/customers/me/shippingAddress"), Access::Own, "magento.customer.api.accountmanagementinterface.getdefaultshippingaddress", CUSTOMER_ID, address::shipping),
    route(("GET", "V1/customers/:customerId/billingAddress"), MANAGE, "magento.customer.api.accountmanagementinterface.getdefaultbillingaddress", CUSTOMER_ID, address::billing),
    route(("GET", "V1/customers/:customerId/shippingAddress"), MANAGE, "magento.customer.api.accountmanagementinterface.getdefaultshippingaddress", CUSTOMER_ID, address::shipping),
    route(("GET", "V1/customers/:customerId/confirm"), MANAGE, "magento.customer.api.accountmanagementinterface.getconfirmationstatus", CUSTOMER_ID, account::confirmation_status),
    route(("GET", "V1/customers/:customerId/permissions/readonly"), READ, "magento.customer.api.accountmanagementinterface.isreadonly", CUSTOMER_ID, account::is_readonly),
    route(("GET", "V1/customers/:customerId/password/resetLinkToken/:resetPasswordLinkToken"), Access::Anonymous, "magento.customer.api.accountmanagementinterface.validateresetpasswordlinktoken", &[
        required("customerId", Type::Integer), required("resetPasswordLinkToken", Type::Text),
    ], password::check_reset_token),
];

#[rustfmt::skip]
pub(super) const GROUPS: &[Route] = &[
    route(("GET", "V1/customerGroups/search"), GROUP, "magento.customer.api.grouprepositoryinterface.getlist", CRITERIA, groups::search),
    route(("GET", "V1/customerGroups/default"), GROUP, "magento.customer.api.groupmanagementinterface.getdefaultgroup", &[
        optional("storeId", Type::Integer),
    ], groups::default),
    route(("GET", "V1/customerGroups/default/:storeId"), GROUP, "magento.customer.api.groupmanagementinterface.getdefaultgroup", &[
        required("storeId", Type::Integer),
    ], groups::default),
    route(("PUT", "V1/customerGroups/default/:id"), CONFIG, "magento.customer.api.customergroupconfiginterface.setdefaultcustomergroup", ID, groups::set_default),
    route(("GET", "V1/customerGroups/:id/permissions"), GROUP, "magento.customer.api.groupmanagementinterface.isreadonly", ID, groups::is_readonly),
    route(("GET", "V1/customerGroups/:id"), GROUP, "magento.customer.api.grouprepositoryinterface.getbyid", ID, groups::get),
    route(("POST", "V1/customerGroups"), GROUP, "magento.customer.api.grouprepositoryinterface.save", NEW_GROUP, groups::create),
    route(("PUT", "V1/customerGroups/:id"), GROUP, "magento.customer.api.grouprepositoryinterface.save", SAVED_GROUP, groups::update),
    route(("DELETE", "V1/customerGroups/:id"), GROUP, "magento.customer.api.grouprepositoryinterface.deletebyid", ID, groups::delete),
];

#[rustfmt::skip]
pub(super) const METADATA: &[Route] = &[
    route(("GET", "V1/attributeMetadata/customer"), Access::Anonymous, "magento.customer.api.customermetadatainterface.getallattributesmetadata", &[], metadata::all),
    route(("GET", "V1/attributeMetadata/customer/custom"), Access::Anonymous, "magento.customer.api.customermetadatainterface.getcustomattributesmetadata", &[], metadata::custom),
    route(("GET", "V1/attributeMetadata/customerAddress/custom"), Access::Anonymous, "magento.customer.api.addressmetadatainterface.getcustomattributesmetadata", &[], metadata::custom),
    route(("GET", "V1/attributeMetadata/customer/attribute/:attributeCode"), Access::Anonymous, "magento.customer.api.customermetadatainterface.getattributemetadata", &[
        required("attributeCode", Type::Text),
    ], metadata::one),
    route(("GET", "V1/attributeMetadata/customer/form/:formCode"), Access::Anonymous, "magento.customer.api.customermetadatainterface.getattributes", &[
        required("formCode", Type::Text),
    ], metadata::of_form),
];
