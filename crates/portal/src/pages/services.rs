//! `/services`: service guides by everyday words.

use askama::Template;
use mingjing_design::components::{Breadcrumb, Link};
use mingjing_design::frame::Frame;

use super::Entry;

/// What people want done, and the guides for it.
#[derive(Debug, Clone, Template)]
#[template(path = "services.html")]
pub struct ServicesPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// What was asked.
    pub question: String,
    /// Guides for it, the closest first.
    pub guides: Vec<Entry>,
    /// Themes with how many guides each has.
    pub themes: Vec<(Link, u64)>,
    /// All guides.
    pub all: Link,
}
