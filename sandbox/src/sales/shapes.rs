//! What the services of sales take, as the PHP interfaces of `Magento\Sales\Api\Data` declare it.

use crate::schema::{Shape, Type};

/// An item that is to be invoiced, shipped or refunded.
pub(crate) static ITEM: Shape = Shape {
    members: &[
        ("order_item_id", Type::Integer),
        ("qty", Type::Number),
        ("extension_attributes", Type::Any),
    ],
};

/// A comment of a document that is made.
pub(crate) static COMMENT: Shape = Shape {
    members: &[
        ("comment", Type::Text),
        ("is_visible_on_front", Type::Integer),
        ("extension_attributes", Type::Any),
    ],
};

/// A comment of a document that there is.
pub(crate) static DOCUMENT_COMMENT: Shape = Shape {
    members: &[
        ("is_customer_notified", Type::Integer),
        ("parent_id", Type::Integer),
        ("comment", Type::Text),
        ("is_visible_on_front", Type::Integer),
        ("created_at", Type::Text),
        ("entity_id", Type::Integer),
        ("extension_attributes", Type::Any),
    ],
};

/// What an invoice takes besides.
pub(crate) static INVOICE_ARGUMENTS: Shape = Shape {
    members: &[("extension_attributes", Type::Any)],
};

/// How a parcel can be followed.
pub(crate) static TRACK: Shape = Shape {
    members: &[
        ("order_id", Type::Integer),
        ("created_at", Type::Text),
        ("entity_id", Type::Integer),
        ("parent_id", Type::Integer),
        ("updated_at", Type::Text),
        ("weight", Type::Number),
        ("qty", Type::Number),
        ("description", Type::Text),
        ("track_number", Type::Text),
        ("title", Type::Text),
        ("carrier_code", Type::Text),
        ("extension_attributes", Type::Any),
    ],
};

/// What a refund takes besides.
pub(crate) static REFUND_ARGUMENTS: Shape = Shape {
    members: &[
        ("shipping_amount", Type::Number),
        ("adjustment_positive", Type::Number),
        ("adjustment_negative", Type::Number),
        ("extension_attributes", Type::Object(&REFUND_EXTENSION)),
    ],
};

static REFUND_EXTENSION: Shape = Shape {
    members: &[("return_to_stock_items", Type::Integers)],
};

/// A line of an order's history.
pub(crate) static HISTORY: Shape = Shape {
    members: &[
        ("comment", Type::Text),
        ("created_at", Type::Text),
        ("entity_id", Type::Integer),
        ("entity_name", Type::Text),
        ("is_customer_notified", Type::Integer),
        ("is_visible_on_front", Type::Integer),
        ("parent_id", Type::Integer),
        ("status", Type::Text),
        ("extension_attributes", Type::Any),
    ],
};

/// An address of an order.
pub(crate) static ORDER_ADDRESS: Shape = Shape {
    members: &[
        ("address_type", Type::Text),
        ("city", Type::Text),
        ("company", Type::Text),
        ("country_id", Type::Text),
        ("customer_address_id", Type::Integer),
        ("customer_id", Type::Integer),
        ("email", Type::Text),
        ("entity_id", Type::Integer),
        ("fax", Type::Text),
        ("firstname", Type::Text),
        ("lastname", Type::Text),
        ("middlename", Type::Text),
        ("parent_id", Type::Integer),
        ("postcode", Type::Text),
        ("prefix", Type::Text),
        ("region", Type::Text),
        ("region_code", Type::Text),
        ("region_id", Type::Integer),
        ("street", Type::Texts),
        ("suffix", Type::Text),
        ("telephone", Type::Text),
        ("vat_id", Type::Text),
        ("vat_is_valid", Type::Integer),
        ("vat_request_date", Type::Text),
        ("vat_request_id", Type::Text),
        ("vat_request_success", Type::Integer),
        ("extension_attributes", Type::Any),
    ],
};
