use crate::report::document::Document;
use crate::report::{Options, sample};

fn rendered(document: &Document) -> String {
    let mut out = Vec::new();
    super::render(document, &Options::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Every start tag of the page, without its text.
fn tags(page: &str) -> Vec<&str> {
    page.split('<')
        .skip(1)
        .map(|part| part.split('>').next().unwrap_or_default())
        .collect()
}

#[test]
fn the_page_says_what_the_story_is() {
    let page = rendered(&sample::document());
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'"));
    assert!(page.contains("5 articles in 4 outlets within 9 h 40 m"));
    assert!(
        page.contains("<a href=\"#story-1\"><bdi lang=\"en\">Floods close Danube bridge")
    );
    assert!(page.contains("lang=\"zh\">洪水迫使多瑙河大桥关闭通行</bdi>"));
    assert!(page.contains("in 3 of 5"));
    assert!(page.contains("Likely source: <strong><bdi>AP</bdi></strong>"));
    assert!(page.contains(
        "tied by: <bdi>name: Danube &#x2f; 多瑙河</bdi> · <bdi>same day</bdi>"
    ));
    assert!(page.contains("Earlier here does not mean first anywhere"));
    assert!(page.contains("shingle_width") && page.contains("2 refused records"));
    assert!(page.ends_with("</html>\n"));
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
}

#[test]
fn the_page_needs_nothing_from_outside() {
    let page = rendered(&sample::document());
    for tag in tags(&page) {
        for bad in ["script", "link ", "img", "iframe", "object", "form", "base"] {
            assert!(!tag.starts_with(bad), "{tag}");
        }
    }
    assert!(!page.contains("url(") && !page.contains("@import"));
}

#[test]
fn hostile_text_stays_text() {
    let page = rendered(&sample::document());
    assert!(page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"));
    assert!(page.contains("{{ 7 * 7 }} {% raw %} &amp;lt;b&amp;gt;"));
    for tag in tags(&page) {
        assert!(!tag.contains(" on"), "no handler: {tag}");
        assert!(!tag.contains("javascript"), "{tag}");
        assert!(!tag.contains('\u{1b}'));
    }
    let links = tags(&page).into_iter().filter_map(|tag| tag.strip_prefix("a href=\""));
    for link in links {
        assert!(link.starts_with('#') || link.starts_with("https:"), "{link}");
    }
    let bad =
        |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!page.contains(bad));
    assert!(page.len() < 80_000, "a headline of a megabyte is cut: {}", page.len());
}

#[test]
fn every_opened_element_is_closed() {
    const VOID: [&str; 3] = ["meta", "!DOCTYPE", "path"];
    let page = rendered(&sample::document());
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
    let mut out = Vec::new();
    let options = Options { top: Some(1), ..Options::default() };
    super::render(&sample::document(), &options, &mut out).unwrap();
    let page = String::from_utf8(out).unwrap();
    assert!(page.contains("1 story of the file not shown here"));
}
