//! Comments of invoices, shipments and credit memos: what they are, and the services that list and
//! add them.

use serde_json::{Map, Value, json};

use crate::clock;
use crate::error::{Answer, ApiError};
use crate::sales::requested;
use crate::service::Call;
use crate::state::Store;
use crate::state::comment::Comment;
use crate::state::sales::{Counted, Sales};
use crate::version::Version;

/// The documents that have comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Document {
    Invoice,
    Shipment,
    CreditMemo,
}

impl Document {
    fn counted(self) -> Counted {
        match self {
            Self::Invoice => Counted::InvoiceComment,
            Self::Shipment => Counted::ShipmentComment,
            Self::CreditMemo => Counted::CreditMemoComment,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Shipment => "shipment",
            Self::CreditMemo => "creditmemo",
        }
    }

    fn comments(self, sales: &mut Sales, id: i64) -> Option<&mut Vec<Comment>> {
        match self {
            Self::Invoice => Some(&mut sales.invoices.get_mut(&id)?.comments),
            Self::Shipment => Some(&mut sales.shipments.get_mut(&id)?.comments),
            Self::CreditMemo => Some(&mut sales.credit_memos.get_mut(&id)?.comments),
        }
    }
}

/// Returns the comment of a call that makes a document, if it has one.
pub(crate) fn of_document(sales: &mut Sales, document: Document, call: &Call) -> Vec<Comment> {
    let Some(sent) = requested::comment(call) else {
        return Vec::new();
    };
    let number = |name: &str| sent.get(name).and_then(Value::as_i64);
    vec![Comment {
        id: sales.next(document.counted()),
        text: text(&sent).unwrap_or_default(),
        is_customer_notified: Some(i64::from(requested::flag(call, "notify"))),
        is_visible_on_front: number("is_visible_on_front").unwrap_or_default(),
        created_at: call.now,
    }]
}

/// Shows a comment of a document.
pub(crate) fn show(comment: &Comment, parent: i64) -> Value {
    json!({
        "is_customer_notified": comment.is_customer_notified,
        "parent_id": parent,
        "comment": comment.text,
        "is_visible_on_front": comment.is_visible_on_front,
        "created_at": clock::written(comment.created_at),
        "entity_id": comment.id,
    })
}

fn text(sent: &Map<String, Value>) -> Option<String> {
    let text = sent.get("comment").and_then(Value::as_str);
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Lists the comments of an invoice.
pub(crate) fn of_invoice(store: &mut Store, call: &Call) -> Answer {
    Ok(list(store, Document::Invoice, call.number("id")))
}

/// Lists the comments of a shipment.
pub(crate) fn of_shipment(store: &mut Store, call: &Call) -> Answer {
    Ok(list(store, Document::Shipment, call.number("id")))
}

/// Lists the comments of a credit memo.
pub(crate) fn of_credit_memo(store: &mut Store, call: &Call) -> Answer {
    Ok(list(store, Document::CreditMemo, call.number("id")))
}

/// A document that there is not has no comments, which is no error: they are searched for.
fn list(store: &mut Store, document: Document, id: i64) -> Value {
    let comments = document.comments(&mut store.sales, id);
    let comments = comments.into_iter().flatten();
    let comments: Vec<Value> = comments.map(|comment| show(comment, id)).collect();
    found_by_parent(id, &comments)
}

/// Returns the answer to a search for what belongs to something.
pub(crate) fn found_by_parent(id: i64, items: &[Value]) -> Value {
    let filter = json!({"field": "parent_id", "value": id.to_string(), "condition_type": "eq"});
    json!({
        "search_criteria": {"filter_groups": [{ "filters": [filter] }]},
        "total_count": items.len(),
        "items": items,
    })
}

/// Adds a comment to the invoice that it names.
pub(crate) fn add_to_invoice(store: &mut Store, call: &Call) -> Answer {
    add(store, Document::Invoice, call)
}

/// Adds a comment to the shipment that it names.
pub(crate) fn add_to_shipment(store: &mut Store, call: &Call) -> Answer {
    add(store, Document::Shipment, call)
}

/// Adds a comment to the credit memo that it names.
pub(crate) fn add_to_credit_memo(store: &mut Store, call: &Call) -> Answer {
    add(store, Document::CreditMemo, call)
}

fn add(store: &mut Store, document: Document, call: &Call) -> Answer {
    let sent = call.object("entity");
    let number = |name: &str| sent.get(name).and_then(Value::as_i64);
    let failed = || {
        let name = document.name();
        ApiError::bad_request(format!("Could not save the {name} comment."))
    };
    let parent = number("parent_id").ok_or_else(failed)?;
    let text = text(&sent).ok_or_else(failed)?;
    document
        .comments(&mut store.sales, parent)
        .ok_or_else(failed)?;
    let comment = Comment {
        id: store.sales.next(document.counted()),
        text,
        is_customer_notified: number("is_customer_notified"),
        is_visible_on_front: number("is_visible_on_front").unwrap_or_default(),
        created_at: call.now,
    };
    let mut shown = show(&comment, parent);
    // Recorded: what was just written has nothing that is missing, and up to 2.4.7 no time.
    shown["is_visible_on_front"] = json!(number("is_visible_on_front"));
    if store.version < Version::V2_4_8
        && let Some(shown) = shown.as_object_mut()
    {
        shown.remove("created_at");
    }
    if let Some(comments) = document.comments(&mut store.sales, parent) {
        comments.push(comment);
    }
    Ok(shown)
}
