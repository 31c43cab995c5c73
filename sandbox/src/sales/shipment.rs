//! Shipments: what of an order has left.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::amount;
use crate::clock;
use crate::error::{Answer, ApiError};
use crate::sales::comment::{self, Document};
use crate::sales::document::refuse;
use crate::sales::locate::{self, no_such};
use crate::sales::progress;
use crate::sales::requested::{self, Requested};
use crate::service::Call;
use crate::state::Store;
use crate::state::document_item::DocumentItem;
use crate::state::order::{Order, State};
use crate::state::sales::{Counted, Sales, increment_id};
use crate::state::shipment::{Shipment, Track};

/// Ships an order, all of what is left or the items that are named, and returns the shipment's id
/// as a text.
pub(crate) fn create(store: &mut Store, call: &Call) -> Answer {
    let order_id = call.number("orderId");
    let requested = requested::read(call);
    let order = locate::order(&store.sales, order_id)?;
    let quantities = quantities(order, &requested);
    validate(order, &quantities, tracks(call))?;
    let sales = &mut store.sales;
    let id = sales.next(Counted::Shipment);
    let items = sales.items(Counted::ShipmentItem, &quantities);
    let sent = tracks(call).iter();
    let tracks = sent.map(|sent| track(sales, sent, call.now)).collect();
    let comments = comment::of_document(sales, Document::Shipment, call);
    let is_email_sent = store.installation.sends_sales_mail && requested::flag(call, "notify");
    let shipment = Shipment {
        id,
        order: order_id,
        created_at: call.now,
        is_email_sent,
        items,
        tracks,
        comments,
    };
    sales.shipments.insert(id, shipment);
    let gone = book(locate::order_mut(sales, order_id)?, &quantities, call.now);
    for (product, pieces) in gone {
        store.catalog.ship(product, pieces);
    }
    Ok(id.to_string().into())
}

fn tracks(call: &Call) -> &[Value] {
    let tracks = call.input.get("tracks").and_then(Value::as_array);
    tracks.map_or(&[], Vec::as_slice)
}

/// Returns how many of each item leave. Recorded on a 2.4.7-p3 store: more than there are left to
/// ship are as many as are left, and the parts of a product cannot be shipped without it: they are
/// ignored without an error.
fn quantities(order: &Order, requested: &Requested) -> Vec<(i64, Decimal)> {
    let mut quantities = Vec::new();
    for item in &order.items {
        let left = item.to_ship();
        let wanted = match requested {
            None => left,
            Some(requested) => requested.get(&item.id).copied().unwrap_or_default(),
        };
        let quantity = wanted.min(left);
        if quantity > Decimal::ZERO {
            quantities.push((item.id, quantity));
        }
    }
    quantities
}

/// Source: `Magento\Sales\Model\Order\Validation\CanShip` and `Shipment\Validation\QuantityValidator`;
/// the messages are recorded.
fn validate(
    order: &Order,
    quantities: &[(i64, Decimal)],
    tracks: &[Value],
) -> Result<(), ApiError> {
    let mut messages = Vec::new();
    if matches!(order.state, State::Held | State::Canceled) {
        let status = order.status();
        messages.push(format!(
            "A shipment cannot be created when an order has a status of {status}"
        ));
    } else if !progress::has_to_ship(order) {
        messages.push("The order does not allow a shipment to be created.".into());
    }
    if quantities.is_empty() {
        messages.push("You can't create a shipment without products.".into());
    }
    let has_number = |track: &Value| {
        let number = track["track_number"].as_str();
        number.is_some_and(|number| !["", "0"].contains(&number))
    };
    if !tracks.iter().all(has_number) {
        messages.push("Please enter a tracking number.".into());
    }
    refuse("Shipment", &messages)
}

/// Books what leaves; returns the products and how many of each leave the stock.
fn book(order: &mut Order, quantities: &[(i64, Decimal)], now: i64) -> Vec<(i64, Decimal)> {
    let mut gone = Vec::new();
    for (id, quantity) in quantities {
        let Some(parent) = order.item(*id).map(|item| item.draft.quantity) else {
            continue;
        };
        let is_bundle = order.item(*id).is_some_and(|item| item.is_bundle());
        for item in &mut order.items {
            let is_part = item.parent == Some(*id);
            if item.id != *id && !is_part {
                continue;
            }
            let pieces = item.draft.quantity * quantity / parent;
            // Recorded: the parts of a bundle count as shipped, the variant of a configurable does not.
            if item.id == *id || is_bundle {
                item.shipped += pieces;
                item.updated_at = now;
            }
            if item.draft.product_type == "simple" {
                gone.push((item.draft.product_id, pieces));
            }
        }
    }
    order.updated_at = now;
    progress::after_progress(order);
    gone
}

fn track(sales: &mut Sales, sent: &Value, now: i64) -> Track {
    Track {
        id: sales.next(Counted::Track),
        created_at: now,
        sent: sent.as_object().cloned().unwrap_or_default(),
    }
}

/// Shows a shipment.
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    let shipment = find(store, call)?;
    Ok(show(store, shipment))
}

fn find<'a>(store: &'a Store, call: &Call) -> Result<&'a Shipment, ApiError> {
    let shipments = &store.sales.shipments;
    shipments.get(&call.number("id")).ok_or_else(no_such)
}

/// Returns the label of a shipment; no carrier of the sandbox prints one.
pub(crate) fn label(store: &mut Store, call: &Call) -> Answer {
    find(store, call)?;
    Ok("".into())
}

/// Says that the e-mail about a shipment was sent; the sandbox sends none.
pub(crate) fn send_email(store: &mut Store, call: &Call) -> Answer {
    let id = find(store, call)?.id;
    if let Some(shipment) = store.sales.shipments.get_mut(&id) {
        shipment.is_email_sent |= store.installation.sends_sales_mail;
    }
    Ok(true.into())
}

/// Takes a way to follow a shipment back.
pub(crate) fn delete_track(store: &mut Store, call: &Call) -> Answer {
    let id = call.number("id");
    let mut shipments = store.sales.shipments.values_mut();
    let shipment = shipments
        .find(|shipment| shipment.tracks.iter().any(|track| track.id == id))
        .ok_or_else(no_such)?;
    shipment.tracks.retain(|track| track.id != id);
    Ok(true.into())
}

/// Adds a way to follow a shipment.
pub(crate) fn add_track(store: &mut Store, call: &Call) -> Answer {
    let sent = Value::Object(call.object("entity"));
    let id = sent["parent_id"].as_i64().unwrap_or_default();
    let track = track(&mut store.sales, &sent, call.now);
    let shipment = store.sales.shipments.get_mut(&id).ok_or_else(no_such)?;
    let shown = show_track(shipment, &track);
    shipment.tracks.push(track);
    Ok(shown)
}

/// Shows a shipment of a store.
pub(crate) fn show(store: &Store, shipment: &Shipment) -> Value {
    let Some(order) = store.sales.orders.get(&shipment.order) else {
        return Value::Null;
    };
    let mut shown = Map::new();
    shown.insert("billing_address_id".into(), order.billing_id.into());
    shown.insert(
        "created_at".into(),
        clock::written(shipment.created_at).into(),
    );
    if let Some(customer) = order.draft.customer {
        shown.insert("customer_id".into(), customer.into());
    }
    if shipment.is_email_sent {
        shown.insert("email_sent".into(), 1.into());
    }
    shown.insert("entity_id".into(), shipment.id.into());
    shown.insert("increment_id".into(), increment_id(shipment.id).into());
    shown.insert("order_id".into(), shipment.order.into());
    shown.insert("packages".into(), json!([]));
    if let Some(shipping) = order.shipping_id {
        shown.insert("shipping_address_id".into(), shipping.into());
    }
    shown.insert("store_id".into(), 1.into());
    let quantity: Decimal = shipment.items.iter().map(|item| item.quantity).sum();
    shown.insert("total_qty".into(), amount::show(quantity));
    shown.insert(
        "updated_at".into(),
        clock::written(shipment.created_at).into(),
    );
    let items = shipment.items.iter();
    let items = items.filter_map(|item| show_item(shipment, item, order));
    shown.insert("items".into(), items.collect());
    let tracks = shipment.tracks.iter();
    let tracks = tracks.map(|track| show_track(shipment, track));
    shown.insert("tracks".into(), tracks.collect());
    let comments = shipment.comments.iter();
    let comments = comments.map(|comment| comment::show(comment, shipment.id));
    shown.insert("comments".into(), comments.collect());
    shown.insert(
        "extension_attributes".into(),
        json!({"source_code": "default"}),
    );
    Value::Object(shown)
}

fn show_item(shipment: &Shipment, item: &DocumentItem, order: &Order) -> Option<Value> {
    let of_order = &order.item(item.order_item)?.draft;
    let mut shown = json!({
        "entity_id": item.id,
        "name": of_order.name,
        "parent_id": shipment.id,
        "price": amount::show(of_order.price),
        "product_id": of_order.product_id,
        "sku": of_order.sku,
    });
    if let Some(weight) = of_order.weight {
        shown["weight"] = amount::show(weight);
    }
    shown["order_item_id"] = item.order_item.into();
    shown["qty"] = amount::show(item.quantity);
    Some(shown)
}

fn show_track(shipment: &Shipment, track: &Track) -> Value {
    let sent = |name: &str| track.sent.get(name).cloned().unwrap_or_default();
    let number = |name: &str| amount::optional(&sent(name)).map(amount::show);
    json!({
        "order_id": shipment.order,
        "created_at": clock::written(track.created_at),
        "entity_id": track.id,
        "parent_id": shipment.id,
        "updated_at": clock::written(track.created_at),
        "weight": number("weight"),
        "qty": number("qty"),
        "description": sent("description"),
        "track_number": sent("track_number"),
        "title": sent("title"),
        "carrier_code": sent("carrier_code"),
    })
}
