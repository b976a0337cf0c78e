//! Months, weekdays and time zones by name.

/// Hours ahead of UTC.
pub(super) fn zone(word: &str) -> Option<i8> {
    Some(match word {
        "UTC" | "GMT" | "Z" | "WET" => 0,
        "MEZ" | "CET" | "BST" | "WEST" => 1,
        "MESZ" | "CEST" | "EET" => 2,
        "EEST" | "MSK" => 3,
        "JST" | "KST" => 9,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => return None,
    })
}

/// The number of a month in the languages agencies write most.
pub(super) fn month(word: &str) -> Option<i16> {
    let small = word.to_lowercase();
    let begins = |starts: &[&str]| starts.iter().any(|start| small.starts_with(start));
    let known = small.chars().count() >= 3 && small.chars().count() <= 10;
    let months: [&[&str]; 12] = [
        &["jan", "jän", "ene", "gen", "янв", "sty", "led", "oca"],
        &["feb", "fév", "fev", "fév", "фев", "lut", "úno", "şub", "helmi"],
        &["mar", "mär", "maa", "mrz", "márc", "mars", "мар", "bře"],
        &["apr", "avr", "abr", "ápr", "апр", "kwi", "dub", "nis", "huhti"],
        &["mai", "may", "mag", "maj", "máj", "mei", "мая", "май", "kvě", "touko"],
        &["jun", "juin", "giu", "jún", "июн", "cze", "čer", "haz", "kesä"],
        &["jul", "juil", "lug", "júl", "июл", "lip", "tem", "heinä"],
        &["aug", "aoû", "aou", "ago", "авг", "sie", "srp", "ağu", "elo"],
        &["sep", "set", "сен", "wrz", "zář", "eyl", "szep", "syys"],
        &["oct", "okt", "out", "ott", "окт", "paź", "říj", "eki", "loka"],
        &["nov", "ноя", "lis", "kas", "marras"],
        &["dez", "dec", "déc", "dic", "дек", "gru", "pro", "ara", "joulu"],
    ];
    if !known || is_stamp_word(&small) {
        return None;
    }
    // `marras` before `mar`, `maj` before `mar`: the longest beginning decides.
    let best =
        months.iter().zip(1_i16..).filter(|(starts, _)| begins(starts)).max_by_key(
            |(starts, _)| {
                starts
                    .iter()
                    .filter(|start| small.starts_with(**start))
                    .map(|s| s.len())
                    .max()
            },
        )?;
    Some(best.1)
}

/// Words that stand beside a date: weekdays, "updated", "as of".
pub(super) fn is_stamp_word(small: &str) -> bool {
    const WORDS: [&str; 84] = [
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonnabend",
        "sonntag",
        "mo",
        "di",
        "mi",
        "do",
        "fr",
        "sa",
        "so",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thurs",
        "fri",
        "sat",
        "sun",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
        "lunedì",
        "martedì",
        "mercoledì",
        "giovedì",
        "venerdì",
        "sabato",
        "domenica",
        "uhr",
        "stand",
        "vom",
        "am",
        "um",
        "veröffentlicht",
        "erstellt",
        "aktualisiert",
        "zuletzt",
        "datum",
        "pm",
        "a",
        "p",
        "m",
        "h",
        "hrs",
        "published",
        "updated",
        "posted",
        "on",
        "at",
        "date",
        "publié",
        "le",
        "à",
        "mis",
        "jour",
        "publicado",
        "actualizado",
        "el",
        "pubblicato",
        "aggiornato",
    ];
    WORDS.contains(&small)
        || matches!(
            small,
            "日" | "月"
                | "时"
                | "時"
                | "分"
                | "일"
                | "시"
                | "분"
                | "월"
                | "de"
                | "the"
                | "in"
                | "of"
        )
}
