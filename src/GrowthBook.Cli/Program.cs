using GrowthBook.Cli;

using var terminal = StandardTerminal.Open();
return (int)await CommandLine.RunAsync(args, terminal).ConfigureAwait(false);
