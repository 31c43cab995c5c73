//! Ctrl-C and what else ends programs, counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

use crate::error::Error;

/// How much stack the thread has that listens for signals, in bytes.
const STACK: usize = 256 << 10;

/// How often the user wanted the program to end.
#[derive(Clone)]
pub(crate) struct Interrupt {
    count: watch::Receiver<u32>,
    raised: Arc<AtomicBool>,
}

impl Interrupt {
    /// Listens for Ctrl-C and for the signal with which pipelines end programs. A thread of its own does,
    /// so that a signal is noticed also while an answer is being looked at.
    ///
    /// # Errors
    /// Where the system lets nobody listen.
    pub(crate) fn listen() -> Result<Self, Error> {
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

    /// Returns one that a test raises.
    #[cfg(test)]
    pub(crate) fn by_hand() -> (watch::Sender<u32>, Self) {
        let (sender, count) = watch::channel(0);
        let raised = Arc::new(AtomicBool::new(false));
        (sender, Self { count, raised })
    }

    /// Returns what tells somebody who is looking at an answer that the run is to end.
    pub(crate) fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.raised)
    }

    /// Returns whether the run is to end.
    pub(crate) fn is_raised(&self) -> bool {
        *self.count.borrow() > 0
    }

    /// Waits until it was raised so often.
    pub(crate) async fn wait_for(&mut self, times: u32) {
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
