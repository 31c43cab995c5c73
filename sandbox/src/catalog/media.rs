//! The pictures of products.

use serde_json::{Value, json};

use crate::catalog::locate::find;
use crate::catalog::pieces;
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::product::Image;

/// A picture of one white dot, in base64. The sandbox has none of the files of the sample data.
const DOT: &str = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=";

/// Lists the pictures of a product.
pub(crate) fn list(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    let images = product.media.iter().enumerate();
    Ok(images.map(|(index, image)| whole(index, image)).collect())
}

/// Shows a picture of a product.
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    let id = call.number("entryId");
    let mut images = product.media.iter().enumerate();
    let found = images.find(|(_, image)| image.id == id);
    found
        .map(|(index, image)| whole(index, image))
        .ok_or_else(|| ApiError::new(404, "The image doesn't exist. Verify and try again."))
}

fn whole(index: usize, image: &Image) -> Value {
    let mut shown = pieces::picture(index, image);
    let name = image.file.rsplit('/').next().unwrap_or_default();
    shown["content"] = json!({
        "base64_encoded_data": DOT,
        "type": "image/jpeg",
        "name": name,
    });
    shown
}
