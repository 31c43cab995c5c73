//! What one tutorial needs of a shop: its steps that only read are walked, its products are looked
//! at, and its requests are tried on things that cannot exist.

use std::sync::Arc;

use crate::commands::doctor::order::Order;
use crate::commands::doctor::visit::Visit;
use crate::doctor::{Finding, State, shop};
use crate::error::Error;
use crate::http::admin::Admin;
use crate::http::exchange::Response;
use crate::launch::{credentials, hints};
use crate::outcome::StepOutcome;
use crate::runner::plan::TutorialPlan;
use crate::runner::send::Sender;
use crate::runner::session::{Rules, Session};
use crate::runner::values::percent_encoded;
use crate::runner::values::{Binding, Values};

/// Looks for all that a tutorial needs.
pub(super) async fn look(
    visit: &mut Visit<'_>,
    order: &Order,
    plan: &TutorialPlan,
    admin: Option<&mut Admin>,
) -> Result<Vec<Finding>, Error> {
    let mut values = order.values(plan)?;
    let mut found = reads(visit, order, plan, &mut values).await?;
    if let Some(admin) = admin {
        found.extend(products(visit, admin, plan, &values).await);
        found.extend(permissions(visit, admin, plan, &values).await);
    }
    for (subject, member) in [("payment", "method"), ("shipping", "shipping_carrier_code")] {
        let codes = plan.sent(&values, member);
        if !codes.is_empty() {
            found.push(shop::checkout(subject, &codes));
        }
    }
    let consents = plan.consents(&values);
    if !consents.is_empty() {
        let options = consents
            .iter()
            .map(|one| format!("`--allow {}`", one.name()));
        let options = options.collect::<Vec<_>>().join(" and ");
        found.push(Finding::fine("consent", format!("a run needs {options}")));
    }
    for finding in &mut found {
        finding.tutorial = Some(plan.tutorial.name.clone());
    }
    Ok(found)
}

/// Walks the steps that only read, and takes in what they capture.
async fn reads(
    visit: &mut Visit<'_>,
    order: &Order,
    plan: &TutorialPlan,
    values: &mut Values,
) -> Result<Vec<Finding>, Error> {
    let reads = plan.reads(values);
    let sign_in = credentials::for_sign_in(&order.known);
    let client = visit.client.clone();
    let sender = Sender::new(client, visit.url.clone(), visit.timeout, sign_in);
    let rules = Rules {
        hints: Arc::new(hints::read(&[])?),
        ..Rules::default()
    };
    let mut session = Session::new(reads.clone(), order.values(plan)?, sender, rules, None);
    session.remember(&visit.redactor);
    let (mut found, mut held) = (Vec::new(), 0);
    while let Some(outcome) = session.next(std::future::pending()).await {
        if outcome.verdict.has_failed() {
            found.push(failed(plan, &outcome));
        }
        held += usize::from(outcome.verdict == crate::outcome::Verdict::Passed);
        for one in outcome.captures {
            let held = Binding {
                value: one.value,
                captured_in: Some(outcome.id.clone()),
                secret: false,
            };
            values.set(&one.name, held);
        }
    }
    visit.redactor.hide_all_of(session.secrets());
    if held > 0 {
        let steps = if held == 1 { "step" } else { "steps" };
        found.push(Finding::fine(
            "reads",
            format!("{held} {steps} that only read pass"),
        ));
    }
    Ok(found)
}

/// Says why a step that only reads does not pass.
fn failed(plan: &TutorialPlan, outcome: &StepOutcome) -> Finding {
    let mismatch = outcome.mismatches.first().map(|one| one.message.clone());
    let error = outcome.error.as_ref();
    let why = mismatch.or_else(|| error.map(|error| error.message.clone()));
    let why = why.or_else(|| outcome.store_message.clone());
    let said = outcome.store_message.iter();
    let said = said.filter(|said| Some(*said) != why.as_ref());
    let parts: Vec<String> = why.iter().chain(said).cloned().collect();
    let hint = outcome.hints.first();
    let advice = hint.map(|hint| match hint.means.as_str() {
        "" => hint.advice.clone(),
        means => format!("{means}: {}", hint.advice),
    });
    let advice = advice
        .or_else(|| error.and_then(|error| error.hint.clone()))
        .unwrap_or_else(|| {
            let (tutorial, step) = (&plan.tutorial.name, &outcome.id);
            format!("`magewalk run {tutorial} --only {step} -v` shows the answer")
        });
    Finding::to_do(
        "reads",
        format!("{}: {}", outcome.title, parts.join("; ")),
        advice,
    )
}

async fn products(
    visit: &mut Visit<'_>,
    admin: &mut Admin,
    plan: &TutorialPlan,
    values: &Values,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for product in plan.products(values) {
        let path = visit.rest(&format!("V1/products/{}", percent_encoded(&product.sku)));
        found.push(match visit.as_admin(admin, "GET", &path).await {
            Ok(response) => shop::product(&product.sku, &product.step, &response),
            Err((message, advice)) => Finding::unknown("products", message, advice),
        });
    }
    let are_fine = found.iter().all(|one| one.state == State::Fine);
    if found.len() > 1 && are_fine {
        let found = format!("all {} are enabled and in stock", found.len());
        return vec![Finding::fine("products", found)];
    }
    found
}

async fn permissions(
    visit: &mut Visit<'_>,
    admin: &mut Admin,
    plan: &TutorialPlan,
    values: &Values,
) -> Vec<Finding> {
    let probes = plan.probes(values);
    let mut found: Vec<Finding> = Vec::new();
    for probe in &probes {
        let request = format!("{} {}", probe.method, probe.path);
        match visit.as_admin(admin, &probe.method, &probe.path).await {
            Ok(response) => {
                let known = |_: &str, response: &Response| {
                    hints::explain(&probe.method, &probe.path, response)
                };
                found.extend(shop::refused(&request, &probe.step, &response, &known));
            }
            Err((message, advice)) => {
                found.push(Finding::unknown("permissions", message, advice));
                break;
            }
        }
    }
    if found.is_empty() && !probes.is_empty() {
        let what = format!(
            "the admin may send all {} requests that were tried",
            probes.len()
        );
        found.push(Finding::fine("permissions", what));
    }
    found
}
