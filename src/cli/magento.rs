//! Which Magento the embedded sandbox is, as a user says it.

use clap::ValueEnum;

/// A version of Magento that the sandbox can be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Magento {
    /// As a 2.4.7-p3
    #[default]
    #[value(name = "2.4.7")]
    V2_4_7,
    /// As a 2.4.8-p1
    #[value(name = "2.4.8")]
    V2_4_8,
}
