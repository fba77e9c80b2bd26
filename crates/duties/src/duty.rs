//! What agencies owe, as `law/duties` says it.

use chrono::NaiveDate;
use mingjing_calendar::{Limit, WorkCalendar};
use mingjing_catalogue::{Catalogue, Item, Level, Publishers};

use crate::condition::Condition;
use crate::exception::Exception;
use crate::fact::Member;
use crate::moment::When;
use crate::objection::ObjectionRules;
use crate::period::{Per, Period};
use crate::share::Share;

/// Which agencies owe something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Those that the catalogue names for the item of the evidence.
    Publishers,
    /// Agencies of these levels; where there are words, those whose name holds one of them.
    Named {
        /// Levels of government.
        levels: Vec<Level>,
        /// Words in names.
        words: Vec<String>,
    },
}

/// What is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// At least so many in each period, by the day each bears.
    Periodic {
        /// The period.
        per: Per,
        /// How many.
        at_least: u32,
    },
    /// At least one that is not withdrawn.
    Exists,
    /// Something published or amended within the freshness that the item's file states, on the day and all the time before.
    Fresh,
    /// One for each year, by a day of the next.
    Yearly {
        /// Month of the last day.
        month: u32,
        /// The last day.
        day: u32,
        /// The field that says which year it is about.
        year_field: String,
    },
    /// Each public within a limit from the day it bears.
    Within {
        /// The limit, with its article.
        limit: Limit,
        /// The fields from which it is counted instead.
        at: Option<When>,
        /// Amendments that bear a later day than what they amend, instead of what is new.
        changes: bool,
    },
    /// Each of certain other disclosures is followed by one that refers to it.
    Follows {
        /// The item of those others.
        of: String,
        /// Which of them.
        of_where: Condition,
        /// The evidence's field that refers to them.
        through: String,
        /// Within what limit from the other's publication; none where the law sets none.
        limit: Option<Limit>,
        /// The other's fields from which it is counted instead.
        at: Option<When>,
        /// The evidence's fields that say when it was done, instead of when it became public.
        done: Option<When>,
    },
    /// Figures for each period, by which a share was done.
    Share(Share),
}

/// One obligation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Its name in files and addresses.
    pub key: String,
    /// What people read.
    pub title: String,
    /// The clause of the Opinion.
    pub clause: String,
    /// The law and article that say so.
    pub article: String,
    /// How much it counts within its indicator.
    pub weight: u32,
    /// Who owes it.
    pub who: Who,
    /// The first day it is owed.
    pub from: NaiveDate,
    /// The last day it is owed.
    pub until: Option<NaiveDate>,
    /// The items whose disclosures are the evidence.
    pub items: Vec<String>,
    /// Which of them count.
    pub evidence: Condition,
    /// What is owed.
    pub rule: Rule,
    /// Who does not owe it.
    pub exceptions: Vec<Exception>,
}

/// All duties, checked.
#[derive(Debug, Clone, Default)]
pub struct Duties {
    pub(crate) duties: Vec<Duty>,
    pub(crate) objections: Option<ObjectionRules>,
}

impl Duties {
    /// In the order of the files.
    #[must_use]
    pub fn all(&self) -> &[Duty] {
        &self.duties
    }

    /// Whose decisions about objections count; none where the rules know no objections.
    #[must_use]
    pub fn objections(&self) -> Option<&ObjectionRules> {
        self.objections.as_ref()
    }

    /// The exceptions from duties that name an agency and hold on one of some days.
    pub fn exceptions_of<'a, 'm>(
        &'a self,
        member: &'m Member,
        (first, last): (NaiveDate, NaiveDate),
    ) -> impl Iterator<Item = (&'a Duty, &'a Exception)> + use<'a, 'm> {
        let owed = move |duty: &&Duty| duty.from <= last && duty.until.is_none_or(|until| first <= until);
        let pairs = self.duties.iter().filter(owed);
        let pairs = pairs.flat_map(|duty| duty.exceptions.iter().map(move |exception| (duty, exception)));
        pairs.filter(move |(_, exception)| exception.names(member) && exception.holds_within(first, last))
    }

    /// The period that figures of a day are to tell of, where a share is owed of an item: the one before while its limit still
    /// runs, then that in which the day lies.
    #[must_use]
    pub fn share_period(&self, item: &str, day: NaiveDate, calendar: &WorkCalendar) -> Option<Period> {
        let is_told_on_that_day =
            |share: &Share, period: &Period| day <= share.due(period, calendar).unwrap_or(period.last());
        let share_of = |duty: &Duty| match &duty.rule {
            Rule::Share(share) if duty.items.iter().any(|one| one == item) => {
                Period::since(share.per, duty.from, day).find(|period| is_told_on_that_day(share, period))
            }
            _ => None,
        };
        self.duties.iter().find_map(share_of)
    }

    /// The duty with this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.key == key)
    }
}

impl Duty {
    /// Whether an agency owes it, as far as one of its items goes.
    #[must_use]
    pub fn binds(&self, member: &Member, item: &Item) -> bool {
        match &self.who {
            Who::Publishers => match self.rule {
                // Whoever has published one owes that it was in time.
                Rule::Within { .. } | Rule::Follows { .. } => true,
                // So does whoever has published figures, where the catalogue names nobody who must.
                Rule::Share(_) if item.publishers == Publishers::WhenThereIs => {
                    item.levels.contains(&member.level)
                }
                _ => item.is_expected_of(member.level, &member.name),
            },
            Who::Named { levels, words } => {
                levels.contains(&member.level)
                    && (words.is_empty() || words.iter().any(|word| member.name.contains(word.as_str())))
            }
        }
    }

    /// Whether an exception frees an agency of it on a day.
    #[must_use]
    pub fn excepts(&self, member: &Member, on: NaiveDate) -> bool {
        self.exceptions.iter().any(|exception| exception.holds(on) && exception.names(member))
    }

    /// The items of the evidence that an agency owes something of.
    pub fn items_of<'a>(
        &'a self,
        member: &'a Member,
        catalogue: &'a Catalogue,
    ) -> impl Iterator<Item = &'a Item> + 'a {
        self.items.iter().filter_map(|key| catalogue.item(key)).filter(move |item| self.binds(member, item))
    }
}
