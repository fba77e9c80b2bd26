//! Every role tries every action on its own agency, on a sibling, on one below, on one above and on one elsewhere. What
//! really happens is compared with a table written by hand, so that neither the rule file nor the code can be believed
//! blindly.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "matrix/after_publication.rs"]
mod after_publication;
#[path = "matrix/cases.rs"]
mod cases;
#[path = "matrix/opinions.rs"]
mod opinions;
#[path = "matrix/tables.rs"]
mod tables;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use mingjing_actions::auditing::{self, AuditSearch};
use mingjing_actions::bulk;
use mingjing_actions::deputies::{self, Deputing};
use mingjing_actions::messages;
use mingjing_actions::people::{self, NewPerson};
use mingjing_actions::reorganising::{
    AgencyForm, ColumnForm, Decree, NewAgency, PartForm, Shown, add_agency, arrange_site, change_agency,
    close_agency, name_host, site_history,
};
use mingjing_actions::tokens::{self, NewToken};
use mingjing_actions::{
    Action, Edit, Error, House, NewMatter, Officer, OthersFilter, Role, approve_draft, attach_file,
    desk_reading, discard_draft, drop_held_row, erase, others_work, pass_held_row, pass_screening,
    return_draft, save_draft, sign_ins, start_amendment, start_draft, submit_draft, withheld_list, withhold,
};
use mingjing_screening::Disposition;
use mingjing_stories::{draft_for_comment, notice, withdraw_by_two};
use mingjing_testkit::{TestHouse, account, on_both_databases};
use serde_json::{Map, Value, json};

use tables::{ATTEMPTS, expected};

/// Name and code of the agencies that are tried, seen from the first.
const PLACES: [(&str, &str); 5] = [
    ("own", "130101"),
    ("sibling", "130109"),
    ("lower", "13010201"),
    ("higher", "130001"),
    ("elsewhere", "130201"),
];

/// A file with one row.
fn rows(n: u32) -> bytes::Bytes {
    let head = "decision_no,licensee,licence_type,content,decided_on,status";
    format!("{head}\n许〔2026〕{n}号,某公司,普通,准予经营,2026-11-02,有效\n").into()
}

fn is_of_calls(action: Action) -> bool {
    matches!(action, Action::ReadConsultations | Action::HandleConsultations | Action::ReviewConsultations)
}

fn is_of_requests(action: Action) -> bool {
    matches!(action, Action::ReadRequests | Action::HandleRequests | Action::ReviewRequests)
}

fn is_of_appeals(action: Action) -> bool {
    matches!(action, Action::ReadAppeals | Action::HandleAppeals | Action::ReviewAppeals)
}

/// What an attempt works on: an identity, and the version it is at.
type Target = (String, i64);

/// The people of each agency who bring things into the state that an attempt needs.
struct Stage<'a> {
    test: &'a TestHouse,
    house: &'a std::sync::Arc<House>,
    insiders: BTreeMap<&'static str, [Officer; 4]>,
    ready: HashMap<(&'static str, usize), Target>,
    count: u32,
}

impl<'a> Stage<'a> {
    async fn set(test: &'a TestHouse) -> Self {
        let mut insiders = BTreeMap::new();
        for (place, agency) in PLACES {
            let person = async |role: Role| {
                account(test, &format!("{place}-{}", role.key()), "内部人", agency, vec![role]).await
            };
            let second =
                account(test, &format!("{place}-second"), "另一人", agency, vec![Role::Approver]).await;
            let all = [
                person(Role::Drafter).await,
                person(Role::Screener).await,
                person(Role::Approver).await,
                second,
            ];
            insiders.insert(agency, all);
        }
        Self { test, house: &test.house, insiders, ready: HashMap::new(), count: 0 }
    }

    fn number(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    /// A draft that came as far as `state`.
    async fn draft(&mut self, agency: &str, state: &str) -> Target {
        let n = self.number();
        let house = self.house;
        let [drafter, screener, approver, second] = &self.insiders[agency];
        let id = start_draft(house, drafter, "notice", agency).await.unwrap();
        let edit = Edit {
            values: notice(&format!("第 {n} 号公告")),
            body: Some("正文。".into()),
            remove: Vec::new(),
        };
        let mut version = save_draft(house, drafter, &id, 0, edit).await.unwrap();
        if state == "drafting" {
            return (id, version);
        }
        submit_draft(house, drafter, &id, version).await.unwrap();
        version += 1;
        if state == "submitted" {
            return (id, version);
        }
        pass_screening(house, screener, &id, version, &BTreeMap::new()).await.unwrap();
        version += 1;
        if state == "screened" {
            return (id, version);
        }
        approve_draft(house, approver, &id, version, None).await.unwrap();
        match state {
            "proposed" => {
                let ground = mingjing_publication::Ground::new("条例第十五条", "更正").unwrap();
                mingjing_actions::propose_withdrawal(house, approver, &id, ground).await.unwrap();
            }
            "withdrawn" => withdraw_by_two(house, (approver, second), &id, ("条例第十五条", "更正")).await,
            _ => {}
        }
        (id, 0)
    }

    /// A row that an import held back.
    async fn held(&mut self, agency: &str) -> Target {
        let n = self.number();
        let row = json!({ "decision_no": format!("许〔2026〕{n}号"), "licensee": "某公司", "licence_type": "普通",
            "content": "联系人身份证号 11010519491231002X", "decided_on": "2026-11-02", "status": "有效" });
        let Value::Object(values) = row else { unreachable!() };
        let rows: Vec<(String, Map<String, Value>)> = vec![(agency.to_owned(), values)];
        let operator = Officer::operator();
        mingjing_actions::import::import_values(self.house, &operator, "licence", "许可.csv", rows)
            .await
            .unwrap();
        let mut tx = self.house.db.read().await.unwrap();
        let lines = mingjing_store::held::page(&mut tx, agency, 100, 0).await.unwrap();
        let id = lines.last().unwrap().id.clone();
        let row = mingjing_store::held::row(&mut tx, &id).await.unwrap().unwrap();
        (id, row.lock_version)
    }

    /// A file of rows that came as far as `state`.
    async fn file(&mut self, agency: &str, state: &str) -> Target {
        let n = self.number();
        let house = self.house;
        let [drafter, screener, approver, _] = &self.insiders[agency];
        let id = bulk::begin_bulk(house, drafter, "licence", ("许可.csv", rows(n))).await.unwrap();
        if state == "drafting" {
            return (id, 0);
        }
        bulk::submit_bulk(house, drafter, &id, 0).await.unwrap();
        if state == "submitted" {
            return (id, 1);
        }
        bulk::screen_bulk(house, screener, &id, 1).await.unwrap();
        if state == "screened" {
            return (id, 2);
        }
        bulk::approve_bulk(house, approver, &id, 2).await.unwrap();
        bulk::stop_bulk(house, approver, &id, 3).await.unwrap();
        (id, 4)
    }

    /// An administrator of the agency, and a deputyship of that person.
    async fn administrator(&mut self, agency: &str) -> Target {
        let n = self.number();
        let person = NewPerson {
            username: format!("guanli{n}"),
            name: "某管理员".into(),
            roles: BTreeSet::from([Role::Administrator]),
        };
        let username = person.username.clone();
        people::invite(self.house, &Officer::operator(), agency, vec![person]).await.unwrap();
        let mut tx = self.house.db.read().await.unwrap();
        (mingjing_store::officers::by_username(&mut tx, &username).await.unwrap().unwrap().id, 0)
    }

    async fn deputyship(&mut self, agency: &str) -> Target {
        let (officer, _) = self.administrator(agency).await;
        self.name_deputy(&Officer::operator(), &officer, agency).await.unwrap();
        let found = deputies::list(self.house, &Officer::operator(), &officer).await.unwrap();
        (found[0].id.clone(), 0)
    }

    /// A token that came as far as `state`.
    async fn token(&self, agency: &str, state: &str) -> Target {
        let house = self.house;
        let (id, _) = tokens::make_token(house, &Officer::operator(), self.new_token(agency)).await.unwrap();
        if state == "submitted" {
            return (id, 0);
        }
        tokens::screen_token(house, &self.insiders[agency][1], &id, 0).await.unwrap();
        (id, 1)
    }

    fn new_token(&self, agency: &str) -> NewToken {
        NewToken {
            name: "许可系统".into(),
            appeals: false,
            public_opinions: false,
            agency: agency.to_owned(),
            items: BTreeSet::from(["notice".to_owned()]),
            expires_on: self.house.now().date_naive(),
        }
    }

    async fn on_tokens(
        &self,
        name: &str,
        by: &Officer,
        (id, version): (&str, i64),
        agency: &str,
    ) -> Result<(), Error> {
        let house = self.house;
        match name {
            "list_tokens" => tokens::tokens(house, by, agency).await.map(drop),
            "make_token" => tokens::make_token(house, by, self.new_token(agency)).await.map(drop),
            "revoke_token" => tokens::revoke_token(house, by, id).await,
            "screen_token" => tokens::screen_token(house, by, id, version).await,
            "approve_token" => tokens::approve_token(house, by, id, version).await,
            other => panic!("no attempt is called {other}"),
        }
    }

    async fn name_deputy(&self, by: &Officer, officer: &str, agency: &str) -> Result<(), Error> {
        let today = self.house.now().date_naive();
        let new = Deputing {
            officer,
            deputy: &self.insiders[agency][0].username,
            role: Role::Administrator,
            starts_on: today,
            ends_on: today,
        };
        deputies::name(self.house, by, &new).await
    }

    async fn target(&mut self, name: &'static str, place: usize) -> Target {
        if let Some(ready) = self.ready.get(&(name, place)) {
            return ready.clone();
        }
        let agency = PLACES[place].1;
        let target = match name {
            "save_draft" | "attach_file" | "submit_draft" | "discard_draft" | "read_draft" | "read_trail" => {
                self.draft(agency, "drafting").await
            }
            "pass_screening" | "return_draft" => self.draft(agency, "submitted").await,
            "approve_draft" => self.draft(agency, "screened").await,
            "release_urgently" => self.emergency(agency, false).await,
            "review_urgent" => self.emergency(agency, true).await,
            "start_follow_up" | "propose_many" => self.draft(agency, "published").await,
            "confirm_many" | "cancel_many" | "read_many" => self.many(agency, false).await,
            "stop_many" => self.many(agency, true).await,
            "report_contact" | "answer_report" => self.report(agency).await,
            "start_amendment" | "start_correction" | "propose_withdrawal" | "read_head" => {
                self.draft(agency, "published").await
            }
            "confirm_withdrawal" => self.draft(agency, "proposed").await,
            "erase" => self.draft(agency, "withdrawn").await,
            "choose_columns" | "submit_bulk" | "discard_bulk" | "read_bulk" | "read_refused_rows" => {
                self.file(agency, "drafting").await
            }
            "screen_bulk" | "return_bulk" => self.file(agency, "submitted").await,
            "approve_bulk" => self.file(agency, "screened").await,
            "resume_bulk" => self.file(agency, "stopped").await,
            "pass_held_row" | "drop_held_row" | "read_held_row" => self.held(agency).await,
            "close_agency" => {
                let (form, decree) = (self.below(agency), self.decree());
                let new = NewAgency { form, decree, people: String::new() };
                let made = add_agency(self.house, &Officer::operator(), new).await.unwrap().unwrap();
                (made.code, 0)
            }
            "one_person" | "change_roles" | "bar" | "reset" | "end_sessions" | "name_deputy" => {
                self.administrator(agency).await
            }
            "end_deputy" => self.deputyship(agency).await,
            "revoke_token" | "screen_token" => self.token(agency, "submitted").await,
            "approve_token" => self.token(agency, "screened").await,
            "read_request" | "handle_request" | "reveal_applicant" | "take_letter" | "add_answer_file" => {
                self.request(agency, false).await
            }
            "review_request" => self.request(agency, true).await,
            "propose_call" => {
                (draft_for_comment(self.test, agency, &format!("第 {} 号草案", self.number())).await, 0)
            }
            "open_call" => self.call(agency, false).await,
            "read_call" | "read_comments" | "withhold_comment" | "reveal_commenter" => {
                self.call(agency, true).await
            }
            "read_selection" | "object_to_sign_up" | "reveal_sign_up" => self.selection(agency, false).await,
            "leave_out" => self.selection(agency, true).await,
            "read_appeal" | "accept_appeal" | "reveal_writer" => self.appeal(agency, false).await,
            "review_appeal" => self.appeal(agency, true).await,
            "issue_supervision" => self.supervision(agency, false).await,
            "answer_supervision" => self.supervision(agency, true).await,
            "judge_public_opinion" | "answer_public_opinion" => self.opinion(agency, name).await,
            _ => (String::new(), 0),
        };
        self.ready.insert((name, place), target.clone());
        target
    }

    async fn attempt(&mut self, name: &'static str, by: &Officer, place: usize) -> Result<(), Error> {
        let (id, version) = self.target(name, place).await;
        let agency = PLACES[place].1;
        let done = match name {
            "list_people" | "one_person" | "invite" | "read_list" | "change_roles" | "bar" | "reset"
            | "end_sessions" | "name_deputy" | "end_deputy" => self.on_people(name, by, &id, agency).await,
            "list_withheld" => withheld_list(self.house, by, agency).await.map(drop),
            "withhold" => {
                let new = NewMatter {
                    title: format!("第 {} 项", self.number()),
                    words: Vec::new(),
                    ground: "内部事务信息".into(),
                    article: "条例第十六条".into(),
                    review_on: Some(self.house.now().date_naive() + chrono::TimeDelta::days(30)),
                };
                withhold(self.house, by, agency, &new).await.map(drop)
            }
            "list_others" => {
                let filter = OthersFilter { agency: agency.to_owned(), ..OthersFilter::default() };
                others_work(self.house, by, &filter, (None, 10)).await.map(drop)
            }
            "change_agency" | "arrange_site" | "read_site" | "name_host" | "add_agency" | "close_agency" => {
                self.on_agencies(name, by, &id, agency).await
            }
            "search_audit" | "export_audit" => {
                let asked = AuditSearch { agency: agency.to_owned(), ..AuditSearch::default() };
                if name == "search_audit" {
                    auditing::search(self.house, by, &asked, 10).await.map(drop)
                } else {
                    auditing::record_export(self.house, by, &asked).await
                }
            }
            "change_message" => self.change_message(by).await,
            "read_site_health" => {
                mingjing_actions::site_health::site_health(self.house, by, agency).await.map(drop)
            }
            "list_sampling_plans" => {
                mingjing_actions::sampling::plans(self.house, by, agency).await.map(drop)
            }
            "read_training" | "plan_training" => self.on_training(name, by, agency).await,
            _ if name.contains("opinion") => self.on_opinions(name, by, (&id, version), agency).await,
            _ if name.contains("yearly") => self.on_yearly_reports(name, by, agency).await,
            _ if name.contains("token") => self.on_tokens(name, by, (&id, version), agency).await,
            _ if ATTEMPTS.iter().any(|(n, action)| *n == name && is_of_requests(*action)) => {
                self.on_requests(name, by, (&id, version), agency).await
            }
            _ if ATTEMPTS.iter().any(|(n, action)| *n == name && is_of_calls(*action)) => {
                self.on_calls(name, by, (&id, version)).await
            }
            "read_selection" | "object_to_sign_up" | "reveal_sign_up" | "leave_out" => {
                self.on_selections(name, by, (&id, version)).await
            }
            _ if ATTEMPTS.iter().any(|(n, action)| *n == name && is_of_appeals(*action)) => {
                self.on_appeals(name, by, (&id, version), agency).await
            }
            "issue_supervision" | "answer_supervision" => {
                self.on_supervisions(name, by, (&id, version)).await
            }
            _ if name.contains("bulk") || name == "choose_columns" || name == "read_refused_rows" => {
                self.on_files(name, by, (&id, version), agency).await
            }
            _ if after_publication::NAMES.contains(&name) => {
                self.after_publication(name, by, (&id, version), agency).await
            }
            _ => self.on_disclosures(name, by, (&id, version), agency).await,
        };
        if done.is_ok() {
            self.ready.remove(&(name, place));
        }
        done
    }

    /// Writes another text for a message of the whole site.
    async fn change_message(&self, by: &Officer) -> Result<(), Error> {
        let seen = messages::texts(self.house, by).await?.remove(0).changed.map(|row| row.changed_at);
        let texts = ("请确认", "{订阅内容}{确认链接}");
        let message = messages::Message::SubscriptionConfirm;
        messages::change(self.house, by, message, &seen.unwrap_or_default(), texts).await
    }

    async fn on_files(
        &mut self,
        name: &str,
        by: &Officer,
        (id, version): (&str, i64),
        agency: &str,
    ) -> Result<(), Error> {
        let n = self.number();
        let house = self.house;
        match name {
            // It is always for the own agency: for another one there is no way to ask.
            "begin_bulk" if by.agency != agency => Err(Error::Forbidden("no way to ask".into())),
            "begin_bulk" => bulk::begin_bulk(house, by, "licence", ("许可.csv", rows(n))).await.map(drop),
            "choose_columns" => {
                let seen = bulk::bulk_job(house, &Officer::operator(), id).await.unwrap();
                let fields = seen.columns.into_iter().map(|c| c.field).collect();
                bulk::choose_columns(house, by, id, version, fields).await
            }
            "submit_bulk" => bulk::submit_bulk(house, by, id, version).await,
            "discard_bulk" => bulk::discard_bulk(house, by, id, version).await,
            "screen_bulk" => bulk::screen_bulk(house, by, id, version).await,
            "return_bulk" => bulk::return_bulk(house, by, id, version, "请核对").await,
            "approve_bulk" => bulk::approve_bulk(house, by, id, version).await,
            "resume_bulk" => bulk::resume_bulk(house, by, id, version).await,
            "read_bulk" => bulk::bulk_job(house, by, id).await.map(drop),
            "read_refused_rows" => {
                let seen = bulk::bulk_job(house, &Officer::operator(), id).await.unwrap();
                bulk::refused_rows(house, by, &seen).await.map(drop)
            }
            other => panic!("no attempt is called {other}"),
        }
    }

    async fn on_disclosures(
        &self,
        name: &str,
        by: &Officer,
        (id, version): (&str, i64),
        agency: &str,
    ) -> Result<(), Error> {
        let house = self.house;
        let ground = || mingjing_publication::Ground::new("条例第十五条", "更正").unwrap();
        match name {
            "start_draft" => start_draft(house, by, "notice", agency).await.map(drop),
            "save_draft" => {
                let edit = Edit { values: notice("改"), body: None, remove: Vec::new() };
                save_draft(house, by, id, version, edit).await.map(drop)
            }
            "attach_file" => {
                let bytes = bytes::Bytes::from_static("附件\n".as_bytes());
                attach_file(house, by, id, version, ("附件.txt", bytes)).await.map(drop)
            }
            "submit_draft" => submit_draft(house, by, id, version).await,
            "discard_draft" => discard_draft(house, by, id, version).await,
            "start_amendment" => start_amendment(house, by, id, "更正").await,
            "pass_screening" => pass_screening(house, by, id, version, &BTreeMap::new()).await,
            "pass_held_row" => {
                let found = desk_reading::held_row(house, &self.insiders[agency][1], id).await.unwrap();
                let redact = found.findings.into_iter().map(|f| (f.id, Disposition::Redact)).collect();
                pass_held_row(house, by, id, version, &redact).await.map(drop)
            }
            "drop_held_row" => drop_held_row(house, by, id, version, "不公开").await,
            "read_held_row" => desk_reading::held_row(house, by, id).await.map(drop),
            "return_draft" => return_draft(house, by, id, version, "请核对").await,
            "approve_draft" => approve_draft(house, by, id, version, None).await.map(drop),
            "propose_withdrawal" => mingjing_actions::propose_withdrawal(house, by, id, ground()).await,
            "confirm_withdrawal" => mingjing_actions::confirm_withdrawal(house, by, id).await,
            "erase" => erase(house, by, id, "彻底删除").await,
            "read_draft" => desk_reading::draft(house, by, id).await.map(drop),
            "read_trail" => desk_reading::trail(house, by, id).await.map(drop),
            "read_head" => desk_reading::head(house, by, id).await.map(drop),
            other => panic!("no attempt is called {other}"),
        }
    }

    fn decree(&self) -> Decree {
        Decree { basis: "冀编办〔2026〕1号".into(), takes_effect: self.house.now().date_naive() }
    }

    /// An agency to be set up below another one.
    fn below(&mut self, parent: &str) -> AgencyForm {
        let n = self.number();
        let region = self.house.register().agency(parent).unwrap().region_code.clone();
        let (name, short_name) = (format!("第 {n} 个新设单位"), format!("新设{n}"));
        AgencyForm { name, short_name, kind: None, tags: Vec::new(), region, parent: parent.into() }
    }

    async fn on_agencies(&mut self, name: &str, by: &Officer, id: &str, agency: &str) -> Result<(), Error> {
        let (house, decree) = (self.house, self.decree());
        let register = house.register();
        match name {
            "change_agency" => {
                let mut form = AgencyForm::of(register.agency(agency).unwrap());
                form.tags = vec![format!("第 {} 次", self.number())];
                change_agency(house, by, (agency, register.agency_version(agency)), (&form, &decree)).await
            }
            "read_site" => site_history(house, by, agency).await.map(drop),
            "arrange_site" => {
                let title = format!("第 {} 个栏目", self.number());
                let shows = vec![Shown::Item("notice".into())];
                let own = PartForm::Own(ColumnForm { title, shows, newest: Some(3) });
                let seen = (agency, register.site_version(agency));
                arrange_site(house, by, seen, &[PartForm::Statutory, own]).await
            }
            "name_host" => {
                let host = format!("a{}.example.gov.cn", self.number());
                name_host(house, by, (agency, register.site_version(agency)), &host).await
            }
            "add_agency" => {
                let new = NewAgency { form: self.below(agency), decree, people: String::new() };
                add_agency(house, by, new).await.map(|made| assert!(made.is_ok()))
            }
            "close_agency" => {
                close_agency(house, by, (id, register.agency_version(id)), (None, &decree)).await
            }
            other => panic!("no attempt is called {other}"),
        }
    }

    async fn on_people(&mut self, name: &str, by: &Officer, id: &str, agency: &str) -> Result<(), Error> {
        let n = self.number();
        let house = self.house;
        let roles = BTreeSet::from([Role::Administrator]);
        match name {
            "list_people" => people::list(house, by, agency).await.map(drop),
            "one_person" => people::one(house, by, id).await.map(drop),
            "invite" => {
                let person = NewPerson { username: format!("xin{n}"), name: "新人".into(), roles };
                people::invite(house, by, agency, vec![person]).await.map(drop)
            }
            "read_list" => people::read_list(house, by, agency, "新人,xinren,单位管理员")
                .await
                .map(|read| assert!(read.is_ok())),
            "change_roles" => people::change_roles(house, by, id, &roles).await,
            "bar" => people::bar(house, by, id, true).await,
            "reset" => people::reset(house, by, id).await.map(drop),
            "end_sessions" => sign_ins::end(house, by, id, None).await,
            "name_deputy" => self.name_deputy(by, id, agency).await,
            "end_deputy" => deputies::end(house, by, id).await,
            other => panic!("no attempt is called {other}"),
        }
    }
}

on_both_databases! {
    async fn each_role_succeeds_exactly_where_the_table_says(test: TestHouse) {
        let mut stage = Stage::set(&test).await;
        let (mut wrong, mut allowed, mut tried) = (Vec::new(), 0, 0);
        for role in Role::ALL {
            let by = account(&test, &format!("try-{}", role.key()), "试者", PLACES[0].1, vec![role]).await;
            for (name, action) in ATTEMPTS {
                for (place, (whose, agency)) in PLACES.iter().enumerate() {
                    let should = expected(role, action, place);
                    let done = stage.attempt(name, &by, place).await;
                    tried += 1;
                    allowed += usize::from(should);
                    let as_expected = match &done {
                        Ok(()) => should,
                        Err(Error::Forbidden(_)) => !should,
                        Err(_) => false,
                    };
                    if !as_expected {
                        wrong.push(format!("{role} {name} {whose}: expected {should}, got {done:?}"));
                    }
                    if test.house.may(&by, action, agency) != should {
                        wrong.push(format!("{role} {action} {whose}: the rule file does not say {should}"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(tried, 8 * ATTEMPTS.len() * 5);
        assert!(allowed > 100, "{allowed}");
        test.finish().await;
    }
}

#[test]
fn every_action_is_attempted() {
    let attempted: BTreeSet<Action> = ATTEMPTS.iter().map(|(_, action)| *action).collect();
    assert_eq!(attempted, Action::ALL.into_iter().collect());
}
