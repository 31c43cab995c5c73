//! A release as a server has it: an archive, the installer that it is pinned in, and whatever a server can send in its place.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use crate::support::Folder;

/// What the server does with the archive.
#[derive(Clone)]
pub(crate) enum Sent {
    /// A status, a body, and the length that is announced.
    Whole(u16, Vec<u8>, usize),
    /// The beginning, and then nothing for as long as the client waits.
    Stops(Vec<u8>),
}

impl Sent {
    pub(crate) fn ok(body: &[u8]) -> Self {
        Self::Whole(200, body.to_vec(), body.len())
    }
}

/// A file server, and the requests that it got, with their bodies.
pub(crate) struct Server {
    pub(crate) url: String,
    answer: Arc<Mutex<Sent>>,
    pub(crate) requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn start(answer: Sent) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answer = Arc::new(Mutex::new(answer));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (given, seen) = (answer.clone(), requests.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (given, seen) = (given.clone(), seen.clone());
                std::thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let mut head = Vec::new();
                    let mut byte = [0];
                    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
                        head.push(byte[0]);
                    }
                    let head = String::from_utf8(head).unwrap();
                    let lower = head.to_lowercase();
                    let length = lower.split_once("content-length: ");
                    let length = length.map_or("0", |(_, rest)| rest.lines().next().unwrap());
                    let mut body = vec![0; length.parse().unwrap()];
                    stream.read_exact(&mut body).unwrap();
                    let body = String::from_utf8(body).unwrap();
                    seen.lock().unwrap().push(head + &body);
                    let answer = given.lock().unwrap().clone();
                    let (status, body, length) = match &answer {
                        Sent::Whole(status, body, length) => (*status, body, *length),
                        Sent::Stops(body) => (200, body, body.len() + 1000),
                    };
                    let head = format!(
                        "HTTP/1.1 {status} Some\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                    );
                    // A client that gives up is the client's business.
                    let _ = stream.write_all(head.as_bytes());
                    let _ = stream.write_all(body);
                    if matches!(answer, Sent::Stops(_)) {
                        let _ = stream.read_to_end(&mut Vec::new());
                    }
                });
            }
        });
        Self {
            url,
            answer,
            requests,
        }
    }

    pub(crate) fn answers(&self, answer: Sent) {
        *self.answer.lock().unwrap() = answer;
    }

    pub(crate) fn asked(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

/// A release: its archive, a server that has it, and the installer that it is pinned in.
pub(crate) struct Release {
    pub(crate) folder: Folder,
    pub(crate) archive: Vec<u8>,
    pub(crate) server: Server,
}

pub(crate) fn done(command: &mut Command) -> Output {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}\n{done:?}");
    done
}

/// The name of this machine's platform.
pub(crate) fn platform() -> String {
    let system = if cfg!(target_os = "macos") {
        "macos"
    } else {
        "linux"
    };
    format!("{system}-{}", std::env::consts::ARCH)
}

/// Returns an archive whose binary is this script.
pub(crate) fn archive(version: &str, script: &str) -> Vec<u8> {
    let folder = Folder::new();
    let stem = format!("magewalk-{version}-{}", platform());
    folder.write(&format!("{stem}/magewalk"), script);
    done(
        Command::new("tar")
            .args(["-czf", "archive.tar.gz", &stem])
            .current_dir(folder.path()),
    );
    std::fs::read(folder.path().join("archive.tar.gz")).unwrap()
}

impl Release {
    /// A release whose binary is this script, pinned by `packaging/pin`.
    pub(crate) fn of(version: &str, script: &str) -> Self {
        let folder = Folder::new();
        for name in ["install.sh", "pin", "magewalk.rb"] {
            let text = std::fs::read_to_string(format!("packaging/{name}")).unwrap();
            folder.write(&format!("packaging/{name}"), &text);
        }
        let archive = archive(version, script);
        let name = format!("magewalk-{version}-{}.tar.gz", platform());
        std::fs::write(folder.path().join(&name), &archive).unwrap();
        let server = Server::start(Sent::ok(&archive));
        let release = Self {
            folder,
            archive,
            server,
        };
        release.pin(version, &[&name]);
        release
    }

    /// A release whose binary is the one under test.
    pub(crate) fn of_this_program() -> Self {
        let binary = env!("CARGO_BIN_EXE_magewalk");
        let script = format!("#!/bin/sh\nexec '{binary}' \"$@\"\n");
        Self::of(env!("CARGO_PKG_VERSION"), &script)
    }

    pub(crate) fn pin(&self, version: &str, archives: &[&str]) {
        done(
            Command::new("python3")
                .args(["packaging/pin", version, &self.server.url])
                .args(archives)
                .current_dir(self.folder.path()),
        );
    }
}
