//! How much stands in both of two sorted lists.

/// Parts of two lists that are walked side by side; of more, not all stay in registers.
const LANES: usize = 2;

/// Two lists as they are walked, and what was found in both.
#[derive(Clone, Copy, Default)]
struct Walk<'l> {
    a: &'l [u64],
    b: &'l [u64],
    i: usize,
    j: usize,
    common: u32,
}

impl Walk<'_> {
    /// Goes on by one value; answers whether there was one on either side.
    #[inline]
    fn step(&mut self) -> bool {
        let (Some(x), Some(y)) = (self.a.get(self.i), self.b.get(self.j)) else {
            return false;
        };
        // No branch: which list goes on cannot be foretold.
        self.common += u32::from(x == y);
        self.i += usize::from(x <= y);
        self.j += usize::from(y <= x);
        true
    }
}

/// How many values two sorted lists have in common, each list having a value once.
///
/// Every step of such a walk waits for the one before. Lists are cut at the same values,
/// and their parts walked side by side: as many steps are under way at once.
pub(crate) fn in_both(a: &[u64], b: &[u64]) -> u32 {
    let mut lanes = [Walk::default(); LANES];
    let (mut rest_of_a, mut rest_of_b) = (a, b);
    for (lane, left) in lanes.iter_mut().zip((1..=LANES).rev()) {
        let (end_of_a, end_of_b) = match rest_of_a.get(rest_of_a.len() / left) {
            Some(cut) => (rest_of_a.len() / left, rest_of_b.partition_point(|y| y < cut)),
            None => (rest_of_a.len(), rest_of_b.len()),
        };
        lane.a = rest_of_a.split_off(..end_of_a).unwrap_or_default();
        lane.b = rest_of_b.split_off(..end_of_b).unwrap_or_default();
    }
    while lanes.iter_mut().fold(true, |all, lane| all & lane.step()) {}
    for lane in &mut lanes {
        while lane.step() {}
    }
    lanes.iter().map(|lane| lane.common).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_side_by_side_find_what_sets_do(
            a in prop::collection::btree_set(0u64..300, 0..200),
            b in prop::collection::btree_set(0u64..300, 0..200),
        ) {
            let listed = [&a, &b].map(|set| set.iter().copied().collect::<Vec<u64>>());
            prop_assert_eq!(in_both(&listed[0], &listed[1]) as usize, a.intersection(&b).count());
        }
    }
}
