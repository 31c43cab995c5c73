//! Messages that go with a gift, which the store has switched off, and the terms that a buyer would have
//! to agree to, of which it has none.

use serde_json::{Value, json};

use crate::carts::locate;
use crate::error::{Answer, ApiError};
use crate::schema::{Shape, Type};
use crate::service::Call;
use crate::state::Store;

/// A message that goes with a gift.
pub(crate) static MESSAGE: Shape = Shape {
    members: &[
        ("gift_message_id", Type::Integer),
        ("customer_id", Type::Integer),
        ("sender", Type::Text),
        ("recipient", Type::Text),
        ("message", Type::Text),
        ("extension_attributes", Type::Any),
    ],
};

/// Shows the message of a cart; there is none.
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    locate::active_id(store, call)?;
    Ok(json!([]))
}

/// Shows the message of an item of a cart; there is none.
pub(crate) fn get_of_item(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let item = call.number("itemId");
    let items = &locate::cart(store, id)?.items;
    if items.iter().any(|other| other.id == item) {
        return Ok(json!([]));
    }
    Err(ApiError::new(
        404,
        "No item with the provided ID was found in the Cart. Verify the ID and try again.",
    ))
}

/// Refuses a message. Source: `Magento\GiftMessage\Model\CartRepository`.
pub(crate) fn set(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let cart = locate::cart(store, id)?;
    let message = if cart.items.is_empty() {
        "The gift message can't be used for empty carts. Add an item to the cart and try again."
    } else if cart.is_virtual() {
        "The gift message can't be used for virtual products. Apply to a different product and try again."
    } else {
        "The gift message isn't available."
    };
    Err(ApiError::bad_request(message))
}

/// Lists the terms that a buyer has to agree to.
pub(crate) fn terms(_: &mut Store, _: &Call) -> Answer {
    Ok(Value::Array(Vec::new()))
}
