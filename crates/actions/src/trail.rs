//! The audit trail: every step at the desk, with who, when and why.

use mingjing_store::Tx;
use mingjing_store::audit::{self, AuditRow};
use serde_json::Value;

use crate::{Error, House, Officer};

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
    /// Further detail.
    pub(crate) detail: Option<Value>,
}

/// Records one step.
pub(crate) async fn record(house: &House, tx: &mut Tx, by: &Officer, step: Step<'_>) -> Result<(), Error> {
    let row = AuditRow {
        id: house.new_id(),
        at: house.now_text(),
        officer_id: by.id.clone(),
        officer_name: by.name.clone(),
        agency_code: step.agency.to_owned(),
        action: step.action.to_owned(),
        disclosure_id: step.disclosure.map(str::to_owned),
        reason: step.reason.map(str::to_owned),
        detail: step.detail.map(|d| d.to_string()),
    };
    audit::insert(tx, &[row]).await?;
    Ok(())
}

/// What people read for an action of the trail.
#[must_use]
pub fn action_zh(action: &str) -> &'static str {
    match action {
        "draft" => "起草",
        "edit" => "修改",
        "attach" => "添加附件",
        "submit" => "提交审查",
        "screen" => "审查通过",
        "return" => "退回",
        "approve" => "批准",
        "schedule" => "定时公开",
        "publish" => "公开",
        "amend" => "开始更新",
        "withdraw" => "撤回",
        "erase" => "删除内容",
        "discard" => "放弃草稿",
        "import" => "批量导入",
        "hold" => "导入时留待审查",
        "supersede" => "数据源已改正",
        "drop" => "审查不予公开",
        "bulk-begin" => "上传批量导入文件",
        "bulk-submit" => "批量导入提交审查",
        "bulk-screen" => "批量导入审查通过",
        "bulk-return" => "批量导入退回",
        "bulk-approve" => "批准批量导入",
        "bulk-stop" => "停下批量导入",
        "bulk-resume" => "继续批量导入",
        "bulk-discard" => "放弃批量导入",
        "bulk-done" => "批量导入完成",
        _ => "其他操作",
    }
}
