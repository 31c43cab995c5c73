//! Search criteria: filters, sorting and pages over any list of things, and the shape of the answer.

use std::cmp::Ordering;

use regex::RegexBuilder;
use serde_json::{Map, Value, json};

use crate::error::{Answer, ApiError};

/// What a search asks for.
#[derive(Debug, Default)]
pub(crate) struct Criteria {
    /// All groups have to hold; in a group, one filter.
    groups: Vec<Vec<Filter>>,
    sorts: Vec<Sort>,
    page_size: Option<i64>,
    current_page: Option<i64>,
}

#[derive(Debug)]
struct Filter {
    field: Option<String>,
    value: Option<String>,
    condition: String,
}

#[derive(Debug)]
struct Sort {
    field: Option<String>,
    direction: Option<&'static str>,
}

/// The value of a field of a thing.
#[derive(Debug, PartialEq)]
pub(crate) enum Field {
    /// Things of this kind have no such field.
    Unknown,
    /// The field is empty.
    Null,
    /// The field has this value, in a column of texts or dates.
    Value(String),
    /// The field has this value, in a column of numbers.
    Number(String),
    /// The thing has several numbers, kept in a table of their own.
    Several(Vec<String>),
}

impl Field {
    /// A number, or an empty field.
    pub(crate) fn number(number: Option<i64>) -> Self {
        number.map_or(Self::Null, |number| Self::Number(number.to_string()))
    }

    /// A text, or an empty field.
    pub(crate) fn text(text: Option<String>) -> Self {
        text.map_or(Self::Null, Self::Value)
    }
}

/// How the things of a search lie in the database, which decides what becomes of a field that there
/// is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    /// By attributes: an unknown one is refused in a filter and passed over in a sort order.
    Attributes,
    /// In the columns of one table: the database itself fails.
    Columns,
}

impl Criteria {
    /// Reads converted criteria.
    pub(crate) fn read(criteria: &Map<String, Value>) -> Result<Self, ApiError> {
        let groups = list(criteria, "filter_groups")
            .map(|group| {
                group
                    .as_object()
                    .map(|group| list(group, "filters").map(filter).collect())
                    .unwrap_or_default()
            })
            .collect();
        let sorts = list(criteria, "sort_orders")
            .map(sort)
            .collect::<Result<_, _>>()?;
        let number = |name| criteria.get(name).and_then(Value::as_i64);
        Ok(Self {
            groups,
            sorts,
            page_size: number("page_size"),
            current_page: number("current_page"),
        })
    }

    /// Returns the criteria as the answer repeats them.
    fn show(&self) -> Value {
        // Recorded on a 2.4.7-p3 store: what the interface declares as a text is shown as `null`
        // where it was not sent.
        let filter = |filter: &Filter| {
            json!({
                "field": filter.field,
                "value": filter.value,
                "condition_type": filter.condition,
            })
        };
        let group =
            |group: &Vec<Filter>| json!({ "filters": group.iter().map(filter).collect::<Value>() });
        let mut shown =
            json!({ "filter_groups": self.groups.iter().map(group).collect::<Value>() });
        if !self.sorts.is_empty() {
            let sort = |sort: &Sort| json!({"field": sort.field, "direction": sort.direction});
            shown["sort_orders"] = self.sorts.iter().map(sort).collect();
        }
        for (name, number) in [
            ("page_size", self.page_size),
            ("current_page", self.current_page),
        ] {
            if let Some(number) = number {
                shown[name] = number.into();
            }
        }
        shown
    }
}

/// What a search has found: one page, and how many there are on all pages.
#[derive(Debug)]
pub(crate) struct Found<T> {
    page: Vec<T>,
    total: usize,
}

impl<T> Found<T> {
    /// Returns the answer to a search.
    pub(crate) fn show(&self, criteria: &Criteria, item: impl Fn(&T) -> Value) -> Value {
        json!({
            "items": self.page.iter().map(item).collect::<Value>(),
            "search_criteria": criteria.show(),
            "total_count": self.total,
        })
    }
}

/// Selects out of things, which come in the order of their ids, what the criteria ask for.
pub(crate) fn select<'a, T>(
    criteria: &Criteria,
    things: Vec<&'a T>,
    storage: Storage,
    field: impl Fn(&T, &str) -> Field,
) -> Result<Found<&'a T>, ApiError> {
    let field =
        |thing: &T, name: Option<&String>| name.map_or(Field::Unknown, |name| field(thing, name));
    if let Some(first) = things.first() {
        require_known(criteria, storage, |name| {
            field(first, name) != Field::Unknown
        })?;
    }
    let mut selected: Vec<_> = things
        .into_iter()
        .filter(|thing| {
            let holds = |filter: &Filter| holds(filter, &field(thing, filter.field.as_ref()));
            criteria
                .groups
                .iter()
                .all(|group| group.is_empty() || group.iter().any(holds))
        })
        .collect();
    selected.sort_by(|one, other| {
        let by = |sort: &Sort| {
            let name = sort.field.as_ref();
            let order = compare_fields(&field(one, name), &field(other, name));
            // Without a direction it goes down.
            if sort.direction == Some("ASC") {
                order
            } else {
                order.reverse()
            }
        };
        criteria
            .sorts
            .iter()
            .map(by)
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    let total = selected.len();
    Ok(Found {
        page: page(selected, criteria),
        total,
    })
}

/// Answers a search among things by any member that they are shown with. `optional` names members that
/// not each of them shows.
pub(crate) fn search_shown(
    criteria: &Map<String, Value>,
    shown: &[Value],
    optional: &[&str],
) -> Answer {
    let criteria = Criteria::read(criteria)?;
    let things = shown.iter().collect();
    let found = select(
        &criteria,
        things,
        Storage::Columns,
        |thing: &Value, name| match thing.get(name) {
            Some(Value::String(text)) => Field::Value(text.clone()),
            Some(Value::Number(number)) => Field::Number(number.to_string()),
            Some(Value::Bool(flag)) => Field::number(Some(i64::from(*flag))),
            Some(Value::Null) => Field::Null,
            None if optional.contains(&name) => Field::Null,
            _ => Field::Unknown,
        },
    )?;
    Ok(found.show(&criteria, |thing| Value::clone(thing)))
}

/// Refuses fields that there are not. Source: `Magento\Framework\Api\SearchCriteria\CollectionProcessor`,
/// which passes over a sort order without a field, but not over a filter without one.
fn require_known(
    criteria: &Criteria,
    storage: Storage,
    is_known: impl Fn(Option<&String>) -> bool,
) -> Result<(), ApiError> {
    let mut filters = criteria.groups.iter().flatten();
    let unknown = filters.find(|filter| !is_known(filter.field.as_ref()));
    match (storage, unknown) {
        (Storage::Attributes, Some(filter)) => {
            let message = "The \"%1\" attribute name is invalid. Reset the name and try again.";
            return Err(ApiError::bad_request(message).with(json!([filter.field])));
        }
        (Storage::Columns, Some(_)) => return Err(no_such_column()),
        (_, None) => {}
    }
    let mut sorts = criteria.sorts.iter().map(|sort| sort.field.as_ref());
    let is_bad_sort = sorts.any(|field| field.is_some() && !is_known(field));
    if storage == Storage::Columns && is_bad_sort {
        return Err(no_such_column());
    }
    Ok(())
}

fn no_such_column() -> ApiError {
    ApiError::internal("SQLSTATE[42S22]: Column not found: 1054 Unknown column")
}

/// Returns one page; behind the last one comes the last one again, as Magento's collections do.
fn page<T>(all: Vec<T>, criteria: &Criteria) -> Vec<T> {
    let Some(size) = criteria
        .page_size
        .and_then(|size| usize::try_from(size).ok())
        .filter(|size| *size > 0)
    else {
        return all;
    };
    let pages = all.len().div_ceil(size).max(1);
    let page = usize::try_from(criteria.current_page.unwrap_or(1))
        .unwrap_or(1)
        .clamp(1, pages);
    all.into_iter().skip((page - 1) * size).take(size).collect()
}

/// Tells whether a filter holds for a field, as in SQL: nothing compares with an empty field, and no
/// field compares with an empty value.
fn holds(filter: &Filter, field: &Field) -> bool {
    let condition = filter.condition.as_str();
    if let Field::Several(numbers) = field {
        let mut fields = numbers.iter().cloned().map(Field::Number);
        let is_negated = ["neq", "nin", "nlike"].contains(&condition);
        return if is_negated {
            fields.all(|field| holds(filter, &field))
        } else {
            fields.any(|field| holds(filter, &field))
        };
    }
    let (Field::Value(value) | Field::Number(value)) = field else {
        let wanted = filter.value.as_deref().unwrap_or_default();
        return condition == "null" || (condition == "is" && wanted.eq_ignore_ascii_case("null"));
    };
    match condition {
        "notnull" => return true,
        "null" => return false,
        _ => {}
    }
    let Some(wanted) = filter.value.as_deref() else {
        return false;
    };
    let order = compare_with(field, wanted);
    let is_in = |list: &str| {
        list.split(',')
            .any(|item| compare_with(field, item.trim()).is_eq())
    };
    match condition {
        "neq" => order.is_ne(),
        "gt" => order.is_gt(),
        "lt" => order.is_lt(),
        "gteq" | "moreq" | "from" => order.is_ge(),
        "lteq" | "to" => order.is_le(),
        "like" => is_like(value, wanted),
        "nlike" => !is_like(value, wanted),
        "in" => is_in(wanted),
        "nin" => !is_in(wanted),
        "finset" => value
            .split(',')
            .any(|item| item.eq_ignore_ascii_case(wanted)),
        // Recorded on a 2.4.7-p3 store: an unknown condition is taken for `eq`.
        _ => order.is_eq(),
    }
}

fn compare_fields(one: &Field, other: &Field) -> Ordering {
    let text = |field: &Field| match field {
        Field::Value(text) | Field::Number(text) => Some(text.clone()),
        Field::Null | Field::Unknown | Field::Several(_) => None,
    };
    match (text(one), text(other)) {
        (Some(_), Some(other)) => compare_with(one, &other),
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}

/// Compares a field with a value as the database does: a column of numbers takes a text for the
/// number that it begins with, or for 0; texts compare without regard to case.
fn compare_with(field: &Field, wanted: &str) -> Ordering {
    match field {
        Field::Number(number) => leading_number(number).total_cmp(&leading_number(wanted)),
        Field::Value(text) => text.to_lowercase().cmp(&wanted.to_lowercase()),
        Field::Null | Field::Unknown | Field::Several(_) => Ordering::Less,
    }
}

/// Returns the number that a text begins with, 0 where it begins with none.
fn leading_number(text: &str) -> f64 {
    let text = text.trim_start();
    let ends = (1..=text.len())
        .rev()
        .filter(|end| text.is_char_boundary(*end));
    let is_plain = |part: &&str| {
        part.bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
    };
    ends.map(|end| &text[..end])
        .filter(is_plain)
        .find_map(|part| part.parse().ok())
        .unwrap_or(0.0)
}

/// Tells whether a value matches a pattern of SQL: `%` is any text, `_` any character.
fn is_like(value: &str, pattern: &str) -> bool {
    let expression: String = pattern
        .chars()
        .map(|letter| match letter {
            '%' => ".*".into(),
            '_' => ".".into(),
            other => regex::escape(&other.to_string()),
        })
        .collect();
    RegexBuilder::new(&format!("^{expression}$"))
        .case_insensitive(true)
        .dot_matches_new_line(true)
        .build()
        .is_ok_and(|pattern| pattern.is_match(value))
}

fn list<'a>(of: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Value> {
    of.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn filter(filter: &Value) -> Filter {
    let text = |name: &str| filter[name].as_str().map(str::to_owned);
    Filter {
        field: text("field"),
        value: text("value"),
        condition: text("condition_type")
            .filter(|condition| !condition.is_empty())
            .unwrap_or_else(|| "eq".into()),
    }
}

fn sort(sort: &Value) -> Result<Sort, ApiError> {
    let direction = match sort["direction"].as_str().map(str::to_uppercase).as_deref() {
        None => None,
        Some("ASC") => Some("ASC"),
        Some("DESC") => Some("DESC"),
        Some(_) => {
            let message = "The sort order has to be specified as %1 for ascending order or %2 for descending order.";
            return Err(ApiError::bad_request(message).with(json!(["ASC", "DESC"])));
        }
    };
    Ok(Sort {
        field: sort["field"].as_str().map(str::to_owned),
        direction,
    })
}

#[cfg(test)]
mod tests {
    use super::{Criteria, Field, Filter, Storage, holds, select};
    use serde_json::{Value, json};

    fn names(criteria: &Value) -> Result<(Vec<&'static str>, usize), String> {
        names_in(Storage::Attributes, criteria)
    }

    fn names_in(storage: Storage, criteria: &Value) -> Result<(Vec<&'static str>, usize), String> {
        let criteria =
            Criteria::read(criteria.as_object().unwrap()).map_err(|error| error.message)?;
        let field = |name: &&str, field: &str| match field {
            "name" => Field::Value((*name).to_owned()),
            "nick" => Field::Null,
            _ => Field::Unknown,
        };
        let found = select(&criteria, vec![&"Ann", &"bob", &"Cid"], storage, field)
            .map_err(|error| error.message)?;
        Ok((found.page.into_iter().copied().collect(), found.total))
    }

    fn filter(field: &str, condition: &str, value: &str) -> Value {
        json!({"field": field, "condition_type": condition, "value": value})
    }

    #[test]
    fn groups_are_and_filters_are_or() {
        let either = json!({"filters": [filter("name", "eq", "ann"), filter("name", "eq", "Bob")]});
        let other = json!({"filters": [filter("name", "neq", "ann")]});
        assert_eq!(
            names(&json!({"filter_groups": [either, other]})),
            Ok((vec!["bob"], 1))
        );
        assert_eq!(
            names(&json!({"filter_groups": [{"filters": []}, {}]})),
            Ok((vec!["Ann", "bob", "Cid"], 3))
        );
    }

    #[test]
    fn sorted_pages_end_with_the_last_one() {
        let criteria = |page: i64| {
            json!({
                "sort_orders": [{"field": "name", "direction": "desc"}],
                "page_size": 2,
                "current_page": page,
            })
        };
        assert_eq!(names(&criteria(1)), Ok((vec!["Cid", "bob"], 3)));
        assert_eq!(names(&criteria(2)), Ok((vec!["Ann"], 3)));
        assert_eq!(names(&criteria(9)), Ok((vec!["Ann"], 3)));
        assert_eq!(
            names(&json!({"page_size": 0})),
            Ok((vec!["Ann", "bob", "Cid"], 3))
        );
    }

    #[test]
    fn unknown_fields_and_directions_are_refused() {
        let group = json!({"filters": [filter("nosuch", "eq", "x")]});
        assert!(
            names(&json!({"filter_groups": [group]}))
                .unwrap_err()
                .contains("attribute name is invalid")
        );
        let sort = json!({"field": "name", "direction": "SIDEWAYS"});
        assert!(
            names(&json!({"sort_orders": [sort]}))
                .unwrap_err()
                .starts_with("The sort order")
        );
    }

    #[test]
    fn a_field_that_is_missing_or_unknown_depends_on_how_things_are_stored() {
        let no_field = json!({"filter_groups": [{"filters": [{"value": "x"}]}]});
        let sorted = |sort: Value| json!({ "sort_orders": [sort] });
        assert!(names(&no_field).unwrap_err().contains("attribute name"));
        assert_eq!(names(&sorted(json!({"field": "nosuch"}))).unwrap().1, 3);
        assert_eq!(names(&sorted(json!({"direction": "ASC"}))).unwrap().1, 3);
        let columns = |criteria: &Value| names_in(Storage::Columns, criteria);
        assert!(columns(&no_field).unwrap_err().starts_with("Internal"));
        assert!(
            columns(&sorted(json!({"field": "nosuch"})))
                .unwrap_err()
                .starts_with("Internal")
        );
        assert_eq!(columns(&sorted(json!({"direction": "ASC"}))).unwrap().1, 3);
    }

    #[test]
    fn without_a_direction_it_goes_down_and_what_is_missing_is_shown_as_null() {
        let sort = json!({"sort_orders": [{"field": "name"}]});
        assert_eq!(names(&sort).unwrap().0, ["Cid", "bob", "Ann"]);
        let sort = Criteria::read(sort.as_object().unwrap()).unwrap();
        assert_eq!(sort.show()["sort_orders"][0]["direction"], Value::Null);
        let filter = json!({"filter_groups": [{"filters": [{"field": "name"}]}]});
        assert_eq!(names(&filter).unwrap().1, 0);
        let filter = Criteria::read(filter.as_object().unwrap()).unwrap();
        assert_eq!(
            filter.show()["filter_groups"][0]["filters"][0],
            json!({"field": "name", "value": null, "condition_type": "eq"})
        );
    }

    #[test]
    fn a_column_of_numbers_takes_a_text_for_the_number_it_begins_with() {
        let check = |condition: &str, wanted: &str, expected| {
            let filter = Filter {
                field: None,
                value: Some(wanted.into()),
                condition: condition.into(),
            };
            let field = Field::Number("10".into());
            assert_eq!(holds(&filter, &field), expected, "{condition} {wanted}");
        };
        check("eq", "10.0", true);
        check("eq", "10abc", true);
        check("gt", "abc", true);
        check("gt", "9", true);
        check("in", "7, 10", true);
    }

    #[test]
    fn conditions_are_those_of_sql() {
        let check = |condition: &str, wanted: &str, value: Option<&str>, expected| {
            let filter = Filter {
                field: None,
                value: Some(wanted.into()),
                condition: condition.into(),
            };
            let field = value.map_or(Field::Null, |value| Field::Value(value.into()));
            assert_eq!(
                holds(&filter, &field),
                expected,
                "{value:?} {condition} {wanted}"
            );
        };
        check("like", "c00%", Some("C001@example.com"), true);
        check("like", "c.0%", Some("c001@example.com"), false);
        check("nlike", "c00%", Some("jdoe"), true);
        check("in", "1, 2,3", Some("2"), true);
        check("nin", "1,2,3", Some("2"), false);
        check("gteq", "2026-01-01", Some("2026-01-02 00:00:00"), true);
        check("null", "", None, true);
        check("notnull", "", None, false);
        check("neq", "x", None, false);
        check("nosuch", "x", Some("X"), true);
    }
}
