use std::path::{Path, PathBuf};

use super::*;
use crate::{Error, Profile, read_document};

fn law(name: &str, header: &str) -> ReadDocument {
    read(name, &format!("# 政府信息公开条例\n\n{header}\n\n<!-- INFO END -->\n\n第一条 为了公开。\n"))
        .unwrap()
}

#[test]
fn a_header_gives_number_dates_and_issuer() {
    let header = "2007年4月5日 中华人民共和国国务院令第492号公布　\n\n2019年4月3日 中华人民共和国国务院令第711号修订\n\n2019年5月15日 施行";
    let document = law("laws/行政法规/政府信息公开条例(2019-04-03).md", header);
    assert_eq!(document.title, "政府信息公开条例");
    assert_eq!(document.body, "第一条 为了公开。\n");
    for (key, value) in [
        ("document_no", "国务院令第711号"),
        ("issued_on", "2019-04-03"),
        ("issuer", "国务院"),
        ("effective_on", "2019-05-15"),
        ("kind", "行政法规"),
        (
            "promulgation",
            "2007年4月5日 中华人民共和国国务院令第492号公布\n2019年4月3日 中华人民共和国国务院令第711号修订\n2019年5月15日 施行",
        ),
    ] {
        assert_eq!(document.fields[key], value, "{key}");
    }
}

#[test]
fn broken_lines_and_brackets_are_understood() {
    let header =
        "1980年12月9日 国务院批准\n\n1980年12月27日 国家经济委员会\n\n国家档案局发布\n\n发布之日施行";
    let fields = law("科学技术档案工作条例.md", header).fields;
    assert_eq!(fields["issuer"], "国家经济委员会、国家档案局");
    assert_eq!((&fields["issued_on"], &fields["effective_on"]), (&"1980-12-27".into(), &"1980-12-27".into()));
    let fields =
        law("反间谍法.md", "（2014年11月1日第十二届全国人民代表大会常务委员会第十一次会议通过）").fields;
    assert_eq!(
        (&fields["issuer"], &fields["issued_on"]),
        (&"全国人民代表大会常务委员会".into(), &"2014-11-01".into())
    );
    let fields = law("部门规章/人力资源社会保障部/通知(2009-03-29).md", "劳社部发[2008]3号").fields;
    assert_eq!(fields["document_no"], "劳社部发〔2008〕3号");
    assert_eq!((&fields["issuer"], &fields["kind"]), (&"人力资源社会保障部".into(), &"部门规章".into()));
}

#[test]
fn steps_after_the_text_do_not_date_it() {
    let header = "2015年3月15日 第十二届全国人民代表大会第三次会议修正\n\n2023年3月13日 中华人民共和国主席令第三号公布";
    let fields = law("立法法(2015-03-15).md", header).fields;
    assert_eq!((&fields["issued_on"], &fields["issuer"]), (&"2015-03-15".into(), &"全国人民代表大会".into()));
    assert!(!fields.contains_key("document_no"));
}

#[test]
fn a_missing_end_mark_loses_nothing() {
    let document = read(
        "某条例.md",
        "# 某条例\n\n2019年4月3日 国务院令第711号公布\n\n第一条 甲。\n\n2020年1月1日起施行。\n",
    )
    .unwrap();
    assert_eq!(document.fields["document_no"], "国务院令第711号");
    assert_eq!(document.body, "第一条 甲。\n\n2020年1月1日起施行。\n");
}

fn markdown_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            markdown_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

#[test]
fn every_law_of_the_corpus_is_read_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/laws");
    if !folder.exists() {
        println!("跳过：没有语料 {}", folder.display());
        return;
    }
    let mut paths = Vec::new();
    markdown_files(&folder, &mut paths);
    let (mut laws, mut empty, mut without_issuer) = (0, 0, Vec::new());
    for path in &paths {
        let name = path.to_str().unwrap();
        let bytes = std::fs::read(path).unwrap();
        let document = match read_document(name, &bytes, Profile::LawCorpus) {
            Ok(document) => document,
            Err(Error::NoDocument { .. }) if name.ends_with("_index.md") => {
                empty += 1;
                continue;
            }
            Err(error) => panic!("{error}"),
        };
        laws += 1;
        let text = String::from_utf8(bytes).unwrap();
        let after = text.split_once(END).unwrap().1;
        assert_eq!(document.body, after.trim_start_matches('\n'), "{name}");
        let header = text.split_once(END).unwrap().0;
        let kept = format!(
            "{}{}",
            document.title,
            document.fields.get("promulgation").map_or("", |v| v.as_str().unwrap())
        );
        for line in header.lines().map(|line| line.trim().trim_start_matches("# ")) {
            assert!(kept.contains(line), "{name}: {line}");
        }
        assert_eq!(document.fields["issued_on"].as_str().unwrap(), file_date(name).unwrap().to_string());
        assert!(document.fields.contains_key("kind"), "{name}");
        if !document.fields.contains_key("issuer") {
            without_issuer.push(path.file_name().unwrap().to_owned());
        }
        for (key, value) in &document.fields {
            assert!(!value.as_str().unwrap().is_empty(), "{name}: {key}");
        }
    }
    assert_eq!((laws, empty), (1006, 8));
    assert!(without_issuer.is_empty(), "{without_issuer:?}");
}
