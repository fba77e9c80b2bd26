//! A disclosure as a Markdown file: facts in front, then title and body.

use std::fmt::Write;

use mingjing_actions::{House, Register};
use mingjing_catalogue::{Field, FieldKind};
use mingjing_publication::Content;
use serde_json::Value;

/// The file. The front matter is YAML with quoted strings, which are JSON strings as well.
pub(crate) fn file(content: &Content, house: &House, origin: &str) -> String {
    let register = house.register();
    let item = house.rules.catalogue.item(&content.item);
    let mut out = String::from("---\n");
    fact(&mut out, "标题", &content.title);
    fact(&mut out, "索引号", &content.index_no);
    fact(&mut out, "公开事项", item.map_or(content.item.as_str(), |item| item.title.zh.as_str()));
    fact(&mut out, "公开机构", register.agency_name_on(&content.agency, content.issued_on));
    fact(&mut out, "成文日期", &content.issued_on.to_string());
    fact(&mut out, "版本", &content.revision.to_string());
    for field in item.into_iter().flat_map(|item| item.public_fields()) {
        let Some(value) = content.fields.get(&field.key).filter(|value| !value.is_null()) else { continue };
        let shown = shown(field, value, &register);
        if shown != content.title && !["标题", "成文日期"].contains(&field.label.zh.as_str()) {
            fact(&mut out, &field.label.zh, &shown);
        }
    }
    fact(&mut out, "地址", &format!("{origin}/d/{}", content.id));
    out.push_str("---\n\n# ");
    out.push_str(&heading(&content.title));
    out.push('\n');
    if let Some(body) = &content.body {
        out.push('\n');
        out.push_str(body.trim_end());
        out.push('\n');
    }
    if !content.attachments.is_empty() {
        out.push_str("\n附件:\n\n");
        for file in &content.attachments {
            let address = format!("{origin}/log/content/{}", file.sha256);
            // Writing to a string never fails.
            let _ = writeln!(out, "- [{}]({address})", heading(&file.name));
        }
    }
    out
}

fn fact(out: &mut String, name: &str, value: &str) {
    let _ = writeln!(out, "{}: {}", Value::from(name), Value::from(value));
}

fn shown(field: &Field, value: &Value, register: &Register) -> String {
    match (&field.kind, value.as_str()) {
        (FieldKind::Agency, Some(code)) => register.agency_name(code).to_owned(),
        (FieldKind::Region, Some(code)) => {
            register.region(code).map_or_else(|| code.to_owned(), |region| region.name.clone())
        }
        _ => field.display(value),
    }
}

/// Text on one line without meaning in Markdown.
fn heading(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stays_a_title() {
        assert_eq!(heading("关于*甲*\n# 乙_的通知"), "关于\\*甲\\* \\# 乙\\_的通知");
    }

    #[test]
    fn facts_are_quoted() {
        let mut out = String::new();
        fact(&mut out, "标题", "甲: \"乙\"\n---");
        assert_eq!(out, "\"标题\": \"甲: \\\"乙\\\"\\n---\"\n");
    }
}
