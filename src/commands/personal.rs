//! Which members of a scenario hold what belongs to a person.

use std::collections::BTreeSet;

use crate::scenario::node::{Node, NodeKind};

/// The members of Magento's REST API that hold personal data; also with a word before them, such as
/// `customer_firstname`. A name, a city or a postcode alone may be those of a product or a stock.
const MEMBERS: [&str; 9] = [
    "firstname",
    "middlename",
    "lastname",
    "street",
    "telephone",
    "fax",
    "dob",
    "taxvat",
    "vat_id",
];

/// Returns the members with a value that can be that of a person, in the order of their names.
pub(super) fn members(node: &Node) -> Vec<String> {
    let mut found = BTreeSet::new();
    look(node, &mut found);
    found.into_iter().collect()
}

fn look(node: &Node, found: &mut BTreeSet<String>) {
    match &node.kind {
        NodeKind::Map(members) => {
            for (key, value) in members {
                if (is_personal(&key.name) && is_written(value)) || is_address(value) {
                    found.insert(key.name.clone());
                }
                look(value, found);
            }
        }
        NodeKind::List(items) => items.iter().for_each(|item| look(item, found)),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) => {}
    }
}

fn is_personal(name: &str) -> bool {
    MEMBERS.iter().any(|member| {
        let before = name.strip_suffix(member);
        before.is_some_and(|before| before.is_empty() || before.ends_with('_'))
    })
}

/// Whether a value says something that the page itself does not make up.
fn is_written(value: &Node) -> bool {
    match &value.kind {
        NodeKind::String(text) => !text.trim().is_empty() && !text.contains("${"),
        NodeKind::Number(_) => true,
        NodeKind::List(lines) => lines.iter().any(is_written),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Map(_) => false,
    }
}

/// Whether a value is an e-mail address that can be a person's: `example` names are nobody's.
fn is_address(value: &Node) -> bool {
    let NodeKind::String(text) = &value.kind else {
        return false;
    };
    let is_part = |c: char| c.is_alphanumeric() || "._%+-@".contains(c);
    let mut words = text.split(|c| !is_part(c));
    words.any(|word| {
        let Some((user, host)) = word.split_once('@') else {
            return false;
        };
        let host = host.trim_end_matches('.').to_lowercase();
        let nobodys = ["example.com", "example.org", "example.net"];
        !user.is_empty()
            && host.contains('.')
            && !nobodys.iter().any(|name| host.ends_with(name))
            && !host.ends_with(".example")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse::parse;
    use crate::scenario::source::Source;

    fn check(text: &str, expected: &[&str]) {
        let node = parse(&Source::new("a.yaml", text)).unwrap();
        assert_eq!(members(&node), expected, "{text}");
    }

    #[test]
    fn what_is_a_persons_is_named() {
        check(
            "documented: {items: [{firstname: Veronica, street: [6146 Honey Bluff], id: 1}]}",
            &["firstname", "street"],
        );
        check("a: {customer_lastname: Costello}", &["customer_lastname"]);
        check("a: {telephone: 5552293326}", &["telephone"]);
        check("contact: roni@shop.test.de", &["contact"]);
        check("a: {note: 'write to roni@costello.de.'}", &["note"]);
    }

    #[test]
    fn what_is_nobodys_is_not() {
        check("a: {firstname: '', lastname: null, street: ['']}", &[]);
        check("a: {firstname: '${name}', email: a@example.com}", &[]);
        check(
            "a: {name: Joust Duffle Bag, city: Austin, sku: 24-MB01}",
            &[],
        );
        check("a: {afirstname: x, firstname_label: y}", &[]);
    }
}
