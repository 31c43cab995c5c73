//! `GET /V1/customers/search`: which attributes of a customer can be searched.

use crate::clock;
use crate::criteria::{self, Criteria, Field, Storage};
use crate::customers::show;
use crate::error::Answer;
use crate::service::Call;
use crate::state::Store;
use crate::state::customer::Customer;

/// `GET /V1/customers/search`
pub(crate) fn search(store: &mut Store, call: &Call) -> Answer {
    let criteria = Criteria::read(&call.object("searchCriteria"))?;
    let customers: Vec<_> = store.customers.values().collect();
    let found = criteria::select(
        &criteria,
        customers,
        Storage::Attributes,
        |customer, name| field(store, customer, name),
    )?;
    Ok(found.show(&criteria, |customer| show::show(store, customer)))
}

fn field(store: &Store, customer: &Customer, name: &str) -> Field {
    let number = |number: i64| Field::Number(number.to_string());
    match name {
        "entity_id" => number(customer.id),
        "group_id" => number(customer.group_id),
        "website_id" => number(customer.website_id),
        "store_id" => number(customer.store_id),
        "email" => Field::Value(customer.email.clone()),
        "firstname" => Field::Value(customer.firstname.clone()),
        "lastname" => Field::Value(customer.lastname.clone()),
        "middlename" => Field::text(customer.middlename.clone()),
        "prefix" => Field::text(customer.prefix.clone()),
        "suffix" => Field::text(customer.suffix.clone()),
        "name" => Field::Value(format!("{} {}", customer.firstname, customer.lastname)),
        "dob" => Field::text(customer.dob.clone()),
        "gender" => Field::number(customer.gender),
        "taxvat" => Field::text(customer.taxvat.clone()),
        "created_in" => Field::Value(customer.created_in.clone()),
        "created_at" => Field::Value(clock::written(customer.created_at)),
        "updated_at" => Field::Value(clock::written(customer.updated_at)),
        "default_billing" => Field::number(customer.default_billing),
        "default_shipping" => Field::number(customer.default_shipping),
        "is_active" => number(1),
        "disable_auto_group_change" => number(customer.disable_auto_group_change),
        "confirmation" | "rp_token" | "rp_token_created_at" | "first_failure" | "lock_expires" => {
            Field::Null
        }
        "failures_num" => number(0),
        _ => match name.strip_prefix("billing_") {
            Some(name) => of_billing_address(store, customer, name),
            None => Field::Unknown,
        },
    }
}

/// Magento joins the default billing address to every search.
fn of_billing_address(store: &Store, customer: &Customer, name: &str) -> Field {
    let address = customer
        .default_billing
        .and_then(|id| store.addresses.get(&id));
    let value = match (name, address) {
        ("postcode", Some(address)) => address.postcode.clone(),
        ("city", Some(address)) => address.city.clone(),
        ("telephone", Some(address)) => address.telephone.clone(),
        ("region", Some(address)) => address.region.clone(),
        ("country_id", Some(address)) => address.country_id.clone(),
        ("company", Some(address)) => address.company.clone(),
        ("postcode" | "city" | "telephone" | "region" | "country_id" | "company", None) => None,
        _ => return Field::Unknown,
    };
    value.map_or(Field::Null, Field::Value)
}
