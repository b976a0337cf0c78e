//! The coverage table of a story on the terminal: one line an article.

use std::io::{self, Write};

use super::Look;
use super::story::Limits;
use crate::report::contract::StoryArticle;
use crate::report::facts::StoryFacts;
use crate::report::printable::{columns, fit, pad};
use crate::report::words::{count, credit_names, headline, percent, role_short};

/// Widths of the columns of the coverage table.
struct Columns {
    time: usize,
    outlet: usize,
    group: usize,
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
        let credits = widest(&|_, one| credit_names(&one.credits), 0, width / 7);
        let credit = if credits == 0 || width < 64 { 0 } else { credits.max(7) };
        let group = if facts.story.groups.len() > 1 && width >= 56 { 5 } else { 0 };
        // Two blanks before every column; role takes 4, the share 6.
        let fixed = 2 + time + 2 + outlet + 2 + 4 + 2 + 6 + 2;
        let fixed = fixed + if credit > 0 { credit + 2 } else { 0 };
        let fixed = fixed + if group > 0 { group + 2 } else { 0 };
        Self { time, outlet, group, credit, title: width.saturating_sub(fixed) }
    }

    fn row(&self, cells: [&str; 7]) -> String {
        let [time, outlet, group, role, shared, title, credit] = cells;
        let mut parts = vec![pad(time, self.time), pad(outlet, self.outlet)];
        if self.group > 0 {
            parts.push(pad(group, self.group));
        }
        parts.push(pad(role, 4));
        parts.push(format!("{shared:>6}"));
        if self.credit > 0 {
            parts.push(pad(credit, self.credit));
        }
        parts.push(fit(title, self.title));
        format!("  {}", parts.join("  ").trim_end())
    }
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
    let names = ["time", "outlet", "group", "role", "shared", "headline", "credits"];
    writeln!(out, "{faint}{}{faint:#}", columns.row(names))?;
    for (place, article) in shown.iter().enumerate() {
        let group = facts.group_number(&article.group);
        let row = columns.row([
            &facts.since_first(place).unwrap_or_else(|| "?".to_owned()),
            article.source.as_deref().unwrap_or("?"),
            &group.map_or_else(String::new, |number| number.to_string()),
            role_short(article.role),
            &percent(article.shared),
            &headline(&article.title),
            &credit_names(&article.credits),
        ]);
        writeln!(out, "{row}")?;
    }
    if all.len() > shown.len() {
        let more = count(all.len() - shown.len(), "more article");
        look.faint_line(&format!("… {more}: --story {}", facts.story.id), out)?;
    }
    Ok(())
}
