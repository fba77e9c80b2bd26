//! Tables as agencies send them, each cell into every field of the catalogue.
#![no_main]

use std::io::Cursor;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mingjing_catalogue::{Catalogue, KnowsAll};
use mingjing_law::LawFiles;
use mingjing_opendata::{Format, Reading, Row, Rows};
use serde_json::Value;

static CATALOGUE: LazyLock<Option<Catalogue>> = LazyLock::new(|| Catalogue::load(&LawFiles::embedded()).ok());

fuzz_target!(|data: &[u8]| {
    let Some(catalogue) = &*CATALOGUE else { return };
    for format in [Format::Csv, Format::JsonLines] {
        let Ok(mut rows) = Rows::from_reader("fuzz", format, Box::new(Cursor::new(data.to_vec())), None)
        else {
            continue;
        };
        let header = rows.header().to_vec();
        let mut row = Row::default();
        let mut last = 0;
        while let Ok(reading) = rows.read(&mut row) {
            if matches!(reading, Reading::End) {
                break;
            }
            assert!(row.number() > last, "numbers of rows grow");
            last = row.number();
            for text in row.texts(&header, 0) {
                into_fields(catalogue, &text);
            }
        }
    }
});

/// What a field takes, it takes again in its canonical form.
fn into_fields(catalogue: &Catalogue, text: &str) {
    for field in catalogue.items().iter().flat_map(|item| &item.fields) {
        let Ok(value) = field.parse(text, &KnowsAll) else { continue };
        if let Value::String(canonical) = &value {
            assert_eq!(field.parse(canonical, &KnowsAll).as_ref(), Ok(&value), "{}", field.key);
        }
    }
}
