//! What went wrong, in plain words, out of the library's nested errors.

mod tls;

use std::error::Error;
use std::io;
use std::time::Duration;

use url::Url;

use crate::http::error::{HttpError, HttpErrorKind, authority};
use crate::http::exchange::Request;

/// How a request was sent: through which proxy, with which roots.
pub(super) struct Route {
    pub(super) connect_timeout: Duration,
    /// Whether the machine knows any certificate authority.
    pub(super) has_roots: bool,
    /// The proxy in between, as `host:port`.
    pub(super) proxy: Option<String>,
}

/// Explains why no client could be made.
pub(super) fn of_build(error: reqwest::Error) -> HttpError {
    let cause = root_text(&error.without_url());
    unprepared(&cause)
}

/// Explains why TLS cannot be spoken at all.
pub(super) fn of_config(error: &rustls::Error) -> HttpError {
    unprepared(&error.to_string())
}

fn unprepared(cause: &str) -> HttpError {
    HttpError::new(
        HttpErrorKind::Tls,
        format!("cannot prepare the HTTP client: {cause}"),
    )
}

/// Explains that the status line did not come in time.
pub(super) fn of_waiting(request: &Request, proxy: Option<&str>) -> HttpError {
    let way = proxy.map(|proxy| format!(" through the proxy `{proxy}`"));
    let error = HttpError::new(
        HttpErrorKind::Timeout,
        format!(
            "no answer from `{}`{} within {}",
            authority(&request.url),
            way.unwrap_or_default(),
            seconds(request.timeout)
        ),
    );
    match proxy {
        None => error.hint("give it more time with `--timeout`, or look at what keeps the shop busy"),
        Some(_) => error.hint(
            "give it more time with `--timeout`, or look at the proxy, and at what keeps the shop busy; \
             `NO_PROXY` with the shop's host goes past the proxy",
        ),
    }
}

/// Explains that the body did not come to its end in time.
pub(super) fn of_reading_slowly(request: &Request) -> HttpError {
    HttpError::new(
        HttpErrorKind::Timeout,
        format!(
            "the answer of `{}` was not complete within {}",
            authority(&request.url),
            seconds(request.timeout)
        ),
    )
    .hint("give it more time with `--timeout`, or look at what keeps the shop busy")
}

/// Explains why no response came.
pub(super) fn of_sending(error: reqwest::Error, request: &Request, route: &Route) -> HttpError {
    let nothing_sent = error.is_dns() || error.is_connect();
    HttpError {
        nothing_sent,
        ..explain_sending(error, request, route)
    }
}

fn explain_sending(error: reqwest::Error, request: &Request, route: &Route) -> HttpError {
    let name = authority(&request.url);
    let is_dns = error.is_dns();
    let is_connect = error.is_connect();
    let is_timeout = error.is_timeout();
    let error = error.without_url();
    if let Some(error) = find::<rustls::Error>(&error) {
        return tls::of_tls(error, &request.url, route.has_roots);
    }
    if let Some(proxy) = &route.proxy
        && (is_dns || is_connect)
    {
        return of_proxy(&error, proxy, &name);
    }
    if is_dns {
        return of_name(&request.url);
    }
    if is_connect && is_timeout {
        return HttpError::new(
            HttpErrorKind::Timeout,
            format!(
                "cannot connect to `{name}`: no answer within {}",
                seconds(route.connect_timeout)
            ),
        )
        .hint("check host and port, and that no firewall is in between");
    }
    if is_connect {
        return HttpError::new(
            HttpErrorKind::Connection,
            format!("cannot connect to `{name}`: {}", connect_cause(&error)),
        )
        .hint(connect_hint(&error));
    }
    of_broken_answer(&error, &name)
}

fn of_name(url: &Url) -> HttpError {
    let host = url.host_str().unwrap_or("");
    HttpError::new(
        HttpErrorKind::Connection,
        format!("`{host}` does not resolve"),
    )
    .hint("check the spelling of the target, and that this machine can look it up")
}

fn connect_cause(error: &reqwest::Error) -> String {
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => "connection refused".to_owned(),
        Some(io::ErrorKind::ConnectionReset) => "connection reset".to_owned(),
        Some(io::ErrorKind::UnexpectedEof) => "it closed the connection at once".to_owned(),
        Some(io::ErrorKind::HostUnreachable) => "host unreachable".to_owned(),
        Some(io::ErrorKind::NetworkUnreachable) => "network unreachable".to_owned(),
        Some(io::ErrorKind::TimedOut) => "timed out".to_owned(),
        _ => root_text(error),
    }
}

fn connect_hint(error: &reqwest::Error) -> &'static str {
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => "is the shop running, and is this its port?",
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof) => {
            "does this port speak https? if not, write `http://` in the target"
        }
        _ => "check host and port of the target",
    }
}

/// Explains what went wrong at the proxy, or behind it.
fn of_proxy(error: &reqwest::Error, proxy: &str, target: &str) -> HttpError {
    let texts: Vec<String> = causes(error).map(ToString::to_string).collect();
    let says = |words: &str| texts.iter().any(|text| text.contains(words));
    if says("proxy authorization required") {
        return of_stranger_to_proxy(proxy);
    }
    let message = if says("tunnel error: unsuccessful") {
        format!("the proxy `{proxy}` does not connect to `{target}`")
    } else if error.is_dns() {
        format!("the proxy `{proxy}` does not resolve")
    } else if error.is_timeout() {
        format!("cannot connect to `{target}` through the proxy `{proxy}`: no answer in time")
    } else {
        let cause = connect_cause(error);
        format!("cannot connect to the proxy `{proxy}`: {cause}")
    };
    HttpError::new(HttpErrorKind::Connection, message).hint(
        "`HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY` names it; put the shop's host into `NO_PROXY` to go past it",
    )
}

/// Explains that a proxy wants to know who comes.
pub(super) fn of_stranger_to_proxy(proxy: &str) -> HttpError {
    HttpError::new(
        HttpErrorKind::Connection,
        format!("the proxy `{proxy}` wants a user name and a password"),
    )
    .hint(
        "write them into the variable that names it: `HTTPS_PROXY=http://user:password@host:port`",
    )
}

/// Says whether the connection was closed before an answer began.
pub(super) fn is_closed(error: &reqwest::Error) -> bool {
    let is_of_socket = find::<io::Error>(error).is_some_and(|error| {
        matches!(
            error.kind(),
            io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::UnexpectedEof
        )
    });
    let hyper = find::<hyper::Error>(error);
    is_of_socket || hyper.is_some_and(|error| error.is_incomplete_message() || error.is_closed())
}

fn of_broken_answer(error: &reqwest::Error, name: &str) -> HttpError {
    if is_closed(error) {
        return HttpError::new(
            HttpErrorKind::Connection,
            format!("`{name}` closed the connection without an answer"),
        )
        .hint("look into the log of the shop's web server; a request that writes may have been carried out");
    }
    let cause = root_text(error);
    if cause.contains("too large") || cause.contains("header size") {
        return HttpError::new(
            HttpErrorKind::Connection,
            format!("`{name}` sends more headers than are read, in number or in size: {cause}"),
        )
        .hint("look with `curl -sI` at what sets so many cookies, links or policies");
    }
    HttpError::new(
        HttpErrorKind::Connection,
        format!("`{name}` answers something that is no HTTP: {cause}"),
    )
    .hint("is this the shop's port? if it speaks https, write `https://` in the target")
}

/// Explains why the body could not be read to its end.
pub(super) fn of_body(error: reqwest::Error, url: &Url) -> HttpError {
    let error = error.without_url();
    let kind = find::<io::Error>(&error).map(io::Error::kind);
    let text = root_text(&error);
    let is_cut = matches!(
        kind,
        Some(
            io::ErrorKind::UnexpectedEof
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
        )
    ) || text.contains("end of file");
    if is_cut {
        of_cut_body(url, "the connection closed before its end")
    } else {
        body_failure(url, &format!("could not be read: {text}"))
    }
}

/// Explains that a body is not as long as it says.
pub(super) fn of_cut_body(url: &Url, cause: &str) -> HttpError {
    body_failure(url, &format!("was cut short: {cause}"))
}

/// Explains that a body is not encoded as it says.
pub(super) fn of_broken_encoding(url: &Url, encoding: &str) -> HttpError {
    body_failure(url, &format!("is not the {encoding} that it claims to be"))
}

/// Explains that the body is compressed in a way that was not offered.
pub(super) fn of_encoding(url: &Url, encoding: &str) -> HttpError {
    let encoding = encoding.escape_debug();
    body_failure(
        url,
        &format!("is encoded as `{encoding}`, which cannot be undone"),
    )
    .hint("gzip and brotli can; leave `Accept-Encoding` out of the request's headers")
}

fn body_failure(url: &Url, what: &str) -> HttpError {
    let name = authority(url);
    HttpError::new(
        HttpErrorKind::Body,
        format!("the body that `{name}` sent {what}"),
    )
    .hint("look into the logs of the shop's web server and of what is in front of it")
}

/// Explains that the body is larger than is read.
pub(super) fn of_size(url: &Url, limit: usize) -> HttpError {
    HttpError::new(
        HttpErrorKind::Body,
        format!(
            "the body is larger than {}: `{}` sends more than is read",
            size(limit),
            authority(url)
        ),
    )
    .hint("ask for less, with `searchCriteria[pageSize]` or `fields`")
}

/// Returns the first error of this type among the causes.
fn find<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    causes(error).find_map(|cause| cause.downcast_ref::<T>())
}

/// Returns the error and all its causes, outermost first.
fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let outermost: &'a (dyn Error + 'static) = error;
    std::iter::successors(Some(outermost), |cause| {
        let cause: &'a (dyn Error + 'static) = *cause;
        // An I/O error that wraps another one names that one's cause as its own.
        let wrapped = cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match wrapped {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => cause.source(),
        }
    })
}

/// Returns what the innermost cause says.
fn root_text(error: &reqwest::Error) -> String {
    causes(error)
        .last()
        .map(|cause| cause.to_string())
        .unwrap_or_default()
}

fn seconds(duration: Duration) -> String {
    let millis = duration.as_millis();
    if millis.is_multiple_of(1000) {
        format!("{} s", millis / 1000)
    } else if millis < 1000 {
        format!("{millis} ms")
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}

fn size(bytes: usize) -> String {
    const KIB: usize = 1024;
    const MIB: usize = 1024 * KIB;
    if bytes >= MIB && bytes.is_multiple_of(MIB) {
        format!("{} MiB", bytes / MIB)
    } else if bytes >= KIB && bytes.is_multiple_of(KIB) {
        format!("{} KiB", bytes / KIB)
    } else {
        format!("{bytes} bytes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_times_and_sizes_as_people_do() {
        for (millis, expected) in [
            (30_000, "30 s"),
            (250, "250 ms"),
            (1500, "1.5 s"),
            (0, "0 s"),
        ] {
            assert_eq!(seconds(Duration::from_millis(millis)), expected);
        }
        for (bytes, expected) in [
            (64 * 1024 * 1024, "64 MiB"),
            (2048, "2 KiB"),
            (1000, "1000 bytes"),
            (0, "0 bytes"),
        ] {
            assert_eq!(size(bytes), expected);
        }
    }
}
