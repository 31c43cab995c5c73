//! Which version and mode a shop has, by how it behaves and by its modules: `/magento_version`, the
//! Swagger document and every other page of a shop say `2.4` alone.

use serde_json::Value;

use crate::doctor::Finding;
use crate::http::exchange::Response;

/// A route that no Magento has.
pub const NO_ROUTE: &str = "V1/magewalk/no-such-route";

/// Asks how many there are of a product that no shop has. It is a GET: nothing can come of it.
pub const STOCK_OF_NOTHING: &str =
    "V1/inventory/get-product-salable-quantity/magewalk-no-such-product/1";

/// Lists the modules that are switched on.
pub const MODULES: &str = "V1/modules";

/// The modules that came with 2.4.8.
const OF_2_4_8: [&str; 4] = [
    "Magento_InventoryCatalogRule",
    "Magento_PageBuilderImageAttribute",
    "Magento_ReCaptchaResendConfirmationEmail",
    "Magento_ReCaptchaWishlist",
];

/// The module that left with 2.4.8.
const UNTIL_2_4_7: &str = "Magento_Elasticsearch7";

const ADVICE: &str = "`bin/magento --version` tells it";

/// What the behaviour or the modules of a shop say of its version.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    UpTo247,
    From248,
}

impl Sign {
    fn name(self) -> &'static str {
        match self {
            Self::UpTo247 => "2.4.7 or older",
            Self::From248 => "2.4.8 or newer",
        }
    }
}

/// Says in which mode a shop is, by a refusal: in developer mode, each one says where it comes from.
pub fn mode(refusal: &Response) -> Finding {
    match refusal.json() {
        Some(body) if body["trace"].is_string() => Finding::fine(
            "mode",
            "developer: errors have a `trace`, and answers are slow",
        ),
        Some(body) if body["message"].is_string() => {
            Finding::fine("mode", "default or production: errors have no `trace`")
        }
        _ => Finding::unknown(
            "mode",
            format!("a route that is not there answers {}", refusal.status),
            "`bin/magento deploy:mode:show` tells it",
        ),
    }
}

/// Says which version a shop has: by what it knows of the stock of a product that it does not have (since
/// 2.4.8 there is none of it, and before that was an error), and by its modules.
pub fn version(stock: &Response, modules: Option<&Response>) -> Finding {
    let modules = modules.map(names).unwrap_or_default();
    let (behaviour, by_modules) = (of_stock(stock), of_modules(&modules));
    match (behaviour, by_modules) {
        (Some(one), Some(other)) if one != other => unknown_version(format!(
            "it answers as {}, and has the modules of {}: an upgrade that is not complete, or an \
             extension that changes answers",
            one.name(),
            other.name()
        )),
        (Some(Sign::UpTo247), _) => Finding::fine("version", Sign::UpTo247.name()),
        // Extensions have modules called `Magento_…` too, so an unknown one is no sign of a newer version.
        (Some(Sign::From248), _) => Finding::fine(
            "version",
            "2.4.8 or newer: it behaves as 2.4.8, and nothing that REST tells is of a newer one alone",
        ),
        (None, Some(sign)) => Finding::fine(
            "version",
            format!(
                "{}, by its modules alone: the stock of a product that is not there is answered with {}",
                sign.name(),
                stock.status
            ),
        ),
        (None, None) => unknown_version(format!(
            "neither 2.4.7 nor 2.4.8, as far as it shows: the stock of a product that is not there is \
             answered with {}; a newer version, or an extension that changes answers",
            stock.status
        )),
    }
}

/// Says that it is not known which version a shop has.
pub fn unknown_version(why: impl Into<String>) -> Finding {
    Finding::unknown("version", why, ADVICE)
}

fn of_stock(stock: &Response) -> Option<Sign> {
    let body = stock.json();
    let is_error = body.is_some_and(|body| body["message"].is_string());
    let is_quantity = body.is_some_and(Value::is_number);
    match stock.status {
        200 if is_quantity => Some(Sign::From248),
        500 if is_error => Some(Sign::UpTo247),
        _ => None,
    }
}

fn of_modules(modules: &[&str]) -> Option<Sign> {
    if modules.contains(&UNTIL_2_4_7) {
        return Some(Sign::UpTo247);
    }
    let is_new = OF_2_4_8.iter().any(|name| modules.contains(name));
    is_new.then_some(Sign::From248)
}

fn names(modules: &Response) -> Vec<&str> {
    let list = modules.json().and_then(Value::as_array);
    let names = list.into_iter().flatten().filter_map(Value::as_str);
    names.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::version;
    use crate::doctor::State;
    use crate::http::exchange::Response;

    fn response(status: u16, body: &Value) -> Response {
        Response {
            status,
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
            timing: Default::default(),
            parsed: Default::default(),
        }
    }

    /// What is said of a shop that answers so about its stock, and has these modules.
    fn said(status: u16, stock: &Value, modules: &[&str]) -> (State, String) {
        let modules = response(200, &json!(modules));
        let finding = version(&response(status, stock), Some(&modules));
        (finding.state, finding.found)
    }

    /// Holds what is said, and how it begins, of each of these shops.
    fn check(state: State, shops: &[(u16, &Value, &[&str], &str)]) {
        for (status, stock, modules, begins) in shops {
            let (found, words) = said(*status, stock, modules);
            assert!(found == state, "{modules:?}: {words}");
            assert!(words.starts_with(begins), "{modules:?}: {words}");
        }
    }

    const OLD: &str = "Magento_Elasticsearch7";
    const NEW: &str = "Magento_ReCaptchaWishlist";

    #[test]
    fn a_version_is_told_by_behaviour_or_else_by_modules() {
        let (none, error) = (json!(0), json!({"message": "No such product"}));
        let shops: [(u16, &Value, &[&str], &str); 7] = [
            (500, &error, &[OLD], "2.4.7 or older"),
            (500, &error, &[], "2.4.7 or older"),
            (200, &none, &[NEW], "2.4.8 or newer: it"),
            (200, &none, &[], "2.4.8 or newer: it"),
            (
                200,
                &none,
                &["Acme_Next", "Magento_Next"],
                "2.4.8 or newer: it",
            ),
            (404, &error, &[OLD], "2.4.7 or older, by its modules"),
            (401, &error, &[NEW], "2.4.8 or newer, by its modules"),
        ];
        check(State::Fine, &shops);
    }

    #[test]
    fn a_version_is_not_told_where_signs_lack_or_disagree() {
        let (none, error) = (json!(0), json!({"message": "No such product"}));
        let shops: [(u16, &Value, &[&str], &str); 4] = [
            (404, &error, &[], "neither 2.4.7 nor 2.4.8"),
            (200, &error, &["Magento_Store"], "neither 2.4.7"),
            (200, &none, &[OLD], "it answers as 2.4.8 or newer, and"),
            (500, &error, &[NEW], "it answers as 2.4.7 or older, and"),
        ];
        check(State::Unknown, &shops);
    }
}
