//! Credits in brackets, and the datelines that hold them.

use super::CreditKind;
use super::context::{CAPTION, Line, Place, above, after, before, ends_sentence, floor};
use super::reading::{self, Mode, Reading};
use super::table::{Hit, spaceless};
use super::words::{self, Word, is_place};

/// Bytes below a credit from which it does not end its article.
const BELOW: usize = 400;

/// The bytes of the innermost brackets around `hit`, brackets included.
fn brackets(line: Line<'_>, hit: &Hit) -> Option<(usize, usize)> {
    const OPEN: [char; 4] = ['(', '（', '[', '【'];
    const CLOSE: [char; 4] = [')', '）', ']', '】'];
    let left = before(line, hit.start);
    let at = left.rfind(|c| OPEN.contains(&c) || CLOSE.contains(&c))?;
    let open = left.get(at..)?.chars().next().filter(|c| OPEN.contains(c))?;
    let close = *OPEN.iter().zip(&CLOSE).find(|(c, _)| **c == open)?.1;
    let right = after(line, hit.end);
    let end = right.find(|c| OPEN.contains(&c) || CLOSE.contains(&c))?;
    right.get(end..)?.starts_with(close).then_some(())?;
    Some((hit.start - left.len() + at, hit.end + end + close.len_utf8()))
}

/// `/TASS/`: slashes in the place of brackets.
fn slashes(line: Line<'_>, hit: &Hit) -> Option<(usize, usize)> {
    let left = before(line, hit.start).strip_suffix('/')?;
    let alone = left.is_empty() || left.ends_with(char::is_whitespace);
    let right = after(line, hit.end).strip_prefix('/')?;
    let ends = !right.starts_with(char::is_alphanumeric);
    (alone && ends).then_some((hit.start - 1, hit.end + 1))
}

/// The credit in the brackets around `hit`.
pub(super) fn bracket(line: Line<'_>, hits: &[Hit], hit: &Hit) -> Option<Place> {
    let (start, end) = brackets(line, hit).or_else(|| slashes(line, hit))?;
    if let Some(place) = spaceless_bracket(line, hit, start, end) {
        return Some(place);
    }
    let inner = |at: usize| line.text.get(at..).and_then(|rest| rest.chars().next());
    let inside = start + inner(start)?.len_utf8();
    let inside_end = floor(line.text, end - 1);
    let mut reading = reading::read(line.text, inside, inside_end, hits, Mode::Bracket)?;
    if reading.person_first && (reading.others || start - line.start > CAPTION) {
        reading.kind = CreditKind::Text;
    }
    // `©Max Muster (AFP)`
    let near = before(line, start);
    let sign = near.rfind('©').and_then(|at| near.get(at..));
    if sign.is_some_and(|name| name.len() < 80 && !name.contains(['.', '!', '?'])) {
        reading.kind = CreditKind::Picture;
    }
    let left = line.text.get(line.start..start)?;
    let right = line.text.get(end..line.end)?;
    let trusted = reading.said || reading.agencies.iter().any(|hit| !hit.form.ambiguous);

    if let Some(stop) = dateline_end(left, right, &reading, hit, line.outer) {
        return Some(Place::dateline(reading.agencies, line.start, end + stop));
    }
    let glued = right.starts_with(char::is_uppercase);
    let ends = glued || !right.contains(char::is_alphanumeric);
    let left = before(line, start).trim_end();
    let whole = left.is_empty() && ends;
    if reading.labelled_picture {
        return Some(Place::new(reading, "picture credit", start, end));
    }
    let lead = right.trim_start();
    let goes_on = lead.starts_with(char::is_lowercase)
        || right.starts_with(['-', '\u{2010}', '\'', '’'])
        || lead.starts_with([',', ';', ':']);
    if whole || (ends_sentence(left) && !goes_on) {
        let why = match (reading.kind, ends) {
            (CreditKind::Picture, _) => "picture credit",
            (_, true) => "bracket at the end",
            (_, false) => "bracket after a sentence",
        };
        return Some(Place::new(reading, why, start, end));
    }
    if !trusted || expanded(line, left, hits, hit, start) {
        return None;
    }
    if ends {
        // Words without a full stop in the middle of an article are a caption.
        let below = line.text.get(end..).unwrap_or_default().trim().len();
        if below > BELOW && line.end - line.start <= CAPTION && !reading.said {
            reading.kind = CreditKind::Picture;
            return Some(Place::new(reading, "picture credit", start, end));
        }
        return Some(Place::new(reading, "bracket at the end", start, end));
    }
    // A dateline after a headline on the same line.
    let dash =
        lead.starts_with(['-', '–', '—']) && right.starts_with(char::is_whitespace);
    let place = left.rsplit(char::is_whitespace).next()?.starts_with(char::is_uppercase);
    (dash && place && line.outer && start - line.start < 600).then(|| {
        let stop = end + right.len() - lead.len();
        Place::new(reading, "dateline", start, stop)
    })
}

/// How many bytes of `right` still belong to a dateline: its dash. `None` when the
/// bracket between `left` and `right` is none.
fn dateline_end(
    left: &str,
    right: &str,
    reading: &Reading,
    hit: &Hit,
    outer: bool,
) -> Option<usize> {
    let doubtful = reading.agencies.iter().any(|hit| hit.form.ambiguous);
    let left = left.trim();
    if reading.kind == CreditKind::Picture
        || (doubtful && !outer)
        || left.len() > 100
        || (!left.is_empty() && !is_place(left, if doubtful { 9 } else { 12 }))
        || hit.form.abbreviates(left)
        || left.ends_with(['-', '–', '—']) && !left.contains(char::is_numeric) && doubtful
        // Without capitals a sentence looks like a place, so that only few words may.
        || (!left.contains(char::is_uppercase)
            && !left.contains(char::is_numeric)
            && left.split_whitespace().count() > 3)
    {
        return None;
    }
    let lead = right.trim_start();
    let spaced = lead.len() < right.len();
    let sign = lead.trim_start_matches(['-', '–', '—', '.', ':', '=', '·', '|', '―']);
    let signs = lead.get(..lead.len() - sign.len()).unwrap_or_default();
    let rest = sign.trim_start();
    // `(AP)-Route` is a compound.
    if signs == "-" && !spaced && rest.len() == sign.len() {
        return None;
    }
    let begins = rest.chars().find(|c| c.is_alphanumeric());
    let alone = begins.is_none();
    let capital = begins.is_some_and(|c| !c.is_lowercase());
    let fits = if alone {
        // `Mit Recht. (Quelle: dts)` ends an article; `MOSKAU, 4. Mai. (TASS)` begins one.
        let sentence = ends_sentence(left)
            && left.contains(char::is_lowercase)
            && !left.contains(char::is_numeric);
        !sentence && (!left.is_empty() || !signs.is_empty())
    } else if signs.is_empty() {
        spaced
            && capital
            && (!left.is_empty() || !doubtful)
            && left.split(' ').count() <= 6
    } else {
        capital || signs.starts_with('-') || signs.starts_with(['–', '—'])
    };
    // A place alone in front of a bracket, with nothing after, is a line's end as well;
    // a sentence before it is none, which `is_place` has seen to.
    fits.then(|| right.len() - rest.len())
}

/// `【ソウル共同】`, `[ロンドン　１２日　ロイター]`, `(서울=연합뉴스)`, `（中央社記者王小明台北4日電）` at the
/// beginning of a line.
fn spaceless_bracket(
    line: Line<'_>,
    hit: &Hit,
    start: usize,
    end: usize,
) -> Option<Place> {
    if start != line.start {
        return None;
    }
    let bracket = line.text.get(start..)?.chars().next()?;
    let left = line.text.get(start + bracket.len_utf8()..hit.start)?.trim();
    let right = line.text.get(hit.end..end)?;
    let inner = right.trim_end_matches([')', '）', ']', '】']).trim();
    let script = |text: &str| {
        text.chars().all(|c| spaceless(c) || " 　＝=・ー、".contains(c) || c.is_numeric())
    };
    let place_first = !left.is_empty()
        && inner.is_empty()
        && script(left)
        && left.chars().count() <= 24
        && (bracket == '【' || bracket == '[' || left.ends_with(['=', '＝']));
    let cable =
        left.is_empty() && inner.ends_with(['電', '电']) && inner.chars().count() <= 30;
    if !(place_first || cable) {
        return None;
    }
    let rest = line.text.get(end..line.end)?;
    let lead = rest.trim_start_matches([' ', '　', '-', '–', '—']);
    Some(Place::dateline(vec![*hit], line.start, end + rest.len() - lead.len()))
}

/// Whether the line begins with a bracket that explains the words at the end of the line
/// above.
pub(super) fn explains(line: Line<'_>, hits: &[Hit], hit: &Hit) -> bool {
    line.continued
        && brackets(line, hit).is_some_and(|(start, _)| {
            start == line.start && expanded(line, above(line), hits, hit, start)
        })
}

/// Whether the words before a bracket are those it abbreviates, or name what is in it:
/// `der Deutschen Presse-Agentur (dpa)`.
fn expanded(line: Line<'_>, left: &str, hits: &[Hit], hit: &Hit, start: usize) -> bool {
    let before = hits.partition_point(|other| other.start < hit.start);
    let named = before.checked_sub(1).and_then(|at| hits.get(at)).is_some_and(|other| {
        let gap = line.text.get(other.end..start);
        gap.is_some_and(|gap| gap.len() <= 2 && gap.trim().is_empty())
    });
    let last = left.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let tail: Vec<&str> = left.rsplit(char::is_whitespace).take(6).collect();
    let tail: Vec<&str> = tail.into_iter().rev().collect();
    let last_small = last.to_lowercase();
    named
        || words::class(last) == Word::Material
        || last_small.ends_with("agentur")
        || last_small.ends_with("dienst")
        || hit.form.abbreviates(&tail.join(" "))
}
