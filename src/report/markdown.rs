//! Markdown to paste into mail, an issue or a wiki.
//!
//! Whatever stands in an article is escaped: no mark, link, picture, HTML or table cell
//! of it takes effect. Only `http` and `https` addresses become links.

use std::io::{self, Write};

use super::Options;
use super::contract::{Passage, PassageKind, StoryLink};
use super::document::{Document, Selection};
use super::facts::{StoryFacts, stopped};
use super::language::{Language, Say};
use super::printable::{clean, shorten, web_address};
use super::words::{credit_names, headline, kind, percent, role, strength};

/// Refused records listed.
const REJECTS: usize = 20;

/// Longest text of an id, a path or a reason, in characters.
const SHORT: usize = 200;

/// Writes the text.
///
/// # Errors
/// Whatever `out` answers.
pub fn render(
    document: &Document,
    options: &Options,
    out: &mut impl Write,
) -> io::Result<()> {
    let top = options.top.unwrap_or(Options::TOP);
    let language = options.language;
    let selection = document.select(options.story.as_deref(), top);
    writeln!(out, "# {}\n", language.count(document.stories.len(), Say::Story))?;
    for warning in document.warnings_in(language) {
        let values = [("words", &*escape(&warning))];
        writeln!(out, "{}\n", language.fill(Say::MdWarning, &values))?;
    }
    if let Some(summary) = &document.summary {
        let articles = language.count(summary.articles, Say::Article);
        let singles = language.count(summary.singletons, Say::Article);
        let values = [("articles", &*articles), ("singles", &*singles)];
        writeln!(out, "{}\n", language.fill(Say::MdReadLine, &values))?;
    }
    overview(document, &selection, language, out)?;
    for story in &selection.stories {
        section(&StoryFacts::of(story, language), out)?;
    }
    if !document.rejects.is_empty() {
        writeln!(out, "## {}\n", language.count(document.rejects.len(), Say::Refused))?;
    }
    for reject in document.rejects.iter().take(REJECTS) {
        let (path, reason) =
            (shorten(&reject.path, SHORT), shorten(&reject.reason, SHORT));
        writeln!(out, "- {}:{}: {}", escape(&path), reject.line, escape(&reason))?;
    }
    match document.rejects.len().saturating_sub(REJECTS) {
        0 => Ok(()),
        more => {
            let more = language.number(more);
            writeln!(out, "- {}", language.fill(Say::MoreInFile, &[("n", &more)]))
        }
    }
}

fn overview(
    document: &Document,
    selection: &Selection<'_>,
    language: Language,
    out: &mut impl Write,
) -> io::Result<()> {
    if selection.stories.len() > 1 {
        let names = [
            Say::ColumnHeadline,
            Say::ColumnArticles,
            Say::ColumnOutlets,
            Say::ColumnSpan,
            Say::ColumnCredits,
        ];
        heads(&names, language, out)?;
        writeln!(out, "|---|--:|--:|---|---|")?;
        for story in &selection.stories {
            let facts = StoryFacts::of(story, language);
            let credits: Vec<&str> =
                facts.credits.iter().take(3).map(|(name, _)| name.as_str()).collect();
            writeln!(
                out,
                "| {} | {} | {} | {} | {} |",
                escape(&facts.headline()),
                language.number(facts.articles()),
                language.number(story.outlets),
                facts.span_words().unwrap_or_default(),
                escape(&credits.join(", ")),
            )?;
        }
        writeln!(out)?;
    }
    if selection.left_out > 0 {
        let more = language.count(selection.left_out, Say::MoreStory);
        let all = document.stories.len().to_string();
        let values = [("more", &*more), ("all", &*all)];
        writeln!(out, "{}\n", language.fill(Say::MdNotShown, &values))?;
    }
    Ok(())
}

/// The head of a table, each name with a capital.
fn heads(names: &[Say], language: Language, out: &mut impl Write) -> io::Result<()> {
    for name in names {
        let mut letters = language.say(*name).chars();
        let first = letters.next().map(char::to_uppercase).into_iter().flatten();
        write!(out, "| {} ", first.chain(letters).collect::<String>())?;
    }
    writeln!(out, "|")
}

fn section(facts: &StoryFacts<'_>, out: &mut impl Write) -> io::Result<()> {
    let language = facts.language;
    writeln!(out, "## {}\n", escape(&facts.headline()))?;
    let groups = facts.group_sentence().map(stopped).unwrap_or_default();
    let sentence = escape(&stopped(facts.sentence()));
    writeln!(out, "{}", format!("{sentence} {groups}").trim_end())?;
    let id = escape(&shorten(&facts.story.id, SHORT));
    writeln!(out, "{}\n", language.fill(Say::MdStory, &[("id", &id)]))?;
    coverage(facts, out)?;
    let name = |id: &str| escape(&facts.name(id));
    for link in facts.event_links().into_iter().take(3) {
        let values = [
            ("a", &*name(&link.a)),
            ("b", &*name(&link.b)),
            ("words", &*evidence(link, facts)),
            ("value", &*language.decimal(strength(link))),
        ];
        writeln!(out, "- {}", language.fill(Say::MdTied, &values))?;
    }
    for roundup in facts.story.touched_by.iter().take(3) {
        let outlet = roundup.source.as_deref().unwrap_or(&roundup.id);
        let values = [
            ("outlet", &*escape(&shorten(outlet, SHORT))),
            ("title", &*escape(&shorten(&roundup.title, SHORT))),
        ];
        writeln!(out, "- {}", language.fill(Say::MdRoundup, &values))?;
    }
    for link in facts.story.not_joined.iter().take(3) {
        let values = [
            ("a", &*name(&link.a)),
            ("b", &*name(&link.b)),
            ("kind", language.say(kind(link.kind))),
            ("value", &*language.decimal(strength(link))),
            ("words", &*evidence(link, facts)),
        ];
        writeln!(out, "- {}", language.fill(Say::MdNotJoined, &values))?;
    }
    for (number, passage) in (1..).zip(&facts.story.passages) {
        quote(number, passage, facts, out)?;
    }
    if facts.story.passages.iter().any(|passage| passage.source.is_some()) {
        writeln!(out, "\n*{}*", language.say(Say::Caution))?;
    }
    writeln!(out)
}

fn coverage(facts: &StoryFacts<'_>, out: &mut impl Write) -> io::Result<()> {
    let language = facts.language;
    let names = [
        Say::ColumnTimeUtc,
        Say::ColumnOutlet,
        Say::ColumnRole,
        Say::ColumnShared,
        Say::ColumnCredits,
        Say::ColumnHeadline,
    ];
    heads(&names, language, out)?;
    writeln!(out, "|---|---|---|--:|---|---|")?;
    for (place, article) in facts.story.articles.iter().enumerate() {
        let moment = facts.moments.get(place).copied().flatten();
        let title = escape(&headline(&article.title, language));
        let title = match article.url.as_deref().and_then(web_address) {
            Some(url) => format!("[{title}](<{}>)", address(url)),
            None => title,
        };
        let undated = || language.say(Say::Undated).to_owned();
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {title} |",
            moment.map_or_else(undated, |moment| moment.words(language)),
            escape(&shorten(article.source.as_deref().unwrap_or_default(), SHORT)),
            language.say(role(article.role)),
            percent(article.shared),
            escape(&credit_names(&article.credits)),
        )?;
    }
    writeln!(out)
}

/// What ties two articles, or keeps them apart.
fn evidence(link: &StoryLink, facts: &StoryFacts<'_>) -> String {
    let words = facts.evidence(link, 8);
    let words: Vec<String> = words.iter().map(|one| shorten(one, SHORT)).collect();
    escape(&words.join(" · "))
}

fn quote(
    number: usize,
    passage: &Passage,
    facts: &StoryFacts<'_>,
    out: &mut impl Write,
) -> io::Result<()> {
    let language = facts.language;
    let kind = match passage.kind {
        PassageKind::Verbatim => String::new(),
        PassageKind::Rewritten => format!(", {}", language.say(Say::RewrittenTag)),
    };
    let values = [
        ("number", &*number.to_string()),
        ("kind", &*kind),
        ("words", &*language.count(passage.words, Say::Word)),
        ("n", &*language.number(passage.articles)),
        ("of", &*language.number(facts.articles())),
    ];
    let text = escape(&clean(&passage.text));
    writeln!(out, "\n{}\n\n> {text}", language.fill(Say::MdPassage, &values))?;
    if let Some(source) = &passage.source {
        let name = escape(&facts.name(&source.article));
        let why = escape(&shorten(&language.evidence(&source.why), SHORT));
        let values = [("name", &*name), ("why", &*why)];
        writeln!(out, ">\n> {}", language.fill(Say::MdSource, &values))?;
    }
    Ok(())
}

/// `text` (already on one line) with every mark disarmed.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (place, c) in text.char_indices() {
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            // At the start of a block these open lists, rules and headings.
            '-' | '+' | '=' | ':' if place == 0 => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if text[..place].bytes().all(|byte| byte.is_ascii_digit()) => {
                out.push('\\');
                out.push(c);
            }
            // Bare addresses would become links of their own.
            ':' if text[place..].starts_with("://") => out += "&#58;",
            '.' if ends_with_www(&out) => out += "&#46;",
            c => out.push(c),
        }
    }
    out
}

fn ends_with_www(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 3 && bytes[bytes.len() - 3..].eq_ignore_ascii_case(b"www")
}

/// An address as it may stand between `<` and `>` inside a table cell.
fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '<' => out += "%3C",
            '>' => out += "%3E",
            '\\' => out += "%5C",
            '|' => out += "%7C",
            '`' => out += "%60",
            '"' => out += "%22",
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn rendered(document: &Document) -> String {
        let mut out = Vec::new();
        render(document, &Options::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_story_reads_as_a_section() {
        let text = rendered(&sample::document());
        assert!(
            text.starts_with("# 2 stories\n\n1,204 articles read; 1,197 articles in no")
        );
        assert!(
            text.contains("\n## Floods close Danube bridge\n\n5 articles in 4 outlets")
        );
        assert!(text.contains(
            "| 9 Mar 2023 06:17 | Kurier | copy | 98 % | AP | [Danube bridge closed]\
             (<https://news.example/kurier-1?a=1&b=2>) |"
        ));
        assert!(text.contains("**Passage 1**: 26 words, in 3 of 5\n\n> The bridge was"));
        assert!(text.contains("> Likely source: AP (earliest of 3"));
        assert!(
            text.contains("AP and 新华社 are tied by: name: Danube / 多瑙河 · same day")
        );
    }

    #[test]
    fn hostile_text_has_no_effect() {
        let text = rendered(&sample::document());
        for bad in ["<script", "<img", "(<javascript", "![i]", "**b**", " `x` ", "\u{1b}"]
        {
            assert!(!text.contains(bad), "{bad}");
        }
        assert!(!text.contains('\u{202e}'));
        assert!(text.contains("\\[click\\](javascript:alert(3)) \\`x\\`"));
        for row in text.lines().filter(|line| line.starts_with("| ")) {
            let bars = row.replace("\\|", "").matches('|').count();
            assert!([6, 7].contains(&bars), "{bars}: {row:.80}");
        }
        assert!(text.len() < 60_000, "a headline of a megabyte is cut");
    }

    #[test]
    fn marks_at_the_start_of_a_block_are_escaped() {
        assert_eq!(escape("- 1. x"), "\\- 1. x");
        assert_eq!(escape("12. March"), "12\\. March");
        assert_eq!(escape("# h"), "\\# h");
        assert_eq!(
            escape("see https://a.b and www.c.d"),
            "see https&#58;//a.b and www&#46;c.d"
        );
    }

    #[test]
    fn what_is_missing_is_said() {
        let mut document = sample::document();
        document.summary = None;
        assert!(rendered(&document).contains("**Warning:** the file was cut short"));
        let mut out = Vec::new();
        let options = Options { top: Some(1), ..Options::default() };
        render(&sample::document(), &options, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("1 more story not shown; `--top 2` shows all."));
    }
}
