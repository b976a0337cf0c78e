//! Pairs that hang together, to be checked together.

use rayon::prelude::*;

use crate::candidates::Pair;
use crate::verify::components::Components;

/// Texts whose sets are held at once: so many, or one of so many of all where that is more.
pub(super) const HELD: usize = 4096;
const HELD_OF_ALL: usize = 32;

/// Sorts pairs so that those that hang together stand together, and cuts them into shares
/// of a few texts each: says where each share ends.
pub(super) fn together(pairs: &mut [Pair]) -> Vec<usize> {
    let texts = pairs.iter().map(|pair| pair.1).max().map_or(0, |last| last as usize + 1);
    let mut components = Components::new(texts);
    for &(a, b) in &*pairs {
        components.join(a, b);
    }
    let firsts = components.firsts();
    let first = |text: u32| firsts.get(text as usize).copied();
    pairs.par_sort_unstable_by_key(|&(a, b)| (first(a), a, b));
    // The largest components grow with the collection. Where more of one is held, fewer of
    // its texts are read again.
    let most = HELD.max(texts / HELD_OF_ALL);
    let (mut ends, mut held) = (Vec::new(), 0);
    // The share, counted from one, that each text was in last.
    let mut last_of = vec![0; texts];
    for (end, &(a, b)) in (1..).zip(&*pairs) {
        for text in [a, b] {
            let share = ends.len() + 1;
            let last = last_of.get_mut(text as usize);
            held += usize::from(
                last.is_some_and(|last| std::mem::replace(last, share) != share),
            );
        }
        if held >= most || end == pairs.len() {
            ends.push(end);
            held = 0;
        }
    }
    ends
}
