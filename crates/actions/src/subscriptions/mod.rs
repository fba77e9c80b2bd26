//! Telling readers by mail what becomes public. Nobody needs an account: who gives an address is asked by mail whether it
//! is meant, and only whoever opens that mail and presses the button is told anything (个人信息保护法 第十四条: consent is
//! given voluntarily and explicitly). Every mail has the way out (第十五条), which takes the address away at once.

mod asking;
mod digest;
mod dispatch;

use mingjing_catalogue::Item;

pub(crate) use asking::read_address;
pub use asking::{Standing, ask, confirm, end, forget_unconfirmed, standing};
pub use digest::write_due;
pub use dispatch::catch_up;

use crate::{Error, House, reading};

/// Longest words somebody listens for, in characters.
pub const LONGEST_WORDS: usize = 60;

/// What somebody wants to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Topic {
    /// What is newly published of a catalogue item, by its key.
    Item(String),
    /// What an agency newly publishes, by its code.
    Agency(String),
    /// What is newly published with all of these words in it.
    Words(String),
    /// Every change of a list, by the key of its item.
    List(String),
    /// Later versions of one disclosure, and its withdrawal, by its identity.
    Disclosure(String),
}

impl Topic {
    /// The topic of a kind.
    #[must_use]
    pub fn of(kind: &str, topic: &str) -> Option<Self> {
        let topic = topic.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(match kind {
            _ if topic.is_empty() => return None,
            "item" => Self::Item(topic),
            "agency" => Self::Agency(topic),
            "words" => Self::Words(topic),
            "list" => Self::List(topic),
            "disclosure" => Self::Disclosure(topic),
            _ => return None,
        })
    }

    /// The word for its kind, in addresses and in the database.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Item(_) => "item",
            Self::Agency(_) => "agency",
            Self::Words(_) => "words",
            Self::List(_) => "list",
            Self::Disclosure(_) => "disclosure",
        }
    }

    /// Which one of its kind.
    #[must_use]
    pub fn topic(&self) -> &str {
        match self {
            Self::Item(topic)
            | Self::Agency(topic)
            | Self::Words(topic)
            | Self::List(topic)
            | Self::Disclosure(topic) => topic,
        }
    }

    /// The page that shows it.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Item(key) => format!("/i/{key}"),
            Self::Agency(code) => format!("/a/{code}"),
            Self::Words(words) => {
                let words = percent_encoding::utf8_percent_encode(words, percent_encoding::NON_ALPHANUMERIC);
                format!("/search?q={words}&sort=date")
            }
            Self::List(key) => format!("/i/{key}/changes"),
            Self::Disclosure(id) => format!("/d/{id}"),
        }
    }

    /// The Atom feed that tells the same, or everything that is newly published.
    #[must_use]
    pub fn feed(&self) -> String {
        match self {
            Self::Item(key) => format!("/i/{key}.atom"),
            Self::List(key) => format!("/i/{key}/changes.atom"),
            Self::Agency(_) | Self::Words(_) | Self::Disclosure(_) => "/feed.atom".to_owned(),
        }
    }
}

/// What a topic is called, for people.
///
/// # Errors
/// [`Error::NotFound`] when there is no such thing, or it is not public; [`Error::Refused`] for words that are too long.
pub async fn title(house: &House, topic: &Topic) -> Result<String, Error> {
    let named = |key: &str, item: fn(&Item) -> bool| {
        let found = house.rules.catalogue.item(key).filter(|i| item(i));
        found.map(|item| item.title.zh.clone()).ok_or(Error::NotFound("这个公开事项"))
    };
    Ok(match topic {
        Topic::Item(key) => format!("“{}”新公开的信息", named(key, |_| true)?),
        Topic::List(key) => format!("“{}”的变更", named(key, |item| item.history.is_some())?),
        Topic::Agency(code) => {
            let register = house.register();
            let agency = register.agency(code).ok_or(Error::NotFound("这个机关"))?;
            format!("{}新公开的信息", agency.name)
        }
        Topic::Words(words) => {
            let length = words.chars().count();
            if !(2..=LONGEST_WORDS).contains(&length) {
                return Err(Error::Refused(format!("词语须有 2 至 {LONGEST_WORDS} 字")));
            }
            format!("含有“{words}”的新公开信息")
        }
        Topic::Disclosure(id) => {
            let found = reading::disclosure(house, id).await?.ok_or(Error::NotFound("这条公开信息"))?;
            let content = found.content().ok_or(Error::NotFound("这条公开信息"))?;
            format!("《{}》的更新和撤回", content.title)
        }
    })
}
