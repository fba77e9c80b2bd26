//! What a file is, by its content.

use encoding_rs::GB18030;

use crate::{Refused, package};

/// The kinds that may be attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Pdf,
    Docx,
    Xlsx,
    Pptx,
    Ofd,
    Jpeg,
    Png,
    Gif,
    Webp,
    Mp3,
    Mp4,
    Text,
}

impl Kind {
    /// Tells the kind, or says what it is that may not be attached.
    pub(crate) fn of(name: &str, bytes: &[u8]) -> Result<Self, Refused> {
        let refuse = |reason: &str| Refused::Kind { name: name.to_owned(), reason: reason.to_owned() };
        let known = infer::get(bytes).map(|t| t.mime_type());
        if is_markup(bytes) {
            return Err(refuse("是网页或脚本，不能作为附件"));
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return package::kind(bytes).map_err(refuse);
        }
        match known {
            Some("application/pdf") if bytes.starts_with(b"%PDF-") => Ok(Self::Pdf),
            Some("image/jpeg") => Ok(Self::Jpeg),
            Some("image/png") => Ok(Self::Png),
            Some("image/gif") if bytes.starts_with(b"GIF8") => Ok(Self::Gif),
            Some("image/webp") if bytes.starts_with(b"RIFF") => Ok(Self::Webp),
            Some("video/mp4" | "video/x-m4v") => Ok(Self::Mp4),
            Some("audio/mpeg") if bytes.contains(&0) => Ok(Self::Mp3),
            Some(
                "application/x-ole-storage"
                | "application/msword"
                | "application/vnd.ms-excel"
                | "application/vnd.ms-powerpoint",
            ) => {
                Err(refuse("是旧版 Office 格式或者设有打开密码，请另存为不加密的 DOCX、XLSX 或 PPTX 后上传"))
            }
            Some(other) if is_text_program(other) => {
                Err(refuse(&format!("是{}，不能作为附件", in_words(other))))
            }
            // Two letters at the start (MZ, BM, BC) make no program or picture of a text.
            known => match (decode(bytes), known) {
                (Some(_), _) => Ok(Self::Text),
                (None, Some(other)) => Err(refuse(&format!("是{}，不能作为附件", in_words(other)))),
                (None, None) => Err(refuse("的类型无法识别")),
            },
        }
    }

    /// Extensions the content may go under; the first is the usual one.
    pub(crate) fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Ofd => &["ofd"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Gif => &["gif"],
            Self::Webp => &["webp"],
            Self::Mp3 => &["mp3"],
            Self::Mp4 => &["mp4", "m4v"],
            Self::Text => &["txt", "csv", "md", "json"],
        }
    }

    pub(crate) fn media_type(self, extension: &str) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Ofd => "application/ofd",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Mp3 => "audio/mpeg",
            Self::Mp4 => "video/mp4",
            Self::Text if extension == "csv" => "text/csv",
            Self::Text if extension == "md" => "text/markdown",
            Self::Text if extension == "json" => "application/json",
            Self::Text => "text/plain",
        }
    }
}

/// What people call a kind that may not be attached.
fn in_words(media_type: &str) -> String {
    let said = match media_type {
        "application/vnd.microsoft.portable-executable"
        | "application/x-executable"
        | "application/x-mach-binary" => "可执行程序",
        "application/rtf" => "RTF 文档",
        "application/postscript" => "PostScript 文件",
        "application/x-x509-ca-cert" => "证书文件",
        "text/x-shellscript" => "脚本",
        other if other.starts_with("image/") => "不支持的图片格式",
        other if other.starts_with("video/") => "不支持的视频格式",
        other if other.starts_with("audio/") => "不支持的音频格式",
        other => return format!("不支持的格式（{other}）"),
    };
    said.to_owned()
}

/// Kinds that are written in plain text and yet are no plain text.
fn is_text_program(media_type: &str) -> bool {
    matches!(
        media_type,
        "application/rtf" | "application/postscript" | "application/x-x509-ca-cert" | "text/x-shellscript"
    )
}

/// HTML, SVG, XML and scripts, which a browser might run.
fn is_markup(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase();
    let start = start.trim_start_matches('\u{feff}').trim_start();
    ["<!doctype", "<html", "<svg", "<?xml", "<script", "<?php", "#!"].iter().any(|m| start.starts_with(m))
        || start.contains("<script")
}

/// Text in UTF-8 or GB18030, without control characters.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned(),
    };
    let harmless = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    text.chars().all(harmless).then_some(text)
}
