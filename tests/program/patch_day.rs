//! The script of `docs/patch-day.md`, on a shop that becomes a newer Magento in between.

use std::process::{Child, Command, Output, Stdio};

use magewalk_sandbox::{ADMIN_PASSWORD, ADMIN_USERNAME, Options, Version};

use crate::support::{Folder, Store, until};

/// A command that patches the shop: it says that it began, and waits until somebody says that it is done.
const PATCH: &str = "#!/bin/sh\n: >began\nwhile [ ! -e done ]; do sleep 0.05; done\n";

/// The folder with the script of the page, and the command.
fn prepared() -> Folder {
    let page = std::fs::read_to_string("docs/patch-day.md").unwrap();
    let (_, script) = page.split_once("```sh patch-day.sh\n").unwrap();
    let (script, _) = script.split_once("```\n").unwrap();
    let folder = Folder::new();
    folder.write("patch-day.sh", script);
    folder.write("patch", PATCH);
    folder
}

fn started(folder: &Folder, target: &str) -> Child {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_magewalk"));
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    Command::new("sh")
        .args(["patch-day.sh", "sh", "patch"])
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", path)
        .env("CI", "true")
        .env("MAGEWALK_TARGET", target)
        .env("MAGEWALK_ADMIN_USERNAME", ADMIN_USERNAME)
        .env("MAGEWALK_ADMIN_PASSWORD", ADMIN_PASSWORD)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs the job; the shop is this one after the patch.
fn patched(after: &Options) -> (Output, String) {
    let (mut store, folder) = (Store::start(), prepared());
    let job = started(&folder, &store.url());
    until("the shop is patched", || folder.has("began"));
    assert!(folder.has("reports/before.json"));
    store.reset_with(after);
    folder.write("done", "");
    let output = job.wait_with_output().unwrap();
    assert!(folder.has("reports/after.json"), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    (output, said)
}

#[test]
fn a_patch_that_changes_nothing_is_green() {
    let (output, said) = patched(&Options::default());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(said.contains("ALIKE "), "{said}");
}

#[test]
fn what_an_upgrade_changes_is_shown() {
    let newer = Options {
        version: Version::V2_4_8,
        ..Options::default()
    };
    let (output, said) = patched(&newer);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(said.contains("DIFFERENT "), "{said}");
}

#[test]
fn a_shop_that_does_not_pass_is_not_patched() {
    let folder = prepared();
    for target in ["", "http://127.0.0.1:1"] {
        let output = started(&folder, target).wait_with_output().unwrap();
        assert_ne!(output.status.code(), Some(0), "{target}: {output:?}");
        assert!(!folder.has("began"), "{target}");
    }
}
