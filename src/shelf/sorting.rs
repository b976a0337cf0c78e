//! Articles in an order that does not depend on how they came in.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::spill::Ahead;
use super::{Filed, Shelf};
use crate::article::Article;

/// Bytes of a text that are looked at before the whole of it is.
const HEAD: usize = 64;

impl Shelf {
    /// Sorts by id; articles without one come last, by what they say.
    pub(crate) fn sort(&mut self) {
        match &mut self.filed {
            None => self.held.par_sort_by(order),
            Some(filed) => filed.sort(),
        }
    }
}

fn order(a: &Article, b: &Article) -> Ordering {
    let placed = a.id_is_place.cmp(&b.id_is_place);
    let by_text = || {
        if a.id_is_place {
            let when = |one: &Article| one.date.as_ref().map(|date| date.seconds);
            a.text
                .cmp(&b.text)
                .then_with(|| a.title.cmp(&b.title))
                .then_with(|| when(a).cmp(&when(b)))
                .then_with(|| a.source.cmp(&b.source))
                .then_with(|| a.url.cmp(&b.url))
                .then_with(|| a.lang.cmp(&b.lang))
        } else {
            Ordering::Equal
        }
    };
    placed.then_with(by_text).then_with(|| a.id.cmp(&b.id))
}

/// What an article of a file is sorted by, as far as that is known without reading it.
struct Key {
    id_is_place: bool,
    /// The first bytes of `head`.
    first: [u8; 8],
    /// The id, or the beginning of the text.
    head: Box<[u8]>,
    article: u32,
}

impl Filed {
    fn sort(&mut self) {
        // They lie in the order they came in.
        let key = |ahead: &mut Ahead, article: usize| {
            let (id_is_place, id) = self.id(article, ahead).unwrap_or_default();
            let head: Box<[u8]> = if id_is_place {
                let text = self.text(article, ahead).unwrap_or_default().as_bytes();
                text.get(..HEAD).unwrap_or(text).into()
            } else {
                id.as_bytes().into()
            };
            let mut first = [0; 8];
            for (slot, byte) in first.iter_mut().zip(&*head) {
                *slot = *byte;
            }
            let article = u32::try_from(article).unwrap_or(u32::MAX);
            Key { id_is_place, first, head, article }
        };
        let articles = (0..self.places.len()).into_par_iter();
        let mut keys: Vec<Key> = articles.map_init(Ahead::default, key).collect();
        keys.par_sort_unstable_by(|a, b| {
            let known = a.id_is_place.cmp(&b.id_is_place);
            let known = known.then_with(|| a.first.cmp(&b.first));
            known.then_with(|| a.head.cmp(&b.head)).then_with(|| {
                let read = |key: &Key| {
                    let mut article = Article::default();
                    self.read(key.article as usize, &mut Ahead::default(), &mut article);
                    article
                };
                order(&read(a), &read(b))
            })
        });
        let sorted = || keys.iter().map(|key| key.article as usize);
        self.places = sorted().filter_map(|at| self.places.get(at).copied()).collect();
        if !self.embeddings.is_empty() {
            let embedding = |at: usize| self.embeddings.get(at).cloned().flatten();
            self.embeddings = sorted().map(embedding).collect();
        }
    }
}
