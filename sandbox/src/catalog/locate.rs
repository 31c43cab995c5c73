//! Which product a call is about.

use serde_json::json;

use crate::error::ApiError;
use crate::state::Store;
use crate::state::product::Product;

/// Finds a product.
///
/// # Errors
///
/// There is none of that SKU.
pub(crate) fn find<'a>(store: &'a Store, sku: &str) -> Result<&'a Product, ApiError> {
    store.catalog.product(sku).ok_or_else(|| {
        ApiError::new(
            404,
            "The product that was requested doesn't exist. Verify the product and try again.",
        )
    })
}

/// Finds a product by its SKU as the services of the stock do.
///
/// # Errors
///
/// There is none of that SKU.
pub(crate) fn for_stock<'a>(store: &'a Store, sku: &str) -> Result<&'a Product, ApiError> {
    store.catalog.product(sku).ok_or_else(|| {
        let message = "The Product with the \"%1\" SKU doesn't exist.";
        ApiError::new(404, message).with(json!([sku]))
    })
}
