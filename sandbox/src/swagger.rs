//! The schema that a store gives of its own API, as far as the sandbox has one: of services that the
//! caller may not use, nothing but the frame is told.

use serde_json::{Value, json};

use crate::error::{Answer, ApiError};
use crate::routes;
use crate::routes::route::Route;
use crate::state::Store;

/// Answers `GET /rest/…/schema?services=…`.
pub(crate) fn answer(store: &Store, services: &str, may: impl Fn(&Route) -> bool) -> Answer {
    let refused = || ApiError::bad_request("Specified request cannot be processed.");
    if services.is_empty() || services == "all" {
        return Err(refused());
    }
    for service in services.split(',') {
        let routes = routes::of_service(service);
        if routes.is_empty() {
            return Err(ApiError::internal("Requested service is not available"));
        }
        if routes.into_iter().any(&may) {
            return Err(refused());
        }
    }
    Ok(frame(store))
}

fn frame(store: &Store) -> Value {
    let host = store.base_url.trim_start_matches("http://");
    let host = host.split([':', '/']).next().unwrap_or_default();
    let text = |description: &str| json!({"type": "string", "description": description});
    let list = |description: &str, of: &str| {
        json!({
            "type": "array",
            "description": description,
            "items": {"$ref": format!("#/definitions/{of}")},
        })
    };
    json!({
        "securityDefinitions": {
            "api_key": {"type": "apiKey", "name": "api_key", "in": "header"},
        },
        "swagger": "2.0",
        "info": {"version": "2.4", "title": "Magento Community"},
        "host": host,
        "basePath": "/rest/default",
        "schemes": ["http"],
        "definitions": {
            "error-response": {
                "type": "object",
                "properties": {
                    "message": text("Error message"),
                    "errors": {"$ref": "#/definitions/error-errors"},
                    "code": {"type": "integer", "description": "Error code"},
                    "parameters": {"$ref": "#/definitions/error-parameters"},
                    "trace": text("Stack trace"),
                },
                "required": ["message"],
            },
            "error-errors": list("Errors list", "error-errors-item"),
            "error-errors-item": {
                "type": "object",
                "description": "Error details",
                "properties": {
                    "message": text("Error message"),
                    "parameters": {"$ref": "#/definitions/error-parameters"},
                },
            },
            "error-parameters": list("Error parameters list", "error-parameters-item"),
            "error-parameters-item": {
                "type": "object",
                "description": "Error parameters item",
                "properties": {
                    "resources": text("ACL resource"),
                    "fieldName": text("Missing or invalid field name"),
                    "fieldValue": text("Incorrect field value"),
                },
            },
        },
    })
}
