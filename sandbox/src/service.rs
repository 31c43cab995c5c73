//! What a service is called with: who calls, from which scope, and the converted parameters.

use crate::caller::Caller;

use serde_json::{Map, Value};

/// A call of a service. The parameters are converted already: what is read here as a text or a
/// number was declared as one in the table of routes.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) caller: Caller,
    pub(crate) input: Map<String, Value>,
    pub(crate) now: i64,
}

impl Call {
    /// Returns a text parameter; empty where it was not sent.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.optional_text(name).unwrap_or_default()
    }

    /// Returns a text parameter, if it was sent.
    pub(crate) fn optional_text(&self, name: &str) -> Option<&str> {
        self.input.get(name).and_then(Value::as_str)
    }

    /// Returns a whole number; 0 where it was not sent.
    pub(crate) fn number(&self, name: &str) -> i64 {
        self.optional_number(name).unwrap_or_default()
    }

    /// Returns a whole number, if it was sent.
    pub(crate) fn optional_number(&self, name: &str) -> Option<i64> {
        self.input.get(name).and_then(Value::as_i64)
    }

    /// Returns a flag; `false` where it was not sent.
    pub(crate) fn flag(&self, name: &str) -> bool {
        let flag = self.input.get(name).and_then(Value::as_bool);
        flag.unwrap_or_default()
    }

    /// Returns a data structure; an empty one where it was not sent.
    pub(crate) fn object(&self, name: &str) -> Map<String, Value> {
        match self.input.get(name) {
            Some(Value::Object(object)) => object.clone(),
            _ => Map::new(),
        }
    }
}
