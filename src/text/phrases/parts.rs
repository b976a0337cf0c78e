//! Parts of a line that speak of the page, where the line is article otherwise.

use memchr::memchr_iter;

use super::{Known, Match, Row, Stretch, TABLE, TABLE_WORDS};
use crate::span::Span;
use crate::text::lines::Line;
use crate::text::table::Sifted;

/// Words that a counting pixel leaves.
const PIXEL: &str = "pixel";
/// Bytes at the end of a long line in which its last sentences are looked for.
const ENDING: usize = 320;
/// Most sentences at the end of a long line that are looked at.
const SENTENCES: usize = 2;
/// Most bytes in square brackets that are looked at.
const BRACKET: usize = 800;

/// Parts of a line that is article otherwise: pixel words glued to its end, pointers in
/// square brackets, and a last sentence that speaks of the page; `words` are those of the
/// line.
pub(in crate::text) fn parts(text: &str, words: Sifted<'_>, line: &Line) -> Vec<Known> {
    let Some(written) = line.span.slice(text) else { return Vec::new() };
    let (start, end) = (line.span.start as usize, line.span.end as usize);
    let mut out: Vec<Known> = Vec::new();
    let mut note = |from: usize, to: usize, row: &'static Row| {
        if let Some(span) = Span::from_usize(from, to) {
            out.push(Known { span, kind: row.kind, phrase: row.phrase });
        }
    };
    let mut bracketed = false;
    for open in memchr_iter(b'[', written.as_bytes()) {
        let limit = written.floor_char_boundary(open + BRACKET);
        let Some(inside) = written.get(open + 1..limit) else { continue };
        let Some(close) = inside.find(['[', ']']) else { continue };
        let inner = inside.get(..close).unwrap_or_default();
        let closed = inside.get(close..).is_some_and(|rest| rest.starts_with(']'));
        let (from, to) = (start + open, start + open + close + 2);
        let stretch = Stretch {
            text,
            start: from + 1,
            end: to - 1,
            words: words.within(from, to),
            length: 0,
            cut: true,
        };
        if closed
            && inner.contains(char::is_whitespace)
            && let Some(row) = stretch.row(|place| place == Match::Bracket)
        {
            note(from, to, row);
            bracketed = to == end;
        }
    }
    if let Some((at, row)) = glued_pixel(text, words, start, end) {
        note(at, end, row);
    } else if line.words as usize > TABLE_WORDS
        && !bracketed
        && let Some((at, row)) = last_sentence(text, words, start, end)
    {
        note(at, end, row);
    }
    out
}

/// Pixel words at the end of a line, glued to the last sentence by the page's
/// extraction: `… am Abend. (mkr/AFP)Zähl Pixel`.
fn glued_pixel(
    text: &str,
    words: Sifted<'_>,
    start: usize,
    end: usize,
) -> Option<(usize, &'static Row)> {
    /// Most words of a pixel row.
    const WORDS: usize = 8;
    let written = text.get(start..end)?;
    if written.ends_with(['.', ',', '!', '?']) {
        return None;
    }
    let last = words.last(WORDS);
    let words = last.words;
    TABLE.phrases.find_among(last).find_map(|found| {
        let row = TABLE.rows.get(found.row)?;
        let at = words.get(found.words.start)?.span.start as usize;
        let before = text.get(start..at)?;
        let parted = !before.ends_with(char::is_whitespace)
            || before.trim_end().ends_with(['.', '!', '?', ')', '"', '“', '”', '»']);
        (row.kind == PIXEL && found.words.end == words.len() && parted)
            .then_some((at, row))
    })
}

/// The last sentences of a long line, when they speak of the page.
fn last_sentence(
    text: &str,
    words: Sifted<'_>,
    start: usize,
    end: usize,
) -> Option<(usize, &'static Row)> {
    const CLOSERS: [char; 8] = ['"', '“', '”', '»', '«', '\'', ')', ']'];
    let from = text.floor_char_boundary(end.saturating_sub(ENDING)).max(start);
    let ending = text.get(from..end)?;
    // Most lines hold nothing of the table, and need not be cut into sentences.
    TABLE.phrases.find_among(words.within(from, end)).next()?;
    let mut starts: Vec<usize> = ending
        .match_indices(['.', '!', '?', '…', ')', ']'])
        .filter_map(|(at, sign)| {
            let rest = ending.get(at + sign.len()..)?.trim_start_matches(CLOSERS);
            let sentence = rest.trim_start();
            // Extraction may glue it on: `… ist sicher.Hinweis der Redaktion: …`.
            let first = sentence.chars().next()?;
            let parted = sentence.len() < rest.len() && !first.is_lowercase();
            (parted || first.is_uppercase()).then(|| end - sentence.len())
        })
        .collect();
    starts.dedup();
    let mut found = None;
    let mut stop = end;
    for at in starts.into_iter().rev().take(SENTENCES) {
        let words = words.within(at, stop);
        let length = text.get(at..stop)?.split_whitespace().count();
        let stretch = Stretch { text, start: at, end: stop, words, length, cut: true };
        let Some(row) = stretch
            .row(|place| matches!(place, Match::Prefix | Match::Label | Match::Contains))
        else {
            break;
        };
        found = Some((at, row));
        stop = at;
    }
    found
}
