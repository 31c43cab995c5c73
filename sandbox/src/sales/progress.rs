//! What an order may become. Source: `Magento\Sales\Model\Order\StateResolver`, which the services
//! ask, and `Magento\Sales\Model\ResourceModel\Order\Handler\State`, which looks at each order that
//! is saved.

use rust_decimal::Decimal;

use crate::state::order::{Order, OrderItem, State};
use crate::version::Version;

/// Tells whether something of an order can be invoiced.
pub(crate) fn can_invoice(order: &Order) -> bool {
    !matches!(
        order.state,
        State::Held | State::Canceled | State::Complete | State::Closed
    ) && has_to_invoice(order)
}

/// Tells whether there is something that was not invoiced.
pub(crate) fn has_to_invoice(order: &Order) -> bool {
    order
        .items
        .iter()
        .any(|item| item.to_invoice() > Decimal::ZERO)
}

/// Tells whether something of an order can be shipped.
pub(crate) fn can_ship(order: &Order) -> bool {
    !matches!(order.state, State::Held | State::Canceled) && has_to_ship(order)
}

/// Tells whether there is something that was not shipped.
pub(crate) fn has_to_ship(order: &Order) -> bool {
    order
        .items
        .iter()
        .any(|item| item.to_ship() > Decimal::ZERO)
}

/// Tells whether there is money left to give back.
pub(crate) fn can_refund(order: &Order) -> bool {
    if matches!(order.state, State::Held | State::Canceled | State::Closed) {
        return false;
    }
    let left = order.paid() - order.given_back();
    let fee = order.refunded.map(|refunds| refunds.adjustment_negative);
    let is_fee_all = fee.is_some_and(|fee| !fee.is_zero() && left == fee);
    !left.is_zero() && !is_fee_all
}

/// Tells whether an order can be cancelled.
pub(crate) fn can_cancel(order: &Order) -> bool {
    matches!(order.state, State::New | State::Processing) && has_to_invoice(order)
}

/// Moves an order on after it was invoiced or shipped.
pub(crate) fn after_progress(order: &mut Order) {
    let state = match resolved(order) {
        State::New => State::Processing,
        state => state,
    };
    order.enter(state);
    on_save(order);
}

/// Moves an order on after something of it was refunded. An order that is neither in process nor
/// done falls back to what it was first: recorded on a 2.4.7-p3 store, where the order whose
/// hoodie was never shipped is `new` again.
pub(crate) fn after_refund(order: &mut Order) {
    order.enter(resolved(order));
    on_save(order);
}

fn resolved(order: &Order) -> State {
    let is_open = matches!(order.state, State::Canceled | State::Held)
        || can_invoice(order)
        || can_ship(order);
    if !is_open {
        if order.draft.grand_total.is_zero() || can_refund(order) {
            return State::Complete;
        }
        if !order.given_back().is_zero() {
            return State::Closed;
        }
    }
    match order.state {
        State::Processing => State::Processing,
        _ => State::New,
    }
}

fn on_save(order: &mut Order) {
    if matches!(order.state, State::Canceled | State::Held) || can_invoice(order) {
        return;
    }
    let is_done = !can_refund(order) && !can_ship(order) && !order.is_virtual();
    if matches!(order.state, State::Processing | State::Complete) && is_done {
        order.enter(State::Closed);
    } else if order.state == State::Processing && (!can_ship(order) || is_as_good_as_shipped(order))
    {
        order.enter(State::Complete);
    }
}

/// Tells whether as many pieces were shipped or refunded as were ordered. Up to 2.4.7 a store counts
/// the parts of a bundle as pieces that were shipped, but not as pieces that were ordered, so that
/// an order with a bundle is complete too early.
fn is_as_good_as_shipped(order: &Order) -> bool {
    let counts = |item: &&OrderItem| item.parent.is_none() || order.version < Version::V2_4_8;
    let shipped = order.items.iter().filter(counts);
    let shipped: Decimal = shipped.map(|item| item.shipped).sum();
    let refunded: Decimal = order.items.iter().map(|item| item.refunded).sum();
    shipped > Decimal::ZERO && order.quantity() <= shipped + refunded
}
