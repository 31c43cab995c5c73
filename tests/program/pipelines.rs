//! `action.yml` and `deploy/ci/`: the shell lines of each, run as that pipeline runs them, on a shop that answers, with a
//! target that was lost, and with inputs that want to be commands.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use magewalk_sandbox::{ADMIN_PASSWORD, ADMIN_USERNAME};
use serde_json::Value;

use crate::support::{Folder, Release, Sent, Store};

/// A shell line after the other, in the words of a pipeline, and the shell that gets them.
struct Script {
    shell: &'static [&'static str],
    text: String,
    variables: Vec<(String, String)>,
}

/// A checkout in a pipeline, with a release that has this binary.
struct Checkout {
    release: Release,
    store: Store,
    variables: Vec<(String, String)>,
}

impl Checkout {
    fn new(variables: &[(&str, &str)]) -> Self {
        let release = Release::of_this_program();
        let installer = release.folder.read("packaging/install.sh");
        release.folder.write("ci/install.sh", &installer);
        let mut checkout = Self {
            release,
            store: Store::start(),
            variables: Vec::new(),
        };
        checkout.set("CI", "true");
        for (name, value) in variables {
            checkout.set(name, value);
        }
        checkout
    }

    fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    fn folder(&self) -> &Folder {
        &self.release.folder
    }

    fn run(&self, script: &Script) -> Output {
        let [program, options @ ..] = script.shell else {
            panic!("no shell")
        };
        Command::new(program)
            .args(options)
            .args(["-c", &script.text])
            .current_dir(self.folder().path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.folder().path())
            .envs(self.variables.iter().cloned())
            .envs(script.variables.iter().cloned())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs scripts until one ends with another code than 0, and returns that code and what all of them said.
    fn run_all(&self, scripts: &[Script]) -> (i32, String) {
        let mut said = String::new();
        for script in scripts {
            let output = self.run(script);
            said += &String::from_utf8_lossy(&output.stdout);
            said += &String::from_utf8_lossy(&output.stderr);
            let code = output.status.code().unwrap();
            if code != 0 {
                return (code, said);
            }
        }
        (0, said)
    }

    /// Holds that a walk passed, that the report is there, and that no password was printed.
    #[track_caller]
    fn passes(&self, scripts: &[Script], report: &str) {
        let (code, said) = self.run_all(scripts);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("PASSED"), "{said}");
        assert!(self.folder().read(report).contains("<testsuite "));
        assert!(!said.contains(ADMIN_PASSWORD), "{said}");
        assert_eq!(self.store.customers(), []);
    }
}

fn parsed(path: &str) -> Value {
    serde_saphyr::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Joins lines that a pipeline gives to one shell.
fn joined(lines: &Value) -> String {
    let lines = lines.as_array().unwrap().iter();
    let lines: Vec<_> = lines.map(|line| line.as_str().unwrap()).collect();
    lines.join("\n")
}

fn script(shell: &'static [&'static str], text: String) -> Script {
    Script {
        shell,
        text,
        variables: Vec::new(),
    }
}

/// Returns the scripts of `action.yml`, with these inputs.
fn action(inputs: &[(&str, &str)]) -> Vec<Script> {
    let action = parsed("action.yml");
    let input = |name: &str| {
        let given = inputs.iter().find(|(input, _)| *input == name);
        let default = action["inputs"][name]["default"].as_str().unwrap_or("");
        given.map_or(default, |(_, value)| value).to_owned()
    };
    let steps = action["runs"]["steps"].as_array().unwrap().iter();
    let steps = steps.filter(|step| step.get("run").is_some());
    let scripts = steps.map(|step| {
        assert_eq!(step["shell"], "bash");
        let variables = step["env"].as_object().unwrap().iter();
        let variables = variables.map(|(name, value)| {
            let value = value.as_str().unwrap();
            let of = value.strip_prefix("${{ inputs.").unwrap();
            (name.clone(), input(of.strip_suffix(" }}").unwrap()))
        });
        Script {
            shell: &["bash", "--noprofile", "--norc", "-eo", "pipefail"],
            text: step["run"].as_str().unwrap().to_owned(),
            variables: variables.collect(),
        }
    });
    scripts.collect()
}

/// A checkout in a job of GitHub, with the shop's credentials.
fn on_github() -> Checkout {
    let mut checkout = Checkout::new(&[
        ("GITHUB_ACTIONS", "true"),
        ("MAGEWALK_ADMIN_USERNAME", ADMIN_USERNAME),
        ("MAGEWALK_ADMIN_PASSWORD", ADMIN_PASSWORD),
    ]);
    let path = checkout.folder().path().to_str().unwrap().to_owned();
    checkout.set("GITHUB_WORKSPACE", &path);
    // The action is checked out elsewhere; here it is in the same folder.
    checkout.set("GITHUB_ACTION_PATH", &path);
    checkout.set("RUNNER_TEMP", &format!("{path}/temp"));
    checkout.set("GITHUB_OUTPUT", &format!("{path}/output"));
    checkout.set("GITHUB_STEP_SUMMARY", &format!("{path}/summary.md"));
    checkout
}

#[test]
fn the_action_walks_a_shop() {
    let checkout = on_github();
    let url = checkout.store.url();
    checkout.passes(&action(&[("target", &url)]), "reports/junit.xml");
    let folder = checkout.folder();
    assert!(folder.has("reports/run.html"));
    assert!(folder.read("summary.md").contains("passed"));
    let output = folder.read("output");
    let digest = output
        .lines()
        .next()
        .unwrap()
        .strip_prefix("digest=")
        .unwrap();
    assert_eq!(digest.len(), 64, "{output}");
    assert!(output.contains("\nreports=reports\n"), "{output}");
    // The next job finds the archive in the cache.
    assert_eq!(checkout.release.server.asked(), 1);
    std::fs::remove_dir_all(folder.path().join("temp/magewalk/bin")).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    checkout.passes(
        &action(&[("target", &url), ("version", version)]),
        "reports/junit.xml",
    );
    assert_eq!(checkout.release.server.asked(), 1);
}

#[test]
fn the_action_marks_the_line_that_failed() {
    let checkout = on_github();
    let step = "title: Mine\nsteps:\n  - id: one\n    title: One\n    request: {GET: /}\n    expect: {status: 404}\n";
    checkout.folder().write("shop/mine.yaml", step);
    let url = checkout.store.url();
    let (code, said) =
        checkout.run_all(&action(&[("target", &url), ("tutorial", "shop/mine.yaml")]));
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("::error file=shop/mine.yaml,line="), "{said}");
}

#[test]
fn inputs_of_the_action_are_no_commands_and_no_options() {
    let checkout = on_github();
    let url = checkout.store.url();
    for (name, value, expected) in [
        ("target", "", 2),
        ("target", "http://127.0.0.1:1/$(touch pwned)", 3),
        ("target", "'; touch pwned; '", 2),
        ("tutorial", "--insecure", 2),
        ("tutorial", "$(touch pwned) `touch pwned`; touch pwned", 2),
        ("tutorial", "*", 2),
        ("reports", "junit;touch pwned", 2),
        ("reports", "$(touch pwned)", 2),
        ("version", "$(touch pwned)", 1),
        ("version", "9.9.9", 1),
    ] {
        let mut inputs = vec![("target", url.as_str())];
        inputs.insert(0, (name, value));
        let (code, said) = checkout.run_all(&action(&inputs));
        assert_eq!(code, expected, "{name}: {value}\n{said}");
        assert!(!checkout.folder().has("pwned"), "{name}: {value}");
    }
    assert_eq!(checkout.store.customers(), []);
}

/// Returns the job of GitLab: what is done before and with the walk, and what is done after it.
fn gitlab() -> (Vec<Script>, Vec<Script>) {
    let job = &parsed("deploy/ci/gitlab.yml")["magewalk"];
    let walk = format!(
        "{}\n{}",
        joined(&job["before_script"]),
        joined(&job["script"])
    );
    let variables = job["variables"].as_object().unwrap().iter();
    let variables: Vec<_> = variables
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .collect();
    let mut walk = script(&["sh", "-e"], walk);
    walk.variables = variables;
    (
        vec![walk],
        vec![script(&["sh", "-e"], joined(&job["after_script"]))],
    )
}

#[test]
fn the_job_of_gitlab_walks_a_shop_and_leaves_a_note() {
    let mut checkout = Checkout::new(&[
        ("GITLAB_CI", "true"),
        ("MAGEWALK_ADMIN_USERNAME", ADMIN_USERNAME),
        ("MAGEWALK_ADMIN_PASSWORD", ADMIN_PASSWORD),
    ]);
    let (walk, after) = gitlab();
    let (code, said) = checkout.run_all(&walk);
    assert_eq!(code, 2, "an empty target\n{said}");
    assert_eq!(checkout.run_all(&after).0, 0, "no report, no note");
    let url = checkout.store.url();
    checkout.set("MAGEWALK_TARGET", &url);
    let job = parsed("deploy/ci/gitlab.yml");
    let junit = job["magewalk"]["artifacts"]["reports"]["junit"]
        .as_str()
        .unwrap()
        .to_owned();
    checkout.passes(&walk, &junit);
    let before = checkout.release.server.asked();
    assert_eq!(checkout.run_all(&after).0, 0);
    assert_eq!(
        checkout.release.server.asked(),
        before,
        "no merge request, no note"
    );
    checkout.release.server.answers(Sent::ok(b"{}"));
    let server = checkout.release.server.url.clone();
    for (name, value) in [
        ("CI_API_V4_URL", format!("{server}/api/v4")),
        ("CI_PROJECT_ID", "7".to_owned()),
        ("CI_MERGE_REQUEST_IID", "3".to_owned()),
        ("NOTE_TOKEN", "glpat-of-this-test".to_owned()),
    ] {
        checkout.set(name, &value);
    }
    let (code, said) = checkout.run_all(&after);
    assert_eq!((code, said.contains("glpat")), (0, false), "{said}");
    let note = checkout
        .release
        .server
        .requests
        .lock()
        .unwrap()
        .pop()
        .unwrap();
    assert!(
        note.starts_with("POST /api/v4/projects/7/merge_requests/3/notes "),
        "{note}"
    );
    assert!(
        note.contains("PRIVATE-TOKEN: glpat-of-this-test\r\n"),
        "{note}"
    );
    assert!(note.contains("\r\n\r\nbody="), "{note}");
    // The note is refused: the job says so.
    checkout
        .release
        .server
        .answers(Sent::Whole(403, b"{}".to_vec(), 2));
    assert_ne!(checkout.run_all(&after).0, 0);
}

#[test]
fn the_step_of_bitbucket_walks_a_shop() {
    let mut checkout = Checkout::new(&[
        ("BITBUCKET_BUILD_NUMBER", "1"),
        ("MAGEWALK_ADMIN_USERNAME", ADMIN_USERNAME),
        ("MAGEWALK_ADMIN_PASSWORD", ADMIN_PASSWORD),
    ]);
    let pipelines = parsed("deploy/ci/bitbucket.yml");
    let step = &pipelines["pipelines"]["custom"]["smoke"][0]["step"];
    let scripts = [script(&["sh", "-e"], joined(&step["script"]))];
    let (code, said) = checkout.run_all(&scripts);
    assert_eq!(code, 2, "an empty target\n{said}");
    let url = checkout.store.url();
    checkout.set("MAGEWALK_TARGET", &url);
    checkout.passes(&scripts, "test-reports/magewalk.xml");
}

#[test]
fn the_stages_of_jenkins_walk_a_shop() {
    let text = std::fs::read_to_string("deploy/ci/Jenkinsfile").unwrap();
    let parts = text.split("sh '''").skip(1);
    let scripts: Vec<_> = parts
        .map(|part| part.split_once("'''").unwrap().0.to_owned())
        .map(|part| script(&["sh", "-xe"], part))
        .collect();
    assert_eq!(scripts.len(), 2);
    // Groovy takes a backslash in such a text for its own, and brackets have to close.
    for (open, close) in [('{', '}'), ('(', ')')] {
        assert_eq!(text.matches(open).count(), text.matches(close).count());
    }
    let mut checkout = Checkout::new(&[
        ("JENKINS_URL", "http://jenkins.example.com/"),
        ("MAGEWALK_ADMIN", "both"),
        ("MAGEWALK_ADMIN_USR", ADMIN_USERNAME),
        ("MAGEWALK_ADMIN_PSW", ADMIN_PASSWORD),
        ("MAGEWALK_TUTORIAL", "smoke"),
        ("MAGEWALK_TARGET", ""),
    ]);
    let (code, said) = checkout.run_all(&scripts);
    assert_eq!(code, 2, "an empty target\n{said}");
    assert!(!said.contains(ADMIN_PASSWORD), "{said}");
    let url = checkout.store.url();
    checkout.set("MAGEWALK_TARGET", &url);
    checkout.passes(&scripts, "reports/junit.xml");
    assert!(Path::new(&checkout.folder().path().join(".cache/magewalk")).exists());
}

/// Returns the scripts of a job of a workflow, with these variables for all of them.
fn job(workflow: &Value, name: &str, variables: &[(&str, &str)]) -> Vec<Script> {
    let steps = workflow["jobs"][name]["steps"].as_array().unwrap().iter();
    let lines = steps.filter_map(|step| step.get("run"));
    let scripts = lines.map(|line| {
        let mut script = script(&["bash", "-e"], line.as_str().unwrap().to_owned());
        let given = variables.iter();
        script.variables = given
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        script
    });
    scripts.collect()
}

#[test]
fn the_shards_of_github_are_put_together() {
    let checkout = on_github();
    let workflow = parsed("deploy/ci/github-shards.yml");
    let shards = workflow["jobs"]["walk"]["strategy"]["matrix"]["shard"]
        .as_array()
        .unwrap();
    let total = shards.len().to_string();
    let url = checkout.store.url();
    let walk = |target: &str, shard: &Value| {
        let shard = shard.to_string();
        let variables = [("TARGET", target), ("SHARD", &shard), ("SHARDS", &total)];
        checkout.run_all(&job(&workflow, "walk", &variables))
    };
    let merge = || checkout.run_all(&job(&workflow, "merge", &[]));
    assert_eq!(walk("", &shards[0]).0, 2, "an empty target");
    assert_ne!(merge().0, 0, "no shard, nothing green");
    for (at, shard) in shards.iter().enumerate() {
        let (code, said) = walk(&url, shard);
        assert_eq!(code, 0, "{said}");
        let (code, said) = merge();
        let is_whole = at + 1 == shards.len();
        assert_eq!(code, if is_whole { 0 } else { 3 }, "{said}");
    }
    assert!(
        checkout
            .folder()
            .read("reports/junit.xml")
            .contains("<testsuite ")
    );
    assert_eq!(checkout.store.customers(), []);
}
