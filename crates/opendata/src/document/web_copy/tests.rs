use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::{Profile, read_document};

/// Kept lines and removed lines are together the source's lines, in order and unchanged.
fn check_invariant(source: &str, document: &ReadDocument) {
    let mut kept = document.body.split_inclusive('\n');
    let mut removed = document.removed.iter().peekable();
    for (at, line) in source.split_inclusive('\n').enumerate() {
        match removed.next_if(|removed| removed.line == at + 1) {
            Some(removed) => assert_eq!(removed.text, line.trim_end_matches(['\n', '\r'])),
            None => assert_eq!(kept.next(), Some(line)),
        }
    }
    assert_eq!((kept.next(), removed.next()), (None, None));
}

fn removed(document: &ReadDocument) -> Vec<&str> {
    document
        .removed
        .iter()
        .filter(|removed| removed.why != BLANK)
        .map(|removed| removed.text.as_str())
        .collect()
}

#[test]
fn the_opinion_loses_its_furniture_and_nothing_else() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/corpus/opinion/hebei-openness-opinion.txt");
    let Ok(bytes) = std::fs::read(&path) else {
        println!("跳过:没有语料 {}", path.display());
        return;
    };
    let document = read_document("hebei-openness-opinion.txt", &bytes, Profile::WebCopy).unwrap();
    let source = String::from_utf8(bytes).unwrap();
    check_invariant(&source, &document);
    assert_eq!(document.title, "关于全面推进政务公开工作的实施意见");
    assert_eq!(document.fields["issued_on"], "2019-04-05");
    assert_eq!(document.fields["issuer"], "省委办公厅、省政府办公厅");
    let page_title = "政务公开措施 河北两办印发实施意见 全面推进政务公开工作";
    let titles = source.lines().filter(|line| line.trim() == page_title).count();
    assert!(titles > 2);
    let removed = removed(&document);
    assert_eq!(removed.len(), titles + 4, "{removed:?}");
    assert_eq!(removed[..4], [page_title, "2019-04-05", "字体:", "浏览:"]);
    assert!(removed[4].starts_with("文章简介:"));
    assert!(document.body.starts_with("省委办公厅省政府办公厅印发实施意见\n\n全面推进政务公开工作\n\n近日"));
    assert!(document.body.ends_with("督导检查。"));
    assert!(!document.body.contains("\n\n\n"));
}

const PAGE: &str = "\
您当前的位置：首页 > 政府信息公开 > 文件
河北省发展和改革委员会关于加强项目公开的通知
发布时间：2026-03-02 09:30  来源：省发展改革委  浏览次数：128
【字体：大 中 小】 打印 关闭

河北省发展和改革委员会关于加强项目公开的通知

冀发改〔2026〕12号

各市发展改革委：

为进一步加强重大建设项目信息公开，现将有关事项通知如下，请各单位结合实际认真贯彻落实。

一、来源：
来源：
二、打印材料应当在受理窗口关闭前提交。

三、本通知自印发之日起施行。

河北省发展和改革委员会
2026年2月27日

附件：项目清单
分享到：微信 微博
责任编辑：王某
上一篇：关于某事的公告
下一篇：没有了
版权所有：河北省发展和改革委员会  冀ICP备05000000号
冀公网安备 13010000000000号
";

#[test]
fn other_pages_are_cleaned_by_the_same_rules() {
    let document = read(PAGE).unwrap();
    check_invariant(PAGE, &document);
    assert_eq!(document.title, "河北省发展和改革委员会关于加强项目公开的通知");
    assert_eq!(document.fields["document_no"], "冀发改〔2026〕12号");
    assert_eq!(document.fields["issued_on"], "2026-02-27");
    assert_eq!(document.fields["issuer"], "河北省发展和改革委员会");
    assert!(document.body.starts_with("冀发改〔2026〕12号\n\n各市"), "{}", document.body);
    assert!(document.body.trim_end().ends_with("附件：项目清单"), "{}", document.body);
    assert!(document.body.contains("一、来源：\n来源：\n"), "a line amid the text stays");
    assert_eq!(removed(&document).len(), 11, "{:?}", document.removed);
}

#[test]
fn a_text_without_furniture_stays_whole() {
    let text = "关于公开的通知\n\n各单位：\n\n请公开。\n\n\n\n某某局\n2026-01-02\n";
    let document = read(text).unwrap();
    check_invariant(text, &document);
    assert_eq!(
        document.body,
        "关于公开的通知\n\n各单位：\n\n请公开。\n\n\n\n某某局\n2026-01-02\n".replacen(
            "关于公开的通知\n\n",
            "",
            1
        )
    );
    let text = "关于公开政府信息的通知\n\n摘要：本文讲的是别处没有的内容。\n\n第一条 请公开政府信息。\n";
    assert!(read(text).unwrap().body.contains("别处没有"), "an abstract that says something new stays");
}

#[test]
fn what_could_be_text_stays() {
    let text = "\
关于召开工作会议的通知
时间：2026年3月5日上午9点
地点：省政府第一会议室
一、会议内容
研究政务公开工作。
联系人：张某
主办：省政府办公厅
二、其他
省政府办公厅
2026-01-02
";
    let document = read(text).unwrap();
    check_invariant(text, &document);
    assert_eq!(document.removed.len(), 1, "{:?}", document.removed);
    assert_eq!((document.title.as_str(), document.removed[0].line), ("关于召开工作会议的通知", 1));
}

fn paragraph() -> impl Strategy<Value = String> {
    "[第一二三]{1}、[\u{4e00}-\u{4e40}，]{5,60}。"
}

proptest! {
    #[test]
    fn no_paragraph_is_ever_lost(
        paragraphs in proptest::collection::vec(paragraph(), 1..12),
        noise in proptest::collection::vec(0..7_usize, 1..12),
        crlf in any::<bool>(),
    ) {
        let title = "关于全面推进某项工作的通知";
        let furniture = ["字体：大 中 小", "浏览次数：12", title, "分享到：微信", "上一篇：某文", "打印本页 关闭窗口", ""];
        let mut lines = vec![title, "2026-01-02", "来源：本站"];
        for (at, paragraph) in paragraphs.iter().enumerate() {
            lines.extend([paragraph.as_str(), "", furniture[noise[at % noise.len()]]]);
        }
        let source = lines.join(if crlf { "\r\n" } else { "\n" });
        let document = read(&source).unwrap();
        check_invariant(&source, &document);
        let kept: Vec<&str> = document.body.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        prop_assert_eq!(kept, paragraphs.iter().map(String::as_str).collect::<Vec<_>>());
        prop_assert_eq!(document.title, title);
    }

    #[test]
    fn any_text_keeps_the_invariant(source in "([\\PC\n]{0,30}|标题标题标题标题\n|浏览：\n|\r\n){0,12}") {
        if let Some(document) = read(&source) {
            check_invariant(&source, &document);
        }
    }

    #[test]
    fn no_bytes_panic_in_any_profile(bytes in proptest::collection::vec(any::<u8>(), 0..400), pick in 0..3_usize) {
        let profile = [Profile::Plain, Profile::LawCorpus, Profile::WebCopy][pick];
        let _ = read_document("某(2019-13-45).md", &bytes, profile);
    }
}
