//! Articles to clean text, words, sketches and terms.

use rayon::prelude::*;

use super::beside::{Beside, Outside};
use super::desks::Desks;
use super::progress::{Progress, Stage, go_on};
use super::{Settings, Tier};
use crate::article::{Article, Date};
use crate::error::Result;
use crate::shelf::Shelf;
use crate::shelf::drawer::{Block as TermBlock, Drawer};
use crate::sketch::Sketch;
use crate::sketch::sketches::{Block, SketchWriter, Sketches};
use crate::sketch::terms::{TermReader, Terms};
use crate::span::Span;
use crate::text::credits::{self, Credit, CreditKind, DpaKey};
use crate::text::furniture::{self, Mask, Reason, TEASER_HEADLINE};
use crate::text::language::Lang;
use crate::text::lines::{Line, lines};
use crate::text::outlet_lines::{OUTLET_WORDS, OutletLines, SeenLines};
use crate::text::teasers::Headlines;
use crate::text::words::{self, Word};

/// What is known of one article's text beyond its letters.
#[derive(Debug, Clone, Default)]
pub struct Clean {
    /// Given or detected.
    pub lang: Lang,
    /// Furniture and credit lines, in order of place.
    pub masks: Box<[Mask]>,
    /// Agencies named as sources of the text or of its pictures, in the order of the text.
    pub credits: Box<[Credit]>,
    /// The number of the agency's item.
    pub item: Option<Box<DpaKey>>,
    /// Publication time in seconds since 1970: the date field, else a time stamp that
    /// stands in the text. Good enough to put articles in order.
    pub seconds: Option<i64>,
    /// Publication time by the date field alone: what keeps two articles apart.
    pub published: Option<i64>,
    /// The text's time stamp, where it stands in for a missing date field.
    pub stamp: Option<Box<str>>,
    /// [`Terms::scattered`], where terms are read.
    pub scattered: bool,
}

impl Clean {
    /// The masked bytes.
    pub fn mask_spans(&self) -> Vec<Span> {
        self.masks.iter().map(|mask| mask.span).collect()
    }

    /// Keys of the agencies credited for the text, sorted, each once.
    pub fn agencies(&self) -> Vec<&'static str> {
        let texts = self.credits.iter().filter(|credit| credit.kind == CreditKind::Text);
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
    pub articles: Shelf,
    /// What is known of each text.
    pub clean: Vec<Clean>,
    /// What each text is looked up by; none once stories have been made of the corpus.
    pub sketches: Sketches,
    /// How many words each text has outside its masks.
    pub word_counts: Vec<u32>,
    /// Each article's terms; none at all when only reprints are wanted.
    pub terms: Drawer<Terms>,
    /// Each article's outlet, numbered.
    pub outlets: Vec<Option<u32>>,
    /// Words in a shingle.
    pub width: usize,
    /// What is known of articles that are not among these.
    pub beside: Beside,
}

/// Cleans and sketches articles; `width` is the shingle width. Terms are read
/// only for [`Tier::Stories`]: they cost more than all the rest together.
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn prepare(
    articles: impl Into<Shelf>,
    width: usize,
    tier: Tier,
    progress: &dyn Progress,
) -> Result<Corpus> {
    prepare_beside(articles, width, tier, &(), progress)
}

/// As [`prepare`], where furniture is learnt from articles that are not at hand, too.
///
/// # Errors
/// [`crate::error::Error::Interrupted`], and those of `outside`.
pub fn prepare_beside(
    articles: impl Into<Shelf>,
    width: usize,
    tier: Tier,
    outside: &dyn Outside,
    progress: &dyn Progress,
) -> Result<Corpus> {
    let mut articles = articles.into();
    articles.sort();
    let outlets = articles.outlets();
    let known = Known::learn(&articles, &outlets, outside, progress)?;
    go_on(progress)?;
    prepare_known((articles, outlets), &known, width, tier, progress)
}

/// As [`prepare`], where what was learnt of the whole is told: `learnt` is given the
/// articles, sorted, and the numbers of their outlets.
pub(super) fn prepare_part(
    articles: Vec<Article>,
    learnt: impl FnOnce(&Shelf, &[Option<u32>]) -> (OutletLines, Headlines),
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Corpus> {
    let mut articles = Shelf::from(articles);
    articles.sort();
    let outlets = articles.outlets();
    let (outlet_lines, headlines) = learnt(&articles, &outlets);
    let known = Known { outlet_lines, headlines };
    let Settings { reuse, tier, .. } = settings;
    prepare_known((articles, outlets), &known, reuse.width, *tier, progress)
}

/// Sketches articles, which are sorted, given what all have.
fn prepare_known(
    (articles, outlets): (Shelf, Vec<Option<u32>>),
    known: &Known,
    width: usize,
    tier: Tier,
    progress: &dyn Progress,
) -> Result<Corpus> {
    progress.begin(Stage::Sketch, articles.len() as u64);
    let share = share_of(articles.len());
    let desks = Desks::<Desk>::new();
    let writer = SketchWriter::new(articles.beside()?);
    let term_writer = articles.drawer()?;
    // Written where they stay: they are too many to be put together afterwards.
    let mut clean = vec![Clean::default(); outlets.len()];
    let (blocks, terms): (Vec<Block>, Vec<TermBlock<Terms>>) = outlets
        .par_chunks(share)
        .zip(clean.par_chunks_mut(share))
        .enumerate()
        .map(|(number, (outlets, clean))| {
            // An interrupt is heard within a share; the run ends below.
            let outlets = if progress.interrupted() { &[][..] } else { outlets };
            let asked = (number * share..).zip(outlets.iter().copied()).zip(clean);
            let (mut sketches, mut terms) =
                (Vec::with_capacity(outlets.len()), Vec::new());
            let mut reader = articles.reader();
            desks.at(|desk| {
                for ((at, outlet), clean) in asked {
                    let Some(article) = reader.get(at) else { continue };
                    *clean = desk.clean(article, outlet, known);
                    if tier == Tier::Stories {
                        terms.push(desk.terms(article, clean));
                    }
                    sketches.push(desk.sketch(width));
                }
            });
            progress.advance(outlets.len() as u64);
            (writer.put(sketches), term_writer.put(terms))
        })
        .unzip();
    go_on(progress)?;
    articles.check()?;
    let sketches = writer.finish(blocks, share);
    let corpus = Corpus {
        articles,
        clean,
        word_counts: sketches.heads().map(|head| head.words).collect(),
        sketches,
        terms: term_writer.finish(terms),
        outlets,
        width,
        beside: Beside::default(),
    };
    let masks: usize = corpus.clean.iter().map(|clean| clean.masks.len()).sum();
    progress.end(
        Stage::Sketch,
        &format!(
            "{} articles, {masks} stretches of furniture and credits masked",
            corpus.articles.len(),
        ),
    );
    Ok(corpus)
}

/// Articles given to one thread at a time: few enough to keep all threads busy.
fn share_of(articles: usize) -> usize {
    (articles / 64).clamp(16, 2048)
}

/// Lines that articles which are not at hand may have, too.
#[derive(Default)]
struct Asked {
    /// Key and words of those that an outlet may repeat.
    keys: Vec<(u64, u32)>,
    /// Hashes of those that may be headlines.
    exact: Vec<u64>,
}

impl Asked {
    fn read(&mut self, text: &str, words: &[Word], lines: &[Line]) {
        let repeated = lines.iter().filter(|line| line.words >= OUTLET_WORDS);
        self.keys.extend(repeated.map(|line| (line.key(text), line.words)));
        let short = lines.iter().filter(|line| line.words <= TEASER_HEADLINE);
        self.exact.extend(short.map(|line| line.exact(words)));
    }

    /// All of them, sorted, each key once.
    fn all(shares: Vec<Self>) -> (Vec<(u64, u32)>, Vec<u64>) {
        let (mut keys, mut exact) = (Vec::new(), Vec::new());
        for mut share in shares {
            keys.append(&mut share.keys);
            exact.append(&mut share.exact);
        }
        keys.par_sort_unstable();
        keys.dedup_by_key(|line| line.0);
        exact.par_sort_unstable();
        exact.dedup();
        (keys, exact)
    }
}

/// What one article is cleaned by: what all others have.
struct Known {
    outlet_lines: OutletLines,
    headlines: Headlines,
}

impl Known {
    fn learn(
        articles: &Shelf,
        outlets: &[Option<u32>],
        outside: &dyn Outside,
        progress: &dyn Progress,
    ) -> Result<Self> {
        progress.begin(Stage::Clean, articles.len() as u64);
        let share = share_of(articles.len());
        let asks = outside.asks();
        let (seen, (asked, titles)): (Vec<_>, (Vec<_>, Vec<Vec<u64>>)) = articles
            .as_they_lie()
            .par_chunks(share)
            .map(|some| {
                let (mut seen, mut words) = (SeenLines::default(), Vec::new());
                let (mut asked, mut titles) = (Asked::default(), Vec::new());
                let mut reader = articles.reader();
                for at in some.iter().map(|at| *at as usize) {
                    let Some(article) = reader.get(at) else { continue };
                    let outlet = outlets.get(at).copied().flatten();
                    titles.extend(Headlines::read_keys(&article.title, &mut words));
                    if asks {
                        words.clear();
                        words::read(&article.text, &mut words);
                        let text = &article.text;
                        asked.read(text, &words, &lines(text, &words));
                    }
                    if let Some(outlet) = outlet.filter(|_| !outside.holds(&article.id)) {
                        seen.read(outlet, &article.text);
                    }
                }
                progress.advance(some.len() as u64);
                (seen, (asked, titles))
            })
            .unzip();
        let (keys, exact) = Asked::all(asked);
        let beside = outside.outlet_lines(articles, outlets, &keys)?;
        let outlet_lines = OutletLines::learn_beside(seen, beside);
        let mut headlines = Headlines::known(titles.concat());
        headlines.extend(outside.headlines(&exact)?);
        progress.end(
            Stage::Clean,
            &format!("{} lines that outlets repeat", outlet_lines.len()),
        );
        Ok(Self { outlet_lines, headlines })
    }

    /// Cleans one article, given its words.
    fn clean(&self, article: &Article, words: &[Word], outlet: Option<u32>) -> Clean {
        let text = &article.text;
        let lines = lines(text, words);
        let mut masks = furniture::find(text, words, &lines, outlet, &self.outlet_lines);
        let credits = credits::find_among(text, words);
        let of_credits = credits.masks.iter();
        masks.extend(of_credits.map(|&span| Mask { span, reason: Reason::Credit }));
        masks.extend(self.headlines.teasers(text, words, &lines, &article.title));
        masks.sort_unstable();
        masks.dedup_by_key(|mask| mask.span);
        let lang = match article.lang.as_deref().map(Lang::from_code) {
            Some(lang) if lang != Lang::UNKNOWN => lang,
            _ if text.is_empty() => Lang::detect(&article.title),
            _ => Lang::detect(text),
        };
        let stamp = if article.date.is_none() { credits::stamp(text) } else { None };
        Clean {
            lang,
            masks: masks.into(),
            credits: credits.found.into(),
            item: credits.key.map(Box::new),
            seconds: article
                .seconds()
                .or_else(|| stamp.as_ref().map(|stamp| stamp.date.seconds)),
            published: article.seconds(),
            stamp: stamp.and_then(|stamp| written(&stamp.date)).map(Into::into),
            scattered: false,
        }
    }
}

/// A time read from a text, the way date fields are written.
fn written(date: &Date) -> Option<String> {
    let moment = jiff::Timestamp::from_second(date.seconds).ok()?;
    let format = if date.has_time { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%d" };
    Some(moment.strftime(format).to_string())
}

/// What one thread works with: an article's words and what is made of them.
#[derive(Default)]
struct Desk {
    all: Vec<Word>,
    /// The hashes of those outside the masks.
    hashes: Vec<u64>,
    /// And themselves, for their terms.
    left: Vec<Word>,
    shingles: Vec<u64>,
    reader: TermReader,
}

impl Desk {
    /// Takes an article, and cleans it.
    fn clean(&mut self, article: &Article, outlet: Option<u32>, known: &Known) -> Clean {
        self.all.clear();
        words::read(&article.text, &mut self.all);
        let clean = known.clean(article, &self.all, outlet);
        let masks = clean.mask_spans();
        words::hashes_outside(&article.text, &self.all, &masks, &mut self.hashes);
        clean
    }

    /// The terms of the article that was cleaned last.
    fn terms(&mut self, article: &Article, clean: &mut Clean) -> Terms {
        let url = article.url.as_deref().unwrap_or_default();
        let (title, text) = (&article.title, &article.text);
        words::outside(text, &self.all, &clean.mask_spans(), &mut self.left);
        let terms = self.reader.read_words(title, url, text, &self.left, clean.lang);
        clean.scattered = terms.scattered;
        terms
    }

    /// The sketch of the article that was cleaned last.
    fn sketch(&mut self, width: usize) -> Sketch {
        Sketch::with(&self.hashes, width, &mut self.shingles)
    }
}
