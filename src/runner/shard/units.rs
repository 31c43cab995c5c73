//! What of a plan has to stay together.

use std::collections::HashMap;

use crate::runner::plan::{Plan, TutorialPlan};
use crate::scenario::tutorial::{Effect, Scenario};

/// A scenario of a plan: the index of its tutorial in the plan, and its own in the tutorial.
pub(super) type Place = (usize, usize);

/// Groups the scenarios of a plan: those of which one needs the other, uses what it captures, or shares
/// its cookies, and those that change the shop's configuration, since that is the same for all. Groups
/// and scenarios stand in the order of their names, whatever the order of the plan.
pub(super) fn units(plan: &Plan) -> Vec<Vec<Place>> {
    let mut groups = Groups::of(plan);
    let mut configuring: Option<Place> = None;
    for (index, tutorial) in plan.tutorials.iter().enumerate() {
        tie(index, tutorial, &mut groups);
        for planned in &tutorial.steps {
            if tutorial.step(planned).effect == Effect::Configuration {
                let place = (index, planned.scenario);
                groups.join(*configuring.get_or_insert(place), place);
            }
        }
    }
    groups.in_order()
}

/// Joins the scenarios of a tutorial that depend on each other.
fn tie(index: usize, tutorial: &TutorialPlan, groups: &mut Groups) {
    let steps = tutorial.steps.iter();
    let home: HashMap<&str, usize> = steps
        .map(|planned| (tutorial.step(planned).id.as_str(), planned.scenario))
        .collect();
    let mut jars: HashMap<&str, usize> = HashMap::new();
    for planned in &tutorial.steps {
        let own = (index, planned.scenario);
        for need in &planned.needs {
            if let Some(scenario) = home.get(need.as_str()) {
                groups.join(own, (index, *scenario));
            }
        }
        let requests = tutorial.step(planned).requests();
        for jar in requests.filter_map(|request| request.session.as_deref()) {
            let first = *jars.entry(jar).or_insert(planned.scenario);
            groups.join(own, (index, first));
        }
        for (name, _) in &tutorial.scenario(planned).needs {
            let scenarios = &tutorial.tutorial.scenarios;
            let needed = scenarios
                .iter()
                .position(|one: &Scenario| one.name == *name);
            if let Some(needed) = needed {
                groups.join(own, (index, needed));
            }
        }
    }
}

/// The scenarios of a plan, each in a group.
struct Groups {
    /// The places, in the order of their names.
    places: Vec<Place>,
    at: HashMap<Place, usize>,
    /// Another member of the same group for each, or itself where it stands for all of them.
    parent: Vec<usize>,
}

impl Groups {
    /// Begins with a group for each scenario.
    fn of(plan: &Plan) -> Self {
        let mut named = Vec::new();
        for (index, tutorial) in plan.tutorials.iter().enumerate() {
            for planned in &tutorial.steps {
                let scenario = &tutorial.scenario(planned).name;
                named.push((&tutorial.tutorial.name, scenario, (index, planned.scenario)));
            }
        }
        named.sort_unstable();
        named.dedup();
        let places: Vec<Place> = named.into_iter().map(|(_, _, place)| place).collect();
        let at = places.iter().enumerate().map(|(at, place)| (*place, at));
        Self {
            at: at.collect(),
            parent: (0..places.len()).collect(),
            places,
        }
    }

    fn root(&self, mut at: usize) -> usize {
        while self.parent[at] != at {
            at = self.parent[at];
        }
        at
    }

    /// Puts two scenarios into one group; one that is not in the plan changes nothing.
    fn join(&mut self, one: Place, other: Place) {
        let (Some(one), Some(other)) = (self.at.get(&one), self.at.get(&other)) else {
            return;
        };
        let (one, other) = (self.root(*one), self.root(*other));
        // The first by name stands for the group, so that no order of joining matters.
        self.parent[one.max(other)] = one.min(other);
    }

    fn in_order(&self) -> Vec<Vec<Place>> {
        let mut units: Vec<Vec<Place>> = Vec::new();
        let mut unit_of: HashMap<usize, usize> = HashMap::new();
        for (at, place) in self.places.iter().enumerate() {
            let unit = *unit_of.entry(self.root(at)).or_insert_with(|| {
                units.push(Vec::new());
                units.len() - 1
            });
            units[unit].push(*place);
        }
        units
    }
}
