//! Routes of products, what they are made of, their attributes and prices, and of categories.

use crate::catalog::shapes::{CATEGORY as CATEGORY_SHAPE, CATEGORY_LINK, PRODUCT};
use crate::catalog::{
    attributes, category, category_save, kinds, media, parts, prices, search, services,
};
use crate::input::{Parameter, optional, required};
use crate::routes::route::{Access, CRITERIA, Route, route};
use crate::schema::{SEARCH_CRITERIA, SEARCH_REQUEST, Type};

const PRODUCTS: Access = Access::Resource("Magento_Catalog::products");
const CATALOG_ALL: Access = Access::Resource("Magento_Catalog::catalog");
const CATEGORIES: Access = Access::Resource("Magento_Catalog::categories");
const ATTRIBUTES: Access = Access::Resource("Magento_Catalog::attributes_attributes");
const SETS: Access = Access::Resource("Magento_Catalog::sets");
const LINKS: Access = Access::Resource("Magento_Downloadable::downloadable");

const SKU: &[Parameter] = &[required("sku", Type::Text)];
const SKUS: &[Parameter] = &[required("skus", Type::Texts)];
const NEW: &[Parameter] = &[required("product", Type::Object(&PRODUCT))];
const SAVED: &[Parameter] = &[
    required("sku", Type::Text),
    required("product", Type::Object(&PRODUCT)),
];
const SEARCH: &[Parameter] = &[required("searchCriteria", Type::Object(&SEARCH_REQUEST))];
const RENDER: &[Parameter] = &[
    required("searchCriteria", Type::Object(&SEARCH_CRITERIA)),
    required("storeId", Type::Integer),
    required("currencyCode", Type::Text),
];
const CODE: &[Parameter] = &[required("attributeCode", Type::Text)];
const SET: &[Parameter] = &[required("attributeSetId", Type::Integer)];
const NEW_CATEGORY: &[Parameter] = &[required("category", Type::Object(&CATEGORY_SHAPE))];
const SAVED_CATEGORY: &[Parameter] = &[
    required("id", Type::Integer),
    required("category", Type::Object(&CATEGORY_SHAPE)),
];
const PRODUCT_LINK: &[Parameter] = &[
    required("categoryId", Type::Integer),
    required("productLink", Type::Object(&CATEGORY_LINK)),
];
const CATEGORY_ID: &[Parameter] = &[required("categoryId", Type::Integer)];

#[rustfmt::skip]
pub(super) const CATALOG: &[Route] = &[
    route(("GET", "V1/products"), PRODUCTS, "magento.catalog.api.productrepositoryinterface.getlist", CRITERIA, services::search),
    route(("POST", "V1/products"), PRODUCTS, "magento.catalog.api.productrepositoryinterface.save", NEW, services::create),
    route(("GET", "V1/products/types"), CATALOG_ALL, "magento.catalog.api.producttypelistinterface.getproducttypes", &[], kinds::products),
    route(("GET", "V1/products/options/types"), CATALOG_ALL, "magento.catalog.api.productcustomoptiontypelistinterface.getitems", &[], kinds::options),
    route(("GET", "V1/products/links/types"), CATALOG_ALL, "magento.catalog.api.productlinktypelistinterface.getitems", &[], kinds::links),
    route(("GET", "V1/products/attributes"), ATTRIBUTES, "magento.catalog.api.productattributerepositoryinterface.getlist", CRITERIA, attributes::search),
    route(("GET", "V1/products/attributes/types"), ATTRIBUTES, "magento.catalog.api.productattributetypeslistinterface.getitems", &[], attributes::types),
    route(("GET", "V1/products/attributes/:attributeCode"), ATTRIBUTES, "magento.catalog.api.productattributerepositoryinterface.get", CODE, attributes::get),
    route(("GET", "V1/products/attributes/:attributeCode/options"), ATTRIBUTES, "magento.catalog.api.productattributeoptionmanagementinterface.getitems", CODE, attributes::options),
    route(("GET", "V1/products/attribute-sets/sets/list"), SETS, "magento.catalog.api.attributesetrepositoryinterface.getlist", CRITERIA, attributes::search_sets),
    route(("GET", "V1/products/attribute-sets/:attributeSetId"), SETS, "magento.catalog.api.attributesetrepositoryinterface.get", SET, attributes::set),
    route(("GET", "V1/products/attribute-sets/:attributeSetId/attributes"), SETS, "magento.catalog.api.productattributemanagementinterface.getattributes", SET, attributes::of_set),
    route(("GET", "V1/eav/attribute-sets/list"), SETS, "magento.eav.api.attributesetrepositoryinterface.getlist", CRITERIA, attributes::search_sets),
    route(("GET", "V1/eav/attribute-sets/:attributeSetId"), SETS, "magento.eav.api.attributesetrepositoryinterface.get", SET, attributes::set),
    route(("POST", "V1/products/base-prices-information"), CATALOG_ALL, "magento.catalog.api.basepricestorageinterface.get", SKUS, prices::base),
    route(("POST", "V1/products/tier-prices-information"), CATALOG_ALL, "magento.catalog.api.tierpricestorageinterface.get", SKUS, prices::none),
    route(("POST", "V1/products/special-price-information"), CATALOG_ALL, "magento.catalog.api.specialpricestorageinterface.get", SKUS, prices::none),
    route(("POST", "V1/products/cost-information"), CATALOG_ALL, "magento.catalog.api.coststorageinterface.get", SKUS, prices::none),
    route(("GET", "V1/products/:sku"), PRODUCTS, "magento.catalog.api.productrepositoryinterface.get", SKU, services::get),
    route(("PUT", "V1/products/:sku"), PRODUCTS, "magento.catalog.api.productrepositoryinterface.save", SAVED, services::update),
    route(("DELETE", "V1/products/:sku"), PRODUCTS, "magento.catalog.api.productrepositoryinterface.deletebyid", SKU, services::delete),
    route(("GET", "V1/products/:sku/media"), CATALOG_ALL, "magento.catalog.api.productattributemediagallerymanagementinterface.getlist", SKU, media::list),
    route(("GET", "V1/products/:sku/media/:entryId"), CATALOG_ALL, "magento.catalog.api.productattributemediagallerymanagementinterface.get", &[
        required("sku", Type::Text), required("entryId", Type::Integer),
    ], media::get),
    route(("GET", "V1/products/:sku/options"), CATALOG_ALL, "magento.catalog.api.productcustomoptionrepositoryinterface.getlist", SKU, kinds::options_of),
    route(("GET", "V1/products/:sku/options/:optionId"), CATALOG_ALL, "magento.catalog.api.productcustomoptionrepositoryinterface.get", &[
        required("sku", Type::Text), required("optionId", Type::Integer),
    ], kinds::option_of),
    route(("GET", "V1/products/:sku/links/:type"), CATALOG_ALL, "magento.catalog.api.productlinkmanagementinterface.getlinkeditemsbytype", &[
        required("sku", Type::Text), required("type", Type::Text),
    ], kinds::links_of),
    route(("GET", "V1/products/:sku/group-prices/:customerGroupId/tiers"), CATALOG_ALL, "magento.catalog.api.producttierpricemanagementinterface.getlist", &[
        required("sku", Type::Text), required("customerGroupId", Type::Text),
    ], prices::of_group),
    route(("GET", "V1/products/:sku/downloadable-links"), LINKS, "magento.downloadable.api.linkrepositoryinterface.getlist", SKU, parts::links),
    route(("GET", "V1/products/:sku/downloadable-links/samples"), LINKS, "magento.downloadable.api.samplerepositoryinterface.getlist", SKU, kinds::options_of),
    route(("GET", "V1/bundle-products/options/types"), CATALOG_ALL, "magento.bundle.api.productoptiontypelistinterface.getitems", &[], parts::bundle_option_types),
    route(("GET", "V1/bundle-products/:sku/options/all"), PRODUCTS, "magento.bundle.api.productoptionrepositoryinterface.getlist", SKU, parts::bundle_options),
    route(("GET", "V1/bundle-products/:sku/options/:optionId"), CATALOG_ALL, "magento.bundle.api.productoptionrepositoryinterface.get", &[
        required("sku", Type::Text), required("optionId", Type::Integer),
    ], parts::bundle_option),
    route(("GET", "V1/bundle-products/:productSku/children"), CATALOG_ALL, "magento.bundle.api.productlinkmanagementinterface.getchildren", &[required("productSku", Type::Text)], parts::bundle_parts),
    route(("GET", "V1/configurable-products/:sku/children"), PRODUCTS, "magento.configurableproduct.api.linkmanagementinterface.getchildren", SKU, parts::children),
    route(("GET", "V1/configurable-products/:sku/options/all"), PRODUCTS, "magento.configurableproduct.api.optionrepositoryinterface.getlist", SKU, parts::configurable_options),
    route(("GET", "V1/configurable-products/:sku/options/:id"), PRODUCTS, "magento.configurableproduct.api.optionrepositoryinterface.get", &[
        required("sku", Type::Text), required("id", Type::Integer),
    ], parts::configurable_option),
    route(("GET", "V1/search"), Access::Anonymous, "magento.search.api.searchinterface.search", SEARCH, search::search),
    route(("GET", "V1/products-render-info"), Access::Anonymous, "magento.catalog.api.productrenderlistinterface.getlist", RENDER, search::rendered),
];

#[rustfmt::skip]
pub(super) const CATEGORY: &[Route] = &[
    route(("GET", "V1/categories"), CATEGORIES, "magento.catalog.api.categorymanagementinterface.gettree", &[
        optional("rootCategoryId", Type::Integer), optional("depth", Type::Integer),
    ], category::tree),
    route(("GET", "V1/categories/list"), CATEGORIES, "magento.catalog.api.categorylistinterface.getlist", CRITERIA, category::search),
    route(("GET", "V1/categories/:categoryId"), CATEGORIES, "magento.catalog.api.categoryrepositoryinterface.get", CATEGORY_ID, category::get),
    route(("GET", "V1/categories/:categoryId/products"), CATEGORIES, "magento.catalog.api.categorylinkmanagementinterface.getassignedproducts", CATEGORY_ID, category::products),
    route(("POST", "V1/categories"), CATEGORIES, "magento.catalog.api.categoryrepositoryinterface.save", NEW_CATEGORY, category_save::create),
    route(("PUT", "V1/categories/:id"), CATEGORIES, "magento.catalog.api.categoryrepositoryinterface.save", SAVED_CATEGORY, category_save::update),
    route(("DELETE", "V1/categories/:categoryId"), CATEGORIES, "magento.catalog.api.categoryrepositoryinterface.deletebyidentifier", CATEGORY_ID, category_save::delete),
    route(("PUT", "V1/categories/:categoryId/move"), CATEGORIES, "magento.catalog.api.categorymanagementinterface.move", &[
        required("categoryId", Type::Integer), required("parentId", Type::Integer), optional("afterId", Type::Integer),
    ], category_save::relocate),
    route(("POST", "V1/categories/:categoryId/products"), CATEGORIES, "magento.catalog.api.categorylinkrepositoryinterface.save", PRODUCT_LINK, category_save::assign),
    route(("PUT", "V1/categories/:categoryId/products"), CATEGORIES, "magento.catalog.api.categorylinkrepositoryinterface.save", PRODUCT_LINK, category_save::assign),
    route(("DELETE", "V1/categories/:categoryId/products/:sku"), CATEGORIES, "magento.catalog.api.categorylinkrepositoryinterface.deletebyids", &[
        required("categoryId", Type::Integer), required("sku", Type::Text),
    ], category_save::unassign),
];
