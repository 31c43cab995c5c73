//! Sales: what becomes of a cart that was paid for. An order is placed (`place`), invoiced
//! (`invoice`), shipped (`shipment`), refunded (`credit_memo`); what it may become next is the
//! matter of `progress`. `orders` holds the services of orders themselves.

pub(crate) mod addresses;
pub(crate) mod amounts;
pub(crate) mod comment;
pub(crate) mod credit_memo;
pub(crate) mod document;
pub(crate) mod invoice;
pub(crate) mod item_show;
pub(crate) mod locate;
pub(crate) mod order_shape;
pub(crate) mod order_show;
pub(crate) mod orders;
pub(crate) mod place;
pub(crate) mod progress;
pub(crate) mod requested;
pub(crate) mod save;
pub(crate) mod search;
pub(crate) mod shapes;
pub(crate) mod shipment;

pub(crate) use crate::sales::place::place;
