//! Receipts: C2SP tlog-proof files that anyone can check without the network.
//!
//! The `extra` line holds the entry itself. It is not trusted: it must hash to the leaf that the proof
//! leads from.

use crate::checkpoint::Checkpoint;
use crate::error::Error;
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::proof::{check_inclusion, inclusion_length, prove_inclusion};
use crate::source::LogSource;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// No inclusion proof is longer (a tree of 2^63 leaves).
const MAX_PROOF: usize = 63;

/// Which check of a receipt failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// The text is not a tlog-proof file.
    #[error("回执格式不对:第 {line} 行{reason}")]
    Format {
        /// Line number from 1.
        line: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The receipt lacks the entry, so there is nothing to prove.
    #[error("回执里没有登记条目(缺少 extra 行)")]
    NoEntry,
    /// The checkpoint is malformed or not signed by the key.
    #[error("回执的签名核验未通过:{0}")]
    Signature(String),
    /// The index lies outside of the signed tree.
    #[error("回执的序号核验未通过:序号 {index} 不在检查点的 {size} 条之内")]
    Index {
        /// The index in the receipt.
        index: u64,
        /// The size in the checkpoint.
        size: u64,
    },
    /// The proof has too few or too many hashes.
    #[error("回执的证明路径核验未通过:序号与检查点要求 {expected} 个散列,实有 {found} 个")]
    ProofLength {
        /// Number of hashes that index and size require.
        expected: usize,
        /// Number of hashes in the receipt.
        found: usize,
    },
    /// Entry, index and proof do not lead to the signed root.
    #[error("回执的登记核验未通过:由条目、序号和证明路径算出的根与签名的根不同,其中有内容被改动")]
    Root,
}

/// A receipt as it was read: nothing is proved yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    entry: Option<Vec<u8>>,
    index: u64,
    proof: Vec<Hash>,
    checkpoint: String,
}

/// What a receipt proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedReceipt {
    /// The log entry, canonical JSON.
    pub entry: Vec<u8>,
    /// Its index in the log.
    pub index: u64,
    /// The number of entries when the receipt was made.
    pub size: u64,
}

impl Receipt {
    /// Reads the bytes of a tlog-proof file.
    ///
    /// # Errors
    /// As [`Receipt::parse`]; bytes that are no text count as a change of the part they are in.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            if before.windows(2).any(|pair| pair == b"\n\n") {
                return ReceiptError::Signature(format!("第 {line} 行不是文本,检查点被改动"));
            }
            ReceiptError::Format { line, reason: "不是文本,有字节被改动" }
        })?;
        Self::parse(text)
    }

    /// Reads a tlog-proof file.
    ///
    /// # Errors
    /// [`ReceiptError::Format`] with the line.
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        let refuse = |line, reason| ReceiptError::Format { line, reason };
        let (head, checkpoint) =
            text.split_once("\n\n").ok_or_else(|| refuse(text.lines().count() + 1, "之后缺少检查点"))?;
        let mut lines = (1..).zip(head.split('\n')).peekable();
        if lines.next().map(|(_, line)| line) != Some(HEADER) {
            return Err(refuse(1, "不是 c2sp.org/tlog-proof@v1"));
        }
        let mut entry = None;
        if let Some((at, line)) = lines.next_if(|(_, line)| line.starts_with("extra ")) {
            let bytes = STANDARD.decode(&line["extra ".len()..]);
            entry = Some(bytes.map_err(|_| refuse(at, "的 extra 不是 Base64"))?);
        }
        let (at, line) = lines.next().unwrap_or((2, ""));
        let digits = line.strip_prefix("index ").ok_or_else(|| refuse(at, "应为 index 和序号"))?;
        let index: u64 = digits.parse().map_err(|_| refuse(at, "的序号不是数字"))?;
        if index.to_string() != digits {
            return Err(refuse(at, "的序号写法不对"));
        }
        let mut proof = Vec::new();
        for (at, line) in lines {
            if proof.len() == MAX_PROOF {
                return Err(refuse(at, "之前的散列已经过多"));
            }
            proof.push(Hash::from_base64(line).ok_or_else(|| refuse(at, "不是 32 字节散列的 Base64"))?);
        }
        Ok(Self { entry, index, proof, checkpoint: checkpoint.to_owned() })
    }

    /// The name of the log, as the receipt says (not yet proved): to choose the key by.
    pub fn origin(&self) -> &str {
        self.checkpoint.lines().next().unwrap_or_default()
    }

    /// Checks signature, index and proof.
    ///
    /// # Errors
    /// The check that failed.
    pub fn verify(&self, key: &VerifierKey) -> Result<VerifiedReceipt, ReceiptError> {
        let opened = Checkpoint::open(&self.checkpoint, key);
        let checkpoint = opened.map_err(|error| ReceiptError::Signature(error.to_string()))?;
        let entry = self.entry.clone().ok_or(ReceiptError::NoEntry)?;
        let (index, size) = (self.index, checkpoint.size);
        let expected = inclusion_length(size, index).ok_or(ReceiptError::Index { index, size })?;
        if expected != self.proof.len() {
            return Err(ReceiptError::ProofLength { expected, found: self.proof.len() });
        }
        if !check_inclusion(&self.proof, size, checkpoint.root, index, Hash::leaf(&entry)) {
            return Err(ReceiptError::Root);
        }
        Ok(VerifiedReceipt { entry, index, size })
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(entry) = &self.entry {
            writeln!(f, "extra {}", STANDARD.encode(entry))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.proof {
            writeln!(f, "{hash}")?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

/// Makes the receipt for `entry` at `index` under the signed checkpoint `note` of one's own log.
///
/// The receipt is checked before it is given out.
///
/// # Errors
/// [`Error::Proof`] if the entry is not the one in the tree, or is not covered by the checkpoint yet;
/// [`Error::Missing`] if a tile is missing.
pub async fn make_receipt(
    tiles: &dyn LogSource,
    note: &str,
    index: u64,
    entry: &[u8],
) -> Result<Receipt, Error> {
    let checkpoint = Checkpoint::read_unverified(note)?;
    let proof = prove_inclusion(tiles, &checkpoint, index).await?;
    if !check_inclusion(&proof, checkpoint.size, checkpoint.root, index, Hash::leaf(entry)) {
        return Err(Error::Proof(format!("序号 {index} 处登记的不是这一条")));
    }
    Ok(Receipt { entry: Some(entry.to_vec()), index, proof, checkpoint: note.to_owned() })
}
