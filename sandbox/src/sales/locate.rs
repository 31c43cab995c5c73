//! Which order a call is about.

use crate::error::ApiError;
use crate::state::order::Order;
use crate::state::sales::Sales;

/// Finds an order.
pub(crate) fn order(sales: &Sales, id: i64) -> Result<&Order, ApiError> {
    sales.orders.get(&id).ok_or_else(no_such)
}

/// Finds an order, to change it.
pub(crate) fn order_mut(sales: &mut Sales, id: i64) -> Result<&mut Order, ApiError> {
    sales.orders.get_mut(&id).ok_or_else(no_such)
}

/// The refusal of something that there is not.
pub(crate) fn no_such() -> ApiError {
    ApiError::new(
        404,
        "The entity that was requested doesn't exist. Verify the entity and try again.",
    )
}
