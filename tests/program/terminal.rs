//! What a terminal shows, at several widths, and what a log gets.

use std::process::Command;

use crate::support::magewalk;

/// Lets the program run in a terminal of this width and returns what was shown, without colour.
fn shown_at(columns: usize, more: &str) -> String {
    let program = env!("CARGO_BIN_EXE_magewalk");
    let run = "run orders/create-customer --sandbox --fault html@POST*/customers";
    let command = format!("stty rows 24 cols {columns}; {program} {run} {more} 2>/dev/null");
    let output = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).replace('\r', "")
}

/// The lines of the steps: those that are made to fit.
fn step_lines(text: &str) -> Vec<&str> {
    let mark = ['✔', '✘', '‼', '↷', '–', 'v', 'x', '!', '>', '-'];
    text.lines()
        .filter(|line| line.starts_with(mark) && line.contains("/14 "))
        .collect()
}

#[test]
fn lines_of_steps_fit_the_terminal_and_use_a_wide_one() {
    for more in ["", "--ascii"] {
        let (narrow, wide) = (shown_at(80, more), shown_at(200, more));
        for (text, columns) in [(&narrow, 80), (&wide, 200)] {
            let lines = step_lines(text);
            assert_eq!(lines.len(), 14, "{text}");
            for line in lines {
                assert!(line.chars().count() <= columns, "{columns}: {line}");
            }
        }
        let longest = |text: &str| {
            step_lines(text)
                .iter()
                .map(|line| line.chars().count())
                .max()
        };
        assert!(longest(&wide) > longest(&narrow), "{wide}");
        assert_eq!(
            narrow.is_ascii() && wide.is_ascii(),
            !more.is_empty(),
            "{narrow}"
        );
    }
}

#[test]
fn a_log_gets_ascii_without_colour_where_it_is_asked_for() {
    let run = [
        "run",
        "orders/create-customer",
        "--sandbox",
        "-v",
        "--ascii",
        "--fault",
        "html@POST */customers",
    ];
    let done = magewalk(&run).env("CI", "true").run();
    assert!(done.stdout.is_ascii() && done.stderr.is_ascii(), "{done}");
    assert!(!done.stdout.contains('\u{1b}'), "{done}");
    done.prints(&["x ", " -> 200", "<admin_token>"]);
    let wrong = magewalk(&["run", "größe", "--ascii"]).run().code(2);
    assert!(wrong.stderr.is_ascii(), "{wrong}");
    wrong.says(&["gr\\u{f6}"]);
}
