//! The store over real HTTP: what a client of a Magento sees.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod neighbours;
mod oauth;
mod rest;
mod storefront;
mod support;
mod versions;
