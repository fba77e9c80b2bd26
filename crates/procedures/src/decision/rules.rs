//! `law/procedures/major-decision.toml`, read and checked against the catalogue. The format is in `DECISION.md`.

use chrono::NaiveDate;
use mingjing_calendar::Limits;
use mingjing_catalogue::{Catalogue, FieldKind, Item, Problem, Reporter};
use mingjing_law::LawFiles;
use serde::Deserialize;
use serde_spanned::Spanned;

/// Path of the file below `law/`.
const FILE: &str = "procedures/major-decision.toml";

/// The procedure of major administrative decisions: its steps in the order of the law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionProcedure {
    /// The order, e.g. `重大行政决策程序暂行条例（国务院令第713号）`.
    pub source: String,
    /// The order as messages cite it.
    pub short: String,
    /// Item of which one disclosure is one decision.
    pub item: String,
    /// Its date field that says when the decision was initiated.
    pub begun: String,
    /// Decisions initiated before this day are not under the order (第四十四条).
    pub in_force: NaiveDate,
    /// Its table field of steps that were left out.
    pub omissions: String,
    /// Its field in which the agency says where the decision stands.
    pub stage: String,
    /// What has to be done for each thing the agency says.
    pub claims: Vec<Claim>,
    /// The steps, each behind those that come before it.
    pub steps: Vec<Step>,
    /// What has to be handed in before the meeting.
    pub materials: Materials,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Name in rule files.
    pub key: String,
    /// What people read.
    pub title: String,
    /// The article that asks for it.
    pub article: String,
    /// What is done in it, in plain words.
    pub says: String,
    /// Positions of the steps that come before it.
    pub after: Vec<usize>,
    /// Nothing of it may be published before these steps are done.
    pub gated: bool,
    /// The law says “may”, not “shall”.
    pub optional: bool,
    /// Key of the limit within which its document is published.
    pub due: Option<String>,
    /// Fields of the decision itself that show it.
    pub own: Option<Own>,
    /// Disclosures that show it.
    pub evidence: Vec<Evidence>,
    /// On which grounds it may be left out.
    pub grounds: Vec<OmissionGround>,
}

/// Fields of the decision that show a step.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Own {
    /// The day of the step.
    pub on: String,
    /// Fields that have to be filled in.
    #[serde(default)]
    pub needs: Vec<String>,
}

/// A disclosure that shows a step: of an item, joined to the decision by a reference field.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Its item.
    pub item: String,
    /// Its reference to the decision.
    pub field: String,
    /// Its day: a date, or a period that has to be over.
    pub on: String,
    /// Whether the step is done by it; otherwise it only belongs to the step.
    #[serde(default = "yes")]
    pub proves: bool,
    /// Only what has this counts for the step.
    pub only: Option<Condition>,
    /// What it has to say for the step to be done.
    #[serde(default)]
    pub accepts: Vec<Accepts>,
    /// How long it has to take.
    pub shortest: Option<Shortest>,
    /// Who may not have made it.
    pub independent: Option<Independent>,
}

fn yes() -> bool {
    true
}

/// A field with one of some values.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The field.
    pub field: String,
    /// The values.
    pub values: Vec<String>,
}

/// What a disclosure has to say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepts {
    /// The field.
    pub field: String,
    /// Its values with which the step is done.
    pub values: Vec<String>,
    /// Another field that is enough instead.
    pub or: Option<Condition>,
    /// What is said otherwise.
    pub why: String,
    /// The article.
    pub article: String,
}

/// How long something has to take.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shortest {
    /// Where it begins: a date, or the period itself. A period's first and last day count.
    pub from: String,
    /// Key of the limit.
    pub limit: String,
    /// The field that may say why it took less.
    pub unless: Option<String>,
    /// It is said and stops nothing: the law says “in general”.
    #[serde(default)]
    pub advisory: bool,
    /// The article.
    pub article: String,
}

/// Who made this may not have made those.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Independent {
    /// The field that says who made it.
    pub field: String,
    /// `item.field` or `item.table.column` of those.
    pub of: Vec<String>,
    /// The article.
    pub article: String,
}

/// A ground on which a step may be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OmissionGround {
    /// As it is stored.
    pub key: String,
    /// What people read: the label of the decision's field.
    pub title: String,
    /// The article.
    pub article: String,
}

/// What has to be done when the agency says that the decision stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What it says.
    pub stage: String,
    /// Position of the step.
    pub step: usize,
    /// Whether the step itself has to be done, or only those before it.
    pub done: bool,
}

/// What has to be handed in before a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Materials {
    /// Position of the step.
    pub before: usize,
    /// The article.
    pub article: String,
    /// The materials.
    pub list: Vec<Material>,
}

/// One of the materials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// What it is.
    pub title: String,
    /// The article.
    pub article: String,
    /// Position of the step that it comes of: asked for where that was taken.
    pub of: usize,
    /// Fields of the decision that belong to it.
    pub own: Vec<String>,
    /// Disclosures that are it, as item and reference field; none where the step itself shows it.
    pub by: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    source: Spanned<String>,
    short: String,
    item: Spanned<String>,
    begun: Spanned<String>,
    in_force: Spanned<String>,
    omissions: Spanned<String>,
    stage: Spanned<String>,
    claims: Vec<Spanned<RawClaim>>,
    steps: Vec<Spanned<RawStep>>,
    materials: RawMaterials,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClaim {
    stage: String,
    ready: Option<String>,
    met: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    key: String,
    title: String,
    article: Spanned<String>,
    says: String,
    #[serde(default)]
    after: Vec<Spanned<String>>,
    #[serde(default)]
    gated: bool,
    #[serde(default)]
    optional: bool,
    due: Option<Spanned<String>>,
    own: Option<Spanned<Own>>,
    #[serde(default)]
    evidence: Vec<Spanned<Evidence>>,
    #[serde(default)]
    grounds: Vec<Spanned<RawGround>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGround {
    key: String,
    article: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMaterials {
    before: Spanned<String>,
    article: String,
    list: Vec<Spanned<RawMaterial>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMaterial {
    title: String,
    article: String,
    of: Spanned<String>,
    #[serde(default)]
    own: Vec<String>,
    #[serde(default)]
    by: Vec<String>,
}

impl DecisionProcedure {
    /// Reads `law/procedures/major-decision.toml` and checks every item, field, value, limit and step it names.
    ///
    /// # Errors
    /// Every mistake, with line and reason.
    pub fn load(law: &LawFiles, catalogue: &Catalogue, limits: &Limits) -> Result<Self, Vec<Problem>> {
        let text = law.get(FILE).unwrap_or_default();
        let mut reporter = Reporter::new(FILE, text);
        if text.is_empty() {
            reporter.add(0..0, "没有这个文件");
            return Err(reporter.finish());
        }
        let raw: Raw = match toml::from_str(text) {
            Ok(raw) => raw,
            Err(error) => {
                reporter.add_toml(&error, 0..0);
                return Err(reporter.finish());
            }
        };
        let Some(item) = catalogue.item(raw.item.get_ref()) else {
            reporter.add(raw.item.span(), format!("没有公开事项“{}”", raw.item.get_ref()));
            return Err(reporter.finish());
        };
        let (procedure, reporter) = Reading { catalogue, limits, item, reporter }.read(raw);
        if reporter.is_clean() { procedure.ok_or_else(|| reporter.finish()) } else { Err(reporter.finish()) }
    }

    /// The position of a step.
    #[must_use]
    pub fn position(&self, key: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.key == key)
    }

    /// Which disclosures belong to a decision: items and their reference fields.
    pub fn joined(&self) -> impl Iterator<Item = (&str, &str)> {
        let of_steps = self.steps.iter().flat_map(|step| &step.evidence);
        of_steps.map(|evidence| (evidence.item.as_str(), evidence.field.as_str()))
    }
}

struct Reading<'a> {
    catalogue: &'a Catalogue,
    limits: &'a Limits,
    item: &'a Item,
    reporter: Reporter<'a>,
}

type Span = std::ops::Range<usize>;

impl<'a> Reading<'a> {
    fn read(mut self, raw: Raw) -> (Option<DecisionProcedure>, Reporter<'a>) {
        let item = self.item;
        if raw.source.get_ref().trim().is_empty() {
            self.reporter.add(raw.source.span(), "source 不能为空：请写明依据");
        }
        self.day(item, raw.begun.get_ref(), raw.begun.span());
        let in_force = raw.in_force.get_ref().parse();
        if in_force.is_err() {
            self.reporter.add(raw.in_force.span(), "施行日期写成 2019-09-01 这样");
        }
        let keys: Vec<String> = raw.steps.iter().map(|step| step.get_ref().key.clone()).collect();
        let labels = self.omission_labels(&raw.omissions);
        let mut steps = Vec::new();
        for step in raw.steps {
            let (span, step) = (step.span(), step.into_inner());
            if keys.iter().filter(|key| **key == step.key).count() > 1 {
                self.reporter.add(span.clone(), format!("步骤“{}”写了两次", step.key));
            }
            steps.push(self.step(step, (&keys[..steps.len()], &labels), &span));
        }
        self.every_step_has_grounds(&raw.omissions, &steps, &labels);
        let claims = self.claims(&raw.stage, raw.claims, &keys);
        let materials = self.materials(raw.materials, &keys);
        let procedure = in_force.ok().zip(materials).map(|(in_force, materials)| DecisionProcedure {
            source: raw.source.into_inner(),
            short: raw.short,
            item: raw.item.into_inner(),
            begun: raw.begun.into_inner(),
            in_force,
            omissions: raw.omissions.into_inner(),
            stage: raw.stage.into_inner(),
            claims,
            steps,
            materials,
        });
        (procedure, self.reporter)
    }

    /// The choices of the decision's field: steps that may be left out, and grounds with their labels.
    fn omission_labels(&mut self, field: &Spanned<String>) -> OmissionLabels {
        let columns = match self.item.field(field.get_ref()).map(|field| &field.kind) {
            Some(FieldKind::Table { columns }) => columns.as_slice(),
            _ => &[],
        };
        let choices = |key: &str| match columns.iter().find(|c| c.key == key).map(|c| &c.kind) {
            Some(FieldKind::Enumeration { options, many: false }) => {
                options.iter().map(|o| (o.value.clone(), o.label.clone())).collect()
            }
            _ => Vec::new(),
        };
        let (steps, grounds) = (choices("step"), choices("ground"));
        if steps.is_empty() || grounds.is_empty() || !columns.iter().any(|c| c.key == "explanation") {
            let reason = format!(
                "事项“{}”要有表格字段“{}”，列 step、ground（单选）和 explanation",
                self.item.key,
                field.get_ref()
            );
            self.reporter.add(field.span(), reason);
        }
        OmissionLabels { steps, grounds }
    }

    /// What the field offers the file knows, and the other way round.
    fn every_step_has_grounds(&mut self, field: &Spanned<String>, steps: &[Step], labels: &OmissionLabels) {
        for (key, _) in &labels.steps {
            if !steps.iter().any(|step| &step.key == key && !step.grounds.is_empty()) {
                let reason = format!("字段可选的步骤“{key}”在这个文件里没有可以不履行的情形");
                self.reporter.add(field.span(), reason);
            }
        }
        for step in steps.iter().filter(|step| !step.grounds.is_empty()) {
            if !labels.steps.iter().any(|(key, _)| *key == step.key) {
                let reason = format!("步骤“{}”有可以不履行的情形，字段里却不能选", step.key);
                self.reporter.add(field.span(), reason);
            }
        }
        for (key, _) in &labels.grounds {
            if !steps.iter().any(|step| step.grounds.iter().any(|ground| &ground.key == key)) {
                self.reporter.add(field.span(), format!("字段可选的情形“{key}”没有步骤使用"));
            }
        }
    }

    fn step(&mut self, raw: RawStep, (before, labels): (&[String], &OmissionLabels), span: &Span) -> Step {
        if raw.article.get_ref().trim().is_empty() {
            self.reporter.add(raw.article.span(), "每个步骤都要写明条文（article）");
        }
        let mut after = Vec::new();
        for key in &raw.after {
            match before.iter().position(|step| step == key.get_ref()) {
                Some(at) => after.push(at),
                None => {
                    let reason = format!("步骤“{}”要写在前面，才能说“{}”在它之后", key.get_ref(), raw.key);
                    self.reporter.add(key.span(), reason);
                }
            }
        }
        if let Some(due) = &raw.due {
            self.limit(due.get_ref(), &due.span());
        }
        if raw.own.is_none() && raw.evidence.iter().all(|evidence| !evidence.get_ref().proves) {
            self.reporter.add(span.clone(), format!("没有写步骤“{}”凭什么证明", raw.key));
        }
        if let Some(own) = &raw.own {
            self.day(self.item, &own.get_ref().on, own.span());
            for key in &own.get_ref().needs {
                self.field(self.item, key, &own.span());
            }
        }
        raw.evidence.iter().for_each(|evidence| self.evidence(evidence.get_ref(), &evidence.span()));
        let grounds = raw.grounds.into_iter().filter_map(|ground| {
            let (span, ground) = (ground.span(), ground.into_inner());
            let label = labels.grounds.iter().find(|(key, _)| *key == ground.key);
            if label.is_none() || ground.article.trim().is_empty() {
                let reason = format!("情形“{}”要是字段里可选的，并写明条文", ground.key);
                self.reporter.add(span, reason);
            }
            let title = label?.1.split('（').next().unwrap_or_default().to_owned();
            Some(OmissionGround { key: ground.key, title, article: ground.article })
        });
        let grounds = grounds.collect();
        Step {
            key: raw.key,
            title: raw.title,
            article: raw.article.into_inner(),
            says: raw.says,
            after,
            gated: raw.gated,
            optional: raw.optional,
            due: raw.due.map(Spanned::into_inner),
            own: raw.own.map(Spanned::into_inner),
            evidence: raw.evidence.into_iter().map(Spanned::into_inner).collect(),
            grounds,
        }
    }

    fn evidence(&mut self, evidence: &Evidence, span: &Span) {
        let Some(item) = self.catalogue.item(&evidence.item) else {
            self.reporter.add(span.clone(), format!("没有公开事项“{}”", evidence.item));
            return;
        };
        self.reference(item, &evidence.field, span);
        self.day(item, &evidence.on, span.clone());
        let accepted = evidence.accepts.iter().map(|accepts| (&accepts.field, &accepts.values));
        let instead = evidence.accepts.iter().filter_map(|accepts| accepts.or.as_ref());
        let conditions = instead.chain(&evidence.only).map(|only| (&only.field, &only.values));
        for (field, values) in accepted.chain(conditions) {
            self.values(item, (field, values), span);
        }
        if let Some(shortest) = &evidence.shortest {
            self.day(item, &shortest.from, span.clone());
            self.limit(&shortest.limit, span);
            if let Some(unless) = &shortest.unless {
                self.field(item, unless, span);
            }
        }
        if let Some(independent) = &evidence.independent {
            self.field(item, &independent.field, span);
            for place in &independent.of {
                let mut parts = place.split('.');
                match parts.next().and_then(|key| self.catalogue.item(key)).zip(parts.next()) {
                    Some((item, field)) => self.field(item, field, span),
                    None => self.reporter.add(span.clone(), format!("“{place}”要写成 事项.字段")),
                }
            }
        }
    }

    fn field(&mut self, item: &Item, key: &str, span: &Span) {
        if item.field(key).is_none() {
            self.reporter.add(span.clone(), format!("事项“{}”没有字段“{key}”", item.key));
        }
    }

    fn day(&mut self, item: &Item, key: &str, span: Span) {
        if !matches!(item.field(key).map(|f| &f.kind), Some(FieldKind::Date | FieldKind::Period)) {
            self.reporter.add(span, format!("事项“{}”的“{key}”要是日期或者期限字段", item.key));
        }
    }

    fn reference(&mut self, item: &Item, key: &str, span: &Span) {
        let points = matches!(item.field(key).map(|f| &f.kind), Some(FieldKind::Reference { items, .. })
            if items.contains(&self.item.key));
        if !points {
            let reason = format!("事项“{}”的“{key}”要是引用“{}”的字段", item.key, self.item.key);
            self.reporter.add(span.clone(), reason);
        }
    }

    fn values(&mut self, item: &Item, (key, values): (&str, &[String]), span: &Span) {
        let options = match item.field(key).map(|field| &field.kind) {
            Some(FieldKind::Enumeration { options, .. }) => options.as_slice(),
            _ => &[],
        };
        for value in values.iter().filter(|value| !options.iter().any(|o| o.value == **value)) {
            let reason = format!("“{value}”不是事项“{}”的“{key}”的可选值", item.key);
            self.reporter.add(span.clone(), reason);
        }
    }

    fn limit(&mut self, key: &str, span: &Span) {
        if self.limits.get(key).is_err() {
            self.reporter.add(span.clone(), format!("law/limits.toml 里没有期限“{key}”"));
        }
    }

    fn known(&mut self, key: &str, keys: &[String], span: Span) -> Option<usize> {
        let found = keys.iter().position(|step| step == key);
        if found.is_none() {
            self.reporter.add(span, format!("没有步骤“{key}”"));
        }
        found
    }

    fn claims(
        &mut self,
        stage: &Spanned<String>,
        raw: Vec<Spanned<RawClaim>>,
        keys: &[String],
    ) -> Vec<Claim> {
        let mut claims = Vec::new();
        for claim in raw {
            let (span, claim) = (claim.span(), claim.into_inner());
            self.values(self.item, (stage.get_ref(), std::slice::from_ref(&claim.stage)), &span);
            let (key, done) = match (&claim.ready, &claim.met) {
                (Some(key), None) => (key, false),
                (None, Some(key)) => (key, true),
                _ => {
                    self.reporter.add(span, "每种进展写 ready 或者 met 中的一个");
                    continue;
                }
            };
            if let Some(step) = self.known(key, keys, span) {
                claims.push(Claim { stage: claim.stage, step, done });
            }
        }
        claims
    }

    fn materials(&mut self, raw: RawMaterials, keys: &[String]) -> Option<Materials> {
        let before = self.known(raw.before.get_ref(), keys, raw.before.span());
        let mut list = Vec::new();
        for material in raw.list {
            let (span, material) = (material.span(), material.into_inner());
            for key in &material.own {
                self.field(self.item, key, &span);
            }
            let mut by = Vec::new();
            for place in &material.by {
                let found =
                    place.split_once('.').and_then(|(item, field)| Some((self.catalogue.item(item)?, field)));
                match found {
                    Some((item, field)) => {
                        self.reference(item, field, &span);
                        by.push((item.key.clone(), field.to_owned()));
                    }
                    None => self.reporter.add(span.clone(), format!("“{place}”要写成 事项.引用字段")),
                }
            }
            if let Some(of) = self.known(material.of.get_ref(), keys, material.of.span()) {
                let (title, article) = (material.title, material.article);
                list.push(Material { title, article, of, own: material.own, by });
            }
        }
        Some(Materials { before: before?, article: raw.article, list })
    }
}

struct OmissionLabels {
    steps: Vec<(String, String)>,
    grounds: Vec<(String, String)>,
}
