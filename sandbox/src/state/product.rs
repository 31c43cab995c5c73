//! A product, as plain data.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::amount;
use crate::version::Installation;

/// A product. Its prices are in US dollars.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Product {
    pub(crate) id: i64,
    pub(crate) sku: String,
    pub(crate) name: String,
    #[serde(default = "default_attribute_set")]
    pub(crate) attribute_set_id: i64,
    /// A bundle has none of its own.
    #[serde(default, deserialize_with = "decimal")]
    pub(crate) price: Decimal,
    #[serde(default, deserialize_with = "optional_decimal")]
    pub(crate) weight: Option<Decimal>,
    #[serde(default = "yes")]
    pub(crate) is_enabled: bool,
    /// 1: by itself nowhere, 2: in the catalog, 3: in the search, 4: in both.
    #[serde(default = "everywhere")]
    pub(crate) visibility: i64,
    /// When it was made, in seconds since 1970; the sample data's at the start of the store.
    #[serde(default)]
    pub(crate) created_at: i64,
    #[serde(default)]
    pub(crate) updated_at: i64,
    #[serde(default)]
    pub(crate) category_ids: Vec<i64>,
    /// Further attributes by their codes.
    #[serde(default)]
    pub(crate) attributes: Map<String, Value>,
    #[serde(default)]
    pub(crate) media: Vec<Image>,
    #[serde(default)]
    pub(crate) stock: Stock,
    #[serde(default)]
    pub(crate) kind: Kind,
}

/// A picture of a product.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Image {
    pub(crate) id: i64,
    pub(crate) file: String,
    /// Where it is shown.
    pub(crate) types: Vec<String>,
}

/// What kind of product it is, and what belongs to that kind.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// One thing.
    #[default]
    Simple,
    /// Files.
    Downloadable {
        /// What the choice is called.
        title: String,
        links: Vec<Link>,
        /// Whether the buyer has to choose among the links.
        must_choose: bool,
    },
    /// One of several simple products, chosen by their attributes.
    Configurable {
        attributes: Vec<VariantAttribute>,
        /// The simple products.
        children: Vec<String>,
    },
    /// Several simple products.
    Bundle { options: Vec<BundleOption> },
    /// Simple products that are shown together.
    Grouped { parts: Vec<String> },
}

/// A file of a downloadable product.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Link {
    pub(crate) id: i64,
    pub(crate) title: String,
    #[serde(deserialize_with = "decimal")]
    pub(crate) price: Decimal,
    pub(crate) file: String,
}

/// An attribute by which the children of a configurable product differ.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct VariantAttribute {
    /// The id of the option of the product.
    pub(crate) id: i64,
    pub(crate) attribute_id: i64,
    /// The code, by which the children have it among their attributes.
    pub(crate) code: String,
    pub(crate) label: String,
    pub(crate) position: i64,
    pub(crate) values: Vec<VariantValue>,
}

/// A value of such an attribute.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct VariantValue {
    pub(crate) id: i64,
    pub(crate) label: String,
}

/// What there is to choose in a bundle, in the order of the positions.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct BundleOption {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) is_required: bool,
    /// How it is shown: `radio`, `select`, `checkbox`, `multi`.
    pub(crate) input: String,
    pub(crate) position: i64,
    pub(crate) links: Vec<BundleLink>,
}

/// A simple product in a bundle.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct BundleLink {
    pub(crate) id: i64,
    pub(crate) sku: String,
    pub(crate) quantity: i64,
    pub(crate) position: i64,
    pub(crate) is_default: bool,
}

/// How much of a product there is.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Stock {
    /// What lies in the warehouse.
    #[serde(deserialize_with = "decimal")]
    pub(crate) quantity: Decimal,
    /// What orders have taken and shipments have not.
    #[serde(skip)]
    pub(crate) reserved: Decimal,
    pub(crate) is_in_stock: bool,
}

impl Default for Stock {
    /// What each simple product of the sample data has.
    fn default() -> Self {
        Self {
            quantity: Decimal::ONE_HUNDRED,
            reserved: Decimal::ZERO,
            is_in_stock: true,
        }
    }
}

impl Product {
    /// Returns the product with what differs from installation to installation.
    pub(crate) fn installed(mut self, installation: &Installation) -> Self {
        if let Kind::Configurable { attributes, .. } = &mut self.kind {
            for attribute in attributes.iter_mut().filter(|it| it.code == "size") {
                attribute.attribute_id = installation.size_attribute;
            }
        }
        let files = self.media.iter_mut().map(|image| &mut image.file);
        for file in files {
            *file = picture(file, installation);
        }
        for value in self.attributes.values_mut() {
            if let Value::String(text) = value {
                *text = picture(text, installation);
            }
        }
        self
    }

    /// Returns the type as the API names it.
    pub(crate) fn type_id(&self) -> &'static str {
        match self.kind {
            Kind::Simple => "simple",
            Kind::Downloadable { .. } => "downloadable",
            Kind::Configurable { .. } => "configurable",
            Kind::Bundle { .. } => "bundle",
            Kind::Grouped { .. } => "grouped",
        }
    }

    /// Returns the price that is shown. What stands for others shows none, or 0.
    pub(crate) fn shown_price(&self) -> Option<Decimal> {
        match self.kind {
            Kind::Simple | Kind::Downloadable { .. } => Some(self.price),
            Kind::Configurable { .. } | Kind::Bundle { .. } => Some(Decimal::ZERO),
            Kind::Grouped { .. } => None,
        }
    }

    /// Returns how much can still be sold.
    pub(crate) fn salable(&self) -> Decimal {
        self.stock.quantity - self.stock.reserved
    }
}

/// Returns the name of a picture as the import of the sample data numbered it.
fn picture(file: &str, installation: &Installation) -> String {
    match file.strip_suffix("_1.jpg") {
        Some(stem) => format!("{stem}_{}.jpg", installation.picture),
        None => file.to_owned(),
    }
}

fn default_attribute_set() -> i64 {
    4
}

fn yes() -> bool {
    true
}

fn everywhere() -> i64 {
    4
}

fn decimal<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    Value::deserialize(from).map(|value| amount::read(&value))
}

fn optional_decimal<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
    Value::deserialize(from).map(|value| amount::optional(&value))
}
