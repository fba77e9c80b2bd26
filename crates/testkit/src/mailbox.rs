//! A mail server of a test.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use mingjing_actions::outbox::{Carrier, Letter, NotCarried, carry_due};

use crate::TestHouse;

/// Keeps what it is given, and answers as it is told.
#[derive(Debug, Default)]
pub struct Mailbox {
    letters: Mutex<Vec<Letter>>,
    refuses: Mutex<Option<NotCarried>>,
    hangs: bool,
}

#[async_trait]
impl Carrier for Mailbox {
    async fn carry(&self, letter: &Letter) -> Result<(), NotCarried> {
        if let Some(why) = self.refuses.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            return Err(why);
        }
        self.letters.lock().unwrap_or_else(PoisonError::into_inner).push(letter.clone());
        if self.hangs {
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

impl Mailbox {
    /// One that takes letters and never answers.
    #[must_use]
    pub fn hanging() -> Self {
        Self { hangs: true, ..Self::default() }
    }

    /// From now on it refuses letters so, or takes them.
    pub fn refuse(&self, why: Option<NotCarried>) {
        *self.refuses.lock().unwrap_or_else(PoisonError::into_inner) = why;
    }

    /// What came since the last look.
    pub fn take(&self) -> Vec<Letter> {
        std::mem::take(&mut self.letters.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has what waits sent; what came.
    pub async fn collect(&self, test: &TestHouse) -> Vec<Letter> {
        carry_due(&test.house, self).await.expect("mail is sent");
        self.take()
    }
}
