//! Placing an order.

use rust_decimal::Decimal;

use crate::random;
use crate::state::Store;
use crate::state::order::{Order, OrderItem, State};
use crate::state::order_draft::{ItemDraft, OrderDraft};
use crate::state::sales::Counted;

/// Makes an order, reserves what it takes from the stock, and returns its id.
pub(crate) fn place(store: &mut Store, draft: OrderDraft, now: i64) -> i64 {
    let (version, is_email_sent) = (store.version, store.installation.sends_sales_mail);
    let sales = &mut store.sales;
    let id = sales.next(Counted::Order);
    let shipping_id = draft
        .shipping
        .is_some()
        .then(|| sales.next(Counted::Address));
    let billing_id = sales.next(Counted::Address);
    let mut items: Vec<OrderItem> = Vec::new();
    for item in &draft.items {
        let parent = item.parent.and_then(|place| items.get(place));
        let parent = parent.map(|parent| (parent.id, parent.draft.product_type));
        let item_id = sales.next(Counted::OrderItem);
        items.push(order_item(item_id, item, parent, now));
    }
    for item in &items {
        if matches!(item.draft.product_type, "simple") {
            store
                .catalog
                .reserve(item.draft.product_id, item.draft.quantity);
        }
    }
    let order = Order {
        id,
        version,
        is_email_sent,
        draft,
        items,
        created_at: now,
        updated_at: now,
        protect_code: random::uuid().replace('-', ""),
        state: State::New,
        status: None,
        before_hold: None,
        billing_id,
        shipping_id,
        invoiced: None,
        refunded: None,
        canceled: None,
        is_note_sent: true,
        histories: Vec::new(),
    };
    store.sales.orders.insert(id, order);
    id
}

fn order_item(
    id: i64,
    draft: &ItemDraft,
    parent: Option<(i64, &'static str)>,
    now: i64,
) -> OrderItem {
    OrderItem {
        id,
        draft: draft.clone(),
        parent: parent.map(|(id, _)| id),
        parent_type: parent.map(|(_, kind)| kind),
        updated_at: now,
        invoiced: Decimal::ZERO,
        shipped: Decimal::ZERO,
        refunded: Decimal::ZERO,
        canceled: Decimal::ZERO,
        row_invoiced: Decimal::ZERO,
        amount_refunded: Decimal::ZERO,
        discount_invoiced: Decimal::ZERO,
        discount_refunded: Decimal::ZERO,
    }
}
