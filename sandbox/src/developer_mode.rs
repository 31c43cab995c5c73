//! What developer mode adds to errors: where in the store they come from, and the words that another
//! mode keeps in the store's log. Recorded on a 2.4.8-p1 store.

use serde_json::Value;

use crate::error::{ApiError, Kind};

/// What PHP says of a body that is no JSON.
const NO_JSON: &str = "Unable to unserialize value. Error: Syntax error";

/// Returns a refusal as developer mode words it; `path` is what was asked for.
pub(crate) fn traced(refusal: ApiError, path: &str) -> ApiError {
    let trace = trace(path);
    let message = match refusal.kind {
        Kind::Decoding => format!("Decoding error: \n{NO_JSON}\n{trace}"),
        Kind::Internal { cause } => cause.to_owned(),
        Kind::Page { cause } => format!("{cause}\nStack trace:\n{trace}\n  thrown"),
        Kind::Refusal | Kind::Conversion => refusal.message,
    };
    let trace = match refusal.kind {
        Kind::Conversion => Value::Null,
        _ => Value::from(trace),
    };
    ApiError {
        message,
        trace: Some(Box::new(trace)),
        ..refusal
    }
}

/// Returns through which of its parts the sandbox came, in the form in which PHP tells of its calls.
fn trace(path: &str) -> String {
    format!(
        "#0 /sandbox/rest.rs(1): magewalk_sandbox\\service->call('{path}')\n\
         #1 /sandbox/rest.rs(1): magewalk_sandbox\\rest->answer()\n\
         #2 {{main}}"
    )
}

#[cfg(test)]
mod tests {
    use super::traced;
    use crate::error::ApiError;

    #[test]
    fn an_error_says_where_it_comes_from_after_all_else() {
        let body = traced(ApiError::required(&["email"]), "V1/customers").body();
        let members: Vec<_> = body.as_object().unwrap().keys().collect();
        assert_eq!(members, ["message", "parameters", "trace"]);
        assert!(body["trace"].as_str().unwrap().starts_with("#0 "));
    }

    #[test]
    fn what_other_modes_keep_in_the_log_is_the_message() {
        let message = |error| traced(error, "V1/x").message;
        assert_eq!(message(ApiError::internal("Warning: x")), "Warning: x");
        assert!(message(ApiError::undecodable()).starts_with("Decoding error: \nUnable"));
        assert!(
            message(ApiError::broken("TypeError: y"))
                .starts_with("TypeError: y\nStack trace:\n#0 ")
        );
    }
}
