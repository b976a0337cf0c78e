//! Where every record ends up: kept, refused, or known already.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::fields::FieldMap;
use super::format::Format;
use super::record::{Outcome, Taken, shown};
use super::source::Source;
use super::{
    Collection, ReadProgress, ReadSettings, Reject, delimited, json_lines, parquet,
    text_folder,
};
use crate::error::{Error, Result};
use crate::shelf::{Ready, Shelf};

/// The collection while it is read.
pub(super) struct Intake<'a> {
    settings: &'a ReadSettings,
    pub(super) progress: &'a dyn ReadProgress,
    collection: Collection<Shelf>,
    /// The hash of each id, and where its article stands in `collection.articles`.
    known: HashTable<(u64, u32)>,
    hasher: DefaultHashBuilder,
    /// Where each article stood: the input's number and the line.
    places: Vec<(u32, u64)>,
    paths: Vec<String>,
    bad_dates: Unusable,
    bad_embeddings: Unusable,
    bytes: u64,
    /// How many embeddings have so many numbers.
    dimensions: BTreeMap<usize, usize>,
    /// Why the shelf took no more.
    failed: Option<Error>,
}

/// What of one input says nothing that can be used: how often, and the first of them.
#[derive(Default)]
struct Unusable {
    count: usize,
    first: Option<(u64, String)>,
}

impl Unusable {
    fn add(&mut self, line: u64, found: Option<String>) {
        if let Some(found) = found {
            self.count += 1;
            self.first.get_or_insert((line, found));
        }
    }

    /// What to warn of, if anything: `3 dates could not be read, the first at line 2: …`.
    fn told(&self, one: &str, many: &str) -> Option<String> {
        let (line, found) = self.first.as_ref()?;
        let (count, what) = (self.count, if self.count == 1 { one } else { many });
        Some(format!("{count} {what}, the first at line {line}: {found}"))
    }
}

impl<'a> Intake<'a> {
    pub(super) fn new(
        shelf: Shelf,
        settings: &'a ReadSettings,
        progress: &'a dyn ReadProgress,
    ) -> Self {
        Self {
            settings,
            progress,
            collection: Collection::default().with(|()| shelf),
            known: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            places: Vec::new(),
            paths: Vec::new(),
            bad_dates: Unusable::default(),
            bad_embeddings: Unusable::default(),
            bytes: 0,
            dimensions: BTreeMap::new(),
            failed: None,
        }
    }

    pub(super) fn fields(&self) -> &'a FieldMap {
        &self.settings.fields
    }

    /// Stored bytes of all inputs read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn warn(&mut self, warning: String) {
        self.collection.warnings.push(warning);
    }

    /// Warns of fields the user named that an input with columns does not have.
    pub(super) fn warn_of_missing(&mut self, path: &str, present: impl Fn(&str) -> bool) {
        for name in self.fields().missed(present) {
            self.warn(format!("{path}: there is no column '{name}'"));
        }
    }

    /// Reads one input to its end. `text_id` is the article's id if it is plain text.
    pub(super) fn read(&mut self, mut source: Source<'_>, text_id: &str) -> Result<()> {
        let path = source.path().to_owned();
        self.begin(&path);
        let records = self.collection.records;
        if source.head().is_empty() {
            self.warn(format!("{path}: the input is empty"));
        } else {
            let format = self.settings.format.or_else(|| Format::of_name(&path));
            let format = format.unwrap_or_else(|| {
                Format::of_content(source.head(), &self.settings.fields)
            });
            if format != Format::Parquet {
                source.refuse_utf16()?;
            }
            match format {
                Format::JsonLines => json_lines::read(&mut source, self)?,
                Format::Csv => delimited::read(&mut source, None, self)?,
                Format::Tsv => delimited::read(&mut source, Some(b'\t'), self)?,
                Format::Parquet => parquet::read(&mut source, self)?,
                Format::Text => text_folder::read(&mut source, text_id, self)?,
            }
            if self.collection.records == records {
                self.warn(format!("{path}: there are no records in it"));
            }
        }
        self.end(&path);
        self.check()?;
        let input = source.finish()?;
        self.bytes += input.bytes;
        self.collection.inputs.push(input);
        Ok(())
    }

    /// An input begins: its records follow.
    pub(super) fn begin(&mut self, path: &str) {
        self.paths.push(path.to_owned());
        self.bad_dates = Unusable::default();
        self.bad_embeddings = Unusable::default();
    }

    /// The input has ended.
    pub(super) fn end(&mut self, path: &str) {
        self.collection.bad_dates += self.bad_dates.count;
        self.collection.bad_embeddings += self.bad_embeddings.count;
        let dates = &self.bad_dates;
        let dates = dates.told("date could not be read", "dates could not be read");
        let embeddings = &self.bad_embeddings;
        let embeddings = embeddings
            .told("embedding could not be used", "embeddings could not be used");
        for told in dates.into_iter().chain(embeddings) {
            self.warn(format!("{path}: {told}"));
        }
    }

    /// Whether articles are in a file.
    pub(super) fn is_in_file(&self) -> bool {
        self.collection.articles.is_in_file()
    }

    /// Takes in one record of the input that is being read.
    pub(super) fn absorb(&mut self, line: u64, outcome: Outcome) {
        let in_file = self.is_in_file();
        self.take_in(line, outcome.map(|taken| taken.ready(in_file)));
    }

    /// As [`Intake::absorb`], of what is made ready already.
    pub(super) fn take_in(&mut self, line: u64, outcome: Outcome<Ready>) {
        self.collection.records += 1;
        let Taken { article, bad_date, bad_embedding } = match outcome {
            Ok(taken) => taken,
            Err(reason) => return self.reject(line, reason),
        };
        let articles = &self.collection.articles;
        let hash = self.hasher.hash_one(article.id());
        let same_id = |known: &(u64, u32)| {
            known.0 == hash
                && articles
                    .id(known.1 as usize)
                    .is_some_and(|other| *other == *article.id())
        };
        if let Some(&(_, at)) = self.known.find(hash, same_id) {
            let at = at as usize;
            let same = articles.get(at).is_some_and(|other| {
                let article = article.article();
                other.text == article.text && other.title == article.title
            });
            if same {
                self.collection.repeats += 1;
            } else {
                let place = self.place_of(at);
                let id = shown(article.id());
                self.reject(
                    line,
                    format!("id {id} again, with another text: it stands at {place}"),
                );
            }
            return;
        }
        self.bad_dates.add(line, bad_date);
        self.bad_embeddings.add(line, bad_embedding);
        let at = articles.len();
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        self.known.insert_unique(hash, (hash, at), |known| known.0);
        let input = self.paths.len().saturating_sub(1);
        self.places.push((u32::try_from(input).unwrap_or(u32::MAX), line));
        if let Some(embedding) = article.embedding() {
            *self.dimensions.entry(embedding.dimension()).or_default() += 1;
        }
        if let Err(error) = self.collection.articles.put(article) {
            self.failed.get_or_insert(error);
        }
    }

    /// Whether all that was taken in has found its place.
    pub(super) fn check(&mut self) -> Result<()> {
        self.failed.take().map_or_else(|| self.collection.articles.check(), Err)
    }

    /// The line of each article.
    pub(super) fn lines(&self) -> Vec<u64> {
        self.places.iter().map(|(_, line)| *line).collect()
    }

    pub(super) fn finish(mut self) -> Result<Collection<Shelf>> {
        self.keep_one_dimension();
        self.collection.articles.seal();
        self.check()?;
        Ok(self.collection)
    }

    /// One model makes embeddings of one dimension. Those of another than most, of the
    /// smaller at a tie, are left aside with a warning, whatever the order of the input.
    fn keep_one_dimension(&mut self) {
        let counts = std::mem::take(&mut self.dimensions);
        // The last of several greatest is taken: the smallest dimension.
        let usual = counts.iter().rev().max_by_key(|(_, count)| **count);
        let Some((&usual, &most)) = usual.filter(|_| counts.len() > 1) else { return };
        let articles = &mut self.collection.articles;
        let others: usize = counts.values().sum::<usize>() - most;
        let first = (0..articles.len()).find_map(|at| {
            let dimension = articles.embedding(at)?.dimension();
            (dimension != usual).then_some((at, dimension))
        });
        articles.strip(|one| one.dimension() != usual);
        if let Some((at, has)) = first {
            let place = self.place_of(at);
            let embeddings = if others == 1 { "embedding is" } else { "embeddings are" };
            self.warn(format!(
                "{others} {embeddings} of another model and left aside: the one at {place} \
                 has {has} numbers, most have {usual}"
            ));
        }
    }

    fn reject(&mut self, line: u64, reason: String) {
        let path = self.paths.last().cloned().unwrap_or_default();
        self.collection.rejects.push(Reject { path, line, reason });
    }

    fn place_of(&self, article: usize) -> String {
        let (input, line) = self.places.get(article).copied().unwrap_or_default();
        let path = self.paths.get(input as usize).map_or("", String::as_str);
        format!("{path}:{line}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{read_bytes, read_inputs, read_into};
    use super::*;
    use crate::article::Embedding;
    use crate::shelf::Room;

    fn lines(input: &str) -> Collection {
        read_bytes("a.jsonl", input.as_bytes(), &ReadSettings::default()).unwrap()
    }

    #[test]
    fn the_same_article_twice_is_one() {
        let read = lines(
            "{\"id\":1,\"text\":\"A\"}\n{\"id\":\"1\",\"text\":\"A\",\"date\":\"x\"}\n{\"id\":2,\"text\":\"A\"}",
        );
        assert_eq!((read.articles.len(), read.repeats, read.records), (2, 1, 3));
        assert!(read.rejects.is_empty() && read.warnings.is_empty());
    }

    #[test]
    fn an_id_with_another_text_or_title_is_refused() {
        let read = lines(
            "{\"id\":1,\"text\":\"A\"}\n{\"id\":1,\"text\":\"B\"}\n{\"id\":1,\"text\":\"A\",\"title\":\"T\"}",
        );
        assert_eq!(read.articles.len(), 1);
        let reasons: Vec<&str> = read.rejects.iter().map(|r| r.reason.as_str()).collect();
        let reason = "id '1' again, with another text: it stands at a.jsonl:1";
        assert_eq!(reasons, [reason, reason]);
    }

    #[test]
    fn many_ids_are_told_apart() {
        let input: Vec<String> = (0..5_000)
            .map(|id| format!("{{\"id\":{},\"text\":\"A\"}}", id % 4_000))
            .collect();
        let read = lines(&input.join("\n"));
        assert_eq!((read.articles.len(), read.repeats), (4_000, 1_000));
    }

    #[test]
    fn what_is_packed_for_a_file_is_judged_as_what_is_held() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let repeats = "{\"id\":1,\"text\":\"A\"}\n{\"id\":1,\"text\":\"A\"}\n\
                       {\"id\":1,\"text\":\"B\"}\n{\"id\":2,\"text\":\"A\",\"source\":\"orf.at\",\
                       \"date\":\"soon\"}\nx\n{\"text\":\"C\",\"title\":\"T\"}\n";
        let embeddings = [embedded(7, "[1,2]"), embedded(8, "[1]"), embedded(9, "[2,1]")];
        std::fs::write(&path, repeats.to_owned() + &embeddings.concat()).unwrap();
        let settings = ReadSettings::default();
        let inputs = [path];
        let held = read_inputs(&inputs, &settings, &()).unwrap();
        let room = Room { bytes: 0, folder: folder.path().into() };
        let filed = read_into(Shelf::new(room), &inputs, &settings, &()).unwrap();
        assert!(filed.articles.is_in_file());
        assert_eq!((held.articles.len(), held.repeats, held.rejects.len()), (6, 1, 2));
        assert_eq!(filed.with(Shelf::into_vec), held);
    }

    #[test]
    fn unreadable_dates_make_one_warning_an_input() {
        let read = lines(
            "{\"text\":\"A\",\"date\":\"2023-09-12\"}\n{\"text\":\"B\",\"date\":\"soon\"}\n{\"text\":\"C\",\"date\":[]}",
        );
        assert_eq!(read.articles.len(), 3);
        assert_eq!(
            read.warnings,
            ["a.jsonl: 2 dates could not be read, the first at line 2: 'soon'"]
        );
    }

    fn embedded(id: u32, embedding: &str) -> String {
        format!("{{\"id\":{id},\"text\":\"A {id}\",\"embedding\":{embedding}}}\n")
    }

    fn dimensions(read: &Collection) -> Vec<usize> {
        let of = |one: &Embedding| one.dimension();
        read.articles.iter().map(|one| one.embedding.as_ref().map_or(0, of)).collect()
    }

    #[test]
    fn embeddings_are_read_and_those_that_say_nothing_are_none() {
        let given =
            ["[1, -2.5e-1, 0]", "[0,0,0.0]", "[]", "null", "\" \"", "[1e-44,0,0]"];
        let input: String =
            (0..).zip(given).map(|(id, given)| embedded(id, given)).collect();
        let read = lines(&input);
        assert_eq!(dimensions(&read), [3, 0, 0, 0, 0, 3]);
        assert!(read.warnings.is_empty() && read.rejects.is_empty());
        let last = read.articles.last().and_then(|article| article.embedding.as_ref());
        assert_eq!(last.unwrap().parts(), [1.0, 0.0, 0.0]);
    }

    #[test]
    fn an_embedding_that_cannot_be_used_is_told_and_the_article_stays() {
        let long = format!("[{}1]", "1,".repeat(Embedding::MOST));
        for (given, why) in [
            ("[1,\"2\"]", "it holds something that is no number"),
            ("[1,null]", "it holds something that is no number"),
            ("[[1,2],[3]]", "it holds something that is no number"),
            ("[1,1e300]", "a number in it is not finite, or too large"),
            ("\"AAAA\"", "'AAAA' is no array of numbers"),
            ("0.5", "'0.5' is no array of numbers"),
            ("true", "it is a boolean"),
            ("{\"v\":[1]}", "it is an object"),
            (long.as_str(), "it is an array of more than 16,384 numbers"),
        ] {
            let read = lines(&(embedded(1, "[1,2]") + &embedded(2, given)));
            assert_eq!(dimensions(&read), [2, 0], "{why}");
            let told = format!(
                "a.jsonl: 1 embedding could not be used, the first at line 2: {why}"
            );
            assert_eq!(read.warnings, [told]);
            assert!(read.rejects.is_empty());
        }
    }

    #[test]
    fn embeddings_of_another_dimension_than_most_are_left_aside_by_name() {
        let given = ["[1,2]", "[1,2,3]", "[2,1]", "[1]", "[1,2,3]", "[3,4]"];
        let mut input: Vec<String> =
            (0..).zip(given).map(|(id, given)| embedded(id, given)).collect();
        let read = lines(&input.concat());
        assert_eq!(dimensions(&read), [2, 0, 2, 0, 0, 2]);
        assert_eq!(
            read.warnings,
            [
                "3 embeddings are of another model and left aside: the one at a.jsonl:2 has 3 \
              numbers, most have 2"
            ]
        );
        input.truncate(2);
        for order in [input.concat(), input.iter().rev().cloned().collect()] {
            let kept = lines(&order).articles;
            let kept: Vec<&str> = kept
                .iter()
                .filter(|article| article.embedding.is_some())
                .map(|article| article.id.as_str())
                .collect();
            assert_eq!(kept, ["0"], "the smaller of two that are as many");
        }
    }

    #[test]
    fn an_empty_input_is_a_warning() {
        let read = lines("");
        assert_eq!((read.articles.len(), read.records, read.inputs.len()), (0, 0, 1));
        assert_eq!(read.warnings, ["a.jsonl: the input is empty"]);
    }
}
