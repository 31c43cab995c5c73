//! A walk as a script of curl lines, to be run again.
//!
//! It holds no secret: what the walk was given has to be set first, and the script says so before it
//! sends anything; a token that a step fetched is fetched anew. Ids and the like are those of the walk.
//! It ends with the first answer of another status than the walk's, as a pipeline wants it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::outcome::{RequestOutcome, StepOutcome, Target, Verdict};
use crate::report::terminal::{curl, variable_of};
use crate::visible::visible;

/// How a secret begins, where a line wants it.
const VARIABLE: &str = "\"$MAGEWALK_";

/// Sends a request and holds the status of its answer against the one that is expected.
const SEND: &str = r#"send() {
  expected=$1
  shift
  status=$(curl -sS -o "$answer" -w '%{http_code}' "$@")
  case $status in
    $expected) return ;;
  esac
  printf 'the status is %s, and not %s\n' "$status" "$expected" >&2
  cat "$answer" >&2
  return 1
}
"#;

/// Renders the steps of a walk that were sent.
pub fn render<'s>(target: &Target, steps: impl Iterator<Item = &'s StepOutcome>) -> String {
    let mut body = String::new();
    let (mut wanted, mut fetched) = (Vec::new(), BTreeSet::new());
    for step in steps {
        let Some(first) = step.exchanges.first() else {
            continue;
        };
        let line = line(step, &first.request);
        for name in variables(&line) {
            if !fetched.contains(&name) && !wanted.contains(&name) {
                wanted.push(name);
            }
        }
        let title = visible(&step.title).replace('\'', "'\\''");
        _ = writeln!(body, "\nprintf '\\n== %s\\n' '{}. {title}'", step.number);
        match token(step) {
            Some(name) => {
                body +=
                    &format!("{line}{name}=$(tr -d '\"' < \"$answer\")\necho '{name} is set'\n");
                fetched.insert(name);
            }
            None => body += &format!("{line}cat \"$answer\"\n"),
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
         answer=$(mktemp)\n\
         trap 'rm -f \"$cookies\" \"$answer\"' EXIT\n\n\
         # Ends the script where the status of an answer is not the expected one.\n\
         {SEND}\n"
    );
    for name in wanted {
        _ = writeln!(text, ": \"${{{name}:?set it first; it is not kept here}}\"");
    }
    text + &body
}

/// Returns the line of a request, with its cookies in a jar: those of the walk are secrets, and over.
fn line(step: &StepOutcome, request: &RequestOutcome) -> String {
    let is_cookie = |(name, _): &(String, String)| name.eq_ignore_ascii_case("cookie");
    let has_cookies = request.headers.iter().any(is_cookie);
    let mut request = request.clone();
    request.headers.retain(|header| !is_cookie(header));
    let line = curl(&request, step.exchanges.len() > 1, "");
    let jar = if has_cookies || !request.url.contains("/rest/") {
        " -b \"$cookies\" -c \"$cookies\""
    } else {
        ""
    };
    // Above the line may stand a comment.
    let (note, command) = match line.find("curl ") {
        Some(at) if line[..at].is_empty() || line[..at].ends_with('\n') => line.split_at(at),
        _ => return line,
    };
    let arguments = command.trim_start_matches("curl ");
    format!("{note}send '{}'{jar} {arguments}", expected(step))
}

/// Returns which status is expected, as a pattern of the shell: the one that came where the step
/// passed, else the one that the page promises.
fn expected(step: &StepOutcome) -> String {
    let last = step
        .exchanges
        .last()
        .and_then(|last| last.response.as_ref());
    if let Some(response) = last.filter(|_| step.verdict == Verdict::Passed) {
        return response.status.to_string();
    }
    let promised = step.promised.as_ref();
    let pattern = promised.map(|promised| promised.status.replace('x', "?"));
    let is_pattern = |pattern: &String| {
        pattern.len() == 3 && pattern.chars().all(|c| c.is_ascii_digit() || c == '?')
    };
    pattern
        .filter(is_pattern)
        .unwrap_or_else(|| "2??".to_owned())
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
    use crate::outcome::{CaptureOutcome, Promised};
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
        let curl = "curl() { printf '<%s>' \"$@\" >&2; echo >&2; printf '\"to-ken\"' > \"$answer\"; printf '%s' \"${STATUS:-200}\"; }\n";
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
                "<%{http_code}><http://shop.example/rest/V1/token><-H><Authorization: Bearer adm>"
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

    #[test]
    fn it_fails_where_a_step_does() {
        let mut refused = step(1, "/rest/V1/me", "Basic none", None);
        let response = refused.exchanges[0].response.as_mut().unwrap();
        response.status = 401;
        for (verdict, promised, status, holds) in [
            (Verdict::Passed, "4xx", "401", true),
            (Verdict::Passed, "4xx", "500", false),
            (Verdict::Failed, "200", "200", true),
            (Verdict::Failed, "200", "401", false),
            (Verdict::Failed, "2xx", "201", true),
            (Verdict::Errored, "200 or 204", "401", false),
        ] {
            refused.verdict = verdict;
            refused.promised = Some(Promised {
                status: promised.to_owned(),
                documented: None,
                checks: Vec::new(),
            });
            let next = step(2, "/rest/V1/next", "Basic none", None);
            let script = render(&fixture::outcome().target, [&refused, &next].into_iter());
            // The second step passed with 200 in the walk; it is reached where the first one holds.
            let (is_right, _, sent) = run(&script, &[("STATUS", status)]);
            assert_eq!(sent.contains("/next"), holds, "{promised} {status}: {sent}");
            assert_eq!(is_right, holds && status == "200", "{promised} {status}");
        }
    }
}
