//! One file a command.

pub mod account;
pub mod backup;
pub mod catalogue;
pub mod credit;
pub mod demo;
pub mod doctor;
pub mod export;
pub mod import;
pub mod init;
pub mod mirror;
pub mod receipt;
pub mod serve;
pub mod verify;
