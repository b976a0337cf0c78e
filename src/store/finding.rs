//! Who in one file has these keys?

use rayon::prelude::*;

use super::segment::{Block, Pair, Part, Segment};
use crate::error::Result;

/// What one file has for some of the keys that it was asked for.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Places of those keys, ascending, each with how many of the numbers are its.
    pub(super) counts: Vec<(u32, u32)>,
    /// The numbers, key after key.
    pub(super) numbers: Vec<u64>,
}

impl Found {
    /// Puts together what was found side by side.
    fn joined(parts: Vec<Self>) -> Self {
        let mut out = Self {
            counts: Vec::with_capacity(parts.iter().map(|part| part.counts.len()).sum()),
            numbers: Vec::with_capacity(
                parts.iter().map(|part| part.numbers.len()).sum(),
            ),
        };
        for part in parts {
            out.numbers.extend(part.numbers);
            for (at, more) in part.counts {
                match out.counts.last_mut() {
                    Some((last, count)) if *last == at => {
                        *count = count.saturating_add(more);
                    }
                    _ => out.counts.push((at, more)),
                }
            }
        }
        out
    }

    /// Of the numbers of each key the last ones, as many as `most` says of its place.
    pub(super) fn shorten(&mut self, mut most: impl FnMut(u32) -> u32) {
        let (mut from, mut kept) = (0, 0);
        for (at, count) in &mut self.counts {
            let end = from + *count as usize;
            *count = (*count).min(most(*at));
            let last = end - *count as usize..end;
            self.numbers.copy_within(last.clone(), kept);
            kept += last.len();
            from = end;
        }
        self.numbers.truncate(kept);
    }

    /// The place of each key with its numbers.
    pub(super) fn lists(&self) -> impl Iterator<Item = (u32, &[u64])> {
        let mut rest = self.numbers.as_slice();
        self.counts.iter().map(move |(at, count)| {
            let (list, after) =
                rest.split_at_checked(*count as usize).unwrap_or_default();
            rest = after;
            (*at, list)
        })
    }
}

impl Segment {
    /// The places in `keys` (sorted, distinct) of the keys that the part has, each with
    /// the last of its numbers that `keep` takes, `most` or a few more; in order.
    pub(super) fn find_pairs(
        &self,
        part: Part,
        keys: &[u64],
        most: usize,
        keep: &(dyn Fn(u64) -> bool + Sync),
    ) -> Result<Found> {
        let met = self.met(part, keys);
        let lists: Vec<&[Met<'_>]> = met.chunk_by(Met::goes_on).collect();
        let found: Vec<Found> = lists
            .into_par_iter()
            .map(|list| {
                latest(list, most, |met| {
                    let mut out = Found::default();
                    let wanted = keys.get(met.from..met.to).unwrap_or_default();
                    let pairs = self.pairs_of(part, met.block)?;
                    join(wanted, &pairs, |at, pairs| {
                        let at = u32::try_from(met.from + at).unwrap_or(u32::MAX);
                        let before = out.numbers.len();
                        kept(pairs, most, keep, |number| out.numbers.push(number));
                        let count = out.numbers.len() - before;
                        if count > 0 {
                            out.counts
                                .push((at, u32::try_from(count).unwrap_or(u32::MAX)));
                        }
                    });
                    Ok(out)
                })
            })
            .collect::<Result<_>>()?;
        Ok(Found::joined(found))
    }

    /// The places in `keys` (sorted, distinct) of the keys that the part has, each with
    /// its bytes; in order.
    pub(super) fn find_records(
        &self,
        part: Part,
        keys: &[u64],
    ) -> Result<Vec<(u32, Vec<u8>)>> {
        let found: Vec<Vec<(u32, Vec<u8>)>> = self
            .met(part, keys)
            .into_par_iter()
            .map(|Met { block, from, to, .. }| {
                let mut out = Vec::new();
                let wanted = keys.get(from..to).unwrap_or_default();
                let records = self.records_of(part, block)?;
                join(wanted, &records, |at, records| {
                    let at = u32::try_from(from + at).unwrap_or(u32::MAX);
                    out.extend(records.iter().map(|(_, bytes)| (at, bytes.clone())));
                });
                Ok(out)
            })
            .collect::<Result<_>>()?;
        Ok(found.into_iter().flatten().collect())
    }

    /// The blocks that may hold any of the keys, each with the range of those keys.
    fn met(&self, part: Part, keys: &[u64]) -> Vec<Met<'_>> {
        let blocks = self.blocks(part);
        let mut out = Vec::new();
        let (mut number, mut from) = (0, 0);
        while let Some(block) = blocks.get(number) {
            let rest = keys.get(from..).unwrap_or_default();
            from += rest.partition_point(|key| *key < block.first);
            let rest = keys.get(from..).unwrap_or_default();
            let Some(&key) = rest.first() else { break };
            let after = blocks.get(number + 1..).unwrap_or_default();
            // The next block may go on with this one's last key.
            let last = after.first().map_or(u64::MAX, |next| next.first);
            if last < key {
                number += after.partition_point(|next| next.first < key);
                continue;
            }
            let to = from + rest.partition_point(|key| *key <= last);
            let inner = block.first == last && key == last;
            out.push(Met { block, from, to, inner });
            number += 1;
        }
        out
    }
}

/// A block that may hold some keys.
#[derive(Clone, Copy)]
struct Met<'b> {
    block: &'b Block,
    /// The range of those keys.
    from: usize,
    to: usize,
    /// It lies within the list of one key, and holds nothing else.
    inner: bool,
}

impl Met<'_> {
    /// Whether the next one is of the same list.
    const fn goes_on(&self, next: &Self) -> bool {
        self.inner && next.inner && self.from == next.from
    }
}

/// What the last of the blocks of one list hold, as many as are needed for `most`.
fn latest(
    list: &[Met<'_>],
    most: usize,
    read: impl Fn(&Met<'_>) -> Result<Found>,
) -> Result<Found> {
    let (mut last, mut count) = (Vec::new(), 0);
    for block in list.iter().rev() {
        if count >= most {
            break;
        }
        let found = read(block)?;
        count += found.numbers.len();
        last.push(found);
    }
    last.reverse();
    Ok(Found::joined(last))
}

/// An entry's key.
trait Keyed {
    fn key(&self) -> u64;
}

impl<T> Keyed for (u64, T) {
    fn key(&self) -> u64 {
        self.0
    }
}

/// Calls `sink` with the entries of every key that is wanted; both are sorted.
fn join<T: Keyed>(wanted: &[u64], entries: &[T], mut sink: impl FnMut(usize, &[T])) {
    // Few keys in many entries, as a query has them, are leapt to.
    let leaps = wanted.len() * 16 < entries.len();
    let mut rest = entries;
    for (at, key) in wanted.iter().enumerate() {
        let before = if leaps {
            rest.partition_point(|entry| entry.key() < *key)
        } else {
            rest.iter().take_while(|entry| entry.key() < *key).count()
        };
        rest = rest.get(before..).unwrap_or_default();
        let count = rest.iter().take_while(|entry| entry.key() == *key).count();
        let (here, after) = rest.split_at_checked(count).unwrap_or_default();
        if !here.is_empty() {
            sink(at, here);
        }
        rest = after;
    }
}

/// Of the numbers of one key the last `most` that `keep` takes.
fn kept(
    entries: &[Pair],
    most: usize,
    keep: &(dyn Fn(u64) -> bool + Sync),
    sink: impl FnMut(u64),
) {
    let values = entries.iter().map(|(_, value)| *value);
    if most >= entries.len() {
        values.filter(|value| keep(*value)).for_each(sink);
        return;
    }
    let last: Vec<u64> = values.rev().filter(|value| keep(*value)).take(most).collect();
    last.into_iter().rev().for_each(sink);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_keeps_its_latest() {
        let one = Found { counts: vec![(0, 3)], numbers: vec![1, 2, 3] };
        let two = Found { counts: vec![(0, 1), (2, 2)], numbers: vec![4, 5, 6] };
        let mut found = Found::joined(vec![one, two]);
        let lists = |found: &Found| -> Vec<(u32, Vec<u64>)> {
            found.lists().map(|(at, list)| (at, list.to_vec())).collect()
        };
        assert_eq!(lists(&found), [(0, vec![1, 2, 3, 4]), (2, vec![5, 6])]);
        found.shorten(|at| if at == 0 { 3 } else { 1 });
        assert_eq!(lists(&found), [(0, vec![2, 3, 4]), (2, vec![6])]);
        found.shorten(|_| 0);
        assert_eq!(lists(&found), [(0, vec![]), (2, vec![])]);
    }
}
