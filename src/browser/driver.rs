//! The program that drives the browser: found, started, and ended with its browser.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;
use url::{Host, Url};

use crate::browser::error::BrowserError;
use crate::browser::scratch::Scratch;

/// What the program is called.
const NAME: &str = "chromedriver";

/// How long it may take to start.
const START: Duration = Duration::from_secs(15);

/// Knows how browsers are started for a target.
#[derive(Debug, Clone)]
pub struct Launcher {
    program: PathBuf,
    pub(super) target: Url,
    pub(super) insecure: bool,
}

/// A driver that runs; it ends when this is dropped, and its browser with it.
pub(super) struct Driver {
    pub(super) url: Url,
    _process: Child,
    /// Goes after the process, which keeps its files there.
    _scratch: Scratch,
    /// Kept open: a program that cannot write any more may end.
    _output: Lines<BufReader<ChildStdout>>,
}

impl Launcher {
    /// Looks for the driver in the folders of a `PATH`; none where the machine has none.
    pub fn find(folders: &OsStr, target: &Url, insecure: bool) -> Option<Self> {
        let file = format!("{NAME}{}", std::env::consts::EXE_SUFFIX);
        let mut places = std::env::split_paths(folders).map(|folder| folder.join(&file));
        Some(Self {
            program: places.find(|place| place.is_file())?,
            target: target.clone(),
            insecure,
        })
    }

    /// Starts the driver on a free port.
    pub(super) async fn start(&self) -> Result<Driver, BrowserError> {
        let gone = |error: &dyn std::fmt::Display| {
            let program = self.program.display();
            BrowserError::Gone(format!("`{program}` cannot be started: {error}"))
        };
        let mut scratch = Scratch::new().map_err(|error| gone(&error))?;
        let mut process = Command::new(&self.program)
            .arg("--port=0")
            .env("TMPDIR", scratch.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| gone(&error))?;
        if let Some(id) = process.id() {
            scratch.guard(id);
        }
        let output = process
            .stdout
            .take()
            .ok_or_else(|| gone(&"it has no output"))?;
        let mut lines = BufReader::new(output).lines();
        let port = timeout(START, port(&mut lines)).await;
        let port = port
            .ok()
            .flatten()
            .ok_or_else(|| gone(&"it names no port"))?;
        let url = Url::parse(&format!("http://127.0.0.1:{port}/")).map_err(|error| gone(&error))?;
        Ok(Driver {
            url,
            _process: process,
            _scratch: scratch,
            _output: lines,
        })
    }

    /// Returns what the browser is told at its start.
    pub(super) fn arguments(&self) -> Vec<String> {
        let mut arguments: Vec<String> = [
            "--headless=new",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,1000",
            "--lang=en-US",
            // The browser ends when its driver does, however that ends.
            "--remote-debugging-pipe",
        ]
        .map(str::to_owned)
        .to_vec();
        let host = match self.target.host() {
            // In rules, addresses of version 6 stand without brackets.
            Some(Host::Ipv6(address)) => address.to_string(),
            Some(host) => host.to_string(),
            None => String::new(),
        };
        arguments.push(format!(
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {host}"
        ));
        if is_root() {
            // Chromium refuses to start as root with its own sandbox.
            arguments.push("--no-sandbox".to_owned());
        }
        arguments
    }
}

/// Reads on which port the driver listens: `… was started successfully on port 4711.`
async fn port(lines: &mut Lines<BufReader<ChildStdout>>) -> Option<u16> {
    while let Some(line) = lines.next_line().await.ok()? {
        if let Some((_, port)) = line.rsplit_once("successfully on port ") {
            return port.trim_end_matches('.').parse().ok();
        }
    }
    None
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(Path::new("/proc/self")).is_ok_and(|process| process.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
