//! A step that a browser does.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::time::{Instant, sleep};

use crate::browser::{BrowserError, Launcher, Window};
use crate::check;
use crate::outcome::{
    BrowsedOutcome, Code, ErrorKind, Mismatch, MismatchKind, StepError, StepOutcome, Subject,
    Verdict,
};
use crate::runner::exchange::milliseconds;
use crate::runner::send;
use crate::runner::session::browsers::Browsing;
use crate::runner::session::preview::in_words;
use crate::runner::session::{Session, fail, template_error};
use crate::scenario::browser::{Action, ActionKind, BrowserScript};
use crate::scenario::template::FillError;
use crate::scenario::tutorial::Step;

/// How long a page may take until it shows what is looked for, once it is there: scripts draw much
/// of it.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// How long a page has to be quiet until it is clicked or typed into: what scripts have not bound yet
/// would be clicked in vain.
const QUIET: Duration = Duration::from_millis(400);

/// Under which name the picture of a failure is kept.
const AT_THE_END: &str = "where it ended";

/// Why a script did not go on.
enum Halt {
    /// What was promised did not hold.
    Wrong(Vec<Mismatch>),
    /// It could not be carried out.
    Error(StepError),
}

impl From<BrowserError> for Halt {
    fn from(error: BrowserError) -> Self {
        let (kind, hint) = match &error {
            BrowserError::TimedOut(_) => (
                ErrorKind::Timeout,
                "`-v` shows how far it came; `--timeout` gives it longer",
            ),
            _ => (ErrorKind::Browser, "`-v` shows how far it came"),
        };
        let error = StepError::new(kind, error.to_string(), Some(hint.to_owned()));
        Self::Error(error)
    }
}

impl From<FillError> for Halt {
    fn from(error: FillError) -> Self {
        Self::Error(template_error(error))
    }
}

impl Session {
    /// Has a browser do a step. An interruption ends it where it is.
    pub(super) async fn browse(
        &mut self,
        step: &Step,
        script: &BrowserScript,
        outcome: &mut StepOutcome,
        interrupted: impl Future<Output = ()>,
    ) {
        outcome.uses = self.used(step);
        let Browsing::With(launcher) = self.rules.browser.clone() else {
            return;
        };
        let walked = tokio::select! {
            walked = self.in_window(&launcher, step, script, outcome) => walked,
            () = interrupted => {
                let message = "it was interrupted".to_owned();
                Err(Halt::Error(StepError::new(ErrorKind::Browser, message, None)))
            }
        };
        match walked {
            Ok(()) => outcome.verdict = Verdict::Passed,
            Err(Halt::Wrong(mismatches)) => {
                outcome.verdict = Verdict::Failed;
                outcome.mismatches = mismatches;
            }
            Err(Halt::Error(error)) => fail(outcome, error),
        }
    }

    async fn in_window(
        &self,
        launcher: &Launcher,
        step: &Step,
        script: &BrowserScript,
        outcome: &mut StepOutcome,
    ) -> Result<(), Halt> {
        let window = Window::open(launcher, self.sender.timeout()).await?;
        let mut ended = Ok(());
        for action in &script.actions {
            let began = Instant::now();
            let mut picture = None;
            ended = self.act(&window, step, action, &mut picture, outcome).await;
            if ended.is_err() && picture.is_none() {
                picture = window.picture().await.ok();
            }
            let name = match &action.kind {
                ActionKind::Screenshot(name) => name.as_str(),
                _ => AT_THE_END,
            };
            outcome.browsed.push(BrowsedOutcome {
                action: in_words(action, step),
                held: ended.is_ok(),
                duration_ms: milliseconds(began.elapsed()),
                picture_name: picture.is_some().then(|| name.to_owned()),
                picture: picture.map(|picture| STANDARD.encode(picture)),
            });
            if ended.is_err() {
                break;
            }
        }
        window.close().await;
        ended
    }

    async fn act(
        &self,
        window: &Window,
        step: &Step,
        action: &Action,
        picture: &mut Option<Vec<u8>>,
        outcome: &mut StepOutcome,
    ) -> Result<(), Halt> {
        match &action.kind {
            ActionKind::Open(path) => {
                let url = send::address(path, &self.values, self.sender.base())?;
                window.go(&url).await?;
            }
            ActionKind::Fill(select, value) => {
                let value = self.values.text(value)?;
                let deadline = Instant::now() + PATIENCE;
                until_quiet(window, deadline).await?;
                while let Err(error) = window.fill(&select.text, &value).await {
                    not_yet(error, action, &select.text, deadline).await?;
                }
            }
            ActionKind::Click(select) => {
                let deadline = Instant::now() + PATIENCE;
                until_quiet(window, deadline).await?;
                while let Err(error) = window.click(&select.text).await {
                    not_yet(error, action, &select.text, deadline).await?;
                }
            }
            ActionKind::Expect(at) => {
                outcome.counts.checked += self.see(window, step, *at).await?;
            }
            ActionKind::Screenshot(_) => {
                until_quiet(window, Instant::now() + PATIENCE).await?;
                *picture = Some(window.picture().await?);
            }
        }
        Ok(())
    }

    /// Waits until a check holds, and returns how many assertions of it did.
    async fn see(&self, window: &Window, step: &Step, at: usize) -> Result<usize, Halt> {
        let Some(expected) = step.expect.html.get(at) else {
            return Ok(0);
        };
        let fill = |template: &_| self.values.fill(template);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let select = &expected.select.text;
            let seen = window.look(select, expected.attribute.as_deref()).await?;
            let judged = check::elements(expected, seen.elements, seen.texts, &fill);
            let (held, mismatches) = judged.map_err(|error| {
                Halt::Error(StepError::new(error.kind, error.message, error.hint))
            })?;
            if mismatches.is_empty() {
                return Ok(held);
            }
            if Instant::now() > deadline {
                return Err(Halt::Wrong(mismatches));
            }
            sleep(BETWEEN_LOOKS).await;
        }
    }
}

/// Waits until a page is quiet, or until it was waited for long enough: some never are.
async fn until_quiet(window: &Window, deadline: Instant) -> Result<(), Halt> {
    while !window.is_quiet(QUIET).await? && Instant::now() < deadline {
        sleep(BETWEEN_LOOKS).await;
    }
    Ok(())
}

/// Waits a little where an element may yet come; else says that it is missing.
async fn not_yet(
    error: BrowserError,
    action: &Action,
    selector: &str,
    deadline: Instant,
) -> Result<(), Halt> {
    match error {
        BrowserError::NotThere(_) if Instant::now() < deadline => {
            sleep(BETWEEN_LOOKS).await;
            Ok(())
        }
        BrowserError::NotThere(message) => Err(Halt::Wrong(vec![Mismatch {
            code: Code::of_mismatch(Subject::Html, MismatchKind::Missing),
            subject: Subject::Html,
            kind: MismatchKind::Missing,
            documented_path: Some(selector.to_owned()),
            actual_path: None,
            documented: None,
            actual: None,
            predicate: Some(message.clone()),
            message,
            names_place: true,
            location: action.span.location(),
            lines: Vec::new(),
        }])),
        error => Err(error.into()),
    }
}
