//! The secrets of a run and how they are hidden in text: a leaf.
//!
//! What is secret is taught to a [`Redactor`], by name or by value; it finds the values again in
//! whatever way they are written, and puts `‹label›` in their place.

mod found;
mod heads;
mod layers;
mod names;
mod redactor;
mod web_token;

pub use crate::mask::found::named_in_text;
pub use crate::mask::names::{is_secret_name, is_secret_word, label_of};
pub use crate::mask::redactor::Redactor;
