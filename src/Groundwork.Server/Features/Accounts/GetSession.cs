using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Tells the signed-in person who and where they are.</summary>
public sealed class GetSession : ISlice
{
    /// <param name="InProjects">Further roles that the person has in single projects.</param>
    public sealed record MemberBrief(string Id, string Name, [OneOf("owner", "manager", "reviewer", "annotator", "viewer")] string Role,
        [OneOf("person", "service", "external", "model", "simulated")] string Kind, [OneOf("manager", "reviewer", "annotator", "viewer")] List<string> InProjects);
    public sealed record WorkspaceBrief(string Id, string Name);
    public sealed record Response(MemberBrief Member, WorkspaceBrief Workspace);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/session", Handle).For(Roles.Everyone).ToLabel();

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db) =>
        TypedResults.Ok(await db.Read(me.Workspace, s => Describe(s, me)));

    internal static async ValueTask<Response> Describe(Session s, CurrentMember me) => new(
        new MemberBrief(me.Id, me.Name, me.RoleName, me.Kind, ProjectAccess.Names(await ProjectRoles.Elsewhere(s, me) & ~me.Role)),
        new WorkspaceBrief(me.Workspace, await s.Text($"SELECT name FROM workspace WHERE id = {me.Workspace}") ?? ""));
}
