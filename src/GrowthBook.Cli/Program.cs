using GrowthBook.Cli;

using var terminal = StandardTerminal.Open();
return (int)await Interruption.RunAsync(interrupted => CommandLine.RunAsync(args, terminal, interrupted)).ConfigureAwait(false);
