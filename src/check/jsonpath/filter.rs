//! The filters of a path, held against a node (RFC 9535, 2.3.5 and 2.4).

use std::borrow::Cow;
use std::cmp::Ordering;

use jsonpath_rust::parser::model::{
    Comparable, Comparison, Filter, FilterAtom, FnArg, Literal, Segment, SingularQuery,
    SingularQuerySegment, Test, TestFunction,
};
use serde_json::{Number, Value};

use crate::check::effort::Exhausted;
use crate::check::jsonpath::evaluate::{Lookup, Node};
use crate::check::pattern;
use crate::check::value::equal;
use crate::scenario::number;

/// What compiling an expression costs, in nodes.
const EXPRESSION: u64 = 10_000;

/// A value that is compared; none where there is nothing.
type Compared<'c> = Option<Cow<'c, Value>>;

impl<'v> Lookup<'v, '_> {
    /// Whether a filter holds for a node.
    pub(super) fn holds(&self, filter: &Filter, node: &Node<'v>) -> Result<bool, Exhausted> {
        match filter {
            Filter::Or(parts) => {
                for part in parts {
                    if self.holds(part, node)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Filter::And(parts) => {
                for part in parts {
                    if !self.holds(part, node)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Filter::Atom(FilterAtom::Filter { expr, not }) => Ok(self.holds(expr, node)? != *not),
            Filter::Atom(FilterAtom::Test { expr, not }) => Ok(self.test(expr, node)? != *not),
            Filter::Atom(FilterAtom::Comparison(comparison)) => self.compare(comparison, node),
        }
    }

    fn test(&self, test: &Test, node: &Node<'v>) -> Result<bool, Exhausted> {
        match test {
            Test::Function(function) => match function.as_ref() {
                TestFunction::Match(text, pattern) => self.is_found(text, pattern, true, node),
                TestFunction::Search(text, pattern) => self.is_found(text, pattern, false, node),
                _ => Ok(false),
            },
            query => Ok(!self.nodes(query, node)?.is_empty()),
        }
    }

    /// Returns the nodes of a path in a filter.
    fn nodes(&self, query: &Test, node: &Node<'v>) -> Result<Vec<Node<'v>>, Exhausted> {
        let select = |segments: &[Segment], start| Ok(self.select(segments, start)?.nodes);
        match query {
            Test::RelQuery(segments) => select(segments, node.clone()),
            Test::AbsQuery(query) => select(&query.segments, Node::root(self.root)),
            Test::Function(_) => Ok(Vec::new()),
        }
    }

    fn compare(&self, comparison: &Comparison, node: &Node<'v>) -> Result<bool, Exhausted> {
        let (left, right) = comparison.vals();
        let (left, right) = (self.value(left, node)?, self.value(right, node)?);
        let is_equal = match (&left, &right) {
            (None, None) => true,
            (Some(left), Some(right)) => {
                self.effort.spend(cost(left, right))?;
                equal(left, right)
            }
            _ => false,
        };
        let order = match (left.as_deref(), right.as_deref()) {
            (Some(Value::Number(left)), Some(Value::Number(right))) => number::compare(left, right),
            (Some(Value::String(left)), Some(Value::String(right))) => Some(left.cmp(right)),
            _ => None,
        };
        let is = |wanted| order == Some(wanted);
        Ok(match comparison {
            Comparison::Eq(..) => is_equal,
            Comparison::Ne(..) => !is_equal,
            Comparison::Lt(..) => is(Ordering::Less),
            Comparison::Lte(..) => is(Ordering::Less) || is_equal,
            Comparison::Gt(..) => is(Ordering::Greater),
            Comparison::Gte(..) => is(Ordering::Greater) || is_equal,
        })
    }

    fn value(&self, side: &Comparable, node: &Node<'v>) -> Result<Compared<'v>, Exhausted> {
        match side {
            Comparable::Literal(literal) => Ok(Some(Cow::Owned(value_of(literal)))),
            Comparable::SingularQuery(SingularQuery::Current(segments)) => {
                self.one(node.value, segments)
            }
            Comparable::SingularQuery(SingularQuery::Root(segments)) => {
                self.one(self.root, segments)
            }
            Comparable::Function(function) => self.function(function, node),
        }
    }

    /// Follows names and indices.
    fn one(
        &self,
        start: &'v Value,
        segments: &[SingularQuerySegment],
    ) -> Result<Compared<'v>, Exhausted> {
        self.effort.spend(segments.len() as u64)?;
        let found = segments
            .iter()
            .try_fold(start, |value, segment| match segment {
                SingularQuerySegment::Name(name) => value.as_object()?.get(name.as_str()),
                SingularQuerySegment::Index(index) => {
                    let items = value.as_array()?;
                    let place = usize::try_from(index.unsigned_abs()).ok()?;
                    let from_end = || items.len().checked_sub(place);
                    items.get(if *index < 0 { from_end()? } else { place })
                }
            });
        Ok(found.map(Cow::Borrowed))
    }

    fn function(
        &self,
        function: &TestFunction,
        node: &Node<'v>,
    ) -> Result<Compared<'v>, Exhausted> {
        let made = |count: usize| Some(Cow::Owned(Value::from(count)));
        Ok(match function {
            TestFunction::Length(argument) => match self.argument(argument, node)?.as_deref() {
                Some(Value::String(text)) => made(text.chars().count()),
                Some(Value::Array(items)) => made(items.len()),
                Some(Value::Object(members)) => made(members.len()),
                _ => None,
            },
            TestFunction::Count(FnArg::Test(query)) => made(self.nodes(query, node)?.len()),
            TestFunction::Value(argument) => self.argument(argument, node)?,
            _ => None,
        })
    }

    /// Returns the value of an argument: a literal, what a function gives, or the one node of a path.
    fn argument(&self, argument: &FnArg, node: &Node<'v>) -> Result<Compared<'v>, Exhausted> {
        match argument {
            FnArg::Literal(literal) => Ok(Some(Cow::Owned(value_of(literal)))),
            FnArg::Test(test) => match test.as_ref() {
                Test::Function(function) => self.function(function, node),
                query => Ok(match self.nodes(query, node)?.as_slice() {
                    [one] => Some(Cow::Borrowed(one.value)),
                    _ => None,
                }),
            },
            FnArg::Filter(_) => Ok(None),
        }
    }

    /// Whether an expression finds a text, all of it or a part.
    fn is_found(
        &self,
        text: &FnArg,
        pattern: &FnArg,
        all: bool,
        node: &Node<'v>,
    ) -> Result<bool, Exhausted> {
        let (text, pattern) = (self.argument(text, node)?, self.argument(pattern, node)?);
        let (Some(text), Some(pattern)) = (as_text(&text), as_text(&pattern)) else {
            return Ok(false);
        };
        self.effort.spend(text.len() as u64)?;
        let translated = translated(pattern, all);
        let mut expressions = self.expressions.borrow_mut();
        if !expressions.contains_key(&translated) {
            self.effort.spend(EXPRESSION)?;
            let compiled = pattern::compile(&translated).ok();
            expressions.insert(translated.clone(), compiled);
        }
        let expression = expressions.get(&translated).and_then(Option::as_ref);
        Ok(expression.is_some_and(|expression| expression.is_match(text)))
    }
}

fn as_text<'c>(value: &'c Compared<'_>) -> Option<&'c str> {
    value.as_deref().and_then(Value::as_str)
}

fn value_of(literal: &Literal) -> Value {
    match literal {
        Literal::Int(number) => Value::from(*number),
        Literal::Float(number) => Value::from(*number),
        Literal::String(text) => Value::from(text.as_str()),
        Literal::Bool(truth) => Value::from(*truth),
        Literal::Null => Value::Null,
    }
}

/// Returns at how many nodes comparing two values may look.
fn cost(left: &Value, right: &Value) -> u64 {
    match (left, right) {
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => size(left),
        (Value::Object(one), Value::Object(other)) if one.len() == other.len() => size(left),
        (Value::Number(one), Value::Number(other)) => digits(one).max(digits(other)),
        _ => 1,
    }
}

/// Counts the nodes of a value.
fn size(value: &Value) -> u64 {
    match value {
        Value::Array(items) => items.iter().map(size).sum::<u64>() + 1,
        Value::Object(members) => members.values().map(size).sum::<u64>() + 1,
        Value::Number(number) => digits(number),
        _ => 1,
    }
}

/// Returns what reading a number costs: it may have millions of digits.
fn digits(number: &Number) -> u64 {
    1 + number.as_str().len() as u64 / 32
}

/// Translates an I-Regexp (RFC 9485) for the crate, in whose expressions `.` finds `\r`, too.
fn translated(pattern: &str, all: bool) -> String {
    let mut translated = String::with_capacity(pattern.len() + 16);
    let mut in_class = false;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                translated.push(character);
                translated.extend(characters.next());
                continue;
            }
            '.' if !in_class => {
                translated.push_str(r"[^\n\r]");
                continue;
            }
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
        translated.push(character);
    }
    if all {
        format!("^(?:{translated})$")
    } else {
        translated
    }
}
