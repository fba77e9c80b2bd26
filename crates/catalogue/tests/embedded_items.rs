//! The items this repository ships.

use mingjing_catalogue::Catalogue;
use mingjing_law::LawFiles;

fn catalogue() -> Catalogue {
    Catalogue::load(&LawFiles::embedded()).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

#[test]
fn every_item_loads() {
    let catalogue = catalogue();
    let keys: Vec<&str> = catalogue.items().iter().map(|item| item.key.as_str()).collect();
    for key in [
        "policy-document",
        "normative-document",
        "interpretation",
        "news",
        "notice",
        "agency-guide",
        "agency-rule",
        "licence",
        "penalty",
    ] {
        assert!(keys.contains(&key), "{key} is missing");
    }
}
