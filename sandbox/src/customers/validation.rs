//! What a customer's own data needs: the checks of its EAV attributes and of its names.

use std::sync::LazyLock;

use regex::Regex;

use crate::clock;
use crate::customers::email;
use crate::error::ApiError;
use crate::state::customer::Customer;

/// The run of characters that Magento takes for a name.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\p{L}\p{M},\-_.'’`&\s\d]+")
        .expect("the pattern is a constant that the tests compile")
});

/// A name may have so many characters. (Not part of the pattern, which would become huge.)
const LONGEST_NAME: usize = 255;

/// Returns what is wrong with a customer, one sentence each.
pub(crate) fn violations(customer: &Customer) -> Vec<String> {
    let mut violations = Vec::new();
    let names = [
        ("First Name", &customer.firstname),
        ("Last Name", &customer.lastname),
    ];
    for (label, name) in names {
        if name.is_empty() {
            violations.push(format!("\"{label}\" is a required value."));
        }
    }
    violations.extend(email::violations("Email", &customer.email));
    if let Some(gender) = customer.gender.filter(|gender| !(0..=3).contains(gender)) {
        violations.push(format!(
            "Attribute gender does not contain option with Id {gender}"
        ));
    }
    let middle = customer.middlename.clone().unwrap_or_default();
    for (label, name) in names.into_iter().chain([("Middle Name", &middle)]) {
        if !is_name(name) {
            violations.push(format!("{label} is not valid!"));
        }
    }
    violations
}

/// Refuses a date of birth, `YYYY-MM-DD`, that is after today, as stores do from 2.4.8 on.
pub(crate) fn require_past(date_of_birth: &str, now: i64) -> Result<(), ApiError> {
    let now = clock::written(now);
    if date_of_birth <= now.split(' ').next().unwrap_or_default() {
        return Ok(());
    }
    Err(ApiError::bad_request(
        "The Date of Birth should not be greater than today.",
    ))
}

/// Refuses a telephone number in which there is anything but what numbers have, as stores do from
/// 2.4.8 on.
pub(crate) fn require_telephone(number: &str) -> Result<(), ApiError> {
    let is_of_number = |letter: char| letter.is_ascii_digit() || "+-() ".contains(letter);
    if number.chars().all(is_of_number) {
        return Ok(());
    }
    Err(ApiError::bad_request(
        "Invalid Phone Number. Please use 0-9, +, -, (, ) and space.",
    ))
}

/// Tells whether a name passes.
///
/// The rule is Magento's with its gap: only the first run of allowed characters is looked at, and it
/// has to be all of the name; a name that has none of them passes.
fn is_name(name: &str) -> bool {
    NAME.find(name)
        .is_none_or(|run| run.as_str() == name && name.chars().count() <= LONGEST_NAME)
}

#[cfg(test)]
mod tests {
    use super::{is_name, violations};
    use crate::state::customer::Customer;

    #[test]
    fn names_have_letters_digits_and_some_marks() {
        let check = |name: &str, expected| assert_eq!(is_name(name), expected, "{name}");
        check("Jane", true);
        check("Жанна", true);
        check("O’Neil-Smith, Jr. & 2nd", true);
        check("   ", true);
        check("<b>Jane</b>", false);
        check("Jane$%{}", false);
        check("$$$", true);
        check(&"a".repeat(255), true);
        check(&"a".repeat(256), false);
    }

    #[test]
    fn all_violations_are_said_attributes_before_names() {
        let customer = Customer {
            lastname: "D<".into(),
            email: "nope".into(),
            gender: Some(99),
            ..Customer::default()
        };
        assert_eq!(
            violations(&customer),
            [
                "\"First Name\" is a required value.",
                "\"Email\" is not a valid email address.",
                "Attribute gender does not contain option with Id 99",
                "Last Name is not valid!",
            ]
        );
    }
}
