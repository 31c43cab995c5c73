//! All products and categories of a store, and how much of the products is left: orders reserve,
//! shipments take, cancelling and refunding give back.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::clock;
use crate::state::category::{self, Category};
use crate::state::configurables;
use crate::state::product::Product;
use crate::version::Installation;

/// Products of the Luma sample data: those that are not made in sizes and colors, and of the others
/// those of which more is known.
const SAMPLE_PRODUCTS: &str = include_str!("products.json");

/// The id of the last product of the sample data.
const LAST_SAMPLE_PRODUCT: i64 = 2046;

/// All products of a store, by their ids.
#[derive(Debug)]
pub(crate) struct Catalog {
    pub(crate) products: BTreeMap<i64, Product>,
    pub(crate) categories: Vec<Category>,
    /// When the sample data came into the store, in seconds since 1970.
    pub(crate) installed_at: i64,
    last: i64,
}

impl Catalog {
    /// The products of the sample data, as they came into a store.
    pub(crate) fn seed(installation: &Installation) -> Self {
        let known: Vec<Product> = serde_json::from_str(SAMPLE_PRODUCTS).unwrap_or_default();
        let now = clock::now();
        // What more is known of takes the place of what is made of the table.
        let products = configurables::seed().into_iter().chain(known);
        let dated = products.map(|product| Product {
            created_at: now,
            updated_at: now,
            ..product.installed(installation)
        });
        Self {
            products: dated.map(|product| (product.id, product)).collect(),
            categories: category::seed(),
            installed_at: now,
            last: LAST_SAMPLE_PRODUCT,
        }
    }

    /// Leaves nothing but the two roots of the categories, as in a store without sample data.
    pub(crate) fn clear(&mut self) {
        self.products.clear();
        self.categories.retain(Category::is_root);
    }

    /// Finds a product; the database does not tell upper case from lower case.
    pub(crate) fn product(&self, sku: &str) -> Option<&Product> {
        self.products
            .values()
            .find(|product| product.sku.eq_ignore_ascii_case(sku))
    }

    /// Finds a product by its id.
    pub(crate) fn by_id(&self, id: i64) -> Option<&Product> {
        self.products.get(&id)
    }

    /// Returns the id of the next product.
    pub(crate) fn next_product(&mut self) -> i64 {
        self.last += 1;
        self.last
    }
}

/// How much of a product is left. Source: the reservations of `Magento_InventorySales`.
impl Catalog {
    /// An order takes pieces; they stay in the warehouse until they are shipped.
    pub(crate) fn reserve(&mut self, product: i64, pieces: Decimal) {
        if let Some(product) = self.products.get_mut(&product) {
            product.stock.reserved += pieces;
        }
    }

    /// Pieces that were ordered can be sold again: the order was cancelled, or they were given back
    /// before they were shipped.
    pub(crate) fn release(&mut self, product: i64, pieces: Decimal) {
        self.reserve(product, -pieces);
    }

    /// Pieces leave the warehouse.
    pub(crate) fn ship(&mut self, product: i64, pieces: Decimal) {
        if let Some(product) = self.products.get_mut(&product) {
            product.stock.reserved -= pieces;
            product.stock.quantity -= pieces;
        }
    }

    /// Pieces that were shipped come back to the warehouse.
    pub(crate) fn give_back(&mut self, product: i64, pieces: Decimal) {
        if let Some(product) = self.products.get_mut(&product) {
            product.stock.quantity += pieces;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Catalog, LAST_SAMPLE_PRODUCT};
    use crate::state::product::Kind;
    use crate::version::{Installation, Version};

    #[test]
    fn the_sample_data_is_complete() {
        let catalog = Catalog::seed(&Installation::recorded(Version::V2_4_7));
        let ids: Vec<i64> = catalog.products.keys().copied().collect();
        assert_eq!(ids, (1..=LAST_SAMPLE_PRODUCT).collect::<Vec<_>>());
        for product in catalog.products.values() {
            let parts: Vec<&String> = match &product.kind {
                Kind::Configurable { children, .. } => children.iter().collect(),
                Kind::Bundle { options } => {
                    let links = options.iter().flat_map(|option| &option.links);
                    links.map(|link| &link.sku).collect()
                }
                Kind::Grouped { parts } => parts.iter().collect(),
                Kind::Simple | Kind::Downloadable { .. } => Vec::new(),
            };
            for part in parts {
                assert!(catalog.product(part).is_some(), "{part}");
            }
        }
    }
}
