use proptest::prelude::*;

use super::*;
use crate::article::Date;

fn in_file(articles: &[Article], bytes: u64) -> Shelf {
    let room = Room { bytes, folder: std::env::temp_dir() };
    let mut shelf = Shelf::new(room);
    for article in articles {
        shelf.push(article.clone()).unwrap();
    }
    shelf.seal();
    shelf
}

fn article() -> impl Strategy<Value = Article> {
    let texts = ("[ab]{0,90}", "[ab]{0,3}", any::<bool>());
    let rest = (any::<Option<i64>>(), proptest::option::of("[xyz]"), 0..3_u8);
    (texts, rest).prop_map(|((text, title, id_is_place), (date, source, embedding))| {
        let date = date.map(|seconds| Date {
            text: seconds.to_string(),
            seconds,
            has_time: true,
        });
        let numbers = [f32::from(embedding), 0.0];
        Article {
            title,
            id_is_place,
            date,
            source,
            embedding: Embedding::new(&numbers),
            ..Article::new("", text)
        }
    })
}

proptest! {
    #[test]
    fn a_file_holds_what_memory_holds_in_the_same_order(
        articles in proptest::collection::vec((article(), "[ab]{1,70}"), 0..40),
        bytes in 0..20_000_u64,
    ) {
        let articles: Vec<Article> = articles
            .into_iter()
            .enumerate()
            .map(|(n, (article, id))| Article { id: format!("{id}{n}"), ..article })
            .collect();
        let mut memory = Shelf::from(articles.clone());
        let mut file = in_file(&articles, bytes);
        for sorted in [false, true] {
            if sorted {
                memory.sort();
                file.sort();
            }
            prop_assert_eq!(memory.outlets(), file.outlets());
            let (mut of_memory, mut of_file) = (memory.reader(), file.reader());
            let lying = file.as_they_lie();
            prop_assert_eq!(lying.len(), file.len());
            for at in lying.into_iter().map(|at| at as usize) {
                prop_assert_eq!(of_memory.get(at), of_file.get(at));
                prop_assert_eq!(of_memory.text(at), of_file.text(at));
            }
            prop_assert!(of_file.get(file.len()).is_none());
            for (at, article) in memory.iter().enumerate() {
                prop_assert_eq!(&*article, &*file.get(at).unwrap());
                prop_assert_eq!(&article.text, &file.text(at).unwrap());
                prop_assert_eq!(&article.id, &file.id(at).unwrap());
                prop_assert_eq!(article.embedding.as_ref(), file.embedding(at));
            }
        }
        prop_assert!(file.check().is_ok());
        prop_assert_eq!(memory.into_vec(), file.into_vec());
    }
}

#[test]
fn a_small_collection_stays_in_memory() {
    assert!(!in_file(&[Article::new("a", "A train.")], 10_000).is_in_file());
    assert!(in_file(&[Article::new("a", "A train.")], 10).is_in_file());
    assert!(in_file(&[], 0).get(0).is_none());
}
