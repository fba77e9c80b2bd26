//! Parts of pages as typed structs with their own templates; a page embeds one with `{{ field }}`.

mod clock;
mod difference;
mod facts;
mod log_mark;
mod navigation;
mod notice;
mod qr;
mod tag;

pub use clock::ClockBadge;
pub use difference::{Change, Difference, FieldChange};
pub use facts::{Fact, FactTable, FactValue, Link};
pub use log_mark::LogMark;
pub use navigation::{Breadcrumb, ErrorSummary, FacetChoice, FacetGroup, Pagination, Step};
pub use notice::{Notice, NoticeKind, Tombstone};
pub use qr::QrCode;
pub use tag::{Tag, TagKind};
