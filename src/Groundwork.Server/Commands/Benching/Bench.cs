using System.CommandLine;
using System.Text.Json;

namespace Groundwork.Server.Commands.Benching;

/// <summary>Measures this program on this machine: how fast it serves people, and what survives when it is killed.</summary>
public sealed class Bench : IVerb
{
    public Command Build() => new("bench", "Measure how fast this machine serves people, and what survives a killed server.") { Serving(), Crashing(), Remembering() };

    static Command Serving()
    {
        var (json, data, database) = (Where.Json(), Data(), Database());
        var tasks = Number("--tasks", "How many tasks to import.", 10_000);
        var answers = Number("--answers", "Bring a project with so many answers in first, and export that one; 0 exports what was labelled.", 0);
        var annotators = Number("--annotators", "How many people label at once, each with a key of their own.", 16);
        var seconds = Number("--seconds", "How long they label.", 10);
        var think = Number("--think", "Seconds that each of them looks at a task, and saves a draft every two.", 0);
        var url = new Option<string?>("--url") { Description = "A server that runs already, whose owner's key is in GROUNDWORK_OWNER_KEY; without it one is started on a folder of its own." };
        var command = new Command("serve", "Import tasks, have people take and submit them as fast as they get them, and export the answers.") { tasks, answers, annotators, seconds, think, data, database, url, json };
        command.Does(async (parsed, cancel) =>
        {
            var wish = new ServeBench.Wish(parsed.GetValue(tasks), parsed.GetValue(answers), parsed.GetValue(annotators), parsed.GetValue(seconds), parsed.GetValue(think));
            await using var server = parsed.GetValue(url) is { } running ? BenchedServer.At(running) : await BenchedServer.Start(parsed.GetValue(data), parsed.GetValue(database), cancel);
            Print(await ServeBench.Run(server, wish, cancel), parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    static Command Crashing()
    {
        var (json, data, database) = (Where.Json(), Data(), Database());
        var rounds = Number("--rounds", "How often the server is killed.", 20);
        var annotators = Number("--annotators", "How many people label meanwhile.", 8);
        var command = new Command("crash", "Kill a server again and again while people submit, and look for answers that were acknowledged and are gone, or are there twice.") { rounds, annotators, data, database, json };
        command.Does(async (parsed, cancel) =>
        {
            await using var server = await BenchedServer.Start(parsed.GetValue(data), parsed.GetValue(database), cancel);
            var found = await CrashBench.Run(server, parsed.GetValue(rounds), parsed.GetValue(annotators), cancel);
            Print(found, parsed.GetValue(json));
            return found is { Lost: 0, Doubled: 0 } ? 0 : 1;
        });
        return command;
    }

    static Command Remembering()
    {
        var (json, data, database) = (Where.Json(), Data(), Database());
        var answers = Number("--answers", "How many tasks the veteran has answered.", 100_000);
        var command = new Command("veteran", "Compare what it costs to give the next task to somebody who has answered very many and to somebody new.") { answers, data, database, json };
        command.Does(async (parsed, cancel) =>
        {
            await using var server = await BenchedServer.Start(parsed.GetValue(data), parsed.GetValue(database), cancel);
            Print(await VeteranBench.Run(server, parsed.GetValue(answers), cancel), parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    static Option<int> Number(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < (usual == 0 ? 0 : 1))
                result.AddError($"{name} must be {(usual == 0 ? "0 or more" : "at least 1")}.");
        });
        return option;
    }

    static Option<string?> Data() => new("--data") { Description = "Where to make the folder that is measured and deleted again, on the disk that counts; otherwise with the temporary files." };

    static Option<string?> Database() => new("--database") { Description = "A PostgreSQL connection string of an empty database; without it the answers are in the folder." };

    static void Print<T>(T result, bool json)
    {
        var shown = JsonSerializer.SerializeToElement(result, JsonSerializerOptions.Web);
        if (json)
            Console.WriteLine(shown.GetRawText());
        else
            foreach (var figure in shown.EnumerateObject())
                Console.WriteLine($"{figure.Name,-22} {figure.Value.GetRawText(),12}");
    }
}
