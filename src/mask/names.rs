//! Which names say that a value is secret, and under which label it is hidden.

/// Parts of names, and the labels of what is called so. A `_` stands for any sign between two words,
/// or none.
const PARTS: [(&str, &str); 12] = [
    ("password", "password"),
    ("passwd", "password"),
    ("passphrase", "passphrase"),
    ("passwort", "password"),
    ("secret", "secret"),
    ("token", "token"),
    ("credential", "credential"),
    ("api_key", "api_key"),
    ("private_key", "private_key"),
    ("access_key", "access_key"),
    ("encryption_key", "encryption_key"),
    ("signature", "signature"),
];

/// Whole words of names: `pin`, but not `shipping`.
const WORDS: [(&str, &str); 5] = [
    ("pin", "pin"),
    ("pwd", "password"),
    ("pass", "password"),
    ("otp", "otp"),
    ("jwt", "token"),
];

/// Which two letters a part or a word begins with, by their last five bits, which are the same in
/// capitals.
const BEGINNINGS: [[bool; 32]; 32] = {
    let mut beginnings = [[false; 32]; 32];
    let mut at = 0;
    while at < PARTS.len() + WORDS.len() {
        let (text, _) = if at < PARTS.len() {
            PARTS[at]
        } else {
            WORDS[at - PARTS.len()]
        };
        let text = text.as_bytes();
        beginnings[(text[0] & 31) as usize][(text[1] & 31) as usize] = true;
        at += 1;
    }
    beginnings
};

/// Returns whether something of this name is a secret by its name alone.
pub fn is_secret_name(name: &str) -> bool {
    label_of(name).is_some()
}

/// Returns the label of a secret of this name; none where the name says of none. A label is never
/// the name itself, which may be a store's text.
pub fn label_of(name: &str) -> Option<&'static str> {
    // Asked of every member of every response, so nothing is allocated here.
    let name = name.as_bytes();
    name.windows(2).enumerate().find_map(|(at, pair)| {
        // At most places no part begins.
        if !BEGINNINGS[usize::from(pair[0] & 31)][usize::from(pair[1] & 31)] {
            return None;
        }
        let part = PARTS
            .iter()
            .find(|(part, _)| length_at(name, at, part).is_some());
        let found = part.or_else(|| {
            let is_word = |(word, _): &&(&str, &str)| {
                length_at(name, at, word).is_some_and(|length| is_word(name, at, length))
            };
            WORDS.iter().find(is_word)
        });
        found.map(|(_, label)| *label)
    })
}

/// Returns whether a label is one of those of [`label_of`].
pub(super) fn is_label(text: &str) -> bool {
    let mut all = PARTS.iter().chain(&WORDS);
    all.any(|(_, label)| *label == text)
}

/// Returns whether a name says that even a number is secret, and not one about it: `otp`, but not
/// `token_lifetime`.
pub fn is_secret_word(name: &str) -> bool {
    let name = name.trim_end_matches(['s', 'S']).as_bytes();
    let all = PARTS.iter().chain(&WORDS);
    all.into_iter().any(|(part, _)| {
        let last = (0..name.len())
            .rev()
            .find(|at| length_at(name, *at, part).is_some());
        last.is_some_and(|at| {
            let length = length_at(name, at, part).unwrap_or(0);
            at + length == name.len() && (part.len() > 4 || is_word(name, at, length))
        })
    })
}

/// Returns how long a part of a name is that stands at this place.
fn length_at(name: &[u8], at: usize, part: &str) -> Option<usize> {
    let mut end = at;
    for wanted in part.bytes() {
        let is_sign = |byte: &u8| !byte.is_ascii_alphanumeric();
        if wanted == b'_' {
            end += usize::from(name.get(end).is_some_and(is_sign));
        } else if name
            .get(end)
            .is_some_and(|byte| byte.eq_ignore_ascii_case(&wanted))
        {
            end += 1;
        } else {
            return None;
        }
    }
    Some(end - at)
}

/// Whether a part of a name is a word of its own, or several of it.
fn is_word(name: &[u8], at: usize, length: usize) -> bool {
    let begins = match at.checked_sub(1).map(|before| name[before]) {
        None => true,
        Some(before) => !before.is_ascii_alphabetic() || is_hump(before, name[at]),
    };
    let ends = |end: usize| match name.get(end) {
        None => true,
        Some(after) => !after.is_ascii_alphabetic() || is_hump(name[end - 1], *after),
    };
    let end = at + length;
    let is_plural = name
        .get(end)
        .is_some_and(|last| last.eq_ignore_ascii_case(&b's'));
    begins && (ends(end) || is_plural && ends(end + 1))
}

/// Whether a word of camel case begins between two letters.
fn is_hump(before: u8, after: u8) -> bool {
    before.is_ascii_lowercase() && after.is_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_a_secret_and_its_label() {
        for (name, label) in [
            ("password", "password"),
            ("newPassword", "password"),
            ("db_passwd", "password"),
            ("userPwd", "password"),
            ("passphrase", "passphrase"),
            ("admin_otp_secret", "otp"),
            ("resetToken", "token"),
            ("tokens", "token"),
            ("X-Api-Key", "api_key"),
            ("apikey", "api_key"),
            ("privateKey", "private_key"),
            ("PIN", "pin"),
            ("pinCode", "pin"),
            ("user_pin2", "pin"),
            ("otp", "otp"),
            ("oauth_signature", "signature"),
            ("credentials", "credential"),
            ("password of hunter22 is weak", "password"),
        ] {
            assert_eq!(label_of(name), Some(label), "{name}");
        }
        for name in [
            "email",
            "potpourri",
            "id",
            "username",
            "shipping",
            "opinion",
            "masked_id",
            "key",
            "passed",
            "compass",
            "PINCODE",
            "cart_key",
            "",
        ] {
            assert_eq!(label_of(name), None, "{name}");
        }
    }

    #[test]
    fn a_number_is_secret_where_the_name_ends_so() {
        for name in ["otp", "user_pin", "tokens", "newPassword"] {
            assert!(is_secret_word(name), "{name}");
        }
        for name in ["token_lifetime", "passwordLength", "shipping", "pin_count"] {
            assert!(!is_secret_word(name), "{name}");
        }
    }
}
