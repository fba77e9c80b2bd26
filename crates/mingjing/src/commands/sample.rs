//! `mingjing assess --sample`: a sample drawn again from the log.

use std::io::Write;

use anyhow::{Context, bail};
use mingjing_actions::Rules;
use mingjing_actions::sampling::{PlanFinder, Sample, Sampler};
use mingjing_ledger::{LogSource, read_log};
use serde_json::json;

use crate::cli::{AssessArgs, ReportFormat};
use crate::commands::verify;
use crate::outcome::Outcome;
use crate::progress::Bar;

/// Checks the log whole, finds the plan in it, and draws.
pub async fn run(
    rules: &Rules,
    source: &dyn LogSource,
    (plan, args): (&str, &AssessArgs),
) -> anyhow::Result<Outcome> {
    let mut finder = PlanFinder::new(&rules.sampling, plan);
    let mut look = |leaf: u64, entry: &[u8], content: Option<&[u8]>| finder.look(leaf, entry, content);
    if !read(source, args, "核对日志，找抽查方案", &mut look).await? {
        return Ok(Outcome::CheckFailed);
    }
    let (terms, leaf) = finder.found().with_context(|| format!("日志里没有抽查方案 {plan}"))?;
    let mut sampler = Sampler::new(&rules.sampling, terms, leaf);
    let wanted = sampler.leaves();
    let mut take = |leaf: u64, entry: &[u8], _: Option<&[u8]>| sampler.take(leaf, entry);
    if !read(source, args, "抽样", &mut take).await? {
        return Ok(Outcome::CheckFailed);
    }
    let Some(sample) = sampler.draw() else {
        bail!("方案在日志第 {leaf} 条，日志满 {wanted} 条以后才能抽");
    };
    write(&sample, args.format, &mut std::io::stdout())?;
    eprintln!("从 {} 件里抽 {} 件", sample.population, sample.drawn.len());
    Ok(Outcome::Done)
}

type Each<'a> = dyn FnMut(u64, &[u8], Option<&[u8]>) -> Result<(), mingjing_actions::Error> + Send + 'a;

/// Reads the log and checks it; whether everything in it holds.
async fn read(
    source: &dyn LogSource,
    args: &AssessArgs,
    what: &'static str,
    each: &mut Each<'_>,
) -> anyhow::Result<bool> {
    let key = verify::key(args.key.as_deref(), Some(source)).await?;
    let (bar, mut failure) = (Bar::new(what), None);
    let mut take = |leaf: u64, entry: &[u8], content: Option<&[u8]>| {
        if let Err(error) = each(leaf, entry, content) {
            failure.get_or_insert(error);
        }
    };
    let report = read_log(source, &key, &|p| bar.show(p), &mut take).await?;
    if !report.is_ok() {
        verify::tell_problems(&report.problems, report.more_problems);
        eprintln!("日志有不符之处,没有抽样");
        return Ok(false);
    }
    failure.map_or(Ok(true), |error| Err(error.into()))
}

fn write(sample: &Sample, format: ReportFormat, sink: &mut impl Write) -> anyhow::Result<()> {
    match format {
        ReportFormat::Json => writeln!(sink, "{}", serde_json::to_string_pretty(&json!(sample))?)?,
        ReportFormat::Csv => {
            writeln!(sink, "position,id,leaf,rank")?;
            for (position, one) in (1..).zip(&sample.drawn) {
                writeln!(sink, "{position},{},{},{}", one.id, one.leaf, one.rank)?;
            }
        }
        ReportFormat::Text => {
            writeln!(sink, "方案:日志第 {} 条", sample.plan_leaf)?;
            writeln!(
                sink,
                "种子:{}(由日志第 {} 到 {} 条决定)",
                sample.seed,
                sample.plan_leaf + 1,
                sample.last_leaf
            )?;
            writeln!(sink, "从 {} 件里抽到:", sample.population)?;
            for (position, one) in (1..).zip(&sample.drawn) {
                writeln!(sink, "{position:>4}  {}  日志第 {} 条  {}", one.id, one.leaf, one.rank)?;
            }
        }
    }
    Ok(())
}
