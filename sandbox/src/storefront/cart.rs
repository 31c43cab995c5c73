//! The cart of a customer, as a page.

use rust_decimal::Decimal;

use crate::amount;
use crate::carts::totals::{self, LineTotal, Totals};
use crate::state::Store;
use crate::state::cart::{Cart, Item};
use crate::state::customer::Customer;
use crate::storefront::layout::{View, escaped};

/// Returns the cart that a customer is filling, if any.
pub(crate) fn of<'a>(store: &'a Store, customer: Option<&Customer>) -> Option<&'a Cart> {
    let customer = customer?.id;
    let mut carts = store.carts.all.values();
    carts.find(|cart| cart.is_active && cart.customer == Some(customer))
}

/// The page. The sandbox shows the cart and takes changes over REST.
pub(crate) fn body(view: &View<'_>) -> String {
    let cart = of(view.store, view.customer).filter(|cart| !cart.items.is_empty());
    let Some(cart) = cart else {
        return format!(
            "<div class=\"cart-empty\"><p>Nothing is in this cart yet. \
             <a href=\"{}\">Look around</a>.</p></div>",
            view.url("")
        );
    };
    let totals = totals::collect(view.store, cart);
    let lines = cart.items.iter().zip(&totals.lines);
    let rows: String = lines.map(|(item, line)| row(item, line)).collect();
    let sums = sums(&totals);
    format!(
        r#"<p class="note">To look at: the sandbox takes changes over its API.</p>
<div class="table-wrapper">
<table id="shopping-cart-table" class="cart items data table">
<caption class="table-caption">Items in the cart</caption>
<thead><tr><th class="col item" scope="col">Item</th><th class="col price" scope="col">Price</th>
<th class="col qty" scope="col">Qty</th><th class="col subtotal" scope="col">Subtotal</th></tr></thead>
{rows}</table>
</div>
<div id="cart-totals" class="cart-totals">
<table class="data table totals"><caption class="table-caption">Total</caption>
<tbody>
{sums}</tbody>
</table>
</div>"#
    )
}

fn row(item: &Item, line: &LineTotal) -> String {
    format!(
        r#"<tbody class="cart item"><tr class="item-info">
<td data-th="Item" class="col item"><strong class="product-item-name">{name}</strong></td>
<td data-th="Price" class="col price"><span class="price">{price}</span></td>
<td data-th="Qty" class="col qty"><span class="qty">{quantity}</span></td>
<td data-th="Subtotal" class="col subtotal"><span class="price">{total}</span></td>
</tr></tbody>
"#,
        name = escaped(&item.name),
        price = amount::price(item.price),
        quantity = item.quantity.normalize(),
        total = amount::price(line.row_total),
    )
}

fn sums(totals: &Totals) -> String {
    let mut sums = vec![("totals sub", "Subtotal", totals.subtotal)];
    if !totals.discount.is_zero() {
        sums.push(("totals", "Discount", -totals.discount));
    }
    if totals.rate.is_some() {
        sums.push(("totals shipping", "Shipping", totals.shipping));
    }
    sums.push(("grand totals", "Order Total", totals.grand_total));
    let row = |(class, title, sum): (&str, &str, Decimal)| {
        let sum = amount::price(sum);
        format!(
            "<tr class=\"{class}\"><th scope=\"row\" class=\"mark\">{title}</th>\
             <td class=\"amount\"><span class=\"price\">{sum}</span></td></tr>\n"
        )
    };
    sums.into_iter().map(row).collect()
}
