//! What the services of the catalog take, as the PHP interfaces of `Magento\Catalog\Api\Data` and
//! `Magento\CatalogInventory\Api\Data` declare it.

use crate::schema::{Shape, Type};

/// A product.
pub(crate) static PRODUCT: Shape = Shape {
    members: &[
        ("id", Type::Integer),
        ("sku", Type::Text),
        ("name", Type::Text),
        ("attribute_set_id", Type::Integer),
        ("price", Type::Number),
        ("status", Type::Integer),
        ("visibility", Type::Integer),
        ("type_id", Type::Text),
        ("created_at", Type::Text),
        ("updated_at", Type::Text),
        ("weight", Type::Number),
        ("extension_attributes", Type::Object(&PRODUCT_EXTENSION)),
        ("product_links", Type::Any),
        ("options", Type::Any),
        ("media_gallery_entries", Type::Any),
        ("tier_prices", Type::Any),
        ("custom_attributes", Type::CustomAttributes),
    ],
};

static PRODUCT_EXTENSION: Shape = Shape {
    members: &[
        ("website_ids", Type::Integers),
        ("category_links", Type::Any),
        ("stock_item", Type::Object(&STOCK_ITEM)),
        ("bundle_product_options", Type::Any),
        ("configurable_product_options", Type::Any),
        ("configurable_product_links", Type::Any),
        ("downloadable_product_links", Type::Any),
        ("downloadable_product_samples", Type::Any),
    ],
};

/// How much of a product there is.
pub(crate) static STOCK_ITEM: Shape = Shape {
    members: &[
        ("item_id", Type::Integer),
        ("product_id", Type::Integer),
        ("stock_id", Type::Integer),
        ("qty", Type::Number),
        ("is_in_stock", Type::Flag),
        ("is_qty_decimal", Type::Flag),
        ("show_default_notification_message", Type::Flag),
        ("use_config_min_qty", Type::Flag),
        ("min_qty", Type::Number),
        ("use_config_min_sale_qty", Type::Integer),
        ("min_sale_qty", Type::Number),
        ("use_config_max_sale_qty", Type::Flag),
        ("max_sale_qty", Type::Number),
        ("use_config_backorders", Type::Flag),
        ("backorders", Type::Integer),
        ("use_config_notify_stock_qty", Type::Flag),
        ("notify_stock_qty", Type::Number),
        ("use_config_qty_increments", Type::Flag),
        ("qty_increments", Type::Number),
        ("use_config_enable_qty_inc", Type::Flag),
        ("enable_qty_increments", Type::Flag),
        ("use_config_manage_stock", Type::Flag),
        ("manage_stock", Type::Flag),
        ("low_stock_date", Type::Text),
        ("is_decimal_divided", Type::Flag),
        ("stock_status_changed_auto", Type::Integer),
        ("extension_attributes", Type::Any),
    ],
};

/// A category.
pub(crate) static CATEGORY: Shape = Shape {
    members: &[
        ("id", Type::Integer),
        ("parent_id", Type::Integer),
        ("name", Type::Text),
        ("is_active", Type::Flag),
        ("position", Type::Integer),
        ("level", Type::Integer),
        ("children", Type::Text),
        ("created_at", Type::Text),
        ("updated_at", Type::Text),
        ("path", Type::Text),
        ("available_sort_by", Type::Texts),
        ("include_in_menu", Type::Flag),
        ("extension_attributes", Type::Any),
        ("custom_attributes", Type::CustomAttributes),
    ],
};

/// A product in a category.
pub(crate) static CATEGORY_LINK: Shape = Shape {
    members: &[
        ("sku", Type::Text),
        ("position", Type::Integer),
        ("category_id", Type::Text),
        ("extension_attributes", Type::Any),
    ],
};
