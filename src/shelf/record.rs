//! An article as bytes, nothing of it lost.

use super::bytes::{Bytes, put, put_text, unzigzag, zigzag};
use crate::article::{Article, Date};

pub(crate) fn write(article: &Article) -> Vec<u8> {
    let mut out = Vec::with_capacity(article.text.len() + article.title.len() + 100);
    put(&mut out, u64::from(article.id_is_place));
    put_text(&mut out, Some(&article.id));
    put_text(&mut out, Some(&article.title));
    put_text(&mut out, Some(&article.text));
    put_text(&mut out, article.date.as_ref().map(|date| date.text.as_str()));
    if let Some(date) = &article.date {
        put(&mut out, zigzag(date.seconds));
        put(&mut out, u64::from(date.has_time));
    }
    put_text(&mut out, article.lang.as_deref());
    put_text(&mut out, article.source.as_deref());
    put_text(&mut out, article.url.as_deref());
    out
}

pub(crate) fn read(bytes: &[u8]) -> Option<Article> {
    let mut bytes = Bytes(bytes);
    let id_is_place = bytes.number()? != 0;
    let (id, title, text) = (bytes.text()?, bytes.text()?, bytes.text()?);
    let (mut written, mut date) = (None, None);
    bytes.text_into(&mut written)?;
    if let Some(text) = written {
        let seconds = unzigzag(bytes.number()?);
        date = Some(Date { text, seconds, has_time: bytes.number()? != 0 });
    }
    let (mut lang, mut source, mut url) = (None, None, None);
    for field in [&mut lang, &mut source, &mut url] {
        bytes.text_into(field)?;
    }
    bytes.is_empty().then_some(Article {
        id,
        id_is_place,
        title,
        text,
        date,
        lang,
        source,
        url,
        // A store keeps texts; a night is decided by words alone.
        embedding: None,
    })
}

/// The text of an article alone.
pub(crate) fn text(mut record: Vec<u8>) -> Option<String> {
    let mut bytes = Bytes(&record);
    bytes.number()?;
    for _ in 0..2 {
        let length = usize::try_from(bytes.number()?.checked_sub(1)?).ok()?;
        bytes.take(length)?;
    }
    let length = usize::try_from(bytes.number()?.checked_sub(1)?).ok()?;
    let start = record.len() - bytes.0.len();
    bytes.take(length)?;
    record.truncate(start + length);
    record.drain(..start);
    String::from_utf8(record).ok()
}

/// The id of an article, and whether its place stands in, given the beginning of its
/// record; `None` where that is too short.
pub(crate) fn id(beginning: &[u8]) -> Option<(bool, String)> {
    let mut bytes = Bytes(beginning);
    let id_is_place = bytes.number()? != 0;
    Some((id_is_place, bytes.text()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_article_comes_back_whole(
            id: String,
            id_is_place: bool,
            title: String,
            text: String,
            date: Option<(String, i64, bool)>,
            lang: Option<String>,
            source: Option<String>,
            url: Option<String>,
        ) {
            let date = date.map(|(text, seconds, has_time)| Date { text, seconds, has_time });
            let article = Article {
                id, id_is_place, title, text, date, lang, source, url, embedding: None
            };
            let record = write(&article);
            let known = (article.id_is_place, article.id.clone());
            prop_assert_eq!(super::id(&record), Some(known));
            prop_assert_eq!(super::text(record.clone()), Some(article.text.clone()));
            prop_assert_eq!(read(&record), Some(article));
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let _ = (read(&bytes), id(&bytes), text(bytes));
        }
    }
}
