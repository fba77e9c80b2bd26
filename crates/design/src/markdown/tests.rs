use proptest::prelude::*;

use super::*;

fn html(markdown: &str) -> String {
    render(markdown).html
}

#[test]
fn every_line_of_official_text_is_a_paragraph() {
    let html = html("　　为深入贯彻落实。\n　　现提出如下意见。\n\n    特此通知。");
    assert_eq!(html.matches("<p>").count(), 3, "{html}");
    assert!(!html.contains("<code>") && !html.contains('\u{3000}'), "{html}");
}

#[test]
fn hidden_digits_and_ranges_are_not_markup() {
    let html = html("张某（130***********1234）、李某（131***********5678），5~10人，20~30元。");
    assert!(html.contains("130***********1234") && html.contains("131***********5678"), "{html}");
    assert!(html.contains("5~10人，20~30元") && !html.contains("<em>") && !html.contains("<del>"), "{html}");
}

#[test]
fn stress_tables_and_footnotes_stay_markdown() {
    let html = html("**注意**：~~旧~~新[^1]\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n[^1]: 注。");
    assert!(html.contains("<strong>注意</strong>") && html.contains("<del>旧</del>"), "{html}");
    assert!(
        html.contains("class=\"scroll\"") && html.contains("<th>甲</th>") && html.contains("id=\"fn-1\""),
        "{html}"
    );
}

#[test]
fn raw_html_is_shown_as_text_and_comments_go() {
    let html = html(
        "<script>alert(1)</script>\n\n<!-- INFO END -->\n\n<img src=x onerror=alert(1)>\n\n[点](javascript:alert(1))",
    );
    assert!(html.contains("&lt;script&gt;") && !html.contains("INFO END"), "{html}");
    assert!(
        !html.contains("<script") && !html.contains("<img") && !html.contains("href=\"javascript"),
        "{html}"
    );
}

#[test]
fn articles_have_labels_and_addresses() {
    let rendered = render(
        "# 某法\n\n## 第一章 总则\n\n第一条 为了规范。\n\n第二条 本法所称：\n\n（一）警告；\n\n（二）罚款。",
    );
    let html = &rendered.html;
    assert!(html.contains("id=\"art-1\"") && html.contains("<span class=\"label\">第一条</span>"), "{html}");
    assert!(html.contains("aria-label=\"第一条的地址\""), "{html}");
    let toc: Vec<_> = rendered.toc.iter().map(|entry| entry.text.as_str()).collect();
    assert!(toc.contains(&"第一章 总则") && !toc.contains(&"（一）警告；"), "{toc:?}");
}

#[test]
fn levels_become_headings() {
    let rendered = render(
        "一、明确内容\n\n(一)推进决策公开。\n\n1.健全程序。坚持公众参与。\n\n2. 实行预公开。凡涉及利益。\n\n二、保障",
    );
    let html = &rendered.html;
    assert!(html.contains("<h2 id=") && html.contains("<h3 id=") && !html.contains("<ol"), "{html}");
    assert!(html.contains("<span class=\"lead\">1.健全程序。</span>坚持公众参与。"), "{html}");
    assert_eq!(rendered.toc.iter().map(|entry| entry.level).collect::<Vec<_>>(), [1, 2, 1]);
}

#[test]
fn ids_are_unique() {
    let html = html("第一条 甲。\n\n第一条 乙。\n\n# 题\n\n# 题");
    let ids: Vec<&str> = html.split("id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let unique: std::collections::HashSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
}

#[test]
fn the_corpus_renders_with_all_its_articles() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let law = root.join("laws/行政法/行政处罚法(2021-01-22).md");
    let Ok(text) = std::fs::read_to_string(&law) else {
        eprintln!("{} 不在，跳过", law.display());
        return;
    };
    let rendered = render(&text);
    for article in [1, 26, 86] {
        assert!(rendered.html.contains(&format!("id=\"art-{article}\"")), "第 {article} 条");
    }
    assert!(rendered.toc.len() >= 8);
    let opinion =
        std::fs::read_to_string(root.join("opinion/hebei-openness-opinion.txt")).unwrap_or_default();
    assert!(opinion.is_empty() || render(&opinion).toc.len() > 10);
}

#[test]
fn every_law_of_the_corpus_keeps_its_text_and_its_addresses() {
    let laws = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/laws");
    if !laws.exists() {
        eprintln!("{} 不在，跳过", laws.display());
        return;
    }
    let letters = |text: &str| text.chars().filter(|one| one.is_alphabetic() && *one > '\u{2e7f}').count();
    for path in files_below(laws) {
        let text = std::fs::read_to_string(&path).unwrap();
        let rendered = render(&text);
        for article in clauses::marks(&text).into_values().filter(|mark| mark.shape == Shape::Article) {
            let id = format!("id=\"{}\"", article.anchor);
            assert!(rendered.html.contains(&id), "{}: {}", path.display(), article.label);
        }
        let parts = rendered.html.split('<').filter_map(|part| part.split_once('>'));
        let shown: String = parts.map(|(_, text)| text).collect();
        assert_eq!(letters(&shown), letters(&without_comments(&text)), "{}: text was lost", path.display());
        assert!(!dangerous(&rendered.html), "{}", path.display());
    }
}

fn files_below(folder: std::path::PathBuf) -> Vec<std::path::PathBuf> {
    let (mut folders, mut files) = (vec![folder], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

fn without_comments(text: &str) -> String {
    text.split("<!--")
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.split_once("-->").map_or("", |(_, rest)| rest) })
        .collect()
}

/// Tags and attribute names of HTML that browsers would act on.
fn dangerous(html: &str) -> bool {
    html.split('<').skip(1).any(|rest| {
        let tag = rest.split('>').next().unwrap_or_default().to_ascii_lowercase();
        let unquoted: String = tag.split('"').step_by(2).collect();
        tag.starts_with("script")
            || tag.starts_with("style")
            || tag.starts_with("iframe")
            || unquoted.split_ascii_whitespace().any(|name| name.starts_with("on"))
            || tag.contains("=\"javascript:")
            || tag.contains("=\"data:")
    })
}

proptest! {
    #[test]
    fn no_input_gives_active_html(text in "[a-zA-Z<>/=\"'`~*_\\[\\]()!#|&;: \\n第一条章、。（）1-]{0,200}") {
        prop_assert!(!dangerous(&html(&text)));
    }

    #[test]
    fn no_mixture_of_attacks_gives_active_html(parts in prop::collection::vec(prop::sample::select(vec![
        "<script>", "</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "![x](javascript:1)",
        "<a href=\"javascript:1\" onclick=1>", "\n\n", "`", "```\n", "第一条 ", "<!--", "-->", "[^1]", "[^\"onx=]: ", "|---|\n",
        "# ", "一、", "&lt;script&gt;", "<svg/onload=1>", "<style>", "\" onmouseover=\"", "[x]: javascript:1\n", "[x]", "\\",
    ]), 0..12)) {
        prop_assert!(!dangerous(&html(&parts.concat())));
    }

    #[test]
    fn no_bytes_panic(text in any::<String>()) {
        render(&text);
    }
}

#[test]
fn each_clause_has_a_link_to_comment_on_it() {
    let text = "## 总则\n\n第一条 为了方便群众,制定本办法。\n\n第二条 本办法适用于:\n\n(一)城镇;\n";
    let html = render_for_comments(text, &|_| None, "/consultations/1/comment?clause=").html;
    for anchor in ["h-1", "art-1", "art-2", "art-2-1"] {
        assert!(
            html.contains(&format!("href=\"/consultations/1/comment?clause={anchor}\"")),
            "{anchor}: {html}"
        );
    }
    assert!(
        html.contains("aria-label=\"对第一条提意见\"") && html.contains("</h2><p class=\"comment-here\">"),
        "{html}"
    );
    assert!(!render(text).html.contains("comment-here"));
}
