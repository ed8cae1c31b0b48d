//! The room against a client that gives canned answers.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use gabakura_adapter::RateLimits;
use gabakura_model::outcome::{ProviderError, Retry, TOO_LATE};
use gabakura_model::port::{Call as Turn, HeldLock, LockExpired, Permit, Throttle};
use gabakura_model::rate_limit::RateLimit;
use gabakura_model::tenancy::{Cloud, Place};
use serde_json::json;

use super::*;
use crate::transport::Throttled;

const MONEY: Service = Service {
    is_global: true,
    ..Service::json("Pocket Money", "money", "1.1", "MoneyGateway")
};
const VAULTS: Service = Service::rest("Vaults", "vaults");
const LIMITS: &[RateLimit] = &[RateLimit::new("", 1.0, 1.0, "these tests")];

/// A reply: status, error type, body. `None`: the connection breaks.
pub(crate) type Reply = Option<(u16, &'static str, &'static str)>;

/// Answers in order, and records the requests and their turns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Canned {
    replies: Arc<Mutex<VecDeque<Reply>>>,
    asked: Arc<Mutex<Vec<HttpRequest>>>,
    /// Calls that waited for their turn, and whether with a permit.
    turns: Arc<Mutex<Vec<(Turn, bool)>>>,
}

impl HttpClient for Canned {
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Canned {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.asked.lock().unwrap().push(request);
        let reply = self.replies.lock().unwrap().pop_front().expect("no more");
        HttpConnectorFuture::ready(match reply {
            None => Err(ConnectorError::io("the line is dead".into())),
            Some((status, kind, body)) => {
                let status = StatusCode::try_from(status).unwrap();
                let mut reply = HttpResponse::new(status, SdkBody::from(body));
                if !kind.is_empty() {
                    reply.headers_mut().insert("x-amzn-errortype", kind);
                }
                Ok(reply)
            }
        })
    }
}

#[async_trait]
impl Throttle for Canned {
    async fn turn(
        &self,
        call: &Turn,
        _limit: &RateLimit,
        permit: Option<&Permit>,
    ) -> Result<(), LockExpired> {
        let mut turns = self.turns.lock().unwrap();
        turns.push((call.clone(), permit.is_some()));
        permit.map_or(Ok(()), Permit::check)
    }

    fn pushed_back(&self, _call: &Turn) {}
}

struct Lock(bool);

impl HeldLock for Lock {
    fn is_certainly_held(&self) -> bool {
        self.0
    }
}

/// A permit under a lock that is held, or no longer.
#[expect(clippy::disallowed_methods, reason = "the lock of a test")]
fn lock(is_held: bool) -> Permit {
    Permit::under(Arc::new(Lock(is_held)))
}

impl Canned {
    pub(crate) fn new(replies: &[Reply]) -> Self {
        let canned = Self::default();
        canned.replies.lock().unwrap().extend(replies.iter());
        canned
    }

    /// Reading and changing clients of a place that answers so.
    pub(crate) fn clients(
        &self,
        settings: fn(&mut aws_types::sdk_config::Builder),
    ) -> (Clients, Clients) {
        self.clients_under(settings, lock(true))
    }

    fn clients_under(
        &self,
        settings: fn(&mut aws_types::sdk_config::Builder),
        permit: Permit,
    ) -> (Clients, Clients) {
        let place = Place {
            cloud: Cloud::Aws,
            account: "111122223333".to_owned(),
            region: "ap-northeast-1".to_owned(),
        };
        let keys = Credentials::new("AKID", "secret", None, None, "test");
        let inner = SharedHttpClient::new(self.clone());
        let services = ["pocketmoney", "vaults", "drawers", "ec2", "sns"];
        let services =
            services.map(|name| gabakura_adapter::Service::<Clients>::new(name, LIMITS, &[]));
        let limits = RateLimits::of(&services.each_ref());
        let throttled = Throttled::new(inner, Arc::new(self.clone()), limits, place.clone());
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("ap-northeast-1"))
            .credentials_provider(SharedCredentialsProvider::new(keys))
            .app_name(AppName::new("run-7").unwrap())
            .http_client(throttled.clone());
        settings(&mut config);
        let reads = config.build();
        let http = throttled.mutating(permit);
        let writes = reads.to_builder().http_client(http).build();
        let reading = Clients::reading(place.clone(), &reads, false);
        (reading, Clients::changing(place, &writes, &reads, false))
    }

    /// What was asked for by form, in order: the action of each request.
    pub(crate) fn actions(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        let action = |request: &HttpRequest| {
            let body = request.body().bytes().unwrap_or_default();
            let mut form = form_urlencoded::parse(body);
            let action = form.find(|(name, _)| name == "Action");
            action
                .map(|(_, action)| action.into_owned())
                .unwrap_or_default()
        };
        asked.iter().map(action).collect()
    }

    fn header(&self, index: usize, name: &str) -> String {
        let asked = self.asked.lock().unwrap();
        asked[index]
            .headers()
            .get(name)
            .unwrap_or_default()
            .to_owned()
    }

    fn uris(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|it| it.uri().to_owned()).collect()
    }
}

/// What a failing call becomes.
async fn fault_of(canned: &Canned, call: Call) -> ProviderError {
    let (_, changing) = canned.clients(|_| {});
    VAULTS.tell(&changing, call).await.unwrap_err().into()
}

#[tokio::test(start_paused = true)]
async fn a_call_is_signed_labelled_and_addressed_as_the_sdk_does_it() {
    let canned = Canned::new(&[Some((200, "", r#"{"Coins":[1,2]}"#)), Some((200, "", ""))]);
    let (reading, changing) = canned.clients(|_| {});
    let call = Call::json("DescribeCoins", json!({ "AccountId": reading.account() }));
    let coins: Vec<u32> = MONEY.list(&reading, call, "Coins").await.unwrap();
    assert_eq!(coins, [1, 2]);
    let path = ["vaults", "a/b c", "lock"];
    let call = Call::rest("PutLock", "PUT", &path).query("days", "3&4");
    VAULTS
        .tell(&changing, call.body(json!({ "n": 1 })))
        .await
        .unwrap();

    assert_eq!(
        canned.uris(),
        [
            "https://money.amazonaws.com/",
            "https://vaults.ap-northeast-1.amazonaws.com/vaults/a%2Fb%20c/lock?days=3%264",
        ]
    );
    let signed = |index| canned.header(index, "authorization");
    assert!(
        signed(0).contains("/us-east-1/money/aws4_request"),
        "{}",
        signed(0)
    );
    assert!(
        signed(1).contains("/ap-northeast-1/vaults/aws4_request"),
        "{}",
        signed(1)
    );
    assert_eq!(
        canned.header(0, "x-amz-target"),
        "MoneyGateway.DescribeCoins"
    );
    assert_eq!(
        canned.header(0, "content-type"),
        "application/x-amz-json-1.1"
    );
    assert_eq!(canned.header(1, "content-type"), "application/json");
    assert!(canned.header(0, "user-agent").contains("app/run-7"));
    let turns = canned.turns.lock().unwrap();
    let turn = |(it, changes): &(Turn, bool)| (it.service.clone(), it.operation.clone(), *changes);
    assert_eq!(
        turns.iter().map(turn).collect::<Vec<_>>(),
        [
            ("pocketmoney".to_owned(), "DescribeCoins".to_owned(), false),
            ("vaults".to_owned(), "PutLock".to_owned(), true),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn endpoints_are_where_the_configuration_says() {
    let canned = Canned::new(&[Some((200, "", "")); 2]);
    let get = || Call::rest("GetVault", "GET", &["vault"]);
    let (here, _) = canned.clients(|config| {
        config.set_endpoint_url(Some("http://127.0.0.1:4566/base".to_owned()));
    });
    VAULTS.tell(&here, get()).await.unwrap();
    let (fips, _) = canned.clients(|config| {
        config
            .set_use_fips(Some(true))
            .set_use_dual_stack(Some(true));
    });
    VAULTS.tell(&fips, get()).await.unwrap();
    assert_eq!(
        canned.uris(),
        [
            "http://127.0.0.1:4566/base/vault",
            "https://vaults-fips.ap-northeast-1.api.aws/vault",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn reads_are_repeated_and_changes_never() {
    let busy = Some((400, "ThrottlingException", "{}"));
    let canned = Canned::new(&[
        None,
        busy,
        Some((503, "", "")),
        Some((200, "", r#"{"n":7}"#)),
    ]);
    let (reading, _) = canned.clients(|_| {});
    let get = Call::rest("GetVault", "GET", &["vault"]);
    let reply: Value = VAULTS.ask(&reading, get).await.unwrap();
    assert_eq!((reply, canned.uris().len()), (json!({ "n": 7 }), 4));

    for reply in [None, busy, Some((503, "", ""))] {
        let canned = Canned::new(&[reply]);
        fault_of(&canned, Call::rest("PutVault", "PUT", &["vault"])).await;
        assert_eq!(canned.uris().len(), 1, "{reply:?}");
    }
    let (reading, _) = canned.clients(|_| {});
    let put = Call::rest("PutVault", "PUT", &["vault"]);
    VAULTS.tell(&reading, put).await.unwrap_err();
    assert_eq!(canned.uris().len(), 4, "a client that reads sent a change");
}

#[tokio::test(start_paused = true)]
async fn a_change_under_a_lock_that_expired_is_not_sent() {
    let canned = Canned::new(&[Some((200, "", r#"{"n":7}"#))]);
    let (_, changing) = canned.clients_under(|_| {}, lock(false));
    let put = Call::rest("PutVault", "PUT", &["vault"]);
    let without_sdk = VAULTS.tell(&changing, put).await.unwrap_err();
    let request = changing.sns().create_topic().name("alarms");
    let with_sdk = crate::error::Error::from(request.send().await.unwrap_err());
    for error in [without_sdk, with_sdk] {
        let error = ProviderError::from(error);
        assert_eq!((error.code(), error.retry()), (TOO_LATE, Retry::Unsent));
    }
    assert_eq!(canned.uris(), Vec::<String>::new());
    let get = Call::rest("GetVault", "GET", &["vault"]);
    let read: Value = VAULTS.ask(&changing, get).await.unwrap();
    assert_eq!(read, json!({ "n": 7 }), "a call that reads needs no lock");
}

#[tokio::test(start_paused = true)]
async fn what_went_wrong_is_told_and_never_guessed() {
    let namespaced = r#"{"__type":"com.amazonaws.vaults#LimitExceeded","Message":"enough"}"#;
    for (reply, expected) in [
        (
            Some((400, "NoSuchVault:http://internal/", r#"{"message":"gone"}"#)),
            "refused NoSuchVault: gone",
        ),
        (Some((400, "", namespaced)), "refused LimitExceeded: enough"),
        (
            Some((409, "", r#"{"code":"Taken","__type":"Other"}"#)),
            "refused Taken: ",
        ),
        (Some((403, "", "<html>no</html>")), "refused HTTP 403: "),
        (Some((400, "InternalServerException", "{}")), "no reply"),
        (Some((502, "", "<html>bad gateway</html>")), "no reply"),
        (None, "no reply"),
    ] {
        let fault = fault_of(
            &Canned::new(&[reply]),
            Call::rest("PutVault", "PUT", &["vault"]),
        )
        .await;
        let shown = match &fault {
            ProviderError::Refused {
                code,
                message,
                service,
                operation,
                ..
            } => {
                assert_eq!(
                    (service.as_str(), operation.as_str()),
                    ("vaults", "PutVault")
                );
                format!("refused {code}: {message}")
            }
            ProviderError::NoReply { .. } => "no reply".to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(shown, expected);
    }
    let canned = Canned::new(&[Some((200, "", "<html>"))]);
    let (reading, _) = canned.clients(|_| {});
    let get = Call::rest("GetVault", "GET", &["vault"]);
    let fault = VAULTS.ask::<Value>(&reading, get).await.unwrap_err();
    assert!(matches!(fault.into(), ProviderError::Malformed { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_form_goes_out_and_xml_comes_back() {
    let page = |name: &str, more: &str| {
        let body = format!(
            "<DescribeDrawersResponse><DescribeDrawersResult><Drawers><Drawer><Name>{name}</Name>\
             </Drawer></Drawers>{more}</DescribeDrawersResult></DescribeDrawersResponse>"
        );
        Some((200, "", &*body.leak()))
    };
    let refused = "<ErrorResponse><Error><Type>Sender</Type><Code>DrawerNotFound</Code>\
        <Message>gone &amp; lost</Message></Error></ErrorResponse>";
    let canned = Canned::new(&[
        page("a", "<Marker>m 1</Marker>"),
        page("b", ""),
        Some((404, "", refused)),
    ]);
    let drawers = Service::query("Drawers", "drawers", "2014-10-31");
    let (reading, changing) = canned.clients(|_| {});
    let call = || Call::form("DescribeDrawers", json!({ "Max": 1 }));
    let found: Vec<Value> = drawers.list(&reading, call(), "Drawers").await.unwrap();
    assert_eq!(found, [json!({ "Name": "a" }), json!({ "Name": "b" })]);
    assert_eq!(
        canned.header(0, "content-type"),
        "application/x-www-form-urlencoded"
    );
    {
        let asked = canned.asked.lock().unwrap();
        let body = |index: usize| {
            let body = asked[index].body().bytes().unwrap_or_default();
            String::from_utf8_lossy(body).into_owned()
        };
        let first = "Action=DescribeDrawers&Version=2014-10-31";
        assert_eq!(body(0), format!("{first}&Max=1"));
        assert_eq!(body(1), format!("{first}&Marker=m+1&Max=1"));
    }
    let fault = drawers.tell(&changing, call()).await.unwrap_err();
    assert_eq!(
        (fault.code(), fault.message()),
        ("DrawerNotFound", "gone & lost")
    );
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_not_there_is_no_empty_list() {
    let reply = |result: &str| {
        let body = format!("<DescribeDrawersResponse>{result}</DescribeDrawersResponse>");
        Some((200, "", &*body.leak()))
    };
    let drawers = Service::query("Drawers", "drawers", "2014-10-31");
    let list = |canned: Canned| async move {
        let (reading, _) = canned.clients(|_| {});
        let call = Call::form("DescribeDrawers", json!({}));
        drawers.list::<Value>(&reading, call, "Drawers").await
    };
    let empty = "<DescribeDrawersResult><Drawers/></DescribeDrawersResult>";
    assert!(list(Canned::new(&[reply(empty)])).await.unwrap().is_empty());
    for missing in ["", "<DescribeDrawersResult/>", "<Other><Drawers/></Other>"] {
        let fault = list(Canned::new(&[reply(missing)])).await.unwrap_err();
        assert!(
            matches!(fault.into(), ProviderError::Malformed { .. }),
            "{missing}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn pages_are_followed_to_the_end_and_round_in_no_circle() {
    let page = |body| Some((200, "", body));
    let canned = Canned::new(&[
        page(r#"{"Items":["a"],"NextToken":"t&1"}"#),
        page(r#"{"NextToken":"t2"}"#),
        page(r#"{"Items":["b"],"NextToken":null}"#),
    ]);
    let (reading, _) = canned.clients(|_| {});
    let list = || Call::rest("ListItems", "GET", &["items"]);
    let items: Vec<String> = VAULTS.list(&reading, list(), "Items").await.unwrap();
    assert_eq!(items, ["a", "b"]);
    let tokens: Vec<_> = canned
        .uris()
        .iter()
        .map(|it| it.split_once("items").unwrap().1.to_owned())
        .collect();
    assert_eq!(tokens, ["", "?nextToken=t%261", "?nextToken=t2"]);

    let circle = [
        r#"{"NextToken":"x"}"#,
        r#"{"NextToken":"y"}"#,
        r#"{"NextToken":"x"}"#,
    ];
    let canned = Canned::new(&circle.map(page));
    let (reading, _) = canned.clients(|_| {});
    let fault = VAULTS
        .list::<String>(&reading, list(), "Items")
        .await
        .unwrap_err();
    assert!(matches!(fault.into(), ProviderError::Malformed { .. }));
}
