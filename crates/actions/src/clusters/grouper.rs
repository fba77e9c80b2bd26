//! Places cases as they come, puts groups in order from time to time, and counts them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem;

use chrono::{Days, NaiveDate};
use mingjing_clusters::{Group, Grouping, Move};
use mingjing_search::words_of;
use mingjing_store::clusters::{self, CaseRow, RegionRow};

use super::{owner, rules::ClusterRules};
use crate::appeals::said_of;
use crate::house::as_i64;
use crate::{Error, House, Register};

/// Cases read or placed in one go.
const BATCH: i64 = 500;
/// Groups are put in order after so many new cases, or a twentieth of all of them where that is more.
const SETTLE_EVERY: usize = 100;

/// A case as far as it is counted.
#[derive(Debug, Clone)]
struct Case {
    id: String,
    region: String,
    agency: String,
    on: NaiveDate,
}

/// What is known of all cases within the window, in the memory of the process that groups them.
#[derive(Debug, Default)]
pub struct Grouper {
    grouping: Grouping,
    cases: Vec<Case>,
    /// Identity of each group; groups without a case have none.
    ids: Vec<Option<String>>,
    group_of: HashMap<String, Group>,
    pinned: BTreeSet<String>,
    /// What was written of each group and region.
    written: BTreeMap<(String, String), RegionRow>,
    words: HashMap<String, Vec<String>>,
    settled: usize,
    on: Option<NaiveDate>,
}

impl Grouper {
    /// Places what came in since the last time; whether anything changed. Begins anew with each day, as the window moves. After
    /// an error it is to be thrown away: what it holds may not be what is stored.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn catch_up(&mut self, house: &House) -> Result<bool, Error> {
        let today = house.now().date_naive();
        let first = self.on != Some(today);
        if first {
            *self = Self::load(house, today).await?;
        }
        self.pin(house).await?;
        let placed = self.place_new(house, today).await?;
        if self.cases.len() - self.settled >= SETTLE_EVERY.max(self.settled / 20) || (first && placed) {
            self.settle(house).await?;
        }
        if first || placed {
            self.count(house, today).await?;
        }
        Ok(placed)
    }

    async fn load(house: &House, today: NaiveDate) -> Result<Self, Error> {
        let rules = &house.rules.clusters;
        let since = since(rules, today);
        let mut new = Self { grouping: Grouping::new(rules.limits()), on: Some(today), ..Self::default() };
        let mut tx = house.db.read().await?;
        for row in clusters::all(&mut tx).await? {
            let opened = house.seal.open(&owner(&row.id), &row.words)?;
            new.words.insert(row.id.clone(), serde_json::from_slice(&opened)?);
            if row.pinned {
                new.pinned.insert(row.id);
            }
        }
        for row in clusters::all_regions(&mut tx).await? {
            new.written.insert((row.cluster_id.clone(), row.region_code.clone()), row);
        }
        let mut after = String::new();
        loop {
            let rows = clusters::grouped(&mut tx, &since, (&after, BATCH)).await?;
            let Some(last) = rows.last() else { break };
            after.clone_from(&last.id);
            for row in rows {
                let words = words_of(&said_of(house, &row.id, &row.said)?);
                let Some(id) = row.cluster_id.clone() else { continue };
                let group = new.group(&id);
                let pinned = new.pinned.contains(&id);
                new.grouping.put(&words, group, pinned);
                new.cases.push(case(row, today));
            }
        }
        new.settled = new.cases.len();
        Ok(new)
    }

    /// The group of an identity; opened where it is not known.
    fn group(&mut self, id: &str) -> Group {
        if let Some(group) = self.group_of.get(id) {
            return *group;
        }
        let group = self.grouping.open();
        self.name(group, id.to_owned());
        group
    }

    fn name(&mut self, group: Group, id: String) {
        if self.ids.len() <= group {
            self.ids.resize(group + 1, None);
        }
        self.group_of.insert(id.clone(), group);
        self.ids[group] = Some(id);
    }

    /// The identity of a group; made where it has none.
    fn id(&mut self, house: &House, group: Group) -> String {
        if let Some(Some(id)) = self.ids.get(group) {
            return id.clone();
        }
        let id = house.new_id();
        self.name(group, id.clone());
        id
    }

    /// Pins what was pinned since.
    async fn pin(&mut self, house: &House) -> Result<(), Error> {
        for id in clusters::pinned(&mut house.db.read().await?).await? {
            if let Some(group) = self.group_of.get(&id).filter(|_| !self.pinned.contains(&id)) {
                self.grouping.pin(*group);
            }
            self.pinned.insert(id);
        }
        Ok(())
    }

    async fn place_new(&mut self, house: &House, today: NaiveDate) -> Result<bool, Error> {
        let since = since(&house.rules.clusters, today);
        let mut any = false;
        loop {
            // Mostly there is nothing: then nobody who writes waits for this.
            let rows = clusters::to_group(&mut house.db.read().await?, &since, BATCH).await?;
            if rows.is_empty() {
                return Ok(any);
            }
            any = true;
            let mut placed = Vec::with_capacity(rows.len());
            for row in rows {
                let (_, group) = self.grouping.place(&words_of(&said_of(house, &row.id, &row.said)?));
                placed.push((row.id.clone(), self.id(house, group)));
                self.cases.push(case(row, today));
            }
            let mut tx = house.db.begin().await?;
            for (case, cluster) in &placed {
                clusters::set(&mut tx, case, cluster).await?;
            }
            tx.commit().await?;
        }
    }

    async fn settle(&mut self, house: &House) -> Result<(), Error> {
        let mut grouping = mem::take(&mut self.grouping);
        let settled = tokio::task::spawn_blocking(move || {
            let moves = grouping.settle();
            (grouping, moves)
        });
        let (grouping, moves) = settled.await.map_err(|e| Error::Refused(format!("归类时中断：{e}")))?;
        self.grouping = grouping;
        self.settled = self.cases.len();
        for some in moves.chunks(BATCH.unsigned_abs() as usize) {
            let mut tx = house.db.begin().await?;
            for Move { text, to, .. } in some {
                let id = self.id(house, *to);
                clusters::set(&mut tx, &self.cases[*text].id, &id).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    /// Writes the numbers and words that changed.
    async fn count(&mut self, house: &House, today: NaiveDate) -> Result<(), Error> {
        let rules = &house.rules.clusters;
        let mut now = self.numbers(&house.register(), rules, today);
        for (key, row) in &mut now {
            let known = self.written.get(key).and_then(|known| known.since.clone());
            row.since = (!row.attention.is_empty()).then(|| known.unwrap_or_else(|| today.to_string()));
        }
        let listed: BTreeSet<String> = now.keys().map(|(cluster, _)| cluster.clone()).collect();
        let mut tx = house.db.begin().await?;
        for cluster in &listed {
            let Some(group) = self.group_of.get(cluster) else { continue };
            let words: Vec<String> = self
                .grouping
                .words_of(*group, rules.words, rules.said_in)
                .into_iter()
                .map(str::to_owned)
                .collect();
            if self.words.get(cluster) != Some(&words) {
                let sealed =
                    house.seal.seal(house.random_bytes(), &owner(cluster), &serde_json::to_vec(&words)?)?;
                clusters::put(&mut tx, cluster, &sealed).await?;
                self.words.insert(cluster.clone(), words);
            }
        }
        for (key, row) in &now {
            if self.written.get(key) != Some(row) {
                clusters::put_region(&mut tx, row).await?;
            }
        }
        for (cluster, region) in self.written.keys().filter(|key| !now.contains_key(*key)) {
            clusters::delete_region(&mut tx, cluster, region).await?;
        }
        // A group that a decision names stays, also where all its cases are older than the window.
        let gone = self.words.keys().filter(|id| !listed.contains(*id) && !self.pinned.contains(*id));
        let gone: Vec<String> = gone.cloned().collect();
        for id in &gone {
            clusters::delete(&mut tx, id).await?;
            self.words.remove(id);
        }
        tx.commit().await?;
        self.written = now;
        Ok(())
    }

    /// The numbers of every group that is large enough, by region with all below it.
    fn numbers(
        &self,
        register: &Register,
        rules: &ClusterRules,
        today: NaiveDate,
    ) -> BTreeMap<(String, String), RegionRow> {
        let mut of_group: HashMap<Group, Vec<&Case>> = HashMap::new();
        for (case, group) in self.cases.iter().zip(self.grouping.groups()) {
            of_group.entry(*group).or_default().push(case);
        }
        let mut paths: HashMap<&str, Vec<String>> = HashMap::new();
        let mut found = BTreeMap::new();
        for (group, cases) in of_group.into_iter().filter(|(_, cases)| cases.len() >= rules.said_in) {
            let Some(Some(cluster)) = self.ids.get(group) else { continue };
            let mut by_region: BTreeMap<String, Vec<&Case>> = BTreeMap::new();
            for case in cases {
                let path = paths.entry(&case.region).or_insert_with(|| register.region_path(&case.region));
                path.iter().for_each(|region| by_region.entry(region.clone()).or_default().push(case));
            }
            for (region, cases) in by_region {
                let row = measure(rules, today, (cluster, &region), &cases);
                found.insert((cluster.clone(), region), row);
            }
        }
        found
    }
}

fn since(rules: &ClusterRules, today: NaiveDate) -> String {
    today.checked_sub_days(Days::new(rules.window_days.into())).unwrap_or(today).to_string()
}

fn case(row: CaseRow, today: NaiveDate) -> Case {
    let on = row.lodged_on.parse().unwrap_or(today);
    Case { id: row.id, region: row.region_code, agency: row.agency_code, on }
}

fn measure(
    rules: &ClusterRules,
    today: NaiveDate,
    (cluster, region): (&str, &str),
    cases: &[&Case],
) -> RegionRow {
    // Days before today: 0 is today.
    let age = |case: &Case| (today - case.on).num_days();
    let within = |from: u32, until: u32| {
        cases.iter().filter(move |case| (i64::from(from)..i64::from(until)).contains(&age(case)))
    };
    let applies = |rule: &&super::rules::Attention| {
        let cases = within(0, rule.days).count() as u64;
        let regions: BTreeSet<&str> = within(0, rule.days).map(|case| case.region.as_str()).collect();
        let before = within(rule.days, rule.days * 2).count() as u64;
        cases >= rule.cases && regions.len() as u64 >= rule.regions && cases >= before * rule.times
    };
    let attention: Vec<&str> = rules.attention.iter().filter(applies).map(|rule| rule.key.as_str()).collect();
    let recent = rules.recent_days();
    let count = |number: usize| as_i64(number as u64);
    RegionRow {
        cluster_id: cluster.to_owned(),
        region_code: region.to_owned(),
        cases: count(cases.len()),
        recent: count(within(0, recent).count()),
        earlier: count(within(recent, recent * 2).count()),
        regions: count(cases.iter().map(|case| case.region.as_str()).collect::<BTreeSet<_>>().len()),
        agencies: count(cases.iter().map(|case| case.agency.as_str()).collect::<BTreeSet<_>>().len()),
        attention: attention.join(","),
        since: None,
    }
}
