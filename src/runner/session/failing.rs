//! Steps that could not be carried out.

use crate::http::client::HttpErrorKind;
use crate::outcome::{ErrorKind, StepError, StepOutcome, Verdict};
use crate::scenario::template::FillError;

pub(super) fn fail(outcome: &mut StepOutcome, error: StepError) {
    outcome.verdict = Verdict::Errored;
    outcome.error = Some(error);
}

pub(super) fn template_error(error: FillError) -> StepError {
    let location = error.span.location();
    let hint = format!(
        "see {}:{}:{}",
        location.file, location.line, location.column
    );
    StepError::new(ErrorKind::Template, error.message, Some(hint))
}

pub(super) fn error_kind(kind: HttpErrorKind) -> ErrorKind {
    match kind {
        HttpErrorKind::Connection => ErrorKind::Connection,
        HttpErrorKind::Timeout => ErrorKind::Timeout,
        HttpErrorKind::Tls => ErrorKind::Tls,
        HttpErrorKind::Body => ErrorKind::Body,
        HttpErrorKind::Redirect => ErrorKind::Redirect,
    }
}
