//! Which Magento the embedded sandbox is, as a user says it.

use std::str::FromStr;

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

/// The sandbox that is wanted: `2.4.8`, `developer-mode` or `2.4.8,developer-mode`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SandboxKind {
    /// Which Magento it is.
    pub magento: Magento,
    /// Whether it is in developer mode.
    pub developer_mode: bool,
}

/// The word for developer mode.
const DEVELOPER_MODE: &str = "developer-mode";

impl FromStr for SandboxKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut kind = Self::default();
        for word in text.split(',').filter(|word| !word.is_empty()) {
            if word == DEVELOPER_MODE {
                kind.developer_mode = true;
            } else {
                kind.magento = Magento::from_str(word, false)
                    .map_err(|_| format!("write `2.4.7`, `2.4.8` or `2.4.8,{DEVELOPER_MODE}`"))?;
            }
        }
        Ok(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::{Magento, SandboxKind};

    #[test]
    fn a_sandbox_is_named_by_its_version_and_its_mode() {
        let check = |text: &str, magento, developer_mode| {
            let kind = SandboxKind {
                magento,
                developer_mode,
            };
            assert_eq!(text.parse(), Ok(kind), "{text}");
        };
        check("", Magento::V2_4_7, false);
        check("2.4.7", Magento::V2_4_7, false);
        check("2.4.8", Magento::V2_4_8, false);
        check("developer-mode", Magento::V2_4_7, true);
        check("2.4.8,developer-mode", Magento::V2_4_8, true);
        assert!("2.4.6".parse::<SandboxKind>().is_err());
    }
}
