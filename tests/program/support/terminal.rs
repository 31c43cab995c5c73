//! The program in a pseudo-terminal, with somebody who waits for words and presses keys.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Instant;

use crate::support::{Folder, PATIENCE};

/// A terminal in which the program runs.
pub(crate) struct Terminal {
    child: Child,
    keys: Option<ChildStdin>,
    output: Receiver<Vec<u8>>,
    /// All that was shown.
    pub(crate) shown: String,
    /// How much of it was waited for.
    read: usize,
}

impl Terminal {
    /// Opens a terminal of this many columns; the program gets these arguments, in a shell's words.
    /// Afterwards the shell says with which code it ended and whether the terminal is as it was.
    pub(crate) fn open(folder: &Folder, columns: usize, arguments: &str) -> Self {
        Self::open_with(folder, columns, arguments, &[])
    }

    /// Opens one with further variables in the environment.
    pub(crate) fn open_with(
        folder: &Folder,
        columns: usize,
        arguments: &str,
        variables: &[(&str, &str)],
    ) -> Self {
        let program = env!("CARGO_BIN_EXE_magewalk");
        let script = format!(
            "stty rows 24 cols {columns}; before=$(stty -g); \
             sh -c 'echo PID $$.; exec env --default-signal=HUP,INT \"$@\"' sh {program} {arguments}; code=$?; \
             [ \"$before\" = \"$(stty -g)\" ] && echo \"TERMINAL AS IT WAS\"; echo \"CODE $code.\""
        );
        let mut child = Command::new("script")
            .args(["-qec", &script, "/dev/null"])
            .current_dir(folder.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("NO_COLOR", "1")
            .env("TERM", "xterm")
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let keys = child.stdin.take();
        let mut out = child.stdout.take().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count) = out.read(&mut bytes) {
                if count == 0 || sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            keys,
            output,
            shown: String::new(),
            read: 0,
        }
    }

    /// Waits until these words are shown, after those that were waited for before.
    pub(crate) fn wait_for(&mut self, words: &str) -> &mut Self {
        let began = Instant::now();
        loop {
            if let Some(at) = self.shown[self.read..].find(words) {
                self.read += at + words.len();
                return self;
            }
            let left = PATIENCE.saturating_sub(began.elapsed());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.shown += &String::from_utf8_lossy(&bytes).replace('\r', ""),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("`{words}` was not shown:\n{}", &self.shown[self.read..])
                }
            }
        }
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        let input = self.keys.as_mut().unwrap();
        input.write_all(keys.as_bytes()).unwrap();
        input.flush().unwrap();
        self
    }

    /// Returns the number of the program's process.
    pub(crate) fn process(&mut self) -> String {
        self.wait_for("PID ").wait_for(".");
        let from = self.shown.find("PID ").unwrap() + 4;
        let number = &self.shown[from..];
        number[..number.find('.').unwrap()].to_owned()
    }

    /// Waits for the end: the terminal is as it was, and the program ended with this code.
    pub(crate) fn ends(&mut self, code: u8) -> &str {
        self.wait_for("TERMINAL AS IT WAS");
        self.wait_for(&format!("CODE {code}."));
        &self.shown
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
