//! Who may do what, as a table.

use axum::extract::State;
use axum::response::IntoResponse;
use mingjing_actions::{Action, Role};
use mingjing_design::page::Page;

use crate::Desk;
use crate::pages::{PermissionLine, PermissionsPage, RoleView};
use crate::steps::Answer;
use crate::visitor::Visitor;

/// The table of `law/roles.toml`.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    let permissions = &desk.house.rules.permissions;
    let scope = |role: Role, action| permissions.scope(role, action).map_or("", |s| s.zh());
    let roles: Vec<Role> = permissions.roles().map(|(role, _)| role).collect();
    let line = |action: Action| PermissionLine {
        action: action.zh(),
        scopes: roles.iter().map(|role| scope(*role, action)).collect(),
    };
    let view = |(role, rule): (Role, &mingjing_actions::RoleRule)| RoleView {
        mine: visitor.officer.roles.contains(&role),
        title: rule.title.clone(),
        summary: rule.summary.clone(),
        article: rule.article.clone(),
        alone: rule.alone,
        grants: rule.grants.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
    };
    let page = PermissionsPage {
        lines: Action::ALL.into_iter().map(line).collect(),
        roles: permissions.roles().map(view).collect(),
        source: permissions.source.clone(),
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}
