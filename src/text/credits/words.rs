//! The words that credits are made of, in the languages that agencies write.

use super::table::spaceless;
use crate::text::fold;

/// What a word does in a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// "with" this agency.
    With,
    /// "by" this author or agency.
    By,
    /// What was taken over: material, information, reports of agencies.
    Material,
    /// What was done: reporting, editing, contributing to this report.
    Report,
    /// The label of a source: `Quelle:`, `Text:`.
    Source,
    /// The label of a picture: `Foto:`, `AP Photo`.
    Picture,
    /// What a person is to an agency: writer, correspondent.
    Staff,
    /// Begins a copyright line: `©`, `Copyright`.
    Copyright,
    /// Joins the members of a list: "and", "via".
    List,
    /// Articles, prepositions, possessives; they credit nothing by themselves.
    Small,
    /// Another word that begins with a capital, or has none to begin with.
    Name,
    /// Another word in small letters.
    Lower,
}

/// The class of a word.
pub(super) fn class(word: &str) -> Word {
    let small: String = word.chars().flat_map(char::to_lowercase).collect();
    let known = known(&small);
    if known != Word::Lower {
        return known;
    }
    if word.chars().next().is_some_and(char::is_lowercase) {
        Word::Lower
    } else {
        Word::Name
    }
}

fn known(small: &str) -> Word {
    match small {
        "mit" | "with" | "avec" | "con" | "com" | "met" | "med" | "amb" | "cu"
        | "unter" | "verwendung" | "using" => Word::With,

        "von" | "by" | "par" | "por" | "door" | "av" | "af" | "da" | "przez" | "od"
        | "di" | "автор" | "autor" | "author" => Word::By,

        "material"
        | "materials"
        | "agenturmaterial"
        | "agentur"
        | "agenturen"
        | "agenturinformationen"
        | "informationen"
        | "information"
        | "informations"
        | "información"
        | "informaciones"
        | "informações"
        | "informação"
        | "informazioni"
        | "informatie"
        | "files"
        | "inputs"
        | "input"
        | "reports"
        | "agency"
        | "agencies"
        | "agencia"
        | "agencias"
        | "agence"
        | "agences"
        | "agenzia"
        | "agenzie"
        | "agência"
        | "agências"
        | "nachrichtenagentur"
        | "nachrichtenagenturen"
        | "redaktion"
        | "rédaction"
        | "redacción"
        | "redação"
        | "redazione"
        | "redactie"
        | "redaktionen"
        | "depeschen"
        | "agencja"
        | "agencji"
        | "agentura"
        | "agentury"
        | "agencija"
        | "agencije"
        | "агентство"
        | "агентства"
        | "ajans"
        | "ajanslar"
        | "persbureau"
        | "nyhetsbyrån"
        | "uutistoimisto"
        | "وكالة"
        | "وكالات"
        | "للأنباء"
        | "الأنباء"
        | "dépêches" => Word::Material,

        "contributed" | "contributing" | "contribution" | "reporting" | "report"
        | "editing" | "edited" | "editor" | "writing" | "additional" | "story"
        | "article" | "published" | "distributed" | "provided" | "compiled" | "first"
        | "was" | "were" | "this" | "to" | "dieser" | "dieses" | "diese" | "artikel"
        | "beitrag" | "enthält" | "erstellt" | "verfasst" | "wurde" | "staff"
        | "bearbeitet" => Word::Report,

        "quelle" | "quellen" | "text" | "texte" | "source" | "sources" | "fuente"
        | "fuentes" | "fonte" | "fonti" | "fontes" | "font" | "bron" | "bronnen"
        | "źródło" | "zdroj" | "zdroje" | "πηγή" | "источник" | "джерело" | "kaynak"
        | "kilde" | "kilder" | "källa" | "källor" | "lähde" | "lähteet" | "forrás"
        | "sursa" | "izvor" | "vir" | "източник" | "извор" | "šaltinis" | "avots"
        | "allikas" | "来源" | "來源" | "出典" | "출처" | "자료" | "المصدر" | "nguồn"
        | "sumber" | "ที่มา" | "haber" | "स्रोत" | "منبع" | "מקור" => {
            Word::Source
        }

        "writer" | "writers" | "correspondent" | "correspondents" | "reporter"
        | "reporters" | "redakteur" | "redakteurin" | "korrespondent"
        | "korrespondentin" | "mitarbeiter" | "mitarbeiterin" | "journalist"
        | "journalistin" | "editors" | "muhabir" => Word::Staff,

        "copyright" => Word::Copyright,

        "und" | "and" | "et" | "y" | "e" | "en" | "och" | "og" | "ja" | "i" | "a"
        | "sowie" | "ve" | "и" | "та" | "și" | "via" | "και" => Word::List,

        "der" | "die" | "das" | "des" | "den" | "dem" | "the" | "l" | "d" | "dell"
        | "all" | "de" | "la" | "le" | "les" | "du" | "del" | "della" | "do" | "dos"
        | "from" | "of" | "for" | "für" | "aus" | "in" | "van" | "unserem"
        | "unserer" | "unseren" | "onze" | "our" | "nuestro" | "nuestra" | "notre"
        | "el" | "al" => Word::Small,

        _ if is_picture(small) => Word::Picture,
        _ => Word::Lower,
    }
}

/// Whether a word, in small letters, labels a picture. German and Dutch put what kind
/// of picture before it: `Archivbild`, `Symbolfoto`.
fn is_picture(small: &str) -> bool {
    const ENDS: [&str; 10] = [
        "foto",
        "fotos",
        "photo",
        "photos",
        "bild",
        "bilder",
        "bildquelle",
        "bildquellen",
        "grafik",
        "illustration",
    ];
    const WORDS: [&str; 34] = [
        "file",
        "archiv",
        "archive",
        "image",
        "images",
        "picture",
        "pictures",
        "video",
        "handout",
        "pool",
        "photographer",
        "fotograf",
        "fotografin",
        "crédit",
        "crédits",
        "credit",
        "credits",
        "fotoğraf",
        "kuva",
        "kuvat",
        "fot",
        "zdjęcie",
        "fotó",
        "fotók",
        "kép",
        "фото",
        "снимка",
        "φωτογραφία",
        "写真",
        "照片",
        "图片",
        "圖片",
        "사진",
        "الصورة",
    ];
    ENDS.iter().any(|end| small.ends_with(end)) || WORDS.contains(&small)
}

/// Whether `c` belongs to a word: letters, digits, and the marks of scripts that need
/// them (`दिल्ली`).
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && fold::class(c) == fold::Class::Word)
}

/// Words that stand in lower case inside the names of places and persons.
pub(super) fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "a" | "am"
            | "an"
            | "auf"
            | "bei"
            | "ob"
            | "der"
            | "den"
            | "die"
            | "do"
            | "dos"
            | "da"
            | "das"
            | "de"
            | "del"
            | "di"
            | "du"
            | "el"
            | "im"
            | "in"
            | "la"
            | "las"
            | "le"
            | "les"
            | "los"
            | "m"
            | "of"
            | "sur"
            | "the"
            | "und"
            | "van"
            | "von"
            | "y"
            | "zu"
            | "nad"
            | "upon"
            | "al"
            | "bin"
            | "ibn"
            | "ten"
            | "ter"
            | "e"
    )
}

/// Whether `text`, what stands before an agency's name at the beginning of a line, is a
/// place and a date: every word has a capital or stands beside a number.
pub(super) fn is_place(text: &str, longest: usize) -> bool {
    let mut words = 0;
    let mut since_number = usize::MAX;
    let mut capitals = 0;
    for word in text.split(|c: char| !(is_letter(c) || matches!(c, '\'' | '’'))) {
        let Some(first) = word.chars().next() else { continue };
        words += 1;
        if first.is_numeric() {
            since_number = 0;
            continue;
        }
        since_number = since_number.saturating_add(1);
        if !first.is_lowercase() {
            capitals += 1;
        } else if since_number > 2 && !is_particle(word) {
            return false;
        }
    }
    let signs_fit = text.chars().all(|c| {
        is_letter(c) || c.is_whitespace() || ",./-–—()[]'’·|".contains(c) || spaceless(c)
    });
    capitals > 0 && words <= longest && signs_fit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_case() {
        assert_eq!(class("MIT"), Word::With);
        assert_eq!(class("Rubrikenbild"), Word::Picture);
        assert_eq!(class("Muster"), Word::Name);
        assert_eq!(class("sagte"), Word::Lower);
        assert_eq!(class("ソウル"), Word::Name);
    }
}
