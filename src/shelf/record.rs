//! An article as bytes, nothing of it lost.

use super::bytes::{Bytes, put, put_text, refill, unzigzag, zigzag};
use crate::article::{Article, Date};

pub(crate) fn write(article: &Article) -> Vec<u8> {
    let mut out = Vec::with_capacity(article.text.len() + article.title.len() + 100);
    append(article, &mut out);
    out
}

/// Appends an article to `out`.
pub(crate) fn append(article: &Article, out: &mut Vec<u8>) {
    put(out, u64::from(article.id_is_place));
    put_text(out, Some(&article.id));
    put_text(out, Some(&article.title));
    put_text(out, Some(&article.text));
    put_text(out, article.date.as_ref().map(|date| date.text.as_str()));
    if let Some(date) = &article.date {
        put(out, zigzag(date.seconds));
        put(out, u64::from(date.has_time));
    }
    put_text(out, article.lang.as_deref());
    put_text(out, article.source.as_deref());
    put_text(out, article.url.as_deref());
}

pub(crate) fn read(bytes: &[u8]) -> Option<Article> {
    let mut article = Article::default();
    read_into(bytes, &mut article)?;
    Some(article)
}

/// Reads an article into the room of another one, whose strings need not be made again.
pub(crate) fn read_into(bytes: &[u8], article: &mut Article) -> Option<()> {
    let mut bytes = Bytes(bytes);
    article.id_is_place = bytes.number()? != 0;
    for field in [&mut article.id, &mut article.title, &mut article.text] {
        refill(field, bytes.text()?);
    }
    let mut written = article.date.take().map(|date| date.text);
    bytes.text_into(&mut written)?;
    if let Some(text) = written {
        let seconds = unzigzag(bytes.number()?);
        article.date = Some(Date { text, seconds, has_time: bytes.number()? != 0 });
    }
    for field in [&mut article.lang, &mut article.source, &mut article.url] {
        bytes.text_into(field)?;
    }
    // A store keeps texts; a night is decided by words alone.
    article.embedding = None;
    bytes.is_empty().then_some(())
}

/// The text of an article alone.
pub(crate) fn text(record: &[u8]) -> Option<&str> {
    let mut bytes = Bytes(record);
    bytes.number()?;
    for _ in 0..2 {
        let length = usize::try_from(bytes.number()?.checked_sub(1)?).ok()?;
        bytes.take(length)?;
    }
    bytes.text()
}

/// The id of an article, and whether its place stands in, given the beginning of its
/// record; `None` where that is too short.
pub(crate) fn id(beginning: &[u8]) -> Option<(bool, &str)> {
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
            let known = (article.id_is_place, article.id.as_str());
            prop_assert_eq!(super::id(&record), Some(known));
            prop_assert_eq!(super::text(&record), Some(article.text.as_str()));
            let mut again = Article { url: Some("x".into()), ..Article::new("b", "y") };
            prop_assert_eq!(read_into(&record, &mut again), Some(()));
            prop_assert_eq!(&again, &article);
            prop_assert_eq!(read_into(&record, &mut again), Some(()));
            prop_assert_eq!(again, article);
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let _ = (read(&bytes), id(&bytes), text(&bytes));
        }
    }
}
