//! What one run made, or was given for itself: values that are other ones in every run.

use serde_json::Value;

use crate::check::json::kind::is_datetime;
use crate::check::runs::handle::{self, Role};
use crate::check::runs::made::Made;
use crate::check::runs::moment::Period;
use crate::check::runs::{read, steps};
use crate::outcome::path::{self, Segment};
use crate::outcome::{RunOutcome, StepOutcome};

/// Tells the values of one run from those of the shop.
pub struct Own<'o> {
    run: &'o RunOutcome,
    made: Made,
    period: Period,
}

impl<'o> Own<'o> {
    /// Finds what a run made, by its own answers.
    pub fn of(run: &'o RunOutcome) -> Self {
        let answers: Vec<_> = steps(run)
            .filter_map(|(_, _, step)| read(step, step, &[]))
            .collect();
        Self {
            run,
            made: Made::of(run, run, &answers),
            period: Period::of(run),
        }
    }

    /// Says what a value of an answer has that is another one in every run; none where it has
    /// nothing. `path` is where the value stands in the answer to the step.
    pub fn in_value(&self, step: &StepOutcome, path: &str, value: &Value) -> Option<String> {
        let mut path = path::parse(path)?;
        self.within(step, &mut path, value)
    }

    fn within(&self, step: &StepOutcome, path: &mut Vec<Segment>, value: &Value) -> Option<String> {
        let mut below = |segment: Segment, value: &Value| {
            path.push(segment);
            let found = self.within(step, path, value);
            path.pop();
            found
        };
        match value {
            Value::Array(items) => {
                let mut items = items.iter().enumerate();
                items.find_map(|(at, item)| below(Segment::Index(at), item))
            }
            Value::Object(members) => {
                let mut members = members.iter();
                members.find_map(|(name, value)| below(Segment::Name(name.clone()), value))
            }
            _ => self.leaf(step, path, value),
        }
    }

    fn leaf(&self, step: &StepOutcome, path: &[Segment], value: &Value) -> Option<String> {
        let shown = path::show(path);
        if let Value::String(text) = value {
            if text.contains(&self.run.run_id) {
                return Some(format!("`{shown}` holds the name of the run"));
            }
            if is_datetime(text) && self.period.holds(text) {
                return Some(format!("`{shown}` is a moment of the run"));
            }
        }
        let digits = handle::digits(value)?;
        let role = handle::role(&step.request_line, path, value)?;
        let is_made = self.made.is_made(&digits, &digits);
        let is_own = role == Role::Own && is_made;
        let is_text = value.is_string() && is_made;
        (is_own || is_text || self.is_captured(step, path, &digits))
            .then(|| format!("`{shown}` is a running number"))
    }

    /// Whether a number was captured: at this place, under this name, or for this step.
    fn is_captured(&self, step: &StepOutcome, path: &[Segment], digits: &str) -> bool {
        let name = match path.last() {
            Some(Segment::Name(name)) => name.as_str(),
            _ => "",
        };
        let is_used = |known: &str| known == name || step.uses.iter().any(|one| one.name == known);
        let mut captures = steps(self.run).flat_map(|(_, _, other)| {
            let captures = other.captures.iter();
            captures.map(move |one| (std::ptr::eq(other, step), one))
        });
        captures.any(|(is_here, one)| {
            let place = one.path.as_deref().and_then(path::parse);
            handle::digits(&one.value).as_deref() == Some(digits)
                && ((is_here && place.as_deref() == Some(path)) || is_used(&one.name))
        })
    }
}
