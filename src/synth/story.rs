//! Tells one happening: the agencies' reports, what outlets make of them, and what
//! outlets write themselves.

use std::io;

use super::Version;
use super::facts::{Event, PLACE, Trail};
use super::outlets::{Desk, Outlet};
use super::press::{Item, PARAGRAPH, Press};
use super::random::Random;
use super::tongue::{Sentence, Tongue};

/// A text that stands at the beginning: an agency's, or an outlet's own.
struct Report {
    sentences: Vec<Sentence>,
    text: String,
    /// Where each sentence ends in the text.
    ends: Vec<usize>,
    title: String,
    agency: usize,
    place: String,
    minutes: u32,
    /// Its number in the story.
    owner: u32,
}

impl Report {
    /// The text up to and with the sentence before the `count`-th.
    fn first(&self, count: usize) -> &str {
        let end = count.checked_sub(1).and_then(|last| self.ends.get(last));
        self.text.get(..end.copied().unwrap_or(self.text.len())).unwrap_or(&self.text)
    }
}

/// One happening as it is asked for.
pub(super) struct Order {
    pub(super) story: String,
    pub(super) articles: usize,
    /// Seconds since 1970.
    pub(super) seconds: i64,
    /// Monday is 0.
    pub(super) weekday: usize,
}

/// What a story leaves for the roundups.
pub(super) struct Lead {
    pub(super) title: String,
    pub(super) text: String,
}

/// Buffers that serve from story to story.
#[derive(Default)]
pub(super) struct Teller {
    event: Event,
    body: String,
    title: String,
}

impl Teller {
    /// Writes every article of one story.
    pub(super) fn tell(
        &mut self,
        desk: &Desk,
        press: &mut Press<'_>,
        random: &mut Random,
        order: &Order,
    ) -> io::Result<Lead> {
        let tongue = &desk.tongue;
        self.event.begin(tongue, random, order.weekday, order.articles > 1);
        let count = agencies(order.articles, random);
        let first = random.place(desk.agencies.len());
        let mut reports: Vec<Report> = Vec::with_capacity(count);
        for number in 0..count {
            let minutes = number_of(number) * random.below(180);
            let agency = (first + number) % desk.agencies.len().max(1);
            reports.push(self.report(tongue, random, minutes, agency, number_of(number)));
        }
        // Outlets in an order without repeats, as far as there are enough.
        let outlets = desk.outlets.len().max(1);
        let from = random.place(outlets);
        let step = coprime_step(random.place(outlets), outlets);
        let mut groups = number_of(count);
        for number in 0..order.articles {
            let Some(outlet) = desk.outlets.get((from + number * step) % outlets) else {
                break;
            };
            let version = match reports.get(number) {
                Some(_) => Version::Verbatim,
                None => version(&reports, random),
            };
            let base = if number < count { number } else { favourite(count, random) };
            let group = match version {
                Version::Own | Version::Rewritten => {
                    groups += 1;
                    groups
                }
                _ => number_of(base) + 1,
            };
            let seconds = order.seconds + i64::from(random.below(60));
            match reports.get(base).filter(|_| version != Version::Own) {
                None => {
                    let lag = lag(random) + random.below(90);
                    self.own(tongue, random, group);
                    let mut item = self.item(desk, outlet, order, seconds, lag);
                    (item.group, item.version) = (group, version);
                    press.publish(&item)?;
                }
                Some(report) => {
                    // The first print of a report follows at once.
                    let lag = if number < count { random.below(5) } else { lag(random) };
                    self.adapt(tongue, random, report, version);
                    if random.percent(60) {
                        self.title.clone_from(&report.title);
                    } else {
                        tongue.headline(&self.event, random, &mut self.title);
                    }
                    let lag = report.minutes + lag;
                    let mut item = self.item(desk, outlet, order, seconds, lag);
                    (item.group, item.version) = (group, version);
                    item.from =
                        (version == Version::Rewritten).then(|| number_of(base) + 1);
                    let code =
                        desk.agencies.get(report.agency).map_or("", String::as_str);
                    item.credit = Some((code, &report.place));
                    press.publish(&item)?;
                }
            }
        }
        press.counts.stories += 1;
        press.counts.groups += groups as usize;
        press.counts.largest = press.counts.largest.max(order.articles);
        let lead = reports.first().map(|report| (report.title.as_str(), report.first(2)));
        let (title, text) = lead.unwrap_or((&self.title, lead_of(&self.body)));
        Ok(Lead { title: title.to_owned(), text: text.to_owned() })
    }

    fn item<'i>(
        &'i self,
        desk: &Desk,
        outlet: &'i Outlet,
        order: &'i Order,
        seconds: i64,
        minutes: u32,
    ) -> Item<'i> {
        Item {
            outlet,
            lang: desk.tongue.language.code,
            title: &self.title,
            body: &self.body,
            credit: None,
            seconds: seconds + i64::from(minutes) * 60,
            story: &order.story,
            group: 0,
            from: None,
            version: Version::Own,
            roundup: false,
            series: None,
        }
    }

    fn report(
        &mut self,
        tongue: &Tongue,
        random: &mut Random,
        minutes: u32,
        agency: usize,
        owner: u32,
    ) -> Report {
        let wanted = random.between(7, 16) + random.below(16);
        let (mut sentences, mut ends) = (Vec::new(), Vec::new());
        let (mut text, mut title) = (String::new(), String::new());
        let mut trail = Trail::default();
        for _ in 0..wanted {
            separate(&mut text, sentences.len());
            if let Some(sentence) =
                self.sentence(tongue, random, &mut trail, owner, &mut text)
            {
                sentences.push(sentence);
                ends.push(text.len());
            }
        }
        text.truncate(ends.last().copied().unwrap_or(0));
        tongue.headline(&self.event, random, &mut title);
        let place = self.event.facts.get(PLACE, random.place(3)).to_owned();
        Report { sentences, text, ends, title, agency, place, minutes, owner }
    }

    /// Writes a text of an outlet's own, with its title.
    fn own(&mut self, tongue: &Tongue, random: &mut Random, owner: u32) {
        self.body.clear();
        let count = random.between(6, 14) + random.below(14);
        self.own_part(tongue, random, owner, count);
        tongue.headline(&self.event, random, &mut self.title);
    }

    /// Writes `count` new sentences to the body.
    fn own_part(&mut self, tongue: &Tongue, random: &mut Random, owner: u32, count: u32) {
        let mut body = std::mem::take(&mut self.body);
        let mut trail = Trail::default();
        let mut end = body.len();
        let mut written = 0;
        for _ in 0..count {
            separate(&mut body, written);
            if self.sentence(tongue, random, &mut trail, owner, &mut body).is_some() {
                written += 1;
                end = body.len();
            } else {
                body.truncate(end);
            }
        }
        self.body = body;
    }

    /// Writes a sentence that shares no shingle with what was written of the event
    /// before; gives up after some attempts.
    fn sentence(
        &mut self,
        tongue: &Tongue,
        random: &mut Random,
        trail: &mut Trail,
        owner: u32,
        out: &mut String,
    ) -> Option<Sentence> {
        let start = out.len();
        for _ in 0..8 {
            let sentence = tongue.draw(&self.event, random);
            tongue.render(&sentence, &self.event.facts, out);
            if self.event.is_new(
                out.get(start..).unwrap_or_default(),
                trail,
                owner,
                false,
            ) {
                return Some(sentence);
            }
            out.truncate(start);
        }
        None
    }

    /// Makes of a report what an outlet prints.
    fn adapt(
        &mut self,
        tongue: &Tongue,
        random: &mut Random,
        report: &Report,
        version: Version,
    ) {
        self.body.clear();
        let sentences = report.sentences.len();
        match version {
            Version::Verbatim | Version::Own => self.body.push_str(&report.text),
            Version::Cut => {
                let share = 28 + random.place(13);
                self.body.push_str(report.first((sentences * share / 100).max(2)));
            }
            Version::Wrapped => {
                let (before, after) = (random.between(2, 8), random.between(2, 8));
                self.own_part(tongue, random, report.owner, before);
                self.body.push_str(PARAGRAPH);
                let cut = random.percent(40);
                let share = if cut { 40 + random.place(30) } else { 100 };
                self.body.push_str(report.first((sentences * share / 100).max(2)));
                self.body.push_str(PARAGRAPH);
                self.own_part(tongue, random, report.owner, after);
            }
            Version::Edited | Version::Rewritten => {
                self.retell(tongue, random, report, version);
            }
        }
    }

    /// Writes a report's sentences anew, some edited or all rewritten. What would give
    /// them a shingle of another report is left as it was, or left out.
    fn retell(
        &mut self,
        tongue: &Tongue,
        random: &mut Random,
        report: &Report,
        version: Version,
    ) {
        let mut body = std::mem::take(&mut self.body);
        let mut trail = Trail::default();
        // From a touch here and there to three sentences in ten.
        let share = random.between(4, 30);
        let mut written = 0;
        for number in 0..report.sentences.len() {
            // The lead stays; of the others, each two change places when rewritten.
            let place = match version {
                Version::Rewritten if number > 0 => ((number - 1) ^ 1) + 1,
                _ => number,
            };
            let Some(&sentence) = report.sentences.get(place) else { continue };
            let new = match version {
                Version::Rewritten => sentence.rewritten(random),
                _ if random.percent(share) => sentence.edited(random),
                _ => sentence,
            };
            let end = body.len();
            separate(&mut body, written);
            let start = body.len();
            tongue.render(&new, &self.event.facts, &mut body);
            let text = body.get(start..).unwrap_or_default();
            if self.event.is_new(text, &mut trail, report.owner, true) {
                written += 1;
                continue;
            }
            body.truncate(end);
            if version == Version::Edited {
                separate(&mut body, written);
                tongue.render(&sentence, &self.event.facts, &mut body);
                trail = Trail::default();
                written += 1;
            }
        }
        self.body = body;
    }
}

/// How many agencies report.
fn agencies(articles: usize, random: &mut Random) -> usize {
    match articles {
        0 | 1 => 0,
        2 => 1 + usize::from(random.percent(35)),
        3..8 => 1 + usize::from(random.percent(50)),
        _ => 1 + usize::from(random.percent(70)) + usize::from(random.percent(40)),
    }
}

fn version(reports: &[Report], random: &mut Random) -> Version {
    if reports.is_empty() {
        return Version::Own;
    }
    match random.below(100) {
        0..38 => Version::Verbatim,
        38..55 => Version::Cut,
        55..68 => Version::Wrapped,
        68..83 => Version::Edited,
        83..90 => Version::Rewritten,
        _ => Version::Own,
    }
}

/// The report an outlet takes: the first more often than the second.
fn favourite(reports: usize, random: &mut Random) -> usize {
    random.place(reports).min(random.place(reports))
}

fn number_of(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Minutes until an outlet prints: mostly an hour or so, at times a day.
fn lag(random: &mut Random) -> u32 {
    let reach = 1 << random.between(4, 11);
    random.below(reach)
}

/// A step that visits every one of `count` places.
fn coprime_step(from: usize, count: usize) -> usize {
    let common = |mut a: usize, mut b: usize| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    (from.max(1)..=from + count).find(|&step| common(step, count) == 1).unwrap_or(1)
}

/// Sets a space or a paragraph before the `number`-th sentence.
fn separate(text: &mut String, number: usize) {
    if number > 0 {
        text.push_str(if number.is_multiple_of(3) { PARAGRAPH } else { " " });
    }
}

/// The first paragraph, or all.
fn lead_of(body: &str) -> &str {
    body.split_once(PARAGRAPH).map_or(body, |(lead, _)| lead)
}
