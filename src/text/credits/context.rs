//! Where in a line a credit stands: brackets, datelines, labels, whole lines, line ends.

use super::CreditKind;
use super::brackets::{bracket, explains};
use super::reading::{self, Mode, Reading};
use super::table::{Hit, spaceless};
use super::words::{self, Word, is_place};

/// Longest caption, in bytes: a person and an agency after more wrote the text.
pub(super) const CAPTION: usize = 240;

/// Longest credit, in bytes, on either side of an agency's name.
const REACH: usize = 220;

/// A line of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    /// The whole text's bytes of this line, white space at the ends left out.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it is among the first or last lines of the article.
    pub(super) outer: bool,
    /// Whether the line right above stops inside a sentence. Headlines do, too; hard
    /// wrapped text does all the time.
    pub(super) continued: bool,
}

/// Credits found together, and what they cover.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) agencies: Vec<Hit>,
    pub(super) kind: CreditKind,
    pub(super) why: &'static str,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Place {
    pub(super) fn new(
        reading: Reading,
        why: &'static str,
        start: usize,
        end: usize,
    ) -> Self {
        Self { agencies: reading.agencies, kind: reading.kind, why, start, end }
    }

    pub(super) fn dateline(agencies: Vec<Hit>, start: usize, end: usize) -> Self {
        let kind = CreditKind::Text;
        Self { agencies, kind, why: "dateline", start, end }
    }
}

/// The credit that holds `hit`, if it stands in one.
pub(super) fn place(line: Line<'_>, hits: &[Hit], hit: &Hit) -> Option<Place> {
    if explains(line, hits, hit) {
        return None;
    }
    bracket(line, hits, hit)
        .or_else(|| bare_dateline(line, hit))
        .or_else(|| whole_line(line, hits))
        .or_else(|| label(line, hits, hit))
        .or_else(|| tail(line, hits, hit))
}

pub(super) fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

pub(super) fn before(line: Line<'_>, at: usize) -> &str {
    let start = floor(line.text, line.start.max(at.saturating_sub(REACH)));
    line.text.get(start..at).unwrap_or_default()
}

/// The end of the text above the line.
pub(super) fn above(line: Line<'_>) -> &str {
    let start = floor(line.text, line.start.saturating_sub(REACH));
    line.text.get(start..line.start).unwrap_or_default().trim_end()
}

pub(super) fn after(line: Line<'_>, at: usize) -> &str {
    let end = floor(line.text, line.end.min(at.saturating_add(REACH)));
    line.text.get(at..end).unwrap_or_default()
}

/// The closing words of a wire report, with or without brackets: covered, though no
/// agency stands in them.
pub(super) fn closing(line: Line<'_>, hit: &Hit) -> Option<(usize, usize)> {
    let left = before(line, hit.start);
    if let Some(open) = left.rfind('(')
        && !left.get(open..)?.contains(')')
    {
        let start = hit.start - left.len() + open;
        let rest =
            line.text.get(hit.end..line.end.min(floor(line.text, hit.end + 600)))?;
        let close = hit.end + rest.find(')')? + 1;
        return Some((start, close));
    }
    // `Editing by hand is slow.` begins a sentence.
    let reporting = line.text.get(hit.start..)?.starts_with("Reporting");
    let whole = reporting && hit.start == line.start && line.end - line.start <= 600;
    whole.then_some((line.start, line.end))
}

fn bare_dateline(line: Line<'_>, hit: &Hit) -> Option<Place> {
    let left = line.text.get(line.start..hit.start).filter(|left| left.len() <= 100)?;
    let right = after(line, hit.end);
    let place = left.trim();
    let done = |end: usize| Some(Place::dateline(vec![*hit], line.start, end));
    if place.is_empty() {
        // 新华社北京9月12日电, and 中新网...日讯.
        let first = right.chars().next().filter(|c| spaceless(*c))?;
        let near: usize = right.chars().take(24).map(char::len_utf8).sum();
        let cable = ["日电", "日電", "日讯", "日訊"]
            .iter()
            .filter_map(|ending| Some(right.get(..near)?.find(ending)? + ending.len()))
            .min()?;
        return first.is_alphabetic().then(|| done(hit.end + cable)).flatten();
    }
    if !is_place(place, 8) || !line.outer {
        return None;
    }
    let domain = right.strip_prefix('.').map_or(0, |rest| {
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if (2..=3).contains(&letters) { letters + 1 } else { 0 }
    });
    let rest = right.get(domain..)?;
    let dated = place.contains(char::is_numeric);
    let first = place.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let capitals = first.chars().count() > 2 && !first.contains(char::is_lowercase);
    let parted = place.ends_with([',', '.', '-', '–', '—', ':']);
    let lead = rest.trim_start();
    let dash = lead.starts_with(".-")
        || (lead.starts_with(['-', '–', '—', '|']) && lead.len() < rest.len());
    let point = rest.starts_with(". ") && dated && !domain.gt(&0);
    let bar = lead.starts_with('|') && capitals && !hit.form.ambiguous;
    if bar || (parted && (dated || capitals) && (dash || point)) {
        let text = lead.trim_start_matches(['.', '-', '–', '—', '|', ' ']);
        return done(hit.end + domain + rest.len() - text.len());
    }
    None
}

fn whole_line(line: Line<'_>, hits: &[Hit]) -> Option<Place> {
    if line.end - line.start > REACH {
        return None;
    }
    let reading = reading::read(line.text, line.start, line.end, hits, Mode::Line)?;
    // `… he told` / `Reuters.`; a line that ends in a colon leads on.
    let ends = |sign| line.text.get(..line.end).is_some_and(|text| text.ends_with(sign));
    let explains = |hit: &Hit| {
        hit.form.abbreviates(line.text.get(line.start..hit.start).unwrap_or_default())
    };
    if (line.continued && ends('.')) || ends(':') || reading.agencies.iter().any(explains)
    {
        return None;
    }
    if !line.outer
        && !reading.said
        && reading.agencies.iter().any(|hit| hit.form.ambiguous)
    {
        return None;
    }
    let why = match reading.kind {
        CreditKind::Picture => "picture credit",
        CreditKind::Text if reading.by => "byline",
        CreditKind::Text => "credit line",
    };
    Some(Place::new(reading, why, line.start, line.end))
}

/// A credit that begins with a label or a copyright sign, wherever in the line.
fn label(line: Line<'_>, hits: &[Hit], hit: &Hit) -> Option<Place> {
    let left = before(line, hit.start);
    let offset = hit.start - left.len();
    // The labels are tried from the nearest outwards.
    let signs = left
        .char_indices()
        .rev()
        .filter(|(_, c)| matches!(c, ':' | '：' | '©' | 'C' | 'c'));
    for (at, c) in signs.take(24) {
        let start = match c {
            '©' => at,
            ':' | '：' => match label_word(left, at) {
                Some(start) => start,
                None => continue,
            },
            _ => {
                let word = left.get(at..)?;
                let begins =
                    word.get(..9).is_some_and(|w| w.eq_ignore_ascii_case("copyright"))
                        || (word.get(..2).is_some_and(|w| w.eq_ignore_ascii_case("c)"))
                            && left.get(..at)?.ends_with('('));
                if !begins || left.get(..at)?.ends_with(char::is_alphanumeric) {
                    continue;
                }
                at
            }
        };
        let end = floor(line.text, line.end.min(hit.end + REACH));
        let Some(reading) =
            reading::read(line.text, offset + start, end, hits, Mode::Label)
        else {
            continue;
        };
        if !reading.agencies.iter().any(|found| found.start == hit.start) {
            continue;
        }
        return Some(labelled(line, hits, reading, offset + start));
    }
    None
}

fn labelled(line: Line<'_>, hits: &[Hit], mut reading: Reading, start: usize) -> Place {
    let lead = before(line, start);
    let credit = line.text.get(start..reading.end).unwrap_or_default();
    let copyright = !reading.labelled_picture && !credit.contains([':', '：']);
    let from = hits.partition_point(|hit| hit.start < start);
    let mut inside = hits.iter().skip(from).take_while(|hit| hit.start <= reading.end);
    let keyed = inside.any(|hit| super::key_at(line.text, hit).is_some());
    if keyed {
        reading.kind = CreditKind::Text;
    } else if copyright
        && ends_sentence(lead)
        && !lead.trim().is_empty()
        && !credit.contains(char::is_numeric)
    {
        // After a caption.
        reading.kind = CreditKind::Picture;
    }
    let whole = start - line.start == lead.len() && !lead.contains(char::is_alphanumeric);
    let end = if whole && copyright && line.end - line.start <= 2 * REACH {
        line.end // with "All rights reserved" and the like
    } else {
        reading.end
    };
    let why = match reading.kind {
        CreditKind::Picture => "picture credit",
        CreditKind::Text if copyright => "copyright line",
        CreditKind::Text => "credit line",
    };
    Place::new(reading, why, start, end)
}

/// Where the label that ends at the colon `at` begins: one word, or two.
fn label_word(left: &str, at: usize) -> Option<usize> {
    let words = left.get(..at)?.trim_end();
    let start = words.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| {
        at + words.get(at..).and_then(|w| w.chars().next()).map_or(1, char::len_utf8)
    });
    matches!(words::class(words.get(start..)?), Word::Source | Word::Picture)
        .then_some(start)
}

/// A credit after the last sentence of a line.
fn tail(line: Line<'_>, hits: &[Hit], hit: &Hit) -> Option<Place> {
    if line.end - hit.end > REACH {
        return None;
    }
    let left = before(line, hit.start);
    let offset = hit.start - left.len();
    let ends = left
        .char_indices()
        .rev()
        .filter(|(_, c)| matches!(c, '.' | '!' | '?' | '…' | '。' | '-'));
    for (at, c) in ends.take(6) {
        let rest = left.get(at + c.len_utf8()..)?;
        let closed = rest.trim_start_matches(['"', '“', '”', '’', '»', '«', '\'']);
        let body = closed.trim_start();
        let parted =
            body.len() < closed.len() || body.starts_with('/') || body.starts_with('(');
        if !parted || (c == '-' && !left.get(..at)?.ends_with('-')) {
            continue;
        }
        let start = offset + left.len() - body.len();
        let Some(mut reading) =
            reading::read(line.text, start, line.end, hits, Mode::Tail)
        else {
            continue;
        };
        if reading.person_first && start - line.start > CAPTION {
            reading.kind = CreditKind::Text;
        }
        if !reading.agencies.iter().any(|found| found.start == hit.start)
            || (!reading.said && !sentence_end(left.get(..at)?, hit))
        {
            continue;
        }
        let why = match reading.kind {
            CreditKind::Picture => "picture credit",
            CreditKind::Text if reading.by => "byline",
            CreditKind::Text => "end of the line",
        };
        return Some(Place::new(reading, why, start, line.end));
    }
    None
}

/// Whether a point after `left` ends a sentence, not an abbreviation: `Dr. Reuters`.
fn sentence_end(left: &str, hit: &Hit) -> bool {
    let word = left.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let short = word.chars().count() <= 4;
    let title = word.chars().next().is_some_and(char::is_uppercase);
    !(hit.form.like_a_name() || short && title && !hit.form.one_case())
}

/// Whether the text ends a sentence.
pub(super) fn ends_sentence(left: &str) -> bool {
    let bare = left
        .trim_end()
        .trim_end_matches(['"', '\'', '“', '”', '’', '»', '«', '‹', '›', ')', ']']);
    bare.ends_with(['.', '!', '?', '…', '。', '！', '？', '：'])
        || (bare.len() < left.trim_end().len()
            && !left.trim_end().ends_with([')', ']', '\'', '’']))
}
