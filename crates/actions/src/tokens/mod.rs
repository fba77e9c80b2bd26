//! Tokens by which an agency's own systems push rows.
//!
//! Nobody looks at pushed rows one by one before they are public, so the token itself takes the steps of a draft: an
//! administrator makes it, another person lets its source pass screening, another approves it. They are the people of
//! every row that comes by it; rows in which screening finds something wait for a decision of their own, as always.

mod pushing;
mod steps;
mod token;

pub use pushing::{Push, PushAnswer, PushFormat, Pushed, push};
pub(crate) use pushing::{admitted, note_refusal, used};
pub use steps::{NewToken, approve_token, make_token, revoke_token, screen_token, tokens, tokens_waiting};
pub use token::{ApiToken, TokenAction, TokenProblem, TokenStage};
