//! What a cart hands over when it becomes an order. All amounts are in US dollars, without tax.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::state::address::Address;

/// An order to be.
#[derive(Clone, Debug)]
pub(crate) struct OrderDraft {
    pub(crate) quote_id: i64,
    /// Whose it is; a guest's has nobody.
    pub(crate) customer: Option<i64>,
    pub(crate) group_id: i64,
    pub(crate) email: String,
    /// The names of a customer; those of a guest are in the billing address.
    pub(crate) firstname: Option<String>,
    pub(crate) lastname: Option<String>,
    pub(crate) middlename: Option<String>,
    pub(crate) billing: Address,
    /// Where it goes; nothing virtual goes anywhere.
    pub(crate) shipping: Option<Address>,
    /// Parents stand before their children.
    pub(crate) items: Vec<ItemDraft>,
    pub(crate) subtotal: Decimal,
    /// What is taken off, as a positive number.
    pub(crate) discount: Decimal,
    /// What the discounts call themselves.
    pub(crate) discount_description: Option<String>,
    pub(crate) coupon: Option<String>,
    /// The rules that were applied.
    pub(crate) rules: Vec<i64>,
    pub(crate) shipping_amount: Decimal,
    /// Carrier and method, `tablerate_bestway`.
    pub(crate) shipping_method: Option<String>,
    /// Their titles, `Best Way - Table Rate`.
    pub(crate) shipping_description: Option<String>,
    pub(crate) grand_total: Decimal,
    pub(crate) payment: PaymentDraft,
}

/// How an order is paid.
#[derive(Clone, Debug)]
pub(crate) struct PaymentDraft {
    pub(crate) method: String,
    pub(crate) title: String,
    pub(crate) purchase_order: Option<String>,
    /// Whether an earlier request had set a way of paying.
    pub(crate) was_kept: bool,
}

/// An item of an order to be.
#[derive(Clone, Debug)]
pub(crate) struct ItemDraft {
    pub(crate) quote_item_id: i64,
    pub(crate) product_id: i64,
    /// `simple`, `downloadable`, `configurable`, `bundle`.
    pub(crate) product_type: &'static str,
    pub(crate) sku: String,
    pub(crate) name: String,
    /// The place of the parent in the list.
    pub(crate) parent: Option<usize>,
    pub(crate) price: Decimal,
    /// How many are ordered; of a child, in all.
    pub(crate) quantity: Decimal,
    /// Of one piece; downloads and things without a weight have none.
    pub(crate) weight: Option<Decimal>,
    /// What is taken off the row, as a positive number.
    pub(crate) discount: Decimal,
    pub(crate) discount_percent: Decimal,
    /// The rules that were applied to the item.
    pub(crate) rules: Vec<i64>,
    /// What was chosen, as the API shows it.
    pub(crate) product_option: Option<Value>,
}
