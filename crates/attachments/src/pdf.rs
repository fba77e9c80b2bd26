//! Text of PDF files. The library may panic or run away on broken files, so it works on a thread of its own, for a
//! limited time; a file it cannot read simply has no text.

use std::panic::catch_unwind;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Longer files are not read for their text.
const MAX_BYTES: usize = 50 << 20;
const PATIENCE: Duration = Duration::from_secs(20);
const STACK: usize = 64 << 20;

pub(crate) fn text(bytes: &[u8]) -> Option<String> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    let bytes = bytes.to_vec();
    let (send, receive) = mpsc::channel();
    let work = move || {
        let read = catch_unwind(|| pdf_extract::extract_text_from_mem(&bytes));
        // Nobody listens any more once the patience is over.
        let _ = send.send(read.ok().and_then(Result::ok));
    };
    thread::Builder::new().name("pdf".into()).stack_size(STACK).spawn(work).ok()?;
    receive.recv_timeout(PATIENCE).ok().flatten()
}
