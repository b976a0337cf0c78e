//! Every distinct word of a collection, numbered.
//!
//! Verification compares word numbers, never hashes, so that no collision can join two
//! texts. Numbers are given in the order of the articles, which makes them the same for
//! any number of threads.

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

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
    table: HashTable<TokenId>,
    hashes: Vec<u64>,
    ends: Vec<u32>,
    letters: String,
}

impl Vocabulary {
    /// The number of `word`, new or known.
    pub fn insert(&mut self, word: &str) -> TokenId {
        self.insert_hashed(word, xxh3_64(word.as_bytes()))
    }

    /// The number of `word`, whose XXH3-64 is `hash`.
    pub fn insert_hashed(&mut self, word: &str, hash: u64) -> TokenId {
        let found =
            self.table.find(hash, |&id| self.hash(id) == hash && self.word(id) == word);
        if let Some(&id) = found {
            return id;
        }
        // A vocabulary beyond 2^32 words or 4 GiB of letters shares its last number;
        // ten million articles have some tens of millions of words.
        let id = TokenId::try_from(self.hashes.len()).unwrap_or(TokenId::MAX);
        self.letters.push_str(word);
        self.hashes.push(hash);
        self.ends.push(u32::try_from(self.letters.len()).unwrap_or(u32::MAX));
        let hashes = &self.hashes;
        self.table.insert_unique(hash, id, |&id| {
            hashes.get(id as usize).copied().unwrap_or_default()
        });
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

    /// XXH3-64 of a word: the same in every run and on every machine.
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

    /// Takes in another vocabulary; answers the new number of each of its words.
    pub fn absorb(&mut self, other: &Self) -> Vec<TokenId> {
        (0..other.len())
            .filter_map(|index| TokenId::try_from(index).ok())
            .map(|id| self.insert_hashed(other.word(id), other.hash(id)))
            .collect()
    }
}
