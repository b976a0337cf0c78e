//! A document made by hand, for the renderers' tests: one story in two scripts, one
//! that attacks its reader.

use super::contract::{
    Group, Input, LikelySource, LinkKind, Passage, PassageKind, PassageSpan, Record,
    RejectLine, Role, Run, Story, StoryArticle, StoryLink, Summary, Touch,
};
use super::document::Document;

/// What the hostile story carries: every one of these must lose its teeth.
pub(crate) const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(2)>",
    "=HYPERLINK(\"https://evil.example\")",
    "\u{1b}]0;owned\u{7}\u{1b}[2J",
    "in\u{202e}revo\u{2066}",
    "| [click](javascript:alert(3)) `x` **b** ![i](x) # h",
    "{{ 7 * 7 }} {% raw %} &lt;b&gt;",
    "line\r\none\u{2028}two",
];

struct Row(&'static str, &'static str, Option<&'static str>, &'static str);

fn article(
    row: &Row,
    group: &str,
    role: Role,
    credits: &[&str],
    shared: f64,
) -> StoryArticle {
    let Row(id, source, date, title) = row;
    StoryArticle {
        id: (*id).to_owned(),
        title: (*title).to_owned(),
        source: (!source.is_empty()).then(|| (*source).to_owned()),
        date: date.map(ToOwned::to_owned),
        lang: Some(if title.is_ascii() { "en" } else { "zh" }.to_owned()),
        url: Some(format!("https://news.example/{id}?a=1&b=2")),
        group: group.to_owned(),
        role,
        credits: credits.iter().map(|&key| key.to_owned()).collect(),
        words: 212,
        shared,
        agency: if credits.is_empty() { 0.0 } else { shared },
        own: ((1.0 - shared) * 100.0).round() / 100.0,
        likely_source: (id.ends_with("-2")).then(|| LikelySource {
            article: "ap-1".to_owned(),
            why: "61 % of the words stand in it; earlier in this collection by 1 h 32 m"
                .to_owned(),
            share: Some(0.61),
            beyond_dates: false,
        }),
    }
}

fn link(a: &str, b: &str, kind: LinkKind, value: f64, evidence: &[&str]) -> StoryLink {
    let event = (kind == LinkKind::Event).then_some(value);
    let reuse = if event.is_some() { 0.01 } else { value };
    StoryLink {
        a: a.to_owned(),
        b: b.to_owned(),
        kind,
        jaccard: reuse,
        containment_ab: reuse,
        containment_ba: reuse,
        event,
        embedding: None,
        evidence: evidence.iter().map(|&words| words.to_owned()).collect(),
    }
}

fn group(id: &str, articles: &[&str], weakest: f64) -> Group {
    let articles: Vec<String> = articles.iter().map(|&one| one.to_owned()).collect();
    let ends = articles.first().zip(articles.last()).filter(|(a, b)| a != b);
    let weakest_pair = ends.map(|(a, b)| [a.clone(), b.clone()]);
    Group { id: id.to_owned(), articles, weakest, weakest_pair }
}

fn span(article: &str, start: u32, end: u32) -> PassageSpan {
    PassageSpan {
        article: article.to_owned(),
        start,
        end,
        start_char: None,
        end_char: None,
        text: None,
    }
}

fn bridge() -> Story {
    let rows = [
        Row("ap-1", "AP", Some("2023-03-09T06:10:00Z"), "Floods close Danube bridge"),
        Row(
            "kurier-1",
            "Kurier",
            Some("2023-03-09T07:17:00+01:00"),
            "Danube bridge closed",
        ),
        Row(
            "kurier-2",
            "Kurier",
            Some("2023-03-09T07:42:00Z"),
            "Bridge shut as river rises",
        ),
        Row("xh-1", "新华社", Some("2023-03-09T15:50:00Z"), "洪水迫使多瑙河大桥关闭通行"),
        Row("metro-1", "Metro", Some("this morning"), "Commuters stranded"),
    ];
    let ap = &["ap"][..];
    let articles = vec![
        article(&rows[0], "ap-1", Role::Representative, ap, 1.0),
        article(&rows[1], "ap-1", Role::Copy, ap, 0.98),
        article(&rows[2], "ap-1", Role::Copy, ap, 0.61),
        article(&rows[3], "xh-1", Role::Own, &["kyodo"], 0.0),
        article(&rows[4], "metro-1", Role::Partial, &[], 0.18),
    ];
    let text = "The bridge was closed at dawn after the river rose two metres in a night, \
                the operator said. Trains are turned back at Komarom until further notice.";
    Story {
        nightly: None,
        touched_by: vec![Touch {
            id: "brief-1".to_owned(),
            title: "The morning in five minutes".to_owned(),
            source: Some("Metro".to_owned()),
            event: 0.61,
        }],
        id: "ap-1".to_owned(),
        title: "Floods close Danube bridge".to_owned(),
        lang: Some("en".to_owned()),
        first: Some("2023-03-09T06:10:00Z".to_owned()),
        last: Some("2023-03-09T15:50:00Z".to_owned()),
        outlets: 4,
        articles,
        groups: vec![
            group("ap-1", &["ap-1", "kurier-1", "kurier-2"], 0.71),
            group("xh-1", &["xh-1"], 1.0),
            group("metro-1", &["metro-1"], 1.0),
        ],
        links: vec![
            link("ap-1", "kurier-1", LinkKind::Near, 0.97, &["97 % of the shingles"]),
            link("ap-1", "kurier-2", LinkKind::Contains, 0.71, &[]),
            link(
                "ap-1",
                "xh-1",
                LinkKind::Event,
                0.52,
                &["name: Danube / 多瑙河", "same day"],
            ),
            link("ap-1", "metro-1", LinkKind::Event, 0.58, &["name: Komarom"]),
        ],
        not_joined: vec![link(
            "kurier-2",
            "roundup-1",
            LinkKind::Contains,
            0.94,
            &["one is a part of the other, of which only 0.08 is shared"],
        )],
        passages: vec![
            Passage {
                id: "p1".to_owned(),
                kind: PassageKind::Verbatim,
                words: 26,
                score: None,
                text: text.to_owned(),
                articles: 3,
                spans: vec![
                    span("ap-1", 0, 148),
                    span("kurier-1", 12, 160),
                    span("kurier-2", 1204, 1352),
                ],
                credits: vec!["ap".to_owned()],
                source: Some(LikelySource {
                    article: "ap-1".to_owned(),
                    why: "earliest of 3, and 2 others credit AP".to_owned(),
                    ..LikelySource::default()
                }),
            },
            Passage {
                id: "p2".to_owned(),
                kind: PassageKind::Rewritten,
                words: 12,
                score: Some(41.5),
                text: "洪水上涨两米后，大桥于黎明关闭。".to_owned(),
                articles: 2,
                spans: vec![span("xh-1", 0, 48), span("metro-1", 30, 99)],
                credits: Vec::new(),
                source: None,
            },
        ],
    }
}

fn hostile() -> Story {
    let mut one = article(&Row("=evil-1", "", None, ""), "=evil-1", Role::Copy, &[], 7.5);
    one.title = HOSTILE.join(" ");
    one.source = Some(HOSTILE[1].to_owned());
    one.url = Some("javascript:alert(document.domain)".to_owned());
    one.lang = Some("en\" onload=\"alert(4)".to_owned());
    one.credits = vec![HOSTILE[0].to_owned()];
    one.date = Some(HOSTILE[0].to_owned());
    let mut two = one.clone();
    two.id = HOSTILE[3].to_owned();
    two.source = Some("@SUM(1+1)".to_owned());
    two.url = Some("https://evil.example/\"onmouseover=alert(5)".to_owned());
    two.title = format!("{}{}", HOSTILE[0], "x".repeat(1 << 20));
    let ids = [one.id.clone(), two.id.clone()];
    let mut tie = link(&ids[0], &ids[1], LinkKind::Event, 1e300, &HOSTILE);
    tie.a = "no such article".to_owned();
    Story {
        nightly: None,
        touched_by: vec![Touch {
            id: HOSTILE[0].to_owned(),
            title: HOSTILE.join(" "),
            source: Some(HOSTILE[2].to_owned()),
            event: -3.0,
        }],
        id: HOSTILE[4].to_owned(),
        title: HOSTILE.join(" "),
        lang: Some("\"".to_owned()),
        first: None,
        last: None,
        outlets: 2,
        groups: vec![Group {
            id: "=evil-1".into(),
            articles: ids.to_vec(),
            weakest: -3.0,
            weakest_pair: Some([HOSTILE[0].to_owned(), HOSTILE[1].to_owned()]),
        }],
        not_joined: vec![tie.clone()],
        links: vec![tie],
        passages: vec![Passage {
            id: HOSTILE[5].to_owned(),
            kind: PassageKind::Verbatim,
            words: 3,
            score: None,
            text: HOSTILE.join("\n"),
            articles: 9,
            spans: vec![span("=evil-1", 0, 9), span("gone", 9, 9)],
            credits: vec![HOSTILE[0].to_owned()],
            source: Some(LikelySource {
                article: "gone".into(),
                why: HOSTILE[2].into(),
                share: Some(7.0),
                beyond_dates: true,
            }),
        }],
        articles: vec![one, two],
    }
}

/// Both stories, two rejects and a whole summary.
pub(crate) fn document() -> Document {
    let mut parameters = serde_json::Map::new();
    parameters.insert("shingle_width".to_owned(), 5.into());
    parameters.insert("note".to_owned(), HOSTILE[0].into());
    let input = Input { path: "news.jsonl".into(), bytes: 48_213, xxh3: "0f".repeat(8) };
    let reject = |line, reason: &str| RejectLine {
        path: "news.jsonl".to_owned(),
        line,
        reason: reason.to_owned(),
    };
    Document {
        run: Some(Run {
            tool: "samestory".to_owned(),
            version: "0.1.0".to_owned(),
            parameters,
            inputs: vec![input],
        }),
        stories: vec![bridge(), hostile()],
        rejects: vec![reject(7, "no text"), reject(9, HOSTILE[3])],
        summary: Some(Summary {
            complete: true,
            articles: 1204,
            stories: 2,
            groups: 2,
            links: 5,
            passages: 3,
            singletons: 1197,
            rejects: 2,
            repeats: 1,
        }),
    }
}

/// The file that `document` was read from.
pub(crate) fn file(document: Document) -> Vec<u8> {
    let mut records: Vec<Record> = document.run.map(Record::Run).into_iter().collect();
    records.extend(document.stories.into_iter().map(|one| Record::Story(Box::new(one))));
    records.extend(document.rejects.into_iter().map(Record::Reject));
    records.extend(document.summary.map(Record::Summary));
    let mut out = Vec::new();
    for record in records {
        record.write(&mut out).unwrap();
    }
    out
}
