//! Whether there is a browser for the steps that want one.

use std::sync::Arc;

use crate::browser::Launcher;

/// Whether there is a browser for the steps that want one.
#[derive(Debug, Clone, Default)]
pub enum Browsing {
    /// Nobody asked for one.
    #[default]
    Off,
    /// There is none, and why.
    Missing(String),
    /// There is one.
    With(Arc<Launcher>),
}

impl Browsing {
    /// Why a step that wants a browser does not apply, if so.
    pub(super) fn obstacle(&self) -> Option<String> {
        match self {
            Self::Off => Some("it is done in a browser, with `--browser`".to_owned()),
            Self::Missing(why) => Some(why.clone()),
            Self::With(_) => None,
        }
    }
}
