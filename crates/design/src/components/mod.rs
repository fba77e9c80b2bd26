//! Parts of pages as typed structs with their own templates; a page embeds one with `{{ field }}`.

mod chart;
mod clock;
mod difference;
mod facts;
mod log_mark;
mod navigation;
mod notice;
mod qr;
mod sub_table;
mod tag;
mod tile_map;

pub use chart::{Bar, BarChart, BarRow};
pub use clock::{ClockBadge, DaysBadge, HourBadge, hours_and_minutes};
pub use difference::{Change, Difference, FieldChange};
pub use facts::{Fact, FactTable, FactValue, Link};
pub use log_mark::LogMark;
pub use navigation::{Breadcrumb, ErrorSummary, FacetChoice, FacetGroup, Pagination, Step};
pub use notice::{Notice, NoticeKind, Tombstone};
pub use qr::QrCode;
pub use sub_table::SubTable;
pub use tag::{Tag, TagKind};
pub use tile_map::{Tile, TileMap};
