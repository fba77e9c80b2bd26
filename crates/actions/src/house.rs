//! Everything an action needs, in one place.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::{DateTime, FixedOffset};
use mingjing_calendar::{Clock, Limits, WorkCalendar};
use mingjing_catalogue::{Catalogue, Clauses, Item, Problem};
use mingjing_duties::{Duties, HealthRules, RegionMap, Scheme, WarningRule};
use mingjing_law::LawFiles;
use mingjing_ledger::VerifierKey;
use mingjing_procedures::appeal::AppealRules;
use mingjing_procedures::consultation::PublishedAs;
use mingjing_procedures::public_opinion::PublicOpinionRules;
use mingjing_procedures::selection::LotRules;
use mingjing_procedures::yearly::YearlyRules;
use mingjing_procedures::{AnswerTexts, DecisionProcedure};
use mingjing_publication::life::MinorRule;
use mingjing_screening::Screen;
use mingjing_search::SearchIndex;
use mingjing_store::{Db, log, register};
use object_store::ObjectStore;
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use tokio::sync::{Notify, watch};

use crate::case_figures::CaseFigureRules;
use crate::clusters::ClusterRules;
use crate::correcting;
use crate::log_source::InstanceSource;
use crate::messages::Messages;
use crate::overseeing::Oversight;
use crate::sampling::SamplingRules;
use crate::tasks::TaskRules;
use crate::training::TrainingRules;
use crate::withholding::Lists;
use crate::{AccountPolicy, Error, Permissions, Register, SealingKey, Synonyms};

/// The last identity of one millisecond: 12 bits stand beside the time.
const LAST_COUNT: u16 = 0xfff;

/// The rules an instance runs under, read once and checked whole.
#[derive(Debug)]
pub struct Rules {
    /// What must be open.
    pub catalogue: Catalogue,
    /// The clauses of the Opinion, and what carries them.
    pub clauses: Clauses,
    /// Working days.
    pub calendar: WorkCalendar,
    /// Statutory limits.
    pub limits: Limits,
    /// What must not be open.
    pub screen: Arc<Screen>,
    /// Who may do what for whom.
    pub permissions: Permissions,
    /// Words of people for matters.
    pub synonyms: Synonyms,
    /// What agencies owe.
    pub duties: Duties,
    /// How it is scored.
    pub scheme: Scheme,
    /// When whoever owes something is warned.
    pub warnings: WarningRule,
    /// How regions stand on the map of oversight.
    pub region_map: RegionMap,
    /// What sites are checked for.
    pub health: HealthRules,
    /// What counts as mended typing.
    pub minor: MinorRule,
    /// How answers to requests for information begin and end.
    pub answers: AnswerTexts,
    /// The steps of major decisions.
    pub decisions: DecisionProcedure,
    /// What mail says, and how often.
    pub messages: Messages,
    /// Which disclosures a call for comments begins and ends with.
    pub consultations: PublishedAs,
    /// Kinds of appeals, their limits, and whose business they are.
    pub appeals: AppealRules,
    /// When appeals belong together, and which groups deserve attention.
    pub clusters: ClusterRules,
    /// What the yearly report is published as, and where its numbers come from.
    pub yearly: YearlyRules,
    /// Which disclosures take sign-ups whose participants are drawn.
    pub lots: LotRules,
    /// Who is trained, and what certificates say.
    pub training: TrainingRules,
    /// Levels of public opinion that has to be answered, their hours, who is told when.
    pub public_opinion: PublicOpinionRules,
    /// How samples of what is public are drawn.
    pub sampling: SamplingRules,
    /// What the tasks of a document are drafted as.
    pub tasks: TaskRules,
    /// Which cases count as what, and what figures of them are published as.
    pub case_figures: CaseFigureRules,
}

impl Rules {
    /// Reads the rule files.
    ///
    /// # Errors
    /// All problems found, one line each: file, line, reason.
    pub fn load(law: &LawFiles) -> Result<Self, Vec<String>> {
        let mut problems = Vec::new();
        let catalogue =
            Catalogue::load(law).map_err(|p| problems.extend(p.iter().map(ToString::to_string))).ok();
        let clauses = catalogue.as_ref().map(|catalogue| Clauses::load(law, catalogue)).transpose();
        let clauses = clauses.map_err(|p| problems.extend(p.iter().map(ToString::to_string))).ok().flatten();
        let screen = Screen::load(law).map_err(|p| problems.extend(p.iter().map(ToString::to_string))).ok();
        let calendar = WorkCalendar::load(law).map_err(|e| problems.push(e.to_string())).ok();
        let limits = Limits::load(law).map_err(|e| problems.push(e.to_string())).ok();
        let permissions = Permissions::load(law).map_err(|p| problems.extend(p)).ok();
        let synonyms = Synonyms::load(law).map_err(|e| problems.push(e)).ok();
        // Duties are checked against the rest of the law, so only once that reads.
        let oversight = match (&catalogue, &clauses, &limits) {
            (Some(catalogue), Some(clauses), Some(limits)) => oversight(law, catalogue, clauses, limits)
                .map_err(|p| problems.extend(p.iter().map(ToString::to_string)))
                .ok(),
            _ => None,
        };
        let health =
            HealthRules::load(law).map_err(|p| problems.extend(p.iter().map(ToString::to_string))).ok();
        let minor = correcting::load(law).map_err(|e| problems.push(e)).ok();
        let answers = AnswerTexts::load(law).map_err(|e| problems.push(e)).ok();
        let messages = Messages::load(law).map_err(|p| problems.extend(p)).ok();
        let consultations = PublishedAs::load(law).map_err(|e| problems.push(e)).ok();
        let appeals = limits
            .as_ref()
            .and_then(|limits| AppealRules::load(law, limits).map_err(|e| problems.push(e)).ok());
        let clusters = ClusterRules::load(law).map_err(|e| problems.push(e)).ok();
        let texts = minor.zip(answers).zip(messages.zip(health));
        let of_items =
            catalogue.as_ref().zip(limits.as_ref()).map(|known| rules_of_items(law, known)).transpose();
        let of_items = of_items.map_err(|p| problems.extend(p)).ok().flatten();
        let procedures = texts.zip(consultations.zip(appeals.zip(clusters).zip(of_items)));
        match (catalogue, clauses, calendar, limits, screen, synonyms, permissions, oversight, procedures) {
            (
                Some(catalogue),
                Some(clauses),
                Some(calendar),
                Some(limits),
                Some(screen),
                Some(synonyms),
                Some(permissions),
                Some((scheme, warnings, region_map, duties)),
                Some((
                    ((minor, answers), (messages, health)),
                    (consultations, ((appeals, clusters), of_items)),
                )),
            ) => Ok(Self {
                catalogue,
                clauses,
                calendar,
                limits,
                screen: Arc::new(screen),
                permissions,
                synonyms,
                duties,
                scheme,
                warnings,
                region_map,
                health,
                minor,
                answers,
                decisions: of_items.decisions,
                messages,
                consultations,
                appeals,
                clusters,
                yearly: of_items.yearly,
                lots: of_items.lots,
                training: of_items.training,
                public_opinion: of_items.public_opinion,
                sampling: of_items.sampling,
                tasks: of_items.tasks,
                case_figures: of_items.case_figures,
            }),
            _ => Err(problems),
        }
    }
}

/// Rules that name items and their fields, so only read once those do.
struct ItemRules {
    decisions: DecisionProcedure,
    yearly: YearlyRules,
    lots: LotRules,
    training: TrainingRules,
    public_opinion: PublicOpinionRules,
    sampling: SamplingRules,
    tasks: TaskRules,
    case_figures: CaseFigureRules,
}

fn rules_of_items(
    law: &LawFiles,
    (catalogue, limits): (&Catalogue, &Limits),
) -> Result<ItemRules, Vec<String>> {
    let mut problems = Vec::new();
    let decisions = DecisionProcedure::load(law, catalogue, limits)
        .map_err(|p| problems.extend(p.iter().map(ToString::to_string)))
        .ok();
    let yearly = YearlyRules::load(law, catalogue).map_err(|e| problems.push(e)).ok();
    let lots = LotRules::load(law, catalogue).map_err(|e| problems.push(e)).ok();
    let training = TrainingRules::load(law, catalogue).map_err(|e| problems.push(e)).ok();
    let opinion = PublicOpinionRules::load(law, limits, catalogue).map_err(|e| problems.push(e)).ok();
    let sampling = SamplingRules::load(law, catalogue).map_err(|e| problems.push(e)).ok();
    let tasks = TaskRules::load(law, catalogue).map_err(|e| problems.push(e)).ok();
    let figures = CaseFigureRules::load(law, catalogue).map_err(|e| problems.push(e)).ok();
    match (decisions.zip(yearly), lots.zip(training), opinion.zip(figures), sampling.zip(tasks)) {
        (
            Some((decisions, yearly)),
            Some((lots, training)),
            Some((public_opinion, case_figures)),
            Some((sampling, tasks)),
        ) => {
            Ok(ItemRules { decisions, yearly, lots, training, public_opinion, sampling, tasks, case_figures })
        }
        _ => Err(problems),
    }
}

fn oversight(
    law: &LawFiles,
    catalogue: &Catalogue,
    clauses: &Clauses,
    limits: &Limits,
) -> Result<(Scheme, WarningRule, RegionMap, Duties), Vec<Problem>> {
    let duties = Duties::load(law, catalogue, clauses, limits)?;
    Ok((Scheme::load(law, &duties)?, WarningRule::load(law)?, RegionMap::load(law)?, duties))
}

/// How much of the log is public.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visible {
    /// Leaves covered by the signed checkpoint.
    pub size: u64,
    /// The signed checkpoint; empty before the first.
    pub checkpoint: Arc<str>,
}

/// What an instance says of itself.
#[derive(Debug, Clone)]
pub struct Site {
    /// Name in the header of every page.
    pub name: String,
    /// Public address without a slash at the end, for citations and codes; empty where it is the one a reader came by.
    pub base_url: String,
    /// Whether all readers come by HTTPS, whatever a request says.
    pub https: bool,
    /// Whether it holds generated data, which every page then says.
    pub demo: bool,
    /// Whether it sends mail; where it does not, none is written.
    pub sends_mail: bool,
    /// The key that the log's checkpoints are checked with.
    pub vkey: VerifierKey,
}

/// The parts a house is built from.
pub struct Parts {
    /// What the instance says of itself.
    pub site: Site,
    /// The rules.
    pub rules: Rules,
    /// The database.
    pub db: Db,
    /// Attachments and tiles.
    pub blobs: Arc<dyn ObjectStore>,
    /// The search index.
    pub search: SearchIndex,
    /// The index of enterprises' names.
    pub names: SearchIndex,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// 32 bytes from the system's random source.
    pub seed: [u8; 32],
    /// The key of the desk.
    pub seal: SealingKey,
    /// What is asked of accounts.
    pub accounts: AccountPolicy,
}

/// Everything an action needs: rules, memory, index, clock, randomness.
pub struct House {
    /// What the instance says of itself.
    pub site: Site,
    /// The rules.
    pub rules: Rules,
    /// The database.
    pub db: Db,
    /// Attachments and tiles.
    pub blobs: Arc<dyn ObjectStore>,
    /// The search index; it follows the log.
    pub search: Arc<SearchIndex>,
    /// The index of enterprises' names; it follows the log with the other.
    pub names: Arc<SearchIndex>,
    /// What is asked of accounts.
    pub accounts: AccountPolicy,
    /// The key of the desk.
    pub seal: SealingKey,
    clock: Arc<dyn Clock>,
    random: Arc<Mutex<StdRng>>,
    last_id: Arc<Mutex<(u64, u16)>>,
    register: Arc<RwLock<Arc<Register>>>,
    withheld: Arc<RwLock<Arc<Lists>>>,
    /// The rules with the words of an agency's list, made when they are first asked for; with the version of the lists.
    pub(crate) screens: Mutex<(i64, HashMap<String, Arc<Screen>>)>,
    visible: Arc<watch::Sender<Visible>>,
    appended: Arc<Notify>,
    pub(crate) oversight: Oversight,
    decoy_hash: String,
}

impl House {
    /// Opens the house: reads the register and how much is public.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn open(parts: Parts) -> Result<Self, Error> {
        let mut random = StdRng::from_seed(parts.seed);
        let mut secret = [0u8; 32];
        random.fill_bytes(&mut secret);
        let decoy_hash = crate::passwords::hash_with_salt("no account has this password", &secret)?;
        let house = Self {
            site: parts.site,
            rules: parts.rules,
            db: parts.db,
            blobs: parts.blobs,
            search: Arc::new(parts.search),
            names: Arc::new(parts.names),
            accounts: parts.accounts,
            seal: parts.seal,
            clock: parts.clock,
            random: Arc::new(Mutex::new(random)),
            last_id: Arc::default(),
            register: Arc::default(),
            withheld: Arc::default(),
            screens: Mutex::default(),
            visible: Arc::new(watch::Sender::new(Visible::default())),
            appended: Arc::default(),
            oversight: Oversight::default(),
            decoy_hash,
        };
        house.reload_register().await?;
        house.refresh_withheld().await?;
        house.refresh_visible().await?;
        Ok(house)
    }

    /// The same house under other rules: memory, index, register, randomness and what is known of the log are shared.
    /// Whoever holds the house from before ends what is in hand under the rules from before.
    #[must_use]
    pub fn under(&self, rules: Rules) -> Self {
        self.sharing(rules, Arc::clone(&self.clock))
    }

    /// The same house by another clock, for who tells what happened on days before.
    #[must_use]
    pub fn at(&self, rules: Rules, clock: Arc<dyn Clock>) -> Self {
        self.sharing(rules, clock)
    }

    fn sharing(&self, rules: Rules, clock: Arc<dyn Clock>) -> Self {
        Self {
            site: self.site.clone(),
            rules,
            db: self.db.clone(),
            blobs: Arc::clone(&self.blobs),
            search: Arc::clone(&self.search),
            names: Arc::clone(&self.names),
            accounts: self.accounts,
            seal: self.seal.clone(),
            clock,
            random: Arc::clone(&self.random),
            last_id: Arc::clone(&self.last_id),
            register: Arc::clone(&self.register),
            withheld: Arc::clone(&self.withheld),
            screens: Mutex::default(),
            visible: Arc::clone(&self.visible),
            appended: Arc::clone(&self.appended),
            // Other rules read the log otherwise.
            oversight: Oversight::default(),
            decoy_hash: self.decoy_hash.clone(),
        }
    }

    /// The time now, at +08:00.
    #[must_use]
    pub fn now(&self) -> DateTime<FixedOffset> {
        self.clock.now()
    }

    /// The time now in the form it is stored and published: RFC 3339, whole seconds.
    #[must_use]
    pub fn now_text(&self) -> String {
        time_text(self.now())
    }

    /// A new identity: UUIDv7, 32 hexadecimal digits, so that newer ones sort behind older ones. Those of one
    /// millisecond are counted (RFC 9562, 6.2, method 1).
    #[must_use]
    pub fn new_id(&self) -> String {
        let now = u64::try_from(self.now().timestamp_millis()).unwrap_or(0);
        let mut random = self.random_bytes::<10>();
        let [first, second, ..] = random;
        let mut last = self.last_id.lock().unwrap_or_else(PoisonError::into_inner);
        *last = match *last {
            // Half of the counter's range is left to count in.
            (millis, _) if now > millis => (now, u16::from_be_bytes([first, second]) & (LAST_COUNT >> 1)),
            (millis, LAST_COUNT) => (millis + 1, 0),
            (millis, count) => (millis, count + 1),
        };
        let (millis, count) = *last;
        random[..2].copy_from_slice(&count.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().simple().to_string()
    }

    /// Random bytes.
    #[must_use]
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).random()
    }

    /// The register of regions and agencies.
    #[must_use]
    pub fn register(&self) -> Arc<Register> {
        Arc::clone(&self.register.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the register anew after it was changed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn reload_register(&self) -> Result<(), Error> {
        let mut tx = self.db.read().await?;
        let (regions, agencies) =
            (register::all_regions(&mut tx).await?, register::all_agencies(&mut tx).await?);
        let fresh = Register::new(regions, agencies, &register::events(&mut tx).await?)?;
        *self.register.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        Ok(())
    }

    /// Reads the register anew if it was changed here or by another process on the same database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refresh_register(&self) -> Result<(), Error> {
        let newest = register::newest_event(&mut self.db.read().await?).await?;
        if newest == self.register().version() { Ok(()) } else { self.reload_register().await }
    }

    /// The lists of what agencies withhold.
    pub(crate) fn withheld(&self) -> Arc<Lists> {
        Arc::clone(&self.withheld.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn set_withheld(&self, lists: Lists) {
        *self.withheld.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(lists);
    }

    /// The catalogue item with this key.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn item(&self, key: &str) -> Result<&Item, Error> {
        self.rules.catalogue.item(key).ok_or(Error::NotFound("这个公开事项"))
    }

    /// How much of the log is public now.
    #[must_use]
    pub fn visible(&self) -> Visible {
        self.visible.borrow().clone()
    }

    /// Tells when more becomes public.
    #[must_use]
    pub fn watch_visible(&self) -> watch::Receiver<Visible> {
        self.visible.subscribe()
    }

    /// Reads the newest checkpoint and tells those who watch; answers how many leaves are assigned.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refresh_visible(&self) -> Result<u64, Error> {
        let mut tx = self.db.read().await?;
        let head = log::head(&mut tx).await?;
        let fresh =
            Visible { size: as_u64(head.size), checkpoint: head.checkpoint.unwrap_or_default().into() };
        // Only ever forward: two readers of the head may finish in either order.
        self.visible.send_if_modified(|old| {
            let changed = fresh.size > old.size || (old.checkpoint.is_empty() && *old != fresh);
            if changed {
                *old = fresh;
            }
            changed
        });
        Ok(as_u64(head.assigned))
    }

    /// Says that leaves were appended, so that the sequencer need not wait for its next look.
    pub fn announce_append(&self) {
        self.appended.notify_one();
    }

    /// Waits until leaves are appended in this process.
    pub async fn appended(&self) {
        self.appended.notified().await;
    }

    /// The log as this instance serves it.
    #[must_use]
    pub fn log_source(&self) -> InstanceSource {
        InstanceSource::new(self.db.clone(), Arc::clone(&self.blobs), self.site.vkey.clone())
    }

    /// Answers the catalogue's questions about codes and references.
    #[must_use]
    pub fn knowledge(&self) -> impl mingjing_catalogue::Known + use<> {
        crate::working::Knowledge { register: self.register(), today: self.now().date_naive() }
    }

    pub(crate) fn decoy_hash(&self) -> &str {
        &self.decoy_hash
    }
}

/// RFC 3339 with `+08:00` and whole seconds.
#[must_use]
pub fn time_text(at: DateTime<FixedOffset>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Counters of the database are signed; a negative one is treated as none.
pub(crate) fn as_u64(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// Numbers within a case are counted from 1; what is none is 0.
pub(crate) fn as_u32(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

/// Counters of the log are unsigned; they fit the database for longer than anybody lives.
pub(crate) fn as_i64(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
