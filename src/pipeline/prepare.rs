//! Articles to clean text, words, sketches and terms.

use std::cmp::Ordering;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::Tier;
use super::progress::{Progress, Stage, go_on};
use crate::article::{Article, Date};
use crate::error::Result;
use crate::sketch::Sketch;
use crate::sketch::terms::{TermReader, Terms};
use crate::span::Span;
use crate::text::credits::{self, CreditKind, Credits};
use crate::text::furniture::{self, Mask, OutletLines, Reason};
use crate::text::language::Lang;
use crate::text::lines::{Line, lines};
use crate::text::teasers::Headlines;
use crate::text::tokens::tokenise_outside;
use crate::text::vocabulary::{TokenId, Vocabulary};

/// Articles given to one thread at a time. Word numbers follow the order of these
/// shares, not of the threads.
const SHARE: usize = 128;

/// What is known of one article's text beyond its letters.
#[derive(Debug, Clone)]
pub struct Clean {
    /// Given or detected.
    pub lang: Lang,
    /// Furniture and credit lines, in order of place.
    pub masks: Vec<Mask>,
    /// Agencies named as sources of the text or of its pictures.
    pub credits: Credits,
    /// Publication time in seconds since 1970: the date field, else a time stamp that
    /// stands in the text. Good enough to put articles in order.
    pub seconds: Option<i64>,
    /// Publication time by the date field alone: what keeps two articles apart.
    pub published: Option<i64>,
    /// The text's time stamp, where it stands in for a missing date field.
    pub stamp: Option<String>,
}

impl Clean {
    /// The masked bytes.
    pub fn mask_spans(&self) -> Vec<Span> {
        self.masks.iter().map(|mask| mask.span).collect()
    }

    /// Keys of the agencies credited for the text, sorted, each once.
    pub fn agencies(&self) -> Vec<&'static str> {
        let texts =
            self.credits.found.iter().filter(|credit| credit.kind == CreditKind::Text);
        let mut keys: Vec<&'static str> = texts.map(|credit| credit.agency).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// A collection made ready for comparison. All lists run in the order of `articles`,
/// which are sorted by id, so that nothing depends on the order of the input.
pub struct Corpus {
    /// The articles, sorted by id.
    pub articles: Vec<Article>,
    /// What is known of each text.
    pub clean: Vec<Clean>,
    /// Each text's words outside its masks.
    pub words: Vec<Vec<TokenId>>,
    /// The words' letters and hashes.
    pub vocabulary: Vocabulary,
    /// What each text is looked up by.
    pub sketches: Vec<Sketch>,
    /// Each article's terms; none at all when only reprints are wanted.
    pub terms: Vec<Terms>,
    /// Each article's outlet, numbered.
    pub outlets: Vec<Option<u32>>,
    /// Words in a shingle.
    pub width: usize,
}

/// Cleans, tokenises and sketches articles; `width` is the shingle width. Terms are read
/// only for [`Tier::Stories`]: they cost more than all the rest together.
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn prepare(
    mut articles: Vec<Article>,
    width: usize,
    tier: Tier,
    progress: &dyn Progress,
) -> Result<Corpus> {
    articles.par_sort_by(order);
    let outlets = number_outlets(&articles);
    let clean = clean(&articles, &outlets, progress)?;
    go_on(progress)?;

    progress.begin(Stage::Sketch, articles.len() as u64);
    let numbered: Vec<(&Article, &Clean)> = articles.iter().zip(&clean).collect();
    let shares: Vec<Share> = numbered
        .par_chunks(SHARE)
        .map_init(TermReader::default, |reader, share| {
            // An interrupt is heard within a share; the run ends below.
            let share = if progress.interrupted() { &[][..] } else { share };
            let done = Share::sketch(reader, share, width, tier);
            progress.advance(share.len() as u64);
            done
        })
        .collect();
    go_on(progress)?;
    let mut vocabulary = Vocabulary::default();
    let numbers: Vec<Vec<TokenId>> =
        shares.iter().map(|share| vocabulary.absorb(&share.vocabulary)).collect();
    let (mut words, mut sketches, mut terms) = (Vec::new(), Vec::new(), Vec::new());
    for (share, numbers) in shares.into_iter().zip(&numbers) {
        let number =
            |local: TokenId| numbers.get(local as usize).copied().unwrap_or_default();
        words.extend(
            share.words.into_iter().map(|text| text.into_iter().map(number).collect()),
        );
        sketches.extend(share.sketches);
        terms.extend(share.terms);
    }
    progress.end(
        Stage::Sketch,
        &format!("{} articles, {} different words", articles.len(), vocabulary.len()),
    );
    Ok(Corpus { articles, clean, words, vocabulary, sketches, terms, outlets, width })
}

/// By id; articles without one come last, by what they say.
fn order(a: &Article, b: &Article) -> Ordering {
    let placed = a.id_is_place.cmp(&b.id_is_place);
    let by_text = || {
        if a.id_is_place {
            a.text.cmp(&b.text).then_with(|| a.title.cmp(&b.title))
        } else {
            Ordering::Equal
        }
    };
    placed.then_with(by_text).then_with(|| a.id.cmp(&b.id))
}

fn number_outlets(articles: &[Article]) -> Vec<Option<u32>> {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    articles
        .iter()
        .map(|article| {
            let next = u32::try_from(numbers.len()).ok()?;
            Some(*numbers.entry(article.source.as_deref()?).or_insert(next))
        })
        .collect()
}

fn clean(
    articles: &[Article],
    outlets: &[Option<u32>],
    progress: &dyn Progress,
) -> Result<Vec<Clean>> {
    progress.begin(Stage::Clean, 2 * articles.len() as u64);
    let found: Vec<Vec<Line>> = articles
        .par_iter()
        .map(|article| {
            progress.advance(1);
            lines(&article.text)
        })
        .collect();
    go_on(progress)?;
    let outlet_lines = OutletLines::learn(
        outlets.iter().zip(&found).map(|(outlet, lines)| (*outlet, lines.as_slice())),
    );
    let headlines =
        Headlines::learn(articles.iter().map(|article| article.title.as_str()));
    let clean: Vec<Clean> = articles
        .par_iter()
        .zip(&found)
        .zip(outlets)
        .map(|((article, lines), outlet)| {
            progress.advance(1);
            clean_one(article, lines, *outlet, &outlet_lines, &headlines)
        })
        .collect();
    let masks: usize = clean.iter().map(|clean| clean.masks.len()).sum();
    progress
        .end(Stage::Clean, &format!("{masks} stretches of furniture and credits masked"));
    Ok(clean)
}

fn clean_one(
    article: &Article,
    lines: &[Line],
    outlet: Option<u32>,
    outlet_lines: &OutletLines,
    headlines: &Headlines,
) -> Clean {
    let mut masks = furniture::find(&article.text, lines, outlet, outlet_lines);
    let credits = credits::find(&article.text);
    masks.extend(credits.masks.iter().map(|&span| Mask { span, reason: Reason::Credit }));
    masks.extend(headlines.teasers(&article.text, lines, &article.title));
    masks.sort_unstable();
    masks.dedup_by_key(|mask| mask.span);
    let lang = match article.lang.as_deref().map(Lang::from_code) {
        Some(lang) if lang != Lang::UNKNOWN => lang,
        _ if article.text.is_empty() => Lang::detect(&article.title),
        _ => Lang::detect(&article.text),
    };
    let stamp = if article.date.is_none() { credits::stamp(&article.text) } else { None };
    Clean {
        lang,
        masks,
        credits,
        seconds: article
            .seconds()
            .or_else(|| stamp.as_ref().map(|stamp| stamp.date.seconds)),
        published: article.seconds(),
        stamp: stamp.and_then(|stamp| written(&stamp.date)),
    }
}

/// A time read from a text, the way date fields are written.
fn written(date: &Date) -> Option<String> {
    let moment = jiff::Timestamp::from_second(date.seconds).ok()?;
    let format = if date.has_time { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%d" };
    Some(moment.strftime(format).to_string())
}

/// What one thread makes of its share of the articles, with word numbers of its own.
struct Share {
    vocabulary: Vocabulary,
    words: Vec<Vec<TokenId>>,
    sketches: Vec<Sketch>,
    terms: Vec<Terms>,
}

impl Share {
    fn sketch(
        reader: &mut TermReader,
        articles: &[(&Article, &Clean)],
        width: usize,
        tier: Tier,
    ) -> Self {
        let mut share = Self {
            vocabulary: Vocabulary::default(),
            words: Vec::with_capacity(articles.len()),
            sketches: Vec::with_capacity(articles.len()),
            terms: Vec::new(),
        };
        let mut hashes = Vec::new();
        for (article, clean) in articles {
            let masks = clean.mask_spans();
            let mut words = Vec::new();
            hashes.clear();
            match tier {
                Tier::Reprints => tokenise_outside(&article.text, &masks, |word, _| {
                    let number = share.vocabulary.insert(word);
                    words.push(number);
                    hashes.push(share.vocabulary.hash(number));
                }),
                Tier::Stories => {
                    let terms = reader.read_with(
                        &article.title,
                        &article.text,
                        &masks,
                        clean.lang,
                        |word, hash| {
                            words.push(share.vocabulary.insert_hashed(word, hash));
                            hashes.push(hash);
                        },
                    );
                    share.terms.push(terms);
                }
            }
            share.words.push(words);
            share.sketches.push(Sketch::of(&hashes, width));
        }
        share
    }
}
