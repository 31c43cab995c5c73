//! `magewalk doctor`: looks at a shop, changes nothing, and says what a run would lack.

mod order;
mod tutorial;
mod visit;

use crate::cli::DoctorArgs;
use crate::commands::doctor::order::Order;
use crate::commands::doctor::visit::Visit;
use crate::commands::options;
use crate::commands::{print, reports, say};
use crate::error::Error;
use crate::launch::credentials::{self, Credentials};
use crate::launch::target::{self, Store, Wanted};
use crate::launch::variables::{self, Given};
use crate::launch::{Environment, connection, scenarios, secrets};
use crate::mask::Redactor;
use crate::outcome::Target;
use crate::outcome::finding::{Examination, Finding};
use crate::report::findings;
use crate::runner::plan::{self, Limits, Plan, TutorialPlan};
use crate::runner::values;

/// Looks at a shop and returns 1 where a run would fail, 3 where it cannot be reached.
pub(super) async fn doctor(arguments: &DoctorArgs, environment: &Environment) -> Result<u8, Error> {
    let given = Given::read(environment, arguments.env_file.as_deref())?;
    let in_file = given.target().filter(|_| arguments.sandbox.is_none());
    let named = arguments.target.as_deref().or(in_file);
    let wanted = target::decide(named, arguments.sandbox, environment)?;
    let known = match &wanted {
        Wanted::Sandbox(_) => credentials::of_sandbox(),
        Wanted::Target(_) => credentials::given(&given)?,
    };
    let reports = reports::prepare_examination(&arguments.reports)?;
    let order = order(arguments, given, known)?;
    let options = connection::options(
        &options::connection(&arguments.connection),
        &order.given,
        environment.console,
    )?;
    let store = match wanted {
        Wanted::Sandbox(kind) => target::start_sandbox(kind, Vec::new()).await?,
        Wanted::Target(url) => Store::Target(url),
    };
    let url = store.url()?;
    let client = connection::client(&url, &options)?;
    print(&format!("looking at {url}\n"))?;
    let mut visit = Visit {
        client: &client,
        url: &url,
        store_code: store_code(&order)?,
        timeout: arguments.connection.timeout,
        redactor: secrets::given(&order.given, &options, environment),
    };
    let (found, reached) = match visit.front().await {
        Ok(front) => (look(&mut visit, &order, front).await?, true),
        Err(error) => {
            let advice = error.hint.unwrap_or_else(|| "is the address right?".into());
            (
                vec![Finding::to_do("reachable", error.message, advice)],
                false,
            )
        }
    };
    let target = Target {
        url: url.to_string(),
        sandbox: matches!(store, Store::Sandbox(..)),
        magento: store.magento(),
        insecure: arguments.connection.insecure,
    };
    let examination = examination(target, &order.plan, found, &visit.redactor);
    store.stop().await;
    print(&findings::terminal(&examination))?;
    for path in reports::write_examination(&reports, &examination)? {
        say(&format!("wrote {}", path.display()));
    }
    Ok(match (reached, examination.to_do()) {
        (false, _) => 3,
        (true, 0) => 0,
        (true, _) => 1,
    })
}

/// Reads the tutorials that are meant, and the variables that they are given.
fn order(arguments: &DoctorArgs, mut given: Given, known: Credentials) -> Result<Order, Error> {
    let choices = scenarios::choose_for_run(&arguments.tutorials)?;
    let plan = plan::plan(&choices, &Limits::default()).map_err(Error::problems)?;
    let tutorials: Vec<_> = plan
        .tutorials
        .iter()
        .map(|one| one.tutorial.as_ref())
        .collect();
    given.add_options(&arguments.variables, &tutorials)?;
    given.check_names(&tutorials)?;
    if let Some(code) = &arguments.store_code {
        given.options.insert("store_code".to_owned(), code.clone());
    }
    Ok(Order {
        plan,
        given,
        known,
        run_id: values::new_run_id(),
    })
}

impl Order {
    fn values(&self, tutorial: &TutorialPlan) -> Result<values::Values, Error> {
        let account = &self.known.account;
        variables::initial(&tutorial.tutorial, &self.given, account, &self.run_id)
    }
}

/// Returns the code of the store view for which the first tutorial asks.
fn store_code(order: &Order) -> Result<String, Error> {
    for tutorial in &order.plan.tutorials {
        let values = order.values(tutorial)?;
        let code = values
            .get("store_code")
            .and_then(|held| held.value.as_str());
        if let Some(code) = code {
            return Ok(code.to_owned());
        }
    }
    Ok("default".to_owned())
}

/// Looks further where the API answers. Where it does not, nobody signs in: a shop in maintenance or
/// behind a gateway refuses everybody, and says nothing about accounts.
async fn look(
    visit: &mut Visit<'_>,
    order: &Order,
    front: visit::Front,
) -> Result<Vec<Finding>, Error> {
    let mut found = front.findings;
    if !front.answers {
        let why = "not asked: the API does not answer yet";
        found.push(Finding::unknown("sign-in", why, "mend what is above first"));
        return Ok(found);
    }
    found.extend(visit.mode().await);
    let mut signs_in = Vec::new();
    for tutorial in &order.plan.tutorials {
        if tutorial.signs_in_as_admin(&order.values(tutorial)?) {
            signs_in.push(tutorial.tutorial.name.clone());
        }
    }
    let mut admin = None;
    if !signs_in.is_empty() {
        let (findings, signed_in) = visit.sign_in(&order.known, &signs_in).await;
        found.extend(findings);
        admin = signed_in;
    }
    found.push(visit.version(admin.as_mut()).await);
    if !signs_in.is_empty() && admin.is_none() {
        return Ok(found);
    }
    for plan in &order.plan.tutorials {
        found.extend(tutorial::look(visit, order, plan, admin.as_mut()).await?);
    }
    Ok(found)
}

/// Puts together what was found, without secrets.
fn examination(
    target: Target,
    plan: &Plan,
    found: Vec<Finding>,
    redactor: &Redactor,
) -> Examination {
    let findings = found.into_iter().map(|finding| Finding {
        found: redactor.sentence(&finding.found),
        advice: finding.advice.map(|advice| redactor.sentence(&advice)),
        ..finding
    });
    let tutorials = plan.tutorials.iter();
    Examination {
        target,
        tutorials: tutorials.map(|one| one.tutorial.name.clone()).collect(),
        findings: findings.collect(),
    }
}
