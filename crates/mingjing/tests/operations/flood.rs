//! One address pours forms in: it is held back, everybody else is served, and what was accepted is there once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::desk::Clerk;
use crate::program::{Server, account, client, configure, instance};

/// Forms of the one address.
const FORMS: usize = 1_000;
/// How many of them are on their way at once.
const AT_ONCE: usize = 20;
/// Other people meanwhile.
const OTHERS: usize = 10;

/// Hands an appeal in from an address; the status.
async fn appeal(client: &reqwest::Client, url: &str, address: &str, number: usize) -> u16 {
    let form = [
        ("once", format!("{number:032}")),
        ("kind", "consult".to_owned()),
        ("region", "130000".to_owned()),
        ("agency", "130001".to_owned()),
        ("title", format!("第{number}件事")),
        ("text", "怎样办理".to_owned()),
        ("step", "send".to_owned()),
    ];
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = client
        .post(format!("{url}/appeals/new"))
        .header("x-forwarded-for", address)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_pours_forms_in_is_held_back_and_the_rest_is_served() {
    let (_folder, dir) = instance();
    configure(&dir, |text| text.replace("# trusted_proxies", "trusted_proxies"));
    account(&dir, "drafter", "drafter");
    let server = Server::start(&dir);
    let (client, next, taken) = (client(), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let pouring: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (client, url) = (client.clone(), server.url.clone());
            let (next, taken) = (Arc::clone(&next), Arc::clone(&taken));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= FORMS {
                        return;
                    }
                    match appeal(&client, &url, "10.0.0.1", number).await {
                        201 => drop(taken.fetch_add(1, Ordering::Relaxed)),
                        status => assert_eq!(status, 429, "held back, nothing else"),
                    }
                }
            })
        })
        .collect();
    for other in 0..OTHERS {
        let address = format!("10.0.{}.1", other + 1);
        assert_eq!(appeal(&client, &server.url, &address, FORMS + other).await, 201, "{address} is served");
        let page = client.get(format!("{}/appeals", server.url)).header("x-forwarded-for", &address);
        assert_eq!(page.send().await.unwrap().status(), 200);
    }
    for one in pouring {
        one.await.unwrap();
    }
    let taken = taken.load(Ordering::Relaxed);
    assert!((1..FORMS / 5).contains(&taken), "{taken} of {FORMS} were taken");
    let mut clerk = Clerk::sign_in(&server.url, "drafter").await;
    let page = clerk.get("/desk/appeals").await.page;
    assert!(page.contains(&format!("共 {} 件", taken + OTHERS)), "what was accepted is there, once");
}
