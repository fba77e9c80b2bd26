//! What a reader gets when there is no page: what happened, and what to do.

use askama::Template;
use mingjing_design::components::Link;
use mingjing_design::frame::Frame;

/// An error in plain words.
#[derive(Debug, Clone, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// Around the page.
    pub frame: Frame,
    /// HTTP status.
    pub status: u16,
    /// What happened.
    pub title: String,
    /// Why, and what to do, a sentence each.
    pub text: Vec<String>,
    /// Where to go on.
    pub ways: Vec<Link>,
}

impl ErrorPage {
    /// 404: nothing at this address.
    pub fn not_found(frame: Frame) -> Self {
        Self {
            frame,
            status: 404,
            title: "没有找到这个页面".into(),
            text: vec![
                "地址可能抄错了，或者少了几个字。".into(),
                "公开过的信息不会消失：即使撤回，原来的地址也会说明何时、为何撤回。请用文号、标题或索引号搜索。".into(),
            ],
            ways: vec![Link::new("/search", "搜索"), Link::new("/agencies", "按机关找"), Link::new("/", "首页")],
        }
    }

    /// 400: the address or form could not be understood.
    pub fn bad_request(frame: Frame, what: impl Into<String>) -> Self {
        Self {
            frame,
            status: 400,
            title: "看不懂这个地址".into(),
            text: vec![what.into()],
            ways: vec![Link::new("/search", "搜索"), Link::new("/", "首页")],
        }
    }

    /// 503: too much is going on.
    pub fn busy(frame: Frame) -> Self {
        Self {
            frame,
            status: 503,
            title: "现在下载的人太多".into(),
            text: vec!["请过一分钟再试。也可以从公开日志整本复制：mingjing mirror。".into()],
            ways: vec![Link::new("/log#check", "怎样复制整本日志"), Link::new("/", "首页")],
        }
    }

    /// 429: one address asks too often.
    pub fn too_many(frame: Frame, seconds: u64) -> Self {
        Self {
            frame,
            status: 429,
            title: "请求太频繁".into(),
            text: vec![
                format!("您所在的网络地址一分钟内查询太多，请 {seconds} 秒后再试。"),
                "要整批取数据，请下载整份文件，或者从公开日志整本复制：mingjing mirror。".into(),
            ],
            ways: vec![Link::new("/log#check", "怎样复制整本日志"), Link::new("/", "首页")],
        }
    }

    /// 429: one address sends too many forms with files.
    pub fn too_often(frame: Frame) -> Self {
        Self {
            frame,
            status: 429,
            title: "提交得太频繁".into(),
            text: vec![
                "您所在的网络地址一分钟内提交太多。".into(),
                "填写的内容没有丢：请用浏览器的“返回”回到表单，一分钟后再提交。".into(),
            ],
            ways: vec![Link::new("/", "首页")],
        }
    }

    /// 503: something the site needs is out of order.
    pub fn unavailable(frame: Frame) -> Self {
        Self {
            frame,
            status: 503,
            title: "网站暂时打不开这一页".into(),
            text: vec![
                "数据库或存储暂时连不上。公开过的内容没有丢失，恢复后照常可查。请过几分钟再试。".into(),
            ],
            ways: vec![Link::new("/", "首页")],
        }
    }

    /// 500: our fault.
    pub fn internal(frame: Frame) -> Self {
        Self {
            frame,
            status: 500,
            title: "系统出了问题".into(),
            text: vec!["这是我们的问题，不是您的。已经记录下来，请过几分钟再试。".into()],
            ways: vec![Link::new("/", "首页")],
        }
    }
}
