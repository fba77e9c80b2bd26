//! Generated licences and penalties.

use super::{Generator, Rows, values};

const PLACES: [&str; 11] =
    ["石家庄", "唐山", "秦皇岛", "邯郸", "邢台", "保定", "张家口", "承德", "沧州", "廊坊", "衡水"];
const NAMES: [&str; 12] =
    ["恒泰", "瑞丰", "金鼎", "宏达", "嘉信", "华润达", "盛世", "安远", "润泽", "诚和", "远航", "同心"];
const TRADES: [&str; 10] = ["建材", "机械", "食品", "医药", "物流", "化工", "科技", "农业", "纺织", "环保"];
const KINDS: [&str; 6] = ["普通", "特许", "认可", "核准", "登记", "其他"];

/// Licences and penalties of the city's departments.
pub(super) fn all(g: &mut Generator) -> Vec<(&'static str, Rows)> {
    let companies = Companies::new(g);
    vec![("licence", licences(g, &companies)), ("penalty", penalties(g, &companies))]
}

/// The companies of the records: few enough that each has several. The first bore another name before.
struct Companies(Vec<(String, String)>);

impl Companies {
    const MANY: usize = 24;

    fn new(g: &mut Generator) -> Self {
        Self((0..Self::MANY).map(|_| company(g)).collect())
    }

    /// The company of the record with this number, with the name of its time.
    fn of(&self, n: usize) -> (String, String) {
        let (name, code) = &self.0[n % Self::MANY];
        let former = n < Self::MANY && n.is_multiple_of(8);
        (if former { name.replace("有限公司", "厂") } else { name.clone() }, code.clone())
    }
}

fn company(g: &mut Generator) -> (String, String) {
    let name = format!("{}{}{}有限公司", g.pick(&PLACES), g.pick(&NAMES), g.pick(&TRADES));
    let n = g.number(900_000_000);
    (name, credit_code(&format!("9113010{}{:09}", g.number(9), 100_000_000 + n)))
}

/// Adds the check character of GB 32100-2015 to 17 characters.
pub(super) fn credit_code(head: &str) -> String {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let value = |b: u8| ALPHABET.iter().position(|a| *a == b).unwrap_or(0);
    let sum: usize = head.bytes().zip(WEIGHTS).map(|(b, w)| value(b) * w).sum();
    format!("{head}{}", char::from(ALPHABET[(31 - sum % 31) % 31]))
}

fn licences(g: &mut Generator, companies: &Companies) -> Rows {
    (0..80)
        .map(|n| {
            let (licensee, uscc) = companies.of(n);
            let decided = g.day();
            let until = decided.checked_add_months(chrono::Months::new(60)).unwrap_or(decided);
            let agency = format!("1301{:02}", 30 + g.number(2) % 2);
            let trade = g.pick(&TRADES);
            let row = values([
                ("decision_no", format!("石审许〔{}〕{}号", decided.format("%Y"), n + 1)),
                (
                    "content",
                    format!("准予{licensee}从事{trade}生产经营活动,许可范围以核定的项目和场所为准。"),
                ),
                ("licensee", licensee),
                ("subject_kind", "法人及非法人组织".into()),
                ("uscc", uscc),
                ("licence_type", g.pick(&KINDS).into()),
                ("decided_on", decided.to_string()),
                ("valid_from", decided.to_string()),
                ("valid_until", until.to_string()),
                ("status", g.pick(&["有效", "有效", "有效", "变更", "延续", "注销"]).into()),
            ]);
            (agency, row)
        })
        .collect()
}

fn penalties(g: &mut Generator, companies: &Companies) -> Rows {
    const CASES: [(&str, &str, &str); 5] = [
        ("未按规定明码标价", "经营场所内部分商品未标明价格", "《中华人民共和国价格法》第四十二条"),
        ("超标排放污染物", "外排废水化学需氧量超过许可排放浓度", "《中华人民共和国水污染防治法》第八十三条"),
        (
            "使用未经检验的特种设备",
            "一台叉车超过检验有效期仍在使用",
            "《中华人民共和国特种设备安全法》第八十四条",
        ),
        (
            "未建立进货查验记录",
            "购进食品原料未查验供货者许可证和合格证明",
            "《中华人民共和国食品安全法》第一百二十六条",
        ),
        (
            "安全生产教育培训不到位",
            "未如实记录从业人员安全生产教育和培训情况",
            "《中华人民共和国安全生产法》第九十七条",
        ),
    ];
    (0..50)
        .map(|n| {
            let (party, uscc) = companies.of(n * 3);
            let decided = g.day();
            let (violation, facts, ground) = CASES[n % CASES.len()];
            let fine = 1000 * (1 + g.number(50));
            let row = values([
                ("decision_no", format!("石市监罚〔{}〕{}号", decided.format("%Y"), n + 1)),
                ("facts", format!("经查,{party}{facts},事实清楚,证据确凿。")),
                ("party", party),
                ("subject_kind", "法人及非法人组织".into()),
                ("uscc", uscc),
                ("violation_type", violation.into()),
                ("legal_ground", ground.into()),
                ("penalty_types", "罚款".into()),
                ("content", format!("罚款人民币 {fine} 元,限十五日内缴纳。")),
                ("fine", format!("{fine}")),
                ("decided_on", decided.to_string()),
                ("status", "有效".into()),
            ]);
            ("130124".to_owned(), row)
        })
        .collect()
}
