//! The door of a shop: what `/magento_version` answers, which the REST API alone does not show. The
//! signs are those of recorded stores in trouble.

use url::Url;

use crate::doctor::{Finding, Known, in_trouble};
use crate::http::exchange::Response;

/// The path that is asked for.
pub const PATH: &str = "/magento_version";

const SUBJECT: &str = "Magento";

/// Says who answers at the door.
pub fn magento(shop: &Url, response: &Response, known: Known<'_>) -> Finding {
    let body = String::from_utf8_lossy(&response.body);
    let body = body.trim_start_matches('\u{feff}').trim();
    match response.status {
        200 if body.starts_with("Magento/") && body.len() < 80 => Finding::fine(SUBJECT, body),
        200 => Finding::to_do(
            SUBJECT,
            format!("{PATH} answers 200, and not as Magento does"),
            "is the target a Magento, and does its web server lead to `pub/index.php`?",
        ),
        301 | 302 | 303 | 307 | 308 => redirect(shop, response),
        _ => in_trouble(SUBJECT, PATH, response, known),
    }
}

fn redirect(shop: &Url, response: &Response) -> Finding {
    let location = response.header("location").unwrap_or_default();
    let target = shop.join(location).ok();
    let Some(target) = target.filter(|_| !location.is_empty()) else {
        return Finding::to_do(
            "redirect",
            "the shop leads on to no address",
            "look at the web server and at `web/unsecure/base_url`",
        );
    };
    let place = target.origin().ascii_serialization();
    if target.path().starts_with("/setup") {
        return Finding::to_do(
            "redirect",
            "the shop leads to its installation",
            "`app/etc/env.php` is missing",
        );
    }
    if target.origin() == shop.origin() {
        return Finding::to_do(
            "redirect",
            format!("the shop leads from {PATH} to itself"),
            "a redirect loop: `web/secure/base_url`, `web/url/redirect_to_base` and the header of the TLS offloader have to agree",
        );
    }
    Finding::to_do(
        "redirect",
        format!("the shop leads to {place}"),
        format!("name it as `--target {place}`, or set `web/unsecure/base_url` to this address"),
    )
}

/// Says whether something that caches has answered for the shop. What belongs to one customer could
/// be shown to another.
pub fn cache(response: &Response) -> Finding {
    if response.is_from_cache() {
        return Finding::to_do(
            "cache",
            "a cache has answered for the REST API",
            "keep `/rest/` out of the cache: it may hand one customer's data to another",
        );
    }
    Finding::fine("cache", "the shop itself has answered")
}

/// The most that clocks may be apart, in seconds: half the life of a one-time password.
const CLOCKS: i64 = 15;

/// Compares the shop's clock with this machine's; both in seconds since 1970.
pub fn clock(response: &Response, now: i64) -> Finding {
    let date = response.header("date").unwrap_or_default();
    let Ok(date) = jiff::fmt::rfc2822::parse(date) else {
        return Finding::unknown(
            "clock",
            "the shop does not say what time it is",
            "its answers lack a `Date`; one-time passwords and signatures need the clocks to agree",
        );
    };
    // An answer of a cache says when the cache got it.
    let answered = date.timestamp().as_second().saturating_add(response.age());
    let apart = answered.saturating_sub(now);
    if apart.abs() <= CLOCKS {
        return Finding::fine("clock", format!("{} s apart", apart.abs()));
    }
    let way = if apart > 0 { "ahead of" } else { "behind" };
    Finding::to_do(
        "clock",
        format!("the shop is {} s {way} this machine", apart.abs()),
        "set both by NTP: one-time passwords and signatures go by the clock",
    )
}
