using System.CommandLine;
using Groundwork.Server.Commands;

// Every verb is a file in Commands; "groundwork --help" lists them.
var root = new RootCommand("Groundwork: raw data in, training data of measured quality out.");
foreach (var verb in Verbs.All())
    root.Subcommands.Add(verb);
var asked = root.Parse(args);
// A server ends by itself when it is asked to, and takes the time that it needs for it.
var patience = asked.CommandResult.Command.Name == "serve" ? (TimeSpan?)null : TimeSpan.FromSeconds(2);
return await asked.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = patience });
