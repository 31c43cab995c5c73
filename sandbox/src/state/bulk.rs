//! Operations that wait, as plain data.

use crate::caller::Caller;

/// Operations that were sent together.
#[derive(Clone, Debug)]
pub(crate) struct Bulk {
    pub(crate) topic: String,
    pub(crate) caller: Caller,
    pub(crate) started: i64,
    pub(crate) operations: usize,
}
