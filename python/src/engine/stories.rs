//! Stories: joined, and told.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use pyo3::prelude::*;
use samestory::cluster::groups::Group;
use samestory::cluster::roundups::Candidate;
use samestory::cluster::stories::{EventLink, Member};
use samestory::error::{Error, Result};
use samestory::pipeline::event_tier::EventTie;
use samestory::pipeline::part::{PartMember, PartStory, join_part, tell_part};
use samestory::report::assemble;
use samestory::report::contract::Record;
use samestory::verify::event::{EmbeddingPart, EventScore};
use std::collections::HashMap;

use super::columns::{
    Columns, batch as made, count, each, float_lists, long_lists, longs, wrong,
};
use super::events::form;
use super::reuse::links_of;
use super::standing::all_facts;
use crate::rows::Table;
use crate::running::run;
use crate::settings::{Reuse, Stories};
use crate::tables;
use crate::{Batch, made as handed};

/// Joins groups that hang together: for each group its story, which is named by its first,
/// and with that first the roundups that tell of it. Rows are in the order of their
/// numbers.
#[pyfunction]
pub(crate) fn engine_join(
    py: Python<'_>,
    table: Table,
    shape: Reuse,
    stories: Stories,
) -> PyResult<Vec<Batch>> {
    each(py, table, |batch| {
        let settings = stories.settings(&shape)?;
        let numbers = batch.longs("nid")?.values();
        let (begun, ended) = (batch.longs("begun")?, batch.longs("ended")?);
        let (counts, forms) = (batch.longs("count")?, batch.ints("form")?);
        let langs = batch.langs("group_lang")?;
        let place =
            |number: i64| u32::try_from(numbers.binary_search(&number).ok()?).ok();
        let (mut groups, mut links, mut apart) = (Vec::new(), Vec::new(), Vec::new());
        for ((row, a), &lang) in (0..batch.rows()).zip(0u32..).zip(&langs) {
            let span = begun.is_valid(row).then(|| (begun.value(row), ended.value(row)));
            let form = form(forms.value(row)).ok_or_else(|| wrong("form"))?;
            groups.push(PartMember {
                member: Member { articles: count(counts.value(row)), lang, span },
                candidate: Candidate { form, seconds: span.map(|span| span.0) },
            });
            let ends = batch.structs("events", row)?;
            let (other, score) = (ends.longs("b")?, ends.floats("score")?);
            for at in 0..ends.rows() {
                let b = place(other.value(at)).ok_or_else(|| wrong("events"))?;
                links.push(EventLink { a, b, score: score.value(at) });
            }
            for other in batch.long_list("apart", row)? {
                apart.push((a, place(other).ok_or_else(|| wrong("apart"))?));
            }
        }
        let found = join_part(&groups, links, &apart, &settings);
        let number = |place: u32| numbers.get(place as usize).copied().unwrap_or(-1);
        let (mut of_groups, mut of_stories) = (Vec::new(), Vec::new());
        let mut roundups: HashMap<i64, (Vec<i64>, Vec<f32>)> = HashMap::new();
        for story in &found.stories {
            let first = story.first().copied().map_or(-1, number);
            of_groups.extend(story.iter().map(|&group| number(group)));
            of_stories.extend(story.iter().map(|_| first));
        }
        for touch in &found.touches {
            let story =
                found.stories.get(touch.story as usize).and_then(|story| story.first());
            let slot = roundups.entry(story.copied().map_or(-1, number)).or_default();
            slot.0.push(number(touch.roundup));
            slot.1.push(touch.score);
        }
        let touched: Vec<(Vec<i64>, Vec<f32>)> = of_groups
            .iter()
            .map(|group| roundups.get(group).cloned().unwrap_or_default())
            .collect();
        Ok(made([
            ("nid", longs(of_groups)),
            ("story", longs(of_stories)),
            ("roundups", long_lists(touched.iter().map(|touch| touch.0.clone()))),
            ("touches", float_lists(touched.into_iter().map(|touch| touch.1))),
        ]))
    })
}

/// The stories of some rows: each group stands with its first article, ties with that of
/// their first group, roundups with the first article of the story.
fn known(batch: &Columns, numbers: &[i64]) -> Result<PartStory> {
    let place = |number: i64| u32::try_from(numbers.binary_search(&number).ok()?).ok();
    let at = |number: i64, of: &str| place(number).ok_or_else(|| wrong(of));
    let (head, weakest) = (batch.longs("head")?, batch.doubles("weakest")?);
    let (low, high) = (batch.longs("weakest_a")?, batch.longs("weakest_b")?);
    let (story, members) = (batch.longs("story")?, batch.bools("member")?);
    let mut known = PartStory::default();
    let (mut group_of, mut story_of) = (HashMap::new(), HashMap::new());
    let is_first = |row: usize| members.value(row) && head.is_valid(row);
    for (row, &number) in numbers.iter().enumerate().filter(|(row, _)| is_first(*row)) {
        let group = u32::try_from(known.groups.len()).unwrap_or(u32::MAX);
        let articles = batch.long_list("members", row)?;
        let articles = articles.into_iter().map(|article| at(article, "members"));
        let pair = low.is_valid(row).then(|| (low.value(row), high.value(row)));
        let pair = pair.map(|(a, b)| Ok((at(a, "weakest_a")?, at(b, "weakest_b")?)));
        known.groups.push((
            Group {
                articles: articles.collect::<Result<Vec<u32>>>()?,
                weakest: weakest.value(row),
                weakest_pair: pair.transpose()?,
            },
            at(head.value(row), "head")?,
        ));
        let next = u32::try_from(story_of.len()).unwrap_or(u32::MAX);
        let told = *story_of.entry(story.value(row)).or_insert(next);
        known.found.story_of.push(told);
        group_of.insert(number, group);
        let own = batch.list("apart_own", row)?;
        let own = own.as_primitive_opt::<arrow_array::types::Float64Type>();
        let own = own.ok_or_else(|| wrong("apart_own"))?.values().iter();
        let (a, b) = (batch.long_list("apart_a", row)?, batch.long_list("apart_b", row)?);
        for ((a, b), &own) in a.into_iter().zip(b).zip(own) {
            // Where the two came into different stories, the other may be elsewhere.
            if let (Ok(a), Ok(b)) = (at(a, "apart_a"), at(b, "apart_b")) {
                known.by_standing.push(((a, b), own));
            }
        }
        let roundups = batch.long_list("roundups", row)?.into_iter();
        for (roundup, score) in roundups.zip(batch.float_list("touches", row)?) {
            known.touches.push((at(roundup, "roundups")?, told, score));
        }
    }
    for (row, number) in numbers.iter().enumerate().filter(|(row, _)| is_first(*row)) {
        let ties = batch.structs("ties", row)?;
        let (other, score) = (ties.longs("b")?, ties.floats("score")?);
        let (all, lead) = (ties.floats("all")?, ties.floats("lead")?);
        let (grams, hours) = (ties.floats("grams")?, ties.doubles("hours")?);
        let (cosine, part) = (ties.floats("cosine")?, ties.floats("part")?);
        for tie in 0..ties.rows() {
            let (Some(&a), Some(&b)) =
                (group_of.get(number), group_of.get(&other.value(tie)))
            else {
                return Err(wrong("ties"));
            };
            let features = ties.float_list("features", tie)?;
            let score = EventScore {
                score: score.value(tie),
                all: all.value(tie),
                lead: lead.value(tie),
                grams: grams.value(tie),
                hours: hours.is_valid(tie).then(|| hours.value(tie)),
                across: ties.bools("across")?.value(tie),
                features: features.try_into().map_err(|_| wrong("features"))?,
                embedding: cosine.is_valid(tie).then(|| EmbeddingPart {
                    cosine: cosine.value(tie),
                    part: part.value(tie),
                }),
            };
            let shared = ties.key_list("terms", tie)?;
            known.found.ties.push(EventTie { a, b, score, shared });
        }
    }
    known.found.ties.sort_by_key(|tie| (tie.a, tie.b));
    Ok(known)
}

/// Tells stories: one row each, as a line of the output contract. Rows are in the order of
/// their numbers, each once; those that are no members belong to stories told elsewhere.
#[pyfunction]
pub(crate) fn engine_tell(
    py: Python<'_>,
    table: Table,
    shape: Reuse,
    stories: Stories,
) -> PyResult<Vec<Batch>> {
    each(py, table, |batch| {
        let settings = stories.settings(&shape)?;
        let least = if stories.singletons { 1 } else { 2 };
        let facts = all_facts(batch)?;
        let numbers = batch.longs("nid")?.values();
        let links = links_of(batch, numbers)?;
        let members = batch.bools("member")?;
        let known = known(batch, numbers)?;
        let found = tell_part(batch.articles()?, &facts, &links, known, &settings, &())?;
        let articles = found.corpus.articles.iter();
        let sorted: Vec<String> = articles.map(|article| article.id.clone()).collect();
        let is_member = |id: &str| {
            let place = sorted.binary_search_by(|other| other.as_str().cmp(id));
            place.is_ok_and(|place| members.value(place))
        };
        let (mut ids, mut written) = (StringBuilder::new(), StringBuilder::new());
        let (mut counts, mut groups) = (Vec::new(), Vec::new());
        for story in assemble::stories(&found, least) {
            if !is_member(&story.id) {
                continue;
            }
            ids.append_value(&story.id);
            counts.push(i64::try_from(story.articles.len()).unwrap_or(i64::MAX));
            let several = story.groups.iter().filter(|group| group.articles.len() > 1);
            groups.push(i64::try_from(several.count()).unwrap_or(i64::MAX));
            let mut line = Vec::new();
            Record::Story(Box::new(story))
                .write(&mut line)
                .map_err(|error| Error::write("memory", error))?;
            written.append_value(String::from_utf8_lossy(line.trim_ascii_end()));
        }
        Ok(RecordBatch::try_from_iter([
            ("story", Arc::new(ids.finish()) as ArrayRef),
            ("articles", longs(counts)),
            ("groups", longs(groups)),
            ("record", Arc::new(written.finish())),
        ]))
    })
}

/// A table of the stories of many lines of the output contract.
#[pyfunction]
pub(crate) fn engine_table(
    py: Python<'_>,
    records: Vec<String>,
    name: &str,
) -> PyResult<Batch> {
    let stories = run(py, None, |_| {
        let lines = records.iter().map(String::as_str);
        let stories = lines.filter_map(|line| match serde_json::from_str(line) {
            Ok(Record::Story(story)) => Some(*story),
            _ => None,
        });
        Ok(stories.collect::<Vec<_>>())
    })?;
    handed(tables::of_stories(name, &stories).ok_or_else(|| {
        pyo3::exceptions::PyValueError::new_err("there is no such table")
    })?)
}
