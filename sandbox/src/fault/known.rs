//! The faults that there are, and what each of them does.

use std::time::Duration;

use crate::fault::error::FaultError;
use crate::fault::pages::Page;
use crate::fault::quantity;

/// A fault that the sandbox knows.
#[derive(Debug)]
pub struct KnownFault {
    /// Its name.
    pub name: &'static str,
    /// How its value is written, such as `=5s`; empty where it takes none.
    pub value: &'static str,
    /// What happens, in a sentence without its end.
    pub summary: &'static str,
    make: fn(&KnownFault, Option<&str>) -> Result<Kind, FaultError>,
}

/// What happens to the answer of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It comes so much later.
    Delay(Duration),
    /// Nobody listens.
    Refuse,
    /// The token that the request carries has run out.
    ExpiredToken,
    /// Something else than the store answers, or a store that is down.
    Page(Page),
    /// The store sends the client elsewhere.
    Redirect(String),
    /// The store sends the client on and on.
    RedirectLoop,
    /// The body is not what it should be.
    Body(Spoiled),
    /// The bytes on the wire are not what they should be.
    Wire(Broken),
}

/// How a body is spoiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spoiled {
    Truncated,
    InvalidUtf8,
    Bom,
    PhpNotice,
    Doubled,
}

/// How the answer is broken on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    Close,
    Cut,
    Drip,
    Glued,
    LengthTooLong,
    LengthTooShort,
    /// So many bytes follow the body.
    Huge(u64),
    /// So many bytes follow the body once it is unpacked.
    GzipBomb(u64),
}

/// All faults, in the order in which a reader should meet them.
pub const FAULTS: &[KnownFault] = &[
    KnownFault {
        name: "delay",
        value: "[=5s]",
        summary: "the answer comes that much later",
        make: |known, value| {
            let time = read(known, value.unwrap_or("5s"), "5s", quantity::time)?;
            Ok(Kind::Delay(time))
        },
    },
    KnownFault {
        name: "refuse",
        value: "",
        summary: "nobody listens: connections are refused (`#3-`: from the third request on)",
        make: |known, value| plain(known, value, Kind::Refuse),
    },
    KnownFault {
        name: "close",
        value: "",
        summary: "the connection closes before the answer; the request is carried out",
        make: |known, value| plain(known, value, Kind::Wire(Broken::Close)),
    },
    KnownFault {
        name: "cut",
        value: "",
        summary: "the connection closes in the middle of the body",
        make: |known, value| plain(known, value, Kind::Wire(Broken::Cut)),
    },
    KnownFault {
        name: "drip",
        value: "",
        summary: "the body comes one byte a second",
        make: |known, value| plain(known, value, Kind::Wire(Broken::Drip)),
    },
    KnownFault {
        name: "maintenance",
        value: "",
        summary: "503 and a page, as in maintenance mode",
        make: |known, value| plain(known, value, Kind::Page(Page::Maintenance)),
    },
    KnownFault {
        name: "bad-gateway",
        value: "",
        summary: "502 from nginx, as without php-fpm",
        make: |known, value| plain(known, value, Kind::Page(Page::BadGateway)),
    },
    KnownFault {
        name: "gateway-timeout",
        value: "",
        summary: "504 from nginx; the request is carried out all the same",
        make: |known, value| plain(known, value, Kind::Page(Page::GatewayTimeout)),
    },
    KnownFault {
        name: "too-many-requests",
        value: "",
        summary: "429 from nginx, with Retry-After: 30",
        make: |known, value| plain(known, value, Kind::Page(Page::TooManyRequests)),
    },
    KnownFault {
        name: "login-wall",
        value: "",
        summary: "401 from nginx, which wants a password of its own",
        make: |known, value| plain(known, value, Kind::Page(Page::LoginWall)),
    },
    KnownFault {
        name: "no-database",
        value: "",
        summary: "500 as text/plain, as without a database",
        make: |known, value| plain(known, value, Kind::Page(Page::NoDatabase)),
    },
    KnownFault {
        name: "blank",
        value: "",
        summary: "500 without a body, as of a PHP that died early",
        make: |known, value| plain(known, value, Kind::Page(Page::Blank)),
    },
    KnownFault {
        name: "not-installed",
        value: "",
        summary: "302 to /setup/, as without app/etc/env.php",
        make: |known, value| plain(known, value, Kind::Page(Page::NotInstalled)),
    },
    KnownFault {
        name: "html",
        value: "",
        summary: "200 and an HTML page instead of JSON, as of another vhost",
        make: |known, value| plain(known, value, Kind::Page(Page::Welcome)),
    },
    KnownFault {
        name: "truncated",
        value: "",
        summary: "half of the JSON, with a Content-Length that fits",
        make: |known, value| plain(known, value, Kind::Body(Spoiled::Truncated)),
    },
    KnownFault {
        name: "doubled",
        value: "",
        summary: "the JSON twice in one body",
        make: |known, value| plain(known, value, Kind::Body(Spoiled::Doubled)),
    },
    KnownFault {
        name: "invalid-utf8",
        value: "",
        summary: "a byte in the JSON that is no UTF-8",
        make: |known, value| plain(known, value, Kind::Body(Spoiled::InvalidUtf8)),
    },
    KnownFault {
        name: "bom",
        value: "",
        summary: "a byte order mark before the JSON",
        make: |known, value| plain(known, value, Kind::Body(Spoiled::Bom)),
    },
    KnownFault {
        name: "php-notice",
        value: "",
        summary: "a notice of PHP before the JSON",
        make: |known, value| plain(known, value, Kind::Body(Spoiled::PhpNotice)),
    },
    KnownFault {
        name: "huge",
        value: "[=100MB]",
        summary: "that many blanks after the JSON",
        make: |known, value| {
            let size = read(known, value.unwrap_or("100MB"), "100MB", quantity::size)?;
            Ok(Kind::Wire(Broken::Huge(size)))
        },
    },
    KnownFault {
        name: "gzip-bomb",
        value: "[=1GB]",
        summary: "that many blanks after the JSON, packed to a thousandth",
        make: |known, value| {
            let size = read(known, value.unwrap_or("1GB"), "100MB", quantity::size)?;
            Ok(Kind::Wire(Broken::GzipBomb(size)))
        },
    },
    KnownFault {
        name: "length-too-long",
        value: "",
        summary: "a Content-Length beyond the body's end",
        make: |known, value| plain(known, value, Kind::Wire(Broken::LengthTooLong)),
    },
    KnownFault {
        name: "length-too-short",
        value: "",
        summary: "a Content-Length before the body's end",
        make: |known, value| plain(known, value, Kind::Wire(Broken::LengthTooShort)),
    },
    KnownFault {
        name: "glued",
        value: "",
        summary: "two whole answers to one request",
        make: |known, value| plain(known, value, Kind::Wire(Broken::Glued)),
    },
    KnownFault {
        name: "redirect",
        value: "=URL",
        summary: "302 to another place",
        make: redirect,
    },
    KnownFault {
        name: "redirect-loop",
        value: "",
        summary: "302 to a place that redirects on, without end",
        make: |known, value| plain(known, value, Kind::RedirectLoop),
    },
    KnownFault {
        name: "expired-token",
        value: "",
        summary: "the token that the request carries has run out, for good",
        make: |known, value| plain(known, value, Kind::ExpiredToken),
    },
];

impl KnownFault {
    /// Makes what happens of the value that was written.
    pub(crate) fn kind(&self, value: Option<&str>) -> Result<Kind, FaultError> {
        (self.make)(self, value)
    }

    /// Says how its value is written.
    pub(crate) fn wrong_value(&self, value: &str, example: &str) -> FaultError {
        FaultError::new(
            format!("`{value}` is no value of the fault `{}`", self.name),
            format!("write it as `{}={example}`", self.name),
        )
    }
}

fn plain(known: &KnownFault, value: Option<&str>, kind: Kind) -> Result<Kind, FaultError> {
    match value {
        None => Ok(kind),
        Some(_) => Err(FaultError::new(
            format!("the fault `{}` takes no value", known.name),
            format!("write `{}`", known.name),
        )),
    }
}

/// Reads a time or a size, or says how one is written.
fn read<T>(
    known: &KnownFault,
    text: &str,
    example: &str,
    quantity: fn(&str) -> Option<T>,
) -> Result<T, FaultError> {
    quantity(text).ok_or_else(|| known.wrong_value(text, example))
}

fn redirect(known: &KnownFault, value: Option<&str>) -> Result<Kind, FaultError> {
    let example = "https://elsewhere.example/";
    let Some(url) = value else {
        return Err(FaultError::new(
            format!("the fault `{}` needs a value", known.name),
            format!("write `{}={example}`", known.name),
        ));
    };
    let host = ["http://", "https://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme));
    let is_address = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
        && url.bytes().all(|byte| byte.is_ascii_graphic());
    if is_address {
        Ok(Kind::Redirect(url.to_owned()))
    } else {
        Err(known.wrong_value(url, example))
    }
}
