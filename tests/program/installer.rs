//! `packaging/install.sh`: it installs the archive that is pinned in it, and nothing else whatever a
//! server, a cache or a broken line sends.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use crate::support::{Folder, until};

const VERSION: &str = "9.9.9";

/// What the server does with the archive.
#[derive(Clone)]
enum Answer {
    /// A status, a body, and the length that is announced.
    Whole(u16, Vec<u8>, usize),
    /// The beginning, and then nothing for as long as the client waits.
    Stops(Vec<u8>),
}

impl Answer {
    fn ok(body: &[u8]) -> Self {
        Self::Whole(200, body.to_vec(), body.len())
    }
}

/// A file server, and the requests that it got.
struct Server {
    url: String,
    answer: Arc<Mutex<Answer>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: Answer) -> Self {
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
                    let head = String::from_utf8(head).unwrap().to_lowercase();
                    seen.lock().unwrap().push(head);
                    let answer = given.lock().unwrap().clone();
                    let (status, body, length) = match &answer {
                        Answer::Whole(status, body, length) => (*status, body, *length),
                        Answer::Stops(body) => (200, body, body.len() + 1000),
                    };
                    let head = format!(
                        "HTTP/1.1 {status} Some\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                    );
                    // A client that gives up is the client's business.
                    let _ = stream.write_all(head.as_bytes());
                    let _ = stream.write_all(body);
                    if matches!(answer, Answer::Stops(_)) {
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

    fn answers(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    fn asked(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

/// A release: its archive, a server that has it, and the installer that it is pinned in.
struct Release {
    folder: Folder,
    archive: Vec<u8>,
    server: Server,
}

fn done(command: &mut Command) -> Output {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}\n{done:?}");
    done
}

/// The name of this machine's platform.
fn platform() -> String {
    let system = if cfg!(target_os = "macos") {
        "macos"
    } else {
        "linux"
    };
    format!("{system}-{}", std::env::consts::ARCH)
}

/// Returns an archive whose binary is this script.
fn archive(version: &str, script: &str) -> Vec<u8> {
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
    fn new() -> Self {
        Self::of("#!/bin/sh\necho magewalk 9.9.9\n")
    }

    /// A release whose binary is this script, pinned by `packaging/pin`.
    fn of(script: &str) -> Self {
        let folder = Folder::new();
        for name in ["install.sh", "pin", "magewalk.rb"] {
            let text = std::fs::read_to_string(format!("packaging/{name}")).unwrap();
            folder.write(&format!("packaging/{name}"), &text);
        }
        let archive = archive(VERSION, script);
        let name = format!("magewalk-{VERSION}-{}.tar.gz", platform());
        std::fs::write(folder.path().join(&name), &archive).unwrap();
        let server = Server::start(Answer::ok(&archive));
        let release = Self {
            folder,
            archive,
            server,
        };
        release.pin(VERSION, &[&name]);
        release
    }

    fn pin(&self, version: &str, archives: &[&str]) {
        done(
            Command::new("python3")
                .args(["packaging/pin", version, &self.server.url])
                .args(archives)
                .current_dir(self.folder.path()),
        );
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("/bin/sh");
        command
            .arg("packaging/install.sh")
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.folder.path());
        command
    }

    fn install(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Installs into `bin` and holds that it is refused with these words, and that `bin` is as it was.
    #[track_caller]
    fn refuses(&self, arguments: &[&str], words: &[&str]) {
        let before = files(&self.folder, "bin");
        let refused = self.install(&[&["--to", "bin"], arguments].concat());
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{said}");
        for word in words {
            assert!(said.contains(word), "no `{word}` in {said}");
        }
        assert_eq!(files(&self.folder, "bin"), before, "{said}");
    }

    /// Installs into `bin` and holds that it worked.
    #[track_caller]
    fn installs(&self, arguments: &[&str]) -> String {
        let output = self.install(&[&["--to", "bin"], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        let binary = self.folder.path().join("bin/magewalk");
        assert_eq!(
            binary.metadata().unwrap().permissions().mode() & 0o777,
            0o755
        );
        assert_eq!(done(&mut Command::new(&binary)).stdout, b"magewalk 9.9.9\n");
        let names: Vec<_> = files(&self.folder, "bin")
            .into_iter()
            .map(|it| it.0)
            .collect();
        assert_eq!(names, ["magewalk"]);
        said
    }
}

/// Returns the names and the texts of what a folder has, hidden files too.
fn files(folder: &Folder, name: &str) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = std::fs::read_dir(folder.path().join(name)) else {
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .map(|entry| {
            let entry = entry.unwrap();
            let text = std::fs::read(entry.path()).unwrap_or_default();
            (entry.file_name().into_string().unwrap(), text)
        })
        .collect();
    files.sort();
    files
}

#[test]
fn what_is_pinned_is_installed() {
    let release = Release::new();
    let said = release.installs(&[]);
    assert!(said.contains("`bin` is not in PATH"), "{said}");
    let request = release.server.requests.lock().unwrap()[0].clone();
    assert!(request.contains("cache-control: no-cache"), "{request}");
    // An older one, and a link to it, are replaced.
    let bin = release.folder.path().join("bin");
    std::fs::remove_file(bin.join("magewalk")).unwrap();
    release.folder.write("old", "an old one");
    symlink(release.folder.path().join("old"), bin.join("magewalk")).unwrap();
    release.installs(&["--version", VERSION]);
    assert_eq!(release.folder.read("old"), "an old one");
    // Without a word where to, it goes where a user's programs are.
    assert!(release.install(&[]).status.success());
    assert!(release.folder.has(".local/bin/magewalk"));
    release.installs(&["--from", &format!("{}/mirror/", release.server.url)]);
    let requests = release.server.requests.lock().unwrap();
    let last = requests.last().unwrap();
    assert!(last.starts_with("get /mirror/magewalk-9.9.9-"), "{last}");
}

#[test]
fn what_is_not_what_is_pinned_is_refused() {
    let release = Release::new();
    let good = release.archive.clone();
    let mut tampered = good.clone();
    *tampered.last_mut().unwrap() ^= 1;
    let other = archive(
        "9.9.8",
        "#!/bin/sh\necho magewalk 9.9.8; echo an older and longer one\n",
    );
    let page = b"\n<!DOCTYPE html><html><title>Log in</title></html>";
    let short = &good[..good.len() - 1];
    let answers: [(Answer, &[&str]); 8] = [
        (
            Answer::ok(&tampered),
            &[
                "is not what was released",
                "is pinned",
                "nothing was installed",
            ],
        ),
        (
            Answer::ok(&[&good[..], b"more"].concat()),
            &["is not what was released"],
        ),
        (Answer::ok(short), &["is cut short", "bytes"]),
        (
            Answer::Whole(200, short.to_vec(), good.len()),
            &["broke off"],
        ),
        (Answer::ok(b""), &["is cut short: 0 of "]),
        (Answer::ok(page), &["is an HTML page"]),
        (Answer::ok(&other), &["SHA-256", "nothing was installed"]),
        (
            Answer::Whole(404, b"Not Found".to_vec(), 9),
            &[
                "was answered with status 404",
                "hint: is the release there?",
            ],
        ),
    ];
    for has_old_one in [false, true] {
        if has_old_one {
            release.folder.write("bin/magewalk", "an old one");
        }
        for (answer, words) in &answers {
            release.server.answers(answer.clone());
            release.refuses(&[], words);
        }
        release.refuses(
            &["--from", "http://127.0.0.1:1"],
            &["cannot download", "--from names a mirror"],
        );
    }
    release.server.answers(Answer::ok(&good));
    release.installs(&[]);
}

#[test]
fn what_is_kept_is_held_against_the_digest_as_well() {
    let release = Release::new();
    let kept = format!("cache/magewalk-{VERSION}-{}.tar.gz", platform());
    release.installs(&["--cache", "cache"]);
    assert_eq!(release.server.asked(), 1);
    release.installs(&["--cache", "cache"]);
    assert_eq!(
        release.server.asked(),
        1,
        "what is kept is not downloaded again"
    );
    release.folder.write(&kept, "spoilt");
    let said = release.installs(&["--cache", "cache"]);
    assert!(said.contains("is cut short"), "{said}");
    assert!(said.contains("it is downloaded again"), "{said}");
    assert_eq!(release.server.asked(), 2);
    let names: Vec<_> = files(&release.folder, "cache").into_iter().collect();
    assert_eq!(names.len(), 1);
    assert_eq!(names[0].1, release.archive);
    // Where the network has nothing better, nothing is installed, and nothing bad is kept.
    release.folder.write(&kept, "spoilt");
    release.server.answers(Answer::ok(b"<html>"));
    release.refuses(&["--cache", "cache"], &["is an HTML page"]);
    assert!(!release.folder.has(&kept));
}

#[test]
fn a_binary_that_does_not_work_is_not_installed() {
    let silent = Release::of("#!/nonexistent\n");
    silent.refuses(&[], &["does not start on this machine"]);
    let other = Release::of("#!/bin/sh\necho magewalk 1.0.0\n");
    other.refuses(&[], &["says `magewalk 1.0.0`, not `magewalk 9.9.9`"]);
}

#[test]
fn nothing_is_installed_where_nothing_is_pinned() {
    let release = Release::new();
    let text = std::fs::read_to_string("packaging/install.sh").unwrap();
    let from = text.find("PINNED='\n").unwrap() + "PINNED='\n".len();
    let to = from + text[from..].find("'\n").unwrap();
    let unpinned = format!("{}{}", &text[..from], &text[to..]);
    release.folder.write("packaging/install.sh", &unpinned);
    release.refuses(&[], &["no release is pinned in this file", "cargo install"]);
    assert_eq!(release.server.asked(), 0);
}

#[test]
fn wrong_usage_is_told_and_asks_nobody() {
    let release = Release::new();
    let folder = release.folder.path().join("bin/magewalk");
    for (arguments, words) in [
        (
            &["--version", "1.2.3"][..],
            &["version `1.2.3` for", "is not pinned", "it has: 9.9.9"][..],
        ),
        (&["--frm", "x"], &["unknown argument `--frm`"]),
        (&["--version"], &["`--version` needs a value"]),
        (&["--version", ""], &["`--version` needs a value"]),
    ] {
        release.refuses(arguments, words);
    }
    std::fs::create_dir_all(folder).unwrap();
    release.refuses(&[], &["`bin/magewalk` is a folder"]);
    assert_eq!(release.server.asked(), 0);
    let digest = release.install(&["--digest"]).stdout;
    assert_eq!(digest.len(), 65, "{digest:?}");
}

#[test]
fn a_part_of_the_installer_does_nothing() {
    let release = Release::new();
    let whole = release.folder.read("packaging/install.sh");
    let ends = whole
        .match_indices('\n')
        .map(|(at, _)| at)
        .filter(|at| at + 1 < whole.len());
    for end in ends {
        release.folder.write("packaging/install.sh", &whole[..end]);
        let output = release.install(&["--to", "bin"]);
        assert!(output.stdout.is_empty());
    }
    assert_eq!(release.server.asked(), 0);
    assert_eq!(files(&release.folder, "bin"), []);
}

#[test]
fn an_interrupted_download_leaves_nothing() {
    let release = Release::new();
    release.folder.write("bin/magewalk", "an old one");
    let before = files(&release.folder, "bin");
    release
        .server
        .answers(Answer::Stops(release.archive[..10].to_vec()));
    let mut running = release
        .command(&["--to", "bin"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    until("the archive is asked for", || release.server.asked() == 1);
    let line = format!("kill -s INT -- -{}", running.id());
    done(Command::new("sh").args(["-c", &line]));
    assert!(!running.wait().unwrap().success());
    assert_eq!(files(&release.folder, "bin"), before);
}

#[test]
fn wget_and_other_hashers_do_as_well() {
    let release = Release::new();
    let tools = [
        "sh", "uname", "tr", "awk", "cut", "wc", "head", "mkdir", "mktemp", "rm", "mv", "tar",
        "gzip", "chmod", "cat", "wget", "openssl",
    ];
    for tool in tools {
        let mut places = ["/usr/bin", "/bin"]
            .iter()
            .map(|place| Path::new(place).join(tool));
        let place = places
            .find(|place| place.exists())
            .unwrap_or_else(|| panic!("no {tool}"));
        let link = release.folder.path().join("tools");
        std::fs::create_dir_all(&link).unwrap();
        symlink(place, link.join(tool)).unwrap();
    }
    let path = release.folder.path().join("tools");
    let mut command = release.command(&["--to", "bin"]);
    let output = command.env("PATH", &path).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(release.folder.has("bin/magewalk"));
    release.server.answers(Answer::ok(b"<html>"));
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && said.contains("is an HTML page"),
        "{said}"
    );
    std::fs::remove_file(path.join("openssl")).unwrap();
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("so a download cannot be checked"), "{said}");
}

#[test]
fn the_newest_release_is_the_first_and_those_before_it_stay() {
    let release = Release::new();
    let name = format!("magewalk-10.0.0-{}.tar.gz", platform());
    let newer = archive("10.0.0", "#!/bin/sh\necho magewalk 10.0.0\n");
    std::fs::write(release.folder.path().join(&name), newer).unwrap();
    let before = release.install(&["--digest"]).stdout;
    release.pin("10.0.0", &[&name]);
    release.pin("10.0.0", &[&name]);
    let text = release.folder.read("packaging/install.sh");
    assert_eq!(text.matches(&format!("/{name}\n")).count(), 1);
    let digest = release.install(&["--digest"]).stdout;
    assert_ne!(digest, before);
    let old = release.install(&["--digest", "--version", VERSION]).stdout;
    assert_eq!(old, before);
    let formula = release.folder.read("packaging/magewalk.rb");
    let digest = String::from_utf8(digest).unwrap();
    assert!(formula.contains(digest.trim()), "{formula}");
    assert!(formula.contains("version \"10.0.0\""), "{formula}");
}
