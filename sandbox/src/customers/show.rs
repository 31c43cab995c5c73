//! A customer, as REST shows it.

use serde_json::{Map, Value, json};

use crate::clock;
use crate::customers::address;
use crate::state::Store;
use crate::state::customer::Customer;
use crate::version::Version;

/// Returns a customer as REST shows it; what is not set is left out.
pub(crate) fn show(store: &Store, customer: &Customer) -> Value {
    let text = |value: &Option<String>| value.clone().map(Value::from);
    let id = |value: Option<i64>| value.map(|id| Value::from(id.to_string()));
    let addresses = store.addresses.values();
    let mut addresses: Vec<_> = addresses
        .filter(|address| address.customer == Some(customer.id))
        .collect();
    if store.version >= Version::V2_4_8 {
        // Recorded: the default addresses come first.
        let defaults = [customer.default_billing, customer.default_shipping];
        addresses.sort_by_key(|address| !defaults.contains(&Some(address.id)));
    }
    let addresses = addresses.into_iter();
    let addresses: Value = addresses
        .map(|address| address::show(customer, address))
        .collect();
    let members = [
        ("id", Some(customer.id.into())),
        ("group_id", Some(customer.group_id.into())),
        ("default_billing", id(customer.default_billing)),
        ("default_shipping", id(customer.default_shipping)),
        ("confirmation", text(&customer.confirmation)),
        (
            "created_at",
            Some(clock::written(customer.created_at).into()),
        ),
        (
            "updated_at",
            Some(clock::written(customer.updated_at).into()),
        ),
        ("created_in", Some(customer.created_in.clone().into())),
        ("dob", text(&customer.dob)),
        ("email", Some(customer.email.clone().into())),
        ("firstname", Some(customer.firstname.clone().into())),
        ("lastname", Some(customer.lastname.clone().into())),
        ("middlename", text(&customer.middlename)),
        ("prefix", text(&customer.prefix)),
        ("suffix", text(&customer.suffix)),
        ("gender", customer.gender.map(Value::from)),
        ("store_id", Some(customer.store_id.into())),
        ("taxvat", text(&customer.taxvat)),
        ("website_id", Some(customer.website_id.into())),
        ("addresses", Some(addresses)),
        (
            "disable_auto_group_change",
            Some(customer.disable_auto_group_change.into()),
        ),
        (
            "extension_attributes",
            Some(json!({ "is_subscribed": customer.is_subscribed })),
        ),
    ];
    let set = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(set.collect::<Map<_, _>>())
}
