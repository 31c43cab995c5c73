//! The table of routes, in the manner of Magento's `webapi.xml`: method, path, who may call, which
//! service that is, what it takes.

mod carts;
mod catalog;
mod customers;
mod inventory;
mod promotions;
pub(crate) mod route;
mod sales;
mod stores;
mod taxes;
mod tokens;

use crate::query;
use crate::routes::route::Route;

/// The tables, in the order in which they are asked.
const TABLES: &[&[Route]] = &[
    customers::CUSTOMERS,
    customers::GROUPS,
    customers::METADATA,
    tokens::TOKENS,
    stores::STORES,
    inventory::INVENTORIES,
    catalog::CATALOG,
    catalog::CATEGORY,
    carts::OWN_CARTS,
    carts::GUEST_CARTS,
    carts::ALL_CARTS,
    promotions::PROMOTIONS,
    sales::SALES,
    taxes::TAXES,
];

/// Finds the route for a method and a path, and the parameters in the path. Where several fit, the
/// first in the table is taken, so the ones with fewer parameters stand first.
pub(crate) fn find(
    method: &str,
    path: &str,
    has_two_factor: bool,
) -> Option<(&'static Route, Vec<(String, String)>)> {
    let two_factor = has_two_factor.then_some(tokens::TWO_FACTOR);
    TABLES
        .iter()
        .copied()
        .chain(two_factor)
        .flatten()
        .filter(|route| route.method == method)
        .find_map(|route| Some((route, parameters(route.path, path)?)))
}

/// Returns the routes of a service by the name that the schema calls it, `customerCustomerRepositoryV1`.
pub(crate) fn of_service(name: &str) -> Vec<&'static Route> {
    let wanted = name.to_lowercase();
    let is_of_service = |route: &&&Route| {
        let parts: Vec<&str> = route.service.split('.').collect();
        let [_, module, .., interface, _] = parts[..] else {
            return false;
        };
        let interface = interface.strip_suffix("interface").unwrap_or(interface);
        format!("{module}{interface}v1") == wanted
    };
    let routes = TABLES.iter().copied().flatten();
    routes
        .collect::<Vec<_>>()
        .iter()
        .filter(is_of_service)
        .copied()
        .collect()
}

fn parameters(pattern: &str, path: &str) -> Option<Vec<(String, String)>> {
    let wanted = pattern.split('/');
    let segments: Vec<_> = path.split('/').collect();
    if wanted.clone().count() != segments.len() {
        return None;
    }
    let mut found = Vec::new();
    for (wanted, segment) in wanted.zip(segments) {
        match wanted.strip_prefix(':') {
            Some(name) => found.push((name.to_owned(), query::decoded(segment))),
            None if wanted == segment => {}
            None => return None,
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::{find, of_service};

    fn check(method: &str, path: &str, expected: Option<&str>) {
        let found = find(method, path, true).map(|(route, _)| route.path);
        assert_eq!(found, expected, "{method} {path}");
    }

    #[test]
    fn a_name_is_preferred_to_a_parameter() {
        check("GET", "V1/customers/me", Some("V1/customers/me"));
        check("GET", "V1/customers/search", Some("V1/customers/search"));
        check(
            "GET",
            "V1/customers/isEmailAvailable",
            Some("V1/customers/:customerId"),
        );
        check(
            "DELETE",
            "V1/customers/me",
            Some("V1/customers/:customerId"),
        );
        check(
            "PUT",
            "V1/customers/me/activate",
            Some("V1/customers/me/activate"),
        );
    }

    #[test]
    fn what_does_not_fit_is_not_found() {
        for path in [
            "V1",
            "V1/nosuch",
            "V1/Customers/me",
            "V2/customers/me",
            "V1/customers",
            "",
        ] {
            check("GET", path, None);
        }
        assert!(find("POST", "V1/tfa/provider/google/authenticate", false).is_none());
    }

    #[test]
    fn parameters_are_decoded() {
        let (_, parameters) = find("PUT", "V1/customers/a%2Bb%40c+d=e&f/activate", false).unwrap();
        assert_eq!(parameters, [("email".to_owned(), "a+b@c+d=e&f".to_owned())]);
    }

    #[test]
    fn the_routes_of_a_service_are_found_by_the_name_in_the_schema() {
        let routes = of_service("customerCustomerRepositoryV1");
        assert!(routes.len() > 3);
        assert!(routes.iter().all(|route| route.path.contains("customers")));
        assert!(of_service("nosuchV1").is_empty());
    }
}
