using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Formats;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Quality;

/// <summary>What was believed of a task elsewhere.</summary>
/// <param name="Task">The task here.</param>
/// <param name="Believed">What was believed.</param>
/// <param name="Disputed">Whether it is open what is true.</param>
/// <param name="Answers">How many answers it rests on.</param>
public sealed record CarriedResolution(string Task, SnapshotResolution Believed, bool Disputed, long Answers);

/// <summary>Keeps what is believed of tasks that come with their answers, until these are fitted here.</summary>
static class CarriedResolutions
{
    /// <summary>Stores what was believed of new tasks.</summary>
    internal static async ValueTask Add(Session s, string project, OntologyDocument ontology, IReadOnlyList<CarriedResolution> resolutions)
    {
        if (resolutions.Count > 0)
            await s.Send($"""
                INSERT INTO resolution (task, workspace, project, method, body, confidence, disputed, answers, computed, tx)
                SELECT r.task, {s.Workspace}, {project}, r.method, r.body, r.confidence, r.disputed, r.answers, {s.Now}, {Dialect.Tx}
                FROM {Rows.Of(resolutions).Text("task", r => r.Task).Text("method", r => r.Believed.Method).Json("body", r => Body(ontology, r))
                    .Real("confidence", r => r.Believed.Questions.Values.Min(q => (double?)q.Confidence)).Integer("disputed", r => r.Disputed ? 1 : 0).Integer("answers", r => r.Answers)} WHERE true
                """);
    }

    static string Body(OntologyDocument ontology, CarriedResolution carried)
    {
        var questions = new OrderedDictionary<string, QuestionResolution>(StringComparer.Ordinal);
        foreach (var question in ontology.Questions)
            if (carried.Believed.Questions.TryGetValue(question.Name, out var q))
                questions.Add(question.Name, new QuestionResolution(question.Kind, q.Value, q.Votes == 0 ? null : q.Confidence,
                    q.Tied.Count == 0 ? null : [.. q.Tied.Select(t => t.GetString() ?? "")], q.Votes, q.Distribution));
        return StoredResolutions.Write(new Resolution(carried.Believed.Method, null, carried.Disputed, questions));
    }
}
