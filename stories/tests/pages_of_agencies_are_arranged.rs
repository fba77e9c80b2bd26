//! An agency arranges the columns of its page, and the system administrator gives it a host name.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::TimeDelta;
use mingjing_actions::reorganising::{
    AgencySite, ColumnForm, Decree, PartForm, Shown, SitePart, arrange_site, close_agency, name_host,
    site_history, upcoming_site,
};
use mingjing_actions::{Error, Officer, Role, check_audit};
use mingjing_testkit::{AGENCY, OTHER_AGENCY, TestHouse, account, on_both_databases};

fn own(title: &str, shows: &[Shown], newest: u32) -> PartForm {
    PartForm::Own(ColumnForm { title: title.into(), shows: shows.to_vec(), newest: Some(newest) })
}

fn item(key: &str) -> Shown {
    Shown::Item(key.into())
}

async fn people(test: &TestHouse) -> (Officer, Officer) {
    let admin = account(test, "guanli", "孙管理", AGENCY, vec![Role::Administrator]).await;
    let system = account(test, "xitong", "系统", AGENCY, vec![Role::SystemAdministrator]).await;
    (admin, system)
}

fn since(site: &AgencySite) -> Vec<(String, String)> {
    let own = |part: &SitePart| match part {
        SitePart::Own(column) => Some((column.title.clone(), column.since.clone())),
        SitePart::Statutory => None,
    };
    site.parts.iter().filter_map(own).collect()
}

on_both_databases! {
    async fn columns_are_arranged_and_keep_since_when_they_are(test: TestHouse) {
        let (house, (admin, _)) = (&test.house, people(&test).await);
        assert!(house.register().site(AGENCY).is_none(), "nobody arranged it");
        let first = [own("最新通知", &[item("notice")], 3), PartForm::Statutory];
        assert_eq!(since(&upcoming_site(house, &admin, AGENCY, &first).unwrap())[0].1, "2026-11-24");
        assert!(house.register().site(AGENCY).is_none(), "a look beforehand changes nothing");
        arrange_site(house, &admin, (AGENCY, 0), &first).await.unwrap();
        let version = house.register().site_version(AGENCY);
        assert!(matches!(arrange_site(house, &admin, (AGENCY, version), &first).await, Err(Error::Refused(_))));
        let late = arrange_site(house, &admin, (AGENCY, 0), &[PartForm::Statutory]).await;
        assert!(matches!(late, Err(Error::Conflict)), "somebody was quicker: {late:?}");

        test.advance(TimeDelta::days(3));
        let area = Shown::Area("decision".into());
        let second = [PartForm::Statutory, own("决策和解读", &[area, item("interpretation")], 5), own("通知公告", &[item("notice")], 8)];
        arrange_site(house, &admin, (AGENCY, version), &second).await.unwrap();
        let site = house.register().site(AGENCY).unwrap().clone();
        let known = [("决策和解读", "2026-11-27"), ("通知公告", "2026-11-24")];
        assert_eq!(since(&site), known.map(|(title, day)| (title.to_owned(), day.to_owned())), "renamed, moved, and the same since");
        assert_eq!(site.parts[0], SitePart::Statutory);
        let told = site_history(house, &admin, AGENCY).await.unwrap();
        assert_eq!(told.iter().map(|e| e.change.as_str()).collect::<Vec<_>>(), ["arrange", "arrange"]);
        assert_eq!(told[1].state_before.as_ref(), Some(&told[0].state_after), "no gap in the history");
        assert!(check_audit(house).await.unwrap().problem.is_none());
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_is_wrong_with_a_column_is_said_at_once(test: TestHouse) {
        let (house, (admin, _)) = (&test.house, people(&test).await);
        let wrong = [
            own(" ", &[], 0),
            PartForm::Statutory,
            own("政府信息公开年报", &[item("no-such-item")], 21),
            own("重名", &[item("notice"), item("notice")], 5),
            own("重名", &[item("notice")], 5),
        ];
        let Err(Error::Invalid(found)) = arrange_site(house, &admin, (AGENCY, 0), &wrong).await else { panic!() };
        let fields: Vec<&str> = found.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, [
            "title-0", "newest-0", "shows-0", "title-2", "newest-2", "shows-2", "shows-3", "title-4",
        ]);
        for missing in [vec![], vec![PartForm::Statutory, PartForm::Statutory], vec![own("甲", &[item("notice")], 5)]] {
            let done = arrange_site(house, &admin, (AGENCY, 0), &missing).await;
            assert!(matches!(&done, Err(Error::Refused(text)) if text.contains("法定栏目")), "{done:?}");
        }
        let many: Vec<PartForm> = (0..13).map(|n| own(&format!("第 {n} 个"), &[item("notice")], 5)).chain([PartForm::Statutory]).collect();
        assert!(matches!(arrange_site(house, &admin, (AGENCY, 0), &many).await, Err(Error::Refused(_))));
        assert!(house.register().site(AGENCY).is_none());
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_host_name_belongs_to_one_agency(test: TestHouse) {
        let (house, (admin, system)) = (&test.house, people(&test).await);
        let refused = name_host(house, &admin, (AGENCY, 0), "jyt.example.gov.cn").await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "not by the agency itself: {refused:?}");
        name_host(house, &system, (AGENCY, 0), "教育厅。河北。政务").await.unwrap();
        let register = house.register();
        let name = register.site(AGENCY).unwrap().host.clone().unwrap();
        assert!(name.starts_with("xn--") && register.agency_of_host(&name) == Some(AGENCY), "{name}");
        let taken = name_host(house, &system, (OTHER_AGENCY, 0), &name).await;
        assert!(matches!(&taken, Err(Error::Invalid(p)) if p[0].message.contains(register.agency_name(AGENCY))), "{taken:?}");
        let nonsense = name_host(house, &system, (OTHER_AGENCY, 0), "https://a.cn").await;
        assert!(matches!(&nonsense, Err(Error::Invalid(p)) if p[0].field == "host"), "{nonsense:?}");

        let version = register.site_version(AGENCY);
        arrange_site(house, &admin, (AGENCY, version), &[own("通知", &[item("notice")], 5), PartForm::Statutory]).await.unwrap();
        assert_eq!(house.register().agency_of_host(&name), Some(AGENCY), "columns leave the host as it is");
        name_host(house, &system, (AGENCY, house.register().site_version(AGENCY)), " ").await.unwrap();
        assert_eq!(house.register().agency_of_host(&name), None);
        assert_eq!(house.register().site(AGENCY).unwrap().parts.len(), 2, "the host leaves columns as they are");
        name_host(house, &system, (OTHER_AGENCY, 0), &name).await.unwrap();
        let told = site_history(house, &system, AGENCY).await.unwrap();
        assert_eq!(told.iter().map(|e| e.change.as_str()).collect::<Vec<_>>(), ["host", "arrange", "host"]);

        let decree = Decree { basis: "冀编办〔2026〕12号".into(), takes_effect: house.now().date_naive() };
        close_agency(house, &Officer::operator(), (OTHER_AGENCY, 0), (None, &decree)).await.unwrap();
        assert_eq!(house.register().agency_of_host(&name), None, "a closed agency holds no name");
        name_host(house, &system, (AGENCY, house.register().site_version(AGENCY)), &name).await.unwrap();
        assert!(check_audit(house).await.unwrap().problem.is_none());
        test.finish().await;
    }
}
