#![doc = include_str!("../README.md")]

mod accounts;
pub mod appeals;
pub mod auditing;
pub mod bulk;
pub mod case_figures;
pub mod case_files;
mod cases;
pub mod clusters;
pub mod consultations;
mod consulting;
mod correcting;
pub mod credit;
mod deciding;
pub mod decisions;
pub mod deputies;
pub mod desk_reading;
mod drafting;
mod error;
pub mod exchange;
mod exporting;
mod finding;
pub mod following;
mod following_up;
pub mod full_files;
pub mod gathering;
mod held;
mod house;
pub mod import;
pub mod in_hand;
mod index_check;
pub mod links;
mod log_source;
mod looking;
pub mod messages;
pub mod my_work;
pub mod objections;
mod officer;
mod organisation;
mod others_work;
pub mod outbox;
pub mod overseeing;
pub mod passkeys;
mod passwords;
pub mod people;
mod permissions;
mod pictures;
pub mod public_opinions;
mod publishing;
pub mod reading;
mod receipt_code;
mod register;
mod remembering;
pub mod reorganising;
pub mod reply_templates;
pub mod reports;
pub mod requests;
pub mod sampling;
mod screening;
mod sealing;
pub mod second_factor;
pub mod selections;
pub mod sequencing;
pub mod sign_ins;
pub mod single_sign_on;
pub mod site_health;
pub mod staff_mail;
pub mod subscriptions;
mod suggesting;
pub mod supervisions;
pub mod tasks;
pub mod tokens;
mod trail;
pub mod training;
mod uploading;
mod urgent;
mod withdrawing;
mod withholding;
mod working;
pub mod yearly_report;

pub use accounts::{
    AccountPolicy, NewAccount, Owed, add_account, officer, record_refusal, record_sign_in, set_disabled,
    set_password, set_roles, sign_in,
};
pub use consulting::{answer_opinion, ask_opinion, may_opine, opinions_on};
pub use deciding::{approve_draft, approve_many, erase, publish_due, return_draft};
pub use drafting::{
    Edit, attach_file, check_values, discard_draft, save_draft, start_amendment, start_copy,
    start_correction, start_draft, submit_draft,
};
pub use error::Error;
pub use exporting::{columns, export};
pub use finding::{Synonyms, find_guides};
pub use following_up::{FollowUp, follow_ups, start_follow_up};
pub use held::{HeldRecord, Passed, drop_held_file, drop_held_row, pass_held_row};
pub use house::{House, Parts, Rules, Site, Visible, time_text};
pub use index_check::{IndexReport, check_index};
pub use log_source::InstanceSource;
pub use looking::look;
pub use mingjing_store::Outage;
pub use mingjing_store::register::{Agency, Region};
pub use officer::{Deputyship, Officer, Principal, Role};
pub use organisation::starting_register;
pub use others_work::{OthersFilter, STAGES, others_work};
pub use passwords::{MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS};
pub use permissions::{Action, Permissions, RoleRule, Scope};
pub use pictures::is_picture;
pub use register::Register;
pub use remembering::{keep_decisions, kept_decisions};
pub use screening::{FILE_NAME, UNREAD, pass_screening, screen_draft};
pub use sealing::SealingKey;
pub use suggesting::{RegionSuggestion, Suggestion, region_suggestions, suggestions};
pub use trail::{ACTIONS, AuditReport, action_zh, check_audit};
pub use uploading::{
    MAX_PIECE, Received, begin_upload, cancel_upload, receive_piece, unfinished_uploads, upload,
};
pub use urgent::{
    URGENT_REVIEW, UrgentReview, may_release_urgently, may_review_urgent, release_urgently, review_urgent,
    urgent_waiting,
};
pub use withdrawing::{
    cancel_withdrawal, confirm_withdrawal, propose_repair, propose_withdrawal, review_withdrawal,
    waiting_withdrawals, withdraw_urgently, withdrawals_waiting,
};
pub use withholding::{NewMatter, Review, review_withheld, withheld_list, withhold};
pub use working::Draft;
