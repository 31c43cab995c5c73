//! Whether an e-mail address passes, and what is said if not: the checks of the Laminas validators
//! for addresses and host names.

/// The longest local part and the longest host name.
const LONGEST: (usize, usize) = (64, 255);

/// Returns what is wrong with an e-mail, one sentence each. `label` is the attribute's.
pub(crate) fn violations(label: &str, email: &str) -> Vec<String> {
    let not_an_address = || vec![format!("\"{label}\" is not a valid email address.")];
    let Some((local, host)) = email
        .rsplit_once('@')
        .filter(|(local, host)| !local.is_empty() && !host.is_empty() && !email.contains(".."))
    else {
        return not_an_address();
    };
    let mut violations = Vec::new();
    if local.len() > LONGEST.0 || host.len() > LONGEST.1 {
        violations.push(format!("\"{label}\" uses too many characters."));
    }
    let of_host = host_violations(host);
    if !of_host.is_empty() {
        violations.push(format!("\"{label}\" is not a valid hostname."));
        violations.extend(of_host);
    }
    if !is_local_part(local) {
        violations.extend(not_an_address());
    }
    violations
}

/// Tells whether the part before the `@` is a dot-atom or a quoted text (RFC 2822).
fn is_local_part(local: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom.chars().all(|letter| {
                letter.is_ascii_alphanumeric()
                    || "!#$%&'*+-/=?^_`{|}~".contains(letter)
                    || !letter.is_ascii()
            })
    };
    let quoted = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match quoted {
        Some(text) => !text.contains(['"', '\\', '\r', '\n']),
        None => local.split('.').all(is_atom),
    }
}

fn host_violations(host: &str) -> Vec<String> {
    if host.parse::<std::net::IpAddr>().is_ok() {
        return vec![format!(
            "'{host}' looks like an IP address, which is not an acceptable format."
        )];
    }
    let Some(problem) = dns_problem(host) else {
        return Vec::new();
    };
    let labels = host.strip_suffix('.').unwrap_or(host);
    let is_local = labels
        .split('.')
        .all(|label| is_label(label, char::is_ascii_alphanumeric));
    let as_local = if is_local {
        format!("'{host}' looks like a local network name, which is not an acceptable format.")
    } else {
        format!("'{host}' does not look like a valid local network name.")
    };
    vec![problem, as_local]
}

/// Returns why a host name is none in the domain name system. Magento leaves the check against a
/// list of top-level domains out.
fn dns_problem(host: &str) -> Option<String> {
    let labels: Vec<_> = host.split('.').collect();
    let [.., domain] = labels[..] else {
        return None;
    };
    if labels.len() < 2 || host.len() < 4 || host.len() > 254 {
        return Some("The input does not match the expected structure for a DNS hostname".into());
    }
    if !(2..=63).contains(&domain.chars().count()) {
        return Some(format!(
            "'{host}' looks like a DNS hostname but cannot extract TLD part."
        ));
    }
    for label in labels {
        if label.starts_with('-')
            || label.ends_with('-')
            || (label.get(2..4) == Some("--") && !label.starts_with("xn"))
        {
            return Some(format!(
                "'{host}' looks like a DNS hostname but contains a dash in an invalid position."
            ));
        }
        if !is_label(label, |letter| letter.is_alphanumeric()) {
            return Some(format!(
                "'{host}' looks like a DNS hostname but we cannot match it against the hostname schema for TLD '{domain}'."
            ));
        }
    }
    None
}

fn is_label(label: &str, is_letter: fn(&char) -> bool) -> bool {
    (1..=63).contains(&label.len())
        && label
            .chars()
            .all(|letter| letter == '-' || is_letter(&letter))
}

#[cfg(test)]
mod tests {
    use super::violations;

    #[test]
    fn ordinary_addresses_pass() {
        for email in [
            "jdoe@example.com",
            "plus+tag@example.com",
            "A.B@Sub.Example.CO.UK",
            "\"a b\"@example.com",
            "a@shop.test",
        ] {
            assert_eq!(violations("Email", email), Vec::<String>::new(), "{email}");
        }
    }

    #[test]
    fn what_is_no_address_is_said_once() {
        for email in [
            "not-an-email",
            "@example.com",
            "a@",
            "a b@example.com",
            "a..b@example.com",
            "5",
            "a@b@example.com",
        ] {
            assert_eq!(
                violations("Email", email),
                ["\"Email\" is not a valid email address."],
                "{email}"
            );
        }
    }

    #[test]
    fn a_bad_host_is_explained() {
        let check = |email: &str, expected: [&str; 2]| {
            let found = violations("Email", email);
            assert_eq!(found[0], "\"Email\" is not a valid hostname.");
            assert_eq!(found[1..], expected);
        };
        check(
            "a@b",
            [
                "The input does not match the expected structure for a DNS hostname",
                "'b' looks like a local network name, which is not an acceptable format.",
            ],
        );
        check(
            "a@-b.com",
            [
                "'-b.com' looks like a DNS hostname but contains a dash in an invalid position.",
                "'-b.com' looks like a local network name, which is not an acceptable format.",
            ],
        );
        check(
            "a@example.com ",
            [
                "'example.com ' looks like a DNS hostname but we cannot match it against the hostname schema for TLD 'com '.",
                "'example.com ' does not look like a valid local network name.",
            ],
        );
        assert_eq!(
            violations("Email", "a@10.0.0.1")[1],
            "'10.0.0.1' looks like an IP address, which is not an acceptable format."
        );
    }

    #[test]
    fn long_parts_are_too_many_characters() {
        let email = format!("{}@example.com", "a".repeat(65));
        assert_eq!(
            violations("Email", &email),
            ["\"Email\" uses too many characters."]
        );
    }
}
