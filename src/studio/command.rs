//! What the user commands on the page.

use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

/// What the user commands on the page. Steps are meant by their places in the tutorial, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
pub(crate) enum Command {
    /// Open a tutorial: its walk begins before the first step.
    Open {
        /// The tutorial.
        tutorial: String,
    },
    /// Give a step a request of one's own.
    Change {
        /// The tutorial.
        tutorial: String,
        /// The step.
        at: usize,
        /// The request, as text.
        text: String,
    },
    /// Give a step the page's request again.
    Restore {
        /// The tutorial.
        tutorial: String,
        /// The step.
        at: usize,
    },
    /// Send a step.
    Send {
        /// The tutorial.
        tutorial: String,
        /// The step.
        at: usize,
    },
    /// Send all steps from one on, in order.
    RunAll {
        /// The tutorial.
        tutorial: String,
        /// The first step.
        from: usize,
        /// The last step; the last of the tutorial without.
        until: Option<usize>,
    },
    /// Send no further step of all that was commanded before.
    Stop,
    /// Take back what a tutorial made, and begin it anew.
    Restart {
        /// The tutorial.
        tutorial: String,
    },
    /// Take a fresh sandbox, perhaps one that breaks.
    Sandbox {
        /// How it breaks, as `--fault` has it.
        #[serde(default)]
        faults: Vec<String>,
        /// Which Magento it is, as `--sandbox=` has it; the one of the last sandbox where none is said.
        #[serde(default)]
        magento: Option<String>,
    },
    /// Take a real store.
    Target {
        /// Its address.
        url: String,
        /// Whether it may be written to.
        yes: bool,
        /// Whether steps may be walked that cannot be taken back.
        permanent: bool,
        /// Whether its configuration may be changed.
        configuration: bool,
    },
}

/// Why a command is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Refusal {
    /// What is wrong.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) hint: Option<String>,
}

/// A command on its way, and where to say that it is carried out.
pub(crate) struct Sent {
    /// The command.
    pub(crate) command: Command,
    /// How often a stop was commanded before it.
    pub(crate) stops: u64,
    /// Where the answer goes.
    pub(crate) answer: oneshot::Sender<Result<(), Refusal>>,
}
