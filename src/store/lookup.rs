//! Who in the store has these keys?

use hashbrown::HashMap;

use super::Store;
use super::packed::unpack;
use super::segment::Part;
use crate::error::Result;

/// The numbers found for each of a list of keys.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    starts: Vec<usize>,
    members: Vec<u64>,
}

impl Lists {
    /// What was found for a key, by its place among the keys: ascending.
    pub fn of(&self, key: usize) -> &[u64] {
        let (from, to) = (self.starts.get(key), self.starts.get(key + 1));
        let range = from.zip(to).map(|(from, to)| *from..*to).unwrap_or_default();
        self.members.get(range).unwrap_or_default()
    }

    /// How many numbers were found in all.
    pub const fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether nothing was found.
    pub const fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

impl Store {
    /// For each of `keys` (sorted, distinct) the numbers that a part has for it and that
    /// `keep` takes: the greatest `most` of them.
    ///
    /// # Errors
    /// A file is damaged.
    pub fn find(
        &self,
        part: Part,
        keys: &[u64],
        most: usize,
        keep: impl Fn(u64) -> bool + Sync,
    ) -> Result<Lists> {
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        let mut counts = vec![0u32; keys.len()];
        let mut asked: Vec<(u32, u64)> = (0..).zip(keys.iter().copied()).collect();
        let mut pieces = Vec::with_capacity(self.nights.len());
        // The latest first: what has enough is not looked for in older files.
        for (_, file) in self.nights.iter().rev() {
            let keys: Vec<u64> = asked.iter().map(|(_, key)| *key).collect();
            let mut found = file.find_pairs(part, &keys, most as usize, &keep)?;
            for (at, _) in &mut found.counts {
                *at = asked.get(*at as usize).map_or(u32::MAX, |(key, _)| *key);
            }
            found.shorten(|key| most - counts.get(key as usize).copied().unwrap_or(most));
            for (key, more) in &found.counts {
                if let Some(count) = counts.get_mut(*key as usize) {
                    *count += more;
                }
            }
            asked.retain(|(key, _)| counts.get(*key as usize) < Some(&most));
            pieces.push(found);
        }
        // Every list is filled from its end, so that the ends become the starts.
        let mut all = 0;
        let mut ends: Vec<usize> = counts
            .iter()
            .map(|count| {
                all += *count as usize;
                all
            })
            .collect();
        let mut members = vec![0; all];
        for piece in pieces {
            for (key, list) in piece.lists() {
                let Some(end) = ends.get_mut(key as usize) else { continue };
                let start = *end - list.len();
                if let Some(place) = members.get_mut(start..*end) {
                    place.copy_from_slice(list);
                }
                *end = start;
            }
        }
        ends.push(all);
        Ok(Lists { starts: ends, members })
    }

    /// For each of `keys` (sorted, distinct) in how many articles of the store it is, and
    /// the sum of its weights.
    ///
    /// # Errors
    /// A file is damaged.
    pub fn frequencies(&self, keys: &[u64]) -> Result<Vec<(u64, u64)>> {
        let mut sums = vec![(0u64, 0u64); keys.len()];
        // The file of the state has the sums of all nights that are done.
        let state = self.state_file.as_ref().filter(|file| file.has(Part::Counts));
        let done = state.map_or(0, |_| self.published.sequence);
        let nights = self.nights.iter().filter(|(entry, _)| entry.sequence > done);
        for file in nights.map(|(_, file)| file).chain(state) {
            let found = file.find_pairs(Part::Counts, keys, usize::MAX, &|_| true)?;
            for (key, list) in found.lists() {
                let Some(sum) = sums.get_mut(key as usize) else { continue };
                for (count, weight) in list.iter().copied().map(unpack) {
                    *sum = (sum.0.saturating_add(count), sum.1.saturating_add(weight));
                }
            }
        }
        Ok(sums)
    }

    /// The numbers of live articles with these ids.
    ///
    /// # Errors
    /// A file is damaged.
    pub fn numbers<'i>(
        &self,
        ids: impl IntoIterator<Item = &'i str>,
    ) -> Result<HashMap<&'i str, u32>> {
        let mut by_key: Vec<(u64, &str)> =
            ids.into_iter().map(|id| (super::commit::id_key(id), id)).collect();
        by_key.sort_unstable();
        by_key.dedup();
        let mut keys: Vec<u64> = by_key.iter().map(|(key, _)| *key).collect();
        keys.dedup();
        let live = |number: u64| {
            u32::try_from(number).is_ok_and(|number| self.state.place(number).is_live())
        };
        let lists = self.find(Part::Ids, &keys, usize::MAX, live)?;
        let mut found: Vec<u32> = lists
            .members
            .iter()
            .filter_map(|number| u32::try_from(*number).ok())
            .collect();
        found.sort_unstable();
        let articles = self.articles(&found)?;
        let by_id: HashMap<&str, u32> = articles
            .iter()
            .zip(&found)
            .map(|(article, number)| (article.id.as_str(), *number))
            .collect();
        Ok(by_key.into_iter().filter_map(|(_, id)| Some((id, *by_id.get(id)?))).collect())
    }
}
