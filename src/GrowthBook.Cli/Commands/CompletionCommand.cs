using System.CommandLine;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb completion</c>: prints a script with which a shell completes commands and options of gb.</summary>
internal static class CompletionCommand
{
    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "The shell: bash, zsh, fish or pwsh (PowerShell)." };
        shell.AcceptOnly("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", "Prints a script for a shell that completes commands and options.") { shell };
        command.SetAction(parsed =>
        {
            terminal.Output.WriteLine(ScriptFor(parsed.GetValue(shell)!));
            return (int)ExitCode.Ok;
        });
        return command;
    }

    /// <summary>
    /// Each script asks <c>gb "[suggest:POSITION]" "LINE"</c>, which prints the words that fit, one a line, and adds files if
    /// none fits.
    /// </summary>
    private static string ScriptFor(string shell) => shell switch
    {
        "bash" => """
            _gb_complete() {
              local IFS=$'\n' line="${COMP_LINE:0:COMP_POINT}"
              COMPREPLY=($(compgen -W "$(gb "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o bashdefault -o default -F _gb_complete gb
            """,
        "zsh" => """
            _gb_complete() {
              local line="${(j: :)words[1,CURRENT]}"
              local -a found=("${(@f)$(gb "[suggest:${#line}]" "$line" 2>/dev/null)}")
              [[ -n "${found[1]}" ]] && compadd -a found || _files
            }
            compdef _gb_complete gb
            """,
        "fish" => """
            function __gb_complete
              set -l line (commandline -cp)
              gb "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c gb -a '(__gb_complete)'
            """,
        _ => """
            Register-ArgumentCompleter -Native -CommandName gb -ScriptBlock {
              param($word, $line, $position)
              $text = "$line".PadRight($position).Substring(0, $position)
              gb "[suggest:$position]" "$text" | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
              }
            }
            """,
    };
}
