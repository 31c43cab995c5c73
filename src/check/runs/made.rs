//! Which handles of two runs are of the same thing: what the runs made, and what they captured.
//!
//! Two runs of one shop make the same things under other running numbers. A pair of numbers is one
//! thing where it is known to be made by the runs: a write answered with it, both captured it under
//! one name as an id, or it names an object that is tied to the runs by something else. From then on
//! it is the same thing wherever it shows up, under any name. Within one sort of handle (such as all
//! `order_id`) each number stands for one other, and a sort in which numbers of the shop stand is not
//! followed at all, so that no real difference is hidden.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::check::json::kind::{is_datetime, is_token};
use crate::check::runs::handle::{self, Role};
use crate::check::runs::moment::Period;
use crate::check::runs::steps;
use crate::outcome::path::{self, Segment};
use crate::outcome::{CaptureOutcome, RunOutcome, StepOutcome};

type Pair = (String, String);

/// Two handles that stand in the same place of both runs.
struct Spot {
    step: usize,
    role: Role,
    sorts: Vec<String>,
    thing: usize,
    pair: Pair,
}

impl Spot {
    /// The name under which it refers to something else, where that says to what.
    fn name(&self) -> Option<&str> {
        let name = self.sorts.get(1).map(String::as_str);
        name.filter(|_| self.role == Role::Reference)
    }
}

/// An object that stands in the same place of both runs.
struct Thing {
    /// Whether something other than a handle says that the runs made it.
    is_tied: bool,
    /// The object of which it is a member, where nothing but its own handle differs within it.
    part_of: Option<usize>,
    /// What tells of which kind it is: the names of its members.
    shape: String,
}

/// What two runs made.
pub(super) struct Made {
    /// The pairs of handles, each with the place of the first step that shows it to be made.
    first: HashMap<Pair, usize>,
    /// What a number of the right run is on the left, by the sort of handle.
    by_sort: HashMap<String, HashMap<String, String>>,
    /// Texts that were captured as handles, such as the id of a guest's cart.
    texts: HashSet<Pair>,
}

/// The answers to one step in two runs.
pub(super) struct Answers<'o> {
    pub(super) left: &'o StepOutcome,
    pub(super) right: &'o StepOutcome,
    pub(super) left_body: Value,
    /// With the names of the left run in place of those of the right one.
    pub(super) right_body: Value,
}

impl Made {
    /// Finds what two runs made, by all that was answered in both.
    pub(super) fn of(left: &RunOutcome, right: &RunOutcome, answers: &[Answers<'_>]) -> Self {
        let mut reader = Reader {
            run_id: &left.run_id,
            periods: (Period::of(left), Period::of(right)),
            step: 0,
            request: String::new(),
            asked: Vec::new(),
            spots: Vec::new(),
            things: Vec::new(),
        };
        let mut made = Self {
            first: HashMap::new(),
            by_sort: HashMap::new(),
            texts: HashSet::new(),
        };
        for (at, answer) in answers.iter().enumerate() {
            reader.step = at;
            reader.request.clone_from(&answer.left.request_line);
            reader.asked = numbers_of(answer.left, answer.right);
            reader.answer(answer, &mut made);
        }
        made.captured(left, right, answers);
        made.follow(&reader.spots, &mut reader.things);
        made.sorted(&reader.spots);
        made
    }

    /// Writes a body of the right run as the left run would have it; returns how many handles of
    /// it are written otherwise.
    pub(super) fn as_left(&self, answers: &Answers<'_>) -> (Value, usize) {
        let mut body = answers.right_body.clone();
        let mut count = 0;
        self.rename(
            &answers.left.request_line,
            &mut Vec::new(),
            &mut body,
            &mut count,
        );
        (body, count)
    }

    /// Whether a text was captured as a handle by both runs.
    pub(super) fn is_captured(&self, left: &str, right: &str) -> bool {
        self.texts.contains(&(left.to_owned(), right.to_owned()))
    }

    /// Whether two numbers are one thing that was made, wherever they stand.
    pub(super) fn is_made(&self, left: &str, right: &str) -> bool {
        self.first
            .contains_key(&(left.to_owned(), right.to_owned()))
    }

    fn rename(&self, request: &str, path: &mut Vec<Segment>, value: &mut Value, count: &mut usize) {
        if let Some(digits) = handle::digits(value)
            && let Some(role) = handle::role(request, path, value)
        {
            let sorts = handle::sorts(request, path, role);
            let known = |sort: &String| self.by_sort.get(sort).and_then(|all| all.get(&digits));
            // The narrowest sort that knows the number has the say.
            if let Some(left) = sorts.iter().find_map(known)
                && *left != digits
            {
                *value = spelled(left, value);
                *count += 1;
            }
            return;
        }
        let mut within = |segment: Segment, value: &mut Value| {
            path.push(segment);
            self.rename(request, path, value, count);
            path.pop();
        };
        match value {
            Value::Array(items) => {
                let items = items.iter_mut().enumerate();
                items.for_each(|(at, item)| within(Segment::Index(at), item));
            }
            Value::Object(members) => {
                let members = members.iter_mut();
                members.for_each(|(name, value)| within(Segment::Name(name.clone()), value));
            }
            _ => {}
        }
    }

    fn add(&mut self, pair: &Pair, step: usize) -> bool {
        match self.first.get_mut(pair) {
            Some(first) if *first <= step => false,
            Some(first) => {
                *first = step;
                true
            }
            None => {
                self.first.insert(pair.clone(), step);
                true
            }
        }
    }

    /// Takes in what both runs captured as an id.
    fn captured(&mut self, left: &RunOutcome, right: &RunOutcome, answers: &[Answers<'_>]) {
        let of_right: HashMap<_, _> = captures(right).collect();
        for (key, (step, one)) in captures(left) {
            let Some((_, other)) = of_right.get(&key) else {
                continue;
            };
            if !is_handle(step, one) {
                continue;
            }
            let at = answers
                .iter()
                .position(|answer| std::ptr::eq(answer.left, step));
            let pair = (handle::digits(&one.value), handle::digits(&other.value));
            if let (Some(left), Some(right)) = pair {
                self.add(&(left, right), at.unwrap_or(0));
            } else if let (Some(left), Some(right)) = (one.value.as_str(), other.value.as_str()) {
                self.texts.insert((left.to_owned(), right.to_owned()));
            }
        }
    }

    /// Follows what is known to be made through all answers, until nothing new is found.
    fn follow(&mut self, spots: &[Spot], things: &mut [Thing]) {
        loop {
            let mut is_new = false;
            let of_shop = self.sorts_of_the_shop(spots);
            for spot in spots {
                let is_followed = !spot.sorts.iter().any(|sort| of_shop.contains(sort));
                let is_made = self
                    .first
                    .get(&spot.pair)
                    .is_some_and(|at| *at <= spot.step);
                let differs = spot.pair.0 != spot.pair.1;
                if is_made && differs && is_followed && !things[spot.thing].is_tied {
                    things[spot.thing].is_tied = true;
                    is_new = true;
                }
            }
            for at in 0..things.len() {
                let is_tied = things[at]
                    .part_of
                    .is_some_and(|whole| things[whole].is_tied);
                if is_tied && !things[at].is_tied {
                    things[at].is_tied = true;
                    is_new = true;
                }
            }
            for spot in spots {
                if spot.role == Role::Own && things[spot.thing].is_tied {
                    is_new |= self.add(&spot.pair, spot.step);
                }
            }
            is_new |= self.add_siblings(spots, things);
            if !is_new {
                return;
            }
        }
    }

    /// Adds the numbers that stand under a name under which numbers of the runs stand, and no other:
    /// the items that a store adds to a cart by itself are seen as `quote_item_id` alone.
    fn add_siblings(&mut self, spots: &[Spot], things: &[Thing]) -> bool {
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut fixed: HashSet<String> = HashSet::new();
        for spot in spots {
            let Some(name) = spot.name() else { continue };
            if spot.pair.0 == spot.pair.1 {
                fixed.insert(name.to_owned());
            } else if self
                .first
                .get(&spot.pair)
                .is_some_and(|at| *at <= spot.step)
            {
                *known.entry(name.to_owned()).or_default() += 1;
            }
        }
        let mut is_new = false;
        for spot in spots {
            if let Some(name) = spot.name()
                && things[spot.thing].is_tied
                && known.get(name).is_some_and(|count| *count > 1)
                && !fixed.contains(name)
                && !self.first.contains_key(&spot.pair)
            {
                is_new |= self.add(&spot.pair, spot.step);
            }
        }
        is_new
    }

    /// Returns the sorts in which a number stands that is the same in both runs and was not made by
    /// them, or one that was there before it was made: these are numbers of the shop.
    fn sorts_of_the_shop(&self, spots: &[Spot]) -> HashSet<String> {
        let of_shop = spots.iter().filter(|spot| {
            let first = self.first.get(&spot.pair);
            let is_fixed = spot.pair.0 == spot.pair.1 && first.is_none();
            is_fixed || first.is_some_and(|at| *at > spot.step)
        });
        of_shop.flat_map(|spot| spot.sorts.clone()).collect()
    }

    /// Sorts what was found: one number for each other one, the more frequent pair where there are
    /// several, none where they are equally frequent.
    fn sorted(&mut self, spots: &[Spot]) {
        let of_shop = self.sorts_of_the_shop(spots);
        let mut counts: HashMap<&String, HashMap<&Pair, usize>> = HashMap::new();
        for spot in spots {
            for sort in &spot.sorts {
                *counts
                    .entry(sort)
                    .or_default()
                    .entry(&spot.pair)
                    .or_default() += 1;
            }
        }
        let mut by_sort: HashMap<String, HashMap<String, String>> = HashMap::new();
        let mut refused: HashSet<(&String, &Pair)> = HashSet::new();
        for (sort, pairs) in &counts {
            for pair in beaten(pairs) {
                refused.insert((sort, pair));
            }
        }
        for spot in spots {
            let is_refused =
                |sort: &String| of_shop.contains(sort) || refused.contains(&(sort, &spot.pair));
            let is_made = self
                .first
                .get(&spot.pair)
                .is_some_and(|at| *at <= spot.step);
            if is_made && !spot.sorts.iter().any(is_refused) {
                for sort in &spot.sorts {
                    let known = by_sort.entry(sort.clone()).or_default();
                    known.insert(spot.pair.1.clone(), spot.pair.0.clone());
                }
            }
        }
        self.by_sort = by_sort;
    }
}

/// Returns the pairs of a sort that share a number with a pair that is found as often, or more.
fn beaten<'p>(pairs: &HashMap<&'p Pair, usize>) -> Vec<&'p Pair> {
    let mut of_left: HashMap<&str, Vec<(&Pair, usize)>> = HashMap::new();
    let mut of_right: HashMap<&str, Vec<(&Pair, usize)>> = HashMap::new();
    for (pair, count) in pairs {
        of_left.entry(&pair.0).or_default().push((pair, *count));
        of_right.entry(&pair.1).or_default().push((pair, *count));
    }
    let is_beaten = |pair: &Pair, count: usize| {
        let rivals = of_left[pair.0.as_str()]
            .iter()
            .chain(&of_right[pair.1.as_str()]);
        let mut rivals = rivals.filter(|(other, _)| *other != pair);
        rivals.any(|(_, often)| *often >= count)
    };
    let pairs = pairs
        .iter()
        .filter(|(pair, count)| is_beaten(pair, **count));
    pairs.map(|(pair, _)| *pair).collect()
}

/// Writes digits as a value of this type.
fn spelled(digits: &str, like: &Value) -> Value {
    match like {
        Value::Number(_) => serde_json::from_str(digits).unwrap_or_else(|_| like.clone()),
        _ => Value::String(digits.to_owned()),
    }
}

type Captured<'o> = ((&'o str, &'o str), (&'o StepOutcome, &'o CaptureOutcome));

fn captures(run: &RunOutcome) -> impl Iterator<Item = Captured<'_>> {
    steps(run).flat_map(|((tutorial, ..), _, step)| {
        let captures = step.captures.iter();
        captures.map(move |one| ((tutorial, one.name.as_str()), (step, one)))
    })
}

/// Whether what was captured is a handle: by its place, or as a token. An amount is not.
fn is_handle(step: &StepOutcome, one: &CaptureOutcome) -> bool {
    if one.value.as_str().is_some_and(is_token) {
        return true;
    }
    match one.path.as_deref().and_then(path::parse) {
        None => true,
        Some(path) if path.is_empty() => !step.request_line.starts_with("GET "),
        Some(path) => {
            let last = path.last();
            let is_named = matches!(last, Some(Segment::Name(_)));
            // As a number, so that the name has to say it.
            is_named && handle::role(&step.request_line, &path, &Value::from(1)).is_some()
        }
    }
}

/// Reads the answers of both runs together.
struct Reader<'o> {
    run_id: &'o str,
    periods: (Period, Period),
    step: usize,
    request: String,
    /// The numbers in the addresses of both requests.
    asked: Vec<Pair>,
    spots: Vec<Spot>,
    things: Vec<Thing>,
}

impl Reader<'_> {
    fn answer(&mut self, answer: &Answers<'_>, made: &mut Made) {
        let (left, right) = (&answer.left_body, &answer.right_body);
        let is_write = ["POST ", "PUT "]
            .iter()
            .any(|method| self.request.starts_with(method));
        if is_write && let (Some(left), Some(right)) = (handle::digits(left), handle::digits(right))
        {
            made.add(&(left, right), self.step);
        }
        self.things.push(Thing {
            is_tied: self.request.starts_with("POST ") && left.is_object(),
            part_of: None,
            shape: shape(left),
        });
        let root = self.things.len() - 1;
        self.node(&mut Vec::new(), root, left, right);
    }

    fn node(&mut self, path: &mut Vec<Segment>, thing: usize, left: &Value, right: &Value) {
        match (left, right) {
            (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
                for (at, (one, other)) in one.iter().zip(other).enumerate() {
                    path.push(Segment::Index(at));
                    self.child(path, None, thing, one, other);
                    path.pop();
                }
            }
            (Value::Object(one), Value::Object(other)) => {
                for (name, one) in one {
                    let Some(other) = other.get(name) else {
                        continue;
                    };
                    path.push(Segment::Name(name.clone()));
                    self.child(path, Some(thing), thing, one, other);
                    path.pop();
                }
            }
            (one, other) => self.leaf(path, thing, one, other),
        }
    }

    fn child(
        &mut self,
        path: &mut Vec<Segment>,
        whole: Option<usize>,
        thing: usize,
        left: &Value,
        right: &Value,
    ) {
        if !left.is_object() || !right.is_object() {
            self.node(path, thing, left, right);
            return;
        }
        self.things.push(Thing {
            is_tied: false,
            part_of: whole.filter(|_| is_same_but_for_its_handle(path, left, right)),
            shape: shape(left),
        });
        self.node(path, self.things.len() - 1, left, right);
    }

    /// Whether one run got the thing for which its request asked, and the other another one.
    fn is_another(&self, path: &[Segment], role: Role, left: &str, right: &str) -> bool {
        let is_root = role == Role::Own && path.len() == 1;
        let mut asked = self.asked.iter();
        is_root && asked.any(|(one, other)| (one == left) != (other == right))
    }

    fn leaf(&mut self, path: &[Segment], thing: usize, left: &Value, right: &Value) {
        if let (Value::String(one), Value::String(other)) = (left, right) {
            let is_named = one.contains(self.run_id) && other.contains(self.run_id);
            let is_created =
                matches!(path.last(), Some(Segment::Name(name)) if name == "created_at");
            let is_new = is_created
                && is_datetime(one)
                && is_datetime(other)
                && self.periods.0.holds(one)
                && self.periods.1.holds(other);
            self.things[thing].is_tied |= is_named || is_new;
        }
        if std::mem::discriminant(left) != std::mem::discriminant(right) {
            return;
        }
        if let (Some(one), Some(other)) = (handle::digits(left), handle::digits(right))
            && let Some(role) = handle::role(&self.request, path, left)
            && handle::are_written_alike(&one, &other)
            && !self.is_another(path, role, &one, &other)
        {
            let mut sorts = handle::sorts(&self.request, path, role);
            if role == Role::Own {
                let kind = handle::resource(&self.request);
                sorts.push(format!("{kind} {}", self.things[thing].shape));
            }
            self.spots.push(Spot {
                step: self.step,
                role,
                sorts,
                thing,
                pair: (one, other),
            });
        }
    }
}

/// Returns the names of the members of an object, in order.
fn shape(object: &Value) -> String {
    let Value::Object(members) = object else {
        return String::new();
    };
    let mut names: Vec<&str> = members.keys().map(String::as_str).collect();
    names.sort_unstable();
    names.join(",")
}

/// Whether two objects have the same members with the same values, their own handle aside, and
/// enough of them to say so.
fn is_same_but_for_its_handle(path: &[Segment], left: &Value, right: &Value) -> bool {
    let (Value::Object(left), Value::Object(right)) = (left, right) else {
        return false;
    };
    let mut same = 0;
    for (name, one) in left {
        let mut place = path.to_vec();
        place.push(Segment::Name(name.clone()));
        match right.get(name) {
            Some(other) if one == other => same += 1,
            Some(_) if handle::role("", &place, one) == Some(Role::Own) => {}
            _ => return false,
        }
    }
    left.len() == right.len() && same > 1
}

/// Returns the numbers in the addresses of two requests that stand in the same place.
fn numbers_of(left: &StepOutcome, right: &StepOutcome) -> Vec<Pair> {
    let segments = |step: &StepOutcome| {
        let url = step.exchanges.last().map(|one| one.request.url.clone());
        let url = url.unwrap_or_default();
        let path = url.split('?').next().unwrap_or_default();
        path.split('/').map(str::to_owned).collect::<Vec<_>>()
    };
    let (left, right) = (segments(left), segments(right));
    if left.len() != right.len() {
        return Vec::new();
    }
    let is_number = |text: &String| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let pairs = left.into_iter().zip(right);
    pairs
        .filter(|(left, right)| is_number(left) && is_number(right))
        .collect()
}
