//! The folder in which a browser keeps what it needs while it runs. It is gone afterwards, also where
//! this program is killed.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Waits until its input ends, which it does when this program does, however that ends; then ends the
/// driver and removes the folder, once the browser writes into it no more.
#[cfg(unix)]
const GUARD: &str = "trap '' INT TERM HUP; cat > /dev/null; kill \"$1\" 2> /dev/null; \
    for pause in 0 1 1 2 3; do sleep $pause; rm -rf \"$0\" && [ ! -e \"$0\" ] && exit; done";

/// A folder of its own in the temporary one.
pub(super) struct Scratch {
    path: PathBuf,
    guard: Option<Child>,
}

impl Scratch {
    /// Makes the folder.
    pub(super) fn new() -> io::Result<Self> {
        // Short: the browser puts a socket below it, whose path may have about a hundred bytes.
        let id = uuid::Uuid::new_v4().simple().to_string();
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
        let Some(mut guard) = self.guard.take() else {
            let _ = std::fs::remove_dir_all(&self.path);
            return;
        };
        // The end of its input is what it waits for.
        drop(guard.stdin.take());
        let _ = guard.wait();
    }
}
