//! Prints articles and their truth, a line each.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::outlets::{CreditStyle, Outlet};
use super::random::distinct;
use super::{Counts, Version};

/// Between paragraphs, as JSON has it. All texts here are kept as JSON has them: none of
/// their words has a character that needs an escape.
pub(super) const PARAGRAPH: &str = "\\n\\n";

/// An article ready to be printed.
pub(super) struct Item<'i> {
    pub(super) outlet: &'i Outlet,
    pub(super) lang: &'static str,
    pub(super) title: &'i str,
    pub(super) body: &'i str,
    /// The agency's code, and where it reports from.
    pub(super) credit: Option<(&'i str, &'i str)>,
    /// Seconds since 1970.
    pub(super) seconds: i64,
    pub(super) story: &'i str,
    pub(super) group: u32,
    /// The group whose text it retells, where that is not its own.
    pub(super) from: Option<u32>,
    pub(super) version: Version,
    pub(super) roundup: bool,
    /// The series whose issue it is.
    pub(super) series: Option<usize>,
}

/// Both outputs.
pub(super) struct Press<'w> {
    articles: &'w mut dyn Write,
    truth: &'w mut dyn Write,
    seed: u64,
    line: String,
    pub(super) counts: Counts,
}

impl<'w> Press<'w> {
    pub(super) fn new(
        articles: &'w mut dyn Write,
        truth: &'w mut dyn Write,
        seed: u64,
    ) -> Self {
        Self { articles, truth, seed, line: String::new(), counts: Counts::default() }
    }

    pub(super) fn publish(&mut self, item: &Item<'_>) -> io::Result<()> {
        let id = distinct(self.seed, self.counts.articles as u64);
        self.write_article(id, item)?;
        self.articles.write_all(self.line.as_bytes())?;
        self.counts.articles += 1;
        self.counts.roundups += usize::from(item.roundup);
        self.counts.bytes += self.line.len() as u64;
        self.write_truth(id, item).map_err(io::Error::other)?;
        self.truth.write_all(self.line.as_bytes())
    }

    fn write_article(&mut self, id: u64, item: &Item<'_>) -> io::Result<()> {
        let time =
            jiff::Timestamp::from_second(item.seconds).map_err(io::Error::other)?;
        let line = &mut self.line;
        line.clear();
        write!(line, "{{\"id\":\"{id:016x}\",\"title\":\"").map_err(io::Error::other)?;
        line.push_str(item.title);
        line.push_str("\",\"text\":\"");
        let style = item.outlet.credit;
        let credit = item.credit.filter(|_| style != CreditStyle::Nothing);
        if let Some((code, place)) = credit
            && style != CreditStyle::End
        {
            line.extend([place, " (", code, ") – "]);
        }
        if item.outlet.middle.is_empty() {
            line.push_str(item.body);
        } else if let Some((lead, rest)) = item.body.split_once(PARAGRAPH) {
            line.extend([lead, PARAGRAPH, &item.outlet.middle, PARAGRAPH, rest]);
        } else {
            line.extend([item.body, PARAGRAPH, &item.outlet.middle]);
        }
        if let Some((code, _)) = credit
            && style != CreditStyle::Dateline
        {
            line.extend([" (", code, ")"]);
        }
        if !item.outlet.last.is_empty() {
            line.extend([PARAGRAPH, &item.outlet.last]);
        }
        let (lang, host) = (item.lang, &item.outlet.host);
        writeln!(
            line,
            "\",\"date\":\"{time}\",\"lang\":\"{lang}\",\"source\":\"{}\",\
             \"url\":\"https://{host}/{id:016x}\"}}",
            item.outlet.name
        )
        .map_err(io::Error::other)
    }

    fn write_truth(&mut self, id: u64, item: &Item<'_>) -> std::fmt::Result {
        let line = &mut self.line;
        line.clear();
        let story = item.story;
        let kind = if item.roundup { "roundup" } else { "article" };
        write!(
            line,
            "{{\"id\":\"{id:016x}\",\"story\":\"{story}\",\"group\":\"{story}.{}\",\
             \"kind\":\"{kind}\",\"version\":\"{}\"",
            item.group,
            item.version.name()
        )?;
        if let Some(from) = item.from {
            write!(line, ",\"from\":\"{story}.{from}\"")?;
        }
        if let Some(series) = item.series {
            write!(line, ",\"series\":\"{series}\"")?;
        }
        line.push_str("}\n");
        Ok(())
    }
}
