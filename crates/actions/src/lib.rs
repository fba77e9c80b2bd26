#![doc = include_str!("../README.md")]

mod accounts;
mod consulting;
mod deciding;
pub mod desk_reading;
mod drafting;
mod error;
mod exporting;
pub mod following;
mod held;
mod house;
pub mod import;
mod index_check;
mod log_source;
mod looking;
pub mod my_work;
mod officer;
mod organisation;
mod pictures;
mod publishing;
pub mod reading;
mod register;
mod screening;
pub mod sequencing;
mod suggesting;
mod trail;
mod working;

pub use accounts::{
    MIN_PASSWORD_CHARS, NewAccount, add_account, officer, set_disabled, set_password, sign_in,
};
pub use consulting::{answer_opinion, ask_opinion, may_opine, opinions_on};
pub use deciding::{approve_draft, approve_many, erase, publish_due, return_draft, withdraw};
pub use drafting::{
    Edit, attach_file, check_values, discard_draft, save_draft, start_amendment, start_copy, start_draft,
    submit_draft,
};
pub use error::Error;
pub use exporting::{columns, export};
pub use held::{HeldRecord, Passed, drop_held_file, drop_held_row, pass_held_row};
pub use house::{House, Parts, Rules, Site, Visible, time_text};
pub use index_check::{IndexReport, check_index};
pub use log_source::InstanceSource;
pub use looking::look;
pub use mingjing_store::Outage;
pub use officer::{Officer, Role};
pub use organisation::starting_register;
pub use pictures::is_picture;
pub use register::Register;
pub use screening::{FILE_NAME, UNREAD, pass_screening, screen_draft};
pub use suggesting::{Suggestion, suggestions};
pub use trail::action_zh;
pub use working::Draft;
