//! How the store is configured: the settings of Magento's own configuration that the sandbox heeds, under
//! their own paths, as `bin/magento config:set` takes them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

/// A setting that the sandbox heeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The path in Magento's configuration.
    pub path: &'static str,
    /// What a fresh sandbox has.
    pub default: &'static str,
    /// What it does.
    pub about: &'static str,
    kind: Kind,
}

/// What a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `0` or `1`.
    Flag,
    /// A decimal number that is not negative.
    Amount,
    /// Codes of countries with commas in between; nothing is all of them.
    Countries,
    /// Three capital letters.
    Currency,
    /// Any text.
    Text,
}

/// All settings that the sandbox heeds.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    setting("currency/options/base", "USD", Kind::Currency, "the currency of the prices"),
    setting("general/country/allow", "", Kind::Countries, "the countries that the store sells to; nothing is all"),
    setting("customer/create_account/confirm", "0", Kind::Flag, "new customers confirm their e-mail address before they sign in"),
    setting("customer/captcha/enable", "0", Kind::Flag, "the storefront's sign-in wants a CAPTCHA"),
    setting("checkout/options/guest_checkout", "1", Kind::Flag, "guests may order"),
    setting("sales/minimum_order/active", "0", Kind::Flag, "orders have a minimum amount"),
    setting("sales/minimum_order/amount", "0", Kind::Amount, "the minimum amount of an order"),
    setting("sales/minimum_order/description", "", Kind::Text, "the sentence that a buyer reads below it"),
    setting("payment/checkmo/active", "1", Kind::Flag, "payment by check or money order"),
    setting("payment/purchaseorder/active", "1", Kind::Flag, "payment by purchase order"),
    setting("payment/banktransfer/active", "1", Kind::Flag, "payment by bank transfer"),
    setting("payment/cashondelivery/active", "1", Kind::Flag, "payment by cash on delivery"),
    setting("carriers/flatrate/active", "1", Kind::Flag, "shipping at a flat rate"),
    setting("carriers/tablerate/active", "1", Kind::Flag, "shipping by the table of rates"),
    setting("carriers/freeshipping/active", "0", Kind::Flag, "free shipping"),
    setting("web/url/use_store", "0", Kind::Flag, "the storefront's addresses hold the code of the store view"),
];

const fn setting(
    path: &'static str,
    default: &'static str,
    kind: Kind,
    about: &'static str,
) -> Setting {
    Setting {
        path,
        default,
        about,
        kind,
    }
}

/// A setting that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationError {
    /// What is wrong.
    pub message: String,
    /// The path that is none, where that is what is wrong.
    pub unknown_path: Option<String>,
}

/// How a store is configured.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    set: BTreeMap<&'static str, String>,
}

impl Configuration {
    /// Reads settings, each as `PATH=VALUE`.
    ///
    /// # Errors
    /// Where the sandbox has no such setting, or the setting no such value.
    pub fn parse<T: AsRef<str>>(texts: &[T]) -> Result<Self, ConfigurationError> {
        let mut configuration = Self::default();
        for text in texts {
            let text = text.as_ref();
            let (path, value) = text.split_once('=').ok_or_else(|| ConfigurationError {
                message: "it is written as `PATH=VALUE`".to_owned(),
                unknown_path: None,
            })?;
            configuration.set(path, value)?;
        }
        Ok(configuration)
    }

    /// Sets the value of a path.
    ///
    /// # Errors
    /// Where the sandbox has no such setting, or the setting no such value.
    pub fn set(&mut self, path: &str, value: &str) -> Result<(), ConfigurationError> {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.path == path) else {
            return Err(ConfigurationError {
                message: format!("the sandbox has no setting `{path}`"),
                unknown_path: Some(path.to_owned()),
            });
        };
        if let Some(wants) = setting.kind.refuses(value) {
            return Err(ConfigurationError {
                message: format!("`{path}` takes {wants}, and not `{value}`"),
                unknown_path: None,
            });
        }
        self.set.insert(setting.path, value.to_owned());
        Ok(())
    }

    /// Returns the value of a path.
    pub(crate) fn text(&self, path: &str) -> &str {
        let default = || SETTINGS.iter().find(|setting| setting.path == path);
        match self.set.get(path) {
            Some(value) => value,
            None => default().map_or("", |setting| setting.default),
        }
    }

    /// Tells whether a path is switched on.
    pub(crate) fn is_on(&self, path: &str) -> bool {
        self.text(path) == "1"
    }

    /// Returns the currency of all prices.
    pub(crate) fn currency(&self) -> &str {
        self.text("currency/options/base")
    }

    /// Tells whether the store sells to a country.
    pub(crate) fn sells_to(&self, country: &str) -> bool {
        let allowed = self.text("general/country/allow");
        allowed.is_empty() || allowed.split(',').any(|one| one == country)
    }

    /// Returns the least that an order may come to, if there is such a limit.
    pub(crate) fn minimum_order(&self) -> Option<Decimal> {
        let is_on = self.is_on("sales/minimum_order/active");
        is_on.then(|| self.text("sales/minimum_order/amount").parse().ok())?
    }
}

impl Kind {
    /// Says what is wanted, where a value is none of that.
    fn refuses(self, value: &str) -> Option<&'static str> {
        let is_code = |code: &str, length: usize| {
            code.len() == length && code.bytes().all(|letter| letter.is_ascii_uppercase())
        };
        let (fits, wants) = match self {
            Self::Flag => (["0", "1"].contains(&value), "`0` or `1`"),
            Self::Amount => {
                let amount = value.parse::<Decimal>();
                (
                    amount.is_ok_and(|amount| !amount.is_sign_negative()),
                    "an amount such as `50`",
                )
            }
            Self::Countries => {
                let mut codes = value.split(',');
                (
                    value.is_empty() || codes.all(|code| is_code(code, 2)),
                    "countries such as `US,CA`",
                )
            }
            Self::Currency => (is_code(value, 3), "a currency such as `EUR`"),
            Self::Text => (true, ""),
        };
        (!fits).then_some(wants)
    }
}

#[cfg(test)]
mod tests {
    use super::{Configuration, SETTINGS};

    #[test]
    fn what_a_fresh_store_has_is_a_value_that_its_setting_takes() {
        let mut configuration = Configuration::default();
        for setting in SETTINGS {
            assert_eq!(configuration.text(setting.path), setting.default);
            configuration.set(setting.path, setting.default).unwrap();
        }
    }

    #[test]
    fn a_setting_is_read_and_held_to_its_kind() {
        let read = |text: &str| Configuration::parse(&[text]).map_err(|error| error.message);
        let set = read("sales/minimum_order/amount=12.50").unwrap();
        assert_eq!(set.minimum_order(), None);
        let set = read("general/country/allow=DE,AT").unwrap();
        assert!(set.sells_to("DE") && !set.sells_to("US"));
        for (text, message) in [
            (
                "carriers/flatrate/active=yes",
                "`carriers/flatrate/active` takes `0` or `1`, and not `yes`",
            ),
            (
                "carriers/ups/active=1",
                "the sandbox has no setting `carriers/ups/active`",
            ),
            ("carriers/flatrate/active", "it is written as `PATH=VALUE`"),
            (
                "sales/minimum_order/amount=-1",
                "`sales/minimum_order/amount` takes an amount such as `50`, and not `-1`",
            ),
            (
                "currency/options/base=eur",
                "`currency/options/base` takes a currency such as `EUR`, and not `eur`",
            ),
        ] {
            assert_eq!(read(text).unwrap_err(), message);
        }
    }
}
