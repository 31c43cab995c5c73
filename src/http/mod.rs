//! Requests and responses as plain data, the client that sends them, and the ways of signing in.
//!
//! In reading order: [`exchange`], [`json`], [`page`], [`developer_mode`], [`address`], [`client`],
//! [`cookies`]; [`sign_in`] and [`totp`] for the account of an admin, [`oauth`] and `integration` for an integration, [`admin`] for both.

pub mod address;
pub mod admin;
mod admin_failure;
pub mod client;
pub mod cookies;
pub mod developer_mode;
mod error;
pub mod exchange;
mod integration;
pub mod json;
pub mod oauth;
pub mod page;
mod redirect;
pub mod sign_in;
pub mod totp;
