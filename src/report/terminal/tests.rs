use unicode_width::UnicodeWidthStr;

use super::render;
use crate::report::Options;
use crate::report::contract::Story;
use crate::report::document::Document;
use crate::report::sample;

fn rendered(document: &Document, options: &Options) -> String {
    let mut out = Vec::new();
    render(document, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn of_width(width: usize) -> Options {
    Options { width, ..Options::default() }
}

#[test]
fn a_story_looks_like_this() {
    let mut document = sample::document();
    document.stories.truncate(1);
    let text = rendered(&document, &of_width(100));
    assert_eq!(text, include_str!("golden.txt"), "{text}");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let mut document = sample::document();
    for number in 0..30 {
        let mut story = document.stories[number % 2].clone();
        story.id = format!("story-{number}");
        document.stories.push(story);
    }
    for width in [40, 61, 80, 120, 200] {
        for story in [None, Some("ap-1".to_owned()), Some("=evil-1".to_owned())] {
            let text = rendered(&document, &Options { story, ..of_width(width) });
            for line in text.lines() {
                assert!(line.width() <= width, "{width}: {line}");
                assert_eq!(line, line.trim_end(), "no blanks at the end");
            }
        }
    }
}

#[test]
fn nothing_hostile_reaches_the_terminal() {
    let document = sample::document();
    for story in [None, Some("=evil-1".to_owned())] {
        let text = rendered(&document, &Options { story, ..of_width(80) });
        let bad = |c: char| {
            (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c)
        };
        assert!(!text.contains(bad));
        assert!(text.len() < 20_000, "a headline of a megabyte is cut");
        assert!(text.contains('�'));
    }
}

#[test]
fn colour_comes_only_when_asked_for() {
    let document = sample::document();
    let plain = rendered(&document, &of_width(80));
    let colour = rendered(&document, &Options { colour: true, ..of_width(80) });
    assert!(!plain.contains('\u{1b}'));
    assert!(colour.contains("\u{1b}[1m"));
    let stripped = anstream::adapter::strip_str(&colour).to_string();
    assert_eq!(stripped, plain);
}

#[test]
fn many_stories_begin_with_an_overview_and_say_what_is_left_out() {
    let mut document = sample::document();
    document.stories.extend((0..30).map(|number| Story {
        id: format!("s{number}"),
        title: format!("Headline {number}"),
        ..Story::default()
    }));
    let text = rendered(&document, &of_width(80));
    assert!(
        text.contains(
            "   1        5       4  9 h 40 m         55 % AP       Floods close"
        )
    );
    assert!(text.contains("12 smaller stories not shown: --top 32 shows all"));
    assert_eq!(text.matches("\nSTORY ").count(), 20);
    let all = rendered(&document, &Options { top: Some(32), ..of_width(80) });
    assert!(!all.contains("not shown"));
    let one = rendered(&document, &Options { story: Some("s7".into()), ..of_width(80) });
    assert_eq!(one.matches("STORY ").count(), 1);
    let none = rendered(&document, &Options { story: Some("x".into()), ..of_width(80) });
    assert!(none.contains("no story and no article has the id x"));
}

#[test]
fn a_file_cut_short_is_said_first() {
    let mut document = sample::document();
    document.summary = None;
    let text = rendered(&document, &of_width(80));
    assert!(text.lines().nth(1).unwrap().starts_with("warning: the file was cut short"));
}
