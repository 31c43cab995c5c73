//! A command line that repeats a request.
//!
//! The only file that names `shlex`. Hidden secrets (`‹customer_token›`) become variables
//! (`"$MAGEWALK_CUSTOMER_TOKEN"`) that whoever has the secret sets; the line itself holds none.
//! A signature holds once, so the line takes a token of an admin in its place, and says so.

use crate::outcome::RequestOutcome;
use crate::visible::{begins_with_mark, is_hidden};

/// Headers that curl makes itself, and better: from the address, from the body, or along with
/// `--compressed`.
const MADE_BY_CURL: [&str; 3] = ["host", "content-length", "accept-encoding"];

/// How the `Authorization` of a signed request begins (RFC 5849).
const SIGNED: &str = "OAuth ";

/// What takes its place, and what is said of that.
const UNSIGNED: &str = "Bearer ‹admin_token›";
const NOTE: &str =
    "# it was signed by an integration, and a signature holds once: this takes an admin's token";

/// A command that repeats a request.
pub(crate) struct CurlCommand {
    /// What is said above it.
    note: Option<&'static str>,
    /// The arguments, quoted for a shell, those of one line together; none where no command can hold
    /// them.
    lines: Option<Vec<Vec<Quoted>>>,
}

impl CurlCommand {
    /// Makes the command of a request.
    pub(crate) fn of(request: &RequestOutcome, follow: bool) -> Self {
        let quote_all = |words: &Vec<String>| words.iter().map(|word| quote(word)).collect();
        let lines: Result<Vec<Vec<Quoted>>, NulByte> =
            arguments(request, follow).iter().map(quote_all).collect();
        let lines = lines.ok();
        let is_signed = lines.is_some() && request.headers.iter().any(is_signed);
        Self {
            note: is_signed.then_some(NOTE),
            lines,
        }
    }

    /// Returns the environment variables that its arguments take in place of secrets, in order.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &str> {
        let words = self.lines.iter().flatten().flatten();
        words.flat_map(|word| word.variables.iter().map(String::as_str))
    }

    /// Returns it as text, with the arguments on lines of their own after `indent`.
    pub(crate) fn text(&self, indent: &str) -> String {
        self.run_by("curl", indent)
    }

    /// Returns it as text, where something else takes the same arguments; or why there is none.
    pub(crate) fn run_by(&self, program: &str, indent: &str) -> String {
        let Some(lines) = &self.lines else {
            return format!(
                "{indent}# no curl line: an argument of a command cannot hold the NUL of this request\n"
            );
        };
        let lines = lines.iter().map(|words| {
            let words = words.iter().map(|word| word.text.as_str());
            words.collect::<Vec<_>>().join(" ")
        });
        let lines = lines.collect::<Vec<_>>().join(&format!(" \\\n{indent}  "));
        let note = self.note.map(|note| format!("{indent}{note}\n"));
        format!("{}{indent}{program} {lines}\n", note.unwrap_or_default())
    }
}

/// Quotes a word for a POSIX shell; none that no argument of a command can hold.
pub(crate) fn quoted(word: &str) -> Option<String> {
    quote(word).ok().map(|quoted| quoted.text)
}

/// Returns the variable that takes the place of a secret of this name.
pub(crate) fn variable(name: &str) -> String {
    let name = name.to_ascii_uppercase().replace(['-', '.'], "_");
    if name.starts_with("MAGEWALK_") {
        return name;
    }
    format!("MAGEWALK_{name}")
}

/// Returns the arguments of the command, those of one line together.
fn arguments(request: &RequestOutcome, follow: bool) -> Vec<Vec<String>> {
    let mut first = Vec::new();
    match (request.method.as_str(), &request.body) {
        ("GET", None) => {}
        // `-X HEAD` would wait for a body that never comes.
        ("HEAD", _) => first.push("--head".to_owned()),
        (method, _) => first.extend(["-X".to_owned(), method.to_owned()]),
    }
    if follow {
        first.push("--location".to_owned());
    }
    // To curl, brackets and braces in an address are a pattern that stands for many.
    if request.url.contains(['[', ']', '{', '}']) {
        first.push("--globoff".to_owned());
    }
    if has_header(request, "accept-encoding") {
        first.push("--compressed".to_owned());
    }
    first.extend(request.curl_options.iter().cloned());
    first.push(request.url.clone());
    let mut lines = vec![first];
    for header in &request.headers {
        let (name, mut value) = (&header.0, header.1.as_str());
        if is_signed(header) {
            value = UNSIGNED;
        }
        if MADE_BY_CURL.contains(&name.to_ascii_lowercase().as_str()) {
            continue;
        }
        // To curl, `name:` takes a header away, and `name;` sends it empty.
        let header = if value.is_empty() {
            format!("{name};")
        } else {
            format!("{name}: {value}")
        };
        lines.push(vec!["-H".to_owned(), header]);
    }
    if let Some(body) = &request.body {
        if !has_header(request, "content-type") {
            // Else curl would call it a form.
            lines.push(vec!["-H".to_owned(), "content-type:".to_owned()]);
        }
        lines.push(vec!["--data-raw".to_owned(), body.clone()]);
    }
    lines
}

fn is_signed((name, value): &(String, String)) -> bool {
    name.eq_ignore_ascii_case("authorization") && value.starts_with(SIGNED)
}

fn has_header(request: &RequestOutcome, name: &str) -> bool {
    let mut names = request.headers.iter().map(|(name, _)| name);
    names.any(|other| other.eq_ignore_ascii_case(name))
}

/// No argument of a command can hold a NUL.
#[derive(Debug)]
struct NulByte;

/// A word for a shell.
struct Quoted {
    text: String,
    /// The environment variables that it names.
    variables: Vec<String>,
}

/// Quotes a word for a POSIX shell.
///
/// What cannot be seen is written as `"$(printf '\033')"`: the line does no harm to the terminal
/// that shows it, and repeats the request byte by byte.
fn quote(word: &str) -> Result<Quoted, NulByte> {
    if word.is_empty() {
        return Ok(Quoted {
            text: "''".to_owned(),
            variables: Vec::new(),
        });
    }
    let mut result = String::new();
    let mut variables = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        if let Some((name, length)) = secret(rest) {
            let variable = variable(name);
            result += &format!("\"${variable}\"");
            variables.push(variable);
            rest = &rest[length..];
        } else if must_be_printed(first) || begins_with_mark(rest) {
            result += &printed(first)?;
            rest = &rest[first.len_utf8()..];
        } else {
            let next = rest.char_indices().skip(1);
            let is_special = |(at, c): &(usize, char)| {
                must_be_printed(*c)
                    || begins_with_mark(&rest[*at..])
                    || secret(&rest[*at..]).is_some()
            };
            let end = next
                .into_iter()
                .find(is_special)
                .map_or(rest.len(), |(at, _)| at);
            result += &shlex::try_quote(&rest[..end]).map_err(|_| NulByte)?;
            rest = &rest[end..];
        }
    }
    Ok(Quoted {
        text: result,
        variables,
    })
}

fn must_be_printed(character: char) -> bool {
    is_hidden(character) && !matches!(character, '\n' | '\t')
}

/// A carriage return alone would be safe in `$(…)` too, but a newline there would be lost; those
/// stay in the quotes.
fn printed(character: char) -> Result<String, NulByte> {
    if character == '\0' {
        return Err(NulByte);
    }
    let mut bytes = [0; 4];
    let bytes = character.encode_utf8(&mut bytes).bytes();
    let octal: String = bytes.map(|byte| format!("\\{byte:03o}")).collect();
    Ok(format!("\"$(printf '{octal}')\""))
}

/// Returns the name of the hidden secret with which a text begins, and how many bytes it takes.
fn secret(text: &str) -> Option<(&str, usize)> {
    let (name, _) = text.strip_prefix('‹')?.split_once('›')?;
    let is_name = !name.is_empty()
        && name.len() <= 100
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    is_name.then(|| (name, '‹'.len_utf8() + name.len() + '›'.len_utf8()))
}

/// Returns the variable that takes the place of a text which is a hidden secret and nothing else.
pub(crate) fn variable_of(text: &str) -> Option<String> {
    let (name, length) = secret(text)?;
    (length == text.len()).then(|| variable(name))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn request(
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> RequestOutcome {
        RequestOutcome {
            method: method.to_owned(),
            url: url.to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.map(str::to_owned),
            curl_options: Vec::new(),
        }
    }

    /// Runs the line in a real shell where `curl` prints its arguments, each ended by a NUL.
    fn run(request: &RequestOutcome) -> Vec<String> {
        let line = CurlCommand::of(request, false).text("    ");
        let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}\n{line}");
        let output = Command::new("sh")
            .args(["-c", &script])
            .env("MAGEWALK_CUSTOMER_TOKEN", "s3cret $HOME `id` \"'\\")
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    fn check(request: &RequestOutcome, expected: &[&str]) {
        assert_eq!(run(request), expected);
    }

    #[test]
    fn an_ordinary_line_is_easy_to_read() {
        let request = request(
            "POST",
            "http://127.0.0.1:8082/rest/default/V1/customers",
            &[
                ("content-type", "application/json"),
                ("authorization", "Bearer ‹customer_token›"),
            ],
            Some(r#"{"customer":{"email":"a@example.com"},"password":"‹password›"}"#),
        );
        let expected = r#"  curl -X POST http://127.0.0.1:8082/rest/default/V1/customers \
    -H 'content-type: application/json' \
    -H 'authorization: Bearer '"$MAGEWALK_CUSTOMER_TOKEN" \
    --data-raw '{"customer":{"email":"a@example.com"},"password":"'"$MAGEWALK_PASSWORD"'"}'
"#;
        assert_eq!(CurlCommand::of(&request, false).text("  "), expected);
    }

    #[test]
    fn a_signature_that_would_not_hold_again_is_no_part_of_it() {
        let signed = request(
            "GET",
            "http://h/",
            &[("Authorization", "OAuth ‹authorization›")],
            None,
        );
        let expected = r#"  # it was signed by an integration, and a signature holds once: this takes an admin's token
  curl http://h/ \
    -H 'Authorization: Bearer '"$MAGEWALK_ADMIN_TOKEN"
"#;
        assert_eq!(CurlCommand::of(&signed, false).text("  "), expected);
    }

    #[test]
    fn the_shell_sees_what_was_sent_and_expands_secrets_alone() {
        check(
            &request("GET", "http://h/?a=b&c=$HOME", &[], None),
            &["http://h/?a=b&c=$HOME"],
        );
        let secret = "s3cret $HOME `id` \"'\\";
        check(
            &request(
                "GET",
                "http://h/",
                &[("Authorization", "Bearer ‹customer_token›")],
                None,
            ),
            &[
                "http://h/",
                "-H",
                &format!("Authorization: Bearer {secret}"),
            ],
        );
        check(
            &request(
                "PUT",
                "http://h/‹customer_token›/",
                &[("content-type", "x")],
                Some("‹customer_token›‹customer_token›"),
            ),
            &[
                "-X",
                "PUT",
                &format!("http://h/{secret}/"),
                "-H",
                "content-type: x",
                "--data-raw",
                &format!("{secret}{secret}"),
            ],
        );
    }

    #[test]
    fn hostile_bodies_arrive_byte_by_byte() {
        let bodies = [
            "",
            "'",
            "it's \"$(touch /tmp/x)\" `id` $HOME \\ ! * ~",
            "two\nlines\n",
            "\u{1b}[2J\u{202e}\u{feff}\r\n\t\u{7f}\u{9b}",
            "‹$(id)› ‹› ‹a b› › ‹",
            "@/etc/passwd",
            "-X",
            "größe 北京 \u{fffd}",
            "a\r",
        ];
        for body in bodies {
            let request = request("POST", "http://h/", &[("content-type", "x")], Some(body));
            assert_eq!(run(&request).last().unwrap(), body);
            let line = CurlCommand::of(&request, false).text("");
            assert!(!line.chars().any(must_be_printed), "{line:?}");
        }
    }

    #[test]
    fn a_secret_has_the_variable_that_the_program_reads() {
        let names = ["customer_token", "a-b.c", "MAGEWALK_ADMIN_TOKEN"].map(variable);
        let expected = [
            "MAGEWALK_CUSTOMER_TOKEN",
            "MAGEWALK_A_B_C",
            "MAGEWALK_ADMIN_TOKEN",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_nul_makes_no_line_and_says_so() {
        let request = request("POST", "http://h/", &[], Some("a\0b"));
        let line = CurlCommand::of(&request, false).text("");
        assert!(line.starts_with("# no curl line:"), "{line}");
    }

    #[test]
    fn curl_is_told_what_it_would_do_otherwise() {
        let arguments =
            |method, url, headers: &[_], body| run(&request(method, url, headers, body));
        assert_eq!(
            arguments(
                "GET",
                "http://h/?searchCriteria[pageSize]=1",
                &[("Accept-Encoding", "gzip"), ("Host", "h"), ("X-Empty", "")],
                None
            ),
            [
                "--globoff",
                "--compressed",
                "http://h/?searchCriteria[pageSize]=1",
                "-H",
                "X-Empty;"
            ]
        );
        assert_eq!(
            arguments("HEAD", "http://h/", &[], None),
            ["--head", "http://h/"]
        );
        assert_eq!(
            arguments("POST", "http://h/", &[("Content-Length", "1")], Some("x")),
            [
                "-X",
                "POST",
                "http://h/",
                "-H",
                "content-type:",
                "--data-raw",
                "x"
            ]
        );
        assert!(
            CurlCommand::of(&request("GET", "http://h/", &[], None), true)
                .text("")
                .contains("--location")
        );
        let mut reached = request("GET", "https://h/", &[], None);
        reached.curl_options = ["--cacert", "my ca.pem", "--insecure"]
            .map(str::to_owned)
            .to_vec();
        check(
            &reached,
            &["--cacert", "my ca.pem", "--insecure", "https://h/"],
        );
    }
}
