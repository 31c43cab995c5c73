//! Where a path leads to: the REST API, the version, or a page of the storefront.

use crate::http::{HTML, Request, Response};
use crate::state::Store;
use crate::{rest, storefront};

/// Answers a request.
pub(crate) fn answer(store: &mut Store, request: &Request, now: i64) -> Response {
    let path = request
        .path
        .strip_prefix("/index.php")
        .unwrap_or(&request.path);
    // As Magento does, all slashes around the path are taken off, but none inside.
    let path = path.trim_matches('/');
    let (front_name, rest_path) = path.split_once('/').unwrap_or((path, ""));
    match front_name {
        "rest" => rest::answer(store, request, rest_path, now),
        "magento_version" if rest_path.is_empty() => Response {
            has_session: true,
            ..Response::new(200, HTML, "Magento/2.4 (Community)".into())
        },
        _ => storefront::answer(store, request, path, now),
    }
}
