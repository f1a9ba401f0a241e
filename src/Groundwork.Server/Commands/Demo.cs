using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Groundwork.Server.Commands;

/// <summary>Loads the sample workspace and prints what the product finds out about it.</summary>
public sealed class Demo : IVerb
{
    public Command Build()
    {
        var (where, json) = (new Where(), Where.Json());
        var ifEmpty = new Option<bool>("--if-empty") { Description = "Do nothing if the workspace holds anything already." };
        var command = new Command("demo", "Load the sample workspace.") { ifEmpty, json };
        where.AddTo(command);
        command.Does(async (parsed, _) =>
        {
            await using var api = await Api.Open(where.Read(parsed));
            if (parsed.GetValue(ifEmpty) && (await HoldsAny(api, "/api/datasets") || await HoldsAny(api, "/api/projects")))
                return 0;
            var loaded = await api.Post("/api/sample", new { });
            var id = loaded.GetProperty("projectId").GetString();
            var figures = new
            {
                project = loaded,
                methods = (await api.Get($"/api/projects/{id}/methods")).GetProperty("items"),
                questions = (await api.Get($"/api/projects/{id}/quality")).GetProperty("questions"),
            };
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
            else
                Print(figures.project, figures.methods);
            return 0;
        });
        return command;
    }

    static async Task<bool> HoldsAny(Api api, string list) => (await api.Get(list + "?limit=1")).GetProperty("items").GetArrayLength() > 0;

    static void Print(JsonElement project, JsonElement methods)
    {
        Console.WriteLine($"Loaded the sample: {project.GetProperty("answers")} answers of {project.GetProperty("annotators")} simulated annotators to {project.GetProperty("tasks")} messages.");
        foreach (var method in methods.EnumerateArray().Where(m => m.GetProperty("accuracy").ValueKind == JsonValueKind.Number))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {method.GetProperty("title").GetString()}: {method.GetProperty("accuracy").GetDouble():P0} right on the {method.GetProperty("known")} whose answer is known"));
    }
}
