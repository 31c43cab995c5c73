//! What the services take: the types of parameters and the members of data structures, as the PHP
//! interfaces of Magento declare them.

/// The type that a value is converted to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Type {
    /// Whatever was sent.
    Any,
    /// `string`
    Text,
    /// `int`
    Integer,
    /// `float`
    Number,
    /// `bool`
    Flag,
    /// `string[]`
    Texts,
    /// `int[]`
    Integers,
    /// A data structure.
    Object(&'static Shape),
    /// A list of data structures.
    Objects(&'static Shape),
    /// The list of `attribute_code` and `value`, or an object of codes and values.
    CustomAttributes,
}

impl Type {
    /// Returns the type's name in PHP, as the messages spell it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Any | Self::CustomAttributes => "mixed",
            Self::Text => "string",
            Self::Integer => "int",
            Self::Number => "float",
            Self::Flag => "bool",
            Self::Texts => "string[]",
            Self::Integers => "int[]",
            Self::Object(_) | Self::Objects(_) => "array",
        }
    }
}

/// A data structure: its members in snake case, each with its type.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) members: &'static [(&'static str, Type)],
}

impl Shape {
    /// Finds a member by any spelling: PHP finds `getGroupId` for `group_id`, `groupId`, `GROUP_ID`.
    pub(crate) fn member(&self, name: &str) -> Option<(&'static str, Type)> {
        let plain = |name: &str| name.replace('_', "").to_lowercase();
        let wanted = plain(name);
        self.members
            .iter()
            .copied()
            .find(|(member, _)| plain(member) == wanted)
    }
}

/// Structures without members of their own.
pub(crate) static NOTHING: Shape = Shape { members: &[] };

/// A customer.
pub(crate) static CUSTOMER: Shape = Shape {
    members: &[
        ("id", Type::Integer),
        ("group_id", Type::Integer),
        ("default_billing", Type::Text),
        ("default_shipping", Type::Text),
        ("confirmation", Type::Text),
        ("created_at", Type::Text),
        ("updated_at", Type::Text),
        ("created_in", Type::Text),
        ("dob", Type::Text),
        ("email", Type::Text),
        ("firstname", Type::Text),
        ("lastname", Type::Text),
        ("middlename", Type::Text),
        ("prefix", Type::Text),
        ("suffix", Type::Text),
        ("gender", Type::Integer),
        ("store_id", Type::Integer),
        ("taxvat", Type::Text),
        ("website_id", Type::Integer),
        ("addresses", Type::Objects(&ADDRESS)),
        ("disable_auto_group_change", Type::Integer),
        ("extension_attributes", Type::Object(&CUSTOMER_EXTENSION)),
        ("custom_attributes", Type::CustomAttributes),
    ],
};

static CUSTOMER_EXTENSION: Shape = Shape {
    members: &[
        ("is_subscribed", Type::Flag),
        ("assistance_allowed", Type::Integer),
    ],
};

static ADDRESS: Shape = Shape {
    members: &[
        ("id", Type::Integer),
        ("customer_id", Type::Integer),
        ("region", Type::Object(&REGION)),
        ("region_id", Type::Integer),
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
        ("default_shipping", Type::Flag),
        ("default_billing", Type::Flag),
        ("extension_attributes", Type::Object(&NOTHING)),
        ("custom_attributes", Type::CustomAttributes),
    ],
};

static REGION: Shape = Shape {
    members: &[
        ("region_code", Type::Text),
        ("region", Type::Text),
        ("region_id", Type::Integer),
        ("extension_attributes", Type::Object(&NOTHING)),
    ],
};

/// What every search takes.
pub(crate) static SEARCH_CRITERIA: Shape = Shape {
    members: &[
        ("filter_groups", Type::Objects(&FILTER_GROUP)),
        ("sort_orders", Type::Objects(&SORT_ORDER)),
        ("page_size", Type::Integer),
        ("current_page", Type::Integer),
    ],
};

/// What a search of the storefront takes.
pub(crate) static SEARCH_REQUEST: Shape = Shape {
    members: &[
        ("request_name", Type::Text),
        ("filter_groups", Type::Objects(&FILTER_GROUP)),
        ("sort_orders", Type::Objects(&SORT_ORDER)),
        ("page_size", Type::Integer),
        ("current_page", Type::Integer),
    ],
};

static FILTER_GROUP: Shape = Shape {
    members: &[("filters", Type::Objects(&FILTER))],
};

static FILTER: Shape = Shape {
    members: &[
        ("field", Type::Text),
        ("value", Type::Text),
        ("condition_type", Type::Text),
    ],
};

static SORT_ORDER: Shape = Shape {
    members: &[("field", Type::Text), ("direction", Type::Text)],
};

/// A customer group.
pub(crate) static CUSTOMER_GROUP: Shape = Shape {
    members: &[
        ("id", Type::Integer),
        ("code", Type::Text),
        ("tax_class_id", Type::Integer),
        ("tax_class_name", Type::Text),
        ("extension_attributes", Type::Object(&GROUP_EXTENSION)),
    ],
};

static GROUP_EXTENSION: Shape = Shape {
    members: &[("exclude_website_ids", Type::Any)],
};
