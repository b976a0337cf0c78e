//! Offers of a subscription: a short line with a price and what it buys.
//!
//! Outlets word them anew every month, so that no table of lines keeps up. The rule
//! looks at what such a line is made of: `Unlimited access for just $1 a month` names
//! what is sold, a price, and a lure. A sentence of consumer news has a verb that tells
//! what something costs, and is none.

use std::sync::LazyLock;

use super::lines::Line;
use super::table::{Phrases, rows};
use super::words::Word;

/// Fewest and most words of an offer.
const WORDS: std::ops::RangeInclusive<u32> = 3..=16;
/// Most words of a line that ends like a sentence.
const SENTENCE: u32 = 10;
/// Most prices; a list of more is a price table.
const PRICES: usize = 3;

/// What a word does in an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// What is sold: `Abo`, `unlimited access`.
    Access,
    /// What the reader shall do: `testen`, `subscribe`.
    Act,
    /// What makes it tempting: `nur`, `just`, `dès`.
    Lure,
    /// The time the price holds: `le premier mois`.
    First,
    /// How often it is paid: `pro Monat`.
    Period,
    /// Days, weeks, months.
    Unit,
    /// How many, in letters.
    Count,
    /// Stands in for a price: `gratis`.
    Free,
    /// Words of reports, which no offer has: `kostet`, `customers`.
    Report,
    /// Beside a number, a price: `Euro`.
    Currency,
}

struct Row {
    role: Role,
    /// Number of the language, in the order of the table.
    lang: u32,
    phrase: &'static str,
}

struct Table {
    rows: Vec<Row>,
    phrases: Phrases,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut langs = Vec::new();
    let rows: Vec<Row> = rows(include_str!("../../data/furniture/offers.tsv"))
        .map(|[lang, role, phrase]| {
            let role = match role {
                "access" => Role::Access,
                "act" => Role::Act,
                "lure" => Role::Lure,
                "first" => Role::First,
                "period" => Role::Period,
                "unit" => Role::Unit,
                "count" => Role::Count,
                "free" => Role::Free,
                "currency" => Role::Currency,
                _ => Role::Report,
            };
            if langs.last() != Some(&lang) {
                langs.push(lang);
            }
            let lang = u32::try_from(langs.len()).unwrap_or_default();
            Row { role, lang, phrase }
        })
        .collect();
    let phrases = Phrases::new(rows.iter().map(|row| row.phrase));
    Table { rows, phrases }
});

/// The word that makes the line an offer; `words` are those of the text.
pub(super) fn offer(text: &str, words: &[Word], line: &Line) -> Option<&'static str> {
    if !WORDS.contains(&line.words) {
        return None;
    }
    let written = line.span.slice(text)?;
    let sentence = written.ends_with(['.', '?']) && line.words > SENTENCE;
    // Text wrapped by hand begins most lines with a small letter.
    let wrapped = written.starts_with(char::is_lowercase);
    if sentence || wrapped || written.len() > 200 {
        return None;
    }
    let words = line.of(words);
    let is_number = |at: usize| {
        let word = words.get(at).and_then(|word| word.span.slice(text));
        word.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    };
    let (mut prices, token_price) = signs(written);
    let mut first: [Option<&'static str>; 5] = [None; 5];
    let (mut free, mut spoken, mut reports) = (false, 0, 0);
    // One past the last word of each count.
    let mut counts: Vec<usize> =
        (0..words.len()).filter(|&at| is_number(at)).map(|at| at + 1).collect();
    let mut units = Vec::new();
    for found in TABLE.phrases.find(words) {
        let &Row { role, lang, phrase } = TABLE.rows.get(found.row)?;
        let lang = 1_u32.checked_shl(lang).unwrap_or_default();
        let mut note = |slot: usize| {
            if let Some(slot) = first.get_mut(slot) {
                slot.get_or_insert(phrase);
            }
        };
        match role {
            // `a` reports in French and offers in English.
            Role::Report => reports |= lang,
            Role::Access => {
                spoken |= lang;
                note(0);
            }
            Role::Act => {
                spoken |= lang;
                note(1);
            }
            Role::Lure => note(2),
            Role::First => {
                spoken |= lang;
                note(3);
            }
            Role::Period => note(4),
            Role::Free => free = true,
            Role::Count => counts.push(found.words.end),
            Role::Unit => units.push((found.words.start, phrase)),
            Role::Currency => {
                let before = found.words.start.checked_sub(1).is_some_and(is_number);
                prices += usize::from(before || is_number(found.words.end));
            }
        }
    }
    let counted = |unit: &&(usize, _)| counts.contains(&unit.0);
    let trial = units.iter().find(counted).map(|(_, phrase)| *phrase);
    if !(prices > 0 || free) || prices > PRICES || spoken & reports != 0 {
        return None;
    }
    let [access, act, lure, first, period] = first;
    let sold =
        access.filter(|_| act.or(lure).or(first).or(period).is_some() || trial.is_some());
    let tried = act.filter(|_| trial.is_some() || first.or(period).is_some());
    let begun = first.filter(|_| lure.is_some() && prices > 0 && line.words <= SENTENCE);
    let given = trial.filter(|_| token_price && line.words <= SENTENCE);
    sold.or(tried).or(begun).or(given)
}

/// How many signs of a currency stand beside a digit, and whether one of the prices is
/// a token one, less than two: nothing but an offer costs that.
fn signs(written: &str) -> (usize, bool) {
    let sign = |c: char| matches!(c, '€' | '$' | '£' | '¥' | '₺' | '₽' | '₹' | '₩');
    let in_price = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '–');
    let (mut count, mut token) = (0, false);
    for (at, c) in written.char_indices().filter(|(_, c)| sign(*c)) {
        let before = written.get(..at).unwrap_or_default().trim_end();
        let after = written.get(at + c.len_utf8()..).unwrap_or_default().trim_start();
        let left = before.rfind(|c| !in_price(c)).map_or(0, |at| {
            at + before.get(at..).and_then(|c| c.chars().next()).map_or(1, char::len_utf8)
        });
        let left = before.get(left..).unwrap_or_default();
        let right = after.find(|c| !in_price(c)).unwrap_or(after.len());
        let right = after.get(..right).unwrap_or_default();
        let price =
            if left.contains(|c: char| c.is_ascii_digit()) { left } else { right };
        let whole = price.split(['.', ',', '-', '–']).next().unwrap_or_default();
        let thousands = price.len() > whole.len() + 3;
        count += usize::from(!whole.is_empty());
        token |= matches!(whole, "0" | "1") && !thousands;
    }
    (count, token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines::lines;
    use crate::text::words::words;

    fn is_offer(text: &str) -> bool {
        let words = words(text);
        let line = lines(text, &words);
        line.first().is_some_and(|line| offer(text, &words, line).is_some())
    }

    #[test]
    fn offers_of_many_outlets_are_found() {
        for line in [
            "Premium-Zugriff auf beispiel.de für nur 0,99 €",
            "Unlimited access for just $1 a month",
            "Dès 1 € le premier mois",
            "Jetzt 4 Wochen für 1 € testen",
            "Digital-Abo: 3 Monate für 9,90 Euro",
            "Zugang zu allen Artikeln ab 4,99 € im Monat",
            "Ihr E-Paper für nur 1,- € pro Woche",
            "Jetzt einen Monat gratis testen",
            "Subscribe today for only £2 a week",
            "Get your first month for 99 cents",
            "Try 3 months for $1. Cancel anytime.",
            "Full digital access from $0.50 per week",
            "Abonnez-vous : 1 € par mois",
            "Accès illimité à partir de 0,99 €",
            "Suscríbete por solo 1 € al mes",
            "Acceso ilimitado desde 3 € el primer mes",
            "Abbonati a soli 1 € al mese",
            "Accesso illimitato a 0,99 € per il primo mese",
            "Onbeperkt toegang vanaf € 1 per maand",
            "Assine por apenas R$ 1,90 por mês",
            "Vier Wochen BT-Plus für 1 €",
            "6 months of the Example for $1",
            "Pełny dostęp już od 9,90 zł miesięcznie",
        ] {
            assert!(is_offer(line), "{line}");
        }
    }

    #[test]
    fn consumer_news_and_price_tables_are_no_offers() {
        for line in [
            "Der Zugang zum Archiv kostet künftig nur 3 Euro im Monat.",
            "Für das Abo verlangt der Anbieter ab Mai 12,99 Euro im Monat.",
            "Kunden bekommen das Abo für nur 5 Euro.",
            "Das Ticket gibt es ab 49 Euro pro Monat",
            "Nur 49 Euro pro Monat",
            "Jetzt drei Monate für 9 Euro fahren",
            "Drei Monate Haft und 500 Euro Strafe",
            "Erwachsene 12 Euro, Kinder 6 Euro, Familien 25 Euro",
            "Abo 49 Euro, Monat 60 Euro, Woche 25 Euro, Tag 8 Euro",
            "Weizen: nur 210 Euro je Tonne",
            "Eintritt frei, Anmeldung ab 18 Uhr",
            "The pass costs $2 a day, and just $20 a month.",
            "Access to the park is free for residents",
            "Customers get full access for $5 a month",
            "L'accès au musée coûte 5 € par mois.",
            "El acceso cuesta solo 3 euros al mes.",
            "L'accesso costa solo 3 euro al mese.",
            "Drei Wochen Urlaub für 900 €",
            "Two years and $1,000,000 later",
            "Shares fell 3 percent to $41",
            "Rent from $900 a month",
        ] {
            assert!(!is_offer(line), "{line}");
        }
    }
}
