//! Reading `law/duties/*.toml`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mingjing_calendar::{Amount, Limit, Limits};
use mingjing_catalogue::{Catalogue, Clauses, FieldKind, Item, Level, Problem, Reporter};
use mingjing_law::LawFiles;
use serde::Deserialize;
use serde_spanned::Spanned;

use crate::condition::Condition;
use crate::duty::{Duties, Duty, Rule, Who};
use crate::exception::Exception;
use crate::moment::When;
use crate::objection::ObjectionRules;
use crate::period::Per;
use crate::share::{Share, percent};

const FOLDER: &str = "duties/";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    duties: Vec<Spanned<RawDuty>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDuty {
    key: String,
    title: String,
    clause: String,
    article: String,
    #[serde(default = "one")]
    weight: u32,
    who: Option<RawWho>,
    from: NaiveDate,
    until: Option<NaiveDate>,
    item: Option<String>,
    #[serde(default, rename = "where")]
    evidence: BTreeMap<String, Vec<String>>,
    rule: RawRule,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWho {
    levels: Vec<Level>,
    #[serde(default)]
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
enum RawRule {
    Periodic {
        per: Per,
        at_least: u32,
    },
    Exists,
    Fresh,
    Yearly {
        month: u32,
        day: u32,
        year_field: String,
    },
    Within {
        limit: String,
        at: Option<When>,
        #[serde(default)]
        changes: bool,
    },
    Follows {
        of: String,
        #[serde(default)]
        of_where: BTreeMap<String, Vec<String>>,
        through: String,
        limit: Option<String>,
        at: Option<When>,
        done: Option<When>,
    },
    Share {
        per: Per,
        covers: String,
        #[serde(default)]
        whole: bool,
        done: String,
        of: String,
        at_least: String,
        limit: Option<String>,
    },
}

fn one() -> u32 {
    1
}

/// What duties are checked against.
struct Law<'a> {
    catalogue: &'a Catalogue,
    clauses: &'a Clauses,
    limits: &'a Limits,
}

impl Duties {
    /// Reads all files of `law/duties`, and `law/objections.toml`. A folder of rules without them has no duties.
    ///
    /// # Errors
    /// Every mistake with its file and line: what does not read, a clause, item, field, value or limit that is not there, a
    /// key written twice.
    pub fn load(
        files: &LawFiles,
        catalogue: &Catalogue,
        clauses: &Clauses,
        limits: &Limits,
    ) -> Result<Self, Vec<Problem>> {
        let law = Law { catalogue, clauses, limits };
        let mut duties: Vec<Duty> = Vec::new();
        let mut problems = Vec::new();
        for (path, text) in files.under(FOLDER) {
            let mut reporter = Reporter::new(path, text);
            let raw: RawFile = match toml::from_str(text) {
                Ok(raw) => raw,
                Err(error) => {
                    reporter.add_toml(&error, 0..0);
                    problems.extend(reporter.finish());
                    continue;
                }
            };
            for raw in raw.duties {
                let span = raw.span();
                match law.duty(raw.into_inner()) {
                    Ok(duty) if duties.iter().any(|other| other.key == duty.key) => {
                        reporter.add(span, format!("义务“{}”写了两次", duty.key));
                    }
                    Ok(duty) => duties.push(duty),
                    Err(reason) => reporter.add(span, reason),
                }
            }
            problems.extend(reporter.finish());
        }
        let objections = ObjectionRules::load(files, catalogue).unwrap_or_else(|found| {
            problems.extend(found);
            None
        });
        if problems.is_empty() { Ok(Self { duties, objections }) } else { Err(problems) }
    }
}

impl Law<'_> {
    fn duty(&self, raw: RawDuty) -> Result<Duty, String> {
        if !self.clauses.clauses.iter().any(|clause| clause.number == raw.clause) {
            return Err(format!("条款“{}”不在 law/clauses.toml 里", raw.clause));
        }
        if raw.weight == 0 || raw.title.is_empty() || raw.article.is_empty() {
            return Err(format!("义务“{}”要有名称、依据和不为零的权重", raw.key));
        }
        raw.exceptions.iter().find_map(Exception::fault).map_or(Ok(()), |fault| Err(fault.to_owned()))?;
        let rule = self.rule(raw.rule)?;
        let items = self.items(raw.item.as_deref(), &rule)?;
        let evidence = Condition(raw.evidence);
        if rule == Rule::Fresh && !evidence.is_empty() {
            return Err("fresh 看栏目里所有的内容，不写条件（where）".to_owned());
        }
        for item in &items {
            evidence.fault(item).map_or(Ok(()), Err)?;
            fits(&rule, item)?;
        }
        Ok(Duty {
            key: raw.key,
            title: raw.title,
            clause: raw.clause,
            article: raw.article,
            weight: raw.weight,
            who: raw.who.map_or(Who::Publishers, |who| Who::Named { levels: who.levels, words: who.words }),
            from: raw.from,
            until: raw.until,
            items: items.into_iter().map(|item| item.key.clone()).collect(),
            evidence,
            rule,
            exceptions: raw.exceptions,
        })
    }

    fn rule(&self, raw: RawRule) -> Result<Rule, String> {
        Ok(match raw {
            RawRule::Periodic { at_least: 0, .. } => return Err("至少一次（at_least）".to_owned()),
            RawRule::Periodic { per, at_least } => Rule::Periodic { per, at_least },
            RawRule::Exists => Rule::Exists,
            RawRule::Fresh => Rule::Fresh,
            RawRule::Yearly { month, day, year_field } => {
                NaiveDate::from_ymd_opt(2001, month, day).ok_or(format!("没有{month}月{day}日这一天"))?;
                Rule::Yearly { month, day, year_field }
            }
            RawRule::Within { limit, at, changes } => {
                Rule::Within { limit: self.limit(&limit)?, at, changes }
            }
            RawRule::Follows { of, of_where, through, limit, at, done } => {
                let item = self.catalogue.item(&of).ok_or(format!("目录里没有事项“{of}”"))?;
                let of_where = Condition(of_where);
                of_where.fault(item).map_or(Ok(()), Err)?;
                at.as_ref().and_then(|at| at.fault(item)).map_or(Ok(()), Err)?;
                let limit = limit.map(|key| self.limit(&key)).transpose()?;
                Rule::Follows { of, of_where, through, limit, at, done }
            }
            RawRule::Share { per, covers, whole, done, of, at_least, limit } => {
                let at_least = percent(&at_least).ok_or("比例（at_least）要写百分之几，0 到 100")?;
                let limit = limit.map(|key| self.limit(&key)).transpose()?;
                Rule::Share(Share { per, covers, whole, done, of, at_least, limit })
            }
        })
    }

    fn limit(&self, key: &str) -> Result<Limit, String> {
        self.limits.get(key).cloned().map_err(|error| error.to_string())
    }

    /// Without an item named, all to which the rule applies: those with the limit, with a freshness, with publishers.
    fn items(&self, named: Option<&str>, rule: &Rule) -> Result<Vec<&Item>, String> {
        if let Some(key) = named {
            return Ok(vec![self.catalogue.item(key).ok_or(format!("目录里没有事项“{key}”"))?]);
        }
        let applies = |item: &&Item| match rule {
            Rule::Exists => item.publishers != mingjing_catalogue::Publishers::WhenThereIs,
            Rule::Fresh => item.freshness.is_some(),
            Rule::Within { limit, changes, .. } => {
                item.time_limit.as_ref() == Some(&limit.key) && (!changes || item.history.is_some())
            }
            _ => false,
        };
        let items: Vec<&Item> = self.catalogue.items().iter().filter(applies).collect();
        if items.is_empty() { Err("要写明事项（item）".to_owned()) } else { Ok(items) }
    }
}

/// Whether an item has what a rule looks at.
fn fits(rule: &Rule, item: &Item) -> Result<(), String> {
    let missing = |field: &str| format!("事项“{}”没有字段“{field}”", item.key);
    match rule {
        Rule::Fresh if item.freshness.is_none() => {
            Err(format!("事项“{}”没有写更新期限（freshness）", item.key))
        }
        Rule::Within { limit, at: Some(at), .. } => match at.fault(item) {
            None if at.time.is_some() && !matches!(limit.amount, Amount::Hours(_)) => {
                Err(format!("期限“{}”不以小时计，不用写时间字段", limit.key))
            }
            fault => fault.map_or(Ok(()), Err),
        },
        Rule::Share(share) => share.fault(item).map_or(Ok(()), Err),
        Rule::Yearly { year_field, .. } => item.field(year_field).map(|_| ()).ok_or(missing(year_field)),
        Rule::Follows { of, through, done, .. } => {
            done.as_ref().and_then(|done| done.fault(item)).map_or(Ok(()), Err)?;
            let field = item.field(through).ok_or(missing(through))?;
            match &field.kind {
                FieldKind::Reference { items, .. } if items.is_empty() || items.contains(of) => Ok(()),
                _ => Err(format!("事项“{}”的字段“{through}”不引用“{of}”", item.key)),
            }
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
