//! A request of somebody's own in place of the page's: what it may do, and what nobody knows of it.

use crate::outcome::StepOutcome;
use crate::runner::find::{self, Found};
use crate::runner::session::Session;
use crate::runner::undo::Answer;
use crate::scenario::tutorial::Step;

impl Session {
    /// Looks for what a request of somebody's own has made in place of the page's: what the page's
    /// `find` does not find, nobody can take back, so it is listed.
    pub(super) async fn look_for_own(&mut self, step: &Step, outcome: &StepOutcome) {
        let Some(pending) = self.newest(&step.id) else {
            return;
        };
        let (answer, values) = (pending.answer, pending.values.clone());
        let (Some(find), Answer::Accepted | Answer::Doubtful) = (step.find(), answer) else {
            return;
        };
        let found = find::look(find, &mut self.sender, &values, &mut self.redactor).await;
        let is_found = match &found {
            Ok(Found::There(found)) => outcome.captures.iter().all(|capture| {
                let mut same = found.iter().filter(|(name, _)| *name == capture.name);
                same.all(|(_, value)| *value == capture.value)
            }),
            _ => false,
        };
        if !is_found {
            self.own_request_stays(outcome);
        }
    }

    /// Writes down that what a request of somebody's own did stays in the shop, where the store took
    /// it.
    pub(super) fn own_request_stays(&mut self, outcome: &StepOutcome) {
        let took_it = |status: u16| (200..300).contains(&status);
        let taken = outcome.exchanges.iter().find(|exchange| {
            let response = exchange.response.as_ref();
            response.is_some_and(|response| took_it(response.status))
        });
        if let Some(exchange) = taken {
            let request = &exchange.request;
            let what = format!("your own request: {} {}", request.method, request.url);
            let what = self.with_ids(what, outcome);
            self.leave(&outcome.id, what);
        }
    }
}
