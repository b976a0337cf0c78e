//! What the pipeline found, as records of the contract.

use std::collections::{BTreeMap, HashSet};

use crate::article::Article;
use crate::passages::passage::Kind;
use crate::pipeline::Settings;
use crate::pipeline::align::AlignedPassage;
use crate::pipeline::cluster::{Apart, Clustering, NotJoined, StoryParts, StoryTie};
use crate::pipeline::compare::Comparison;
use crate::pipeline::prepare::Corpus;
use crate::sketch::terms::TermReader;
use crate::verify::reuse::{ReuseKind, ReuseLink};

use super::contract::{
    Dropped, Group, LinkKind, Pair, PairPassage, PassageKind, Role, Story, StoryArticle,
    StoryLink, Touch,
};

use super::event_words::{alike, for_and_against, said};
use super::order::{each_in_order, key};
use super::passages::{likely_source, passages};

/// Share of shared words from which an article in words of its own counts as `partial`.
const PARTIAL_SHARE: f64 = 0.1;

/// Every story of at least `least` articles, sorted by first date, then id.
pub fn stories(found: &Clustering, least: usize) -> impl Iterator<Item = Story> + '_ {
    each_in_order(found, least, |reader: &mut TermReader, _, parts| {
        story(&found.corpus, parts, reader)
    })
}

/// A text-reuse link as `pairs` writes it.
pub fn pair(corpus: &Corpus, link: &ReuseLink) -> Pair {
    Pair {
        a: id(corpus, link.a),
        b: id(corpus, link.b),
        kind: kind(link.kind),
        jaccard: rounded(link.jaccard()),
        containment_ab: rounded(link.containment_ab()),
        containment_ba: rounded(link.containment_ba()),
    }
}

/// An article that another stands for, as `dedup` writes it.
pub fn dropped(corpus: &Corpus, article: u32, kept: u32, link: &ReuseLink) -> Dropped {
    Dropped {
        id: id(corpus, article),
        kept: id(corpus, kept),
        kind: kind(link.kind),
        jaccard: rounded(link.jaccard()),
        containment: rounded(if link.a == article {
            link.containment_ab()
        } else {
            link.containment_ba()
        }),
    }
}

/// A passage of a pair as `align` and `compare` write it.
pub fn pair_passage(a: &Article, b: &Article, passage: &AlignedPassage) -> PairPassage {
    PairPassage {
        a: a.id.clone(),
        b: b.id.clone(),
        kind: passage_kind(passage.kind),
        a_start: passage.a.start,
        a_end: passage.a.end,
        b_start: passage.b.start,
        b_end: passage.b.end,
        score: (passage.kind == Kind::Rewritten)
            .then(|| rounded(f64::from(passage.score))),
    }
}

const fn passage_kind(kind: Kind) -> PassageKind {
    match kind {
        Kind::Verbatim => PassageKind::Verbatim,
        Kind::Rewritten => PassageKind::Rewritten,
    }
}

/// The contract's name of a reuse kind.
pub const fn kind(kind: ReuseKind) -> LinkKind {
    match kind {
        ReuseKind::Exact => LinkKind::Exact,
        ReuseKind::Near => LinkKind::Near,
        ReuseKind::Contains => LinkKind::Contains,
        ReuseKind::Partial => LinkKind::Partial,
    }
}

/// Four decimals: what is printed is what is compared.
pub fn rounded(figure: f64) -> f64 {
    (figure * 10_000.0).round() / 10_000.0
}

pub(super) fn id(corpus: &Corpus, article: u32) -> String {
    corpus.articles.id(article as usize).unwrap_or_default().into_owned()
}

/// The date as the input has it, else as the text says it.
pub(super) fn date(corpus: &Corpus, article: u32) -> Option<String> {
    let given = corpus
        .articles
        .get(article as usize)?
        .date
        .as_ref()
        .map(|date| date.text.clone());
    given.or_else(|| {
        corpus.clean.get(article as usize)?.stamp.as_deref().map(str::to_owned)
    })
}

/// One story; the reader remembers words from story to story.
pub fn story(corpus: &Corpus, parts: &StoryParts, reader: &mut TermReader) -> Story {
    let order_key = |article: u32| key(corpus, article);
    let mut order = parts.articles.clone();
    order.sort_by_key(|&article| order_key(article));
    let mut groups: Vec<_> = parts.groups.iter().collect();
    groups.sort_by_key(|(group, head)| {
        (std::cmp::Reverse(group.articles.len()), order_key(*head))
    });
    let representative = groups.first().map(|(_, head)| *head);
    let articles: Vec<StoryArticle> = order
        .iter()
        .filter_map(|&article| {
            let (group, head) = groups
                .iter()
                .find(|(group, _)| group.articles.binary_search(&article).is_ok())?;
            let place = parts.articles.binary_search(&article).ok()?;
            let shares = parts.shares.get(place).cloned().unwrap_or_default();
            let role = if Some(article) == representative {
                Role::Representative
            } else if group.articles.len() > 1 {
                Role::Copy
            } else if shares.shared >= PARTIAL_SHARE {
                Role::Partial
            } else {
                Role::Own
            };
            let record = corpus.articles.get(article as usize)?;
            let clean = corpus.clean.get(article as usize)?;
            Some(StoryArticle {
                id: record.id.clone(),
                title: record.title.clone(),
                source: record.source.clone(),
                date: date(corpus, article),
                lang: clean
                    .lang
                    .code()
                    .map(str::to_owned)
                    .or_else(|| record.lang.clone()),
                url: record.url.clone(),
                group: id(corpus, *head),
                role,
                credits: clean.agencies().into_iter().map(str::to_owned).collect(),
                words: corpus.word_count(article),
                shared: rounded(shares.shared),
                agency: rounded(shares.agency),
                own: rounded(1.0 - rounded(shares.shared)),
                likely_source: shares
                    .source
                    .as_ref()
                    .map(|source| likely_source(corpus, source)),
            })
        })
        .collect();
    let dated: Vec<&StoryArticle> =
        articles.iter().filter(|article| article.date.is_some()).collect();
    let mut langs: BTreeMap<&str, usize> = BTreeMap::new();
    let mut outlets: Vec<&str> = Vec::new();
    for article in &articles {
        if let Some(lang) = &article.lang {
            *langs.entry(lang).or_default() += 1;
        }
        outlets.extend(article.source.as_deref());
    }
    outlets.sort_unstable();
    outlets.dedup();
    let title = representative
        .and_then(|article| corpus.articles.get(article as usize))
        .map(|record| headline(&record))
        .unwrap_or_default();
    Story {
        id: articles.first().map(|article| article.id.clone()).unwrap_or_default(),
        title,
        lang: langs
            .iter()
            .max_by_key(|&(lang, count)| (*count, std::cmp::Reverse(*lang)))
            .map(|(lang, _)| (*lang).to_owned()),
        first: dated.first().and_then(|article| article.date.clone()),
        last: dated.last().and_then(|article| article.date.clone()),
        outlets: outlets.len(),
        groups: groups
            .iter()
            .map(|(group, head)| {
                let mut members = group.articles.clone();
                members.sort_by_key(|&article| order_key(article));
                Group {
                    id: id(corpus, *head),
                    articles: members
                        .iter()
                        .map(|&article| id(corpus, article))
                        .collect(),
                    weakest: rounded(group.weakest),
                    weakest_pair: group
                        .weakest_pair
                        .map(|(a, b)| [id(corpus, a), id(corpus, b)]),
                }
            })
            .collect(),
        links: parts.links.iter().map(|tie| link(corpus, tie, reader)).collect(),
        passages: passages(corpus, parts),
        not_joined: parts
            .not_joined
            .iter()
            .map(|link| not_joined(corpus, link, reader))
            .collect(),
        touched_by: parts
            .touched_by
            .iter()
            .filter_map(|&(article, score)| {
                let record = corpus.articles.get(article as usize)?;
                Some(Touch {
                    id: record.id.clone(),
                    title: headline(&record),
                    source: record.source.clone(),
                    event: rounded(f64::from(score)),
                })
            })
            .collect(),
        articles,
        nightly: None,
    }
}

/// The title, or the beginning of the text where there is none.
fn headline(article: &Article) -> String {
    const LONGEST: usize = 100;
    if !article.title.trim().is_empty() {
        return article.title.trim().to_owned();
    }
    let first = article.text.lines().map(str::trim).find(|line| !line.is_empty());
    let first = first.unwrap_or_default();
    let end = first.char_indices().nth(LONGEST).map_or(first.len(), |(at, _)| at);
    first.get(..end).unwrap_or_default().to_owned()
}

fn link(corpus: &Corpus, tie: &StoryTie, reader: &mut TermReader) -> StoryLink {
    let mut evidence = Vec::new();
    if let Some(reuse) = &tie.reuse {
        if let Some((common, fewest)) = reuse.template {
            evidence.push(format!(
                "one template filled in with other numbers: {common} of {fewest} in both"
            ));
        }
        evidence.push(match reuse.kind {
            ReuseKind::Exact => "the same words in the same order".to_owned(),
            _ => format!("{} runs of {} words in both", reuse.shared, corpus.width),
        });
    }
    evidence.extend(common_item(corpus, tie));
    if let Some((event, shared)) = tie.event.as_deref() {
        evidence.extend(said(corpus, (tie.a, tie.b), event, shared, reader));
    }
    let figures = tie.reuse.as_ref();
    StoryLink {
        a: id(corpus, tie.a),
        b: id(corpus, tie.b),
        kind: figures.map_or(LinkKind::Event, |reuse| kind(reuse.kind)),
        jaccard: figures.map_or(0.0, |reuse| rounded(reuse.jaccard())),
        containment_ab: figures.map_or(0.0, |reuse| rounded(reuse.containment_ab())),
        containment_ba: figures.map_or(0.0, |reuse| rounded(reuse.containment_ba())),
        event: tie.event.as_deref().map(|(event, _)| rounded(f64::from(event.score))),
        embedding: tie
            .event
            .as_deref()
            .and_then(|(event, _)| event.embedding)
            .map(|embedding| rounded(f64::from(embedding.cosine))),
        evidence,
    }
}

/// The number of the agency's item, when both articles carry it.
fn common_item(corpus: &Corpus, tie: &StoryTie) -> Option<String> {
    let [a, b] = [tie.a, tie.b].map(|article| {
        let clean = corpus.clean.get(article as usize)?;
        clean.item.as_ref().map(|key| key.text.as_str())
    });
    a.filter(|key| Some(*key) == b).map(|key| format!("both are the agency's item {key}"))
}

/// A link to another story, with the reason that it did not join.
fn not_joined(corpus: &Corpus, pair: &NotJoined, reader: &mut TermReader) -> StoryLink {
    let NotJoined { link: reuse, apart } = pair;
    let tie = StoryTie { a: reuse.a, b: reuse.b, reuse: Some(*reuse), event: None };
    let mut link = link(corpus, &tie, reader);
    link.evidence.extend(match apart {
        Apart::Template => None, // said already
        Apart::Standing(own) => Some(format!(
            "alike by what the outlet prints every day; of what is their own, {own:.2} in both"
        )),
        Apart::Part(share) => Some(format!(
            "one is a part of the other, of which only {share:.2} is shared"
        )),
        Apart::Little => Some("too little of either is in the other".to_owned()),
        Apart::Groups => Some("other texts of their groups share too little".to_owned()),
    });
    link
}

/// What speaks for one story of two articles, what against it, and what keeps them apart
/// though their words are alike.
pub fn comparison(compared: &Comparison, settings: &Settings) -> Vec<String> {
    if compared.one_story() {
        let stories = stories(&compared.found, 2);
        return stories.flat_map(|s| s.links).flat_map(|l| l.evidence).collect();
    }
    let mut told = kept_apart(compared);
    if let Some(near) = &compared.near {
        let threshold = settings.threshold;
        told.push(format!("score {:.2}; one story takes {threshold:.2}", near.score));
        told.extend(for_and_against(near));
        told.extend(alike(near));
    } else {
        told.push("too little in common to be scored".to_owned());
    }
    told
}

/// Why two articles are not one story, where something else than words decides.
fn kept_apart(compared: &Comparison) -> Vec<String> {
    let mut reasons = Vec::new();
    for story in stories(&compared.found, 1) {
        reasons.extend(story.not_joined.into_iter().flat_map(|link| link.evidence));
        reasons.extend(story.touched_by.iter().map(|roundup| {
            format!("{} is a roundup, which belongs to no story", roundup.id)
        }));
    }
    // Both stories say it.
    let mut seen = HashSet::new();
    reasons.retain(|reason| seen.insert(reason.clone()));
    reasons
}
