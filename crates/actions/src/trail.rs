//! The audit trail: every step at the desk, with who, when, where from, before and after. Each row holds the digest of
//! itself and of the row before, so that a row that is changed, taken out or put in is found by `mingjing doctor`.

use mingjing_store::Tx;
use mingjing_store::audit::{self, AuditRow};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{Error, House, Officer};

/// Rows read at once.
const PAGE: i64 = 2_000;

/// One step to be recorded, in the transaction that takes it.
pub(crate) struct Step<'a> {
    /// What was done, one word.
    pub(crate) action: &'static str,
    /// On which disclosure.
    pub(crate) disclosure: Option<&'a str>,
    /// For which agency.
    pub(crate) agency: &'a str,
    /// Why.
    pub(crate) reason: Option<&'a str>,
    /// Further detail, and what was before and after. No personal data but names of officers.
    pub(crate) detail: Option<Value>,
}

/// What was before and after, as the detail of a step.
pub(crate) fn changed(before: Value, after: Value) -> Option<Value> {
    Some(json!({ "before": before, "after": after }))
}

/// Records one step, as the last thing of a transaction: see [`record_all`].
pub(crate) async fn record(house: &House, tx: &mut Tx, by: &Officer, step: Step<'_>) -> Result<(), Error> {
    record_all(house, tx, by, vec![step]).await
}

/// Records the steps of one person, as the last thing of a transaction: from here to the commit others wait who record
/// one too, so nothing that others may hold must be asked for afterwards.
pub(crate) async fn record_all(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    steps: Vec<Step<'_>>,
) -> Result<(), Error> {
    if steps.is_empty() {
        return Ok(());
    }
    let added = crate::house::as_i64(steps.len() as u64);
    let end = audit::lock_head(tx, added).await?;
    let first = end.positions - added + 1;
    let mut previous = if first == 1 { seal_of_earlier_rows(tx).await? } else { end.hash };
    let mut rows = Vec::with_capacity(steps.len());
    for (step, position) in steps.into_iter().zip(first..) {
        let mut row = AuditRow {
            id: house.new_id(),
            at: house.now_text(),
            officer_id: by.id.clone(),
            officer_name: by.name.clone(),
            agency_code: step.agency.to_owned(),
            action: step.action.to_owned(),
            disclosure_id: step.disclosure.map(str::to_owned),
            reason: step.reason.map(str::to_owned),
            detail: step.detail.map(|d| d.to_string()),
            address: by.address.clone(),
            acting_for_id: by.in_place_of().map(str::to_owned),
            acting_for_name: by.acting_for.as_ref().map(|p| p.name.clone()),
            position: Some(position),
            hash: None,
        };
        previous = digest(&previous, &row)?;
        row.hash = Some(previous.clone());
        rows.push(row);
    }
    audit::append(tx, &rows, &previous).await?;
    Ok(())
}

/// Digest of a row and of the digest before it: SHA-256 of a JSON list of all its columns.
fn digest(previous: &str, r: &AuditRow) -> Result<String, Error> {
    let who = (&r.officer_id, &r.officer_name, &r.acting_for_id, &r.acting_for_name, &r.address);
    let what = (&r.agency_code, &r.action, &r.disclosure_id, &r.reason, &r.detail);
    let bytes = serde_json::to_vec(&(previous, r.position, &r.id, &r.at, who, what))?;
    Ok(hex::encode(Sha256::digest(bytes)))
}

/// One digest of all rows from before there was a chain; empty when there are none.
async fn seal_of_earlier_rows(tx: &mut Tx) -> Result<String, Error> {
    let (mut seal, mut last) = (String::new(), String::new());
    loop {
        let rows = audit::before_the_chain(tx, &last, PAGE).await?;
        for row in &rows {
            seal = digest(&seal, row)?;
        }
        match rows.last() {
            Some(row) => last.clone_from(&row.id),
            None => return Ok(seal),
        }
    }
}

/// What the check of the chain found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// Rows in the chain.
    pub rows: u64,
    /// Digest of the last one: written down elsewhere, it proves that nothing before it was made up later.
    pub end: String,
    /// The first row that does not fit, in words.
    pub problem: Option<String>,
}

/// Checks the whole chain; names the first row that does not fit.
///
/// # Errors
/// When the database cannot be read.
pub async fn check_audit(house: &House) -> Result<AuditReport, Error> {
    let mut tx = house.db.read().await?;
    let end = audit::head(&mut tx).await?;
    let mut previous = seal_of_earlier_rows(&mut tx).await?;
    let mut checked = 0_i64;
    let told = |checked: i64, problem: String| AuditReport {
        rows: crate::house::as_u64(checked),
        end: end.hash.clone(),
        problem: Some(problem),
    };
    loop {
        let rows = audit::chain(&mut tx, checked, PAGE).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let position = row.position.unwrap_or_default();
            if position != checked + 1 {
                return Ok(told(checked, format!("第 {} 条不见了", checked + 1)));
            }
            let fits = digest(&previous, &row)?;
            if row.hash.as_deref() != Some(fits.as_str()) {
                let (at, who, what) = (&row.at, &row.officer_name, action_zh(&row.action));
                let before = if position == 1 { "(或有链之前的旧记录)" } else { "" };
                return Ok(told(
                    checked,
                    format!("第 {position} 条{before}被改动过：{at} {who} {what}(编号 {})", row.id),
                ));
            }
            (previous, checked) = (fits, position);
        }
    }
    if checked != end.positions || (checked > 0 && previous != end.hash) {
        return Ok(told(checked, format!("最后的记录不见了：应有 {} 条，只有 {checked} 条", end.positions)));
    }
    Ok(AuditReport { rows: crate::house::as_u64(checked), end: end.hash, problem: None })
}

/// The actions of the trail, in the order in which they are offered to be searched for.
pub const ACTIONS: [(&str, &str); 145] = [
    ("draft", "起草"),
    ("edit", "修改"),
    ("attach", "添加附件"),
    ("submit", "提交审查"),
    ("decide", "存下审查决定"),
    ("screen", "审查通过"),
    ("consult", "请求第二意见"),
    ("opine", "答复第二意见"),
    ("return", "退回"),
    ("approve", "批准"),
    ("schedule", "定时公开"),
    ("publish", "公开"),
    ("release-urgently", "紧急发布"),
    ("urgent-review", "复核紧急发布"),
    ("amend", "开始更新"),
    ("correct", "开始文字更正"),
    ("report-contact", "查看报告人的联系方式"),
    ("report-answer", "答复读者报告"),
    ("withdraw-propose", "提出撤回"),
    ("withdraw-cancel", "取消撤回"),
    ("withdraw", "撤回"),
    ("withdraw-review", "事后复核撤回"),
    ("bulk-withdraw-propose", "提出批量撤回"),
    ("bulk-withdraw-confirm", "确认批量撤回"),
    ("bulk-withdraw-cancel", "取消批量撤回"),
    ("bulk-withdraw-stop", "停下批量撤回"),
    ("bulk-withdraw-resume", "继续批量撤回"),
    ("bulk-withdraw-done", "批量撤回完成"),
    ("publicity-end", "公示期满停止公示"),
    ("credit-upload", "信用记录上报"),
    ("credit-receipt", "收下信用回执"),
    ("erase", "删除内容"),
    ("discard", "放弃草稿"),
    ("import", "批量导入"),
    ("hold", "导入时留待审查"),
    ("supersede", "数据源已改正"),
    ("drop", "审查不予公开"),
    ("bulk-begin", "上传批量导入文件"),
    ("bulk-columns", "选择批量导入的列"),
    ("bulk-submit", "批量导入提交审查"),
    ("bulk-screen", "批量导入审查通过"),
    ("bulk-return", "批量导入退回"),
    ("bulk-approve", "批准批量导入"),
    ("bulk-stop", "停下批量导入"),
    ("bulk-resume", "继续批量导入"),
    ("bulk-discard", "放弃批量导入"),
    ("bulk-done", "批量导入完成"),
    ("sign-in", "登录"),
    ("sign-out", "退出登录"),
    ("sign-in-refused", "登录失败"),
    ("password", "设置密码"),
    ("password-reset", "重置密码"),
    ("totp-add", "启用验证器"),
    ("totp-remove", "停用验证器"),
    ("recovery-codes", "更换恢复码"),
    ("passkey-add", "登记通行密钥"),
    ("passkey-remove", "删除通行密钥"),
    ("identity-add", "关联统一身份"),
    ("identity-remove", "取消关联统一身份"),
    ("account-add", "新建账号"),
    ("invite", "邀请"),
    ("roles", "更改角色"),
    ("account-disable", "停用账号"),
    ("account-enable", "启用账号"),
    ("account-reset", "重置登录"),
    ("session-end", "结束登录"),
    ("deputy", "设代理人"),
    ("deputy-end", "结束代理"),
    ("agency-add", "设立单位"),
    ("agency-change", "变更单位"),
    ("agency-close", "撤并单位"),
    ("site-arrange", "调整网站栏目"),
    ("site-host", "设置网站域名"),
    ("region-add", "新增行政区划"),
    ("region-change", "变更行政区划"),
    ("region-close", "撤并行政区划"),
    ("withhold", "列入不予公开清单"),
    ("withheld-review", "复审不予公开事项"),
    ("withheld-open", "移出不予公开清单"),
    ("audit-export", "导出操作记录"),
    ("token-make", "建立接口令牌"),
    ("token-screen", "接口令牌审查通过"),
    ("token-approve", "批准接口令牌"),
    ("token-revoke", "撤销接口令牌"),
    ("push", "接口推送"),
    ("push-refused", "接口推送被拒绝"),
    ("full-files", "公开全量文件"),
    ("mail-address", "填写提醒邮箱"),
    ("mail-confirm", "确认提醒邮箱"),
    ("mail-notices", "选择邮件提醒"),
    ("mail-remove", "删除提醒邮箱"),
    ("message-change", "更改邮件文字"),
    ("message-reset", "恢复标准邮件文字"),
    ("request-register", "登记公开申请"),
    ("request-step", "办理公开申请"),
    ("request-review", "审核公开申请"),
    ("request-reveal", "查看申请人信息"),
    ("request-letter", "下载公开申请的文书"),
    ("appeal-file-add", "放入诉求的文件"),
    ("appeal-file-remove", "取出诉求答复的文件"),
    ("appeal-file-read", "下载诉求的文件"),
    ("request-file-add", "放入公开申请的文件"),
    ("request-file-remove", "取出公开申请答复的文件"),
    ("request-file-read", "下载公开申请的文件"),
    ("request-forget", "删除到期的申请人信息"),
    ("appeal-register", "登记诉求"),
    ("appeal-intake", "系统转来诉求"),
    ("appeal-step", "办理诉求"),
    ("appeal-review", "审核诉求的答复"),
    ("appeal-reveal", "查看诉求提出人信息"),
    ("appeal-forget", "删除到期的诉求内容"),
    ("supervision-step", "办理督办"),
    ("supervision-answer", "答复督办"),
    ("consultation-step", "办理征求意见"),
    ("consultation-review", "审核征求意见"),
    ("comment-reveal", "查看提意见人信息"),
    ("comment-forget", "删除到期的提意见人信息"),
    ("selection-step", "办理参加人报名"),
    ("selection-review", "审核参加人报名"),
    ("sign-up-register", "登记来电、来信、来访的报名"),
    ("sign-up-reveal", "查看报名人信息"),
    ("sign-up-forget", "删除到期的报名人信息"),
    ("yearly-report", "编制年度报告"),
    ("yearly-report-draft", "生成年度报告稿件"),
    ("case-assign", "指定经办人"),
    ("template-add", "新建答复模板"),
    ("template-change", "修改答复模板"),
    ("template-remove", "删除答复模板"),
    ("training-plan", "新建培训计划"),
    ("training-session", "安排培训"),
    ("training-cancel", "取消培训"),
    ("training-enrol", "加入参训的人"),
    ("training-remove", "移出参训的人"),
    ("training-confirm", "确认参训到场"),
    ("training-certificate", "下载培训证明"),
    ("training-forget", "删除到期的参训人信息"),
    ("public-opinion-note", "登记舆情"),
    ("public-opinion-intake", "系统转来舆情"),
    ("public-opinion-judge", "研判舆情"),
    ("public-opinion-answer", "回应舆情"),
    ("public-opinion-tell", "提醒办理舆情"),
    ("public-opinion-forget", "删除到期的舆情内容"),
    ("objection-lodge", "提出考核异议"),
    ("objection-step", "办理考核异议"),
    ("sample-check", "登记抽查情况"),
];

/// What people read for an action of the trail.
#[must_use]
pub fn action_zh(action: &str) -> &'static str {
    ACTIONS.iter().find(|(key, _)| *key == action).map_or("其他操作", |(_, zh)| zh)
}
