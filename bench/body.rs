//! Large answers: a page of products as a shop gives it, each of some two kilobytes, and long arrays.

use serde_json::{Value, json};

const TEXT: &str = "<p>The lightweight fabric keeps its shape and dries within minutes. Flat seams \
                    and a longer back give freedom to stretch, run or rest.</p>\r\n<p>&bull; Soft \
                    rib knit.<br />&bull; Moisture-wicking.<br />&bull; Machine wash cold.</p>";

/// Returns a page of products of about so many bytes, of which every `changed`th has another price.
pub(crate) fn products(bytes: usize, changed: Option<usize>) -> String {
    let mut text = String::from("{\"items\":[");
    let mut number = 0;
    while text.len() < bytes {
        if number > 0 {
            text.push(',');
        }
        let is_changed = changed.is_some_and(|every| number % every == every / 2);
        text.push_str(&product(number, is_changed).to_string());
        number += 1;
    }
    text.push_str(&format!("],\"total_count\":{number}}}"));
    text
}

/// How many products a page of about so many bytes has.
pub(crate) fn count(bytes: usize) -> usize {
    bytes.div_ceil(product(10_000, false).to_string().len() + 1)
}

/// Returns an object with an array of so many small elements; a changed one has a hundred elements
/// (of a short one, fewer) moved, added, taken out and changed.
pub(crate) fn elements(count: usize, is_changed: bool) -> String {
    let element = |at: usize| json!({"id": at, "name": format!("Element {at}")});
    let mut elements: Vec<Value> = (0..count).map(element).collect();
    let edits = if is_changed { (count / 40).min(25) } else { 0 };
    // Each kind of edit has a quarter of the array for itself.
    let (quarter, apart) = (count / 4, count / 4 / edits.max(1));
    for at in (0..edits).rev() {
        elements.remove(3 * quarter + at * apart);
        elements.insert(2 * quarter + at * apart, element(2 * count + at));
        let moved = elements.remove(quarter + at * apart);
        elements.insert(quarter + at * apart + apart / 2, moved);
        elements[at * apart]["name"] = "changed".into();
    }
    json!({"items": elements, "total_count": count}).to_string()
}

/// Returns one product.
fn product(number: usize, is_changed: bool) -> Value {
    let price = 20.25 + f64::from(u8::from(is_changed));
    let attribute = |code: &str, value: Value| json!({"attribute_code": code, "value": value});
    let image = format!("/w/s/ws{number:05}-orange_main_1.jpg");
    json!({
        "id": number, "sku": format!("WS{number:05}-M-Orange"), "name": "Radiant Tee M Orange",
        "attribute_set_id": 9, "price": price, "status": 1, "visibility": 4, "type_id": "simple",
        "created_at": "2026-03-04 08:15:30", "updated_at": "2026-03-04 08:15:30", "weight": 1,
        "extension_attributes": {"website_ids": [1], "category_links": [
            {"position": 0, "category_id": "25"}, {"position": 1, "category_id": "33"}]},
        "product_links": [], "options": [], "tier_prices": [],
        "media_gallery_entries": [{"id": number, "media_type": "image", "label": null,
            "position": 1, "disabled": false, "types": ["image", "small_image"], "file": image}],
        "custom_attributes": [
            attribute("image", json!(image)), attribute("small_image", json!(image)),
            attribute("description", json!(format!("{TEXT}{TEXT}"))),
            attribute("url_key", json!(format!("radiant-tee-m-orange-{number}"))),
            attribute("tax_class_id", json!("2")), attribute("color", json!("56")),
            attribute("required_options", json!("0")), attribute("has_options", json!("0")),
            attribute("category_ids", json!(["25", "33", "8"])), attribute("size", json!("168")),
        ],
    })
}
