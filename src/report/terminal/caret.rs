//! The lines of a scenario file that promised what did not hold, each with its carets.

use crate::outcome::Location;
use crate::report::terminal::style::{Role, Style};
use crate::report::terminal::width::columns;
use crate::report::terminal::{INDENT, number, visible};

/// How many lines are shown.
const LINES: usize = 5;

/// Characters of a line that are shown.
const LONGEST: usize = 120;

/// Characters before the carets that are shown of a longer line.
const LEAD: usize = 60;

/// Renders places in files, each line once.
pub(super) fn carets<'a>(locations: impl Iterator<Item = &'a Location>, style: Style) -> String {
    let mut places: Vec<&Location> = Vec::new();
    for location in locations {
        let is_new = |place: &&Location| place.file == location.file && place.line == location.line;
        if !places.iter().any(is_new) {
            places.push(location);
        }
    }
    // In the order of the file, whatever the order in which promises were broken.
    places.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    let shown = &places[..places.len().min(LINES)];
    let gutter = shown.iter().map(|place| place.line.to_string().len());
    let gutter = gutter.max().unwrap_or(0);
    let mut text = String::new();
    let mut file = None;
    for place in shown {
        if file != Some(&place.file) {
            let name = format!("{}:{}:{}", place.file, place.line, place.column);
            text += &format!("{INDENT}{}\n", visible(&name));
            file = Some(&place.file);
        }
        text += &caret(place, gutter, style);
    }
    if places.len() > shown.len() {
        let more = number::counted(places.len() - shown.len(), "more line");
        text += &format!(
            "{INDENT}{}\n",
            style.paint(Role::Faint, &format!("… {more}"))
        );
    }
    text
}

fn caret(place: &Location, gutter: usize, style: Style) -> String {
    let characters: Vec<char> = place.text.chars().collect();
    let column = place.column.saturating_sub(1 + place.left_out);
    let column = column.min(characters.len());
    let start = if characters.len() <= LONGEST {
        0
    } else {
        column.saturating_sub(LEAD)
    };
    let end = characters.len().min(start + LONGEST);
    let until = column.saturating_add(place.width).min(end);
    let part = |from: usize, to: usize| visible(&characters[from..to].iter().collect::<String>());
    let before = if start + place.left_out > 0 {
        "…"
    } else {
        ""
    };
    let after = if end < characters.len() { "…" } else { "" };
    let line = format!("{before}{}{after}", part(start, end));
    let space = columns(before) + columns(&part(start, column));
    let marks = "^".repeat(columns(&part(column, until.max(column))).max(1));
    let bar = style.paint(Role::Faint, &format!("{:gutter$} │", place.line));
    let empty_bar = style.paint(Role::Faint, &format!("{:gutter$} │", ""));
    format!(
        "{INDENT}  {bar} {line}\n{INDENT}  {empty_bar} {:space$}{}\n",
        "",
        style.paint(Role::Caret, &marks)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: usize, column: usize, width: usize, text: &str) -> Location {
        Location {
            file: "a.yaml".to_owned(),
            line,
            column,
            width,
            left_out: 0,
            text: text.to_owned(),
        }
    }

    #[test]
    fn of_a_very_long_line_the_place_is_shown() {
        let text = format!("{}北京{}", "a".repeat(200), "b".repeat(200));
        let place = Location {
            left_out: 1_000,
            ..place(1, 1_201, 2, &text)
        };
        let shown = caret(&place, 1, Style::PLAIN);
        let (a, b) = ("a".repeat(LEAD), "b".repeat(LONGEST - LEAD - 2));
        let space = " ".repeat(LEAD + 1);
        assert_eq!(
            shown,
            format!("      1 │ …{a}北京{b}…\n        │ {space}^^^^\n")
        );
    }

    fn check(places: &[Location], expected: &str) {
        assert_eq!(carets(places.iter(), Style::PLAIN), expected);
    }

    #[test]
    fn carets_stand_below_what_is_meant() {
        check(
            &[
                place(9, 3, 2, "a: bc"),
                place(9, 1, 1, "a: bc"),
                place(10, 4, 2, "北: 京x"),
            ],
            "    a.yaml:9:3\n       9 │ a: bc\n         │   ^^\n      10 │ 北: 京x\n         │     ^^^\n",
        );
    }

    #[test]
    fn a_place_outside_its_line_is_forced_into_it() {
        check(
            &[
                place(1, 0, 0, ""),
                place(2, usize::MAX, usize::MAX, "\u{1b}\t"),
            ],
            "    a.yaml:1:0\n      1 │ \n        │ ^\n      2 │ ␛␉\n        │   ^\n",
        );
        check(
            &[place(1, 2, usize::MAX, "abc")],
            "    a.yaml:1:2\n      1 │ abc\n        │  ^^\n",
        );
    }

    #[test]
    fn of_a_long_line_the_part_around_is_shown() {
        let line = format!("{}X{}", "a".repeat(500), "b".repeat(500));
        let text = carets([place(1, 501, 1, &line)].iter(), Style::PLAIN);
        let lines: Vec<_> = text.lines().collect();
        let [x, caret] = [lines[1].find('X'), lines[2].find('^')];
        // The first line has a `…` of three bytes and one column before the mark.
        assert_eq!(x.unwrap() - 2, caret.unwrap(), "{text}");
        assert!(columns(lines[1]) < 140);
    }

    #[test]
    fn of_many_lines_the_first_are_shown() {
        let places: Vec<_> = (1..=9).map(|line| place(line, 1, 1, "x")).collect();
        let text = carets(places.iter(), Style::PLAIN);
        assert!(
            text.ends_with("      5 │ x\n        │ ^\n    … 4 more lines\n"),
            "{text}"
        );
    }
}
