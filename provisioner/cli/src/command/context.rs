//! What every command works with.

use crate::args::Global;
use crate::command::terminal::Terminal;
use crate::error::Error;
use crate::host::Host;
use crate::settings::Settings;
use crate::usecase::project::Project;
use crate::usecase::session::Session;

/// What every command works with.
pub struct Context<'h> {
    pub host: &'h dyn Host,
    pub settings: Settings,
    pub terminal: Terminal,
}

impl<'h> Context<'h> {
    pub fn new(host: &'h dyn Host, global: &Global) -> Self {
        Self {
            host,
            settings: Settings::new(global),
            terminal: Terminal::new(global),
        }
    }

    /// Loads the project, shows its warnings and opens a session.
    pub async fn open(&self, selector: Option<&str>) -> Result<Session<'_>, Error> {
        let project = Project::load(self.host, &self.settings.workspace, selector)?;
        self.terminal.warn(&project.warnings, &project.sources);
        self.session(project).await
    }

    /// Opens a session about a project.
    pub async fn session(&self, project: Project) -> Result<Session<'_>, Error> {
        Session::open(self.host, &self.settings, &self.terminal, project).await
    }
}
