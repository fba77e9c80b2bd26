//! How other provinces' opinions are read. The corpus holds only one opinion, so the fragments here are made up; what is
//! taken from real documents is the form in which responsibility is written: where the bracket or label stands, its words,
//! its punctuation. What each should be read as was written beside it by hand, and is counted as precision and recall.

use super::*;

/// What a task should be read as: number, leads, supports, what can be measured.
type Wanted = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

struct Fragment {
    form: &'static str,
    text: &'static str,
    wanted: &'static [Wanted],
}

const FRAGMENTS: [Fragment; 16] = [
    Fragment {
        form: "〔责任单位：…〕 behind the clause, with a remark of its own sentence",
        text: "一、优化审批\n（一）推行一网通办。2026年6月底前完成平台建设，一般事项10个工作日内办结。〔责任单位：省数据局、发展改革委，各市（州）人民政府按职责分工负责。具体任务不再分工，下同。〕\n（二）精简材料。减少申报材料不低于90%。〔责任单位：各市（州）、县（市、区）人民政府〕\n",
        wanted: &[
            (
                "一(一)",
                &["省数据局", "发展改革委", "各市（州）人民政府"],
                &[],
                &["2026年6月底前", "10个工作日内"],
            ),
            ("一(二)", &["各市（州）", "县（市、区）人民政府"], &[], &["不低于90%"]),
        ],
    },
    Fragment {
        form: "牵头单位 and 责任单位 in one bracket",
        text: "二、主要任务\n(一)放宽准入。清理隐性门槛，每半年通报一次。(牵头单位:省发展改革委;责任单位:省财政厅、省自然资源厅)\n(二)规范收费。公布收费清单。（主办单位：省市场监管局；协办单位：省税务局等部门）\n",
        wanted: &[
            ("二(一)", &["省发展改革委"], &["省财政厅", "省自然资源厅"], &["每半年通报一次"]),
            ("二(二)", &["省市场监管局"], &["省税务局"], &[]),
        ],
    },
    Fragment {
        form: "numbered from 1. to the end, 按职责分工负责 and 结合实际落实",
        text: "1. 组织攻关。到2027年，建成一批中试平台。（省科技厅、工业和信息化厅按职责分工负责，各地级以上市人民政府结合实际落实）\n2. 扩大开放。（省商务厅牵头，省财政厅、能源局等省有关部门和各地级以上市人民政府配合）\n3. 各司其职。（各部门按职责分工负责）\n",
        wanted: &[
            ("1", &["省科技厅", "工业和信息化厅", "各地级以上市人民政府"], &[], &["到2027年"]),
            ("2", &["省商务厅"], &["省财政厅", "能源局", "各地级以上市人民政府"], &[]),
            ("3", &["各部门"], &[], &[]),
        ],
    },
    Fragment {
        form: "articles, with labels on lines of their own",
        text: "第一章 总体安排\n第一条 建立联审机制。2027年底前覆盖所有县区。\n牵头单位：省发展改革委\n配合单位：省自然资源厅、省生态环境厅\n完成时限：2026年上半年完成\n第二条 公开审查结果。\n责任单位：省司法厅\n责任人：分管负责同志，处室负责人\n",
        wanted: &[
            ("第一条", &["省发展改革委"], &["省自然资源厅", "省生态环境厅"], &["2027年底前", "2026年上半年"]),
            ("第二条", &["省司法厅"], &[], &[]),
        ],
    },
    Fragment {
        form: "a label behind the last sentence, without a bracket",
        text: "三、保障措施\n1.更新设备。设备更新率达到80%以上。责任单位：省工业和信息化厅，各市、县（市、区）政府。\n2.开展培训。每年至少组织2次培训。牵头单位：省人力资源社会保障厅  配合单位：省教育厅\n",
        wanted: &[
            ("三1", &["省工业和信息化厅", "各市", "县（市、区）政府"], &[], &["达到80%以上"]),
            ("三2", &["省人力资源社会保障厅"], &["省教育厅"], &["每年至少组织2次"]),
        ],
    },
    Fragment {
        form: "the lead marked behind its name",
        text: "（三）关爱老人。（责任单位：省民政厅（牵头）、省财政厅、省残联）\n（四）便利就医。（省卫生健康委牵头、省医保局配合）\n",
        wanted: &[
            ("(三)", &["省民政厅"], &["省财政厅", "省残联"], &[]),
            ("(四)", &["省卫生健康委"], &["省医保局"], &[]),
        ],
    },
    Fragment {
        form: "square brackets, and the day within",
        text: "(1)整治校园周边。[省教育厅牵头，省公安厅、省卫生健康委配合；2026年9月1日前完成]\n(2)排查隐患。［责任单位：省应急厅、省消防救援总队；完成时限：2026年12月］\n",
        wanted: &[
            ("(1)", &["省教育厅"], &["省公安厅", "省卫生健康委"], &["2026年9月1日前"]),
            ("(2)", &["省应急厅", "省消防救援总队"], &[], &["2026年12月"]),
        ],
    },
    Fragment {
        form: "nobody is named",
        text: "四、组织实施\n（一）加强督查。每半年向省政府办公厅报告一次进展，不超过5个工作日反馈问题。\n（二）营造氛围。（以下简称“宣传月”）及时总结经验（联系单位：省教育厅）。\n某省人民政府办公厅\n2026年3月1日\n（此件公开发布）\n",
        wanted: &[
            ("四(一)", &[], &[], &["每半年向省政府办公厅报告一次", "不超过5个工作日"]),
            ("四(二)", &[], &[], &[]),
        ],
    },
    Fragment {
        form: "no word but the names, and how long",
        text: "五、重点工作\n1．治理扬尘。（省生态环境厅、省住房城乡建设厅，各市政府；持续推进）\n2．疏通河道。（省水利厅；2026年汛期前完成）\n",
        wanted: &[
            ("五1", &["省生态环境厅", "省住房城乡建设厅", "各市政府"], &[], &[]),
            ("五2", &["省水利厅"], &[], &[]),
        ],
    },
    Fragment {
        form: "会同, and a remark of time behind",
        text: "六、监管\n（一）联合抽查。（由省市场监管局会同省农业农村厅等部门抓好落实，持续推进）\n（二）统一标准。（省住房城乡建设厅牵头会同省自然资源厅负责，2026年底前完成）\n",
        wanted: &[
            ("六(一)", &["省市场监管局"], &["省农业农村厅"], &[]),
            ("六(二)", &["省住房城乡建设厅"], &["省自然资源厅"], &["2026年底前"]),
        ],
    },
    Fragment {
        form: "party organs, banks, enterprises and the press",
        text: "七、宣传\n（一）回应关切。重大舆情5小时内发声，24小时内举行发布会。（省委宣传部、省委网信办，省广电局、省日报社按照各自职责负责）\n（二）畅通融资。（人民银行某市中心支行、省国资委监管企业按职责落实）\n",
        wanted: &[
            ("七(一)", &["省委宣传部", "省委网信办", "省广电局", "省日报社"], &[], &["5小时内", "24小时内"]),
            ("七(二)", &["人民银行某市中心支行", "省国资委监管企业"], &[], &[]),
        ],
    },
    Fragment {
        form: "two tasks in one clause, each with its bracket",
        text: "八、试点\n（一）先行先试。选定试点（省委编办负责，2026年第一季度完成）；总结推广（省政府办公厅牵头，各试点市政府参与）。\n",
        wanted: &[
            ("八(一)", &["省委编办"], &[], &["2026年第一季度"]),
            ("八(一)", &["省政府办公厅"], &["各试点市政府"], &[]),
        ],
    },
    Fragment {
        form: "Markdown headings and emphasis",
        text: "## 九、服务\n\n### （一）一件事一次办\n\n梳理清单，3年内轮训一遍窗口人员。\n\n**牵头单位：** 省政务服务办\n\n**配合单位：** 省公安厅、省人力资源社会保障厅\n\n### （二）帮办代办\n\n设立专窗。\n\n（责任单位：各市人民政府）\n\n（完成时限：2026年10月底前）\n",
        wanted: &[
            ("九(一)", &["省政务服务办"], &["省公安厅", "省人力资源社会保障厅"], &["3年内"]),
            ("九(二)", &["各市人民政府"], &[], &["2026年10月底前"]),
        ],
    },
    Fragment {
        form: "lines of a printed page, and an annex",
        text: "十、收尾\n（一）归档。整理材料（省档案局牵头，省政府办\n公厅配合）。\n（二）编目。省、市、县三级更新目录，做到应编尽编、应归尽归，\n统一发布。牵头单位：省数据局；责任单位：省直各部门，各市\n（州）人民政府，某新区管委会\n附件：重点任务分工表\n一、第一项。开展检查。（责任单位：省审计厅）\n",
        wanted: &[
            ("十(一)", &["省档案局"], &["省政府办公厅"], &[]),
            ("十(二)", &["省数据局"], &["省直各部门", "各市（州）人民政府", "某新区管委会"], &[]),
            ("附件一", &["省审计厅"], &[], &[]),
        ],
    },
    // Written after the reader and put to it unseen; it read five of its nine clauses right, and was mended.
    Fragment {
        form: "unseen: labels run on, a name in the heading, a list of annexes",
        text: "一、总体目标\n到2026年底，形成统一的公共数据目录，数据准确率达到98%以上。\n二、重点任务\n（一）健全数据目录\n1.编制统一目录。省、市、县三级每季度更新一次目录。牵头单位：省数据局；责任单位：省直各部门，各市（州）人民政府，某新区管委会\n2.规范授权运营。严格按照《办法》（省政府令第200号）开展授权，自受理之日起15个工作日内作出决定。【责任单位：省数据局、省司法厅】\n（二）提升数据质量。对群众反映的错误数据，3个工作日内核实、5个工作日内更正。（省数据局、各有关部门，按职责分工负责）\n（三）培育数据企业。每年遴选不少于20家企业。责任单位：省工业和信息化厅、省国资委、人民银行某省分行。完成时限：2026年12月31日前。\n（四）保障数据安全（省委网信办、省公安厅负责）。落实分级分类保护（包括个人信息保护）要求。\n（五）加强协作。建立联席会议制度（由省数据局召集）。（省直有关部门、中央驻省单位，各市州政府等按职责分工负责）\n（六）开展试点。试点市政府要在30日内制定方案。（试点市政府负责，省数据局指导）\n三、组织保障\n各地各部门要高度重视。省数据局每半年开展一次督查，重大事项及时报告省政府（办公厅）。\n\n附件：1.任务清单\n2.名词解释\n\n某省人民政府办公厅\n2026年3月5日\n",
        wanted: &[
            ("一", &[], &[], &["到2026年底", "达到98%以上"]),
            (
                "二(一)1",
                &["省数据局"],
                &["省直各部门", "各市（州）人民政府", "某新区管委会"],
                &["每季度更新一次"],
            ),
            ("二(一)2", &["省数据局", "省司法厅"], &[], &["15个工作日内"]),
            ("二(二)", &["省数据局", "各有关部门"], &[], &["3个工作日内", "5个工作日内"]),
            ("二(三)", &["省工业和信息化厅", "省国资委", "人民银行某省分行"], &[], &["2026年12月31日前"]),
            ("二(四)", &["省委网信办", "省公安厅"], &[], &[]),
            ("二(五)", &["省直有关部门", "中央驻省单位", "各市州政府"], &[], &[]),
            ("二(六)", &["试点市政府"], &["省数据局"], &["30日内"]),
            ("三", &[], &[], &["每半年开展一次"]),
        ],
    },
    Fragment {
        form: "a heading with its bracket on a line of its own, colleges and others",
        text: "四、保障\n（一）培养人才（省教育厅牵头）\n支持高校开设课程，2027年底前建成实训基地。\n（二）加大投入。统筹资金支持。（省财政厅、省人力资源社会保障厅等部门单位和各高校按职责分工负责）\n（三）防范风险。开展评估。（省应急厅、省气象局等，各市政府）\n",
        wanted: &[
            ("四(一)", &["省教育厅"], &[], &["2027年底前"]),
            ("四(二)", &["省财政厅", "省人力资源社会保障厅", "各高校"], &[], &[]),
            ("四(三)", &["省应急厅", "省气象局", "各市政府"], &[], &[]),
        ],
    },
];

/// What a reading says, each once: who does what, and what can be measured.
fn facts<'a>(
    tasks: impl Iterator<Item = (&'a str, Vec<&'a str>, Vec<&'a str>, Vec<&'a str>)>,
) -> Vec<String> {
    let mut facts = Vec::new();
    for (nth, (number, leads, supports, measures)) in tasks.enumerate() {
        facts.push(format!("{nth} {number}"));
        for (what, said) in [("牵头", leads), ("配合", supports), ("数量", measures)] {
            facts.extend(said.into_iter().map(|one| format!("{nth} {number} {what} {one}")));
        }
    }
    facts
}

fn strings(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

#[test]
fn opinions_of_other_provinces_are_read() {
    let (mut right, mut found, mut wanted, mut wrong) = (0, 0, 0, Vec::new());
    for fragment in &FRAGMENTS {
        let tasks = break_down(fragment.text).tasks;
        let read = facts(tasks.iter().map(|task| {
            let measures = task.measures.iter().map(Measure::text).collect();
            (task.number.as_str(), strings(&task.leads), strings(&task.supports), measures)
        }));
        let should = facts(fragment.wanted.iter().map(|(number, leads, supports, measures)| {
            (*number, leads.to_vec(), supports.to_vec(), measures.to_vec())
        }));
        right += read.iter().filter(|fact| should.contains(fact)).count();
        found += read.len();
        wanted += should.len();
        let missed = should.iter().filter(|fact| !read.contains(fact)).map(|fact| format!("missed {fact}"));
        let invented =
            read.iter().filter(|fact| !should.contains(fact)).map(|fact| format!("invented {fact}"));
        wrong.extend(missed.chain(invented).map(|what| format!("{}: {what}", fragment.form)));
    }
    println!("precision {right}/{found}, recall {right}/{wanted}");
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!((right, found, wanted), (161, 161, 161));
}

#[test]
fn what_stands_below_the_last_clause_is_no_part_of_it() {
    let text = FRAGMENTS[7].text;
    let tasks = break_down(text).tasks;
    let last = tasks.last().expect("a task");
    assert_eq!(last.text, "（以下简称“宣传月”）及时总结经验（联系单位：省教育厅）。", "{last:?}");
    assert_eq!(last.anchor, "c-4-2");
}

#[test]
fn a_bracket_that_is_never_closed_hides_no_other() {
    let tasks = break_down("一、推进(工作。按时完成。（省教育厅牵头）\n二、总结。").tasks;
    assert_eq!(tasks[0].leads, ["省教育厅"], "{tasks:?}");
}
