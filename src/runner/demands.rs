//! What a tutorial needs of a shop, by its own steps: what they read, buy, pay with, and may do.

use std::collections::HashSet;

use serde_json::Value;

use crate::runner::plan::TutorialPlan;
use crate::runner::values::Values;
use crate::scenario::names;
use crate::scenario::template::Part;
use crate::scenario::tutorial::{
    Authorization, BodyTemplate, Effect, RequestTemplate, Step, Tutorial,
};

/// Stands for what a tutorial captures. No thing of a shop has this name, and no running number is
/// one: a 0 could be the SKU of a product, and is the number of a group and of a store.
const NOTHING: &str = "magewalk-nothing";

/// A product that a step puts into a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its SKU.
    pub sku: String,
    /// The step.
    pub step: String,
}

/// A request that tells whether an admin may do something: it is of a thing that cannot exist, so
/// that nothing comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The step that would send it.
    pub step: String,
    /// The method.
    pub method: String,
    /// The path, with a name that nothing has in place of every id that the tutorial would capture.
    pub path: String,
}

impl TutorialPlan {
    /// Returns the steps that read alone and rest on nothing that the tutorial makes: they can be
    /// walked, in order, without anything being written.
    pub fn reads(&self, values: &Values) -> Self {
        let mut kept: HashSet<&str> = HashSet::new();
        let mut captured: HashSet<&str> = HashSet::new();
        let mut jars: HashSet<&str> = HashSet::new();
        let mut steps = Vec::new();
        for planned in &self.steps {
            let step = self.step(planned);
            let jar = step.request.session.as_deref();
            let tried = step.candidates().map(|tried| tried.name.as_str());
            let knows = |name: &&str| {
                values.get(name).is_some() || captured.contains(name) || tried == Some(*name)
            };
            let is_read = step.effect == Effect::Read
                && matches!(step.request.method.as_str(), "GET" | "HEAD")
                && !matches!(step.request.authorization, Authorization::Bearer(_))
                && step.browser.is_none()
                && names::needed(step).iter().all(knows)
                && planned
                    .needs
                    .iter()
                    .all(|need| kept.contains(need.as_str()))
                && jar.is_none_or(|jar| !jars.contains(jar));
            if is_read {
                kept.insert(&step.id);
                captured.extend(step.captures.iter().map(|one| one.name.as_str()));
                steps.push(planned.clone());
            } else {
                jars.extend(jar);
            }
        }
        Self {
            tutorial: self.tutorial.clone(),
            steps,
        }
    }

    /// Returns the products that its steps put into carts, as far as they are known.
    pub fn products(&self, values: &Values) -> Vec<Product> {
        let mut found: Vec<Product> = Vec::new();
        for (step, body) in self.accepted_bodies(values) {
            let mut skus = Vec::new();
            members(&body, "sku", &mut skus);
            for sku in skus {
                if found.iter().all(|known| known.sku != sku) {
                    let step = step.id.clone();
                    found.push(Product { sku, step });
                }
            }
        }
        found
    }

    /// Returns the values that its steps send under this name and that a store should take.
    pub fn sent(&self, values: &Values, name: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (_, body) in self.accepted_bodies(values) {
            members(&body, name, &mut found);
        }
        let mut seen = HashSet::new();
        found.retain(|code| seen.insert(code.clone()));
        found
    }

    /// Returns the effects for which a shop's owner has to be asked, among the steps that apply.
    pub fn consents(&self, values: &Values) -> Vec<Effect> {
        let asked = [Effect::Permanent, Effect::Configuration];
        let applies = |step: &Step| {
            let mut conditions = step.conditions.iter();
            conditions.all(|one| {
                values.get(&one.variable).is_none() || values.is_set(&one.variable) == one.wanted
            })
        };
        let has = |effect: &Effect| {
            let mut steps = self.all();
            steps.any(|step| step.effect == *effect && applies(step))
        };
        asked.into_iter().filter(has).collect()
    }

    /// Returns what tells whether an admin may send the requests of its steps, and those that find
    /// and take back what they make.
    pub fn probes(&self, values: &Values) -> Vec<Probe> {
        let mut found: Vec<Probe> = Vec::new();
        for step in self.all().filter(|step| is_accepted(step)) {
            for request in step.requests() {
                if request.authorization != Authorization::Admin {
                    continue;
                }
                let Some(path) = path_of_nothing(&self.tutorial, request, values) else {
                    continue;
                };
                let is_known = |one: &Probe| one.method == request.method && one.path == path;
                if !found.iter().any(is_known) {
                    found.push(Probe {
                        step: step.id.clone(),
                        method: request.method.clone(),
                        path,
                    });
                }
            }
        }
        found
    }

    /// Returns the bodies of the steps that write and that a store should accept.
    fn accepted_bodies(&self, values: &Values) -> Vec<(&Step, Value)> {
        let writes = self.all().filter(|step| step.effect != Effect::Read);
        let bodies = writes.filter(|step| is_accepted(step)).filter_map(|step| {
            let Some(BodyTemplate::Json(json)) = &step.request.body else {
                return None;
            };
            let fill = |template: &_| Ok(values.fill(template).unwrap_or(Value::Null));
            Some((step, json.fill(&fill).ok()?))
        });
        bodies.collect()
    }
}

/// Whether a store should do what a step asks for.
fn is_accepted(step: &Step) -> bool {
    let mut alternatives = step.expect.alternatives.iter();
    alternatives.any(|one| (200..300).any(|status| one.status.allows(status)))
}

/// Fills in a path with [`NOTHING`] for each id that is only known once the tutorial has made its thing; none
/// where it names no such thing, so that something might come of it.
fn path_of_nothing(
    tutorial: &Tutorial,
    request: &RequestTemplate,
    values: &Values,
) -> Option<String> {
    let declared = |name: &str| tutorial.variables.iter().any(|one| one.name == name);
    let mut path = String::new();
    let mut names_nothing = false;
    for part in &request.path.parts {
        match part {
            Part::Text(text) => path.push_str(text),
            Part::Value(expression, _) => {
                let name = expression.variable()?;
                if declared(name) || values.get(name).is_some() {
                    path.push_str(values.get(name)?.value.as_str()?);
                } else {
                    path.push_str(NOTHING);
                    names_nothing |= !path.contains('?');
                }
            }
        }
    }
    let path = path.split('?').next()?.to_owned();
    names_nothing.then_some(path)
}

/// Collects the texts that stand under a name.
fn members(value: &Value, name: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| members(item, name, found)),
        Value::Object(object) => {
            for (key, value) in object {
                match value.as_str() {
                    Some(text) if key == name => found.push(text.to_owned()),
                    _ => members(value, name, found),
                }
            }
        }
        _ => {}
    }
}
