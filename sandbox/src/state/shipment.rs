//! A shipment, as plain data.

use serde_json::{Map, Value};

use crate::state::comment::Comment;
use crate::state::document_item::DocumentItem;

/// A shipment.
#[derive(Clone, Debug)]
pub(crate) struct Shipment {
    pub(crate) id: i64,
    pub(crate) order: i64,
    pub(crate) created_at: i64,
    pub(crate) is_email_sent: bool,
    pub(crate) items: Vec<DocumentItem>,
    pub(crate) tracks: Vec<Track>,
    pub(crate) comments: Vec<Comment>,
}

/// How a parcel can be followed.
#[derive(Clone, Debug)]
pub(crate) struct Track {
    pub(crate) id: i64,
    pub(crate) created_at: i64,
    /// Weight, quantity, description, number, title and carrier, as they were sent.
    pub(crate) sent: Map<String, Value>,
}
