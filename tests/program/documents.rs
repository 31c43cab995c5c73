//! `README.md` and `docs/`: every command is typed as it is printed there, every other mention of one
//! is understood by the program, and every link leads somewhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::Parser;
use clap::error::ErrorKind;
use magewalk_sandbox::ADMIN_PASSWORD;
use regex::Regex;

use crate::support::{Folder, Release, Store, Terminal, magewalk, plant, prepared, typed};

/// What a machine does once, and the script that does it: it has the line word by word.
const BY_SCRIPT: &[(&str, &str)] = &[
    ("cargo run --locked -- run", ".ci/run"),
    ("cargo test --locked", ".ci/run"),
    ("cargo install --locked --path .", ".ci/run"),
];

/// The kinds of text between fences. What is typed is `sh` and nothing else.
const KINDS: &[&str] = &["sh", "console", "yaml", "tutorial"];

/// A text of the project for its users.
struct Document {
    path: PathBuf,
    text: String,
}

/// A text between fences.
struct Block<'d> {
    /// What follows the fence: the kind, and for a file its name.
    kind: Vec<&'d str>,
    text: String,
}

static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let mut paths: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        .map(PathBuf::from)
        .to_vec();
    let entries = std::fs::read_dir("docs").unwrap();
    let pages = entries.map(|entry| entry.unwrap().path());
    paths.extend(pages.filter(|path| path.extension().is_some_and(|ending| ending == "md")));
    paths.sort();
    let read = |path: PathBuf| Document {
        text: std::fs::read_to_string(&path).unwrap(),
        path,
    };
    paths.into_iter().map(read).collect()
});

impl Document {
    /// Returns the texts between fences.
    fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks: Vec<Block<'_>> = Vec::new();
        let mut open = false;
        for line in self.text.lines() {
            match line.trim_start().strip_prefix("```") {
                Some(kind) if !open => {
                    let kind = kind.split_whitespace().collect();
                    let text = String::new();
                    blocks.push(Block { kind, text });
                    open = true;
                }
                Some(_) => open = false,
                None if open => {
                    let block = blocks.last_mut().unwrap();
                    block.text += line;
                    block.text.push('\n');
                }
                None => (),
            }
        }
        assert!(!open, "{}: a fence is not closed", self.path.display());
        blocks
    }

    /// Returns the text outside of fences.
    fn prose(&self) -> String {
        let mut inside = false;
        let lines = self.text.lines().filter(|line| {
            let is_fence = line.trim_start().starts_with("```");
            inside ^= is_fence;
            !inside && !is_fence
        });
        lines.flat_map(|line| [line, "\n"]).collect()
    }

    /// Returns the names by which a link reaches the headings.
    fn anchors(&self) -> BTreeSet<String> {
        let prose = self.prose();
        let headings = prose.lines().filter(|line| line.starts_with('#'));
        let headings = headings.map(|line| line.trim_start_matches('#').trim().to_lowercase());
        let kept = |name: String| {
            let chars = name.chars().filter_map(|char| match char {
                ' ' => Some('-'),
                '-' | '_' => Some(char),
                _ => char.is_alphanumeric().then_some(char),
            });
            chars.collect()
        };
        headings.map(kept).collect()
    }

    fn is_guide(&self) -> bool {
        self.path.starts_with("docs") || self.path.ends_with("README.md")
    }
}

/// Returns the commands of a text for a shell, each in one line and without its comment, and the exit
/// code that the comment names.
fn commands(text: &str) -> Vec<(String, i32)> {
    let text = text.replace("\\\n", " ");
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines = lines.map(|line| {
        let (command, comment) = line.split_once(" #").unwrap_or((line, ""));
        let code = comment
            .split_once("exit code ")
            .map_or("0", |(_, code)| code);
        (command.trim().to_owned(), code.parse().unwrap())
    });
    lines.collect()
}

/// Types a command in a terminal, waits for its question, and answers it.
fn answered(command: &str, store: &Store, folder: &Folder) {
    let (question, answer, last, code) = match command.split_whitespace().nth(1) {
        Some("learn") => ("[enter] send", "q", "--resume` goes on here", 0),
        Some("accept") => ("[q]uit", "q\r", "nothing more was written", 130),
        _ => ("Go on? [y/N]", "y\r", "PASSED", 0),
    };
    let url = store.url();
    let variables = [
        ("URL", url.as_str()),
        ("HOME", folder.path().to_str().unwrap()),
        ("MAGEWALK_ADMIN_USERNAME", "admin"),
        ("MAGEWALK_ADMIN_PASSWORD", ADMIN_PASSWORD),
    ];
    let arguments = command.strip_prefix("magewalk ").unwrap();
    let mut terminal = Terminal::open_with(folder, 100, arguments, &variables);
    terminal.wait_for(question).press(answer).wait_for(last);
    terminal.ends(code);
}

/// Starts what serves until it is interrupted, on a free port.
fn serves(command: &str, folder: &Folder) {
    let line = command.replace("8080", "0");
    let words = shlex::split(&line).unwrap();
    let mut arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    if arguments[0] == "studio" {
        arguments.push("--no-open");
    }
    let (line, running) = magewalk(&arguments).within(folder).first_line();
    assert!(line.contains("http://127.0.0.1:"), "{command}: {line}");
    running.signal("INT");
    running.wait();
}

/// Types a command as a reader does.
fn type_it(command: &str, code: i32, store: &Store, folder: &Folder) {
    let has = |word: &str| command.contains(word);
    let is = |word: &str| command.split_whitespace().nth(1) == Some(word);
    if let Some((_, script)) = BY_SCRIPT.iter().find(|(line, _)| *line == command) {
        let script_text = std::fs::read_to_string(script).unwrap();
        assert!(script_text.contains(command), "{script}: {command}");
    } else if is("studio") || is("sandbox") {
        serves(command, folder);
    } else if is("learn") || is("accept") || (is("run") && has("--target") && !has("--yes")) {
        answered(command, store, folder);
    } else {
        let done = typed(command, store, folder).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        let printed = String::from_utf8_lossy(&done.stdout);
        assert_eq!(
            done.status.code(),
            Some(code),
            "{command}\n{printed}\n{said}"
        );
        if has("magewalk eject orders")
            && !folder
                .read("orders/03-create-customer.yaml")
                .contains("Joe")
        {
            plant(folder);
        }
    }
}

/// Types all commands of a document, in one folder, in their order.
fn type_all(document: &Document, is_meant: impl Fn(&str) -> bool) -> usize {
    let (store, folder) = (Store::start(), prepared());
    let release = Release::of_this_program();
    folder.write("install.sh", &release.folder.read("packaging/install.sh"));
    std::fs::remove_dir_all(folder.path().join("orders")).unwrap();
    let mut typed = 0;
    for block in document.blocks() {
        match block.kind[..] {
            ["yaml" | "sh", name] => folder.write(name, &block.text),
            ["sh"] => {
                let commands = commands(&block.text).into_iter();
                for (command, code) in commands.filter(|(command, _)| is_meant(command)) {
                    type_it(&command, code, &store, &folder);
                    typed += 1;
                }
            }
            _ => (),
        }
    }
    typed
}

/// Types all commands of all documents, some documents side by side.
fn type_everywhere(is_meant: impl Fn(&str) -> bool + Copy + Send + Sync) -> usize {
    let guides = DOCUMENTS.iter().filter(|document| document.is_guide());
    std::thread::scope(|scope| {
        let started: Vec<_> = guides
            .map(|document| scope.spawn(move || type_all(document, is_meant)))
            .collect();
        started.into_iter().map(|one| one.join().unwrap()).sum()
    })
}

#[test]
fn every_command_works_as_it_is_printed() {
    let typed = type_everywhere(|command| !command.contains("--browser"));
    assert!(typed > 40, "{typed}");
}

#[test]
#[ignore = "wants Chromium"]
fn every_command_in_a_browser_works_as_it_is_printed() {
    assert!(type_everywhere(|command| command.contains("--browser")) > 0);
}

#[test]
fn what_is_typed_is_marked_as_typed() {
    for document in DOCUMENTS.iter().filter(|document| document.is_guide()) {
        for block in document.blocks() {
            let kind = block.kind.first().copied().unwrap_or_default();
            let place = document.path.display();
            assert!(KINDS.contains(&kind), "{place}: `{kind}`\n{}", block.text);
            let is_command = |line: &str| line.trim_start().starts_with("magewalk ");
            let is_hidden = kind != "sh" && block.text.lines().any(is_command);
            assert!(!is_hidden, "{place}: mark it as `sh`\n{}", block.text);
        }
    }
}

#[test]
fn every_command_in_a_sentence_is_understood() {
    let code = Regex::new(r"`(magewalk [a-z][^`]*)`").unwrap();
    let mut seen = 0;
    for document in DOCUMENTS.iter().filter(|document| document.is_guide()) {
        for found in code.captures_iter(&document.prose()) {
            let words = shlex::split(&found[1]).unwrap();
            seen += 1;
            let parsed = magewalk::cli::Cli::try_parse_from(&words);
            let error = parsed.err().filter(|error| match error.kind() {
                ErrorKind::DisplayHelp => false,
                // The name of a command, without what it takes.
                ErrorKind::MissingRequiredArgument => words.len() > 2,
                _ => !words.iter().any(|word| word == "COMMAND"),
            });
            let place = document.path.display();
            assert!(
                error.is_none(),
                "{place}: `{}`\n{}",
                &found[1],
                error.unwrap()
            );
        }
    }
    assert!(seen > 10, "{seen}");
}

/// What a step of an example finds in its scenario.
const HEAD: &str = "title: An example\nvars: {email: a@example.com, password: Some-Pass-1, store_code: default}\nsteps:\n  \
                    - {id: create-account, title: One, request: {GET: /}, expect: {status: 200}}\n";

#[test]
fn every_step_in_a_page_is_right() {
    let mut seen = 0;
    // The pages of the language have a test of their own, which walks their examples.
    let pages = DOCUMENTS
        .iter()
        .filter(|page| !page.path.ends_with("language.md"));
    for block in pages.flat_map(Document::blocks) {
        if block.kind == ["yaml"] && block.text.starts_with("- id:") {
            seen += 1;
            let folder = Folder::new();
            let indented = block.text.lines().flat_map(|line| ["  ", line, "\n"]);
            folder.write(
                "example.yaml",
                &(HEAD.to_owned() + &indented.collect::<String>()),
            );
            magewalk(&["check", "example.yaml"])
                .within(&folder)
                .run()
                .code(0);
        }
    }
    assert!(seen > 0);
}

#[test]
fn every_link_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    let code = Regex::new("`[^`]*`").unwrap();
    let mut linked = BTreeSet::from([PathBuf::from("README.md")]);
    for document in DOCUMENTS.iter() {
        let place = document.path.display();
        let prose = document.prose();
        for found in link.captures_iter(&code.replace_all(&prose, "")) {
            let target = &found[1];
            if target.starts_with("https://") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = match file {
                "" => document.path.clone(),
                file => plain(&document.path.parent().unwrap().join(file)),
            };
            assert!(path.exists(), "{place}: {target}");
            linked.insert(path.clone());
            if !anchor.is_empty() {
                let mut documents = DOCUMENTS.iter();
                let to = documents.find(|other| other.path == path).unwrap();
                assert!(to.anchors().contains(anchor), "{place}: {target}");
            }
        }
    }
    for document in DOCUMENTS.iter() {
        let place = document.path.display();
        assert!(linked.contains(&document.path), "nothing links to {place}");
    }
}

/// Returns a path of the project without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => assert!(plain.pop(), "{}", path.display()),
            part => plain.push(part),
        }
    }
    plain
}

#[test]
fn the_readme_is_for_two_minutes() {
    let mut documents = DOCUMENTS.iter();
    let readme = documents.find(|document| document.path.ends_with("README.md"));
    let lines = readme.unwrap().text.lines().count();
    assert!(lines <= 180, "{lines}");
}
