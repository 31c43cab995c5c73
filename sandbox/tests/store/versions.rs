//! What differs between the versions of Magento that the sandbox can be, and in developer mode.

use crate::support::{Answer, Shop};
use magewalk_sandbox::{Options, Version};
use serde_json::{Value, json};

/// Asks a 2.4.7 and a 2.4.8 the same, without a token.
async fn both(line: &str, body: &Value) -> [Answer; 2] {
    let [old, new] = Version::ALL.map(Shop::of);
    [
        old.await.call(line, "", body).await,
        new.await.call(line, "", body).await,
    ]
}

fn jane() -> Value {
    json!({"email": "jane@example.com", "firstname": "Jane", "lastname": "Doe"})
}

fn address(city: &str) -> Value {
    json!({
        "firstname": "Jane", "lastname": "Doe", "street": ["123 Oak Ave"], "city": city,
        "region": {"regionId": 43}, "postcode": "10755", "countryId": "US",
        "telephone": "512-555-1111", "defaultBilling": true, "defaultShipping": true,
    })
}

fn jane_with(member: &str, value: Value) -> Value {
    let mut customer = jane();
    customer[member] = value;
    json!({"customer": customer, "password": "Password1"})
}

#[tokio::test]
async fn from_2_4_8_on_a_customer_without_an_e_mail_is_refused_in_words() {
    let body = json!({"customer": {"firstname": "Jane"}, "password": "Password1"});
    let [old, new] = both("POST customers", &body).await;
    assert_eq!(old.0, 500);
    assert_eq!(new.0, 400);
    let words = "The email address is required to create a customer account.";
    assert_eq!(new.1, json!({"message": words}));
}

#[tokio::test]
async fn from_2_4_8_on_nobody_is_born_in_the_future() {
    let body = jane_with("dob", "2999-01-01".into());
    let [old, new] = both("POST customers", &body).await;
    assert_eq!((old.0, old.1["dob"].as_str()), (200, Some("2999-01-01")));
    let words = "The Date of Birth should not be greater than today.";
    assert_eq!(new, (400, json!({"message": words})));
}

#[tokio::test]
async fn from_2_4_8_on_a_telephone_number_has_no_letters() {
    let mut home = address("Purchase");
    home["telephone"] = "call me".into();
    let body = jane_with("addresses", json!([home]));
    let [old, new] = both("POST customers", &body).await;
    assert_eq!(old.0, 200);
    let words = "Invalid Phone Number. Please use 0-9, +, -, (, ) and space.";
    assert_eq!(new, (400, json!({"message": words})));
}

#[tokio::test]
async fn from_2_4_8_on_default_addresses_come_first() {
    let addresses = json!([address("First"), address("Second")]);
    let [old, new] = both("POST customers", &jane_with("addresses", addresses)).await;
    assert_eq!(old.1["addresses"][0]["city"], "First");
    assert_eq!(new.1["addresses"][0]["city"], "Second");
    assert_eq!(new.1["addresses"][0]["default_billing"], true);
}

#[tokio::test]
async fn from_2_4_8_on_password_resets_are_limited() {
    let unknown = json!({"email": "nobody@example.com", "template": "email_reset"});
    let [old, new] = Version::ALL.map(Shop::of);
    let (old, new) = (old.await, new.await);
    for shop in [&old, &new] {
        // What lacks a parameter does not get as far as the limit.
        let body = json!({"email": "nobody@example.com"});
        assert_eq!(shop.call("PUT customers/password", "", &body).await.0, 400);
        assert_eq!(
            shop.call("PUT customers/password", "", &unknown).await.0,
            404
        );
    }
    assert_eq!(
        old.call("PUT customers/password", "", &unknown).await.0,
        404
    );
    let (status, refused) = new.call("PUT customers/password", "", &unknown).await;
    assert_eq!(status, 400);
    let message = refused["message"].as_str().unwrap();
    assert!(message.starts_with("We received too many requests for password resets."));
    assert_eq!(refused["parameters"], json!(["hello@example.com"]));
}

#[tokio::test]
async fn from_2_4_8_on_a_product_without_a_sku_is_refused_in_words() {
    let body = json!({"product": {"name": "x"}});
    for version in Version::ALL {
        let shop = Shop::of(version).await;
        let admin = shop.admin().await;
        let answer = shop.call("POST products", &admin, &body).await;
        match version {
            Version::V2_4_7 => assert_eq!(answer.0, 500),
            Version::V2_4_8 => {
                let message =
                    "The \"%1\" attribute value is empty. Set the attribute and try again.";
                assert_eq!(
                    answer,
                    (400, json!({"message": message, "parameters": ["sku"]}))
                );
            }
        }
    }
}

/// Buys two tees and returns the order, as the admin reads it.
async fn order(shop: &Shop) -> Value {
    let mut customer = jane();
    customer["addresses"] = json!([address("Purchase")]);
    let token = shop.customer(&customer).await;
    let cart = shop.call("POST carts/mine", &token, &Value::Null).await.1;
    let tees =
        json!({"cartItem": {"sku": "WS12-M-Orange", "qty": 2, "quote_id": cart.to_string()}});
    assert_eq!(
        shop.call("POST carts/mine/items", &token, &tees).await.0,
        200
    );
    let to = json!({
        "firstname": "Jane", "lastname": "Doe", "street": ["123 Oak Ave"], "city": "Purchase",
        "region_id": 43, "postcode": "10577", "country_id": "US", "telephone": "512-555-1111",
    });
    let shipping = json!({"addressInformation": {
        "shipping_address": to, "billing_address": to,
        "shipping_carrier_code": "flatrate", "shipping_method_code": "flatrate",
    }});
    let answer = shop
        .call("POST carts/mine/shipping-information", &token, &shipping)
        .await;
    assert_eq!(answer.0, 200, "{}", answer.1);
    let payment = json!({"paymentMethod": {"method": "checkmo"}});
    let (status, id) = shop
        .call("POST carts/mine/payment-information", &token, &payment)
        .await;
    assert_eq!(status, 200, "{id}");
    let admin = shop.admin().await;
    shop.call(&format!("GET orders/{id}"), &admin, &Value::Null)
        .await
        .1
}

#[tokio::test]
async fn from_2_4_8_on_an_order_names_no_rule_that_took_nothing_off_and_forgets_quantities() {
    let [old, new] = Version::ALL.map(Shop::of);
    let (old, new) = (order(&old.await).await, order(&new.await).await);
    assert_eq!(old["applied_rule_ids"], "1");
    assert_eq!(old["items"][0]["row_total"], 44);
    assert_eq!(old["email_sent"], 1);
    assert_eq!(new.get("applied_rule_ids"), None);
    assert_eq!(new["items"][0]["row_total"], 22);
    assert_eq!(new["items"][0]["row_total_incl_tax"], 44);
    assert_eq!(new.get("email_sent"), None);
}

#[tokio::test]
async fn from_2_4_8_on_the_cart_has_other_words_and_ids_that_are_numbers() {
    for version in Version::ALL {
        let shop = Shop::of(version).await;
        let (_, mask) = shop.call("POST guest-carts", "", &Value::Null).await;
        let cart = format!("guest-carts/{}", mask.as_str().unwrap());
        let item = |quantity: i64| json!({"cartItem": {"sku": "WS12-M-Orange", "qty": quantity}});
        let line = format!("POST {cart}/items");
        let (status, refused) = shop.call(&line, "", &item(9000)).await;
        assert_eq!(status, 400);
        let words = match version {
            Version::V2_4_7 => "The requested qty is not available",
            Version::V2_4_8 => "Not enough items for sale",
        };
        assert_eq!(refused["message"], words);
        shop.call(&line, "", &item(1)).await;
        let to = json!({
            "firstname": "Jane", "lastname": "Doe", "street": ["123 Oak Ave"], "city": "Purchase",
            "region_id": 43, "postcode": "10577", "country_id": "US", "telephone": "512-555-1111",
            "email": "nope",
        });
        let shipping = |to: &Value| {
            json!({"addressInformation": {
                "shipping_address": to, "billing_address": to,
                "shipping_carrier_code": "flatrate", "shipping_method_code": "flatrate",
            }})
        };
        let line = format!("POST {cart}/shipping-information");
        let (status, _) = shop.call(&line, "", &shipping(&to)).await;
        assert_eq!(status, if version == Version::V2_4_7 { 200 } else { 400 });
        let mut good = to;
        good["email"] = "jane@example.com".into();
        assert_eq!(shop.call(&line, "", &shipping(&good)).await.0, 200);
        let payment = json!({"email": "jane@example.com", "paymentMethod": {"method": "checkmo"}});
        let line = format!("POST {cart}/payment-information");
        assert_eq!(shop.call(&line, "", &payment).await.0, 200);
        let (status, refused) = shop.call(&line, "", &payment).await;
        assert_eq!(status, 404);
        let id = &refused["parameters"]["fieldValue"];
        assert_eq!(id.is_number(), version == Version::V2_4_8, "{id}");
    }
}

#[tokio::test]
async fn numbers_of_attributes_belong_to_an_installation() {
    let mut numbers = Vec::new();
    for version in Version::ALL {
        let shop = Shop::of(version).await;
        let admin = shop.admin().await;
        let line = "GET configurable-products/MH01/options/all";
        let options = shop.call(line, &admin, &Value::Null).await.1;
        let size = options.as_array().unwrap().iter();
        let mut size = size.filter(|option| option["label"] == "Size");
        numbers.push(size.next().unwrap()["attribute_id"].clone());
    }
    assert_eq!(numbers, ["144", "142"]);
}

#[tokio::test]
async fn in_developer_mode_each_error_says_where_it_comes_from() {
    let shop = Shop::with(Options {
        developer_mode: true,
        ..Options::default()
    })
    .await;
    let trace = |body: &Value| {
        body["trace"]
            .as_str()
            .unwrap_or_default()
            .starts_with("#0 ")
    };
    let (_, refused) = shop.call("POST customers", "", &json!({})).await;
    assert!(trace(&refused) && refused["parameters"]["fieldName"] == "customer");
    let (_, refused) = shop.call("GET customers/1", "", &Value::Null).await;
    assert!(trace(&refused));
    let (_, refused) = shop.call("POST customers", "", &"{".into()).await;
    let message = refused["message"].as_str().unwrap();
    assert!(trace(&refused) && message.starts_with("Decoding error: \nUnable to unserialize"));
    let body = json!({"customer": {"email": {"a": 1}}, "password": "x"});
    let (_, refused) = shop.call("POST customers", "", &body).await;
    assert_eq!(refused.get("trace"), Some(&Value::Null));
    let body = json!({"customer": {}, "password": "Password1"});
    let (status, refused) = shop.call("POST customers", "", &body).await;
    let message = refused["message"].as_str().unwrap();
    assert!(status == 500 && message.starts_with("Deprecated Functionality"));
    let admin = shop.admin().await;
    let (status, page) = shop
        .call("POST products", &admin, &json!({"product": {}}))
        .await;
    let page = page.as_str().unwrap();
    assert!(
        status == 500 && page.starts_with("TypeError: ") && page.contains("\nStack trace:\n#0 ")
    );
    let (status, customer) = shop
        .call("POST customers", "", &json!({"customer": jane()}))
        .await;
    assert_eq!((status, customer.get("trace")), (200, None));
}

#[tokio::test]
async fn from_2_4_8_on_a_customer_is_moved_to_no_view_that_there_is_not() {
    for version in Version::ALL {
        let shop = Shop::of(version).await;
        let admin = shop.admin().await;
        let mut veronica = jane();
        veronica["storeId"] = 77.into();
        veronica["websiteId"] = 1.into();
        let body = json!({"customer": veronica});
        let (status, _) = shop.call("PUT customers/1", &admin, &body).await;
        let expected = match version {
            Version::V2_4_7 => 500,
            Version::V2_4_8 => 404,
        };
        assert_eq!(status, expected);
    }
}

#[tokio::test]
async fn comments_differ_in_words_and_in_the_time_of_what_was_just_written() {
    for version in Version::ALL {
        let shop = Shop::of(version).await;
        let id = order(&shop).await["entity_id"].clone();
        let admin = shop.admin().await;
        let comment = json!({"statusHistory": {"comment": "x", "status": "nosuch"}});
        let line = format!("POST orders/{id}/comments");
        let (_, refused) = shop.call(&line, &admin, &comment).await;
        let message = refused["message"].as_str().unwrap();
        let is_in_one_line = message.ends_with("of the order status history.");
        assert_eq!(is_in_one_line, version == Version::V2_4_8, "{message}");
        let line = format!("POST order/{id}/invoice");
        let (_, invoice) = shop.call(&line, &admin, &json!({"capture": true})).await;
        let comment = json!({"entity": {"comment": "x", "parent_id": invoice}});
        let (_, written) = shop.call("POST invoices/comments", &admin, &comment).await;
        assert_eq!(written["comment"], "x");
        let has_time = written.get("created_at").is_some();
        assert_eq!(has_time, version == Version::V2_4_8);
    }
}

#[tokio::test]
async fn the_address_of_another_customer_is_refused_in_other_words() {
    for version in Version::ALL {
        let shop = Shop::of(version).await;
        let token = shop.customer(&jane()).await;
        let mut customer = jane();
        let mut foreign = address("Purchase");
        foreign["id"] = 1.into();
        customer["websiteId"] = 1.into();
        customer["addresses"] = json!([foreign]);
        let body = json!({"customer": customer});
        let (status, refused) = shop.call("PUT customers/me", &token, &body).await;
        assert_eq!(status, 400);
        let start = match version {
            Version::V2_4_7 => "Provided customer ID",
            Version::V2_4_8 => "A customer with the same email",
        };
        let message = refused["message"].as_str().unwrap();
        assert!(message.starts_with(start), "{message}");
    }
}

#[tokio::test]
async fn from_2_4_8_on_a_cart_is_taken_over_by_its_caller_alone() {
    for version in Version::ALL {
        let shop = Shop::of(version).await;
        let token = shop.customer(&jane()).await;
        let (_, mask) = shop.call("POST guest-carts", "", &Value::Null).await;
        let line = format!("PUT guest-carts/{}", mask.as_str().unwrap());
        let (status, refused) = shop.call(&line, &token, &json!({"storeId": 1})).await;
        match version {
            Version::V2_4_7 => assert_eq!(refused["parameters"]["fieldName"], "customerId"),
            Version::V2_4_8 => assert_eq!(status, 200, "{refused}"),
        }
    }
}
