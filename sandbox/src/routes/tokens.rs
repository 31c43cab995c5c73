//! Routes that sign somebody in or out, and those of two-factor authentication.

use crate::customers::sign_in;
use crate::input::{Parameter, required};
use crate::routes::route::{Access, CUSTOMER_ID, Route, route};
use crate::schema::Type;
use crate::{admin, two_factor};

const TFA: Access = Access::Resource("Magento_TwoFactorAuth::tfa");

const CREDENTIALS: &[Parameter] = &[
    required("username", Type::Text),
    required("password", Type::Text),
];
const USER: &[Parameter] = &[required("userId", Type::Integer)];
const SETUP: &[Parameter] = &[required("tfaToken", Type::Text)];

#[rustfmt::skip]
pub(super) const TOKENS: &[Route] = &[
    route(("POST", "V1/integration/admin/token"), Access::Anonymous, "magento.integration.api.admintokenserviceinterface.createadminaccesstoken", CREDENTIALS, admin::create_token),
    route(("POST", "V1/integration/customer/token"), Access::Anonymous, "magento.integration.api.customertokenserviceinterface.createcustomeraccesstoken", CREDENTIALS, sign_in::create_token),
    route(("POST", "V1/integration/customer/revoke-customer-token"), Access::Own, "magento.integration.api.customertokenserviceinterface.revokecustomeraccesstoken", CUSTOMER_ID, sign_in::revoke_tokens),
];

#[rustfmt::skip]
pub(super) const TWO_FACTOR: &[Route] = &[
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
