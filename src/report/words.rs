//! Names, figures and roles that every renderer shares.

use super::agencies::agency_name;
use super::contract::{LinkKind, Role, StoryLink};
use super::language::{Language, Say};
use super::printable::shorten;

/// Longest headline, in characters, outside of the terminal.
const HEADLINE: usize = 300;

/// Longest name of an outlet, an agency or an article, in characters.
pub(crate) const NAME: usize = 100;

/// A headline, or words that say that there is none.
pub(crate) fn headline(title: &str, language: Language) -> String {
    let title = shorten(title, HEADLINE);
    if title.is_empty() { language.say(Say::NoHeadline).to_owned() } else { title }
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

/// What is left of a share: the two add up to 100 % as they are shown.
pub(crate) fn rest_percent(value: f64) -> String {
    let shown = percent(value);
    let whole = shown.strip_suffix(" %").and_then(|whole| whole.parse::<u32>().ok());
    format!("{} %", 100_u32.saturating_sub(whole.unwrap_or(0)))
}

/// What an article is to its story, in a word or two.
pub(crate) const fn role(role: Role) -> Say {
    match role {
        Role::Representative => Say::RoleRepresentative,
        Role::Copy => Say::RoleCopy,
        Role::Partial => Say::RolePartial,
        Role::Own => Say::RoleOwn,
    }
}

/// The role in at most four letters.
pub(crate) const fn role_short(role: Role) -> Say {
    match role {
        Role::Representative => Say::ShortRepresentative,
        Role::Copy => Say::ShortCopy,
        Role::Partial => Say::ShortPartial,
        Role::Own => Say::ShortOwn,
    }
}

/// What ties two articles, in a few words.
pub(crate) const fn kind(kind: LinkKind) -> Say {
    match kind {
        LinkKind::Exact => Say::KindExact,
        LinkKind::Near => Say::KindNear,
        LinkKind::Contains => Say::KindContains,
        LinkKind::Partial => Say::KindPartial,
        LinkKind::Event => Say::KindEvent,
    }
}

/// `a, b`: agencies of one article by name.
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
    fn shares_are_said_honestly() {
        assert_eq!(percent(0.999), "99 %");
        assert_eq!(percent(0.001), "1 %");
        assert_eq!(percent(1.0), "100 %");
        assert_eq!(percent(f64::NAN), "0 %");
        assert_eq!((percent(0.765), rest_percent(0.765)), ("77 %".into(), "23 %".into()));
    }
}
