//! Customers: their accounts, addresses, passwords and groups, and the search among them.

pub(crate) mod account;
pub(crate) mod address;
pub(crate) mod draft;
pub(crate) mod email;
pub(crate) mod groups;
pub(crate) mod locate;
pub(crate) mod metadata;
pub(crate) mod password;
pub(crate) mod save;
pub(crate) mod search;
pub(crate) mod show;
pub(crate) mod sign_in;
pub(crate) mod validation;
