//! Files of nights put together, so that a store has few of them: whatever is looked up
//! costs some reads a file.
//!
//! The parts of a night become one file; eight files of a night become one, and eight of
//! these: so an article is written anew once for every factor of eight, a window of a year
//! stands in 21 files at most, and a file still goes as a whole when all in it is over.

use hashbrown::HashSet;

use super::Store;
use super::state::Place;
use crate::error::Result;

/// As many files of one level are put together.
const FULL: usize = 8;
/// The level of a file that everything was put into: it is left alone from then on.
pub(super) const WHOLE: u32 = u32::MAX;

impl Store {
    /// Puts together the files that tonight's make complete, if there are any: `before` is
    /// the number of the commit before. What no longer counts is left out. Nobody sees it
    /// until the commit is published.
    pub(super) fn gather(&mut self, before: u32) -> Result<()> {
        let old = self.nights.partition_point(|(entry, _)| entry.sequence <= before);
        let levels: Vec<u32> = self.nights.iter().map(|(entry, _)| entry.level).collect();
        let Some((from, level)) = complete(&levels, old) else { return Ok(()) };
        let sequence = self.next_sequence();
        let nights = self.nights.split_off(from);
        let files: HashSet<u32> =
            nights.iter().map(|(entry, _)| entry.sequence).collect();
        let first = nights.iter().map(|(entry, _)| entry.articles[0]).min();
        let end = nights.iter().map(|(entry, _)| entry.articles[1]).max();
        let range = [first.unwrap_or_default(), end.unwrap_or_default()];
        let (mut entry, file) = self.merged(&nights, sequence, range)?;
        entry.level = level;
        for number in range[0]..range[1] {
            if let Some(place) = self.state.place_mut(number).filter(|p| !p.is_live()) {
                *place = Place::default();
            }
        }
        for fate in self.state.fates.values_mut() {
            if files.contains(&fate.document) {
                fate.document = sequence;
            }
        }
        self.manifest.files.retain(|file| !files.contains(&file.sequence));
        self.manifest.files.push(entry.clone());
        self.manifest.sequence = sequence;
        self.nights.push((entry, file));
        Ok(())
    }
}

/// Which files are to become one, by the levels of all and how many of them there were
/// before tonight: those from a place on, and the level of what they make.
fn complete(levels: &[u32], old: usize) -> Option<(usize, u32)> {
    let (mut from, mut level) = (old.min(levels.len()), 0);
    loop {
        let before = levels.get(..from).unwrap_or_default();
        let same = before.iter().rev().take_while(|other| **other == level).count();
        if same + 1 < FULL {
            break;
        }
        from -= same;
        level += 1;
    }
    (levels.len() - from > 1).then_some((from, level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_night_become_one_file_and_eight_nights_another() {
        assert_eq!(complete(&[0], 0), None);
        assert_eq!(complete(&[0, 0, 0], 0), Some((0, 0)));
        assert_eq!(complete(&[0, 0, 0], 2), None);
        assert_eq!(complete(&[0, 0, 0], 1), Some((1, 0)));
        assert_eq!(complete(&[0; 8], 7), Some((0, 1)));
        assert_eq!(complete(&[0; 9], 7), Some((0, 1)));
        assert_eq!(complete(&[1, 0, 0], 2), None);
    }

    #[test]
    fn eight_files_of_eight_nights_become_one() {
        let mut levels = vec![1; 7];
        levels.extend([0; 8]);
        assert_eq!(complete(&levels, 14), Some((0, 2)));
        levels.insert(0, 2);
        assert_eq!(complete(&levels, 15), Some((1, 2)));
        levels[0] = WHOLE;
        assert_eq!(complete(&levels, 15), Some((1, 2)));
    }

    #[test]
    fn a_year_of_nights_stands_in_few_files_and_each_is_rewritten_seldom() {
        let (mut levels, mut written, mut most) = (Vec::new(), 0, 0);
        let mut sizes: Vec<usize> = Vec::new();
        for _ in 0..365 {
            levels.push(0);
            sizes.push(1);
            if let Some((from, level)) = complete(&levels, levels.len() - 1) {
                let size = sizes.drain(from..).sum();
                written += size;
                levels.truncate(from);
                levels.push(level);
                sizes.push(size);
            }
            most = most.max(levels.len());
        }
        assert_eq!(sizes.iter().sum::<usize>(), 365);
        assert!(most <= 21, "{most} files");
        assert!(written <= 2 * 365, "{written} nights written anew");
    }
}
