//! What other tools of the trade have been caught by: chains, short texts,
//! templates, spellings, scripts without spaces.

use serde_json::{Value, json};

use crate::run::{
    Run, article, data, groups, json_lines, kinds, list, prose, shuffled, string,
};

fn words(text: &str) -> Vec<&str> {
    text.split(' ').collect()
}

#[test]
fn a_chain_of_texts_whose_ends_share_nothing_is_no_group() {
    // Each of 26 texts has 60 of its 100 words from the one before.
    let long = prose(1, 1_100);
    let long = words(&long);
    let chain: Vec<Value> = (0..26)
        .map(|link| {
            article(&format!("t{link:02}"), &long[link * 40..link * 40 + 100].join(" "))
        })
        .collect();
    for group in groups(&chain) {
        let place = |id: &String| id[1..].parse::<usize>().expect("a number");
        let ends = place(&group[group.len() - 1]) - place(&group[0]);
        assert!(ends <= 1, "{group:?}");
    }
}

#[test]
fn a_live_blog_joins_none_of_its_reports_and_is_listed_with_each() {
    let reports: Vec<String> = (0..10).map(|report| prose(report, 90)).collect();
    let mut news: Vec<Value> = reports
        .iter()
        .enumerate()
        .flat_map(|(number, report)| {
            [
                article(&format!("r{number}"), report),
                article(&format!("s{number}"), report),
            ]
        })
        .collect();
    news.push(article("blog", &reports.join("\n\n")));
    assert!(groups(&news).iter().all(|group| group.len() == 2));

    let run = Run::new();
    run.write_lines("news.jsonl", &news);
    let lines = run.ok("cluster --tier reprints news.jsonl").lines();
    let stories = data(&lines, "story");
    assert_eq!(stories.len(), 10);
    for story in stories {
        let [touch] = list(&story["not_joined"]) else { panic!("{story}") };
        assert_eq!(touch["kind"], "contains");
        assert_eq!(
            (&touch["a"], touch["containment_ab"].as_f64()),
            (&json!("blog"), Some(0.096))
        );
        let why = list(&touch["evidence"])
            .iter()
            .any(|why| string(why).contains("is a part of"));
        assert!(why, "{touch}");
    }
}

#[test]
fn a_text_made_of_two_others_does_not_bring_them_together() {
    let (one, two) = (prose(1, 100), prose(2, 100));
    let both = format!("{one} {two}");
    let found = groups(&[article("a", &one), article("b", &two), article("both", &both)]);
    assert!(
        found
            .iter()
            .all(|group| !(group.contains(&"a".into()) && group.contains(&"b".into())))
    );
}

#[test]
fn short_texts_match_only_their_equals() {
    let news = [
        article("a1", "Mehr in Kürze."),
        article("a2", "mehr in kürze"),
        article("b", "Mehr in Bälde."),
        article("c", "Kurz notiert"),
        article("d1", "Wetter"),
        article("d2", "WETTER!"),
        article("e1", "…"),
        article("e2", "…"),
        article("f", "Vier Worte sind genug"),
        article("g", "Vier Worte sind wenig"),
    ];
    assert_eq!(groups(&news), [["a1", "a2"], ["d1", "d2"]]);
}

#[test]
fn templates_of_two_days_are_told_apart_with_their_reason() {
    let cases = |id: &str, numbers: [&str; 4]| {
        let [new, clinic, well, dead] = numbers;
        article(
            id,
            &format!(
                "Das Gesundheitsamt des Kreises meldet am Abend {new} neue Fälle. In den Kliniken werden \
             {clinic} Menschen behandelt. Als genesen gelten inzwischen {well} Menschen, die Zahl der \
             Toten seit dem Beginn der Erhebung liegt nach Angaben des Amtes bei {dead}."
            ),
        )
    };
    let closing = |id: &str, numbers: [&str; 3]| {
        let [index, percent, dollars] = numbers;
        article(
            id,
            &format!(
                "The benchmark index closed at {index} points, {percent} percent above the close of the day \
             before. Traders spoke of a quiet session ahead of the decision of the central bank. The \
             currency was at {dollars} dollars in the late trade."
            ),
        )
    };
    let weather = |id: &str, numbers: [&str; 2]| {
        let [day, night] = numbers;
        article(
            id,
            &format!(
                "Am Tag wechseln sich Sonne und Wolken ab, dabei bleibt es meist trocken. Die höchsten \
             Werte liegen bei {day} Grad, in der Nacht kühlt es auf {night} Grad ab. Der Wind weht \
             schwach bis mäßig aus westlichen Richtungen."
            ),
        )
    };
    let news = [
        cases("cases1", ["112", "40", "1.300", "71"]),
        cases("cases2", ["98", "43", "1.377", "74"]),
        closing("closing1", ["15.234,1", "0,4", "1,0712"]),
        closing("closing2", ["15.302,7", "0,5", "1,0698"]),
        weather("weather1", ["23", "12"]),
        weather("weather2", ["19", "9"]),
    ];
    assert!(groups(&news).is_empty());
    for ((a, b), kind) in kinds(&news) {
        assert_eq!(kind, "partial", "{a} {b}");
    }
    let run = Run::new();
    run.write_lines("news.jsonl", &news);
    let lines = run.ok("cluster --tier reprints --singletons news.jsonl").lines();
    let stories = data(&lines, "story");
    for story in stories {
        let [touch] = list(&story["not_joined"]) else { panic!("{story}") };
        let why =
            list(&touch["evidence"]).iter().any(|why| string(why).contains("template"));
        assert!(why, "{touch}");
    }

    // A correction is the same text.
    let corrected = [
        cases("first", ["112", "40", "1.300", "71"]),
        cases("corrected", ["112", "40", "1.300", "72"]),
    ];
    assert_eq!(groups(&corrected), [["corrected", "first"]]);
}

#[test]
fn every_spelling_of_one_text_is_exact() {
    let text = "Der Präsident öffnet die neue Brücke über den Fluss in der Hafenstadt, sagte er \
                „am Dienstag“ vor 1.200 Gästen aus dem Ausland; die Züge fahren wieder.";
    let decomposed: String = text
        .chars()
        .map(|letter| match letter {
            'ä' => "a\u{308}".to_owned(),
            'ö' => "o\u{308}".to_owned(),
            'ü' => "u\u{308}".to_owned(),
            other => other.to_string(),
        })
        .collect();
    let full_width: String = text
        .chars()
        .map(|letter| match u32::from(letter) {
            code @ 0x21..=0x7e => char::from_u32(code + 0xfee0).expect("a letter"),
            _ => letter,
        })
        .collect();
    let spellings = [
        text.to_owned(),
        decomposed,
        full_width,
        text.to_uppercase(),
        text.replace(['„', '“'], "\""),
        text.replace(' ', "\u{a0}"),
        text.replace("Hafenstadt", "Hafen\u{ad}stadt"),
        text.replace("Hafenstadt", "Hafen\u{200b}stadt"),
        text.replace("Hafenstadt", "Hafen-\nstadt"),
        text.replace("Fluss", "\u{feff}Fluss"),
        text.replace("öffnet", "ö\u{fb00}net"),
    ];
    let news: Vec<Value> = spellings
        .iter()
        .enumerate()
        .map(|(number, text)| article(&format!("s{number:02}"), text))
        .collect();
    let kinds = kinds(&news);
    let pairs = spellings.len() * (spellings.len() - 1) / 2;
    assert_eq!(kinds.len(), pairs, "{kinds:?}");
    assert!(kinds.values().all(|kind| kind == "exact"), "{kinds:?}");
}

#[test]
fn vowel_marks_change_nothing_in_arabic() {
    let plain =
        "وصل قطار الضيف إلى المدينة يوم الثلاثاء وقالت الوكالة إن اللقاء في المساء";
    let marked = plain.replace("قطار", "قِطَارُ").replace("الوكالة", "الوَكَالَةُ");
    let found = kinds(&[article("a", plain), article("b", &marked)]);
    assert_eq!(found.values().collect::<Vec<_>>(), ["exact"]);
}

#[test]
fn texts_with_one_name_changed_are_found_in_every_script_and_others_are_not() {
    let near = [
        (
            "zh",
            "客人乘坐的专列星期二抵达边境城市，通讯社援引当地官员李明的话报道说，列车在夜里经过了大桥，车站前有乐队等候。",
            "李明",
            "王芳",
        ),
        (
            "ja",
            "客を乗せた列車が火曜日の朝、国境の町に着いた。地元の当局者の佐藤氏が通信社に語った。駅前では楽隊が出迎え、住民が旗を振った。",
            "佐藤",
            "鈴木",
        ),
        (
            "ko",
            "손님을 태운 열차가 화요일 아침 국경 도시에 도착했다고 현지 관리 김민수 씨가 통신사에 말했다. 역 앞에서는 악대가 기다렸고 주민들은 깃발을 흔들었다. 회담은 저녁에 열린다.",
            "김민수",
            "박지훈",
        ),
        (
            "th",
            "รถไฟของแขกเดินทางถึงเมืองชายแดนในเช้าวันอังคาร นายสมชายเจ้าหน้าที่ท้องถิ่นบอกกับสำนักข่าวว่ามีวงดนตรีรอต้อนรับที่หน้าสถานี และประชาชนโบกธงตลอดทางไปยังศาลากลางของเมือง",
            "สมชาย",
            "วิชัย",
        ),
        (
            "hi",
            "मेहमान की ट्रेन मंगलवार की सुबह सीमा के शहर पहुंच गई। स्थानीय अधिकारी रमेश ने समाचार एजेंसी को बताया कि स्टेशन के सामने बैंड खड़ा था और लोग झंडे लहरा रहे थे। मुलाकात शाम को होगी।",
            "रमेश",
            "सुरेश",
        ),
        (
            "ar",
            "وصل قطار الضيف صباح الثلاثاء إلى مدينة على الحدود وقال المسؤول المحلي كريم لوكالة الأنباء إن فرقة موسيقية كانت تنتظر أمام المحطة وإن السكان لوحوا بالأعلام ويعقد اللقاء في المساء",
            "كريم",
            "سليم",
        ),
    ];
    for (lang, text, name, other) in near {
        let news = [article("a", text), article("b", &text.replace(name, other))];
        assert_ne!(text, text.replace(name, other), "{lang}");
        assert_eq!(groups(&news), [["a", "b"]], "{lang}");
    }
    let apart = [
        article("th1", "รถไฟของแขกเดินทางถึงเมืองชายแดนในเช้าวันอังคาร"),
        article("th2", "ราคาน้ำมันในตลาดโลกปรับตัวสูงขึ้นเมื่อวานนี้"),
        article("th3", "ฝนตกหนักทางภาคใต้"),
        article("zh1", "客人乘坐的专列星期二抵达边境城市。"),
        article("zh2", "国际油价昨天上涨，分析人士说价格可能继续走高。"),
        article("zh3", "今天下雨"),
    ];
    assert!(kinds(&apart).is_empty());
}

#[test]
fn what_a_plain_corpus_keeps_does_not_depend_on_the_order_of_its_lines() {
    let texts: Vec<String> = (0..40)
        .map(|number| {
            let text = prose(number / 4, 120);
            // Each text four times: whole, edited, edited elsewhere, cut.
            match number % 4 {
                0 => text,
                1 => text.replace("x20 ", "x20a "),
                2 => text.replace("x70 ", "x70b "),
                _ => words(&text)[..70].join(" "),
            }
        })
        .collect();
    let plain = |texts: Vec<String>| -> Vec<Value> {
        texts.into_iter().map(|text| json!({ "text": text })).collect()
    };
    let kept = |records: &[Value], keep: &str| {
        let run = Run::new();
        run.write("plain.jsonl", json_lines(records));
        run.ok(&format!("dedup plain.jsonl -o kept.jsonl --keep {keep}"));
        let mut texts: Vec<String> = run
            .lines("kept.jsonl")
            .iter()
            .map(|article| string(&article["text"]).to_owned())
            .collect();
        texts.sort();
        texts
    };
    for keep in ["earliest", "longest", "first"] {
        let once = kept(&plain(texts.clone()), keep);
        assert_eq!(once.len(), 10, "{keep}");
        assert_eq!(kept(&plain(shuffled(texts.clone())), keep), once, "{keep}");
    }
}

#[test]
fn texts_that_share_a_quotation_alone_are_not_linked() {
    let quotation = prose(1, 24);
    let news = [
        article("a", &format!("{}\n“{quotation}”\n{}", prose(2, 60), prose(3, 60))),
        article("b", &format!("{}\n“{quotation}”\n{}", prose(4, 60), prose(5, 60))),
        article("c", &format!("{}\n{quotation}\n{}", prose(6, 60), prose(7, 60))),
        article("d", &format!("{}\n{quotation}\n{}", prose(8, 60), prose(9, 60))),
    ];
    let found = kinds(&news);
    assert_eq!(found.into_keys().collect::<Vec<_>>(), [("c".to_owned(), "d".to_owned())]);
}

#[test]
fn the_number_of_an_agency_s_item_is_evidence_whatever_its_version() {
    let text = prose(1, 80);
    let of = |id: &str, text: &str, version: u8| {
        article(id, &format!("{text}\n\n© dpa-infocom, dpa:240301-99-123456/{version}"))
    };
    let run = Run::new();
    run.write_lines(
        "news.jsonl",
        &[of("a", &text, 2), of("b", &text.replace("x30", "x30b"), 3)],
    );
    let lines = run.ok("cluster news.jsonl").lines();
    let [story] = data(&lines, "story")[..] else { panic!("one story") };
    let evidence = list(&list(&story["links"])[0]["evidence"]);
    let said = |why: &Value| string(why) == "both are the agency's item 240301-99-123456";
    assert!(evidence.iter().any(said), "{evidence:?}");
}

#[test]
fn bands_change_what_is_found_and_never_a_figure() {
    let run = Run::with_synth(500, 77);
    let pairs = |options: &str| -> Vec<Value> {
        let lines = run.ok(&format!("pairs articles.jsonl {options}")).lines();
        data(&lines, "pair").into_iter().cloned().collect()
    };
    let (few, usual) = (pairs("--bands 8"), pairs(""));
    assert!(few.iter().all(|pair| usual.contains(pair)));
    let by_bands = |bands: u32| -> usize {
        let said = run.ok(&format!("tune articles.jsonl --bands {bands}")).stdout;
        let (before, _) = said.split_once(" by bands").expect("the count");
        before.rsplit(' ').next().and_then(|count| count.parse().ok()).expect("a number")
    };
    let counts = [1, 8, 32, 128].map(by_bands);
    assert!(
        counts.is_sorted() && counts[0] < counts[1] && counts[1] < counts[3],
        "{counts:?}"
    );
    run.fails("pairs articles.jsonl --bands 20").says(&["bands", "128"]);
}

#[test]
fn tune_says_what_each_generator_finds_and_which_bands_are_enough() {
    let run = Run::with_synth(1_500, 78);
    let said = run.ok("tune articles.jsonl --explain --target 0.7 --recall 0.99").stdout;
    let row =
        said.lines().find(|line| line.starts_with("J 0.7 to 0.8")).expect("the row");
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert!(cells[4].parse::<usize>().expect("pairs") > 20, "{row}");
    assert_eq!(cells[7], "1.000", "{row}");
    assert!(said.contains("--bands 32 is enough"), "{said}");
    let strict = run.ok("tune articles.jsonl --target 0.5 --recall 0.999").stdout;
    assert!(
        strict.contains("--bands 128 is enough")
            || strict.contains("--bands 64 is enough")
    );

    let labels = [
        json!({"a": "x", "b": "y", "reuse": "copy"}),
        json!({"a": "x", "b": "z", "reuse": "none"}),
    ];
    run.write_lines("labels.jsonl", &labels);
    run.fails("tune articles.jsonl --labels labels.jsonl").says(&["no labelled pair"]);
    run.write_lines(
        "three.jsonl",
        &[
            article("x", &prose(1, 60)),
            article("y", &prose(1, 60)),
            article("z", &prose(2, 60)),
        ],
    );
    let judged = run.ok("tune three.jsonl --labels labels.jsonl").stdout;
    assert!(judged.contains("1.000"), "{judged}");
}

#[test]
fn an_item_that_hundreds_print_still_meets_the_report_in_other_words() {
    let run = Run::with_sample();
    let mut news = run.lines("articles.jsonl");
    let item = news.iter().find(|one| one["id"] == "s055").expect("the item").clone();
    // More than the articles a term may stand in to be looked up by.
    news.extend((0..300).map(|number| {
        let mut copy = item.clone();
        copy["id"] = json!(format!("copy-{number:03}"));
        copy["source"] = json!(format!("paper-{number}.example"));
        copy
    }));
    run.write_lines("news.jsonl", &news);
    let lines = run.ok("cluster -q --members news.jsonl").lines();
    let of = |id: &str| lines.iter().find(|line| line["id"] == id).expect("a line");
    assert_eq!(of("copy-299")["group"], of("s055")["group"]);
    assert_ne!(of("s004")["group"], of("s055")["group"], "in other words");
    assert_eq!(of("s004")["story"], of("s055")["story"]);
}
