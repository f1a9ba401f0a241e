using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Tells the signed-in person who and where they are.</summary>
public sealed class GetSession : ISlice
{
    public sealed record MemberBrief(string Id, string Name, [OneOf("owner", "manager", "reviewer", "annotator", "viewer")] string Role, [OneOf("person", "service", "external", "simulated")] string Kind);
    public sealed record WorkspaceBrief(string Id, string Name);
    public sealed record Response(MemberBrief Member, WorkspaceBrief Workspace);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/session", Handle).For(Roles.Everyone);

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db) =>
        TypedResults.Ok(await db.Read(me.Workspace, s => Describe(s, me)));

    internal static async ValueTask<Response> Describe(Session s, CurrentMember me) => new(
        new MemberBrief(me.Id, me.Name, me.RoleName, me.Kind),
        new WorkspaceBrief(me.Workspace, await s.Text($"SELECT name FROM workspace WHERE id = {me.Workspace}") ?? ""));
}
