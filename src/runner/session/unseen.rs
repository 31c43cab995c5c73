//! Why a step is not sent that may have to be taken back.

use crate::http::exchange::Exchange;
use crate::outcome::{ErrorKind, StepError};
use crate::runner::find::LookFailure;
use crate::runner::send::SendFailure;

/// Why a step is not sent: what is in the shop cannot be seen, or not be remembered.
pub(super) enum Unseen {
    /// Nobody could be asked.
    Unsent(SendFailure),
    /// What is said of it, and what was answered in place of what was asked for.
    Said(StepError, Vec<Exchange>),
}

impl Unseen {
    pub(super) fn unwritten(error: &std::io::Error) -> Self {
        let message = format!("the journal cannot be written, so nothing was sent: {error}");
        let hint = "make the folder `reports` writable".to_owned();
        let error = StepError::new(ErrorKind::Journal, message, Some(hint));
        Self::Said(error, Vec::new())
    }
}

impl From<LookFailure> for Unseen {
    fn from(failure: LookFailure) -> Self {
        match failure {
            LookFailure::Unsent(failure) => Self::Unsent(failure),
            LookFailure::Unclear { reason, exchanges } => {
                let message = format!(
                    "whether it was there before cannot be seen, so nothing was sent: {reason}"
                );
                let hint = "what the step makes could not be told from what the shop had before; see \
                            to it that its `find` is answered, or walk with `--keep`, which takes \
                            nothing back";
                let error = StepError::new(ErrorKind::Look, message, Some(hint.to_owned()));
                Self::Said(error, exchanges)
            }
        }
    }
}
