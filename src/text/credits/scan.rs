//! Cuts a stretch of text into agencies, words and signs.

use super::table::Hit;
use super::words::{self, Word};

/// Most tokens looked at.
const TOKENS: usize = 80;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Index into the hits.
    Agency(usize),
    Word(Word),
    Number,
    Slash,
    Comma,
    Colon,
    Dash,
    /// A hyphen inside a word.
    Hyphen,
    Dot,
    Bracket,
    Apostrophe,
    Other,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) end: usize,
    /// Letters of a word.
    pub(super) letters: usize,
    pub(super) capital: bool,
    /// Whether all letters are capitals, or all are small.
    pub(super) one_case: bool,
}

/// The tokens of `text[start..end]`; `hits` are those of the whole text.
pub(super) fn tokens(text: &str, start: usize, end: usize, hits: &[Hit]) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut at = start;
    let mut next_hit = hits.partition_point(|hit| hit.start < start);
    let mut spaced = true;
    while at < end && out.len() < TOKENS {
        while hits.get(next_hit).is_some_and(|hit| hit.start < at) {
            next_hit += 1;
        }
        let hit = hits.get(next_hit).filter(|hit| hit.is_agency() && hit.end <= end);
        let rest = text.get(at..end).unwrap_or_default();
        let Some(c) = rest.chars().next() else { break };
        if c.is_whitespace() {
            spaced = true;
            at += c.len_utf8();
            continue;
        }
        let after_slash = out.last().is_some_and(|last| last.kind == Kind::Slash);
        let mut one_case = false;
        let (kind, stop, letters) = if let Some(hit) = hit.filter(|hit| hit.start == at) {
            (Kind::Agency(next_hit), hit.end, 0)
        } else if c.is_numeric() {
            let stop = rest.find(|c: char| !c.is_numeric()).unwrap_or(rest.len());
            (Kind::Number, at + stop, 0)
        } else if c.is_alphanumeric() {
            let limit = hit.map_or(end, |hit| hit.start);
            let rest = text.get(at..limit).unwrap_or_default();
            let stop = rest
                .find(|c: char| !(words::is_letter(c) || c == '\u{ad}'))
                .unwrap_or(rest.len());
            let word = rest.get(..stop).unwrap_or_default();
            one_case =
                !word.contains(char::is_lowercase) || !word.contains(char::is_uppercase);
            (Kind::Word(words::class(word)), at + stop, word.chars().count())
        } else {
            (sign(c, rest, !spaced && !after_slash), at + c.len_utf8(), 0)
        };
        out.push(Token { kind, end: stop, letters, capital: c.is_uppercase(), one_case });
        spaced = false;
        at = stop;
    }
    if at < end && out.len() >= TOKENS {
        let (kind, letters) = (Kind::Other, 0);
        out.push(Token { kind, end: at, letters, capital: false, one_case: false });
    }
    out
}

fn sign(c: char, rest: &str, inside: bool) -> Kind {
    let after = rest.chars().nth(1);
    match c {
        '/' | '|' | '／' | '｜' | '\\' | '·' | '•' => Kind::Slash,
        ',' | ';' | '，' | '、' | '；' | '&' | '+' => Kind::Comma,
        ':' | '：' => Kind::Colon,
        '-' | '\u{2010}' if inside && after.is_some_and(char::is_alphanumeric) => {
            Kind::Hyphen
        }
        '-' | '\u{2010}'..='\u{2015}' | '*' | '=' | '＝' | '>' => Kind::Dash,
        '.' | '。' => Kind::Dot,
        '(' | ')' | '[' | ']' | '（' | '）' | '【' | '】' => Kind::Bracket,
        '©' => Kind::Word(Word::Copyright),
        '\'' | '’' => Kind::Apostrophe,
        _ => Kind::Other,
    }
}
