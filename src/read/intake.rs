//! Where every record ends up: kept, refused, or known already.

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
use crate::error::Result;

/// The collection while it is read.
pub(super) struct Intake<'a> {
    settings: &'a ReadSettings,
    pub(super) progress: &'a dyn ReadProgress,
    collection: Collection,
    /// Which article has an id; the table holds places in `collection.articles`.
    known: HashTable<usize>,
    hasher: DefaultHashBuilder,
    /// Where each article stood: the input's number and the line.
    places: Vec<(u32, u64)>,
    paths: Vec<String>,
    bad_dates: BadDates,
    bytes: u64,
}

/// The dates of one input that could not be read.
#[derive(Default)]
struct BadDates {
    count: usize,
    first: Option<(u64, String)>,
}

impl<'a> Intake<'a> {
    pub(super) fn new(
        settings: &'a ReadSettings,
        progress: &'a dyn ReadProgress,
    ) -> Self {
        Self {
            settings,
            progress,
            collection: Collection::default(),
            known: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            places: Vec::new(),
            paths: Vec::new(),
            bad_dates: BadDates::default(),
            bytes: 0,
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
        let input = source.finish()?;
        self.bytes += input.bytes;
        self.collection.inputs.push(input);
        Ok(())
    }

    /// An input begins: its records follow.
    pub(super) fn begin(&mut self, path: &str) {
        self.paths.push(path.to_owned());
        self.bad_dates = BadDates::default();
    }

    /// The input has ended.
    pub(super) fn end(&mut self, path: &str) {
        if let Some((line, date)) = self.bad_dates.first.take() {
            let count = self.bad_dates.count;
            let dates = if count == 1 { "date" } else { "dates" };
            self.warn(format!(
                "{path}: {count} {dates} could not be read, the first at line {line}: {date}"
            ));
        }
    }

    /// Takes in one record of the input that is being read.
    pub(super) fn absorb(&mut self, line: u64, outcome: Outcome) {
        self.collection.records += 1;
        let Taken { article, bad_date } = match outcome {
            Ok(taken) => taken,
            Err(reason) => return self.reject(line, reason),
        };
        let articles = &self.collection.articles;
        let hash = self.hasher.hash_one(&article.id);
        let same_id =
            |at: &usize| articles.get(*at).is_some_and(|other| other.id == article.id);
        if let Some(&at) = self.known.find(hash, same_id) {
            let same = articles.get(at).is_some_and(|other| {
                other.text == article.text && other.title == article.title
            });
            if same {
                self.collection.repeats += 1;
            } else {
                let place = self.place_of(at);
                let id = shown(&article.id);
                self.reject(
                    line,
                    format!("id {id} again, with another text: it stands at {place}"),
                );
            }
            return;
        }
        if let Some(date) = bad_date {
            self.bad_dates.count += 1;
            self.bad_dates.first.get_or_insert((line, date));
        }
        let at = articles.len();
        let hasher = &self.hasher;
        self.known.insert_unique(hash, at, |at| {
            hasher.hash_one(articles.get(*at).map_or("", |article| &article.id))
        });
        let input = self.paths.len().saturating_sub(1);
        self.places.push((u32::try_from(input).unwrap_or(u32::MAX), line));
        self.collection.articles.push(article);
    }

    /// The line of each article.
    pub(super) fn lines(&self) -> Vec<u64> {
        self.places.iter().map(|(_, line)| *line).collect()
    }

    pub(super) fn finish(self) -> Collection {
        self.collection
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
    use super::super::read_bytes;
    use super::*;

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

    #[test]
    fn an_empty_input_is_a_warning() {
        let read = lines("");
        assert_eq!((read.articles.len(), read.records, read.inputs.len()), (0, 0, 1));
        assert_eq!(read.warnings, ["a.jsonl: the input is empty"]);
    }
}
