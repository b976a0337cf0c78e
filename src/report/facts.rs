//! What is worth saying of a story: who, when, whose, and what holds it together.

use std::collections::{BTreeMap, BTreeSet};

use super::contract::{LinkKind, NightStatus, Role, Story, StoryArticle, StoryLink};
use super::language::{Language, Say};
use super::printable::shorten;
use super::times::{Moment, range_words, span_words};
use super::words::{NAME, agency, headline, share, strength};

/// Whether an article holds agency copy, a fifth of it or more, and credits no agency.
pub(crate) fn uncredited(article: &StoryArticle) -> bool {
    const AGENCY_COPY: f64 = 0.2;
    article.credits.is_empty() && share(article.agency) >= AGENCY_COPY
}

/// A sentence with its full stop, and one only: an abbreviation may bring it along.
pub(crate) fn stopped(mut sentence: String) -> String {
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

/// The two articles that hold something together the least, and how much that is.
pub(crate) struct Weakest<'a> {
    pub(crate) a: &'a str,
    pub(crate) b: &'a str,
    pub(crate) value: f64,
}

/// A story, looked at from all sides a report needs.
pub(crate) struct StoryFacts<'a> {
    /// The story.
    pub(crate) story: &'a Story,
    /// The language of the reader.
    pub(crate) language: Language,
    /// When each article was published, in the order of the articles.
    pub(crate) moments: Vec<Option<Moment>>,
    /// The earliest and the latest moment.
    pub(crate) span: Option<(Moment, Moment)>,
    /// Agencies by name, the most often credited first, with the articles that do.
    pub(crate) credits: Vec<(String, usize)>,
    places: BTreeMap<&'a str, usize>,
    groups: BTreeMap<&'a str, usize>,
    outlets: BTreeMap<&'a str, usize>,
}

impl<'a> StoryFacts<'a> {
    pub(crate) fn of(story: &'a Story, language: Language) -> Self {
        let read = |article: &StoryArticle| Moment::read(article.date.as_deref());
        let moments: Vec<Option<Moment>> = story.articles.iter().map(read).collect();
        let known = || moments.iter().flatten().copied();
        let span = known()
            .min_by_key(|moment| moment.seconds)
            .zip(known().max_by_key(|moment| moment.seconds));
        let (mut counts, mut outlets) = (BTreeMap::new(), BTreeMap::new());
        for article in &story.articles {
            for key in &article.credits {
                *counts.entry(agency(key)).or_insert(0) += 1;
            }
            if let Some(source) = article.source.as_deref() {
                *outlets.entry(source).or_insert(0) += 1;
            }
        }
        let mut credits: Vec<(String, usize)> = counts.into_iter().collect();
        credits.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let ids = story.articles.iter().map(|article| article.id.as_str());
        let groups = story.groups.iter().map(|group| group.id.as_str());
        Self {
            story,
            language,
            span,
            credits,
            outlets,
            places: ids.enumerate().map(|(place, id)| (id, place)).collect(),
            groups: groups.enumerate().map(|(place, id)| (id, place + 1)).collect(),
            moments,
        }
    }

    /// The headline, or words that say that there is none.
    pub(crate) fn headline(&self) -> String {
        headline(&self.story.title, self.language)
    }

    /// How many articles the story has.
    pub(crate) fn articles(&self) -> usize {
        self.story.articles.len()
    }

    /// How many articles have no date that can be read.
    pub(crate) fn undated(&self) -> usize {
        self.moments.iter().filter(|moment| moment.is_none()).count()
    }

    /// The known moments.
    pub(crate) fn dated(&self) -> Vec<Moment> {
        self.moments.iter().flatten().copied().collect()
    }

    /// `9 h 40 m`; `None` without two moments that differ.
    pub(crate) fn span_words(&self) -> Option<String> {
        self.span.and_then(|(first, last)| span_words(first, last, self.language))
    }

    /// `12 Sep 2023 06:10 → 15:50`.
    pub(crate) fn range_words(&self) -> Option<String> {
        self.span.map(|(first, last)| range_words(first, last, self.language))
    }

    /// Time of the article at `place` since the first one: `+0:07`.
    pub(crate) fn since_first(&self, place: usize) -> Option<String> {
        let moment = (*self.moments.get(place)?)?;
        self.span.map(|(first, _)| moment.since(first, self.language))
    }

    /// `17 articles in 12 outlets within 9 h 40 m; 14 credit AP`.
    pub(crate) fn sentence(&self) -> String {
        let language = self.language;
        let mut out = language.count(self.articles(), Say::Article);
        if self.story.outlets > 0 {
            let outlets = language.count(self.story.outlets, Say::Outlet);
            out += &language.fill(Say::InOutlets, &[("n", &outlets)]);
        }
        let dated = self.articles() - self.undated();
        match (self.span, self.span_words()) {
            (_, Some(span)) => out += &language.fill(Say::WithinSpan, &[("span", &span)]),
            (Some((first, last)), None) if dated > 1 => {
                let both = first.has_time && last.has_time;
                out += language.say(if both { Say::SameMinute } else { Say::SameDay });
            }
            _ => {}
        }
        match self.undated() {
            0 => {}
            undated if undated == self.articles() => out += language.say(Say::NoneDated),
            undated => {
                let undated = language.number(undated);
                out += &language.fill(Say::SomeUndated, &[("n", &undated)]);
            }
        }
        out + &self.credit_words()
    }

    fn credit_words(&self) -> String {
        const NAMED: usize = 3;
        let language = self.language;
        let named = self.credits.iter().take(NAMED).map(|(agency, number)| {
            let key = if *number == 1 { Say::OneCredits } else { Say::ManyCredit };
            let number = language.number(*number);
            language.fill(key, &[("n", &number), ("agency", agency)])
        });
        let named: Vec<String> = named.collect();
        let lead = if named.is_empty() { "" } else { "; " };
        let out = format!("{lead}{}", named.join(", "));
        match self.credits.len().saturating_sub(NAMED) {
            0 => out,
            more => {
                let more = language.count(more, Say::MoreAgency);
                out + &language.fill(Say::AndMore, &[("more", &more)])
            }
        }
    }

    /// What the reprint groups say: who carries the same text.
    pub(crate) fn group_sentence(&self) -> Option<String> {
        let (all, language) = (self.articles(), self.language);
        let several = self.story.groups.iter().map(|group| group.articles.len());
        let sizes: Vec<usize> = several.filter(|&number| number > 1).collect();
        if all < 2 || self.story.groups.is_empty() {
            return None;
        }
        let rest = self.alone_words();
        Some(match sizes.as_slice() {
            [] if rest.is_empty() => language.say(Say::NoTwoAlike).to_owned(),
            [] => language.fill(Say::NoTwoAlikeBut, &[("rest", &rest)]),
            [size] if *size >= all => language.say(Say::AllAlike).to_owned(),
            [size] => {
                let size = language.number(*size);
                language.fill(Say::SomeAlike, &[("n", &size), ("rest", &rest)])
            }
            many => {
                const NAMED: usize = 4;
                let named = many.iter().take(NAMED).map(|&size| language.number(size));
                let named = named.collect::<Vec<_>>().join(", ");
                let more = if many.len() > NAMED { " …" } else { "" };
                let groups = language.count(many.len(), Say::Group);
                let sizes = named + more;
                let said = language
                    .fill(Say::GroupsOf, &[("groups", &groups), ("sizes", &sizes)]);
                if rest.is_empty() { said } else { format!("{said}; {rest}") }
            }
        })
    }

    /// What the articles are that stand in no group with another.
    fn alone_words(&self) -> String {
        let several = self.story.groups.iter().filter(|group| group.articles.len() > 1);
        let grouped_ids: BTreeSet<&str> =
            several.flat_map(|group| &group.articles).map(String::as_str).collect();
        let alone = self.story.articles.iter();
        let alone = alone.filter(|one| !grouped_ids.contains(one.id.as_str()));
        let (partial, own): (Vec<_>, Vec<_>) =
            alone.partition(|one| one.role == Role::Partial);
        let say = |number: usize, one: Say, many: Say| match number {
            0 => None,
            1 => Some(self.language.say(one).to_owned()),
            number => {
                let number = self.language.number(number);
                Some(self.language.fill(many, &[("n", &number)]))
            }
        };
        let partial = say(partial.len(), Say::OneShares, Say::ManyShare);
        let own = say(own.len(), Say::OneOwn, Say::ManyOwn);
        partial.into_iter().chain(own).collect::<Vec<_>>().join(", ")
    }

    /// What a night's run made of the story: `New`, `Grown by 3`.
    pub(crate) fn night_words(&self) -> Option<String> {
        let (language, night) = (self.language, self.story.nightly.as_ref()?);
        Some(match night.status {
            NightStatus::New => language.say(Say::NightlyNew).to_owned(),
            NightStatus::Standing => language.say(Say::NightlyStanding).to_owned(),
            NightStatus::Grown => {
                let added = language.number(night.added.len());
                language.fill(Say::NightlyGrown, &[("n", &added)])
            }
        })
    }

    /// What a link says of its evidence, in the language of the reader.
    pub(crate) fn evidence(&self, link: &StoryLink, most: usize) -> Vec<String> {
        let words = link.evidence.iter().take(most);
        words.map(|one| self.language.evidence(one)).collect()
    }

    /// The article with this id.
    pub(crate) fn article(&self, id: &str) -> Option<&'a StoryArticle> {
        self.story.articles.get(*self.places.get(id)?)
    }

    /// The place of the article with this id.
    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// The outlet of an article, or words that say that there is none.
    pub(crate) fn outlet(&self, article: &StoryArticle) -> String {
        let source = article.source.as_deref().map(|source| shorten(source, NAME));
        let source = source.filter(|source| !source.is_empty());
        source.unwrap_or_else(|| self.language.say(Say::NoOutlet).to_owned())
    }

    /// How many articles the reprint group with this id has.
    pub(crate) fn group_size(&self, id: &str) -> usize {
        let place = self.group_number(id).and_then(|number| number.checked_sub(1));
        place.and_then(|at| self.story.groups.get(at)).map_or(0, |one| one.articles.len())
    }

    /// The number of a reprint group: 1 for the largest.
    pub(crate) fn group_number(&self, id: &str) -> Option<usize> {
        self.groups.get(id).copied()
    }

    /// A short name for an article: its outlet where that is enough to tell it from the
    /// others, with the time or the id where it is not.
    pub(crate) fn name(&self, id: &str) -> String {
        let Some(article) = self.article(id) else { return shorten(id, NAME) };
        let Some(source) = article.source.as_deref().filter(|s| !s.trim().is_empty())
        else {
            return shorten(id, NAME);
        };
        if self.outlets.get(source).is_none_or(|&number| number < 2) {
            return shorten(source, NAME);
        }
        format!("{} ({})", shorten(source, NAME), shorten(id, NAME))
    }

    /// Mean share of an article's text that others of the story have too.
    pub(crate) fn mean_shared(&self) -> f64 {
        let sum: f64 =
            self.story.articles.iter().map(|article| share(article.shared)).sum();
        sum / (self.articles().max(1) as f64)
    }

    /// The weakest pair of those that hold a reprint group together.
    pub(crate) fn weakest_text(&self) -> Option<Weakest<'a>> {
        let pairs = self.story.groups.iter().filter_map(|group| {
            let [a, b] = group.weakest_pair.as_ref()?;
            Some(Weakest { a, b, value: share(group.weakest) })
        });
        pairs.min_by(|one, other| one.value.total_cmp(&other.value))
    }

    /// The weakest same-happening link, with its event score.
    pub(crate) fn weakest_event(&self) -> Option<Weakest<'a>> {
        let links = self.story.links.iter().filter(|link| link.kind == LinkKind::Event);
        let pairs =
            links.map(|link| Weakest { a: &link.a, b: &link.b, value: strength(link) });
        pairs.min_by(|one, other| one.value.total_cmp(&other.value))
    }

    /// Links of the same happening, strongest first.
    pub(crate) fn event_links(&self) -> Vec<&'a StoryLink> {
        let links = self.story.links.iter().filter(|link| link.kind == LinkKind::Event);
        let mut out: Vec<&StoryLink> = links.collect();
        out.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    const EN: Language = Language::English;

    #[test]
    fn the_sentence_says_who_when_and_whose() {
        let document = sample::document();
        let facts = StoryFacts::of(&document.stories[0], EN);
        assert_eq!(
            facts.sentence(),
            "5 articles in 4 outlets within 9 h 40 m, 1 of them without a date; \
             3 credit AP, 1 credits Kyodo"
        );
        assert_eq!(
            facts.group_sentence().unwrap(),
            "3 carry the same text, 1 shares a part, 1 has words of its own"
        );
        assert_eq!(facts.range_words().unwrap(), "9 Mar 2023 06:10 → 15:50");
        assert_eq!(facts.since_first(1).unwrap(), "+0:07");
        assert_eq!(facts.since_first(4), None);
    }

    #[test]
    fn an_outlet_named_twice_is_told_apart() {
        let document = sample::document();
        let facts = StoryFacts::of(&document.stories[0], EN);
        assert_eq!(facts.name("ap-1"), "AP");
        assert_eq!(facts.name("kurier-1"), "Kurier (kurier-1)");
        assert_eq!(facts.name("nobody"), "nobody");
    }

    #[test]
    fn the_weakest_links_are_kept_apart_by_kind() {
        let document = sample::document();
        let facts = StoryFacts::of(&document.stories[0], EN);
        let weakest = facts.weakest_text().unwrap();
        assert_eq!(weakest.b, "kurier-2");
        assert!((weakest.value - 0.71).abs() < 1e-9);
        assert!((facts.weakest_event().unwrap().value - 0.52).abs() < 1e-9);
    }

    #[test]
    fn an_empty_story_has_words_too() {
        let story = Story::default();
        let facts = StoryFacts::of(&story, EN);
        assert_eq!(facts.sentence(), "0 articles");
        assert_eq!(facts.headline(), "(no headline)");
        assert!(facts.mean_shared() < 1e-9);
        assert!(facts.group_sentence().is_none());
    }

    #[test]
    fn the_sentence_is_said_in_german_too() {
        let document = sample::document();
        let facts = StoryFacts::of(&document.stories[0], Language::German);
        assert_eq!(
            facts.sentence(),
            "5 Artikel in 4 Medien innerhalb von 9 Std. 40 Min., 1 davon ohne Datum; \
             3 nennen AP, 1 nennt Kyodo"
        );
    }
}
