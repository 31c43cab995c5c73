//! How a store is reached: what a user said, as the options of a client.

use std::fs;
use std::path::{Path, PathBuf};

use url::Url;

use crate::error::Error;
use crate::http::client::{
    Added, Basic, Client, HeaderProblem, LeftOut, Options, Trust, TrustProblem,
};
use crate::launch::console::Console;
use crate::launch::options::ConnectionOptions;
use crate::launch::variables::{Given, empty};

/// Reads what a user said about the connection, before anything is sent.
///
/// # Errors
/// A file that cannot be read or holds something else, a header that cannot be added, credentials
/// that are none.
pub(crate) fn options(
    wanted: &ConnectionOptions,
    given: &Given,
    console: Console,
) -> Result<Options, Error> {
    let trust = trust(wanted, console)?;
    if trust.is_insecure() {
        (console.say)(
            "warning: certificates are not checked (`--insecure`): anybody in between can read and change everything",
        );
    }
    Ok(Options {
        allowed_hosts: wanted.allow_host.clone(),
        trust,
        added: added(wanted, given)?,
        curl_options: curl_options(wanted),
        ..Options::default()
    })
}

/// Makes the client of a store.
///
/// # Errors
/// Where the machine cannot give what a client needs.
pub(crate) fn client(url: &Url, options: &Options) -> Result<Client, Error> {
    Client::new(url, options).map_err(|error| {
        let is_of_user = !options.trust.is_default();
        let ended = if is_of_user {
            Error::usage
        } else {
            Error::failed
        };
        Error {
            hint: error.hint,
            ..ended(error.message)
        }
    })
}

fn trust(wanted: &ConnectionOptions, console: Console) -> Result<Trust, Error> {
    let mut trust = Trust::default();
    if let Some(path) = &wanted.cacert {
        let added = trust.add_authorities(&read(path, "--cacert")?);
        for left_out in added.map_err(|problem| unusable(path, "--cacert", &problem))? {
            let LeftOut {
                number,
                line,
                cause,
            } = left_out;
            (console.say)(&format!(
                "warning: --cacert: `{}`: certificate {number} on line {line} is not trusted, the others are: {cause}",
                path.display()
            ));
        }
    }
    if let Some(path) = &wanted.cert {
        let certificate = read(path, "--cert")?;
        let key_path = wanted.key.as_ref();
        let key = key_path.map(|path| read(path, "--key")).transpose()?;
        let come = trust.come_as(&certificate, key.as_deref());
        come.map_err(|problem| match (&problem, key_path) {
            (TrustProblem::NoKey, Some(key)) => unusable(key, "--key", &problem),
            (TrustProblem::NoKey, None) => {
                unusable(path, "--cert", &problem).hint("name the file of the key with `--key`")
            }
            (TrustProblem::OtherKey, _) => Error::usage(problem.to_string())
                .hint("name the key that the certificate was made for with `--key`"),
            _ => unusable(path, "--cert", &problem),
        })?;
    }
    if wanted.insecure {
        trust.check_nothing();
    }
    Ok(trust)
}

/// Returns the same for curl. To it, `:` ends the name of the file with a certificate of one's own.
fn curl_options(wanted: &ConnectionOptions) -> Vec<String> {
    let mut options = Vec::new();
    let mut file = |option: &str, path: &Option<PathBuf>, is_escaped: bool| {
        let Some(path) = path else { return };
        let path = path.display().to_string();
        let path = if is_escaped {
            path.replace(':', "\\:")
        } else {
            path
        };
        options.extend([option.to_owned(), path]);
    };
    file("--cacert", &wanted.cacert, false);
    file("--cert", &wanted.cert, true);
    file("--key", &wanted.key, false);
    if wanted.insecure {
        options.push("--insecure".to_owned());
    }
    options
}

fn read(path: &Path, option: &str) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|error| {
        Error::usage(format!(
            "{option}: cannot read `{}`: {error}",
            path.display()
        ))
    })
}

fn unusable(path: &Path, option: &str, problem: &TrustProblem) -> Error {
    let colon = match problem {
        TrustProblem::Unusable(_) => ":",
        _ => "",
    };
    let error = Error::usage(format!("{option}: `{}`{colon} {problem}", path.display()));
    match problem {
        TrustProblem::NoCertificate => error.hint(
            "one in another form is written as PEM by `openssl x509 -inform der -in FILE -out FILE.pem`, \
             or `openssl pkcs12 -in FILE -out FILE.pem -nodes`",
        ),
        _ => error,
    }
}

fn added(wanted: &ConnectionOptions, given: &Given) -> Result<Added, Error> {
    let mut added = Added::default();
    for line in &wanted.headers {
        let done = added.add(line);
        done.map_err(|problem| refused("--header", &problem))?;
    }
    if let Some(lines) = given.own("header") {
        if lines.trim().is_empty() {
            return Err(empty("header"));
        }
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let done = added.add(line);
            done.map_err(|problem| refused("MAGEWALK_HEADER", &problem))?;
        }
    }
    if let Some(pair) = given.own("basic") {
        if pair.is_empty() {
            return Err(empty("basic"));
        }
        let basic = Basic::parse(pair).ok_or_else(|| {
            let what = if pair.contains(':') {
                "`MAGEWALK_BASIC` has no user name before its `:`"
            } else {
                "`MAGEWALK_BASIC` has no `:` between a user name and a password"
            };
            let hint = "write it as `user:password`, or `user:` where there is no password";
            Error::usage(what).hint(hint)
        })?;
        added.sign_in_before(basic);
    }
    Ok(added)
}

fn refused(what: &str, problem: &HeaderProblem) -> Error {
    let error = Error::usage(format!("{what}: {problem}"));
    match problem {
        HeaderProblem::Authorization(_) => error.hint(
            "for a password before the shop set `MAGEWALK_BASIC=user:password`; the shop's own \
             tokens come from `as: admin` and `bearer` in a step",
        ),
        HeaderProblem::OfSteps(name) => {
            error.hint(format!("write it into the step: `headers: {{{name}: …}}`"))
        }
        HeaderProblem::OfClient(name) => error.hint(format!("leave `{name}` out")),
        _ => error.hint("write it as `--header 'X-Staging-Key: …'`"),
    }
}
