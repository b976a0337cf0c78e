//! Articles in an order that does not depend on how they came in.

use std::cmp::Ordering;

use rayon::prelude::*;

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
            a.text.cmp(&b.text).then_with(|| a.title.cmp(&b.title))
        } else {
            Ordering::Equal
        }
    };
    placed.then_with(by_text).then_with(|| a.id.cmp(&b.id))
}

/// What an article of a file is sorted by, as far as that is known without reading it.
struct Key {
    id_is_place: bool,
    /// The id, or the beginning of the text.
    head: Box<[u8]>,
    article: u32,
}

impl Filed {
    fn sort(&mut self) {
        let key = |article: usize| {
            let (id_is_place, id) = self.id(article).unwrap_or_default();
            let head = if id_is_place {
                let mut text = self.text(article).unwrap_or_default().into_bytes();
                text.truncate(HEAD);
                text
            } else {
                id.into_bytes()
            };
            let article = u32::try_from(article).unwrap_or(u32::MAX);
            Key { id_is_place, head: head.into(), article }
        };
        let articles = 0..self.places.len();
        let mut keys: Vec<Key> = articles.into_par_iter().map(key).collect();
        keys.par_sort_by(|a, b| {
            let known = a.id_is_place.cmp(&b.id_is_place);
            known.then_with(|| a.head.cmp(&b.head)).then_with(|| {
                let read = |key: &Key| self.get(key.article as usize).unwrap_or_default();
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
