#![doc = include_str!("../README.md")]

mod accounts;
mod deciding;
pub mod desk_reading;
mod drafting;
mod error;
mod exporting;
pub mod following;
mod house;
pub mod import;
mod log_source;
mod officer;
mod organisation;
mod publishing;
pub mod reading;
mod register;
pub mod sequencing;
mod trail;
mod working;

pub use accounts::{
    MIN_PASSWORD_CHARS, NewAccount, add_account, officer, set_disabled, set_password, sign_in,
};
pub use deciding::{approve_draft, erase, pass_screening, publish_due, return_draft, screen_draft, withdraw};
pub use drafting::{
    Edit, attach_file, check_draft, discard_draft, save_draft, start_amendment, start_draft, submit_draft,
};
pub use error::Error;
pub use exporting::{columns, export};
pub use house::{House, Parts, Rules, Site, Visible, time_text};
pub use log_source::InstanceSource;
pub use officer::{Officer, Role};
pub use organisation::starting_register;
pub use register::Register;
pub use trail::action_zh;
pub use working::Draft;
