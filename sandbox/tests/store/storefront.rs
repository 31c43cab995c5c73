//! The sandbox's storefront over real HTTP: who gets in, who stays out, what a page shows.

use std::collections::BTreeMap;

use magewalk_sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PASSWORD: &str = "Password1";
const ACCOUNT: &str = "/customer/account/";
const LOGIN: &str = "/customer/account/login/";

#[derive(Debug)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    text: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    fn has(&self, part: &str) -> bool {
        self.text.contains(part)
    }

    /// Checks that it leads to the log-in form.
    fn asks_to_log_in(&self) {
        assert_eq!(self.status, 302, "{}", self.text);
        assert!(self.header("location").contains(LOGIN), "{self:?}");
    }
}

/// A browser without scripts: keeps cookies, follows nothing.
struct Visitor<'a> {
    sandbox: &'a Sandbox,
    cookies: BTreeMap<String, String>,
}

impl<'a> Visitor<'a> {
    fn of(sandbox: &'a Sandbox) -> Self {
        Self {
            sandbox,
            cookies: BTreeMap::new(),
        }
    }

    async fn send(&mut self, line: &str, media_type: &str, body: &str) -> Answer {
        let address = self.sandbox.address();
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let request = format!(
            "{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: {media_type}\r\n\
             Cookie: {}\r\nContent-Length: {}\r\n\r\n{body}",
            cookies.join("; "),
            body.len()
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let answer = Answer {
            status: status.parse().unwrap(),
            headers: headers
                .map(|(k, v)| (k.to_lowercase(), v.to_owned()))
                .collect(),
            text: text.to_owned(),
        };
        for (_, cookie) in answer
            .headers
            .iter()
            .filter(|(name, _)| name == "set-cookie")
        {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(&format!("GET {path}"), "", "").await
    }

    async fn form_key(&mut self) -> String {
        let page = self.get(LOGIN).await;
        let (_, rest) = page.text.split_once("name=\"form_key\"").unwrap();
        rest.split('"').nth(3).unwrap().to_owned()
    }

    async fn post(&mut self, form_key: &str, email: &str, password: &str) -> Answer {
        let fields = [
            ("form_key", form_key),
            ("login[username]", email),
            ("login[password]", password),
        ];
        let body: String = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let form = "application/x-www-form-urlencoded";
        self.send("POST /customer/account/loginPost/", form, &body)
            .await
    }

    async fn log_in(&mut self, email: &str, password: &str) -> Answer {
        let form_key = self.form_key().await;
        self.post(&form_key, email, password).await
    }
}

async fn sandbox() -> Sandbox {
    Sandbox::start(&Options::default()).await.unwrap()
}

/// Makes a customer with one address, over REST.
async fn create(sandbox: &Sandbox, email: &str, first: &str, street: &str) {
    let address = json!({
        "defaultShipping": true, "defaultBilling": true, "firstname": first, "lastname": "Doe",
        "region": {"regionId": 43}, "postcode": "10755", "street": [street], "city": "Purchase",
        "telephone": "512-555-1111", "countryId": "US",
    });
    let customer =
        json!({"email": email, "firstname": first, "lastname": "Doe", "addresses": [address]});
    let body = json!({"customer": customer, "password": PASSWORD}).to_string();
    let made = Visitor::of(sandbox)
        .send("POST /rest/V1/customers", "application/json", &body)
        .await;
    assert_eq!(made.status, 200, "{}", made.text);
}

#[tokio::test]
async fn a_customer_gets_in_sees_the_account_and_leaves() {
    let sandbox = sandbox().await;
    create(&sandbox, "jane@example.com", "Jane", "123 Oak Ave").await;
    let mut jane = Visitor::of(&sandbox);
    jane.get(ACCOUNT).await.asks_to_log_in();
    let opened = jane.log_in("JANE@example.com", PASSWORD).await;
    assert_eq!(opened.status, 302);
    assert!(opened.header("location").ends_with(ACCOUNT));
    let account = jane.get("/customer/account").await;
    assert!(
        account.has("Jane Doe<br>\njane@example.com<br>"),
        "{}",
        account.text
    );
    // As in Luma, the greeting is left to a script, which asks for it.
    assert!(account.has("<span class=\"logged-in\"></span>") && !account.has("Welcome, Jane"));
    let book = jane.get("/customer/address/").await;
    assert_eq!(book.text.matches("123 Oak Ave").count(), 2, "{}", book.text);
    assert!(
        jane.get("/customer/account/edit/")
            .await
            .has("value=\"Jane\"")
    );
    let section = jane.get("/customer/section/load/?sections=customer").await;
    let section: Value = serde_json::from_str(&section.text).unwrap();
    assert_eq!(section["customer"]["fullname"], "Jane Doe");
    // The session is for pages alone.
    assert_eq!(jane.get("/rest/V1/customers/me").await.status, 401);
    assert_eq!(jane.get(LOGIN).await.status, 302);
    let left = jane.get("/customer/account/logout/").await;
    assert!(
        left.header("location")
            .ends_with("/customer/account/logoutSuccess/")
    );
    jane.get(ACCOUNT).await.asks_to_log_in();
}

#[tokio::test]
async fn what_is_wrong_does_not_get_in_and_says_why_once() {
    let sandbox = sandbox().await;
    create(&sandbox, "jane@example.com", "Jane", "123 Oak Ave").await;
    let mut jane = Visitor::of(&sandbox);
    let key = jane.form_key().await;
    for (form_key, email, password, words) in [
        (
            key.as_str(),
            "jane@example.com",
            "Wrong12345",
            "sign-in was incorrect",
        ),
        (
            &key,
            "nobody@example.com",
            PASSWORD,
            "sign-in was incorrect",
        ),
        (
            &key,
            "jane@example.com",
            "",
            "A login and a password are required.",
        ),
        (&key, "", PASSWORD, "A login and a password are required."),
        ("", "jane@example.com", PASSWORD, "Invalid Form Key."),
        (
            "AAAAAAAAAAAAAAAA",
            "jane@example.com",
            PASSWORD,
            "Invalid Form Key.",
        ),
    ] {
        let refused = jane.post(form_key, email, password).await;
        assert_eq!(refused.status, 302, "{words}");
        jane.get(ACCOUNT).await.asks_to_log_in();
        // The message is in a cookie; only the page's script shows it, and takes the cookie away.
        let page = jane.get(LOGIN).await;
        assert!(
            page.has("<div class=\"page messages\"></div>"),
            "{}",
            page.text
        );
        let cookie = jane.cookies.remove("mage-messages").unwrap();
        let message = percent_encoding::percent_decode_str(&cookie).decode_utf8_lossy();
        let message: Value = serde_json::from_str(&message).unwrap();
        assert_eq!(message[0]["type"], "error");
        assert!(
            message[0]["text"].as_str().unwrap().contains(words),
            "{message}"
        );
    }
    // Without the cookie a key of another session is as good as none.
    let mut other = Visitor::of(&sandbox);
    other.post(&key, "jane@example.com", PASSWORD).await;
    other.get(ACCOUNT).await.asks_to_log_in();
    // A form that is asked for instead of sent is no form.
    assert_eq!(jane.get("/customer/account/loginPost/").await.status, 404);
}

#[tokio::test]
async fn a_session_known_from_before_is_worth_nothing() {
    let sandbox = sandbox().await;
    create(&sandbox, "jane@example.com", "Jane", "123 Oak Ave").await;
    let mut jane = Visitor::of(&sandbox);
    let chosen = "a".repeat(26);
    jane.cookies.insert("PHPSESSID".into(), chosen.clone());
    let key = jane.form_key().await;
    let before = jane.cookies["PHPSESSID"].clone();
    assert_ne!(before, chosen);
    jane.post(&key, "jane@example.com", PASSWORD).await;
    let inside = jane.cookies["PHPSESSID"].clone();
    assert_ne!(inside, before);
    assert_eq!(jane.get(ACCOUNT).await.status, 200);
    jane.get("/customer/account/logout/").await;
    for dead in [chosen, before, inside] {
        let mut thief = Visitor::of(&sandbox);
        thief.cookies.insert("PHPSESSID".into(), dead);
        thief.get(ACCOUNT).await.asks_to_log_in();
    }
}

#[tokio::test]
async fn an_account_that_was_deleted_is_closed() {
    let sandbox = sandbox().await;
    create(&sandbox, "jane@example.com", "Jane", "123 Oak Ave").await;
    let mut jane = Visitor::of(&sandbox);
    jane.log_in("jane@example.com", PASSWORD).await;
    assert_eq!(jane.get(ACCOUNT).await.status, 200);
    let admin = json!({"username": "admin", "password": "Password123"}).to_string();
    let token = Visitor::of(&sandbox)
        .send(
            "POST /rest/V1/integration/admin/token",
            "application/json",
            &admin,
        )
        .await;
    let token = token.text.trim_matches('"').to_owned();
    let line = "DELETE /rest/V1/customers/2 HTTP/1.1\r\nAuthorization: Bearer ";
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    let request = format!("{line}{token}\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("true"), "{answer}");
    jane.get(ACCOUNT).await.asks_to_log_in();
}

#[tokio::test]
async fn two_customers_do_not_see_each_other() {
    let sandbox = sandbox().await;
    create(&sandbox, "jane@example.com", "Jane", "123 Oak Ave").await;
    create(&sandbox, "joan@example.com", "Joan", "9 Elm Street").await;
    let (mut jane, mut joan) = (Visitor::of(&sandbox), Visitor::of(&sandbox));
    jane.log_in("jane@example.com", PASSWORD).await;
    joan.log_in("joan@example.com", PASSWORD).await;
    for path in [ACCOUNT, "/customer/address/", "/customer/account/edit/"] {
        let (hers, others) = (jane.get(path).await, joan.get(path).await);
        assert!(hers.has("Jane") && others.has("Joan"), "{path}");
        for foreign in ["Joan", "joan@", "Elm Street"] {
            assert!(!hers.has(foreign), "{path}: {foreign}");
        }
        for foreign in ["Jane", "jane@", "Oak Ave"] {
            assert!(!others.has(foreign), "{path}: {foreign}");
        }
    }
}

#[tokio::test]
async fn what_customers_and_visitors_write_is_never_markup() {
    let sandbox = sandbox().await;
    let email = r#""<img src=x>'&"@example.com"#;
    create(
        &sandbox,
        email,
        "O'Hara",
        "\"><script>alert(1)</script>&amp;",
    )
    .await;
    let mut hers = Visitor::of(&sandbox);
    let message = r#"[{"type":"error","text":"<script>alert(2)</script>"}]"#;
    let message: String = form_urlencoded::byte_serialize(message.as_bytes()).collect();
    hers.cookies.insert("mage-messages".into(), message);
    let page = hers.get(LOGIN).await;
    assert!(!page.has("alert(2)"), "{}", page.text);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"));
    hers.log_in(email, PASSWORD).await;
    let (mail, street) = (
        "&quot;&lt;img src=x&gt;&#039;&amp;&quot;@example.com",
        "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;",
    );
    for (path, written) in [
        (ACCOUNT, mail),
        (ACCOUNT, street),
        ("/customer/address/", street),
        ("/customer/account/edit/", mail),
    ] {
        let page = hers.get(path).await;
        assert!(page.has(written), "{path}: {}", page.text);
        let scripts = page.text.matches("<script").count();
        assert!(
            scripts == 1 && !page.has("<img") && !page.has("<b>"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_is_no_page_is_one_that_says_so() {
    let sandbox = sandbox().await;
    let mut visitor = Visitor::of(&sandbox);
    for path in [
        "/nosuchpage",
        "/customer",
        "/customer/nosuch/index",
        "/a/b/c/../d",
    ] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.has("<title>404 Not Found</title>"), "{path}");
    }
    let unknown = visitor.get("/customer/section/load/?sections=nosuch").await;
    assert_eq!(unknown.status, 400);
    let home = visitor.get("/").await;
    assert!(home.status == 200 && home.has("<title>Home Page</title>"));
    let style = visitor.get("/static/storefront.css").await;
    assert!(style.header("content-type").starts_with("text/css"));
    let script = visitor.get("/static/storefront.js").await;
    assert!(script.header("content-type").starts_with("text/javascript"));
}

#[tokio::test]
async fn a_cart_that_was_filled_over_rest_is_the_one_on_the_page() {
    let sandbox = sandbox().await;
    create(&sandbox, "jane@example.com", "Jane", "123 Oak Ave").await;
    let mut jane = Visitor::of(&sandbox);
    jane.log_in("jane@example.com", PASSWORD).await;
    let empty = jane.get("/checkout/cart/").await;
    assert!(
        empty.has("cart-empty") && empty.has("<span class=\"counter-number\"></span>"),
        "{}",
        empty.text
    );
    let asked = json!({"username": "jane@example.com", "password": PASSWORD}).to_string();
    let mut rest = Visitor::of(&sandbox);
    let json = "application/json";
    let token = rest
        .send("POST /rest/V1/integration/customer/token", json, &asked)
        .await;
    let token: String = serde_json::from_str(&token.text).unwrap();
    let bearer = format!("{json}\r\nAuthorization: Bearer {token}");
    rest.send("POST /rest/V1/carts/mine", &bearer, "").await;
    let item = json!({"cartItem": {"sku": "WS12-M-Orange", "qty": 2, "quote_id": "1"}}).to_string();
    let added = rest
        .send("POST /rest/V1/carts/mine/items", &bearer, &item)
        .await;
    assert_eq!(added.status, 200, "{}", added.text);
    let cart = jane.get("/checkout/cart/").await;
    for part in [
        "<strong class=\"product-item-name\">Radiant Tee-M-Orange</strong>",
        "<td data-th=\"Subtotal\" class=\"col subtotal\"><span class=\"price\">$44.00</span>",
        "Order Total",
    ] {
        assert!(cart.has(part), "{part}: {}", cart.text);
    }
    let section = jane.get("/customer/section/load/?sections=cart").await;
    let section: Value = serde_json::from_str(&section.text).unwrap();
    assert_eq!(section["cart"]["summary_count"], 2);
    assert_eq!(section["cart"]["subtotalAmount"], "44.0000");
    assert_eq!(section["cart"]["items"][0]["product_sku"], "WS12-M-Orange");
    // A visitor sees no cart but an own one.
    let visitor = Visitor::of(&sandbox).get("/checkout/cart/").await;
    assert!(visitor.has("cart-empty"));
}
