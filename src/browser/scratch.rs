//! The folder in which a browser keeps what it needs while it runs. It is gone afterwards, also where
//! this program is killed.

use crate::random;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Waits until its input ends, which it does when this program does, however that ends; then ends the
/// driver and removes the folder. The browser may outlive its driver for a while and write once more,
/// so the folder has to stay away for some seconds.
#[cfg(unix)]
const GUARD: &str = "trap '' INT TERM HUP; cat > /dev/null; kill \"$1\" 2> /dev/null; away=0; \
    for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do rm -rf \"$0\"; sleep 1; \
    if [ -e \"$0\" ]; then away=0; else away=$((away + 1)); [ $away -lt 4 ] || exit; fi; done";

/// How often the folder is removed at the end, where the browser is still writing into it.
const TRIES: u32 = 10;
/// How long to wait between two of them.
const PAUSE: Duration = Duration::from_millis(50);

/// A folder of its own in the temporary one.
pub(super) struct Scratch {
    path: PathBuf,
    guard: Option<Child>,
}

impl Scratch {
    /// Makes the folder.
    pub(super) fn new() -> io::Result<Self> {
        // Short: the browser puts a socket below it, whose path may have about a hundred bytes.
        let id = random::hex();
        let name = format!("magewalk-{}", &id[..8]);
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path)?;
        Ok(Self { path, guard: None })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Has the folder removed when this program and the driver are gone.
    pub(super) fn guard(&mut self, driver: u32) {
        #[cfg(unix)]
        {
            let guard = Command::new("/bin/sh")
                .args(["-c", GUARD])
                .arg(&self.path)
                .arg(driver.to_string())
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn();
            // Without it, only a kill leaves something behind.
            self.guard = guard.ok();
        }
        #[cfg(not(unix))]
        let _ = driver;
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        for _ in 0..TRIES {
            let _ = std::fs::remove_dir_all(&self.path);
            if !self.path.exists() {
                break;
            }
            std::thread::sleep(PAUSE);
        }
        if let Some(mut guard) = self.guard.take() {
            // The end of its input is what it waits for; it looks once more in the background.
            drop(guard.stdin.take());
            std::thread::spawn(move || guard.wait());
        }
    }
}
