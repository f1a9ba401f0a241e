using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using System.Text.Json;

namespace Groundwork.Server.Features.Search;

/// <summary>Keeps a filter with its order and columns under a name, for everybody who reads that project or dataset. The same name again replaces it.</summary>
public sealed class SaveView : ISlice
{
    public sealed record Request(string On, string Name, [Shape("Filter")] JsonElement? Filter = null, string? Sort = null,
        [OneOf("table", "grid")] string? Layout = null, List<string>? Columns = null);
    public sealed record Response(string Id);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/views", Handle).For(Roles.Managers, In.SomeProject)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db)
    {
        if (SavedView.Fields(request.On) is not { } fields)
            return Problem.Invalid("/on", "on", "A view is on project:<id> or dataset:<id>.");
        var faults = SavedView.Check(request, fields);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var (made, refusal) = await EventCalls.MakeOnce<Response>(db, me, nameof(SaveView), key, request, async s =>
        {
            if (!await SavedView.Exists(s, me, request.On))
                return (null, Problem.NotFound(request.On.Split(':')[0]));
            var name = request.Name.Trim();
            var known = await s.Text($"SELECT id FROM saved_view WHERE workspace = {s.Workspace} AND target = {request.On} AND name = {name}");
            if (known is null && await s.Long($"SELECT count(*) FROM saved_view WHERE workspace = {s.Workspace} AND target = {request.On}") >= SavedView.MostOfTarget)
                return (null, Problem.Conflict("too_many_views", $"There are {SavedView.MostOfTarget} views here already.", "Delete one that nobody uses."));
            var id = known ?? s.NewId();
            await s.Run($"""
                INSERT INTO saved_view (id, workspace, target, name, filter, sort, layout, columns, by_member, created)
                VALUES ({id}, {s.Workspace}, {request.On}, {name}, {new Json(SavedView.Filter(request.Filter) ?? "[]")}, {request.Sort ?? ""}, {request.Layout ?? "table"},
                  {new Json(JsonSerializer.Serialize(request.Columns ?? []))}, {me.Id}, {s.Now})
                ON CONFLICT (workspace, target, name) DO UPDATE SET filter = excluded.filter, sort = excluded.sort, layout = excluded.layout, columns = excluded.columns,
                  by_member = excluded.by_member, created = excluded.created
                """);
            await EventCalls.Record(s, me.Id, "view.saved", id);
            return (new Response(id), null);
        });
        return made is null ? refusal! : TypedResults.Created($"/api/views/{made.Id}", made);
    }
}
