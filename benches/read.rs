//! Stage `read`: bytes to articles.
//!
//! Measured: `read_bytes` over one input in memory, each format and compression by
//! itself, on one thread.
//!
//! Corpus: 1,000 synthetic articles, the same in all formats.
//!
//! Notes: the rate counts the bytes of the articles as plain JSON Lines whatever the
//! format, so that rates compare. Parquet is one row group, its pages compressed with
//! Zstandard.

#![allow(missing_docs, reason = "criterion's macros")]
#![allow(clippy::unwrap_used, reason = "a bench without its input is to fail")]

mod corpus;

use std::hint::black_box;
use std::io::Write;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use flate2::write::GzEncoder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use samestory::article::Article;
use samestory::read::{ReadSettings, read_bytes};

const COLUMNS: [&str; 7] = ["id", "title", "text", "date", "lang", "source", "url"];

fn values(article: &Article) -> [&str; 7] {
    [
        &article.id,
        &article.title,
        &article.text,
        article.date.as_ref().map_or("", |date| &date.text),
        article.lang.as_deref().unwrap_or_default(),
        article.source.as_deref().unwrap_or_default(),
        article.url.as_deref().unwrap_or_default(),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn csv(articles: &[Article]) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS).unwrap();
    for article in articles {
        out.write_record(values(article)).unwrap();
    }
    out.into_inner().unwrap()
}

fn parquet(articles: &[Article]) -> Vec<u8> {
    let columns = COLUMNS.map(|name| format!("required binary {name} (UTF8);"));
    let schema = format!("message news {{ {} }}", columns.concat());
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let pages = Compression::ZSTD(ZstdLevel::default());
    let properties = Arc::new(WriterProperties::builder().set_compression(pages).build());
    let mut out = Vec::new();
    let mut file = SerializedFileWriter::new(&mut out, schema, properties).unwrap();
    let mut rows = file.next_row_group().unwrap();
    for column in 0..COLUMNS.len() {
        let cells: Vec<ByteArray> =
            articles.iter().map(|article| values(article)[column].into()).collect();
        let mut writer = rows.next_column().unwrap().unwrap();
        writer.typed::<ByteArrayType>().write_batch(&cells, None, None).unwrap();
        writer.close().unwrap();
    }
    rows.close().unwrap();
    file.close().unwrap();
    out
}

fn formats(c: &mut Criterion) {
    let articles = &*corpus::NEWS;
    let lines = corpus::json_lines(articles.len());
    let inputs = [
        ("json_lines", "a.jsonl", lines.clone()),
        ("json_lines_gzip", "a.jsonl.gz", gzip(&lines)),
        ("json_lines_zstd", "a.jsonl.zst", zstd::encode_all(&lines[..], 0).unwrap()),
        ("csv", "a.csv", csv(articles)),
        ("parquet", "a.parquet", parquet(articles)),
    ];
    let settings = ReadSettings::default();
    let mut group = c.benchmark_group("read");
    group.throughput(Throughput::Bytes(lines.len() as u64));
    for (format, name, bytes) in &inputs {
        let read = || read_bytes(name, bytes, &settings).unwrap();
        assert_eq!(read().articles, *articles, "{format} lost something");
        group.bench_function(*format, |b| b.iter(|| black_box(read())));
    }
    group.finish();
}

criterion_group! { name = benches; config = corpus::criterion(); targets = formats }
criterion_main!(benches);
