//! Whether there is enough of what is in a cart. Recorded on a 2.4.7-p3 store.

use rust_decimal::Decimal;

use crate::error::ApiError;
use crate::state::Store;
use crate::state::cart::{Cart, Item};
use crate::version::Version;

/// The most pieces of a product that a cart takes.
const MOST: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

/// Refuses an item of which there is not enough, or of which nobody may have so many.
pub(crate) fn check(store: &Store, item: &Item) -> Result<(), ApiError> {
    if !item.quantity.is_integer() {
        return Err(ApiError::bad_request(
            "You cannot use decimal quantity for this product.",
        ));
    }
    if item.quantity > MOST {
        return Err(ApiError::bad_request(
            "The requested qty exceeds the maximum qty allowed in shopping cart",
        ));
    }
    if is_enough(store, item) {
        return Ok(());
    }
    let message = if store.version >= Version::V2_4_8 {
        "Not enough items for sale"
    } else {
        "The requested qty is not available"
    };
    Err(ApiError::bad_request(message))
}

/// Refuses a cart of which something has been sold out since.
pub(crate) fn require_all(store: &Store, cart: &Cart) -> Result<(), ApiError> {
    if cart.items.iter().all(|item| is_enough(store, item)) {
        return Ok(());
    }
    Err(ApiError::bad_request(
        "Some of the products are out of stock.",
    ))
}

fn is_enough(store: &Store, item: &Item) -> bool {
    if item.is_virtual() {
        return true;
    }
    pieces(item).into_iter().all(|(product, pieces)| {
        store.catalog.by_id(product).is_some_and(|product| {
            product.is_enabled && product.stock.is_in_stock && product.salable() >= pieces
        })
    })
}

/// Returns the simple products that an item takes out of the stock, and how many of each.
pub(crate) fn pieces(item: &Item) -> Vec<(i64, Decimal)> {
    if item.children.is_empty() {
        return vec![(item.product, item.quantity)];
    }
    let children = item.children.iter();
    children
        .map(|child| (child.product, child.quantity * item.quantity))
        .collect()
}
