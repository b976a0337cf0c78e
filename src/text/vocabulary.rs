//! Every distinct word of a collection, numbered.
//!
//! Verification compares word numbers, never hashes, so that no collision can join two
//! texts. Numbers are given in the order of the articles, which makes them the same for
//! any number of threads.

use hashbrown::HashTable;

use super::packed::Packed;
use super::words::{Word, word_hash};

/// The number of a distinct folded word.
pub type TokenId = u32;

/// Words and their numbers.
///
/// ```
/// use samestory::text::vocabulary::Vocabulary;
///
/// let mut words = Vocabulary::default();
/// let train = words.insert("train");
/// assert_eq!(words.insert("train"), train);
/// assert_ne!(words.insert("station"), train);
/// assert_eq!(words.word(train), "train");
/// ```
#[derive(Default)]
pub struct Vocabulary {
    /// Words of at most 16 bytes.
    short: HashTable<(Packed, TokenId)>,
    /// The others, told apart by their letters.
    long: HashTable<TokenId>,
    hashes: Vec<u64>,
    ends: Vec<u32>,
    letters: String,
}

impl Vocabulary {
    /// The number of a folded word, new or known.
    pub fn insert(&mut self, word: &str) -> TokenId {
        match Packed::new(word) {
            Some(letters) => self.insert_short(letters, letters.hash()),
            None => self.insert_long(word, word_hash(word)),
        }
    }

    /// The number of a word of `text`, new or known.
    pub fn insert_word(&mut self, word: &Word, text: &str) -> TokenId {
        match word.letters() {
            Some(letters) => self.insert_short(letters, word.hash),
            None => self.insert_long(&word.folded(text), word.hash),
        }
    }

    fn insert_short(&mut self, letters: Packed, hash: u64) -> TokenId {
        if let Some(&(_, id)) = self.short.find(hash, |(known, _)| *known == letters) {
            return id;
        }
        let (bytes, length) = letters.bytes();
        let word = bytes.get(..length).and_then(|word| std::str::from_utf8(word).ok());
        let id = self.note(word.unwrap_or_default(), hash);
        self.short.insert_unique(hash, (letters, id), |(known, _)| known.hash());
        id
    }

    fn insert_long(&mut self, word: &str, hash: u64) -> TokenId {
        let found =
            self.long.find(hash, |&id| self.hash(id) == hash && self.word(id) == word);
        if let Some(&id) = found {
            return id;
        }
        let id = self.note(word, hash);
        let hashes = &self.hashes;
        self.long.insert_unique(hash, id, |&id| {
            hashes.get(id as usize).copied().unwrap_or_default()
        });
        id
    }

    fn note(&mut self, word: &str, hash: u64) -> TokenId {
        // A vocabulary beyond 2^32 words or 4 GiB of letters shares its last number;
        // ten million articles have some tens of millions of words.
        let id = TokenId::try_from(self.hashes.len()).unwrap_or(TokenId::MAX);
        self.letters.push_str(word);
        self.hashes.push(hash);
        self.ends.push(u32::try_from(self.letters.len()).unwrap_or(u32::MAX));
        id
    }

    /// The folded word of a number; empty for a number never given.
    pub fn word(&self, id: TokenId) -> &str {
        let index = id as usize;
        let start = match index.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.letters.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The [`word_hash`] of a word.
    pub fn hash(&self, id: TokenId) -> u64 {
        self.hashes.get(id as usize).copied().unwrap_or_default()
    }

    /// How many distinct words there are.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }
}
