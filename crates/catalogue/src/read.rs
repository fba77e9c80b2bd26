//! One catalogue file, checked and turned into an [`Item`].

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use serde::Deserialize;
use serde_spanned::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::chart;
use crate::field::{FieldKind, Presence, Visibility};
use crate::item::{FormGroup, Item};
use crate::joined::RawJoined;
use crate::problem::{Problem, Reporter};
use crate::publishers::Publishers;
use crate::raw::{RawField, RawForm, RawItem, RawPublishers, RawRule};
use crate::read_field::{self, ReadField};
use crate::rule::{self, Rule};
use crate::title::TitlePattern;
use crate::values::text;
use crate::{credit, handing_in, history};

/// What a file is checked against beside itself.
pub(crate) struct Surroundings {
    /// Keys of `limits.toml`; `None` where there is no such file to check against.
    pub(crate) limits: Option<BTreeSet<String>>,
    /// Keys of all items.
    pub(crate) items: BTreeSet<String>,
}

/// Reads one file; `path` is relative to `law/`.
pub(crate) fn item(path: &str, source: &str, surroundings: &Surroundings) -> Result<Item, Vec<Problem>> {
    let mut reporter = Reporter::new(path, source);
    let item = Reader { path, surroundings, reporter: &mut reporter }.read(source);
    match item {
        Some(item) if reporter.is_clean() => Ok(item),
        _ => Err(reporter.finish()),
    }
}

struct Reader<'r, 'a> {
    path: &'r str,
    surroundings: &'r Surroundings,
    reporter: &'r mut Reporter<'a>,
}

impl Reader<'_, '_> {
    fn read(mut self, source: &str) -> Option<Item> {
        let (document, errors) = DeTable::parse_recoverable(source);
        for error in &errors {
            self.reporter.add_toml(error, 0..0);
        }
        if !errors.is_empty() {
            return None;
        }
        let span = document.span();
        let mut table = document.into_inner();
        let raw_fields: Vec<Spanned<RawField>> = self.take_list(&mut table, "fields");
        let raw_rules: Vec<Spanned<RawRule>> = self.take_list(&mut table, "rules");
        let head = ValueDeserializer::from(Spanned::new(span, DeValue::Table(table)));
        let head = match RawItem::deserialize(head) {
            Ok(head) => Some(head),
            Err(error) => {
                self.reporter.add_toml(&error, 0..0);
                None
            }
        };
        let fields = self.fields(raw_fields);
        self.conditions(&fields);
        let head = head?;
        self.place(&head);
        self.duties(&head);
        let rules = self.rules(raw_rules, &fields);
        Some(self.assemble(head, fields, rules))
    }

    /// Takes an array of tables out of the document and reads each by itself, so that one broken entry does not
    /// hide the next.
    fn take_list<T: for<'de> Deserialize<'de>>(
        &mut self,
        table: &mut DeTable<'_>,
        name: &str,
    ) -> Vec<Spanned<T>> {
        let Some(value) = table.remove(name) else { return Vec::new() };
        let span = value.span();
        let DeValue::Array(entries) = value.into_inner() else {
            self.reporter.add(span, format!("“{name}”要写成 [[{name}]]"));
            return Vec::new();
        };
        let mut read = Vec::new();
        for entry in entries {
            let span = entry.span();
            match T::deserialize(ValueDeserializer::from(entry)) {
                Ok(value) => read.push(Spanned::new(span, value)),
                Err(error) => self.reporter.add_toml(&error, span),
            }
        }
        read
    }

    fn fields(&mut self, raw: Vec<Spanned<RawField>>) -> Vec<ReadField> {
        let mut fields: Vec<ReadField> = Vec::new();
        for entry in raw {
            let read = read_field::field(entry.into_inner(), self.surroundings, self.reporter);
            if fields.iter().any(|other| other.field.key == read.field.key) {
                self.reporter.add(read.span, format!("字段“{}”写了两次", read.field.key));
            } else {
                fields.push(read);
            }
        }
        if fields.is_empty() {
            self.reporter.add(0..0, "没有任何字段（[[fields]]）");
        }
        fields
    }

    /// `required_when` must name another field and, for an enumeration, one of its values.
    fn conditions(&mut self, fields: &[ReadField]) {
        for read in fields {
            let (Presence::When { field, equals }, Some(span)) = (&read.field.presence, &read.condition)
            else {
                continue;
            };
            match fields.iter().find(|other| &other.field.key == field) {
                None => self.reporter.add(span.clone(), format!("“required_when”里的字段“{field}”不存在")),
                Some(_) if field == &read.field.key => {
                    self.reporter.add(span.clone(), "“required_when”不能指向字段自己");
                }
                Some(other) => {
                    if let FieldKind::Enumeration { options, .. } = &other.field.kind
                        && !options.iter().any(|option| &option.value == equals)
                    {
                        self.reporter.add(span.clone(), format!("“{equals}”不是字段“{field}”的可选值"));
                    }
                }
            }
        }
    }

    /// The file's name is the key, its folder the area.
    fn place(&mut self, head: &RawItem) {
        let mut steps = self.path.rsplit('/');
        let name = steps.next().unwrap_or_default().trim_end_matches(".toml");
        let folder = steps.next().unwrap_or_default();
        let key = head.key.get_ref();
        if key != name {
            self.reporter.add(head.key.span(), format!("条目键“{key}”要和文件名“{name}”一样"));
        }
        if key.is_empty() || !key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            self.reporter.add(head.key.span(), "条目键只能用小写字母、数字和连字符");
        }
        let wanted = head.area.get_ref().folder();
        if folder != wanted {
            let reason =
                format!("领域“{}”的文件要放在 items/{wanted}/，现在在“{folder}”", head.area.get_ref().key());
            self.reporter.add(head.area.span(), reason);
        }
    }

    /// Names, sources, limits: what every item must say about itself.
    fn duties(&mut self, head: &RawItem) {
        let title = head.title.get_ref();
        if title.zh.trim().is_empty() || title.en.trim().is_empty() {
            self.reporter.add(head.title.span(), "名称的中文（zh）和英文（en）都要写");
        }
        for (text, what) in [(&head.summary, "说明“summary”"), (&head.responsible, "公开主体“responsible”")]
        {
            if text.get_ref().trim().is_empty() {
                self.reporter.add(text.span(), format!("{what}不能为空"));
            }
        }
        if head.basis.get_ref().is_empty() {
            self.reporter.add(head.basis.span(), "至少要写一条依据（basis）：每个条目都要说明出处");
        }
        for basis in head.basis.get_ref().iter().chain(&head.urgent_release) {
            if basis.get_ref().law.trim().is_empty() {
                self.reporter.add(basis.span(), "依据里的法律或文件名称（law）不能为空");
            }
        }
        if head.levels.get_ref().is_empty() {
            self.reporter.add(head.levels.span(), "至少要写一个政府层级（levels）");
        }
        for clause in &head.clauses {
            if !is_clause(clause.get_ref()) {
                let reason =
                    format!("“{}”不是《意见》的条目编号，应当像“一(三)2”或“三(一)”", clause.get_ref());
                self.reporter.add(clause.span(), reason);
            }
        }
        if let (Some(limit), Some(known)) = (&head.time_limit, &self.surroundings.limits)
            && !known.contains(limit.get_ref())
        {
            self.reporter.add(limit.span(), format!("law/limits.toml 里没有期限“{}”", limit.get_ref()));
        }
        if let Some(freshness) = &head.freshness
            && (freshness.get_ref().days == 0 || freshness.get_ref().source.trim().is_empty())
        {
            self.reporter.add(freshness.span(), "更新要求要写明天数（大于 0）和出处（source）");
        }
    }

    fn rules(&mut self, raw: Vec<Spanned<RawRule>>, fields: &[ReadField]) -> Vec<Rule> {
        let mut rules = Vec::new();
        for entry in raw {
            let RawRule { check, message } = entry.into_inner();
            let Some((first, order, second)) = rule::read(check.get_ref()) else {
                self.reporter.add(check.span(), "规则要写成“字段甲 <= 字段乙”或“字段甲 < 字段乙”");
                continue;
            };
            let mut index = |key: &str| {
                let found = fields.iter().position(|read| read.field.key == key);
                if found.is_none() {
                    self.reporter.add(check.span(), format!("规则里的字段“{key}”不存在"));
                }
                found
            };
            let (Some(first_index), Some(second_index)) = (index(first), index(second)) else { continue };
            let kinds = [first_index, second_index].map(|at| fields[at].field.kind.name());
            if kinds[0] != kinds[1] || !matches!(kinds[0], "date" | "money" | "number") {
                self.reporter.add(check.span(), "规则只能比较两个日期、两个金额或两个数");
            }
            let (first, second) = (first.to_owned(), second.to_owned());
            rules.push(Rule { first, order, second, message, first_index, second_index });
        }
        rules
    }

    fn assemble(&mut self, head: RawItem, fields: Vec<ReadField>, rules: Vec<Rule>) -> Item {
        let title_pattern = self.title_pattern(&head, &fields);
        self.issued_on(&head, &fields);
        self.natural_key(&head, &fields);
        self.status_field(&head, &fields);
        self.full_files(&head, &fields);
        let form = self.form(head.form.as_ref(), &fields);
        let page = self.shown(&head.page.facts, "page.facts", &fields);
        let list = self.shown(&head.list.columns, "list.columns", &fields);
        let elements = self.shown(&head.elements, "elements", &fields);
        let columns = self.columns(&fields);
        let charts = chart::read(head.charts, &fields, self.reporter);
        let publishers = self.publishers(head.publishers);
        let handing_in = handing_in::read(head.handing_in, &fields, self.reporter);
        let credit = credit::read(head.credit, &fields, self.surroundings, self.reporter);
        let status = head.status_field.as_ref();
        let history = history::read(head.list.history, &head.natural_key, status, &fields, self.reporter);
        self.shared(&head.page.shared, &fields);
        let mut fields: Vec<_> = fields.into_iter().map(|read| read.field).collect();
        let keys = fields.iter().enumerate().map(|(index, field)| (field.key.clone(), index)).collect();
        for &index in &page {
            fields[index].on_page = true;
        }
        for &index in &list {
            fields[index].in_list = true;
        }
        Item {
            key: head.key.into_inner(),
            title: head.title.into_inner(),
            summary: head.summary.into_inner(),
            area: head.area.into_inner(),
            clauses: inner(head.clauses),
            basis: inner(head.basis.into_inner()),
            responsible: head.responsible.into_inner(),
            publishers,
            levels: head.levels.into_inner(),
            time_limit: head.time_limit.map(Spanned::into_inner),
            freshness: head.freshness.map(Spanned::into_inner),
            audience: head.audience,
            title_pattern,
            issued_on: inner(head.issued_on.into_inner()),
            natural_key: inner(head.natural_key),
            status_field: head.status_field.map(Spanned::into_inner),
            elements,
            bulk_approval: head.bulk_approval,
            urgent_release: head.urgent_release.map(Spanned::into_inner),
            handing_in,
            full_files: head.full_files.is_some_and(Spanned::into_inner),
            document: fields.iter().any(|field| field.kind == FieldKind::Body),
            fields,
            form,
            rules,
            charts,
            timeline: head.page.timeline,
            shared: inner(head.page.shared),
            joined: head.page.joined.into_iter().map(RawJoined::read).collect(),
            credit,
            history,
            page,
            list,
            keys,
            columns,
        }
    }

    /// An item that tells of full files has the fields that the program fills in.
    fn full_files(&mut self, head: &RawItem, fields: &[ReadField]) {
        let Some(mark) = head.full_files.as_ref().filter(|mark| *mark.get_ref()) else { return };
        let columns = fields.iter().find(|read| read.field.key == "files").map(|read| &read.field.kind);
        let has_columns = matches!(columns, Some(FieldKind::Table { columns })
            if ["format", "name", "rows", "size", "sha256"].iter().all(|key| columns.iter().any(|c| c.key == *key)));
        let has = |key: &str| fields.iter().any(|read| read.field.key == key);
        let natural = head.natural_key.iter().map(|key| key.get_ref().as_str()).eq(["of_item"]);
        if !(has_columns && has("of_item") && has("of_item_title") && has("made_on") && natural) {
            let reason = "标有 full_files 的条目要有字段 of_item、of_item_title、made_on，表格字段 files（列 format、name、rows、size、sha256），并以 of_item 为 natural_key";
            self.reporter.add(mark.span(), reason);
        }
    }

    fn publishers(&mut self, raw: Option<Spanned<RawPublishers>>) -> Publishers {
        let Some(raw) = raw else { return Publishers::WhenThereIs };
        let span = raw.span();
        match raw.into_inner() {
            RawPublishers::Word(word) if word == "all" => Publishers::All,
            RawPublishers::Names(words)
                if !words.is_empty() && words.iter().all(|word| !word.trim().is_empty()) =>
            {
                Publishers::Named(words)
            }
            _ => {
                self.reporter.add(span, "“publishers”要写 \"all\"，或者机关名称里的词，如 [\"财政\"]");
                Publishers::WhenThereIs
            }
        }
    }

    fn title_pattern(&mut self, head: &RawItem, fields: &[ReadField]) -> TitlePattern {
        let span = head.title_pattern.span();
        let mut pattern = match TitlePattern::read(head.title_pattern.get_ref()) {
            Ok(pattern) => pattern,
            Err(reason) => {
                self.reporter.add(span, reason);
                return TitlePattern { parts: Vec::new() };
            }
        };
        for key in pattern.resolve(|key| fields.iter().position(|read| read.field.key == key)) {
            self.reporter.add(span.clone(), format!("标题格式里的字段“{key}”不存在"));
        }
        for key in pattern.fields() {
            self.must_be_public(key, &span, "标题", fields);
        }
        pattern
    }

    fn issued_on(&mut self, head: &RawItem, fields: &[ReadField]) {
        if head.issued_on.get_ref().is_empty() {
            self.reporter.add(head.issued_on.span(), "“issued_on”至少要写一个日期字段");
        }
        for key in head.issued_on.get_ref() {
            if let Some(read) = self.find(key, "“issued_on”", fields)
                && read.field.kind != FieldKind::Date
            {
                self.reporter.add(key.span(), format!("“issued_on”里的字段“{}”不是日期", key.get_ref()));
            }
            self.must_be_public(key.get_ref(), &key.span(), "成文日期", fields);
        }
    }

    fn natural_key(&mut self, head: &RawItem, fields: &[ReadField]) {
        for key in &head.natural_key {
            if let Some(read) = self.find(key, "自然键", fields)
                && (read.field.kind.is_outside_fields() || matches!(read.field.kind, FieldKind::Table { .. }))
            {
                self.reporter.add(key.span(), "自然键不能是正文、附件或表格");
            }
            self.must_be_public(key.get_ref(), &key.span(), "自然键", fields);
        }
    }

    fn status_field(&mut self, head: &RawItem, fields: &[ReadField]) {
        let Some(key) = &head.status_field else { return };
        if let Some(read) = self.find(key, "状态", fields)
            && !matches!(read.field.kind, FieldKind::Enumeration { many: false, .. })
        {
            self.reporter.add(key.span(), format!("状态字段“{}”要是单选的枚举", key.get_ref()));
        }
        self.must_be_public(key.get_ref(), &key.span(), "状态", fields);
    }

    /// Every field is in exactly one group; without `[form]` all are in one.
    fn form(&mut self, form: Option<&Spanned<RawForm>>, fields: &[ReadField]) -> Vec<FormGroup> {
        let Some(form) = form else {
            return vec![FormGroup { title: "内容".to_owned(), fields: (0..fields.len()).collect() }];
        };
        let mut placed = vec![false; fields.len()];
        let mut groups = Vec::new();
        for group in &form.get_ref().groups {
            let mut indexes = Vec::new();
            for key in &group.fields {
                let Some(index) = self.index(key, "表单", fields) else { continue };
                if std::mem::replace(&mut placed[index], true) {
                    self.reporter.add(key.span(), format!("字段“{}”在表单里出现两次", key.get_ref()));
                }
                indexes.push(index);
            }
            groups.push(FormGroup { title: group.title.clone(), fields: indexes });
        }
        for (read, _) in fields.iter().zip(&placed).filter(|(_, placed)| !**placed) {
            self.reporter.add(form.span(), format!("字段“{}”没有放进表单的任何一组", read.field.key));
        }
        groups
    }

    /// Fields that a page or list shows: they exist, once, and are public.
    fn shown(&mut self, keys: &[Spanned<String>], place: &str, fields: &[ReadField]) -> Vec<usize> {
        let mut shown = Vec::new();
        for key in keys {
            let Some(index) = self.index(key, place, fields) else { continue };
            self.must_be_public(key.get_ref(), &key.span(), place, fields);
            if fields[index].field.kind.is_outside_fields() {
                self.reporter.add(key.span(), format!("{place} 里不能放正文或附件"));
            }
            if shown.contains(&index) {
                self.reporter.add(key.span(), format!("字段“{}”在 {place} 里出现两次", key.get_ref()));
            } else {
                shown.push(index);
            }
        }
        shown
    }

    /// Codes by which a page gathers other disclosures: the index must be able to find them.
    fn shared(&mut self, keys: &[Spanned<String>], fields: &[ReadField]) {
        for key in keys {
            let Some(read) = self.find(key, "page.shared", fields) else { continue };
            if !read.field.indexed || read.field.visibility == Visibility::Internal {
                let reason = format!("page.shared 里的字段“{}”要公开，并且写 indexed = true", key.get_ref());
                self.reporter.add(key.span(), reason);
            }
        }
    }

    /// Column titles → field; no two fields may come under the same title.
    fn columns(&mut self, fields: &[ReadField]) -> HashMap<String, usize> {
        let mut columns = HashMap::new();
        for (index, read) in fields.iter().enumerate() {
            let field = &read.field;
            let titles = [&field.key, &field.label.zh, &field.csv_title];
            for title in titles.into_iter().chain(&field.aliases) {
                let other = columns.insert(text::column_title(title), index);
                if other.is_some_and(|other| other != index) {
                    self.reporter
                        .add(read.span.clone(), format!("列名“{title}”也是另一个字段的，导入时无法分清"));
                }
            }
        }
        columns
    }

    fn index(&mut self, key: &Spanned<String>, place: &str, fields: &[ReadField]) -> Option<usize> {
        let found = fields.iter().position(|read| &read.field.key == key.get_ref());
        if found.is_none() {
            self.reporter.add(key.span(), format!("{place}里的字段“{}”不存在", key.get_ref()));
        }
        found
    }

    fn find<'f>(
        &mut self,
        key: &Spanned<String>,
        place: &str,
        fields: &'f [ReadField],
    ) -> Option<&'f ReadField> {
        self.index(key, place, fields).map(|index| &fields[index])
    }

    fn must_be_public(&mut self, key: &str, span: &Range<usize>, place: &str, fields: &[ReadField]) {
        let internal =
            |read: &ReadField| read.field.key == key && read.field.visibility == Visibility::Internal;
        if fields.iter().any(internal) {
            self.reporter.add(span.clone(), format!("内部字段“{key}”不能用在{place}里"));
        }
    }
}

fn inner<T>(values: Vec<Spanned<T>>) -> Vec<T> {
    values.into_iter().map(Spanned::into_inner).collect()
}

/// `一(三)2`, `三(一)`: part, section, point of the Opinion.
fn is_clause(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['一', '二', '三']) else { return false };
    let Some((section, point)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) else {
        return false;
    };
    ["一", "二", "三", "四", "五"].contains(&section) && point.bytes().all(|b| b.is_ascii_digit())
}
