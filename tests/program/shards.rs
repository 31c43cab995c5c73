//! A plan that several processes walk, and what is made of their saved runs.

use std::fs;
use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::killed::{Count, Scene};
use crate::support::{Done, Folder, Proxy, Running, Store, magewalk, until};

/// Tutorials that are cut into several parts: each scenario of the refusals is one of its own.
const TUTORIALS: [&str; 3] = ["smoke", "orders-guest", "orders-refusals"];

/// Starts a shard in a folder of its own; its saved run goes to `all/`.
fn start(url: &str, all: &Folder, own: &Folder, shard: &str) -> Running {
    let (index, _) = shard.split_once('/').unwrap();
    let path = all.path().join(format!("all/{index}.json"));
    let report = format!("json={}", path.display());
    let run = magewalk(&["run", "-q", "--shard", shard, "--report", &report]);
    run.arguments(&TUTORIALS).at(url).within(own).start()
}

fn merge(all: &Folder, arguments: &[&str]) -> Done {
    let merge = magewalk(&["report", "merge", "all"]);
    merge.arguments(arguments).within(all).run()
}

fn saved(all: &Folder, name: &str) -> Value {
    serde_json::from_str(&all.read(name)).unwrap()
}

#[test]
fn shards_walk_one_store_at_the_same_time_and_are_the_whole_together() {
    let (store, all) = (Store::start(), Folder::new());
    let owns: Vec<Folder> = (0..3).map(|_| Folder::new()).collect();
    let running: Vec<Running> = (1..)
        .zip(&owns)
        .map(|(index, own)| start(&store.url(), &all, own, &format!("{index}/3")))
        .collect();
    for one in running {
        one.wait().code(0);
    }
    let done = merge(
        &all,
        &["--report", "json=whole.json", "--report", "junit=whole.xml"],
    );
    done.code(0).prints(&["all 3 shards, merged", "PASSED"]);
    // The order is that of the plan, as one run has it.
    let one = Folder::new();
    let run = magewalk(&["run", "-q", "--report", "json=one.json"]).arguments(&TUTORIALS);
    run.at(&store.url()).within(&one).run().code(0);
    let steps = |run: &Value| -> Vec<(Value, Value, Value)> {
        let scenarios = run["scenarios"].as_array().unwrap().iter();
        let steps = scenarios.flat_map(|one| one["steps"].as_array().unwrap());
        steps
            .map(|step| {
                (
                    step["number"].clone(),
                    step["id"].clone(),
                    step["verdict"].clone(),
                )
            })
            .collect()
    };
    let whole = saved(&all, "whole.json");
    assert_eq!(steps(&whole), steps(&saved(&one, "one.json")));
    let runs: Vec<Value> = (1..=3)
        .map(|index| saved(&all, &format!("all/{index}.json")))
        .collect();
    for run in &runs {
        assert!(run["duration_ms"].as_f64() <= whole["duration_ms"].as_f64());
        assert!(
            whole["run_id"]
                .as_str()
                .unwrap()
                .contains(run["run_id"].as_str().unwrap())
        );
    }
    let undos = |run: &Value| run["undos"].as_array().unwrap().len();
    assert_eq!(undos(&whole), runs.iter().map(undos).sum::<usize>());
    assert!(store.customers().is_empty());
}

#[test]
fn a_missing_shard_is_seen_in_every_report_and_is_never_a_smaller_green() {
    let all = Folder::new();
    let run = |shard: &str, name: &str| {
        let report = format!("json=all/{name}.json");
        let run = [
            "run",
            "orders-guest",
            "smoke",
            "--sandbox",
            "-q",
            "--shard",
            shard,
            "--report",
            &report,
        ];
        magewalk(&run).within(&all).run().code(0)
    };
    run("2/2", "two");
    let formats = [
        "terminal",
        "junit",
        "junit-full",
        "json",
        "markdown",
        "html",
        "sarif",
        "ctrf",
    ];
    for format in formats {
        let report = format!("{format}=-");
        let done = merge(&all, &["--report", &report]).code(3);
        assert!(done.stdout.contains("MW212"), "{format}: {}", done.stdout);
        let partial = merge(&all, &["--report", &report, "--partial"]).code(2);
        assert!(
            partial.stdout.contains("partial") && !partial.stdout.contains("MW212: "),
            "{format}: {}",
            partial.stdout
        );
    }
    merge(&all, &[])
        .code(3)
        .prints(&["shard 1 of 2 missing", "ERRORED"]);
    merge(&all, &["--partial"])
        .code(2)
        .prints(&["shard 1 of 2 left out by `--partial`", "INCOMPLETE"]);
    run("1/2", "one");
    merge(&all, &[]).code(0).prints(&["PASSED"]);
    run("1/2", "again");
    merge(&all, &[])
        .code(2)
        .says(&["are both shard 1", "leave one of them out"]);
}

#[test]
fn what_is_no_part_of_the_same_plan_is_refused() {
    let all = Folder::new();
    let run = |folder: &str, arguments: &[&str]| {
        let report = format!("json={folder}/{}.json", arguments.len());
        let run = magewalk(&["run", "--sandbox", "-q", "--report", &report]);
        run.arguments(arguments).within(&all).run().code(0);
    };
    let merged = |folder: &str| {
        magewalk(&["report", "merge", folder])
            .within(&all)
            .run()
            .code(2)
    };
    run("a", &["smoke", "--shard", "1/2"]);
    run("a", &["smoke", "--shard", "2/2", "--strict"]);
    merged("a").says(&["are shards of different plans", "hint: walk all shards"]);
    run("b", &["smoke", "--shard", "1/2"]);
    run("b", &["smoke", "orders-guest", "--shard", "2/2"]);
    merged("b").says(&["are shards of different plans"]);
    // How many run side by side decides nothing.
    run("c", &["smoke", "--shard", "1/2"]);
    run("c", &["smoke", "--shard", "2/2", "--jobs=2"]);
    let both = ["report", "merge", "c"];
    magewalk(&both).within(&all).run().code(0);
    run("d", &["smoke"]);
    merged("d").says(&["`d/1.json` is no run of a shard"]);
    let text = all.read("a/3.json").replace("0.1.0", "0.0.9");
    all.write("e/old.json", &text);
    run("e", &["smoke", "--shard", "2/2"]);
    merged("e").says(&["of magewalk 0.0.9"]);
    all.write("f/none.txt", "");
    merged("f").says(&["no `….json` is in `f`"]);
    merged("nowhere.json").says(&["cannot read `nowhere.json`"]);
    all.write("g/no.json", "{}");
    merged("g").says(&["`g/no.json`: not a saved report"]);
    let before = all.read("b/3.json");
    let over = ["report", "merge", "b/3.json", "--report", "json=b/3.json"];
    magewalk(&over)
        .within(&all)
        .run()
        .code(2)
        .says(&["would be written over"]);
    assert_eq!(all.read("b/3.json"), before);
}

#[test]
fn an_empty_shard_is_green_and_says_so() {
    let folder = Folder::new();
    let run = ["run", "smoke", "--sandbox", "--shard", "2/2"];
    let reports = [
        "--report", "junit", "--report", "json", "--report", "ctrf", "--report", "html",
    ];
    let done = magewalk(&run).arguments(&reports).within(&folder).run();
    done.code(0)
        .prints(&["shard 2 of 2 is empty", "EMPTY SHARD"]);
    assert!(!folder.read("reports/junit.xml").contains("<error"));
    assert!(
        folder
            .read("reports/ctrf.json")
            .contains("\"healthy\": true")
    );
    assert!(
        folder
            .read("reports/run.html")
            .contains("had nothing to walk")
    );
    // A store that is not there keeps nobody from walking nothing.
    let gone = ["run", "smoke", "--shard", "3/3", "--wait-ready", "1s"];
    magewalk(&gone).at("http://127.0.0.1:9").run().code(0);
}

#[test]
fn a_shard_that_cannot_be_is_refused_with_what_to_write() {
    for (shard, words) in [
        ("0/5", "counted from 1"),
        ("6/5", "the last one is `5/5`"),
        ("1/0", "at least one shard"),
        ("two", "write it as `2/5`"),
        ("-1/5", "write it as `2/5`"),
        ("$JOB/5", "write it as `2/5`"),
    ] {
        let shard = format!("--shard={shard}");
        for command in ["run", "list"] {
            magewalk(&[command, "smoke", &shard])
                .run()
                .code(2)
                .says(&[words])
                .without(&["walking"]);
        }
    }
    magewalk(&["run", "smoke", "--timings", "x.json"])
        .run()
        .code(2)
        .says(&["--shard"]);
    let lost = [
        "run",
        "smoke",
        "--sandbox",
        "--shard",
        "1/2",
        "--timings",
        "lost.json",
    ];
    magewalk(&lost)
        .run()
        .code(2)
        .says(&["cannot read `lost.json`"]);
    let same = [
        "run",
        "smoke",
        "--sandbox",
        "--shard",
        "1/2",
        "--email",
        "jane@shop.example",
    ];
    magewalk(&same)
        .run()
        .code(2)
        .says(&["one e-mail address cannot be used by several shards"]);
}

#[test]
fn tutorials_of_one_name_are_refused() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path().join("a")).unwrap();
    fs::create_dir_all(folder.path().join("b")).unwrap();
    for place in ["a/smoke", "b/smoke"] {
        magewalk(&["eject", "smoke", "--to", place])
            .within(&folder)
            .run();
    }
    let both = [
        "run",
        "./a/smoke",
        "./b/smoke",
        "--sandbox",
        "--shard",
        "1/2",
    ];
    let done = magewalk(&both).within(&folder).run().code(2);
    done.says(&["two tutorials are called `smoke`"]);
}

#[test]
fn a_list_shows_the_cut_and_timings_balance_it() {
    let folder = Folder::new();
    let list = |arguments: &[&str]| {
        let list = magewalk(&["list"])
            .arguments(&TUTORIALS)
            .arguments(arguments);
        list.within(&folder).run().code(0).stdout
    };
    let shown = list(&["--shard", "2/3"]);
    let lines: Vec<&str> = shown.lines().take(4).collect();
    assert!(
        lines[0].starts_with("shard 1/3  ") && lines[1].contains("listed below"),
        "{shown}"
    );
    assert_eq!(lines[3], "");
    let steps = |shown: &str| {
        shown
            .lines()
            .filter(|line| line.starts_with("    "))
            .count()
    };
    let sum: usize = (1..=3)
        .map(|index| steps(&list(&["--shard", &format!("{index}/3")])))
        .sum();
    assert_eq!(sum, steps(&list(&[])));
    // One page that took long has a shard for itself.
    let run = ["run", "-q", "--sandbox", "--report", "json=run.json"];
    magewalk(&run)
        .arguments(&TUTORIALS)
        .within(&folder)
        .run()
        .code(0);
    let mut run = saved(&folder, "run.json");
    for scenario in run["scenarios"].as_array_mut().unwrap() {
        let is_slow = scenario["tutorial"] == "smoke";
        for step in scenario["steps"].as_array_mut().unwrap() {
            step["duration_ms"] = if is_slow { json!(90_000) } else { json!(10) };
        }
    }
    folder.write("run.json", &run.to_string());
    let timed = ["--timings", "run.json"];
    let of = |index: usize| list(&["--shard", &format!("{index}/3"), timed[0], timed[1]]);
    let first = of(1);
    let has = |tutorial: &str| first.contains(&format!("  {tutorial}/"));
    assert!(
        has("smoke") && !has("orders-guest") && !has("orders-refusals"),
        "{first}"
    );
    // Those of another plan are no help, and that is said.
    let other = ["list", "orders", "--shard", "1/2", "--timings", "run.json"];
    let done = magewalk(&other).within(&folder).run().code(0);
    done.says(&["the timings know none of these steps"]);
}

#[test]
fn no_secret_of_a_plan_is_saved() {
    let folder = Folder::new();
    folder.write("t/tutorial.yaml", "title: T\n");
    for name in ["a", "b"] {
        let step = format!(
            "title: A page with hunter2-hunter2\nexplain: hunter2-hunter2\nsteps:\n  \
             - {{id: {name}, title: hunter2-hunter2, request: {{GET: /rest/hunter2-hunter2}}, \
             expect: {{status: 404}}}}\n"
        );
        folder.write(&format!("t/{name}.yaml"), &step);
    }
    let run = [
        "run",
        "./t",
        "--sandbox",
        "--shard",
        "1/2",
        "--report",
        "json",
    ];
    let run = magewalk(&run).env("MAGEWALK_BASIC", "me:hunter2-hunter2");
    run.within(&folder).run();
    let saved = folder.read("reports/run.json");
    let plan = &saved[saved.find("\"shards\"").unwrap()..];
    assert!(!plan.contains("hunter2"), "{plan}");
    assert!(plan.contains("\"id\": \"b\""), "{plan}");
}

#[test]
fn a_shard_that_is_killed_is_missed_and_cleaned_up_after() {
    let left = kill(0..10);
    assert!(left > 1, "{left} left a journal");
}

#[test]
#[ignore = "takes minutes"]
fn of_a_hundred_shards_that_are_killed_each_is_missed_and_cleaned_up_after() {
    // A few shops side by side, each new: orders stay, and a shop that has many is slower.
    let batches: Vec<usize> = (0..10).collect();
    let mut left = 0;
    for batches in batches.chunks(4) {
        left += std::thread::scope(|scope| {
            let start = |batch: &usize| {
                let kills = batch * 10..batch * 10 + 10;
                scope.spawn(move || kill(kills))
            };
            let started: Vec<_> = batches.iter().map(start).collect();
            let ended = started.into_iter().map(|one| one.join().unwrap());
            ended.sum::<usize>()
        });
    }
    // The points lie where something was left, too.
    assert!(left > 30, "{left} of 100 left a journal");
}

/// Kills one of two shards so often, each time somewhere else, and returns how often it left a journal.
fn kill(kills: std::ops::Range<usize>) -> usize {
    let scene = Scene::new();
    let mut left = 0;
    for kill in kills {
        let when = format!("kill {kill}");
        let (all, proxy, count) = (Folder::new(), Proxy::before(&scene.store), Count::default());
        count.watch(&proxy);
        let owns = [Folder::new(), Folder::new()];
        let start = |index: usize, url: &str| {
            let report = format!(
                "json={}",
                all.path().join(format!("all/{index}.json")).display()
            );
            let shard = format!("{}/2", index + 1);
            let run = ["run", "-q", "--shard", &shard, "--report", &report];
            let run = magewalk(&run).arguments(&["orders", "orders-guest", "smoke"]);
            run.at(url).within(&owns[index]).start()
        };
        let killed = kill % 2;
        let victim = start(killed, &proxy.url());
        let other = start(1 - killed, &scene.store.url());
        // A prime spreads the points over the whole run, in an order that looks like none.
        let point = 10 + kill * 7_919 % 45;
        until("so many requests have come", || {
            count.come.load(Ordering::SeqCst) >= point
        });
        victim.signal("KILL");
        victim.wait();
        other.wait().code(0);
        merge(&all, &[]).code(3).prints(&["MW212", "missing"]);
        left += owns[killed].journals().len();
        let cleanup = magewalk(&["cleanup", "--yes"]).at(&proxy.url());
        cleanup.within(&owns[killed]).run().code(0);
        for own in &owns {
            assert!(own.journals().is_empty(), "{when}");
        }
        scene.is_as_it_was(&when);
    }
    left
}
