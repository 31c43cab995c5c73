//! What is asked beside the usual way from a customer to a refund: over real HTTP.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use magewalk_sandbox::Version;
use serde_json::{Value, json};
use support::Shop;

async fn shop() -> Shop {
    Shop::of(Version::V2_4_7).await
}

async fn get(shop: &Shop, path: &str, token: &str) -> (u16, Value) {
    shop.call(&format!("GET {path}"), token, &Value::Null).await
}

fn address() -> Value {
    json!({
        "firstname": "Ann", "lastname": "Lee", "street": ["1 Main St"], "city": "Austin",
        "region_id": 57, "postcode": "78701", "country_id": "US", "telephone": "555-0100",
    })
}

async fn customer(shop: &Shop, email: &str) -> String {
    let customer = json!({"email": email, "firstname": "Ann", "lastname": "Lee"});
    shop.customer(&customer).await
}

/// A customer with a tee shirt in the cart.
async fn buyer(shop: &Shop, email: &str) -> String {
    let token = customer(shop, email).await;
    shop.call("POST carts/mine", &token, &Value::Null).await;
    let item = json!({"cartItem": {"sku": "WS12-M-Orange", "qty": 1}});
    shop.call("POST carts/mine/items", &token, &item).await;
    token
}

#[tokio::test]
async fn nobody_takes_the_address_of_another_customer() {
    let shop = shop().await;
    let token = customer(&shop, "dan@example.com").await;
    let mut foreign = address();
    foreign["id"] = 1.into();
    let body = json!({"customer": {
        "email": "dan@example.com", "firstname": "Dan", "lastname": "Fox", "addresses": [foreign],
    }});
    let (status, refusal) = shop.call("PUT customers/me", &token, &body).await;
    assert_eq!(status, 400);
    assert!(
        refusal["message"]
            .as_str()
            .unwrap()
            .contains("%customer_id")
    );
    assert_eq!(refusal["parameters"], json!({"customer_id": 2}));
    let admin = shop.admin().await;
    let (_, kept) = get(&shop, "customers/addresses/1", &admin).await;
    assert_eq!(kept["customer_id"], 1);
}

#[tokio::test]
async fn a_website_or_view_that_there_is_not_fails_on_writing() {
    let shop = shop().await;
    let admin = shop.admin().await;
    for member in ["storeId", "websiteId"] {
        let mut body = json!({"customer": {
            "email": "roni_cost@example.com", "firstname": "V", "lastname": "C", "websiteId": 1,
        }});
        body["customer"][member] = 77.into();
        let (status, _) = shop.call("PUT customers/1", &admin, &body).await;
        assert_eq!(status, 500, "{member}");
    }
}

#[tokio::test]
async fn a_cart_is_sent_and_paid_step_by_step() {
    let shop = shop().await;
    let token = buyer(&shop, "cat@example.com").await;
    let (_, billing) = get(&shop, "carts/mine/billing-address", &token).await;
    assert_eq!(billing["country_id"], Value::Null);
    let (_, none) = get(&shop, "carts/mine/selected-payment-method", &token).await;
    assert_eq!(none, json!([]));
    let method = json!({"method": {"method": "checkmo"}});
    let select = "PUT carts/mine/selected-payment-method";
    let (status, _) = shop.call(select, &token, &method).await;
    assert_eq!(status, 400, "there is no shipping address yet");
    let body = json!({"address": address(), "useForShipping": true});
    let (status, _) = shop
        .call("POST carts/mine/billing-address", &token, &body)
        .await;
    assert_eq!(status, 200);
    assert_eq!(shop.call(select, &token, &method).await.0, 200);
    let (_, selected) = get(&shop, "carts/mine/selected-payment-method", &token).await;
    assert_eq!(selected, json!({"method": "checkmo"}));
    let estimate = json!({"addressInformation": {
        "address": {"countryId": "US", "regionId": 57}, "shippingCarrierCode": "flatrate",
        "shippingMethodCode": "flatrate",
    }});
    let (_, totals) = shop
        .call("POST carts/mine/totals-information", &token, &estimate)
        .await;
    assert_eq!(totals["grand_total"], 27);
    let (_, kept) = get(&shop, "carts/mine/totals", &token).await;
    assert_eq!(kept["grand_total"], 22, "an estimate is not kept");
    let body = json!({"paymentMethod": {"method": "checkmo"}});
    let (status, order) = shop.call("PUT carts/mine/order", &token, &body).await;
    assert_eq!((status, order), (200, json!(3)));
    let admin = shop.admin().await;
    let (_, order) = get(&shop, "orders/3", &admin).await;
    assert_eq!(order["grand_total"], 27, "the way of shipping is");
    let (status, _) = shop.call("PUT carts/mine/order", &token, &body).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn a_customer_changes_no_cart_of_a_guest() {
    let shop = shop().await;
    let token = buyer(&shop, "ann@example.com").await;
    let (status, _) = shop.call("POST guest-carts", &token, &Value::Null).await;
    assert_eq!(status, 400);
    let (_, mask) = shop.call("POST guest-carts", "", &Value::Null).await;
    let items = format!("POST guest-carts/{}/items", mask.as_str().unwrap());
    let item = json!({"cartItem": {"sku": "24-MB01", "qty": 1}});
    let (status, refusal) = shop.call(&items, &token, &item).await;
    assert_eq!(status, 400);
    assert_eq!(refusal["message"], "Invalid state change requested");
    assert_eq!(shop.call(&items, "", &item).await.0, 200);
    let foreign = json!({"address": {"customer_address_id": 1, "country_id": "US"}});
    let (status, refusal) = shop
        .call("POST carts/mine/billing-address", &token, &foreign)
        .await;
    assert_eq!(status, 404);
    assert_eq!(refusal["message"], "Invalid customer address id %1");
}

async fn order(shop: &Shop, admin: &str) -> i64 {
    let token = buyer(shop, "ann@example.com").await;
    let body = json!({"addressInformation": {
        "shipping_address": address(), "billing_address": address(),
        "shipping_carrier_code": "flatrate", "shipping_method_code": "flatrate",
    }});
    shop.call("POST carts/mine/shipping-information", &token, &body)
        .await;
    let body = json!({"paymentMethod": {"method": "checkmo"}});
    let (_, id) = shop.call("PUT carts/mine/order", &token, &body).await;
    let invoice = json!({"capture": true, "appendComment": true, "comment": {"comment": "paid"}});
    shop.call(&format!("POST order/{id}/invoice"), admin, &invoice)
        .await;
    id.as_i64().unwrap()
}

#[tokio::test]
async fn documents_have_comments_and_cannot_be_captured_again() {
    let shop = shop().await;
    let admin = shop.admin().await;
    order(&shop, &admin).await;
    let comment = json!({"entity": {"comment": "more", "parentId": 3}});
    let (_, added) = shop.call("POST invoices/comments", &admin, &comment).await;
    assert_eq!(added["is_customer_notified"], Value::Null);
    let (_, listed) = get(&shop, "invoices/3/comments", &admin).await;
    assert_eq!(listed["total_count"], 2);
    assert_eq!(listed["items"][1]["comment"], "more");
    let (_, none) = get(&shop, "invoices/99/comments", &admin).await;
    assert_eq!(none["total_count"], 0);
    for (action, message) in [
        ("capture", "The capture action is not available."),
        ("void", "The void action is not available."),
    ] {
        let line = format!("POST invoices/3/{action}");
        let (status, refusal) = shop.call(&line, &admin, &Value::Null).await;
        assert_eq!((status, &refusal["message"]), (400, &json!(message)));
    }
    let nameless = json!({"tracks": [{"title": "UPS", "carrier_code": "ups"}]});
    let (status, refusal) = shop.call("POST order/3/ship", &admin, &nameless).await;
    assert_eq!(status, 400);
    assert!(
        refusal["message"]
            .as_str()
            .unwrap()
            .ends_with("Please enter a tracking number.")
    );
}

#[tokio::test]
async fn an_order_takes_a_status_of_its_state_and_a_new_address() {
    let shop = shop().await;
    let admin = shop.admin().await;
    let id = order(&shop, &admin).await;
    let comments = format!("POST orders/{id}/comments");
    for (status, expected) in [("fraud", 200), ("complete", 400), ("nosuch", 400)] {
        let body = json!({"statusHistory": {"comment": "x", "status": status}});
        assert_eq!(shop.call(&comments, &admin, &body).await.0, expected);
    }
    let (_, shown) = get(&shop, &format!("orders/{id}?fields=status"), &admin).await;
    assert_eq!(shown["status"], "fraud");
    let (_, before) = get(&shop, &format!("orders/{id}"), &admin).await;
    let mut entity = address();
    entity["entity_id"] = before["billing_address"]["entity_id"].clone();
    entity["address_type"] = "billing".into();
    entity["city"] = "Waco".into();
    let body = json!({ "entity": entity });
    let line = format!("PUT orders/{id}");
    let (_, saved) = shop.call(&line, &admin, &body).await;
    assert_eq!(
        (&saved["city"], &saved["parent_id"]),
        (&json!("Waco"), &json!(id))
    );
    assert_eq!(saved["email"], "ann@example.com");
    let (_, after) = get(&shop, &format!("orders/{id}"), &admin).await;
    assert_eq!(after["billing_address"]["city"], "Waco");
    let (status, _) = shop.call("PUT orders/99", &admin, &body).await;
    assert_eq!(status, 400);
    let (status, refusal) = shop
        .call("POST orders", &admin, &json!({"entity": {}}))
        .await;
    assert_eq!(status, 400);
    assert_eq!(refusal["message"], "Please provide payment for the order.");
}
