//! What all pages have in common: head, header, messages, footer.

use crate::state::Store;
use crate::state::customer::Customer;

/// What a page is made of.
pub(crate) struct View<'a> {
    pub(crate) store: &'a Store,
    /// The store's address, with a slash at the end.
    pub(crate) base: &'a str,
    pub(crate) form_key: &'a str,
    /// Who is signed in.
    pub(crate) customer: Option<&'a Customer>,
}

impl View<'_> {
    /// Returns the address of a path, ready to stand in an attribute.
    pub(crate) fn url(&self, path: &str) -> String {
        escaped(&format!("{}{path}", self.base))
    }

    /// Returns the hidden field that proves that a form comes from a page of this session.
    pub(crate) fn form_key_field(&self) -> String {
        let value = escaped(self.form_key);
        format!("<input name=\"form_key\" type=\"hidden\" value=\"{value}\">")
    }
}

/// Returns a text ready to stand in an element or in a quoted attribute.
pub(crate) fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, letter| {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#039;"),
            other => escaped.push(other),
        }
        escaped
    })
}

/// Returns the whole page around a body. Titles are our own and need no escaping.
pub(crate) fn page(view: &View<'_>, title: &str, body: &str) -> String {
    let home = view.url("");
    let style = view.url("static/storefront.css");
    let header = header(view);
    let script = view.url("static/storefront.js");
    let cart = view.url("checkout/cart/");
    let form_key = view.form_key_field();
    format!(
        r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{style}">
<script src="{script}" defer></script>
<link rel="icon" href="data:,">
</head>
<body>
<div class="page-wrapper">
<a class="action skip contentarea" href="#maincontent">Skip to Content</a>
<header class="page-header">
<div class="panel header">
{header}
</div>
<div class="header content">
<a class="logo" href="{home}">Sandbox</a>
<div class="minicart-wrapper"><a class="action showcart" href="{cart}"><span class="text">My Cart</span>
<span class="counter qty empty"><span class="counter-number"></span></span></a></div>
<form class="form minisearch" id="search_mini_form" method="get">
<label class="label" for="search">Search</label>
<input id="search" type="search" name="q" class="input-text" placeholder="Not in the sandbox" disabled>
</form>
</div>
</header>
<main id="maincontent" class="page-main" tabindex="-1">
<div class="page messages"></div>
<h1 class="page-title"><span class="base">{title}</span></h1>
{form_key}
{body}
</main>
<footer class="page-footer">
<form class="form subscribe" id="newsletter-validate-detail" method="post">
<label class="label" for="newsletter">Newsletter</label>
<input name="email" type="email" id="newsletter" class="input-text" placeholder="Not in the sandbox" disabled>
</form>
<small class="copyright">An embedded store for trying things out. Nothing here is for sale.</small>
</footer>
</div>
</body>
</html>
"##
    )
}

/// What a script fills in, as in Luma.
const GREETING: &str = "<li class=\"greet welcome\"><span class=\"logged-in\"></span>\
     <span class=\"not-logged-in\"></span></li>";

fn header(view: &View<'_>) -> String {
    if view.customer.is_none() {
        return format!(
            r#"<ul class="header links">
{GREETING}
<li class="authorization-link"><a href="{}">Sign In</a></li>
<li><a href="{}">Create an Account</a></li>
</ul>"#,
            view.url("customer/account/login/"),
            view.url("customer/account/create/")
        );
    }
    format!(
        r#"<ul class="header links">
{GREETING}
<li class="customer-welcome">
<button type="button" class="action switch" popovertarget="customer-menu">My account menu</button>
<div class="customer-menu" id="customer-menu" popover>
<a href="{account}">My Account</a>
<a href="{orders}">My Orders</a>
<a href="{addresses}">Address Book</a>
<a href="{logout}">Sign Out</a>
</div>
</li>
</ul>"#,
        account = view.url("customer/account/"),
        orders = view.url("sales/order/history/"),
        addresses = view.url("customer/address/"),
        logout = view.url("customer/account/logout/"),
    )
}
