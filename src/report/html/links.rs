//! Names of pages and places in them, and which article stands where.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use xxhash_rust::xxh3::xxh3_64;

use crate::report::contract::StoryArticle;
use crate::report::document::Selection;

/// Longest part of an id that a name keeps, in characters.
const LONGEST: usize = 40;

/// The name of a story's page and of its place in a page: `story-s026`. It depends on the
/// id alone, so that a link to it lasts; an id that is no plain name gets a hash.
pub(super) fn name(id: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !id.is_empty() && id.len() <= LONGEST && id.chars().all(plain) {
        return format!("story-{id}");
    }
    let kept = id.chars().take(LONGEST).map(|c| c.to_ascii_lowercase());
    let mut out = "story-".to_owned();
    for c in kept {
        match c {
            c if plain(c) => out.push(c),
            _ if !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    let dash = if out.ends_with('-') { "" } else { "-" };
    format!("{out}{dash}{:016x}", xxh3_64(id.as_bytes()))
}

/// A file name as it may stand in an address.
pub(super) fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            byte => {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// Before the name of another story in an address that is not settled yet. No text of an
/// article holds it: its quotes are escaped.
const OPEN: &str = "href=\"@";

/// A part of a page with the addresses of other stories settled: places in the same page,
/// or pages beside it.
pub(super) fn settled(section: &str, paged: bool) -> String {
    let mut parts = section.split(OPEN);
    let mut out = String::with_capacity(section.len());
    out += parts.next().unwrap_or_default();
    for part in parts {
        let (name, rest) = part.split_once('"').unwrap_or((part, ""));
        out += "href=\"";
        out += if paged { "" } else { "#" };
        out += name;
        out += if paged { ".html\"" } else { "\"" };
        out += rest;
    }
    out
}

/// The articles of all stories that are shown, by id.
pub(super) struct Known<'a> {
    articles: BTreeMap<&'a str, (&'a str, &'a StoryArticle)>,
}

impl<'a> Known<'a> {
    pub(super) fn of(selection: &Selection<'a>) -> Self {
        let articles = selection.stories.iter().flat_map(|story| {
            let of = story.id.as_str();
            story.articles.iter().map(move |one| (one.id.as_str(), (of, one)))
        });
        Self { articles: articles.collect() }
    }

    /// The story that an article stands in, and the article.
    pub(super) fn find(&self, id: &str) -> Option<(&'a str, &'a StoryArticle)> {
        self.articles.get(id).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_id_or_a_hash_of_it() {
        assert_eq!(name("s026"), "story-s026");
        let upper = name("S026");
        assert!(upper.starts_with("story-s026-") && upper.len() == 27, "{upper}");
        assert_ne!(name("../../etc"), name("../../etc/"));
        for id in ["", "../../x", "a b", "日本", "con", "\0", "\"><script>"] {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
            assert!(name(id).chars().all(plain), "{}", name(id));
        }
        assert!(name(&"x".repeat(1 << 20)).len() < 80);
    }

    #[test]
    fn addresses_of_other_stories_are_settled_last() {
        let section = "<a href=\"@story-a\">x</a> href=&quot;@ <a href=\"#top\">y</a>";
        assert!(settled(section, true).starts_with("<a href=\"story-a.html\">x"));
        assert!(settled(section, false).starts_with("<a href=\"#story-a\">x"));
        assert!(settled(section, true).ends_with("href=&quot;@ <a href=\"#top\">y</a>"));
    }

    #[test]
    fn a_file_name_is_escaped_for_an_address() {
        assert_eq!(escaped("a b#c?.html"), "a%20b%23c%3F.html");
        assert_eq!(escaped("Übersicht.html"), "%C3%9Cbersicht.html");
    }
}
