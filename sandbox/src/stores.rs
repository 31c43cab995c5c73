//! Websites, store groups and store views: one of each, and the admin's.

use serde_json::{Value, json};

use crate::amount;
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;

/// The name of the only store view, and its website's id.
pub(crate) const DEFAULT_VIEW: (i64, &str) = (1, "Default Store View");
/// The id of the only website.
pub(crate) const WEBSITE: i64 = 1;

/// Refuses a website that does not exist.
pub(crate) fn require_website(id: i64) -> Result<(), ApiError> {
    if (0..=WEBSITE).contains(&id) {
        return Ok(());
    }
    Err(ApiError::new(
        404,
        format!(
            "The website with id {id} that was requested wasn't found. Verify the website and try again."
        ),
    ))
}

/// Refuses a store view that does not exist.
pub(crate) fn require_view(id: i64) -> Result<(), ApiError> {
    if (0..=DEFAULT_VIEW.0).contains(&id) {
        return Ok(());
    }
    Err(ApiError::new(
        404,
        "The store that was requested wasn't found. Verify the store and try again.",
    ))
}

/// `GET /V1/directory/currency`
pub(crate) fn currency(store: &mut Store, _: &Call) -> Answer {
    let code = store.configuration.currency();
    let symbol = amount::symbol(code);
    Ok(json!({
        "base_currency_code": code,
        "base_currency_symbol": symbol,
        "default_display_currency_code": code,
        "default_display_currency_symbol": symbol,
        "available_currency_codes": [code],
        "exchange_rates": [{"currency_to": code, "rate": 1}],
    }))
}

/// `GET /V1/store/storeViews`
pub(crate) fn views(_: &mut Store, _: &Call) -> Answer {
    Ok(json!([
        {"id": 1, "code": "default", "name": DEFAULT_VIEW.1, "website_id": 1, "store_group_id": 1, "is_active": 1},
        {"id": 0, "code": "admin", "name": "Admin", "website_id": 0, "store_group_id": 0, "is_active": 1},
    ]))
}

/// `GET /V1/store/storeGroups`
pub(crate) fn groups(_: &mut Store, _: &Call) -> Answer {
    Ok(json!([
        {"id": 0, "website_id": 0, "root_category_id": 0, "default_store_id": 0, "name": "Default", "code": "default"},
        {
            "id": 1, "website_id": 1, "root_category_id": 2, "default_store_id": 1,
            "name": "Main Website Store", "code": "main_website_store",
        },
    ]))
}

/// `GET /V1/store/websites`
pub(crate) fn websites(_: &mut Store, _: &Call) -> Answer {
    Ok(json!([
        {"id": 0, "code": "admin", "name": "Admin", "default_group_id": 0},
        {"id": 1, "code": "base", "name": "Main Website", "default_group_id": 1},
    ]))
}

/// `GET /V1/store/storeConfigs`: of the store views that are named, or of all
pub(crate) fn configs(store: &mut Store, call: &Call) -> Answer {
    let base = &store.base_url;
    let static_folder = store.installation.static_folder;
    let currency = store.configuration.currency();
    let mut config = json!({
        "id": 1, "code": "default", "website_id": 1, "locale": "en_US",
        "base_currency_code": currency, "default_display_currency_code": currency,
        "timezone": "America/Chicago", "weight_unit": "lbs",
    });
    for prefix in ["", "secure_"] {
        for (kind, folder) in [
            ("", ""),
            ("link_", ""),
            ("static_", static_folder),
            ("media_", "media/"),
        ] {
            config[format!("{prefix}base_{kind}url")] = format!("{base}{folder}").into();
        }
    }
    let wanted = call.input.get("storeCodes").and_then(Value::as_array);
    let is_wanted = wanted.is_none_or(|codes| codes.iter().any(|code| *code == config["code"]));
    Ok(if is_wanted {
        json!([config])
    } else {
        json!([])
    })
}
