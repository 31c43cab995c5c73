//! Sessions walked side by side, and what they find handed on in the order of the plan.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinError;

use crate::commands::progress::Progress;
use crate::error::Error;
use crate::outcome::{ScenarioOutcome, StepOutcome};
use crate::runner::plan::{PlannedStep, TutorialPlan};
use crate::runner::session::{Leftovers, Session};

/// What a session says while it walks.
enum Event {
    Begin {
        number: usize,
        title: String,
        request_line: String,
    },
    End {
        scenario: usize,
        step: Box<StepOutcome>,
    },
}

/// How much stack the thread has that listens for signals, in bytes.
const STACK: usize = 256 << 10;

/// How often the user wanted the program to end.
#[derive(Clone)]
pub(super) struct Interrupt {
    count: watch::Receiver<u32>,
    raised: Arc<AtomicBool>,
}

impl Interrupt {
    /// Listens for Ctrl-C and for the signal with which pipelines end programs. A thread of its own does,
    /// so that a signal is noticed also while an answer is being looked at.
    ///
    /// # Errors
    /// Where the system lets nobody listen.
    pub(super) fn listen() -> Result<Self, Error> {
        let failed = |error| Error::failed(format!("cannot listen for Ctrl-C: {error}"));
        let (sender, count) = watch::channel(0);
        let raised = Arc::new(AtomicBool::new(false));
        let (ready, listening) = std::sync::mpsc::channel();
        let flag = Arc::clone(&raised);
        let listen = move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_io()
                .build();
            let signals = runtime.and_then(|runtime| {
                let signals = runtime.block_on(async { Signals::new() })?;
                Ok((runtime, signals))
            });
            match signals {
                Ok((runtime, signals)) => {
                    // Whoever asked waits for this.
                    let _ = ready.send(Ok(()));
                    runtime.block_on(count_signals(signals, &sender, &flag));
                }
                Err(error) => _ = ready.send(Err(error)),
            }
        };
        let thread = std::thread::Builder::new().name("signals".to_owned());
        thread.stack_size(STACK).spawn(listen).map_err(failed)?;
        match listening.recv() {
            Ok(listens) => listens.map_err(failed)?,
            Err(_) => return Err(Error::failed("cannot listen for Ctrl-C")),
        }
        Ok(Self { count, raised })
    }

    /// Returns what tells somebody who is looking at an answer that the run is to end.
    pub(super) fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.raised)
    }

    /// Returns whether the run is to end.
    pub(super) fn is_raised(&self) -> bool {
        *self.count.borrow() > 0
    }

    /// Waits until it was raised so often.
    pub(super) async fn wait_for(&mut self, times: u32) {
        if self.count.wait_for(|count| *count >= times).await.is_err() {
            // Nobody listens any more, so nobody will ever raise it.
            std::future::pending::<()>().await;
        }
    }
}

/// Counts the signals until nobody wants to know any more.
async fn count_signals(mut signals: Signals, count: &watch::Sender<u32>, raised: &AtomicBool) {
    loop {
        tokio::select! {
            true = signals.next() => {
                raised.store(true, Ordering::Relaxed);
                count.send_modify(|count| *count += 1);
            }
            () = count.closed() => return,
            else => return,
        }
    }
}

/// The signals that end a program, listened to from the moment this is made.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    /// None where whoever started the program wants it to outlive the terminal (`nohup`).
    hang_up: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: if ignores_hang_up() {
                None
            } else {
                Some(signal(SignalKind::hangup())?)
            },
        })
    }

    async fn next(&mut self) -> bool {
        let hang_up = async {
            match &mut self.hang_up {
                Some(hang_up) => hang_up.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            signal = self.interrupt.recv() => signal.is_some(),
            signal = self.terminate.recv() => signal.is_some(),
            signal = hang_up => signal.is_some(),
        }
    }
}

/// Whether the program was started so that the end of its terminal is not its own, as Linux tells.
#[cfg(unix)]
fn ignores_hang_up() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    ignored.is_some_and(|bits| bits & 1 == 1)
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    #[expect(clippy::unnecessary_wraps, reason = "the other system can fail here")]
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> bool {
        tokio::signal::ctrl_c().await.is_ok()
    }
}

/// A tutorial that is walked: its plan, and its session.
pub(super) struct Walk {
    /// The plan.
    pub plan: TutorialPlan,
    /// The session.
    pub session: Session,
}

/// Walks all tutorials, at most `jobs` side by side, and returns what they found and left.
///
/// # Errors
/// Where nothing can be printed. The sessions are walked to their end, undo included, all the same.
pub(super) async fn walk_all(
    walks: Vec<Walk>,
    jobs: usize,
    fail_fast: bool,
    progress: &mut Progress,
    interrupt: &Interrupt,
) -> Result<(Vec<ScenarioOutcome>, Vec<Leftovers>), Error> {
    let places = Arc::new(Semaphore::new(jobs));
    let failed = Arc::new(AtomicBool::new(false));
    let mut waiting = Vec::new();
    let mut sessions = Vec::new();
    for Walk { plan, session } in walks {
        let (sender, receiver) = mpsc::unbounded_channel();
        waiting.push((plan, receiver));
        sessions.push((session, sender));
    }
    let driver = tokio::spawn(drive(
        sessions,
        places,
        fail_fast.then_some(failed),
        interrupt.clone(),
    ));
    let mut scenarios = Vec::new();
    let mut unprinted = Ok(());
    for (plan, mut events) in waiting {
        let mut outcomes = Collected::new(&plan);
        while let Some(event) = events.recv().await {
            let printed = outcomes.take(event, progress);
            unprinted = unprinted.and(printed);
        }
        scenarios.append(&mut outcomes.scenarios);
    }
    let leftovers = driver.await.and_then(|leftovers| leftovers);
    let leftovers =
        leftovers.map_err(|error| Error::failed(format!("the walk broke off: {error}")))?;
    unprinted.map(|()| (scenarios, leftovers))
}

/// Starts the sessions in order, each as soon as there is a place for it.
async fn drive(
    sessions: Vec<(Session, mpsc::UnboundedSender<Event>)>,
    places: Arc<Semaphore>,
    failed: Option<Arc<AtomicBool>>,
    interrupt: Interrupt,
) -> Result<Vec<Leftovers>, JoinError> {
    let mut running = Vec::new();
    for (session, events) in sessions {
        let place = Arc::clone(&places).acquire_owned().await;
        let (failed, interrupt) = (failed.clone(), interrupt.clone());
        running.push(tokio::spawn(async move {
            let leftovers = walk(session, &events, failed.as_deref(), &interrupt).await;
            drop(place);
            leftovers
        }));
    }
    let mut leftovers = Vec::new();
    let mut broken = Ok(());
    for session in running {
        // What the other sessions made is taken back before this one's end is told.
        match session.await {
            Ok(left) => leftovers.push(left),
            Err(error) => broken = Err(error),
        }
    }
    broken.map(|()| leftovers)
}

async fn walk(
    mut session: Session,
    events: &mpsc::UnboundedSender<Event>,
    failed: Option<&AtomicBool>,
    interrupt: &Interrupt,
) -> Leftovers {
    loop {
        if interrupt.is_raised() {
            session.stop("the run was interrupted");
        }
        if failed.is_some_and(|failed| failed.load(Ordering::Relaxed)) {
            session.stop("`--fail-fast`: another tutorial did not pass");
        }
        let Some((
            PlannedStep {
                number, scenario, ..
            },
            step,
        )) = session.upcoming()
        else {
            break;
        };
        let scenario = *scenario;
        let begin = Event::Begin {
            number: *number,
            title: session.secrets().text(&step.title),
            request_line: (session.secrets())
                .text(&format!("{} {}", step.request.method, step.request.path)),
        };
        // Whoever listens may have gone away; the walk and its undo go on.
        let _ = events.send(begin);
        let mut at_once = interrupt.clone();
        let Some(outcome) = session.next(at_once.wait_for(1)).await else {
            break;
        };
        if let Some(failed) = failed
            && outcome.verdict.has_failed()
        {
            failed.store(true, Ordering::Relaxed);
        }
        let _ = events.send(Event::End {
            scenario,
            step: Box::new(outcome),
        });
    }
    session.finish().await
}

/// The scenarios of a tutorial, filled step by step.
struct Collected<'a> {
    plan: &'a TutorialPlan,
    scenarios: Vec<ScenarioOutcome>,
    current: Option<usize>,
}

impl<'a> Collected<'a> {
    fn new(plan: &'a TutorialPlan) -> Self {
        Self {
            plan,
            scenarios: Vec::new(),
            current: None,
        }
    }

    fn take(&mut self, event: Event, progress: &mut Progress) -> Result<(), Error> {
        match event {
            Event::Begin {
                number,
                title,
                request_line,
            } => {
                progress.begin(number, &title, &request_line);
                Ok(())
            }
            Event::End { scenario, step } => {
                if self.current.replace(scenario) != Some(scenario) {
                    self.scenarios.push(self.plan.pending_scenario(scenario));
                    if let Some(begun) = self.scenarios.last() {
                        progress.scenario(begun)?;
                    }
                }
                let printed = progress.end(&step);
                if let Some(last) = self.scenarios.last_mut() {
                    last.steps.push(*step);
                }
                printed
            }
        }
    }
}
