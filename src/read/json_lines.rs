//! JSON Lines, and a JSON file that is one array of objects.

use memchr::{memchr_iter, memrchr};
use rayon::prelude::*;

use super::intake::Intake;
use super::json_record;
use super::source::Source;
use crate::error::{Error, Result};

/// How much a thread is given at once: what its caches hold.
const BLOCK: usize = 1 << 20;

/// Records that a thread parses before all are taken in: few enough that the memory of
/// the last ones serves the next.
const TOGETHER: usize = 256;

/// The bytes of one record, and the line it begins on.
type Piece<'a> = (u64, &'a [u8]);

/// Reads a whole input.
pub(super) fn read(source: &mut Source<'_>, intake: &mut Intake<'_>) -> Result<()> {
    match source.head().iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => read_array(source, intake),
        _ => read_lines(source, intake),
    }
}

fn read_lines(source: &mut Source<'_>, intake: &mut Intake<'_>) -> Result<()> {
    let path = source.path().to_owned();
    let block = BLOCK * rayon::current_num_threads();
    let (mut buffer, mut next) = (Vec::new(), Vec::new());
    let mut line = 1;
    // No line ends in what is left of the last block.
    let mut left = 0;
    let mut more = source.fill(&mut buffer, block)?;
    loop {
        let whole = match memrchr(b'\n', buffer.get(left..).unwrap_or_default()) {
            _ if !more => buffer.len(),
            Some(at) => left + at + 1,
            None => {
                // A line longer than a block.
                left = buffer.len();
                more = source.fill(&mut buffer, block)?;
                continue;
            }
        };
        let (ready, rest) = buffer.split_at(whole);
        let mut start = 0;
        let pieces: Vec<Piece<'_>> = memchr_iter(b'\n', ready)
            .chain(std::iter::once(ready.len()))
            .zip(line..)
            .map(|(end, line)| {
                let bytes = ready.get(start..end).unwrap_or_default();
                start = end + 1;
                (line, bytes.trim_ascii())
            })
            .filter(|(_, bytes)| !bytes.is_empty())
            .collect();
        line += memchr_iter(b'\n', ready).count() as u64;
        next.clear();
        next.extend_from_slice(rest);
        left = rest.len();
        let packed = source.is_packed();
        let mut fill = || if more { source.fill(&mut next, block) } else { Ok(false) };
        let mut parse = || absorb(&pieces, &path, intake);
        let (filled, ()) = if packed {
            // What comes next is unpacked while this is parsed.
            rayon::join(fill, parse)
        } else {
            // Plain bytes are there sooner than another thread has them in its caches.
            parse();
            (fill(), ())
        };
        intake.check()?;
        if !more {
            return Ok(());
        }
        more = filled?;
        std::mem::swap(&mut buffer, &mut next);
    }
}

fn read_array(source: &mut Source<'_>, intake: &mut Intake<'_>) -> Result<()> {
    let data = source.rest()?;
    let pieces = elements(&data).map_err(|(line, reason)| {
        Error::format(
            format!("{}:{line}", source.path()),
            reason,
            "a JSON file holds one array of objects, or one object a line",
        )
    })?;
    absorb(&pieces, source.path(), intake);
    Ok(())
}

/// Parses the records side by side and takes them in, in order.
fn absorb(pieces: &[Piece<'_>], path: &str, intake: &mut Intake<'_>) {
    let fields = intake.fields();
    for pieces in pieces.chunks(TOGETHER * rayon::current_num_threads()) {
        let in_file = intake.is_in_file();
        let parsed = pieces.par_iter().with_min_len(32).map(|(line, bytes)| {
            let outcome = json_record::parse(bytes, path, *line, fields);
            outcome.map(|taken| taken.ready(in_file))
        });
        let outcomes: Vec<_> = parsed.collect();
        for ((line, _), outcome) in pieces.iter().zip(outcomes) {
            intake.take_in(*line, outcome);
        }
    }
}

/// Cuts `[ … ]` at the commas of its outermost level. Only strings and brackets are
/// looked at; whether an element is JSON shows when it is parsed.
fn elements(data: &[u8]) -> std::result::Result<Vec<Piece<'_>>, (u64, &'static str)> {
    let mut pieces = Vec::new();
    let mut line = 1;
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    let mut element: Option<(u64, usize)> = None;
    for (at, byte) in data.iter().copied().enumerate() {
        if byte == b'\n' {
            line += 1;
        }
        if quoted {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quoted = false,
                _ => {}
            }
            continue;
        }
        let closing = depth == 1 && byte == b']';
        if closing || (depth == 1 && byte == b',') {
            let (begun, start) = element.take().unwrap_or((line, at));
            let bytes = data.get(start..at).unwrap_or_default().trim_ascii_end();
            if !(closing && bytes.is_empty() && pieces.is_empty()) {
                pieces.push((begun, bytes));
            }
            if closing {
                let rest = data.get(at + 1..).unwrap_or_default();
                return match rest.iter().position(|byte| !byte.is_ascii_whitespace()) {
                    None => Ok(pieces),
                    Some(_) => {
                        Err((line, "something follows the array's closing bracket"))
                    }
                };
            }
            continue;
        }
        if depth >= 1 && element.is_none() && !byte.is_ascii_whitespace() {
            element = Some((line, at));
        }
        match byte {
            b'"' => quoted = true,
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth > 1 => depth -= 1,
            _ => {}
        }
    }
    Err((line, "the array is never closed: the file is cut short, or a quote is missing"))
}

#[cfg(test)]
mod tests {
    use super::super::round_trips::gzip;
    use super::super::{Collection, FieldMap, ReadSettings, read_bytes};
    use super::*;

    fn lines(bytes: &[u8]) -> Collection {
        read_bytes("a.jsonl", bytes, &ReadSettings::default()).unwrap()
    }

    fn ids(collection: &Collection) -> Vec<&str> {
        collection.articles.iter().map(|article| article.id.as_str()).collect()
    }

    fn refusals(collection: &Collection) -> Vec<(u64, &str)> {
        collection
            .rejects
            .iter()
            .map(|reject| (reject.line, reject.reason.as_str()))
            .collect()
    }

    #[test]
    fn line_ends_blank_lines_and_byte_order_marks_do_no_harm() {
        let read = lines(
            b"\xEF\xBB\xBF{\"text\":\"A\"}\r\n\r\n  \n{\"text\":\"B\"}\n\t{\"text\":\"C\"}",
        );
        assert_eq!(ids(&read), ["a.jsonl:1", "a.jsonl:4", "a.jsonl:5"]);
        assert_eq!(read.records, 3);
        assert!(read.rejects.is_empty() && read.warnings.is_empty());
    }

    #[test]
    fn bad_lines_are_refused_where_they_stand() {
        let read = lines(
            b"{\"text\":\"A\"}\n{\"text\": \"B\" \"id\"}\n[1]\n7\n{\"body\":\"C\",\"id\":3}\n\
              {\"text\":5}\n{\"text\":\"\xFF\"}\n{}\n{\"text\":\"D\"} x\n{\"text\":\"E",
        );
        assert_eq!(ids(&read), ["a.jsonl:1"]);
        assert_eq!(read.records, 10);
        assert_eq!(
            refusals(&read),
            [
                (2, "not JSON: expected `,` or `}` at column 14"),
                (3, "not a JSON object"),
                (4, "not a JSON object"),
                (5, "there is no field 'text'; the record has 'body', 'id'"),
                (6, "field 'text' is a number, not a string"),
                (7, "not UTF-8 at byte 10"),
                (8, "there is no field 'text'; the record has none at all"),
                (9, "not JSON: trailing characters at column 14"),
                (10, "not JSON: EOF while parsing a string at column 10"),
            ]
        );
    }

    #[test]
    fn long_inputs_keep_their_order_and_their_line_numbers() {
        let long = "x".repeat(BLOCK / 3);
        let mut input: Vec<String> = (0..5)
            .flat_map(|number| {
                let text = |text: &str| format!("{{\"text\":\"{text}{number}\"}}");
                [text(&long), text(""), "x".to_owned()]
            })
            .collect();
        input.push(format!("{{\"text\":\"{}\"}}", "y".repeat(BLOCK * 2)));
        let input = input.join("\n");
        let expected: Vec<String> = (1..=16)
            .filter(|line| line % 3 != 0)
            .map(|line| format!("a.jsonl:{line}"))
            .collect();
        // Of the second the next block is unpacked while one is parsed.
        for stored in [input.clone().into_bytes(), gzip(input.as_bytes())] {
            let read = lines(&stored);
            assert_eq!(ids(&read), expected);
            assert_eq!(
                refusals(&read).iter().map(|(line, _)| *line).collect::<Vec<_>>(),
                [3, 6, 9, 12, 15]
            );
            assert_eq!(read.articles, lines(input.as_bytes()).articles);
        }
        let packed = gzip(input.as_bytes());
        let cut = &packed[..packed.len() / 2];
        assert!(read_bytes("a.jsonl", cut, &ReadSettings::default()).is_err());
    }

    #[test]
    fn an_array_of_objects_is_read_like_lines() {
        let read = lines(
            b" [ {\"id\":\"a\",\"text\":\"x ],[ \\\" y\",\"tags\":[1,{}]},\n\n  {\"id\":\"b\",\n\"text\":\"B\"}\n, {\n\"id\" 3}]\n",
        );
        assert_eq!(ids(&read), ["a", "b"]);
        assert_eq!(read.articles[0].text, "x ],[ \" y");
        assert_eq!(refusals(&read), [(5, "not JSON: expected `:` at line 6, column 6")]);
        assert_eq!(lines(b"[]").records, 0);
    }

    #[test]
    fn a_hole_in_an_array_is_refused() {
        let read = lines(b"[{\"text\":\"A\"},,\n]");
        assert_eq!(ids(&read), ["a.jsonl:1"]);
        let reason = "not JSON: EOF while parsing a value at column 0";
        assert_eq!(refusals(&read), [(1, reason), (2, reason)]);
    }

    #[test]
    fn a_broken_array_is_an_error_with_its_place() {
        for (input, place) in [
            (&b"[{\"text\":\"A\"},\n{\"text\":"[..], "cannot use 'a.json:2'"),
            (b"[{\"text\":\"A\"}]\n[{\"text\":\"A\"}]", "cannot use 'a.json:1'"),
        ] {
            let error =
                read_bytes("a.json", input, &ReadSettings::default()).unwrap_err();
            assert_eq!(error.to_string(), place);
        }
    }

    #[test]
    fn deep_nesting_is_refused_and_not_followed() {
        let deep = format!("{{\"text\":{}", "[".repeat(200_000));
        let read = lines(deep.as_bytes());
        assert_eq!(read.rejects.len(), 1);
        let fields = FieldMap::parse(&format!("text={}a", "a.".repeat(400))).unwrap();
        let settings = ReadSettings { fields, ..ReadSettings::default() };
        let deep = "{\"a\":".repeat(400);
        let read = read_bytes("a.jsonl", deep.as_bytes(), &settings).unwrap();
        assert!(read.rejects[0].reason.contains("recursion limit exceeded"));
    }
}
