//! One REST request, from the path to the answer, in Magento's order: format, store code, method,
//! route, permission, body, parameters, service.

use serde_json::{Map, Value};

use crate::caller::Caller;
use crate::error::{ApiError, Kind};
use crate::http::{self, Request, Response};
use crate::negotiate::{self, Format};
use crate::routes::route::{Access, Route};
use crate::schema::Type;
use crate::service::Call;
use crate::state::Store;
use crate::token::{self, UserKind};
use crate::version::Version;
use crate::{bulk, developer_mode, input, oauth, query, render, routes, swagger};

/// The code of the only store view.
const STORE_CODE: &str = "default";
/// What stands for all store views.
const ALL_STORES: &str = "all";

/// Whether customers may sign in where a request goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    StoreView,
    AllStores,
}

/// How a request is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Now,
    Later,
    ManyLater,
}

/// Answers a request whose path, without the leading `rest`, is `path`.
pub(crate) fn answer(store: &mut Store, request: &Request, path: &str, now: i64) -> Response {
    let Some(format) = negotiate::accepted(request.header("accept")) else {
        // Recorded on a 2.4.7-p3 store: before there is a format there can be no REST error.
        return http::error_page(500, "There has been an error processing your request");
    };
    let mut outcome = Outcome::default();
    let mut headers = Vec::new();
    let (status, body) = match outcome.work(store, request, path, now) {
        Ok(body) => (outcome.status, body),
        Err(refusal) => {
            let refusal = if store.is_in_developer_mode {
                developer_mode::traced(refusal, path)
            } else {
                refusal
            };
            if let Kind::Page { .. } = refusal.kind {
                return Response::new(refusal.status, "text/plain;charset=UTF-8", refusal.message);
            }
            let part = refusal.leads_back_to.map(str::to_owned);
            headers.extend(part.map(|part| ("errorredirectaction", part)));
            (refusal.status, refusal.body())
        }
    };
    let (content_type, body) = match format {
        Format::Json => ("application/json; charset=utf-8", render::json(&body)),
        Format::Xml => ("application/xml; charset=utf-8", render::xml(&body)),
    };
    Response {
        headers,
        has_session: outcome.has_session,
        ..Response::new(status, content_type, body)
    }
}

/// What the answer's head needs to know of the work.
struct Outcome {
    status: u16,
    has_session: bool,
}

impl Default for Outcome {
    fn default() -> Self {
        Self {
            status: 200,
            has_session: false,
        }
    }
}

impl Outcome {
    fn work(
        &mut self,
        store: &mut Store,
        request: &Request,
        path: &str,
        now: i64,
    ) -> Result<Value, ApiError> {
        let (scope, path) = without_store_code(path);
        let method = request.method.as_str();
        if !["GET", "POST", "PUT", "DELETE"].contains(&method) {
            return Err(ApiError::new(
                405,
                format!("The {method} HTTP method is not supported."),
            ));
        }
        if method == "GET" && path == "schema" {
            return schema(store, request, scope, now);
        }
        let (mode, path) = mode(path)
            .ok_or_else(|| ApiError::bad_request("Specified request cannot be processed."))?;
        let (route, in_path) = routes::find(method, path, store.two_factor.is_some())
            .ok_or_else(|| ApiError::new(404, "Request does not match any route."))?;
        let caller = match oauth::caller(&mut store.oauth, request, now) {
            // Nobody asks there who it is.
            Some(signed) if route.access == Access::Anonymous => signed.unwrap_or(Caller::Guest),
            Some(signed) => signed?,
            None => caller(store, request.header("authorization"), scope, now),
        };
        authorize(store, route, caller)?;
        let body = body_of(request, route, in_path.last())?;
        let mut parameters = query::parse(&request.query);
        let fields = parameters.get("fields").and_then(Value::as_str);
        let fields = fields.unwrap_or_default().to_owned();
        let in_path = in_path.into_iter();
        parameters.extend(in_path.map(|(name, value)| (name, Value::String(value))));
        if mode != Mode::Now && method != "GET" {
            self.status = 202;
            let operations = if mode == Mode::ManyLater {
                items(body)
            } else {
                vec![body]
            };
            return enqueue(store, route, caller, operations, &parameters, now);
        }
        let input = convert(store, route, caller, body, &parameters)?;
        self.has_session = true;
        let call = Call { caller, input, now };
        let answer = (route.handler)(store, &call)?;
        Ok(render::only_fields(answer, &fields))
    }
}

/// Describes the services that the caller may use.
fn schema(store: &mut Store, request: &Request, scope: Scope, now: i64) -> Result<Value, ApiError> {
    let caller = caller(store, request.header("authorization"), scope, now);
    let services = query::parse(&request.query);
    let services = services.get("services").and_then(Value::as_str);
    swagger::answer(store, services.unwrap_or_default(), |route| {
        authorize(store, route, caller).is_ok()
    })
}

/// Reads the body, where the method has one.
fn body_of(
    request: &Request,
    route: &Route,
    last_in_path: Option<&(String, String)>,
) -> Result<Value, ApiError> {
    if request.method != "POST" && request.method != "PUT" {
        return Ok(Value::Null);
    }
    let mut body = negotiate::read_body(request.header("content-type"), &request.body)?;
    if let Some(last) = last_in_path.filter(|_| request.method == "PUT") {
        put_into_body(route, last, &mut body);
    }
    Ok(body)
}

/// Takes the store code off a path; a path without one belongs to the default view.
fn without_store_code(path: &str) -> (Scope, &str) {
    let (code, rest) = path.split_once('/').unwrap_or((path, ""));
    match code {
        STORE_CODE => (Scope::StoreView, rest),
        ALL_STORES => (Scope::AllStores, rest),
        _ => (Scope::StoreView, path),
    }
}

/// Returns how a request is carried out, and the path from the version on.
fn mode(path: &str) -> Option<(Mode, &str)> {
    let (mode, path) = if let Some(path) = path.strip_prefix("async/bulk/") {
        (Mode::ManyLater, path)
    } else if let Some(path) = path.strip_prefix("async/") {
        (Mode::Later, path)
    } else {
        (Mode::Now, path)
    };
    let version = path.strip_prefix('V')?;
    version
        .starts_with(|digit: char| digit.is_ascii_digit())
        .then_some((mode, path))
}

/// Returns who sent a request. A token that does not hold is like none: a route for everybody works with it.
fn caller(store: &Store, authorization: Option<&str>, scope: Scope, now: i64) -> Caller {
    let pieces: Vec<_> = authorization.unwrap_or_default().split(' ').collect();
    let [scheme, bearer] = pieces[..] else {
        return Caller::Guest;
    };
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Caller::Guest;
    }
    let Some(claims) = token::read(&store.key, bearer, now) else {
        return oauth::bearer(&store.oauth, bearer).unwrap_or(Caller::Guest);
    };
    let revoked = store.revoked.get(&(claims.kind, claims.user));
    if revoked.is_some_and(|revoked| claims.issued_at <= *revoked) {
        return Caller::Guest;
    }
    match claims.kind {
        UserKind::Admin if store.admins.iter().any(|admin| admin.id == claims.user) => {
            Caller::Admin(claims.user)
        }
        // Recorded on a 2.4.7-p3 store: a customer belongs to a website and is nobody in the scope `all`.
        UserKind::Customer
            if scope == Scope::StoreView && store.customers.contains_key(&claims.user) =>
        {
            Caller::Customer(claims.user)
        }
        _ => Caller::Guest,
    }
}

/// Tells whether the value of an `Authorization` header is that of an admin.
pub(crate) fn is_admin(store: &Store, authorization: &str, now: i64) -> bool {
    caller(store, Some(authorization), Scope::AllStores, now).is_admin()
}

fn authorize(store: &Store, route: &Route, caller: Caller) -> Result<(), ApiError> {
    match route.access {
        Access::Anonymous => Ok(()),
        Access::Own | Access::SignedIn if caller != Caller::Guest => Ok(()),
        Access::Own | Access::SignedIn => Err(ApiError::unauthorized("self")),
        Access::Resource(resource) if may(store, caller, resource) => Ok(()),
        Access::Resource(resource) => Err(ApiError::unauthorized(resource)),
    }
}

fn may(store: &Store, caller: Caller, resource: &str) -> bool {
    match caller {
        Caller::Admin(_) => true,
        Caller::Integration(_) => oauth::may(&store.oauth, resource),
        Caller::Customer(_) | Caller::Guest => false,
    }
}

/// Puts the last parameter of the path into the structure that is sent, where that has such a member.
/// Source: `Magento\Webapi\Controller\Rest\ParamsOverrider`.
fn put_into_body(route: &Route, (name, value): &(String, String), body: &mut Value) {
    let Some(body) = body.as_object_mut().filter(|body| body.len() == 1) else {
        return;
    };
    for (key, sent) in body {
        let parameter = route.parameters.iter().find(|known| known.name == key);
        let member = match parameter.map(|parameter| parameter.kind) {
            Some(Type::Object(shape)) => shape.member(name),
            _ => None,
        };
        if let (Some((member, _)), Value::Object(sent)) = (member, sent) {
            sent.retain(|other, _| input::snake_case(other) != member);
            sent.insert(member.into(), value.as_str().into());
        }
    }
}

/// Tells whether a route is about the customer who calls, whatever customer was sent.
fn is_about_caller(store: &Store, route: &Route) -> bool {
    let takes_cart = "magento.quote.api.guestcartmanagementinterface.assigncustomer";
    // From 2.4.8 on a customer takes a guest's cart over for nobody else.
    let is_own_cart = store.version >= Version::V2_4_8 && route.service == takes_cart;
    route.access == Access::Own || is_own_cart
}

/// Puts together what was sent in the body, the query and the path, and converts it.
fn convert(
    store: &Store,
    route: &Route,
    caller: Caller,
    body: Value,
    parameters: &Map<String, Value>,
) -> Result<Map<String, Value>, ApiError> {
    let mut sent = match body {
        Value::Object(body) => body,
        _ => Map::new(),
    };
    sent.extend(parameters.clone());
    if is_about_caller(store, route) {
        sent.insert("customerId".into(), caller.customer().into());
    }
    input::convert(&sent, route.parameters)
}

fn enqueue(
    store: &mut Store,
    route: &Route,
    caller: Caller,
    operations: Vec<Value>,
    parameters: &Map<String, Value>,
    now: i64,
) -> Result<Value, ApiError> {
    let mut queued = Vec::new();
    for operation in operations {
        queued.push(Value::Object(convert(
            store, route, caller, operation, parameters,
        )?));
    }
    let topic = format!("async.{}.{}", route.service, route.method.to_lowercase());
    Ok(bulk::accept(store, topic, caller, &queued, now))
}

fn items(body: Value) -> Vec<Value> {
    match body {
        Value::Array(items) => items,
        Value::Object(members) => members.into_iter().map(|(_, member)| member).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Mode, Scope, mode, without_store_code};

    #[test]
    fn a_store_code_is_taken_off_the_path() {
        let check = |path, expected| assert_eq!(without_store_code(path), expected);
        check("default/V1/x", (Scope::StoreView, "V1/x"));
        check("all/V1/x", (Scope::AllStores, "V1/x"));
        check("V1/x", (Scope::StoreView, "V1/x"));
        check("nosuch/V1/x", (Scope::StoreView, "nosuch/V1/x"));
        check("default", (Scope::StoreView, ""));
    }

    #[test]
    fn a_path_begins_with_a_version() {
        assert_eq!(mode("V1/x"), Some((Mode::Now, "V1/x")));
        assert_eq!(mode("async/V1/x"), Some((Mode::Later, "V1/x")));
        assert_eq!(mode("async/bulk/V1/x"), Some((Mode::ManyLater, "V1/x")));
        for path in ["", "v1/x", "/V1/x", "nosuch/V1/x", "Vx", "async", "async/x"] {
            assert_eq!(mode(path), None, "{path}");
        }
    }
}
