//! The real binary, with a clean environment, in a folder of its own.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Instant;

use crate::support::{Folder, PATIENCE};

/// The keys of the sandbox's integration, as variables.
pub(crate) const INTEGRATION: [(&str, &str); 4] = [
    ("MAGEWALK_CONSUMER_KEY", magewalk_sandbox::CONSUMER_KEY),
    (
        "MAGEWALK_CONSUMER_SECRET",
        magewalk_sandbox::CONSUMER_SECRET,
    ),
    ("MAGEWALK_ACCESS_TOKEN", magewalk_sandbox::ACCESS_TOKEN),
    (
        "MAGEWALK_ACCESS_TOKEN_SECRET",
        magewalk_sandbox::ACCESS_TOKEN_SECRET,
    ),
];

/// The program, not yet started.
pub(crate) struct Program {
    command: Command,
    /// Kept for as long as the program runs there.
    _folder: Option<Folder>,
}

/// What a program said, and how it ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// None where a signal ended it.
    pub(crate) code: Option<i32>,
}

/// A program that runs.
pub(crate) struct Running {
    child: Child,
    outputs: Option<[JoinHandle<String>; 2]>,
    _folder: Option<Folder>,
}

/// The program with these arguments, in an empty folder.
pub(crate) fn magewalk(arguments: &[&str]) -> Program {
    of(Command::new(env!("CARGO_BIN_EXE_magewalk")), arguments)
}

/// The same, where the system gives it no more than this memory of its own.
#[cfg(target_os = "linux")]
pub(crate) fn magewalk_within(mebibytes: u32, arguments: &[&str]) -> Program {
    let limit = format!("ulimit -d {} && exec \"$0\" \"$@\"", mebibytes * 1024);
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &limit, env!("CARGO_BIN_EXE_magewalk")]);
    // Every worker has a stack, and a large machine would have many of them.
    of(command, arguments).env("TOKIO_WORKER_THREADS", "2")
}

fn of(mut command: Command, arguments: &[&str]) -> Program {
    let folder = Folder::new();
    command.env_clear().current_dir(folder.path());
    command
        .env("HOME", folder.path())
        .env("PATH", "/usr/bin:/bin");
    command.args(arguments).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    Program {
        command,
        _folder: Some(folder),
    }
}

impl Program {
    /// Sets a variable that need not be text.
    #[cfg(unix)]
    pub(crate) fn env_os(mut self, name: &str, value: &std::ffi::OsStr) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Gives the credentials of the sandbox's admin, and the store as the target; its owner agrees to
    /// all that is done to it.
    pub(crate) fn at(self, url: &str) -> Self {
        self.agreed().at_unasked(url)
    }

    /// Gives the same, where the owner was not asked.
    pub(crate) fn at_unasked(self, url: &str) -> Self {
        self.env("MAGEWALK_TARGET", url)
            .env("MAGEWALK_ADMIN_USERNAME", magewalk_sandbox::ADMIN_USERNAME)
            .env("MAGEWALK_ADMIN_PASSWORD", magewalk_sandbox::ADMIN_PASSWORD)
    }

    /// Gives the keys of the sandbox's integration instead.
    pub(crate) fn signing_at(self, url: &str) -> Self {
        INTEGRATION.iter().fold(
            self.agreed().env("MAGEWALK_TARGET", url),
            |program, (name, value)| program.env(name, value),
        )
    }

    /// Has the owner of the shop agree to all that is done to it.
    pub(crate) fn agreed(mut self) -> Self {
        let given: Vec<_> = self.command.get_args().map(ToOwned::to_owned).collect();
        let walks = ["run", "learn", "studio"];
        let is_walk = walks
            .iter()
            .any(|walk| given.first().is_some_and(|it| it == walk));
        if is_walk {
            if !given.iter().any(|it| it == "--yes" || it == "-y") {
                self.command.arg("--yes");
            }
            let allowed = ["--allow", "permanent", "--allow", "configuration"];
            self.command.args(allowed);
        }
        self
    }

    pub(crate) fn arguments(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    pub(crate) fn within(self, folder: &Folder) -> Self {
        self.within_path(folder.path())
    }

    pub(crate) fn within_path(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn run(self) -> Done {
        self.start().wait()
    }

    pub(crate) fn start(mut self) -> Running {
        let mut child = self.command.spawn().unwrap();
        let stdout = read(child.stdout.take().unwrap());
        let stderr = read(child.stderr.take().unwrap());
        Running {
            child,
            outputs: Some([stdout, stderr]),
            _folder: self._folder,
        }
    }

    /// Starts it, reads the first line that it prints, and closes its standard output.
    pub(crate) fn first_line(mut self) -> (String, Running) {
        let mut child = self.command.spawn().unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        drop(stdout);
        let stderr = read(child.stderr.take().unwrap());
        let outputs = Some([std::thread::spawn(String::new), stderr]);
        let running = Running {
            child,
            outputs,
            _folder: self._folder,
        };
        (line, running)
    }
}

impl Running {
    /// Sends it a signal, such as `INT`.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        // The shell's own `kill`: a slim machine has no other.
        let line = format!("kill -s {name} {id}");
        let sent = Command::new("sh").args(["-c", &line]).status();
        assert!(sent.unwrap().success(), "cannot send {name} to {id}");
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> Done {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < deadline, "the program does not end");
            std::thread::sleep(std::time::Duration::from_millis(2));
        };
        let [stdout, stderr] = self.outputs.take().unwrap();
        Done {
            stdout: stdout.join().unwrap(),
            stderr: stderr.join().unwrap(),
            code: status.code(),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A test that panics must not leave its program behind; one that has ended is past that.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Done {
    /// Holds the exit code, and shows everything where it is another one.
    #[track_caller]
    pub(crate) fn code(self, expected: i32) -> Self {
        assert_eq!(self.code, Some(expected), "{self}");
        self
    }

    /// Holds that all of these stand in the standard output.
    #[track_caller]
    pub(crate) fn prints(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.stdout.contains(part), "no `{part}` in\n{self}");
        }
        self
    }

    /// Holds that all of these stand in the standard error.
    #[track_caller]
    pub(crate) fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.stderr.contains(part), "no `{part}` in\n{self}");
        }
        self
    }

    /// Holds that none of these stands anywhere.
    #[track_caller]
    pub(crate) fn without(self, parts: &[&str]) -> Self {
        for part in parts {
            let said = self.stdout.contains(part) || self.stderr.contains(part);
            assert!(!said, "`{part}` stands in\n{self}");
        }
        self
    }
}

impl std::fmt::Display for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            stdout,
            stderr,
            code,
        } = self;
        write!(
            f,
            "exit {code:?}\n--- stdout\n{stdout}\n--- stderr\n{stderr}"
        )
    }
}

fn read(mut from: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Copies a shipped tutorial into a folder under another name.
pub(crate) fn eject(folder: &Folder, name: &str) {
    let to = Path::new(".").join(name);
    let to = to.to_str().unwrap();
    magewalk(&["eject", "orders", "--to", to])
        .within(folder)
        .run()
        .code(0);
}
