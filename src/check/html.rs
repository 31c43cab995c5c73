//! HTML by `scraper`: elements that a CSS selector finds.
//!
//! Parsing is quadratic on hostile nesting, so [`extent`] looks at a page before it is parsed.

mod extent;

use scraper::error::SelectorErrorKind;
use scraper::{ElementRef, Html};

use crate::check::CheckError;
use crate::outcome::ErrorKind;
use crate::scenario::expectation::Selector;

/// Elements whose text is not part of the page.
const UNSEEN: [&str; 4] = ["script", "style", "template", "noscript"];

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

    /// Finds elements.
    pub(crate) fn find(
        &self,
        selector: &Selector,
        attribute: Option<&str>,
    ) -> Result<Found, CheckError> {
        let compiled = compile(&selector.text).map_err(|cause| {
            CheckError::new(
                ErrorKind::Template,
                format!("`{}` is not a CSS selector: {cause}", selector.text),
            )
        })?;
        let elements: Vec<_> = self.html.select(&compiled).collect();
        let texts = elements
            .iter()
            .filter_map(|element| match attribute {
                Some(name) => element.value().attr(name).map(str::to_owned),
                None => Some(folded(element)),
            })
            .collect();
        Ok(Found {
            elements: elements.len(),
            texts,
        })
    }
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
        {
            collect(&inner, text);
        }
    }
}
