//! Routes of products, what they are made of, and how much there is of them.

use crate::catalog::shapes::{PRODUCT, STOCK_ITEM};
use crate::catalog::{parts, services, stock_items};
use crate::input::{Parameter, required};
use crate::routes::{Access, CRITERIA, Route, route};
use crate::schema::Type;

const PRODUCTS: Access = Access::Resource("Magento_Catalog::products");
const LINKS: Access = Access::Resource("Magento_Downloadable::downloadable");
const STOCK: Access = Access::Resource("Magento_CatalogInventory::cataloginventory");

const SKU: &[Parameter] = &[required("sku", Type::Text)];
const NEW: &[Parameter] = &[required("product", Type::Object(&PRODUCT))];
const SAVED: &[Parameter] = &[
    required("sku", Type::Text),
    required("product", Type::Object(&PRODUCT)),
];
const SKU_OF_STOCK: &[Parameter] = &[required("productSku", Type::Text)];
const SAVED_STOCK: &[Parameter] = &[
    required("productSku", Type::Text),
    required("itemId", Type::Integer),
    required("stockItem", Type::Object(&STOCK_ITEM)),
];

#[rustfmt::skip]
pub(super) const CATALOG: &[Route] = &[
    route(("GET", "V1/products"), PRODUCTS, "magento.catalog.api.productrepositoryinterface.getlist", CRITERIA, services::search),
    route(("POST", "V1/products"), PRODUCTS, "magento.catalog.api.productrepositoryinterface.save", NEW, services::create),
    route(("GET", "V1/products/:sku"), PRODUCTS, "magento.catalog.api.productrepositoryinterface.get", SKU, services::get),
    route(("PUT", "V1/products/:sku"), PRODUCTS, "magento.catalog.api.productrepositoryinterface.save", SAVED, services::update),
    route(("DELETE", "V1/products/:sku"), PRODUCTS, "magento.catalog.api.productrepositoryinterface.deletebyid", SKU, services::delete),
    route(("GET", "V1/products/:sku/downloadable-links"), LINKS, "magento.downloadable.api.linkrepositoryinterface.getlist", SKU, parts::links),
    route(("GET", "V1/bundle-products/:sku/options/all"), PRODUCTS, "magento.bundle.api.productoptionrepositoryinterface.getlist", SKU, parts::bundle_options),
    route(("GET", "V1/configurable-products/:sku/children"), PRODUCTS, "magento.configurableproduct.api.linkmanagementinterface.getchildren", SKU, parts::children),
    route(("GET", "V1/configurable-products/:sku/options/all"), PRODUCTS, "magento.configurableproduct.api.optionrepositoryinterface.getlist", SKU, parts::configurable_options),
    route(("GET", "V1/stockItems/:productSku"), STOCK, "magento.cataloginventory.api.stockregistryinterface.getstockitembysku", SKU_OF_STOCK, stock_items::get),
    route(("GET", "V1/stockStatuses/:productSku"), STOCK, "magento.cataloginventory.api.stockregistryinterface.getstockstatusbysku", SKU_OF_STOCK, stock_items::status),
    route(("PUT", "V1/products/:productSku/stockItems/:itemId"), PRODUCTS, "magento.cataloginventory.api.stockregistryinterface.updatestockitembysku", SAVED_STOCK, stock_items::update),
];
