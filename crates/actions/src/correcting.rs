//! 文字更正: what counts as mended typing, by `law/minor-changes.toml` and the item's own file.

use mingjing_catalogue::Composed;
use mingjing_law::LawFiles;
use mingjing_publication::Content;
use mingjing_publication::life::{MinorChange, MinorRule};
use mingjing_store::Tx;
use serde::Deserialize;

use crate::working::{self, Draft};
use crate::{Error, House};

const FILE: &str = "minor-changes.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    source: String,
    most_characters: usize,
    meaningful: String,
    alike: Vec<String>,
}

/// Reads `law/minor-changes.toml`. A folder of rules without the file knows no minor changes.
///
/// # Errors
/// What is wrong with the file.
pub(crate) fn load(law: &LawFiles) -> Result<MinorRule, String> {
    let Some(text) = law.get(FILE) else { return Ok(MinorRule::default()) };
    let raw: Raw = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        format!("law/{FILE}:{line}: {}", error.message())
    })?;
    if raw.source.trim().is_empty() {
        return Err(format!("law/{FILE}:1: 要写明出处（source）"));
    }
    if raw.meaningful.trim().is_empty() {
        return Err(format!("law/{FILE}:1: meaningful 不能为空：至少写上数字和“不”，改动它们就不是改错别字"));
    }
    Ok(MinorRule { most_characters: raw.most_characters, meaningful: raw.meaningful, alike: raw.alike })
}

/// The proof that a draft only mends typing in what is public.
///
/// # Errors
/// What goes beyond it, in words, with the way to amend.
pub(crate) async fn only_typing(
    house: &House,
    tx: &mut Tx,
    draft: &Draft,
    composed: &Composed,
) -> Result<MinorChange, Error> {
    let item = house.item(&draft.head.item)?;
    let (before, internal) = working::published(tx, &draft.head.id).await?;
    if internal != composed.internal {
        return Err(Error::Refused(
            "文字更正不能改不公开的字段。请放弃这份文字更正，在“已公开”里改用“更新”".into(),
        ));
    }
    let after = Content {
        title: composed.title.clone(),
        issued_on: composed.issued_on,
        fields: composed.public.clone(),
        body: composed.body.clone(),
        attachments: draft.attachments.clone(),
        ..before.clone()
    };
    let may_hold_typing_errors = |key: &str| !item.is_decisive(key);
    Ok(MinorChange::between(&before, &after, &may_hold_typing_errors, &house.rules.minor)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_rule_minds_figures_and_negations() {
        let rule = load(&LawFiles::embedded()).unwrap();
        assert!(rule.most_characters > 0);
        assert!("0九不未元".chars().all(|sign| rule.meaningful.contains(sign)));
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let embedded = LawFiles::embedded();
        let broken = |text: &str| load(&embedded.clone().with(FILE, text.to_owned())).unwrap_err();
        assert!(broken("source = \"甲\"\nmost = 1\n").starts_with("law/minor-changes.toml:"));
        assert!(
            broken("source = \" \"\nmost_characters = 1\nmeaningful = \"1\"\nalike = []\n")
                .contains("source")
        );
        assert!(
            broken("source = \"甲\"\nmost_characters = 1\nmeaningful = \"\"\nalike = []\n")
                .contains("meaningful")
        );
    }
}
