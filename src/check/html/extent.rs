//! How large and how deep a page is, found by reading its tags once.

/// The largest page, in bytes.
const LARGEST: usize = 8 << 20;

/// The deepest nesting.
const DEEPEST: usize = 512;

/// The most attributes of one tag.
const ATTRIBUTES: usize = 500;

/// The most elements; looking for one may mean looking at all that stand beside it.
const ELEMENTS: usize = 200_000;

/// Elements without an end tag (WHATWG HTML, 13.1.2), and those whose end the next one implies.
const UNNESTED: [&str; 28] = [
    "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html",
    "img", "input", "li", "link", "meta", "option", "p", "param", "source", "tbody", "td", "tfoot",
    "th", "tr", "track", "wbr",
];

/// Elements of a drawing, which `/>` closes; it does not close an HTML element.
const DRAWN: [&str; 22] = [
    "animate",
    "circle",
    "clippath",
    "defs",
    "ellipse",
    "filter",
    "g",
    "image",
    "line",
    "lineargradient",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialgradient",
    "rect",
    "stop",
    "symbol",
    "text",
    "tspan",
    "use",
];

/// Elements whose content is text up to their end tag.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// Refuses a page that would take too long to parse; the error says why.
pub(super) fn bounded(text: &str) -> Result<(), String> {
    if text.len() > LARGEST {
        return Err(format!("it is larger than {} MiB", LARGEST >> 20));
    }
    let mut elements = 0_usize;
    let mut depth = 0_usize;
    let mut in_drawing = false;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let closes = rest.starts_with('/');
        let name = name_of(rest.trim_start_matches('/'));
        if name.is_empty() {
            continue;
        }
        elements += usize::from(!closes);
        if elements > ELEMENTS {
            return Err(format!("it has more than {ELEMENTS} elements"));
        }
        let (attributes, end) = tag(rest);
        if attributes > ATTRIBUTES {
            return Err(format!("a tag has more than {ATTRIBUTES} attributes"));
        }
        in_drawing = (in_drawing && DRAWN.contains(&name.as_str())) || (name == "svg" && !closes);
        let closed_itself = in_drawing && rest[..end].ends_with('/');
        rest = &rest[end..];
        if closes {
            depth = depth.saturating_sub(usize::from(!is_unnested(&name)));
        } else if RAW.contains(&name.as_str()) {
            rest = after_raw(rest, &name);
        } else if !is_unnested(&name) && !closed_itself {
            depth += 1;
            if depth > DEEPEST {
                return Err(format!("it is nested deeper than {DEEPEST} elements"));
            }
        }
    }
    Ok(())
}

/// Reads the name of a tag in lower case.
fn name_of(text: &str) -> String {
    let end = text
        .find(|character: char| character.is_whitespace() || "/><".contains(character))
        .unwrap_or(text.len());
    let name = &text[..end];
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name.to_ascii_lowercase()
    } else {
        String::new()
    }
}

/// Counts the attributes of a tag and finds its end, `>` outside of quotes.
fn tag(text: &str) -> (usize, usize) {
    let mut attributes = 0;
    let mut quote = None;
    let mut between = false;
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        match quote {
            Some(open) if open == character => {
                quote = None;
                between = true;
            }
            Some(_) => {}
            None if character == '>' => return (attributes, at),
            // A quote opens a value only after `=`.
            None if matches!(character, '"' | '\'') && before == '=' => quote = Some(character),
            None if character.is_whitespace() || character == '/' => between = true,
            None => {
                if std::mem::take(&mut between) && character != '=' {
                    attributes += 1;
                }
            }
        }
        if !character.is_whitespace() {
            before = character;
        }
    }
    (attributes, text.len())
}

fn is_unnested(name: &str) -> bool {
    UNNESTED.contains(&name)
}

/// Returns what follows the end tag of an element whose content is text.
fn after_raw<'t>(text: &'t str, name: &str) -> &'t str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        let is_end = rest
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name));
        if is_end {
            return rest;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str, cause: &str) {
        let error = bounded(text).unwrap_err();
        assert!(error.contains(cause), "{error}");
    }

    #[test]
    fn an_ordinary_page_is_read() {
        let items = "<li>item<img src=a><br><p>text".repeat(2000);
        let shapes = "<path d='M0'/>".repeat(2000);
        let page = format!(
            "<!doctype html><html><head><title>a < b</title><script>if (a<b) {{ '<div>' }}</script>\
             </head><body><ul>{items}</ul><!-- <div> --><svg>{shapes}</svg></body></html>"
        );
        assert_eq!(bounded(&page), Ok(()));
        assert_eq!(
            bounded(&"<div a='>' b=\"x y z\">t</div>".repeat(5000)),
            Ok(())
        );
        assert_eq!(bounded("<"), Ok(()));
        assert_eq!(bounded("a < b & c > d </ <1>"), Ok(()));
    }

    #[test]
    fn a_hostile_page_is_refused_before_it_is_parsed() {
        refused(&"<div>".repeat(100_000), "nested deeper");
        refused(&"<div/>".repeat(100_000), "nested deeper");
        refused(&"<path/>".repeat(100_000), "nested deeper");
        refused(
            &format!("<svg><div></div>{}", "<g/>".repeat(1000)),
            "nested deeper",
        );
        refused(&"<B>".repeat(100_000), "nested deeper");
        refused(&format!("<a {}>", "x ".repeat(100_000)), "attributes");
        refused(&format!("<a{}>", "/x".repeat(100_000)), "attributes");
        refused(&format!("<a {}>", "x='1'".repeat(100_000)), "attributes");
        refused(&"a".repeat(9 << 20), "larger than");
        refused(&"<p>".repeat(300_000), "more than 200000 elements");
    }
}
