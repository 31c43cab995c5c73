//! The codes of what can be wrong: stable names that a person can look up.
//!
//! `docs/codes.md` explains each; a code is never given another meaning.

use serde::{Deserialize, Serialize};

use crate::outcome::{ErrorKind, MismatchKind, Subject};

/// A code, such as `MW113`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Code {
    /// The status is another one.
    Mw101,
    /// A header is missing.
    Mw102,
    /// A header has another value.
    Mw103,
    /// The content type and the body do not fit.
    Mw104,
    /// A documented value is missing.
    Mw110,
    /// Something is there that the page does not print.
    Mw111,
    /// A value has another JSON type.
    Mw112,
    /// A value is another one.
    Mw113,
    /// An element is in another place.
    Mw114,
    /// A check found nothing to look at.
    Mw120,
    /// A check does not hold.
    Mw121,
    /// An element of a page is missing.
    Mw130,
    /// An element of a page is another one, or there are too many.
    Mw131,
    /// A text is another one.
    Mw140,
    /// No connection, or one that broke.
    Mw201,
    /// It took too long.
    Mw202,
    /// No TLS that can be trusted.
    Mw203,
    /// A body that cannot be read as what it should be.
    Mw204,
    /// A redirect that cannot be followed.
    Mw205,
    /// A capture found nothing, or too much.
    Mw206,
    /// A `${…}` cannot be filled in.
    Mw207,
    /// Signing in did not work.
    Mw208,
    /// What is owed cannot be remembered.
    Mw209,
    /// A browser could not do it.
    Mw210,
    /// What was in the shop before cannot be seen.
    Mw211,
    /// The shard that had to walk it did not.
    Mw212,
    /// Something could not be taken back.
    Mw301,
}

impl Code {
    /// All codes, in order.
    pub const ALL: [Self; 27] = [
        Self::Mw101,
        Self::Mw102,
        Self::Mw103,
        Self::Mw104,
        Self::Mw110,
        Self::Mw111,
        Self::Mw112,
        Self::Mw113,
        Self::Mw114,
        Self::Mw120,
        Self::Mw121,
        Self::Mw130,
        Self::Mw131,
        Self::Mw140,
        Self::Mw201,
        Self::Mw202,
        Self::Mw203,
        Self::Mw204,
        Self::Mw205,
        Self::Mw206,
        Self::Mw207,
        Self::Mw208,
        Self::Mw209,
        Self::Mw210,
        Self::Mw211,
        Self::Mw212,
        Self::Mw301,
    ];

    /// Returns the code as it is written.
    pub fn name(self) -> String {
        format!("{self:?}").to_uppercase()
    }

    /// Returns the code of a mismatch of this sort.
    pub fn of_mismatch(subject: Subject, kind: MismatchKind) -> Self {
        use MismatchKind as Kind;
        match (subject, kind) {
            (Subject::Status, _) => Self::Mw101,
            (Subject::Header, Kind::Missing) => Self::Mw102,
            (Subject::Header, _) => Self::Mw103,
            (Subject::Body, Kind::Missing) => Self::Mw110,
            (Subject::Body, Kind::Extra) => Self::Mw111,
            (Subject::Body, Kind::Type) => Self::Mw112,
            (Subject::Body, Kind::Value) => Self::Mw113,
            (Subject::Body, Kind::Order) => Self::Mw114,
            (Subject::Check, Kind::Missing) => Self::Mw120,
            (Subject::Check, _) => Self::Mw121,
            (Subject::Html, Kind::Missing) => Self::Mw130,
            (Subject::Html, _) => Self::Mw131,
            (Subject::Text, _) => Self::Mw140,
        }
    }

    /// Returns the code of an error of this sort.
    pub fn of_error(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Connection => Self::Mw201,
            ErrorKind::Timeout => Self::Mw202,
            ErrorKind::Tls => Self::Mw203,
            ErrorKind::Body => Self::Mw204,
            ErrorKind::Redirect => Self::Mw205,
            ErrorKind::Capture => Self::Mw206,
            ErrorKind::Template => Self::Mw207,
            ErrorKind::SignIn => Self::Mw208,
            ErrorKind::Journal => Self::Mw209,
            ErrorKind::Browser => Self::Mw210,
            ErrorKind::Look => Self::Mw211,
            ErrorKind::Shard => Self::Mw212,
        }
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_in_json_as_it_is_shown() {
        for code in Code::ALL {
            let text = serde_json::to_string(&code).unwrap();
            assert_eq!(text, format!("\"{code}\""));
        }
        let mut sorted = Code::ALL.to_vec();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted, Code::ALL);
    }
}
