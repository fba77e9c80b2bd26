//! Addresses on the web.

use super::text;

const MAX_BYTES: usize = 2000;

/// Reads an http or https address; everything else (`javascript:`, `file:`, user names in it) is refused.
pub(crate) fn parse(input: &str) -> Result<String, String> {
    let cleaned = text::clean(input, false)?;
    let wrong = || format!("“{}”不是网址，请写成 https://www.example.gov.cn/… 这样", text::excerpt(input));
    if cleaned.contains(' ') {
        return Err("网址里不能有空格".to_owned());
    }
    let url = url::Url::parse(&cleaned).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("网址只能以 http:// 或 https:// 开头".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("网址里不能有用户名和密码".to_owned());
    }
    let text = String::from(url);
    if text.len() > MAX_BYTES { Err("网址太长".to_owned()) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_web() {
        assert_eq!(parse(" https://www.hebei.gov.cn/a?b=1 "), Ok("https://www.hebei.gov.cn/a?b=1".into()));
        for wrong in [
            "javascript:alert(1)",
            "www.hebei.gov.cn",
            "ftp://a/b",
            "https://u:p@a/",
            "https://",
            "http://a b/",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*", host in "[a-z中]{1,9}", path in "[a-z0-9%/中?&#=]{0,20}") {
            let _ = parse(&text);
            if let Ok(url) = parse(&format!("http://{host}/{path}")) {
                prop_assert_eq!(parse(&url), Ok(url.clone()));
            }
        }
    }
}
