//! Categories of the catalog, as plain data.

use serde::Deserialize;

/// The categories of the Luma sample data.
const SAMPLE_CATEGORIES: &str = include_str!("categories.json");

/// The root of the default store; above it is the root of all.
pub(crate) const STORE_ROOT: i64 = 2;

/// A category.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Category {
    pub(crate) id: i64,
    pub(crate) parent: i64,
    pub(crate) name: String,
    pub(crate) position: i64,
    pub(crate) is_active: bool,
    /// How many products the tree says are in it. Recorded on a 2.4.7-p3 store, whose numbers are
    /// those of an index.
    #[serde(rename = "products")]
    pub(crate) product_count: i64,
}

impl Category {
    /// Tells whether it is the root of all categories or that of the store.
    pub(crate) fn is_root(&self) -> bool {
        self.id <= STORE_ROOT
    }
}

/// Returns the categories of the sample data.
pub(crate) fn seed() -> Vec<Category> {
    serde_json::from_str(SAMPLE_CATEGORIES).unwrap_or_default()
}
