//! What belongs to no step and must not be overlooked: an undo that failed, an interruption, a run in
//! which nothing passed. Formats that know only cases get one for each.

use crate::outcome::{Code, RunOutcome, UndoOutcome, UndoResult, Verdict};
use crate::report::terminal;

/// Something that is wrong with a run as a whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// What it is about, the same in every run.
    pub(super) name: String,
    /// Its code, where it has one.
    pub(super) code: Option<Code>,
    /// What happened.
    pub(super) message: String,
}

/// Returns what is wrong with a run beside its steps.
pub(super) fn of(outcome: &RunOutcome) -> Vec<Trouble> {
    let failed = |undo: &&UndoOutcome| undo.result == UndoResult::Failed;
    let undos = outcome.undos.iter().filter(failed);
    let mut troubles: Vec<Trouble> = undos
        .map(|undo| undo_failed(undo, outcome.target.sandbox))
        .collect();
    if outcome.interrupted {
        let message = "the run was interrupted: the steps after that did not run";
        troubles.push(plain("interrupted", message));
    }
    let in_vain = outcome.in_vain().map(terminal::did_not_apply);
    troubles.extend(in_vain.map(|message| plain("asked for", &message)));
    if !outcome.missing_shards().is_empty() {
        troubles.push(Trouble {
            name: "missing shards".to_owned(),
            code: Some(Code::Mw212),
            message: outcome.shard_note().unwrap_or_default(),
        });
    }
    let has_bad = outcome.count(Verdict::Failed) + outcome.count(Verdict::Errored) > 0;
    let is_vain = outcome.count(Verdict::Passed) == 0 && !outcome.is_empty_shard();
    if is_vain && !has_bad && !outcome.interrupted {
        let message = "no step passed, so nothing is confirmed: this is not a pass";
        troubles.push(plain("nothing passed", message));
    }
    troubles
}

fn undo_failed(undo: &UndoOutcome, sandbox: bool) -> Trouble {
    let reason = undo.reason.as_deref().unwrap_or("no reason given");
    let mut message = format!("not undone: {}: {reason}", undo.action);
    if !sandbox {
        message += "; `magewalk cleanup` tries it again";
    }
    Trouble {
        name: format!("undo {}/{}", undo.tutorial, undo.step),
        code: Some(Code::Mw301),
        message,
    }
}

fn plain(name: &str, message: &str) -> Trouble {
    Trouble {
        name: name.to_owned(),
        code: None,
        message: message.to_owned(),
    }
}
