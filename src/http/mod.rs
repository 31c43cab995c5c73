//! Requests and responses as plain data, the client that sends them, and the ways of signing in.

pub mod exchange;
