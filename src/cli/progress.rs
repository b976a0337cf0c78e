//! One bar a stage on a terminal, one line a stage elsewhere, nothing with `--quiet`.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::Context;
use super::timings::{Moment, Timings};
use crate::pipeline::{Progress, Stage};
use crate::read::ReadProgress;

/// Shows a run's progress and hears Ctrl-C.
pub(super) struct Bars<'c> {
    context: &'c Context,
    terminal: bool,
    state: Mutex<State>,
    /// What each stage took, in seconds.
    seconds: Mutex<BTreeMap<Stage, f64>>,
}

struct State {
    bar: ProgressBar,
    began: Moment,
}

impl<'c> Bars<'c> {
    pub(super) fn new(context: &'c Context) -> Self {
        let silent = context.talk.is_quiet() || context.talk.is_json();
        let terminal = std::io::stderr().is_terminal() && !silent;
        let state = State { bar: ProgressBar::hidden(), began: Timings::now() };
        let seconds = Mutex::new(BTreeMap::new());
        Self { context, terminal, state: Mutex::new(state), seconds }
    }

    /// What each stage took so far, in seconds.
    pub(super) fn seconds(&self) -> BTreeMap<Stage, f64> {
        self.seconds.lock().map(|seconds| seconds.clone()).unwrap_or_default()
    }

    fn with<T>(&self, body: impl FnOnce(&mut State) -> T) -> Option<T> {
        self.state.lock().ok().map(|mut state| body(&mut state))
    }

    fn show(&self, stage: Stage, total: u64) {
        let bar = if self.terminal {
            let bar = ProgressBar::with_draw_target(
                (total > 0).then_some(total),
                ProgressDrawTarget::stderr_with_hz(8),
            );
            let style = if total > 0 {
                "{prefix:>10} {bar:32} {percent:>3} %  {elapsed} (about {eta} left)"
            } else {
                "{prefix:>10} {spinner} {msg} {elapsed}"
            };
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_style(style);
            }
            bar.set_prefix(stage.name());
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        } else {
            ProgressBar::hidden()
        };
        self.with(|state| *state = State { bar, began: Timings::now() });
    }
}

impl Progress for Bars<'_> {
    fn begin(&self, stage: Stage, total: u64) {
        self.show(stage, total);
    }

    fn advance(&self, steps: u64) {
        self.with(|state| state.bar.inc(steps));
    }

    fn end(&self, stage: Stage, outcome: &str) {
        let seconds = self.with(|state| {
            state.bar.finish_and_clear();
            self.context.timings.stage(stage, state.began)
        });
        let seconds = seconds.unwrap_or_default();
        if let Ok(mut all) = self.seconds.lock() {
            *all.entry(stage).or_default() += seconds;
        }
        let talk = self.context.talk;
        if talk.is_json() {
            let fields = || json!({ "stage": stage.name(), "seconds": seconds });
            talk.tell(outcome, fields);
        } else {
            talk.say(&format!("{:>10}  {outcome} ({seconds:.1} s)", stage.name()));
        }
    }

    fn interrupted(&self) -> bool {
        self.context.stopped()
    }
}

impl ReadProgress for Bars<'_> {
    fn bytes(&self, total: u64) {
        self.context.timings.read(total);
        self.with(|state| state.bar.set_message(HumanBytes(total).to_string()));
    }

    fn interrupted(&self) -> bool {
        self.context.stopped()
    }
}
