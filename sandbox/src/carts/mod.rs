//! Carts: those of customers and of guests, what is in them, what it costs, where it goes, and how it
//! is paid. Every service works on a cart of any of the three kinds of addresses: `carts/mine`,
//! `guest-carts/{mask}`, and `carts/{id}` for admins; `locate` finds the cart.

pub(crate) mod address;
pub(crate) mod billing;
pub(crate) mod buy;
pub(crate) mod checkout;
pub(crate) mod coupons;
pub(crate) mod draft;
pub(crate) mod estimate;
pub(crate) mod gifts;
pub(crate) mod guest;
pub(crate) mod items;
pub(crate) mod locate;
pub(crate) mod order;
pub(crate) mod own;
pub(crate) mod payment;
pub(crate) mod shapes;
pub(crate) mod shipping;
pub(crate) mod show;
pub(crate) mod stock;
pub(crate) mod totals;
pub(crate) mod totals_show;
