//! Turns what was sent into what a service takes, with the conversions and the messages of
//! Magento's service input processor, and some of PHP's own manners.

use serde_json::{Map, Value, json};

use crate::error::{ApiError, Kind};
use crate::schema::{Shape, Type};

/// A parameter of a service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) kind: Type,
    pub(crate) required: bool,
}

/// A parameter that has to be sent.
pub(crate) const fn required(name: &'static str, kind: Type) -> Parameter {
    Parameter {
        name,
        kind,
        required: true,
    }
}

/// A parameter that may be left out.
pub(crate) const fn optional(name: &'static str, kind: Type) -> Parameter {
    Parameter {
        name,
        kind,
        required: false,
    }
}

/// Converts all parameters of a service. Members come out in snake case; what was `null` or not
/// sent is left out, as PHP's `isset` cannot tell the two apart.
///
/// A value of a wrong type is reported before a missing parameter.
pub(crate) fn convert(
    sent: &Map<String, Value>,
    parameters: &[Parameter],
) -> Result<Map<String, Value>, ApiError> {
    let mut converted = Map::new();
    let mut missing = Vec::new();
    for parameter in parameters {
        let present = |name: &str| sent.get(name).filter(|value| !value.is_null());
        let value = present(parameter.name).or_else(|| present(&snake_case(parameter.name)));
        match value {
            Some(value) => {
                let value = convert_value(value, parameter.kind).map_err(Problem::into_error)?;
                converted.insert(parameter.name.into(), value);
            }
            None if parameter.required => missing.push(parameter.name),
            None => {}
        }
    }
    if missing.is_empty() {
        Ok(converted)
    } else {
        Err(ApiError::required(&missing))
    }
}

/// Why a value could not be converted.
enum Problem {
    /// A value of a wrong type; each structure on the way up adds the name of the member.
    Type(String),
    /// A refusal that says all by itself.
    Final(ApiError),
}

impl Problem {
    fn into_error(self) -> ApiError {
        match self {
            Self::Type(message) => ApiError {
                kind: Kind::Conversion,
                ..ApiError::bad_request(message)
            },
            Self::Final(error) => error,
        }
    }

    fn wrong_type(value: &str, kind: Type) -> Self {
        let expected = kind.name();
        Self::Type(format!(
            "The \"{value}\" value's type is invalid. The \"{expected}\" type was expected. Verify and try again."
        ))
    }

    fn inside(self, member: &str) -> Self {
        match self {
            Self::Type(details) => Self::Type(format!(
                "Error occurred during \"{member}\" processing. {details}"
            )),
            done @ Self::Final(_) => done,
        }
    }
}

fn convert_value(value: &Value, kind: Type) -> Result<Value, Problem> {
    match kind {
        Type::Any => Ok(value.clone()),
        Type::Object(shape) => convert_object(value, shape),
        Type::Objects(shape) => elements(value)
            .map(|elements| {
                elements
                    .into_iter()
                    .map(|element| convert_object(element, shape))
                    .collect()
            })
            .unwrap_or(Ok(Value::Null)),
        Type::CustomAttributes => convert_custom_attributes(value),
        Type::Texts => convert_texts(value),
        Type::Integers => convert_integers(value),
        Type::Text | Type::Integer | Type::Number | Type::Flag => convert_scalar(value, kind),
    }
}

fn convert_object(value: &Value, shape: &Shape) -> Result<Value, Problem> {
    let mut object = Map::new();
    // PHP takes anything that is no array for an empty one here.
    for (name, value) in items(value).unwrap_or_default() {
        let Some((member, kind)) = shape.member(&name) else {
            return Err(Problem::Final(ApiError::unsupported(&upper_camel_case(
                &name,
            ))));
        };
        let value = if value.is_null() {
            Value::Null
        } else {
            convert_value(value, kind).map_err(|problem| problem.inside(&name))?
        };
        object.insert(member.into(), value);
    }
    object.retain(|_, value| !value.is_null());
    Ok(Value::Object(object))
}

fn convert_scalar(value: &Value, kind: Type) -> Result<Value, Problem> {
    if items(value).is_some() {
        return Err(Problem::wrong_type("array", kind));
    }
    let text = php_text(value);
    match kind {
        Type::Integer | Type::Number if value.is_boolean() => Err(Problem::wrong_type(&text, kind)),
        Type::Integer => match php_integer(&text) {
            Some(number) => Ok(json!(number)),
            None => Err(Problem::wrong_type(&text, kind)),
        },
        Type::Number => match php_number(&text) {
            Some(number) => Ok(json!(number)),
            None => Err(Problem::wrong_type(&text, kind)),
        },
        Type::Flag => Ok(Value::Bool(matches!(
            text.trim().to_lowercase().as_str(),
            "1" | "true" | "on" | "yes"
        ))),
        _ => Ok(Value::String(text)),
    }
}

fn convert_texts(value: &Value) -> Result<Value, Problem> {
    let Some(elements) = elements(value) else {
        return Err(Problem::wrong_type(php_type(value), Type::Texts));
    };
    elements
        .into_iter()
        .map(|element| match element {
            // PHP warns of "Array to string conversion", and Magento turns warnings into exceptions.
            Value::Array(_) | Value::Object(_) => Err(Problem::Final(ApiError::internal(
                "Warning: Array to string conversion",
            ))),
            scalar => Ok(Value::String(php_text(scalar))),
        })
        .collect()
}

fn convert_integers(value: &Value) -> Result<Value, Problem> {
    let Some(elements) = elements(value) else {
        return Err(Problem::wrong_type(php_type(value), Type::Integers));
    };
    elements
        .into_iter()
        .map(|element| convert_scalar(element, Type::Integer))
        .collect()
}

fn convert_custom_attributes(value: &Value) -> Result<Value, Problem> {
    let mut attributes = Map::new();
    // PHP warns of a scalar that it is to walk through, and Magento turns warnings into exceptions.
    let all = items(value).ok_or_else(|| {
        Problem::Final(ApiError::internal(
            "Warning: foreach() argument must be of type array|object, string given",
        ))
    })?;
    for (key, item) in all {
        let Value::Object(item) = item else {
            attributes.insert(key, item.clone());
            continue;
        };
        let code = item
            .get("attribute_code")
            .or_else(|| item.get("attributeCode"));
        let code = code.map(php_text).filter(|code| !code.is_empty());
        let value = item.get("value");
        match (code, value) {
            (Some(code), Some(value)) => attributes.insert(code, value.clone()),
            (Some(code), None) => {
                return Err(Problem::Type(format!(
                    "The \"{code}\" attribute code doesn't have a value set. Enter the value and try again."
                )));
            }
            (None, Some(value)) if !value.is_null() => {
                return Err(Problem::Type(
                    "A custom attribute is specified with a missing attribute code. Verify the code and try again."
                        .into(),
                ));
            }
            (None, _) => {
                return Err(Problem::Type(
                    "An empty custom attribute is specified. Enter the attribute and try again."
                        .into(),
                ));
            }
        };
    }
    Ok(Value::Object(attributes))
}

/// Returns the keys and items of what PHP calls an array; `None` for a scalar.
fn items(value: &Value) -> Option<Vec<(String, &Value)>> {
    match value {
        Value::Array(items) => Some(
            items
                .iter()
                .enumerate()
                .map(|(index, item)| (index.to_string(), item))
                .collect(),
        ),
        Value::Object(members) => Some(
            members
                .iter()
                .map(|(key, item)| (key.clone(), item))
                .collect(),
        ),
        _ => None,
    }
}

/// Returns the elements of a list; in XML, and as SOAP has it, they may stand in a member `item`.
fn elements(value: &Value) -> Option<Vec<&Value>> {
    match value.get("item") {
        Some(Value::Array(elements)) => Some(elements.iter().collect()),
        Some(single) if !single.is_null() => Some(vec![single]),
        _ => items(value).map(|items| items.into_iter().map(|(_, item)| item).collect()),
    }
}

/// Returns a scalar as PHP writes it: `true` is `1`, `false` and `null` are empty.
fn php_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "1".into(),
        Value::Number(number) => number
            .as_f64()
            .filter(|_| number.is_f64())
            .map_or_else(|| number.to_string(), |number| number.to_string()),
        _ => String::new(),
    }
}

fn php_type(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "double",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Null => "NULL",
        Value::Array(_) | Value::Object(_) => "array",
    }
}

/// Returns what PHP holds for a number: digits with a sign, a point and an exponent, and white space around it.
fn php_number(text: &str) -> Option<f64> {
    let text = text.trim_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let is_plain = text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    if is_plain { text.parse().ok() } else { None }
}

/// Returns a number without its fraction; beyond the range of integers, the nearest one.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast to int is what PHP does"
)]
fn php_integer(text: &str) -> Option<i64> {
    let number = php_number(text)?;
    Some(text.trim().parse().unwrap_or(number as i64))
}

/// Returns `customerEmail` as `customer_email`.
pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && index > 0 {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// Returns `no_such` as `NoSuch`.
fn upper_camel_case(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_ascii_uppercase().to_string() + letters.as_str()
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{convert, optional, required, upper_camel_case};
    use crate::schema::{CUSTOMER, SEARCH_CRITERIA, Type};
    use serde_json::{Value, json};

    fn converted(kind: Type, value: &Value) -> Result<Value, String> {
        let sent = json!({ "it": value });
        convert(sent.as_object().unwrap(), &[required("it", kind)])
            .map(|mut input| input.remove("it").unwrap())
            .map_err(|error| error.body()["message"].as_str().unwrap().to_owned())
    }

    #[test]
    fn scalars_are_converted_as_php_does() {
        let check = |kind, value, expected| assert_eq!(converted(kind, &value), Ok(expected));
        check(Type::Text, json!(5), json!("5"));
        check(Type::Text, json!(1.5), json!("1.5"));
        check(Type::Text, json!(1.0), json!("1"));
        check(Type::Text, json!(true), json!("1"));
        check(Type::Text, json!(false), json!(""));
        check(Type::Integer, json!("43"), json!(43));
        check(Type::Integer, json!(1.9), json!(1));
        check(Type::Integer, json!(" -1"), json!(-1));
        check(Type::Integer, json!("1e2"), json!(100));
        check(
            Type::Integer,
            json!("9007199254740993"),
            json!(9_007_199_254_740_993_i64),
        );
        check(
            Type::Integer,
            json!("99999999999999999999"),
            json!(i64::MAX),
        );
        check(Type::Number, json!("1.5"), json!(1.5));
        check(Type::Number, json!(2), json!(2.0));
        check(Type::Flag, json!("yes"), json!(true));
        check(Type::Flag, json!(0), json!(false));
        check(Type::Texts, json!(["a", 5]), json!(["a", "5"]));
        check(Type::Texts, json!({"item": ["a", "b"]}), json!(["a", "b"]));
        check(Type::Texts, json!({"item": "a"}), json!(["a"]));
    }

    #[test]
    fn a_wrong_type_names_value_and_type() {
        let check = |kind, value, shown: &str, expected: &str| {
            assert_eq!(
                converted(kind, &value),
                Err(format!(
                    "The \"{shown}\" value's type is invalid. The \"{expected}\" type was expected. Verify and try again."
                ))
            );
        };
        check(Type::Text, json!(["a"]), "array", "string");
        check(Type::Integer, json!("abc"), "abc", "int");
        check(Type::Integer, json!(""), "", "int");
        check(Type::Integer, json!(true), "1", "int");
        check(Type::Integer, json!("nan"), "nan", "int");
        check(Type::Number, json!("two"), "two", "float");
        check(Type::Texts, json!("a"), "string", "string[]");
        check(Type::Integers, json!(1), "integer", "int[]");
        check(Type::Integers, json!(["a"]), "a", "int");
    }

    #[test]
    fn members_are_found_by_any_spelling_and_come_out_in_snake_case() {
        let customer = json!({"groupId": "1", "FIRSTNAME": "A", "last_name": null});
        assert!(converted(Type::Object(&CUSTOMER), &customer).is_ok());
        assert_eq!(
            converted(
                Type::Object(&CUSTOMER),
                &json!({"groupId": "1", "email": null})
            ),
            Ok(json!({"group_id": 1}))
        );
        assert_eq!(
            converted(Type::Object(&SEARCH_CRITERIA), &json!("")),
            Ok(json!({}))
        );
    }

    #[test]
    fn nested_problems_say_where() {
        assert_eq!(
            converted(Type::Object(&CUSTOMER), &json!({"addresses": [{"street": "a"}]})),
            Err("Error occurred during \"addresses\" processing. Error occurred during \"street\" processing. \
                 The \"string\" value's type is invalid. The \"string[]\" type was expected. Verify and try again."
                .into())
        );
        assert_eq!(
            converted(Type::Object(&CUSTOMER), &json!({"custom_attributes": [{"value": "1"}]})),
            Err("Error occurred during \"custom_attributes\" processing. A custom attribute is specified with a \
                 missing attribute code. Verify the code and try again."
                .into())
        );
    }

    #[test]
    fn parameters_may_be_spelled_in_snake_case_and_null_is_missing() {
        let sent = json!({"customer_email": "a", "websiteId": null});
        let parameters = [
            required("customerEmail", Type::Text),
            optional("websiteId", Type::Integer),
        ];
        let input = convert(sent.as_object().unwrap(), &parameters).unwrap();
        assert_eq!(Value::Object(input), json!({"customerEmail": "a"}));
    }

    #[test]
    fn unknown_members_are_named_in_upper_camel_case() {
        assert_eq!(upper_camel_case("no_such"), "NoSuch");
        assert_eq!(upper_camel_case("noSuch"), "NoSuch");
        assert_eq!(upper_camel_case("_é"), "é");
    }
}
