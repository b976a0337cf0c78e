//! Figures of a night, for Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use super::output::Output;
use crate::error::Result;
use crate::nights::Figures;
use crate::pipeline::Stage;
use crate::store::Store;
use crate::store::manifest::FileKind;

/// What is written.
pub(super) struct Metrics<'s> {
    pub(super) store: &'s Store,
    /// What the last night told; none where that is no longer known.
    pub(super) figures: Option<Figures>,
    /// What it took; none where it is only told again.
    pub(super) cost: Option<Cost>,
}

/// What a night took.
pub(super) struct Cost {
    pub(super) seconds: BTreeMap<Stage, f64>,
    pub(super) total: Duration,
}

impl Metrics<'_> {
    /// Replaces the file, so that a collector never reads half of it.
    pub(super) fn write(&self, mut out: Output) -> Result<()> {
        let text = self.text(self.success());
        out.write(|out| out.write_all(text.as_bytes()))?;
        out.finish()
    }

    /// When the last night was done: when its outputs were kept. None when they are no longer.
    fn success(&self) -> Option<SystemTime> {
        let files = &self.store.manifest().files;
        let outputs = files.iter().find(|file| file.kind == FileKind::Outputs)?;
        let path = self.store.folder().join(&outputs.name);
        std::fs::metadata(path).and_then(|data| data.modified()).ok()
    }

    /// `success` is when the last night was done.
    fn text(&self, success: Option<SystemTime>) -> String {
        let mut out = String::new();
        let mut gauge = |name: &str, help: &str, samples: &[(&str, f64)]| {
            let _ = writeln!(out, "# HELP samestory_{name} {help}");
            let _ = writeln!(out, "# TYPE samestory_{name} gauge");
            for (labels, value) in samples {
                let _ = writeln!(out, "samestory_{name}{labels} {value}");
            }
        };
        let count = |count: usize| count as f64;
        if let Some(figures) = &self.figures {
            gauge(
                "night_articles",
                "Articles the last night took in.",
                &[("", count(figures.articles))],
            );
            gauge(
                "night_duplicates",
                "Of these, those that carry the text of another article.",
                &[("", count(figures.duplicates))],
            );
            gauge(
                "night_repeats",
                "Articles that were in the store or the input before.",
                &[("", count(figures.repeats))],
            );
            gauge(
                "night_updated",
                "Articles with a new text under their id.",
                &[("", count(figures.updated))],
            );
            gauge(
                "night_expired",
                "Articles that left the window.",
                &[("", count(figures.expired))],
            );
            gauge("night_rejects", "Records refused.", &[("", count(figures.rejects))]);
            gauge(
                "night_stories",
                "Stories the last night changed.",
                &[
                    ("{change=\"new\"}", count(figures.new)),
                    ("{change=\"grown\"}", count(figures.grown)),
                    ("{change=\"merged\"}", count(figures.merged)),
                ],
            );
        }
        if let Some(cost) = &self.cost {
            let labels: Vec<(String, f64)> = cost
                .seconds
                .iter()
                .map(|(stage, seconds)| {
                    (format!("{{stage=\"{}\"}}", stage.name()), *seconds)
                })
                .collect();
            let stages: Vec<(&str, f64)> = labels
                .iter()
                .map(|(label, seconds)| (label.as_str(), *seconds))
                .collect();
            gauge("stage_seconds", "What each stage of the last night took.", &stages);
            gauge(
                "night_seconds",
                "What the last night took.",
                &[("", cost.total.as_secs_f64())],
            );
        }
        gauge("store_bytes", "Size of the store.", &[("", self.store.sizes().0 as f64)]);
        gauge(
            "store_articles",
            "Articles in the store that count.",
            &[("", count(self.store.state().live().count()))],
        );
        let stories = self.store.state().fates.values();
        gauge(
            "store_stories",
            "Stories in the store.",
            &[("", count(stories.filter(|fate| fate.merged_into == 0).count()))],
        );
        let since = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).ok();
        if let Some(success) = success.and_then(since) {
            gauge(
                "last_success_timestamp_seconds",
                "When a night last succeeded.",
                &[("", success.as_secs() as f64)],
            );
        }
        out
    }
}
