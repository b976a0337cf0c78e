//! What makes clustering hard beside the stories: roundups that touch many stories,
//! and series whose issues differ in numbers only.

use std::collections::VecDeque;
use std::io;

use super::Version;
use super::facts::{Event, Facts, NUMBER, PLACE, WEEKDAY};
use super::outlets::Desk;
use super::press::{Item, PARAGRAPH, Press};
use super::random::Random;
use super::story::{Lead, Order};
use super::tongue::Pattern;

/// Leads of one language kept for its next roundup.
const KEPT: usize = 24;

/// The latest leads of one language.
#[derive(Default)]
pub(super) struct Roundups {
    leads: VecDeque<Lead>,
}

impl Roundups {
    pub(super) fn note(&mut self, lead: Lead) {
        if self.leads.len() == KEPT {
            self.leads.pop_front();
        }
        self.leads.push_back(lead);
    }

    /// Prints a roundup of the latest stories; nothing while there are too few.
    pub(super) fn publish(
        &self,
        desk: &Desk,
        press: &mut Press<'_>,
        random: &mut Random,
        order: &Order,
    ) -> io::Result<bool> {
        let wanted = random.between(4, 7) as usize;
        let Some(skipped) = self.leads.len().checked_sub(wanted) else {
            return Ok(false);
        };
        let Some(outlet) = desk.outlets.get(random.place(desk.outlets.len())) else {
            return Ok(false);
        };
        let mut body = String::new();
        for lead in self.leads.iter().skip(skipped) {
            if !body.is_empty() {
                body.push_str(PARAGRAPH);
            }
            body.extend([&lead.title, PARAGRAPH, &lead.text]);
        }
        let mut facts = Facts::default();
        put_weekday(&mut facts, desk, order.weekday);
        let form = super::words::pick(random, desk.tongue.language.roundup_titles);
        let title = filled(desk, form, &facts);
        press.publish(&Item {
            outlet,
            lang: desk.tongue.language.code,
            title: &title,
            body: &body,
            credit: None,
            seconds: order.seconds,
            story: &order.story,
            group: 1,
            from: None,
            version: Version::Own,
            roundup: true,
            series: None,
        })?;
        Ok(true)
    }
}

/// Every series, and when its last issue was.
pub(super) struct Series {
    last_days: Vec<i64>,
    next: usize,
}

impl Series {
    pub(super) fn new(count: usize) -> Self {
        Self { last_days: vec![i64::MIN; count.max(1)], next: 0 }
    }

    /// Prints today's issue of the next series, in up to `order.articles` outlets;
    /// nothing when that series has had its issue of the day.
    pub(super) fn publish(
        &mut self,
        desks: &[Desk],
        press: &mut Press<'_>,
        random: &mut Random,
        order: &Order,
    ) -> io::Result<bool> {
        let number = self.next % self.last_days.len();
        self.next += 1;
        let day = order.seconds.div_euclid(86_400);
        let Some(desk) = desks.get(number % desks.len().max(1)) else { return Ok(false) };
        match self.last_days.get_mut(number) {
            Some(last) if *last != day => *last = day,
            _ => return Ok(false),
        }
        let of_desk = number / desks.len();
        let templates = desk.tongue.language.series;
        let Some((title, text)) = templates.get(of_desk % templates.len().max(1)) else {
            return Ok(false);
        };
        let facts = issue(desk, random, of_desk, order.weekday);
        let (title, body) = (filled(desk, title, &facts), filled(desk, text, &facts));
        // A series always has the same outlets.
        let printed = (1 + of_desk % 3).min(order.articles).min(desk.outlets.len());
        for place in 0..printed {
            let Some(outlet) =
                desk.outlets.get((of_desk * 5 + place) % desk.outlets.len())
            else {
                continue;
            };
            press.publish(&Item {
                outlet,
                lang: desk.tongue.language.code,
                title: &title,
                body: &body,
                credit: None,
                seconds: order.seconds + i64::from(random.below(3600)),
                story: &order.story,
                group: 1,
                from: None,
                version: if place == 0 { Version::Own } else { Version::Verbatim },
                roundup: false,
                series: Some(number),
            })?;
        }
        press.counts.stories += 1;
        press.counts.groups += 1;
        press.counts.largest = press.counts.largest.max(printed);
        Ok(true)
    }
}

/// The place of a series and the numbers of one issue.
fn issue(desk: &Desk, random: &mut Random, series: usize, weekday: usize) -> Facts {
    let mut facts = Facts::default();
    let place = series * 37 % desk.tongue.places.len().max(1);
    facts.put(PLACE, desk.tongue.places.get(place));
    put_weekday(&mut facts, desk, weekday);
    for digits in [4, 2, 3, 3, 2, 2, 1, 2, 4] {
        facts.put_number(&desk.tongue, random, digits);
    }
    debug_assert!(!facts.get(NUMBER, 8).is_empty());
    facts
}

fn put_weekday(facts: &mut Facts, desk: &Desk, weekday: usize) {
    let day = desk.tongue.language.weekdays.get(weekday % 7).copied().unwrap_or_default();
    facts.put(WEEKDAY, day);
}

/// Fills a template that has facts only, each taken by its own number.
fn filled(desk: &Desk, form: &str, facts: &Facts) -> String {
    let mut text = String::new();
    let sentence = desk.tongue.draw(&Event::default(), &mut Random::new(0)).plain();
    desk.tongue.fill(&Pattern::parse(form), &sentence, facts, &mut text);
    text
}
