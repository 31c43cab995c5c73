//! A request before it is sent, and where the values in it come from.

use std::collections::BTreeMap;

use crate::outcome::RequestOutcome;
use crate::outcome::path::Segment;

/// A request before it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What would be sent, as it may be shown.
    pub request: RequestOutcome,
    /// Where the values in it come from, in the order of its parts.
    pub origins: Vec<Origin>,
}

/// Where a value of a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Where it stands.
    pub place: OriginPlace,
    /// The name of the variable.
    pub name: String,
    /// The step that captured it; none for a variable of the tutorial or of the user.
    pub captured_in: Option<String>,
}

/// Where in a request a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginPlace {
    /// In the address.
    Url,
    /// In the header of this name.
    Header(String),
    /// At this place of a JSON body.
    Body(Vec<Segment>),
    /// In the field of this name of a form.
    Field(String),
    /// In a body that is only text.
    Text,
}

/// How values flow through a plan: from the step that captures one to the steps that use it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValueFlow {
    /// The number of each step, by its id.
    pub numbers: BTreeMap<String, usize>,
    /// The numbers of the steps that use a value, by its name.
    pub uses: BTreeMap<String, Vec<usize>>,
}
