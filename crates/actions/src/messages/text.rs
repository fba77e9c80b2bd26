//! A text with placeholders: read once, checked against what its message knows, filled in without reading again what was
//! filled in.

/// What may stand in a text, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placeholder {
    /// Its name between the braces.
    pub name: &'static str,
    /// What is filled in, for who writes the text.
    pub meaning: &'static str,
    /// What a preview shows.
    pub example: &'static str,
    /// Whether it says something of a person: then it stands in no subject.
    pub personal: bool,
    /// Whether the text is of no use without it.
    pub required: bool,
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextProblem {
    /// Where, in bytes from its beginning.
    pub at: usize,
    /// What, and how to mend it.
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Words(String),
    Filled(&'static str),
}

/// A text that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pieces: Vec<Piece>,
}

impl Text {
    /// Reads a text that may hold these placeholders.
    ///
    /// # Errors
    /// The first brace that opens no placeholder of these, or closes none.
    pub fn read(source: &str, known: &[Placeholder]) -> Result<Self, TextProblem> {
        let mut pieces = Vec::new();
        let (mut rest, mut at) = (source, 0);
        while let Some(open) = rest.find(['{', '}']) {
            let problem = |reason: String| TextProblem { at: at + open, reason };
            let (words, behind) = rest.split_at(open);
            let name = behind.strip_prefix('{').and_then(|behind| behind.split_once('}'));
            let Some((name, after)) = name else {
                return Err(problem("花括号 { } 没有成对；花括号只用来写 {名称}".into()));
            };
            let found = known.iter().find(|one| one.name == name).ok_or_else(|| {
                let names: Vec<String> = known.iter().map(|one| format!("{{{}}}", one.name)).collect();
                problem(format!("没有 {{{name}}} 这个名称，这里可以用 {}", names.join("、")))
            })?;
            pieces.push(Piece::Words(words.to_owned()));
            pieces.push(Piece::Filled(found.name));
            at += rest.len() - after.len();
            rest = after;
        }
        pieces.push(Piece::Words(rest.to_owned()));
        Ok(Self { pieces })
    }

    /// The names that stand in it.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Filled(name) => Some(*name),
            Piece::Words(_) => None,
        })
    }

    /// The text with each placeholder replaced by what `value` gives for its name. What is filled in is not read again.
    #[must_use]
    pub fn fill<'a>(&'a self, value: impl Fn(&str) -> &'a str) -> String {
        let words = self.pieces.iter().map(|piece| match piece {
            Piece::Words(words) => words.as_str(),
            Piece::Filled(name) => value(name),
        });
        words.collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn one(name: &'static str) -> Placeholder {
        Placeholder { name, meaning: "", example: "", personal: false, required: false }
    }

    const KNOWN: [Placeholder; 2] = [one("站名"), one("链接")];

    #[test]
    fn braces_stand_for_placeholders_alone() {
        let text = Text::read("到{站名}看{链接}", &KNOWN).unwrap();
        assert_eq!(text.names().collect::<Vec<_>>(), ["站名", "链接"]);
        let wrong = |source: &str| Text::read(source, &KNOWN).unwrap_err();
        assert_eq!(wrong("a{姓名}").at, 1);
        assert!(
            wrong("a{姓名}").reason.contains("没有 {姓名}") && wrong("a{姓名}").reason.contains("{链接}")
        );
        assert_eq!((wrong("{站名}}").at, wrong("{站名} {").at), (8, 9));
        assert!(wrong("{}").reason.contains("没有 {}"));
    }

    proptest! {
        /// Words stay as they are, each placeholder becomes its value whatever stands in that, in the order of the text.
        #[test]
        fn what_is_filled_in_is_not_read_again(
            words in proptest::collection::vec("[^{}]{0,8}", 1..6),
            names in proptest::collection::vec(0..2usize, 5),
            values in ["\\PC{0,12}", "[{}站名链接]{0,12}"],
        ) {
            let (mut source, mut wanted) = (words[0].clone(), words[0].clone());
            for (words, name) in words[1..].iter().zip(names) {
                source.push_str(&format!("{{{}}}{words}", KNOWN[name].name));
                wanted.push_str(&values[name]);
                wanted.push_str(words);
            }
            let text = Text::read(&source, &KNOWN).unwrap();
            let value = |name: &str| if name == "站名" { values[0].as_str() } else { values[1].as_str() };
            prop_assert_eq!(text.fill(value), wanted);
        }

        /// Any text either reads or is refused at a brace.
        #[test]
        fn any_text_is_read_or_refused_at_a_brace(source in "[{}站名链接a\n]{0,20}") {
            if let Err(problem) = Text::read(&source, &KNOWN) {
                let at_a_brace = source[problem.at..].starts_with(['{', '}']);
                prop_assert!(at_a_brace, "{} in {}", problem.at, source);
            }
        }
    }
}
