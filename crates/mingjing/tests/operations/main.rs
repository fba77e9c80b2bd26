//! The program as those who run it meet it: other databases, full disks, lost connections, limits, restored backups.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod desk;
mod disk;
mod flood;
mod folders;
mod lost;
mod mail;
mod metrics;
mod month;
mod postgres;
mod program;
mod proxy;
mod restored;
mod rules;
mod s3;
mod taken_home;
