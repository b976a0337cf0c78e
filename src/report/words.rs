//! Plain words and numbers that every renderer shares.
//!
//! The words are chosen with care: texts are *shared*, agencies are *credited*, a
//! passage has a *likely source*. Who wrote something first cannot be known from a
//! collection.

use super::agencies::agency_name;
use super::contract::{LinkKind, Role, StoryLink};
use super::printable::shorten;

/// Stands under everything that says where a passage came from.
pub(crate) const CAUTION: &str = "Inferred from the texts and times in this collection. \
     Earlier here does not mean first anywhere.";

/// Longest headline, in characters, outside of the terminal.
const HEADLINE: usize = 300;

/// Longest name of an outlet, an agency or an article, in characters.
pub(crate) const NAME: usize = 100;

/// A headline, or words that say that there is none.
pub(crate) fn headline(title: &str) -> String {
    let title = shorten(title, HEADLINE);
    if title.is_empty() { "(no headline)".to_owned() } else { title }
}

/// How strong a link is: the larger of Jaccard and containment for text reuse, the event
/// score for the same happening.
pub(crate) fn strength(link: &StoryLink) -> f64 {
    let reuse = link.jaccard.max(link.containment_ab).max(link.containment_ba);
    share(if link.kind == LinkKind::Event { link.event.unwrap_or(reuse) } else { reuse })
}

/// A number that must lie between 0 and 1.
pub(crate) fn share(value: f64) -> f64 {
    if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 }
}

/// `61 %`; never 100 % for less than all, never 0 % for more than nothing.
pub(crate) fn percent(value: f64) -> String {
    let value = share(value);
    let whole = (value * 100.0).round();
    let whole = if value < 1.0 { whole.min(99.0) } else { whole };
    let whole = if value > 0.0 { whole.max(1.0) } else { whole };
    format!("{whole} %")
}

/// `3 articles`, `1 article`, `2 more agencies`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = match (number, noun.strip_suffix('y')) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{noun}s"),
    };
    format!("{} {plural}", grouped(number))
}

/// `1,204`.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What an article is to its story, in a word or two.
pub(crate) const fn role_words(role: Role) -> &'static str {
    match role {
        Role::Representative => "representative",
        Role::Copy => "copy",
        Role::Partial => "partial",
        Role::Own => "own words",
    }
}

/// The role in at most four letters.
pub(crate) const fn role_short(role: Role) -> &'static str {
    match role {
        Role::Representative => "repr",
        Role::Copy => "copy",
        Role::Partial => "part",
        Role::Own => "own",
    }
}

/// What ties two articles, in a few words.
pub(crate) const fn kind_words(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Exact => "same text",
        LinkKind::Near => "nearly the same text",
        LinkKind::Contains => "one holds the other",
        LinkKind::Partial => "share a part",
        LinkKind::Event => "same happening",
    }
}

/// `a`, `a, b and 3 more`: agencies of one article by name.
pub(crate) fn credit_names(keys: &[String]) -> String {
    keys.iter().map(|key| agency(key)).collect::<Vec<_>>().join(", ")
}

/// The agency with this key, by the name that readers know.
pub(crate) fn agency(key: &str) -> String {
    shorten(&agency_name(key), NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_honestly() {
        assert_eq!(percent(0.999), "99 %");
        assert_eq!(percent(0.001), "1 %");
        assert_eq!(percent(1.0), "100 %");
        assert_eq!(percent(f64::NAN), "0 %");
        assert_eq!(count(1_234_567, "story"), "1,234,567 stories");
        assert_eq!(count(1, "story"), "1 story");
    }
}
