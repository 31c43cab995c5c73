//! What is asked beside the usual way from a customer to a refund: over real HTTP.

use crate::support::Shop;
use magewalk_sandbox::Version;
use serde_json::{Value, json};

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

#[tokio::test]
async fn categories_are_read_as_a_tree_one_by_one_and_by_search() {
    let shop = shop().await;
    let admin = shop.admin().await;
    let (_, gear) = get(&shop, "categories?rootCategoryId=3&depth=1", &admin).await;
    assert_eq!(gear["name"], "Gear");
    assert_eq!(gear["children_data"][0]["name"], "Bags");
    assert_eq!(gear["children_data"][0]["children_data"], json!([]));
    let (_, tops) = get(&shop, "categories/21", &admin).await;
    assert_eq!(tops["path"], "1/2/20/21");
    assert_eq!(
        (&tops["level"], &tops["children"]),
        (&json!(3), &json!("23,24,25,26"))
    );
    let (status, refusal) = get(&shop, "categories/9999", &admin).await;
    assert_eq!(
        (status, &refusal["parameters"]["fieldValue"]),
        (404, &json!(9999))
    );
    let by_level = "categories/list?searchCriteria[filter_groups][0][filters][0][field]=level&\
                    searchCriteria[filter_groups][0][filters][0][value]=2&fields=total_count";
    assert_eq!(
        get(&shop, by_level, &admin).await.1,
        json!({"total_count": 8})
    );
    let (_, watches) = get(&shop, "categories/6/products", &admin).await;
    assert_eq!(watches.as_array().unwrap().len(), 9);
    assert_eq!(get(&shop, "categories/6/products", "").await.0, 401);
}

#[tokio::test]
async fn the_catalog_tells_its_kinds_attributes_and_prices() {
    let shop = shop().await;
    let admin = shop.admin().await;
    let (_, kinds) = get(&shop, "products/types", &admin).await;
    assert_eq!(
        kinds[5],
        json!({"name": "grouped", "label": "Grouped Product"})
    );
    let (_, images) = get(&shop, "products/WS12-M-Orange/media", &admin).await;
    assert_eq!(images[1]["position"], 2);
    assert_eq!(images[0]["content"]["type"], "image/jpeg");
    assert_eq!(
        get(&shop, "products/WS12-M-Orange/media/1", &admin).await.0,
        404
    );
    let (_, set) = get(&shop, "products/attribute-sets/4/attributes", &admin).await;
    assert_eq!(set.as_array().unwrap().len(), 59);
    let (status, _) = get(&shop, "products/attributes/nosuch", &admin).await;
    assert_eq!(status, 404);
    let (_, parts) = get(&shop, "products/24-WG085_Group/links/associated", &admin).await;
    assert_eq!(parts[2]["linked_product_sku"], "24-WG087");
    let skus = json!({"skus": ["24-MB01", "24-WG080", "NOSUCH"]});
    let line = "POST products/base-prices-information";
    let (_, prices) = shop.call(line, &admin, &skus).await;
    assert_eq!(
        prices,
        json!([{"price": 34, "store_id": 0, "sku": "24-MB01"}])
    );
    let (status, _) = shop.call(line, &admin, &json!({"skus": "24-MB01"})).await;
    assert_eq!(status, 400);
    let (status, refusal) = get(&shop, "bundle-products/24-MB01/options/all", &admin).await;
    assert_eq!(status, 400);
    assert_eq!(
        refusal["message"],
        "This is implemented for bundle products only."
    );
    let (_, found) = get(
        &shop,
        "products?searchCriteria[filter_groups][0][filters][0][field]=category_id&\
         searchCriteria[filter_groups][0][filters][0][value]=6&fields=total_count",
        &admin,
    )
    .await;
    assert_eq!(found, json!({"total_count": 9}));
}

#[tokio::test]
async fn the_inventory_counts_what_orders_have_reserved() {
    let shop = shop().await;
    let admin = shop.admin().await;
    order(&shop, &admin).await;
    let (_, status) = get(&shop, "stockStatuses/WS12-M-Orange", &admin).await;
    assert_eq!(
        (&status["qty"], &status["stock_item"]["qty"]),
        (&json!(99), &json!(100))
    );
    let quantity = "inventory/get-product-salable-quantity";
    let (_, left) = get(&shop, &format!("{quantity}/WS12-M-Orange/1"), &admin).await;
    assert_eq!(left, 99);
    assert_eq!(
        get(&shop, &format!("{quantity}/NOSUCH/1"), &admin).await.0,
        500
    );
    let line = "inventory/is-product-salable-for-requested-qty/24-MB01/1/400";
    let (_, salable) = get(&shop, line, &admin).await;
    assert_eq!(salable["salable"], false);
    let (status, refusal) = get(&shop, "stockItems/NOSUCH", &admin).await;
    assert_eq!((status, &refusal["parameters"]), (404, &json!(["NOSUCH"])));
}

#[tokio::test]
async fn attributes_of_customers_are_open_to_all() {
    let shop = shop().await;
    let (_, all) = get(&shop, "attributeMetadata/customer", "").await;
    assert_eq!(all.as_array().unwrap().len(), 25);
    let (_, gender) = get(&shop, "attributeMetadata/customer/attribute/gender", "").await;
    assert_eq!(
        gender["options"][2],
        json!({"label": "Female", "value": "2"})
    );
    let (status, _) = get(&shop, "attributeMetadata/customer/attribute/nosuch", "").await;
    assert_eq!(status, 404);
    let (_, form) = get(
        &shop,
        "attributeMetadata/customer/form/customer_account_edit",
        "",
    )
    .await;
    assert_eq!(form[1]["attribute_code"], "firstname");
}

#[tokio::test]
async fn a_guest_needs_a_good_email_by_the_time_of_the_order() {
    let shop = shop().await;
    let (_, mask) = shop.call("POST guest-carts", "", &Value::Null).await;
    let cart = format!("guest-carts/{}", mask.as_str().unwrap());
    let item = json!({"cartItem": {"sku": "MJ08-XS-Blue", "qty": 1}});
    shop.call(&format!("POST {cart}/items"), "", &item).await;
    let body = json!({"addressInformation": {
        "shipping_address": address(), "billing_address": address(),
        "shipping_carrier_code": "flatrate", "shipping_method_code": "flatrate",
    }});
    let line = format!("POST {cart}/shipping-information");
    assert_eq!(shop.call(&line, "", &body).await.0, 200);
    let pay = format!("POST {cart}/payment-information");
    let with = |email: &str| json!({"email": email, "paymentMethod": {"method": "checkmo"}});
    let (status, refusal) = shop.call(&pay, "", &with("nope")).await;
    assert_eq!(status, 400);
    assert_eq!(
        refusal,
        json!({"message": "We can't save the address:\nEmail has a wrong format"})
    );
    let (status, _) = shop.call(&pay, "", &with("guest@example.com")).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn gifts_terms_taxes_and_countries_are_told() {
    let shop = shop().await;
    let admin = shop.admin().await;
    let token = buyer(&shop, "ann@example.com").await;
    let (_, none) = get(&shop, "carts/mine/gift-message", &token).await;
    assert_eq!(none, json!([]));
    let gift = json!({"giftMessage": {"message": "x"}});
    let (status, _) = shop
        .call("POST carts/mine/gift-message", &token, &gift)
        .await;
    assert_eq!(status, 400);
    assert_eq!(get(&shop, "carts/licence", "").await, (200, json!([])));
    let (_, class) = get(&shop, "taxClasses/3", &admin).await;
    assert_eq!(class["class_type"], "CUSTOMER");
    let group = json!({"group": {"code": "VIP", "taxClassId": 2}});
    let (status, refusal) = shop.call("POST customerGroups", &admin, &group).await;
    assert_eq!((status, &refusal["parameters"]["value"]), (400, &json!(2)));
    let (_, france) = get(&shop, "directory/countries/FR", "").await;
    assert_eq!(france["three_letter_abbreviation"], "FRA");
    let configs = "store/storeConfigs?storeCodes[]=";
    let (_, known) = get(&shop, &format!("{configs}default"), &admin).await;
    assert_eq!(known[0]["id"], 1);
    assert_eq!(
        get(&shop, &format!("{configs}nosuch"), &admin).await.1,
        json!([])
    );
    let (_, all) = get(&shop, "directory/countries", "").await;
    assert!(all.as_array().unwrap().len() > 240);
}

#[tokio::test]
async fn categories_are_made_changed_moved_and_deleted() {
    let shop = shop().await;
    let admin = shop.admin().await;
    let body = json!({"category": {"name": "Spring Sale", "parent_id": 3, "is_active": true}});
    let (_, made) = shop.call("POST categories", &admin, &body).await;
    assert_eq!(
        (&made["id"], &made["path"]),
        (&json!(41), &json!("1/2/3/41"))
    );
    let nameless = json!({"category": {"parent_id": 3}});
    assert_eq!(shop.call("POST categories", &admin, &nameless).await.0, 400);
    let link = json!({"productLink": {"sku": "24-MB01", "category_id": "41", "position": 1}});
    let (status, _) = shop
        .call("POST categories/41/products", &admin, &link)
        .await;
    assert_eq!(status, 200);
    let (_, inside) = get(&shop, "categories/41/products", &admin).await;
    assert_eq!(inside[0]["sku"], "24-MB01");
    let below = json!({"parentId": 20});
    shop.call("PUT categories/41/move", &admin, &below).await;
    let renamed = json!({"category": {"name": "Summer Sale"}});
    let (_, changed) = shop.call("PUT categories/41", &admin, &renamed).await;
    assert_eq!(
        (&changed["name"], &changed["path"]),
        (&json!("Summer Sale"), &json!("1/2/20/41"))
    );
    let upward = json!({"parentId": 41});
    assert_eq!(
        shop.call("PUT categories/20/move", &admin, &upward).await.0,
        400
    );
    let delete = |id: i64| format!("DELETE categories/{id}");
    assert_eq!(shop.call(&delete(2), &admin, &Value::Null).await.0, 400);
    assert_eq!(shop.call(&delete(41), &admin, &Value::Null).await.0, 200);
    assert_eq!(shop.call(&delete(41), &admin, &Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_product_tells_what_it_is_made_of_and_a_list_nothing_of_the_stock() {
    let shop = shop().await;
    let admin = shop.admin().await;
    let (_, hoodie) = get(&shop, "products/MH02", &admin).await;
    let extension = &hoodie["extension_attributes"];
    assert_eq!(hoodie["price"], 0);
    assert_eq!(
        extension["configurable_product_links"]
            .as_array()
            .unwrap()
            .len(),
        15
    );
    assert_eq!(
        extension["configurable_product_options"][0]["label"],
        "Color"
    );
    assert!(extension["stock_item"].is_object());
    let (_, kit) = get(&shop, "products/24-WG080", &admin).await;
    let options = &kit["extension_attributes"]["bundle_product_options"];
    assert_eq!(options[0]["product_links"][0]["sku"], "24-WG081-blue");
    let (_, list) = get(
        &shop,
        "products?searchCriteria[filter_groups][0][filters][0][field]=type_id&\
         searchCriteria[filter_groups][0][filters][0][value]=configurable&\
         searchCriteria[pageSize]=1",
        &admin,
    )
    .await;
    assert_eq!(list["total_count"], 147);
    assert!(
        list["items"][0]["extension_attributes"]
            .get("stock_item")
            .is_none()
    );
}
