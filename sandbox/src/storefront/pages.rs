//! The bodies of the pages about a customer's account.

use crate::state::address::Address;
use crate::state::customer::Customer;
use crate::state::directory;
use crate::storefront::layout::{View, escaped};
use crate::storefront::menu::beside_menu;
use crate::storefront::orders;

/// The field for what stands in a picture, where the store asks for that.
const CAPTCHA: &str = r#"<div class="field captcha required" role="user_login">
<label for="captcha_user_login" class="label">What stands in the picture</label>
<input name="captcha[user_login]" type="text" class="input-text" id="captcha_user_login" autocomplete="off" required></div>
"#;

/// The log-in form.
pub(crate) fn sign_in(view: &View<'_>) -> String {
    let form_key = view.form_key_field();
    let action = view.url("customer/account/loginPost/");
    let create = view.url("customer/account/create/");
    let asks_for_captcha = view.store.configuration.is_on("customer/captcha/enable");
    let captcha = if asks_for_captcha { CAPTCHA } else { "" };
    format!(
        r#"<div class="login-container">
<section class="block block-customer-login" aria-labelledby="block-customer-login-heading">
<h2 class="block-title" id="block-customer-login-heading">Registered Customers</h2>
<form class="form form-login" action="{action}" method="post" id="login-form">
{form_key}
<fieldset class="fieldset login">
<p class="field note">Sign in with your e-mail address.</p>
<div class="field email required"><label class="label" for="email">Email</label>
<input name="login[username]" id="email" type="email" class="input-text" autocomplete="username" required></div>
<div class="field password required"><label class="label" for="password">Password</label>
<input name="login[password]" id="password" type="password" class="input-text" autocomplete="current-password" required></div>
{captcha}<button type="submit" class="action login primary" name="send" id="send2">Sign In</button>
</fieldset>
</form>
</section>
<section class="block block-new-customer">
<h2 class="block-title">New Customers</h2>
<p>An account keeps your addresses in one place.</p>
<a href="{create}" class="action create primary">Create an Account</a>
</section>
</div>"#
    )
}

/// The dashboard.
pub(crate) fn account(view: &View<'_>) -> String {
    let Some(customer) = view.customer else {
        return String::new();
    };
    let newsletter = if customer.is_subscribed {
        "You get our newsletter."
    } else {
        "You do not get our newsletter."
    };
    let body = format!(
        r#"<section class="block block-dashboard-info">
<h2 class="block-title">Account Information</h2>
<div class="block-content">
<div class="box box-information">
<h3 class="box-title">Contact Information</h3>
<div class="box-content"><p>{name}<br>
{email}<br></p></div>
<div class="box-actions"><a class="action edit" href="{edit}">Edit</a></div>
</div>
<div class="box box-newsletter">
<h3 class="box-title">Newsletters</h3>
<div class="box-content"><p>{newsletter}</p></div>
</div>
</div>
</section>
<section class="block block-dashboard-addresses">
<h2 class="block-title">Address Book <a class="action edit" href="{addresses}">Manage Addresses</a></h2>
<div class="block-content">
{billing}{shipping}</div>
</section>
{orders}"#,
        name = escaped(&full_name(customer)),
        email = escaped(&customer.email),
        edit = view.url("customer/account/edit/"),
        addresses = view.url("customer/address/"),
        billing = default_address(view, Default::Billing, "box-billing-address"),
        shipping = default_address(view, Default::Shipping, "box-shipping-address"),
        orders = orders::recent(view),
    );
    beside_menu(view, &body, "customer/account/")
}

/// The address book.
pub(crate) fn address_book(view: &View<'_>) -> String {
    let Some(customer) = view.customer else {
        return String::new();
    };
    let defaults = [customer.default_billing, customer.default_shipping];
    let others: String = view
        .store
        .addresses
        .values()
        .filter(|address| address.customer == Some(customer.id))
        .filter(|address| !defaults.contains(&Some(address.id)))
        .map(|address| format!("<li class=\"item\">{}</li>\n", address_block(address)))
        .collect();
    let others = if others.is_empty() {
        "<p class=\"empty\">There are no further addresses.</p>".to_owned()
    } else {
        format!("<ol class=\"items addresses\">\n{others}</ol>")
    };
    let body = format!(
        r#"<section class="block block-addresses-default">
<h2 class="block-title">Default Addresses</h2>
<div class="block-content">
{billing}{shipping}</div>
</section>
<section class="block block-addresses-list">
<h2 class="block-title">Additional Address Entries</h2>
{others}
</section>"#,
        billing = default_address(view, Default::Billing, "box-address-billing"),
        shipping = default_address(view, Default::Shipping, "box-address-shipping"),
    );
    beside_menu(view, &body, "customer/address/")
}

/// The form of the account. The sandbox shows it and takes changes over REST.
pub(crate) fn edit(view: &View<'_>) -> String {
    let Some(customer) = view.customer else {
        return String::new();
    };
    let body = format!(
        r#"<form class="form form-edit-account" method="post" id="form-validate">
<p class="note">To look at: the sandbox takes changes over its API.</p>
<fieldset class="fieldset info" disabled>
{names}
{assistance}
<div class="field choice"><input type="checkbox" name="change_email" id="change-email" value="1"> <label class="label" for="change-email">Change Email</label></div>
<div class="field choice"><input type="checkbox" name="change_password" id="change-password" value="1"> <label class="label" for="change-password">Change Password</label></div>
{email}
{current}
{passwords}
<button type="submit" class="action save primary">Save</button>
</fieldset>
</form>"#,
        names = names(&customer.firstname, &customer.lastname),
        assistance = ASSISTANCE,
        email = field("account-email", "email", "Email", "email", &customer.email),
        current = field(
            "current-password",
            "current_password",
            "Current Password",
            "password",
            ""
        ),
        passwords = new_password(),
    );
    beside_menu(view, &body, "customer/account/edit/")
}

/// The form of a new account. The sandbox shows it and makes accounts over REST.
pub(crate) fn create(view: &View<'_>) -> String {
    let form_key = view.form_key_field();
    format!(
        r#"<form class="form create account form-create-account" method="post" id="form-validate">
{form_key}
<p class="note">To look at: the sandbox makes accounts over its API.</p>
<fieldset class="fieldset create" disabled>
<input type="hidden" name="success_url" value="">
<input type="hidden" name="error_url" value="">
{names}
<div class="field choice"><input type="checkbox" name="is_subscribed" id="is_subscribed" value="1"> <label class="label" for="is_subscribed">Sign Up for Newsletter</label></div>
{assistance}
{email}
{passwords}
<button type="submit" class="action submit primary">Create an Account</button>
</fieldset>
</form>"#,
        names = names("", ""),
        assistance = ASSISTANCE,
        email = field("email_address", "email", "Email", "email", ""),
        passwords = new_password(),
    )
}

/// What is shown after signing out.
pub(crate) fn signed_out(view: &View<'_>) -> String {
    format!(
        "<p>Nobody is signed in here any more. <a href=\"{}\">Go to the home page</a>.</p>",
        view.url("")
    )
}

/// What is shown where no page is.
pub(crate) fn not_found(view: &View<'_>) -> String {
    format!(
        "<p>No page is kept at this address. <a href=\"{}\">Go to the home page</a>.</p>",
        view.url("")
    )
}

const ASSISTANCE: &str = r#"<div class="field choice"><input type="checkbox" name="assistance_allowed_checkbox" id="assistance_allowed_checkbox" value="1"> <label class="label" for="assistance_allowed_checkbox">Allow remote shopping assistance</label>
<input type="hidden" name="assistance_allowed" value="1"></div>"#;

fn names(first: &str, last: &str) -> String {
    let first = field("firstname", "firstname", "First Name", "text", first);
    first + "\n" + &field("lastname", "lastname", "Last Name", "text", last)
}

fn new_password() -> String {
    let password = field("new-password", "password", "Password", "password", "");
    let again = ("password-confirmation", "password_confirmation");
    password + "\n" + &field(again.0, again.1, "Confirm Password", "password", "")
}

fn field(id: &str, name: &str, label: &str, kind: &str, value: &str) -> String {
    let value = escaped(value);
    format!(
        "<div class=\"field {name} required\"><label class=\"label\" for=\"{id}\">{label}</label>\n\
         <input type=\"{kind}\" id=\"{id}\" name=\"{name}\" value=\"{value}\" class=\"input-text\"></div>"
    )
}

/// One of the two addresses that a customer's orders begin with.
#[derive(Clone, Copy)]
enum Default {
    Billing,
    Shipping,
}

fn default_address(view: &View<'_>, which: Default, class: &str) -> String {
    let (word, id) = match (which, view.customer) {
        (Default::Billing, customer) => ("Billing", customer.and_then(|one| one.default_billing)),
        (Default::Shipping, customer) => {
            ("Shipping", customer.and_then(|one| one.default_shipping))
        }
    };
    let address = id.and_then(|id| view.store.addresses.get(&id));
    let content = address.map_or_else(
        || {
            let word = word.to_lowercase();
            format!("<p class=\"empty\">You have no default {word} address.</p>")
        },
        address_block,
    );
    format!(
        r#"<div class="box {class}">
<h3 class="box-title">Default {word} Address</h3>
<div class="box-content">{content}</div>
</div>
"#
    )
}

/// Writes an address as on an envelope.
fn address_block(address: &Address) -> String {
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let name = [
        &address.prefix,
        &address.firstname,
        &address.middlename,
        &address.lastname,
        &address.suffix,
    ];
    let name: Vec<_> = name
        .into_iter()
        .map(text)
        .filter(|part| !part.is_empty())
        .collect();
    let place = [&address.city, &address.region, &address.postcode];
    let place: Vec<_> = place
        .into_iter()
        .map(text)
        .filter(|part| !part.is_empty())
        .collect();
    let mut lines = vec![name.join(" "), text(&address.company)];
    lines.extend(address.street.iter().cloned());
    lines.push(place.join(", "));
    lines.push(directory::country_name(address.country()).to_owned());
    let mut written: Vec<_> = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| escaped(line))
        .collect();
    if let Some(telephone) = address.telephone.as_deref().filter(|one| !one.is_empty()) {
        let telephone = escaped(telephone);
        written.push(format!("T: <a href=\"tel:{telephone}\">{telephone}</a>"));
    }
    format!("<address>{}</address>", written.join("<br>\n"))
}

fn full_name(customer: &Customer) -> String {
    format!("{} {}", customer.firstname, customer.lastname)
}
