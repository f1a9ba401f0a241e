using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Shows how far the migrations of a project's answers have come, the latest first.</summary>
public sealed class ListMigrations : ISlice
{
    /// <summary>A migration.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Version">The version of the questions that it leads to.</param>
    /// <param name="State">Whether it goes on.</param>
    /// <param name="Total">How many answers there were when it began.</param>
    /// <param name="Looked">How many it has looked at.</param>
    /// <param name="Changed">How many have a new revision now.</param>
    /// <param name="Lost">How many of these lost something.</param>
    /// <param name="Kept">How many stay under their version, because they lack an answer that is required now.</param>
    /// <param name="CreatedAt">When it began.</param>
    /// <param name="EndedAt">When it ended.</param>
    public sealed record Row(string Id, long Version, [OneOf("running", "done", "cancelled")] string State, long Total, long Looked, long Changed, long Lost, long Kept, long CreatedAt, long? EndedAt);
    public sealed record Response(List<Row> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/migrations", Handle).For(Roles.Managers, In.Project);

    static async Task<Ok<Response>> Handle(string id, CurrentMember me, Db db) => TypedResults.Ok(new Response(await db.Read(me.Workspace, s => s.All($"""
        SELECT id, version, state, total, looked, changed, lost, kept, created, ended FROM answer_migration WHERE project = {id} AND workspace = {s.Workspace} ORDER BY created DESC, id DESC LIMIT 20
        """, r => new Row(r.Text(0), r.Long(1), r.Text(2), r.Long(3), r.Long(4), r.Long(5), r.Long(6), r.Long(7), r.Long(8), r.LongOrNull(9))))));
}
