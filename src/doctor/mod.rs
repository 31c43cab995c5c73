//! What can be told of a shop from answers to questions that change nothing: pure functions from
//! responses to findings. `front` looks at the door, `rest` at the API, `shop` at what an admin sees.

use crate::http::exchange::Response;
use crate::http::page;

pub mod front;
pub mod rest;
pub mod shop;

/// How a finding bears on walking the tutorials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Fine,
    /// Somebody has something to do.
    ToDo,
    /// It could not be told; that is no fault of the shop.
    Unknown,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, in a word or three.
    pub subject: &'static str,
    /// How it is.
    pub state: State,
    /// What was found.
    pub found: String,
    /// What to do about it; none where nothing is to be done.
    pub advice: Option<String>,
}

impl Finding {
    /// It is as it should be.
    pub fn fine(subject: &'static str, found: impl Into<String>) -> Self {
        Self {
            subject,
            state: State::Fine,
            found: found.into(),
            advice: None,
        }
    }

    /// Somebody has something to do.
    pub fn to_do(
        subject: &'static str,
        found: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            subject,
            state: State::ToDo,
            found: found.into(),
            advice: Some(advice.into()),
        }
    }

    /// It could not be told.
    pub fn unknown(
        subject: &'static str,
        found: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            state: State::Unknown,
            ..Self::to_do(subject, found, advice)
        }
    }
}

/// Says what is known of an answer, and what to do about it.
pub type Known<'k> = &'k dyn Fn(&str, &Response) -> (String, String);

impl Finding {
    /// Somebody else has answered, or the shop in trouble: a login in front of it, a firewall, a web
    /// server without PHP.
    pub fn in_trouble(
        subject: &'static str,
        path: &str,
        response: &Response,
        known: Known<'_>,
    ) -> Self {
        let (means, advice) = known(path, response);
        let what = page::in_words(response);
        let found = format!("{path} answers {} and {what}: {means}", response.status);
        Self::to_do(subject, found, advice)
    }
}

/// Whether Magento's API has answered, with what was asked for or with a refusal of its own.
pub fn is_of_api(response: &Response) -> bool {
    let is_json = response
        .json()
        .is_some_and(|body| body.is_object() || body.is_array());
    is_json && response.status < 500 && !response.is_of_login_wall()
}
