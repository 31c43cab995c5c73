//! With what an admin signs in: from the environment, from a file, or asked for.

use crate::commands::variables::{Given, empty};
use crate::commands::{Environment, print, target};
use crate::error::Error;
use crate::http::sign_in::AdminCredentials;
use crate::scenario::names::BUILT_IN;

/// Credentials as variables: name and value.
pub(super) type Credentials = Vec<(String, String)>;

/// Returns the credentials for the sandbox; the user's own are for their shop and stay unused.
pub(super) fn of_sandbox() -> Credentials {
    let pairs = target::sandbox_credentials();
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// Returns the credentials that a user gives.
///
/// # Errors
/// Where one is set, but empty.
pub(super) fn given(given: &Given) -> Result<Credentials, Error> {
    let mut credentials = Credentials::new();
    for &name in BUILT_IN {
        let value = given
            .options
            .get(name)
            .or_else(|| given.environment.get(name));
        match value {
            Some(value) if value.is_empty() => return Err(empty(name)),
            Some(value) => credentials.push((name.to_owned(), value.clone())),
            None => {}
        }
    }
    Ok(credentials)
}

/// Asks for what is missing in order to sign in as an admin.
///
/// # Errors
/// Where something is missing and there is nobody to ask.
pub(super) fn complete(
    credentials: &mut Credentials,
    environment: &Environment,
    store: &str,
) -> Result<(), Error> {
    let has =
        |credentials: &Credentials, name: &str| credentials.iter().any(|(known, _)| known == name);
    if has(credentials, "admin_token")
        || has(credentials, "admin_username") && has(credentials, "admin_password")
    {
        return Ok(());
    }
    if !environment.stdin_is_terminal || environment.is_pipeline() {
        let error = Error::usage(format!(
            "{store} has to be signed in to as an admin, and there are no credentials"
        ));
        return Err(error.hint(
            "set MAGEWALK_ADMIN_USERNAME and MAGEWALK_ADMIN_PASSWORD \
             (and MAGEWALK_ADMIN_OTP_SECRET with two-factor sign-in), or MAGEWALK_ADMIN_TOKEN",
        ));
    }
    if !has(credentials, "admin_username") {
        credentials.push(("admin_username".to_owned(), ask_name(store)?));
    }
    let password = rpassword::prompt_password(format!("Admin password for {store} (not shown): "));
    credentials.push(("admin_password".to_owned(), answer(password)?));
    Ok(())
}

/// Returns the credentials as the client's sign-in takes them.
pub(super) fn for_sign_in(credentials: &Credentials) -> AdminCredentials {
    let get = |name: &str| {
        let found = credentials.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    AdminCredentials {
        username: get("admin_username"),
        password: get("admin_password"),
        otp_secret: get("admin_otp_secret"),
        token: get("admin_token"),
    }
}

fn ask_name(store: &str) -> Result<String, Error> {
    print(&format!("Admin user name for {store}: "))?;
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    answer(read.map(|_| line.trim().to_owned()))
}

fn answer(read: std::io::Result<String>) -> Result<String, Error> {
    match read {
        Ok(text) if !text.is_empty() => Ok(text),
        Ok(_) => Err(Error::usage("nothing was typed")),
        Err(error) => Err(Error::usage(format!("cannot read the answer: {error}"))),
    }
}
