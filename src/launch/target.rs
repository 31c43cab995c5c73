//! Which store is walked.

use url::Url;

use crate::error::Error;
use crate::http::address::is_loopback;
use crate::launch::Environment;
use crate::launch::options::SandboxKind;
use magewalk_sandbox::{ADMIN_PASSWORD, ADMIN_USERNAME, Fault, Options, Sandbox};

/// The secret of the sandbox's admin for one-time passwords (base32). It protects nothing.
const SANDBOX_OTP_SECRET: &str = "MAGEWALKSANDBOX2";

/// The store that is walked.
pub(crate) enum Store {
    /// The embedded one, and which it is.
    Sandbox(Sandbox, SandboxKind),
    /// A real one.
    Target(Url),
}

/// What a user said about the store.
pub(crate) enum Wanted {
    /// The embedded one.
    Sandbox(SandboxKind),
    /// A real one.
    Target(Url),
}

/// Decides which store is meant.
///
/// # Errors
/// An empty or malformed address, two stores on one command line, and a pipeline that names no store: a lost variable must never
/// turn it green.
pub(crate) fn decide(
    target: Option<&str>,
    sandbox: Option<SandboxKind>,
    environment: &Environment,
) -> Result<Wanted, Error> {
    let of_environment = environment.variables.get("MAGEWALK_TARGET");
    match (target, sandbox) {
        // What is typed goes before what the environment says.
        (Some(text), Some(kind)) if of_environment.is_some_and(|known| known == text) => {
            Ok(Wanted::Sandbox(kind))
        }
        (Some(_), Some(_)) => {
            let error = Error::usage("`--target` and `--sandbox` name two stores");
            Err(error.hint("leave one of them out"))
        }
        (Some(text), None) => parse(text).map(Wanted::Target),
        (None, Some(kind)) => Ok(Wanted::Sandbox(kind)),
        (None, None) => match environment.pipeline() {
            Some(name) => {
                let error = Error::usage(format!("`{name}` is set, and no store is named"));
                Err(error.hint("give `--target URL` (or `MAGEWALK_TARGET`), or `--sandbox`"))
            }
            None => Ok(Wanted::Sandbox(SandboxKind::default())),
        },
    }
}

/// Reads the address of a store.
///
/// # Errors
/// Where it is empty, no URL, not http(s), carries credentials, a query or a fragment, or leads to
/// the REST API of one store view.
pub(crate) fn parse(text: &str) -> Result<Url, Error> {
    let example = "write it as `https://shop.example`";
    if text.trim().is_empty() {
        let error = Error::usage("the target is empty");
        return Err(error.hint(format!(
            "{example}, or leave `--target` out for the sandbox"
        )));
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    let lower = text.to_ascii_lowercase();
    if !lower.starts_with("https://") && !lower.starts_with("http://") {
        let error = Error::usage("the target does not begin with `https://` or `http://`");
        return Err(error.hint(with_scheme(text).unwrap_or_else(|| example.to_owned())));
    }
    let url = Url::parse(text)
        .map_err(|error| Error::usage(format!("the target is no URL: {error}")).hint(example))?;
    if !url.username().is_empty() || url.password().is_some() {
        let error = Error::usage("the target carries a user name or a password");
        return Err(error.hint("leave them out: `ps` and logs show them"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Error::usage("the target carries a query or a fragment").hint(example));
    }
    shop_of(url)
}

/// Returns the address of the shop where the one of its REST API was given, as clients and
/// collections for Magento want it: `…/rest`, `…/rest/V1`, `…/rest/default/V1`.
///
/// # Errors
/// Where it names another store view, which the address of the shop would lose.
fn shop_of(url: Url) -> Result<Url, Error> {
    let path: Vec<&str> = url
        .path()
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let Some(at) = path.iter().rposition(|part| *part == "rest") else {
        return Ok(url);
    };
    let (code, version) = match &path[at + 1..] {
        [] => (None, None),
        ["V1", ..] => (None, Some("V1")),
        [code] => (Some(*code), None),
        [code, version, ..] => (Some(*code), Some(*version)),
    };
    if version.is_some_and(|version| version != "V1") {
        return Ok(url);
    }
    let mut shop = url.clone();
    let before = match &path[..at] {
        [before @ .., "index.php"] => before,
        before => before,
    };
    shop.set_path(&before.join("/"));
    match code {
        None | Some("default") => Ok(shop),
        Some(code) => {
            let error = Error::usage(format!(
                "the target is the address of the REST API of the store view `{code}`, not that of the shop"
            ));
            Err(error.hint(format!(
                "leave `/rest/{code}` out: `--target {shop}`, and name the store view with \
                 `--var store_code={code}` (`doctor`: `--store-code {code}`)"
            )))
        }
    }
}

/// Says how to write an address that lacks only its beginning; what may hold a password or is an
/// address of another kind is not repeated.
fn with_scheme(text: &str) -> Option<String> {
    if text.contains("://") || text.contains('@') {
        return None;
    }
    let url = Url::parse(&format!("https://{text}")).ok()?;
    let scheme = if is_loopback(&url) { "http" } else { "https" };
    Some(format!("write it as `{scheme}://{text}`"))
}

/// Starts the sandbox for a run, with two-factor sign-in, as the tutorial has it, and these faults.
///
/// # Errors
/// Where no port can be had.
pub(crate) async fn start_sandbox(kind: SandboxKind, faults: Vec<Fault>) -> Result<Store, Error> {
    let options = Options {
        port: 0,
        version: kind.magento,
        developer_mode: kind.developer_mode,
        two_factor_secret: Some(SANDBOX_OTP_SECRET.to_owned()),
        faults,
        ..Options::default()
    };
    let started = Sandbox::start(&options).await;
    let started = started.map(|sandbox| Store::Sandbox(sandbox, kind));
    started.map_err(|error| Error::failed(format!("cannot start the sandbox: {error}")))
}

/// Says which Magento a sandbox is, such as `2.4.8 in developer mode`.
pub(crate) fn described(kind: SandboxKind) -> String {
    let mode = if kind.developer_mode {
        " in developer mode"
    } else {
        ""
    };
    format!("{}{mode}", kind.magento)
}

/// Returns the credentials of the sandbox's admin, as variables.
pub(crate) fn sandbox_credentials() -> [(&'static str, &'static str); 3] {
    [
        ("admin_username", ADMIN_USERNAME),
        ("admin_password", ADMIN_PASSWORD),
        ("admin_otp_secret", SANDBOX_OTP_SECRET),
    ]
}

impl Store {
    /// Says which Magento the sandbox is; of a real store that is not known.
    pub(crate) fn magento(&self) -> Option<String> {
        match self {
            Self::Target(_) => None,
            Self::Sandbox(_, kind) => Some(described(*kind)),
        }
    }

    /// Returns the address of the store.
    pub(crate) fn url(&self) -> Result<Url, Error> {
        match self {
            Self::Target(url) => Ok(url.clone()),
            Self::Sandbox(sandbox, _) => parse(&sandbox.url()),
        }
    }

    /// Says of each fault of the sandbox that has not struck why it has not.
    pub(crate) fn untriggered_faults(&self) -> Vec<String> {
        match self {
            Self::Target(_) => Vec::new(),
            Self::Sandbox(sandbox, _) => sandbox.untriggered_faults(),
        }
    }

    /// Ends the sandbox; a real store goes on.
    pub(crate) async fn stop(self) {
        if let Self::Sandbox(sandbox, _) = self {
            sandbox.stop().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_address_is_said_in_words() {
        for (text, words) in [
            ("", "empty"),
            ("  ", "empty"),
            ("shop.example", "does not begin"),
            ("ftp://me:secret@shop.example", "does not begin"),
            ("me:secret@shop.example", "does not begin"),
            ("http://", "no URL"),
            ("https://my shop", "no URL"),
            ("https://me:secret@shop.example", "user name or a password"),
            ("https://shop.example/?a=b", "query"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.message.contains(words), "{text}: {}", error.message);
            assert!(!error.render(false).contains("secret"), "{}", error.message);
            assert_eq!(error.exit_code, 2);
        }
    }

    #[test]
    fn an_address_without_its_beginning_is_told_the_whole_one() {
        for (text, hint) in [
            ("shop.example", "write it as `https://shop.example`"),
            ("localhost:8080/a", "write it as `http://localhost:8080/a`"),
            ("://x", "write it as `https://shop.example`"),
        ] {
            assert_eq!(parse(text).unwrap_err().hint.unwrap(), hint);
        }
    }

    #[test]
    fn the_address_of_the_api_is_taken_for_that_of_the_shop() {
        for (text, expected) in [
            ("https://h/rest", "https://h/"),
            ("https://h/rest/", "https://h/"),
            ("https://h/rest/V1", "https://h/"),
            ("https://h/rest/default/V1/", "https://h/"),
            ("https://h/shop/rest/V1/orders", "https://h/shop"),
            ("https://h/index.php/rest/V1", "https://h/"),
            ("https://h/restaurant", "https://h/restaurant"),
            ("https://h/rest/a/b", "https://h/rest/a/b"),
            ("https://h/shop/", "https://h/shop/"),
        ] {
            assert_eq!(parse(text).unwrap().as_str(), expected, "{text}");
        }
        for text in ["https://h/rest/de", "https://h/rest/de/V1"] {
            let error = parse(text).unwrap_err();
            let hint = error.hint.unwrap();
            assert!(
                hint.contains("--target https://h/") && hint.contains("store_code=de"),
                "{hint}"
            );
        }
    }
}
