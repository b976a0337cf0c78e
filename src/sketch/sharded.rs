//! A table in parts: they are filled side by side, and each fits into a cache while it is.

use std::hash::Hash;

use hashbrown::HashMap;
use rayon::prelude::*;

/// How many parts there are.
const SHARDS: u64 = 16;

/// Values by keys that are evenly spread numbers, such as hashes.
///
/// ```
/// use samestory::sketch::sharded::{Dealt, Sharded};
///
/// let mut dealt = Dealt::default();
/// dealt.put(7_u64, 2);
/// dealt.put(7, 3);
/// let mut sums: Sharded<u64, u32> = Sharded::default();
/// sums.add_all(&[dealt], |sum, more| *sum += more);
/// assert_eq!((sums.get(7), sums.get(8)), (Some(5), None));
/// ```
#[derive(Debug)]
pub struct Sharded<K, V>(Vec<HashMap<K, V>>);

/// Keys by the part that they belong to, each with what is to be added to its value.
#[derive(Debug)]
pub struct Dealt<K, A>(Vec<Vec<(K, A)>>);

fn shard(key: impl Into<u64>) -> usize {
    usize::try_from(key.into() % SHARDS).unwrap_or(0)
}

impl<K, V> Default for Sharded<K, V> {
    fn default() -> Self {
        Self((0..SHARDS).map(|_| HashMap::new()).collect())
    }
}

impl<K, A> Default for Dealt<K, A> {
    fn default() -> Self {
        Self((0..SHARDS).map(|_| Vec::new()).collect())
    }
}

impl<K: Copy + Into<u64>, A> Dealt<K, A> {
    /// Puts a key to those of its part.
    #[inline]
    pub fn put(&mut self, key: K, add: A) {
        if let Some(keys) = self.0.get_mut(shard(key)) {
            keys.push((key, add));
        }
    }
}

impl<K: Copy + Into<u64> + Eq + Hash + Send + Sync, V: Copy + Default + Send>
    Sharded<K, V>
{
    /// The value of a key.
    #[inline]
    pub fn get(&self, key: K) -> Option<V> {
        self.0.get(shard(key))?.get(&key).copied()
    }

    /// Adds to the value of a key.
    pub fn add(&mut self, key: K, add: impl FnOnce(&mut V)) {
        if let Some(shard) = self.0.get_mut(shard(key)) {
            add(shard.entry(key).or_default());
        }
    }

    /// Adds all that were dealt, each part by itself.
    pub fn add_all<A: Copy + Send + Sync>(
        &mut self,
        dealt: &[Dealt<K, A>],
        add: impl Fn(&mut V, A) + Sync,
    ) {
        self.0.par_iter_mut().enumerate().for_each(|(shard, values)| {
            for &(key, more) in
                dealt.iter().filter_map(|part| part.0.get(shard)).flatten()
            {
                add(values.entry(key).or_default(), more);
            }
        });
    }

    /// The same keys with what `new` makes of their values.
    pub fn map<W: Send>(self, new: impl Fn(K, V) -> W + Sync) -> Sharded<K, W> {
        let shards = self.0.into_par_iter();
        let shards = shards.map(|shard| {
            shard.into_iter().map(|(key, value)| (key, new(key, value))).collect()
        });
        Sharded(shards.collect())
    }
}
