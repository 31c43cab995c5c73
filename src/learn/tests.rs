//! Lessons given on a sandbox, to a script in place of a terminal.

use std::path::Path;

use crate::error::Error;
use crate::launch::{Console, Environment, Interrupt, Prepared, StoreOptions, scenarios};
use crate::learn::{Course, Key, Screen, learn};
use crate::report::terminal::Style;
use crate::runner::plan::Limits;

/// A screen on which a script presses keys; Ctrl-D where it is over.
struct Script {
    keys: std::vec::IntoIter<Key>,
    /// What the editor makes of every request.
    edited: Option<String>,
    shown: String,
    offered: Vec<String>,
    copied: Vec<String>,
}

impl Script {
    fn new(keys: &str) -> Self {
        let key = |letter| match letter {
            '⏎' => Key::Enter,
            '!' => Key::Interrupt,
            letter => Key::Char(letter),
        };
        Self {
            keys: keys.chars().map(key).collect::<Vec<_>>().into_iter(),
            edited: None,
            shown: String::new(),
            offered: Vec::new(),
            copied: Vec::new(),
        }
    }
}

impl Screen for Script {
    fn print(&mut self, text: &str) -> Result<(), Error> {
        self.shown += text;
        Ok(())
    }

    fn show_sending(&mut self, _: bool) -> Result<(), Error> {
        Ok(())
    }

    async fn key(&mut self, offered: &str) -> Result<Key, Error> {
        self.offered.push(offered.to_owned());
        Ok(self.keys.next().unwrap_or(Key::End))
    }

    fn edit(&mut self, text: &str) -> Result<String, Error> {
        Ok(self.edited.clone().unwrap_or_else(|| text.to_owned()))
    }

    fn copy(&mut self, text: &str) -> Result<bool, Error> {
        self.copied.push(text.to_owned());
        Ok(true)
    }

    fn style(&self) -> Style {
        Style::PLAIN
    }
}

/// Gives a lesson about a page of the first tutorial, and returns its exit code.
async fn lesson(folder: &Path, is_resumed: bool, script: &mut Script) -> Result<u8, Error> {
    let name = "orders/create-customer";
    let choices = scenarios::choose(&[name.to_owned()])?;
    let options = StoreOptions::of_sandbox();
    let environment = Environment::bare();
    let prepared = Prepared::new(&options, &choices, &Limits::default(), &environment)?;
    let store = prepared.store().await?;
    let (_raise, interrupt) = Interrupt::by_hand();
    let course = Course {
        name,
        is_resumed,
        faults: &[],
        folder,
        console: Console::silent(),
        interrupt: &interrupt,
    };
    let ended = learn(&course, &prepared, &store, script).await;
    store.stop().await;
    ended
}

#[tokio::test]
async fn who_leaves_goes_on_at_the_same_step_with_what_was_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = Script::new("⏎⏎s");
    assert_eq!(lesson(folder.path(), false, &mut first).await.unwrap(), 0);
    assert!(
        first.shown.contains("skipped: you skipped it"),
        "{}",
        first.shown
    );
    assert!(
        first.shown.contains("DELETE /rest/default/V1/customers/2"),
        "{}",
        first.shown
    );
    let mut again = Script::new("");
    assert_eq!(lesson(folder.path(), true, &mut again).await.unwrap(), 0);
    assert!(
        again.shown.contains("walking the 2 steps before again"),
        "{}",
        again.shown
    );
    assert_eq!(again.offered.len(), 1);
    // Another lesson begins before the first step, and keeps no other place.
    let mut anew = Script::new("");
    lesson(folder.path(), false, &mut anew).await.unwrap();
    assert!(!anew.shown.contains("walking the"), "{}", anew.shown);
}

#[tokio::test]
async fn what_is_no_request_is_said_and_the_page_s_own_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let mut script = Script::new("ec⏎");
    script.edited = Some("post /x".to_owned());
    lesson(folder.path(), false, &mut script).await.unwrap();
    assert!(
        script
            .shown
            .contains("that is no request: `post` is no method"),
        "{}",
        script.shown
    );
    assert!(
        !script.shown.contains("your own request"),
        "{}",
        script.shown
    );
    assert!(script.copied[0].contains("curl "), "{:?}", script.copied);
    assert!(
        script.offered[2].contains("[enter] send") && script.offered[3].contains("[enter] next")
    );
}

#[tokio::test]
async fn an_interruption_ends_the_lesson_and_takes_back_what_was_made() {
    let folder = tempfile::tempdir().unwrap();
    let mut script = Script::new("⏎!");
    assert_eq!(
        lesson(folder.path(), false, &mut script).await.unwrap(),
        130
    );
    assert!(
        script.shown.contains("DELETE /rest/default/V1/customers/2"),
        "{}",
        script.shown
    );
    assert!(!script.shown.contains("That was the last step"));
}
