//! The catalog: products and how much of them there is.

pub(crate) mod attributes;
pub(crate) mod category;
pub(crate) mod category_save;
pub(crate) mod inventory;
pub(crate) mod kinds;
pub(crate) mod locate;
pub(crate) mod media;
pub(crate) mod parts;
pub(crate) mod pieces;
pub(crate) mod prices;
pub(crate) mod search;
pub(crate) mod services;
pub(crate) mod shapes;
pub(crate) mod show;
pub(crate) mod stock_items;
