//! The log's signing key and its public half, in the text forms of C2SP signed-note (Ed25519).

use crate::error::Error;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use signed_note::{StandardSigner, StandardVerifier};
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;

/// Signature type of Ed25519 in signed-note, the byte before the key.
const ED25519: u8 = 0x01;
/// Longest origin in bytes; a name, not a text.
const MAX_ORIGIN_BYTES: usize = 200;
/// No key file is longer.
const MAX_FILE_BYTES: u64 = 4096;

/// The private key of a log. Its name is the log's origin.
///
/// It lives in a file that only its owner may read, never in the database; `Debug` does not show it.
pub struct SigningKey {
    text: String,
    signer: StandardSigner,
    verifier: VerifierKey,
}

impl SigningKey {
    /// Makes the key of the log `origin` (`example.gov.cn/log`) from 32 random bytes.
    ///
    /// # Errors
    /// [`Error::Origin`] if the origin cannot be a key name.
    pub fn generate(origin: &str, seed: [u8; 32]) -> Result<Self, Error> {
        check_origin(origin)?;
        let secret = ed25519_dalek::SigningKey::from_bytes(&seed);
        let vkey = signed_note::new_ed25519_verifier_key(origin, &secret.verifying_key());
        let verifier = VerifierKey::parse(&vkey)?;
        let key = STANDARD.encode([&[ED25519], seed.as_slice()].concat());
        Self::parse(&format!("PRIVATE+KEY+{origin}+{:08x}+{key}", verifier.id()))
            .map_err(|reason| Error::VerifierKey { reason })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim_end_matches(['\n', '\r']);
        let mut parts = text.splitn(5, '+').skip(2);
        let origin = parts.next().unwrap_or_default();
        check_origin(origin).map_err(|error| error.to_string())?;
        let signer = StandardSigner::new(text).map_err(|_| "不是签名密钥,或已损坏".to_owned())?;
        let seed = parts.nth(1).and_then(|key| STANDARD.decode(key).ok());
        let seed: [u8; 32] = seed
            .as_deref()
            .and_then(|bytes| bytes.strip_prefix(&[ED25519]))
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or("不是 Ed25519 密钥")?;
        let public = ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key();
        let vkey = signed_note::new_ed25519_verifier_key(origin, &public);
        let verifier = VerifierKey::parse(&vkey).map_err(|error| error.to_string())?;
        Ok(Self { text: text.to_owned(), signer, verifier })
    }

    /// Writes the key into a new file with mode 0600, and waits until it is on the disk.
    ///
    /// # Errors
    /// [`Error::KeyFile`]: there is such a file already (it is never overwritten), or it cannot be written.
    pub fn create_file(&self, path: &Path) -> Result<(), Error> {
        let write = || -> std::io::Result<()> {
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(path)?;
            file.write_all(format!("{}\n", self.text).as_bytes())?;
            file.sync_all()?;
            match path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
                Some(parent) => File::open(parent)?.sync_all(),
                None => Ok(()),
            }
        };
        write().map_err(|error| key_file(path, describe(&error)))
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`Error::KeyFile`]: it is missing, damaged, or others may read it (anything beyond mode 0600).
    pub fn read_file(path: &Path) -> Result<Self, Error> {
        let mut file = File::open(path).map_err(|error| key_file(path, describe(&error)))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let meta = file.metadata().map_err(|error| key_file(path, describe(&error)))?;
            let mode = meta.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                let reason = format!("权限是 {mode:04o},别人也能读;请执行 chmod 600 后再启动");
                return Err(key_file(path, reason));
            }
        }
        let mut text = String::new();
        let read = (&mut file).take(MAX_FILE_BYTES).read_to_string(&mut text);
        read.map_err(|error| key_file(path, describe(&error)))?;
        Self::parse(&text).map_err(|reason| key_file(path, format!("{reason};请从备份恢复")))
    }

    /// The origin: the name of the log and of its key.
    pub fn origin(&self) -> &str {
        self.verifier.origin()
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    pub(crate) fn signer(&self) -> &StandardSigner {
        &self.signer
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("origin", &self.origin()).finish_non_exhaustive()
    }
}

/// The public key that a log's checkpoints are checked with.
#[derive(Clone)]
pub struct VerifierKey {
    text: String,
    verifier: StandardVerifier,
}

impl VerifierKey {
    /// Reads the signed-note form `name+id+base64`; a newline at the end is allowed.
    ///
    /// # Errors
    /// [`Error::VerifierKey`] if it is malformed, or its id does not fit its key.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim_end_matches(['\n', '\r']);
        let refuse = |reason: String| Error::VerifierKey { reason };
        let origin = text.split('+').next().unwrap_or_default();
        check_origin(origin).map_err(|error| refuse(error.to_string()))?;
        let verifier = StandardVerifier::new(text).map_err(|error| {
            refuse(match error {
                signed_note::VerifierError::Format => "各部分写法不对".to_owned(),
                signed_note::VerifierError::Alg => "不是 Ed25519 公钥".to_owned(),
                signed_note::VerifierError::Id => "编号与公钥不符,可能抄错".to_owned(),
            })
        })?;
        Ok(Self { text: text.to_owned(), verifier })
    }

    /// The origin: the name of the log and of its key.
    pub fn origin(&self) -> &str {
        signed_note::Verifier::name(&self.verifier)
    }

    pub(crate) fn id(&self) -> u32 {
        signed_note::Verifier::key_id(&self.verifier)
    }

    pub(crate) fn verifier(&self) -> StandardVerifier {
        self.verifier.clone()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

impl PartialEq for VerifierKey {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for VerifierKey {}

/// The rules of signed-note for key names, and none of the characters that would break a line.
fn check_origin(origin: &str) -> Result<(), Error> {
    let refuse = |reason| Err(Error::Origin { origin: origin.chars().take(80).collect(), reason });
    if origin.is_empty() {
        return refuse("不能为空");
    }
    if origin.len() > MAX_ORIGIN_BYTES {
        return refuse("超过 200 字节");
    }
    if origin.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+') {
        return refuse("不能含空白、换行或加号");
    }
    Ok(())
}

fn key_file(path: &Path, reason: String) -> Error {
    Error::KeyFile { path: path.display().to_string(), reason }
}

fn describe(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::AlreadyExists => "已经存在,不会覆盖;要换密钥请先把它移到别处".to_owned(),
        std::io::ErrorKind::NotFound => "找不到;请检查路径,或从备份恢复".to_owned(),
        std::io::ErrorKind::PermissionDenied => "没有权限读写;请检查运行账户".to_owned(),
        std::io::ErrorKind::InvalidData => "不是文本文件,可能已损坏;请从备份恢复".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_survives_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.key");
        let key = SigningKey::generate("example.gov.cn/log", [7; 32]).unwrap();
        key.create_file(&path).unwrap();
        assert!(key.create_file(&path).unwrap_err().to_string().contains("不会覆盖"));
        let again = SigningKey::read_file(&path).unwrap();
        assert_eq!(again.verifier(), key.verifier());
        assert!(!format!("{key:?}").contains("PRIVATE"));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.key");
        SigningKey::generate("example.gov.cn/log", [7; 32]).unwrap().create_file(&path).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(SigningKey::read_file(&path).unwrap_err().to_string().contains("chmod 600"));
    }

    #[test]
    fn damaged_and_missing_files_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.key");
        assert!(SigningKey::read_file(&path).unwrap_err().to_string().contains("找不到"));
        let key = SigningKey::generate("a", [1; 32]).unwrap();
        assert!(SigningKey::parse(&key.text.replace('a', "b")).is_err());
        for text in ["", "PRIVATE+KEY", "PRIVATE+KEY+a", "PRIVATE+KEY+a+00000000+AQ==", "PRIVATE+KEY++x+y"] {
            assert!(SigningKey::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn origins() {
        for bad in ["", "a b", "a\nb", "a+b", "a\u{3000}b", "a\u{7f}", &"x".repeat(201)] {
            assert!(SigningKey::generate(bad, [0; 32]).is_err(), "{bad:?}");
        }
        assert_eq!(SigningKey::generate("公开.中国/log", [0; 32]).unwrap().origin(), "公开.中国/log");
    }

    /// The key of the `signed_note` and Go `note` documentation.
    #[test]
    fn a_published_key_is_read() {
        let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let key = VerifierKey::parse(&format!("{text}\n")).unwrap();
        assert_eq!((key.origin(), key.id(), key.to_string().as_str()), ("PeterNeumann", 0xc74f_20a3, text));
        assert!(VerifierKey::parse(&text.replace("c74f20a3", "c74f20a4")).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,120}") {
            let _ = VerifierKey::parse(&text);
            let _ = SigningKey::parse(&text);
        }
    }
}
