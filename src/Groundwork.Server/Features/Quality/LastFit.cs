using System.Collections.Concurrent;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Quality;

/// <summary>
/// What the last fit of a project knows, parsed once. Its rows say which fit it is; what people are worth in it never changes, because a new fit
/// takes its rows away before it writes about anybody.
/// </summary>
sealed class LastFit
{
    const int Kept = 100;
    static readonly ConcurrentDictionary<(string Workspace, string Project), LastFit> Projects = new();

    readonly string method;
    readonly List<(string Question, long AsOf, long At)> which;
    readonly Dictionary<string, JsonElement> communities = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<(string Question, int Labels), ILiveFit> live = new();
    readonly ConcurrentDictionary<(string Question, string Member), object?> people = new();

    LastFit(string method, List<(string Question, long AsOf, long At)> which) => (this.method, this.which) = (method, which);

    /// <summary>The fit that the rows tell of now.</summary>
    internal static async ValueTask<LastFit> Now(Session s, string project, string method)
    {
        var told = await s.All($"SELECT question, as_of, at FROM fit WHERE project = {project} AND workspace = {s.Workspace} AND method = {method} ORDER BY question",
            r => (r.Text(0), r.Long(1), r.Long(2)));
        if (Projects.TryGetValue((s.Workspace!, project), out var known) && known.method == method && known.which.SequenceEqual(told))
            return known;
        var read = new LastFit(method, told);
        await s.Each($"SELECT question, model FROM fit WHERE project = {project} AND workspace = {s.Workspace} AND method = {method}",
            r => read.communities[r.Text(0)] = JsonElement.Parse(r.Text(1)));
        if (Projects.Count >= Kept)
            Projects.Clear();
        return Projects[(s.Workspace!, project)] = read;
    }

    /// <summary>What to believe of a task that these people answered.</summary>
    internal async ValueTask<Resolution.Belief> Of(Session s, string project, IReadOnlyList<string> authors)
    {
        var unknown = which.Count == 0 ? [] : authors.Where(a => which.Exists(w => !people.ContainsKey((w.Question, a)))).ToList();
        if (unknown.Count > 0)
        {
            var found = new Dictionary<(string, string), string>();
            await s.Each($"SELECT question, member, model FROM ability WHERE project = {project} AND workspace = {s.Workspace} AND member IN {new Ids(unknown)}",
                r => found[(r.Text(0), r.Text(1))] = r.Text(2));
            foreach (var (question, _, _) in which)
                foreach (var author in unknown)
                    people[(question, author)] = found.TryGetValue((question, author), out var kept) ? Live(question, 1).Annotator(JsonElement.Parse(kept)) : null;
        }
        return (question, votes) => Live(question.Name, question.Asks.Labels(question).Count)
            .PosteriorOf([.. votes.Select(v => (people.GetValueOrDefault((question.Name, v.Author)), v.Label))]);
    }

    ILiveFit Live(string question, int labels) => live.GetOrAdd((question, labels), static (key, fit) =>
        (Catalog.Named<ITruthMethod>(fit.method) ?? new Majority()).Live(fit.communities.TryGetValue(key.Question, out var community) ? community : null, key.Labels), this);
}
