//! How much of a product is left: orders reserve, shipments take, cancelling and refunding give back.
//! Source: the reservations of `Magento_InventorySales`.

use rust_decimal::Decimal;

use crate::catalog::Catalog;

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
