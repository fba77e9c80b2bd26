//! Attempts at cases of citizens: requests for information, appeals and calls for comments; and at the report that counts them.

use chrono::Days;
use mingjing_actions::case_files::{FilePart, FilesOf};
use mingjing_actions::consultations::{self, Command, Commenter, NewComment, Which};
use mingjing_actions::supervisions::{self, NewSupervision};
use mingjing_actions::training;
use mingjing_actions::yearly_report::{self, Edit, Scope};
use mingjing_actions::{Deputyship, Error, Officer, Principal, Role, appeals, requests, selections};
use mingjing_procedures::appeal::{self, Way};
use mingjing_procedures::{Channel, Event, LetterAt, LetterKind, supervision};
use mingjing_stories::{
    appeal_to, draft_for_comment, hearing, proposed_answer, publish_values, request_to, signs_up,
};

use crate::{PLACES, Stage, Target};

impl Stage<'_> {
    /// A request for information that was handed in at the counter; an answer may be proposed.
    pub(crate) async fn request(&mut self, agency: &str, proposed: bool) -> Target {
        let n = self.number();
        let on = self.house.now().date_naive();
        let drafter = &self.insiders[agency][0];
        let counter = (Channel::Counter, on);
        let once = format!("{n:032}");
        let receipt =
            requests::register(self.house, drafter, request_to(agency), counter, &once).await.unwrap();
        if proposed {
            requests::take_step(self.house, drafter, &receipt.id, 0, proposed_answer(on)).await.unwrap();
        }
        (receipt.id, i64::from(proposed))
    }

    pub(crate) async fn on_requests(
        &mut self,
        name: &str,
        by: &Officer,
        (id, version): (&str, i64),
        agency: &str,
    ) -> Result<(), Error> {
        let n = self.number();
        let house = self.house;
        let on = house.now().date_naive();
        match name {
            "read_request" => requests::case(house, by, id).await.map(drop),
            "request_table" => requests::request_table(house, by, agency, 2026).await.map(drop),
            "register_request" => {
                let counter = (Channel::Counter, on);
                requests::register(house, by, request_to(agency), counter, &format!("{n:032}"))
                    .await
                    .map(drop)
            }
            "handle_request" => requests::take_step(house, by, id, version, proposed_answer(on)).await,
            "reveal_applicant" => requests::reveal(house, by, id).await.map(drop),
            "add_answer_file" => {
                let file = ("清单.txt".to_owned(), bytes::Bytes::from_static("清单".as_bytes()));
                FilesOf::Request.add(house, by, (id, FilePart::Answer), file).await
            }
            "take_letter" => {
                let which = LetterAt { position: 0, kind: LetterKind::Receipt };
                requests::letter(house, by, id, (which, requests::LetterFormat::Pdf)).await.map(drop)
            }
            "review_request" => {
                let approved = Event::Approved { on, by: String::new() };
                requests::take_step(house, by, id, version, approved).await
            }
            other => panic!("no attempt is called {other}"),
        }
    }

    /// Plans of training, read or made.
    pub(crate) async fn on_training(&mut self, name: &str, by: &Officer, agency: &str) -> Result<(), Error> {
        let n = self.number();
        match name {
            "read_training" => training::plans(self.house, by, agency).await.map(drop),
            "plan_training" => {
                training::add_plan(self.house, by, agency, (2026, &format!("第 {n} 个计划"))).await.map(drop)
            }
            other => panic!("no attempt is called {other}"),
        }
    }

    /// An appeal that came by telephone; one that is proposed waits for its review.
    pub(crate) async fn appeal(&mut self, agency: &str, proposed: bool) -> Target {
        let n = self.number();
        let on = self.house.now().date_naive();
        let drafter = &self.insiders[agency][0];
        let new = appeal_to(agency, &format!("第 {n} 件"));
        let receipt =
            appeals::register(self.house, drafter, new, (Way::Phone, on), &format!("{n:032}")).await.unwrap();
        if proposed {
            let refused = appeal::Event::Proposed {
                on,
                ending: appeal::Ending::NotAccepted,
                text: "不属于行政机关职权。".into(),
                question: String::new(),
                withheld: "不予受理的不公开".into(),
                by: String::new(),
            };
            appeals::take_step(self.house, drafter, &receipt.id, 0, refused).await.unwrap();
        }
        (receipt.id, i64::from(proposed))
    }

    pub(crate) async fn on_appeals(
        &mut self,
        name: &str,
        by: &Officer,
        (id, version): (&str, i64),
        agency: &str,
    ) -> Result<(), Error> {
        let n = self.number();
        let house = self.house;
        let on = house.now().date_naive();
        match name {
            "read_appeal" => appeals::case(house, by, id).await.map(drop),
            "register_appeal" => {
                let new = appeal_to(agency, &format!("第 {n} 件"));
                appeals::register(house, by, new, (Way::Phone, on), &format!("{n:032}")).await.map(drop)
            }
            "accept_appeal" => {
                appeals::take_step(house, by, id, version, appeal::Event::Accepted { on }).await
            }
            "reveal_writer" => appeals::reveal(house, by, id).await.map(drop),
            "review_appeal" => {
                let approved = appeal::Event::Approved { on, by: String::new() };
                appeals::take_step(house, by, id, version, approved).await
            }
            other => panic!("no attempt is called {other}"),
        }
    }

    /// A notice of an agency to another one that waits to be issued, or one that was issued to it and waits for its answer.
    pub(crate) async fn supervision(&mut self, agency: &str, issued: bool) -> Target {
        let other = PLACES.iter().map(|(_, code)| *code).find(|code| *code != agency).unwrap();
        let (office, supervised) = if issued { (other, agency) } else { (agency, other) };
        // Roles that nobody has there in this matrix, over every agency.
        let of_office = |at: usize| {
            let mut insider = self.insiders[office][at].clone();
            let principal = Principal { id: format!("principal {at}"), name: "主管".into() };
            let agency = "130001".into();
            insider.deputyships = vec![Deputyship { principal, role: Role::OpennessOffice, agency }];
            insider
        };
        let [first, second] = [of_office(0), of_office(2)];
        let on = self.house.now().date_naive();
        let new = NewSupervision {
            agency: supervised.to_owned(),
            cluster: None,
            title: "排队时间长".into(),
            problem: "一个月二十件诉求".into(),
            demand: "增开窗口".into(),
            until: on.checked_add_days(Days::new(20)).unwrap(),
        };
        let id = supervisions::propose(self.house, &first, new).await.unwrap();
        if issued {
            let issue = supervision::Event::Issued { on, by: String::new() };
            supervisions::take_step(self.house, &second, &id, 0, issue).await.unwrap();
        }
        (id, i64::from(issued))
    }

    pub(crate) async fn on_supervisions(
        &mut self,
        name: &str,
        by: &Officer,
        (id, version): (&str, i64),
    ) -> Result<(), Error> {
        let on = self.house.now().date_naive();
        let event = match name {
            "issue_supervision" => supervision::Event::Issued { on, by: String::new() },
            "answer_supervision" => supervision::Event::Answered { on, text: "马上整改".into() },
            other => panic!("no attempt is called {other}"),
        };
        supervisions::take_step(self.house, by, id, version, event).await
    }

    pub(crate) async fn on_yearly_reports(
        &mut self,
        name: &str,
        by: &Officer,
        agency: &str,
    ) -> Result<(), Error> {
        let house = self.house;
        let which = yearly_report::Which { agency: agency.to_owned(), year: 2025, scope: Scope::Own };
        let version = yearly_report::report(house, &Officer::operator(), &which).await.unwrap().lock_version;
        match name {
            "read_yearly_report" => yearly_report::report(house, by, &which).await.map(drop),
            "save_yearly_report" => yearly_report::save(house, by, (&which, version), &Edit::default()).await,
            "recount_yearly_report" => yearly_report::recount(house, by, (&which, version)).await,
            other => panic!("no attempt is called {other}"),
        }
    }

    /// A call for comments that was proposed; one that is open has a comment.
    pub(crate) async fn call(&mut self, agency: &str, open: bool) -> Target {
        let n = self.number();
        let house = self.house;
        let [drafter, _, approver, _] = &self.insiders[agency];
        let draft = draft_for_comment(self.test, agency, &format!("第 {n} 号草案")).await;
        let id = consultations::propose(house, drafter, &draft, Vec::new()).await.unwrap();
        if open {
            consultations::take_step(house, approver, &id, 0, Command::Open).await.unwrap();
            let commenter = Commenter { name: "某人".into(), ..Commenter::default() };
            let new = NewComment { clause: String::new(), text: "赞成".into(), commenter };
            consultations::comment(house, &id, new, &format!("{n:032}")).await.unwrap();
        }
        (id, i64::from(open))
    }

    /// A hearing for which somebody signed up; with an objection, or without.
    pub(crate) async fn selection(&mut self, agency: &str, objected: bool) -> Target {
        let n = self.number();
        let [drafter, screener, approver, _] = &self.insiders[agency];
        let by = (drafter, screener, approver);
        let values = hearing(&format!("第 {n} 次听证"), self.house.now().date_naive());
        let id = publish_values(self.test, by, "hearing-notice", values).await;
        signs_up(self.test, &id, n, "居民").await;
        let seen = selections::desk_selection(self.house, drafter, &id, (1, 0)).await.unwrap();
        let version = seen.line.row.lock_version;
        if objected {
            let command = selections::Command::Object { number: 1, text: "不是居民".into() };
            selections::take_step(self.house, drafter, &id, version, command).await.unwrap();
        }
        (id, version + i64::from(objected))
    }

    pub(crate) async fn on_selections(
        &mut self,
        name: &str,
        by: &Officer,
        (id, version): (&str, i64),
    ) -> Result<(), Error> {
        let house = self.house;
        match name {
            "read_selection" => selections::desk_selection(house, by, id, (1, 0)).await.map(drop),
            "object_to_sign_up" => {
                let command = selections::Command::Object { number: 1, text: "不是居民".into() };
                selections::take_step(house, by, id, version, command).await
            }
            "reveal_sign_up" => selections::reveal_person(house, by, id, 1).await.map(drop),
            "leave_out" => {
                let command = selections::Command::LeaveOut { number: 1 };
                selections::take_step(house, by, id, version, command).await
            }
            other => panic!("no attempt is called {other}"),
        }
    }

    pub(crate) async fn on_calls(
        &mut self,
        name: &str,
        by: &Officer,
        (id, version): (&str, i64),
    ) -> Result<(), Error> {
        let house = self.house;
        match name {
            "read_call" => consultations::desk_call(house, by, id).await.map(drop),
            "read_comments" => {
                let call = consultations::desk_call(house, &Officer::operator(), id).await.unwrap();
                consultations::comments(house, by, &call, &Which::default(), (10, 0)).await.map(drop)
            }
            "propose_call" => consultations::propose(house, by, id, Vec::new()).await.map(drop),
            "withhold_comment" => {
                let command = Command::Withhold { comment: 1, text: "含有他人电话".into() };
                consultations::take_step(house, by, id, version, command).await
            }
            "reveal_commenter" => consultations::reveal_commenter(house, by, id, 1).await.map(drop),
            "open_call" => consultations::take_step(house, by, id, version, Command::Open).await,
            other => panic!("no attempt is called {other}"),
        }
    }
}
