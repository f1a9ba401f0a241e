using System.CommandLine;
using Groundwork.Server.Commands;

// Every verb is a file in Commands; "groundwork --help" lists them.
var root = new RootCommand("Groundwork: raw data in, training data of measured quality out.");
foreach (var verb in Verbs.All())
    root.Subcommands.Add(verb);
return await root.Parse(args).InvokeAsync();
