//! Addresses of orders, changed by themselves.

use serde_json::{Map, Value};

use crate::customers::email;
use crate::error::{Answer, ApiError};
use crate::sales::{locate, order_show};
use crate::service::Call;
use crate::state::address::Address;
use crate::state::order::Order;
use crate::state::sales::Counted;
use crate::state::{Store, directory};

/// What an address of an order needs. Source: `Magento\Sales\Model\Order\Address\Validator`.
const REQUIRED: [&str; 8] = [
    "postcode",
    "lastname",
    "street",
    "city",
    "country_id",
    "firstname",
    "address_type",
    "telephone",
];

/// Keeps an address of the order in the path. Without the id of one that the order has, it is a
/// further one, which the order does not show. Recorded on a 2.4.7-p3 store: only what was sent is
/// shown, with the buyer's e-mail where none was sent.
pub(crate) fn save(store: &mut Store, call: &Call) -> Answer {
    let mut sent = call.object("entity");
    let failed = || ApiError::bad_request("The order address couldn't be saved.");
    let order_id = sent.get("parent_id").and_then(Value::as_i64);
    let order_id = order_id.ok_or_else(failed)?;
    let order = store.sales.orders.get(&order_id).ok_or_else(failed)?;
    let known = sent.get("entity_id").and_then(Value::as_i64);
    let is_billing = known == Some(order.billing_id);
    let is_shipping = known.is_some() && known == order.shipping_id;
    if known.is_some() && !is_billing && !is_shipping {
        return Err(failed());
    }
    let email = order.draft.email.clone();
    sent.entry("email").or_insert_with(|| email.into());
    if !is_complete(&sent) {
        return Err(failed());
    }
    let id = known.unwrap_or_else(|| store.sales.next(Counted::Address));
    let read = read(&sent);
    let order = locate::order_mut(&mut store.sales, order_id)?;
    if let Some(kept) = kept(order, is_billing, is_shipping) {
        merge(kept, &read);
    }
    let kind = sent.get("address_type").and_then(Value::as_str);
    let mut shown = order_show::address(order.id, &read, kind.unwrap_or_default(), id);
    if let Some(shown) = shown.as_object_mut() {
        shown.retain(|name, _| {
            ["entity_id", "parent_id", "region_code"].contains(&name.as_str())
                || sent.contains_key(name)
        });
    }
    Ok(shown)
}

fn is_complete(sent: &Map<String, Value>) -> bool {
    let text = |name: &str| sent.get(name).and_then(Value::as_str).unwrap_or_default();
    REQUIRED.iter().all(|name| sent.contains_key(*name))
        && ["billing", "shipping"].contains(&text("address_type"))
        && email::violations("Email", text("email")).is_empty()
}

fn kept(order: &mut Order, is_billing: bool, is_shipping: bool) -> Option<&mut Address> {
    if is_billing {
        Some(&mut order.draft.billing)
    } else if is_shipping {
        order.draft.shipping.as_mut()
    } else {
        None
    }
}

fn read(sent: &Map<String, Value>) -> Address {
    let read = Address::read(sent);
    let region = read.region_id.and_then(directory::region);
    let sent_code = sent.get("region_code").and_then(Value::as_str);
    Address {
        region_code: region
            .map(|region| region.code.to_owned())
            .or_else(|| sent_code.map(str::to_owned))
            .or_else(|| read.region.clone()),
        ..read
    }
}

fn merge(kept: &mut Address, sent: &Address) {
    let former = kept.clone();
    *kept = Address {
        company: sent.company.clone().or(former.company),
        fax: sent.fax.clone().or(former.fax),
        middlename: sent.middlename.clone().or(former.middlename),
        prefix: sent.prefix.clone().or(former.prefix),
        suffix: sent.suffix.clone().or(former.suffix),
        vat_id: sent.vat_id.clone().or(former.vat_id),
        region: sent.region.clone().or(former.region),
        region_id: sent.region_id.or(former.region_id),
        region_code: sent.region_code.clone().or(former.region_code),
        customer_address: sent.customer_address.or(former.customer_address),
        ..sent.clone()
    };
}
