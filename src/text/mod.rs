//! Articles to clean text to tokens.
//!
//! [`fold`] says which characters make words and what they fold to; [`tokens`] cuts a
//! text into folded words with byte spans; [`vocabulary`] gives every distinct word a
//! number; [`language`], [`background`] and [`stems`] tell what a word is worth, and
//! [`numerals`] whether it is a number; [`address`] what the address of an article says;
//! [`versions`] whether a text says it was updated, [`quotes`] where it quotes; [`lines`],
//! [`furniture`], [`teasers`] and [`credits`] find the parts of a text that are not the article.

pub mod address;
mod affixes;
pub mod background;
mod blocks;
mod characters;
pub mod credits;
pub mod dictionary;
pub mod fold;
pub mod furniture;
mod hanzi;
pub mod language;
pub mod lines;
pub mod numerals;
mod offers;
pub mod outlet_lines;
pub mod packed;
mod phrases;
pub mod quotes;
pub mod roundup_titles;
mod runs;
pub mod segment;
pub mod sentences;
pub mod stems;
mod table;
pub mod teasers;
pub mod tokens;
pub mod versions;
pub mod vocabulary;
pub mod words;
