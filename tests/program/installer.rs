//! `packaging/install.sh`: it installs the archive that is pinned in it, and nothing else whatever a
//! server, a cache or a broken line sends.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::{Folder, Release, Sent, archive, done, platform, until};

const VERSION: &str = "9.9.9";

fn good() -> Release {
    Release::of(VERSION, "#!/bin/sh\necho magewalk 9.9.9\n")
}

fn command(release: &Release, arguments: &[&str]) -> Command {
    // Whoever runs the tests in the background has them ignore what a shell cannot heed again.
    let mut command = Command::new("/usr/bin/env");
    command
        .args(["--default-signal=INT", "/bin/sh", "packaging/install.sh"])
        .args(arguments)
        .current_dir(release.folder.path())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", release.folder.path());
    command
}

fn install(release: &Release, arguments: &[&str]) -> Output {
    command(release, arguments).output().unwrap()
}

/// Installs into `bin` and holds that it is refused with these words, and that `bin` is as it was.
#[track_caller]
fn refuses(release: &Release, arguments: &[&str], words: &[&str]) {
    let before = files(&release.folder, "bin");
    let refused = install(release, &[&["--to", "bin"], arguments].concat());
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    for word in words {
        assert!(said.contains(word), "no `{word}` in {said}");
    }
    assert_eq!(files(&release.folder, "bin"), before, "{said}");
}

/// Installs into `bin` and holds that it worked.
#[track_caller]
fn installs(release: &Release, arguments: &[&str]) -> String {
    let output = install(release, &[&["--to", "bin"], arguments].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let binary = release.folder.path().join("bin/magewalk");
    assert_eq!(
        binary.metadata().unwrap().permissions().mode() & 0o777,
        0o755
    );
    assert_eq!(done(&mut Command::new(&binary)).stdout, b"magewalk 9.9.9\n");
    let names: Vec<_> = files(&release.folder, "bin")
        .into_iter()
        .map(|it| it.0)
        .collect();
    assert_eq!(names, ["magewalk"]);
    said
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
    let release = good();
    let said = installs(&release, &[]);
    assert!(said.contains("`bin` is not in PATH"), "{said}");
    let request = release.server.requests.lock().unwrap()[0].clone();
    assert!(request.contains("Cache-Control: no-cache"), "{request}");
    // An older one, and a link to it, are replaced.
    let bin = release.folder.path().join("bin");
    std::fs::remove_file(bin.join("magewalk")).unwrap();
    release.folder.write("old", "an old one");
    symlink(release.folder.path().join("old"), bin.join("magewalk")).unwrap();
    installs(&release, &["--version", VERSION]);
    assert_eq!(release.folder.read("old"), "an old one");
    // Without a word where to, it goes where a user's programs are.
    assert!(install(&release, &[]).status.success());
    assert!(release.folder.has(".local/bin/magewalk"));
    installs(
        &release,
        &["--from", &format!("{}/mirror/", release.server.url)],
    );
    let requests = release.server.requests.lock().unwrap();
    let last = requests.last().unwrap();
    assert!(last.starts_with("GET /mirror/magewalk-9.9.9-"), "{last}");
}

#[test]
fn what_is_not_what_is_pinned_is_refused() {
    let release = good();
    let good = release.archive.clone();
    let mut tampered = good.clone();
    *tampered.last_mut().unwrap() ^= 1;
    let other = archive(
        "9.9.8",
        "#!/bin/sh\necho magewalk 9.9.8; echo an older and longer one\n",
    );
    let page = b"\n<!DOCTYPE html><html><title>Log in</title></html>";
    let short = &good[..good.len() - 1];
    let answers: [(Sent, &[&str]); 8] = [
        (
            Sent::ok(&tampered),
            &[
                "is not what was released",
                "is pinned",
                "nothing was installed",
            ],
        ),
        (
            Sent::ok(&[&good[..], b"more"].concat()),
            &["is not what was released"],
        ),
        (Sent::ok(short), &["is cut short", "bytes"]),
        (Sent::Whole(200, short.to_vec(), good.len()), &["broke off"]),
        (Sent::ok(b""), &["is cut short: 0 of "]),
        (Sent::ok(page), &["is an HTML page"]),
        (Sent::ok(&other), &["SHA-256", "nothing was installed"]),
        (
            Sent::Whole(404, b"Not Found".to_vec(), 9),
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
            refuses(&release, &[], words);
        }
        refuses(
            &release,
            &["--from", "http://127.0.0.1:1"],
            &["cannot download", "--from names a mirror"],
        );
    }
    release.server.answers(Sent::ok(&good));
    installs(&release, &[]);
}

#[test]
fn what_is_kept_is_held_against_the_digest_as_well() {
    let release = good();
    let kept = format!("cache/magewalk-{VERSION}-{}.tar.gz", platform());
    installs(&release, &["--cache", "cache"]);
    assert_eq!(release.server.asked(), 1);
    installs(&release, &["--cache", "cache"]);
    assert_eq!(
        release.server.asked(),
        1,
        "what is kept is not downloaded again"
    );
    release.folder.write(&kept, "spoilt");
    let said = installs(&release, &["--cache", "cache"]);
    assert!(said.contains("is cut short"), "{said}");
    assert!(said.contains("it is downloaded again"), "{said}");
    assert_eq!(release.server.asked(), 2);
    let names: Vec<_> = files(&release.folder, "cache").into_iter().collect();
    assert_eq!(names.len(), 1);
    assert_eq!(names[0].1, release.archive);
    // Where the network has nothing better, nothing is installed, and nothing bad is kept.
    release.folder.write(&kept, "spoilt");
    release.server.answers(Sent::ok(b"<html>"));
    refuses(&release, &["--cache", "cache"], &["is an HTML page"]);
    assert!(!release.folder.has(&kept));
}

#[test]
fn a_binary_that_does_not_work_is_not_installed() {
    let silent = Release::of(VERSION, "#!/nonexistent\n");
    refuses(&silent, &[], &["does not start on this machine"]);
    let other = Release::of(VERSION, "#!/bin/sh\necho magewalk 1.0.0\n");
    refuses(
        &other,
        &[],
        &["says `magewalk 1.0.0`, not `magewalk 9.9.9`"],
    );
}

#[test]
fn nothing_is_installed_where_nothing_is_pinned() {
    let release = good();
    let text = std::fs::read_to_string("packaging/install.sh").unwrap();
    let from = text.find("PINNED='\n").unwrap() + "PINNED='\n".len();
    let to = from + text[from..].find("'\n").unwrap();
    let unpinned = format!("{}{}", &text[..from], &text[to..]);
    release.folder.write("packaging/install.sh", &unpinned);
    refuses(
        &release,
        &[],
        &["no release is pinned in this file", "cargo install"],
    );
    assert_eq!(release.server.asked(), 0);
}

#[test]
fn wrong_usage_is_told_and_asks_nobody() {
    let release = good();
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
        refuses(&release, arguments, words);
    }
    std::fs::create_dir_all(folder).unwrap();
    refuses(&release, &[], &["`bin/magewalk` is a folder"]);
    assert_eq!(release.server.asked(), 0);
    let digest = install(&release, &["--digest"]).stdout;
    assert_eq!(digest.len(), 65, "{digest:?}");
}

#[test]
fn a_part_of_the_installer_does_nothing() {
    let release = good();
    let whole = release.folder.read("packaging/install.sh");
    let ends = whole
        .match_indices('\n')
        .map(|(at, _)| at)
        .filter(|at| at + 1 < whole.len());
    for end in ends {
        release.folder.write("packaging/install.sh", &whole[..end]);
        let output = install(&release, &["--to", "bin"]);
        assert!(output.stdout.is_empty());
    }
    assert_eq!(release.server.asked(), 0);
    assert_eq!(files(&release.folder, "bin"), []);
}

#[test]
fn an_interrupted_download_leaves_nothing() {
    let release = good();
    release.folder.write("bin/magewalk", "an old one");
    let before = files(&release.folder, "bin");
    release
        .server
        .answers(Sent::Stops(release.archive[..10].to_vec()));
    let mut running = command(&release, &["--to", "bin"])
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
    let release = good();
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
    let mut command = command(&release, &["--to", "bin"]);
    let output = command.env("PATH", &path).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(release.folder.has("bin/magewalk"));
    release.server.answers(Sent::ok(b"<html>"));
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
    let release = good();
    let name = format!("magewalk-10.0.0-{}.tar.gz", platform());
    let newer = archive("10.0.0", "#!/bin/sh\necho magewalk 10.0.0\n");
    std::fs::write(release.folder.path().join(&name), newer).unwrap();
    let before = install(&release, &["--digest"]).stdout;
    release.pin("10.0.0", &[&name]);
    release.pin("10.0.0", &[&name]);
    let text = release.folder.read("packaging/install.sh");
    assert_eq!(text.matches(&format!("/{name}\n")).count(), 1);
    let digest = install(&release, &["--digest"]).stdout;
    assert_ne!(digest, before);
    let old = install(&release, &["--digest", "--version", VERSION]).stdout;
    assert_eq!(old, before);
    let formula = release.folder.read("packaging/magewalk.rb");
    let digest = String::from_utf8(digest).unwrap();
    assert!(formula.contains(digest.trim()), "{formula}");
    assert!(formula.contains("version \"10.0.0\""), "{formula}");
}
