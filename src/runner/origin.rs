//! Where the values of a request come from.

use crate::outcome::path::Segment;
use crate::outcome::{Origin, OriginPlace};
use crate::runner::values::Values;
use crate::scenario::template::{JsonTemplate, JsonTemplateKind, Part, Template};
use crate::scenario::tutorial::{Authorization, BodyTemplate, RequestTemplate};

/// Returns where each value comes from that is filled into a request, in the order of its parts.
pub(super) fn origins(request: &RequestTemplate, values: &Values) -> Vec<Origin> {
    let mut origins = Origins {
        values,
        found: Vec::new(),
    };
    origins.template(&request.path, &OriginPlace::Url);
    for (_, value) in &request.query {
        origins.template(value, &OriginPlace::Url);
    }
    for (name, value) in &request.headers {
        origins.template(value, &OriginPlace::Header(name.clone()));
    }
    if let Authorization::Bearer(token) = &request.authorization {
        origins.template(token, &OriginPlace::Header("Authorization".to_owned()));
    }
    match &request.body {
        Some(BodyTemplate::Json(body)) => origins.json(body, &mut Vec::new()),
        Some(BodyTemplate::Form(fields)) => {
            for (name, value) in fields {
                origins.template(value, &OriginPlace::Field(name.clone()));
            }
        }
        Some(BodyTemplate::Text(text)) => origins.template(text, &OriginPlace::Text),
        None => {}
    }
    origins.found
}

struct Origins<'a> {
    values: &'a Values,
    found: Vec<Origin>,
}

impl Origins<'_> {
    fn template(&mut self, template: &Template, place: &OriginPlace) {
        for part in &template.parts {
            let Part::Value(expression, _) = part else {
                continue;
            };
            let Some(name) = expression.variable() else {
                continue;
            };
            let origin = Origin {
                place: place.clone(),
                name: name.to_owned(),
                captured_in: self
                    .values
                    .get(name)
                    .and_then(|held| held.captured_in.clone()),
            };
            if !self.found.contains(&origin) {
                self.found.push(origin);
            }
        }
    }

    fn json(&mut self, body: &JsonTemplate, path: &mut Vec<Segment>) {
        match &body.kind {
            JsonTemplateKind::Text(template) => {
                self.template(template, &OriginPlace::Body(path.clone()));
            }
            JsonTemplateKind::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    path.push(Segment::Index(at));
                    self.json(item, path);
                    path.pop();
                }
            }
            JsonTemplateKind::Map(members) => {
                for (name, value) in members {
                    path.push(Segment::Name(name.clone()));
                    self.json(value, path);
                    path.pop();
                }
            }
            JsonTemplateKind::Null
            | JsonTemplateKind::Bool(_)
            | JsonTemplateKind::Number(_)
            | JsonTemplateKind::Literal(_) => {}
        }
    }
}
