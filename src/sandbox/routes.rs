//! The table of routes, in the manner of Magento's `webapi.xml`: method, path, who may call, which
//! service that is, what it takes.

use crate::sandbox::customers::{account, address, groups, password, search, sign_in};
use crate::sandbox::error::Answer;
use crate::sandbox::input::{Parameter, optional, required};
use crate::sandbox::schema::{CUSTOMER, CUSTOMER_GROUP, SEARCH_CRITERIA, Type};
use crate::sandbox::service::Call;
use crate::sandbox::store::Store;
use crate::sandbox::{admin, bulk, directory, query, stores, two_factor};

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everybody.
    Anonymous,
    /// A signed-in customer, for itself: `customerId` is the caller, whatever was sent.
    Own,
    /// An admin with this resource.
    Resource(&'static str),
}

/// One route.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// Segments that begin with a colon are parameters.
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    /// The method of the PHP interface, as topics of the message queue spell it.
    pub(crate) service: &'static str,
    pub(crate) parameters: &'static [Parameter],
    pub(crate) handler: fn(&mut Store, &Call) -> Answer,
}

/// Finds the route for a method and a path, and the parameters in the path. Where several fit, the
/// first in the table is taken, so the ones with fewer parameters stand first.
pub(crate) fn find(
    method: &str,
    path: &str,
    has_two_factor: bool,
) -> Option<(&'static Route, Vec<(String, String)>)> {
    let tables = [CUSTOMERS, GROUPS, TOKENS, STORES];
    let two_factor = has_two_factor.then_some(TWO_FACTOR);
    tables
        .into_iter()
        .chain(two_factor)
        .flatten()
        .filter(|route| route.method == method)
        .find_map(|route| Some((route, parameters(route.path, path)?)))
}

fn parameters(pattern: &str, path: &str) -> Option<Vec<(String, String)>> {
    let wanted = pattern.split('/');
    let segments: Vec<_> = path.split('/').collect();
    if wanted.clone().count() != segments.len() {
        return None;
    }
    let mut found = Vec::new();
    for (wanted, segment) in wanted.zip(segments) {
        match wanted.strip_prefix(':') {
            Some(name) => found.push((name.to_owned(), query::decoded(segment))),
            None if wanted == segment => {}
            None => return None,
        }
    }
    Some(found)
}

const fn route(
    line: (&'static str, &'static str),
    access: Access,
    service: &'static str,
    parameters: &'static [Parameter],
    handler: fn(&mut Store, &Call) -> Answer,
) -> Route {
    Route {
        method: line.0,
        path: line.1,
        access,
        service,
        parameters,
        handler,
    }
}

const READ: Access = Access::Resource("Magento_Customer::customer");
const MANAGE: Access = Access::Resource("Magento_Customer::manage");
const DELETE: Access = Access::Resource("Magento_Customer::delete");
const GROUP: Access = Access::Resource("Magento_Customer::group");
const CONFIG: Access = Access::Resource("Magento_Config::config");
const STORE: Access = Access::Resource("Magento_Backend::store");
const BULK: Access = Access::Resource("Magento_Logging::system_magento_logging_bulk_operations");
const TFA: Access = Access::Resource("Magento_TwoFactorAuth::tfa");

const CUSTOMER_ID: &[Parameter] = &[required("customerId", Type::Integer)];
const CRITERIA: &[Parameter] = &[required("searchCriteria", Type::Object(&SEARCH_CRITERIA))];
const ID: &[Parameter] = &[required("id", Type::Integer)];
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
const CUSTOMERS: &[Route] = &[
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
    route(("DELETE", "V1/addresses/:addressId"), DELETE, "magento.customer.api.addressrepositoryinterface.deletebyid", &[
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
const GROUPS: &[Route] = &[
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

const CREDENTIALS: &[Parameter] = &[
    required("username", Type::Text),
    required("password", Type::Text),
];

#[rustfmt::skip]
const TOKENS: &[Route] = &[
    route(("POST", "V1/integration/admin/token"), Access::Anonymous, "magento.integration.api.admintokenserviceinterface.createadminaccesstoken", CREDENTIALS, admin::create_token),
    route(("POST", "V1/integration/customer/token"), Access::Anonymous, "magento.integration.api.customertokenserviceinterface.createcustomeraccesstoken", CREDENTIALS, sign_in::create_token),
    route(("POST", "V1/integration/customer/revoke-customer-token"), Access::Own, "magento.integration.api.customertokenserviceinterface.revokecustomeraccesstoken", CUSTOMER_ID, sign_in::revoke_tokens),
];

#[rustfmt::skip]
const STORES: &[Route] = &[
    route(("GET", "V1/store/storeViews"), STORE, "magento.store.api.storerepositoryinterface.getlist", &[], stores::views),
    route(("GET", "V1/store/storeGroups"), STORE, "magento.store.api.grouprepositoryinterface.getlist", &[], stores::groups),
    route(("GET", "V1/store/websites"), STORE, "magento.store.api.websiterepositoryinterface.getlist", &[], stores::websites),
    route(("GET", "V1/store/storeConfigs"), STORE, "magento.store.api.storeconfigmanagerinterface.getstoreconfigs", &[], stores::configs),
    route(("GET", "V1/directory/countries/:countryId"), Access::Anonymous, "magento.directory.api.countryinformationacquirerinterface.getcountryinfo", &[
        required("countryId", Type::Text),
    ], directory::country),
    route(("GET", "V1/bulk/:bulkUuid/status"), BULK, "magento.asynchronousoperations.api.bulkstatusinterface.getbulkshortstatus", &[
        required("bulkUuid", Type::Text),
    ], bulk::status),
    route(("GET", "V1/bulk/:bulkUuid/operation-status/:status"), BULK, "magento.framework.bulk.bulkstatusinterface.getoperationscountbybulkidandstatus", &[
        required("bulkUuid", Type::Text), required("status", Type::Integer),
    ], bulk::count),
];

const USER: &[Parameter] = &[required("userId", Type::Integer)];
const SETUP: &[Parameter] = &[required("tfaToken", Type::Text)];

#[rustfmt::skip]
const TWO_FACTOR: &[Route] = &[
    route(("POST", "V1/tfa/provider/google/authenticate"), Access::Anonymous, "magento.twofactorauth.api.googleauthenticateinterface.createadminaccesstoken", &[
        required("username", Type::Text), required("password", Type::Text), required("otp", Type::Text),
    ], two_factor::authenticate_google),
    route(("POST", "V1/tfa/provider/google/configure"), Access::Anonymous, "magento.twofactorauth.api.googleconfigureinterface.getconfigurationdata", SETUP, two_factor::refuse_setup),
    route(("POST", "V1/tfa/provider/google/activate"), Access::Anonymous, "magento.twofactorauth.api.googleconfigureinterface.activate", &[
        required("tfaToken", Type::Text), required("otp", Type::Text),
    ], two_factor::refuse_setup),
    route(("POST", "V1/tfa/provider/authy/authenticate"), Access::Anonymous, "magento.twofactorauth.api.authyauthenticateinterface.createadminaccesstokenwithtoken", &[
        required("username", Type::Text), required("password", Type::Text), required("otp", Type::Text),
    ], two_factor::authenticate_other),
    route(("POST", "V1/tfa/provider/authy/authenticate-onetouch"), Access::Anonymous, "magento.twofactorauth.api.authyauthenticateinterface.createadminaccesstokenwithonetouch", CREDENTIALS, two_factor::authenticate_other),
    route(("POST", "V1/tfa/provider/u2fkey/authentication-challenge"), Access::Anonymous, "magento.twofactorauth.api.u2fkeyauthenticateinterface.getauthenticationdata", CREDENTIALS, two_factor::authenticate_other),
    route(("POST", "V1/tfa/provider/duo_security/get-authentication-data"), Access::Anonymous, "magento.twofactorauth.api.duoauthenticateinterface.getauthenticatedata", CREDENTIALS, two_factor::authenticate_other),
    route(("GET", "V1/tfa/tfat-user-providers"), Access::Anonymous, "magento.twofactorauth.api.tfatsactionsinterface.getuserproviders", SETUP, two_factor::refuse_setup_list),
    route(("GET", "V1/tfa/tfat-providers-to-activate"), Access::Anonymous, "magento.twofactorauth.api.tfatsactionsinterface.getproviderstoactivate", SETUP, two_factor::refuse_setup_list),
    route(("GET", "V1/tfa/installed-providers"), TFA, "magento.twofactorauth.api.tfainterface.getallproviders", &[], two_factor::installed_providers),
    route(("GET", "V1/tfa/forced-providers"), TFA, "magento.twofactorauth.api.tfainterface.getforcedproviders", &[], two_factor::forced_providers),
    route(("GET", "V1/tfa/user-providers/:userId"), TFA, "magento.twofactorauth.api.tfainterface.getuserproviders", USER, two_factor::forced_providers),
    route(("PUT", "V1/tfa/user-providers/:userId"), TFA, "magento.twofactorauth.api.tfainterface.setproviderscodes", &[
        required("userId", Type::Integer), required("providersCodes", Type::Text),
    ], two_factor::set_providers),
    route(("GET", "V1/tfa/providers-to-activate/:userId"), TFA, "magento.twofactorauth.api.tfainterface.getproviderstoactivate", USER, two_factor::providers_to_activate),
    route(("GET", "V1/tfa/default-provider-code/:userId"), TFA, "magento.twofactorauth.api.tfainterface.getdefaultprovidercode", USER, two_factor::default_provider),
    route(("PUT", "V1/tfa/default-provider-code/:userId"), TFA, "magento.twofactorauth.api.tfainterface.setdefaultprovidercode", &[
        required("userId", Type::Integer), required("providerCode", Type::Text),
    ], two_factor::set_default_provider),
];

#[cfg(test)]
mod tests {
    use super::find;

    fn check(method: &str, path: &str, expected: Option<&str>) {
        let found = find(method, path, true).map(|(route, _)| route.path);
        assert_eq!(found, expected, "{method} {path}");
    }

    #[test]
    fn a_name_is_preferred_to_a_parameter() {
        check("GET", "V1/customers/me", Some("V1/customers/me"));
        check("GET", "V1/customers/search", Some("V1/customers/search"));
        check(
            "GET",
            "V1/customers/isEmailAvailable",
            Some("V1/customers/:customerId"),
        );
        check(
            "DELETE",
            "V1/customers/me",
            Some("V1/customers/:customerId"),
        );
        check(
            "PUT",
            "V1/customers/me/activate",
            Some("V1/customers/me/activate"),
        );
    }

    #[test]
    fn what_does_not_fit_is_not_found() {
        for path in [
            "V1",
            "V1/nosuch",
            "V1/Customers/me",
            "V2/customers/me",
            "V1/customers",
            "",
        ] {
            check("GET", path, None);
        }
        assert!(find("POST", "V1/tfa/provider/google/authenticate", false).is_none());
    }

    #[test]
    fn parameters_are_decoded() {
        let (_, parameters) = find("PUT", "V1/customers/a%2Bb%40c+d=e&f/activate", false).unwrap();
        assert_eq!(parameters, [("email".to_owned(), "a+b@c+d=e&f".to_owned())]);
    }
}
