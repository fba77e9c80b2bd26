//! `mingjing assess`

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use chrono::{Datelike, NaiveDate};
use mingjing_actions::Rules;
use mingjing_actions::overseeing::Roster;
use mingjing_calendar::{Clock, SystemClock};
use mingjing_duties::{Duty, Exception, Finding, Judge, Member, Record, Ruling, Score, Span, Subject};
use mingjing_law::LawFiles;
use mingjing_ledger::{HttpSource, LogSource, read_log};
use mingjing_opendata::{Column, ColumnKind, Format, Style, TableWriter};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::cli::{AssessArgs, ReportFormat};
use crate::commands::{sample, verify};
use crate::instance::{Index, Instance};
use crate::outcome::Outcome;
use crate::progress::Bar;

/// The roster beside a mirrored log.
pub const ROSTER_FILE: &str = "agencies.json";

/// What is assessed: the law, who there is, and the log.
struct Matter<'a> {
    rules: &'a Rules,
    roster: Roster,
    source: Arc<dyn LogSource>,
}

/// One agency, assessed.
#[derive(Serialize)]
struct Assessed<'a> {
    code: &'a str,
    name: &'a str,
    level: &'a str,
    region: &'a str,
    #[serde(flatten)]
    score: Score,
    findings: Vec<Finding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exceptions: Vec<Excepted<'a>>,
}

/// A duty that an agency does not owe, or not all the time.
#[derive(Serialize)]
struct Excepted<'a> {
    duty: &'a str,
    #[serde(skip)]
    title: &'a str,
    #[serde(skip)]
    days: String,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    ground: &'a str,
    article: &'a str,
}

impl<'a> Excepted<'a> {
    fn of((duty, exception): (&'a Duty, &'a Exception)) -> Self {
        Self {
            duty: &duty.key,
            title: &duty.title,
            days: exception.days(|day| day.to_string()).unwrap_or_default(),
            from: exception.from,
            until: exception.until,
            ground: &exception.ground,
            article: &exception.article,
        }
    }
}

/// Computes scores from a log that was checked whole.
pub async fn run(dir: &Path, args: AssessArgs) -> anyhow::Result<Outcome> {
    let Some(place) = &args.log else {
        let house = Instance::open(dir, Index::Unused).await?.house;
        let (roster, source) = (Roster::of(&house.register()), Arc::new(house.log_source()));
        if let Some(plan) = &args.sample {
            return sample::run(&house.rules, source.as_ref(), (plan, &args)).await;
        }
        return assess(Matter { rules: &house.rules, roster, source }, &args).await;
    };
    let law = match &args.law {
        None => LawFiles::embedded(),
        Some(folder) => {
            LawFiles::from_dir(folder).with_context(|| format!("读不到规则文件夹 {}", folder.display()))?
        }
    };
    let rules = Rules::load(&law).map_err(|problems| anyhow::anyhow!("{}", problems.join("\n")))?;
    let source = verify::source(place).await?;
    if let Some(plan) = &args.sample {
        return sample::run(&rules, source.as_ref(), (plan, &args)).await;
    }
    let roster = roster(place, &args).await?;
    assess(Matter { rules: &rules, roster, source }, &args).await
}

async fn assess(matter: Matter<'_>, args: &AssessArgs) -> anyhow::Result<Outcome> {
    let span = span(args)?;
    let judge = Judge::new(&matter.rules.duties, &matter.rules.catalogue, &matter.rules.calendar)
        .with_offices(matter.roster.offices(matter.rules));
    // A year that is over is judged by its last day, with what was decided since about objections.
    let judge = match args.as_of {
        Some(_) => judge,
        None => judge.with_decisions_until(SystemClock.now().date_naive()),
    };
    let members = matter.roster.members();
    if !matter.roster.knows_regions() {
        eprintln!(
            "机关名单没有写明行政区划的上下级,上一级主管部门作出的异议裁定无法核对,不计入;请取新的名单"
        );
    }
    let Some(record) = read(matter.source.as_ref(), args, &judge).await? else {
        return Ok(Outcome::CheckFailed);
    };
    let wanted = |member: &&Member| args.agency.as_ref().is_none_or(|code| member.code == *code);
    let mut assessed: Vec<Assessed<'_>> = Vec::new();
    for member in members.iter().filter(wanted) {
        let findings = judge.findings(&record, member, span);
        let score = matter.rules.scheme.score(&findings);
        let (code, name, region) = (&member.code, &member.name, &member.region);
        let days = (span.first, span.as_of);
        let exceptions = matter.rules.duties.exceptions_of(member, days).map(Excepted::of).collect();
        assessed.push(Assessed {
            code,
            name,
            level: member.level.key(),
            region,
            score,
            findings,
            exceptions,
        });
    }
    if let (Some(code), true) = (&args.agency, assessed.is_empty()) {
        bail!("名单里没有代码为 {code} 的机关");
    }
    assessed.sort_by(|a, b| b.score.total.cmp(&a.score.total).then(a.code.cmp(b.code)));
    let mut sink = std::io::stdout();
    match args.format {
        ReportFormat::Text => write_text(matter.rules, &assessed, args.agency.is_some(), &mut sink)?,
        ReportFormat::Csv => write_csv(&assessed, &mut sink)?,
        ReportFormat::Json => {
            let scheme = &matter.rules.scheme;
            let head = json!({ "scheme": scheme.title, "performance_percent": scheme.performance_percent,
                "from": span.first, "as_of": span.as_of, "leaves": record.leaves(), "agencies": assessed });
            writeln!(sink, "{}", serde_json::to_string_pretty(&head)?)?;
        }
    }
    eprintln!(
        "{}:{} 至 {},{} 个机关,日志 {} 条",
        matter.rules.scheme.title,
        span.first,
        span.as_of,
        assessed.len(),
        record.leaves()
    );
    Ok(Outcome::Done)
}

/// A whole year as far as it has gone.
fn span(args: &AssessArgs) -> anyhow::Result<Span> {
    let today = SystemClock.now().date_naive();
    let year = args.period.unwrap_or(today.year());
    let day =
        |month, day| NaiveDate::from_ymd_opt(year, month, day).with_context(|| format!("没有 {year} 年"));
    let (first, last) = (day(1, 1)?, day(12, 31)?);
    let as_of = args.as_of.unwrap_or(today).min(last);
    if as_of < first {
        bail!("{year} 年还没有开始");
    }
    Ok(Span { first, as_of })
}

/// Who there is: a file that was named, the one beside the mirror, or the site's own.
async fn roster(place: &str, args: &AssessArgs) -> anyhow::Result<Roster> {
    let file = args.agencies.clone().unwrap_or_else(|| Path::new(place).join(ROSTER_FILE));
    let bytes = if args.agencies.is_none() && place.starts_with("http") {
        let found = HttpSource::new(place)?.site_file("oversight/agencies.json").await?;
        found.with_context(|| format!("{place} 没有机关名单;请用 --agencies 指出名单文件"))?.to_vec()
    } else {
        std::fs::read(&file)
            .with_context(|| format!("读不到机关名单 {};请用 --agencies 指出名单文件", file.display()))?
    };
    serde_json::from_slice(&bytes).with_context(|| format!("机关名单 {} 有误", file.display()))
}

/// Reads and checks the log in one go; `None` when something in it does not hold.
async fn read(
    source: &dyn LogSource,
    args: &AssessArgs,
    judge: &Judge<'_>,
) -> anyhow::Result<Option<Record>> {
    let key = verify::key(args.key.as_deref(), Some(source)).await?;
    let (mut record, mut failure) = (Record::default(), None);
    let bar = Bar::new("核对并读取日志");
    let mut each = |leaf: u64, entry: &[u8], content: Option<&[u8]>| {
        if let Err(error) = judge.take_in(&mut record, leaf, (entry, content)) {
            failure.get_or_insert(error);
        }
    };
    let report = read_log(source, &key, &|p| bar.show(p), &mut each).await?;
    if !report.is_ok() {
        verify::tell_problems(&report.problems, report.more_problems);
        eprintln!("日志有不符之处,没有评分");
        return Ok(None);
    }
    failure.map_or(Ok(Some(record)), |error| Err(error.into()))
}

fn shown(points: Option<impl std::fmt::Display>) -> String {
    points.map_or_else(|| "无记录".to_owned(), |points| points.to_string())
}

fn write_text(
    rules: &Rules,
    assessed: &[Assessed<'_>],
    whole: bool,
    sink: &mut impl Write,
) -> anyhow::Result<()> {
    for one in assessed {
        let tally = &one.score.tally;
        writeln!(
            sink,
            "{:>6}  {} {}  按时 {} 逾期完成 {} 逾期未完成 {} 未到期 {} 无记录 {} 异议不计入 {}",
            shown(one.score.total),
            one.code,
            one.name,
            tally.met,
            tally.late,
            tally.overdue,
            tally.open,
            tally.unknown,
            tally.excused
        )?;
        if !whole {
            continue;
        }
        for indicator in &one.score.indicators {
            writeln!(sink, "  {} {}/{}", indicator.title, shown(indicator.reached), indicator.points)?;
        }
        for finding in &one.findings {
            let title =
                rules.duties.get(&finding.duty).map_or(finding.duty.as_str(), |duty| duty.title.as_str());
            writeln!(
                sink,
                "  {} {}:{}{}",
                title,
                subject(rules, finding),
                finding.state.zh(),
                evidence(finding)
            )?;
            for ruling in &finding.rulings {
                writeln!(sink, "    {}", decided(finding, ruling))?;
            }
        }
        for one in &one.exceptions {
            writeln!(sink, "  {}:{}不承担,{}({})", one.title, one.days, one.ground, one.article)?;
        }
    }
    Ok(())
}

fn subject(rules: &Rules, finding: &Finding) -> String {
    let title =
        |key: &String| rules.catalogue.item(key).map_or_else(|| key.clone(), |item| item.title.zh.clone());
    match &finding.subject {
        Subject::Item(key) => title(key),
        Subject::Gap(key) => format!("{}(曾经超期没有更新)", title(key)),
        Subject::Period(name) => name.clone(),
        Subject::Year(year) => format!("{year}年"),
        Subject::Disclosure { id, .. } | Subject::Change { id, .. } => id.clone(),
        Subject::InTime => format!("{} 件", finding.count),
    }
}

fn evidence(finding: &Finding) -> String {
    let leaves: Vec<String> = finding.evidence.iter().map(|proof| proof.leaf.to_string()).collect();
    let minute = finding.due_at.map(|at| at.format(" %H:%M").to_string()).unwrap_or_default();
    let due = finding.due.map(|due| format!("期限 {due}{minute}"));
    let proof = (!leaves.is_empty()).then(|| format!("日志第 {} 条", leaves.join("、")));
    let parts: Vec<String> = due.into_iter().chain(proof).collect();
    if parts.is_empty() { String::new() } else { format!("({})", parts.join(",")) }
}

/// A decision about an objection, in words.
fn decided(finding: &Finding, ruling: &Ruling) -> String {
    let before = finding.before.map(|state| format!(",原来判断为{}", state.zh())).unwrap_or_default();
    let counts = match ruling.uncounted {
        Some(why) => why.zh().to_owned(),
        None => format!("计入评分{before}"),
    };
    format!("异议裁定(日志第 {} 条,{} 公开,{} 作出):{counts}", ruling.leaf, ruling.on, ruling.by)
}

fn write_csv(assessed: &[Assessed<'_>], sink: &mut (impl Write + Send)) -> anyhow::Result<()> {
    let counts = [
        ("met", "按时完成"),
        ("late", "逾期完成"),
        ("overdue", "逾期未完成"),
        ("open", "未到期"),
        ("unknown", "无记录"),
        ("excused", "异议不计入"),
    ];
    let head = [
        ("code", "机关代码"),
        ("name", "机关名称"),
        ("level", "层级"),
        ("region", "行政区划"),
        ("total", "总分"),
    ];
    let text = |(key, title): (&str, &str)| Column::new(key, title, ColumnKind::Text);
    let mut columns: Vec<Column> = head.into_iter().map(text).collect();
    if let Some(one) = assessed.first() {
        columns.extend(one.score.indicators.iter().map(|i| text((&i.key, &i.title))));
    }
    columns.extend(counts.into_iter().map(|(key, title)| Column::new(key, title, ColumnKind::Integer)));
    let mut table = TableWriter::new(Format::Csv, columns, Style::default(), sink)?;
    for one in assessed {
        let mut record = Map::new();
        let tally = serde_json::to_value(one.score.tally)?;
        for (key, value) in
            [("code", one.code), ("name", one.name), ("level", one.level), ("region", one.region)]
        {
            record.insert(key.to_owned(), Value::from(value));
        }
        record.insert("total".to_owned(), serde_json::to_value(one.score.total)?);
        for indicator in &one.score.indicators {
            record.insert(indicator.key.clone(), serde_json::to_value(indicator.reached)?);
        }
        record.extend(tally.as_object().cloned().unwrap_or_default());
        table.record(&record)?;
    }
    table.finish()?;
    Ok(())
}
