//! Routes of the inventory: what can be sold, and where it lies.

use crate::catalog::shapes::STOCK_ITEM;
use crate::catalog::{inventory, stock_items};
use crate::input::{Parameter, optional, required};
use crate::routes::route::{Access, CRITERIA, Route, route};
use crate::schema::Type;

const PRODUCTS: Access = Access::Resource("Magento_Catalog::products");
const INVENTORY: Access = Access::Resource("Magento_CatalogInventory::cataloginventory");
const SALABLE: Access = Access::Resource("Magento_InventorySalesApi::stock");
const STOCKS: Access = Access::Resource("Magento_InventoryApi::stock");
const SOURCES: Access = Access::Resource("Magento_InventoryApi::source");
const LINKS: Access = Access::Resource("Magento_InventoryApi::stock_source_link");

const PRODUCT_SKU: &[Parameter] = &[required("productSku", Type::Text)];
const SKU_IN_STOCK: &[Parameter] = &[
    required("sku", Type::Text),
    required("stockId", Type::Integer),
];
const SAVED_STOCK: &[Parameter] = &[
    required("productSku", Type::Text),
    required("itemId", Type::Integer),
    required("stockItem", Type::Object(&STOCK_ITEM)),
];
/// Lists of the inventory take no criteria for all.
const OPTIONAL_CRITERIA: &[Parameter] = &[Parameter {
    required: false,
    ..CRITERIA[0]
}];

#[rustfmt::skip]
pub(super) const INVENTORIES: &[Route] = &[
    route(("GET", "V1/stockItems/lowStock"), INVENTORY, "magento.cataloginventory.api.stockregistryinterface.getlowstockitems", &[
        required("scopeId", Type::Integer), required("qty", Type::Number), optional("currentPage", Type::Integer), optional("pageSize", Type::Integer),
    ], inventory::low_stock),
    route(("GET", "V1/stockItems/:productSku"), INVENTORY, "magento.cataloginventory.api.stockregistryinterface.getstockitembysku", PRODUCT_SKU, stock_items::get),
    route(("GET", "V1/stockStatuses/:productSku"), INVENTORY, "magento.cataloginventory.api.stockregistryinterface.getstockstatusbysku", PRODUCT_SKU, inventory::status),
    route(("PUT", "V1/products/:productSku/stockItems/:itemId"), PRODUCTS, "magento.cataloginventory.api.stockregistryinterface.updatestockitembysku", SAVED_STOCK, stock_items::update),
    route(("GET", "V1/inventory/get-product-salable-quantity/:sku/:stockId"), SALABLE, "magento.inventorysalesapi.api.getproductsalableqtyinterface.execute", SKU_IN_STOCK, inventory::salable_quantity),
    route(("GET", "V1/inventory/is-product-salable/:sku/:stockId"), SALABLE, "magento.inventorysalesapi.api.isproductsalableinterface.execute", SKU_IN_STOCK, inventory::salable),
    route(("GET", "V1/inventory/is-product-salable-for-requested-qty/:sku/:stockId/:requestedQty"), SALABLE, "magento.inventorysalesapi.api.isproductsalableforrequestedqtyinterface.execute", &[
        required("sku", Type::Text), required("stockId", Type::Integer), required("requestedQty", Type::Number),
    ], inventory::salable_for_quantity),
    route(("GET", "V1/inventory/sources"), SOURCES, "magento.inventoryapi.api.sourcerepositoryinterface.getlist", OPTIONAL_CRITERIA, inventory::sources),
    route(("GET", "V1/inventory/sources/:sourceCode"), SOURCES, "magento.inventoryapi.api.sourcerepositoryinterface.get", &[required("sourceCode", Type::Text)], inventory::source),
    route(("GET", "V1/inventory/stocks"), STOCKS, "magento.inventoryapi.api.stockrepositoryinterface.getlist", OPTIONAL_CRITERIA, inventory::stocks),
    route(("GET", "V1/inventory/stocks/:stockId"), STOCKS, "magento.inventoryapi.api.stockrepositoryinterface.get", &[required("stockId", Type::Integer)], inventory::stock),
    route(("GET", "V1/inventory/stock-resolver/:type/:code"), SALABLE, "magento.inventorysalesapi.api.stockresolverinterface.execute", &[
        required("type", Type::Text), required("code", Type::Text),
    ], inventory::stock_of),
    route(("GET", "V1/inventory/source-items"), SOURCES, "magento.inventoryapi.api.sourceitemrepositoryinterface.getlist", CRITERIA, inventory::source_items),
    route(("GET", "V1/inventory/stock-source-links"), LINKS, "magento.inventoryapi.api.getstocksourcelinksinterface.execute", CRITERIA, inventory::links),
];
