//! Reads a request's body in XML the way Magento's parser does: elements are members, those of the
//! same name a list, and what is around the root does not count.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

/// How deep elements may nest.
const MAX_DEPTH: usize = 128;

/// An element whose end was not read yet.
#[derive(Default)]
struct Open {
    name: String,
    members: Map<String, Value>,
    text: String,
}

impl Open {
    fn new(start: &BytesStart) -> Option<Self> {
        // Attributes say nothing to Magento, but wrong ones make the text no XML.
        if start.attributes().any(|attribute| attribute.is_err()) {
            return None;
        }
        let name = start.local_name();
        let name = std::str::from_utf8(name.as_ref()).ok()?.to_owned();
        Some(Self {
            name,
            ..Self::default()
        })
    }

    fn add(&mut self, child: Self) {
        let name = child.name.clone();
        let value = child.value();
        match self.members.get_mut(&name) {
            None => {
                self.members.insert(name, value);
            }
            Some(Value::Array(items)) => items.push(value),
            Some(single) => *single = Value::Array(vec![single.take(), value]),
        }
    }

    fn value(self) -> Value {
        if !self.members.is_empty() {
            Value::Object(self.members)
        } else if self.text.trim().is_empty() {
            Value::Null
        } else {
            Value::String(self.text)
        }
    }
}

/// Returns the content of the root element; `None`, if the text is no XML or nests too deep.
pub(crate) fn parse(body: &[u8]) -> Option<Value> {
    let mut reader = Reader::from_str(std::str::from_utf8(body).ok()?);
    // The first of them is the document, whose only member is the root.
    let mut open = vec![Open::default()];
    let mut roots = 0;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                if open.len() > MAX_DEPTH {
                    return None;
                }
                open.push(Open::new(&start)?);
            }
            Event::End(_) => {
                let closed = open.pop()?;
                roots += usize::from(open.len() == 1);
                open.last_mut()?.add(closed);
            }
            Event::Empty(start) => {
                let empty = Open::new(&start)?;
                roots += usize::from(open.len() == 1);
                open.last_mut()?.add(empty);
            }
            Event::Text(text) => open.last_mut()?.text += &text.decode().ok()?,
            Event::CData(text) => open.last_mut()?.text += &text.decode().ok()?,
            Event::GeneralRef(entity) => {
                let reference = format!("&{};", entity.decode().ok()?);
                open.last_mut()?.text += &quick_xml::escape::unescape(&reference).ok()?;
            }
            // Whoever may define entities may let them grow without end.
            Event::DocType(_) => return None,
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    let document = open.pop().filter(|_| open.is_empty())?;
    if roots != 1 || !document.text.trim().is_empty() {
        return None;
    }
    let root = document.members.into_iter().next()?;
    Some(root.1)
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
            "<a/><a/>",
            "<a/>b",
            "<a b=></a>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        ] {
            assert_eq!(parse(body.as_bytes()), None, "{body}");
        }
        let deep = "<a>".repeat(200) + &"</a>".repeat(200);
        assert_eq!(parse(deep.as_bytes()), None);
        assert_eq!(parse(b"<a>\xff</a>"), None);
    }
}
