//! What is known of the last night when it is told again.

use super::outputs::{Figures, SUMMARY};
use crate::error::Result;
use crate::store::Store;

/// The figures of the last night, from the summary that the store keeps; none where it
/// keeps none. How many articles are alone is not told there.
///
/// # Errors
/// The store cannot be read.
pub fn told_figures(store: &Store) -> Result<Option<Figures>> {
    let mut summary = Vec::new();
    for chunk in store.output(SUMMARY) {
        summary.extend(chunk?);
    }
    Ok(figures(&String::from_utf8_lossy(&summary)))
}

fn figures(summary: &str) -> Option<Figures> {
    let mut lines = summary.lines().map(|line| {
        let told = line.split_once(": ").map_or("", |(_, told)| told);
        told.split(' ').filter_map(|word| word.parse().ok()).collect::<Vec<usize>>()
    });
    let [read, articles, repeats, rejects] = lines.next()?.try_into().ok()?;
    let [new, grown, merged] = lines.next()?.try_into().ok()?;
    let [duplicates, updated] = lines.next()?.try_into().ok()?;
    let [_, expired] = lines.nth(1)?.try_into().ok()?;
    Some(Figures {
        articles,
        duplicates,
        new,
        grown,
        merged,
        updated,
        expired,
        rejects,
        repeats,
        read,
        alone: 0,
    })
}
