//! Who may do what for which agency: `law/roles.toml`, read and checked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use mingjing_law::LawFiles;
use serde::Deserialize;
use serde_spanned::Spanned;

use crate::Role;

/// Path of the file below `law/`.
const FILE: &str = "roles.toml";

/// What can be done at the desk, as far as somebody may and somebody else may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// 起草:begin, edit, attach, submit, give up; amend what is public.
    Draft,
    /// 审查:decide about findings, and about rows an import held back.
    Screen,
    /// 管不予公开清单:put matters on the list of what is not published, and look at them again.
    Withhold,
    /// 退回:send back to the drafter.
    Return,
    /// 批准:publish now or at a time.
    Approve,
    /// 紧急发布:publish at once, alone, what the catalogue allows it for.
    ReleaseUrgently,
    /// 答复纠错:answer what readers say is wrong on a page.
    AnswerReports,
    /// 撤回:propose a withdrawal, and confirm somebody else's.
    Withdraw,
    /// 删除内容:erase the content of what was withdrawn.
    Erase,
    /// 看办理情况:drafts, their attachments and trail.
    ReadWork,
    /// 看他人在办:what others of an agency or region have in hand.
    ReadOthers,
    /// 看已公开:the list of what is public, and what is withdrawn.
    ReadPublished,
    /// 看账号:people, roles, deputies, sessions.
    ReadPeople,
    /// 管账号:invite, change roles, disable, reset, name deputies, end sessions.
    ManagePeople,
    /// 查操作记录:search and export the audit trail.
    ReadAudit,
    /// 管单位资料:name, kind and tags of an agency, and the columns of its page.
    ManageAgency,
    /// 管单位名册:set up, move, merge and close agencies below one; regions.
    ManageRegister,
    /// 管网站域名:give an agency the host name of its page.
    ManageHosts,
    /// 看接口令牌:which systems may push rows, by whose decision, when they last did.
    ReadTokens,
    /// 管接口令牌:make and revoke tokens by which an agency's own systems push rows.
    ManageTokens,
    /// 管邮件文字:texts of the mail this site sends, and what became of it.
    ManageMessages,
    /// 看公开申请:requests for information, without who asks.
    ReadRequests,
    /// 办公开申请:register, handle, see who asks, propose an answer.
    HandleRequests,
    /// 审公开申请:agree to an answer or an extension that somebody else proposed.
    ReviewRequests,
    /// 看征求意见:calls for comments with what came, without who wrote.
    ReadConsultations,
    /// 办征求意见:propose a call, close it, group and answer comments, see who wrote, draft the outcome.
    HandleConsultations,
    /// 审征求意见:open a call that somebody else proposed, agree that a comment is not listed.
    ReviewConsultations,
    /// 看群众诉求:appeals with what is said, without who appeals.
    ReadAppeals,
    /// 办群众诉求:register, accept, hand on, see who appeals, propose an answer, draft it as a disclosure.
    HandleAppeals,
    /// 审群众诉求:agree to an answer or an extension that somebody else proposed.
    ReviewAppeals,
    /// 督办:propose and issue notices to agencies, check what they mended, report what they did not.
    Supervise,
    /// 答复督办:say what is done about a notice, and what was done.
    AnswerSupervision,
    /// 看参加人报名:who signed up for hearings and meetings, masked.
    ReadSelections,
    /// 办参加人报名:see who signed up, propose that somebody is left out, draft the list, draw.
    HandleSelections,
    /// 审参加人报名:agree that somebody is left out, put a public number right.
    ReviewSelections,
    /// 看培训:plans and sessions, who was trained and who was not, certificates checked.
    ReadTraining,
    /// 管培训:make plans and sessions, enter people, confirm who was there, write certificates.
    ManageTraining,
    /// 登记舆情:note public opinion that may have to be answered.
    NotePublicOpinion,
    /// 研判舆情:say how grave it is and who answers, or that no answer is needed; review what was answered.
    JudgePublicOpinion,
    /// 回应舆情:say what was done, name what was published and which press conference was held.
    AnswerPublicOpinion,
    /// 抽查:plan samples of what is public, note what was found, begin the evaluation.
    Evaluate,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 41] = [
        Self::Draft,
        Self::Screen,
        Self::Withhold,
        Self::Return,
        Self::Approve,
        Self::ReleaseUrgently,
        Self::AnswerReports,
        Self::Withdraw,
        Self::Erase,
        Self::ReadWork,
        Self::ReadOthers,
        Self::ReadPublished,
        Self::ReadPeople,
        Self::ManagePeople,
        Self::ReadAudit,
        Self::ManageAgency,
        Self::ManageRegister,
        Self::ManageHosts,
        Self::ReadTokens,
        Self::ManageTokens,
        Self::ManageMessages,
        Self::ReadRequests,
        Self::HandleRequests,
        Self::ReviewRequests,
        Self::ReadConsultations,
        Self::HandleConsultations,
        Self::ReviewConsultations,
        Self::ReadAppeals,
        Self::HandleAppeals,
        Self::ReviewAppeals,
        Self::Supervise,
        Self::AnswerSupervision,
        Self::ReadSelections,
        Self::HandleSelections,
        Self::ReviewSelections,
        Self::ReadTraining,
        Self::ManageTraining,
        Self::NotePublicOpinion,
        Self::JudgePublicOpinion,
        Self::AnswerPublicOpinion,
        Self::Evaluate,
    ];

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Draft => "起草",
            Self::Screen => "审查",
            Self::Withhold => "管不予公开清单",
            Self::Return => "退回",
            Self::Approve => "批准",
            Self::ReleaseUrgently => "紧急发布",
            Self::AnswerReports => "答复纠错",
            Self::Withdraw => "撤回",
            Self::Erase => "删除内容",
            Self::ReadWork => "看办理情况",
            Self::ReadOthers => "看他人在办",
            Self::ReadPublished => "看已公开",
            Self::ReadPeople => "看账号",
            Self::ManagePeople => "管账号",
            Self::ReadAudit => "查操作记录",
            Self::ManageAgency => "管单位资料",
            Self::ManageRegister => "管单位名册",
            Self::ManageHosts => "管网站域名",
            Self::ReadTokens => "看接口令牌",
            Self::ManageTokens => "管接口令牌",
            Self::ManageMessages => "管邮件文字",
            Self::ReadRequests => "看公开申请",
            Self::HandleRequests => "办公开申请",
            Self::ReviewRequests => "审公开申请",
            Self::ReadConsultations => "看征求意见",
            Self::HandleConsultations => "办征求意见",
            Self::ReviewConsultations => "审征求意见",
            Self::ReadAppeals => "看群众诉求",
            Self::HandleAppeals => "办群众诉求",
            Self::ReviewAppeals => "审群众诉求",
            Self::Supervise => "督办",
            Self::AnswerSupervision => "答复督办",
            Self::ReadSelections => "看参加人报名",
            Self::HandleSelections => "办参加人报名",
            Self::ReviewSelections => "审参加人报名",
            Self::ReadTraining => "看培训",
            Self::ManageTraining => "管培训",
            Self::NotePublicOpinion => "登记舆情",
            Self::JudgePublicOpinion => "研判舆情",
            Self::AnswerPublicOpinion => "回应舆情",
            Self::Evaluate => "抽查",
        }
    }

    /// Whether it only looks.
    #[must_use]
    pub fn only_reads(self) -> bool {
        matches!(
            self,
            Self::ReadWork
                | Self::ReadOthers
                | Self::ReadPublished
                | Self::ReadPeople
                | Self::ReadAudit
                | Self::ReadTokens
                | Self::ReadRequests
                | Self::ReadConsultations
                | Self::ReadAppeals
                | Self::ReadTraining
        )
    }

    /// Whether it is a step in the life of a disclosure.
    fn is_of_the_life_cycle(self) -> bool {
        !self.only_reads()
            && !matches!(
                self,
                Self::ManagePeople
                    | Self::ManageAgency
                    | Self::ManageRegister
                    | Self::ManageHosts
                    | Self::ManageMessages
            )
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.zh())
    }
}

/// For which agencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The officer's own.
    Agency,
    /// All of the officer's region and below.
    Region,
    /// Every one.
    All,
}

impl Scope {
    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Agency => "本单位",
            Self::Region => "本地区及下级",
            Self::All => "全部单位",
        }
    }
}

/// What one role may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRule {
    /// What people read.
    pub title: String,
    /// What the role is for, in a sentence.
    pub summary: String,
    /// Where it comes from.
    pub article: String,
    /// Roles it may give to others.
    pub grants: BTreeSet<Role>,
    /// Whether it goes with no other role.
    pub alone: bool,
    /// What it may do, and for whom.
    pub may: BTreeMap<Action, Scope>,
}

/// What every role may do: the role × action × scope matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permissions {
    /// The laws and standards behind it.
    pub source: String,
    roles: BTreeMap<Role, RoleRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    source: String,
    role: BTreeMap<Role, Spanned<RawRole>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRole {
    title: String,
    summary: String,
    article: String,
    #[serde(default)]
    grants: Vec<Role>,
    #[serde(default)]
    alone: bool,
    may: BTreeMap<Action, Spanned<Scope>>,
}

impl Permissions {
    /// Reads `law/roles.toml`.
    ///
    /// # Errors
    /// All problems, one line each: file, line, reason.
    pub fn load(files: &LawFiles) -> Result<Self, Vec<String>> {
        let text = files.get(FILE).ok_or_else(|| vec![format!("law/{FILE}:1: 没有这个文件")])?;
        let told = |at: usize, reason: &str| format!("law/{FILE}:{}: {reason}", line(text, at));
        let raw: Raw = toml::from_str(text).map_err(|e| {
            vec![told(e.span().map_or(0, |s| s.start), &format!("格式有误({})", e.message()))]
        })?;
        let mut problems = Vec::new();
        if raw.source.trim().is_empty() {
            problems.push(told(0, "source 不能为空：请写明依据"));
        }
        for role in Role::ALL.iter().filter(|r| !raw.role.contains_key(r)) {
            problems.push(told(text.len(), &format!("缺少角色 [role.{}]", role.key())));
        }
        let mut roles = BTreeMap::new();
        for (role, spanned) in raw.role {
            let at = spanned.span().start;
            let rule = spanned.into_inner();
            problems.extend(wrong(role, &rule, at).into_iter().map(|(at, reason)| told(at, &reason)));
            let may = rule.may.into_iter().map(|(action, scope)| (action, scope.into_inner())).collect();
            let RawRole { title, summary, article, grants, alone, .. } = rule;
            let grants = grants.into_iter().collect();
            roles.insert(role, RoleRule { title, summary, article, grants, alone, may });
        }
        if problems.is_empty() { Ok(Self { source: raw.source, roles }) } else { Err(problems) }
    }

    /// Every role with its rule.
    pub fn roles(&self) -> impl Iterator<Item = (Role, &RoleRule)> {
        self.roles.iter().map(|(role, rule)| (*role, rule))
    }

    /// For whom a role may do something; none when it may not at all.
    #[must_use]
    pub fn scope(&self, role: Role, action: Action) -> Option<Scope> {
        self.roles.get(&role)?.may.get(&action).copied()
    }

    /// The roles that one may give to others.
    #[must_use]
    pub fn grants(&self, role: Role) -> BTreeSet<Role> {
        self.roles.get(&role).map(|r| r.grants.clone()).unwrap_or_default()
    }

    /// Whether a role goes with no other.
    #[must_use]
    pub fn is_alone(&self, role: Role) -> bool {
        self.roles.get(&role).is_some_and(|r| r.alone)
    }

    /// The role among these that may not go with the others.
    #[must_use]
    pub fn must_be_alone(&self, roles: &BTreeSet<Role>) -> Option<Role> {
        if roles.len() > 1 { roles.iter().copied().find(|role| self.is_alone(*role)) } else { None }
    }
}

/// What is wrong with the rule of one role, and where.
fn wrong(role: Role, rule: &RawRole, at: usize) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (name, text) in [("title", &rule.title), ("summary", &rule.summary), ("article", &rule.article)] {
        if text.trim().is_empty() {
            found.push((at, format!("[role.{}] 的 {name} 不能为空", role.key())));
        }
    }
    for (action, scope) in &rule.may {
        let at = scope.span().start;
        // To sample what is public changes nothing that agencies do.
        let samples = role == Role::Evaluator && *action == Action::Evaluate;
        if matches!(role, Role::Auditor | Role::Evaluator) && !action.only_reads() && !samples {
            found.push((at, format!("“{}”只能查看，不能有“{action}”", role.zh())));
        }
        if role == Role::SystemAdministrator && action.is_of_the_life_cycle() {
            found.push((at, format!("“{}”不参与信息的办理，不能有“{action}”", role.zh())));
        }
    }
    if !rule.grants.is_empty() && !rule.may.contains_key(&Action::ManagePeople) {
        found.push((at, format!("[role.{}] 没有 manage-people,grants 不起作用", role.key())));
    }
    found
}

fn line(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(from: &str, to: &str) -> Vec<String> {
        let files = LawFiles::embedded();
        let text = files.get(FILE).unwrap().replacen(from, to, 1);
        assert_ne!(files.get(FILE).unwrap(), text, "“{from}” is in the file");
        Permissions::load(&files.with(FILE, text)).unwrap_err()
    }

    #[test]
    fn the_embedded_file_names_every_role_and_its_source() {
        let read = Permissions::load(&LawFiles::embedded()).unwrap();
        assert_eq!(read.roles().count(), Role::ALL.len());
        assert!(read.roles().all(|(_, r)| !r.article.is_empty() && !r.may.is_empty()));
        assert!(
            Role::ALL.iter().all(|r| read.roles[r].title == r.zh()),
            "the file and the code use the same words"
        );
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let unknown = broken("[role.drafter]", "[role.typist]");
        assert!(unknown[0].contains("law/roles.toml:") && unknown[0].contains("typist"), "{unknown:?}");
        let text = LawFiles::embedded().get(FILE).unwrap().to_owned();
        let at = text.lines().position(|l| l.starts_with("may = { read-work = \"all\"")).unwrap() + 1;
        let auditor = broken("may = { read-work = \"all\"", "may = { approve = \"all\", read-work = \"all\"");
        assert_eq!(auditor, [format!("law/roles.toml:{at}: “审计员”只能查看，不能有“批准”")]);
        let system =
            broken("may = { manage-people = \"all\"", "may = { draft = \"all\", manage-people = \"all\"");
        assert!(system[0].contains("不参与信息的办理"), "{system:?}");
        assert!(broken("draft = \"agency\"", "draft = \"planet\"")[0].contains("planet"));
        assert!(broken("title = \"起草人\"", "title = \"\"")[0].contains("title 不能为空"));
        let cut = text.split("[role.evaluator]").next().unwrap().to_owned();
        let missing = Permissions::load(&LawFiles::embedded().with(FILE, cut)).unwrap_err();
        assert!(missing[0].contains("[role.evaluator]"), "{missing:?}");
    }

    #[test]
    fn some_roles_go_with_no_other() {
        let read = Permissions::load(&LawFiles::embedded()).unwrap();
        assert_eq!(read.must_be_alone(&BTreeSet::from([Role::Drafter, Role::Approver])), None);
        assert_eq!(read.must_be_alone(&BTreeSet::from([Role::Auditor])), None);
        assert_eq!(read.must_be_alone(&BTreeSet::from([Role::Drafter, Role::Auditor])), Some(Role::Auditor));
    }
}
