//! Where the articles of a run stand: in memory, or, when they are many, in a temporary
//! file, of which a few bytes an article stay in memory.

pub(crate) mod bytes;
pub mod drawer;
mod ready;
pub(crate) mod record;
mod sorting;
pub(crate) mod spill;

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use hashbrown::HashMap;

use crate::article::{Article, Embedding};
use crate::error::Result;
use drawer::DrawerWriter;
use ready::Packed;
pub(crate) use ready::Ready;
use spill::{Ahead, Spill};

/// How much may be held in memory, and where the rest goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Bytes of articles that are held in memory.
    pub bytes: u64,
    /// The folder of the temporary file.
    pub folder: PathBuf,
}

/// Articles, in the order they came in until they are sorted.
///
/// ```
/// use samestory::article::Article;
/// use samestory::shelf::{Room, Shelf};
///
/// let folder = tempfile::tempdir()?;
/// let mut shelf = Shelf::new(Room { bytes: 1_000, folder: folder.path().into() });
/// for number in 0..100 {
///     let text = format!("Train number {number} has reached Khasan.");
///     shelf.push(Article::new(number.to_string(), text))?;
/// }
/// assert!(shelf.is_in_file());
/// assert_eq!(shelf.get(7).unwrap().id, "7");
/// assert_eq!(shelf.text(8).unwrap(), "Train number 8 has reached Khasan.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Shelf {
    /// All articles, or none when they are in a file.
    held: Vec<Article>,
    /// Their bytes, about.
    bytes: u64,
    /// `None` when everything is held in memory, whatever it takes.
    room: Option<Room>,
    filed: Option<Filed>,
}

/// Articles in a file.
#[derive(Debug)]
struct Filed {
    spill: Spill,
    places: Vec<Place>,
    /// What models made of them; shorter than `places` where the last have none.
    embeddings: Vec<Option<Embedding>>,
    /// The outlets by name, numbered as they came in.
    outlets: HashMap<String, u32>,
}

/// Where an article stands in the file.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: u64,
    length: u32,
    /// The number of its outlet; [`NO_OUTLET`] where it names none.
    outlet: u32,
}

const NO_OUTLET: u32 = u32::MAX;
/// First bytes of a record, in which most ids end.
const BEGINNING: usize = 64;

impl Shelf {
    /// An empty shelf.
    pub fn new(room: Room) -> Self {
        Self { room: Some(room), ..Self::default() }
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.filed.as_ref().map_or(self.held.len(), |filed| filed.places.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether they are in a file.
    pub const fn is_in_file(&self) -> bool {
        self.filed.is_some()
    }

    /// Another file beside that of the articles; none when they are held in memory.
    pub(crate) fn beside(&self) -> Result<Option<Spill>> {
        let room = self.room.as_ref().filter(|_| self.is_in_file());
        room.map(|room| Spill::create(&room.folder)).transpose()
    }

    /// Where values of one kind go, one for each article: as long as articles are held in
    /// memory all of them there, beside a file of articles twice as many bytes as of those.
    pub(crate) fn drawer(&self) -> Result<DrawerWriter> {
        let held = self.room.as_ref().map_or(0, |room| room.bytes.saturating_mul(2));
        Ok(DrawerWriter::new(self.beside()?, held))
    }

    /// Says that so many bytes of input come. Where they are far more than there is room
    /// for, articles go into the file at once: what is held and let go again stays with the
    /// process, for nothing.
    pub(crate) fn announce(&mut self, bytes: u64) -> Result<()> {
        match &self.room {
            Some(room) if bytes / 2 > room.bytes => self.file(),
            _ => Ok(()),
        }
    }

    /// Puts all articles into a file, those that are held and those to come.
    fn file(&mut self) -> Result<()> {
        if let (None, Some(room)) = (&self.filed, &self.room) {
            let mut filed = Filed {
                spill: Spill::create(&room.folder)?,
                places: Vec::new(),
                embeddings: Vec::new(),
                outlets: HashMap::new(),
            };
            for article in std::mem::take(&mut self.held) {
                filed.push(article.into());
            }
            self.filed = Some(filed);
        }
        Ok(())
    }

    /// Puts an article behind all others.
    ///
    /// # Errors
    /// The temporary file cannot be made. That it cannot be written is told by
    /// [`Shelf::check`].
    pub fn push(&mut self, article: Article) -> Result<()> {
        self.put(Ready::new(article, self.is_in_file()))
    }

    /// As [`Shelf::push`].
    pub(crate) fn put(&mut self, article: Ready) -> Result<()> {
        match (&mut self.filed, article) {
            (Some(filed), Ready::Packed(packed)) => filed.push(packed),
            (Some(filed), Ready::Held(article)) => filed.push(article.into()),
            (None, article) => {
                let article = article.into_article();
                self.bytes += size(&article);
                self.held.push(article);
                if self.room.as_ref().is_some_and(|room| self.bytes > room.bytes) {
                    self.file()?;
                }
            }
        }
        Ok(())
    }

    /// Says that no more articles come.
    pub(crate) fn seal(&mut self) {
        if let Some(filed) = &mut self.filed {
            filed.spill.seal();
            filed.places.shrink_to_fit();
        }
    }

    /// Whether everything could be written and read so far. Until this is asked, an article
    /// that could not be read is none.
    ///
    /// # Errors
    /// [`crate::error::Error::Spill`]: what went wrong first.
    pub fn check(&self) -> Result<()> {
        self.filed.as_ref().map_or(Ok(()), |filed| filed.spill.check())
    }

    /// An article; `None` for a number out of range.
    pub fn get(&self, article: usize) -> Option<Cow<'_, Article>> {
        match &self.filed {
            None => self.held.get(article).map(Cow::Borrowed),
            Some(filed) => {
                let mut read = Article::default();
                filed.read(article, &mut Ahead::default(), &mut read)?;
                Some(Cow::Owned(read))
            }
        }
    }

    /// Reads articles one after the other.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader { shelf: self, ahead: Ahead::default(), article: Article::default() }
    }

    /// The numbers of all articles in the order in which they are read fastest.
    pub(crate) fn as_they_lie(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = (0u32..).take(self.len()).collect();
        if let Some(filed) = &self.filed {
            let place = |number: &u32| filed.places.get(*number as usize).map(|p| p.at);
            numbers.sort_unstable_by_key(place);
        }
        numbers
    }

    /// The text of an article.
    pub fn text(&self, article: usize) -> Option<Cow<'_, str>> {
        match &self.filed {
            None => self.held.get(article).map(|article| Cow::from(&article.text)),
            Some(filed) => {
                let text = filed.text(article, &mut Ahead::default())?.to_owned();
                Some(Cow::Owned(text))
            }
        }
    }

    /// The id of an article.
    pub fn id(&self, article: usize) -> Option<Cow<'_, str>> {
        match &self.filed {
            None => self.held.get(article).map(|article| Cow::from(&article.id)),
            Some(filed) => {
                let id = filed.id(article, &mut Ahead::default())?.1.to_owned();
                Some(Cow::Owned(id))
            }
        }
    }

    /// The embedding of an article, if it has one.
    pub fn embedding(&self, article: usize) -> Option<&Embedding> {
        match &self.filed {
            None => self.held.get(article)?.embedding.as_ref(),
            Some(filed) => filed.embeddings.get(article)?.as_ref(),
        }
    }

    /// Takes away embeddings that `unwanted` names.
    pub(crate) fn strip(&mut self, unwanted: impl Fn(&Embedding) -> bool) {
        let held = self.held.iter_mut().map(|article| &mut article.embedding);
        let filed = self.filed.iter_mut().flat_map(|filed| &mut filed.embeddings);
        for embedding in held.chain(filed) {
            embedding.take_if(|one| unwanted(one));
        }
    }

    /// All articles, in order.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, Article>> {
        (0..self.len()).filter_map(|article| self.get(article))
    }

    /// The outlets of all articles, numbered in the order of their first articles.
    pub fn outlets(&self) -> Vec<Option<u32>> {
        match &self.filed {
            None => {
                let names = self.held.iter().map(|article| article.source.as_deref());
                numbered(names)
            }
            Some(filed) => {
                let known = filed.places.iter().map(|place| place.outlet);
                numbered(known.map(|outlet| (outlet != NO_OUTLET).then_some(outlet)))
            }
        }
    }

    /// The articles in a list of their own, in memory.
    pub fn into_vec(self) -> Vec<Article> {
        if self.filed.is_none() {
            return self.held;
        }
        self.iter().map(Cow::into_owned).collect()
    }
}

impl From<Vec<Article>> for Shelf {
    /// Articles that stay in memory.
    fn from(held: Vec<Article>) -> Self {
        Self { held, ..Self::default() }
    }
}

fn numbered<T: Eq + std::hash::Hash>(
    names: impl Iterator<Item = Option<T>>,
) -> Vec<Option<u32>> {
    let mut numbers: HashMap<T, u32> = HashMap::new();
    let number = |name: Option<T>| {
        let next = u32::try_from(numbers.len()).ok()?;
        Some(*numbers.entry(name?).or_insert(next))
    };
    names.map(number).collect()
}

/// Bytes that an article takes in memory, about.
fn size(article: &Article) -> u64 {
    let strings = article.id.len() + article.title.len() + article.text.len();
    (strings + size_of::<Article>() + 100) as u64
}

impl Filed {
    fn push(&mut self, article: Packed) {
        let Packed { outlet, embedding, record, .. } = article;
        if let Some(embedding) = embedding {
            self.embeddings.resize(self.places.len(), None);
            self.embeddings.push(Some(embedding));
        }
        let outlet = outlet.as_deref().map_or(NO_OUTLET, |name| {
            let next = u32::try_from(self.outlets.len()).unwrap_or(NO_OUTLET);
            *self.outlets.entry_ref(name).or_insert(next)
        });
        let length = u32::try_from(record.len()).unwrap_or_else(|_| {
            let why = "an article is larger than 4 GiB";
            self.spill.fail(io::Error::new(io::ErrorKind::FileTooLarge, why));
            0
        });
        let at = self.spill.append(&record);
        self.places.push(Place { at, length, outlet });
    }

    /// Its bytes; none for a number out of range, and when they cannot be had.
    fn record<'a>(&self, article: usize, ahead: &'a mut Ahead) -> Option<&'a [u8]> {
        let place = self.places.get(article)?;
        let record = self.spill.read_ahead(place.at, place.length as usize, ahead);
        (!record.is_empty()).then_some(record)
    }

    /// What was read, or the note that it makes no sense.
    fn sense<T>(&self, read: Option<T>) -> Option<T> {
        if read.is_none() {
            self.spill.fail_to_read();
        }
        read
    }

    fn read(&self, article: usize, ahead: &mut Ahead, into: &mut Article) -> Option<()> {
        self.sense(record::read_into(self.record(article, ahead)?, into))?;
        into.embedding = self.embeddings.get(article).cloned().flatten();
        Some(())
    }

    fn text<'a>(&self, article: usize, ahead: &'a mut Ahead) -> Option<&'a str> {
        self.sense(record::text(self.record(article, ahead)?))
    }

    fn id<'a>(&self, article: usize, ahead: &'a mut Ahead) -> Option<(bool, &'a str)> {
        let place = self.places.get(article)?;
        let beginning = BEGINNING.min(place.length as usize);
        let long =
            record::id(self.spill.read_ahead(place.at, beginning, ahead)).is_none();
        let record = if long {
            self.record(article, ahead)?
        } else {
            self.spill.read_ahead(place.at, beginning, ahead)
        };
        self.sense(record::id(record))
    }
}

/// Reads articles one after the other into one place, which is made once.
pub(crate) struct Reader<'s> {
    shelf: &'s Shelf,
    ahead: Ahead,
    article: Article,
}

impl Reader<'_> {
    /// An article; `None` for a number out of range.
    pub(crate) fn get(&mut self, article: usize) -> Option<&Article> {
        match &self.shelf.filed {
            None => self.shelf.held.get(article),
            Some(filed) => {
                filed.read(article, &mut self.ahead, &mut self.article)?;
                Some(&self.article)
            }
        }
    }

    /// The text of an article.
    pub(crate) fn text(&mut self, article: usize) -> Option<&str> {
        match &self.shelf.filed {
            None => self.shelf.held.get(article).map(|article| article.text.as_str()),
            Some(filed) => filed.text(article, &mut self.ahead),
        }
    }
}

#[cfg(test)]
mod tests;
