using System.CommandLine;

var root = new RootCommand("Evaluates GrowthBook features and experiments.");
return root.Parse(args).Invoke();
