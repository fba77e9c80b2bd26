//! One file a command.

pub mod account;
pub mod assess;
pub mod backup;
pub mod catalogue;
pub mod credit;
pub mod demo;
pub mod doctor;
pub mod export;
pub mod folders;
pub mod full_files;
pub mod import;
pub mod init;
pub mod mirror;
pub mod receipt;
pub mod sample;
pub mod serve;
pub mod tasks;
pub mod verify;
