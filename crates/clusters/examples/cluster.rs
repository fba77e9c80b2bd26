//! Groups the texts of a file (one a line: label, tab, text) and writes the group of each, one a line. On standard error a
//! line of JSON, in seconds: all of it, of that cutting words and placing, and how long single texts took to be placed; then
//! the largest groups by their words.

use std::io::{BufRead as _, Write as _};
use std::time::{Duration, Instant};

use mingjing_clusters::{Grouping, Limits};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: cluster FILE [JOIN MERGE]")?;
    let mut limits = Limits::default();
    if let (Some(join), Some(merge)) = (arguments.next(), arguments.next()) {
        limits = Limits { join: join.parse()?, merge: merge.parse()? };
    }
    let lines: Vec<String> =
        std::io::BufReader::new(std::fs::File::open(path)?).lines().collect::<Result<_, _>>()?;
    let texts: Vec<&str> = lines.iter().filter_map(|line| Some(line.split_once('\t')?.1)).collect();
    // The dictionary is read once, before anything is measured.
    let _ = mingjing_search::words_of("读词典");
    let started = Instant::now();
    let mut grouping = Grouping::new(limits);
    let mut took: Vec<Duration> = Vec::with_capacity(texts.len());
    let mut cutting = Duration::ZERO;
    for text in &texts {
        let began = Instant::now();
        let words = mingjing_search::words_of(text);
        cutting += began.elapsed();
        grouping.place(&words);
        took.push(began.elapsed());
    }
    let placed = started.elapsed();
    let moved = grouping.settle().len();
    let whole = started.elapsed();
    let mut groups: Vec<usize> = (0..texts.len()).filter(|g| grouping.size(*g) > 2).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(grouping.size(*group)));
    took.sort_unstable();
    let share = |thousandths: usize| {
        let at = (took.len() * thousandths / 1000).min(took.len().saturating_sub(1));
        took.get(at).map_or(0.0, Duration::as_secs_f64)
    };
    eprintln!(
        r#"{{"texts":{},"groups":{},"seconds":{:.3},"words":{:.3},"placed":{:.3},"p50":{:.6},"p99":{:.6},"worst":{:.6},"moved":{moved}}}"#,
        texts.len(),
        groups.len(),
        whole.as_secs_f64(),
        cutting.as_secs_f64(),
        placed.as_secs_f64(),
        share(500),
        share(990),
        share(1000)
    );
    for group in groups.iter().take(12) {
        eprintln!("{} {}", grouping.size(*group), grouping.words_of(*group, 8, 3).join(" "));
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for group in grouping.groups() {
        writeln!(out, "{group}")?;
    }
    Ok(())
}
