//! Reads `law/screening/*.toml` and says what is wrong with a file, in words an official understands.

use std::collections::BTreeMap;
use std::ops::Range;

use mingjing_law::LawFiles;
use regex::Regex;
use serde::Deserialize;
use toml::Spanned;

use crate::finding::{Kind, Treatment};
use crate::numbers::NumberKind;
use crate::overlap::MASK;
use crate::problem::Problem;
use crate::rule::{Keep, Matcher, Rule};

const FOLDER: &str = "screening/";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    source: Spanned<String>,
    #[serde(default)]
    rule: Vec<Spanned<RawRule>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    key: Spanned<String>,
    title: Spanned<String>,
    kind: Kind,
    treatment: Treatment,
    ground: Spanned<String>,
    article: Spanned<String>,
    detector: Option<Spanned<Detector>>,
    pattern: Option<Spanned<String>>,
    words: Option<Spanned<Vec<String>>>,
    labels: Option<Spanned<Vec<String>>>,
    triggers: Option<Spanned<Vec<String>>>,
    except_before: Option<Spanned<Vec<String>>>,
    except_after: Option<Spanned<Vec<String>>>,
    except_domains: Option<Spanned<Vec<String>>>,
    except_phrases: Option<Spanned<Vec<String>>>,
    keep: Option<Spanned<RawKeep>>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(deny_unknown_fields)]
struct RawKeep {
    first: usize,
    last: usize,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
enum Detector {
    SecrecyMark,
    ResidentId,
    BankCard,
    MobileNumber,
    Email,
    HomeAddress,
}

/// All rules of all files, in the order of the files.
pub(crate) fn load(files: &LawFiles) -> Result<Vec<Rule>, Vec<Problem>> {
    let mut rules = Vec::new();
    let mut problems = Vec::new();
    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    let mut detectors: Vec<Detector> = Vec::new();
    for (path, text) in files.under(FOLDER).filter(|(path, _)| path.ends_with(".toml")) {
        let mut reader = Reader { file: format!("law/{path}"), text, problems: &mut problems };
        let Some(raw) = reader.parse() else {
            continue;
        };
        for rule in raw.rule {
            let rule = rule.into_inner();
            if let Some(other) = keys.insert(rule.key.get_ref().clone(), reader.file.clone()) {
                reader.problem(
                    &rule.key.span(),
                    format!("规则“{}”已在 {other} 中写过，请换一个 key", rule.key.get_ref()),
                );
            }
            if let Some(detector) = &rule.detector {
                if detectors.contains(detector.get_ref()) {
                    reader.problem(&detector.span(), "同一个 detector 只能用在一条规则里".to_owned());
                }
                detectors.push(*detector.get_ref());
            }
            rules.extend(reader.rule(rule));
        }
    }
    if rules.is_empty() && problems.is_empty() {
        let reason = "没有审查规则：不经审查不能公开，请补上 law/screening/*.toml".to_owned();
        problems.push(Problem { file: format!("law/{FOLDER}"), line: 1, reason });
    }
    problems.sort();
    if problems.is_empty() { Ok(rules) } else { Err(problems) }
}

struct Reader<'a> {
    file: String,
    text: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, span: &Range<usize>, reason: String) {
        let before = self.text.as_bytes().iter().take(span.start);
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        self.problems.push(Problem { file: self.file.clone(), line, reason });
    }

    fn parse(&mut self) -> Option<RawFile> {
        match toml::from_str::<RawFile>(self.text) {
            Ok(raw) => {
                self.not_blank("source", &raw.source);
                Some(raw)
            }
            Err(error) => {
                self.problem(&error.span().unwrap_or(0..0), in_chinese(error.message()));
                None
            }
        }
    }

    fn not_blank(&mut self, name: &str, value: &Spanned<String>) {
        if value.get_ref().trim().is_empty() {
            self.problem(&value.span(), format!("“{name}”不能为空"));
        }
    }

    fn rule(&mut self, raw: RawRule) -> Option<Rule> {
        let before = self.problems.len();
        self.not_blank("key", &raw.key);
        self.not_blank("title", &raw.title);
        self.not_blank("ground", &raw.ground);
        self.not_blank("article", &raw.article);
        if !raw.article.get_ref().contains('第') {
            self.problem(&raw.article.span(), "“article”要写明法律名称和第几条".to_owned());
        }
        self.unused(&raw);
        let matcher = self.matcher(&raw);
        let keep = self.keep(&raw);
        (self.problems.len() == before).then_some(())?;
        Some(Rule {
            key: raw.key.into_inner(),
            title: raw.title.into_inner(),
            kind: raw.kind,
            treatment: raw.treatment,
            ground: raw.ground.into_inner(),
            article: raw.article.into_inner(),
            matcher: matcher?,
            keep,
        })
    }

    /// Settings that have no effect on this kind of rule are mistakes, not decoration.
    fn unused(&mut self, raw: &RawRule) {
        let detector = raw.detector.as_ref().map(|d| *d.get_ref());
        let number = detector.is_some_and(|d| d.number().is_some());
        let listed = raw.words.is_some() || raw.pattern.is_some();
        let settings = [
            (
                "labels",
                raw.labels.as_ref(),
                detector == Some(Detector::HomeAddress),
                "detector = \"home-address\"",
            ),
            ("triggers", raw.triggers.as_ref(), raw.pattern.is_some(), "pattern"),
            ("except_before", raw.except_before.as_ref(), number, "号码类 detector"),
            ("except_after", raw.except_after.as_ref(), number, "号码类 detector"),
            (
                "except_domains",
                raw.except_domains.as_ref(),
                detector == Some(Detector::Email),
                "detector = \"email\"",
            ),
            ("except_phrases", raw.except_phrases.as_ref(), listed, "words 或者 pattern"),
        ];
        for (name, value, used, wanted) in settings {
            let Some(value) = value else {
                continue;
            };
            if !used {
                self.problem(&value.span(), format!("“{name}”只用于 {wanted} 的规则，请删去"));
            }
            if value.get_ref().is_empty() || value.get_ref().iter().any(|word| word.trim().is_empty()) {
                self.problem(&value.span(), format!("“{name}”里不能有空的词"));
            }
        }
    }

    fn matcher(&mut self, raw: &RawRule) -> Option<Matcher> {
        match (&raw.detector, &raw.pattern, &raw.words) {
            (Some(detector), None, None) => self.built_in(detector, raw),
            (None, Some(pattern), None) => self.pattern(pattern, raw),
            (None, None, Some(words)) => {
                if words.get_ref().is_empty() || words.get_ref().iter().any(|w| w.chars().count() < 2) {
                    self.problem(&words.span(), "“words”至少要有一个词，每个词至少两个字".to_owned());
                }
                Some(Matcher::Words {
                    words: words.get_ref().clone(),
                    except_phrases: list(&raw.except_phrases),
                })
            }
            _ => {
                let reason = "每条规则要写 detector、pattern、words 三者之一，而且只写一个".to_owned();
                self.problem(&raw.key.span(), reason);
                None
            }
        }
    }

    fn built_in(&mut self, detector: &Spanned<Detector>, raw: &RawRule) -> Option<Matcher> {
        if let Some(kind) = detector.get_ref().number() {
            let (except_before, except_after) = (list(&raw.except_before), list(&raw.except_after));
            return Some(Matcher::Number { kind, except_before, except_after });
        }
        match detector.get_ref() {
            Detector::Email => {
                let domains = list(&raw.except_domains).iter().map(|d| d.to_ascii_lowercase()).collect();
                Some(Matcher::Email { except_domains: domains })
            }
            Detector::HomeAddress if raw.labels.is_none() => {
                self.problem(&detector.span(), "住址规则要用“labels”写明住址前面的标签".to_owned());
                None
            }
            Detector::HomeAddress => Some(Matcher::HomeAddress { labels: list(&raw.labels) }),
            _ => Some(Matcher::SecrecyMark),
        }
    }

    fn pattern(&mut self, pattern: &Spanned<String>, raw: &RawRule) -> Option<Matcher> {
        if raw.triggers.is_none() {
            let reason = "用 pattern 的规则要有“triggers”：文中出现其中一个词才试这个式子".to_owned();
            self.problem(&pattern.span(), reason);
        }
        match Regex::new(pattern.get_ref()) {
            Ok(regex) if regex.is_match("") => {
                self.problem(&pattern.span(), "这个式子能匹配空文字，请改得更具体".to_owned());
                None
            }
            Ok(regex) => Some(Matcher::Pattern {
                regex,
                triggers: list(&raw.triggers),
                except_phrases: list(&raw.except_phrases),
            }),
            Err(error) => {
                let detail = error.to_string().lines().last().unwrap_or_default().trim().to_owned();
                self.problem(&pattern.span(), format!("pattern 不是正确的正则表达式：{detail}"));
                None
            }
        }
    }

    /// What stays readable must not give the number away: at least four characters are hidden.
    fn keep(&mut self, raw: &RawRule) -> Option<Keep> {
        let keep = raw.keep.as_ref()?;
        let RawKeep { first, last } = *keep.get_ref();
        let detector = raw.detector.as_ref().map(|d| *d.get_ref());
        let problem = match (detector.and_then(Detector::number), detector) {
            (Some(kind), _) if first.saturating_add(last).saturating_add(MASK.len()) > kind.shortest() => {
                format!("“keep”留得太多：这种号码最短 {} 位，至少要遮住 {} 位", kind.shortest(), MASK.len())
            }
            (None, Some(Detector::Email)) if first > 3 || last > 0 => {
                "邮箱的“keep”：first 不超过 3，last 写 0".to_owned()
            }
            (None, None | Some(Detector::SecrecyMark | Detector::HomeAddress)) => {
                "“keep”只用于号码和邮箱的规则，请删去".to_owned()
            }
            _ => return Some(Keep { first, last }),
        };
        self.problem(&keep.span(), problem);
        None
    }
}

impl Detector {
    fn number(self) -> Option<NumberKind> {
        match self {
            Self::ResidentId => Some(NumberKind::ResidentId),
            Self::BankCard => Some(NumberKind::BankCard),
            Self::MobileNumber => Some(NumberKind::Mobile),
            Self::SecrecyMark | Self::Email | Self::HomeAddress => None,
        }
    }
}

fn list(words: &Option<Spanned<Vec<String>>>) -> Vec<String> {
    words.as_ref().map(|words| words.get_ref().clone()).unwrap_or_default()
}

/// The TOML reader's usual messages in Chinese; others are passed on.
fn in_chinese(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let first = quoted.first().copied().unwrap_or_default();
    let others =
        if quoted.len() > 1 { format!("，可用：{}", quoted[1..].join("、")) } else { String::new() };
    if message.starts_with("unknown field") {
        format!("不认识的项“{first}”{others}")
    } else if message.starts_with("unknown variant") {
        format!("“{first}”不是可用的值{others}")
    } else if message.starts_with("missing field") {
        format!("缺少“{first}”")
    } else {
        format!("TOML 语法错误：{}", message.lines().collect::<Vec<_>>().join("；"))
    }
}
