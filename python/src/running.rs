//! Long work without the interpreter's lock, and with an ear for Ctrl-C.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;
use samestory::error::{Error, Result};
use samestory::pipeline::Progress;
use samestory::read::ReadProgress;

use crate::errors::exception;

/// How long the interpreter goes without a look at its signals.
const TICK: Duration = Duration::from_millis(50);

/// Tells the stages to stop.
#[derive(Default)]
pub(crate) struct Watch {
    stop: AtomicBool,
}

impl Progress for Watch {
    fn interrupted(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl ReadProgress for Watch {
    fn interrupted(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Does `work` on a thread of its own, over `threads` threads or every core. The calling
/// thread waits without the lock, and takes it now and then to let Python's signal
/// handlers run; what they raise stops the work and is raised.
pub(crate) fn run<T: Send>(
    py: Python<'_>,
    threads: Option<usize>,
    work: impl FnOnce(&Watch) -> Result<T> + Send,
) -> PyResult<T> {
    let watch = Watch::default();
    let outcome = py.detach(|| {
        thread::scope(|scope| {
            let (sender, done) = mpsc::channel::<()>();
            let worker = scope.spawn(|| {
                // Dropped at the end, also of a panic.
                let _sender = sender;
                with_threads(threads, || work(&watch))
            });
            let mut raised = None;
            while done.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                #[expect(
                    clippy::redundant_closure_for_method_calls,
                    reason = "the method is of one lifetime, and all are wanted"
                )]
                let heard = Python::attach(|py| py.check_signals());
                if let Err(error) = heard {
                    watch.stop.store(true, Ordering::Relaxed);
                    raised = Some(error);
                    break;
                }
            }
            match (worker.join(), raised) {
                (Err(panic), _) => std::panic::resume_unwind(panic),
                (Ok(_), Some(error)) => Err(error),
                (Ok(outcome), None) => Ok(outcome),
            }
        })
    })?;
    outcome.map_err(|error| exception(py, &error))
}

fn with_threads<T: Send>(
    threads: Option<usize>,
    work: impl FnOnce() -> Result<T> + Send,
) -> Result<T> {
    let Some(threads) = threads else { return work() };
    let wrong = |reason: String| {
        Error::setting(
            format!("threads={threads}"),
            reason,
            "give a smaller number from 1, or None to use every core",
        )
    };
    if threads == 0 {
        return Err(wrong("there is no work without a thread".to_owned()));
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| wrong(error.to_string()))?;
    pool.install(work)
}
