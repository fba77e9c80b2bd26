//! `mingjing tasks`

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use mingjing_attachments::{Limits, inspect, manuscript};
use mingjing_design::markdown::from_html;
use mingjing_duties::{About, Breakdown, Measure, Task, break_down_known};
use mingjing_opendata::{Cell, Column, ColumnKind, Format, Style, TableWriter};
use serde_json::json;

use crate::cli::{ReportFormat, TasksArgs};
use crate::outcome::Outcome;

/// Reads an implementing opinion and prints what it asks for, of whom, by when.
pub fn run(args: &TasksArgs) -> anyhow::Result<Outcome> {
    let (title, text) = read(&args.file)?;
    let breakdown = break_down_known(&text, About { title: &title, on: args.on });
    if breakdown.tasks.is_empty() {
        bail!(
            "{} 里没有读出条目:条目应当以“一、”“(一)”“1.”这样的序号开头,或者列成写明任务、责任单位的分工表",
            args.file.display()
        );
    }
    let mut sink = std::io::stdout();
    match args.format {
        ReportFormat::Json => writeln!(sink, "{}", serde_json::to_string_pretty(&breakdown)?)?,
        ReportFormat::Csv => write_csv(&breakdown, &mut sink)?,
        ReportFormat::Text => breakdown.tasks.iter().try_for_each(|task| write_text(task, &mut sink))?,
    }
    let named = breakdown.tasks.iter().filter(|task| !task.leads.is_empty()).count();
    let all = breakdown.tasks.len();
    eprintln!("{all} 项任务,{named} 项写明责任单位,{} 项没有写明", all - named);
    Ok(Outcome::Done)
}

/// The title, where the file says which line it is, and the text.
fn read(file: &Path) -> anyhow::Result<(String, String)> {
    let bytes = std::fs::read(file).with_context(|| format!("读不到文件 {}", file.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    // Of a Word document the table cells and numbers of paragraphs are known.
    if name.to_lowercase().ends_with(".docx") {
        let found = manuscript(&name, &bytes, &Limits::default())?;
        if let Some(text) = from_html(&found.html).filter(|text| !text.markdown.trim().is_empty()) {
            return Ok((found.title.unwrap_or_default(), text.markdown));
        }
    }
    let found = inspect(&name, &bytes, &Limits::default())?;
    let text = found.text.with_context(|| format!("{} 里没有文字(扫描件要先识别成文字)", file.display()))?;
    Ok((String::new(), text))
}

fn write_text(task: &Task, sink: &mut impl Write) -> std::io::Result<()> {
    writeln!(sink, "{} {}", task.number, task.title)?;
    let measures: Vec<String> = task.measures.iter().map(Measure::shown).collect();
    let lines = [
        ("任务", task.text.replace('\n', "\n      ")),
        ("牵头", task.leads.join("、")),
        ("配合", task.supports.join("、")),
        ("时限和数量", measures.join("、")),
    ];
    for (label, text) in lines.iter().filter(|(_, text)| !text.is_empty()) {
        writeln!(sink, "  {label}:{text}")?;
    }
    writeln!(sink)
}

fn write_csv(breakdown: &Breakdown, sink: &mut (impl Write + Send)) -> anyhow::Result<()> {
    let columns = [
        ("number", "序号"),
        ("section", "所在部分"),
        ("title", "标题"),
        ("text", "任务"),
        ("leads", "牵头单位"),
        ("supports", "配合单位"),
        ("measures", "时限和数量"),
        ("line", "行号"),
    ];
    let columns = columns.map(|(key, title)| Column::new(key, title, ColumnKind::Text)).to_vec();
    let mut table = TableWriter::new(Format::Csv, columns, Style::default(), sink)?;
    for task in &breakdown.tasks {
        let measures: Vec<&str> = task.measures.iter().map(Measure::text).collect();
        let (leads, supports, measures) = (json!(task.leads), json!(task.supports), json!(measures));
        table.row(&[
            Cell::Text(&task.number),
            Cell::Text(&task.section),
            Cell::Text(&task.title),
            Cell::Text(&task.text),
            Cell::Json(&leads),
            Cell::Json(&supports),
            Cell::Json(&measures),
            Cell::Json(&json!(task.line)),
        ])?;
    }
    table.finish()?;
    Ok(())
}
