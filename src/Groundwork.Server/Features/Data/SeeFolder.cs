using Groundwork.Server.Hosting;
using Groundwork.Storage.Folders;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Shows what is in a folder of the server, a page at a time: its folders, then its files. What is hidden, a link or no file isn't shown.</summary>
public sealed class SeeFolder : ISlice
{
    const int Page = 1000;

    public sealed record Entry(string Name, long Size);
    public sealed record Response(string Path, List<string> Folders, List<Entry> Files, bool More);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/folders/{id}", Handle).For(Roles.Managers).ProducesProblem(404);

    /// <param name="id">The folder's name in the list of folders.</param>
    /// <param name="path">Where in it, with forward slashes.</param>
    /// <param name="after">The last name that was shown before.</param>
    static Results<Ok<Response>, ProblemHttpResult> Handle(string id, string? path, string? after, FolderFiles folders)
    {
        var at = path ?? "";
        if (folders.Root(id) is not { } root || root.Children(at) is not { } all)
            return Problem.NotFound("folder");
        List<string> names = [.. all.Where(c => c.SeemsFolder).Concat(all.Where(c => !c.SeemsFolder)).Select(c => c.Name)];
        var from = after is null ? 0 : names.IndexOf(after) + 1;
        var shown = root.Look(at, names.Skip(from).Take(Page)).ToList();
        return TypedResults.Ok(new Response(at, [.. shown.Where(e => e.Kind == OutsideKind.Folder).Select(e => e.Name)],
            [.. shown.Where(e => e.Kind == OutsideKind.File).Select(e => new Entry(e.Name, e.Size))], from + Page < names.Count));
    }
}
