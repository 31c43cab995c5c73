//! How far a request of a scenario reaches: to the target, below its path, and in no other way than
//! the client frames it.

use percent_encoding::percent_decode_str;

/// What the client sets itself: to whom a request goes, and how it is framed (RFC 9110, section 7.6).
const OF_CLIENT: [&str; 13] = [
    "connection",
    "content-length",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// What servers and frameworks take for another host, path or method than those of the request.
const REROUTING: [&str; 11] = [
    "forwarded",
    "x-forwarded-host",
    "x-forwarded-path",
    "x-forwarded-prefix",
    "x-forwarded-server",
    "x-host",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-original-url",
    "x-rewrite-url",
];

/// How often a path is decoded at most: a proxy may decode it once more than the shop.
const LAYERS: usize = 4;

/// Why a scenario may not set a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderRefusal {
    /// The client writes it itself.
    OfClient,
    /// It would lead the request elsewhere.
    Rerouting,
}

/// Returns why a scenario may not set the header of this name, if so.
pub fn refused_header(name: &str) -> Option<HeaderRefusal> {
    // Behind CGI, `Content_Length` is the same header.
    let name = name.to_ascii_lowercase().replace('_', "-");
    if OF_CLIENT.contains(&name.as_str()) {
        Some(HeaderRefusal::OfClient)
    } else if REROUTING.contains(&name.as_str()) {
        Some(HeaderRefusal::Rerouting)
    } else {
        None
    }
}

/// Returns whether a path, with or without a query, could lead out of the path below which the shop
/// lives: by `.` or `..` between its slashes, also encoded, or by the host of another.
pub fn leads_out(path: &str) -> bool {
    if path.starts_with("//") {
        return true;
    }
    let mut plain = path.split('?').next().unwrap_or("").to_owned();
    for _ in 0..LAYERS {
        if plain.split(['/', '\\']).any(is_step) {
            return true;
        }
        let decoded = percent_decode_str(&plain).decode_utf8_lossy().into_owned();
        if decoded == plain {
            break;
        }
        plain = decoded;
    }
    false
}

/// Whether a segment names another place than one below. Some servers leave parameters (`..;a=b`) out.
fn is_step(segment: &str) -> bool {
    let name = segment.split(';').next().unwrap_or("").trim();
    matches!(name, "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_steps_up_leads_out_however_it_is_written() {
        for path in [
            "/..",
            "/a/../b",
            "/a/./b",
            "/%2e%2e/b",
            "/.%2E/b",
            "/a/%252e%252e/b",
            "/a%2f..%2fb",
            "/a\\..\\b",
            "/a%5c..%5Cb",
            "/a/..;x=1/b",
            "//host/a",
            "/..?a=b",
        ] {
            assert!(leads_out(path), "{path}");
        }
        for path in [
            "/",
            "/a..b/...",
            "/a?next=/../b",
            "/a//b",
            "/a%2Fb",
            "/100%",
        ] {
            assert!(!leads_out(path), "{path}");
        }
    }

    #[test]
    fn headers_that_frame_or_reroute_are_refused_however_they_are_written() {
        for name in ["Host", "CONTENT-LENGTH", "Content_Length", "Keep-Alive"] {
            assert_eq!(
                refused_header(name),
                Some(HeaderRefusal::OfClient),
                "{name}"
            );
        }
        for name in ["X-Forwarded-Host", "x_http_method_override"] {
            assert_eq!(
                refused_header(name),
                Some(HeaderRefusal::Rerouting),
                "{name}"
            );
        }
        for name in ["Accept", "X-Forwarded-For", "X-Hosting", "Store"] {
            assert_eq!(refused_header(name), None, "{name}");
        }
    }
}
