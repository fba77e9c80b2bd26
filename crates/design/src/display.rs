//! How a reader wants pages shown: large print (长者模式) and high contrast, kept in one cookie.
//!
//! Dark follows the system's setting in the stylesheet and needs no cookie.

use crate::format::query_value;

/// Name of the cookie; its value is a list of words such as `large+high`. It holds no personal data.
pub const COOKIE: &str = "display";

/// The modes a reader chose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Display {
    /// Large print: 24 px body.
    pub large: bool,
    /// High contrast.
    pub contrast: bool,
}

impl Display {
    /// Reads the mode out of a `Cookie` request header; anything unknown is the default.
    pub fn from_cookies(header: &str) -> Self {
        let value = header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(name, value)| (name == COOKIE).then_some(value))
            .unwrap_or_default();
        Self {
            large: value.split('+').any(|word| word == "large"),
            contrast: value.split('+').any(|word| word == "high"),
        }
    }

    /// Applies the parameters of `/display`: `size=large|normal`, `contrast=high|normal`; absent ones stay.
    pub fn with(self, size: Option<&str>, contrast: Option<&str>) -> Self {
        Self {
            large: size.map_or(self.large, |value| value == "large"),
            contrast: contrast.map_or(self.contrast, |value| value == "high"),
        }
    }

    /// A `Set-Cookie` value that keeps this mode for a year; `https` says that the reader came by it, and shall again.
    pub fn set_cookie(self, https: bool) -> String {
        let value = match (self.large, self.contrast) {
            (false, false) => "normal",
            (true, false) => "large",
            (false, true) => "high",
            (true, true) => "large+high",
        };
        let secure = if https { "; Secure" } else { "" };
        format!("{COOKIE}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}")
    }

    /// Classes of the `html` element.
    pub fn classes(self) -> &'static str {
        match (self.large, self.contrast) {
            (false, false) => "normal",
            (true, false) => "large",
            (false, true) => "contrast",
            (true, true) => "large contrast",
        }
    }

    /// Address that switches large print over and comes back to `path`.
    pub fn size_switch(self, path: &str) -> String {
        let size = if self.large { "normal" } else { "large" };
        format!("/display?size={size}&back={}", query_value(path))
    }

    /// Address that switches high contrast over and comes back to `path`.
    pub fn contrast_switch(self, path: &str) -> String {
        let contrast = if self.contrast { "normal" } else { "high" };
        format!("/display?contrast={contrast}&back={}", query_value(path))
    }
}

/// A path of this site to go back to, or `/` if `back` leads anywhere else (no open redirect).
pub fn safe_back(back: &str) -> &str {
    let inside = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains('\\')
        && back.bytes().all(|byte| (0x21..0x7f).contains(&byte));
    if inside { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_comes_back_as_it_was_set() {
        for large in [false, true] {
            for contrast in [false, true] {
                let display = Display { large, contrast };
                let cookie = display.set_cookie(true);
                assert!(cookie.ends_with("; Secure") && !display.set_cookie(false).contains("Secure"));
                let pair = cookie.split(';').next().unwrap();
                assert_eq!(Display::from_cookies(&format!("a=b; {pair}; c=d")), display);
            }
        }
        assert_eq!(Display::from_cookies("display=<script>"), Display::default());
    }

    #[test]
    fn switches_change_one_mode_only() {
        let display = Display { large: true, contrast: false };
        assert_eq!(display.with(None, Some("high")), Display { large: true, contrast: true });
        assert_eq!(display.with(Some("normal"), None), Display::default());
        assert_eq!(display.size_switch("/d/1?x=2"), "/display?size=normal&back=%2Fd%2F1%3Fx%3D2");
    }

    #[test]
    fn back_never_leaves_the_site() {
        for evil in [
            "//evil.cn",
            "https://evil.cn",
            "/\\evil.cn",
            "\\\\evil",
            "",
            "evil",
            "/a\r\nSet-Cookie: x",
            "/\t/e",
        ] {
            assert_eq!(safe_back(evil), "/", "{evil:?}");
        }
        assert_eq!(safe_back("/search?q=%E8%B4%A2"), "/search?q=%E8%B4%A2");
    }
}
