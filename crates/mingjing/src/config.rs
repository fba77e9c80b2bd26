//! The configuration file of an instance, `mingjing.toml`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::NaiveTime;
use mingjing_actions::AccountPolicy;
use mingjing_desk::SingleSignOn;
use mingjing_store::blobs::S3;
use serde::{Deserialize, Deserializer};

use crate::limits::Network;

/// File name in the instance folder.
pub const FILE: &str = "mingjing.toml";

/// The whole configuration. Relative paths are relative to the instance folder.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub site: SiteConfig,
    pub database: DatabaseConfig,
    pub blobs: BlobsConfig,
    pub server: ServerConfig,
    #[serde(default)]
    pub limits: LimitsConfig,
    #[serde(default)]
    pub accounts: AccountsConfig,
    #[serde(default)]
    pub full_files: FullFilesConfig,
    /// How mail is sent; without it none is.
    pub mail: Option<MailConfig>,
    /// Folders that agencies' own systems put files into.
    #[serde(default)]
    pub folders: Vec<FolderConfig>,
    /// A folder that replaces the rule files built into the program.
    pub law_dir: Option<PathBuf>,
}

/// The mail server that takes what this site sends.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// Its name.
    pub server: String,
    /// Its port; the usual one of the kind of connection unless said.
    pub port: Option<u16>,
    /// How the connection is secured.
    #[serde(default)]
    pub security: MailSecurity,
    /// What this site signs in with, if it has to.
    pub username: Option<String>,
    pub password: Option<String>,
    /// The sender, as `name <address>` or an address.
    pub from: String,
}

/// How the connection to the mail server is secured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// TLS from the first byte (RFC 8314), port 465.
    #[default]
    Tls,
    /// TLS after STARTTLS, which must succeed (RFC 3207), port 587.
    Starttls,
    /// None, for a server on the same machine, port 25.
    None,
}

/// The full files of every item.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FullFilesConfig {
    /// When they are written, at +08:00; none for never.
    #[serde(deserialize_with = "time_of_day")]
    pub nightly_at: Option<NaiveTime>,
    /// How many of each are kept.
    pub keep: usize,
}

impl Default for FullFilesConfig {
    fn default() -> Self {
        Self { nightly_at: NaiveTime::from_hms_opt(2, 30, 0), keep: 7 }
    }
}

/// A watched folder.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FolderConfig {
    /// Where it is.
    pub path: PathBuf,
    /// Catalogue item of everything in it.
    pub item: String,
    /// Agency that publishes; otherwise each row names its own.
    pub agency: Option<String>,
}

fn time_of_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveTime>, D::Error> {
    let text = String::deserialize(from)?;
    if text.is_empty() {
        return Ok(None);
    }
    let told = |_| serde::de::Error::custom(format!("“{text}”不是一天中的时间,应如 \"02:30\",不要则写 \"\""));
    NaiveTime::parse_from_str(&text, "%H:%M").map(Some).map_err(told)
}

/// What the site says of itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteConfig {
    pub name: String,
    #[serde(default)]
    pub base_url: String,
    #[serde(default)]
    pub demo: bool,
}

/// Where the rows are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    pub url: String,
    /// Seconds after which a PostgreSQL that does not answer counts as lost.
    #[serde(default = "default_patience")]
    pub patience_seconds: u64,
}

fn default_patience() -> u64 {
    30
}

/// Where attachments and tiles are: a folder, or a bucket.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobsConfig {
    pub folder: Option<PathBuf>,
    pub s3: Option<S3Config>,
}

/// An S3-compatible bucket.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3Config {
    bucket: String,
    endpoint: String,
    region: String,
    access_key: String,
    secret_key: String,
}

/// Where it listens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerConfig {
    pub listen: String,
    pub metrics_listen: Option<String>,
    /// Cookies only over HTTPS: true wherever a proxy or browser sees HTTPS.
    #[serde(default)]
    pub https: bool,
}

/// How often one client may ask.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// Searches, lists, files, receipts a minute; 0 for any number.
    pub per_minute: u32,
    /// Files of the log a minute; 0 for any number.
    pub log_per_minute: u32,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    #[serde(deserialize_with = "networks")]
    pub trusted_proxies: Vec<Network>,
}

/// What is asked of the accounts of the desk.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountsConfig {
    /// Days after which a password has to be changed; 0 for any time.
    pub password_days: u32,
    /// Whether everybody needs a second factor.
    pub second_factor_required: bool,
    /// Hours for which a one-time link is good.
    pub link_hours: u32,
    /// A provider of single sign-on.
    pub single_sign_on: Option<SingleSignOnConfig>,
}

/// A provider of single sign-on by OpenID Connect.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SingleSignOnConfig {
    name: String,
    issuer: String,
    client_id: String,
    client_secret: String,
}

impl SingleSignOnConfig {
    /// In the desk's terms.
    pub fn provider(&self) -> anyhow::Result<SingleSignOn> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(10))
            .build()
            .context("不能建立到统一身份认证的连接")?;
        Ok(SingleSignOn {
            name: self.name.clone(),
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret: self.client_secret.clone(),
            http,
        })
    }
}

impl Default for AccountsConfig {
    fn default() -> Self {
        Self { password_days: 0, second_factor_required: false, link_hours: 72, single_sign_on: None }
    }
}

impl AccountsConfig {
    /// In the house's terms.
    pub fn policy(&self) -> AccountPolicy {
        AccountPolicy {
            password_days: (self.password_days > 0).then_some(self.password_days),
            second_factor_required: self.second_factor_required,
            link_hours: self.link_hours.max(1),
        }
    }
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self { per_minute: 600, log_per_minute: 60_000, trusted_proxies: Vec::new() }
    }
}

fn networks<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Network>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    texts.iter().map(|text| text.parse().map_err(serde::de::Error::custom)).collect()
}

impl DatabaseConfig {
    /// The same as a duration.
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.patience_seconds.max(1))
    }
}

impl Config {
    /// Reads an instance's configuration.
    pub fn read(dir: &Path) -> anyhow::Result<Self> {
        Self::read_file(dir, FILE)
    }

    /// Reads a configuration under another name than its own.
    pub fn read_file(dir: &Path, name: &str) -> anyhow::Result<Self> {
        let file = dir.join(name);
        let text = std::fs::read_to_string(&file).with_context(|| {
            format!(
                "读不到 {}:请先用 mingjing init {} 建立实例,或用 --dir 指出实例所在文件夹",
                file.display(),
                dir.display()
            )
        })?;
        let config: Self =
            toml::from_str(&text).with_context(|| format!("配置文件 {} 有误", file.display()))?;
        if config.blobs.folder.is_some() == config.blobs.s3.is_some() {
            bail!("配置文件 {} 有误:[blobs] 下 folder 和 s3 须二选一", file.display());
        }
        if config.mail.is_some() && config.site.base_url.is_empty() {
            bail!(
                "配置文件 {} 有误:要发邮件([mail]),须先写明 [site] base_url,邮件里的链接用它",
                file.display()
            );
        }
        Ok(config)
    }
}

impl S3Config {
    /// In the store's terms.
    pub fn settings(&self) -> S3 {
        S3 {
            bucket: self.bucket.clone(),
            endpoint: self.endpoint.clone(),
            region: self.region.clone(),
            access_key: self.access_key.clone(),
            secret_key: self.secret_key.clone(),
        }
    }
}

/// The text of a new configuration file; `database` is an address, or else the embedded database.
pub fn template(name: &str, listen: &str, demo: bool, database: Option<&str>) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let (name, listen) = (quoted(name), quoted(listen));
    let database = quoted(database.unwrap_or("sqlite:house.db"));
    format!(
        r#"# 明镜实例的配置。改后重新启动生效;mingjing doctor 可以检查。

# 用自己的规则文件代替程序内置的(公开事项、时限、日历、审查规则):
# law_dir = "law"

[site]
# 页眉上的站名
name = {name}
# 公众访问的网址,用于引用格式、二维码、订阅和站点地图,如 "https://open.example.gov.cn";留空则按读者访问时的主机名
# (反向代理须原样转交 Host;下面 trusted_proxies 中的代理可用 X-Forwarded-Proto 说明是 HTTPS)
base_url = ""
# 演示数据标记:为 true 时每页注明“演示数据”
demo = {demo}

[database]
# 内嵌数据库:"sqlite:house.db"(相对本文件夹);PostgreSQL:"postgres://用户:密码@主机/库"
url = {database}
# PostgreSQL 多少秒没有回应就算断开
# patience_seconds = 30

[blobs]
# 附件和日志分块放在哪里:文件夹……
folder = "blobs"
# ……或 S3 兼容的对象存储(二选一)
# [blobs.s3]
# bucket = "mingjing"
# endpoint = "https://s3.example.gov.cn"
# region = "cn"
# access_key = ""
# secret_key = ""

[server]
listen = {listen}
# 运行指标单独监听,不对公众开放
# metrics_listen = "127.0.0.1:9090"
# 前面有 HTTPS 时改为 true,登录凭据就只走 HTTPS
https = false

[accounts]
# 密码用满多少天必须更换;0 为不要求
# password_days = 0
# 所有人都须启用二次验证(验证器或通行密钥)
# second_factor_required = false
# 邀请和重置的一次性链接多少小时内有效
# link_hours = 72
# 统一身份认证(OpenID Connect):本人先用密码登录,在“账号与管理”里关联一次,以后就用它登录。
# 在认证服务那边登记的回调地址是 公众访问的网址 + /desk/sign-in/sso/callback
# [accounts.single_sign_on]
# name = "统一身份认证"
# issuer = "https://sso.example.gov.cn"
# client_id = "mingjing"
# client_secret = ""

[limits]
# 同一地址每分钟最多多少次搜索、列表、下载、回执,超过的请稍候(429);0 为不限。本机的请求不限
# per_minute = 600
# 公开日志的文件每分钟最多多少次,供镜像用
# log_per_minute = 60000
# 前面的反向代理的地址或网段:只相信它们写的 X-Forwarded-For 和 X-Forwarded-Proto。有反向代理时必须填写,否则所有人算作一个
# trusted_proxies = ["127.0.0.1"]

[full_files]
# 每天几点写出每个公开事项的全量文件(摘要登记在公开日志里);"" 为不写
# nightly_at = "02:30"
# 每种文件留最近几份
# keep = 7

# 发邮件(订阅的更新)的服务器;不写 [mail] 就不发邮件,订阅页面会告诉读者用订阅源。须写明上面的 base_url
# [mail]
# server = "smtp.example.gov.cn"
# 加密:"tls"(端口 465)、"starttls"(587)、"none"(25,只用于本机的邮件服务器)
# security = "tls"
# port = 465
# username = ""
# password = ""
# from = "政务公开 <noreply@example.gov.cn>"

# 监看的文件夹:业务系统放进来的 CSV、XLSX、JSON Lines 文件自动导入,完成的移到其中的 done,不能导入的移到 refused,旁边有报告。
# 放文件时先用 .part 结尾的名字写,写完再改名;可以写多个 [[folders]]
# [[folders]]
# path = "/srv/mingjing/incoming/licences"
# item = "licence"
# agency = "130101"
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_makes_a_configuration_that_is_read_again() {
        for name in ["某省政务公开", "a\"b", "a\\b", "一\n二", "'''", "\"\"\"", ""] {
            let read: Config = toml::from_str(&template(name, "127.0.0.1:8080", true, None)).unwrap();
            assert_eq!((read.site.name.as_str(), read.site.demo), (name, true));
            assert_eq!((read.site.base_url.as_str(), read.server.listen.as_str()), ("", "127.0.0.1:8080"));
        }
    }
}
