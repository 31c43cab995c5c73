//! What a service refuses with: a status and a message with parameters, in the shape of Magento's
//! REST errors. How it is written as JSON or XML is the matter of `render`.

use serde_json::{Map, Value, json};

use crate::random;

/// The outcome of a service.
pub(crate) type Answer = Result<Value, ApiError>;

/// A refusal: `message` keeps its placeholders, `parameters` are what belongs in them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) parameters: Option<Box<Value>>,
    pub(crate) errors: Vec<Value>,
    pub(crate) kind: Kind,
    /// Where the storefront's checkout leads back to, as a header says beside the refusal.
    pub(crate) leads_back_to: Option<&'static str>,
    /// Where in the store it comes from; `null` where nothing is known of that. Developer mode alone
    /// adds it.
    pub(crate) trace: Option<Box<Value>>,
}

/// Where a refusal comes from, which developer mode shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A service or what is before it refuses in words of its own.
    Refusal,
    /// A parameter is of a wrong type, which has no trace.
    Conversion,
    /// The body is no JSON.
    Decoding,
    /// An exception that nobody foresaw. Its message stays in the store's log.
    Internal { cause: &'static str },
    /// PHP has given up: there is a page instead of an answer.
    Page { cause: &'static str },
}

impl ApiError {
    /// A refusal without parameters.
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            parameters: None,
            errors: Vec::new(),
            kind: Kind::Refusal,
            leads_back_to: None,
            trace: None,
        }
    }

    /// An error of PHP itself, for which there is a page. Recorded on a 2.4.7-p3 store.
    pub(crate) fn broken(cause: &'static str) -> Self {
        Self {
            kind: Kind::Page { cause },
            ..Self::new(
                500,
                "An error has happened during application run. See exception log for details.\n",
            )
        }
    }

    /// What most refusals are: 400 with a finished message.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    /// Adds the part of the checkout that the buyer is led back to.
    pub(crate) fn leading_back_to(self, part: &'static str) -> Self {
        Self {
            leads_back_to: Some(part),
            ..self
        }
    }

    /// Adds what belongs in the placeholders: an object for named ones, a list for `%1`, `%2`.
    pub(crate) fn with(mut self, parameters: Value) -> Self {
        self.parameters = Some(Box::new(parameters));
        self
    }

    /// One or more required fields are missing.
    ///
    /// Recorded on a 2.4.7-p3 store: one missing field is the message itself, several are listed.
    pub(crate) fn required(fields: &[&str]) -> Self {
        Self::several(
            fields
                .iter()
                .map(|field| Self::required_field(field))
                .collect(),
        )
    }

    fn required_field(field: &str) -> Self {
        Self::bad_request(r#""%fieldName" is required. Enter and try again."#)
            .with(json!({ "fieldName": field }))
    }

    /// Joins several refusals of one input; a single one stands for itself.
    pub(crate) fn several(mut refusals: Vec<Self>) -> Self {
        if refusals.len() == 1 {
            return refusals.remove(0);
        }
        let mut joined = Self::bad_request("One or more input exceptions have occurred.");
        joined.errors = refusals.iter().map(Self::body).collect();
        joined
    }

    /// A member that the data structure does not have.
    pub(crate) fn unsupported(field: &str) -> Self {
        Self::bad_request(r#""%fieldName" is not supported. Correct the field name and try again."#)
            .with(json!({ "fieldName": field }))
    }

    /// A value that the field does not take.
    pub(crate) fn invalid_value(field: &str, value: impl Into<Value>) -> Self {
        Self::bad_request(r#"Invalid value of "%value" provided for the %fieldName field."#)
            .with(json!({ "fieldName": field, "value": value.into() }))
    }

    /// The thing that this field identifies does not exist.
    pub(crate) fn no_such(field: &str, value: impl Into<Value>) -> Self {
        Self::new(404, "No such entity with %fieldName = %fieldValue")
            .with(json!({ "fieldName": field, "fieldValue": value.into() }))
    }

    /// The caller lacks the permission; Magento answers 401 also where others say 403.
    pub(crate) fn unauthorized(resource: &str) -> Self {
        Self::new(401, "The consumer isn't authorized to access %resources.")
            .with(json!({ "resources": resource }))
    }

    /// An unforeseen exception; its message stays in the store's log.
    pub(crate) fn internal(cause: &'static str) -> Self {
        let report = u64::from(random::number()) | 0x6b0_0000_0000;
        let message = format!(
            "Internal Error. Details are available in Magento log file. Report ID: webapi-{report:013x}"
        );
        Self {
            kind: Kind::Internal { cause },
            ..Self::new(500, message)
        }
    }

    /// A body that is no JSON.
    pub(crate) fn undecodable() -> Self {
        Self {
            kind: Kind::Decoding,
            ..Self::bad_request("Decoding error.")
        }
    }

    /// Returns the message with its parameters filled in, as it stands inside of another one.
    pub(crate) fn filled(&self) -> String {
        let written = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        match self.parameters.as_deref() {
            Some(Value::Array(list)) => {
                let numbered = list.iter().enumerate();
                numbered.fold(self.message.clone(), |message, (index, value)| {
                    message.replace(&format!("%{}", index + 1), &written(value))
                })
            }
            Some(Value::Object(named)) => named
                .iter()
                .fold(self.message.clone(), |message, (name, value)| {
                    message.replace(&format!("%{name}"), &written(value))
                }),
            _ => self.message.clone(),
        }
    }

    /// Returns the refusal as the body of an answer.
    pub(crate) fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("message".into(), self.message.clone().into());
        if !self.errors.is_empty() {
            body.insert("errors".into(), self.errors.clone().into());
        }
        if let Some(parameters) = &self.parameters {
            body.insert("parameters".into(), Value::clone(parameters));
        }
        if let Some(trace) = &self.trace {
            body.insert("trace".into(), Value::clone(trace));
        }
        Value::Object(body)
    }
}

#[cfg(test)]
mod tests {
    use super::ApiError;
    use serde_json::json;

    #[test]
    fn one_missing_field_is_the_message_and_several_are_a_list() {
        assert_eq!(
            ApiError::required(&["customer"]).body(),
            json!({
                "message": "\"%fieldName\" is required. Enter and try again.",
                "parameters": {"fieldName": "customer"},
            })
        );
        let both = ApiError::required(&["username", "password"]).body();
        assert_eq!(
            both["message"],
            "One or more input exceptions have occurred."
        );
        assert_eq!(both["errors"][1]["parameters"]["fieldName"], "password");
        assert!(both.get("parameters").is_none());
    }
}
