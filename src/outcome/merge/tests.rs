//! Shards of a plan that are made here, merged.

use super::{Refused, Saved, merge};
use crate::outcome::{
    FORMAT_VERSION, Location, PlannedScenario, PlannedStep, RunOutcome, ScenarioOutcome, Shards,
    StepOutcome, Target, UndoOutcome, UndoResult, Verdict,
};

fn step(id: &str) -> PlannedStep {
    PlannedStep {
        id: id.to_owned(),
        title: format!("Step {id}"),
        effect: "read".to_owned(),
        request_line: "GET /a".to_owned(),
        location: Location {
            file: "t/01-a.yaml".to_owned(),
            line: 3,
            column: 1,
            width: 1,
            left_out: 0,
            text: "x".to_owned(),
        },
    }
}

/// A plan of three shards: two scenarios, one, and none.
fn plan() -> Vec<PlannedScenario> {
    let scenario = |shard, name: &str, steps: &[&str]| PlannedScenario {
        shard,
        tutorial: "t".to_owned(),
        name: name.to_owned(),
        title: name.to_uppercase(),
        file: format!("t/{name}.yaml"),
        page: None,
        explain: None,
        digest: "d".to_owned(),
        steps: steps.iter().map(|id| step(id)).collect(),
    };
    vec![
        scenario(1, "a", &["a1", "a2"]),
        scenario(2, "b", &["b1"]),
        scenario(1, "c", &["c1"]),
    ]
}

/// The saved run of a shard, all of whose steps ended in this way.
fn shard(index: usize, verdict: Verdict) -> RunOutcome {
    let plan = plan();
    let own = plan.iter().filter(|scenario| scenario.shard == index);
    let mut number = 0;
    let scenarios: Vec<ScenarioOutcome> = own
        .map(|planned| {
            let mut scenario = planned.pending();
            for step in &planned.steps {
                number += 1;
                scenario.steps.push(StepOutcome {
                    verdict,
                    ..step.pending(number)
                });
            }
            scenario
        })
        .collect();
    RunOutcome {
        format_version: FORMAT_VERSION,
        magewalk_version: "0.1.0".to_owned(),
        run_id: format!("run{index}"),
        target: Target {
            url: "https://shop.example/".to_owned(),
            sandbox: false,
            magento: None,
            insecure: false,
        },
        started_at: format!("2026-03-01T12:00:0{index}Z"),
        duration_ms: 1_500.0,
        interrupted: false,
        asked_for: Vec::new(),
        scenarios,
        undos: vec![UndoOutcome {
            tutorial: "t".to_owned(),
            step: format!("made by {index}"),
            action: "DELETE /a → 200".to_owned(),
            result: UndoResult::Done,
            reason: None,
        }],
        left_behind: Vec::new(),
        files: Vec::new(),
        shards: Some(Box::new(Shards {
            fingerprint: "f".to_owned(),
            count: 3,
            walked: vec![index],
            missing: Vec::new(),
            partial: false,
            plan,
        })),
    }
}

fn saved(runs: Vec<RunOutcome>) -> Vec<Saved> {
    let runs = runs.into_iter().enumerate();
    runs.map(|(at, run)| Saved {
        name: format!("{at}.json"),
        run,
    })
    .collect()
}

fn merged(runs: Vec<RunOutcome>) -> RunOutcome {
    merge(saved(runs), false).unwrap()
}

fn passed(index: usize) -> RunOutcome {
    shard(index, Verdict::Passed)
}

fn shape(run: &RunOutcome) -> Vec<(usize, &str, Verdict)> {
    let steps = run.steps();
    steps
        .map(|step| (step.number, step.id.as_str(), step.verdict))
        .collect()
}

#[test]
fn all_shards_are_the_whole_in_the_order_of_the_plan() {
    let whole = merged(vec![passed(3), passed(1), passed(2)]);
    let expected = [(1, "a1"), (2, "a2"), (3, "b1"), (4, "c1")];
    assert_eq!(
        shape(&whole),
        expected.map(|(number, id)| (number, id, Verdict::Passed))
    );
    assert_eq!(whole.exit_code(), 0);
    assert_eq!(
        (whole.started_at.as_str(), whole.duration_ms),
        ("2026-03-01T12:00:01Z", 3_500.0)
    );
    assert_eq!(whole.run_id, "run1+run2+run3");
    let undos: Vec<&str> = whole.undos.iter().map(|undo| undo.step.as_str()).collect();
    assert_eq!(undos, ["made by 3", "made by 2", "made by 1"]);
    assert_eq!(whole.shard_note().unwrap(), "all 3 shards, merged");
}

#[test]
fn an_empty_shard_is_green_and_every_other_run_of_nothing_is_not() {
    let empty = passed(3);
    assert!(empty.is_empty_shard());
    assert_eq!(empty.exit_code(), 0);
    assert!(
        empty
            .shard_note()
            .unwrap()
            .starts_with("shard 3 of 3 is empty")
    );
    let mut lost = passed(1);
    lost.scenarios.clear();
    assert_eq!(lost.exit_code(), 2, "the plan has steps for it");
    let mut forged = passed(3);
    forged.shards.as_mut().unwrap().plan.clear();
    assert_eq!(forged.exit_code(), 2, "no plan is empty");
    let mut whole = passed(3);
    whole.shards = None;
    assert_eq!(whole.exit_code(), 2);
}

#[test]
fn a_missing_shard_is_an_error_of_each_of_its_steps() {
    let lacking = merged(vec![passed(1), passed(3)]);
    assert_eq!(shape(&lacking)[2], (3, "b1", Verdict::Errored));
    assert_eq!(lacking.exit_code(), 3);
    let message = &lacking.scenarios[1].steps[0]
        .error
        .as_ref()
        .unwrap()
        .message;
    assert_eq!(
        message,
        "shard 2 of 3 had to walk this, and its run is missing"
    );
    // Also where it had nothing to walk: nobody knows whether it ran.
    let lacking = merged(vec![passed(1), passed(2)]);
    assert_eq!(lacking.exit_code(), 3);
    assert_eq!(lacking.missing_shards(), [3]);
    // And where it is the only one that had.
    assert_eq!(merged(vec![passed(3)]).exit_code(), 3);
}

#[test]
fn a_partial_merging_is_no_pass_and_hides_no_failure() {
    let partial = |runs| merge(saved(runs), true).unwrap();
    let lacking = partial(vec![passed(1), passed(3)]);
    assert_eq!(shape(&lacking)[2], (3, "b1", Verdict::Skipped));
    assert_eq!(lacking.exit_code(), 2);
    assert!(lacking.shard_note().unwrap().contains("`--partial`"));
    assert_eq!(partial(vec![passed(1), passed(2)]).exit_code(), 2);
    assert_eq!(
        partial(vec![shard(1, Verdict::Failed), passed(3)]).exit_code(),
        1
    );
    assert_eq!(
        partial(vec![passed(1), passed(2), passed(3)]).exit_code(),
        0
    );
}

#[test]
fn the_exit_code_is_that_of_the_worst() {
    let code = |verdict| merged(vec![passed(1), shard(2, verdict), passed(3)]).exit_code();
    assert_eq!(code(Verdict::Failed), 1);
    assert_eq!(code(Verdict::Errored), 3);
    assert_eq!(code(Verdict::Skipped), 2);
    assert_eq!(code(Verdict::NotApplicable), 0);
    let mut run = passed(2);
    run.interrupted = true;
    assert_eq!(merged(vec![passed(1), run, passed(3)]).exit_code(), 130);
    let mut run = passed(2);
    run.undos[0].result = UndoResult::Failed;
    assert_eq!(merged(vec![passed(1), run, passed(3)]).exit_code(), 3);
}

#[test]
fn a_shard_that_does_not_say_all_that_it_had_to_walk_is_an_error() {
    let mut short = passed(1);
    short.scenarios[0].steps.pop();
    short.scenarios.pop();
    let whole = merged(vec![short, passed(2), passed(3)]);
    let verdicts: Vec<Verdict> = whole.steps().map(|step| step.verdict).collect();
    use Verdict::{Errored, Passed};
    assert_eq!(verdicts, [Passed, Errored, Passed, Errored]);
    assert_eq!(whole.exit_code(), 3);
}

#[test]
fn what_was_merged_is_merged_again() {
    let half = merged(vec![passed(1)]);
    assert_eq!(half.exit_code(), 3);
    let whole = merged(vec![half, merged(vec![passed(3), passed(2)])]);
    assert_eq!(whole.exit_code(), 0, "{:?}", shape(&whole));
    assert_eq!(whole.missing_shards(), [0; 0]);
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let refused = |runs| merge(saved(runs), false).unwrap_err();
    let (a, b) = ("0.json".to_owned(), "1.json".to_owned());
    let mut none = passed(2);
    none.shards = None;
    assert_eq!(refused(vec![passed(1), none]), Refused::NoShard(b.clone()));
    let mut other = passed(2);
    other.magewalk_version = "0.2.0".to_owned();
    assert!(matches!(
        refused(vec![passed(1), other]),
        Refused::Version(..)
    ));
    let mut other = passed(2);
    other.target.url = "https://live.example/".to_owned();
    assert!(matches!(
        refused(vec![passed(1), other]),
        Refused::Target(..)
    ));
    let mut other = passed(2);
    other.target.sandbox = true;
    assert!(matches!(
        refused(vec![passed(1), other]),
        Refused::Target(..)
    ));
    let mut other = passed(2);
    other.shards.as_mut().unwrap().fingerprint = "g".to_owned();
    assert_eq!(
        refused(vec![passed(1), other]),
        Refused::Plan(a.clone(), b.clone())
    );
    assert_eq!(refused(vec![passed(2), passed(2)]), Refused::Twice(a, b, 2));
    assert!(matches!(refused(vec![]), Refused::NoShard(_)));
}

#[test]
fn what_does_not_hold_together_is_refused() {
    let check = |change: &dyn Fn(&mut RunOutcome)| {
        let mut run = passed(1);
        change(&mut run);
        let refused = merge(saved(vec![run]), false).unwrap_err();
        assert!(matches!(refused, Refused::Damaged(..)), "{refused}");
    };
    check(&|run| run.shards.as_mut().unwrap().walked.clear());
    check(&|run| run.shards.as_mut().unwrap().walked = vec![4]);
    check(&|run| run.shards.as_mut().unwrap().walked = vec![0]);
    check(&|run| run.shards.as_mut().unwrap().plan.clear());
    check(&|run| run.shards.as_mut().unwrap().plan[0].shard = 9);
    check(&|run| run.scenarios[0].name = "other".to_owned());
    check(&|run| run.scenarios[0].steps[0].id = "other".to_owned());
    check(&|run| run.started_at = "yesterday".to_owned());
    check(&|run| run.duration_ms = f64::NAN);
}

#[test]
fn each_sandbox_has_a_port_of_its_own() {
    let sandbox = |index: usize| {
        let mut run = passed(index);
        run.target.sandbox = true;
        run.target.url = format!("http://127.0.0.1:800{index}/");
        run
    };
    assert_eq!(
        merged(vec![sandbox(1), sandbox(2), sandbox(3)]).exit_code(),
        0
    );
    let mut other = sandbox(2);
    other.target.magento = Some("2.4.8".to_owned());
    let refused = merge(saved(vec![sandbox(1), other]), false).unwrap_err();
    assert!(matches!(refused, Refused::Target(..)));
}
