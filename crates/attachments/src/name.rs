//! File names as they may be shown and saved.

/// Longest name, in characters.
const MAX_CHARS: usize = 120;

/// The name without folders, control characters, leading dots or anything a file system minds.
pub(crate) fn sanitise(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String =
        last.chars().filter(|c| !c.is_control() && !"<>:\"|?*".contains(*c) && !is_invisible(*c)).collect();
    let clean = clean.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    if clean.is_empty() {
        return "未命名".into();
    }
    let chars: Vec<char> = clean.chars().collect();
    if chars.len() <= MAX_CHARS {
        return clean.to_owned();
    }
    // The end is kept: it holds the extension.
    let tail: String = chars[chars.len() - 20..].iter().collect();
    let head: String = chars[..MAX_CHARS - 20].iter().collect();
    head + &tail
}

/// Characters that turn the direction of writing or show nothing: they make `fdp.exe` look like `exe.pdf`.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The extension in lower case; empty where there is none.
pub(crate) fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default()
}
