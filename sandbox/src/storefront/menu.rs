//! The menu beside the pages of a customer.

use crate::storefront::layout::View;

/// Puts the menu of the account beside a body; `current` is the page that is shown.
pub(crate) fn beside_menu(view: &View<'_>, body: &str, current: &str) -> String {
    let pages = [
        ("customer/account/", "My Account"),
        ("sales/order/history/", "My Orders"),
        ("customer/address/", "Address Book"),
        ("customer/account/edit/", "Account Information"),
    ];
    let items: String = pages
        .iter()
        .map(|(path, name)| {
            if *path == current {
                return format!(
                    "<li class=\"nav item current\"><strong aria-current=\"page\">{name}</strong></li>\n"
                );
            }
            let url = view.url(path);
            format!("<li class=\"nav item\"><a href=\"{url}\">{name}</a></li>\n")
        })
        .collect();
    // As in Luma, a row of the reorder box is a template; with no orders it is never filled.
    format!(
        r#"<div class="columns">
<div class="column main">
{body}
</div>
<div class="sidebar">
<nav class="block block-collapsible-nav" aria-label="My Account">
<ul class="nav items">
{items}</ul>
</nav>
<template class="block-reorder"><input type="checkbox" name="order_items[]" class="checkbox"></template>
</div>
</div>"#
    )
}
