//! A canary is put in by every way in, and looked for wherever anything comes out.

use std::path::{Path, PathBuf};

use crate::gabakura::{Ended, Workspace, free_port};

const TENANCY: &str = "131016/acme/verify";
const ENVIRONMENT: &str = "environments/131016-chiyoda/acme.toml";
const TEMPLATE: &str = "templates/aws/network.toml.hbs";

/// Letters and digits alone: no escaping of JSON, HTML, URLs or shells changes them.
const CANARY: &str = "canaryQ7xZ41mVt9Kd";

/// Files in which the test itself put the canary.
const INPUTS: &[&str] = &[ENVIRONMENT, TEMPLATE, "token"];

/// The cloud's side: AWS knows the secrets it was entered with. Nothing of ours reads it back.
const CLOUD: &str = ".gabakura/sandbox";

/// A workspace whose ways into the account all hold the canary, and the sandbox as AWS.
struct Watched {
    workspace: Workspace,
}

impl Watched {
    fn new(workspace: Workspace) -> Self {
        let environment = workspace.read(ENVIRONMENT);
        let stage = "[stage.verify]\n";
        let external_id = format!("{stage}external_id = \"{CANARY}\"\n");
        let guarded = environment.replace(stage, &external_id);
        assert_ne!(environment, guarded);
        workspace.write(ENVIRONMENT, &guarded);
        Self { workspace }
    }

    /// Runs a command in both languages' views and for programs, that one with its log; none may
    /// show the canary.
    #[track_caller]
    fn run(&self, args: &[&str]) -> Vec<Ended> {
        let logged: &[&str] = &["--json", "-vv", "--log-format", "json"];
        let views: [&[&str]; 3] = [&["--lang", "ja"], &["--lang", "en"], logged];
        let run = |view: &&[&str]| {
            let ended = self.workspace.run(&[args, view].concat());
            for (stream, text) in [("stdout", &ended.stdout), ("stderr", &ended.stderr)] {
                assert!(
                    !text.contains(CANARY),
                    "{args:?}: {stream} shows it:\n{text}"
                );
            }
            ended
        };
        views.iter().map(run).collect()
    }

    /// The same, where every view must end so.
    #[track_caller]
    fn expect(&self, code: i32, args: &[&str]) -> Vec<Ended> {
        let ended = self.run(args);
        ended.into_iter().map(|one| one.expect(code)).collect()
    }

    /// Everything that a day leaves behind, into files of the workspace.
    fn day(&self) {
        self.expect(0, &["validate", TENANCY]);
        self.expect(0, &["render", TENANCY]);
        let planned = self.expect(0, &["plan", TENANCY, "-o", "plan.json"]);
        let log = &planned[2].stderr;
        assert!(
            log.contains("\"operation\":\"DescribeVpcs\""),
            "the log was to be searched, and holds no call:\n{log}"
        );
        self.expect(0, &["apply", TENANCY, "--yes"]);
        self.expect(0, &["drift", TENANCY]);
        for format in ["html", "json", "text"] {
            let file = format!("audit.{format}");
            self.run(&["audit", TENANCY, "--format", format, "-o", &file]);
        }
        self.expect(0, &["state", "list"]);
        self.expect(0, &["state", "runs"]);
        self.expect(0, &["state", "verify"]);
        for stream in ["export.jsonl", "-"] {
            self.expect(0, &["state", "export", stream]);
        }
        for file in [
            "plan.json",
            "audit.html",
            "export.jsonl",
            ".gabakura/state.db",
        ] {
            let size = std::fs::metadata(self.workspace.path().join(file))
                .unwrap()
                .len();
            assert!(
                size > 1_000,
                "`{file}` was to be searched, and holds nothing"
            );
        }
        self.search();
    }

    /// No file holds the canary but those that the test wrote it into.
    #[track_caller]
    fn search(&self) {
        let root = self.workspace.path();
        let found: Vec<PathBuf> = files(root)
            .into_iter()
            .filter(|path| !path.starts_with(CLOUD))
            .filter(|path| !INPUTS.iter().any(|input| path == Path::new(input)))
            .filter(|path| holds(&std::fs::read(root.join(path)).unwrap()))
            .collect();
        assert_eq!(found, Vec::<PathBuf>::new(), "the canary got out");
    }
}

fn holds(bytes: &[u8]) -> bool {
    let canary = CANARY.as_bytes();
    bytes.windows(canary.len()).any(|window| window == canary)
}

/// Every file below a folder, by its path from there.
fn files(root: &Path) -> Vec<PathBuf> {
    let (mut open, mut all) = (vec![root.to_path_buf()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                all.push(path.strip_prefix(root).unwrap().to_path_buf());
            }
        }
    }
    all
}

#[test]
fn the_search_finds_what_there_is_to_find() {
    let workspace = Workspace::shipped();
    workspace.write("deep/er/file", &format!("\0{CANARY}\0"));
    let hit = |path: &PathBuf| holds(&std::fs::read(workspace.path().join(path)).unwrap());
    let found: Vec<PathBuf> = files(workspace.path()).into_iter().filter(hit).collect();
    assert_eq!(found, [Path::new("deep/er/file")]);
}

#[test]
fn a_secret_access_key_and_an_external_id_stay_where_they_were_put() {
    let (_cloud, served, url) = cloud();
    let watched = Watched::new(
        served
            .env("AWS_ENDPOINT_URL", &url)
            .env("AWS_ACCESS_KEY_ID", "444455556666")
            .env("AWS_SECRET_ACCESS_KEY", CANARY)
            .env("AWS_SESSION_TOKEN", CANARY),
    );
    watched.day();
}

#[test]
fn a_token_of_a_ci_system_stays_where_it_was_put() {
    let (_cloud, served, url) = cloud();
    served.write("token", &format!("e30.e30.{CANARY}"));
    let token = served.path().join("token").display().to_string();
    let watched = Watched::new(
        served
            .env("AWS_ENDPOINT_URL", &url)
            .env("GABAKURA_OIDC_TOKEN_FILE", &token),
    );
    watched.day();
    // What is no token is refused, unread aloud.
    watched.workspace.write("token", CANARY);
    watched.expect(1, &["plan", TENANCY]);
    watched.search();
}

#[test]
fn the_embedded_sandbox_keeps_no_secret_of_ours() {
    let watched = Watched::new(Workspace::shipped().env("AWS_SECRET_ACCESS_KEY", CANARY));
    watched.expect(0, &["apply", "--sandbox", "--yes", TENANCY]);
    watched.expect(0, &["drift", "--sandbox", TENANCY]);
    watched.expect(0, &["state", "export", "--sandbox", "export.jsonl"]);
    watched.search();
}

#[test]
fn the_password_of_a_database_stays_where_it_was_put() {
    let watched = Watched::new(Workspace::shipped());
    let port = free_port();
    for state in [
        format!("postgres://taro:{CANARY}@127.0.0.1:{port}/gabakura"),
        format!("postgres://taro@127.0.0.1:{port}/gabakura?password={CANARY}"),
        format!("postgres://taro:{CANARY}@127.0.0.1:no-port/gabakura"),
        format!("nonsense://taro:{CANARY}@host"),
    ] {
        watched.expect(1, &["--state", &state, "state", "list"]);
    }
    watched.search();
}

#[test]
fn what_looks_like_a_secret_in_a_file_is_refused_and_not_repeated() {
    let watched = Watched::new(Workspace::shipped());
    let environment = watched.workspace.read(ENVIRONMENT);
    let params = "[stage.verify.params]\n";
    for line in [
        format!("db_password = \"{CANARY}\""),
        format!("url = \"postgres://taro:{CANARY}@db/x\""),
        format!("# mysql://taro:{CANARY}@db/x"),
    ] {
        let leaking = environment.replace(params, &format!("{params}{line}\n"));
        assert_ne!(environment, leaking);
        watched.workspace.write(ENVIRONMENT, &leaking);
        watched.expect(1, &["validate", TENANCY]);
        watched.expect(1, &["plan", "--sandbox", TENANCY]);
    }
    watched.workspace.write(ENVIRONMENT, &environment);
    let network = watched.workspace.read(TEMPLATE);
    for line in [
        format!("[[resource]]\nkind = \"aws.ec2.vpc\"\nname = \"x\"\nspec.api_key = \"{CANARY}\""),
        format!("{{{{! postgres://taro:{CANARY}@db/x }}}}"),
    ] {
        let leaking = format!("{network}\n{line}\n");
        watched.workspace.write(TEMPLATE, &leaking);
        watched.expect(1, &["validate", TENANCY]);
    }
    watched.search();
}

/// The sandbox's server as AWS itself, reached as AWS is: with credentials, over HTTP.
fn cloud() -> (crate::gabakura::Running, Workspace, String) {
    let workspace = Workspace::shipped();
    let (running, port) = workspace.start_sandbox();
    (running, workspace, format!("http://127.0.0.1:{port}"))
}
