//! Passwords of customers: what they need, changing one, and resetting a forgotten one.

use serde_json::json;

use crate::customers::locate::{find, find_by_email};
use crate::customers::sign_in;
use crate::error::{Answer, ApiError};
use crate::random;
use crate::service::Call;
use crate::state::Store;
use crate::state::customer::Customer;
use crate::version::Version;

const LONGEST: usize = 256;
const SHORTEST: usize = 8;
const CLASSES: usize = 3;
/// How many seconds have to be between two requests for a reset.
const BETWEEN_RESETS: i64 = 60 * 60;

/// Refuses a password that is too long, too short, too plain, or has white space around it.
pub(crate) fn require_strength(password: &str) -> Result<(), ApiError> {
    let length = password.chars().count();
    if length > LONGEST {
        let message = "Please enter a password with at most %1 characters.";
        return Err(ApiError::bad_request(message).with(json!([LONGEST])));
    }
    if length < SHORTEST {
        let message =
            "The password needs at least %1 characters. Create a new password and try again.";
        return Err(ApiError::bad_request(message).with(json!([SHORTEST.to_string()])));
    }
    let trimmed = password.trim_matches([' ', '\t', '\n', '\r', '\0', '\x0b']);
    if trimmed.len() != password.len() {
        return Err(ApiError::bad_request(
            "The password can't begin or end with a space. Verify the password and try again.",
        ));
    }
    let is_class: [fn(char) -> bool; 4] = [
        |letter| letter.is_ascii_lowercase(),
        |letter| letter.is_ascii_uppercase(),
        |letter| letter.is_ascii_digit(),
        |letter| !letter.is_ascii_alphanumeric(),
    ];
    if is_class
        .into_iter()
        .filter(|class| password.contains(*class))
        .count()
        < CLASSES
    {
        let message = "Minimum of different classes of characters in password is %1. \
                       Classes of characters: Lower Case, Upper Case, Digits, Special Characters.";
        return Err(ApiError::bad_request(message).with(json!([CLASSES.to_string()])));
    }
    Ok(())
}

/// Refuses the e-mail as a password.
pub(crate) fn require_unlike_email(password: &str, email: &str) -> Result<(), ApiError> {
    if password.eq_ignore_ascii_case(email) {
        return Err(ApiError::bad_request(
            "The password can't be the same as the email address. Create a new password and try again.",
        ));
    }
    Ok(())
}

/// `PUT /V1/customers/me/password`. Tokens go on working.
pub(crate) fn change(store: &mut Store, call: &Call) -> Answer {
    let id = find(store, call.number("customerId"))?.id;
    if !sign_in::has_password(store, id, call.text("currentPassword"), call.now) {
        let is_locked = find(store, id)?.lock.is_locked(call.now);
        let message = if is_locked {
            "The account is locked."
        } else {
            "The password doesn't match this account. Verify the password and try again."
        };
        return Err(ApiError::new(401, message));
    }
    let email = find(store, id)?.email.clone();
    let password = call.text("newPassword");
    require_unlike_email(password, &email)?;
    require_strength(password)?;
    set(store, id, password, call.now);
    Ok(true.into())
}

/// `PUT /V1/customers/password`. No e-mail leaves the sandbox.
pub(crate) fn request_reset(store: &mut Store, call: &Call) -> Answer {
    if store.version >= Version::V2_4_8 {
        limit_resets(store, call.now)?;
    }
    let id = find_by_email(store, call.text("email"), call.optional_number("websiteId"))?.id;
    let template = call.text("template");
    if !["email_reminder", "email_reset"].contains(&template) {
        return Err(ApiError::bad_request(
            "Invalid value of \"%value\" provided for the %fieldName field. \
             Possible values: %template1 or %template2.",
        )
        .with(json!({
            "value": template,
            "fieldName": "template",
            "template1": "email_reminder",
            "template2": "email_reset",
        })));
    }
    if let Some(customer) = store.customers.get_mut(&id) {
        customer.reset_token = Some(random::word::<32>());
        customer.updated_at = call.now;
    }
    Ok(true.into())
}

/// Refuses a request for a reset that comes too soon after another one, as stores do from 2.4.8 on.
/// They count by the e-mail and by the caller's address; all callers of the sandbox have one address.
/// Recorded: one that asks for a template that there is not counts, and one that is refused does not.
fn limit_resets(store: &mut Store, now: i64) -> Result<(), ApiError> {
    let last = store.reset_requested_at;
    if last.is_some_and(|last| now - last < BETWEEN_RESETS) {
        let message = "We received too many requests for password resets. \
                       Please wait and try again later or contact %1.";
        return Err(ApiError::bad_request(message).with(json!(["hello@example.com"])));
    }
    store.reset_requested_at = Some(now);
    Ok(())
}

/// `POST /V1/customers/resetPassword`
pub(crate) fn reset(store: &mut Store, call: &Call) -> Answer {
    let reset_token = call.text("resetToken");
    let id = match call.text("email") {
        "" => find_by_token(store, reset_token)?,
        email => find_by_email(store, email, None)?.id,
    };
    require_token(store, id, reset_token)?;
    let email = find(store, id)?.email.clone();
    let password = call.text("newPassword");
    require_unlike_email(password, &email)?;
    require_strength(password)?;
    set(store, id, password, call.now);
    Ok(true.into())
}

/// `GET /V1/customers/:customerId/password/resetLinkToken/:resetPasswordLinkToken`
pub(crate) fn check_reset_token(store: &mut Store, call: &Call) -> Answer {
    let reset_token = call.text("resetPasswordLinkToken");
    let id = match call.number("customerId") {
        0 => find_by_token(store, reset_token)?,
        id if id < 0 => return Err(ApiError::invalid_value("customerId", id)),
        id => id,
    };
    require_token(store, id, reset_token)?;
    Ok(true.into())
}

fn find_by_token(store: &Store, reset_token: &str) -> Result<i64, ApiError> {
    let has_token = |customer: &&Customer| customer.reset_token.as_deref() == Some(reset_token);
    let found = store.customers.values().find(has_token);
    found.map(|customer| customer.id).ok_or_else(|| {
        ApiError::new(404, "No such entity with rp_token = %value")
            .with(json!({ "value": reset_token }))
    })
}

fn require_token(store: &Store, id: i64, reset_token: &str) -> Result<(), ApiError> {
    if reset_token.is_empty() {
        return Err(ApiError::required(&["resetPasswordLinkToken"]));
    }
    if find(store, id)?.reset_token.as_deref() == Some(reset_token) {
        return Ok(());
    }
    Err(ApiError::bad_request(
        "The password token is mismatched. Reset and try again.",
    ))
}

fn set(store: &mut Store, id: i64, password: &str, now: i64) {
    let digest = store.password_digest(password);
    if let Some(customer) = store.customers.get_mut(&id) {
        customer.password = Some(digest);
        customer.reset_token = None;
        customer.updated_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::{require_strength, require_unlike_email};

    #[test]
    fn weak_passwords_are_refused_for_the_first_reason_that_holds() {
        let check = |password: &str, expected: Option<&str>| {
            let message = require_strength(password).err().map(|error| error.message);
            match expected {
                Some(start) => assert!(message.unwrap().starts_with(start), "{password}"),
                None => assert_eq!(message, None, "{password}"),
            }
        };
        check("Password1", None);
        check("Passwor1", None);
        check("пароль Ab", None);
        check("", Some("The password needs at least"));
        check("Pass1", Some("The password needs at least"));
        check("passwordpassword", Some("Minimum of different classes"));
        check("Password1 ", Some("The password can't begin or end"));
        check(&"Aa1!".repeat(64), None);
        check(
            &"Aa1!".repeat(65),
            Some("Please enter a password with at most"),
        );
    }

    #[test]
    fn the_email_is_no_password_in_any_case() {
        assert!(require_unlike_email("Mail1@Example.com", "mail1@example.com").is_err());
        assert!(require_unlike_email("Password1", "mail1@example.com").is_ok());
    }
}
