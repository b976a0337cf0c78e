use super::{ONE_PAGE, pages};
use crate::report::contract::{NightStatus, Nightly, Story};
use crate::report::document::Document;
use crate::report::{Language, Options, sample};

fn rendered_with(document: &Document, options: &Options) -> String {
    let mut out = Vec::new();
    super::render(document, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn rendered(document: &Document) -> String {
    rendered_with(document, &Options::default())
}

/// The page without its style, its script and its figures.
fn markup(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some(at) =
        ["<style", "<script"].iter().filter_map(|tag| rest.find(tag)).min()
    {
        let (before, element) = rest.split_at(at);
        out += before;
        let end = ["</style>", "</script>"]
            .iter()
            .filter_map(|end| element.find(end).map(|at| at + end.len()));
        rest = &element[end.min().unwrap()..];
    }
    out + rest
}

/// A tag without the values of its attributes.
fn bare(tag: &str) -> String {
    tag.split('"').step_by(2).collect::<Vec<_>>().join("\"\"")
}

/// Every start tag of the page, without its text.
fn tags(markup: &str) -> Vec<&str> {
    let parts = markup.split('<').skip(1);
    parts.map(|part| part.split('>').next().unwrap_or_default()).collect()
}

#[test]
fn the_page_says_what_the_story_is() {
    let page = rendered(&sample::document());
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    assert!(page.contains("5 articles in 4 outlets within 9 h 40 m"));
    assert!(
        page.contains("<a href=\"#story-ap-1\" dir=\"auto\" lang=\"en\">Floods close")
    );
    assert!(page.contains("lang=\"zh\">洪水迫使多瑙河大桥关闭通行</a>"));
    assert!(page.contains("in 3 of 5"));
    assert!(page.contains("Likely source: <strong><bdi>AP</bdi></strong>"));
    assert!(page.contains("<bdi>name: Danube &#x2f; 多瑙河</bdi> · <bdi>same day</bdi>"));
    assert!(page.contains("Earlier here does not mean first anywhere"));
    assert!(page.contains("shingle_width") && page.contains("2 refused records"));
    assert!(page.contains("The longest shared passage, 26 words, stands in 3 of 5."));
    assert!(page.ends_with("</html>\n"));
}

#[test]
fn the_page_speaks_german() {
    let options = Options { language: Language::German, ..Options::default() };
    let page = rendered_with(&sample::document(), &options);
    assert!(page.contains("<html lang=\"de\">"));
    assert!(page.contains("5 Artikel in 4 Medien innerhalb von 9 Std. 40 Min."));
    assert!(page.contains("9. März 2023, 06:10"));
    assert!(page.contains("61 % der Wörter stehen darin"));
    let english = rendered(&sample::document());
    for (key, text) in Language::English.texts() {
        let telling = text.len() > 25 && !text.contains(['{', '|', '\'', '"', '/']);
        let german = Language::German.texts()[key];
        if telling && english.contains(text) && *text != german {
            assert!(!page.contains(text), "{key} is English: {text}");
        }
    }
}

#[test]
fn outlets_have_lanes_and_marks_tell_what_they_carry() {
    let page = rendered(&sample::document());
    assert_eq!(page.matches("<div class=\"lane\">").count(), 4);
    assert!(page.contains("mark full credited\" style=\"left:1.50%\" title=\"AP, 9 Mar"));
    assert!(
        page.contains("<i class=\"mark part\" title=\"Metro, undated: shares a part\"")
    );
}

#[test]
fn the_best_arrow_into_each_article_is_dashed_where_only_dates_speak() {
    let page = rendered(&sample::document());
    assert!(page.contains("<g class=\"arrow dashed\">"));
    assert!(page.contains("AP → Kurier (kurier-2): 61 % of the words stand in it"));
    let mut document = sample::document();
    let story = &mut document.stories[0];
    for number in 0..40 {
        let mut more = story.articles[1].clone();
        more.id = format!("more-{number}");
        story.articles.push(more);
    }
    let page = rendered(&document);
    assert!(!page.contains("<svg class=\"arrows\""));
    assert!(page.contains("Not drawn for more than 35 articles"));
}

#[test]
fn variants_show_what_changed_and_numbers_first() {
    let mut document = sample::document();
    let passage = &mut document.stories[0].passages[0];
    let word = passage.text.split(' ').next().unwrap().to_owned();
    passage.spans[1].text = Some(passage.text.replacen(&word, "Eine", 1));
    passage.text.push_str(" In all 5 ships wait.");
    passage.spans[1].text.as_mut().unwrap().push_str(" In all 5 ships wait.");
    passage.spans[2].text = Some(passage.text.replace(" 5 ", " 7 "));
    let page = rendered(&document);
    assert!(page.contains("What others changed"));
    assert!(page.contains("<del class=\"number\">5</del> <ins class=\"number\">7</ins>"));
    assert!(page.contains(&format!("<del>{word}</del> <ins>Eine</ins>")));
    let (number, other) = (page.find("other number"), page.find("<ins>Eine</ins>"));
    assert!(number.unwrap() < other.unwrap());
    assert!(page.contains("data-flag=\"numbers\""), "the table of stories says so");
}

#[test]
fn whole_texts_stand_beside_each_other_where_they_fit_the_file() {
    let mut document = sample::document();
    let text = document.stories[0].passages[0].text.clone();
    let end = u32::try_from(text.len()).unwrap();
    for span in &mut document.stories[0].passages[0].spans {
        (span.start, span.end) = (0, end);
    }
    let mut options = Options::default();
    let own = |words: &str| format!("{text} {words}");
    options.texts.insert("ap-1".into(), own("What AP alone says."));
    options.texts.insert("kurier-1".into(), own("What Kurier alone says."));
    options.texts.insert("kurier-2".into(), "Another version of the text.".into());
    let page = rendered_with(&document, &options);
    assert!(page.contains("What AP alone says.") && page.contains("What Kurier alone"));
    assert!(!page.contains("Another version of the text"), "it does not fit");
}

#[test]
fn new_and_grown_stories_come_first() {
    let mut document = sample::document();
    let story = |number: usize, status, added: &[&str]| {
        let mut story = document.stories[0].clone();
        story.id = format!("s{number}");
        story.title = format!("Headline {number}");
        let added = added.iter().map(|&id| id.to_owned()).collect();
        story.nightly = Some(Nightly { status, added });
        story
    };
    let stories: Vec<Story> = vec![
        story(1, NightStatus::Standing, &[]),
        story(2, NightStatus::Grown, &["kurier-2", "xh-1"]),
        story(3, NightStatus::New, &[]),
    ];
    document.stories = stories;
    let page = rendered(&document);
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(at(">Headline 3</a>") < at(">Headline 2</a>"));
    assert!(at(">Headline 2</a>") < at("id=\"many\">The rest of the week"));
    assert!(at("id=\"many\"") < at(">Headline 1</a>"));
    assert!(page.contains("Grown by 2"));
    assert_eq!(page.matches("class=\"added\"").count(), 2);
}

#[test]
fn outlets_show_their_agency_copy_over_time() {
    let page = rendered(&sample::document());
    let table = &page[page.find("<table class=\"outlets\">").unwrap()..];
    let table = &table[..table.find("</table>").unwrap()];
    assert!(table.contains("<bdi>Kurier</bdi>") && table.contains("<bdi>AP</bdi>"));
    assert!(table.contains("80 %"), "98 % and 61 % of two texts of one length: {table}");
}

#[test]
fn the_page_needs_nothing_from_outside() {
    let page = markup(&rendered(&sample::document()));
    for tag in tags(&page) {
        for bad in ["script", "link ", "img", "iframe", "object", "form", "base"] {
            assert!(!tag.starts_with(bad), "{tag}");
        }
    }
    assert!(!page.contains("url(") && !page.contains("@import"));
}

#[test]
fn hostile_text_stays_text() {
    let whole = rendered(&sample::document());
    let page = markup(&whole);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"));
    assert!(page.contains("{{ 7 * 7 }} {% raw %} &amp;lt;b&amp;gt;"));
    for tag in tags(&page) {
        assert!(!bare(tag).contains(" on"), "no handler: {tag}");
        assert!(!tag.contains("=\"javascript:"), "{tag}");
        assert!(!tag.contains('\u{1b}'));
    }
    let links = tags(&page).into_iter().filter_map(|tag| tag.strip_prefix("a href=\""));
    for link in links {
        assert!(link.starts_with('#') || link.starts_with("https:"), "{link}");
    }
    let bad =
        |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!whole.contains(bad));
    assert!(page.len() < 80_000, "a headline of a megabyte is cut: {}", page.len());
}

#[test]
fn the_one_script_that_may_run_is_that_of_the_page() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let hash = sha2::Sha256::digest(super::SCRIPT.as_bytes());
    let hash = base64::engine::general_purpose::STANDARD.encode(hash);
    assert_eq!(super::SCRIPT_HASH.trim(), hash, "write this into script.sha256");
    let page = rendered(&sample::document());
    assert!(page.contains(&format!("script-src 'sha256-{hash}'; base-uri 'none'")));
    assert!(page.contains(&format!("<script>{}</script>", super::SCRIPT)));
    assert_eq!(super::SCRIPT.matches("</").count(), 0);
    for unsafe_way in
        ["innerHTML", "outerHTML", "insertAdjacent", "eval(", "document.write"]
    {
        assert!(!super::SCRIPT.contains(unsafe_way), "{unsafe_way}");
    }
}

#[test]
fn every_opened_element_is_closed() {
    const VOID: [&str; 3] = ["meta", "!DOCTYPE", "br"];
    let page = markup(&rendered(&sample::document()));
    let mut open = Vec::new();
    for tag in tags(&page) {
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closed by {tag}");
        } else if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn what_is_missing_is_said() {
    let mut document = sample::document();
    document.summary = None;
    document.run = None;
    let page = rendered(&document);
    assert!(page.contains("<strong>Warning:</strong> the file was cut short"));
    assert!(page.contains("The run this page shows did not end."));
    assert!(page.contains("does not say with which settings"));
    let options = Options { top: Some(1), ..Options::default() };
    let page = rendered_with(&sample::document(), &options);
    assert!(page.contains("1 story of the file not shown here"));
}

#[test]
fn a_long_report_is_an_index_and_a_page_a_story() {
    let made = |document: &Document| {
        let mut made: Vec<(Option<String>, String)> = Vec::new();
        let options = Options::default();
        pages(document, &options, "a b.html", "a b-stories", |name, page| {
            made.push((name.map(str::to_owned), page.to_owned()));
            Ok(())
        })
        .unwrap();
        made
    };
    let mut document = sample::document();
    let short = made(&document);
    assert_eq!(short.len(), 1);
    assert_eq!(short[0].1, rendered(&document), "the same page as on standard output");
    for number in 0..80 {
        let mut story = document.stories[0].clone();
        story.id = format!("Long {number}");
        story.passages[0].text = format!("{number} words and words ").repeat(1_500);
        document.stories.push(story);
    }
    let long = made(&document);
    assert_eq!(long.len(), 1 + 82);
    let (index, stories) = long.split_last().unwrap();
    assert_eq!(index.0, None);
    assert!(index.1.len() < ONE_PAGE && !index.1.contains("<article"));
    for (name, page) in stories {
        let name = name.as_ref().unwrap();
        let address = format!("href=\"a%20b-stories&#x2f;{name}\"");
        assert!(index.1.contains(&address), "{name}");
        assert_eq!(page.matches("<article ").count(), 1);
        assert!(
            page.contains("href=\"..&#x2f;a%20b.html\"") && page.ends_with("</html>\n")
        );
    }
}

#[test]
fn no_page_accuses() {
    for language in Language::ALL {
        let mut document = sample::document();
        document.stories.truncate(1);
        let page = rendered_with(&document, &Options { language, ..Options::default() });
        for word in ["plagia", "stolen", "gestohlen", "original"] {
            assert!(!markup(&page).to_lowercase().contains(word), "{word}");
        }
    }
}
