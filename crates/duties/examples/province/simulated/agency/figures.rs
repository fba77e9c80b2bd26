//! What agencies tell of their cases, quarter by quarter.

use chrono::{Days, NaiveDate};
use mingjing_duties::{Per, Period, Rule};
use mingjing_publication::Event;
use serde_json::json;

use super::Agency;
use crate::simulated::last_day;

impl Agency<'_, '_> {
    /// Figures of each quarter since the agency spoke. One in four never tells of any: of those nothing is known.
    pub(super) fn cases(&mut self, spoke: NaiveDate) {
        let law = self.province.law;
        let duty = law.duties.get("cases-answered-in-time").expect("a duty");
        let Rule::Share(share) = &duty.rule else { return };
        if self.nth.is_multiple_of(4) {
            self.province.lookalikes += 1;
            return;
        }
        let amount = share.limit.as_ref().expect("a limit").amount;
        for (nth, quarter) in (0u32..).zip(Period::between(Per::Quarter, spoke, self.province.last)) {
            let due = last_day(&amount, quarter.last(), &law.calendar);
            let early = quarter.last() + Days::new(1 + u64::from(self.nth % 9));
            let late = due + Days::new(1 + u64::from(self.nth % 40));
            let covers = json!({ "from": quarter.first().to_string(), "until": quarter.last().to_string() });
            let figures = |in_time: u32| json!({ "covers": covers, "due": 40, "in_time": in_time });
            let id = format!("{}-case-figures-{quarter}", self.member.code);
            // The first ones are in time: who told of cases once tells of them each quarter.
            let turn = if nth == 0 { u32::MAX } else { (self.nth * 7 + nth) % 29 };
            let mut tell = |event, on, in_time| {
                let bears = if event == Event::Publish { on } else { early };
                self.tell(id.clone(), "case-figures", event, (bears, on), figures(in_time));
            };
            match turn {
                0 => self.plant(duty, quarter.to_string(), due + Days::new(1), None),
                1 => {
                    tell(Event::Publish, early, 39);
                    self.plant(duty, quarter.to_string(), due + Days::new(1), None);
                }
                2 => {
                    tell(Event::Publish, late, 40);
                    self.plant(duty, quarter.to_string(), due + Days::new(1), late.pred_opt());
                    self.plant_as("late", duty, quarter.to_string(), (late, None));
                }
                3 => {
                    tell(Event::Publish, early, 0);
                    tell(Event::Amend, late, 40);
                    self.plant(duty, quarter.to_string(), due + Days::new(1), late.pred_opt());
                    self.plant_as("late", duty, quarter.to_string(), (late, None));
                }
                4 => {
                    tell(Event::Publish, early, 40);
                    tell(Event::Withdraw, late, 40);
                    self.plant(duty, quarter.to_string(), late, None);
                }
                _ => tell(Event::Publish, early, 40),
            }
        }
    }
}
