//! Atom feeds (RFC 4287).

use atom_syndication::{Category, Entry as AtomEntry, Feed as AtomFeed, Link, Person, Text};
use chrono::{DateTime, FixedOffset};

/// A feed.
#[derive(Debug, Clone)]
pub struct Feed {
    /// The feed's permanent identifier: an IRI, usually its own address.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The feed's own address.
    pub feed_url: String,
    /// The page that the feed follows.
    pub page_url: String,
    /// Who publishes it; stands for entries without an author of their own.
    pub author: String,
    /// When anything in it changed last.
    pub updated: DateTime<FixedOffset>,
    /// The entries, newest first.
    pub entries: Vec<Entry>,
}

/// One entry of a feed.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The entry's permanent identifier: an IRI that stays when the address changes.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub url: String,
    /// A short text, if there is one.
    pub summary: Option<String>,
    /// The publishing agency.
    pub author: String,
    /// What kind of disclosure it is.
    pub category: String,
    /// When it was published first.
    pub published: DateTime<FixedOffset>,
    /// When it was changed last.
    pub updated: DateTime<FixedOffset>,
}

impl Feed {
    /// The feed as an XML document. Characters that XML 1.0 does not have are left out.
    pub fn to_xml(&self) -> String {
        let feed = AtomFeed {
            id: clean(&self.id),
            title: Text::plain(clean(&self.title)),
            updated: self.updated,
            authors: vec![person(&self.author)],
            links: vec![
                link("self", "application/atom+xml", &self.feed_url),
                link("alternate", "text/html", &self.page_url),
            ],
            entries: self.entries.iter().map(Entry::to_atom).collect(),
            lang: Some("zh-CN".to_owned()),
            ..AtomFeed::default()
        };
        feed.to_string()
    }
}

impl Entry {
    fn to_atom(&self) -> AtomEntry {
        AtomEntry {
            id: clean(&self.id),
            title: Text::plain(clean(&self.title)),
            updated: self.updated,
            published: Some(self.published),
            authors: vec![person(&self.author)],
            categories: vec![Category { term: clean(&self.category), ..Category::default() }],
            links: vec![link("alternate", "text/html", &self.url)],
            summary: self.summary.as_deref().map(|text| Text::plain(clean(text))),
            ..AtomEntry::default()
        }
    }
}

fn person(name: &str) -> Person {
    Person { name: clean(name), ..Person::default() }
}

fn link(relation: &str, media_type: &str, url: &str) -> Link {
    Link {
        href: clean(url),
        rel: relation.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..Link::default()
    }
}

/// Without the characters that XML 1.0 (production 2) excludes.
fn clean(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn feed(title: &str) -> Feed {
        let at = DateTime::parse_from_rfc3339("2026-11-24T12:00:00+08:00").unwrap();
        let entry = Entry {
            id: "urn:uuid:0190a5d2-0000-7000-8000-000000000001".to_owned(),
            title: title.to_owned(),
            url: "https://example.gov.cn/d/1?a=1&b=2".to_owned(),
            summary: Some("摘要 <b>".to_owned()),
            author: "省政府办公厅".to_owned(),
            category: "政策文件".to_owned(),
            published: at,
            updated: at,
        };
        Feed {
            id: "https://example.gov.cn/feed.atom".to_owned(),
            title: "最新公开".to_owned(),
            feed_url: "https://example.gov.cn/feed.atom".to_owned(),
            page_url: "https://example.gov.cn/".to_owned(),
            author: "河北省人民政府".to_owned(),
            updated: at,
            entries: vec![entry],
        }
    }

    #[test]
    fn a_feed_says_what_it_was_given() {
        let xml = feed("关于<公开>的意见 & 解读\u{0}\u{8}").to_xml();
        let read: AtomFeed = xml.parse().unwrap();
        assert_eq!(read.entries[0].title.value, "关于<公开>的意见 & 解读");
        assert_eq!(read.entries[0].links[0].href, "https://example.gov.cn/d/1?a=1&b=2");
        assert_eq!(read.entries[0].summary.as_ref().unwrap().value, "摘要 <b>");
        assert!(xml.contains("xml:lang=\"zh-CN\"") && xml.contains("2026-11-24T12:00:00+08:00"), "{xml}");
    }

    proptest! {
        #[test]
        fn any_title_gives_a_feed_that_parses(title in any::<String>()) {
            prop_assert!(feed(&title).to_xml().parse::<AtomFeed>().is_ok());
        }
    }
}
