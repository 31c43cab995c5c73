//! What people write: scenarios, templates, paths.

use magewalk::check::{self, Effort, Question};
use magewalk::http::exchange::Response;
use magewalk::runner::values::Values;
use magewalk::scenario::load::{TutorialFiles, load};
use magewalk::scenario::problem::Problem;
use magewalk::scenario::source::Source;
use magewalk::scenario::tutorial::{BodyTemplate, Step, Tutorial};

const TUTORIAL: &str = "title: A tutorial\nvars: {a: 1, b: {value: two}, maybe: }\n";

/// Reads a text as a scenario, and renders all that is wrong with it.
pub fn scenario(text: &str) {
    let _ = tutorial(text, "{}");
}

/// Reads a text as a template at every place where one may stand; what is read is written again
/// and means the same.
pub fn template(text: &str) {
    let Ok(first) = with_template(text) else {
        return;
    };
    let written = json_member(&first);
    let second = with_template(&written);
    let second = second
        .unwrap_or_else(|_| panic!("{text:?} is written as {written:?}, which cannot be read"));
    assert_eq!(written, json_member(&second), "{text:?}");
    let step = &first.scenarios[0].steps[0];
    let values = values();
    if let Some(BodyTemplate::Json(json)) = &step.request.body {
        let _ = json.fill(&|template| values.fill(template));
    }
    let _ = values.path(&step.request.path);
    let _ = values.partial_path(&step.request.path);
}

/// Reads a text as a JSONPath, and selects with it; nothing both exists and does not.
pub fn jsonpath(text: &str) {
    let path = quoted(text);
    let scenario = format!(
        "title: A page\nsteps:\n  - id: one\n    title: One\n    request: {{GET: /a}}\n    \
         expect: {{status: 200, checks: [{{{path}: {{exists: true}}}}]}}\n    \
         capture: {{all: {{jsonpath: {path}, all: true}}, one: {path}}}\n  - id: two\n    \
         title: Two\n    request: {{GET: /a}}\n    expect: {{status: 200, checks: \
         [{{{path}: {{exists: false}}}}, {{$.a: {{is: integer}}}}]}}\n"
    );
    let Ok(tutorial) = tutorial(&scenario, "{}") else {
        return;
    };
    let [one, two] = tutorial.scenarios[0].steps.as_slice() else {
        panic!("{text:?} made another scenario of it");
    };
    for body in [
        r#"{"a":1,"items":[{"a":1,"sku":"x"},{"a":"two","b":[1,2,3]},null],"":{"é":true}}"#,
        r#"{"a":1,"b":[[[1],[2]],{"a":{"a":{"a":-0.5}}}]}"#,
    ] {
        let holds = |step: &Step| {
            let checked = check(step, &response("application/json", body.as_bytes()));
            checked.is_ok_and(|checked| checked.mismatches.is_empty())
        };
        let (there, absent) = (holds(one), holds(two));
        assert!(!(there && absent), "{text:?} in {body}");
        let values = values();
        let fill = |template: &_| values.fill(template);
        let answer = response("application/json", body.as_bytes());
        let found = one
            .captures
            .iter()
            .map(|one| check::capture(one, &answer, &fill, &Effort::default()).is_ok());
        let found: Vec<bool> = found.collect();
        assert_eq!(found[0], there, "{text:?} in {body}");
    }
}

/// Reads and judges a scenario whose documented body may stand in `responses/a.json`.
pub(crate) fn tutorial(scenario: &str, documented: &str) -> Result<Tutorial, Vec<Problem>> {
    let files = vec![
        Source::new("tutorial.yaml", TUTORIAL),
        Source::new("01-a.yaml", scenario),
        Source::new("responses/a.json", documented),
    ];
    let name = "fuzz".to_owned();
    let problems = match load(&TutorialFiles::of_folder(name, files)) {
        Ok(tutorial) => match check::validate(&tutorial) {
            problems if problems.is_empty() => return Ok(tutorial),
            problems => problems,
        },
        Err(problems) => problems,
    };
    assert!(!problems.is_empty(), "refused for nothing");
    for problem in &problems {
        assert!(!problem.message.is_empty());
        assert!(!problem.render(false).contains('\u{1b}'));
        let _ = problem.render(true);
    }
    Err(problems)
}

/// Holds a step against a response.
pub(crate) fn check(step: &Step, response: &Response) -> Result<check::Checked, check::CheckError> {
    let values = values();
    let fill = |template: &_| values.fill(template);
    check::check(
        &Question::of(&step.expect),
        response,
        &fill,
        &Effort::default(),
    )
}

/// A response with status 200.
pub(crate) fn response(media_type: &str, body: &[u8]) -> Response {
    Response {
        status: 200,
        headers: vec![("content-type".to_owned(), media_type.to_owned())],
        body: body.to_vec(),
        parsed: std::sync::OnceLock::new(),
        timing: magewalk::http::exchange::Timing::default(),
    }
}

fn values() -> Values {
    Values::new("abcd1234")
}

fn with_template(text: &str) -> Result<Tutorial, Vec<Problem>> {
    let text = quoted(text);
    let scenario = format!(
        "title: A page\nsteps:\n  - id: one\n    title: One\n    effect: permanent\n    \
         request: {{POST: /a, json: {{v: {text}}}, query: {{q: {text}}}}}\n    \
         expect: {{status: 200, text: {{contains: 'x'}}}}\n"
    );
    tutorial(&scenario, "{}")
}

/// The template of the one member that a request sends, as the language writes it.
fn json_member(tutorial: &Tutorial) -> String {
    let Some(BodyTemplate::Json(json)) = &tutorial.scenarios[0].steps[0].request.body else {
        panic!("the request has no body any more");
    };
    let mut written = String::new();
    json.visit(&mut |template| written.push_str(&template.to_string()));
    written
}

/// A text as YAML (and JSON) quotes it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
