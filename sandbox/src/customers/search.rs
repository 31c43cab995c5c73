//! `GET /V1/customers/search`: which attributes of a customer can be searched.

use crate::clock;
use crate::criteria::{self, Criteria, Field};
use crate::customers::customer::{self, Customer};
use crate::error::Answer;
use crate::service::Call;
use crate::store::Store;

/// `GET /V1/customers/search`
pub(crate) fn search(store: &mut Store, call: &Call) -> Answer {
    let criteria = Criteria::read(&call.object("searchCriteria"))?;
    let customers: Vec<_> = store.customers.values().collect();
    let found = criteria::select(&criteria, customers, |customer, name| {
        field(store, customer, name)
    })?;
    Ok(found.show(&criteria, |customer| customer::show(store, customer)))
}

fn field(store: &Store, customer: &Customer, name: &str) -> Field {
    let id = |id: Option<i64>| id.map(|id| id.to_string());
    let value = match name {
        "entity_id" => Some(customer.id.to_string()),
        "group_id" => Some(customer.group_id.to_string()),
        "website_id" => Some(customer.website_id.to_string()),
        "store_id" => Some(customer.store_id.to_string()),
        "email" => Some(customer.email.clone()),
        "firstname" => Some(customer.firstname.clone()),
        "lastname" => Some(customer.lastname.clone()),
        "middlename" => customer.middlename.clone(),
        "prefix" => customer.prefix.clone(),
        "suffix" => customer.suffix.clone(),
        "name" => Some(format!("{} {}", customer.firstname, customer.lastname)),
        "dob" => customer.dob.clone(),
        "gender" => id(customer.gender),
        "taxvat" => customer.taxvat.clone(),
        "created_in" => Some(customer.created_in.clone()),
        "created_at" => Some(clock::written(customer.created_at)),
        "updated_at" => Some(clock::written(customer.updated_at)),
        "default_billing" => id(customer.default_billing),
        "default_shipping" => id(customer.default_shipping),
        "is_active" => Some("1".into()),
        "disable_auto_group_change" => Some(customer.disable_auto_group_change.to_string()),
        "confirmation" | "rp_token" | "rp_token_created_at" | "first_failure" | "lock_expires" => {
            None
        }
        "failures_num" => Some("0".into()),
        _ => match name.strip_prefix("billing_") {
            Some(name) => return of_billing_address(store, customer, name),
            None => return Field::Unknown,
        },
    };
    value.map_or(Field::Null, Field::Value)
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
        ("country_id", Some(address)) => Some(address.country_id.clone()),
        ("company", Some(address)) => address.company.clone(),
        ("postcode" | "city" | "telephone" | "region" | "country_id" | "company", None) => None,
        _ => return Field::Unknown,
    };
    value.map_or(Field::Null, Field::Value)
}
