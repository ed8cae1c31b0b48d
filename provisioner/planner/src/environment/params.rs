//! Parameters an environment sets, checked against their declarations.

use std::cell::RefCell;
use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::tenancy::Cloud;
use toml::Spanned;
use toml::de::DeValue;

use crate::parameter::{Parameters, Setting};
use crate::secret;
use crate::source::{At, File};

/// Sound parameters and the places they were written at.
pub(super) type Params = BTreeMap<String, At<Value>>;

/// Values by where they were written and the cloud they were checked for; `None` where wrong.
type Checked = BTreeMap<(usize, Option<Cloud>), Option<Value>>;

/// A parameter as written. Its declaration depends on the cloud, which a member may inherit.
#[derive(Clone)]
pub(super) struct Given<'v> {
    /// Its dotted path.
    pub key: String,
    /// The value.
    pub value: &'v Spanned<DeValue<'v>>,
}

/// Checks the parameters of a file, each value once per cloud however many members share it.
pub(super) struct ParamReader<'a, 'f> {
    /// The file.
    pub file: &'a File<'f>,
    /// What is declared.
    pub parameters: &'a Parameters,
    checked: RefCell<Checked>,
}

impl<'a, 'f> ParamReader<'a, 'f> {
    /// Starts on a file.
    pub fn new(file: &'a File<'f>, parameters: &'a Parameters) -> Self {
        Self {
            file,
            parameters,
            checked: RefCell::default(),
        }
    }

    /// The value of a parameter on a cloud; `None` when it is wrong, which was reported.
    pub fn read(&self, cloud: Option<Cloud>, name: &str, given: &Given<'_>) -> Option<At<Value>> {
        let at = given.value.span().start;
        let known = self.checked.borrow().get(&(at, cloud)).cloned();
        let value = known.unwrap_or_else(|| {
            let value = self.check(cloud, name, given);
            let mut checked = self.checked.borrow_mut();
            checked.insert((at, cloud), value.clone());
            value
        });
        value.map(|value| At { value, at })
    }

    /// What is declared on another cloud alone is checked as there: its value is wrong all the
    /// same. A name that no file declares takes any value.
    fn check(&self, cloud: Option<Cloud>, name: &str, given: &Given<'_>) -> Option<Value> {
        let (file, key) = (self.file, given.key.as_str());
        let secrets = secret::key_of(name, key, given.value);
        for (key, at) in &secrets {
            file.error("secret-key", *at, &[("key", key)]);
        }
        let mut clouds = cloud.iter().chain(Cloud::ALL);
        let declared = clouds.find_map(|it| Some((*it, self.parameters.get(*it, name)?)));
        let sound = declared.is_none_or(|(cloud, parameter)| {
            let setting = Setting { file, cloud, key };
            parameter.check(setting, given.value).is_some()
        });
        let value = file.json(key, given.value);
        value.filter(|_| sound && secrets.is_empty())
    }
}
