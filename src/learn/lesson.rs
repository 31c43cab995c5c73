//! The lesson itself: a step is shown, a key is pressed, something happens.

use std::path::Path;

use crate::error::Error;
use crate::launch::{Console, Interrupt};
use crate::learn::place::Place;
use crate::learn::screen::{Key, Screen};
use crate::outcome::{ScenarioOutcome, Target, Verdict};
use crate::report::lesson;
use crate::report::terminal::{self, Style};
use crate::runner::session::Leftovers;
use crate::runner::stepwise::Stepwise;

/// Why a step was left out.
const SKIPPED: &str = "you skipped it";

/// How a lesson ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// All steps were seen.
    Done,
    /// Somebody had enough for now.
    Quit,
    /// Ctrl-C, or a signal.
    Interrupted,
}

/// What is to happen after a key.
enum Turn {
    /// The step at this place comes next.
    To(usize),
    /// The lesson ends.
    End(End),
}

/// A tutorial that somebody learns.
pub(super) struct Lesson<'l, S> {
    /// What is learnt, as it was typed.
    pub(super) name: &'l str,
    /// The store, as places have it.
    pub(super) store: String,
    /// The folder in which the place is kept.
    pub(super) folder: &'l Path,
    /// The walk.
    pub(super) walk: Stepwise,
    /// The steps that were skipped.
    pub(super) skipped: Vec<String>,
    /// Where it is shown, and keys are pressed.
    pub(super) screen: &'l mut S,
    /// How a person is spoken to beside the lesson.
    pub(super) console: Console,
    /// Whether the user wants the program to end.
    pub(super) interrupt: Interrupt,
}

impl<S: Screen> Lesson<'_, S> {
    /// Gives the lesson, from where somebody was, and takes back what was made.
    pub(super) async fn give(
        mut self,
        target: &Target,
        resumed: Option<Place>,
    ) -> (Result<End, Error>, Vec<ScenarioOutcome>, Leftovers) {
        let end = self.steps(target, resumed).await;
        let scenarios = self.walk.scenarios();
        (end, scenarios, self.walk.finish().await)
    }

    async fn steps(&mut self, target: &Target, resumed: Option<Place>) -> Result<End, Error> {
        let total = self.total();
        self.screen
            .print(&terminal::header(target, total, self.style()))?;
        self.screen.print(&terminal::legend(self.style()))?;
        let mut at = match resumed {
            Some(place) => self.catch_up(&place).await?,
            None => 0,
        };
        let mut chapter = None;
        while at < total {
            if self.interrupt.is_raised() {
                return Ok(End::Interrupted);
            }
            self.keep_place(at);
            let scenario = self.walk.plan().steps[at].scenario;
            if chapter.replace(scenario) != Some(scenario) {
                let about = self.walk.plan().pending_scenario(scenario);
                self.screen
                    .print(&terminal::chapter(&about, self.style()))?;
            }
            match self.step(at).await? {
                Turn::To(next) => at = next,
                Turn::End(end) => return Ok(end),
            }
        }
        Place::forget(self.folder, self.name);
        let result = (0..total).filter_map(|at| self.walk.result(at));
        let ended = terminal::ended(result);
        self.screen
            .print(&format!("\nThat was the last step: {ended}.\n"))?;
        Ok(End::Done)
    }

    /// Walks the steps before the one at which somebody was, without a stop; the store knows nothing
    /// of them any more.
    async fn catch_up(&mut self, place: &Place) -> Result<usize, Error> {
        let until = (self.walk.plan().all()).position(|step| step.id == place.next);
        let Some(until) = until else {
            let error = Error::usage(format!(
                "the tutorial has no step `{}` any more",
                place.next
            ));
            return Err(error.hint("begin without `--resume`"));
        };
        let count = terminal::counted(until, "step");
        self.screen
            .print(&format!("\nwalking the {count} before again …\n"))?;
        for at in 0..until {
            let id = self.id(at);
            if place.skipped.contains(&id) {
                self.walk.skip(at, SKIPPED);
                self.skipped.push(id);
                continue;
            }
            if self.interrupt.is_raised() {
                return Ok(at);
            }
            let mut raised = self.interrupt.clone();
            let (total, style) = (self.total(), self.style());
            let result = self.walk.send(at, raised.wait_for(1)).await;
            if let Some(result) = result.filter(|result| result.verdict.has_failed()) {
                self.screen.print(&terminal::step(result, total, style))?;
            }
        }
        Ok(until)
    }

    /// Shows a step, and does what is wished until it is over.
    async fn step(&mut self, at: usize) -> Result<Turn, Error> {
        if self.walk.obstacle(at).is_some() {
            return self.leave_out(at).await;
        }
        self.show_request(at, false)?;
        loop {
            let keys = "[enter] send  [s]kip  [b]ack  [e]dit  [c]url  [a]ll  [q]uit  [?]";
            match self.screen.key(keys).await? {
                Key::Enter => return self.send(at).await,
                Key::Char('s') => {
                    self.skipped.push(self.id(at));
                    self.walk.skip(at, SKIPPED);
                    self.tell(&format!("skipped: {SKIPPED}"))?;
                    return Ok(Turn::To(at + 1));
                }
                key => {
                    if let Some(end) = self.common(at, at, key).await? {
                        return Ok(end);
                    }
                }
            }
        }
    }

    /// Tells why a step is not sent. One that another step keeps back waits for a key.
    async fn leave_out(&mut self, at: usize) -> Result<Turn, Error> {
        let mut raised = self.interrupt.clone();
        self.walk.send(at, raised.wait_for(1)).await;
        let verdict = self.show_result(at, false)?;
        while verdict == Some(Verdict::Skipped) {
            match self.screen.key("[enter] go on  [b]ack  [q]uit").await? {
                Key::Enter => break,
                key => {
                    if let Some(end) = self.common(at, at, key).await? {
                        return Ok(end);
                    }
                    // A step before may have been repeated, and passed.
                    if self.walk.obstacle(at).is_none() {
                        return Ok(Turn::To(at));
                    }
                }
            }
        }
        Ok(Turn::To(at + 1))
    }

    /// Sends a step and shows what came back.
    async fn send(&mut self, at: usize) -> Result<Turn, Error> {
        let mut shows_all = false;
        let mut is_due = true;
        loop {
            if is_due {
                self.take(at).await?;
                if let Some(verdict) = self.show_answer(at, shows_all)?
                    && !verdict.has_failed()
                {
                    self.keep_place(at + 1);
                }
                is_due = false;
            }
            let keys = "[enter] next  [r]epeat  [e]dit, resend  [b]ack  [c]url  [a]ll  [q]uit  [?]";
            match self.screen.key(keys).await? {
                Key::Enter => return Ok(Turn::To(at + 1)),
                Key::Char('r') => is_due = true,
                Key::Char('a') => {
                    shows_all = true;
                    self.show_answer(at, shows_all)?;
                }
                Key::Char('e') => is_due = self.edit(at)?,
                key => {
                    if let Some(end) = self.common(at, at + 1, key).await? {
                        return Ok(end);
                    }
                }
            }
        }
    }

    /// Sends a step, which may take a while.
    async fn take(&mut self, at: usize) -> Result<(), Error> {
        let mut raised = self.interrupt.clone();
        self.screen.show_sending(true)?;
        self.walk.send(at, raised.wait_for(1)).await;
        self.screen.show_sending(false)?;
        let id = self.id(at);
        self.skipped.retain(|skipped| *skipped != id);
        Ok(())
    }

    /// What a key does before a step is sent, and after it. `read` is the place after the last step
    /// that can be read back.
    async fn common(&mut self, at: usize, read: usize, key: Key) -> Result<Option<Turn>, Error> {
        match key {
            Key::Char('b') => {
                if let Some(end) = self.read_back(read).await? {
                    return Ok(Some(end));
                }
                if read > at {
                    self.show_result(at, false)?;
                } else {
                    self.show_request(at, false)?;
                }
            }
            Key::Char('e') => {
                self.edit(at)?;
            }
            Key::Char('p') if self.walk.is_changed(at) => {
                self.walk.restore(at);
                self.show_request(at, false)?;
            }
            Key::Char('c') => self.copy(at)?,
            Key::Char('a') => self.show_request(at, true)?,
            Key::Char('q') | Key::End => return Ok(Some(Turn::End(End::Quit))),
            Key::Interrupt => return Ok(Some(Turn::End(End::Interrupted))),
            Key::Char('?' | 'h') => self.screen.print(HELP)?,
            Key::Char(_) | Key::Enter => {}
        }
        Ok(None)
    }

    /// Shows the steps before, one back at a key; one of them may be sent once more.
    async fn read_back(&mut self, from: usize) -> Result<Option<Turn>, Error> {
        let Some(mut at) = from.checked_sub(1) else {
            self.tell("this is the first step")?;
            return Ok(None);
        };
        let mut shows_all = false;
        loop {
            let verdict = self.show_result(at, shows_all)?;
            shows_all = false;
            let send = if verdict == Some(Verdict::Skipped) {
                "[r] send"
            } else {
                "[r]epeat"
            };
            let keys = format!("reading back: [enter] forward  [b]ack  {send}  [a]ll  [q]uit");
            match self.screen.key(&keys).await? {
                Key::Enter if at + 1 < from => {
                    at += 1;
                    if self.can_be_sent_after_all(at) {
                        return Ok(Some(Turn::To(at)));
                    }
                }
                Key::Enter => return Ok(None),
                Key::Char('b') if at > 0 => at -= 1,
                Key::Char('b') => self.tell("this is the first step")?,
                Key::Char('r') => self.take(at).await?,
                Key::Char('a') => shows_all = true,
                Key::Char('q') | Key::End => return Ok(Some(Turn::End(End::Quit))),
                Key::Interrupt => return Ok(Some(Turn::End(End::Interrupted))),
                Key::Char(_) => {}
            }
        }
    }

    /// Whether a step was kept back by another one that has passed by now.
    fn can_be_sent_after_all(&self, at: usize) -> bool {
        let verdict = self.walk.result(at).map(|result| result.verdict);
        verdict == Some(Verdict::Skipped)
            && !self.skipped.contains(&self.id(at))
            && self.walk.obstacle(at).is_none()
    }

    fn show_request(&mut self, at: usize, shows_all: bool) -> Result<(), Error> {
        let (total, style) = (self.total(), self.style());
        let Some(step) = self.walk.pending(at) else {
            return Ok(());
        };
        let (lines, wrong) = match self.walk.preview(at) {
            Ok(preview) => (lesson::request(&preview, self.walk.value_flow()), None),
            Err(error) => (Vec::new(), Some(error.message)),
        };
        self.screen
            .print(&terminal::to_send(&step, total, &lines, shows_all, style))?;
        if let Some(wrong) = wrong {
            self.tell(&format!("it cannot be sent as it is: {wrong}"))?;
        }
        if self.walk.is_changed(at) {
            self.tell("this is your own request; [p] brings the page's back")?;
            if let Some((verdict, reason)) = self.walk.obstacle(at) {
                self.tell(&format!("{}: {reason}", verdict.word()))?;
            }
        }
        Ok(())
    }

    fn show_answer(&mut self, at: usize, shows_all: bool) -> Result<Option<Verdict>, Error> {
        let Some(result) = self.walk.result(at) else {
            return Ok(None);
        };
        let value_flow = self.walk.value_flow();
        let lines = lesson::response(result, value_flow);
        let remarks = lesson::remarks(result, value_flow);
        self.screen.print("\n")?;
        self.screen.print(&terminal::to_read(
            result,
            &lines,
            &remarks,
            shows_all,
            self.style(),
        ))?;
        let verdict = result.verdict;
        if self.walk.is_changed(at) {
            self.tell("that was your own request; the promise is the page's")?;
        }
        Ok(Some(verdict))
    }

    /// Shows the result of a step: what it sent and what came back.
    fn show_result(&mut self, at: usize, shows_all: bool) -> Result<Option<Verdict>, Error> {
        let Some(result) = self.walk.result(at) else {
            return Ok(None);
        };
        let first = result.exchanges.first();
        let lines = first.map_or_else(Vec::new, |exchange| {
            lesson::sent(
                &exchange.request,
                self.walk.origins(at),
                self.walk.value_flow(),
            )
        });
        self.screen.print(&terminal::to_send(
            result,
            self.total(),
            &lines,
            shows_all,
            self.style(),
        ))?;
        self.show_answer(at, shows_all)
    }

    /// Lets somebody edit a request; returns whether it is a new one.
    fn edit(&mut self, at: usize) -> Result<bool, Error> {
        let Some(mut text) = self.walk.request_text(at) else {
            self.tell("what a browser does is changed in the scenario")?;
            return Ok(false);
        };
        let before = text.clone();
        text = match self.screen.edit(&text) {
            Ok(text) => text,
            // An editor that does not work is no reason to end the lesson.
            Err(error) => {
                let hint = error
                    .hint
                    .map(|hint| format!(" ({hint})"))
                    .unwrap_or_default();
                self.tell(&format!("{}{hint}", error.message))?;
                return Ok(false);
            }
        };
        if let Err(wrong) = self.walk.change(at, &text) {
            self.tell(&format!("that is no request: {wrong}"))?;
            self.tell("nothing was changed; [e] edits it once more")?;
            return Ok(false);
        }
        let is_new = self.walk.request_text(at).as_deref() != Some(before.as_str());
        if !is_new {
            self.tell("nothing was changed")?;
            return Ok(false);
        }
        self.show_request(at, false)?;
        Ok(true)
    }

    /// Prints the request as a curl line, and hands it to the clipboard.
    fn copy(&mut self, at: usize) -> Result<(), Error> {
        let request = match self
            .walk
            .result(at)
            .and_then(|result| result.exchanges.first())
        {
            Some(exchange) => Some(exchange.request.clone()),
            None => self.walk.preview(at).ok().map(|preview| preview.request),
        };
        let Some(request) = request else {
            return self.tell("there is no request to copy");
        };
        let step = self
            .walk
            .result(at)
            .cloned()
            .or_else(|| self.walk.pending(at));
        let Some(step) = step else {
            return self.tell("there is no request to copy");
        };
        let line = terminal::pasted(&step, &request, false, "");
        self.screen.print(&format!("\n{}\n", line.trim()))?;
        if self.screen.copy(line.trim_end())? {
            self.tell("it is in the clipboard, too, where the terminal lets it")?;
        }
        Ok(())
    }

    /// Says something in between.
    fn tell(&mut self, text: &str) -> Result<(), Error> {
        self.screen.print(&terminal::aside(text, self.style()))
    }

    fn keep_place(&self, at: usize) {
        if at >= self.total() {
            return Place::forget(self.folder, self.name);
        }
        let kept =
            Place::new(self.name, &self.store, &self.id(at), &self.skipped).write(self.folder);
        if let Err(error) = kept {
            // Who cannot go on later can learn now all the same.
            if at == 0 {
                (self.console.say)(&format!("{}; `--resume` will not find it", error.message));
            }
        }
    }

    fn id(&self, at: usize) -> String {
        let plan = self.walk.plan();
        plan.steps
            .get(at)
            .map_or_else(String::new, |planned| plan.step(planned).id.clone())
    }

    fn total(&self) -> usize {
        self.walk.plan().steps.len()
    }

    fn style(&self) -> Style {
        self.screen.style()
    }
}

const HELP: &str = "  enter, space, →  send, then go on     e  edit the request in your editor
  s  skip the step                      p  the page's own request again
  b, ←  read the steps before           r  send once more
  c  the request as curl, to copy       a  all of a long body, all headers
  q, Ctrl-D  quit; `--resume` goes on   Ctrl-C  end
";
