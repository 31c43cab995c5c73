//! The client and the sign-in against real sockets on loopback: servers that behave, that break
//! off, that lie, and that try to get at credentials.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod admin;
mod answers;
mod bodies;
mod connections;
mod http2;
mod redirects;
mod secrets;
mod sign_in;
mod tls;
