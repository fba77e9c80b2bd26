//! Samples of subscribing by mail.

use mingjing_design::components::{Breadcrumb, ErrorSummary, Link};
use mingjing_design::frame::Section;

use super::frame;
use crate::pages::{SubscribePage, SubscriptionPage};

fn breadcrumb() -> Breadcrumb {
    Breadcrumb { above: vec![Link::new("/", "首页")], here: "邮件订阅".into() }
}

fn about() -> Link {
    Link::new("/i/notice", "“公告公示”新公开的信息")
}

pub(in crate::pages) fn subscribe(sends_mail: bool, about_item: bool, sent: bool) -> SubscribePage {
    SubscribePage {
        frame: frame("/subscribe", Section::Home, ""),
        breadcrumb: breadcrumb(),
        summary: ErrorSummary {
            errors: vec![Link::new("#address", "请填写邮箱，如 name@example.com")]
        },
        sends_mail,
        about: about_item.then(about),
        kind: "item".into(),
        topic: "notice".into(),
        address: "name@".into(),
        feed: Link::new("/i/notice.atom", "它的订阅源（Atom）"),
        hours: 48,
        sent,
    }
}

pub(in crate::pages) fn subscription(confirmed: Option<bool>) -> SubscriptionPage {
    SubscriptionPage {
        frame: frame("/subscription", Section::Home, ""),
        breadcrumb: breadcrumb(),
        action: "/subscription/0192".into(),
        standing: confirmed.map(|confirmed| (about(), confirmed)),
        ended: confirmed.is_none(),
    }
}
