//! Any text: the words that are read at once are those of the twin that reads character by
//! character, and so are those of the tokeniser.
#![no_main]

use libfuzzer_sys::fuzz_target;
use samestory::span::Span;
use samestory::text::tokens::{plain, tokenise};
use samestory::text::words::{word_hash, words};

fuzz_target!(|text: &str| {
    let mut found = Vec::new();
    plain::tokenise(text, |word, span| found.push((word.to_owned(), span)));
    let mut tokens = Vec::new();
    tokenise(text, |word, span| tokens.push((word.to_owned(), span)));
    assert_eq!(tokens, found);
    let hashes: Vec<(u64, Span)> =
        words(text).iter().map(|word| (word.hash, word.span)).collect();
    let wanted: Vec<(u64, Span)> =
        found.iter().map(|(word, span)| (word_hash(word), *span)).collect();
    assert_eq!(hashes, wanted);
});
