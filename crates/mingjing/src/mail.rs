//! Carries letters to a mail server by SMTP.

use std::time::{Duration, SystemTime};

use anyhow::{Context, bail};
use async_trait::async_trait;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Category, Severity};
use lettre::{SmtpTransport, Transport};
use mingjing_actions::outbox::{Carrier, Letter, NotCarried};

use crate::config::{MailConfig, MailSecurity};

/// How long the server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail server.
pub struct Post {
    transport: SmtpTransport,
    from: Mailbox,
    /// The right side of every Message-ID.
    host: String,
}

/// Where one POST ends the mails (RFC 2369, 3.2).
#[derive(Clone)]
struct Unsubscribe(String);

/// That one POST does it (RFC 8058, 3.1).
#[derive(Clone)]
struct UnsubscribePost;

/// Says that no person wrote it, so that nobody's absence is answered (RFC 3834, 5).
#[derive(Clone)]
struct Automatic;

/// A header that is only written.
macro_rules! written {
    ($header:ident, $name:literal, |$self:ident| $value:expr) => {
        impl Header for $header {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($name)
            }

            fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Err(concat!($name, " is not read").into())
            }

            fn display(&$self) -> HeaderValue {
                HeaderValue::new(Self::name(), $value)
            }
        }
    };
}

written!(Unsubscribe, "List-Unsubscribe", |self| format!("<{}>", self.0));
written!(UnsubscribePost, "List-Unsubscribe-Post", |self| "List-Unsubscribe=One-Click".to_owned());
written!(Automatic, "Auto-Submitted", |self| "auto-generated".to_owned());

impl Post {
    /// A mail server as it is configured; nothing is sent yet.
    pub fn new(config: &MailConfig, base_url: &str) -> anyhow::Result<Self> {
        let server = config.server.as_str();
        let builder = match config.security {
            MailSecurity::Tls => SmtpTransport::relay(server).context("不能加密连接邮件服务器")?,
            MailSecurity::Starttls => {
                SmtpTransport::starttls_relay(server).context("不能加密连接邮件服务器")?
            }
            MailSecurity::None => SmtpTransport::builder_dangerous(server),
        };
        let host = url::Url::parse(base_url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let host = host.with_context(|| format!("配置中 [site] base_url = \"{base_url}\" 不是网址"))?;
        let mut builder = builder.timeout(Some(PATIENCE)).hello_name(ClientId::Domain(host.clone()));
        if let Some(port) = config.port {
            builder = builder.port(port);
        }
        match (&config.username, &config.password) {
            (Some(name), Some(password)) => {
                builder = builder.credentials(Credentials::new(name.clone(), password.clone()));
            }
            (None, None) => {}
            _ => bail!("配置中 [mail] 的 username 和 password 须都写或者都不写"),
        }
        let from = config.from.parse().with_context(|| {
            format!(
                "配置中 [mail] from = \"{}\" 不是发件人,应如 \"政务公开 <noreply@example.gov.cn>\"",
                config.from
            )
        })?;
        Ok(Self { transport: builder.build(), from, host })
    }

    /// A letter as RFC 5322 has it. The same letter is the same message, byte by byte but for its line breaks.
    fn message(&self, letter: &Letter) -> Result<Message, NotCarried> {
        let to = letter.to.parse().map_err(|_| NotCarried::Never("收件地址不合规范".into()))?;
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .date(SystemTime::from(letter.at))
            .message_id(Some(format!("<{}@{}>", letter.id, self.host)))
            .header(Automatic)
            .header(ContentType::TEXT_PLAIN)
            .subject(letter.subject.as_str());
        if let Some(address) = &letter.unsubscribe {
            message = message.header(Unsubscribe(address.clone())).header(UnsubscribePost);
        }
        message.body(letter.body.clone()).map_err(|_| NotCarried::Never("邮件写不出来".into()))
    }
}

#[async_trait]
impl Carrier for Post {
    async fn carry(&self, letter: &Letter) -> Result<(), NotCarried> {
        let message = self.message(letter)?;
        let transport = self.transport.clone();
        let sent = tokio::task::spawn_blocking(move || transport.send(&message)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(judged(&error)),
            Err(_) => Err(NotCarried::Later("发送时中断".into())),
        }
    }
}

/// Whether another try may do it. The server's own words are not told: they often name the address.
fn judged(error: &lettre::transport::smtp::Error) -> NotCarried {
    match error.status() {
        // 55x: of this letter or this address. Other lasting refusals, such as a wrong password, are mended by the operator.
        Some(code)
            if code.severity == Severity::PermanentNegativeCompletion
                && code.category == Category::MailSystem =>
        {
            NotCarried::Never(format!("邮件服务器不收这封邮件（{code}）"))
        }
        Some(code) => NotCarried::Later(format!("邮件服务器暂时不收（{code}）")),
        None if error.is_timeout() => NotCarried::Later("邮件服务器没有回应".into()),
        None if error.is_tls() => NotCarried::Later("与邮件服务器不能加密连接".into()),
        None => NotCarried::Later("连不上邮件服务器".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post() -> Post {
        let config = MailConfig {
            server: "localhost".into(),
            port: None,
            security: MailSecurity::None,
            username: None,
            password: None,
            from: "政务公开 <noreply@example.gov.cn>".into(),
        };
        Post::new(&config, "https://open.example.gov.cn").unwrap()
    }

    fn letter(unsubscribe: Option<&str>) -> Letter {
        Letter {
            id: "0192".into(),
            at: "2026-11-24T09:00:00+08:00".parse().unwrap(),
            to: "reader@example.com".into(),
            subject: "您订阅的内容有 2 条更新".into(),
            body: "您好：\n\n一共 2 条。".into(),
            unsubscribe: unsubscribe.map(str::to_owned),
        }
    }

    #[test]
    fn a_letter_is_the_same_message_every_time() {
        let post = post();
        let link = "https://open.example.gov.cn/subscription/0192";
        let text = |letter: &Letter| String::from_utf8(post.message(letter).unwrap().formatted()).unwrap();
        let (one, two) = (text(&letter(Some(link))), text(&letter(Some(link))));
        assert_eq!(one, two);
        for part in [
            "Message-ID: <0192@open.example.gov.cn>\r\n",
            "List-Unsubscribe: <https://open.example.gov.cn/subscription/0192>\r\n",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Date: Tue, 24 Nov 2026 01:00:00 +0000\r\n",
        ] {
            assert!(one.contains(part), "{part}: {one}");
        }
        assert!(!text(&letter(None)).contains("List-Unsubscribe"));
        let odd = Letter { to: "not an address".into(), ..letter(None) };
        assert!(matches!(post.message(&odd), Err(NotCarried::Never(_))));
    }
}
