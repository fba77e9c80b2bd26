//! The forms of page furniture.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

pub(super) const TEASER: &str = "文章简介（内容与正文重复）";
pub(super) const DATE: &str = "网页的发布日期";

/// Where furniture of a form may stand: outside its place the same words could be text.
enum Place {
    Anywhere,
    /// Before the first or behind the last paragraph.
    Edge,
    /// Before the first paragraph: at the foot a bare date may be the document's own.
    Head,
}

/// A form of furniture, by the whole line.
struct Form {
    pattern: Regex,
    why: &'static str,
    place: Place,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    use Place::{Anywhere, Edge, Head};
    let form = |place: Place, why: &'static str, pattern: &str| Form {
        pattern: Regex::new(&format!(r"^[【\[]?\s*(?:{pattern})\s*[】\]]?$")).expect("the pattern is right"),
        why,
        place,
    };
    vec![
        form(
            Anywhere,
            "字体切换",
            r"(?:字体|字号|字体大小|文字大小)\s*[:：]?[\s\[\]【】大中小默认|｜/+＋-]*",
        ),
        form(Anywhere, "浏览计数", r"(?:浏览|阅读|点击|访问)(?:次数|量|数)?\s*[:：]\s*\d*\s*次?"),
        form(Anywhere, "浏览计数", r"已?(?:浏览|阅读)\s*\d+\s*次?"),
        form(
            Anywhere,
            "分享按钮",
            r"(?:一键)?分享(?:到|至)?\s*[:：]?(?:\s*(?:微信|微博|新浪微博|QQ空间|QQ|朋友圈|更多))*",
        ),
        form(Anywhere, "分享按钮", r"(?:微信|手机)?扫一扫.{0,30}"),
        form(Anywhere, "上下篇链接", r"(?:上一篇|下一篇|上一条|下一条)\s*[:：].*"),
        form(
            Anywhere,
            "打印和关闭按钮",
            r"(?:(?:打印本页|打印此页|打印文章|关闭窗口|关闭本页|返回顶部|回到顶部|加入收藏|收藏本页|我要纠错)[\s|｜】【\]\[]*)+",
        ),
        form(
            Edge,
            "打印和关闭按钮",
            r"(?:(?:打印|关闭|收藏|纠错|返回|下载|复制链接|朗读|视力保护色)[\s|｜】【\]\[:：]*)+",
        ),
        form(
            Edge,
            "分页链接",
            r"(?:(?:首页|上一页|下一页|尾页|末页|\d+|[\[\]\s|｜])+(?:上一页|下一页|尾页|末页)[\s\d]*|第?\s*\d+\s*页\s*[/，,]?\s*共\s*\d+\s*页)",
        ),
        form(Edge, "网页导航", r"您?(?:现在|当前)?的?(?:所在)?位置\s*[:：].*"),
        form(Edge, "网页导航", r"首页\s*[>＞»›].*"),
        form(
            Edge,
            "网页的来源和编辑说明",
            r"(?:信息|文章|稿件)?(?:来源|作者|编辑|责任编辑|责编|审核|校对|供稿|记者|通讯员)\s*[:：].{0,40}",
        ),
        form(Edge, DATE, r"(?:发布|发表|更新|上传|公开)(?:时间|日期)\s*[:：]\s*\d{4}.{0,25}"),
        form(
            Head,
            DATE,
            r"(?:(?:时间|日期)\s*[:：]\s*)?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?",
        ),
        form(Edge, "网站版权说明", r"(?:版权所有|Copyright|©|网站标识码|网站地图|站点地图).*"),
        form(Edge, "网站版权说明", r".*(?:ICP备|公网安备|网站标识码).*"),
        form(
            Edge,
            "网页的相关链接",
            r"(?:相关(?:链接|阅读|文章|新闻|稿件)|延伸阅读|热门推荐|附近文章)\s*[:：]?",
        ),
    ]
});

/// The furniture that stands on one line in a row: 字体:大 中 小  浏览:12  来源:本站.
static SEVERAL: LazyLock<Regex> = LazyLock::new(|| {
    let part = r"(?:(?:发布|更新)?(?:时间|日期)[:：]\s*\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?|(?:信息|文章)?(?:来源|作者|责任编辑|编辑)[:：]\s*\S{0,30}|(?:浏览|阅读|点击|访问)(?:次数|量|数)?[:：]\s*\d*\s*次?|字体[:：]?[\s\[\]【】大中小]*|打印|关闭|分享|收藏)";
    Regex::new(&format!(r"^[【\[]?{part}(?:[\s|｜】【\[\]]+{part}){{1,8}}[\s|｜】\]]*$"))
        .expect("the pattern is right")
});

static TEASERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:文章简介|文章摘要|内容简介|内容摘要|内容提要|摘要|简介|导读|核心提示)\s*[:：](.+)$")
        .expect("the pattern is right")
});

/// Why the line is furniture, if it is. `head` and `foot` say that it stands before the first or behind the last paragraph.
pub(super) fn reason(line: &str, head: bool, foot: bool) -> Option<&'static str> {
    let fits = |place: &Place| match place {
        Place::Anywhere => true,
        Place::Edge => head || foot,
        Place::Head => head,
    };
    let form = FORMS.iter().find(|form| fits(&form.place) && form.pattern.is_match(line));
    form.map(|form| form.why).or_else(|| ((head || foot) && SEVERAL.is_match(line)).then(|| several(line)))
}

fn several(line: &str) -> &'static str {
    if super::date::anywhere(line).is_some() { DATE } else { "网页的来源、计数和按钮" }
}

/// The words of a line that calls itself an abstract.
pub(super) fn teaser(line: &str) -> Option<&str> {
    TEASERS.captures(line).and_then(|found| found.get(1)).map(|words| words.as_str())
}

/// True if nearly all of the teaser's words stand in the text in the same order, whatever the punctuation: it can go without loss.
pub(super) fn is_contained(teaser: &str, text: &str) -> bool {
    const LENGTH: usize = 6;
    let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    let (teaser, text) = (words(teaser), words(text));
    let grams: HashSet<&[char]> = text.windows(LENGTH).collect();
    let total = teaser.windows(LENGTH).count();
    let found = teaser.windows(LENGTH).filter(|gram| grams.contains(gram)).count();
    total > 0 && found * 10 >= total * 9
}
