//! Refuses functions where RFC 9535 (2.4.3) does not let them stand; the engine takes them, and
//! then nobody knows what is meant.

use jsonpath_rust::parser::model::{
    Comparable, Comparison, Filter, FilterAtom, FnArg, JpQuery, Segment, Selector, Test,
    TestFunction,
};

use crate::check::jsonpath::PathError;

/// Looks at all filters of a query.
pub(super) fn read(query: &JpQuery) -> Result<(), PathError> {
    query.segments.iter().try_for_each(segment)
}

fn segment(one: &Segment) -> Result<(), PathError> {
    match one {
        Segment::Descendant(inner) => segment(inner),
        Segment::Selector(one) => selector(one),
        Segment::Selectors(several) => several.iter().try_for_each(selector),
    }
}

fn selector(one: &Selector) -> Result<(), PathError> {
    match one {
        Selector::Filter(inner) => filter(inner),
        _ => Ok(()),
    }
}

fn filter(one: &Filter) -> Result<(), PathError> {
    match one {
        Filter::Or(parts) | Filter::And(parts) => parts.iter().try_for_each(filter),
        Filter::Atom(FilterAtom::Filter { expr, .. }) => filter(expr),
        Filter::Atom(FilterAtom::Test { expr, .. }) => test(expr),
        Filter::Atom(FilterAtom::Comparison(comparison)) => {
            let (left, right) = sides(comparison);
            comparable(left)?;
            comparable(right)
        }
    }
}

/// A function that stands alone has to say yes or no.
fn test(one: &Test) -> Result<(), PathError> {
    let Test::Function(function) = one else {
        return Ok(());
    };
    let name = match function.as_ref() {
        TestFunction::Length(_) => "length",
        TestFunction::Count(_) => "count",
        TestFunction::Value(_) => "value",
        _ => return arguments(function),
    };
    Err(PathError::new(
        format!("`{name}()` gives a value, which must be compared"),
        "compare it, as in `[?length(@.items)==2]`",
    ))
}

fn comparable(one: &Comparable) -> Result<(), PathError> {
    match one {
        Comparable::Function(function) => arguments(function),
        _ => Ok(()),
    }
}

/// `length()` takes one value, so its path must select one node at most.
fn arguments(function: &TestFunction) -> Result<(), PathError> {
    let TestFunction::Length(argument) = function else {
        return Ok(());
    };
    let segments = match argument.as_ref() {
        FnArg::Test(test) => match test.as_ref() {
            Test::RelQuery(segments) => segments,
            Test::AbsQuery(query) => &query.segments,
            Test::Function(_) => return Ok(()),
        },
        _ => return Ok(()),
    };
    if segments.iter().all(is_one) {
        return Ok(());
    }
    Err(PathError::new(
        "`length()` takes one value, and this path may select several",
        "count nodes with `count()`, as in `[?count(@.*)<3]`",
    ))
}

fn is_one(segment: &Segment) -> bool {
    let is_one = |selector: &Selector| matches!(selector, Selector::Name(_) | Selector::Index(_));
    match segment {
        Segment::Descendant(_) => false,
        Segment::Selector(selector) => is_one(selector),
        Segment::Selectors(several) => several.len() == 1 && several.iter().all(is_one),
    }
}

fn sides(comparison: &Comparison) -> (&Comparable, &Comparable) {
    match comparison {
        Comparison::Eq(left, right)
        | Comparison::Ne(left, right)
        | Comparison::Gt(left, right)
        | Comparison::Gte(left, right)
        | Comparison::Lt(left, right)
        | Comparison::Lte(left, right) => (left, right),
    }
}
