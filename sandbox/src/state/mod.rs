//! What a store is: plain data, what the sample data brings, and running numbers. Services are
//! functions over it; nothing here knows one.

pub(crate) mod address;
pub(crate) mod admin;
pub(crate) mod bulk;
pub(crate) mod cart;
pub(crate) mod carts;
pub(crate) mod catalog;
pub(crate) mod category;
pub(crate) mod comment;
pub(crate) mod configurables;
pub(crate) mod credit_memo;
pub(crate) mod customer;
pub(crate) mod directory;
pub(crate) mod document_item;
pub(crate) mod group;
pub(crate) mod invoice;
pub(crate) mod lock;
pub(crate) mod oauth;
pub(crate) mod order;
pub(crate) mod order_draft;
pub(crate) mod product;
pub(crate) mod promotions;
pub(crate) mod sales;
pub(crate) mod session;
pub(crate) mod shipment;
mod store;
pub(crate) mod two_factor;

pub(crate) use crate::state::store::Store;
