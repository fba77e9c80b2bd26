//! Attempts at what comes after publication.

use std::collections::BTreeMap;

use mingjing_actions::reports::{Report, answer_report, report_contact, reports_to, send_report};
use mingjing_actions::{
    Edit, Error, Officer, UrgentReview, bulk, follow_ups, release_urgently, review_urgent, save_draft,
    start_correction, start_draft, start_follow_up, submit_draft,
};
use mingjing_stories::emergency;

use crate::{Stage, Target};

/// What is attempted here.
pub(crate) const NAMES: [&str; 12] = [
    "start_correction",
    "release_urgently",
    "review_urgent",
    "start_follow_up",
    "propose_many",
    "confirm_many",
    "stop_many",
    "cancel_many",
    "read_many",
    "read_reports",
    "report_contact",
    "answer_report",
];

impl Stage<'_> {
    /// An emergency's first report, handed in, or released by one approver: then its leaf.
    pub(crate) async fn emergency(&mut self, agency: &str, released: bool) -> Target {
        let n = self.number();
        let house = self.house;
        let [drafter, _, approver, _] = &self.insiders[agency];
        let id = start_draft(house, drafter, "emergency-response", agency).await.unwrap();
        let edit = Edit { values: emergency(&format!("第 {n} 号险情")), body: None, remove: Vec::new() };
        let version = save_draft(house, drafter, &id, 0, edit).await.unwrap();
        submit_draft(house, drafter, &id, version).await.unwrap();
        if !released {
            return (id, version + 1);
        }
        let why = ("洪水漫堤", &BTreeMap::new());
        release_urgently(house, approver, &id, version + 1, why).await.unwrap();
        let waiting = mingjing_actions::urgent_waiting(house, approver).await.unwrap();
        let leaf = waiting.iter().find(|row| row.release.disclosure_id == id).unwrap().release.leaf_index;
        (String::new(), leaf)
    }

    /// A list of withdrawals, proposed or confirmed.
    pub(crate) async fn many(&mut self, agency: &str, confirmed: bool) -> Target {
        let (named, _) = self.draft(agency, "published").await;
        let [_, _, approver, second] = &self.insiders[agency];
        let ground = mingjing_publication::Ground::new("条例第十五条", "更正").unwrap();
        let id = bulk::propose_bulk_withdrawal(self.house, approver, &[named], ground).await.unwrap();
        if confirmed {
            bulk::confirm_bulk_withdrawal(self.house, second, &id, 0).await.unwrap();
        }
        (id, i64::from(confirmed))
    }

    /// A reader's report on a page of the agency.
    pub(crate) async fn report(&mut self, agency: &str) -> Target {
        let (id, _) = self.draft(agency, "published").await;
        self.test.settle().await;
        let report = Report { disclosure: &id, said: "日期有误", contact: "reader@example.com" };
        send_report(self.house, &report).await.unwrap();
        let insider = &self.insiders[agency][0];
        let waiting = reports_to(self.house, insider, (true, ""), 1000).await.unwrap();
        (waiting.last().unwrap().id.clone(), 0)
    }

    pub(crate) async fn after_publication(
        &self,
        name: &str,
        by: &Officer,
        (id, version): (&str, i64),
        agency: &str,
    ) -> Result<(), Error> {
        let house = self.house;
        let ground = || mingjing_publication::Ground::new("条例第十五条", "更正").unwrap();
        match name {
            "start_correction" => start_correction(house, by, id, "更正错别字").await,
            "release_urgently" => {
                let why = ("洪水漫堤", &BTreeMap::new());
                release_urgently(house, by, id, version, why).await.map(drop)
            }
            "review_urgent" => review_urgent(house, by, version, UrgentReview::Upheld("属实".into())).await,
            // These are always for the own agency: for another one there is no way to ask.
            "start_follow_up" | "propose_many" if by.agency != agency => {
                Err(Error::Forbidden("no way to ask".into()))
            }
            "start_follow_up" => {
                let kind = follow_ups(house, "notice", agency).remove(0);
                start_follow_up(house, by, id, (&kind.item, &kind.field)).await.map(drop)
            }
            "propose_many" => {
                bulk::propose_bulk_withdrawal(house, by, &[id.to_owned()], ground()).await.map(drop)
            }
            "confirm_many" => bulk::confirm_bulk_withdrawal(house, by, id, version).await,
            "stop_many" => bulk::stop_bulk_withdrawal(house, by, id, version).await,
            "cancel_many" => bulk::cancel_bulk_withdrawal(house, by, id, version).await,
            "read_many" => bulk::bulk_withdrawal(house, by, id).await.map(drop),
            // It is always for the own agency: for another one there is no way to ask.
            "read_reports" if by.agency != agency => Err(Error::Forbidden("no way to ask".into())),
            "read_reports" => reports_to(house, by, (true, ""), 10).await.map(drop),
            "report_contact" => report_contact(house, by, id).await.map(drop),
            "answer_report" => answer_report(house, by, id, (None, "核实无误")).await,
            other => panic!("no attempt is called {other}"),
        }
    }
}
