using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Annotations;

/// <summary>The saved differences of one assignment, and what they lead to: from nothing, or from the answer that they correct.</summary>
sealed record Drafts(IReadOnlyList<string> Changes, StandingAnswer? Corrects)
{
    /// <summary>Numbers have no gaps: what was saved is as many.</summary>
    internal long Saved => Changes.Count;

    internal static async ValueTask<Drafts> Of(Session s, string assignment, StandingAnswer? corrects) =>
        new(await s.All($"SELECT change FROM draft_change WHERE assignment = {assignment} AND workspace = {s.Workspace} ORDER BY n", r => r.Text(0)), corrects);

    internal static ValueTask Forget(Session s, string assignment) =>
        s.Send($"DELETE FROM draft_change WHERE assignment = {assignment} AND workspace = {s.Workspace}");

    /// <summary>The document, with the segments of a large answer fetched. Not within a unit: it reads files.</summary>
    internal async Task<JsonElement> Document(FolderBlobs blobs, string workspace) => DraftFold.Document(Changes,
        Corrects is null ? null : JsonElement.Parse(AnswerWriter.Canonical(await WholeAnswer.Read(blobs, workspace, Corrects.Head))));
}
