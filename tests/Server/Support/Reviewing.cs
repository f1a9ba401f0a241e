using System.Text.Json;

namespace Groundwork.Server.Tests.Support;

/// <summary>How people judge tasks in a test.</summary>
public static class Reviewing
{
    public static object Workflow(params (string Name, double Share, string By)[] stages) => new
    {
        stages = stages.Select(s => new { name = s.Name, share = s.Share, by = s.By }),
        adjudicateBy = "reviewers",
        sendBackTo = "author",
        reasons = new[] { "Wrong class", "Other" },
    };

    public static async Task Reviewed(this Project project, params (string Name, double Share, string By)[] stages) =>
        (await project.Server.Owner.Patch($"/api/projects/{project.Id}", new { workflow = Workflow(stages) })).Expect(204);

    public static async Task<Answer> Waiting(this Project project, Client by) => (await by.Get($"/api/projects/{project.Id}/reviews")).Expect(200);

    public static async Task<Answer> Open(this Client by, string task)
    {
        (await by.Post($"/api/tasks/{task}/review/claim")).Expect(204);
        return (await by.Get($"/api/tasks/{task}/review")).Expect(200);
    }

    public static Task<Answer> Judge(this Client by, string task, object verdict, string? key = null) =>
        by.Post($"/api/tasks/{task}/review", verdict, ("Idempotency-Key", key ?? Guid.NewGuid().ToString()));

    /// <summary>Opens a task and gives a verdict on what is shown.</summary>
    public static async Task<Answer> Settle(this Client by, string task, string verdict, object? document = null, object[]? notes = null, string? reason = null, string? sendBackTo = null, string[]? answers = null) =>
        await by.Judge(task, new { basis = (await by.Open(task)).Text("basis"), verdict, document, notes, reason, sendBackTo, answers, comment = "See above." });

    public static async Task<string> State(this Project project, int ordinal = 1) => (await project.See(ordinal)).Text("state");

    public static async Task<List<string>> History(this Client by, string task) =>
        [.. (await by.Get($"/api/tasks/{task}/history")).Expect(200).Items.Select(i => $"{i.GetProperty("who").GetProperty("name").GetString()} {i.GetProperty("what").GetString()}")];

    public static string Value(this Answer task, string question) => task["resolution"].GetProperty("questions").GetProperty(question).GetProperty("value") is { ValueKind: JsonValueKind.String } v ? v.GetString()! : "";
}
