//! Words of scripts that are written without spaces.

use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use crate::span::Span;

/// Where a stretch of a folded word stands in the original text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// First byte in the folded word.
    pub(super) folded: usize,
    /// First byte in the original text.
    pub(super) start: usize,
    /// One past the last byte in the original text.
    pub(super) end: usize,
}

/// Dictionary segmentation: the same cuts on every processor, which a neural
/// segmenter's floating point would not promise.
static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// Longest stretch given to the segmenter at once, in clusters: a text without any
/// separator stays linear.
const STRETCH: usize = 2_000;

/// Whether `c` belongs to a script written without spaces between words: Chinese,
/// Japanese, Thai, Lao, Khmer, Burmese.
pub(super) fn has_no_spaces(c: char) -> bool {
    matches!(c,
        '\u{0e01}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{323af}')
}

/// Cuts one folded run into words and hands each to `sink` with its original bytes.
pub(super) fn words(folded: &str, pieces: &[Piece], sink: &mut impl FnMut(&str, Span)) {
    for stretch in pieces.chunks(STRETCH) {
        let Some(first) = stretch.first() else { continue };
        let begin = first.folded;
        let after = pieces
            .get(pieces.partition_point(|piece| {
                piece.folded <= stretch.last().map_or(begin, |last| last.folded)
            }))
            .map_or(folded.len(), |piece| piece.folded);
        let Some(run) = folded.get(begin..after) else { continue };
        let (mut from, mut first) = (0, 0);
        for to in SEGMENTER.segment_str(run).skip(1) {
            let rest = stretch.get(first..).unwrap_or_default();
            let within =
                rest.iter().take_while(|piece| piece.folded - begin < to).count();
            // A cut inside one original character (a ligature, say) is not taken.
            let on_bounds = rest
                .get(within)
                .map_or(to == run.len(), |piece| piece.folded - begin == to);
            if !on_bounds {
                continue;
            }
            let ends = (rest.first(), rest.get(within.wrapping_sub(1)));
            if let ((Some(left), Some(right)), Some(word)) = (ends, run.get(from..to))
                && let Some(span) = Span::from_usize(left.start, right.end)
            {
                sink(word, span);
            }
            (from, first) = (to, first + within);
        }
    }
}
