//! What heads of groups are compared by: frequencies over all articles, profiles, crowds.
//!
//! Frequencies travel as rows of keys and numbers, those of a chunk of articles summed up,
//! cut into shards by their keys: a shard's rows are summed over all chunks and go back to
//! the chunks that asked.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, StringBuilder};
use arrow_array::{ArrayRef, Float32Array, Int32Array};
use pyo3::prelude::*;
use samestory::candidates::terms::HeavyTerm;
use samestory::cluster::roundups::Form;
use samestory::error::Result;
use samestory::pipeline::part::{Counted, count_part, profile_part};
use samestory::text::language::Lang;
use samestory::verify::event::{
    Outline, Profile, pack, parts_of_sum, set_crowds_beside, sum_of_parts,
};

use super::columns::{
    Columns, Made, batch as made, beside, count, each, key_lists, long_lists, longs,
    some_longs,
};
use super::intake::facts;
use super::packs::outlines;
use crate::Batch;
use crate::rows::Table;
use crate::settings::{Reuse, Stories};

/// What keys count.
const TERMS: i32 = 0;
const GRAMS: i32 = 1;
const ARTICLES: i32 = 2;
const PARTS: i32 = 3;

/// Rows of keys with their numbers.
#[derive(Default)]
struct Sums {
    shards: Vec<i32>,
    langs: StringBuilder,
    kinds: Vec<i32>,
    keys: Vec<Vec<i64>>,
    held: Vec<Vec<i64>>,
}

impl Sums {
    fn add(
        &mut self,
        lang: Lang,
        kind: i32,
        numbers: impl IntoIterator<Item = (u64, i64)>,
        shards: u64,
    ) {
        let mut by_shard: BTreeMap<u64, (Vec<i64>, Vec<i64>)> = BTreeMap::new();
        for (key, number) in numbers {
            let (keys, held) = by_shard.entry(key % shards.max(1)).or_default();
            keys.push(key.cast_signed());
            held.push(number);
        }
        for (shard, (keys, held)) in by_shard {
            self.shards.push(i32::try_from(shard).unwrap_or(i32::MAX));
            self.langs.append_value(lang.code().unwrap_or_default());
            self.kinds.push(kind);
            self.keys.push(keys);
            self.held.push(held);
        }
    }

    fn made(mut self, chunk: i64) -> Made {
        made([
            ("chunk", longs(self.shards.iter().map(|_| chunk))),
            ("shard", Arc::new(Int32Array::from(self.shards)) as ArrayRef),
            ("lang", Arc::new(self.langs.finish())),
            ("kind", Arc::new(Int32Array::from(self.kinds))),
            ("keys", long_lists(self.keys)),
            ("held", long_lists(self.held)),
        ])
    }
}

fn chunk(batch: &Columns) -> Result<i64> {
    Ok(batch.longs("chunk")?.values().first().copied().unwrap_or_default())
}

/// For how many others each article stands, which is none but for the head of a group.
fn copies(batch: &Columns) -> Result<Vec<u32>> {
    let (numbers, heads) = (batch.longs("nid")?, batch.longs("head")?);
    let sizes = batch.longs("count")?.values().iter();
    let own = numbers.values().iter().zip(heads.values());
    let copies = |((nid, head), &size)| if nid == head { count(size - 1) } else { 0 };
    Ok(own.zip(sizes).map(copies).collect())
}

/// Bits of the lower of two counts in one number.
const LOWER: u32 = 32;

/// In how many articles a term stands, and how many of them are copies, as one number:
/// such numbers may be added up.
fn both(held: u32, copies: u32) -> i64 {
    i64::from(held) | i64::from(copies) << LOWER
}

/// Counts the terms and grams of a chunk of articles.
#[pyfunction]
pub(crate) fn engine_count(
    py: Python<'_>,
    table: Table,
    shape: Reuse,
    shards: u64,
) -> PyResult<Vec<Batch>> {
    each(py, table, |batch| {
        let settings = shape.settings()?;
        let (langs, facts) = (batch.langs("group_lang")?, facts(batch)?);
        let copies = copies(batch)?;
        let found =
            count_part(batch.articles()?, &langs, &copies, &facts, &settings, &())?;
        let mut sums = Sums::default();
        for (lang, Counted { articles, terms, copies, grams }) in found {
            let copies = |hash| copies.get(&hash).copied().unwrap_or(0);
            let terms =
                terms.into_iter().map(|(hash, held)| (hash, both(held, copies(hash))));
            let grams =
                grams.into_iter().map(|(g, held)| (u64::from(g), i64::from(held)));
            let articles = i64::try_from(articles).unwrap_or(i64::MAX);
            sums.add(lang, TERMS, terms, shards);
            sums.add(lang, GRAMS, grams, shards);
            sums.add(lang, ARTICLES, [(0, articles)], shards);
        }
        Ok(sums.made(chunk(batch)?))
    })
}

/// The rows of a shard, with the sums over all chunks for numbers.
#[pyfunction]
pub(crate) fn engine_sum(py: Python<'_>, table: Table) -> PyResult<Vec<Batch>> {
    each(py, table, |batch| {
        let (langs, kinds) = (batch.langs("lang")?, batch.ints("kind")?);
        let mut sums: HashMap<(Lang, i32, i64), i64> = HashMap::new();
        for (row, &lang) in langs.iter().enumerate() {
            let keys = batch.long_list("keys", row)?;
            for (key, held) in keys.into_iter().zip(batch.long_list("held", row)?) {
                let slot = sums.entry((lang, kinds.value(row), key)).or_default();
                *slot = slot.saturating_add(held);
            }
        }
        let mut held = Vec::with_capacity(batch.rows());
        for (row, &lang) in langs.iter().enumerate() {
            let of = |key| sums.get(&(lang, kinds.value(row), key)).copied().unwrap_or(0);
            held.push(batch.long_list("keys", row)?.into_iter().map(of).collect());
        }
        let same = |name| batch.column(name).map(Arc::clone);
        Ok(made([
            ("chunk", same("chunk")?),
            ("shard", same("shard")?),
            ("lang", same("lang")?),
            ("kind", same("kind")?),
            ("keys", same("keys")?),
            ("held", long_lists(held)),
        ]))
    })
}

/// Frequencies of every language, and the sums of its terms' parts.
#[derive(Default)]
struct Frequencies {
    counted: BTreeMap<Lang, Counted>,
    parts: BTreeMap<Lang, HashMap<u64, f64>>,
}

impl Frequencies {
    fn read(batches: &[Columns]) -> Result<Self> {
        let mut found = Self::default();
        for batch in batches {
            let (langs, kinds) = (batch.langs("lang")?, batch.ints("kind")?);
            for (row, lang) in langs.into_iter().enumerate() {
                let numbers = batch.key_list("keys", row)?.into_iter();
                let numbers = numbers.zip(batch.long_list("held", row)?);
                let counted = found.counted.entry(lang).or_default();
                match kinds.value(row) {
                    TERMS => {
                        for (key, held) in numbers {
                            counted.terms.insert(key, count(held & ((1 << LOWER) - 1)));
                            let copies = count(held >> LOWER);
                            if copies > 0 {
                                counted.copies.insert(key, copies);
                            }
                        }
                    }
                    GRAMS => {
                        counted.grams.extend(numbers.filter_map(|(k, n)| {
                            Some((u32::try_from(k).ok()?, count(n)))
                        }));
                    }
                    ARTICLES => {
                        let all =
                            numbers.map(|(_, n)| u64::try_from(n).unwrap_or_default());
                        counted.articles = all.sum();
                    }
                    _ => {
                        let parts = found.parts.entry(lang).or_default();
                        parts.extend(numbers.map(|(k, n)| (k, parts_of_sum(n))));
                    }
                }
            }
        }
        Ok(found)
    }
}

const FORMS: [Form; 3] = [Form::Plain, Form::Scattered, Form::Named];

/// The form of this number.
pub(super) fn form(number: i32) -> Option<Form> {
    FORMS.get(usize::try_from(number).ok()?).copied()
}

/// What heads are looked up by, as keys of a list.
fn keys(terms: &[HeavyTerm]) -> Vec<u64> {
    terms.iter().map(|term| term.0).collect()
}

/// Weighs the heads of a chunk, given the frequencies of its terms.
#[pyfunction]
pub(crate) fn engine_profiles(
    py: Python<'_>,
    table: Table,
    sums: Table,
    shape: Reuse,
    stories: Stories,
) -> PyResult<Vec<Batch>> {
    beside(py, table, sums, |batch, sums| {
        let settings = stories.settings(&shape)?;
        let Frequencies { counted, .. } = Frequencies::read(sums)?;
        let counts: Vec<u32> =
            batch.longs("count")?.values().iter().map(|&number| count(number)).collect();
        let (articles, facts) = (batch.articles()?, facts(batch)?);
        let heads = profile_part(articles, &counts, &facts, &counted, &settings, &())?;
        let mut profiles = BinaryBuilder::new();
        for head in &heads {
            profiles.append_value(pack(&[&head.outline]));
        }
        let forms = heads.iter().map(|head| {
            let at = FORMS.iter().position(|form| *form == head.form);
            at.and_then(|at| i32::try_from(at).ok())
        });
        let same = |name| batch.column(name).map(Arc::clone);
        Ok(made([
            ("nid", same("group")?),
            ("chunk", same("chunk")?),
            ("lang", same("group_lang")?),
            ("source", same("source")?),
            ("seconds", some_longs(heads.iter().map(|head| head.outline.seconds))),
            ("form", Arc::new(forms.collect::<Int32Array>()) as ArrayRef),
            ("terms", key_lists(heads.iter().map(|head| keys(&head.terms)))),
            ("travelling", key_lists(heads.iter().map(|head| keys(&head.travelling)))),
            ("profile", Arc::new(profiles.finish())),
        ]))
    })
}

/// The places of each language's rows.
fn by_lang(langs: &[Lang]) -> BTreeMap<Lang, Vec<usize>> {
    let mut places: BTreeMap<Lang, Vec<usize>> = BTreeMap::new();
    for (at, lang) in langs.iter().enumerate() {
        places.entry(*lang).or_default().push(at);
    }
    places
}

/// Sums up the parts of the terms of a chunk's heads.
#[pyfunction]
pub(crate) fn engine_parts(
    py: Python<'_>,
    table: Table,
    shards: u64,
) -> PyResult<Vec<Batch>> {
    each(py, table, |batch| {
        let (langs, outlines) = (batch.langs("lang")?, outlines(batch, "profile")?);
        let mut sums = Sums::default();
        for (lang, places) in by_lang(&langs) {
            let of_lang = places.into_iter().filter_map(|at| outlines.get(at));
            let of_lang: Vec<Profile> = of_lang.map(Outline::profile).collect();
            let sum = of_lang.iter().map(|profile| (profile, profile.articles));
            let sum = sum_of_parts(sum);
            let mut sum: Vec<(u64, i64)> =
                sum.into_iter().filter(|(_, n)| *n != 0).collect();
            sum.sort_unstable();
            sums.add(lang, PARTS, sum, shards);
        }
        Ok(sums.made(chunk(batch)?))
    })
}

/// Tells the heads of a chunk how like them all others are, given the sums of its terms'
/// parts.
#[pyfunction]
pub(crate) fn engine_crowds(
    py: Python<'_>,
    table: Table,
    sums: Table,
) -> PyResult<Vec<Batch>> {
    beside(py, table, sums, |batch, sums| {
        let Frequencies { counted, mut parts } = Frequencies::read(sums)?;
        let (langs, mut outlines) = (batch.langs("lang")?, outlines(batch, "profile")?);
        let mut stricter = vec![0.0; outlines.len()];
        for (lang, places) in by_lang(&langs) {
            let of_lang = places.iter().filter_map(|&at| outlines.get(at));
            let mut of_lang: Vec<Profile> = of_lang.map(Outline::profile).collect();
            let none = vec![0; of_lang.len()];
            let articles = counted.get(&lang).map_or(0, |counted| counted.articles);
            let parts = parts.remove(&lang).unwrap_or_default();
            set_crowds_beside(&mut of_lang, &none, parts, articles as f64);
            for (at, profile) in places.into_iter().zip(&of_lang) {
                if let (Some(outline), Some(stricter)) =
                    (outlines.get_mut(at), stricter.get_mut(at))
                {
                    outline.set_crowd(profile);
                    *stricter = profile.stricter();
                }
            }
        }
        let mut profiles = BinaryBuilder::new();
        for outline in &outlines {
            profiles.append_value(pack(&[outline]));
        }
        let same = |name| batch.column(name).map(Arc::clone);
        Ok(made([
            ("nid", same("nid")?),
            ("lang", same("lang")?),
            ("seconds", same("seconds")?),
            ("source", same("source")?),
            ("form", same("form")?),
            ("terms", same("terms")?),
            ("travelling", same("travelling")?),
            ("stricter", Arc::new(Float32Array::from(stricter)) as ArrayRef),
            ("profile", Arc::new(profiles.finish()) as ArrayRef),
        ]))
    })
}
