//! Tenancies: whose resources these are, where they live, and under which rules.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Origin;
use crate::finding::Waiver;
use crate::municipality::MunicipalityCode;
use crate::name::Name;
use crate::secret::Secret;
use crate::value::Value;

/// The key of state, locks, credentials, quotas and reports: `131016/acme/prod`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TenancyId {
    /// The municipality whose residents' data this holds.
    pub municipality: MunicipalityCode,
    /// The company that provisions and operates.
    pub vendor: Name,
    /// 本番, 検証 or 開発.
    pub stage: Stage,
}

/// Why a text is not a [`TenancyId`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a tenancy: expected MUNICIPALITY/VENDOR/STAGE such as `131016/acme/prod`")]
pub struct TenancyIdError(pub String);

impl FromStr for TenancyId {
    type Err = TenancyIdError;

    fn from_str(text: &str) -> Result<Self, TenancyIdError> {
        let fail = || TenancyIdError(text.to_owned());
        let mut parts = text.split('/');
        let (Some(code), Some(vendor), Some(stage), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(fail());
        };
        Ok(Self {
            municipality: code.parse().map_err(|_| fail())?,
            vendor: vendor.parse().map_err(|_| fail())?,
            stage: stage.parse().map_err(|_| fail())?,
        })
    }
}

impl TryFrom<String> for TenancyId {
    type Error = TenancyIdError;

    fn try_from(text: String) -> Result<Self, TenancyIdError> {
        text.parse()
    }
}

impl From<TenancyId> for String {
    fn from(id: TenancyId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for TenancyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.municipality, self.vendor, self.stage)
    }
}

/// Declares an enum whose variants have one stable word in files and views.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every variant, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word used in files and views.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|v| v.as_str() == text).ok_or_else(|| UnknownWord {
                    found: text.to_owned(),
                    expected: Self::ALL.iter().map(|v| v.as_str()).collect(),
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// A word outside a closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not one of: {}", expected.join(", "))]
pub struct UnknownWord {
    /// What was written.
    pub found: String,
    /// What could have been.
    pub expected: Vec<&'static str>,
}

words! {
    /// 本番, 検証, 開発; each lives in an account of its own.
    Stage {
        /// 本番: serves residents.
        Prod = "prod",
        /// 検証: same build, no residents' data.
        Verify = "verify",
        /// 開発: only for systems that do CI/CD.
        Dev = "dev",
    }
}

words! {
    /// Which cloud a tenancy lives in. The list stays open for more.
    Cloud {
        /// Amazon Web Services.
        Aws = "aws",
        /// Google Cloud.
        Gcp = "gcp",
    }
}

words! {
    /// Who manages the account: one municipality alone, or a vendor for several.
    Mode {
        /// 単独利用方式.
        Single = "single",
        /// 共同利用方式.
        Shared = "shared",
    }
}

words! {
    /// What separates municipalities under [`Mode::Shared`] (団体間分離方式).
    Isolation {
        /// アカウント分離: an account each.
        Account = "account",
        /// ネットワーク分離: a VPC each in one account.
        Network = "network",
        /// アプリケーション分離: one VPC, separated by the application.
        Application = "application",
    }
}

words! {
    /// Size class whose defaults a tenancy starts from.
    Profile {
        /// 政令指定都市.
        DesignatedCity = "designated_city",
        /// 中核市.
        CoreCity = "core_city",
        /// 市, 特別区.
        City = "city",
        /// 町村.
        Town = "town",
    }
}

words! {
    /// Who runs the landing zone the account belongs to.
    Platform {
        /// Nobody: the tenancy brings its own detectors.
        Standalone = "standalone",
        /// AWS Control Tower: detectors and recorders belong to the organisation.
        ControlTower = "control_tower",
        /// A Google Cloud organisation: constraints and contacts are laid down above the project.
        Organization = "organization",
    }
}

words! {
    /// The 20 標準化対象業務, and `related` for a system that connects to them.
    System {
        /// 住民基本台帳.
        ResidentRecord = "resident_record",
        /// 戸籍.
        FamilyRegister = "family_register",
        /// 戸籍の附票.
        FamilyRegisterSupplement = "family_register_supplement",
        /// 印鑑登録.
        SealRegistration = "seal_registration",
        /// 選挙人名簿管理.
        ElectoralRoll = "electoral_roll",
        /// 固定資産税.
        FixedAssetTax = "fixed_asset_tax",
        /// 個人住民税.
        IndividualResidentTax = "individual_resident_tax",
        /// 法人住民税.
        CorporateResidentTax = "corporate_resident_tax",
        /// 軽自動車税.
        LightVehicleTax = "light_vehicle_tax",
        /// 子ども・子育て支援.
        ChildRearingSupport = "child_rearing_support",
        /// 就学.
        SchoolEnrollment = "school_enrollment",
        /// 児童手当.
        ChildAllowance = "child_allowance",
        /// 児童扶養手当.
        ChildRearingAllowance = "child_rearing_allowance",
        /// 国民健康保険.
        NationalHealthInsurance = "national_health_insurance",
        /// 国民年金.
        NationalPension = "national_pension",
        /// 障害者福祉.
        DisabilityWelfare = "disability_welfare",
        /// 後期高齢者医療.
        LateElderlyMedicalCare = "late_elderly_medical_care",
        /// 介護保険.
        LongTermCareInsurance = "long_term_care_insurance",
        /// 生活保護.
        PublicAssistance = "public_assistance",
        /// 健康管理.
        HealthManagement = "health_management",
        /// A system outside the 20 that connects to them.
        Related = "related",
    }
}

/// One tenancy as its environment file declares it, with every default resolved.
#[derive(Clone, Debug)]
pub struct Tenancy {
    /// Its key.
    pub id: TenancyId,
    /// The business systems it carries.
    pub systems: Vec<System>,
    /// The size class its defaults come from.
    pub profile: Profile,
    /// Single or shared use.
    pub mode: Mode,
    /// What separates municipalities; `None` under [`Mode::Single`].
    pub isolation: Option<Isolation>,
    /// Who runs the landing zone.
    pub platform: Platform,
    /// Whether this tenancy declares the account-wide settings of its account.
    ///
    /// Always true unless several tenancies share the account; then one leads.
    pub lead: bool,
    /// The account and region, and how to enter them.
    pub scope: Scope,
    /// Modules to render, in the order written.
    pub modules: Vec<Name>,
    /// Parameters for the templates: profile defaults, then the file's own.
    pub params: BTreeMap<String, Value>,
    /// Approved exceptions.
    pub waivers: Vec<Waiver>,
    /// Where it was declared.
    pub origin: Origin,
}

/// One account (or project) and region, and the role to enter it with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The cloud.
    pub cloud: Cloud,
    /// 12-digit AWS account number, or Google Cloud project id.
    pub account: String,
    /// Region code, such as `ap-northeast-1`.
    pub region: String,
    /// Role to assume; `None` uses the caller's own credentials.
    pub role: Option<String>,
    /// Role to assume where nothing is changed (plan, drift, audit); `None` uses [`Self::role`].
    pub plan_role: Option<String>,
    /// External id the role demands.
    pub external_id: Option<Secret<String>>,
    /// What sessions are called in the cloud's audit log: the run, while one is under way.
    pub session: Option<String>,
}

impl Scope {
    /// Account and region, the key under which observations and rate limits are shared.
    pub fn place(&self) -> Place {
        Place {
            cloud: self.cloud,
            account: self.account.clone(),
            region: self.region.clone(),
        }
    }
}

/// An account and region, without credentials.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The cloud.
    pub cloud: Cloud,
    /// Account number or project id.
    pub account: String,
    /// Region code.
    pub region: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.cloud, self.account, self.region)
    }
}
