//! Checkpoints: C2SP tlog-checkpoint inside C2SP signed-note.

use crate::error::Error;
use crate::hash::Hash;
use crate::key::{SigningKey, VerifierKey};
use signed_note::{Note, NoteError, Signer, VerifierList};

/// More entries than any log will hold; keeps the arithmetic of tiles and proofs away from overflow.
pub(crate) const MAX_SIZE: u64 = 1 << 48;

/// What a log says of itself at one moment: this many entries, with this root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the RFC 6962 tree over these entries.
    pub root: Hash,
}

impl Checkpoint {
    /// The signed note that is served at `/log/checkpoint`.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] if the origin is not the key's, or signing fails.
    pub fn sign(&self, key: &SigningKey) -> Result<String, Error> {
        if self.origin != key.origin() {
            return Err(refuse(format!("日志“{}”不能用“{}”的密钥签名", self.origin, key.origin())));
        }
        let text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root);
        let signed = Note::new(text.as_bytes(), &[]).and_then(|mut note| {
            note.add_sigs(&[key.signer() as &dyn Signer])?;
            Ok(note.to_bytes())
        });
        let bytes = signed.map_err(|error| refuse(format!("签名失败({error})")))?;
        String::from_utf8(bytes).map_err(|_| refuse("签名失败".to_owned()))
    }

    /// Reads a signed note, and checks that `key` signed it and that it speaks of the key's log.
    ///
    /// Signatures of other keys (witnesses) are ignored; extension lines are allowed and ignored.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] says which of these does not hold.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, Error> {
        let parsed = Note::from_bytes(note.as_bytes())
            .map_err(|_| refuse("不合签名文件(signed note)的格式".to_owned()))?;
        let known = VerifierList::new(vec![Box::new(key.verifier())]);
        parsed.verify(&known).map_err(|error| {
            refuse(match error {
                NoteError::UnverifiedNote => format!("没有公钥“{}”的签名", key.origin()),
                _ => format!("公钥“{}”的签名不对,文字或签名被改动", key.origin()),
            })
        })?;
        let checkpoint = Self::parse(parsed.text())?;
        if checkpoint.origin != key.origin() {
            let message = format!("写的是日志“{}”,公钥却属于“{}”", checkpoint.origin, key.origin());
            return Err(refuse(message));
        }
        Ok(checkpoint)
    }

    /// Reads a note without looking at its signatures: only for one's own, read from one's own database.
    pub(crate) fn read_unverified(note: &str) -> Result<Self, Error> {
        let parsed = Note::from_bytes(note.as_bytes());
        let parsed = parsed.map_err(|_| refuse("不合签名文件(signed note)的格式".to_owned()))?;
        Self::parse(parsed.text())
    }

    fn parse(text: &[u8]) -> Result<Self, Error> {
        let text = std::str::from_utf8(text).map_err(|_| refuse("不是 UTF-8 文本".to_owned()))?;
        let body = text.strip_suffix('\n').ok_or_else(|| refuse("末尾缺少换行".to_owned()))?;
        let mut lines = body.split('\n');
        let mut next =
            |what| lines.next().filter(|l| !l.is_empty()).ok_or_else(|| refuse(format!("缺少{what}")));
        let origin = next("日志名称")?.to_owned();
        let size_text = next("条目数")?;
        let root_text = next("根散列")?;
        if lines.any(str::is_empty) {
            return Err(refuse("含空行".to_owned()));
        }
        let size: u64 = size_text.parse().map_err(|_| refuse("条目数不是数字".to_owned()))?;
        if size.to_string() != size_text || size > MAX_SIZE {
            return Err(refuse(format!("条目数“{size_text}”写法不对或过大")));
        }
        let root =
            Hash::from_base64(root_text).ok_or_else(|| refuse("根散列不是 32 字节的 Base64".to_owned()))?;
        if size == 0 && root != Hash::empty() {
            return Err(refuse("空日志的根散列不对".to_owned()));
        }
        Ok(Self { origin, size, root })
    }
}

fn refuse(reason: String) -> Error {
    Error::Checkpoint(reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> SigningKey {
        SigningKey::generate("example.gov.cn/log", [3; 32]).unwrap()
    }

    fn checkpoint(size: u64) -> Checkpoint {
        let root = if size == 0 { Hash::empty() } else { Hash::of(b"root") };
        Checkpoint { origin: "example.gov.cn/log".into(), size, root }
    }

    #[test]
    fn signed_and_opened() {
        for size in [0, 1, MAX_SIZE] {
            let note = checkpoint(size).sign(&key()).unwrap();
            assert_eq!(Checkpoint::open(&note, key().verifier()).unwrap(), checkpoint(size));
            assert_eq!(Checkpoint::read_unverified(&note).unwrap(), checkpoint(size));
        }
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let note = checkpoint(12).sign(&key()).unwrap();
        for at in 0..note.len() {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1;
            if let Ok(changed) = String::from_utf8(bytes) {
                assert!(Checkpoint::open(&changed, key().verifier()).is_err(), "byte {at}");
            }
        }
    }

    #[test]
    fn other_keys_and_other_logs() {
        let note = checkpoint(12).sign(&key()).unwrap();
        let other = SigningKey::generate("example.gov.cn/log", [4; 32]).unwrap();
        let error = Checkpoint::open(&note, other.verifier()).unwrap_err();
        assert!(error.to_string().contains("没有公钥"), "{error}");
        let elsewhere = SigningKey::generate("other.gov.cn/log", [3; 32]).unwrap();
        assert!(checkpoint(12).sign(&elsewhere).is_err());
    }

    /// The example of tlog-checkpoint; its key is not published, so only the text is read.
    #[test]
    fn example_of_the_specification() {
        let note = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
        let read = Checkpoint::read_unverified(note).unwrap();
        assert_eq!((read.origin.as_str(), read.size), ("example.com/behind-the-sofa", 20_852_163));
    }

    #[test]
    fn malformed_texts() {
        let root = Hash::of(b"x");
        let good = format!("a\n1\n{root}\n");
        assert!(Checkpoint::parse(good.as_bytes()).is_ok());
        assert!(Checkpoint::parse(format!("{good}extension\n").as_bytes()).is_ok());
        for bad in [
            String::new(),
            format!("a\n1\n{root}"),
            format!("\n1\n{root}\n"),
            format!("a\n01\n{root}\n"),
            format!("a\n+1\n{root}\n"),
            format!("a\n-1\n{root}\n"),
            format!("a\n0\n{root}\n"),
            format!("a\n{}\n{root}\n", u64::MAX),
            format!("a\n1\n{root}\n\n"),
            format!("a\n1\n{root}\n\nx\n"),
            "a\n1\nAAAA\n".to_owned(),
            "a\n1\n".to_owned(),
        ] {
            assert!(Checkpoint::parse(bad.as_bytes()).is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[\\PC\n]{0,200}") {
            let _ = Checkpoint::open(&text, key().verifier());
            let _ = Checkpoint::parse(text.as_bytes());
        }
    }
}
