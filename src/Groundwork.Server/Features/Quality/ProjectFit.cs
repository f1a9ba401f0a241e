using Groundwork.Core;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Features.Quality;

/// <summary>A full fit of a project's truth method to all its votes: what the refit stores and a snapshot freezes.</summary>
public sealed class ProjectFit
{
    readonly ProjectVotes votes;
    readonly Dictionary<string, TruthFit> fits = new(StringComparer.Ordinal);

    /// <param name="votes">The votes.</param>
    /// <param name="method">The name of a truth method.</param>
    /// <param name="take">Whether nobody needs the votes afterwards: a million of them would wait for nothing beside the tables.</param>
    /// <param name="cancel">Stops it.</param>
    internal ProjectFit(ProjectVotes votes, string method, bool take = false, CancellationToken cancel = default)
    {
        this.votes = votes;
        Method = Catalog.Named<ITruthMethod>(method) ?? throw new InvalidOperationException($"There is no truth method named {method}.");
        foreach (var each in votes.Questions.Where(q => q.Votes.Count > 0))
        {
            var table = take ? each.TakeTable(votes) : each.Table(votes);
            // The table is all that is left of the votes: the fit takes the place that they had.
            if (take)
                LargeMemory.Return(votes.Answers);
            fits.Add(each.Question.Name, Method.Fit(table, cancel));
        }
        if (take)
            LargeMemory.Return(votes.Answers);
    }

    public ITruthMethod Method { get; }

    /// <summary>Answers of transactions below this number are in it, and no others.</summary>
    public long AsOf => votes.AsOf;

    public TruthFit? Of(string question) => fits.GetValueOrDefault(question);

    /// <summary>What is believed about one task, which is named by its ordinal.</summary>
    public Resolution Resolve(OntologyDocument ontology, long task, IReadOnlyList<AuthoredAnswer> answers) =>
        Resolution.Of(ontology, Method.Name, answers, (question, _) =>
            fits[question.Name].Result.PosteriorOf(votes.TaskAt(task)!.Value).ToArray());
}
