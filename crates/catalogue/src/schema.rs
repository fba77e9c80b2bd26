//! JSON Schema (2020-12) of what an item publishes.

use serde_json::{Map, Value, json};

use crate::field::{Field, FieldKind, Presence, Visibility};
use crate::item::{Item, Label};

impl Item {
    /// The schema of a published disclosure's `fields`: public fields only, without body and attachments, which lie
    /// beside `fields`. `x-label` carries the names in both languages.
    #[must_use]
    pub fn json_schema(&self) -> Value {
        let fields: Vec<&Field> =
            self.public_fields().filter(|field| !field.kind.is_outside_fields()).collect();
        let properties: Map<String, Value> =
            fields.iter().map(|field| (field.key.clone(), field.json_schema())).collect();
        let required: Vec<&str> =
            fields.iter().filter(|f| f.presence == Presence::Required).map(|f| f.key.as_str()).collect();
        let mut schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": format!("/api/v1/items/{}/schema.json", self.key),
            "title": self.title.zh,
            "description": self.summary,
            "x-label": label(&self.title),
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        });
        let conditions: Vec<Value> = fields.iter().filter_map(|field| self.condition(field)).collect();
        if !conditions.is_empty() {
            schema["allOf"] = Value::Array(conditions);
        }
        if !self.natural_key.is_empty() {
            schema["x-natural-key"] = json!(self.natural_key);
        }
        schema
    }

    /// `required_when` as if/then; only where the field it hangs on is public too.
    fn condition(&self, field: &Field) -> Option<Value> {
        let Presence::When { field: other, equals } = &field.presence else { return None };
        let other = self.field(other).filter(|other| other.visibility == Visibility::Public)?;
        let holds = match other.kind {
            FieldKind::Enumeration { many: true, .. } => json!({ "contains": { "const": equals } }),
            _ => json!({ "const": equals }),
        };
        Some(json!({
            "if": { "properties": { &other.key: holds }, "required": [other.key] },
            "then": { "required": [field.key] },
        }))
    }
}

impl Field {
    /// The schema of one value of this field.
    #[must_use]
    pub fn json_schema(&self) -> Value {
        let mut schema = Map::new();
        schema.insert("title".into(), json!(self.label.zh));
        if !self.help.is_empty() {
            schema.insert("description".into(), json!(self.help));
        }
        schema.insert("x-label".into(), label(&self.label));
        schema.insert("x-kind".into(), json!(self.kind.name()));
        if let Value::Object(shape) = shape(&self.kind) {
            schema.extend(shape);
        }
        Value::Object(schema)
    }
}

fn label(label: &Label) -> Value {
    json!({ "zh": label.zh, "en": label.en })
}

fn shape(kind: &FieldKind) -> Value {
    match kind {
        FieldKind::Text { max_chars, .. } => {
            json!({ "type": "string", "minLength": 1, "maxLength": max_chars })
        }
        FieldKind::Body | FieldKind::OfficialName | FieldKind::DocumentNumber { .. } => {
            json!({ "type": "string", "minLength": 1 })
        }
        FieldKind::Date => json!({ "type": "string", "format": "date" }),
        FieldKind::Time => json!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$" }),
        FieldKind::Period => json!({
            "type": "object",
            "properties": {
                "from": { "type": "string", "format": "date" },
                "until": { "type": ["string", "null"], "format": "date" },
            },
            "required": ["from"],
            "additionalProperties": false,
        }),
        FieldKind::Enumeration { options, many } => {
            let values: Vec<&str> = options.iter().map(|option| option.value.as_str()).collect();
            let labels: Map<String, Value> = options
                .iter()
                .filter(|option| option.value != option.label)
                .map(|option| (option.value.clone(), json!(option.label)))
                .collect();
            let mut one = json!({ "type": "string", "enum": values });
            if !labels.is_empty() {
                one["x-choice-labels"] = Value::Object(labels);
            }
            repeated(one, *many)
        }
        FieldKind::Money { negative } => {
            let sign = if *negative { "-?" } else { "" };
            json!({ "type": "string", "pattern": format!("^{sign}[0-9]{{1,17}}\\.[0-9]{{2}}$"), "x-unit": "元" })
        }
        FieldKind::Number { .. } => number(kind),
        FieldKind::Region => json!({ "type": "string", "pattern": "^[0-9]{6,12}$" }),
        FieldKind::Agency => json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$" }),
        FieldKind::CreditCode => {
            json!({ "type": "string", "pattern": "^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$" })
        }
        FieldKind::Url => json!({ "type": "string", "format": "uri", "pattern": "^https?://" }),
        FieldKind::Files => json!({ "type": "array" }),
        FieldKind::Table { columns } => {
            let properties: Map<String, Value> =
                columns.iter().map(|column| (column.key.clone(), column.json_schema())).collect();
            let required: Vec<&str> =
                columns.iter().filter(|c| c.presence == Presence::Required).map(|c| c.key.as_str()).collect();
            let row = json!({
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": false,
            });
            json!({ "type": "array", "items": row, "minItems": 1 })
        }
        FieldKind::Reference { items, many, .. } => {
            repeated(json!({ "type": "string", "x-items": items }), *many)
        }
    }
}

fn number(kind: &FieldKind) -> Value {
    let FieldKind::Number { min, max, unit, integer } = kind else { return Value::Null };
    let mut shape = json!({ "type": if *integer { "integer" } else { "number" } });
    for (name, bound) in [("minimum", min), ("maximum", max)] {
        if let Some(bound) = bound {
            shape[name] = bound.to_string().parse::<serde_json::Number>().map_or(Value::Null, Value::Number);
        }
    }
    if let Some(unit) = unit {
        shape["x-unit"] = json!(unit);
    }
    shape
}

fn repeated(one: Value, many: bool) -> Value {
    if many { json!({ "type": "array", "items": one, "minItems": 1, "uniqueItems": true }) } else { one }
}
