//! Everything that a run found, without its secrets, before it leaves the runner.
//!
//! Each outcome is taken apart member by member, none left out: a new one does not compile until
//! somebody has decided what becomes of it here.

use crate::mask::Redactor;
use crate::outcome::{
    BrowsedOutcome, CaptureOutcome, CheckOutcome, Compared, DriftOutcome, ExchangeOutcome, Extra,
    HintOutcome, LeftBehind, LeftOut, Location, Mismatch, PlannedScenario, PlannedStep, Promised,
    PromisedRule, RequestOutcome, ResponseOutcome, Shards, StepError, StepOutcome, TextLine,
    UndoOutcome, Varied,
};

fn hide(redactor: &Redactor, text: &mut String) {
    *text = redactor.text(text);
}

fn hide_each<'t>(redactor: &Redactor, texts: impl IntoIterator<Item = &'t mut String>) {
    texts.into_iter().for_each(|text| hide(redactor, text));
}

/// Hides secrets in a sentence, which may quote a part of one.
fn hide_sentence(redactor: &Redactor, text: &mut String) {
    *text = redactor.sentence(text);
}

/// Takes the secrets out of all that a step found.
pub fn step(redactor: &Redactor, step: &mut StepOutcome) {
    let StepOutcome {
        number: _,
        id: _,
        title,
        explain,
        effect: _,
        request_line,
        location,
        verdict: _,
        reason,
        error,
        exchanges,
        browsed,
        store_message,
        label,
        notes,
        promised,
        mismatches,
        hints,
        varied,
        drifts,
        extras,
        compared,
        counts: _,
        captures,
        // Names of the scenario.
        uses: _,
        attempts: _,
        gave_up,
        developer_mode: _,
        duration_ms: _,
    } = step;
    hide_each(redactor, [title, request_line]);
    hide_each(redactor, explain.iter_mut().chain(label).chain(gave_up));
    place(redactor, location);
    let sentences = reason.iter_mut().chain(store_message).chain(notes);
    sentences.for_each(|text| hide_sentence(redactor, text));
    error
        .iter_mut()
        .for_each(|error| self::error(redactor, error));
    exchanges.iter_mut().for_each(|one| exchange(redactor, one));
    browsed
        .iter_mut()
        .for_each(|one| self::browsed(redactor, one));
    promised
        .iter_mut()
        .for_each(|one| self::promised(redactor, one));
    mismatches
        .iter_mut()
        .for_each(|one| mismatch(redactor, one));
    hints.iter_mut().for_each(|one| hint(redactor, one));
    varied
        .iter_mut()
        .for_each(|one| self::varied(redactor, one));
    drifts.iter_mut().for_each(|one| drift(redactor, one));
    extras.iter_mut().for_each(|one| extra(redactor, one));
    compared
        .iter_mut()
        .for_each(|one| self::compared(redactor, one));
    captures.iter_mut().for_each(|one| capture(redactor, one));
}

/// Takes the secrets out of what is said of the plan of all shards.
pub fn shards(redactor: &Redactor, shards: &mut Shards) {
    let Shards {
        fingerprint: _,
        count: _,
        walked: _,
        missing: _,
        partial: _,
        plan,
    } = shards;
    for scenario in plan {
        let PlannedScenario {
            shard: _,
            tutorial: _,
            name: _,
            title,
            file: _,
            page,
            explain,
            digest: _,
            steps,
        } = scenario;
        hide(redactor, title);
        hide_each(redactor, page.iter_mut().chain(explain));
        for step in steps {
            let PlannedStep {
                id: _,
                title,
                effect: _,
                request_line,
                location,
            } = step;
            hide_each(redactor, [title, request_line]);
            place(redactor, location);
        }
    }
}

/// Takes the secrets out of what became of an undo.
pub(super) fn undo(redactor: &Redactor, undo: &mut UndoOutcome) {
    let UndoOutcome {
        tutorial: _,
        step: _,
        action,
        result: _,
        reason,
    } = undo;
    hide(redactor, action);
    reason
        .iter_mut()
        .for_each(|text| hide_sentence(redactor, text));
}

/// Takes the secrets out of what stays in the shop.
pub(super) fn left_behind(redactor: &Redactor, left: &mut LeftBehind) {
    let LeftBehind {
        tutorial: _,
        step: _,
        what,
    } = left;
    hide_sentence(redactor, what);
}

/// Takes the secrets out of a request.
pub(super) fn request(redactor: &Redactor, request: &mut RequestOutcome) {
    let RequestOutcome {
        method: _,
        url,
        headers,
        body,
        // The user's own files.
        curl_options: _,
    } = request;
    hide(redactor, url);
    redactor.headers(headers);
    body.iter_mut().for_each(|body| *body = redactor.body(body));
}

fn exchange(redactor: &Redactor, exchange: &mut ExchangeOutcome) {
    let ExchangeOutcome { request, response } = exchange;
    self::request(redactor, request);
    let Some(response) = response else { return };
    let ResponseOutcome {
        status: _,
        headers,
        body,
        body_base64,
        body_size: _,
        body_shortened,
        started_at: _,
        timings: _,
        duration_ms: _,
    } = response;
    redactor.headers(headers);
    let masked = if *body_shortened {
        redactor.beginning(body)
    } else {
        redactor.body(body)
    };
    // The bytes themselves cannot be masked.
    if masked != *body {
        *body_base64 = None;
    }
    *body = masked;
}

fn error(redactor: &Redactor, error: &mut StepError) {
    let StepError {
        code: _,
        kind: _,
        message,
        hint,
        location,
    } = error;
    location.iter_mut().for_each(|one| place(redactor, one));
    hide_sentence(redactor, message);
    hint.iter_mut()
        .for_each(|text| hide_sentence(redactor, text));
}

fn browsed(redactor: &Redactor, browsed: &mut BrowsedOutcome) {
    let BrowsedOutcome {
        action,
        held: _,
        duration_ms: _,
        picture_name: _,
        // What can be read in a picture cannot be hidden in it.
        picture: _,
    } = browsed;
    hide(redactor, action);
}

fn promised(redactor: &Redactor, promised: &mut Promised) {
    let Promised {
        status: _,
        documented,
        rules,
        checks,
    } = promised;
    documented
        .iter_mut()
        .for_each(|value| redactor.hide_in(value));
    for rule in rules {
        let PromisedRule { at, kinds: _ } = rule;
        hide(redactor, at);
    }
    for check in checks {
        let CheckOutcome {
            subject: _,
            at,
            demands,
            equals,
            paths,
            held: _,
        } = check;
        equals.iter_mut().for_each(|value| redactor.hide_in(value));
        hide_each(redactor, paths.iter_mut().chain([at, demands]));
    }
}

fn mismatch(redactor: &Redactor, mismatch: &mut Mismatch) {
    let Mismatch {
        code: _,
        subject: _,
        kind: _,
        documented_path,
        actual_path,
        documented,
        actual,
        message,
        predicate,
        names_place: _,
        location,
        lines,
    } = mismatch;
    hide_each(redactor, documented_path.iter_mut().chain(actual_path));
    let values = documented.iter_mut().chain(actual);
    values.for_each(|value| redactor.hide_in(value));
    hide_sentence(redactor, message);
    predicate
        .iter_mut()
        .for_each(|text| hide_sentence(redactor, text));
    place(redactor, location);
    for line in lines {
        let TextLine {
            side: _,
            text,
            changed,
        } = line;
        let hidden = redactor.text(text);
        // Of a line in which something is hidden, the places are other ones.
        if hidden != *text {
            changed.clear();
        }
        *text = hidden;
    }
}

fn place(redactor: &Redactor, location: &mut Location) {
    let Location {
        file: _,
        line: _,
        column: _,
        width: _,
        left_out: _,
        text,
    } = location;
    hide(redactor, text);
}

fn hint(redactor: &Redactor, hint: &mut HintOutcome) {
    let HintOutcome {
        id: _,
        means,
        advice,
    } = hint;
    hide_each(redactor, [means, advice]);
}

fn varied(redactor: &Redactor, varied: &mut Varied) {
    let Varied {
        documented_path,
        actual_path,
    } = varied;
    hide_each(redactor, actual_path.iter_mut().chain([documented_path]));
}

fn compared(redactor: &Redactor, compared: &mut Compared) {
    let Compared {
        complete: _,
        left_out,
    } = compared;
    for left in left_out {
        let LeftOut {
            documented_path,
            actual_path,
            elements: _,
        } = left;
        hide_each(redactor, documented_path.iter_mut().chain(actual_path));
    }
}

fn drift(redactor: &Redactor, drift: &mut DriftOutcome) {
    let DriftOutcome {
        at,
        actual_path,
        documented,
        store,
        because,
        page_was_right: _,
    } = drift;
    hide_each(redactor, actual_path.iter_mut().chain([at, because]));
    let values = documented.iter_mut().chain([store]);
    values.for_each(|value| redactor.hide_in(value));
}

fn extra(redactor: &Redactor, extra: &mut Extra) {
    let Extra { path, value } = extra;
    hide(redactor, path);
    redactor.hide_in(value);
}

fn capture(redactor: &Redactor, capture: &mut CaptureOutcome) {
    let CaptureOutcome {
        name: _,
        from,
        header: _,
        path,
        value,
    } = capture;
    hide_each(redactor, path.iter_mut().chain([from]));
    redactor.hide_in(value);
}
