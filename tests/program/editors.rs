//! What editors, shells and `man` get.

use std::process::Command;

use crate::support::{Folder, eject, magewalk};

#[test]
fn schema_prints_what_is_committed() {
    for (arguments, file) in [
        (["schema"].as_slice(), "scenario.schema.json"),
        (&["schema", "scenario"], "scenario.schema.json"),
        (&["schema", "tutorial"], "tutorial.schema.json"),
    ] {
        let committed = std::fs::read_to_string(format!("schema/{file}")).unwrap();
        let done = magewalk(arguments).run().code(0);
        assert_eq!(done.stdout, committed, "{file}");
    }
    let wrong = magewalk(&["schema", "tutorials"]).run().code(2);
    wrong.says(&["tutorials", "'tutorial'"]);
}

#[test]
fn an_ejected_file_names_a_schema_that_is_there() {
    let folder = Folder::new();
    eject(&folder, "mine");
    for (file, kind) in [
        ("tutorial.yaml", "tutorial"),
        ("03-create-customer.yaml", "scenario"),
    ] {
        let text = folder.read(&format!("mine/{file}"));
        let first = text.lines().next().unwrap();
        let schema = first.strip_prefix("# yaml-language-server: $schema=");
        assert_eq!(schema, Some(format!("schema/{kind}.schema.json").as_str()));
        let there = folder.read(&format!("mine/{}", schema.unwrap()));
        let printed = magewalk(&["schema", kind]).run().code(0);
        assert_eq!(there, printed.stdout);
    }
    magewalk(&["check", "./mine"]).within(&folder).run().code(0);
}

#[test]
fn bash_completes_commands_options_and_values() {
    let folder = Folder::new();
    let script = magewalk(&["completions", "bash"]).run().code(0).stdout;
    std::fs::write(folder.path().join("magewalk.bash"), script).unwrap();
    for (typed, completed) in [
        ("magewalk ru", "run"),
        ("magewalk run --targ", "--target"),
        ("magewalk run --color nev", "never"),
        ("magewalk completions powers", "powershell"),
    ] {
        let words: Vec<_> = typed.split(' ').collect();
        let last = words.len() - 1;
        let bash = format!(
            "set -e; source ./magewalk.bash; COMP_WORDS=({typed}); COMP_CWORD={last}; \\
             _magewalk magewalk '{}' '{}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words[last],
            words[last - 1]
        );
        let mut bash_of = Command::new("bash");
        bash_of
            .args(["--norc", "-c", &bash])
            .current_dir(folder.path());
        let done = bash_of.output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{typed}: {said}");
        let replies = String::from_utf8_lossy(&done.stdout);
        assert_eq!(replies.trim(), completed, "{typed}");
    }
}

#[test]
fn every_shell_gets_a_script() {
    for (shell, mark) in [
        ("bash", "complete -F _magewalk"),
        ("zsh", "#compdef magewalk"),
        ("fish", "complete -c magewalk"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let done = magewalk(&["completions", shell]).run().code(0);
        done.prints(&[mark, "cleanup"]);
    }
    let wrong = magewalk(&["completions", "tcsh"]).run().code(2);
    wrong.says(&["tcsh", "bash"]);
}

#[test]
fn man_pages_are_printed_one_by_one_and_written_together() {
    let folder = Folder::new();
    let root = magewalk(&["man"]).run().code(0);
    let root = root.prints(&[
        ".TH magewalk 1",
        ".SH SUBCOMMANDS",
        "magewalk\\-run(1)",
        "Exit codes",
    ]);
    let run = magewalk(&["man", "run"]).run().code(0);
    let run = run.prints(&[
        ".TH magewalk-run 1",
        "\\fB\\-\\-target\\fR",
        ".SH EXAMPLES AND NOTES",
    ]);
    let wrong = magewalk(&["man", "ru"]).run().code(2);
    wrong.says(&["there is no command `ru`", "did you mean `run`?"]);
    let written = magewalk(&["man", "--to", "share/man1"]).within(&folder);
    written.run().code(0).prints(&["pages to share/man1"]);
    assert_eq!(folder.read("share/man1/magewalk.1"), root.stdout);
    assert_eq!(folder.read("share/man1/magewalk-run.1"), run.stdout);
    std::fs::write(folder.path().join("file"), "").unwrap();
    let refused = magewalk(&["man", "--to", "file/man1"]).within(&folder);
    refused.run().code(3).says(&["cannot write `file/man1`"]);
}
