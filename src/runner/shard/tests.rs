//! Random plans, cut into random numbers of shards.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::runner::plan::{Choice, Limits, Plan, plan};
use crate::runner::shard::{Cut, SameName, Timings};
use crate::scenario::load::{TutorialFiles, load};
use crate::scenario::source::{Source, Span};
use crate::scenario::tutorial::{Effect, Scenario, Tutorial};

/// Numbers that look like none, the same in every run.
struct Random(u64);

impl Random {
    /// Returns a number below this one (xorshift64*).
    fn below(&mut self, end: u64) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32;
        usize::try_from(number % end).unwrap()
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at as u64 + 1));
        }
    }
}

/// A tutorial with one step, of which others are made.
fn template() -> Tutorial {
    let scenario = "title: A page\nsteps:\n  - {id: one, title: A step, request: {GET: /a}, \
                    expect: {status: 200}}\n";
    let files = [("tutorial.yaml", "title: T\n"), ("01-a.yaml", scenario)];
    let files = files.map(|(path, text)| Source::new(path, text)).to_vec();
    load(&TutorialFiles::of_folder("t", files)).unwrap()
}

/// Makes a scenario with so many steps, that perhaps needs others or configures the shop.
fn scenario(of: &Tutorial, name: String, random: &mut Random, before: &[Scenario]) -> Scenario {
    let mut made = of.scenarios[0].clone();
    let step = made.steps.remove(0);
    let span: Span = step.id_span.clone();
    for at in 0..=random.below(6) {
        let mut step = step.clone();
        step.id = format!("{name}-{at}");
        if random.below(40) == 0 {
            step.effect = Effect::Configuration;
        }
        if random.below(60) == 0 {
            step.request.session = Some("jar".to_owned());
        }
        made.steps.push(step);
    }
    if !before.is_empty() && random.below(3) == 0 {
        let needed = &before[random.below(before.len() as u64)];
        match random.below(2) {
            0 => made.needs.push((needed.name.clone(), span)),
            _ => {
                let id = needed.steps[0].id.clone();
                made.steps[0].needs.push((id, span));
            }
        }
    }
    made.name = name;
    made
}

fn tutorials(template: &Tutorial, random: &mut Random) -> Vec<Arc<Tutorial>> {
    let count = 1 + random.below(4);
    let made = (0..count).map(|number| {
        let mut tutorial = template.clone();
        tutorial.name = format!("t{number}");
        let mut scenarios = Vec::new();
        for at in 0..=random.below(6) {
            let made = scenario(template, format!("s{number}-{at}"), random, &scenarios);
            scenarios.push(made);
        }
        tutorial.scenarios = scenarios;
        Arc::new(tutorial)
    });
    made.collect()
}

fn planned(tutorials: &[Arc<Tutorial>]) -> Plan {
    let choices: Vec<Choice> = tutorials
        .iter()
        .map(|tutorial| Choice {
            tutorial: Arc::clone(tutorial),
            scenario: None,
        })
        .collect();
    plan(&choices, &Limits::default()).unwrap()
}

/// The steps of a plan: tutorial and name.
fn steps(plan: &Plan) -> Vec<(String, String)> {
    let tutorials = plan.tutorials.iter();
    tutorials
        .flat_map(|one| {
            let name = &one.tutorial.name;
            one.all().map(move |step| (name.clone(), step.id.clone()))
        })
        .collect()
}

/// Timings of random steps, or none.
fn timings(plan: &Plan, random: &mut Random) -> Option<Timings> {
    if random.below(2) == 0 {
        return None;
    }
    let mut timings = BTreeMap::new();
    for tutorial in &plan.tutorials {
        for planned in &tutorial.steps {
            if random.below(10) > 0 {
                let names = (
                    tutorial.tutorial.name.clone(),
                    tutorial.scenario(planned).name.clone(),
                    tutorial.step(planned).id.clone(),
                );
                timings.insert(names, random.below(100_000) as u64);
            }
        }
    }
    Some(Timings(timings.into_iter().collect()))
}

/// The weights of what stays together, worked out once more and otherwise: by merging until nothing
/// changes.
fn weights(plan: &Plan, timings: Option<&Timings>) -> Vec<u64> {
    let (weight_of, _) = super::scenario_weights(plan, timings);
    let mut groups: Vec<BTreeSet<(usize, usize)>> = weight_of
        .keys()
        .map(|place| BTreeSet::from([*place]))
        .collect();
    let configures = |place: &(usize, usize)| {
        let scenario = &plan.tutorials[place.0].tutorial.scenarios[place.1];
        scenario
            .steps
            .iter()
            .any(|step| step.effect == Effect::Configuration)
    };
    let depends = |one: &(usize, usize), other: &(usize, usize)| {
        if configures(one) && configures(other) {
            return true;
        }
        let scenarios = &plan.tutorials[one.0].tutorial.scenarios;
        let (one_of, other_of) = (&scenarios[one.1], scenarios.get(other.1));
        let Some(other_of) = other_of.filter(|_| one.0 == other.0) else {
            return false;
        };
        let has_jar = |one: &Scenario| one.steps.iter().any(|step| step.request.session.is_some());
        let mut needs = one_of.steps.iter().flat_map(|step| &step.needs);
        one_of.needs.iter().any(|(name, _)| *name == other_of.name)
            || needs.any(|(id, _)| other_of.steps.iter().any(|step| step.id == *id))
            || (has_jar(one_of) && has_jar(other_of))
    };
    loop {
        let found = (0..groups.len()).find_map(|one| {
            (0..groups.len()).find_map(|other| {
                let mut pairs = groups[one]
                    .iter()
                    .flat_map(|a| groups[other].iter().map(move |b| (a, b)));
                (one != other && pairs.any(|(a, b)| depends(a, b))).then_some((one, other))
            })
        });
        let Some((one, other)) = found else { break };
        let moved = groups[other].clone();
        groups[one].extend(moved);
        groups.remove(other);
    }
    let groups = groups.iter();
    groups
        .map(|group| group.iter().map(|place| weight_of[place]).sum())
        .collect()
}

/// The heaviest share in the best possible way, searched for in all ways; none where there are too many.
fn best(weights: &[u64], shares: usize) -> Option<u64> {
    fn search(weights: &[u64], loads: &mut Vec<u64>, best: &mut u64) {
        let Some((first, rest)) = weights.split_first() else {
            *best = (*best).min(*loads.iter().max().unwrap());
            return;
        };
        for share in 0..loads.len() {
            // Shares with the same load are the same.
            if loads[..share].contains(&loads[share]) || loads[share] + first >= *best {
                continue;
            }
            loads[share] += first;
            search(rest, loads, best);
            loads[share] -= first;
        }
    }
    if weights.len() > 9 {
        return None;
    }
    let mut weights = weights.to_vec();
    weights.sort_unstable_by_key(|weight| std::cmp::Reverse(*weight));
    let mut best = weights.iter().sum::<u64>() + 1;
    search(&weights, &mut vec![0; shares], &mut best);
    Some(best)
}

#[test]
fn of_random_plans_every_step_is_in_one_shard_and_none_is_too_heavy() {
    let template = template();
    let (mut searched, mut cut_up) = (0, 0);
    for seed in 1..=10_000_u64 {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut tutorials = tutorials(&template, &mut random);
        let plan = planned(&tutorials);
        let timings = timings(&plan, &mut random);
        let count = 1 + random.below(7);
        let cut = Cut::of(&plan, count, timings.as_ref()).unwrap();
        let shards: Vec<Plan> = (1..=count).map(|index| cut.plan(&plan, index)).collect();
        let mut union: Vec<_> = shards.iter().flat_map(steps).collect();
        union.sort();
        let mut whole = steps(&plan);
        whole.sort();
        // Nothing is lost, and nothing there twice.
        assert_eq!(union, whole, "{seed}");
        for shard in &shards {
            let numbers = shard.tutorials.iter().flat_map(|one| &one.steps);
            let numbers: Vec<usize> = numbers.map(|step| step.number).collect();
            assert_eq!(numbers, (1..=shard.len()).collect::<Vec<_>>(), "{seed}");
            // What a step needs is in its shard.
            for tutorial in &shard.tutorials {
                let ids: BTreeSet<&String> = tutorial.all().map(|step| &step.id).collect();
                let needs = tutorial.steps.iter().flat_map(|step| &step.needs);
                assert!(needs.into_iter().all(|need| ids.contains(need)), "{seed}");
            }
        }
        let weights = weights(&plan, timings.as_ref());
        let heaviest = *cut.weights.iter().max().unwrap();
        let heaviest_unit = *weights.iter().max().unwrap();
        let whole: u64 = weights.iter().sum();
        assert_eq!(cut.weights.iter().sum::<u64>(), whole, "{seed}");
        let lower = heaviest_unit.max(whole.div_ceil(count as u64));
        let best = best(&weights, count);
        assert!(best.is_none_or(|best| best >= lower), "{seed}");
        if let Some(best) = best {
            searched += 1;
            assert!(3 * heaviest <= 4 * best, "{seed}: {heaviest} of {best}");
        }
        cut_up += usize::from(shards.iter().filter(|shard| !shard.is_empty()).count() > 1);
        let before: Vec<BTreeSet<_>> = shards
            .iter()
            .map(|one| steps(one).into_iter().collect())
            .collect();
        let print = cut.saved(&plan, 1, &[]).fingerprint;
        // The order in which the tutorials are named changes nothing.
        random.shuffle(&mut tutorials);
        let plan = planned(&tutorials);
        let again = Cut::of(&plan, count, timings.as_ref()).unwrap();
        for (index, before) in (1..).zip(&before) {
            let after: BTreeSet<_> = steps(&again.plan(&plan, index)).into_iter().collect();
            assert_eq!(after, *before, "{seed}");
        }
        assert_eq!(again.saved(&plan, 1, &[]).fingerprint, print, "{seed}");
    }
    // Most plans are cut indeed, and the best is known of most.
    assert!(searched > 6_000 && cut_up > 5_000, "{searched}, {cut_up}");
}

#[test]
fn a_fingerprint_is_of_everything_that_decides() {
    let mut random = Random(7);
    let template = template();
    let made = tutorials(&template, &mut random);
    let print = |tutorials: &[Arc<Tutorial>], count: usize, decides: &str| {
        let plan = planned(tutorials);
        let cut = Cut::of(&plan, count, None).unwrap();
        let prints = (1..=count).map(|index| cut.saved(&plan, index, &[decides.to_owned()]));
        let prints: BTreeSet<String> = prints.map(|shards| shards.fingerprint).collect();
        assert_eq!(prints.len(), 1, "all shards have one");
        prints.into_iter().next().unwrap()
    };
    let whole = print(&made, 3, "here");
    assert_eq!(print(&made, 3, "here"), whole);
    assert_ne!(print(&made, 4, "here"), whole);
    assert_ne!(print(&made, 3, "there"), whole);
    let changed = |change: &dyn Fn(&mut Tutorial)| {
        let mut made = made.clone();
        let mut tutorial = (*made[0]).clone();
        change(&mut tutorial);
        made[0] = Arc::new(tutorial);
        print(&made, 3, "here")
    };
    assert_eq!(changed(&|_| ()), whole);
    assert_ne!(
        changed(&|one| one.scenarios[0].steps[0].id = "x".to_owned()),
        whole
    );
    let text = |text: &str| Source::new("01-a.yaml", text);
    assert_ne!(
        changed(&|one| one.scenarios[0].source = text("other")),
        whole
    );
    assert_ne!(changed(&|one| one.source = text("other")), whole);
    // Where the files lie is the machine's own.
    let moved = changed(&|one| {
        one.source = Source::new("elsewhere/tutorial.yaml", one.source.text.clone());
    });
    assert_eq!(moved, whole);
}

#[test]
fn two_tutorials_of_one_name_cannot_be_told_apart() {
    let (one, other) = (Arc::new(template()), Arc::new(template()));
    let refused = Cut::of(&planned(&[one, other]), 2, None).unwrap_err();
    assert_eq!(refused, SameName("t".to_owned()));
}
