//! What the services of carts take, as the PHP interfaces of `Magento\Quote\Api\Data` and
//! `Magento\Checkout\Api\Data` declare it.

use crate::schema::{NOTHING, Shape, Type};

/// An item that is put into a cart.
pub(crate) static CART_ITEM: Shape = Shape {
    members: &[
        ("item_id", Type::Integer),
        ("sku", Type::Text),
        ("qty", Type::Number),
        ("name", Type::Text),
        ("price", Type::Number),
        ("product_type", Type::Text),
        ("quote_id", Type::Text),
        ("product_option", Type::Object(&PRODUCT_OPTION)),
        ("extension_attributes", Type::Any),
    ],
};

static PRODUCT_OPTION: Shape = Shape {
    members: &[("extension_attributes", Type::Object(&CHOICES))],
};

static CHOICES: Shape = Shape {
    members: &[
        ("custom_options", Type::Any),
        ("bundle_options", Type::Objects(&BUNDLE_OPTION)),
        (
            "configurable_item_options",
            Type::Objects(&CONFIGURABLE_OPTION),
        ),
        ("downloadable_option", Type::Object(&DOWNLOADABLE_OPTION)),
        ("giftcard_item_option", Type::Any),
        ("grouped_options", Type::Any),
    ],
};

static BUNDLE_OPTION: Shape = Shape {
    members: &[
        ("option_id", Type::Integer),
        ("option_qty", Type::Integer),
        ("option_selections", Type::Integers),
        ("extension_attributes", Type::Object(&NOTHING)),
    ],
};

static CONFIGURABLE_OPTION: Shape = Shape {
    members: &[
        ("option_id", Type::Text),
        ("option_value", Type::Integer),
        ("extension_attributes", Type::Object(&NOTHING)),
    ],
};

static DOWNLOADABLE_OPTION: Shape = Shape {
    members: &[("downloadable_links", Type::Integers)],
};

/// An address of a cart.
pub(crate) static CART_ADDRESS: Shape = Shape {
    members: &[
        ("id", Type::Integer),
        ("region", Type::Text),
        ("region_id", Type::Integer),
        ("region_code", Type::Text),
        ("country_id", Type::Text),
        ("street", Type::Texts),
        ("company", Type::Text),
        ("telephone", Type::Text),
        ("fax", Type::Text),
        ("postcode", Type::Text),
        ("city", Type::Text),
        ("firstname", Type::Text),
        ("lastname", Type::Text),
        ("middlename", Type::Text),
        ("prefix", Type::Text),
        ("suffix", Type::Text),
        ("vat_id", Type::Text),
        ("customer_id", Type::Integer),
        ("email", Type::Text),
        ("same_as_billing", Type::Integer),
        ("customer_address_id", Type::Integer),
        ("save_in_address_book", Type::Integer),
        ("extension_attributes", Type::Any),
        ("custom_attributes", Type::CustomAttributes),
    ],
};

/// Where a cart goes and how.
pub(crate) static SHIPPING_INFORMATION: Shape = Shape {
    members: &[
        ("shipping_address", Type::Object(&CART_ADDRESS)),
        ("billing_address", Type::Object(&CART_ADDRESS)),
        ("shipping_method_code", Type::Text),
        ("shipping_carrier_code", Type::Text),
        ("extension_attributes", Type::Any),
        ("custom_attributes", Type::CustomAttributes),
    ],
};

/// Where a cart may go and how.
pub(crate) static TOTALS_INFORMATION: Shape = Shape {
    members: &[
        ("address", Type::Object(&CART_ADDRESS)),
        ("shipping_method_code", Type::Text),
        ("shipping_carrier_code", Type::Text),
        ("extension_attributes", Type::Any),
        ("custom_attributes", Type::CustomAttributes),
    ],
};

/// How a cart is paid.
pub(crate) static PAYMENT: Shape = Shape {
    members: &[
        ("po_number", Type::Text),
        ("method", Type::Text),
        ("additional_data", Type::Texts),
        ("extension_attributes", Type::Any),
    ],
};
