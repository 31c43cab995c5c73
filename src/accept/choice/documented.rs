//! Answers that are new documented values.

use serde_json::Value;

use crate::accept::choice::{
    Expect, Target, as_template, documented_path, inside, name, names_a_number,
};
use crate::accept::edit::{Change, Edit, find, tree, value_of};
use crate::accept::files::Files;
use crate::accept::{Choice, Refused};
use crate::outcome::path::{self, Segment};
use crate::outcome::{Location, MismatchKind, Subject};
use crate::scenario::node::{Node, NodeKind};

/// The documented body of a step, as it stands in its file.
struct Body {
    file: String,
    root: Node,
    path: Vec<Segment>,
}

/// Returns what makes the store's answer the documented value.
///
/// All places are those of the files as they were read: the answers are written from the last place
/// to the first.
pub(super) fn documented(files: &Files, choice: &Choice<'_>) -> Result<Target, Refused> {
    let expect = Expect::of(files, choice, false)?;
    let mismatch = choice.mismatch;
    if mismatch.subject == Subject::Status {
        return status(expect, choice);
    }
    let rules = rules(&expect);
    let body = body(files, expect, choice)?;
    let (below, change) = match (mismatch.kind, &mismatch.actual) {
        (MismatchKind::Order, _) => {
            return Err(Refused::new(
                "a moved element is not moved in the file: accept it as `vary`, or by hand",
            ));
        }
        (MismatchKind::Missing, _) => (documented_path(mismatch)?, Change::Remove),
        (MismatchKind::Extra, Some(actual)) => {
            let new = Change::Insert(as_template(actual));
            (place_of_new(&body, choice)?, new)
        }
        (MismatchKind::Type | MismatchKind::Value, Some(actual)) => {
            let path = documented_path(mismatch)?;
            is_what_broke(&body, &path, choice)?;
            (path, Change::Replace(as_template(actual)))
        }
        _ => {
            return Err(Refused::new(
                "the store answers nothing to be printed there",
            ));
        }
    };
    is_literal(&body, &below)?;
    if !matches!(change, Change::Replace(_)) {
        rules_stay(&rules, &below)?;
    }
    let shown = path::show(&below);
    Ok(Target {
        words: match change {
            Change::Remove => format!("documented without {shown}"),
            Change::Insert(_) | Change::Replace(_) => format!("documented {shown}"),
        },
        edits: vec![Edit {
            path: [body.path, below].concat(),
            change,
        }],
        file: body.file,
    })
}

fn status(expect: Expect, choice: &Choice<'_>) -> Result<Target, Refused> {
    let below = [alternative(&expect, choice)?, vec![name("status")]].concat();
    let actual = choice.mismatch.actual.clone().unwrap_or_default();
    Ok(Target {
        words: format!("status: {actual}"),
        edits: vec![Edit {
            path: expect.at(&below),
            change: Change::Replace(actual),
        }],
        file: expect.file,
    })
}

/// Returns the way to the alternative of `one_of` that a mismatch is about; nothing without.
fn alternative(expect: &Expect, choice: &Choice<'_>) -> Result<Vec<Segment>, Refused> {
    let Some(NodeKind::List(alternatives)) = expect.get(&[name("one_of")]).map(|node| &node.kind)
    else {
        return Ok(Vec::new());
    };
    let at = &choice.mismatch.location;
    let starts = alternatives.iter().map(|one| one.span.location().line);
    let index = starts.filter(|line| *line <= at.line).count();
    let is_here = inside(choice, &at.file) == expect.file;
    let is_within = alternatives
        .last()
        .is_some_and(|last| at.line <= last_line(last));
    if !is_here || !is_within || index == 0 {
        return Err(Refused::new(
            "it cannot be told which alternative of `one_of` is meant: change it by hand",
        ));
    }
    Ok(vec![name("one_of"), Segment::Index(index - 1)])
}

/// Returns the last line on which something of a node begins.
fn last_line(node: &Node) -> usize {
    let last = match &node.kind {
        NodeKind::List(items) => items.last(),
        NodeKind::Map(members) => members.last().map(|(_, node)| node),
        _ => None,
    };
    let own = node.span.location().line;
    last.map_or(own, |last| last_line(last).max(own))
}

/// Finds the documented body.
fn body(files: &Files, expect: Expect, choice: &Choice<'_>) -> Result<Body, Refused> {
    let alternative = alternative(&expect, choice)?;
    let below = |key: &str| [alternative.as_slice(), &[name(key)]].concat();
    let here = below("documented");
    if expect.get(&here).is_some() {
        return Ok(Body {
            path: expect.at(&here),
            file: expect.file,
            root: expect.root,
        });
    }
    let file = expect.get(&below("documented_file")).map(value_of);
    let Some(Value::String(file)) = file else {
        return Err(Refused::new("the page prints no body there"));
    };
    let uses = files.uses_of(&file);
    if uses > 1 {
        return Err(Refused::new(format!(
            "`{file}` is what {uses} steps document: change it by hand"
        )));
    }
    Ok(Body {
        root: tree(files.before(&file)?)?,
        path: Vec::new(),
        file,
    })
}

/// Makes sure that the printed value was not as it should be, rather than a rule about it.
fn is_what_broke(body: &Body, path: &[Segment], choice: &Choice<'_>) -> Result<(), Refused> {
    is_literal(body, path)?;
    let node = find(&body.root, &[body.path.as_slice(), path].concat());
    node.map_or(Ok(()), is_literal_below)?;
    let at = &choice.mismatch.location;
    if node.is_some_and(|node| same_place(&node.span.location(), at)) {
        return Ok(());
    }
    Err(Refused::new(format!(
        "a rule says what stands there, at {}:{}: change that by hand, or accept it as `vary` or \
         `drift`",
        at.file, at.line
    )))
}

fn same_place(one: &Location, other: &Location) -> bool {
    (one.line, one.column) == (other.line, other.column)
}

/// Makes sure that no variable would be written over.
fn is_literal(body: &Body, path: &[Segment]) -> Result<(), Refused> {
    for depth in 0..=path.len() {
        let way = [body.path.as_slice(), &path[..depth]].concat();
        let Some(node) = find(&body.root, &way) else {
            break;
        };
        if let NodeKind::String(text) = &node.kind
            && text.replace("$${", "").contains("${")
        {
            return Err(is_written_as(text));
        }
    }
    Ok(())
}

/// Makes sure that no variable stands anywhere within what would be replaced.
fn is_literal_below(node: &Node) -> Result<(), Refused> {
    match &node.kind {
        NodeKind::String(text) if text.replace("$${", "").contains("${") => {
            Err(is_written_as(text))
        }
        NodeKind::List(items) => items.iter().try_for_each(is_literal_below),
        NodeKind::Map(members) => members
            .iter()
            .try_for_each(|(_, node)| is_literal_below(node)),
        _ => Ok(()),
    }
}

fn is_written_as(text: &str) -> Refused {
    Refused::new(format!(
        "the page's value is written as `{text}`: accept it as `vary`, or change it by hand"
    ))
}

/// Makes sure that no variable stands where a rule would say what every store answers.
///
/// # Errors
/// One does.
pub(super) fn has_no_variable(
    files: &Files,
    choice: &Choice<'_>,
    path: &[Segment],
) -> Result<(), Refused> {
    let Ok(body) = body(files, Expect::of(files, choice, false)?, choice) else {
        return Ok(());
    };
    is_literal(&body, path)?;
    let node = find(&body.root, &[body.path.as_slice(), path].concat());
    node.map_or(Ok(()), is_literal_below)
}

/// Returns where something new belongs: in the list or map at which the mismatch is placed, after
/// what the page prints before it.
fn place_of_new(body: &Body, choice: &Choice<'_>) -> Result<Vec<Segment>, Refused> {
    let path = choice.mismatch.actual_path.as_deref();
    let path = path.and_then(path::parse).unwrap_or_default();
    let documented = find(&body.root, &body.path);
    let parent = documented.and_then(|node| container(node, choice, path.last()?));
    let (Some((mut way, parent)), Some(last)) = (parent, path.last()) else {
        return Err(Refused::new(
            "it cannot be told where the page would print it: write it by hand",
        ));
    };
    match (last, &parent.kind) {
        (Segment::Index(index), NodeKind::List(items)) => {
            way.push(Segment::Index(
                before(*index, choice, &way).min(items.len()),
            ));
        }
        _ => way.push(last.clone()),
    }
    Ok(way)
}

/// Finds the list or the map that stands where the mismatch is placed.
fn container<'n>(
    node: &'n Node,
    choice: &Choice<'_>,
    child: &Segment,
) -> Option<(Vec<Segment>, &'n Node)> {
    let fits = match (&node.kind, child) {
        (NodeKind::List(_), Segment::Index(_)) => true,
        (NodeKind::Map(members), Segment::Name(name)) => {
            members.iter().all(|(key, _)| key.name != *name)
        }
        _ => false,
    };
    if fits && same_place(&node.span.location(), &choice.mismatch.location) {
        return Some((Vec::new(), node));
    }
    let children: Vec<(Segment, &Node)> = match &node.kind {
        NodeKind::List(items) => items
            .iter()
            .enumerate()
            .map(|(at, node)| (Segment::Index(at), node))
            .collect(),
        NodeKind::Map(members) => members
            .iter()
            .map(|(key, node)| (name(&key.name), node))
            .collect(),
        _ => Vec::new(),
    };
    children.into_iter().find_map(|(segment, node)| {
        let (mut way, found) = container(node, choice, child)?;
        way.insert(0, segment);
        Some((way, found))
    })
}

/// Returns before which printed element a new one belongs: each element that came or went before it
/// shifts the others by one.
fn before(index: usize, choice: &Choice<'_>, array: &[Segment]) -> usize {
    let mismatches = &choice.step.mismatches;
    let own = choice.mismatch.actual_path.as_deref().and_then(path::parse);
    let parent = own
        .as_deref()
        .and_then(|own| own.split_last())
        .map(|(_, parent)| parent);
    let places = |kind: MismatchKind| {
        let of_kind = mismatches.iter().filter(move |one| one.kind == kind);
        let paths = of_kind.filter_map(move |one| match kind {
            MismatchKind::Missing => one.documented_path.as_deref(),
            _ => one.actual_path.as_deref(),
        });
        paths.filter_map(path::parse).filter_map(|path| {
            let (last, above) = path.split_last()?;
            match last {
                Segment::Index(at) => Some((above.to_vec(), *at)),
                Segment::Name(_) => None,
            }
        })
    };
    let missing: Vec<usize> = places(MismatchKind::Missing)
        .filter_map(|(above, at)| (above == array).then_some(at))
        .collect();
    let extra: Vec<usize> = places(MismatchKind::Extra)
        .filter_map(|(above, at)| (Some(above.as_slice()) == parent).then_some(at))
        .collect();
    let (mut printed, mut actual) = (0, 0);
    while actual < index {
        if extra.contains(&actual) {
            actual += 1;
        } else if missing.contains(&printed) {
            printed += 1;
        } else {
            printed += 1;
            actual += 1;
        }
    }
    while missing.contains(&printed) {
        printed += 1;
    }
    printed
}

/// Returns the paths of the rules of a step.
fn rules(expect: &Expect) -> Vec<String> {
    let mut paths = Vec::new();
    if let Some(Value::Object(rules)) = expect.get(&[name("vary")]).map(value_of) {
        paths.extend(rules.into_iter().map(|(path, _)| path));
    }
    if let Some(Value::Array(drifts)) = expect.get(&[name("drift")]).map(value_of) {
        let at = |drift: &Value| Some(drift["at"].as_str()?.to_owned());
        paths.extend(drifts.iter().filter_map(at));
    }
    paths
}

/// Makes sure that no rule names an element by a number that it would lose.
fn rules_stay(rules: &[String], changed: &[Segment]) -> Result<(), Refused> {
    let Some((Segment::Index(from), array)) = changed.split_last() else {
        return Ok(());
    };
    let loses = |rule: &&String| match path::parse(rule) {
        Some(path) => {
            let inside = path.strip_prefix(array);
            matches!(inside, Some([Segment::Index(at), ..]) if at >= from)
        }
        None => names_a_number(rule),
    };
    match rules.iter().find(loses) {
        Some(rule) => Err(Refused::new(format!(
            "the rule for `{rule}` names an element by its number, which would be another one: \
             change it by hand"
        ))),
        None => Ok(()),
    }
}
