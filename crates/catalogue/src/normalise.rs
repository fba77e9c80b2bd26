//! From what a person or program gives to the canonical value of a field.

use std::borrow::Cow;

use serde_json::Value;

use crate::field::{Field, FieldKind};
use crate::known::Known;
use crate::values::{
    credit_code, date, document_number, enumeration, money, number, period, reference, table, text, time, url,
};

impl Field {
    /// One spreadsheet cell or form input as a canonical JSON value; empty gives null.
    ///
    /// # Errors
    /// What is wrong with the text and how to mend it, in Chinese.
    pub fn parse(&self, input: &str, known: &dyn Known) -> Result<Value, String> {
        if input.chars().all(text::is_margin) {
            return Ok(Value::Null);
        }
        if let Some(value) = self.written_as_json(input) {
            return self.normalise(value, known);
        }
        match &self.kind {
            FieldKind::Text { max_chars, multiline } => {
                let text = text::check(input, *max_chars, *multiline)?;
                Ok(if text.is_empty() { Value::Null } else { Value::String(text.into_owned()) })
            }
            FieldKind::Body => body(input.to_owned()),
            FieldKind::Table { columns } => table::parse(input, columns, known),
            FieldKind::Date => date::parse(input).map(|day| Value::String(date::write(day))),
            FieldKind::Time => time::parse(input).map(|time| Value::String(time::write(time))),
            FieldKind::Period => period::parse(input),
            FieldKind::Enumeration { options, many: false } => {
                enumeration::choose(input, options).map(|value| Value::String(value.to_owned()))
            }
            FieldKind::Enumeration { options, many: true } => enumeration::parse_many(input, options),
            FieldKind::Money { negative } => money::parse(input, 1, *negative),
            FieldKind::Number { .. } => number::parse(input, self.bounds()),
            FieldKind::Region => region(input, known),
            FieldKind::Agency => agency(input, known),
            FieldKind::DocumentNumber { any_form } => {
                document_number::parse(input, *any_form).map(Value::String)
            }
            FieldKind::CreditCode => credit_code::parse(input).map(Value::String),
            FieldKind::OfficialName => text::official_name(input).map(Value::String),
            FieldKind::Url => url::parse(input).map(Value::String),
            FieldKind::Reference { many, .. } => reference::parse(input, *many, known),
            FieldKind::Files => Err("附件不能写在表格或表单字段里，请单独上传".to_owned()),
        }
    }

    /// Several values or a period as exports write them.
    fn written_as_json(&self, input: &str) -> Option<Value> {
        let first = match &self.kind {
            FieldKind::Enumeration { many: true, .. } | FieldKind::Reference { many: true, .. } => '[',
            FieldKind::Period => '{',
            _ => return None,
        };
        input.trim_start().starts_with(first).then(|| serde_json::from_str(input).ok()).flatten()
    }

    /// A JSON value as the canonical one; text is read as in a cell.
    pub(crate) fn normalise(&self, value: Value, known: &dyn Known) -> Result<Value, String> {
        match (&self.kind, value) {
            (_, Value::Null) => Ok(Value::Null),
            (FieldKind::Text { max_chars, multiline }, Value::String(text)) => {
                keep_text(text, *max_chars, *multiline)
            }
            (FieldKind::Body, Value::String(text)) => body(text),
            (FieldKind::Date, Value::String(text)) if date::is_canonical(&text) => Ok(Value::String(text)),
            (FieldKind::Enumeration { options, many: false }, Value::String(text))
                if options.iter().any(|option| option.value == text) =>
            {
                Ok(Value::String(text))
            }
            (FieldKind::Enumeration { options, many: true }, Value::Array(values)) => {
                enumeration::check_many(&values, options)
            }
            (FieldKind::Number { .. }, Value::Number(value)) => number::check_json(&value, self.bounds()),
            (FieldKind::Money { negative }, Value::Number(value)) => {
                money::parse(&number::display(&value, None), 1, *negative)
            }
            (FieldKind::Period, value @ Value::Object(_)) => period::check(&value),
            (FieldKind::Table { columns }, value @ Value::Array(_)) => table::check(value, columns, known),
            (FieldKind::Reference { many: true, .. }, Value::Array(values)) => {
                reference::check_many(&values, known)
            }
            (FieldKind::Files, Value::Array(files)) if files.is_empty() => Ok(Value::Null),
            (_, Value::String(text)) => self.parse(&text, known),
            (_, other) => Err(format!("值的类型不对（{}）", json_type(&other))),
        }
    }

    fn bounds(&self) -> number::Bounds<'_> {
        match &self.kind {
            FieldKind::Number { min, max, unit, integer } => {
                number::Bounds { min: *min, max: *max, unit: unit.as_deref(), integer: *integer }
            }
            _ => number::Bounds { min: None, max: None, unit: None, integer: false },
        }
    }
}

/// Clean text is kept without copying it.
fn keep_text(text: String, max_chars: usize, multiline: bool) -> Result<Value, String> {
    let cleaned = text::check(&text, max_chars, multiline)?;
    if cleaned.is_empty() {
        return Ok(Value::Null);
    }
    match cleaned {
        Cow::Borrowed(clean) if clean.len() == text.len() => Ok(Value::String(text)),
        changed => Ok(Value::String(changed.into_owned())),
    }
}

fn body(text: String) -> Result<Value, String> {
    text::body(text).map(|body| body.map_or(Value::Null, Value::String))
}

fn region(input: &str, known: &dyn Known) -> Result<Value, String> {
    let code = text::compact(input);
    if (6..=12).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit()) && known.region(&code) {
        Ok(Value::String(code))
    } else {
        Err(format!("没有行政区划代码“{}”", text::excerpt(input)))
    }
}

fn agency(input: &str, known: &dyn Known) -> Result<Value, String> {
    let code = text::code(input)?;
    if known.agency(&code) {
        Ok(Value::String(code))
    } else {
        Err(format!("没有代码为“{}”的机关", text::excerpt(input)))
    }
}

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "空",
        Value::Bool(_) => "是否",
        Value::Number(_) => "数",
        Value::String(_) => "文字",
        Value::Array(_) => "数组",
        Value::Object(_) => "对象",
    }
}

#[cfg(test)]
mod tests {
    use mingjing_law::LawFiles;
    use serde_json::Value;

    use crate::{Catalogue, FieldKind, KnowsAll};

    #[test]
    fn what_shows_nothing_is_empty_in_every_field() {
        let catalogue = Catalogue::load(&LawFiles::embedded()).expect("good files");
        for field in catalogue.items().iter().flat_map(|item| &item.fields) {
            for nothing in ["", " ", "\u{feff}", "\u{3000}\u{200b}\u{feff}"] {
                if field.kind != FieldKind::Files {
                    assert_eq!(field.parse(nothing, &KnowsAll), Ok(Value::Null), "{} {nothing:?}", field.key);
                }
            }
        }
    }
}
