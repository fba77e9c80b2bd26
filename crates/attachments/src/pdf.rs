//! Text of PDF files.
//!
//! The library panics, loops and recurses without end on some files, so each file is first made
//! safe ([`guard`]), then read on a thread of its own that is caught when it panics and stops by
//! itself when its time is up. A file that cannot be read has no text; it is still a PDF.

mod guard;
mod pages;
mod radicals;

use std::panic::catch_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::Limits;

const PATIENCE: Duration = Duration::from_secs(20);
const STACK: usize = 64 << 20;
/// Threads that may be reading at once, those that were given up but still run included.
const MAX_READERS: usize = 8;

static READERS: AtomicUsize = AtomicUsize::new(0);

/// The text of a file and whether that is all of it, or none.
pub(crate) fn text(bytes: &[u8], limits: &Limits) -> Option<(String, bool)> {
    let seat = Seat::take()?;
    let bytes = bytes.to_vec();
    let limits = *limits;
    let deadline = Instant::now() + PATIENCE;
    let (send, receive) = mpsc::channel();
    let work = move || {
        let _seat = seat;
        let read = catch_unwind(|| pages::read(&bytes, &limits, deadline));
        // Nobody listens any more once the patience is over.
        let _ = send.send(read.ok().flatten());
    };
    thread::Builder::new().name("pdf".into()).stack_size(STACK).spawn(work).ok()?;
    receive.recv_timeout(PATIENCE).ok().flatten()
}

/// The right to read one file.
struct Seat;

impl Seat {
    fn take() -> Option<Self> {
        let free = |taken| (taken < MAX_READERS).then_some(taken + 1);
        READERS.fetch_update(Ordering::AcqRel, Ordering::Acquire, free).ok().map(|_| Self)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        READERS.fetch_sub(1, Ordering::AcqRel);
    }
}
