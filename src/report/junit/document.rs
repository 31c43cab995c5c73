//! A JUnit document: suites of cases, counted and written as XML.

use std::time::Duration;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A whole report.
pub(super) struct Document {
    pub(super) name: &'static str,
    pub(super) time: Option<Duration>,
    pub(super) suites: Vec<Suite>,
}

/// Cases that belong together.
#[derive(Default)]
pub(super) struct Suite {
    pub(super) name: String,
    pub(super) time: Option<Duration>,
    /// An RFC 3339 moment.
    pub(super) timestamp: Option<String>,
    /// Names and values of what is known of all the cases.
    pub(super) properties: Vec<(&'static str, String)>,
    pub(super) cases: Vec<Case>,
}

/// A case, and how it ended.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) class_name: String,
    pub(super) assertions: Option<usize>,
    pub(super) time: Option<Duration>,
    /// The file and the line that a reader is led to.
    pub(super) place: Option<(String, usize)>,
    pub(super) ending: Ending,
    pub(super) output: Option<String>,
}

/// How a case ended. The texts are the message, the type and the description.
pub(super) enum Ending {
    Success,
    Skipped(String),
    Failure(Account),
    Error(Account),
}

/// Why a case did not pass.
pub(super) struct Account {
    pub(super) message: String,
    pub(super) kind: Option<String>,
    pub(super) description: Option<String>,
}

/// How many cases there are, and how many of them ended otherwise than well.
#[derive(Default)]
struct Counts {
    tests: usize,
    skipped: usize,
    failures: usize,
    errors: usize,
}

impl Counts {
    fn of<'a>(cases: impl Iterator<Item = &'a Case>) -> Self {
        let mut counts = Self::default();
        for case in cases {
            counts.tests += 1;
            match case.ending {
                Ending::Success => {}
                Ending::Skipped(_) => counts.skipped += 1,
                Ending::Failure(_) => counts.failures += 1,
                Ending::Error(_) => counts.errors += 1,
            }
        }
        counts
    }

    fn write(&self, tag: &mut BytesStart<'_>) {
        for (name, count) in [
            ("tests", self.tests),
            ("skipped", self.skipped),
            ("failures", self.failures),
            ("errors", self.errors),
        ] {
            tag.push_attribute((name, count.to_string().as_str()));
        }
    }
}

impl Document {
    /// Writes the document. All texts have to be of characters that XML 1.0 (2.2) knows.
    pub(super) fn to_xml(&self) -> String {
        let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 4));
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        let mut tag = BytesStart::new("testsuites");
        tag.push_attribute(("name", self.name));
        Counts::of(self.suites.iter().flat_map(|suite| &suite.cases)).write(&mut tag);
        push_time(&mut tag, self.time);
        xml.parent(tag, &self.suites, |xml, suite| suite.write(xml));
        let bytes = xml.0.into_inner();
        String::from_utf8(bytes).expect("all that was written was text") + "\n"
    }
}

impl Suite {
    fn write(&self, xml: &mut Xml) {
        let mut tag = BytesStart::new("testsuite");
        tag.push_attribute(("name", self.name.as_str()));
        Counts::of(self.cases.iter()).write(&mut tag);
        push_time(&mut tag, self.time);
        if let Some(timestamp) = &self.timestamp {
            tag.push_attribute(("timestamp", timestamp.as_str()));
        }
        xml.event(Event::Start(tag));
        if !self.properties.is_empty() {
            let tag = BytesStart::new("properties");
            xml.parent(tag, &self.properties, |xml, (name, value)| {
                let mut tag = BytesStart::new("property");
                tag.extend_attributes([("name", *name), ("value", value)]);
                xml.event(Event::Empty(tag));
            });
        }
        for case in &self.cases {
            case.write(xml);
        }
        xml.event(Event::End(BytesEnd::new("testsuite")));
    }
}

impl Case {
    fn write(&self, xml: &mut Xml) {
        let mut tag = BytesStart::new("testcase");
        tag.extend_attributes([
            ("name", self.name.as_str()),
            ("classname", self.class_name.as_str()),
        ]);
        if let Some(assertions) = self.assertions {
            tag.push_attribute(("assertions", assertions.to_string().as_str()));
        }
        push_time(&mut tag, self.time);
        if let Some((file, line)) = &self.place {
            tag.extend_attributes([("file", file.as_str()), ("line", &line.to_string())]);
        }
        xml.event(Event::Start(tag));
        match &self.ending {
            Ending::Success => {}
            Ending::Skipped(message) => {
                let mut tag = BytesStart::new("skipped");
                tag.push_attribute(("message", message.as_str()));
                xml.event(Event::Empty(tag));
            }
            Ending::Failure(account) => account.write("failure", xml),
            Ending::Error(account) => account.write("error", xml),
        }
        if let Some(output) = &self.output {
            xml.text(BytesStart::new("system-out"), output);
        }
        xml.event(Event::End(BytesEnd::new("testcase")));
    }
}

impl Account {
    fn write(&self, name: &'static str, xml: &mut Xml) {
        let mut tag = BytesStart::new(name);
        tag.push_attribute(("message", self.message.as_str()));
        if let Some(kind) = &self.kind {
            tag.push_attribute(("type", kind.as_str()));
        }
        match &self.description {
            Some(description) => xml.text(tag, description),
            None => xml.event(Event::Empty(tag)),
        }
    }
}

fn push_time(tag: &mut BytesStart<'_>, time: Option<Duration>) {
    if let Some(time) = time {
        tag.push_attribute(("time", format!("{:.3}", time.as_secs_f64()).as_str()));
    }
}

/// Where the document is written to.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn event(&mut self, event: Event<'_>) {
        let written = self.0.write_event(event);
        written.expect("writing to memory cannot fail");
    }

    fn text(&mut self, tag: BytesStart<'static>, text: &str) {
        let end = tag.to_end().into_owned();
        self.event(Event::Start(tag));
        self.event(Event::Text(BytesText::new(text)));
        self.event(Event::End(end));
    }

    fn parent<T>(&mut self, tag: BytesStart<'static>, of: &[T], child: fn(&mut Self, &T)) {
        let end = tag.to_end().into_owned();
        self.event(Event::Start(tag));
        for one in of {
            child(self, one);
        }
        self.event(Event::End(end));
    }
}
