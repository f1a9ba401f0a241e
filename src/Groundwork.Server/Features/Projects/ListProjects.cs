using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Projects;

/// <summary>Lists the projects of the workspace with how far each has come.</summary>
public sealed class ListProjects : ISlice
{
    public sealed record Row(string Id, string Name, string State, long CreatedAt, long Tasks, long Completed, long Disputed, long Answers);
    public sealed record Response(List<Row> Items, string? Next);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects", Handle).For(Roles.Readers, In.SomeProject);

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        return TypedResults.Ok(await db.Read(me.Workspace, async s =>
        {
            var found = await s.All($"""
                SELECT p.id, p.name, p.state, p.created FROM project p
                WHERE p.workspace = {s.Workspace} AND p.deleted IS NULL AND p.id < {after ?? "~"} AND {ProjectAccess.Sees(s, me, Roles.Readers, $"p.id")} ORDER BY p.id DESC LIMIT {most + 1L}
                """, r => (Id: r.Text(0), Name: r.Text(1), State: r.Text(2), Created: r.Long(3)));
            var rows = new List<Row>();
            foreach (var (id, name, state, created) in found)
            {
                var n = await EventCalls.Counters(s, id);
                rows.Add(new Row(id, name, state, created, n.GetValueOrDefault("tasks") - n.GetValueOrDefault("withdrawn"), n.GetValueOrDefault("state:completed"),
                    n.GetValueOrDefault("state:disputed"), n.GetValueOrDefault("answers")));
            }
            return new Response(rows, Paging.Next(rows, most, row => row.Id));
        }));
    }
}
