//! The parameters of a signed request: of its header, its form and its query.

use std::collections::BTreeMap;

use crate::http::Request;
use crate::query;

/// Names and values, decoded. Of several values of one name the last one is kept.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    pub(super) values: BTreeMap<String, String>,
}

impl Parameters {
    /// Reads them; none where the request is not signed at all.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let header = request.header("authorization")?;
        let at = header.to_ascii_lowercase().find("oauth ")?;
        let mut parameters = Self::default();
        for pair in header[at + "oauth ".len()..].split(',') {
            if let Some((name, value)) = pair.trim().split_once('=')
                && is_of_protocol(name)
            {
                parameters.add(name, value.trim_matches('"'));
            }
        }
        let is_form = request
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if is_form {
            let fields = form_urlencoded::parse(&request.body).into_owned();
            let fields = fields.filter(|(name, _)| !is_of_protocol(name));
            parameters.values.extend(fields);
        }
        for pair in request.query.split('&') {
            // Recorded on a 2.4.7-p3 store: one without exactly one `=` is not among what is signed.
            if let [name, value] = pair.split('=').collect::<Vec<_>>()[..]
                && !is_of_protocol(name)
            {
                parameters.add(name, value);
            }
        }
        let is_signed = !parameters.values.is_empty();
        is_signed.then_some(parameters)
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    fn add(&mut self, name: &str, value: &str) {
        self.values
            .insert(query::decoded(name), query::decoded(value));
    }
}

/// Tells whether a name stands for a part of the protocol.
fn is_of_protocol(name: &str) -> bool {
    let rest = name.split_once("oauth_").map(|(_, rest)| rest);
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '_' || c == '-')
    })
}
