//! Runs one template and reports every variable it misses, not only the first.

use gabakura_model::Value;
use gabakura_model::diagnostic::{Diagnostic, Origin};
use gabakura_model::tenancy::Tenancy;
use handlebars::{Context, Handlebars, RenderContext, RenderError, RenderErrorReason, Renderable};

use super::call::HelperError;
use super::mark::Rendered;
use super::template::Module;

/// How many missing variables one run reports before it gives up.
const MISSING_MAX: usize = 50;

/// What a run needs besides the template.
pub(super) struct Run<'a> {
    pub registry: &'a Handlebars<'static>,
    pub tenancy: &'a Tenancy,
    pub context: &'a Context,
}

impl Run<'_> {
    /// Renders a module to TOML text, or reports every error met.
    pub fn render(&self, module: &Module, diagnostics: &mut Vec<Diagnostic>) -> Option<Rendered> {
        let error = match self.once(module, self.context) {
            Ok(rendered) => return Some(rendered),
            Err(error) => error,
        };
        diagnostics.push(self.diagnostic(module, &error));
        self.look_for_more(module, error, diagnostics);
        None
    }

    fn once(&self, module: &Module, context: &Context) -> Result<Rendered, RenderError> {
        let mut rendered = Rendered::default();
        let mut render_context = RenderContext::new(None);
        let template = &module.template;
        template.render(self.registry, context, &mut render_context, &mut rendered)?;
        Ok(rendered)
    }

    /// Puts a placeholder where a parameter is missing and runs again, for its errors alone.
    fn look_for_more(
        &self,
        module: &Module,
        first: RenderError,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let mut error = first;
        let mut context = self.context.clone();
        for _ in 0..MISSING_MAX {
            let missing = missing_param(&error).map(str::to_owned);
            let params = context
                .data_mut()
                .get_mut("params")
                .and_then(Value::as_object_mut);
            let (Some(missing), Some(params)) = (missing, params) else {
                return;
            };
            // A text will do for most parameters; where it does not, a list may.
            let placeholder = match params.get(&missing) {
                None => Value::from(""),
                Some(Value::String(_)) => Value::Array(Vec::new()),
                Some(_) => return,
            };
            params.insert(missing, placeholder);
            error = match self.once(module, &context) {
                Ok(_) => return,
                Err(error) => error,
            };
            // Anything else may only follow from the placeholder.
            if missing_param(&error).is_some() {
                diagnostics.push(self.diagnostic(module, &error));
            }
        }
    }

    fn diagnostic(&self, module: &Module, error: &RenderError) -> Diagnostic {
        let origin = match (error.line_no, error.column_no) {
            (Some(line), Some(column)) => module.marked.origin(&module.file, line, column),
            _ => Origin::at_line(&module.file, 0),
        };
        let tenancy = self.tenancy;
        let diagnostic = |code| Diagnostic::error(code, origin).with("tenancy", &tenancy.id);
        if let Some(param) = missing_param(error) {
            let key = format!("stage.{}.params.{param}", tenancy.id.stage);
            return diagnostic("param-missing")
                .with("param", param)
                .with("key", key)
                .with("place", &tenancy.origin);
        }
        match error.reason() {
            RenderErrorReason::MissingVariable(path) => {
                let path = path.as_deref().unwrap_or_default();
                diagnostic("variable-missing").with("variable", path.trim_start_matches("@root."))
            }
            RenderErrorReason::NestedError(source) => match source.downcast_ref::<HelperError>() {
                Some(helper) => {
                    let args = helper.args.iter();
                    args.fold(diagnostic(helper.code), |diagnostic, (name, value)| {
                        diagnostic.with(name, value)
                    })
                }
                None => diagnostic("template-render").with("message", source),
            },
            reason => diagnostic("template-render").with("message", reason),
        }
    }
}

/// The top-level parameter a run stopped at, if that is why it stopped.
fn missing_param(error: &RenderError) -> Option<&str> {
    let RenderErrorReason::MissingVariable(Some(path)) = error.reason() else {
        return None;
    };
    let name = path.strip_prefix("@root.params.")?;
    (!name.is_empty() && !name.contains(['.', '/', '['])).then_some(name)
}
