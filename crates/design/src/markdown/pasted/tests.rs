use proptest::prelude::*;

use super::*;
use crate::markdown::render;

fn markdown(html: &str) -> String {
    from_html(html).unwrap().markdown
}

/// As Word puts it on the clipboard.
const WORD: &str = r##"<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">
<style><!-- p.MsoNormal {font-family:宋体} --></style></head><body lang=ZH-CN><!--StartFragment-->
<h1>供暖工作<o:p></o:p></h1>
<p class=MsoNormal style='text-indent:32.0pt'><span style='font-size:16.0pt'>为做好今冬明春供
暖工作，现通知如下[2026]5号<a style='mso-footnote-id:ftn1' href="file:///C:/Temp/clip.htm#_ftn1"
name="_ftnref1" title=""><span class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if !supportFootnotes]>[1]<![endif]></span></span></a>。<b>请遵照执行</b></span></p>
<p class=MsoListParagraph style='margin-left:36.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
lang=EN-US><span style='mso-list:Ignore'>一、<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]>检修设备</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span>锅炉</p>
<p class=MsoListParagraph style='mso-list:l1 level2 lfo2'><span style='mso-list:Ignore'>o<span>&nbsp;</span></span>阀门</p>
<p class=MsoListParagraph style='mso-list:l2 level1 lfo3'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>储煤</p>
<table class=MsoTableGrid border=1><tr><td rowspan=2><p class=MsoNormal>单位</p></td><td><p>数量</p><p>（吨）</p></td></tr>
<tr><td><p class=MsoNormal>3|5</p></td></tr></table>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><img src="file:///C:/a.png" alt="图">
<div style='mso-element:footnote-list'><hr align=left size=1><div style='mso-element:footnote' id=ftn1>
<p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1"><span>[1]</span></a> 见《条例》第八条。</p></div></div>
<!--EndFragment--></body></html>"##;

#[test]
fn word_keeps_headings_lists_tables_and_footnotes_and_nothing_else() {
    let pasted = from_html(WORD).unwrap();
    let expected = "\
# 供暖工作

为做好今冬明春供暖工作，现通知如下[2026]5号[^1]。请遵照执行

一、检修设备

- 锅炉

   - 阀门

1. 储煤

| 单位 | 数量 （吨） |
| --- | --- |
| 单位 | 3\\|5 |

[^1]: 见《条例》第八条。";
    assert_eq!(pasted.markdown, expected);
    assert_eq!(pasted.pictures, 1);
    let html = render(&pasted.markdown).html;
    assert!(html.contains("<table class=\"grid\">") && html.contains("footnote"), "{html}");
}

#[test]
fn levels_of_lists_are_kept_and_what_was_deleted_is_not() {
    let item = |level: u8, label: &str, text: &str| {
        format!(
            "<p style='mso-list:l0 level{level} lfo1'><span style='mso-list:Ignore'>{label}</span>{text}</p>"
        )
    };
    let html = [
        item(1, "1.", "甲"),
        item(2, "1.", "乙"),
        item(3, "1.", "丙"),
        item(1, "2.", "丁<del>旧</del>新"),
        "<p>段落</p>".into(),
        item(3, "1.", "戊"),
    ];
    let text = markdown(&html.concat());
    assert_eq!(text, "1. 甲\n\n   1. 乙\n\n      1. 丙\n\n2. 丁新\n\n段落\n\n1. 戊");
    assert!(!render(&text).html.contains("<code>"));
}

#[test]
fn a_web_page_keeps_its_links_and_lists() {
    let html = "<nav>首页</nav><h2 class=x onclick=alert(1)>标题</h2><script>alert(1)</script>\
        <ul><li>甲<ul><li>乙</li></ul></li><li><a href='https://www.gov.cn/a(1)' style='color:red'>国务院</a></li></ul>\
        <ol start=3><li>丙</li><li>丁</li></ol><p>见<a href='javascript:alert(1)'>这里</a><a href='/内部'>和那里</a></p>\
        <p style='color:red'>　　带缩进</p>第一行<br>第二行";
    let expected = "首页\n\n## 标题\n\n- 甲\n  - 乙\n- [国务院](https://www.gov.cn/a%281%29)\n\n3. 丙\n4. 丁\n\n见这里和那里\n\n带缩进\n\n第一行\n\n第二行";
    assert_eq!(markdown(html), expected);
}

#[test]
fn libreoffice_footnotes_are_footnotes() {
    let html = "<p>正文<a class=\"sdfootnoteanc\" href=\"#sdfootnote1sym\"><sup>1</sup></a></p>\
        <div id=\"sdfootnote1\"><p><a class=\"sdfootnotesym\" href=\"#sdfootnote1anc\">1</a>说明</p></div>";
    assert_eq!(markdown(html), "正文[^1]\n\n[^1]: 说明");
}

#[test]
fn layout_tables_are_text_and_tables_in_tables_stay_whole() {
    assert_eq!(markdown("<table><tr><td><p>甲</p></td></tr><tr><td>乙</td></tr></table>"), "甲\n\n乙");
    let inner = "<table><tr><td>一</td><td>二</td></tr><tr><td>三</td><td>四</td></tr></table>";
    let html = format!(
        "<table><caption>表1</caption><tr><th>名</th><th>值</th></tr><tr><td>{inner}</td><td colspan=2>末</td></tr></table>"
    );
    assert_eq!(markdown(&html), "表1\n\n| 名 | 值 |  |\n| --- | --- | --- |\n| 一，二；三，四 | 末 |  |");
}

#[test]
fn words_title_is_a_heading() {
    assert_eq!(
        markdown("<p class=MsoTitle>供暖\n管理办法</p><p class=MsoNormal>正文</p>"),
        "# 供暖管理办法\n\n正文"
    );
    assert_eq!(markdown("<p class=MsoTitle> </p>"), "");
}

#[test]
fn what_stands_too_deep_is_refused_and_not_followed() {
    assert_eq!(from_html(&"<div>".repeat(100_000)), None);
    assert_eq!(from_html(&"<b>".repeat(100_000)), None);
    assert!(from_html(&"<p><li><tr><br>甲".repeat(20_000)).is_some());
    assert!(from_html(&format!("{}甲{}", "<span><b>".repeat(100), "</b></span>".repeat(100))).is_some());
}

#[test]
fn stars_and_brackets_of_the_text_stay_text() {
    assert_eq!(markdown("<p>身份证130***********1234</p>"), "身份证130\\*\\*\\*\\*\\*\\*\\*\\*\\*\\*\\*1234");
    assert_eq!(
        markdown("<p>1. 第一</p><p>国发[2019]5号</p><p>[甲](乙)</p>"),
        "1. 第一\n\n国发[2019]5号\n\n\\[甲\\](乙)"
    );
}

proptest! {
    #[test]
    fn no_mixture_panics_or_gives_active_html(parts in prop::collection::vec(prop::sample::select(vec![
        "<table>", "</table>", "<tr>", "<td colspan=99 rowspan=98>", "</td>", "<th>", "<p style='mso-list:l0 level9 lfo1'>",
        "<span style='mso-list:Ignore'>", "</span>", "</p>", "<a href='#_ftn1'>", "</a>", "<div id=ftn1>", "</div>", "<li>", "<ol start=0>",
        "字", "[x](javascript:1)", "<img src=x onerror=1>", "<![if x]>", "\u{1e}", "\u{1f}1,2;", "\u{1d}", "|", "&lt;script&gt;", "\n", "<br>", "<h6>",
    ]), 0..40)) {
        if let Some(pasted) = from_html(&parts.concat()) {
            let html = render(&pasted.markdown).html;
            prop_assert!(!html.contains("<script") && !html.contains("<img"));
        }
    }
}
