using System.Text.Json;
using Groundwork.Core.Quality;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Quality;

/// <summary>What is believed about each task, as rows: by its answers, or by the review that settled it.</summary>
static class StoredResolutions
{
    static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web);

    /// <summary>Notes what is believed about a task's questions; where there are classes, beside what is known of its objects.</summary>
    internal static async ValueTask Put(Session s, string project, string task, Resolution resolution, long answers, bool classes)
    {
        var objects = classes ? await Objects(s, task) : null;
        var byReview = resolution.Method == Resolution.ByReview;
        var confidence = byReview ? 1 : Least(resolution.Confidence, objects?.Confidence);
        var gain = byReview ? 0 : resolution.ExpectedMistakes + (objects?.Mistakes ?? 0);
        await s.Run($"""
            INSERT INTO resolution (task, workspace, project, method, body, confidence, disputed, gain, answers, computed, tx)
            VALUES ({task}, {s.Workspace}, {project}, {resolution.Method}, {new Json(Write(resolution))}, {confidence}, {resolution.Disputed}, {gain}, {answers}, {s.Now}, {Dialect.Tx})
            ON CONFLICT (task) DO UPDATE SET method = excluded.method, body = excluded.body, confidence = excluded.confidence, disputed = excluded.disputed,
            gain = excluded.gain, answers = excluded.answers, computed = excluded.computed, tx = excluded.tx
            """);
    }

    /// <summary>Notes what is believed about a task's objects, beside its questions.</summary>
    /// <returns>Whether questions or objects leave the task open; null if nobody answered it.</returns>
    internal static async ValueTask<bool?> PutObjects(Session s, string task, ObjectSummary summary)
    {
        var found = await s.One($"SELECT body, disputed, gain, objects FROM resolution WHERE task = {task} AND workspace = {s.Workspace}",
            r => Tuple.Create(r.Text(0), r.Bool(1), r.Double(2), r.TextOrNull(3)));
        if (found is not var (body, disputed, gain, former))
            return null;
        var questions = JsonElement.Parse(body).EnumerateObject().Select(q => q.Value.GetProperty("confidence"))
            .Where(c => c.ValueKind == JsonValueKind.Number).Select(c => (double?)c.GetDouble()).Min();
        await s.Run($"""
            UPDATE resolution SET objects = {new Json(summary.Write())}, confidence = {Least(questions, summary.Confidence)},
              gain = {Math.Max(0, gain - (ObjectSummary.Read(former)?.Mistakes ?? 0)) + summary.Mistakes}, computed = {s.Now}, tx = {Dialect.Tx}
            WHERE task = {task} AND workspace = {s.Workspace}
            """);
        return disputed || summary.Disputed;
    }

    /// <summary>What a review has settled a task with, as it is stored (large ones without their pieces); null if none has.</summary>
    internal static ValueTask<string?> Reviewed(Session s, string task) => s.Text($"""
        SELECT a.body FROM task t JOIN annotation a ON a.id = t.reviewed AND a.workspace = t.workspace WHERE t.id = {task} AND t.workspace = {s.Workspace}
        """);

    /// <summary>What is believed about a task's objects, in short; null if it isn't known yet.</summary>
    internal static async ValueTask<ObjectSummary?> Objects(Session s, string task) =>
        ObjectSummary.Read(await s.Text($"SELECT objects FROM resolution WHERE task = {task} AND workspace = {s.Workspace}"));

    /// <summary>The newest answer that counts, by its transaction.</summary>
    internal static ValueTask<long?> Newest(Session s, string task) => s.Long($"""
        SELECT max(tx) FROM annotation a WHERE a.task = {task} AND a.workspace = {s.Workspace} AND a.counted = 1
        AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = {s.Workspace})
        """);

    static double? Least(double? a, double? b) => a is { } one && b is { } other ? Math.Min(one, other) : a ?? b;

    /// <summary>The questions of a resolution, as stored, sent and exported.</summary>
    internal static string Write(Resolution resolution) => JsonSerializer.Serialize(resolution.Questions, Wire);
}
