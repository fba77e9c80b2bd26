//! Attempts at public opinion that has to be answered.

use mingjing_actions::public_opinions::{self, Command, NewOpinion};
use mingjing_actions::{Deputyship, Error, Officer, Principal, Role};
use mingjing_procedures::public_opinion::Judgement;

use crate::{Stage, Target};

impl Stage<'_> {
    fn seen(&mut self, agency: &str) -> NewOpinion {
        let n = self.number();
        NewOpinion {
            title: format!("第 {n} 件"),
            text: "停水三天".into(),
            seen: "微博".into(),
            agency: agency.to_owned(),
            found: self.house.now(),
            happened: None,
        }
    }

    fn judgement(agency: &str) -> Command {
        let (level, ground) = ("ordinary".to_owned(), "影响一个小区".to_owned());
        Command::Judge(Judgement { level, agency: agency.to_owned(), ground })
    }

    /// A case that waits to be judged, or for the agency's answer.
    pub(crate) async fn opinion(&mut self, agency: &str, attempt: &str) -> Target {
        let new = self.seen(agency);
        let id = public_opinions::note(self.house, &self.insiders[agency][0], new).await.unwrap();
        if attempt == "judge_public_opinion" {
            return (id, 0);
        }
        // A role that nobody has there in this matrix, over every agency.
        let mut office = self.insiders[agency][2].clone();
        let principal = Principal { id: "principal".into(), name: "主管".into() };
        office.deputyships =
            vec![Deputyship { principal, role: Role::OpennessOffice, agency: "130001".into() }];
        public_opinions::take_step(self.house, &office, &id, 0, Self::judgement(agency)).await.unwrap();
        (id, 1)
    }

    pub(crate) async fn on_opinions(
        &mut self,
        name: &str,
        by: &Officer,
        (id, version): (&str, i64),
        agency: &str,
    ) -> Result<(), Error> {
        let command = match name {
            "note_public_opinion" => {
                let new = self.seen(agency);
                return public_opinions::note(self.house, by, new).await.map(drop);
            }
            "judge_public_opinion" => Self::judgement(agency),
            "answer_public_opinion" => Command::Handle("正在抢修".into()),
            other => panic!("no attempt is called {other}"),
        };
        public_opinions::take_step(self.house, by, id, version, command).await
    }
}
