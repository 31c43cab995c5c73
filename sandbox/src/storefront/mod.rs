//! The storefront: pages with the structure, class names and form fields of Magento's theme Luma, in
//! a plain design of their own. What Luma leaves to scripts (who is signed in, how much is in the
//! cart, what went wrong) a script fills in here, too: who reads the HTML alone does not see it.
//!
//! Everything that a page shows comes from the same store as the REST answers.

mod cart;
mod home;
mod layout;
mod menu;
mod messages;
mod orders;
mod pages;
mod section;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use crate::customers::sign_in;
use crate::http::{HTML, Request, Response};
use crate::state::customer::Customer;
use crate::state::sales::increment_id;
use crate::state::{Store, session};
use crate::storefront::layout::View;
use crate::{login, query, random, render};

/// What addresses of pages begin with where they hold the code of the store view.
const STORE_IN_PATH: &str = "default/";

const STYLE: &str = include_str!("storefront.css");
const SCRIPT: &str = include_str!("storefront.js");

/// Answers a request for a page; `path` has no slashes around it.
pub(crate) fn answer(store: &mut Store, request: &Request, path: &str, now: i64) -> Response {
    let path = match path.strip_prefix(STORE_IN_PATH) {
        Some(rest) if store.configuration.is_on("web/url/use_store") => rest,
        _ => path,
    };
    match path {
        "static/storefront.css" => {
            return Response::new(200, "text/css; charset=UTF-8", STYLE.into());
        }
        "static/storefront.js" => {
            return Response::new(200, "text/javascript; charset=UTF-8", SCRIPT.into());
        }
        _ => {}
    }
    let id = store.sessions.open(request.cookie(session::COOKIE), now);
    let mut visit = Visit {
        base: base(store, request),
        store,
        request,
        id,
        now,
    };
    let mut response = visit.route(path);
    response.headers.extend([
        ("set-cookie", visit.session_cookie()),
        ("content-security-policy", POLICY.into()),
    ]);
    response
}

/// Our own script, nothing from elsewhere: a page that was tricked into more could not do it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
     connect-src 'self'; base-uri 'none'; frame-ancestors 'self'";

/// Returns the store's address as the visitor sees it, with a slash at the end.
fn base(store: &Store, request: &Request) -> String {
    let host = request.header("host").filter(|host| !host.is_empty());
    let base = host.map_or_else(|| store.base_url.clone(), |host| format!("http://{host}/"));
    match store.configuration.is_on("web/url/use_store") {
        true => format!("{base}{STORE_IN_PATH}"),
        false => base,
    }
}

/// One request of one visitor.
struct Visit<'a> {
    store: &'a mut Store,
    request: &'a Request,
    base: String,
    /// The id of the session.
    id: String,
    now: i64,
}

impl Visit<'_> {
    /// Leads a path to its page. Magento's names of actions know no case, and `index` may be left out.
    fn route(&mut self, path: &str) -> Response {
        let lower = path.to_ascii_lowercase();
        let mut parts = lower.split('/');
        let mut next = || {
            parts
                .next()
                .filter(|part| !part.is_empty())
                .unwrap_or("index")
        };
        let page = (next(), next(), next());
        let is_post = self.request.method == "POST";
        match page {
            ("customer", "account", "loginpost") if is_post => self.sign_in(),
            _ if !["GET", "HEAD"].contains(&self.request.method.as_str()) => self.not_found(),
            ("index" | "cms", "index", "index") => self.page("Home Page", home::body),
            ("customer", "account", "login") if self.customer().is_some() => {
                self.redirect("customer/account/")
            }
            ("customer", "account", "login") => self.page("Customer Login", pages::sign_in),
            ("customer", "account", "create") => {
                self.page("Create New Customer Account", pages::create)
            }
            ("customer", "account", "index") => self.own("My Account", page, pages::account),
            ("customer", "account", "edit") => self.own("Account Information", page, pages::edit),
            ("customer", "address", "index") => self.own("Address Book", page, pages::address_book),
            ("checkout", "cart", "index") => self.page("Shopping Cart", cart::body),
            ("sales", "order", "history") => self.own("My Orders", page, orders::history),
            ("sales", "order", "view") => self.order(path),
            ("customer", "account", "logout") => self.sign_out(),
            ("customer", "account", "logoutsuccess") => {
                self.page("You are signed out", pages::signed_out)
            }
            ("customer", "section", "load") => {
                let (status, body) =
                    section::load(self.store, &self.request.query, self.customer(), self.now);
                json(status, &body)
            }
            _ => self.not_found(),
        }
    }

    fn customer(&self) -> Option<&Customer> {
        let session = self.store.sessions.get(&self.id)?;
        self.store.customers.get(&session.customer?)
    }

    /// A page for everybody.
    fn page(&self, title: &str, body: impl Fn(&View<'_>) -> String) -> Response {
        let session = self.store.sessions.get(&self.id);
        let view = View {
            store: self.store,
            base: &self.base,
            form_key: session.map_or("", |session| &session.form_key),
            customer: self.customer(),
        };
        Response::new(200, HTML, layout::page(&view, title, &body(&view)))
    }

    /// A page of a customer: whoever is not signed in has to do so first.
    fn own(
        &self,
        title: &str,
        (module, controller, action): (&str, &str, &str),
        body: impl Fn(&View<'_>) -> String,
    ) -> Response {
        if self.customer().is_some() {
            return self.page(title, body);
        }
        let wanted = format!("{}{module}/{controller}/{action}/", self.base);
        let encoded = BASE64_STANDARD.encode(wanted).replace('+', "-");
        let encoded = encoded.replace('/', "_").replace('=', "~");
        self.redirect(&format!("customer/account/login/referer/{encoded}/"))
    }

    /// The page of one order; whoever has no such order is led to the list.
    fn order(&self, path: &str) -> Response {
        let Some(customer) = self.customer() else {
            return self.own("", ("sales", "order", "view"), |_| String::new());
        };
        let id = path.rsplit('/').next().and_then(|id| id.parse().ok());
        let order = id.and_then(|id: i64| self.store.sales.orders.get(&id));
        match order.filter(|order| order.draft.customer == Some(customer.id)) {
            Some(order) => {
                let title = format!("Order # {}", increment_id(order.id));
                self.page(&title, |view| orders::order(view, order))
            }
            None => self.redirect("sales/order/history/"),
        }
    }

    fn not_found(&self) -> Response {
        let mut response = self.page("404 Not Found", pages::not_found);
        response.status = 404;
        response
    }

    fn sign_in(&mut self) -> Response {
        if self.customer().is_some() {
            return self.redirect("customer/account/");
        }
        let form = query::parse(&String::from_utf8_lossy(&self.request.body));
        let field = |name: &str| form.get("login").and_then(|login| login[name].as_str());
        let sent_key = form.get("form_key").and_then(Value::as_str);
        let session = self.store.sessions.get(&self.id);
        if sent_key.is_none() || sent_key != session.map(|session| session.form_key.as_str()) {
            let message = "Invalid Form Key. Please refresh the page.";
            return self.refused("customer/account/", message);
        }
        // Nobody can read the picture here, so that whatever was typed is wrong.
        let asks_for_captcha = self.store.configuration.is_on("customer/captcha/enable");
        if asks_for_captcha {
            return self.refused("customer/account/login/", "Incorrect CAPTCHA");
        }
        let (Some(email), Some(password)) = (
            field("username").filter(|text| !text.is_empty()),
            field("password").filter(|text| !text.is_empty()),
        ) else {
            let message = "A login and a password are required.";
            return self.refused("customer/account/login/", message);
        };
        let Some(customer) = sign_in::authenticate(self.store, email.trim(), password, self.now)
        else {
            return self.refused("customer/account/login/", &login::refused().message);
        };
        if sign_in::has_to_confirm(self.store, customer) {
            let message = "This account is not confirmed.";
            return self.refused("customer/account/index/", message);
        }
        self.renew("customer/account/", Some(customer))
    }

    fn sign_out(&mut self) -> Response {
        self.renew("customer/account/logoutSuccess/", None)
    }

    /// Leads on with a new session, in which this customer or nobody is signed in.
    fn renew(&mut self, path: &str, customer: Option<i64>) -> Response {
        self.id = self.store.sessions.renew(&self.id, customer, self.now);
        let mut response = self.redirect(path);
        response.headers.extend([
            ("set-cookie", expired("form_key")),
            ("set-cookie", content_version()),
        ]);
        response
    }

    fn refused(&self, path: &str, message: &str) -> Response {
        let before = messages::read(self.request.cookie(messages::COOKIE));
        let mut response = self.redirect(path);
        response.headers.extend([
            ("set-cookie", messages::cookie(before, "error", message)),
            ("set-cookie", content_version()),
        ]);
        response
    }

    fn redirect(&self, path: &str) -> Response {
        let mut response = Response::new(302, HTML, String::new());
        let location = format!("{}{path}", self.base);
        response.headers.push(("location", location));
        response
    }

    fn session_cookie(&self) -> String {
        format!(
            "{}={}; path=/; HttpOnly; SameSite=Lax",
            session::COOKIE,
            self.id
        )
    }
}

fn json(status: u16, body: &Value) -> Response {
    Response::new(status, "application/json", render::json(body))
}

/// A cookie that ends with this answer.
fn expired(name: &str) -> String {
    format!("{name}=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0; path=/")
}

/// Tells scripts of the page that what they keep about the visitor is out of date.
fn content_version() -> String {
    let version = random::uuid().replace('-', "");
    format!("private_content_version={version}; Max-Age=315360000; path=/; SameSite=Lax")
}
