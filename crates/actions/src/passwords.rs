//! Passwords: whether one is good enough, and how it is kept.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

use crate::{Error, House};

/// Shortest password taken (GB/T 39786 asks for eight of mixed kinds; length does more).
pub const MIN_PASSWORD_CHARS: usize = 10;
/// Longest password taken, in characters: hashing a book would keep a processor busy.
pub const MAX_PASSWORD_CHARS: usize = 200;

/// Hashes a password that is good enough. `known` is what everybody knows of the person: names, agency.
///
/// # Errors
/// When it is too short, too long, or easily guessed.
pub(crate) async fn hash(house: &House, password: &str, known: &[&str]) -> Result<String, Error> {
    let count = password.chars().count();
    if count < MIN_PASSWORD_CHARS {
        return Err(Error::Refused(format!("密码至少 {MIN_PASSWORD_CHARS} 个字符，请换一个更长的")));
    }
    if count > MAX_PASSWORD_CHARS {
        return Err(Error::Refused(format!("密码最多 {MAX_PASSWORD_CHARS} 个字符，请换一个短些的")));
    }
    let salt = house.random_bytes::<16>();
    let password = password.to_owned();
    let known: Vec<String> = known.iter().map(|k| (*k).to_owned()).collect();
    tokio::task::spawn_blocking(move || {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        must_be_strong(&password, &known)?;
        hash_with_salt(&password, &salt)
    })
    .await
    .map_err(|e| Error::Refused(format!("密码处理中断：{e}")))?
}

/// Whether the password is the one of this hash; an empty hash has none. It takes the same time for every hash of ours.
pub(crate) async fn fits(stored: String, password: &str) -> bool {
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || {
        PasswordHash::new(&stored)
            .is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
    })
    .await
    .unwrap_or(false)
}

/// argon2id in PHC string form, with the library's recommended costs.
pub(crate) fn hash_with_salt(password: &str, salt: &[u8]) -> Result<String, Error> {
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), salt)
        .map(|h| h.to_string())
        .map_err(|e| Error::Refused(format!("密码处理失败：{e}")))
}

/// Guessing it must take more than ten thousand million attempts (zxcvbn's third grade of four).
fn must_be_strong(password: &str, known: &[&str]) -> Result<(), Error> {
    let judged = zxcvbn(password, known);
    if judged.score() >= Score::Three {
        return Ok(());
    }
    let why = judged.feedback().and_then(|f| f.warning()).map_or("它太容易猜到", why_zh);
    Err(Error::Refused(format!(
        "这个密码不够安全：{why}。请换一个更长、别人想不到的，例如几个不相干的词连在一起"
    )))
}

fn why_zh(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            "它是键盘上相邻的键"
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            "它是重复的字符"
        }
        Warning::SequencesLikeAbcAreEasyToGuess => "它是连续的字母或数字",
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => "它像是年份或日期",
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => "它和常用密码相近",
        Warning::AWordByItselfIsEasyToGuess => "它只是一个词",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => "它像是人名",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_easily_guessed_is_refused_with_its_reason() {
        let known = ["wangxiaoming", "王晓明", "130001"];
        for (password, why) in [
            ("1234567890", "常用密码"),
            ("aaaaaaaaaaaa", "重复"),
            ("qwertyuiop", "常用密码"),
            ("abcdefghijklm", "连续"),
            ("wangxiaoming", "不够安全"),
            ("password2026", "不够安全"),
        ] {
            let refused = must_be_strong(password, &known).unwrap_err().to_string();
            assert!(refused.contains(why), "{password}: {refused}");
        }
        for password in ["长一点的测试密码 2026", "mingjing-demo-2026", "correct horse battery"] {
            assert!(must_be_strong(password, &known).is_ok(), "{password}");
        }
    }
}
