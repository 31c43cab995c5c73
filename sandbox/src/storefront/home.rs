//! The home page: the products that Luma shows there.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::storefront::layout::View;

/// Id, name and price of what the sample data has on its home page.
const PRODUCTS: [(u32, &str, &str); 6] = [
    (1562, "Radiant Tee", "$22.00"),
    (1818, "Breathe-Easy Tank", "$34.00"),
    (700, "Argus All-Weather Tank", "$22.00"),
    (164, "Hero Hoodie", "$54.00"),
    (6, "Fusion Backpack", "$59.00"),
    (14, "Push It Messenger Bag", "$45.00"),
];

/// Returns the body of the page.
pub(crate) fn body(view: &View<'_>) -> String {
    let back = BASE64_STANDARD.encode(view.base).replace('=', "~");
    let products: String = PRODUCTS
        .iter()
        .map(|(id, name, price)| {
            format!(
                r#"<li class="product-item">
<strong class="product-item-name">{name}</strong>
<span class="price">{price}</span>
<form class="tocart-form" method="post">
<input type="hidden" name="product" value="{id}">
<input type="hidden" name="uenc" value="{back}">
<button type="submit" class="action tocart primary" aria-label="Add {name} to Cart" disabled>Add to Cart</button>
</form>
</li>
"#
            )
        })
        .collect();
    format!(
        r#"<h2>Hot Sellers</h2>
<p class="note">Carts are filled over the API, and looked at here.</p>
<ol class="product-items">
{products}</ol>"#
    )
}
