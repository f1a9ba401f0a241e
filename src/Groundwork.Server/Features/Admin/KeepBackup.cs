using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Admin;

/// <summary>Notes that a backup lies where it belongs, was read back and is whole: from then on it counts as the last one.</summary>
public sealed class KeepBackup : ISlice
{
    /// <param name="Bytes">How long the archive is.</param>
    /// <param name="Sha256">Its hash.</param>
    public sealed record Request(long Bytes = 0, string Sha256 = "");

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/backups/{id}/kept", Handle).For(Roles.Owner).ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db, CancellationToken cancel)
    {
        // There is none for anybody else, whatever they send.
        if (me.Via != "cli")
            return Problem.NotFound("backup");
        if (request.Bytes <= 0 || request.Sha256.Length != 64 || !request.Sha256.All(char.IsAsciiHexDigitLower))
            return Problem.Invalid("/sha256", "hash", "Give the archive's length, and its SHA-256 in 64 small hexadecimal digits.");
        return await db.Write(me.Workspace, async s =>
        {
            if (await s.Run($"UPDATE backup SET kept = {s.Now}, bytes = {request.Bytes}, hash = {request.Sha256} WHERE id = {id} AND kept IS NULL") == 0)
                return await s.Any($"SELECT 1 FROM backup WHERE id = {id} AND hash = {request.Sha256}");
            await EventCalls.Record(s, me.Id, "backup.kept", id, after: "sha256:" + request.Sha256);
            return true;
        }, cancel) ? TypedResults.NoContent() : Problem.NotFound("backup");
    }
}
