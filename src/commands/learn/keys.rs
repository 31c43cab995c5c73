//! One key at a time, from a terminal that is as it was before and after each of them.
//!
//! A key counts only after its question was asked: what was typed while a request was under way, and
//! what is pasted, would send the next one unread.
//!
//! The only file that names `crossterm`.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::{
    self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEvent, KeyEventKind,
    KeyModifiers,
};
use crossterm::execute;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use crate::error::Error;
use crate::launch::Interrupt;
use crate::learn::Key;

/// How long it takes at most until an interruption is seen.
const LOOK: Duration = Duration::from_millis(100);

/// How long to look for what is there already; without any time the library does not look at all.
const AT_ONCE: Duration = Duration::from_millis(1);

/// How long it takes at most until it is seen that the terminal was closed, and no signal said so.
const SECOND: Duration = Duration::from_secs(1);

/// A terminal that hands on each key at once, from which nothing was pressed yet. It is as before when
/// this goes, in a panic too.
pub(super) struct Keyboard {
    /// Whether it knows no sequences, so that what is pasted cannot be told from what is typed.
    is_dumb: bool,
}

impl Keyboard {
    /// Opens it, and forgets what was typed before. Until it goes, a line ends with `\r\n`.
    ///
    /// # Errors
    /// Where the terminal cannot be read.
    pub(super) fn open(is_dumb: bool) -> Result<Self, Error> {
        let open = || {
            enable_raw_mode()?;
            let keyboard = Self { is_dumb };
            if !is_dumb {
                execute!(io::stdout(), EnableBracketedPaste)?;
            }
            while event::poll(AT_ONCE)? {
                event::read()?;
            }
            Ok(keyboard)
        };
        open().map_err(|error: io::Error| failed(&error))
    }

    /// Waits for a key.
    ///
    /// # Errors
    /// Where the terminal cannot be read.
    pub(super) async fn key(self, interrupt: &Interrupt) -> Result<Key, Error> {
        let stop = Stop::default();
        let seen = Arc::clone(&stop.0);
        let (sender, mut pressed) = oneshot::channel();
        // A thread that the end of the program does not wait for, whatever the library makes of a
        // terminal that was closed.
        std::thread::spawn(move || {
            // Whoever does not wait any more needs no key.
            let _ = sender.send(read(&seen));
        });
        let mut raised = interrupt.clone();
        tokio::select! {
            key = &mut pressed => match key {
                Ok(key) => key.map_err(|error| failed(&error)),
                Err(error) => Err(failed(&error)),
            },
            () = raised.wait_for(1) => {
                // Nobody reads any more when the terminal is given back.
                drop(stop);
                let _ = timeout(3 * LOOK, pressed).await;
                Ok(Key::Interrupt)
            }
            () = gone() => Ok(Key::End),
        }
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        // There is nobody to tell, and nothing else to try.
        if !self.is_dumb {
            let _ = execute!(io::stdout(), DisableBracketedPaste);
        }
        let _ = io::stdout().flush();
        let _ = disable_raw_mode();
    }
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::failed(format!("cannot read what is pressed: {error}"))
}

/// Waits until the terminal is closed.
async fn gone() {
    while io::stdin().is_terminal() {
        sleep(SECOND).await;
    }
}

/// Returns how many columns the terminal has now.
pub(super) fn columns() -> Option<u16> {
    let size = crossterm::terminal::size().ok();
    size.map(|(columns, _)| columns)
        .filter(|columns| *columns > 0)
}

/// Ends the wait for a key when it goes, also where nobody waits for its end any more.
#[derive(Default)]
struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn read(stop: &AtomicBool) -> io::Result<Key> {
    loop {
        if stop.load(Ordering::Relaxed) {
            return Ok(Key::Interrupt);
        }
        if !event::poll(LOOK)? {
            continue;
        }
        if let Event::Key(pressed) = event::read()?
            && let Some(key) = meant(pressed)
        {
            return Ok(key);
        }
    }
}

fn meant(pressed: KeyEvent) -> Option<Key> {
    if pressed.kind == KeyEventKind::Release {
        return None;
    }
    let with_control = pressed.modifiers.contains(KeyModifiers::CONTROL);
    let with_other = pressed
        .modifiers
        .intersects(KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META);
    match pressed.code {
        _ if with_other => None,
        KeyCode::Char('c') if with_control => Some(Key::Interrupt),
        KeyCode::Char('d') if with_control => Some(Key::End),
        // Some terminals send a line feed for Enter, which reads as Ctrl-J.
        KeyCode::Char('j') if with_control => Some(Key::Enter),
        KeyCode::Char(_) if with_control => None,
        KeyCode::Enter | KeyCode::Char(' ') => Some(Key::Enter),
        KeyCode::Char(character) => Some(Key::Char(character.to_ascii_lowercase())),
        KeyCode::Left | KeyCode::Right if with_control => None,
        KeyCode::Left => Some(Key::Char('b')),
        KeyCode::Right => Some(Key::Enter),
        _ => None,
    }
}
