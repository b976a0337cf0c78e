use super::*;
use proptest::prelude::*;

#[derive(serde::Deserialize)]
struct Labelled {
    line: String,
    credits: Vec<Named>,
    key: Option<String>,
}

#[derive(serde::Deserialize)]
struct Named {
    agency: String,
    form: String,
    kind: String,
}

fn labelled() -> Vec<Labelled> {
    include_str!("../../../data/credits/lines.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a labelled line"))
        .collect()
}

fn named(text: &str, credit: &Credit) -> (String, String, String) {
    let kind = if credit.kind == CreditKind::Text { "text" } else { "picture" };
    let form = credit.span.slice(text).expect("a span of the text");
    (credit.agency.to_owned(), form.to_owned(), kind.to_owned())
}

/// Precision and recall over all labelled lines, each put into an article by `frame`.
fn score(what: &str, frame: impl Fn(&str) -> String) -> (f64, f64) {
    let (mut right, mut found, mut wanted, mut keys) = (0, 0, 0, 0);
    for row in labelled() {
        let text = frame(&row.line);
        let credits = find(&text);
        let got: Vec<_> =
            credits.found.iter().map(|credit| named(&text, credit)).collect();
        let want: Vec<_> = row
            .credits
            .iter()
            .map(|c| (c.agency.clone(), c.form.clone(), c.kind.clone()))
            .collect();
        let both = got.iter().filter(|credit| want.contains(credit)).count();
        right += both;
        found += got.len();
        wanted += want.len();
        if got != want {
            println!("{what}: {:?}\n  got  {got:?}\n  want {want:?}", row.line);
        }
        let key = credits.key.map(|key| key.text);
        if key != row.key {
            println!("{what}: {:?}: key {key:?}", row.line);
            keys += 1;
        }
    }
    let (precision, recall) =
        (f64::from_usize(right, found), f64::from_usize(right, wanted));
    println!("{what}: precision {precision:.4} recall {recall:.4}");
    assert_eq!(keys, 0, "{what}");
    (precision, recall)
}

trait Ratio {
    fn from_usize(part: usize, whole: usize) -> f64;
}

impl Ratio for f64 {
    fn from_usize(part: usize, whole: usize) -> f64 {
        let exact = |n: usize| Self::from(u32::try_from(n).unwrap_or(u32::MAX));
        exact(part) / exact(whole)
    }
}

const BEFORE: &str = "Ein Zug hält am See\n\nDer Zug stand zwei Stunden. Dann fuhr er weiter.\n\n\
    Niemand stieg aus, sagte eine Sprecherin.";

#[test]
fn labelled_lines_are_read_right() {
    for (what, score) in [
        ("alone", score("alone", str::to_owned)),
        ("last line", score("last line", |line| format!("{BEFORE}\n\n{line}\n"))),
        ("first line", score("first line", |line| format!("{line}\n\n{BEFORE}"))),
        (
            "windows",
            score("windows", |line| format!("{BEFORE}\r\n{line}\r\n\r\nWeitere Artikel")),
        ),
    ] {
        assert!(score.0 >= 0.98 && score.1 >= 0.98, "{what}: {score:?}");
    }
}

fn keys(text: &str) -> Vec<&'static str> {
    find(text).found.iter().map(|credit| credit.agency).collect()
}

#[test]
fn pixel_words_may_hang_on_a_credit() {
    assert_eq!(keys("Er nimmt dort teil. (slo/AFP)Zähl Pixel"), ["afp"]);
    assert_eq!(keys("(slo/AFP)Zähl Pixel"), ["afp"]);
    let text = "© dpa-infocom, dpa:230912-99-161002/9Zähl Pixel";
    assert_eq!(keys(text), ["dpa"]);
    assert_eq!(find(text).key.unwrap().text, "230912-99-161002");
}

#[test]
fn a_bracket_that_explains_is_no_credit() {
    for text in [
        "Das berichtet die Deutsche Presse-Agentur (dpa).",
        "Das berichtet die Nachrichtenagentur (dpa).",
        "Das sagte er der Deutschen Presseagentur (dpa)",
        "The Associated Press (AP) reported it.",
        "Das Netz der Agence France-Presse (AFP) – es ist groß – wächst.",
        "Advanced Placement (AP) Exams begin in May.",
        "Die künftige Artificial General Intelligence (AGI).",
        "The report came from the Economic Planning Agency\n(EPA) said.",
        "He asked the Associated Press\n(AP)\nfor it.",
        "It came from the Philippine News\nAgency (PNA) said.",
    ] {
        assert_eq!(keys(text), [""; 0], "{text}");
    }
}

#[test]
fn a_sentence_wrapped_by_hand_ends_in_no_credit() {
    assert_eq!(
        keys("The bridge is closed, the mayor told\nReuters.\nIt will open"),
        [""; 0]
    );
    assert_eq!(keys("Zug hält am See\nVon Max Muster, dpa\nDer Zug hielt."), ["dpa"]);
    assert_eq!(keys("He said so.\n REUTERS"), ["reuters"]);
}

#[test]
fn an_older_wire_report_signs_off_under_its_dateline() {
    let text = "LONDON, March 3 - A tanker ran aground.\nNobody was hurt.\n    Reuter";
    let found = find(text);
    assert_eq!((found.found[0].agency, found.found[0].why), ("reuters", "last line"));
    let masked: Vec<_> = found.masks.iter().map(|mask| mask.slice(text)).collect();
    assert_eq!(masked, [Some("LONDON, March 3 - "), Some("Reuter")]);
    assert_eq!(keys("A tanker ran aground.\nNobody was hurt.\n- Reuter\n"), ["reuters"]);
    assert_eq!(keys("Ein Mann gewann.\nEr heißt\nReuter"), [""; 0]);
}

#[test]
fn a_caption_in_the_middle_of_an_article_credits_its_picture() {
    let body = "The tram stood for two hours. ".repeat(20);
    let caption = format!("{body}\nThe tram on Monday morning (Reuters)\n{body}");
    assert_eq!(find(&caption).found[0].kind, CreditKind::Picture);
    let end = format!("{body}\nThe tram stood until Monday (Reuters)");
    assert_eq!(find(&end).found[0].kind, CreditKind::Text);
}

#[test]
fn a_last_word_before_a_source_is_text() {
    let text = "Der Zug stand.\nZu Recht. (Quelle: dts)";
    assert_eq!(find(text).masks[0].slice(text), Some("(Quelle: dts)"));
}

#[test]
fn the_writer_and_the_photographer() {
    let kind = |text: &str| find(text).found.first().map(|credit| credit.kind);
    assert_eq!(kind("Am See. (Max Muster/dpa)"), Some(CreditKind::Picture));
    assert_eq!(
        kind("At the lake. (Jane Doe, File/Associated Press)"),
        Some(CreditKind::Picture)
    );
    assert_eq!(kind("At the lake ©Jane Doe (AFP)"), Some(CreditKind::Picture));
    let two =
        find("At the lake. (Photo by Jane Doe/Muster/AP,File) (Associated Press)").found;
    assert!(
        two.len() == 2 && two.iter().all(|credit| credit.kind == CreditKind::Picture)
    );
    assert_eq!(kind("ERIE, Pa. (AP) - A train stopped."), Some(CreditKind::Text));
    assert_eq!(kind("Am See. (Max Muster/dpa; red)"), Some(CreditKind::Text));
    let long = "Der Zug hielt am See. ".repeat(20);
    assert_eq!(kind(&format!("{long}(Max Muster/dpa)")), Some(CreditKind::Text));
    assert_eq!(kind(&format!("{long}(AFP/Max Muster)")), Some(CreditKind::Picture));
}

#[test]
fn credits_inside_long_lines() {
    let text =
        "Zug hält am See BERLIN (dpa) - Der Zug stand. (dpa/lno) Mehr dazu im Heft.";
    assert_eq!(keys(text), ["dpa", "dpa"]);
    assert_eq!(keys("Er fährt weiter. dpa"), ["dpa"]);
    assert_eq!(keys("Er fährt weiter. dpa/Mus"), ["dpa"]);
    assert_eq!(keys("Er fährt weiter. Mus/dpa/KNA"), ["dpa", "kna"]);
    assert_eq!(keys("Er fährt weiter. (dpa/-ry)"), ["dpa"]);
    assert_eq!(keys("Er fährt weiter.\n(xy deutsch/ reuters)"), ["reuters"]);
    assert_eq!(keys("The train stopped.\nPTI reports:\nIt"), [""; 0]);
    assert_eq!(keys("Das lehrt Prof. Reuters"), [""; 0]);
    assert_eq!(
        keys("Prost! fro Rubriklistenbild: © picture alliance / dpa / Max Muster"),
        ["picturealliance", "dpa"]
    );
}

#[test]
fn masks_cover_whole_credits() {
    let masked = |text: &str| -> Vec<String> {
        let credits = find(text);
        credits.masks.iter().map(|mask| mask.slice(text).unwrap().to_owned()).collect()
    };
    assert_eq!(masked("Der Zug ist da. (slo/AFP)\n"), ["(slo/AFP)"]);
    assert_eq!(
        masked("A\n © dpa-infocom, dpa:230912-99-161002/9 \nB"),
        ["© dpa-infocom, dpa:230912-99-161002/9"]
    );
    assert_eq!(
        masked("It is here. (Reporting by Jane Doe; Editing by John Roe)"),
        ["(Reporting by Jane Doe; Editing by John Roe)"]
    );
    assert_eq!(
        masked("It is here. (Editing by Jane Doe. Visit example.org)"),
        ["(Editing by Jane Doe. Visit example.org)"]
    );
    assert!(masked("Editing by hand is slow.").is_empty());
    let line =
        "Copyright 2017 The Associated Press. All rights reserved. This may not be sold.";
    assert_eq!(masked(line), [line]);
}

#[test]
fn hostile_texts_stay_linear() {
    for unit in [
        "(dpa ",
        "dpa/",
        "dpa. ",
        "© dpa ",
        "Foto: ",
        "AP, ",
        "[[((dpa",
        "共同",
        "dpa:230912-",
        "(dpa/AFP)",
        "(AP)..",
        "a",
    ] {
        let text = unit.repeat(400_000 / unit.len());
        let begun = std::time::Instant::now();
        find(&text);
        stamp(&text);
        author(&text);
        assert!(begun.elapsed().as_secs() < 8, "{unit}: {:?}", begun.elapsed());
    }
}

proptest! {
    #[test]
    fn spans_keep_to_the_text(
        text in "(dpa|AFP|AP|[(/)©:.,–\\-\n \\[\\]]|Foto|Von|Max Muster|mit|Berlin|共同|【|】|日电|12|2023|\u{308}|dpa:230912-99-161002/9|\\PC){0,40}"
    ) {
        let credits = find(&text);
        for credit in &credits.found {
            prop_assert!(credit.span.slice(&text).is_some());
            prop_assert!(credits.masks.iter().any(|mask| mask.contains(credit.span)));
        }
        for pair in credits.masks.windows(2) {
            prop_assert!(pair[0].end < pair[1].start);
        }
        for mask in &credits.masks {
            prop_assert!(mask.slice(&text).is_some());
        }
        if let Some(stamp) = stamp(&text) {
            prop_assert!(stamp.span.slice(&text).is_some());
        }
        if let Some((name, span)) = author(&text) {
            prop_assert_eq!(Some(name.as_str()), span.slice(&text));
        }
    }
}
