//! The command line described for shells and for `man`, made from the types that read it.

use std::path::PathBuf;

use clap::{Args, CommandFactory, ValueEnum};
use clap_complete::{Shell as Completed, generate};
use clap_mangen::Man;

use crate::cli::Cli;

/// What `completions` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk completions bash > ~/.local/share/bash-completion/completions/magewalk
  magewalk completions zsh > ~/.zfunc/_magewalk              (a folder of your fpath)
  magewalk completions fish > ~/.config/fish/completions/magewalk.fish
  magewalk completions powershell >> $PROFILE")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// The shells that complete what is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// The GNU one.
    Bash,
    /// The Z shell.
    Zsh,
    /// The friendly one.
    Fish,
    /// `PowerShell`, on any system.
    Powershell,
}

/// What `man` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk man run | man -l -
  magewalk man --to ~/.local/share/man/man1")]
pub struct ManArgs {
    /// The command whose page is printed; the one of `magewalk` itself without
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,

    /// Write all pages to this folder, which is made where it is missing
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    pub to: Option<PathBuf>,
}

/// A man page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The command that it is about; nothing for `magewalk` itself.
    pub command: Option<String>,
    /// Its name as a file, such as `magewalk-run.1`.
    pub file: String,
    /// In roff.
    pub text: String,
}

/// Returns the script that teaches a shell to complete.
pub fn completions(arguments: &CompletionsArgs) -> String {
    let shell = match arguments.shell {
        Shell::Bash => Completed::Bash,
        Shell::Zsh => Completed::Zsh,
        Shell::Fish => Completed::Fish,
        Shell::Powershell => Completed::PowerShell,
    };
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "magewalk", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// Returns all man pages, that of `magewalk` first.
pub fn pages() -> Vec<Page> {
    let mut whole = Cli::command().disable_help_subcommand(true);
    whole.build();
    let commands: Vec<_> = whole.get_subcommands().cloned().collect();
    let first = page(None, whole);
    let mut pages = vec![first];
    for command in commands {
        let name = command.get_name().to_owned();
        let below = command
            .get_subcommands()
            .filter(|one| one.get_name() != "help");
        let below: Vec<_> = below.cloned().collect();
        pages.push(page(
            Some(name.clone()),
            command.disable_help_subcommand(true),
        ));
        pages.extend(below.into_iter().map(|one| {
            let name = format!("{name}-{}", one.get_name());
            page(Some(name), one)
        }));
    }
    pages
}

fn page(command: Option<String>, described: clap::Command) -> Page {
    let source = concat!("magewalk ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(described).source(source);
    let mut text = Vec::new();
    // Nothing can go wrong: the page is written to memory.
    let _ = man.render(&mut text);
    let text = String::from_utf8_lossy(&text);
    // What stands below the options is laid out already: examples in columns.
    let text = text.replace(".SH EXTRA\n", ".SH EXAMPLES AND NOTES\n.nf\n");
    Page {
        command,
        file: man.get_filename(),
        text: text.replace("\n.SH VERSION\n", "\n.fi\n.SH VERSION\n"),
    }
}
