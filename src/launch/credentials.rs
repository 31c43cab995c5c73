//! With what an admin signs in: from the environment, from a file, or asked for.

use crate::error::{Error, Lack};
use crate::http::admin;
use crate::http::oauth::Keys;
use crate::http::sign_in::AdminCredentials;
use crate::launch::variables::{Given, INTEGRATION, empty, variable};
use crate::launch::{Environment, target};
use crate::scenario::names::BUILT_IN;

/// What a user gives to sign in with.
#[derive(Default)]
pub(crate) struct Credentials {
    /// Those of an account, which scenarios may use as variables: name and value.
    pub account: Vec<(String, String)>,
    /// The keys of an integration, which no scenario sees.
    integration: Option<Keys>,
}

/// Returns the credentials for the sandbox; the user's own are for their shop and stay unused.
pub(crate) fn of_sandbox() -> Credentials {
    let pairs = target::sandbox_credentials();
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Credentials {
        account: pairs.iter().map(own).collect(),
        integration: None,
    }
}

/// Returns the credentials that a user gives.
///
/// # Errors
/// Where one is set, but empty, where a key of an integration is missing, and where both an
/// integration and a ready token are there.
pub(crate) fn given(given: &Given) -> Result<Credentials, Error> {
    let mut account = Vec::new();
    for &name in BUILT_IN {
        let option = given.options.get(name).map(String::as_str);
        match option.or_else(|| given.own(name)) {
            Some("") => return Err(empty(name)),
            Some(value) => account.push((name.to_owned(), value.to_owned())),
            None => {}
        }
    }
    let integration = integration(given)?;
    if integration.is_some() && has(&account, "admin_token") {
        let error = Error::usage("both an integration and `MAGEWALK_ADMIN_TOKEN` are given");
        return Err(error.hint("unset what requests should not be sent with"));
    }
    Ok(Credentials {
        account,
        integration,
    })
}

/// Reads the keys of an integration, all of them or none.
fn integration(given: &Given) -> Result<Option<Keys>, Error> {
    let value = |name: &str| given.own(name).map(str::trim);
    let missing: Vec<String> = (INTEGRATION.iter())
        .filter(|name| value(name).is_none())
        .map(|name| format!("`{}`", variable(name)))
        .collect();
    if let Some(name) = INTEGRATION.iter().find(|name| value(name) == Some("")) {
        return Err(empty(name));
    }
    if let [
        Some(consumer_key),
        Some(consumer_secret),
        Some(access_token),
        Some(access_token_secret),
    ] = INTEGRATION.map(|name| value(name).map(str::to_owned))
    {
        return Ok(Some(Keys {
            consumer_key,
            consumer_secret,
            access_token,
            access_token_secret,
        }));
    }
    if missing.len() == INTEGRATION.len() {
        return Ok(None);
    }
    let are = if missing.len() == 1 { "is" } else { "are" };
    let missing = missing.join(" and ");
    let error = Error::usage(format!(
        "an integration signs with four values, and {missing} {are} not set"
    ));
    Err(error.hint("the admin panel shows all four under System > Integrations; set or unset all"))
}

/// Says in words by which way an admin signs in; none where nothing is set.
pub(crate) fn way(credentials: &Credentials) -> Option<&'static str> {
    let account = &credentials.account;
    if credentials.integration.is_some() {
        Some("the integration (OAuth 1.0a)")
    } else if has(account, "admin_token") {
        Some("the ready token")
    } else if has(account, "admin_username") && has(account, "admin_password") {
        Some(if has(account, "admin_otp_secret") {
            "user name, password and one-time password"
        } else {
            "user name and password"
        })
    } else {
        None
    }
}

/// Asks for what is missing in order to sign in as an admin.
///
/// # Errors
/// Where something is missing and there is nobody to ask.
pub(crate) fn complete(
    credentials: &mut Credentials,
    environment: &Environment,
    store: &str,
) -> Result<(), Error> {
    let account = &mut credentials.account;
    if credentials.integration.is_some()
        || has(account, "admin_token")
        || has(account, "admin_username") && has(account, "admin_password")
    {
        return Ok(());
    }
    if !environment.stdin_is_terminal || environment.is_pipeline() {
        let error = Error::usage(format!(
            "{store} has to be signed in to as an admin, and there are no credentials"
        ));
        return Err(error.lacks(Lack::Credentials).hint(
            "set MAGEWALK_ADMIN_USERNAME and MAGEWALK_ADMIN_PASSWORD \
             (and MAGEWALK_ADMIN_OTP_SECRET with two-factor sign-in), MAGEWALK_ADMIN_TOKEN, or the \
             four values of an integration: MAGEWALK_CONSUMER_KEY …; `magewalk run --help` has them",
        ));
    }
    if !has(account, "admin_username") {
        account.push(("admin_username".to_owned(), ask_name(store, environment)?));
    }
    let question = format!("Admin password for {store} (not shown): ");
    let password = (environment.console.ask_hidden)(&question);
    account.push(("admin_password".to_owned(), answer(password)?));
    Ok(())
}

/// Returns the credentials as the client's sign-in takes them: an integration goes before an account.
pub(crate) fn for_sign_in(credentials: &Credentials) -> admin::Credentials {
    if let Some(keys) = &credentials.integration {
        return admin::Credentials::Integration(keys.clone());
    }
    let get = |name: &str| {
        let found = credentials.account.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    admin::Credentials::Account(AdminCredentials {
        username: get("admin_username"),
        password: get("admin_password"),
        otp_secret: get("admin_otp_secret"),
        token: get("admin_token"),
    })
}

fn has(account: &[(String, String)], name: &str) -> bool {
    account.iter().any(|(known, _)| known == name)
}

fn ask_name(store: &str, environment: &Environment) -> Result<String, Error> {
    let typed = (environment.console.ask)(&format!("Admin user name for {store}: "));
    answer(typed.map(|line| line.trim().to_owned()))
}

fn answer(read: std::io::Result<String>) -> Result<String, Error> {
    match read {
        Ok(text) if !text.is_empty() => Ok(text),
        Ok(_) => Err(Error::usage("nothing was typed")),
        Err(error) => Err(Error::usage(format!("cannot read the answer: {error}"))),
    }
}
