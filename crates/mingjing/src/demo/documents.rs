//! Generated documents of the departments the Opinion names, at three levels.

use super::{Generator, Rows, values};

/// Title of the notice that the demonstration amends.
pub(super) const AMENDED: &str = "关于调整省政务服务大厅受理时限的公告";
/// Title of the notice that the demonstration withdraws.
pub(super) const WITHDRAWN: &str = "关于政务公开培训参训人员名单的公示";

/// Agencies that publish documents: code, name, short form in document numbers.
pub(super) const AGENCIES: [(&str, &str, &str); 14] = [
    ("130001", "河北省人民政府办公厅", "冀政办发"),
    ("130002", "河北省发展和改革委员会", "冀发改规"),
    ("130003", "河北省教育厅", "冀教办"),
    ("130009", "河北省财政厅", "冀财规"),
    ("130012", "河北省生态环境厅", "冀环规"),
    ("130022", "河北省审计厅", "冀审办"),
    ("130029", "河北省扶贫开发办公室", "冀扶办"),
    ("130101", "石家庄市人民政府办公室", "石政办发"),
    ("130201", "唐山市人民政府办公室", "唐政办发"),
    ("130601", "保定市人民政府办公室", "保政办发"),
    ("13068201", "定州市人民政府办公室", "定政办发"),
    ("13018101", "辛集市人民政府办公室", "辛政办发"),
    ("13010201", "长安区人民政府办公室", "长政办发"),
    ("13010202", "长安区发展和改革局", "长发改规"),
];

const SUBJECTS: [&str; 16] = [
    "推进政务服务标准化规范化",
    "优化营商环境",
    "加强食品安全监管",
    "促进普惠小微企业发展",
    "改善农村人居环境",
    "公共资源交易信息公开",
    "保障农民工工资支付",
    "重大建设项目批准和实施信息公开",
    "老旧小区改造",
    "大气污染综合治理",
    "医疗保障基金使用监督",
    "义务教育优质均衡发展",
    "精准扶贫资金管理",
    "政府购买服务",
    "安全生产专项整治",
    "城市更新",
];

/// All document items.
pub(super) fn all(g: &mut Generator) -> Vec<(&'static str, Rows)> {
    vec![
        ("agency-guide", AGENCIES.iter().map(|a| guide(g, a)).collect()),
        ("agency-rule", AGENCIES.iter().map(|a| rule(g, a)).collect()),
        ("policy-document", (0..36).map(|n| policy(g, n)).collect()),
        ("normative-document", (0..20).map(|n| normative(g, n)).collect()),
        ("news", (0..24).map(|n| news(g, n)).collect()),
        ("notice", notices(g)),
    ]
}

fn official_text(subject: &str, goal: &str) -> String {
    format!(
        "为{subject},根据有关法律法规,结合实际,制定本文件。\n\n一、总体要求\n\n坚持以人民为中心,{goal}。\n\n二、重点任务\n\n(一)完善工作机制。\n\n1.明确责任分工。各有关单位按照职责抓好落实,每季度报送一次进展。\n\n2.公开办理过程。事项、依据、时限和结果在门户网站公开。\n\n(二)提升服务水平。\n\n1.精简办理材料。凡能通过数据共享取得的,不再要求群众提交。\n\n2.压减办理时限。一般事项在 5 个工作日内办结。\n\n三、保障措施\n\n(一)加强组织领导。主要负责同志负总责。\n\n(二)强化监督考核。落实情况纳入年度考核,结果向社会公开。\n\n本文件自公布之日起施行。\n"
    )
}

type Agency = (&'static str, &'static str, &'static str);

fn guide(
    g: &mut Generator,
    (code, name, _): &Agency,
) -> (String, serde_json::Map<String, serde_json::Value>) {
    let title = format!("{name}政府信息公开指南");
    let row = values([
        ("title", title),
        ("issued_on", g.day().to_string()),
        ("office", format!("{name}政务公开科")),
        ("address", "政务服务中心三层(演示地址)".into()),
        ("office_hours", "工作日 9:00-12:00,13:30-17:30".into()),
        ("phone", "0311-12345".into()),
        (
            "body",
            format!(
                "{name}主动公开的信息可在本站查阅。\n\n一、主动公开\n\n公开范围见《政府信息公开条例》第二十条。\n\n二、依申请公开\n\n申请应当写明姓名、联系方式和所需信息的描述。自收到申请之日起 20 个工作日内答复。\n"
            ),
        ),
    ]);
    ((*code).to_owned(), row)
}

fn rule(g: &mut Generator, (code, name, _): &Agency) -> (String, serde_json::Map<String, serde_json::Value>) {
    let row = values([
        ("title", format!("{name}政府信息公开审查制度")),
        ("kind", "保密审查".into()),
        ("issued_on", g.day().to_string()),
        ("status", "有效".into()),
        ("body", "第一条 为规范政府信息公开审查,制定本制度。\n\n第二条 公开前应当审查是否涉及国家秘密、商业秘密和个人隐私。\n\n第三条 审查由起草人以外的人员负责,并记录意见。\n".into()),
    ]);
    ((*code).to_owned(), row)
}

fn policy(g: &mut Generator, n: usize) -> (String, serde_json::Map<String, serde_json::Value>) {
    let (code, name, mark) = AGENCIES[n % AGENCIES.len()];
    let subject = SUBJECTS[n % SUBJECTS.len()];
    let day = g.day();
    let row = values([
        ("title", format!("{name}关于{subject}的实施意见")),
        ("document_no", format!("{mark}〔{}〕{}号", day.format("%Y"), n + 1)),
        ("kind", "政府文件".into()),
        ("issuer", name.to_owned()),
        ("issued_on", day.to_string()),
        ("status", "有效".into()),
        ("body", official_text(subject, "让群众和企业看得见、听得懂、能监督")),
    ]);
    (code.to_owned(), row)
}

fn normative(g: &mut Generator, n: usize) -> (String, serde_json::Map<String, serde_json::Value>) {
    let (code, name, mark) = AGENCIES[(n * 3 + 1) % AGENCIES.len()];
    let subject = SUBJECTS[(n * 5 + 2) % SUBJECTS.len()];
    let day = g.day();
    let row = values([
        ("title", format!("{subject}管理办法(第{}号)", n + 1)),
        ("document_no", format!("{mark}〔{}〕{}号", day.format("%Y"), 200 + n)),
        ("issuer", name.to_owned()),
        ("issued_on", day.to_string()),
        ("effective_on", day.to_string()),
        ("status", g.pick(&["有效", "有效", "有效", "已修改", "废止", "失效"]).into()),
        (
            "body",
            format!(
                "第一条 为规范{subject}工作,制定本办法。\n\n第二条 本办法适用于本行政区域。\n\n第三条 有关单位应当自信息形成之日起 20 个工作日内公开。\n\n第四条 违反本办法的,依法处理。\n\n第五条 本办法自公布之日起施行。\n"
            ),
        ),
    ]);
    (code.to_owned(), row)
}

fn news(g: &mut Generator, n: usize) -> (String, serde_json::Map<String, serde_json::Value>) {
    let (code, name, _) = AGENCIES[(n * 5) % AGENCIES.len()];
    let subject = SUBJECTS[(n * 7) % SUBJECTS.len()];
    let row = values([
        ("title", format!("{name}召开会议部署{subject}工作(第{}次)", n + 1)),
        ("issued_on", g.day().to_string()),
        (
            "body",
            format!(
                "会议听取了{subject}工作进展汇报,研究了下一步安排。会议要求,公开承诺、公开进度、公开结果,接受社会监督。\n"
            ),
        ),
    ]);
    (code.to_owned(), row)
}

fn notices(g: &mut Generator) -> Rows {
    let mut rows: Rows = (0..16)
        .map(|n| {
            let (code, name, _) = AGENCIES[(n * 3) % AGENCIES.len()];
            let subject = SUBJECTS[(n * 11 + 3) % SUBJECTS.len()];
            let row = values([
                ("title", format!("{name}关于公开征求{subject}意见的公告")),
                ("kind", "公告".into()),
                ("issued_on", g.day().to_string()),
                ("body", format!("现就{subject}有关事项公开征求意见。公众可在公告发布之日起 30 日内通过信函、网站等方式提出意见。\n")),
            ]);
            (code.to_owned(), row)
        })
        .collect();
    rows.push((
        "130001".into(),
        values([
            ("title", AMENDED.into()),
            ("kind", "公告".into()),
            ("issued_on", g.day().to_string()),
            ("body", "自即日起,省政务服务大厅一般事项的受理时限调整为 5 个工作日。\n\n特此公告。\n".into()),
        ]),
    ));
    rows.push((
        "130001".into(),
        values([
            ("title", WITHDRAWN.into()),
            ("kind", "公告".into()),
            ("issued_on", g.day().to_string()),
            ("body", "现将参加政务公开培训的人员名单予以公示。\n".into()),
        ]),
    ));
    rows
}
