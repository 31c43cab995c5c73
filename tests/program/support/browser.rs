//! A real headless Chromium, spoken to by the DevTools protocol through pipes.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine as _;
use serde_json::{Value, json};

/// The names under which systems install it.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// A browser with one page open.
pub(crate) struct Browser {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    session: Value,
    last_id: u64,
    /// What the page did that it should not: errors, messages of the console, requests.
    pub(crate) complaints: Vec<String>,
    /// Where the page may ask.
    home: String,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts the browser that is installed.
    pub(crate) fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let is_there = |name: &&str| Path::new("/usr/bin").join(name).exists();
        let name = NAMES.into_iter().find(is_there);
        let name = name.expect("no Chromium in /usr/bin: `apt-get install chromium`");
        // The protocol is spoken on the descriptors 3 and 4.
        let mut child = Command::new("/bin/sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 >/dev/null 2>&1", "sh", name])
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
            ])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
            ])
            .arg("--remote-debugging-pipe")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut browser = Self {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            session: Value::Null,
            last_id: 0,
            complaints: Vec::new(),
            home: "file:".to_owned(),
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", &json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        browser.session = browser.call("Target.attachToTarget", &attach)["sessionId"].clone();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        browser
    }

    /// Opens a file and waits until it is there.
    pub(crate) fn open(&mut self, file: &Path) {
        self.open_address(&format!("file://{}", file.display()));
    }

    /// Opens an address and waits until it is there; the page may ask its own origin.
    pub(crate) fn open_address(&mut self, url: &str) {
        let origin = url
            .match_indices('/')
            .nth(2)
            .map_or(url.len(), |(at, _)| at + 1);
        self.home = if url.starts_with("file:") {
            "file:".to_owned()
        } else {
            url[..origin].to_owned()
        };
        self.call("Page.navigate", &json!({"url": url}));
        self.evaluate(
            "new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', done))",
        );
    }

    /// Evaluates an expression, waits for what it promises, and returns its value.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let parameters = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true,
        });
        let answer = self.call("Runtime.evaluate", &parameters);
        assert!(
            answer["exceptionDetails"].is_null(),
            "{expression}: {answer}"
        );
        answer["result"]["value"].clone()
    }

    /// Shows the page as on a screen of this width, light or dark, or as it is printed.
    pub(crate) fn show_as(&mut self, width: u32, scheme: &str) {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", &size);
        let feature = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.call("Emulation.setEmulatedMedia", &feature);
    }

    /// Waits until an expression is true.
    pub(crate) fn wait_for(&mut self, expression: &str) {
        let deadline = std::time::Instant::now() + 3 * crate::support::PATIENCE;
        while self.evaluate(&format!("Boolean({expression})")) != true {
            if std::time::Instant::now() > deadline {
                let text = self.evaluate("document.body.innerText");
                panic!(
                    "waited in vain for {expression}; {:?}\n{}",
                    self.complaints,
                    text.as_str().unwrap_or("")
                );
            }
            std::thread::sleep(std::time::Duration::from_millis(30));
        }
    }

    /// Presses a key, as somebody at a keyboard does.
    pub(crate) fn press(&mut self, key: &str) {
        let text = if key == "Enter" { "\r" } else { "" };
        let code = match key {
            "Enter" => 13,
            "Tab" => 9,
            "Escape" => 27,
            _ => 0,
        };
        for kind in ["keyDown", "keyUp"] {
            let event = json!({"type": kind, "key": key, "code": key, "text": text, "windowsVirtualKeyCode": code});
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// Takes a picture of the page from its top, of this height, into a file.
    pub(crate) fn picture(&mut self, file: &Path, width: u32, height: u32) {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", &size);
        let taken = self.call("Page.captureScreenshot", &json!({"format": "png"}));
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(taken["data"].as_str().unwrap())
            .unwrap();
        std::fs::write(file, bytes).unwrap();
    }

    fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.last_id += 1;
        let mut message = json!({"id": self.last_id, "method": method, "params": parameters});
        if !self.session.is_null() {
            message["sessionId"] = self.session.clone();
        }
        self.input
            .write_all(message.to_string().as_bytes())
            .unwrap();
        self.input.write_all(&[0]).unwrap();
        self.input.flush().unwrap();
        loop {
            let mut bytes = Vec::new();
            self.output.read_until(0, &mut bytes).unwrap();
            assert_eq!(bytes.pop(), Some(0), "the browser went away at {method}");
            let answer: Value = serde_json::from_slice(&bytes).unwrap();
            if answer["id"] == self.last_id {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].clone();
            }
            self.notice(&answer);
        }
    }

    fn notice(&mut self, event: &Value) {
        let url = event["params"]["request"]["url"].as_str().unwrap_or("");
        let is_bad = match event["method"].as_str().unwrap_or("") {
            "Runtime.exceptionThrown" | "Log.entryAdded" | "Runtime.consoleAPICalled" => true,
            "Page.javascriptDialogOpening" => true,
            "Network.requestWillBeSent" => {
                let is_own = url.starts_with(&self.home) || url.starts_with("blob:");
                !is_own && !url.starts_with("data:") && url != "about:blank"
            }
            _ => false,
        };
        if is_bad {
            self.complaints.push(event.to_string());
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
