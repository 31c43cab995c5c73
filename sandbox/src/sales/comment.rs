//! Comments of invoices, shipments and credit memos.

use serde_json::{Map, Value, json};

use crate::clock;
use crate::sales::requested;
use crate::sales::{Counted, Sales};
use crate::service::Call;

/// A comment.
#[derive(Clone, Debug)]
pub(crate) struct Comment {
    pub(crate) id: i64,
    pub(crate) text: String,
    pub(crate) is_customer_notified: i64,
    pub(crate) is_visible_on_front: i64,
    pub(crate) created_at: i64,
}

impl Comment {
    /// Reads a comment that was sent.
    pub(crate) fn read(sales: &mut Sales, sent: &Map<String, Value>, now: i64) -> Self {
        let number = |name: &str| sent.get(name).and_then(Value::as_i64).unwrap_or_default();
        let text = sent.get("comment").and_then(Value::as_str);
        Self {
            id: sales.next(Counted::Comment),
            text: text.unwrap_or_default().to_owned(),
            is_customer_notified: number("is_customer_notified"),
            is_visible_on_front: number("is_visible_on_front"),
            created_at: now,
        }
    }

    /// Returns the comment of a call that makes a document, if it has one.
    pub(crate) fn of_document(sales: &mut Sales, call: &Call) -> Vec<Self> {
        let Some(sent) = requested::comment(call) else {
            return Vec::new();
        };
        let comment = Self::read(sales, &sent, call.now);
        vec![Self {
            is_customer_notified: i64::from(requested::flag(call, "notify")),
            ..comment
        }]
    }

    /// Shows a comment of a document.
    pub(crate) fn show(&self, parent: i64) -> Value {
        json!({
            "is_customer_notified": self.is_customer_notified,
            "parent_id": parent,
            "comment": self.text,
            "is_visible_on_front": self.is_visible_on_front,
            "created_at": clock::written(self.created_at),
            "entity_id": self.id,
        })
    }
}
