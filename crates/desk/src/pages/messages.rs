//! Pages of the mail this site sends.

use askama::Template;
use mingjing_actions::messages::{Filled, LONGEST_BODY, LONGEST_SUBJECT, Placeholder};
use mingjing_design::components::ErrorSummary;
use mingjing_design::frame::Frame;

/// One message of the list.
pub(crate) struct MessageLine {
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    pub(crate) when: String,
    pub(crate) to: String,
    /// When and by whom the standard text was replaced.
    pub(crate) changed: Option<(String, String)>,
}

/// A letter that was given up.
pub(crate) struct FailedLine {
    pub(crate) title: String,
    pub(crate) made: String,
    pub(crate) given_up: String,
    pub(crate) problem: String,
}

/// All messages and what became of letters.
#[derive(Template)]
#[template(path = "messages.html")]
pub(crate) struct MessagesPage {
    pub(crate) frame: Frame,
    pub(crate) lines: Vec<MessageLine>,
    pub(crate) sends_mail: bool,
    /// Letters that wait to be sent.
    pub(crate) waiting: i64,
    /// When the oldest of them was written.
    pub(crate) oldest: Option<String>,
    /// Why one of them was not sent the last time.
    pub(crate) problem: Option<String>,
    pub(crate) failed: Vec<FailedLine>,
    pub(crate) failed_days: u32,
}

/// One message.
#[derive(Template)]
#[template(path = "message.html")]
pub(crate) struct MessagePage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    pub(crate) when: String,
    pub(crate) to: String,
    pub(crate) changed: Option<(String, String)>,
    /// When the text that the form shows was written.
    pub(crate) seen: String,
    pub(crate) subject: String,
    pub(crate) body: String,
    pub(crate) placeholders: &'static [Placeholder],
    /// What would be sent, with example values; none while something is wrong.
    pub(crate) preview: Option<Filled>,
}

impl MessagePage {
    fn longest_subject(&self) -> usize {
        LONGEST_SUBJECT
    }

    fn longest_body(&self) -> usize {
        LONGEST_BODY
    }
}

/// Something a person may be told of.
pub(crate) struct NoticeTick {
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    pub(crate) chosen: bool,
}

/// One's own mail address.
#[derive(Template)]
#[template(path = "me_mail.html")]
pub(crate) struct MailPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) sends_mail: bool,
    /// The address; none where none is given.
    pub(crate) address: Option<String>,
    pub(crate) confirmed: bool,
    /// What was typed for a new address.
    pub(crate) typed: String,
    pub(crate) notices: Vec<NoticeTick>,
    /// Minutes between two mails.
    pub(crate) minutes: u32,
}
