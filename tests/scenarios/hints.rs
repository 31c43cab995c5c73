//! Every known hint, held against answers of real stores in trouble; none is there for nothing.

use std::collections::BTreeMap;

use magewalk::hints::{self, Hint};
use magewalk::outcome::{
    ExchangeOutcome, Location, RequestOutcome, ResponseOutcome, StepOutcome, Timings,
};
use magewalk::scenario::source::Source;

const CONSUMER: &str = r#"{"message":"The consumer isn't authorized to access %resources.","parameters":{"resources":"WHAT"}}"#;

fn step(
    method: &str,
    path: &str,
    status: u16,
    headers: &[(&str, &str)],
    body: &str,
) -> StepOutcome {
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let exchange = ExchangeOutcome {
        request: RequestOutcome {
            method: method.to_owned(),
            url: format!("http://127.0.0.1:8089{path}"),
            headers: Vec::new(),
            body: None,
            curl_options: Vec::new(),
        },
        response: Some(ResponseOutcome {
            status,
            headers: headers.iter().map(pair).collect(),
            body: body.to_owned(),
            body_base64: None,
            body_size: body.len(),
            body_shortened: false,
            started_at: String::new(),
            timings: Timings::default(),
            duration_ms: 1.0,
        }),
    };
    let location = Location {
        file: String::new(),
        line: 1,
        column: 1,
        width: 1,
        left_out: 0,
        text: String::new(),
    };
    let blank = serde_json::json!({
        "number": 1, "id": "a", "title": "A", "explain": null, "effect": "read",
        "request_line": "", "location": location, "verdict": "failed", "reason": null,
        "error": null, "exchanges": [exchange], "browsed": [], "store_message": null, "label": null,
        "notes": [], "promised": null, "mismatches": [], "hints": [], "varied": [],
        "drifts": [], "extras": [],
        "counts": {"exact": 0, "varied": 0, "drifted": 0, "checked": 0},
        "captures": [], "uses": [], "attempts": 1, "gave_up": null, "duration_ms": 1.0,
    });
    serde_json::from_value(blank).unwrap()
}

fn ids(hints: &[Hint], step: &StepOutcome) -> Vec<String> {
    let fitting = hints::fitting(hints, step, false);
    fitting.into_iter().map(|hint| hint.id).collect()
}

fn nginx(title: &str) -> String {
    format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
    )
}

fn message(text: &str) -> String {
    serde_json::json!({ "message": text }).to_string()
}

fn consumer(resource: &str) -> String {
    CONSUMER.replace("WHAT", resource)
}

/// The name of a hint; status, headers and body of an answer.
type Answer = (
    &'static str,
    u16,
    &'static [(&'static str, &'static str)],
    String,
);

/// The hint that comes first, and the answer: status, headers, body. The answers are those of a
/// Magento 2.4.7 with nginx in front of it, as recorded, but for what is marked.
#[expect(
    clippy::too_many_lines,
    reason = "one answer of each kind, written out"
)]
fn answers() -> Vec<Answer> {
    const JSON: &[(&str, &str)] = &[("content-type", "application/json; charset=utf-8")];
    const HTML: &[(&str, &str)] = &[("content-type", "text/html")];
    const PLAIN: &[(&str, &str)] = &[("content-type", "text/plain;charset=UTF-8")];
    let json = |id, status, text: &str| (id, status, JSON, message(text));
    let page = |id, status, title: &str| (id, status, HTML, nginx(title));
    let mut all = vec![
        (
            "login-wall",
            401,
            &[("www-authenticate", "Basic realm=\"Staging\"")] as &[_],
            nginx("401 Authorization Required"),
        ),
        ("customer-token-wanted", 401, JSON, consumer("self")),
        ("anonymous-not-allowed", 401, JSON, consumer("anonymous")),
        ("right-missing", 401, JSON, consumer("Magento_Sales::actions_view")),
        (
            "consumer-not-authorized",
            401,
            JSON,
            message("The consumer isn't authorized to access %resources."),
        ),
        (
            "customer-gone",
            404,
            JSON,
            r#"{"message":"No such entity with %fieldName = %fieldValue","parameters":{"fieldName":"customerId","fieldValue":23}}"#.to_owned(),
        ),
        (
            "no-such-entity",
            404,
            JSON,
            r#"{"message":"No such entity with %fieldName = %fieldValue","parameters":{"fieldName":"cartId","fieldValue":9}}"#.to_owned(),
        ),
        ("not-installed", 302, &[("location", "/setup/")], String::new()),
        ("moved", 301, &[("location", "http://www.shop.test/rest/V1/x")], nginx("301 Moved Permanently")),
        ("php-file-not-found", 404, HTML, "File not found.\n".to_owned()),
        ("unavailable", 503, &[("content-type", "text/plain")], "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>".to_owned()),
        ("upgrade-pending", 500, PLAIN, "1 exception(s):\nException #0 (Magento\\Framework\\Exception\\LocalizedException): Please upgrade your database: Run \"bin/magento setup:upgrade\"".to_owned()),
        ("no-database", 500, PLAIN, "2 exception(s):\nException #0 (Zend_Db_Adapter_Exception): SQLSTATE[HY000] [1045] Access denied".to_owned()),
        ("out-of-memory", 500, JSON, r#"{"messages":{"error":[{"code":500,"message":"Server internal error. See details in report api\/698436908233"}]}}"#.to_owned()),
        ("php-error-page", 500, PLAIN, "An error has happened during application run. See exception log for details.\n".to_owned()),
        ("developer-trace", 500, JSON, r##"{"message":"boom","trace":"#0 \/opt\/m9\/vendor"}"##.to_owned()),
        // What a captcha or a wall with a page of its own answers in place of the API.
        ("cookie-page", 200, &[("content-type", "text/html; charset=UTF-8")], "<!doctype html><title>Are you human?</title>".to_owned()),
        ("empty-error", 500, HTML, String::new()),
        ("server-error", 500, HTML, "bool(false)\n".to_owned()),
        ("too-many-requests", 429, &[("retry-after", "30")], nginx("429 Too Many Requests")),
        // nginx with another limit than the one that was recorded, and Apache.
        ("header-too-large", 431, HTML, nginx("Request Header Or Cookie Too Large")),
    ];
    all.extend([
        ("php-message", 200, JSON, "<br />\n<b>Warning</b>:  Undefined variable $x in <b>/var/www/a.php</b> on line <b>3</b><br />\n{}".to_owned()),
        ("injected-script", 200, HTML, "\"token\"<script>window.NREUM||(NREUM={})</script>".to_owned()),
        ("bot-challenge", 403, &[("cf-mitigated", "challenge")], "<!DOCTYPE html><title>Just a moment...</title>".to_owned()),
        ("bot-wall", 403, HTML, "<html><head><title>Access Denied</title></head>".to_owned()),
        ("cdn-origin-down", 521, HTML, nginx("521: Web server is down")),
        ("cdn-origin-slow", 524, HTML, nginx("524: A timeout occurred")),
        ("cdn-origin-tls", 526, HTML, nginx("526: Invalid SSL certificate")),
        ("cdn-origin-broken", 520, HTML, nginx("520: Web server is returning an unknown error")),
        // The shapes of refusals, whatever the language of the store.
        ("customer-token-wanted", 401, JSON, consumer("self").replace("The consumer isn't", "Der Verbraucher ist nicht")),
        ("right-missing", 401, JSON, consumer("Vendor_Module::edit").replace("The consumer isn't", "Der Verbraucher ist nicht")),
        ("no-such-entity", 404, JSON, r#"{"message":"Keine Entit\u00e4t mit %fieldName","parameters":{"fieldName":"cartId","fieldValue":9}}"#.to_owned()),
        ("two-factor-wanted", 401, JSON, r#"{"message":"Bitte den zweiten Faktor","parameters":{"active_providers":["google"]}}"#.to_owned()),
        ("two-factor-not-set-up", 401, JSON, r#"{"message":"Bitte einrichten","parameters":{"providers":["google"],"active_providers":[]}}"#.to_owned()),
        json("recaptcha", 400, "Die ReCaptcha-Pr\u{fc}fung ist fehlgeschlagen"),
        json("not-there", 404, "Keine Route passt zu dieser Anfrage."),
        json("admin-without-role", 401, "More permissions are needed to access this."),
        json("sign-in-refused", 401, "The account sign-in was incorrect or your account is disabled temporarily. Please wait and try again later."),
        json("two-factor-not-set-up", 400, "Please ask an administrator with sufficient access to configure 2FA first"),
        json("two-factor-provider", 400, "Provider is not allowed."),
        json("oauth-signature", 401, "The signature is invalid. Verify and try again."),
        json("oauth-nonce-used", 401, "The nonce is already being used by the consumer with ID %1"),
        json("oauth-clock", 401, "An error occurred validating the nonce"),
        json("oauth-consumer", 401, "A consumer having the specified key does not exist"),
        json("oauth-token", 401, "Specified token does not exist"),
        json("no-route", 404, "Request does not match any route."),
        json("store-code", 400, "Specified request cannot be processed."),
        json("method-not-supported", 405, "The OPTIONS HTTP method is not supported."),
        json("no-such-product", 404, "The product that was requested doesn't exist. Verify the product and try again."),
        json("out-of-stock", 400, "Product that you are trying to add is not available."),
        json("quantity", 400, "The requested qty is not available"),
        json("payment-method", 400, "The requested Payment Method is not available."),
        json("carrier", 404, "Carrier with such method not found: %1, %2"),
        json("guest-checkout", 400, "Sorry, guest checkout is not available."),
        json("agreements", 400, "The order wasn't placed. First, agree to the terms and conditions, then try placing your order again."),
        json("input-limit", 400, "Maximum SearchCriteria pageSize is %max"),
        json("webapi-error", 500, "Internal Error. Details are available in Magento log file. Report ID: webapi-6b04aa8f5be3e"),
        page("maintenance", 503, "Error 503: Service Unavailable"),
        page("bad-gateway", 502, "502 Bad Gateway"),
        page("gateway-timeout", 504, "504 Gateway Time-out"),
        page("too-large", 413, "413 Request Entity Too Large"),
        page("header-too-large", 400, "400 Request Header Or Cookie Too Large"),
        page("http-to-https-port", 400, "400 The plain HTTP request was sent to HTTPS port"),
        page("forbidden-by-server", 403, "403 Forbidden"),
        page("not-magento", 404, "404 Not Found"),
    ]);
    all
}

#[test]
fn every_known_hint_is_the_first_for_the_answer_that_it_is_about() {
    assert!(!hints::known().is_empty());
    let mut tried = BTreeMap::new();
    let mut wrong = Vec::new();
    for (id, status, headers, body) in answers() {
        let step = step("GET", "/rest/V1/customers/me", status, headers, &body);
        let found = ids(&[], &step);
        if found.first().map(String::as_str) != Some(id) {
            wrong.push(format!("{id}: {found:?}"));
        }
        tried.insert(id, ());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (id, method, path, status, text) in [
        (
            "sign-in-refused-in-words",
            "POST",
            "/rest/V1/integration/customer/token",
            401,
            "Die Anmeldung war nicht korrekt.",
        ),
        (
            "store-code-in-words",
            "GET",
            "/rest/de/V1/directory/currency",
            400,
            "Diese Anfrage kann nicht bearbeitet werden.",
        ),
    ] {
        let step = step(method, path, status, &[], &message(text));
        assert_eq!(ids(&[], &step), [id]);
        tried.insert(id, ());
    }
    for (id, ..) in refusals() {
        tried.insert(id, ());
    }
    tried.insert("api-rewritten", ());
    tried.insert("minimum-order", ());
    let source = Source::new("known.yaml", include_str!("../../src/hints/known.yaml"));
    let rules = magewalk::scenario::hints::read(&source).unwrap();
    let untried: Vec<&str> = rules
        .iter()
        .map(|rule| rule.id.as_str())
        .filter(|id| !tried.contains_key(id))
        .collect();
    assert_eq!(untried, Vec::<&str>::new());
    assert!(rules.len() >= 30);
}

/// What the way to an order is refused with most: the hint, method, path, status, body. As stores of 2.4.7 and
/// 2.4.8 answer, and as older ones are quoted.
#[rustfmt::skip]
fn refusals() -> Vec<(&'static str, &'static str, &'static str, u16, String)> {
    const ITEMS: &str = "/rest/default/V1/carts/mine/items";
    const ITEM: &str = "/rest/default/V1/carts/mine/items/7";
    const SHIPPING: &str = "/rest/default/V1/carts/mine/shipping-information";
    const PAYMENT: &str = "/rest/default/V1/carts/mine/payment-information";
    const GUEST: &str =
        "/rest/default/V1/guest-carts/eSJsIitCFm0Q4YohBW8TAc3w34V6kEph/payment-information";
    const TOKEN: &str = "/rest/default/V1/integration/customer/token";
    const RESET: &str = "/rest/default/V1/customers/password";
    let post = |id, path, status, text: &str| (id, "POST", path, status, message(text));
    let raw = |id, path, status, body: &str| (id, "POST", path, status, body.to_owned());
    vec![
        // Who asks.
        raw("customer-token-wanted", "/rest/V1/carts/mine", 401, &consumer("self")),
        raw("right-missing", "/rest/V1/order/3/invoice", 401, &consumer("Magento_Sales::sales")),
        post("sign-in-refused", TOKEN, 401, "The account sign-in was incorrect or your account is disabled temporarily. Please wait and try again later."),
        raw("recaptcha", GUEST, 400, r#"{"message":"ReCaptcha validation failed, please try again"}"#),
        // Which cart.
        post("no-active-cart", ITEMS, 404, "Current customer does not have an active cart."),
        raw("cart-gone", GUEST, 404, r#"{"message":"No such entity with %fieldName = %fieldValue","parameters":{"fieldName":"cartId","fieldValue":null}}"#),
        raw("cart-gone", PAYMENT, 404, r#"{"message":"Keine Entit\u00e4t","parameters":{"fieldName":"customerId","fieldValue":7}}"#),
        // What is bought.
        post("no-such-product", ITEMS, 404, "The product that was requested doesn't exist. Verify the product and try again."),
        post("out-of-stock", ITEMS, 400, "Product that you are trying to add is not available."),
        post("out-of-stock", PAYMENT, 400, "Some of the products are out of stock."),
        post("out-of-stock", ITEMS, 400, "The required options you selected are not available."),
        ("quantity", "PUT", ITEM, 400, message("The requested qty is not available")),
        ("quantity", "PUT", ITEM, 400, message("Not enough items for sale")),
        post("quantity-limits", ITEMS, 400, "The requested qty exceeds the maximum qty allowed in shopping cart"),
        post("quantity-limits", ITEMS, 400, "The fewest you may purchase is 2."),
        post("quantity-limits", ITEMS, 400, "You can buy this product only in quantities of 6 at a time."),
        post("quantity-limits", ITEMS, 400, "You cannot use decimal quantity for this product."),
        post("options-required", ITEMS, 400, "You need to choose options for your item."),
        post("options-required", ITEMS, 400, "Please specify product option(s)."),
        post("options-required", ITEMS, 400, "Please specify product link(s)."),
        post("options-required", ITEMS, 400, "The product's required option(s) weren't entered. Make sure the options are entered and try again."),
        ("coupon", "PUT", "/rest/V1/carts/mine/coupons/H20", 404, message("Der Code ist ung\u{fc}ltig.")),
        // Where it goes.
        post("shipping-address-missing", PAYMENT, 400, "The shipping address is missing. Set the address and try again."),
        post("shipping-address-missing", SHIPPING, 400, "The shipping method can't be set for an empty cart. Add an item to cart and try again."),
        post("shipping-method-missing", PAYMENT, 400, "The shipping method is missing. Select the shipping method and try again."),
        raw("carrier", SHIPPING, 404, r#"{"message":"Carrier with such method not found: %1, %2","parameters":["flatrate","flatrate"]}"#),
        raw("carrier", SHIPPING, 404, r#"{"message":"Kein Versender %1, %2","parameters":["flatrate","flatrate"]}"#),
        raw("address-not-saved", SHIPPING, 400, r#"{"message":"The shipping information was unable to be saved. Error: \"%message\"","parameters":{"message":"The address failed to save. Verify the address and try again."}}"#),
        post("address-incomplete", PAYMENT, 400, "Please check the billing address information. \"city\" is required. Enter and try again."),
        raw("region-required", SHIPPING, 400, r#"{"message":"\"%fieldName\" is required. Enter and try again.","parameters":{"fieldName":"regionId"}}"#),
        post("region-required", PAYMENT, 400, "\"regionId\" is required. Enter and try again."),
        // How it is paid, and the order.
        post("payment-method", PAYMENT, 400, "The requested Payment Method is not available."),
        post("purchase-order-number", PAYMENT, 400, "Purchase order number is a required field."),
        post("guest-checkout", GUEST, 400, "Sorry, guest checkout is not available."),
        raw("guest-email", GUEST, 400, r#"{"message":"\"%fieldName\" ist erforderlich.","parameters":{"fieldName":"email"}}"#),
        post("agreements", PAYMENT, 400, "The order wasn't placed. First, agree to the terms and conditions, then try placing your order again."),
        post("minimum-order-in-words", GUEST, 400, "Minimum order amount is $500.00"),
        post("order-refused", GUEST, 400, "Zu wenig."),
        raw("order-refused", "/rest/V1/guest-carts/x/order", 400, r#"{"message":"Spend more","parameters":[""],"trace":"at a.php"}"#),
        post("order-server-error", PAYMENT, 400, "A server error stopped your order from being placed. Please try to place your order again."),
        post("webapi-error", PAYMENT, 500, "Internal Error. Details are available in Magento log file. Report ID: webapi-6b04aa8f5be3e"),
        // What comes after it.
        post("document-refused", "/rest/V1/order/3/ship", 400, "Shipment Document Validation Error(s):\nYou can't create a shipment without products."),
        // Accounts, e-mail, and what was sent.
        post("customer-exists", "/rest/V1/customers", 400, "A customer with the same email address already exists in an associated website."),
        ("mail-not-sent", "PUT", RESET, 200, "false".to_owned()),
        ("password-reset-limit", "PUT", RESET, 400, message( "We received too many requests for password resets. Please wait and try again later or contact %1.", )),
        post("not-json", ITEMS, 400, "Decoding error: Syntax error"),
        raw("field-not-supported", ITEMS, 400, r#"{"message":"\"%fieldName\" is not supported. Correct the field name and try again.","parameters":{"fieldName":"Nosuch"}}"#),
        post("wrong-type", ITEMS, 400, "Error occurred during \"qty\" processing. The \"two\" value's type is invalid. The \"float\" type was expected. Verify and try again."),
    ]
}

#[test]
fn what_the_way_to_an_order_is_refused_with_gets_the_hint_that_it_is_about() {
    let known = hints::known();
    let json = [("content-type", "application/json; charset=utf-8")];
    let mut wrong = Vec::new();
    for (id, method, path, status, body) in refusals() {
        let found = ids(known, &step(method, path, status, &json, &body));
        if found != [id] {
            wrong.push(format!("{id}: {found:?}: {body}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // A customer's cart is led back to its first page, whatever the text of the shop.
    let back = [("errorredirectaction", "#shipping")];
    let path = "/rest/V1/carts/mine/payment-information";
    let minimum = step("POST", path, 400, &back, &message("Zu wenig."));
    assert_eq!(ids(known, &minimum), ["minimum-order"]);
}

#[test]
fn a_shop_has_moved_where_a_redirect_leads_to_another_host_or_scheme_alone() {
    let known = hints::known();
    let hints = |path: &str, location: &str| {
        let headers = [("Location", location)];
        ids(known, &step("POST", path, 302, &headers, ""))
    };
    let none: [&str; 0] = [];
    let login = "/customer/account/loginPost/";
    for same in [
        "http://127.0.0.1:8089/customer/account/login/",
        "HTTP://127.0.0.1:8089/",
        "/customer/account/login/",
    ] {
        assert_eq!(hints(login, same), none, "{same}");
    }
    for other in [
        "https://127.0.0.1:8089/customer/account/login/",
        "http://www.shop.test/customer/account/login/",
        "http://127.0.0.1/customer/account/login/",
    ] {
        assert_eq!(hints(login, other), ["moved"], "{other}");
    }
    let slash = "http://127.0.0.1:8089/rest/V1/customers/";
    assert_eq!(hints("/rest/V1/customers", slash), ["api-rewritten"]);
}

#[test]
fn an_answer_in_order_gets_no_hint() {
    assert!(!hints::known().is_empty());
    let json = [("content-type", "application/json; charset=utf-8")];
    for (status, body) in [
        (200, "{\"id\": 3}"),
        (200, "[]"),
        (400, "{\"message\":\"No.\"}"),
        (200, "{\"message\":\"Warning: low stock\"}"),
    ] {
        let step = step("GET", "/rest/V1/customers/me", status, &json, body);
        assert_eq!(ids(&[], &step), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn a_file_of_the_user_is_read_and_its_mistakes_are_told() {
    let read = |text: &str| hints::read(&Source::new("mine.yaml", text));
    let mine = read("hints:\n  - id: erp\n    status: 4xx\n    method: post\n    path: /orders\n    headers: {x-erp: down}\n    body: ERP\n    means: the ERP is down\n    advice: call them\n").unwrap();
    let fits = |method, path, headers: &[_], body| {
        !ids(&mine, &step(method, path, 409, headers, body)).is_empty()
    };
    let down = [("X-ERP", "down today")];
    assert!(fits("POST", "/rest/V1/orders", &down, "no ERP"));
    assert!(!fits("GET", "/rest/V1/orders", &down, "no ERP"));
    assert!(!fits("POST", "/rest/V1/carts", &down, "no ERP"));
    assert!(!fits("POST", "/rest/V1/orders", &[], "no ERP"));
    assert!(!fits("POST", "/rest/V1/orders", &down, "no"));
    for (text, expected) in [
        ("", "a file of hints wants a map"),
        ("hints: []", "has no hints"),
        (
            "hints:\n  - id: a\n    means: b\n    advice: c\n",
            "would fit every answer",
        ),
        (
            "hints:\n  - id: a\n    status: 500\n    mean: b\n    advice: c\n",
            "has no key `mean`",
        ),
        (
            "hints:\n  - {id: a, body: '(', means: b, advice: c}\n",
            "the regular expression is not valid",
        ),
        (
            "hints:\n  - {id: a, status: 500, means: b, advice: c}\n  - {id: a, status: 501, means: b, advice: c}\n",
            "is written twice",
        ),
    ] {
        let problems = read(text).unwrap_err();
        let all: Vec<&str> = problems
            .iter()
            .map(|problem| problem.message.as_str())
            .collect();
        assert!(
            all.iter().any(|message| message.contains(expected)),
            "{text}: {all:?}"
        );
    }
}
