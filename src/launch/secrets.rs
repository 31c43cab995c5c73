//! What a user gave, hidden before anything is sent: the same in every command.

use url::Url;

use crate::http::client::Options;
use crate::launch::Environment;
use crate::launch::variables::Given;
use crate::mask::Redactor;
use crate::runner::secrets;

/// The variables that name proxies, in small letters, with what their user may have to say there.
const PROXIES: [&str; 3] = ["http_proxy", "https_proxy", "all_proxy"];

/// Returns a redactor that knows all that a user gave, whether it is used or not.
pub(crate) fn given(given: &Given, connection: &Options, environment: &Environment) -> Redactor {
    let mut redactor = Redactor::new();
    for (name, value) in given.secrets() {
        redactor.hide(name, value);
    }
    secrets::learn_added(&connection.added, &mut redactor);
    let proxies = environment
        .variables
        .iter()
        .filter(|(name, _)| PROXIES.contains(&name.to_ascii_lowercase().as_str()));
    for proxy in proxies.filter_map(|(_, value)| Url::parse(value).ok()) {
        redactor.hide("proxy_password", proxy.password().unwrap_or(""));
    }
    redactor
}
