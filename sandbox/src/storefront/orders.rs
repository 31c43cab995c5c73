//! The pages about a customer's orders.

use rust_decimal::Decimal;

use crate::amount;
use crate::clock;
use crate::state::order::{Order, OrderItem};
use crate::state::sales::increment_id;
use crate::storefront::layout::{View, escaped};
use crate::storefront::menu::beside_menu;

/// How many orders the dashboard shows.
const RECENT: usize = 5;

/// The list of a customer's orders.
pub(crate) fn history(view: &View<'_>) -> String {
    let orders = of_customer(view);
    let body = if orders.is_empty() {
        "<p class=\"message info empty\">There are no orders on these pages.</p>".to_owned()
    } else {
        table(view, &orders)
    };
    beside_menu(view, &body, "sales/order/history/")
}

/// The newest orders, on the dashboard.
pub(crate) fn recent(view: &View<'_>) -> String {
    let mut orders = of_customer(view);
    orders.truncate(RECENT);
    let table = if orders.is_empty() {
        "<p class=\"message info empty\">There are no orders on these pages.</p>".to_owned()
    } else {
        table(view, &orders)
    };
    format!(
        r#"<section class="block block-dashboard-orders">
<h2 class="block-title order">Recent Orders</h2>
{table}
</section>"#
    )
}

/// One order.
pub(crate) fn order(view: &View<'_>, order: &Order) -> String {
    let items = order.items.iter().filter(|item| item.parent.is_none());
    let rows: String = items.map(row).collect();
    let sums: String = sums(order)
        .iter()
        .map(|(class, title, amount)| {
            let amount = amount::price(*amount);
            format!(
                "<tr class=\"{class}\"><th colspan=\"4\" scope=\"row\">{title}</th>\
                 <td class=\"amount\"><span class=\"price\">{amount}</span></td></tr>\n"
            )
        })
        .collect();
    let status = title(order.status());
    let date = date(order);
    let body = format!(
        r#"<span class="order-status">{status}</span>
<p class="order-date">Order Date: <span>{date}</span></p>
<div class="table-wrapper order-items">
<table class="data table table-order-items" id="my-orders-table">
<caption class="table-caption">Items Ordered</caption>
<thead><tr><th class="col name" scope="col">Product Name</th><th class="col sku" scope="col">SKU</th>
<th class="col price" scope="col">Price</th><th class="col qty" scope="col">Qty</th>
<th class="col subtotal" scope="col">Subtotal</th></tr></thead>
<tbody>
{rows}</tbody>
<tfoot>
{sums}</tfoot>
</table>
</div>"#
    );
    beside_menu(view, &body, "sales/order/history/")
}

fn of_customer<'a>(view: &View<'a>) -> Vec<&'a Order> {
    let customer = view.customer.map(|customer| customer.id);
    let orders = view.store.sales.orders.values().rev();
    orders
        .filter(|order| customer.is_some() && order.draft.customer == customer)
        .collect()
}

fn table(view: &View<'_>, orders: &[&Order]) -> String {
    let rows: String = orders.iter().map(|order| order_row(view, order)).collect();
    format!(
        r#"<div class="table-wrapper orders-history">
<table class="data table table-order-items history" id="my-orders-table">
<caption class="table-caption">Orders</caption>
<thead><tr><th scope="col" class="col id">Order #</th><th scope="col" class="col date">Date</th>
<th scope="col" class="col total">Order Total</th><th scope="col" class="col status">Status</th>
<th scope="col" class="col actions">Action</th></tr></thead>
<tbody>
{rows}</tbody>
</table>
</div>"#
    )
}

fn order_row(view: &View<'_>, order: &Order) -> String {
    let link = view.url(&format!("sales/order/view/order_id/{}/", order.id));
    format!(
        r#"<tr><td data-th="Order #" class="col id">{number}</td>
<td data-th="Date" class="col date">{date}</td>
<td data-th="Order Total" class="col total"><span class="price">{total}</span></td>
<td data-th="Status" class="col status">{status}</td>
<td data-th="Actions" class="col actions"><a href="{link}" class="action view"><span>View Order</span></a></td></tr>
"#,
        number = increment_id(order.id),
        date = date(order),
        total = amount::price(order.draft.grand_total),
        status = title(order.status()),
    )
}

fn row(item: &OrderItem) -> String {
    let draft = &item.draft;
    format!(
        "<tr><td class=\"col name\"><strong class=\"product name product-item-name\">{name}</strong></td>\
         <td class=\"col sku\">{sku}</td><td class=\"col price\"><span class=\"price\">{price}</span></td>\
         <td class=\"col qty\">{quantity}</td>\
         <td class=\"col subtotal\"><span class=\"price\">{total}</span></td></tr>\n",
        name = escaped(&draft.name),
        sku = escaped(&draft.sku),
        price = amount::price(draft.price),
        quantity = draft.quantity.normalize(),
        total = amount::price(draft.price * draft.quantity),
    )
}

fn sums(order: &Order) -> Vec<(&'static str, &'static str, Decimal)> {
    let draft = &order.draft;
    let mut sums = vec![("subtotal", "Subtotal", draft.subtotal)];
    if !draft.discount.is_zero() {
        sums.push(("discount", "Discount", -draft.discount));
    }
    if !order.is_virtual() {
        sums.push(("shipping", "Shipping &amp; Handling", draft.shipping_amount));
    }
    sums.push(("grand_total", "Grand Total", draft.grand_total));
    sums
}

/// Returns a status as shoppers read it: `Pending`.
fn title(status: &str) -> String {
    let mut letters = status.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    let word: String = first.into_iter().chain(letters).collect();
    escaped(&word)
}

fn date(order: &Order) -> String {
    let written = clock::written(order.created_at);
    written.split(' ').next().unwrap_or_default().to_owned()
}
