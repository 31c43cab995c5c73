//! An order and its items, as plain data.

use rust_decimal::Decimal;

use crate::state::order_draft::{ItemDraft, OrderDraft};
use crate::version::Version;

/// An order.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) id: i64,
    /// By whose rules it goes on and is shown.
    pub(crate) version: Version,
    /// Whether the buyer was sent an e-mail when it was placed.
    pub(crate) is_email_sent: bool,
    /// What the cart handed over; its items have become `items`.
    pub(crate) draft: OrderDraft,
    pub(crate) items: Vec<OrderItem>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) protect_code: String,
    pub(crate) state: State,
    /// The status where it was set by hand; else that of the state.
    pub(crate) status: Option<String>,
    /// What it was before it was put on hold.
    pub(crate) before_hold: Option<State>,
    pub(crate) billing_id: i64,
    pub(crate) shipping_id: Option<i64>,
    pub(crate) invoiced: Option<Sums>,
    pub(crate) refunded: Option<Refunds>,
    pub(crate) canceled: Option<Sums>,
    /// Whether the buyer was told of the last refund; before one, yes.
    pub(crate) is_note_sent: bool,
    /// The newest first.
    pub(crate) histories: Vec<History>,
}

/// Where an order is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    New,
    Processing,
    Complete,
    Closed,
    Canceled,
    Held,
}

impl State {
    /// Returns the state as the API names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Processing => "processing",
            Self::Complete => "complete",
            Self::Closed => "closed",
            Self::Canceled => "canceled",
            Self::Held => "holded",
        }
    }

    /// Returns the status that belongs to the state.
    pub(crate) fn status(self) -> &'static str {
        match self {
            Self::New => "pending",
            other => other.name(),
        }
    }
}

impl State {
    /// Tells whether an order in this state may have a status: that of the state itself, and in process
    /// that of a suspected fraud.
    pub(crate) fn has_status(self, status: &str) -> bool {
        status == self.status() || (self == Self::Processing && status == "fraud")
    }

    /// Finds a state by its name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let all = [
            Self::New,
            Self::Processing,
            Self::Complete,
            Self::Closed,
            Self::Canceled,
            Self::Held,
        ];
        all.into_iter().find(|state| state.name() == name)
    }
}

/// Sums of an order that were invoiced or cancelled.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sums {
    pub(crate) subtotal: Decimal,
    pub(crate) discount: Decimal,
    pub(crate) shipping: Decimal,
    pub(crate) total: Decimal,
}

/// Sums of an order that were refunded.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Refunds {
    pub(crate) sums: Sums,
    pub(crate) adjustment_positive: Decimal,
    pub(crate) adjustment_negative: Decimal,
}

/// A line of an order's history.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub(crate) id: i64,
    pub(crate) comment: Option<String>,
    pub(crate) created_at: i64,
    /// What it is about: `order`, `creditmemo`.
    pub(crate) entity: Option<String>,
    pub(crate) is_customer_notified: Option<i64>,
    pub(crate) is_visible_on_front: i64,
    pub(crate) status: String,
}

/// An item of an order.
#[derive(Clone, Debug)]
pub(crate) struct OrderItem {
    pub(crate) id: i64,
    pub(crate) draft: ItemDraft,
    /// The id of the item that it is a part of.
    pub(crate) parent: Option<i64>,
    /// The type of that item.
    pub(crate) parent_type: Option<&'static str>,
    pub(crate) updated_at: i64,
    pub(crate) invoiced: Decimal,
    pub(crate) shipped: Decimal,
    pub(crate) refunded: Decimal,
    pub(crate) canceled: Decimal,
    pub(crate) row_invoiced: Decimal,
    pub(crate) amount_refunded: Decimal,
    pub(crate) discount_invoiced: Decimal,
    pub(crate) discount_refunded: Decimal,
}

impl OrderItem {
    /// Tells whether there is nothing to ship.
    pub(crate) fn is_virtual(&self) -> bool {
        self.draft.product_type == "downloadable"
    }

    /// Tells whether its children carry the price.
    pub(crate) fn is_bundle(&self) -> bool {
        self.draft.product_type == "bundle"
    }

    /// Tells whether it stands behind a configurable product, which carries price and shipment.
    pub(crate) fn is_variant(&self) -> bool {
        self.parent_type == Some("configurable")
    }

    /// Tells whether it carries its price itself.
    pub(crate) fn carries_price(&self) -> bool {
        !self.is_bundle() && !self.is_variant()
    }

    /// Returns how many can still be invoiced.
    pub(crate) fn to_invoice(&self) -> Decimal {
        (self.draft.quantity - self.invoiced - self.canceled).max(Decimal::ZERO)
    }

    /// Returns how many can still be shipped. The parts of a product are shipped with it.
    pub(crate) fn to_ship(&self) -> Decimal {
        if self.is_virtual() || self.parent.is_some() {
            return Decimal::ZERO;
        }
        let left = self.draft.quantity - self.shipped - self.refunded - self.canceled;
        left.max(Decimal::ZERO)
    }

    /// Returns how many can still be refunded.
    pub(crate) fn to_refund(&self) -> Decimal {
        (self.invoiced - self.refunded).max(Decimal::ZERO)
    }

    /// Returns what is taken off a number of pieces.
    pub(crate) fn discount_of(&self, quantity: Decimal) -> Decimal {
        if self.draft.quantity.is_zero() {
            return Decimal::ZERO;
        }
        (self.draft.discount * quantity / self.draft.quantity).round_dp(2)
    }
}

impl Order {
    /// Returns the sums of so many of these items, without shipping and in all.
    pub(crate) fn sums_of(&self, quantities: &[(i64, Decimal)]) -> Sums {
        let mut sums = Sums::default();
        for (item, quantity) in quantities {
            let Some(item) = self.item(*item).filter(|item| item.carries_price()) else {
                continue;
            };
            sums.subtotal += item.draft.price * quantity;
            sums.discount += item.discount_of(*quantity);
        }
        sums
    }

    /// Returns the status, by which shops go.
    pub(crate) fn status(&self) -> &str {
        self.status.as_deref().unwrap_or(self.state.status())
    }

    /// Moves the order on, with the status that belongs to the state.
    pub(crate) fn enter(&mut self, state: State) {
        self.state = state;
        self.status = None;
    }

    /// Tells whether nothing in it is shipped.
    pub(crate) fn is_virtual(&self) -> bool {
        self.draft.shipping.is_none()
    }

    /// Finds an item.
    pub(crate) fn item(&self, id: i64) -> Option<&OrderItem> {
        self.items.iter().find(|item| item.id == id)
    }

    /// Finds an item, to change it.
    pub(crate) fn item_mut(&mut self, id: i64) -> Option<&mut OrderItem> {
        self.items.iter_mut().find(|item| item.id == id)
    }

    /// Returns what was paid.
    pub(crate) fn paid(&self) -> Decimal {
        self.invoiced.map(|sums| sums.total).unwrap_or_default()
    }

    /// Returns what was given back.
    pub(crate) fn given_back(&self) -> Decimal {
        self.refunded
            .map(|refunds| refunds.sums.total)
            .unwrap_or_default()
    }

    /// Returns how many pieces were ordered; the parts of a product do not count.
    pub(crate) fn quantity(&self) -> Decimal {
        let items = self.items.iter().filter(|item| item.parent.is_none());
        items.map(|item| item.draft.quantity).sum()
    }
}
