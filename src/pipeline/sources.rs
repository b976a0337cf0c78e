//! Where a passage, or an article, probably came from, as far as the collection tells.
//!
//! What counts, in this order:
//!
//! 1. an article that an agency published itself, when others that have the passage
//!    credit this agency;
//! 2. the earliest date; a day without a time ties with all times of that day;
//! 3. a text that says it was corrected or updated comes after one that does not;
//! 4. the article that holds most of what the story shares: pieces come from a whole;
//! 5. the shorter text: to later versions, paragraphs are added;
//! 6. the id, so that every run says the same.

use std::cmp::Reverse;

use hashbrown::HashMap;

use super::cluster::order_key;
use super::prepare::Corpus;
use crate::text::credits;
use crate::text::versions::is_later;

/// A likely source, and why one may think so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The article.
    pub article: u32,
    /// The evidence, strongest first.
    pub evidence: Vec<Evidence>,
}

/// A reason to take one article for the source of another, or of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// An agency published it; so many of the others credit this agency.
    Agency {
        /// Key of the agency table.
        key: &'static str,
        /// How many credit it; 0 where one article's source is told.
        credited_by: usize,
    },
    /// No other that has the passage has an earlier date.
    Earliest {
        /// How many have the passage.
        of: usize,
        /// How many of them have the same date, the source too; 1 when it stands alone.
        tied: usize,
        /// How many have no date at all.
        undated: usize,
    },
    /// None that has the passage has a date.
    Undated {
        /// How many have the passage.
        of: usize,
    },
    /// Others with the same date, or none, say that they were corrected or updated.
    OthersAreLater,
    /// It holds as much of what the story shares as any other with the same date, or
    /// none.
    Fullest,
    /// Others with the same date, or none, hold as much, and add text of their own.
    OthersAdd,
    /// Nothing but the order of ids tells it from others with the same date, or none.
    FirstById,
    /// It credits agencies; so many of the others credit one of them.
    Credits {
        /// Keys of the agency table.
        keys: Vec<&'static str>,
        /// How many others credit one of them.
        others: usize,
    },
    /// It credits no agency; so many of the others do.
    OthersCredit {
        /// Keys of the agency table, the most frequent first.
        keys: Vec<&'static str>,
        /// How many.
        others: usize,
    },
    /// So much of the article stands in its source, in words of all its words.
    Holds {
        /// Words of the article that stand in the source.
        words: usize,
        /// All words of the article.
        of: usize,
    },
    /// The source was published so many seconds earlier.
    Earlier {
        /// Seconds.
        seconds: i64,
    },
    /// One of the two, or both, have no date.
    NoDate,
    /// Both have the same date.
    SameDate,
    /// The article that has it from the source says that it was corrected or updated.
    ThisIsLater,
    /// The article that has it from the source credits agencies.
    ThisCredits {
        /// Keys of the agency table.
        keys: Vec<&'static str>,
    },
}

/// What the choice needs to know of an article of a story.
pub(super) struct Witness {
    pub(super) article: u32,
    /// Earliest and latest moment that its date may mean.
    when: Option<(i64, i64)>,
    /// The agency that published it.
    publisher: Option<&'static str>,
    pub(super) agencies: Vec<&'static str>,
    later: bool,
    /// Words that others of the story have too.
    pub(super) shared: usize,
    /// All its words.
    pub(super) words: usize,
}

impl Witness {
    pub(super) fn new(corpus: &Corpus, article: u32, shared: usize) -> Self {
        let index = article as usize;
        let record = corpus.articles.get(index);
        let clean = corpus.clean.get(index);
        let later =
            record.as_ref().is_some_and(|record| is_later(&record.title, &record.text));
        let publisher =
            record.and_then(|record| credits::agency(record.source.as_deref()?));
        Self {
            article,
            when: when(corpus, article),
            publisher,
            agencies: clean.map(super::prepare::Clean::agencies).unwrap_or_default(),
            later,
            shared,
            words: corpus.word_count(article),
        }
    }

    fn credits(&self, key: &str) -> bool {
        self.agencies.contains(&key)
    }
}

/// The moments that an article's date may mean.
fn when(corpus: &Corpus, article: u32) -> Option<(i64, i64)> {
    const HALF_A_DAY: i64 = 12 * 3600;
    let index = article as usize;
    let clean = corpus.clean.get(index)?;
    let seconds = clean.seconds?;
    let record = corpus.articles.get(index)?;
    let date = record.date.as_ref();
    let has_time = match (date, &clean.stamp) {
        (Some(date), _) => date.has_time,
        (None, stamp) => stamp.as_ref().is_some_and(|stamp| stamp.contains('T')),
    };
    Some(if has_time {
        (seconds, seconds)
    } else {
        (seconds - HALF_A_DAY, seconds + HALF_A_DAY - 1)
    })
}

/// The likely source among the articles that have a passage; two at least.
pub(super) fn of_passage(corpus: &Corpus, holders: &[&Witness]) -> Option<Source> {
    // Thousands may be of one agency: who credits it is counted once.
    let mut crediting: HashMap<&str, usize> = HashMap::new();
    let own = holders.iter().filter_map(|witness| {
        let key = witness.publisher?;
        let all = *crediting
            .entry(key)
            .or_insert_with(|| holders.iter().filter(|o| o.credits(key)).count());
        let credited_by = all.saturating_sub(usize::from(witness.credits(key)));
        (credited_by > 0).then_some((*witness, key, credited_by))
    });
    let own = own.min_by_key(|own| (Reverse(own.2), order_key(corpus, own.0.article)));
    let mut evidence = Vec::new();
    evidence
        .extend(own.map(|(_, key, credited_by)| Evidence::Agency { key, credited_by }));
    let latest = holders.iter().filter_map(|w| w.when).map(|when| when.1).min();
    let first: Vec<&Witness> = match latest {
        None => holders.to_vec(),
        Some(latest) => {
            let early = |w: &&Witness| w.when.is_some_and(|when| when.0 <= latest);
            holders.iter().copied().filter(early).collect()
        }
    };
    let rank = |w: &Witness| (w.later, Reverse(w.shared), w.words, w.article);
    let chosen = match own {
        Some((own, ..)) => own,
        None => first.iter().copied().min_by_key(|w| rank(w))?,
    };
    if first.iter().any(|w| w.article == chosen.article) {
        let undated = holders.iter().filter(|w| w.when.is_none()).count();
        let of = holders.len();
        evidence.push(match latest {
            None => Evidence::Undated { of },
            Some(_) => Evidence::Earliest { of, tied: first.len(), undated },
        });
        let others = || first.iter().filter(|w| w.article != chosen.article);
        if first.len() > 1 && own.is_none() {
            if !chosen.later && others().all(|w| w.later) {
                evidence.push(Evidence::OthersAreLater);
            } else if others().all(|w| w.shared < chosen.shared) {
                evidence.push(Evidence::Fullest);
            } else if others().all(|w| w.words > chosen.words) {
                evidence.push(Evidence::OthersAdd);
            } else {
                let traits = |w: &Witness| (w.later, w.shared, w.words);
                let same = others().any(|w| traits(w) == traits(chosen));
                evidence.push(if same { Evidence::FirstById } else { Evidence::Fullest });
            }
        }
    }
    evidence.extend(credit(chosen, holders));
    Some(Source { article: chosen.article, evidence })
}

/// What is said of agencies.
fn credit(chosen: &Witness, holders: &[&Witness]) -> Option<Evidence> {
    let others = || holders.iter().filter(|w| w.article != chosen.article);
    if !chosen.agencies.is_empty() {
        let same = |w: &&&Witness| chosen.agencies.iter().any(|key| w.credits(key));
        let (keys, others) = (chosen.agencies.clone(), others().filter(same).count());
        return Some(Evidence::Credits { keys, others });
    }
    let keys = agencies(others().copied());
    let others = others().filter(|w| !w.agencies.is_empty()).count();
    let own = chosen.publisher.is_some_and(|own| keys.contains(&own));
    (others > 0 && !own).then_some(Evidence::OthersCredit { keys, others })
}

/// Agencies that articles credit, the most frequent first.
pub(super) fn agencies<'w>(
    holders: impl Iterator<Item = &'w Witness>,
) -> Vec<&'static str> {
    let mut all: Vec<&'static str> =
        holders.flat_map(|witness| witness.agencies.iter().copied()).collect();
    all.sort_unstable();
    let mut counted: Vec<(usize, &'static str)> = all
        .chunk_by(|a, b| a == b)
        .filter_map(|same| Some((same.len(), *same.first()?)))
        .collect();
    counted.sort_by_key(|(number, key)| (Reverse(*number), *key));
    counted.into_iter().map(|(_, key)| key).collect()
}

/// The source of an article, given the article that most of its shared words come from
/// and how many of them it holds.
pub(super) fn of_article(article: &Witness, source: &Witness, words: usize) -> Source {
    let mut evidence = vec![Evidence::Holds { words, of: article.words }];
    if let Some(key) = source.publisher.filter(|key| article.credits(key)) {
        evidence.push(Evidence::Agency { key, credited_by: 0 });
    }
    match (article.when, source.when) {
        (Some(mine), Some(its)) if its.1 < mine.0 => {
            evidence.push(Evidence::Earlier { seconds: mine.0 - its.1 });
        }
        (Some(mine), Some(its)) if its.0 <= mine.1 => evidence.push(Evidence::SameDate),
        (Some(_), Some(_)) => {}
        _ => evidence.push(Evidence::NoDate),
    }
    if article.later && !source.later {
        evidence.push(Evidence::ThisIsLater);
    }
    if !article.agencies.is_empty() {
        evidence.push(Evidence::ThisCredits { keys: article.agencies.clone() });
    }
    Source { article: source.article, evidence }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Date};
    use crate::pipeline::Settings;
    use crate::pipeline::cluster::{Clustering, cluster};

    const LEAD: &str = "The bridge over the river was closed at dawn on Thursday after the \
        water had risen by two metres within a single night and the pillars began to shake.";
    const REST: &str = "Engineers said that they would measure the pillars before the end of \
        the week, and that no train would cross until the results were known to everyone.";
    const OWN: &str = "Our reporter walked along the bank with a baker whose shop stands right \
        beside the ramp; she sold four loaves all morning and gave the others to the firemen.";

    fn article(id: &str, outlet: &str, date: Option<&str>, text: &[&str]) -> Article {
        Article {
            source: Some(outlet.to_owned()),
            date: date.map(|date| Date::parse(date).unwrap()),
            ..Article::new(id, text.join("\n"))
        }
    }

    fn one_story(articles: Vec<Article>) -> Clustering {
        let found = cluster(articles, &Settings::default(), &()).unwrap();
        assert_eq!(found.stories.len(), 1);
        assert!(!found.stories[0].passages.is_empty());
        found
    }

    /// Source of the first passage, and its evidence.
    fn source(articles: Vec<Article>) -> (String, Vec<Evidence>) {
        let found = one_story(articles);
        let passage = &found.stories[0].passages[0];
        assert_eq!(passage.spans[0].0, passage.source.article);
        let id = found.corpus.articles.id(passage.source.article as usize).unwrap();
        (id.into_owned(), passage.source.evidence.clone())
    }

    #[test]
    fn the_earliest_date_comes_first_and_the_undated_are_counted() {
        let (id, evidence) = source(vec![
            article("a", "Post", None, &[LEAD, REST]),
            article("b", "Kurier", Some("2023-03-09T08:00:00Z"), &[LEAD, REST]),
            article("c", "Metro", Some("2023-03-09T07:00:00Z"), &[LEAD, REST]),
        ]);
        assert_eq!(id, "c");
        assert_eq!(evidence, [Evidence::Earliest { of: 3, tied: 1, undated: 1 }]);
    }

    #[test]
    fn an_agency_s_own_item_comes_before_an_earlier_copy_that_credits_it() {
        let credited = format!("DANUBE CITY (Reuters) - {LEAD}");
        let (id, evidence) = source(vec![
            article("a", "Post", Some("2023-03-09T07:00:00Z"), &[&credited, REST]),
            article("b", "Reuters", Some("2023-03-09T07:30:00Z"), &[LEAD, REST]),
        ]);
        assert_eq!(id, "b");
        assert_eq!(evidence, [Evidence::Agency { key: "reuters", credited_by: 1 }]);
    }

    #[test]
    fn an_agency_that_credits_itself_is_not_among_the_others() {
        let credited = format!("DANUBE CITY (Reuters) - {LEAD}");
        let (id, evidence) = source(vec![
            article("a", "Reuters", Some("2023-03-09T07:00:00Z"), &[&credited, REST]),
            article("b", "Post", Some("2023-03-09T06:30:00Z"), &[&credited, REST]),
            article("c", "Kurier", Some("2023-03-09T06:00:00Z"), &[LEAD, REST]),
        ]);
        assert_eq!(id, "a");
        assert_eq!(evidence[0], Evidence::Agency { key: "reuters", credited_by: 1 });
    }

    #[test]
    fn a_day_ties_with_its_times_and_the_fuller_text_decides() {
        let (id, evidence) = source(vec![
            article("a", "Post", Some("2023-03-09T18:00:00Z"), &[LEAD, OWN]),
            article("b", "Kurier", Some("2023-03-09"), &[LEAD, REST]),
            article("c", "Metro", Some("2023-03-10T07:00:00Z"), &[LEAD, REST]),
        ]);
        assert_eq!(id, "b");
        assert_eq!(
            evidence,
            [Evidence::Earliest { of: 3, tied: 2, undated: 0 }, Evidence::Fullest]
        );
    }

    #[test]
    fn without_dates_a_correction_is_the_later_version() {
        let mut corrected = article("a", "Post", None, &[LEAD, REST]);
        corrected.title = "CORRECTED: Bridge closed".to_owned();
        let (id, evidence) =
            source(vec![corrected, article("b", "Post", None, &[LEAD, REST])]);
        assert_eq!(id, "b");
        assert_eq!(evidence, [Evidence::Undated { of: 2 }, Evidence::OthersAreLater]);
    }

    #[test]
    fn without_dates_added_paragraphs_make_the_later_version() {
        let (id, evidence) = source(vec![
            article("a", "Post", None, &[LEAD, REST, OWN]),
            article("b", "Post", None, &[LEAD, REST]),
        ]);
        assert_eq!(id, "b");
        assert_eq!(evidence, [Evidence::Undated { of: 2 }, Evidence::OthersAdd]);
    }

    #[test]
    fn with_nothing_to_tell_them_apart_the_id_decides_and_says_so() {
        let (id, evidence) = source(vec![
            article("b", "Post", None, &[LEAD, REST]),
            article("a", "Kurier", None, &[LEAD, REST]),
        ]);
        assert_eq!(id, "a");
        assert_eq!(evidence, [Evidence::Undated { of: 2 }, Evidence::FirstById]);
    }

    #[test]
    fn shares_tell_agency_copy_from_what_an_article_has_alone() {
        let credited = format!("DANUBE CITY (AP) - {LEAD}");
        let found = one_story(vec![
            article("a", "Post", Some("2023-03-09T07:00:00Z"), &[&credited, REST]),
            article("b", "Kurier", Some("2023-03-09T09:00:00Z"), &[LEAD, REST, OWN]),
        ]);
        let story = &found.stories[0];
        let (a, b) = (&story.shares[0], &story.shares[1]);
        assert!(a.shared > 0.99 && a.agency > 0.99 && a.source.is_none(), "{a:?}");
        assert!((0.5..0.75).contains(&b.shared), "{b:?}");
        assert!((b.agency - b.shared).abs() < 1e-9, "{b:?}");
        assert_eq!(story.passages[0].agencies, ["ap"]);
        let source = b.source.as_ref().unwrap();
        assert_eq!(source.article, 0);
        assert!(matches!(source.evidence[0], Evidence::Holds { .. }));
        assert!(source.evidence.contains(&Evidence::Earlier { seconds: 7200 }));
    }

    #[test]
    fn spans_reach_over_furniture_and_fold_to_the_same_words() {
        use crate::text::tokens::{tokenise, tokenise_outside};
        let decomposed = LEAD.replace("pillars", "pil\u{ad}lars").replace('d', "D");
        let found = one_story(vec![
            article("a", "Post", None, &["DANUBE CITY (AP) -", LEAD, REST]),
            article("b", "Kurier", None, &[&decomposed, "Advertisement", REST]),
        ]);
        let passage = &found.stories[0].passages[0];
        let mut wanted = Vec::new();
        tokenise(&format!("{LEAD} {REST}"), |word, _| wanted.push(word.to_owned()));
        assert_eq!(passage.spans.len(), 2);
        for &(article, span) in &passage.spans {
            let (text, clean) = (
                &found.corpus.articles.text(article as usize).unwrap(),
                &found.corpus.clean[article as usize],
            );
            let mut words = Vec::new();
            tokenise_outside(text, &clean.mask_spans(), |word, at| {
                if span.start <= at.start && at.end <= span.end {
                    words.push(word.to_owned());
                }
            });
            assert_eq!(words, wanted);
        }
        let masked = found.corpus.clean[1].masks.len();
        assert_eq!(masked, 1, "the advertisement");
    }
}
