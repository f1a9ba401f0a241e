using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Lists imports, the newest first: those of a dataset, or those that are running. What each left out is in its own answer.</summary>
public sealed class ListImports : ISlice
{
    public sealed record Response(List<ImportView.ImportRow> Items, string? Next);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/imports", Handle).For(Roles.Readers).ProducesProblem(400);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(CurrentMember me, Db db, string? state, string? dataset, string? after, int? limit)
    {
        if (state is not null && !ImportState.States.Contains(state, StringComparer.Ordinal))
            return Problem.Invalid("/state", "state", $"The state is one of {string.Join(", ", ImportState.States)}.");
        var most = Paging.Limit(limit);
        Sql byState = state is null ? Sql.Nothing : $"AND i.state = {state}";
        Sql byDataset = dataset is null ? Sql.Nothing : $"AND i.dataset = {dataset}";
        var rows = await db.Read(me.Workspace, s => ImportView.All(s, $"{byState} {byDataset}", after ?? "~", most + 1));
        return TypedResults.Ok(new Response(rows, Paging.Next(rows, most, r => r.Id)));
    }
}
