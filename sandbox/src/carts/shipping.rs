//! The carriers of the sample data and what they ask for.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::amount;
use crate::configuration::Configuration;
use crate::state::address::Address;

/// What the flat rate asks for one piece.
const FLAT_RATE: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

/// The sample data's table of rates for the United States: from which value on, how much. Recorded
/// on a 2.4.7-p3 store, which has no rate for other countries.
const TABLE: [(i64, i64); 3] = [(100, 5), (50, 10), (0, 15)];

/// What carriers need to know of a cart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parcel {
    /// What the goods cost, discounts taken off.
    pub(crate) value: Decimal,
    /// How many pieces there are to ship.
    pub(crate) pieces: Decimal,
}

/// A way of shipping, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rate {
    pub(crate) carrier: &'static str,
    pub(crate) method: &'static str,
    pub(crate) carrier_title: &'static str,
    pub(crate) method_title: &'static str,
    pub(crate) amount: Decimal,
}

impl Rate {
    /// Returns carrier and method as carts and orders name them.
    pub(crate) fn code(&self) -> String {
        format!("{}_{}", self.carrier, self.method)
    }

    /// Returns both titles, as totals and orders show them.
    pub(crate) fn description(&self) -> String {
        format!("{} - {}", self.carrier_title, self.method_title)
    }

    /// Shows a rate.
    pub(crate) fn show(&self) -> Value {
        let amount = amount::show(self.amount);
        json!({
            "carrier_code": self.carrier,
            "method_code": self.method,
            "carrier_title": self.carrier_title,
            "method_title": self.method_title,
            "amount": amount,
            "base_amount": amount,
            "available": true,
            "error_message": "",
            "price_excl_tax": amount,
            "price_incl_tax": amount,
        })
    }
}

/// Returns the ways of shipping to an address, the cheapest first; none to a country that the store does
/// not sell to.
pub(crate) fn rates(
    configuration: &Configuration,
    address: &Address,
    parcel: &Parcel,
) -> Vec<Rate> {
    let country = address.country_id.as_deref();
    if country.is_some_and(|country| !configuration.sells_to(country)) {
        return Vec::new();
    }
    let all = [
        Some(flat_rate(parcel)),
        table_rate(address, parcel),
        Some(free_shipping()),
    ];
    let is_on = |rate: &Rate| configuration.is_on(&format!("carriers/{}/active", rate.carrier));
    let mut rates: Vec<Rate> = all.into_iter().flatten().filter(is_on).collect();
    rates.sort_by_key(|rate| rate.amount);
    rates
}

fn free_shipping() -> Rate {
    Rate {
        carrier: "freeshipping",
        method: "freeshipping",
        carrier_title: "Free Shipping",
        method_title: "Free",
        amount: Decimal::ZERO,
    }
}

fn flat_rate(parcel: &Parcel) -> Rate {
    Rate {
        carrier: "flatrate",
        method: "flatrate",
        carrier_title: "Flat Rate",
        method_title: "Fixed",
        amount: FLAT_RATE * parcel.pieces,
    }
}

fn table_rate(address: &Address, parcel: &Parcel) -> Option<Rate> {
    if address.country_id.as_deref() != Some("US") {
        return None;
    }
    let reached = |(from, _): &&(i64, i64)| parcel.value >= Decimal::from(*from);
    let (_, amount) = TABLE.iter().find(reached)?;
    Some(Rate {
        carrier: "tablerate",
        method: "bestway",
        carrier_title: "Best Way",
        method_title: "Table Rate",
        amount: Decimal::from(*amount),
    })
}

#[cfg(test)]
mod tests {
    use super::{Parcel, rates};
    use crate::configuration::Configuration;
    use crate::state::address::Address;
    use rust_decimal::Decimal;

    fn offered(country: &str, value: i64, pieces: i64) -> Vec<(&'static str, Decimal)> {
        let address = Address {
            country_id: Some(country.into()),
            ..Address::default()
        };
        let parcel = Parcel {
            value: value.into(),
            pieces: pieces.into(),
        };
        let rates = rates(&Configuration::default(), &address, &parcel).into_iter();
        rates.map(|rate| (rate.carrier, rate.amount)).collect()
    }

    #[test]
    fn the_cheapest_rate_comes_first() {
        let check = |value, pieces, expected: [(&str, i64); 2]| {
            let expected = expected.map(|(carrier, amount)| (carrier, Decimal::from(amount)));
            assert_eq!(offered("US", value, pieces), expected);
        };
        check(160, 3, [("tablerate", 5), ("flatrate", 15)]);
        check(90, 3, [("tablerate", 10), ("flatrate", 15)]);
        check(22, 1, [("flatrate", 5), ("tablerate", 15)]);
    }

    #[test]
    fn the_table_knows_the_united_states_alone() {
        assert_eq!(offered("ZZ", 44, 2), [("flatrate", Decimal::from(10))]);
    }
}
