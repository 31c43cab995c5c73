//! Promotions: cart price rules and coupons, what they take off a cart, and the services that read
//! and change them.

pub(crate) mod basket;
mod condition;
pub(crate) mod discount;
pub(crate) mod services;
