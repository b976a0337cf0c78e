//! What a run cost: seconds, processor time and memory by stage.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use indicatif::HumanBytes;
use serde::Serialize;

use super::output::Output;
use super::talk::Talk;
use crate::error::Result;
use crate::pipeline::Stage;

/// The cost of a run so far.
pub(super) struct Timings {
    began: Instant,
    stages: Mutex<Vec<StageCost>>,
    bytes: AtomicU64,
}

/// A moment, to count from.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    began: Instant,
    processor: Duration,
}

#[derive(Debug, Clone, Serialize)]
struct StageCost {
    stage: &'static str,
    seconds: f64,
    processor_seconds: f64,
    /// Of the process from its beginning to the end of the stage; null where the system
    /// does not tell.
    peak_bytes: Option<u64>,
}

#[derive(Serialize)]
struct RunCost<'t> {
    seconds: f64,
    processor_seconds: f64,
    peak_bytes: Option<u64>,
    /// Of all inputs, as they are stored.
    input_bytes: u64,
    stages: &'t [StageCost],
}

impl Timings {
    pub(super) fn new() -> Self {
        let (stages, bytes) = (Mutex::default(), AtomicU64::new(0));
        Self { began: Instant::now(), stages, bytes }
    }

    pub(super) fn now() -> Moment {
        Moment { began: Instant::now(), processor: processor() }
    }

    /// Notes a stage that began at a moment; answers its seconds.
    pub(super) fn stage(&self, stage: Stage, since: Moment) -> f64 {
        let seconds = since.began.elapsed().as_secs_f64();
        if let Ok(mut stages) = self.stages.lock() {
            stages.push(StageCost {
                stage: stage.name(),
                seconds,
                processor_seconds: processor()
                    .saturating_sub(since.processor)
                    .as_secs_f64(),
                peak_bytes: peak(),
            });
        }
        seconds
    }

    /// Notes how much input was read.
    pub(super) fn read(&self, bytes: u64) {
        self.bytes.store(bytes, Ordering::Relaxed);
    }

    /// Says how fast a run of a second or more was, and writes what it cost.
    pub(super) fn finish(&self, talk: Talk, out: Option<Output>) -> Result<()> {
        let (seconds, bytes) =
            (self.began.elapsed().as_secs_f64(), self.bytes.load(Ordering::Relaxed));
        if bytes > 0 && seconds >= 1.0 && !talk.is_json() {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a rate, for people"
            )]
            let rate = (bytes as f64 / seconds.max(1e-3)) as u64;
            let peak = peak()
                .map_or(String::new(), |peak| format!(", at most {}", HumanBytes(peak)));
            talk.say(&format!(
                "{:>10}  {} in {seconds:.1} s, {} a second, {:.1} s of processor time{peak}",
                "all",
                HumanBytes(bytes),
                HumanBytes(rate),
                processor().as_secs_f64()
            ));
        }
        let (Some(mut out), Ok(stages)) = (out, self.stages.lock()) else {
            return Ok(());
        };
        let cost = RunCost {
            seconds,
            processor_seconds: processor().as_secs_f64(),
            peak_bytes: peak(),
            input_bytes: bytes,
            stages: &stages,
        };
        out.write(|out| {
            serde_json::to_writer_pretty(&mut *out, &cost)?;
            out.write_all(b"\n")
        })?;
        out.finish()
    }
}

/// Tries where the cost is to be written before the work begins.
pub(super) fn output(path: Option<&Path>) -> Result<Option<Output>> {
    path.map(|path| Output::create(Some(path))).transpose()
}

fn processor() -> Duration {
    ProcessTime::try_now().map(|time| time.as_duration()).unwrap_or_default()
}

/// The most memory the process has had at once.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let row = status.lines().find_map(|row| row.strip_prefix("VmHWM:"))?;
    let kib: u64 = row.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
