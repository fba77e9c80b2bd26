//! The page of one agency, arranged by itself and with a host of its own.

use mingjing_actions::reorganising::{ColumnForm, PartForm, Shown, arrange_site, name_host};
use mingjing_actions::{House, Officer};

/// The agency.
const CITY: &str = "130101";
/// Its host; names under `localhost` lead to this machine (RFC 6761, 6.3).
pub const HOST: &str = "shijiazhuang.localhost";

/// Puts columns around those that every agency has, and names the host.
pub async fn arrange(house: &House) -> anyhow::Result<()> {
    let by = Officer::operator();
    let own = |title: &str, shows: Vec<Shown>| {
        PartForm::Own(ColumnForm { title: title.into(), shows, newest: Some(5) })
    };
    let item = |key: &str| Shown::Item(key.into());
    let parts = [
        own("要闻公告", vec![item("news"), item("notice")]),
        PartForm::Statutory,
        own("重大决策", vec![Shown::Area("decision".into())]),
        own("突发事件", vec![item("emergency-warning"), item("emergency-response")]),
    ];
    arrange_site(house, &by, (CITY, house.register().site_version(CITY)), &parts).await?;
    name_host(house, &by, (CITY, house.register().site_version(CITY)), HOST).await?;
    Ok(())
}
