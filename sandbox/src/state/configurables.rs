//! The clothes of the Luma sample data: each is made in sizes and colors, and each size in each color
//! is a simple product.

use serde_json::{Map, Value};

use crate::amount;
use crate::state::product::{Kind, Product, Stock, VariantAttribute, VariantValue};

/// One a line: SKU, name, price, categories, sizes, colors, in the order in which they were made.
const TABLE: &str = include_str!("configurables.txt");

/// The id of the first of them; all others follow without a gap, each behind its simple products.
const FIRST_ID: i64 = 53;
/// The number of the first option of a product; each has two.
const FIRST_OPTION: i64 = 2;

/// The set of attributes of what is worn below the waist, and above.
const BOTTOM: i64 = 10;
const TOP: i64 = 9;
/// The category of all of them.
const ROOT: i64 = 2;

/// The numbers of the attributes and of their options.
const COLOR: i64 = 93;
const SIZE: i64 = 144;
const COLORS: [(&str, i64); 12] = [
    ("Black", 49),
    ("Blue", 50),
    ("Brown", 51),
    ("Gray", 52),
    ("Green", 53),
    ("Lavender", 54),
    ("Multi", 55),
    ("Orange", 56),
    ("Purple", 57),
    ("Red", 58),
    ("White", 59),
    ("Yellow", 60),
];
const SIZES: [(&str, i64); 14] = [
    ("XS", 166),
    ("S", 167),
    ("M", 168),
    ("L", 169),
    ("XL", 170),
    ("28", 171),
    ("29", 172),
    ("30", 173),
    ("31", 174),
    ("32", 175),
    ("33", 176),
    ("34", 177),
    ("36", 178),
    ("38", 179),
];
/// What stands for five sizes in the table.
const ALL_TOPS: &str = "XS-XL";

/// Makes the products of the table.
pub(crate) fn seed() -> Vec<Product> {
    let mut products = Vec::new();
    for (index, line) in TABLE.lines().enumerate() {
        let index = i64::try_from(index).unwrap_or_default();
        let made = i64::try_from(products.len()).unwrap_or_default();
        if let Some(clothes) = Clothes::read(line) {
            clothes.make(FIRST_ID + made, FIRST_OPTION + 2 * index, &mut products);
        }
    }
    products
}

/// A line of the table.
struct Clothes<'a> {
    sku: &'a str,
    name: &'a str,
    price: Value,
    categories: Vec<i64>,
    sizes: Vec<(&'static str, i64)>,
    colors: Vec<(&'static str, i64)>,
}

impl<'a> Clothes<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let cells: Vec<&str> = line.split('|').collect();
        let [sku, name, price, categories, sizes, colors] = cells[..] else {
            return None;
        };
        let categories = categories.split(',').filter_map(|id| id.parse().ok());
        Some(Self {
            sku,
            name,
            price: price.parse::<f64>().ok()?.into(),
            categories: categories.chain([ROOT]).collect(),
            sizes: match sizes {
                ALL_TOPS => SIZES[..5].to_vec(),
                some => chosen(&SIZES, some),
            },
            colors: chosen(&COLORS, colors),
        })
    }

    fn make(&self, first_id: i64, first_option: i64, into: &mut Vec<Product>) {
        let mut id = first_id;
        let mut children = Vec::new();
        for (size, size_option) in &self.sizes {
            for (color, color_option) in &self.colors {
                let sku = format!("{}-{size}-{color}", self.sku);
                let attributes = [("size", size_option), ("color", color_option)]
                    .map(|(code, option)| (code.to_owned(), option.to_string().into()));
                into.push(Product {
                    id,
                    sku: sku.clone(),
                    name: format!("{}-{size}-{color}", self.name.trim_end()),
                    visibility: 1,
                    attributes: Map::from_iter(attributes),
                    ..self.plain()
                });
                children.push(sku);
                id += 1;
            }
        }
        let attribute =
            |id, (attribute_id, code, label): (i64, &str, &str), position, values: &[_]| {
                VariantAttribute {
                    id,
                    attribute_id,
                    code: code.into(),
                    label: label.into(),
                    position,
                    values: values.iter().map(value).collect(),
                }
            };
        let attributes = vec![
            attribute(first_option + 1, (COLOR, "color", "Color"), 1, &self.colors),
            attribute(first_option, (SIZE, "size", "Size"), 0, &self.sizes),
        ];
        into.push(Product {
            id,
            kind: Kind::Configurable {
                attributes,
                children,
            },
            ..self.plain()
        });
    }

    /// What the product and its simple products have in common.
    fn plain(&self) -> Product {
        let is_bottom = self
            .sizes
            .iter()
            .any(|(size, _)| size.starts_with(['2', '3']));
        Product {
            id: 0,
            sku: self.sku.to_owned(),
            name: self.name.to_owned(),
            attribute_set_id: if is_bottom { BOTTOM } else { TOP },
            price: amount::read(&self.price),
            weight: Some(amount::read(&1.into())),
            is_enabled: true,
            visibility: 4,
            created_at: 0,
            updated_at: 0,
            category_ids: self.categories.clone(),
            attributes: Map::new(),
            media: Vec::new(),
            stock: Stock::default(),
            kind: Kind::Simple,
        }
    }
}

fn value((label, id): &(&'static str, i64)) -> VariantValue {
    VariantValue {
        id: *id,
        label: (*label).to_owned(),
    }
}

/// Returns the options that are named, in the order of their numbers.
fn chosen(all: &[(&'static str, i64)], names: &str) -> Vec<(&'static str, i64)> {
    let is_named = |(name, _): &&(&str, i64)| names.split(',').any(|named| named == *name);
    all.iter().filter(is_named).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::seed;

    #[test]
    fn ids_follow_the_order_of_the_table() {
        let products = seed();
        let check = |sku: &str, id: i64| {
            let found = products.iter().find(|product| product.sku == sku);
            assert_eq!(found.map(|product| product.id), Some(id), "{sku}");
        };
        check("MH01-S-Gray", 57);
        check("MH01", 68);
        check("MJ03", 420);
        check("WS03", 1434);
        check("WS08", 1498);
        check("WS12-M-Orange", 1554);
        assert_eq!(products.last().map(|product| product.id), Some(2046));
    }
}
