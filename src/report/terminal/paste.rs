//! Lines that repeat a request when they are pasted: they sign in, set what a run makes up, and say
//! what is of the run alone.

use crate::outcome::{RequestOutcome, StepOutcome};
use crate::report::terminal::curl::{CurlCommand, quoted, variable};
use crate::visible::visible;

/// What a line names where it is sent as an admin.
pub(crate) const ADMIN_TOKEN: &str = "MAGEWALK_ADMIN_TOKEN";

/// Returns the lines that repeat a request of a step.
pub(crate) fn pasted(
    step: &StepOutcome,
    request: &RequestOutcome,
    follow: bool,
    indent: &str,
) -> String {
    let command = CurlCommand::of(request, follow);
    let named: Vec<&str> = command.variables().collect();
    let mut text = String::new();
    if let Some(note) = of_this_run(step, &named) {
        text += &format!("{indent}{note}\n");
    }
    for name in made_up(step, &named) {
        text += &format!("{indent}{name}=${{{name}:-Mw1-$(date +%s)}}\n");
    }
    if named.contains(&ADMIN_TOKEN)
        && let Some(lines) = sign_in(request)
    {
        text.extend(lines.map(|line| format!("{indent}{line}\n")));
    }
    text + &command.text(indent)
}

/// Returns the lines that sign in as an admin, where nobody has set a token; none where the address
/// is not that of the REST API.
pub(crate) fn sign_in(request: &RequestOutcome) -> Option<[String; 3]> {
    let (shop, _) = request.url.split_once("/rest/")?;
    let options: Option<Vec<String>> = request
        .curl_options
        .iter()
        .map(|option| quoted(option))
        .collect();
    let options = options?
        .iter()
        .fold(String::new(), |all, one| all + " " + one);
    let shop = quoted(shop)?;
    Some([
        // As JSON wants it: a backslash and a quote are escaped, and what stands below a blank.
        r#"json() { printf '%s\n' "$1" | LC_ALL=C awk 'BEGIN { for (i = 1; i < 32; i++) code[sprintf("%c", i)] = sprintf("\\u%04x", i); code["\""] = "\\\""; code["\\"] = "\\\\" } { if (NR > 1) printf "\\n"; n = length($0); for (i = 1; i <= n; i++) { c = substr($0, i, 1); printf "%s", (c in code) ? code[c] : c } }'; }"#
            .to_owned(),
        "otp=${MAGEWALK_ADMIN_OTP_SECRET:+$(oathtool -b --totp \"$MAGEWALK_ADMIN_OTP_SECRET\")}"
            .to_owned(),
        format!(
            "MAGEWALK_ADMIN_TOKEN=${{MAGEWALK_ADMIN_TOKEN:-$(curl -sS{options} \
             {shop}/rest/V1/\"${{otp:+tfa/provider/google/authenticate?}}\"integration/admin/token \
             -H 'Content-Type: application/json' --data-raw '{{\"username\":\"'\
             \"$(json \"$MAGEWALK_ADMIN_USERNAME\")\"'\",\"password\":\"'\"$(json \"$MAGEWALK_ADMIN_PASSWORD\")\"'\",\"otp\":\"'\
             \"$otp\"'\"}}' | tr -d '\"')}}"
        ),
    ])
}

/// Returns the variables of passwords that a run makes up: any will do.
fn made_up(step: &StepOutcome, named: &[&str]) -> Vec<String> {
    let own = step.uses.iter().filter(|one| one.captured_in.is_none());
    let names = own.map(|one| one.name.as_str());
    let names = names.filter(|name| name.contains("password") && !name.starts_with("admin_"));
    let variables = names.map(variable);
    variables
        .filter(|name| named.contains(&name.as_str()))
        .collect()
}

/// Says what the line names that only this run had.
fn of_this_run(step: &StepOutcome, named: &[&str]) -> Option<String> {
    let is_secret = |name: &str| named.contains(&variable(name).as_str());
    let uses = step.uses.iter();
    let own = uses.filter(|one| one.is_taken_back || is_secret(&one.name));
    let names: Vec<String> = own
        .filter_map(|one| Some((&one.name, one.captured_in.as_ref()?)))
        .map(|(name, by)| visible(&format!("{name} (of {by})")))
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "# of this run, and gone when its end takes back what it made (--keep leaves it): {}",
            names.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::outcome::UseOutcome;
    use crate::report::fixture;

    /// Runs lines in a real shell, where `curl` tells its arguments and answers with a token.
    fn run(lines: &str, variables: &[(&str, &str)]) -> String {
        let shell = "oathtool() { printf 123456; }\n\
                     curl() { printf '<%s>' \"$@\" >&2; echo >&2; printf '\"to-ken\"'; }\n";
        let ran = Command::new("sh")
            .args(["-c", &format!("{shell}{lines}")])
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        String::from_utf8(ran.stderr).unwrap()
    }

    fn step(authorization: &str, body: Option<&str>) -> StepOutcome {
        let mut step = fixture::outcome().scenarios[0].steps[0].clone();
        step.uses.clear();
        let request = &mut step.exchanges[0].request;
        request.url = "http://shop.example/rest/default/V1/orders/4".to_owned();
        request.headers = vec![("Authorization".to_owned(), authorization.to_owned())];
        request.body = body.map(str::to_owned);
        step
    }

    fn lines(step: &StepOutcome) -> String {
        pasted(step, &step.exchanges[0].request, false, "  ")
    }

    #[test]
    fn an_admin_signs_in_by_the_first_lines() {
        let text = lines(&step("Bearer ‹admin_token›", None));
        let account = [
            ("MAGEWALK_ADMIN_USERNAME", "me"),
            ("MAGEWALK_ADMIN_PASSWORD", "pw 1"),
        ];
        let sent = run(&text, &account);
        assert!(
            sent.contains("<http://shop.example/rest/V1/integration/admin/token>"),
            "{sent}"
        );
        let body = r#"<{"username":"me","password":"pw 1","otp":""}>"#;
        assert!(sent.contains(body), "{sent}");
        assert!(sent.contains("<Authorization: Bearer to-ken>"), "{sent}");
        let sent = run(
            &text,
            &[
                account[0],
                account[1],
                ("MAGEWALK_ADMIN_OTP_SECRET", "JBSW"),
            ],
        );
        assert!(
            sent.contains("/rest/V1/tfa/provider/google/authenticate?")
                && sent.contains(r#""otp":"123456""#),
            "{sent}"
        );
        let sent = run(&text, &[("MAGEWALK_ADMIN_TOKEN", "ready")]);
        assert!(
            sent.contains("Bearer ready") && !sent.contains("admin/token"),
            "{sent}"
        );
    }

    #[test]
    fn a_password_of_any_characters_is_json_when_it_is_sent() {
        let text = lines(&step("Bearer ‹admin_token›", None));
        for password in [
            r#"a"b\c$d`e'f"#,
            "über\nzwei\n",
            "\ttab $(id) %s \\n",
            "{\"}",
            "",
        ] {
            let account = [
                ("MAGEWALK_ADMIN_USERNAME", "me\"\\"),
                ("MAGEWALK_ADMIN_PASSWORD", password),
            ];
            let sent = run(&text, &account);
            let from = sent.find("<{\"username\"").unwrap() + 1;
            let body = sent[from..].split(">").next().unwrap();
            let body: serde_json::Value = serde_json::from_str(body).unwrap();
            assert_eq!(body["password"], password, "{sent}");
            assert_eq!(body["username"], "me\"\\", "{sent}");
        }
    }

    #[test]
    fn what_only_the_run_had_is_said_and_a_password_is_made_up() {
        let mut step = step(
            "Bearer ‹customer_token›",
            Some("{\"password\":\"‹password›\"}"),
        );
        let used = |name: &str, by: Option<&str>, is_taken_back| UseOutcome {
            name: name.to_owned(),
            captured_in: by.map(str::to_owned),
            is_taken_back,
        };
        step.uses = vec![
            used("customer_token", Some("token"), false),
            used("order_id", Some("place-order"), true),
            used("sku", Some("products"), false),
            used("password", None, false),
        ];
        let text = lines(&step);
        assert!(
            text.contains("customer_token (of token), order_id (of place-order)\n"),
            "{text}"
        );
        assert!(!text.contains("sku"), "{text}");
        let sent = run(&text, &[("MAGEWALK_CUSTOMER_TOKEN", "tok")]);
        assert!(sent.contains("{\"password\":\"Mw1-"), "{sent}");
    }
}
