//! Where runs of letters and digits stand in a text, many at a time.
//!
//! The ends of runs are first written down for a stretch of the text, eight at once and
//! without asking how many there are, and runs are only then looked at: a run so costs no
//! wrongly guessed branch.

use super::blocks::{BLOCK, classes};

/// Blocks whose runs are found together.
const BLOCKS: usize = 4;
/// Places that are written at once.
const AT_ONCE: usize = 8;
/// Set in the place of an end that a word may go on behind.
const JOINT: u64 = 1 << 63;

/// A run of letters and digits, up to a character that ends words everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// Its first byte.
    pub(super) start: usize,
    /// One past its last.
    pub(super) end: usize,
    /// Whether a word may go on behind the sign it ends at.
    pub(super) joint: bool,
}

/// The runs of a text, stretch by stretch.
pub(super) struct Runs<'t> {
    blocks: &'t [[u8; BLOCK]],
    /// What stands behind whole blocks, and zeros, in which no run goes on.
    last: Option<[u8; BLOCK]>,
    /// Where the next block begins.
    base: u64,
    /// Whether the byte before lies in a run, as the lowest bit.
    inside: u64,
    /// Where runs begin and end, in turn: no more than one a byte, one before, and room to
    /// write behind.
    edges: [u64; 1 + BLOCKS * BLOCK + AT_ONCE],
    /// How many there are.
    count: usize,
}

impl<'t> Runs<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        let (blocks, rest) = text.as_chunks();
        let mut last = [0; BLOCK];
        for (slot, byte) in last.iter_mut().zip(rest) {
            *slot = *byte;
        }
        let edges = [0; 1 + BLOCKS * BLOCK + AT_ONCE];
        Self { blocks, last: Some(last), base: 0, inside: 0, edges, count: 0 }
    }

    /// The runs that end in the next stretch; `None` behind the last.
    pub(super) fn next(&mut self) -> Option<impl Iterator<Item = Run>> {
        // A run that has not ended goes on here.
        if let Some(open) = self.count.checked_sub(1)
            && self.count % 2 == 1
        {
            self.edges.swap(0, open);
        }
        self.count %= 2;
        match self.blocks.split_at_checked(BLOCKS).unwrap_or((self.blocks, &[])) {
            ([], _) => {
                let last = self.last.take()?;
                self.take_in(&last);
            }
            (blocks, rest) => {
                for block in blocks {
                    self.take_in(block);
                }
                self.blocks = rest;
            }
        }
        let (edges, _) = self.edges.get(..self.count)?.as_chunks();
        #[expect(clippy::cast_possible_truncation, reason = "places in a slice")]
        Some(edges.iter().map(|[start, end]| Run {
            start: *start as usize,
            end: (end & !JOINT) as usize,
            joint: end & JOINT != 0,
        }))
    }

    /// Writes down where runs begin and end in the next block.
    fn take_in(&mut self, block: &[u8; BLOCK]) {
        let found = classes(block);
        let run = found.plain | found.high;
        let edges = run ^ (run << 1 | self.inside);
        self.inside = run >> (BLOCK - 1);
        let room = self.edges.get_mut(self.count..).unwrap_or_default();
        let mut left = edges;
        for slots in room.as_chunks_mut::<AT_ONCE>().0 {
            for slot in slots {
                *slot = self.base + u64::from(left.trailing_zeros());
                left &= left.wrapping_sub(1);
            }
            if left == 0 {
                break;
            }
        }
        let mut joints = found.joints & edges;
        while joints != 0 {
            let before = edges & (joints & joints.wrapping_neg()).wrapping_sub(1);
            if let Some(end) = room.get_mut(before.count_ones() as usize) {
                *end |= JOINT;
            }
            joints &= joints.wrapping_sub(1);
        }
        self.count += edges.count_ones() as usize;
        self.base += BLOCK as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn runs(text: &[u8]) -> Vec<Run> {
        let (mut stretches, mut found) = (Runs::new(text), Vec::new());
        while let Some(runs) = stretches.next() {
            found.extend(runs);
        }
        found
    }

    /// The plain twin of [`runs`], byte by byte, joints apart.
    fn runs_plain(text: &[u8]) -> Vec<(usize, usize)> {
        let in_run = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
        let ends = |at: usize| !text.get(at).is_some_and(in_run);
        let starts =
            (0..text.len()).filter(|&at| !ends(at) && at.checked_sub(1).is_none_or(ends));
        starts
            .map(|start| (start, (start..=text.len()).find(|&at| ends(at)).unwrap()))
            .collect()
    }

    proptest! {
        #[test]
        fn runs_are_those_found_byte_by_byte(
            parts in prop::collection::vec(("[a-zA-Zä0-9]{0,90}", "[ .,\n-]{0,90}"), 0..12)
        ) {
            let text: String = parts.into_iter().map(|(word, other)| word + &other).collect();
            let places = |run: &Run| (run.start, run.end);
            let found: Vec<_> = runs(text.as_bytes()).iter().map(places).collect();
            prop_assert_eq!(found, runs_plain(text.as_bytes()));
        }
    }

    #[test]
    fn a_run_ends_at_a_joint_wherever_it_ends() {
        for before in 0..600 {
            let joints = |text: &str| {
                let text = format!("{}{text}", " ".repeat(before));
                runs(text.as_bytes()).iter().map(|run| run.joint).collect::<Vec<_>>()
            };
            assert!(joints("1,5 x, y")[0], "{before}");
            assert!(!joints("x y")[0], "{before}");
        }
    }

    #[test]
    fn a_run_goes_on_over_many_stretches() {
        for length in [1, BLOCK, BLOCKS * BLOCK, 7 * BLOCKS * BLOCK + 3] {
            let text = format!(" {} x", "y".repeat(length));
            let run = Run { start: 1, end: length + 1, joint: false };
            assert_eq!(runs(text.as_bytes())[0], run);
        }
    }
}
