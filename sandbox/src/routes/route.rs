//! What a route is, and what many of them take.

use crate::error::Answer;
use crate::input::{Parameter, required};
use crate::schema::{SEARCH_CRITERIA, Type};
use crate::service::Call;
use crate::state::Store;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everybody.
    Anonymous,
    /// A signed-in customer, for itself: `customerId` is the caller, whatever was sent.
    Own,
    /// Everybody who is signed in.
    SignedIn,
    /// An admin with this resource.
    Resource(&'static str),
}

/// One route.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// Segments that begin with a colon are parameters.
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    /// The method of the PHP interface, as topics of the message queue spell it.
    pub(crate) service: &'static str,
    pub(crate) parameters: &'static [Parameter],
    pub(crate) handler: fn(&mut Store, &Call) -> Answer,
}

/// Makes a line of a table.
pub(super) const fn route(
    line: (&'static str, &'static str),
    access: Access,
    service: &'static str,
    parameters: &'static [Parameter],
    handler: fn(&mut Store, &Call) -> Answer,
) -> Route {
    Route {
        method: line.0,
        path: line.1,
        access,
        service,
        parameters,
        handler,
    }
}

/// What many services take.
pub(super) const CUSTOMER_ID: &[Parameter] = &[required("customerId", Type::Integer)];
pub(super) const CRITERIA: &[Parameter] =
    &[required("searchCriteria", Type::Object(&SEARCH_CRITERIA))];
pub(super) const ID: &[Parameter] = &[required("id", Type::Integer)];
