use std::path::Path;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

/// The clauses of the Opinion that end in a bracket saying who is responsible, read by hand from the printed text.
const LED: [(&str, &[&str]); 31] = [
    ("一(一)1", &["省政府办公厅", "省法制办"]),
    ("一(一)2", &["省政府各部门"]),
    ("一(一)3", &["省政府办公厅"]),
    ("一(二)1", &["省政府各部门"]),
    ("一(二)2", &["省政府有关部门"]),
    ("一(二)3", &["省政府办公厅", "省审计厅"]),
    ("一(三)1", &["省编委办", "省发展改革委", "省工商局"]),
    ("一(三)2", &["省政府有关部门"]),
    ("一(三)3", &["省政府有关部门"]),
    ("一(三)4", &["省扶贫办"]),
    ("一(四)1", &["省政府办公厅"]),
    ("一(四)2", &["省政府办公厅"]),
    ("一(四)3", &["省政府有关部门"]),
    ("一(四)4", &["省政府各部门"]),
    ("一(四)5", &["省财政厅"]),
    ("一(五)1", &["省政府办公厅"]),
    ("一(五)2", &["省政府有关部门"]),
    ("一(五)3", &["省政府有关部门"]),
    ("二(一)1", &["省政府办公厅"]),
    ("二(一)2", &["省政府办公厅"]),
    ("二(一)3", &["省政府办公厅"]),
    ("二(二)1", &["省政府有关部门"]),
    ("二(二)2", &["省委外宣局"]),
    ("二(三)1", &["省委宣传部", "省网信办"]),
    ("二(三)2", &["省政府办公厅"]),
    ("二(四)1", &["省工业和信息化厅", "省政府办公厅"]),
    ("二(四)2", &["省工业和信息化厅", "省政府办公厅"]),
    ("二(四)3", &["省发展改革委", "省工商局", "人行石家庄中心支行"]),
    ("二(五)1", &["省政府办公厅"]),
    ("二(五)2", &["省政府办公厅"]),
    ("二(五)3", &["省政府办公厅"]),
];

fn opinion() -> Option<Breakdown> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/corpus/opinion/hebei-openness-opinion.txt");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is absent", path.display());
        return None;
    };
    Some(break_down(&text))
}

#[test]
fn all_bracketed_clauses_of_the_opinion_are_found_and_none_is_invented() {
    let Some(opinion) = opinion() else { return };
    let found: Vec<(&str, Vec<&str>)> = opinion
        .tasks
        .iter()
        .filter(|task| !task.leads.is_empty())
        .map(|task| (task.number.as_str(), task.leads.iter().map(String::as_str).collect()))
        .collect();
    let right = found.iter().filter(|(n, leads)| LED.iter().any(|(m, by)| n == m && *leads == **by)).count();
    println!("precision {right}/{}, recall {right}/{}", found.len(), LED.len());
    assert_eq!(found, LED.map(|(number, leads)| (number, leads.to_vec())).to_vec());
    assert!(opinion.tasks.iter().all(|task| task.supports.is_empty()));
}

#[test]
fn clauses_of_the_opinion_without_a_bracket_name_nobody() {
    let Some(opinion) = opinion() else { return };
    let open: Vec<&str> =
        opinion.tasks.iter().filter(|task| task.leads.is_empty()).map(|task| task.number.as_str()).collect();
    assert_eq!(open, ["三(一)", "三(二)", "三(三)", "三(四)"]);
}

#[test]
fn what_the_opinion_can_be_measured_by_is_found() {
    let Some(opinion) = opinion() else { return };
    let found: Vec<(&str, &Measure)> =
        opinion.tasks.iter().flat_map(|t| t.measures.iter().map(|m| (t.number.as_str(), m))).collect();
    let often = |text: &str, per| Measure::Often { text: text.into(), per, times: 1 };
    let within = |text: &str, amount, unit| Measure::Within { text: text.into(), amount, unit };
    let share = Measure::Share { text: "不少于4%".into(), percent: "4".into(), at_most: false };
    assert_eq!(
        found,
        [
            ("二(二)2", &often("每季度至少举办1次", Unit::Quarter)),
            ("二(二)2", &often("至少每半年出席1次", Unit::HalfYear)),
            ("二(二)2", &often("至少每年出席1次", Unit::Year)),
            ("二(三)2", &within("24小时内", 24, Unit::Hour)),
            ("三(三)", &share),
            ("三(四)", &within("3年内", 3, Unit::Year)),
        ]
    );
}

#[test]
fn the_furniture_of_a_page_is_no_part_of_a_task() {
    let Some(opinion) = opinion() else { return };
    assert!(opinion.tasks.iter().all(|task| !task.text.contains("河北两办印发")));
    let first = &opinion.tasks[0];
    assert_eq!(
        (first.title.as_str(), first.section.as_str()),
        ("健全行政决策法定程序", "明确政务公开内容 / 推进决策公开")
    );
    assert!(first.text.starts_with("坚持把公众参与") && first.text.ends_with("实效性。"), "{}", first.text);
}

/// The ways in which other provinces' offices write who is responsible.
#[test]
fn leads_and_supporters_are_told_apart() {
    type Names = &'static [&'static str];
    let cases: [(&str, Names, Names); 12] = [
        (
            "(省教育厅牵头,省财政厅、省人力资源社会保障厅配合)",
            &["省教育厅"],
            &["省财政厅", "省人力资源社会保障厅"],
        ),
        (
            "（省发展改革委牵头负责，省财政厅、各市人民政府按职责分工负责）",
            &["省发展改革委"],
            &["省财政厅", "各市人民政府"],
        ),
        ("(由省商务厅牵头,石家庄海关、省税务局等部门参与)", &["省商务厅"], &["石家庄海关", "省税务局"]),
        ("(省政府办公厅会同省司法厅负责)", &["省政府办公厅"], &["省司法厅"]),
        ("(责任单位:省民政厅、省残联)", &["省民政厅", "省残联"], &[]),
        ("(牵头单位:省科技厅;配合单位:省财政厅、省教育厅)", &["省科技厅"], &["省财政厅", "省教育厅"]),
        ("（省自然资源厅、省生态环境厅）", &["省自然资源厅", "省生态环境厅"], &[]),
        ("(省公安厅牵头,省交通运输厅配合,2025年底前完成)", &["省公安厅"], &["省交通运输厅"]),
        ("(省住房和城乡建设厅和省水利厅负责)", &["省住房和城乡建设厅", "省水利厅"], &[]),
        ("(各市、县(市、区)政府负责)", &["各市", "县(市、区)政府"], &[]),
        ("责任单位：省卫生健康委、省医保局。", &["省卫生健康委", "省医保局"], &[]),
        ("**责任单位：** 省卫生健康委", &["省卫生健康委"], &[]),
    ];
    for (who, leads, supports) in cases {
        let text = format!("一、工作任务\n(一)第一项。做好这项工作。\n{who}\n(二)第二项。做好那项工作。");
        let tasks = break_down(&text).tasks;
        assert_eq!(
            (tasks[0].leads.as_slice(), tasks[0].supports.as_slice()),
            (strings(leads).as_slice(), strings(supports).as_slice()),
            "{who}"
        );
        assert_eq!(
            (tasks.len(), tasks[0].text.as_str(), tasks[1].leads.len()),
            (2, "做好这项工作。", 0),
            "{who}: {tasks:?}"
        );
    }
}

fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn brackets_that_say_something_else_stay_in_the_text() {
    for aside in [
        "(PPP)",
        "(含定州、辛集市,下同)",
        "(以下简称省政府)",
        "(见附件)",
        "(国办发〔2016〕80号)",
        "(参考外省做法,不作统一要求)",
    ] {
        let tasks = break_down(&format!("一、推进公开。做好{aside}工作,按时完成。")).tasks;
        assert_eq!(tasks.len(), 1, "{aside}: {tasks:?}");
        assert!(tasks[0].leads.is_empty() && tasks[0].text.contains(aside), "{aside}: {tasks:?}");
    }
}

#[test]
fn a_clause_with_two_brackets_is_two_tasks() {
    let text =
        "1.优化服务。建立平台(省政务服务办牵头)。培训人员(省人力资源社会保障厅负责,2025年12月底前完成)。";
    let tasks = break_down(text).tasks;
    assert_eq!(tasks.len(), 2);
    assert_eq!((tasks[0].text.as_str(), tasks[0].leads[0].as_str()), ("建立平台", "省政务服务办"));
    assert_eq!(tasks[1].leads, ["省人力资源社会保障厅"]);
    let day = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
    assert!(matches!(&tasks[1].measures[..], [Measure::By { day: by, .. }] if *by == day), "{tasks:?}");
}

#[test]
fn news_is_no_limit() {
    let text = "一、基本情况\n2019年开展了3次检查,同比增长4%,2018年5月1日施行的办法继续有效。";
    assert!(break_down(text).tasks.iter().all(|task| task.measures.is_empty()));
}

/// In a document of 2026-03-01.
#[test]
fn dates_that_tell_news_or_begin_something_are_no_limits() {
    let about = About { title: "", on: NaiveDate::from_ymd_opt(2026, 3, 1) };
    for (text, limits) in [
        ("截止到2025年底，已建成30个；12月底前完成评估。", "12月底前=2026-12-31"),
        ("截至2026年2月底共办结200件，截止2026年2月底前已办结。", ""),
        ("从2026年1月到2026年6月底组织三次检查。", ""),
        ("自2026年6月至9月底开展检查。", ""),
        ("自2026年6月至9月底前完成检查。", "2026年6月至9月底前=2026-09-30"),
        ("2026年6月前后检查，2026年5月前任负责人移交。", ""),
        ("对2026年12月底前未完成的通报批评。", ""),
        ("2026年6月底前完成后续工作。", "2026年6月底前=2026-06-30"),
        ("截止时间：2026年6月30日。", "2026年6月30日=2026-06-30"),
        ("到2027年底，全部建成。", "到2027年底=2027-12-31"),
    ] {
        let tasks = break_down_known(&format!("一、检查。{text}"), about).tasks;
        let days = tasks.iter().flat_map(|task| &task.measures).filter_map(|measure| match measure {
            Measure::By { text, day } => Some(format!("{text}={day}")),
            _ => None,
        });
        assert_eq!(days.collect::<Vec<_>>().join(" "), limits, "{text}");
    }
}

proptest! {
    /// Tables and limits of all shapes.
    #[test]
    fn any_table_is_read_and_nothing_is_invented(
        lines in prop::collection::vec("((\\||一、|1\\.|附件|每年|今年)?(序号|重点任务|任务|措施|责任单位|牵头单位|配合|完成时限|同上|省教育厅|2026年|[13]月|底|前|年|第三季度|日|1|\\||\t|--|<br>|、|（|）|。|\\\\| ){0,12}\\|?){0,2}", 0..14),
        on in prop::option::of(0u32..9999),
    ) {
        let text = lines.join("\n");
        let plain = |text: &str| {
            text.replace("<br>", "").replace(|c: char| c.is_whitespace() || matches!(c, '*' | '\\'), "")
        };
        let whole = plain(&text);
        let on = on.and_then(|day| NaiveDate::from_ymd_opt(2026, 1, 1)?.checked_add_days(chrono::Days::new(day.into())));
        for task in break_down_known(&text, About { title: "", on }).tasks {
            for name in task.leads.iter().chain(&task.supports) {
                prop_assert!(whole.contains(&plain(name)), "{name} in {text}");
            }
            for measure in &task.measures {
                prop_assert!(whole.contains(&plain(measure.text())), "{measure:?} in {text}");
            }
            prop_assert!(task.line >= 1 && task.line <= text.split('\n').count());
        }
    }

    #[test]
    fn any_characters_are_borne(text in "\\PC{0,200}|[\\|\t\n任务责任单位牵头底前月年季度一二1-9、每。 　]{0,200}") {
        let _ = break_down(&text);
    }


    #[test]
    fn any_text_is_read_and_nothing_is_invented(
        lines in prop::collection::vec("(一、|\\(二\\)|3\\.|第四条 |# |\\*\\*)?[省市教育厅财政局牵头负责配合、,，。;：:()（）每季度至少两1次0年内前不超过9%百分之半 甲\\n]{0,40}", 0..12)
    ) {
        let text = lines.join("\n");
        // A line that breaks off within a bracket goes on in the next one, and emphasis is no part of a name.
        let plain = |text: &str| text.replace(|c: char| c.is_whitespace() || c == '*', "");
        let whole = plain(&text);
        for task in break_down(&text).tasks {
            for name in task.leads.iter().chain(&task.supports) {
                prop_assert!(whole.contains(&plain(name)), "{name} in {text}");
            }
            for measure in &task.measures {
                prop_assert!(whole.contains(&plain(measure.text())), "{measure:?} in {text}");
            }
            prop_assert!(task.line >= 1 && task.line <= text.split('\n').count());
        }
    }
}
