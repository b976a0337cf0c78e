//! The coverage table of a story on the terminal: one line an article.

use std::io::{self, Write};

use super::Look;
use super::story::Limits;
use crate::report::contract::StoryArticle;
use crate::report::facts::{StoryFacts, uncredited};
use crate::report::language::Say;
use crate::report::printable::{columns, fit, pad};
use crate::report::words::{credit_names, headline, percent, rest_percent, role_short};

/// Widths of the columns of the coverage table.
struct Columns {
    time: usize,
    outlet: usize,
    group: usize,
    shares: bool,
    credit: usize,
    title: usize,
}

impl Columns {
    fn of(facts: &StoryFacts<'_>, shown: &[StoryArticle], width: usize) -> Self {
        let widest = |cell: &dyn Fn(usize, &StoryArticle) -> String, least, most| {
            let cells = shown.iter().enumerate();
            let widths =
                cells.map(|(place, article)| columns(&cell(place, article), most));
            widths.max().unwrap_or(0).max(least)
        };
        let time =
            widest(&|place, _| facts.since_first(place).unwrap_or_default(), 4, 10);
        let outlet =
            widest(&|_, one| one.source.clone().unwrap_or_default(), 6, width / 5);
        let credits = widest(&|_, one| credits(one, facts), 0, width / 7);
        let credit = if credits == 0 || width < 64 { 0 } else { credits.max(7) };
        let group = if facts.story.groups.len() > 1 && width >= 56 { 5 } else { 0 };
        let shares = width >= 84;
        // Two blanks before every column; role takes 4, a share 6 or 7.
        let fixed = 2 + time + 2 + outlet + 2 + 4 + 2 + 6 + 2;
        let fixed = fixed + if shares { 9 + 7 } else { 0 };
        let fixed = fixed + if credit > 0 { credit + 2 } else { 0 };
        let fixed = fixed + if group > 0 { group + 2 } else { 0 };
        let title = width.saturating_sub(fixed);
        Self { time, outlet, group, shares, credit, title }
    }

    fn row(&self, cells: [&str; 9]) -> String {
        let [time, outlet, group, role, shared, agency, own, title, credit] = cells;
        let mut parts = vec![pad(time, self.time), pad(outlet, self.outlet)];
        if self.group > 0 {
            parts.push(pad(group, self.group));
        }
        parts.push(pad(role, 4));
        parts.push(format!("{shared:>6}"));
        if self.shares {
            parts.push(format!("{agency:>7}"));
            parts.push(format!("{own:>5}"));
        }
        if self.credit > 0 {
            parts.push(pad(credit, self.credit));
        }
        parts.push(fit(title, self.title));
        format!("  {}", parts.join("  ").trim_end())
    }
}

/// The agencies that an article credits, or that it credits none for their copy.
fn credits(article: &StoryArticle, facts: &StoryFacts<'_>) -> String {
    if uncredited(article) {
        return facts.language.say(Say::NoCredit).to_owned();
    }
    credit_names(&article.credits)
}

/// Writes the table.
pub(super) fn coverage(
    facts: &StoryFacts<'_>,
    limits: &Limits,
    look: &Look,
    out: &mut impl Write,
) -> io::Result<()> {
    let all = &facts.story.articles;
    let shown = &all[..all.len().min(limits.articles)];
    let columns = Columns::of(facts, shown, look.width);
    let faint = look.faint;
    let language = facts.language;
    let names = [
        Say::ColumnTime,
        Say::ColumnOutlet,
        Say::ColumnGroup,
        Say::ColumnRole,
        Say::ColumnShared,
        Say::ColumnAgency,
        Say::ColumnOwn,
        Say::ColumnHeadline,
        Say::ColumnCredits,
    ];
    let names = names.map(|key| language.say(key));
    writeln!(out, "{faint}{}{faint:#}", columns.row(names))?;
    for (place, article) in shown.iter().enumerate() {
        let group = facts.group_number(&article.group);
        let row = columns.row([
            &facts.since_first(place).unwrap_or_else(|| "?".to_owned()),
            article.source.as_deref().unwrap_or("?"),
            &group.map_or_else(String::new, |number| number.to_string()),
            language.say(role_short(article.role)),
            &percent(article.shared),
            &percent(article.agency),
            &rest_percent(article.shared),
            &headline(&article.title, language),
            &credits(article, facts),
        ]);
        writeln!(out, "{row}")?;
    }
    if all.len() > shown.len() {
        let more = language.count(all.len() - shown.len(), Say::MoreArticle);
        look.faint_line(&format!("… {more}: --story {}", facts.story.id), out)?;
    }
    Ok(())
}
