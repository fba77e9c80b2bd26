//! 邮件订阅: the form, what follows it, and the page of the link in a mail.

use askama::Template;
use mingjing_actions::subscriptions::LONGEST_WORDS;
use mingjing_design::components::{Breadcrumb, ErrorSummary, Link};
use mingjing_design::frame::Frame;

/// `/subscribe`: what is subscribed to, and the address.
#[derive(Debug, Clone, Template)]
#[template(path = "subscribe.html")]
pub struct SubscribePage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// What is to be mended.
    pub summary: ErrorSummary,
    /// Whether this site sends mail at all.
    pub sends_mail: bool,
    /// What is subscribed to, with its page; none where words are asked for.
    pub about: Option<Link>,
    /// The kind of it.
    pub kind: String,
    /// Which one of its kind, or the words that were typed.
    pub topic: String,
    /// The address as it was typed.
    pub address: String,
    /// The feed that tells the same without an address.
    pub feed: Link,
    /// Hours in which it has to be confirmed.
    pub hours: u32,
    /// Whether the form was taken.
    pub sent: bool,
}

impl SubscribePage {
    fn longest_words(&self) -> usize {
        LONGEST_WORDS
    }
}

/// `/subscription/{token}`: what the link of a mail leads to.
#[derive(Debug, Clone, Template)]
#[template(path = "subscription.html")]
pub struct SubscriptionPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// The address of this page.
    pub action: String,
    /// What the link is about, and whether it is confirmed; none where there is nothing any more.
    pub standing: Option<(Link, bool)>,
    /// Whether it has just been ended.
    pub ended: bool,
}
