//! The modules that are switched on.

use serde_json::Value;

use crate::error::Answer;
use crate::service::Call;
use crate::state::Store;

/// The module of two-factor sign-in.
const TWO_FACTOR: &str = "Magento_TwoFactorAuth";

/// Lists the modules. Recorded with two-factor sign-in off: criteria of a search change nothing.
pub(crate) fn list(store: &mut Store, _: &Call) -> Answer {
    let modules: Vec<String> = serde_json::from_str(store.installation.modules).unwrap_or_default();
    let two_factor = store.two_factor.is_some().then(|| TWO_FACTOR.to_owned());
    Ok(modules
        .into_iter()
        .chain(two_factor)
        .map(Value::from)
        .collect())
}
