//! A walk as a script of curl lines, to be run again.
//!
//! It holds no secret: what the walk was given has to be set first, and the script says so before it
//! sends anything; a token that a step fetched is fetched anew. Ids and the like are those of the walk.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::outcome::{RequestOutcome, StepOutcome, Target};
use crate::report::terminal::{curl, variable_of};
use crate::visible::visible;

/// How a secret begins, where a line wants it.
const VARIABLE: &str = "\"$MAGEWALK_";

/// Renders the steps of a walk that were sent.
pub fn render<'s>(target: &Target, steps: impl Iterator<Item = &'s StepOutcome>) -> String {
    let mut body = String::new();
    let (mut wanted, mut fetched) = (Vec::new(), BTreeSet::new());
    for step in steps {
        let Some(first) = step.exchanges.first() else {
            continue;
        };
        let line = line(&first.request, step.exchanges.len() > 1);
        for name in variables(&line) {
            if !fetched.contains(&name) && !wanted.contains(&name) {
                wanted.push(name);
            }
        }
        let title = visible(&step.title).replace('\'', "'\\''");
        _ = writeln!(body, "\nprintf '\\n== %s\\n' '{}. {title}'", step.number);
        match token(step) {
            Some(name) => {
                body += &format!(
                    "{name}=$({} | tr -d '\"')\necho '{name} is set'\n",
                    line.trim()
                );
                fetched.insert(name);
            }
            None => body += &line,
        }
    }
    let target = if target.sandbox {
        "the sandbox, which ends with the program".to_owned()
    } else {
        visible(&target.url)
    };
    let mut text = format!(
        "#!/bin/sh\n\
         # What was sent to {target}, step by step. No secret is in it; ids are those of the walk.\n\
         set -eu\n\
         cookies=$(mktemp)\n\
         trap 'rm -f \"$cookies\"' EXIT\n"
    );
    for name in wanted {
        _ = writeln!(text, ": \"${{{name}:?set it first; it is not kept here}}\"");
    }
    text + &body
}

/// Returns the line of a request, with its cookies in a jar: those of the walk are secrets, and over.
fn line(request: &RequestOutcome, follow: bool) -> String {
    let is_cookie = |(name, _): &(String, String)| name.eq_ignore_ascii_case("cookie");
    let has_cookies = request.headers.iter().any(is_cookie);
    let mut request = request.clone();
    request.headers.retain(|header| !is_cookie(header));
    let line = curl(&request, follow, "");
    let options = if has_cookies || !request.url.contains("/rest/") {
        "curl -sS -b \"$cookies\" -c \"$cookies\""
    } else {
        "curl -sS"
    };
    match line.strip_prefix("curl ") {
        Some(rest) => format!("{options} {rest}"),
        None => line,
    }
}

/// Returns the variable of the secret that a step fetched: a body that is nothing else.
fn token(step: &StepOutcome) -> Option<String> {
    let taken = (step.captures.iter()).find(|capture| capture.path.as_deref() == Some("$"))?;
    variable_of(taken.value.as_str()?)
}

/// Returns the variables that a line wants.
fn variables(line: &str) -> Vec<String> {
    let parts = line.split(VARIABLE).skip(1);
    let names = parts.filter_map(|part| part.split('"').next());
    names.map(|name| format!("MAGEWALK_{name}")).collect()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use serde_json::Value;

    use super::*;
    use crate::outcome::CaptureOutcome;
    use crate::report::fixture;

    /// A step that sends this header, and captures its whole answer under this name.
    fn step(number: usize, path: &str, header: &str, captured: Option<&str>) -> StepOutcome {
        let mut step = fixture::outcome().scenarios[0].steps[0].clone();
        step.number = number;
        step.title = format!("Step's {number}");
        let request = &mut step.exchanges[0].request;
        request.url = format!("http://shop.example{path}");
        request.method = "GET".to_owned();
        request.body = None;
        request.headers = vec![("Authorization".to_owned(), header.to_owned())];
        step.captures = captured
            .map(|name| CaptureOutcome {
                name: name.to_owned(),
                from: "$".to_owned(),
                path: Some("$".to_owned()),
                value: Value::from(format!("‹{name}›")),
            })
            .into_iter()
            .collect();
        step
    }

    /// Runs a script in a real shell, where `curl` tells its arguments and answers with a token.
    fn run(script: &str, variables: &[(&str, &str)]) -> (bool, String, String) {
        let curl = "curl() { printf '<%s>' \"$@\" >&2; echo >&2; printf '\"to-ken\"'; }\n";
        let ran = Command::new("sh")
            .args(["-c", &format!("{curl}{script}")])
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (ran.status.success(), text(ran.stdout), text(ran.stderr))
    }

    fn script() -> String {
        let steps = [
            step(
                1,
                "/rest/V1/token",
                "Bearer ‹admin_token›",
                Some("customer_token"),
            ),
            step(2, "/rest/V1/me", "Bearer ‹customer_token›", None),
            step(3, "/customer/account/", "Basic ‹basic›", None),
        ];
        render(&fixture::outcome().target, steps.iter())
    }

    #[test]
    fn a_token_is_fetched_anew_and_used_and_not_shown() {
        let variables = [("MAGEWALK_ADMIN_TOKEN", "adm"), ("MAGEWALK_BASIC", "u:p")];
        let (is_right, out, sent) = run(&script(), &variables);
        assert!(is_right, "{sent}");
        assert!(
            sent.contains(
                "<-sS><http://shop.example/rest/V1/token><-H><Authorization: Bearer adm>"
            ),
            "{sent}"
        );
        assert!(sent.contains("<Authorization: Bearer to-ken>"), "{sent}");
        assert!(
            sent.contains("<-b></tmp/") && sent.matches("<-b>").count() == 1,
            "{sent}"
        );
        assert!(
            out.contains("== 1. Step's 1\nMAGEWALK_CUSTOMER_TOKEN is set"),
            "{out}"
        );
    }

    #[test]
    fn a_token_is_set_under_the_name_that_the_lines_want() {
        let steps = [
            step(1, "/rest/V1/token", "Basic none", Some("magewalk_token")),
            step(2, "/rest/V1/me", "Bearer ‹magewalk_token›", None),
        ];
        let script = render(&fixture::outcome().target, steps.iter());
        let (is_right, _, sent) = run(&script, &[]);
        assert!(is_right && sent.contains("Bearer to-ken"), "{sent}");
    }

    #[test]
    fn what_has_to_be_set_is_said_before_anything_is_sent() {
        let (is_right, out, sent) = run(&script(), &[("MAGEWALK_ADMIN_TOKEN", "adm")]);
        assert!(!is_right && out.is_empty(), "{out}");
        assert!(
            sent.contains("MAGEWALK_BASIC: set it first") && !sent.contains("<-sS>"),
            "{sent}"
        );
    }
}
