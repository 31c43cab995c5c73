//! The sandbox over real HTTP: what a client of a Magento sees.

use magewalk_sandbox::{ADMIN_PASSWORD, ADMIN_USERNAME, Options, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer, taken apart.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

async fn sandbox() -> Sandbox {
    Sandbox::start(&Options::default()).await.unwrap()
}

/// Sends one request, with headers as lines.
async fn send(sandbox: &Sandbox, line: &str, headers: &[&str], body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    let mut head = format!(
        "{line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
        sandbox.address()
    );
    for header in headers {
        head += &format!("{header}\r\n");
    }
    head += &format!("Content-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    // A server that refuses a large body may close before it has read all of it.
    let _ = stream.write_all(body).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8(answer).unwrap();
    let (head, text) = answer.split_once("\r\n\r\n").unwrap();
    Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_lowercase(),
        text: text.to_owned(),
    }
}

async fn call(sandbox: &Sandbox, line: &str, token: &str, body: &Value) -> Answer {
    let authorization = format!("Authorization: Bearer {token}");
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let mut headers = vec!["Content-Type: application/json"];
    if !token.is_empty() {
        headers.push(&authorization);
    }
    let (method, path) = line.split_once(' ').unwrap();
    send(
        sandbox,
        &format!("{method} /rest/default/V1/{path}"),
        &headers,
        body.as_bytes(),
    )
    .await
}

async fn create(sandbox: &Sandbox, email: &str) -> Answer {
    let body = json!({
        "customer": {"email": email, "firstname": "Jane", "lastname": "Doe"},
        "password": "Password1",
    });
    call(sandbox, "POST customers", "", &body).await
}

async fn customer_token(sandbox: &Sandbox, email: &str) -> String {
    let body = json!({"username": email, "password": "Password1"});
    let answer = call(sandbox, "POST integration/customer/token", "", &body).await;
    answer.json().as_str().unwrap().to_owned()
}

async fn admin_token(sandbox: &Sandbox) -> String {
    let body = json!({"username": ADMIN_USERNAME, "password": ADMIN_PASSWORD});
    let answer = call(sandbox, "POST integration/admin/token", "", &body).await;
    answer.json().as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_first_customer_gets_id_2_and_address_2() {
    let sandbox = sandbox().await;
    let body = json!({
        "customer": {
            "email": "jdoe@example.com", "firstname": "Jane", "lastname": "Doe",
            "addresses": [{
                "defaultShipping": true, "defaultBilling": true, "firstname": "Jane", "lastname": "Doe",
                "region": {"regionCode": "NY", "region": "New York", "regionId": 43},
                "postcode": "10755", "street": ["123 Oak Ave"], "city": "Purchase",
                "telephone": "512-555-1111", "countryId": "US",
            }],
        },
        "password": "Password1",
    });
    let created = call(&sandbox, "POST customers", "", &body).await;
    assert_eq!(created.status, 200);
    assert!(
        created
            .head
            .contains("content-type: application/json; charset=utf-8")
    );
    assert!(created.head.contains("set-cookie: phpsessid="));
    let customer = created.json();
    assert_eq!(customer["id"], 2);
    assert_eq!(customer["default_billing"], "2");
    assert_eq!(customer["addresses"][0]["region"]["region_code"], "NY");
    let token = customer_token(&sandbox, "jdoe@example.com").await;
    assert_eq!(
        call(&sandbox, "GET customers/me", &token, &Value::Null)
            .await
            .json(),
        customer
    );
    let address = call(
        &sandbox,
        "GET customers/me/billingAddress",
        &token,
        &Value::Null,
    )
    .await;
    assert_eq!(address.json(), customer["addresses"][0]);
    sandbox.stop().await;
}

#[tokio::test]
async fn a_refused_address_takes_the_customer_with_it() {
    let sandbox = sandbox().await;
    let body = json!({
        "customer": {
            "email": "a@example.com", "firstname": "Jane", "lastname": "Doe",
            "addresses": [{"countryId": "US", "firstname": "Jane", "lastname": "Doe", "street": ["1 A St"], "postcode": "1"}],
        },
        "password": "Password1",
    });
    let refused = call(&sandbox, "POST customers", "", &body).await;
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.json()["errors"][1]["parameters"]["fieldName"],
        "telephone"
    );
    let created = create(&sandbox, "a@example.com").await.json();
    assert_eq!(
        created["id"], 3,
        "the id of the customer that was not kept is used up"
    );
    sandbox.stop().await;
}

/// Checks what a new customer with this one odd member is refused with.
async fn check_refused(sandbox: &Sandbox, member: &str, value: Value, status: u16, message: &str) {
    let mut customer = json!({"email": "new@example.com", "firstname": "Jane", "lastname": "Doe"});
    customer[member] = value;
    let body = json!({"customer": customer, "password": "Password1"});
    let answer = call(sandbox, "POST customers", "", &body).await;
    assert_eq!(answer.status, status, "{body}");
    let said = answer.json()["message"].as_str().unwrap().to_owned();
    assert!(said.starts_with(message), "{said}");
}

#[tokio::test]
async fn refusals_have_magentos_status_and_message() {
    let sandbox = sandbox().await;
    create(&sandbox, "taken@example.com").await;
    for (member, value, status, message) in [
        (
            "email",
            json!("TAKEN@example.com"),
            400,
            "A customer with the same email address already exists",
        ),
        (
            "email",
            json!("nope"),
            400,
            "\"Email\" is not a valid email address.",
        ),
        ("email", json!(null), 500, "Internal Error."),
        (
            "firstname",
            json!(""),
            400,
            "\"First Name\" is a required value.",
        ),
        ("firstname", json!("<b>"), 400, "First Name is not valid!"),
        (
            "firstname",
            json!(["a"]),
            400,
            "Error occurred during \"firstname\" processing.",
        ),
        ("nosuch", json!(1), 400, "\"%fieldName\" is not supported."),
        (
            "group_id",
            json!(1),
            401,
            "The consumer isn't authorized to access %resources.",
        ),
        (
            "website_id",
            json!(999),
            404,
            "The website with id 999 that was requested wasn't found.",
        ),
        (
            "id",
            json!(777),
            404,
            "No such entity with %fieldName = %fieldValue, %field2Name",
        ),
    ] {
        check_refused(&sandbox, member, value, status, message).await;
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn without_a_good_token_it_is_a_401() {
    let sandbox = sandbox().await;
    create(&sandbox, "jdoe@example.com").await;
    let token = customer_token(&sandbox, "jdoe@example.com").await;
    let refused = |resource: &str| {
        json!({
            "message": "The consumer isn't authorized to access %resources.",
            "parameters": {"resources": resource},
        })
    };
    for bad in ["", "garbage", "a.b.c", &format!("{token}x")] {
        let answer = call(&sandbox, "GET customers/me", bad, &Value::Null).await;
        assert_eq!(
            (answer.status, answer.json()),
            (401, refused("self")),
            "{bad}"
        );
    }
    let answer = call(&sandbox, "GET customers/1", &token, &Value::Null).await;
    assert_eq!(
        (answer.status, answer.json()),
        (401, refused("Magento_Customer::customer"))
    );
    let all = send(
        &sandbox,
        "GET /rest/all/V1/customers/me",
        &[&format!("Authorization: Bearer {token}")],
        b"",
    )
    .await;
    assert_eq!(
        all.status, 401,
        "customers are nobody in the scope of all stores"
    );
    let revoked = call(
        &sandbox,
        "POST integration/customer/revoke-customer-token",
        &token,
        &Value::Null,
    )
    .await;
    assert_eq!((revoked.status, revoked.json()), (200, json!(true)));
    assert_eq!(
        call(&sandbox, "GET customers/me", &token, &Value::Null)
            .await
            .status,
        401
    );
    let admin = admin_token(&sandbox).await;
    assert_eq!(
        call(&sandbox, "GET customers/me", &admin, &Value::Null)
            .await
            .status,
        400
    );
    sandbox.stop().await;
}

#[tokio::test]
async fn too_many_wrong_passwords_lock_the_right_one_out() {
    let sandbox = sandbox().await;
    create(&sandbox, "lock@example.com").await;
    let attempt = async |password: &str| {
        let body = json!({"username": "lock@example.com", "password": password});
        call(&sandbox, "POST integration/customer/token", "", &body)
            .await
            .status
    };
    for _ in 0..6 {
        assert_eq!(attempt("Wrong12345").await, 401);
    }
    assert_eq!(attempt("Password1").await, 401);
    sandbox.stop().await;
}

#[tokio::test]
async fn passwords_are_changed_and_resets_need_a_template() {
    let sandbox = sandbox().await;
    create(&sandbox, "pw@example.com").await;
    let token = customer_token(&sandbox, "pw@example.com").await;
    let change = async |current: &str, new: &str| {
        let body = json!({"currentPassword": current, "newPassword": new});
        call(&sandbox, "PUT customers/me/password", &token, &body)
            .await
            .status
    };
    assert_eq!(change("Nope12345", "Password2").await, 401);
    assert_eq!(change("Password1", "weak").await, 400);
    assert_eq!(change("Password1", "Password2").await, 200);
    assert_eq!(
        call(&sandbox, "GET customers/me", &token, &Value::Null)
            .await
            .status,
        200
    );
    let reset = async |template: &str, email: &str| {
        let body = json!({"email": email, "template": template, "websiteId": 1});
        call(&sandbox, "PUT customers/password", "", &body).await
    };
    assert_eq!(
        reset("email_reset", "pw@example.com").await.json(),
        json!(true)
    );
    assert_eq!(reset("email_reset", "nobody@example.com").await.status, 404);
    let unknown = reset("nosuch", "pw@example.com").await;
    assert_eq!(unknown.status, 400);
    assert_eq!(unknown.json()["parameters"]["template2"], "email_reset");
    let missing = call(&sandbox, "PUT customers/password", "", &json!({}))
        .await
        .json();
    assert_eq!(missing["errors"][1]["parameters"]["fieldName"], "template");
    sandbox.stop().await;
}

#[tokio::test]
async fn an_admin_searches_changes_and_deletes() {
    let sandbox = sandbox().await;
    create(&sandbox, "one@example.com").await;
    create(&sandbox, "two@example.com").await;
    let admin = admin_token(&sandbox).await;
    let query = "searchCriteria[filter_groups][0][filters][0][field]=email\
                 &searchCriteria[filter_groups][0][filters][0][value]=%25@example.com\
                 &searchCriteria[filter_groups][0][filters][0][condition_type]=like\
                 &searchCriteria[sortOrders][0][field]=email&searchCriteria[sortOrders][0][direction]=DESC\
                 &searchCriteria[pageSize]=1";
    let line = format!("GET customers/search?{query}&fields=items[email],total_count");
    let found = call(&sandbox, &line, &admin, &Value::Null);
    assert_eq!(
        found.await.json(),
        json!({"items": [{"email": "two@example.com"}], "total_count": 3})
    );
    let changed = call(
        &sandbox,
        "PUT customers/2",
        &admin,
        &json!({"customer": {"firstname": "Only"}}),
    )
    .await
    .json();
    assert_eq!(
        (&changed["firstname"], &changed["lastname"]),
        (&json!("Only"), &json!("Doe"))
    );
    for (status, body) in [
        (200, json!(true)),
        (
            404,
            json!({
                "message": "No such entity with %fieldName = %fieldValue",
                "parameters": {"fieldName": "customerId", "fieldValue": 3},
            }),
        ),
    ] {
        let deleted = call(&sandbox, "DELETE customers/3", &admin, &Value::Null).await;
        assert_eq!((deleted.status, deleted.json()), (status, body));
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn a_change_is_kept_as_a_whole_or_not_at_all() {
    let sandbox = sandbox().await;
    let admin = admin_token(&sandbox).await;
    let put = async |customer: Value| {
        call(
            &sandbox,
            "PUT customers/1",
            &admin,
            &json!({"customer": customer}),
        )
        .await
    };
    let before = call(&sandbox, "GET customers/1", &admin, &Value::Null)
        .await
        .json();
    let refused = put(json!({"firstname": "Other", "addresses": [{"id": 1, "city": "Other"}, {"countryId": "US"}]})).await;
    assert_eq!(refused.status, 400);
    let after = call(&sandbox, "GET customers/1", &admin, &Value::Null)
        .await
        .json();
    assert_eq!(after, before);
    let foreign = put(json!({"default_billing": "99"})).await;
    assert_eq!(
        foreign.json()["parameters"],
        json!({"fieldName": "default_billing"})
    );
    let bare = put(json!({"addresses": []})).await.json();
    assert_eq!(
        (&bare["addresses"], bare.get("default_billing")),
        (&json!([]), None)
    );
    assert_eq!(bare["firstname"], "Veronica");
    sandbox.stop().await;
}

#[tokio::test]
async fn the_manners_of_rest() {
    let sandbox = sandbox().await;
    let check = async |line: &str, status, message: &str| {
        let answer = send(&sandbox, line, &[], b"").await;
        assert_eq!(
            (answer.status, answer.json()["message"].as_str()),
            (status, Some(message)),
            "{line}"
        );
    };
    let cannot = "Specified request cannot be processed.";
    check("GET /rest/nosuch/V1/customers/me", 400, cannot).await;
    check("GET /rest/default/v1/customers/me", 400, cannot).await;
    check("GET /rest/default//V1/customers/me", 400, cannot).await;
    check("GET /rest", 400, cannot).await;
    check(
        "GET /rest/default/V1/nosuch",
        404,
        "Request does not match any route.",
    )
    .await;
    check(
        "GET /rest/default/V1/integration/admin/token",
        404,
        "Request does not match any route.",
    )
    .await;
    check(
        "PATCH /rest/default/V1/customers/2",
        405,
        "The PATCH HTTP method is not supported.",
    )
    .await;
    check(
        "OPTIONS /rest/default/V1/customers/me",
        405,
        "The OPTIONS HTTP method is not supported.",
    )
    .await;
    check(
        "GET /index.php/rest/V1/directory/countries/ZZ/",
        404,
        "The country isn't available.",
    )
    .await;
    sandbox.stop().await;
}

#[tokio::test]
async fn answers_are_json_or_xml_and_bodies_json() {
    let sandbox = sandbox().await;
    let html = send(
        &sandbox,
        "GET /rest/default/V1/customers/me",
        &["Accept: text/html"],
        b"",
    )
    .await;
    assert_eq!(html.status, 500);
    assert!(html.head.contains("content-type: text/html"));
    let xml = send(
        &sandbox,
        "GET /rest/default/V1/customers/me",
        &["Accept: application/xml"],
        b"",
    )
    .await;
    assert!(
        xml.text
            .contains("<parameters>\n    <resources>self</resources>")
    );
    let line = "POST /rest/default/V1/customers";
    let broken = send(
        &sandbox,
        line,
        &["Content-Type: application/json"],
        b"{\xff",
    )
    .await;
    assert_eq!(
        (broken.status, broken.json()),
        (400, json!({"message": "Decoding error."}))
    );
    let bare = send(&sandbox, "POST /rest/default/V1/customers", &[], b"{}").await;
    assert_eq!(
        bare.json(),
        json!({"message": "Content-Type header is empty."})
    );
    assert_eq!(send(&sandbox, "GET /nosuch", &[], b"").await.status, 404);
    sandbox.stop().await;
}

#[tokio::test]
async fn asynchronous_requests_are_accepted_and_queued() {
    let sandbox = sandbox().await;
    let authorization = format!("Authorization: Bearer {}", admin_token(&sandbox).await);
    let headers = ["Content-Type: application/json", &authorization];
    let customer =
        json!({"customer": {"email": "a@example.com", "firstname": "A", "lastname": "B"}});
    let body = json!([customer, customer]).to_string();
    let queued = send(
        &sandbox,
        "POST /rest/default/async/bulk/V1/customers",
        &headers,
        body.as_bytes(),
    )
    .await;
    assert_eq!(queued.status, 202);
    let uuid = queued.json()["bulk_uuid"].as_str().unwrap().to_owned();
    let status = send(
        &sandbox,
        &format!("GET /rest/V1/bulk/{uuid}/status"),
        &headers,
        b"",
    )
    .await
    .json();
    assert_eq!(
        (
            &status["operation_count"],
            &status["operations_list"][1]["status"]
        ),
        (&json!(2), &json!(4))
    );
    assert_eq!(
        send(&sandbox, "GET /rest/V1/bulk/nosuch/status", &headers, b"")
            .await
            .status,
        404
    );
    sandbox.stop().await;
}

#[tokio::test]
async fn with_two_factor_authentication_a_password_is_not_enough() {
    let options = Options {
        two_factor_secret: Some("JBSWY3DPEHPK3PXP".into()),
        ..Options::default()
    };
    let sandbox = Sandbox::start(&options).await.unwrap();
    let login = json!({"username": ADMIN_USERNAME, "password": ADMIN_PASSWORD});
    let refused = call(&sandbox, "POST integration/admin/token", "", &login).await;
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.json()["parameters"],
        json!({"active_providers": ["google"]})
    );
    let missing = call(
        &sandbox,
        "POST tfa/provider/google/authenticate",
        "",
        &login,
    )
    .await;
    assert_eq!(missing.json()["parameters"]["fieldName"], "otp");
    let mut wrong = login.clone();
    wrong["otp"] = "abcdef".into();
    let wrong = call(
        &sandbox,
        "POST tfa/provider/google/authenticate",
        "",
        &wrong,
    )
    .await;
    assert_eq!(
        (wrong.status, wrong.json()),
        (401, json!({"message": "Invalid code."}))
    );
    sandbox.stop().await;
    let broken = Options {
        two_factor_secret: Some("not base32!".into()),
        ..Options::default()
    };
    assert!(Sandbox::start(&broken).await.is_err());
}

#[tokio::test]
async fn hostile_requests_are_answered() {
    let sandbox = sandbox().await;
    let json_type = ["Content-Type: application/json"];
    let line = "POST /rest/default/V1/customers";
    let deep = [b"[".repeat(1_000_000), b"]".repeat(1_000_000)].concat();
    assert_eq!(send(&sandbox, line, &json_type, &deep).await.status, 400);
    let nested = format!(
        "{{\"customer\":{}1{}}}",
        "{\"addresses\":[".repeat(200),
        "]}".repeat(200)
    );
    assert_eq!(
        send(&sandbox, line, &json_type, nested.as_bytes())
            .await
            .status,
        400
    );
    let deep = "<a>".repeat(500_000);
    let xml = send(
        &sandbox,
        line,
        &["Content-Type: application/xml"],
        deep.as_bytes(),
    )
    .await;
    assert_eq!(
        (xml.status, xml.json()),
        (400, json!({"message": "Decoding Error."}))
    );
    let huge = vec![b' '; 11 * 1024 * 1024];
    assert_eq!(send(&sandbox, line, &json_type, &huge).await.status, 413);
    assert_eq!(
        send(&sandbox, "GET /rest/default/V1/customers/%ff%00", &[], b"")
            .await
            .status,
        401
    );
    assert_eq!(create(&sandbox, "still@example.com").await.status, 200);
    sandbox.stop().await;
}

#[tokio::test]
async fn sandboxes_are_independent_and_stop_in_spite_of_idle_connections() {
    let (one, other) = (sandbox().await, sandbox().await);
    assert_ne!(one.url(), other.url());
    assert_eq!(create(&one, "jdoe@example.com").await.json()["id"], 2);
    assert_eq!(create(&other, "jdoe@example.com").await.json()["id"], 2);
    let token = customer_token(&one, "jdoe@example.com").await;
    assert_eq!(
        call(&other, "GET customers/me", &token, &Value::Null)
            .await
            .status,
        401
    );
    let mut idle = TcpStream::connect(one.address()).await.unwrap();
    idle.write_all(b"GET /rest HTTP/1.1\r\nHost: x\r\n")
        .await
        .unwrap();
    let address = one.address();
    one.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
    assert_eq!(create(&other, "still@example.com").await.status, 200);
    other.stop().await;
}
