using GrowthBook.Cli;

using var terminal = StandardTerminal.Open();
return (int)await Interruption.RunAsync(terminal, interrupted => CommandLine.RunAsync(args, terminal, interrupted)).ConfigureAwait(false);
