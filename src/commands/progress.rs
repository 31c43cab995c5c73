//! What a run prints while it goes on: a line a step, and in a terminal the one that is awaited.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::commands::print;
use crate::error::Error;
use crate::outcome::{ScenarioOutcome, StepOutcome};
use crate::report::terminal::{self, Style};

/// Prints a run as it goes on.
pub(super) struct Progress {
    style: Style,
    total: usize,
    live: Option<ProgressBar>,
}

impl Progress {
    /// Makes one for so many steps; `live` where a terminal can show what is awaited.
    pub(super) fn new(style: Style, total: usize, live: bool) -> Self {
        Self {
            style,
            total,
            live: live.then(spinner),
        }
    }

    /// A scenario begins.
    pub(super) fn scenario(&self, scenario: &ScenarioOutcome) -> Result<(), Error> {
        self.lines(&terminal::scenario_heading(scenario, self.style))
    }

    /// A step is sent.
    pub(super) fn begin(&self, number: usize, title: &str, request_line: &str) {
        if let Some(live) = &self.live {
            let line = terminal::step_begin(number, self.total, title, request_line, self.style);
            live.set_message(line.trim_end().to_owned());
            live.reset_elapsed();
            live.enable_steady_tick(Duration::from_millis(100));
        }
    }

    /// A step has ended.
    pub(super) fn end(&self, step: &StepOutcome) -> Result<(), Error> {
        self.lines(&terminal::step(step, self.total, self.style))
    }

    fn lines(&self, text: &str) -> Result<(), Error> {
        if let Some(live) = &self.live {
            live.disable_steady_tick();
            live.set_message("");
            return live.suspend(|| print(text));
        }
        print(text)
    }

    /// Takes the awaited line away.
    pub(super) fn finish(&self) {
        if let Some(live) = &self.live {
            live.finish_and_clear();
        }
    }
}

fn spinner() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    // The template is ours and is known to be well-formed; the default would show a bar.
    if let Ok(style) = ProgressStyle::with_template("{msg} {elapsed}") {
        bar.set_style(style);
    }
    bar
}
