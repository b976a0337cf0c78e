//! Text that is safe to show, and text that fits a width.
//!
//! Articles are hostile input: a headline may carry terminal escapes, or bidirectional
//! controls that make a line read as something else.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands for text that was cut away.
const ELLIPSIS: char = '…';

/// The character to show for `c`; `None` drops it.
fn shown(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
            Some(' ')
        }
        // Marks without an effect beyond their neighbours: nothing is lost unseen.
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2060}'
        | '\u{feff}' => None,
        // Embeddings, overrides and isolates reorder what follows them; annotation and
        // tag characters hide text.
        '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{206f}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some(char::REPLACEMENT_CHARACTER),
        c if c.is_control() => Some(char::REPLACEMENT_CHARACTER),
        c => Some(c),
    }
}

/// `text` on one line, without control characters, terminal escapes and bidirectional
/// controls; white space at the ends is dropped and runs of it are one space.
pub(crate) fn clean(text: &str) -> String {
    clean_chars(text, usize::MAX)
}

/// `text` cleaned and cut to `limit` characters; a cut shows as `…`. For formats that
/// have no columns, so that one headline of a megabyte does not bury the rest.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    let mut out = clean_chars(text, limit.saturating_add(1));
    if let Some((end, _)) = out.char_indices().nth(limit) {
        out.truncate(end);
        out.truncate(out.trim_end().len());
        out.push(ELLIPSIS);
    }
    out
}

/// At most `limit` characters of [`clean`] text; reads no further than it must.
fn clean_chars(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    let mut blank = false;
    for c in text.chars().filter_map(shown) {
        if length >= limit {
            break;
        }
        if c == ' ' {
            blank = !out.is_empty();
            continue;
        }
        if blank {
            out.push(' ');
            length += 1;
            blank = false;
        }
        out.push(c);
        length += 1;
    }
    out
}

/// `text` cleaned and cut to `columns` terminal columns; a cut shows as `…`.
pub(crate) fn fit(text: &str, columns: usize) -> String {
    // Four characters a column leave room for combining marks, and bound the pile of them.
    let limit = columns.saturating_mul(4).saturating_add(4);
    let mut out = clean_chars(text, limit.saturating_add(1));
    let cut = out.chars().count() > limit;
    if !cut && out.width() <= columns {
        return out;
    }
    let room = columns.saturating_sub(1);
    let mut used = 0;
    let end = out
        .char_indices()
        .take(limit)
        .find(|(_, c)| {
            used += c.width().unwrap_or(0);
            used > room
        })
        .or_else(|| out.char_indices().nth(limit))
        .map_or(out.len(), |(place, _)| place);
    out.truncate(end);
    while out.width() > room || out.ends_with([' ', '\u{200d}']) {
        out.pop();
    }
    if columns > 0 {
        out.push(ELLIPSIS);
    }
    out
}

/// [`fit`], then blanks up to `columns`.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    let mut out = fit(text, columns);
    let blanks = columns.saturating_sub(out.width());
    out.extend(std::iter::repeat_n(' ', blanks));
    out
}

/// Terminal columns that `text` takes once cleaned, counted up to `most`.
pub(crate) fn columns(text: &str, most: usize) -> usize {
    fit(text, most).width()
}

/// `text` cleaned and broken into lines of at most `columns`: at blanks, and inside
/// long runs without blanks (Chinese, Japanese, addresses).
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in clean(text).split(' ').filter(|word| !word.is_empty()) {
        let width = word.width();
        let fits = used == 0 || used + 1 + width <= columns;
        if !fits && width <= columns {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if used > 0 {
            line.push(' ');
            used += 1;
        }
        if used + width <= columns {
            line.push_str(word);
            used += width;
            continue;
        }
        for c in word.chars() {
            let width = c.width().unwrap_or(0);
            if used + width > columns {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0;
            }
            line.push(c);
            used += width;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The address when a reader may safely follow it: `http` or `https`, nothing hidden.
pub(crate) fn web_address(url: &str) -> Option<&str> {
    let url = url.trim();
    let scheme = url.split_once("://")?.0;
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let plain = url.chars().all(|c| shown(c) == Some(c) && !c.is_whitespace());
    (web && plain && url.len() <= 4096).then_some(url)
}

/// The language tag when it is one, for `lang` attributes.
pub(crate) fn language_tag(lang: Option<&str>) -> Option<&str> {
    lang.filter(|tag| {
        tag.len() <= 35
            && tag.starts_with(|c: char| c.is_ascii_alphabetic())
            && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_escapes_and_overrides_are_made_visible() {
        assert_eq!(clean("a\u{1b}[31mred\u{7}"), "a�[31mred�");
        assert_eq!(clean("in\u{202e}voice\u{2066}"), "in�voice�");
        assert_eq!(clean("  two\r\n\tlines \u{2028}"), "two lines");
        assert_eq!(clean("سلام\u{200f} دنیا"), "سلام دنیا");
        assert_eq!(clean("\u{9b}2J\u{0}"), "�2J�");
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(fit("金正恩专列抵达俄罗斯", 9), "金正恩专…");
        assert_eq!(pad("金正", 6), "金正  ");
        assert_eq!(fit("short", 5), "short");
        assert_eq!(fit("longer", 5), "long…");
        assert_eq!(fit("anything", 0), "");
        assert_eq!(columns("金正恩", 80), 6);
    }

    #[test]
    fn long_text_is_shortened_with_a_sign() {
        assert_eq!(shorten("Bridge shut", 11), "Bridge shut");
        assert_eq!(shorten("Bridge shut", 7), "Bridge…");
        assert_eq!(shorten(&"x".repeat(1 << 20), 3), "xxx…");
    }

    #[test]
    fn a_pile_of_combining_marks_is_bounded() {
        let pile = format!("a{}b", "\u{301}".repeat(100_000));
        assert!(fit(&pile, 10).chars().count() <= 45);
    }

    #[test]
    fn joined_emoji_never_exceed_the_width() {
        for columns in 0..12 {
            assert!(fit("👩‍👩‍👧‍👦 and 👨‍🚒 at work 🇩🇪🇩🇪", columns).width() <= columns);
        }
    }

    #[test]
    fn lines_break_at_blanks_and_inside_long_runs() {
        assert_eq!(
            wrap("the train has reached Khasan", 12),
            ["the train", "has reached", "Khasan"]
        );
        assert_eq!(wrap("金正恩专列抵达", 6), ["金正恩", "专列抵", "达"]);
        assert!(wrap("", 10).is_empty());
    }

    #[test]
    fn only_plain_web_addresses_are_followed() {
        assert_eq!(web_address(" https://a.example/x "), Some("https://a.example/x"));
        assert_eq!(web_address("HTTP://a.example"), Some("HTTP://a.example"));
        for bad in [
            "javascript:alert(1)",
            "javascript://a%0aalert(1)",
            "data:text/html,x",
            "//a.example",
            "https://a\u{202e}b",
            "https://a b",
        ] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_language_tag_is_a_tag_or_nothing() {
        assert_eq!(language_tag(Some("zh-Hant")), Some("zh-Hant"));
        assert_eq!(language_tag(Some("en\" onload=\"x")), None);
        assert_eq!(language_tag(Some("")), None);
    }
}
