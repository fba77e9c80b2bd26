//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// 明镜:政务公开系统。每个命令都可以加 --dir 指出实例所在的文件夹。
#[derive(Debug, Parser)]
#[command(name = "mingjing", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// 实例所在的文件夹
    #[arg(long, global = true, env = "MINGJING_DIR", value_name = "DIR")]
    pub dir: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 建立一个小型演示省并运行(不加 --dir 时放在临时文件夹)
    Demo {
        /// 监听地址
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: String,
    },
    /// 建立新实例:带注释的配置、密钥、空数据库、第一个管理员
    Init(InitArgs),
    /// 运行门户、工作台、接口和后台任务
    Serve(ServeArgs),
    /// 批量导入
    Import(ImportArgs),
    /// 导出一个事项的全部公开信息
    Export(ExportArgs),
    /// 导入监看的文件夹(配置中的 [[folders]])里已经写完的文件,供定时任务用;serve 会自己做
    Folders,
    /// 写出今天的全量文件(每个事项 CSV、JSON Lines、Parquet 各一份),摘要登记在日志里;serve 每夜自己做
    FullFiles(FullFilesArgs),
    /// 和国家信用平台交换文件
    #[command(subcommand)]
    Credit(CreditCommand),
    /// 核对日志:整个日志,或一张回执
    Verify(VerifyArgs),
    /// 复制一份日志及其内容,边复制边核对,可中断后继续
    Mirror(MirrorArgs),
    /// 考核评分:从日志算出每个机关的得分和每一分的依据
    Assess(AssessArgs),
    /// 任务分解:把实施意见逐条读成任务、责任单位、时限和数量的表
    Tasks(TasksArgs),
    /// 公开事项目录
    #[command(subcommand)]
    Catalogue(CatalogueCommand),
    /// 账号
    #[command(subcommand)]
    Account(AccountCommand),
    /// 备份整个实例到一个文件(含密钥,请妥善保管)
    Backup {
        /// 备份文件
        file: PathBuf,
    },
    /// 从备份恢复到 --dir 指出的空文件夹
    Restore {
        /// 备份文件
        file: PathBuf,
    },
    /// 检查实例:配置、密钥、数据库、日志、检索索引
    Doctor {
        /// 输出 JSON 结果
        #[arg(long)]
        json: bool,
    },
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// 监听地址(默认按配置)
    #[arg(long)]
    pub listen: Option<String>,
    /// 只运行一部分,供多机部署
    #[arg(long, value_enum)]
    pub role: Option<RunRole>,
    /// 从备份恢复后第一次运行:与原网址或最新的镜像核对,备份之后没有公开过才运行
    #[arg(long, value_name = "PLACE", conflicts_with = "accept_shorter_log")]
    pub compare: Option<String>,
    /// 从备份恢复后第一次运行:不核对,由操作者担保备份之后没有公开过
    #[arg(long)]
    pub accept_shorter_log: bool,
}

/// Parts of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RunRole {
    /// 公众门户和接口
    Portal,
    /// 工作台
    Desk,
    /// 后台任务
    Worker,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// 新实例的文件夹
    pub folder: Option<PathBuf>,
    /// 站名
    #[arg(long, default_value = "政务公开")]
    pub name: String,
    /// 日志名称,建好后不能改,一般用域名加 /log
    #[arg(long, default_value = "mingjing.example/log")]
    pub origin: String,
    /// 第一个管理员的单位代码
    #[arg(long, default_value = "130001")]
    pub agency: String,
    /// 用 PostgreSQL 而不用内嵌数据库:postgres://用户:密码@主机/库(宜用环境变量,命令行上的密码别人看得到)
    #[arg(long, env = "MINGJING_DATABASE", hide_env_values = true, value_name = "URL")]
    pub database: Option<String>,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// 公开事项,如 licence
    #[arg(long)]
    pub item: String,
    /// 公开单位代码(否则取文件中的 agency_code 列)
    #[arg(long)]
    pub agency: Option<String>,
    /// 文件的读法:law-corpus(法规库)、web-copy(网页复制的文本)
    #[arg(long)]
    pub profile: Option<String>,
    /// 输出 JSON 结果
    #[arg(long)]
    pub json: bool,
    /// 文件或文件夹;- 表示标准输入
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

/// Exchange with the national credit platform. What comes back as records is taken by `import`, which knows the columns.
#[derive(Debug, Subcommand)]
pub enum CreditCommand {
    /// 写出一份上报文件:上次以后公开和变更的记录,栏目按国家标准(含不公开的证件号码,只许本人读)
    Export {
        /// 公开事项,如 licence
        #[arg(long)]
        item: String,
        /// 文件(CSV),不能已经存在
        #[arg(short, long)]
        output: PathBuf,
    },
    /// 收下回执:被退回的记录显示在工作台
    Receipt {
        /// 公开事项,如 licence
        #[arg(long)]
        item: String,
        /// 回执文件(CSV、XLSX)
        file: PathBuf,
    },
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// 公开事项
    #[arg(long)]
    pub item: String,
    /// 格式
    #[arg(long, value_enum, default_value = "csv")]
    pub format: TableFormat,
    /// 写到文件(否则写到标准输出)
    #[arg(short, long)]
    pub output: Option<PathBuf>,
}

/// Arguments of `full-files`.
#[derive(Debug, Args)]
pub struct FullFilesArgs {
    /// 只写这个公开事项
    #[arg(long)]
    pub item: Option<String>,
}

/// File formats of exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    Csv,
    Jsonl,
    Parquet,
    Xlsx,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// 日志所在的网址或文件夹(实例或镜像);核对回执时取其中的公钥
    pub place: Option<String>,
    /// 只核对这张回执(不联网)
    #[arg(long)]
    pub receipt: Option<PathBuf>,
    /// 公钥文件;公钥应从另一渠道取得
    #[arg(long)]
    pub key: Option<PathBuf>,
    /// 核对回执时一并核对内容文件
    #[arg(long, requires = "receipt")]
    pub content: Option<PathBuf>,
    /// 核对回执和内容时一并核对下载的全量文件
    #[arg(long, requires = "content")]
    pub file: Option<PathBuf>,
    /// 不核对内容,只核对日志本身
    #[arg(long)]
    pub log_only: bool,
    /// 输出 JSON 结果
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `mirror`.
#[derive(Debug, Args)]
pub struct MirrorArgs {
    /// 日志网址
    pub url: String,
    /// 镜像文件夹
    pub folder: PathBuf,
    /// 公钥文件;公钥应从另一渠道取得
    #[arg(long)]
    pub key: Option<PathBuf>,
    /// 不复制附件;镜像会注明,核对时不要求附件
    #[arg(long)]
    pub no_attachments: bool,
    /// 输出 JSON 结果
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `tasks`.
#[derive(Debug, Args)]
pub struct TasksArgs {
    /// 实施意见或分工表:文本、Markdown、DOCX、XLSX 或 PDF 文件
    pub file: PathBuf,
    /// 文件的成文日期,用来定“6月底前”是哪一年(默认取正文末尾写的日期)
    #[arg(long, value_name = "DATE")]
    pub on: Option<chrono::NaiveDate>,
    /// 格式
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
}

/// Arguments of `assess`.
#[derive(Debug, Args)]
pub struct AssessArgs {
    /// 年度(默认今年)
    #[arg(long, value_name = "YEAR")]
    pub period: Option<i32>,
    /// 按这一天为止公开的信息判断(默认今天或年末)
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<chrono::NaiveDate>,
    /// 只看一个机关,并列出每一分的依据
    #[arg(long, value_name = "CODE")]
    pub agency: Option<String>,
    /// 不评分,按这个抽查方案(标识或索引号)从日志重抽
    #[arg(long, value_name = "PLAN", conflicts_with_all = ["period", "as_of", "agency"])]
    pub sample: Option<String>,
    /// 格式
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// 从这里的日志计算:网址或镜像文件夹(否则用 --dir 的实例)
    #[arg(long, value_name = "PLACE")]
    pub log: Option<String>,
    /// 机关名单(否则取镜像文件夹里的 agencies.json 或网站的名单)
    #[arg(long, value_name = "FILE", requires = "log")]
    pub agencies: Option<PathBuf>,
    /// 规则文件夹(否则用程序内置的)
    #[arg(long, value_name = "DIR", requires = "log")]
    pub law: Option<PathBuf>,
    /// 公钥文件;公钥应从另一渠道取得
    #[arg(long)]
    pub key: Option<PathBuf>,
}

/// Forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    Text,
    Json,
    Csv,
}

/// What can be done with the catalogue.
#[derive(Debug, Subcommand)]
pub enum CatalogueCommand {
    /// 检查公开事项和规则文件,逐条列出文件、行号和原因
    Check {
        /// 规则文件夹(否则检查程序内置的)
        folder: Option<PathBuf>,
        /// 输出 JSON 结果
        #[arg(long)]
        json: bool,
    },
}

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// 新建账号;密码从标准输入读取一行
    Add {
        /// 用户名
        username: String,
        /// 姓名
        #[arg(long)]
        name: String,
        /// 单位代码
        #[arg(long)]
        agency: String,
        /// 角色,可多个:drafter、screener、approver、administrator、openness-office、system-administrator、auditor、evaluator
        #[arg(long, value_delimiter = ',', required = true)]
        role: Vec<String>,
    },
    /// 更改账号的角色并结束其所有登录
    Roles {
        /// 用户名
        username: String,
        /// 新的全部角色,可多个
        #[arg(long, value_delimiter = ',', required = true)]
        role: Vec<String>,
    },
    /// 改密码并结束该账号的所有登录;密码从标准输入读取一行
    Password {
        /// 用户名
        username: String,
    },
    /// 停用账号并结束其所有登录
    Disable {
        /// 用户名
        username: String,
    },
}
