//! One CSV row an article, for spreadsheets.
//!
//! Columns: `story, group, id, title, source, date, lang, url, role, credits, shared,
//! agency, own, words, likely_source`.
//! The date is as the input has it, credits are keys of the agency table joined by `;`.
//!
//! A cell that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`
//! or their full-width forms, or did begin with a tab or a line break) gets a `'` in
//! front, ids too: for joins, use the JSON Lines. Control characters are replaced as in
//! every renderer.

use std::io::{self, Write};

use super::Options;
use super::contract::StoryArticle;
use super::document::Document;
use super::language::Language;
use super::printable::{clean, web_address};
use super::words::{role, share};

const HEADER: [&str; 15] = [
    "story",
    "group",
    "id",
    "title",
    "source",
    "date",
    "lang",
    "url",
    "role",
    "credits",
    "shared",
    "agency",
    "own",
    "words",
    "likely_source",
];

/// Writes the table.
///
/// # Errors
/// Whatever `out` answers.
pub fn render(
    document: &Document,
    options: &Options,
    out: &mut impl Write,
) -> io::Result<()> {
    let top = options.top.unwrap_or(usize::MAX);
    let mut table = csv::Writer::from_writer(out);
    table.write_record(HEADER)?;
    for story in document.select(options.story.as_deref(), top).stories {
        for article in &story.articles {
            table.write_record(row(&story.id, article))?;
        }
    }
    table.flush()
}

fn row(story: &str, article: &StoryArticle) -> [String; 15] {
    let optional = |value: &Option<String>| cell(value.as_deref().unwrap_or_default());
    [
        cell(story),
        cell(&article.group),
        cell(&article.id),
        cell(&article.title),
        optional(&article.source),
        optional(&article.date),
        optional(&article.lang),
        article.url.as_deref().and_then(web_address).unwrap_or_default().to_owned(),
        Language::English.say(role(article.role)).to_owned(),
        cell(&article.credits.join(";")),
        figure(article.shared),
        figure(article.agency),
        figure(article.own),
        article.words.to_string(),
        cell(article.likely_source.as_ref().map_or("", |source| &source.article)),
    ]
}

fn figure(value: f64) -> String {
    format!("{:.4}", share(value))
}

/// The cell's text, disarmed.
fn cell(text: &str) -> String {
    let shown = clean(text);
    let armed = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    if text.starts_with(['\t', '\r', '\n']) || shown.starts_with(armed) {
        format!("'{shown}")
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn rows(options: &Options) -> Vec<csv::StringRecord> {
        let mut out = Vec::new();
        render(&sample::document(), options, &mut out).unwrap();
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_reader(&out[..]);
        reader.records().map(Result::unwrap).collect()
    }

    #[test]
    fn every_article_is_a_row() {
        let rows = rows(&Options::default());
        assert_eq!(rows.len(), 1 + 5 + 2);
        assert_eq!(rows[0], HEADER[..]);
        assert_eq!(&rows[3][14], "ap-1");
        assert_eq!(
            rows[4],
            [
                "ap-1",
                "xh-1",
                "xh-1",
                "洪水迫使多瑙河大桥关闭通行",
                "新华社",
                "2023-03-09T15:50:00Z",
                "zh",
                "https://news.example/xh-1?a=1&b=2",
                "own words",
                "kyodo",
                "0.0000",
                "0.0000",
                "1.0000",
                "212",
                "",
            ][..]
        );
    }

    #[test]
    fn no_cell_is_a_formula_or_moves_the_cursor() {
        for row in rows(&Options::default()) {
            for cell in &row {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{cell:.40}"
                );
                assert!(!cell.contains(|c: char| c.is_control()), "{cell:.40}");
                assert!(!cell.starts_with("javascript"), "{cell:.40}");
            }
        }
        assert_eq!(cell("\tx"), "'x");
        assert_eq!(cell(" =1+1"), "'=1+1");
        assert_eq!(cell("AP - Reuters"), "AP - Reuters");
    }

    #[test]
    fn one_story_can_be_asked_for() {
        let options = Options { story: Some("metro-1".to_owned()), ..Options::default() };
        assert_eq!(rows(&options).len(), 1 + 5);
        let none = Options { story: Some("nobody".to_owned()), ..Options::default() };
        assert_eq!(rows(&none).len(), 1);
    }
}
