//! `docs/parameters.md` and its Japanese twin, made from the declarations.

use std::collections::BTreeSet;
use std::path::Path;

use gabakura_model::name::Name;
use gabakura_model::tenancy::Cloud;
use gabakura_planner::parameter::Parameter;

use crate::shipped::parameters;

/// Words of one language.
struct Words {
    file: &'static str,
    head: &'static str,
    columns: &'static str,
    required: &'static str,
    field: &'static str,
    unit: fn(&Parameter) -> Option<&str>,
    summary: fn(&Parameter) -> &str,
}

const ENGLISH: Words = Words {
    file: "parameters.md",
    head: "# Parameters of the modules\n\n日本語: [parameters.ja.md](parameters.ja.md)\n\nWhat \
        `[stage.STAGE.params]` can set, module by module. Made from `templates/**/*.params.toml` \
        ([why](decisions/0024-parameters-belong-to-templates.md)); `gabakura explain MODULE` shows \
        the same for the templates of a workspace. Where a default depends on the size class, the \
        four values are those of `town`, `city`, `core_city` and `designated_city` \
        ([where they come from](profiles.md)).\n",
    columns: "| parameter | cloud | type | default | what it does |\n|---|---|---|---|---|\n",
    required: "required",
    field: "field",
    unit: |one| one.unit.map(|unit| unit.word),
    summary: |one| &one.summary.en,
};

const JAPANESE: Words = Words {
    file: "parameters.ja.md",
    head: "# モジュールのパラメーター\n\nEnglish: [parameters.md](parameters.md)\n\n\
        `[stage.ステージ.params]` に書けるものを、モジュールごとに示します。\
        `templates/**/*.params.toml` から作っています\
        ([理由](decisions/0024-parameters-belong-to-templates.md))。ワークスペースのテンプレートについては\
        `gabakura explain モジュール` が同じものを示します。規模区分で既定値が変わるものは、`town`、`city`、\
        `core_city`、`designated_city` の順に4つの値を並べます([値の根拠](profiles.ja.md))。\n",
    columns: "| パラメーター | クラウド | 型 | 既定値 | 説明 |\n|---|---|---|---|---|\n",
    required: "必須",
    field: "項目",
    unit: |one| one.unit.map(|unit| unit.ja),
    summary: |one| &one.summary.ja,
};

fn cloud_name(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Aws => "AWS",
        Cloud::Gcp => "Google Cloud",
    }
}

/// The parameters a module takes on any cloud, each with the clouds that declare it so.
fn taken(module: &Name) -> Vec<(&'static Parameter, Vec<&'static str>)> {
    let mut all: Vec<(&Parameter, Vec<&str>)> = Vec::new();
    for cloud in Cloud::ALL {
        for one in parameters().of_module(*cloud, module).into_iter().flatten() {
            match all.iter_mut().find(|(known, _)| std::ptr::eq(*known, one)) {
                Some((_, clouds)) => clouds.push(cloud_name(*cloud)),
                None => all.push((one, vec![cloud_name(*cloud)])),
            }
        }
    }
    all.sort_by_key(|(one, _)| &one.name);
    all
}

fn row(one: &Parameter, name: &str, clouds: &str, words: &Words) -> String {
    let mut traits = vec![format!("`{}`", one.value_type)];
    traits.extend((words.unit)(one).map(str::to_owned));
    if !one.allowed.is_none() {
        traits.push(one.allowed.to_string());
    }
    if one.required {
        traits.push(words.required.to_owned());
    }
    let default = one.default.iter().flat_map(|all| all.values().rev());
    let default: Vec<String> = default.map(|value| format!("`{value}`")).collect();
    let default = match default.iter().collect::<BTreeSet<_>>().len() {
        1 => default[0].clone(),
        _ => default.join(" "),
    };
    let (traits, summary) = (traits.join("; "), (words.summary)(one));
    let mut out = format!("| `{name}` | {clouds} | {traits} | {default} | {summary} |\n");
    for field in one.fields.values() {
        let name = format!("{name}.{}", field.name);
        out += &row(field, &name, words.field, words);
    }
    out
}

fn document(words: &Words) -> String {
    let modules = Cloud::ALL.iter().flat_map(|it| parameters().modules(*it));
    let mut out = words.head.to_owned();
    for module in modules.collect::<BTreeSet<_>>() {
        out += &format!("\n## `{module}`\n\n{}", words.columns);
        for (one, clouds) in taken(module) {
            out += &row(one, &one.name, &clouds.join(", "), words);
        }
    }
    out
}

#[test]
fn every_parameter_is_documented() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    for words in [ENGLISH, JAPANESE] {
        let (path, wanted) = (docs.join(words.file), document(&words));
        if std::env::var_os("GABAKURA_WRITE_PARAMETERS").is_some() {
            std::fs::write(&path, &wanted).unwrap();
        }
        let hint = "run with GABAKURA_WRITE_PARAMETERS=1 to write it";
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == wanted, "{}: {hint}", words.file);
    }
}
