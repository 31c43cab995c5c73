//! What the rules take off a cart.
//!
//! Sources: `Magento\SalesRule\Model\RulesApplier`, `Rule\Action\Discount\ByPercent` and `BuyXGetY`;
//! recorded: only a rule that takes something off is named in the total; up to 2.4.7, one counts as
//! applied also where it takes nothing off.

use rust_decimal::Decimal;

use crate::amount;
use crate::promotions::basket::{Basket, Line};
use crate::promotions::condition::{holds_for_basket, holds_for_line};
use crate::state::promotions::{Promotions, Rule};
use crate::version::Version;

/// What the rules do with a cart.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// The ids of the rules.
    pub(crate) rules: Vec<i64>,
    /// One for each line.
    pub(crate) lines: Vec<Discount>,
    /// What those that take something off call themselves.
    pub(crate) descriptions: Vec<String>,
    /// The coupon that counted, as its rule spells it.
    pub(crate) coupon: Option<String>,
    pub(crate) has_free_shipping: bool,
}

/// What is taken off a line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Discount {
    pub(crate) rules: Vec<i64>,
    /// The rules that take something off, and how much.
    pub(crate) parts: Vec<(i64, Decimal)>,
    pub(crate) percent: Decimal,
}

impl Discount {
    /// Returns what is taken off in all.
    pub(crate) fn amount(&self) -> Decimal {
        self.parts.iter().map(|(_, amount)| amount).sum()
    }
}

/// Applies the rules to a cart, in their order.
pub(crate) fn apply(promotions: &Promotions, basket: &Basket) -> Applied {
    let mut applied = Applied {
        lines: vec![Discount::default(); basket.lines.len()],
        ..Applied::default()
    };
    let mut rules: Vec<&Rule> = promotions.rules.iter().collect();
    rules.sort_by_key(|rule| (rule.member("sort_order").as_i64(), rule.id));
    for rule in rules {
        let coupon = coupon(promotions, rule, basket);
        let is_open = rule.text("coupon_type") == "NO_COUPON";
        let is_meant = rule.flag("is_active") && rule.is_for(basket.group);
        if !is_meant
            || !(is_open || coupon.is_some())
            || !holds_for_basket(rule.member("condition"), basket)
            || !apply_rule(&mut applied, rule, basket)
        {
            continue;
        }
        applied.coupon = applied.coupon.or(coupon);
        if rule.flag("stop_rules_processing") {
            break;
        }
    }
    applied
}

/// Returns the code by which a cart switches a rule on.
fn coupon(promotions: &Promotions, rule: &Rule, basket: &Basket) -> Option<String> {
    let coupon = promotions.coupon(basket.coupon?)?;
    (coupon.rule == rule.id && promotions.may_use(coupon, basket.customer))
        .then(|| basket.coupon.unwrap_or_default().to_owned())
}

/// Applies a rule to the lines that it is for; tells whether there is one.
fn apply_rule(applied: &mut Applied, rule: &Rule, basket: &Basket) -> bool {
    let mut takes_off = false;
    let mut is_applied = false;
    for (line, discount) in basket.lines.iter().zip(&mut applied.lines) {
        if !holds_for_line(rule.member("action_condition"), line) {
            continue;
        }
        let left = line.price * line.quantity - discount.amount();
        let amount = amount_off(rule, line, left);
        if basket.version >= Version::V2_4_8 && amount.is_zero() && !ships_free(rule) {
            continue;
        }
        is_applied = true;
        discount.rules.push(rule.id);
        if amount > Decimal::ZERO {
            takes_off = true;
            discount.parts.push((rule.id, amount));
            if rule.text("simple_action") == "by_percent" {
                discount.percent += step(rule, "discount_amount");
            }
        }
    }
    if is_applied {
        applied.rules.push(rule.id);
        applied.has_free_shipping |= ships_free(rule);
    }
    if takes_off {
        applied.descriptions.push(rule.text("description").into());
    }
    is_applied
}

/// Tells whether a rule makes the shipment of a whole cart free.
fn ships_free(rule: &Rule) -> bool {
    rule.text("simple_free_shipping") == "2"
}

/// Returns how much a rule takes off a line of which `left` is still to be paid.
fn amount_off(rule: &Rule, line: &Line, left: Decimal) -> Decimal {
    let value = step(rule, "discount_amount");
    let amount = match rule.text("simple_action") {
        "by_percent" => (left * value / Decimal::ONE_HUNDRED).round_dp(2),
        "by_fixed" => value * line.quantity,
        "buy_x_get_y" => {
            free_pieces(step(rule, "discount_step"), value, line.quantity) * line.price
        }
        _ => Decimal::ZERO,
    };
    amount.min(left)
}

/// Returns how many pieces of a quantity are free for who buys `bought` to get `free`.
fn free_pieces(bought: Decimal, free: Decimal, quantity: Decimal) -> Decimal {
    if bought.is_zero() || free > bought {
        return Decimal::ZERO;
    }
    let period = bought + free;
    let full = (quantity / period).floor();
    let rest = quantity - full * period;
    full * free + (rest - bought).max(Decimal::ZERO)
}

fn step(rule: &Rule, name: &str) -> Decimal {
    amount::read(rule.member(name))
}

#[cfg(test)]
mod tests {
    use super::{Applied, apply, free_pieces};
    use crate::promotions::basket::{Basket, Line};
    use crate::state::promotions::Promotions;
    use crate::version::Version;
    use rust_decimal::Decimal;

    const TEES: i64 = 25;
    const BAGS: i64 = 3;

    fn line(sku: &str, category: i64, price: i64, quantity: i64) -> Line {
        Line {
            sku: sku.into(),
            categories: vec![category],
            price: price.into(),
            quantity: quantity.into(),
        }
    }

    fn applied(lines: Vec<Line>, coupon: Option<&str>) -> Applied {
        applied_on(Version::V2_4_7, lines, coupon)
    }

    fn applied_on(version: Version, lines: Vec<Line>, coupon: Option<&str>) -> Applied {
        let basket = Basket {
            version,
            subtotal: lines.iter().map(|line| line.price * line.quantity).sum(),
            lines,
            coupon,
            customer: Some(1),
            group: 1,
        };
        apply(&Promotions::seed(), &basket)
    }

    #[test]
    fn the_fourth_tee_is_free() {
        let three = applied(vec![line("WS12-M-Orange", TEES, 22, 3)], None);
        assert_eq!(three.rules, [1]);
        assert!(three.descriptions.is_empty());
        let four = applied(vec![line("WS12-M-Orange", TEES, 22, 4)], None);
        assert_eq!(four.lines[0].parts, [(1, Decimal::from(22))]);
        assert!(
            applied(vec![line("24-MB01", BAGS, 34, 4)], None)
                .rules
                .is_empty()
        );
    }

    #[test]
    fn from_2_4_8_on_a_rule_that_takes_nothing_off_is_not_applied() {
        let tees = |quantity| vec![line("WS12-M-Orange", TEES, 22, quantity)];
        let three = applied_on(Version::V2_4_8, tees(3), None);
        assert!(three.rules.is_empty() && three.lines[0].rules.is_empty());
        assert_eq!(applied_on(Version::V2_4_8, tees(4), None).rules, [1]);
    }

    #[test]
    fn pieces_are_free_period_by_period() {
        let check = |quantity: i64, expected: i64| {
            let free = free_pieces(3.into(), 1.into(), quantity.into());
            assert_eq!(free, Decimal::from(expected), "{quantity}");
        };
        check(3, 0);
        check(4, 1);
        check(7, 1);
        check(8, 2);
    }

    #[test]
    fn a_coupon_needs_the_product_that_it_is_for() {
        let bottle = || line("24-UG06", BAGS, 7, 1);
        assert_eq!(applied(vec![bottle()], None).rules, [0; 0]);
        let with = applied(vec![bottle()], Some("h20"));
        assert_eq!(with.coupon.as_deref(), Some("h20"));
        assert_eq!(with.lines[0].amount(), Decimal::new(49, 1));
        let without = applied(vec![line("24-MB01", BAGS, 34, 1)], Some("H20"));
        assert_eq!(without.coupon, None);
    }

    #[test]
    fn a_cart_over_200_is_a_fifth_cheaper() {
        let over = applied(
            vec![line("24-MB01", BAGS, 34, 2), line("X", BAGS, 150, 1)],
            None,
        );
        assert_eq!(over.rules, [3]);
        assert_eq!(over.lines[0].amount(), Decimal::new(136, 1));
        assert_eq!(over.lines[0].percent, Decimal::from(20));
    }
}
