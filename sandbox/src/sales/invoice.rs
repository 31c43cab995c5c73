//! Invoices: what of an order was paid.

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::amount;
use crate::clock;
use crate::error::{Answer, ApiError};
use crate::sales::amounts::{add_all, add_both, add_currencies};
use crate::sales::comment::{self, Document};
use crate::sales::document::refuse;
use crate::sales::locate::{self, no_such};
use crate::sales::progress;
use crate::sales::requested;
use crate::service::Call;
use crate::state::Store;
use crate::state::document_item::DocumentItem;
use crate::state::invoice::Invoice;
use crate::state::order::{Order, OrderItem, State, Sums};
use crate::state::sales::{Counted, increment_id};

/// Invoices an order, all of what is left or the items that are named, and returns the invoice's id
/// as a text.
pub(crate) fn create(store: &mut Store, call: &Call) -> Answer {
    let order_id = call.number("orderId");
    let requested = requested::read(call);
    let order = locate::order(&store.sales, order_id)?;
    let quantities =
        requested::quantities(order, &requested, "invoice", |item| Some(item.to_invoice()))?;
    validate(order, &quantities)?;
    let sums = sums(order, &quantities);
    let has_shipping = order.invoiced.is_none() && !order.is_virtual();
    let is_email_sent = store.installation.sends_sales_mail && requested::flag(call, "notify");
    let sales = &mut store.sales;
    let id = sales.next(Counted::Invoice);
    let items = sales.items(Counted::InvoiceItem, &quantities);
    let comments = comment::of_document(sales, Document::Invoice, call);
    sales.invoices.insert(
        id,
        Invoice {
            id,
            order: order_id,
            created_at: call.now,
            sums,
            has_shipping,
            is_email_sent,
            items,
            comments,
        },
    );
    book(
        locate::order_mut(sales, order_id)?,
        &quantities,
        sums,
        call.now,
    );
    Ok(id.to_string().into())
}

/// Source: `Magento\Sales\Model\Order\Invoice\Validation\CanInvoice` and `InvoiceQuantityValidator`;
/// the messages are recorded.
fn validate(order: &Order, quantities: &[(i64, Decimal)]) -> Result<(), ApiError> {
    let mut messages = Vec::new();
    if quantities.is_empty() {
        messages.push(
            "The invoice can't be created without products. Add products and try again.".into(),
        );
    }
    if matches!(
        order.state,
        State::Held | State::Canceled | State::Complete | State::Closed
    ) {
        let status = order.status();
        messages.push(format!(
            "An invoice cannot be created when an order has a status of {status}"
        ));
    } else if !progress::has_to_invoice(order) {
        messages.push("The order does not allow an invoice to be created.".into());
    }
    refuse("Invoice", &messages)
}

/// The first invoice has all of the shipping.
fn sums(order: &Order, quantities: &[(i64, Decimal)]) -> Sums {
    let mut sums = order.sums_of(quantities);
    if order.invoiced.is_none() {
        sums.shipping = order.draft.shipping_amount;
    }
    sums.total = sums.subtotal - sums.discount + sums.shipping;
    sums
}

fn book(order: &mut Order, quantities: &[(i64, Decimal)], sums: Sums, now: i64) {
    for (id, quantity) in quantities {
        let Some(item) = order.item_mut(*id) else {
            continue;
        };
        item.invoiced += quantity;
        item.updated_at = now;
        if item.carries_price() {
            item.row_invoiced += item.draft.price * quantity;
            item.discount_invoiced += item.discount_of(*quantity);
        }
    }
    let invoiced = order.invoiced.get_or_insert_default();
    invoiced.subtotal += sums.subtotal;
    invoiced.discount += sums.discount;
    invoiced.shipping += sums.shipping;
    invoiced.total += sums.total;
    order.updated_at = now;
    progress::after_progress(order);
}

/// Shows an invoice.
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    Ok(show(store, find(store, call)?))
}

/// Refuses to take the money of an invoice: no way of paying of the sandbox can, all are paid outside.
pub(crate) fn capture(store: &mut Store, call: &Call) -> Answer {
    find(store, call)?;
    Err(ApiError::bad_request(
        "The capture action is not available.",
    ))
}

/// Refuses to take an invoice back: no way of paying of the sandbox has reserved money.
pub(crate) fn void(store: &mut Store, call: &Call) -> Answer {
    find(store, call)?;
    Err(ApiError::bad_request("The void action is not available."))
}

/// Says that the e-mail about an invoice was sent; the sandbox sends none.
pub(crate) fn send_email(store: &mut Store, call: &Call) -> Answer {
    let id = find(store, call)?.id;
    if let Some(invoice) = store.sales.invoices.get_mut(&id) {
        invoice.is_email_sent |= store.installation.sends_sales_mail;
    }
    Ok(true.into())
}

fn find<'a>(store: &'a Store, call: &Call) -> Result<&'a Invoice, ApiError> {
    let invoices = &store.sales.invoices;
    invoices.get(&call.number("id")).ok_or_else(no_such)
}

/// Shows an invoice of a store.
pub(crate) fn show(store: &Store, invoice: &Invoice) -> Value {
    let Some(order) = store.sales.orders.get(&invoice.order) else {
        return Value::Null;
    };
    let mut shown = Map::new();
    add_currencies(&mut shown);
    add_all(
        &mut shown,
        &[
            ("discount_amount", -invoice.sums.discount),
            ("grand_total", invoice.sums.total),
            ("discount_tax_compensation_amount", Decimal::ZERO),
            ("subtotal", invoice.sums.subtotal),
            ("subtotal_incl_tax", invoice.sums.subtotal),
            ("tax_amount", Decimal::ZERO),
        ],
    );
    if invoice.has_shipping {
        add_shipping(&mut shown, invoice.sums.shipping);
    }
    shown.insert("billing_address_id".into(), order.billing_id.into());
    shown.insert("can_void_flag".into(), 0.into());
    shown.insert(
        "created_at".into(),
        clock::written(invoice.created_at).into(),
    );
    if invoice.is_email_sent {
        shown.insert("email_sent".into(), 1.into());
    }
    shown.insert("entity_id".into(), invoice.id.into());
    shown.insert("increment_id".into(), increment_id(invoice.id).into());
    shown.insert("order_id".into(), invoice.order.into());
    if let Some(shipping) = order.shipping_id {
        shown.insert("shipping_address_id".into(), shipping.into());
    }
    if let Some(coupon) = &order.draft.coupon {
        shown.insert("discount_description".into(), coupon.as_str().into());
    }
    // 2: paid. All ways of paying of the sandbox are paid at once.
    shown.insert("state".into(), 2.into());
    let quantity: Decimal = invoice.items.iter().map(|item| item.quantity).sum();
    shown.insert("total_qty".into(), amount::show(quantity));
    shown.insert(
        "updated_at".into(),
        clock::written(invoice.created_at).into(),
    );
    let items = invoice.items.iter().filter_map(|item| {
        let of_order = order.item(item.order_item)?;
        Some(show_item(invoice, item, of_order))
    });
    shown.insert("items".into(), items.collect());
    let comments = invoice
        .comments
        .iter()
        .map(|comment| comment::show(comment, invoice.id));
    shown.insert("comments".into(), comments.collect());
    Value::Object(shown)
}

fn add_shipping(shown: &mut Map<String, Value>, amount: Decimal) {
    add_both(shown, "shipping_amount", amount);
    add_both(shown, "shipping_incl_tax", amount);
    add_both(shown, "shipping_tax_amount", Decimal::ZERO);
    for name in [
        "base_shipping_discount_tax_compensation_amnt",
        "shipping_discount_tax_compensation_amount",
    ] {
        shown.insert(name.into(), 0.into());
    }
}

/// Recorded on a 2.4.7-p3 store: what does not carry the price shows no rows.
fn show_item(invoice: &Invoice, item: &DocumentItem, of_order: &OrderItem) -> Value {
    let mut shown = item_head(of_order);
    shown.insert("entity_id".into(), item.id.into());
    shown.insert("parent_id".into(), invoice.id.into());
    shown.insert("qty".into(), amount::show(item.quantity));
    let discount = of_order.discount_of(item.quantity);
    add_rows(&mut shown, of_order, item.quantity, discount);
    Value::Object(shown)
}

/// Returns what invoices and credit memos say of an item of an order.
pub(crate) fn item_head(item: &OrderItem) -> Map<String, Value> {
    let mut shown = Map::new();
    add_both(&mut shown, "price", item.draft.price);
    if !item.is_variant() {
        add_both(&mut shown, "price_incl_tax", item.draft.price);
    }
    shown.insert("name".into(), item.draft.name.as_str().into());
    shown.insert("product_id".into(), item.draft.product_id.into());
    shown.insert("sku".into(), item.draft.sku.as_str().into());
    shown.insert("order_item_id".into(), item.id.into());
    shown
}

/// Adds the sums of a row, where the item carries its price.
pub(crate) fn add_rows(
    shown: &mut Map<String, Value>,
    item: &OrderItem,
    quantity: Decimal,
    discount: Decimal,
) {
    if !item.carries_price() {
        return;
    }
    let row = item.draft.price * quantity;
    add_all(
        shown,
        &[
            ("discount_tax_compensation_amount", Decimal::ZERO),
            ("row_total", row),
            ("row_total_incl_tax", row),
            ("tax_amount", Decimal::ZERO),
        ],
    );
    if !discount.is_zero() {
        add_both(shown, "discount_amount", discount);
    }
}
