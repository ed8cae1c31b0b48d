//! Runs one template and says every variable it misses, not only the first.

use gabakura_model::Value;
use gabakura_model::diagnostic::{Diagnostic, Origin};
use gabakura_model::tenancy::Tenancy;
use handlebars::{Context, Handlebars, RenderContext, RenderError, RenderErrorReason, Renderable};

use super::call::HelperFault;
use super::mark::Rendered;
use super::template::Module;

/// How many missing variables one run tells before it gives up.
const MISSING_MAX: usize = 50;

/// What a run needs besides the template.
pub(super) struct Run<'a> {
    pub registry: &'a Handlebars<'static>,
    pub tenancy: &'a Tenancy,
    pub context: &'a Context,
}

impl Run<'_> {
    /// Renders a module to TOML text, or tells every fault met.
    pub fn render(&self, module: &Module, faults: &mut Vec<Diagnostic>) -> Option<Rendered> {
        let error = match self.once(module, self.context) {
            Ok(rendered) => return Some(rendered),
            Err(error) => error,
        };
        faults.push(self.fault(module, &error));
        self.look_for_more(module, error, faults);
        None
    }

    fn once(&self, module: &Module, context: &Context) -> Result<Rendered, RenderError> {
        let mut rendered = Rendered::default();
        let mut render_context = RenderContext::new(None);
        let template = &module.template;
        template.render(self.registry, context, &mut render_context, &mut rendered)?;
        Ok(rendered)
    }

    /// Puts a stand-in where a parameter is missing and runs again, for its faults alone.
    fn look_for_more(&self, module: &Module, first: RenderError, faults: &mut Vec<Diagnostic>) {
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
            // A text stands for most things; where it does not do, a list may.
            let stand_in = match params.get(&missing) {
                None => Value::from(""),
                Some(Value::String(_)) => Value::Array(Vec::new()),
                Some(_) => return,
            };
            params.insert(missing, stand_in);
            error = match self.once(module, &context) {
                Ok(_) => return,
                Err(error) => error,
            };
            // Anything else may only follow from the stand-in.
            if missing_param(&error).is_some() {
                faults.push(self.fault(module, &error));
            }
        }
    }

    fn fault(&self, module: &Module, error: &RenderError) -> Diagnostic {
        let origin = match (error.line_no, error.column_no) {
            (Some(line), Some(column)) => module.marked.origin(&module.file, line, column),
            _ => Origin::at_line(&module.file, 0),
        };
        let tenancy = self.tenancy;
        let fault = |code| Diagnostic::error(code, origin).with("tenancy", &tenancy.id);
        if let Some(param) = missing_param(error) {
            let key = format!("stage.{}.params.{param}", tenancy.id.stage);
            return fault("param-missing")
                .with("param", param)
                .with("key", key)
                .with("place", &tenancy.origin);
        }
        match error.reason() {
            RenderErrorReason::MissingVariable(path) => {
                let path = path.as_deref().unwrap_or_default();
                fault("variable-missing").with("variable", path.trim_start_matches("@root."))
            }
            RenderErrorReason::NestedError(source) => match source.downcast_ref::<HelperFault>() {
                Some(helper) => {
                    let args = helper.args.iter();
                    args.fold(fault(helper.code), |fault, (name, value)| {
                        fault.with(name, value)
                    })
                }
                None => fault("template-render").with("message", source),
            },
            reason => fault("template-render").with("message", reason),
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
