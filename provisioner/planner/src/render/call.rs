//! What helpers are called with, and the shapes a helper can have.

use gabakura_model::Value;
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonTruthy, Output, RenderContext,
    RenderError, RenderErrorReason, Renderable, ScopedJson,
};

use super::toml_text;

/// A helper that was asked for the impossible: a message code and its arguments.
#[derive(Debug, thiserror::Error)]
#[error("{code}")]
pub(super) struct HelperError {
    /// The message code.
    pub code: &'static str,
    /// What the message names.
    pub args: Vec<(&'static str, String)>,
}

impl From<HelperError> for RenderError {
    fn from(error: HelperError) -> Self {
        RenderErrorReason::NestedError(Box::new(error)).into()
    }
}

/// What a helper was called with.
pub(super) struct Call<'a, 'rc> {
    helper: &'a Helper<'rc>,
    context: &'a Context,
}

/// What a helper makes.
pub(super) type Answer = Result<Value, RenderError>;

impl<'a> Call<'a, '_> {
    /// An argument by position; a variable nobody set is an error.
    pub fn value(&self, index: usize) -> Result<&'a Value, RenderError> {
        let Some(param) = self.helper.param(index) else {
            return Err(self.error(index, "a value", "nothing"));
        };
        if param.is_value_missing() {
            return Err(RenderError::strict_error(param.relative_path()));
        }
        Ok(param.value())
    }

    /// A text.
    pub fn text(&self, index: usize) -> Result<&'a str, RenderError> {
        let value = self.value(index)?;
        value
            .as_str()
            .ok_or_else(|| self.error(index, "string", type_name(value)))
    }

    /// A whole number, 0 or more.
    pub fn count(&self, index: usize) -> Result<u32, RenderError> {
        let value = self.value(index)?;
        let count = value.as_u64().and_then(|count| u32::try_from(count).ok());
        count.ok_or_else(|| self.error(index, "integer", type_name(value)))
    }

    /// Every argument.
    pub fn all(&self) -> Result<Vec<&'a Value>, RenderError> {
        (0..self.helper.params().len())
            .map(|index| self.value(index))
            .collect()
    }

    /// The path of the variable an argument was taken from, as the template spells it.
    pub fn variable(&self, index: usize) -> &'a str {
        let path = self
            .helper
            .param(index)
            .and_then(|param| param.relative_path());
        path.map_or("this", |path| path.trim_start_matches("@root."))
    }

    /// A text of the context the template is rendered with.
    pub fn of_context(&self, pointer: &str) -> &'a str {
        self.context
            .data()
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A parameter of the environment by its name.
    pub fn param(&self, name: &str) -> Option<&'a Value> {
        self.context.data().get("params")?.get(name)
    }

    /// An error about an argument.
    pub fn error(&self, index: usize, expected: &str, found: &str) -> RenderError {
        let args = vec![
            ("helper", self.helper.name().to_owned()),
            ("position", (index + 1).to_string()),
            ("expected", expected.to_owned()),
            ("found", found.to_owned()),
        ];
        HelperError {
            code: "helper-argument",
            args,
        }
        .into()
    }
}

/// The word for a value's type, as in TOML.
pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "table",
    }
}

/// A helper that makes a value.
pub(super) struct Make(pub fn(&Call<'_, '_>) -> Answer);

impl HelperDef for Make {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        (self.0)(&Call { helper, context }).map(ScopedJson::Derived)
    }

    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let call = Call { helper, context };
        match (self.0)(&call)? {
            Value::String(text) => out.write(&toml_text::escape(&text))?,
            Value::Bool(flag) => out.write(if flag { "true" } else { "false" })?,
            Value::Number(number) => out.write(&number.to_string())?,
            other => return Err(call.error(0, "string", type_name(&other))),
        }
        Ok(())
    }
}

/// A helper that writes a whole TOML value, quotes included.
pub(super) struct Write(pub fn(&Call<'_, '_>) -> Result<String, RenderError>);

impl HelperDef for Write {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        out.write(&(self.0)(&Call { helper, context })?)?;
        Ok(())
    }
}

/// `if` and `unless`, which take no missing variable for a no.
pub(super) struct Branch {
    /// Whether the first branch is for a yes.
    pub on: bool,
}

impl HelperDef for Branch {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let holds = Call { helper, context }.value(0)?.is_truthy(false) == self.on;
        let branch = if holds {
            helper.template()
        } else {
            helper.inverse()
        };
        branch.map_or(Ok(()), |branch| {
            branch.render(registry, context, render, out)
        })
    }
}
