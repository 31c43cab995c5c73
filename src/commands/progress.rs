//! What a run prints while it goes on: a line a step, and in a terminal the one that is awaited.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::commands::{print, said};
use crate::error::Error;
use crate::launch::side_by_side::Found;
use crate::outcome::{ScenarioOutcome, StepOutcome};
use crate::report::terminal::{self, Style};

/// Columns that the elapsed time takes behind the awaited line.
const ELAPSED: usize = 8;

/// Prints a run as it goes on.
pub(super) struct Progress {
    style: Style,
    total: usize,
    is_live: bool,
    awaited: Option<ProgressBar>,
}

impl Progress {
    /// Makes one for so many steps; live where a terminal can show what is awaited.
    pub(super) fn new(style: Style, total: usize, is_live: bool) -> Self {
        Self {
            style,
            total,
            is_live,
            awaited: None,
        }
    }

    /// Shows what was found.
    pub(super) fn show(&mut self, found: &Found<'_>) -> Result<(), Error> {
        match found {
            Found::Scenario(scenario) => self.scenario(scenario),
            Found::Sending {
                number,
                title,
                request_line,
            } => {
                self.begin(*number, title, request_line);
                Ok(())
            }
            Found::Step(step) => self.end(step),
        }
    }

    /// A scenario begins.
    fn scenario(&mut self, scenario: &ScenarioOutcome) -> Result<(), Error> {
        self.lines(&terminal::scenario_heading(scenario, self.style))
    }

    /// A step is sent.
    fn begin(&mut self, number: usize, title: &str, request_line: &str) {
        if !self.is_live {
            return;
        }
        let style = Style {
            width: self.style.width.saturating_sub(ELAPSED),
            ..self.style
        };
        let line = terminal::step_begin(number, self.total, title, request_line, style);
        self.awaited = Some(spinner(&line));
    }

    /// A step has ended.
    fn end(&mut self, step: &StepOutcome) -> Result<(), Error> {
        self.lines(&terminal::step(step, self.total, self.style))
    }

    fn lines(&mut self, text: &str) -> Result<(), Error> {
        self.finish();
        print(text)
    }

    /// Takes the awaited line away.
    pub(super) fn finish(&mut self) {
        if let Some(awaited) = self.awaited.take() {
            awaited.finish_and_clear();
        }
    }
}

fn spinner(line: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    // The template is ours and is known to be well-formed; the default would show a bar.
    if let Ok(style) = ProgressStyle::with_template("{msg} {elapsed}") {
        bar.set_style(style);
    }
    bar.set_message(said(line));
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
