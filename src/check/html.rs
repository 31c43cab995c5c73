//! HTML by `scraper`: elements that a CSS selector finds.
//!
//! Parsing is quadratic on hostile nesting, so [`extent`] looks at a page before it is parsed.

mod extent;

use scraper::error::SelectorErrorKind;
use scraper::{ElementRef, Html};

use crate::check::effort::Effort;
use crate::check::error::CheckError;
use crate::outcome::ErrorKind;
use crate::scenario::expectation::Selector;

/// Elements whose text is not part of the page.
const UNSEEN: [&str; 4] = ["script", "style", "template", "noscript"];

/// Declarations with which an element hides itself and all that is in it.
const HIDING: [(&str, &str); 3] = [
    ("display", "none"),
    ("visibility", "hidden"),
    ("visibility", "collapse"),
];

/// A page that was parsed.
pub(crate) struct Page {
    html: Html,
}

/// What was asked of the elements that a selector found.
pub(crate) struct Found {
    /// How many elements there are.
    pub elements: usize,
    /// The text of each without that of scripts, white space folded; or its attribute, where it has that.
    pub texts: Vec<String>,
}

impl Page {
    /// Parses a page that is neither too large nor nested too deeply.
    pub(crate) fn parse(text: &str) -> Result<Self, CheckError> {
        extent::bounded(text).map_err(|cause| {
            CheckError::new(
                ErrorKind::Body,
                format!("the HTML of the body cannot be read: {cause}"),
            )
        })?;
        Ok(Self {
            html: Html::parse_document(text),
        })
    }

    /// Finds elements: those that are shown, or all that have the attribute where one is asked for,
    /// since a form's hidden fields are of use, too. What stands in a `template` is no part of the page.
    pub(crate) fn find(
        &self,
        selector: &Selector,
        attribute: Option<&str>,
        effort: &Effort<'_>,
    ) -> Result<Found, CheckError> {
        let compiled = compile(&selector.text).map_err(|cause| {
            CheckError::new(
                ErrorKind::Template,
                format!("`{}` is not a CSS selector: {cause}", selector.text),
            )
        })?;
        let mut found = Found {
            elements: 0,
            texts: Vec::new(),
        };
        for element in self.html.tree.nodes().filter_map(ElementRef::wrap) {
            // What one element costs grows with those around it, so it is asked each time.
            effort
                .pause()
                .map_err(|stopped| stopped.error(&selector.text))?;
            if !compiled.matches(&element) || is_hidden(&element, attribute.is_none()) {
                continue;
            }
            found.elements += 1;
            found.texts.extend(match attribute {
                Some(name) => element.value().attr(name).map(str::to_owned),
                None => Some(folded(&element)),
            });
        }
        Ok(found)
    }
}

/// Whether an element is in a template, or, where it should be shown, is hidden with all around it.
/// What style sheets do is not known.
fn is_hidden(element: &ElementRef<'_>, should_be_shown: bool) -> bool {
    let mut around = element.ancestors().filter_map(ElementRef::wrap);
    if around.any(|outer| outer.value().name() == "template") {
        return true;
    }
    let mut around = element.ancestors().filter_map(ElementRef::wrap);
    should_be_shown && (hides(element) || around.any(|outer| hides(&outer)))
}

/// Whether an element hides itself and all that is in it.
fn hides(element: &ElementRef<'_>) -> bool {
    let element = element.value();
    let styled = |style: &str| {
        style.split(';').any(|declaration| {
            let Some((property, value)) = declaration.split_once(':') else {
                return false;
            };
            let value = value.split('!').next().unwrap_or("").trim();
            HIDING.iter().any(|(hiding, by)| {
                property.trim().eq_ignore_ascii_case(hiding) && value.eq_ignore_ascii_case(by)
            })
        })
    };
    element.attr("hidden").is_some()
        || (element.name() == "dialog" && element.attr("open").is_none())
        || element.attr("style").is_some_and(styled)
}

/// Returns the title of a page.
pub(crate) fn title(text: &str) -> Option<String> {
    extent::bounded(text).ok()?;
    let selector = compile("title").ok()?;
    let html = Html::parse_document(text);
    let title = html.select(&selector).next().map(|title| folded(&title))?;
    (!title.is_empty()).then_some(title)
}

/// Returns what is wrong with a CSS selector.
pub(crate) fn problem(text: &str) -> Option<String> {
    compile(text).err()
}

/// Whether a selector finds something in any text at all: reading one as HTML makes a page of it.
pub(crate) fn is_everywhere(text: &str) -> bool {
    let found = |selector| Html::parse_document("").select(&selector).next().is_some();
    compile(text).is_ok_and(found)
}

fn compile(text: &str) -> Result<scraper::Selector, String> {
    scraper::Selector::parse(text).map_err(|error| match error {
        SelectorErrorKind::EndOfLine => "it ends too early".to_owned(),
        // The library has no words of its own for an unknown pseudo-class.
        SelectorErrorKind::UnexpectedSelectorParseError(_) => {
            "a part of it is not known, perhaps a misspelt `:pseudo-class`".to_owned()
        }
        other => other.to_string().trim_end_matches('.').to_lowercase(),
    })
}

/// Returns the text of an element with its white space folded.
fn folded(element: &ElementRef<'_>) -> String {
    let mut text = String::new();
    collect(element, &mut text);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// Collects the text of an element that a reader could see; a script says much that no page shows.
fn collect(element: &ElementRef<'_>, text: &mut String) {
    for child in element.children() {
        if let Some(part) = child.value().as_text() {
            text.push_str(part);
        } else if let Some(inner) = ElementRef::wrap(child)
            && !UNSEEN.contains(&inner.value().name())
            && !hides(&inner)
        {
            collect(&inner, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::build::selector;

    const PAGE: &str = "<!doctype html><body><p>seen</p>\
        <template><p>in a template</p></template>\
        <div hidden><p>hidden</p></div>\
        <div style='color: red; DISPLAY : None !important'><p>styled away</p></div>\
        <section style='visibility:hidden'><p>invisible</p></section>\
        <dialog><p>closed</p></dialog><dialog open><p>open</p></dialog>\
        <p>part<span hidden> and more</span></p>\
        <form hidden><input type=hidden name=key value=v></form>\
        <template><input name=key value=w></template></body>";

    fn find(select: &str, attribute: Option<&str>) -> Vec<String> {
        let page = Page::parse(PAGE).unwrap();
        let found = page.find(&selector(select), attribute, &Effort::default());
        found.unwrap().texts
    }

    #[test]
    fn what_no_browser_shows_is_not_found() {
        assert_eq!(find("p", None), ["seen", "open", "part"]);
        assert_eq!(find("template p", None), Vec::<String>::new());
    }

    #[test]
    fn a_hidden_field_has_its_value_all_the_same() {
        assert_eq!(find("input[name=key]", Some("value")), ["v"]);
    }

    #[test]
    fn a_search_ends_when_somebody_says_so() {
        let stop = || Some("enough".to_owned());
        let page = Page::parse(PAGE).unwrap();
        let error = page
            .find(&selector("p"), None, &Effort::until(&stop))
            .err()
            .unwrap();
        assert_eq!(error.message, "`p` was not looked up to its end: enough");
    }
}
