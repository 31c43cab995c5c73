//! Requests and responses as plain data, the client that sends them, and the ways of signing in.
//!
//! In reading order: [`exchange`], [`address`], [`client`], [`cookies`], [`sign_in`], [`totp`].

pub mod address;
pub mod client;
pub mod cookies;
mod error;
pub mod exchange;
pub mod oauth;
mod redirect;
pub mod sign_in;
pub mod totp;
