//! The rules in `law/screening` as a whole: what they find, what they leave alone, what redaction leaves.

mod corpus;
mod findings;
mod properties;
mod rule_files;
mod speed;

use mingjing_law::LawFiles;
use mingjing_screening::Screen;

fn screen() -> Screen {
    Screen::load(&LawFiles::embedded()).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}
