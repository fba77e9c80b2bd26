//! What can go wrong, in words for the person who runs the instance.

use std::path::PathBuf;

/// An error of the search index. No text a reader types leads to one: only cursors and disks do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The index folder cannot be made, read or emptied.
    #[error("检索索引文件夹 {folder} 无法读写：{source}。请检查磁盘空间和目录权限")]
    Folder {
        /// The folder of the index.
        folder: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The folder holds an index that cannot be used.
    #[error("检索索引已损坏或版本不符（{0}）。重新启动 serve 会清空它，并按公开日志重建")]
    Damaged(String),
    /// Another process is writing to the same folder.
    #[error("检索索引正由另一个进程写入。同一索引文件夹只能由一个进程写入，请先停止另一个进程")]
    Busy,
    /// The engine could not read or write its files.
    #[error("检索索引读写失败：{0}。索引可以删除，系统会按公开日志重建")]
    Engine(tantivy::TantivyError),
    /// What is stored beside a document cannot be read or written.
    #[error("检索索引中的记录无法读写：{0}。索引可以删除，系统会按公开日志重建")]
    Record(#[from] serde_json::Error),
    /// The text of a cursor is not one this index gave out.
    #[error("翻页标记无效：请从第一页重新翻起")]
    Cursor,
    /// The cursor belongs to a list in another order.
    #[error("翻页标记与所选排序不符：请从第一页重新翻起")]
    CursorOrder,
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        match error {
            tantivy::TantivyError::LockFailure(..) => Self::Busy,
            other => Self::Engine(other),
        }
    }
}
