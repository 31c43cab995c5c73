//! Addresses of customers: what they need, how they are kept and shown.

use serde_json::{Map, Value, json};

use crate::customers::draft::AddressDraft;
use crate::customers::{locate, validation};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::address::Address;
use crate::state::customer::Customer;
use crate::state::{Store, directory};
use crate::version::Version;

/// How many lines a street may have.
const STREET_LINES: usize = 2;

/// `GET /V1/customers/addresses/:addressId`
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    let address = find(store, call.number("addressId"))?;
    let customer = locate::find(store, address.customer.unwrap_or_default())?;
    Ok(show(customer, address))
}

/// `DELETE /V1/addresses/:addressId`
pub(crate) fn delete(store: &mut Store, call: &Call) -> Answer {
    let id = find(store, call.number("addressId"))?.id;
    remove(store, id);
    Ok(true.into())
}

/// `GET /V1/customers/:customerId/billingAddress`
pub(crate) fn billing(store: &mut Store, call: &Call) -> Answer {
    default(store, call.number("customerId"), |customer| {
        customer.default_billing
    })
}

/// `GET /V1/customers/:customerId/shippingAddress`
pub(crate) fn shipping(store: &mut Store, call: &Call) -> Answer {
    default(store, call.number("customerId"), |customer| {
        customer.default_shipping
    })
}

/// A customer without a default address is answered with an empty list: PHP's `null` in JSON.
fn default(store: &Store, customer: i64, which: fn(&Customer) -> Option<i64>) -> Answer {
    let customer = locate::find(store, customer)?;
    let address = which(customer).and_then(|id| store.addresses.get(&id));
    Ok(address.map_or_else(|| json!([]), |address| show(customer, address)))
}

fn find(store: &Store, id: i64) -> Result<&Address, ApiError> {
    store
        .addresses
        .get(&id)
        .ok_or_else(|| ApiError::no_such("addressId", id))
}

/// Keeps an address of a customer, a new one or one that it has already.
pub(crate) fn save(
    store: &mut Store,
    customer: i64,
    draft: &AddressDraft,
) -> Result<i64, ApiError> {
    let known = match draft.id {
        Some(id) => find(store, id)?.clone(),
        None => Address {
            customer: Some(customer),
            ..Address::default()
        },
    };
    if known.customer != Some(customer) && store.version >= Version::V2_4_8 {
        // Recorded on a 2.4.8-p1 store, which takes the address for a sign of another customer.
        return Err(locate::email_taken());
    }
    let mut address = merged(known, draft);
    let mut refusals = refusals(&address);
    if address.customer != Some(customer) {
        refusals.push(of_another(store, customer));
    }
    if !refusals.is_empty() {
        return Err(ApiError::several(refusals));
    }
    if address.street.len() > STREET_LINES {
        return Err(ApiError::bad_request(format!(
            "\"Street Address\" cannot contain more than {STREET_LINES} lines."
        )));
    }
    if store.version >= Version::V2_4_8 {
        validation::require_telephone(address.telephone.as_deref().unwrap_or_default())?;
    }
    if address.id == 0 {
        address.id = store.next_address();
    }
    let id = address.id;
    store.addresses.insert(id, address);
    if let Some(owner) = store.customers.get_mut(&customer) {
        // Recorded on a 2.4.7-p3 store: the last address that asks becomes the default.
        if draft.is_default_billing {
            owner.default_billing = Some(id);
        }
        if draft.is_default_shipping {
            owner.default_shipping = Some(id);
        }
    }
    Ok(id)
}

/// Recorded: 2.4.8 words it as if the customer were new.
fn of_another(store: &Store, customer: i64) -> ApiError {
    if store.version >= Version::V2_4_8 {
        return ApiError::bad_request(
            "A customer with the same email address already exists in an associated website.",
        );
    }
    let message =
        "Provided customer ID \"%customer_id\" isn't related to current customer address.";
    ApiError::bad_request(message).with(json!({ "customer_id": customer }))
}

/// Deletes an address; its customer may lose a default address by it.
pub(crate) fn remove(store: &mut Store, id: i64) {
    let Some(address) = store.addresses.remove(&id) else {
        return;
    };
    if let Some(owner) = store
        .customers
        .get_mut(&address.customer.unwrap_or_default())
    {
        for default in [&mut owner.default_billing, &mut owner.default_shipping] {
            if *default == Some(id) {
                *default = None;
            }
        }
    }
}

fn merged(mut address: Address, draft: &AddressDraft) -> Address {
    let sent = &draft.sent;
    let texts = [
        (&mut address.company, &sent.company),
        (&mut address.telephone, &sent.telephone),
        (&mut address.fax, &sent.fax),
        (&mut address.postcode, &sent.postcode),
        (&mut address.city, &sent.city),
        (&mut address.firstname, &sent.firstname),
        (&mut address.lastname, &sent.lastname),
        (&mut address.middlename, &sent.middlename),
        (&mut address.prefix, &sent.prefix),
        (&mut address.suffix, &sent.suffix),
        (&mut address.vat_id, &sent.vat_id),
        (&mut address.country_id, &sent.country_id),
    ];
    for (kept, sent) in texts {
        if sent.is_some() {
            kept.clone_from(sent);
        }
    }
    if let Some(street) = &draft.street {
        address.street.clone_from(street);
    }
    set_region(&mut address, draft);
    address
}

/// Settles which region is meant: an id decides; without one, a name or a code is looked up as a code.
///
/// Recorded on a 2.4.7-p3 store: a code or name that contradicts the id is overruled by it, and an
/// unknown name is kept as it is.
fn set_region(address: &mut Address, draft: &AddressDraft) {
    let region = draft.region.clone();
    if region.is_none() && draft.sent.region_id.is_none() {
        return;
    }
    let region = region.unwrap_or_default();
    let id = draft.sent.region_id.or(region.id).unwrap_or_default();
    let written = region.name.clone().or(region.code);
    let found = match written {
        _ if id != 0 => directory::region(id),
        Some(text) => text.parse().map_or_else(
            |_| directory::region_by_code(address.country(), &text),
            directory::region,
        ),
        None => None,
    };
    let found = found.filter(|found| found.country == address.country());
    address.region_id = Some(found.map_or(id, |found| found.id));
    address.region = found.map(|found| found.name.to_owned()).or(region.name);
}

/// Returns what is wrong with an address, in the order in which Magento looks.
fn refusals(address: &Address) -> Vec<ApiError> {
    // White space alone counts as nothing here, unlike in the name of a customer.
    let is_empty = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().is_empty();
    let has_street = address
        .street
        .first()
        .is_some_and(|line| !line.trim().is_empty());
    let missing = [
        ("firstname", is_empty(&address.firstname)),
        ("lastname", is_empty(&address.lastname)),
        ("street", !has_street),
        ("city", is_empty(&address.city)),
        ("telephone", is_empty(&address.telephone)),
        (
            "postcode",
            is_empty(&address.postcode) && directory::needs_postcode(address.country()),
        ),
        ("countryId", address.country().is_empty()),
    ];
    let mut refusals: Vec<_> = missing
        .into_iter()
        .filter(|(_, is_missing)| *is_missing)
        .map(|(field, _)| ApiError::required(&[field]))
        .collect();
    if !address.country().is_empty() && !directory::is_country(address.country()) {
        refusals.push(ApiError::invalid_value("countryId", address.country()));
    } else if let Some(id) = address.region_id.filter(|id| *id != 0)
        && !is_region_of(id, address.country())
    {
        refusals.push(ApiError::invalid_value("regionId", id.to_string()));
    }
    refusals
}

/// Tells whether a country has this region; one without regions takes any id.
fn is_region_of(id: i64, country: &str) -> bool {
    let region = directory::region(id);
    !directory::knows_regions(country) || region.is_some_and(|region| region.country == country)
}

/// Returns an address as REST shows it; what is not set is left out.
pub(crate) fn show(customer: &Customer, address: &Address) -> Value {
    let text = |value: &Option<String>| value.clone().map(Value::from);
    let id = address.region_id.unwrap_or_default();
    let region = directory::region(id).filter(|region| region.country == address.country());
    let name = region
        .map(|region| region.name.to_owned())
        .or_else(|| address.region.clone());
    // Magento takes the name for the code where the region has no id.
    let code = region
        .map(|region| region.code.to_owned())
        .or_else(|| name.clone());
    let is_default =
        |default: Option<i64>| (default == Some(address.id)).then_some(Value::Bool(true));
    let members = [
        ("id", Some(address.id.into())),
        ("customer_id", address.customer.map(Value::from)),
        (
            "region",
            Some(json!({"region_code": code, "region": name, "region_id": id})),
        ),
        ("region_id", address.region_id.map(Value::from)),
        ("country_id", Some(address.country().into())),
        ("street", Some(address.street.clone().into())),
        ("company", text(&address.company)),
        ("telephone", text(&address.telephone)),
        ("fax", text(&address.fax)),
        ("postcode", text(&address.postcode)),
        ("city", text(&address.city)),
        ("firstname", text(&address.firstname)),
        ("lastname", text(&address.lastname)),
        ("middlename", text(&address.middlename)),
        ("prefix", text(&address.prefix)),
        ("suffix", text(&address.suffix)),
        ("vat_id", text(&address.vat_id)),
        ("default_shipping", is_default(customer.default_shipping)),
        ("default_billing", is_default(customer.default_billing)),
    ];
    let set = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(set.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::{Address, merged, refusals};
    use crate::customers::draft::{AddressDraft, RegionDraft};

    fn address(region: RegionDraft) -> Address {
        let draft = AddressDraft {
            region: Some(region),
            sent: Address {
                country_id: Some("US".into()),
                ..Address::default()
            },
            ..AddressDraft::default()
        };
        merged(Address::default(), &draft)
    }

    #[test]
    fn the_region_is_settled_by_id_then_by_what_is_written() {
        let check = |id: Option<i64>,
                     code: Option<&str>,
                     name: Option<&str>,
                     expected: (i64, Option<&str>)| {
            let region = RegionDraft {
                id,
                code: code.map(str::to_owned),
                name: name.map(str::to_owned),
            };
            let address = address(region);
            assert_eq!(
                (address.region_id, address.region.as_deref()),
                (Some(expected.0), expected.1)
            );
        };
        check(Some(43), Some("CA"), Some("Texas"), (43, Some("New York")));
        check(None, Some("NY"), None, (43, Some("New York")));
        check(None, None, Some("Nowhere"), (0, Some("Nowhere")));
        check(None, None, Some("43"), (43, Some("New York")));
        check(None, None, Some("66"), (0, Some("66")));
        check(None, None, None, (0, None));
    }

    #[test]
    fn all_that_is_missing_is_said_in_magentos_order() {
        let address = Address {
            country_id: Some("GB".into()),
            street: vec![String::new()],
            lastname: Some("Doe".into()),
            ..Address::default()
        };
        let fields: Vec<_> = refusals(&address)
            .into_iter()
            .map(|refusal| {
                refusal.parameters.unwrap()["fieldName"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        assert_eq!(fields, ["firstname", "street", "city", "telephone"]);
    }
}
