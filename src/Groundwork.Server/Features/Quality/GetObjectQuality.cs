using Groundwork.Core.Quality;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Quality;

/// <summary>Says what people's marks are worth: how sure the objects are that they make together, and who overlooks, who sees things, and who is precise.</summary>
public sealed class GetObjectQuality : ISlice
{
    /// <param name="Id">The member or model.</param>
    /// <param name="Name">Their name.</param>
    /// <param name="Kind">What they are.</param>
    /// <param name="Things">How many things that somebody else marked too it rests on.</param>
    /// <param name="Finds">Share of real things that they mark, 0 … 1.</param>
    /// <param name="Invents">Share of places that can be mistaken for one which they mark all the same, 0 … 1.</param>
    /// <param name="Spread">How far off their places are, in parts of an average annotator's: 1 is average, below is more precise.</param>
    public sealed record Annotator(string Id, string Name, [OneOf("person", "service", "external", "model", "simulated")] string Kind, int Things, double Finds, double Invents, double Spread);

    /// <param name="Tasks">How many tasks were marked by several people.</param>
    /// <param name="Objects">How many objects are proposed in them.</param>
    /// <param name="LeftOut">How many that somebody marked are not.</param>
    /// <param name="Disputed">How many of these tasks they leave open.</param>
    /// <param name="Mistakes">How many of the objects are expected to be wrong, left out ones among them.</param>
    /// <param name="Confidence">Tasks by the belief in their least certain object.</param>
    /// <param name="Annotators">By what they find, the least first.</param>
    public sealed record Response(long Tasks, long Objects, long LeftOut, long Disputed, double Mistakes, GetQuality.Confidence Confidence, List<Annotator> Annotators);

    sealed record Sums(long Tasks, long Objects, long LeftOut, long Disputed, double Mistakes, double? Mean, long[] Bins);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/quality/objects", Handle).For(Roles.Readers, In.Project).Heavy().ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Read<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (await ObjectFits.Now(s, id) is not { } fit)
                return Problem.NotFound("project");
            var sums = (await Of(s, id))!;
            var bins = sums.Bins.Select((n, i) => new GetQuality.Bin(i / 10.0, (i + 1) / 10.0, n)).ToList();
            return TypedResults.Ok(new Response(sums.Tasks, sums.Objects, sums.LeftOut, sums.Disputed, sums.Mistakes, new(sums.Tasks == 0 ? [] : bins, sums.Mean), await Annotators(s, fit.Model)));
        });

    static ValueTask<Sums?> Of(Session s, string project) => s.One($"""
        SELECT count(*), CAST(coalesce(sum(o.objects), 0) AS BIGINT), CAST(coalesce(sum(o.left_out), 0) AS BIGINT), count(CASE WHEN o.disputed = 1 THEN 1 END), coalesce(sum(o.mistakes), 0.0), avg(o.c),
          count(CASE WHEN o.c < 0.1 THEN 1 END), count(CASE WHEN o.c >= 0.1 AND o.c < 0.2 THEN 1 END), count(CASE WHEN o.c >= 0.2 AND o.c < 0.3 THEN 1 END),
          count(CASE WHEN o.c >= 0.3 AND o.c < 0.4 THEN 1 END), count(CASE WHEN o.c >= 0.4 AND o.c < 0.5 THEN 1 END), count(CASE WHEN o.c >= 0.5 AND o.c < 0.6 THEN 1 END),
          count(CASE WHEN o.c >= 0.6 AND o.c < 0.7 THEN 1 END), count(CASE WHEN o.c >= 0.7 AND o.c < 0.8 THEN 1 END), count(CASE WHEN o.c >= 0.8 AND o.c < 0.9 THEN 1 END),
          count(CASE WHEN o.c >= 0.9 THEN 1 END)
        FROM (SELECT CAST(r.objects ->> 'confidence' AS DOUBLE PRECISION) AS c, CAST(r.objects ->> 'objects' AS BIGINT) AS objects, CAST(r.objects ->> 'leftOut' AS BIGINT) AS left_out,
            CASE WHEN CAST(r.objects ->> 'disputed' AS TEXT) IN ('1', 'true') THEN 1 ELSE 0 END AS disputed, CAST(r.objects ->> 'mistakes' AS DOUBLE PRECISION) AS mistakes
          FROM resolution r WHERE r.project = {project} AND r.workspace = {s.Workspace} AND r.objects IS NOT NULL) o
        """, r => new Sums(r.Long(0), r.Long(1), r.Long(2), r.Long(3), r.Double(4), r.DoubleOrNull(5), [.. Enumerable.Range(6, 10).Select(r.Long)]));

    static async ValueTask<List<Annotator>> Annotators(Session s, ConsensusModel model)
    {
        var known = (await s.All($"SELECT id, name, kind FROM member WHERE workspace = {s.Workspace} AND id IN {new Ids([.. model.Annotators.Keys])}",
            r => (Id: r.Text(0), Name: r.Text(1), Kind: r.Text(2)))).ToDictionary(m => m.Id, StringComparer.Ordinal);
        return [.. model.Annotators.Where(a => known.ContainsKey(a.Key))
            .Select(a => new Annotator(a.Key, known[a.Key].Name, known[a.Key].Kind, a.Value.Things, 1 - a.Value.Objects.Miss, a.Value.Objects.Extra, a.Value.Spread))
            .OrderBy(a => a.Finds).ThenBy(a => a.Name, StringComparer.Ordinal)];
    }
}
