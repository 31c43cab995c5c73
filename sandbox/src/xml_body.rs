//! Reads a request's body in XML the way Magento's parser does: elements are members, those of the
//! same name a list, and what is around the root does not count.

use roxmltree::{Document, Node};
use serde_json::{Map, Value};

/// How deep elements may nest.
const MAX_DEPTH: usize = 128;

/// Returns the content of the root element; `None`, if the text is no XML or nests too deep.
pub(crate) fn parse(body: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(body).ok()?;
    let document = Document::parse(text).ok()?;
    content(document.root_element(), 0)
}

fn content(element: Node, depth: usize) -> Option<Value> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut members = Map::new();
    for child in element.children().filter(Node::is_element) {
        let value = content(child, depth + 1)?;
        let name = child.tag_name().name();
        match members.get_mut(name) {
            None => {
                members.insert(name.to_owned(), value);
            }
            Some(Value::Array(items)) => items.push(value),
            Some(single) => *single = Value::Array(vec![single.take(), value]),
        }
    }
    if !members.is_empty() {
        return Some(Value::Object(members));
    }
    let text: String = element.children().filter_map(|node| node.text()).collect();
    Some(if text.trim().is_empty() {
        Value::Null
    } else {
        Value::String(text)
    })
}

#[cfg(test)]
mod tests {
    use super::parse;
    use serde_json::{Value, json};

    #[test]
    fn elements_become_members_and_lists() {
        let check = |xml: &str, expected: &Value| {
            assert_eq!(parse(xml.as_bytes()).as_ref(), Some(expected), "{xml}");
        };
        check(
            "<?xml version=\"1.0\"?><request><username>a&amp;b</username><password/></request>",
            &json!({"username": "a&b", "password": null}),
        );
        check(
            "<r><a><item>1</item><item>2</item></a></r>",
            &json!({"a": {"item": ["1", "2"]}}),
        );
        check("<r>  </r>", &json!(null));
    }

    #[test]
    fn what_is_no_xml_or_too_deep_is_refused() {
        for body in [
            "",
            "{}",
            "<a>",
            "<a></b>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        ] {
            assert_eq!(parse(body.as_bytes()), None, "{body}");
        }
        let deep = "<a>".repeat(200) + &"</a>".repeat(200);
        assert_eq!(parse(deep.as_bytes()), None);
        assert_eq!(parse(b"<a>\xff</a>"), None);
    }
}
