//! RFC 6962 as it is written, sharing no code with the crate: slow and plain.

use sha2::{Digest as _, Sha256};

pub type Node = [u8; 32];

pub fn leaf(entry: &[u8]) -> Node {
    Sha256::digest([&[0], entry].concat()).into()
}

fn node(left: &Node, right: &Node) -> Node {
    Sha256::digest([&[1], left.as_slice(), right].concat()).into()
}

/// MTH(D[n]), §2.1, over leaf hashes.
pub fn root(leaves: &[Node]) -> Node {
    match leaves {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        _ => {
            let k = split(leaves.len());
            node(&root(&leaves[..k]), &root(&leaves[k..]))
        }
    }
}

/// PATH(m, D[n]), §2.1.1.
pub fn path(m: usize, leaves: &[Node]) -> Vec<Node> {
    if leaves.len() == 1 {
        return vec![];
    }
    let k = split(leaves.len());
    let (inner, other) = if m < k {
        (path(m, &leaves[..k]), root(&leaves[k..]))
    } else {
        (path(m - k, &leaves[k..]), root(&leaves[..k]))
    };
    [inner, vec![other]].concat()
}

/// The largest power of two smaller than `n`.
fn split(n: usize) -> usize {
    1 << (n - 1).ilog2()
}

/// `<N>[.p/<W>]` of tlog-tiles.
pub fn number(n: usize, width: usize) -> String {
    let mut text = format!("{:03}", n % 1000);
    let mut rest = n / 1000;
    while rest > 0 {
        text = format!("x{:03}/{text}", rest % 1000);
        rest /= 1000;
    }
    if width < 256 { format!("{text}.p/{width}") } else { text }
}
