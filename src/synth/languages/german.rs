//! German.

use super::Language;

pub(super) const GERMAN: Language = Language {
    code: "de",
    domain: "zeitung.example",
    articles: [
        ["der ", "die ", "das "],
        ["den ", "die ", "das "],
        ["dem ", "der ", "dem "],
        ["einen ", "eine ", "ein "],
        [""; 3],
    ],
    adjective_after: false,
    adjective_endings: [
        ["e", "e", "e"],
        ["en", "e", "e"],
        ["en", "en", "en"],
        ["en", "e", "es"],
        ["er", "e", "es"],
    ],
    nouns: [
        "Minister Senator Vorschlag Antrag Vertrag Pakt Streik Ausstand Brand Unfall Sturm \
         Orkan Prozess Streit Markt Handel Verein Verband Betrieb Konzern Film Preis",
        "Regierung Koalition Polizei Feuerwehr Partei Fraktion Stadt Gemeinde Firma Bank \
         Sparkasse Schule Klinik Straße Brücke Strecke Wahl Abstimmung Reform Kritik Studie \
         Umfrage Entscheidung Debatte Mannschaft Partie",
        "Gesetz Urteil Gericht Ministerium Unternehmen Werk Krankenhaus Spiel Turnier Projekt \
         Vorhaben Rathaus Amt Museum Theater Hochwasser Feuer Abkommen Parlament Verfahren",
    ],
    noun_endings: ["er ling ismus and", "ung keit schaft tion", "tum nis ment werk"],
    noun_capitals: true,
    verbs: "kritisierte rügte blockierte stoppte begrüßte lobte forderte verlangte prüfte \
            untersuchte erreichte gewann verlor verpasste eröffnete startete verließ räumte \
            beschloss billigte verschob vertagte meldete verkündete zerstörte beschädigte \
            änderte reformierte unterstützte förderte fand entdeckte beendete schloss betrat \
            besuchte nannte erwähnte",
    verb_before: "",
    verb_endings: "te ierte",
    adjectives: "neu jüngst groß gewaltig klein gering öffentlich staatlich örtlich regional \
                 früher ehemalig schwer ernst stark kräftig lang ausführlich geheim verborgen \
                 billig günstig endgültig letzt privat persönlich fremd fern wichtig zentral",
    adjective_stems: "ig lich isch bar sam haft",
    onsets: "b br d dr f fl g gr h k kl kr l m n p pf r s sch sp st t tr v w z",
    vowels: "a e i o u ei au ö ü ie",
    codas: "n r l s t nd rk m ck rn ld ch",
    place_endings: "hausen feld burg dorf stedt heim berg bach",
    surname_endings: "er mann ner berg inger ke haus ler",
    first_name_endings: "a en in ke bert a us e",
    organisations: &[
        "*-Verband",
        "*-Gruppe",
        "*-Institut",
        "*-Werke",
        "SV *",
        "*-Stiftung",
        "*-Bahn",
        "*-Bank",
        "Initiative *",
        "*-Klinikum",
    ],
    outlets: &[
        "*er Bote",
        "*er Nachrichten",
        "* Kurier",
        "*er Tageblatt",
        "*er Anzeiger",
        "* heute",
        "*er Rundschau",
        "* Online",
    ],
    weekdays: [
        "Montag",
        "Dienstag",
        "Mittwoch",
        "Donnerstag",
        "Freitag",
        "Samstag",
        "Sonntag",
    ],
    thousands: ".",
    patterns: &[
        "$n1 in $l0 $v1 $a2",
        "$a2 $v1 $n1 aus $l0",
        "$p0 $v1 $a1, nachdem $n2 $i3 $v2",
        "nachdem $n2 $i3 $v2, $v1 $s0 $a1",
        "nach Angaben von $o0 verließen $#0 Menschen $a1, als $n2 $a3 $v1",
        "als $n2 $a3 $v1, verließen $#0 Menschen $a1, teilte $o0 mit",
        "$n1 und $n2 wollten $i3, doch $o0 $v1 und $v2",
        "doch $o0 $v1 und $v2, während $n1 und $n2 auf $i3 setzten",
        "mehr als $#0 Euro aus $d1 flossen in $i2 bei $l0",
        "bei $l0 flossen aus $d1 mehr als $#0 Euro in $i2",
        "$n1 $v1 $i2 samt $d3 für $#0 Millionen",
        "für $#0 Millionen $v1 $n1 samt $d3 $i2",
        "„$n1 $v1 $a2“, sagte $p0 vor $d3",
        "vor $d3 sagte $s0, $n1 $v1 $a2",
        "am $w0 $v1 $n1 von $o0 $a2 zwischen $l0 und $d3",
        "zwischen $l0 und $d3 $v1 $n1 von $o0 am $w0 $a2",
        "$n1, von $d2 oft gefordert, $v1 $i3",
        "$i3 $v1 $n1, wie von $d2 gefordert",
        "seit $w0 sind $#0 Fälle mit $d2 bekannt, $n1 in $l0 $v1 das",
        "$n1 in $l0 $v1 seit $w0 schon $#0 Fälle mit $d2",
        "$n1 um $p0 $v1 $a2 ohne $i3",
        "ohne $i3, so $s0, $v1 $n1 $a2",
        "weder $n1 noch $n2 $v1 in $l0 $a3",
        "in $l0 $v1 weder $n1 noch $n2 $a3",
    ],
    tails: &[
        ", sagte $s1",
        ", so $o1",
        ", teilte $o1 mit",
        ", wie $p1 erklärte",
        " trotz $b0",
        ", heißt es aus $d0",
        " mit $d0",
        ", sagte ein Sprecher",
        ", ergänzte $s1",
        " vorerst",
        " nach $d0",
        ", berichteten Zeugen",
        " gegenüber $d0",
        " bei $l1",
    ],
    titles: &[
        "$l0: $b1 $v1 $b2",
        "$b1 $v1 $b2 in $l0",
        "$s0 $v1 $b1 nach $b2",
        "$o0 $v1 $b1 trotz $b2",
        "$#0 Meldungen zu $b1 und $b2 bei $l0",
        "$p0 und die $b1 von $l0",
    ],
    furniture: &[
        "Mehr von $o0",
        "Lesen Sie auch: $b1 $v1 $b2",
        "Jetzt $b1 abonnieren",
        "Foto: $p0",
        "Anzeige: $b1 und $b2",
        "$o0 als App: $b1",
    ],
    roundup_titles: &[
        "Der Tag im Überblick",
        "Das war am $w0 wichtig",
        "Kurz gemeldet am $w0",
    ],
    series: &[
        (
            "Börse $l0 schließt bei $#0 Punkten",
            "Der Leitindex der Börse in $l0 hat am $w0 bei $#0 Punkten geschlossen, eine \
             Veränderung von $#1 Punkten gegenüber dem Vortag. Der Umsatz erreichte $#2 Millionen \
             Euro nach $#3 Millionen am Handelstag zuvor. Von den notierten Werten legten $#4 zu, \
             $#5 gaben nach. Die Rendite der zehnjährigen Anleihe lag bei $#6 Prozent, ein Fass \
             Rohöl kostete am Abend $#7 Dollar. Analysten hatten zur Eröffnung mit rund $#8 \
             Punkten gerechnet.",
        ),
        (
            "Gesundheitsamt $l0 meldet $#0 Neuinfektionen",
            "Das Gesundheitsamt in $l0 hat am $w0 binnen eines Tages $#0 Neuinfektionen gemeldet. \
             Vor einer Woche waren es $#1. Die Inzidenz über sieben Tage liegt bei $#2 Fällen je \
             100.000 Einwohner, am Vortag hatte sie $#3 betragen. In den Krankenhäusern des \
             Kreises werden $#4 Patienten behandelt, davon $#5 auf der Intensivstation. Seit \
             Beginn der Zählung wurden $#6 Menschen positiv getestet, $#7 gelten als genesen. Die \
             nächsten Zahlen werden morgen veröffentlicht.",
        ),
    ],
};
