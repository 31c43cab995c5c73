//! Which Magento the store is, and what comes from the way in which it was installed.

use std::fmt;
use std::str::FromStr;

/// A version of Magento Open Source that the sandbox can be. A newer one is the greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// As a 2.4.7-p3.
    #[default]
    V2_4_7,
    /// As a 2.4.8-p1.
    V2_4_8,
}

impl Version {
    /// All versions, the oldest first.
    pub const ALL: [Self; 2] = [Self::V2_4_7, Self::V2_4_8];

    /// Returns the version as Magento writes it, without the patch: `2.4.7`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::V2_4_7 => "2.4.7",
            Self::V2_4_8 => "2.4.8",
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.name())
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|version| version.name() == text);
        known.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(" and ");
            format!("the sandbox has no Magento `{text}`; it has {names}")
        })
    }
}

/// What is no fact of a version: two stores of one version may differ in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Installation {
    /// The number of the attribute `size`. From 125 on, the numbers follow the order in which the
    /// modules were installed.
    pub(crate) size_attribute: i64,
    /// The number that the import of the sample data put behind the names of pictures.
    pub(crate) picture: u8,
    /// Where static files are, below the base address.
    pub(crate) static_folder: &'static str,
    /// Whether buyers are sent e-mails about orders, invoices, shipments and refunds.
    pub(crate) sends_sales_mail: bool,
    /// The modules in the order of their installation, as a JSON list.
    pub(crate) modules: &'static str,
}

impl Installation {
    /// Returns how the store was installed that the answers of a version were recorded on.
    pub(crate) fn recorded(version: Version) -> Self {
        match version {
            Version::V2_4_7 => Self {
                size_attribute: 144,
                picture: 1,
                static_folder: "static/",
                sends_sales_mail: true,
                modules: include_str!("modules-2.4.7.json"),
            },
            Version::V2_4_8 => Self {
                size_attribute: 142,
                picture: 2,
                static_folder: "static/version1795462626/",
                sends_sales_mail: false,
                modules: include_str!("modules-2.4.8.json"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_are_read_as_they_are_written() {
        for version in Version::ALL {
            assert_eq!(version.to_string().parse(), Ok(version));
        }
        let refused = "2.4.6".parse::<Version>().unwrap_err();
        assert!(refused.contains("2.4.7 and 2.4.8"), "{refused}");
    }
}
