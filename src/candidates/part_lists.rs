//! The keys that two articles or more have, part by part, with the articles that have each.

use std::ops::Range;

use rayon::prelude::*;

use super::postings::Posting;
use super::twice::{TOGETHER, Twice};
use crate::sketch::parts::{PARTS, part_of};
use crate::text::words::chain;

/// The keys of articles, in shares that are read side by side.
pub(super) trait Keys: Sync {
    /// How many shares there are.
    fn shares(&self) -> usize;

    /// How many keys all articles have.
    fn count(&self) -> usize;

    /// How often the keys are gone through, each time for some of them only: what is made
    /// of them on the way takes less memory then.
    fn rounds(&self) -> usize;

    /// Calls `sink` with the keys of a share and the article that has each: with all that
    /// lie in these parts, and perhaps with others.
    fn each(&self, share: usize, parts: &Range<usize>, sink: impl FnMut(Posting));
}

/// The lists of one part of the keys, before those that are the same become one.
#[derive(Default)]
pub(super) struct PartLists {
    keys: Vec<u64>,
    /// A hash of each list's articles.
    hashes: Vec<u64>,
    members: Vec<u32>,
    /// Where each list ends in `members`.
    ends: Vec<usize>,
}

impl PartLists {
    fn of(postings: &mut [Posting]) -> Self {
        postings.sort_unstable();
        let mut part = Self::default();
        for postings in postings.chunk_by(|a, b| a.0 == b.0) {
            let start = part.members.len();
            let mut last = None;
            for &(_, article) in postings {
                if last.replace(article) != Some(article) {
                    part.members.push(article);
                }
            }
            let list = part.members.get(start..).unwrap_or_default();
            if list.len() < 2 {
                part.members.truncate(start);
                continue;
            }
            part.hashes
                .push(list.iter().fold(0, |hash, &one| chain(hash, u64::from(one))));
            part.ends.push(part.members.len());
            part.keys.extend(postings.first().map(|posting| posting.0));
        }
        part
    }

    /// Each key with its articles and their hash.
    pub(super) fn lists(&self) -> impl Iterator<Item = (u64, u64, &[u32])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let lists = starts
            .zip(&self.ends)
            .map(|(start, &end)| self.members.get(start..end).unwrap_or_default());
        let keys = self.keys.iter().zip(&self.hashes);
        keys.zip(lists).map(|((&key, &hash), list)| (key, hash, list))
    }
}

/// The lists of some parts of the keys.
pub(super) fn part_lists(keys: &impl Keys, parts: &Range<usize>) -> Vec<PartLists> {
    let each = |share: usize, sink: &mut dyn FnMut(&[Posting])| {
        let mut some = Vec::with_capacity(TOGETHER);
        keys.each(share, parts, |posting| {
            if parts.contains(&part_of(posting.0)) {
                some.push(posting);
                if some.len() == TOGETHER {
                    sink(&some);
                    some.clear();
                }
            }
        });
        sink(&some);
    };
    let in_parts = |key: u64| part_of(key).wrapping_sub(parts.start);
    let shares = (0..keys.shares()).into_par_iter();
    let twice = Twice::new(keys.count() * parts.len() / PARTS);
    shares.clone().for_each(|share| {
        let mut found = Vec::with_capacity(TOGETHER);
        each(share, &mut |some| twice.note(some, &mut found));
    });
    // Counted before they are written, so that they are there once and nowhere else.
    let count = |share: usize| {
        let mut found = Vec::with_capacity(TOGETHER);
        let mut counts = vec![0; parts.len()];
        // A bit for each of those that are looked up together.
        let mut marks: Vec<u128> = Vec::new();
        each(share, &mut |some| {
            let (mut mark, mut bit) = (0, 1);
            twice.may(some, &mut found, |&(key, _), marked| {
                mark |= if marked { bit } else { 0 };
                bit <<= 1;
                if let Some(count) = counts.get_mut(in_parts(key)) {
                    *count += usize::from(marked);
                }
            });
            marks.push(mark);
        });
        (marks, counts)
    };
    let marked: Vec<(Vec<u128>, Vec<usize>)> = shares.clone().map(count).collect();
    drop(twice);
    let sizes = |part: usize| {
        let counts = marked.iter().map(move |(_, counts)| counts.get(part));
        counts.map(|count| count.copied().unwrap_or_default())
    };
    let all = (0..parts.len()).flat_map(sizes).sum();
    let mut postings: Vec<Posting> = vec![(0, 0); all];
    // One part after the other, and in each what every share has of it.
    let mut rest = postings.as_mut_slice();
    let mut slots: Vec<Vec<&mut [Posting]>> = Vec::new();
    slots.resize_with(marked.len(), Vec::new);
    for part in 0..parts.len() {
        for (slots, size) in slots.iter_mut().zip(sizes(part)) {
            slots.extend(rest.split_off_mut(..size));
        }
    }
    shares.zip(slots).zip(&marked).for_each(|((share, mut slots), (marks, _))| {
        let mut marks = marks.iter();
        each(share, &mut |some| {
            let mut mark = marks.next().copied().unwrap_or_default();
            for posting in some {
                let marked = mark & 1 == 1;
                mark >>= 1;
                if marked
                    && let Some(slot) = slots.get_mut(in_parts(posting.0))
                    && let Some(slot) = slot.split_off_first_mut()
                {
                    *slot = *posting;
                }
            }
        });
    });
    let mut rest = postings.as_mut_slice();
    let sorted: Vec<&mut [Posting]> = (0..parts.len())
        .filter_map(|part| rest.split_off_mut(..sizes(part).sum()))
        .collect();
    sorted.into_par_iter().map(PartLists::of).collect()
}
