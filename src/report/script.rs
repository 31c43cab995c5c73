//! A walk as a script of curl lines, to be run again.
//!
//! It holds no secret: what the walk was given has to be set first, and the script says so before it
//! sends anything; a token that a step fetched is fetched anew. Ids and the like are those of the walk.
//! It ends with the first answer of another status than the walk's, or with another body than the step
//! promises, as a pipeline wants it. Bodies are held against the promise by `jq`; where there is none,
//! the script ends before it sends anything.

mod promise;

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use serde_json::Value;

use crate::outcome::{RequestOutcome, StepOutcome, Target, Verdict};
use crate::report::terminal::{ADMIN_TOKEN, CurlCommand, sign_in, variable_of};
use crate::visible::{is_hidden, visible};

/// Where the promise of a step ends, which is one line of JSON.
const PROMISE: &str = "PROMISE";

/// Wants what an admin signs in with, before anything is sent.
const ASKED: &str = r#"if [ -z "${MAGEWALK_ADMIN_TOKEN:-}" ]; then
  : "${MAGEWALK_ADMIN_USERNAME:?set it first; it is not kept here}"
  : "${MAGEWALK_ADMIN_PASSWORD:?set it first; it is not kept here}"
fi
"#;

/// Ends the script where what came is no token: a step that expects to be refused would pass.
const SIGNED_IN: &str = r#"case $MAGEWALK_ADMIN_TOKEN in
  '' | *[!A-Za-z0-9._~+/=-]*)
    echo 'the admin cannot sign in: check MAGEWALK_ADMIN_USERNAME and MAGEWALK_ADMIN_PASSWORD' >&2
    exit 1 ;;
esac"#;

/// Sends a request and holds the status of its answer against those that are expected.
const SEND: &str = r#"send() {
  expected=$1
  shift
  status=$(curl -sS -o "$answer" -w '%{http_code}' "$@")
  for one in $expected; do
    case $status in
      $one) return ;;
    esac
  done
  printf 'the status is %s, and not %s\n' "$status" "$expected" >&2
  cat "$answer" >&2
  return 1
}
"#;

/// Wants `jq`, and holds a body against what the step promises, which it reads.
fn holds() -> String {
    format!(
        "command -v jq > /dev/null || {{\n  \
         echo 'jq is needed to check the answers: install it first' >&2\n  exit 1\n}}\n\
         holds() {{\n  \
         cat > \"$promise\"\n  \
         found=$(jq -rs --slurpfile want \"$promise\" '{}' < \"$answer\") || {{\n    \
         echo 'the body is no JSON, or jq is older than 1.5' >&2\n    cat \"$answer\" >&2\n    return 1\n  }}\n  \
         [ -z \"$found\" ] && return\n  \
         printf 'the body is not as the step promises:\\n%s\\n' \"$found\" >&2\n  \
         return 1\n}}\n",
        promise::JQ
    )
}

/// Renders the steps of a walk that were sent.
pub fn render<'s>(target: &Target, steps: impl Iterator<Item = &'s StepOutcome>) -> String {
    let mut body = String::new();
    let (mut wanted, mut fetched) = (Vec::new(), BTreeSet::new());
    let mut captured = HashMap::new();
    let mut needs_jq = false;
    let mut signing = None;
    for step in steps {
        let Some(first) = step.exchanges.first() else {
            continue;
        };
        let command = command(step, &first.request);
        for name in command.variables() {
            if name == ADMIN_TOKEN && signing.is_none() {
                signing = sign_in(&first.request);
            }
            if !fetched.contains(name) && !wanted.iter().any(|known| known == name) {
                wanted.push(name.to_owned());
            }
        }
        let title = visible(&step.title).replace('\'', "'\\''");
        _ = writeln!(body, "\nprintf '\\n== %s\\n' '{}. {title}'", step.number);
        let line = sent(step, &first.request, &command);
        let (check, has_promise) = check(step, &captured);
        needs_jq |= has_promise;
        let values = step.captures.iter();
        captured.extend(values.map(|one| (one.name.as_str(), text(&one.value))));
        match token(step) {
            Some(name) => {
                body += &format!(
                    "{line}{check}{name}=$(tr -d '\"' < \"$answer\")\necho '{name} is set'\n"
                );
                fetched.insert(name);
            }
            None => body += &format!("{line}{check}cat \"$answer\"\n"),
        }
    }
    let mut text = head(target, needs_jq);
    for name in wanted {
        let line = match &signing {
            Some(lines) if name == ADMIN_TOKEN => {
                format!(
                    "# An admin signs in, unless a token is set.\n{ASKED}{}\n{SIGNED_IN}",
                    lines.join("\n")
                )
            }
            _ => format!(": \"${{{name}:?set it first; it is not kept here}}\""),
        };
        _ = writeln!(text, "{line}");
    }
    text + &body
}

/// Returns the lines that hold a body against what its step promises, and whether `jq` does. The promise is read as it is:
/// no word of it is one of the shell, and it may be longer than an argument.
fn check(step: &StepOutcome, captured: &HashMap<&str, String>) -> (String, bool) {
    let used = step.uses.iter();
    let used = used.filter_map(|one| captured.get(one.name.as_str()));
    let promise = promise::promise(step, &used.map(String::as_str).collect());
    let mut lines = String::new();
    for unheld in promise.unheld {
        _ = writeln!(lines, "# not checked here: {}", visible(&unheld));
    }
    let has_promise = promise.json.is_some();
    if let Some(promised) = promise.json {
        let promised = escaped(&promised.to_string());
        _ = writeln!(lines, "holds <<'{PROMISE}'\n{promised}\n{PROMISE}");
    }
    (lines, has_promise)
}

/// Writes what a terminal would obey, or nobody sees, as JSON may: by its number.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if is_hidden(character) {
            let units = character.encode_utf16(&mut [0; 2]).to_vec();
            units
                .iter()
                .for_each(|unit| _ = write!(escaped, "\\u{unit:04x}"));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Returns the beginning of a script, with what its lines call.
fn head(target: &Target, needs_jq: bool) -> String {
    let target = if target.sandbox {
        "the sandbox, which ends with the program".to_owned()
    } else {
        visible(&target.url)
    };
    let mut text = format!(
        "#!/bin/sh\n\
         # What was sent to {target}, step by step. No secret is in it; ids are those of the walk.\n\
         set -euf\n\
         cookies=$(mktemp)\n\
         answer=$(mktemp)\n\
         promise=$(mktemp)\n\
         trap 'rm -f \"$cookies\" \"$answer\" \"$promise\"' EXIT\n\n\
         # Ends the script where the status of an answer is not the expected one.\n\
         {SEND}\n"
    );
    if needs_jq {
        text += "# Ends the script where a body is not as its step promises.\n";
        text += &holds();
        text.push('\n');
    }
    text
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn is_cookie((name, _): &(String, String)) -> bool {
    name.eq_ignore_ascii_case("cookie")
}

/// Returns the command of a request, without its cookies: those of the walk are secrets, and over.
fn command(step: &StepOutcome, request: &RequestOutcome) -> CurlCommand {
    let mut request = request.clone();
    request.headers.retain(|header| !is_cookie(header));
    CurlCommand::of(&request, step.exchanges.len() > 1)
}

/// Returns the line that sends a request, with its cookies in a jar.
fn sent(step: &StepOutcome, request: &RequestOutcome, command: &CurlCommand) -> String {
    let has_cookies = request.headers.iter().any(is_cookie);
    let jar = if has_cookies || !request.url.contains("/rest/") {
        " -b \"$cookies\" -c \"$cookies\""
    } else {
        ""
    };
    command.run_by(&format!("send '{}'{jar}", expected(step)), "")
}

/// Returns which statuses are expected, as patterns of the shell: the one that came where the step
/// passed, else those that the page promises.
fn expected(step: &StepOutcome) -> String {
    let last = step
        .exchanges
        .last()
        .and_then(|last| last.response.as_ref());
    if let Some(response) = last.filter(|_| step.verdict == Verdict::Passed) {
        return response.status.to_string();
    }
    let promised = step.promised.as_ref();
    let words = promised.map_or("", |promised| &promised.status);
    let is_status =
        |word: &&str| word.len() == 3 && word.chars().all(|c| c.is_ascii_digit() || c == 'x');
    let statuses = words.split(|c: char| !c.is_ascii_alphanumeric());
    let statuses: Vec<String> = statuses
        .filter(is_status)
        .map(|word| word.replace('x', "?"))
        .collect();
    if statuses.is_empty() {
        return "2??".to_owned();
    }
    statuses.join(" ")
}

/// Returns the variable of the secret that a step fetched: a body that is nothing else.
fn token(step: &StepOutcome) -> Option<String> {
    let taken = (step.captures.iter()).find(|capture| capture.path.as_deref() == Some("$"))?;
    variable_of(taken.value.as_str()?)
}

#[cfg(test)]
mod tests;
