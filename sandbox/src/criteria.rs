//! Search criteria: filters, sorting and pages over any list of things, and the shape of the answer.

use std::cmp::Ordering;

use regex::RegexBuilder;
use serde_json::{Map, Value, json};

use crate::error::ApiError;

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
    field: String,
    value: Option<String>,
    condition: String,
}

#[derive(Debug)]
struct Sort {
    field: String,
    direction: Option<&'static str>,
}

/// The value of a field of a thing.
#[derive(Debug, PartialEq)]
pub(crate) enum Field {
    /// Things of this kind have no such field.
    Unknown,
    /// The field is empty.
    Null,
    /// The field has this value.
    Value(String),
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
        let filter = |filter: &Filter| {
            let mut shown = json!({ "field": filter.field });
            if let Some(value) = &filter.value {
                shown["value"] = value.as_str().into();
            }
            shown["condition_type"] = filter.condition.as_str().into();
            shown
        };
        let group =
            |group: &Vec<Filter>| json!({ "filters": group.iter().map(filter).collect::<Value>() });
        let mut shown =
            json!({ "filter_groups": self.groups.iter().map(group).collect::<Value>() });
        if !self.sorts.is_empty() {
            let sort = |sort: &Sort| match sort.direction {
                Some(direction) => json!({"field": sort.field, "direction": direction}),
                None => json!({ "field": sort.field }),
            };
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
    field: impl Fn(&T, &str) -> Field,
) -> Result<Found<&'a T>, ApiError> {
    let filters = criteria.groups.iter().flatten().map(|filter| &filter.field);
    let sorts = criteria.sorts.iter().map(|sort| &sort.field);
    if let Some(first) = things.first()
        && let Some(unknown) = filters
            .chain(sorts)
            .find(|name| field(first, name) == Field::Unknown)
    {
        let message = "The \"%1\" attribute name is invalid. Reset the name and try again.";
        return Err(ApiError::bad_request(message).with(json!([unknown])));
    }
    let mut selected: Vec<_> = things
        .into_iter()
        .filter(|thing| {
            let holds = |filter: &Filter| holds(filter, &field(thing, &filter.field));
            criteria
                .groups
                .iter()
                .all(|group| group.is_empty() || group.iter().any(holds))
        })
        .collect();
    selected.sort_by(|one, other| {
        let by = |sort: &Sort| {
            let order = compare_fields(&field(one, &sort.field), &field(other, &sort.field));
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

/// Tells whether a filter holds for a field, as in SQL: nothing compares with an empty field.
fn holds(filter: &Filter, field: &Field) -> bool {
    let wanted = filter.value.as_deref().unwrap_or_default();
    let Field::Value(value) = field else {
        return filter.condition == "null"
            || (filter.condition == "is" && wanted.eq_ignore_ascii_case("null"));
    };
    let order = compare(value, wanted);
    let is_listed = |list: &str, value: &str| {
        list.split(',')
            .any(|item| compare(item.trim(), value).is_eq())
    };
    match filter.condition.as_str() {
        "neq" => order.is_ne(),
        "gt" => order.is_gt(),
        "lt" | "to" => order.is_lt() || (filter.condition == "to" && order.is_eq()),
        "gteq" | "moreq" | "from" => order.is_ge(),
        "lteq" => order.is_le(),
        "like" => is_like(value, wanted),
        "nlike" => !is_like(value, wanted),
        "in" => is_listed(wanted, value),
        "nin" => !is_listed(wanted, value),
        "finset" => is_listed(value, wanted),
        "notnull" => true,
        "null" => false,
        // Recorded on a 2.4.7-p3 store: an unknown condition is taken for `eq`.
        _ => order.is_eq(),
    }
}

fn compare_fields(one: &Field, other: &Field) -> Ordering {
    match (one, other) {
        (Field::Value(one), Field::Value(other)) => compare(one, other),
        (Field::Value(_), _) => Ordering::Greater,
        (_, Field::Value(_)) => Ordering::Less,
        _ => Ordering::Equal,
    }
}

/// Compares numbers as numbers, and texts without regard to case, as the database does.
fn compare(one: &str, other: &str) -> Ordering {
    let numbers = one.parse::<f64>().ok().zip(other.parse::<f64>().ok());
    numbers
        .and_then(|(one, other)| one.partial_cmp(&other))
        .unwrap_or_else(|| one.to_lowercase().cmp(&other.to_lowercase()))
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
        field: text("field").unwrap_or_default(),
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
        field: sort["field"].as_str().unwrap_or_default().into(),
        direction,
    })
}

#[cfg(test)]
mod tests {
    use super::{Criteria, Field, Filter, holds, select};
    use serde_json::{Value, json};

    fn names(criteria: &Value) -> Result<(Vec<&'static str>, usize), String> {
        let criteria =
            Criteria::read(criteria.as_object().unwrap()).map_err(|error| error.message)?;
        let field = |name: &&str, field: &str| match field {
            "name" => Field::Value((*name).to_owned()),
            "nick" => Field::Null,
            _ => Field::Unknown,
        };
        let found = select(&criteria, vec![&"Ann", &"bob", &"Cid"], field)
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
    fn conditions_are_those_of_sql() {
        let check = |condition: &str, wanted: &str, value: Option<&str>, expected| {
            let filter = Filter {
                field: String::new(),
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
        check("gt", "9", Some("10"), true);
        check("gteq", "2026-01-01", Some("2026-01-02 00:00:00"), true);
        check("null", "", None, true);
        check("notnull", "", None, false);
        check("neq", "x", None, false);
        check("nosuch", "x", Some("X"), true);
    }
}
