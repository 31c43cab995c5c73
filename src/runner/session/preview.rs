//! What a browser will do, before it does.

use crate::mask::is_secret_name;
use crate::outcome::{Preview, RequestOutcome};
use crate::scenario::browser::{Action, ActionKind, BrowserScript};
use crate::scenario::in_words;
use crate::scenario::tutorial::Step;

/// What a browser will do, as a request whose body has a line an action.
pub(super) fn preview(script: &BrowserScript, step: &Step) -> Preview {
    let actions = script.actions.iter().map(|action| in_words(action, step));
    let actions: Vec<String> = actions.collect();
    Preview {
        request: RequestOutcome {
            method: "browser".to_owned(),
            url: step.request.path.to_string(),
            headers: Vec::new(),
            body: Some(actions.join("\n")),
            curl_options: Vec::new(),
        },
        origins: Vec::new(),
    }
}

/// Says what an action does, with `${…}` as it is written.
pub(super) fn in_words(action: &Action, step: &Step) -> String {
    match &action.kind {
        ActionKind::Expect(at) => {
            let check = step.expect.html.get(*at);
            let words = check.and_then(|check| {
                let demands = in_words::html(check, &in_words::as_written).ok()?;
                Some(format!("expect {} {demands}", check.select.text))
            });
            words.unwrap_or_default()
        }
        // Who writes a password into a scenario shows it there, and nowhere else.
        ActionKind::Fill(select, value)
            if is_secret_name(&select.text) && value.as_literal().is_some() =>
        {
            format!("fill {} with ‹hidden›", select.text)
        }
        _ => action.to_string(),
    }
}
