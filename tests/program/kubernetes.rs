//! The manifests of `deploy/kubernetes`: what they have to say, and processes that have the environment
//! and the arguments of their pods.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use magewalk_sandbox::{ADMIN_PASSWORD, ADMIN_USERNAME};
use serde_json::Value;

use crate::killed::Scene;
use crate::support::{Folder, Program, Proxy, magewalk, until};

/// Where a smoke test fills its cart: a customer is there by then, and nothing was taken back yet.
const ITEMS: &str = "/carts/mine/items";

/// The name that the cluster would give the job.
const JOB: &str = "magewalk-walk-x7k2p";

fn manifest(name: &str) -> Value {
    let text = fs::read_to_string(format!("deploy/kubernetes/{name}.yaml")).unwrap();
    serde_saphyr::from_str(&text).unwrap()
}

/// A cluster: a volume for the reports, and a tutorial that is mounted of a `ConfigMap`.
struct Cluster {
    folder: Folder,
    tutorial: PathBuf,
}

impl Cluster {
    fn new() -> Self {
        let folder = Folder::new();
        let moment = "..2026_11_30_12_00_00.123456789";
        let files = [
            ("tutorial.yaml", "title: Our own\n"),
            (
                "01-list.yaml",
                "title: A list\nsteps:\n  - {id: list, title: List, request: {GET: \
                 /rest/V1/store/storeViews}, expect: {status: 401}}\n",
            ),
        ];
        for (name, text) in files {
            folder.write(&format!("tutorial/{moment}/{name}"), text);
        }
        let tutorial = folder.path().join("tutorial");
        symlink(moment, tutorial.join("..data")).unwrap();
        for (name, _) in files {
            symlink(Path::new("..data").join(name), tutorial.join(name)).unwrap();
        }
        fs::create_dir(folder.path().join("volume")).unwrap();
        Self { folder, tutorial }
    }

    /// Returns the program as a container would start it: with its arguments and its environment, and the
    /// volume at `reports`.
    fn container(&self, container: &Value, url: &str, index: Option<usize>) -> Program {
        let variables = variables(container, url, index);
        let filled = |text: &str| {
            let fill = |text: String, (name, value): &(String, String)| {
                text.replace(&format!("$({name})"), value)
            };
            let text = variables.iter().fold(text.to_owned(), fill);
            assert!(!text.contains("$("), "{text}");
            text.replace("/tutorial", self.tutorial.to_str().unwrap())
        };
        let mounts = container["volumeMounts"].as_array().unwrap();
        let reports = mounts
            .iter()
            .find(|mount| mount["mountPath"] == "/reports")
            .unwrap();
        let path = filled(
            reports["subPathExpr"]
                .as_str()
                .or(reports["subPath"].as_str())
                .unwrap(),
        );
        let mounted = self.folder.path().join("volume").join(&path);
        fs::create_dir_all(&mounted).unwrap();
        let pod = self
            .folder
            .path()
            .join(format!("pod-{}", path.replace('/', "-")));
        if !pod.exists() {
            fs::create_dir(&pod).unwrap();
            symlink(mounted, pod.join("reports")).unwrap();
        }
        let arguments = container["args"].as_array().unwrap().iter();
        let arguments: Vec<String> = arguments.map(|one| filled(one.as_str().unwrap())).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let program = magewalk(&arguments).within_path(&pod);
        variables
            .iter()
            .fold(program, |program, (name, value)| program.env(name, value))
    }

    /// Returns the index of the pod that walks this tutorial.
    fn walks(&self, walk: &Value, tutorial: &str) -> usize {
        let mut list = walk.clone();
        let is_of_list = |one: &Value| {
            let one = one.as_str().unwrap();
            !one.starts_with("--") || one.starts_with("--shard")
        };
        let arguments = list["args"].as_array_mut().unwrap();
        arguments.retain(is_of_list);
        arguments[0] = "list".into();
        let mut indices = 0..3;
        let found = indices.find(|index| {
            let done = self
                .container(&list, "http://127.0.0.1:9", Some(*index))
                .run();
            done.code(0).stdout.contains(tutorial)
        });
        found.unwrap()
    }

    fn journals(&self, index: usize) -> usize {
        let folder = self.folder.path().join(format!("volume/{JOB}/{index}"));
        let entries = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        entries
            .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
            .count()
    }
}

/// Returns the environment of a container: of its own, of the settings and the account, and of the job.
fn variables(container: &Value, url: &str, index: Option<usize>) -> Vec<(String, String)> {
    let mut variables = vec![
        ("MAGEWALK_TARGET".to_owned(), url.to_owned()),
        (
            "MAGEWALK_ADMIN_USERNAME".to_owned(),
            ADMIN_USERNAME.to_owned(),
        ),
        (
            "MAGEWALK_ADMIN_PASSWORD".to_owned(),
            ADMIN_PASSWORD.to_owned(),
        ),
    ];
    for variable in container["env"].as_array().into_iter().flatten() {
        let value = match variable["value"].as_str() {
            Some("JOB_OF_THE_WALK") => JOB,
            Some(value) => value,
            None => {
                let path = &variable["valueFrom"]["fieldRef"]["fieldPath"];
                assert_eq!(path, "metadata.labels['batch.kubernetes.io/job-name']");
                JOB
            }
        };
        variables.push((
            variable["name"].as_str().unwrap().to_owned(),
            value.to_owned(),
        ));
    }
    if let Some(index) = index {
        variables.push(("JOB_COMPLETION_INDEX".to_owned(), index.to_string()));
    }
    variables
}

/// Returns the one container of a pod that walks or collects, and the one that is run before it.
fn containers(job: &Value) -> (Value, Value) {
    let pod = &job["spec"]["template"]["spec"];
    (
        pod["containers"][0].clone(),
        pod["initContainers"][0].clone(),
    )
}

#[test]
fn a_pod_that_is_killed_is_missed_cleaned_up_after_and_may_be_replaced() {
    let (scene, cluster) = (Scene::new(), Cluster::new());
    let (walk, cleanup) = containers(&manifest("job"));
    let (collect, _) = containers(&manifest("collect"));
    let url = scene.store.url();
    let proxy = Proxy::before(&scene.store);
    let gate = proxy.hold("POST", ITEMS);
    // The one that makes a customer early.
    let victim = cluster.walks(&walk, "smoke/");
    let target = |index: usize| {
        if index == victim {
            proxy.url()
        } else {
            url.clone()
        }
    };
    for index in 0..3 {
        let before = cluster
            .container(&cleanup, &target(index), Some(index))
            .run();
        before.code(0).prints(&["nothing to take back"]);
    }
    let pods: Vec<_> = (0..3)
        .map(|index| {
            cluster
                .container(&walk, &target(index), Some(index))
                .start()
        })
        .collect();
    until("it fills its cart", || proxy.count("POST", ITEMS) == 1);
    pods[victim].signal("KILL");
    gate.open();
    for (index, pod) in pods.into_iter().enumerate() {
        let done = pod.wait();
        assert_eq!(done.code, (index != victim).then_some(0), "{index}: {done}");
    }
    let done = cluster.container(&collect, &url, None).run();
    let missing = format!("shard {} of 3 missing", victim + 1);
    done.code(3).prints(&[&missing, "ERRORED"]);
    assert!(
        cluster
            .folder
            .read(&format!("volume/{JOB}/junit.xml"))
            .contains("MW212")
    );
    // The pod that takes its place cleans up first, and only then walks.
    assert_eq!(cluster.journals(victim), 1);
    let before = cluster
        .container(&cleanup, &proxy.url(), Some(victim))
        .run();
    before.code(0).prints(&["undo"]);
    assert_eq!(cluster.journals(victim), 0);
    scene.is_as_it_was("after the cleanup");
    cluster.container(&walk, &url, Some(victim)).run().code(0);
    let done = cluster.container(&collect, &url, None).run();
    done.code(0).prints(&["all 3 shards, merged", "PASSED"]);
    scene.is_as_it_was("after all");
}

#[test]
fn the_hourly_smoke_test_takes_back_what_an_earlier_one_left() {
    let (scene, cluster) = (Scene::new(), Cluster::new());
    let (walk, cleanup) = containers(&manifest("smoke")["spec"]["jobTemplate"]);
    let proxy = Proxy::before(&scene.store);
    let gate = proxy.hold("POST", ITEMS);
    let killed = cluster.container(&walk, &proxy.url(), None).start();
    until("it fills its cart", || proxy.count("POST", ITEMS) == 1);
    killed.signal("KILL");
    gate.open();
    killed.wait();
    cluster
        .container(&cleanup, &proxy.url(), None)
        .run()
        .code(0);
    scene.is_as_it_was("after the cleanup");
    cluster
        .container(&walk, &proxy.url(), None)
        .run()
        .code(0)
        .prints(&["PASSED"]);
    scene.is_as_it_was("after all");
}

#[test]
fn no_shard_is_walked_twice_and_every_shard_has_a_pod() {
    let job = manifest("job");
    let spec = &job["spec"];
    assert_eq!(spec["completionMode"], "Indexed");
    assert_eq!(spec["backoffLimitPerIndex"], 0);
    assert_eq!(spec["podReplacementPolicy"], "Failed");
    let (walk, cleanup) = containers(&job);
    let count = spec["completions"].as_u64().unwrap();
    assert_eq!(spec["parallelism"], count);
    let shard = format!("--shard=$(JOB_COMPLETION_INDEX)+1/{count}");
    assert!(
        walk["args"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| *one == *shard)
    );
    // The first rule that fits counts: what was evicted has an exit code as well.
    let rules = spec["podFailurePolicy"]["rules"].as_array().unwrap();
    let actions: Vec<&str> = rules
        .iter()
        .map(|rule| rule["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["Ignore", "FailIndex"]);
    assert_eq!(cleanup["args"][0], "cleanup");
    assert_eq!(cleanup["volumeMounts"], walk["volumeMounts"]);
    assert_eq!(manifest("collect")["spec"]["backoffLimit"], 0);
    assert_eq!(manifest("smoke")["spec"]["concurrencyPolicy"], "Forbid");
}

#[test]
fn no_pod_may_more_than_it_needs_and_no_secret_is_in_a_manifest() {
    for name in ["job", "collect", "smoke"] {
        let whole = manifest(name);
        let job = whole["spec"].get("jobTemplate").unwrap_or(&whole);
        let pod = &job["spec"]["template"]["spec"];
        assert_eq!(pod["restartPolicy"], "Never", "{name}");
        assert_eq!(pod["automountServiceAccountToken"], false, "{name}");
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{name}");
        let containers = ["initContainers", "containers"].map(|kind| pod[kind].as_array());
        for container in containers.into_iter().flatten().flatten() {
            let context = &container["securityContext"];
            assert_eq!(context["readOnlyRootFilesystem"], true, "{name}");
            assert_eq!(context["allowPrivilegeEscalation"], false, "{name}");
            assert_eq!(context["capabilities"]["drop"][0], "ALL", "{name}");
            let given = container["env"].as_array();
            let mut names = given
                .into_iter()
                .flatten()
                .map(|one| one["name"].as_str().unwrap());
            assert!(names.all(|given| given == "JOB_NAME"), "{name}");
        }
        let text = whole.to_string();
        assert!(
            !text.contains("PASSWORD") && !text.contains("permanent"),
            "{name}"
        );
    }
}
