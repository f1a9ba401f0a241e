using Groundwork.Server.Features.Data;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// The sample workspace: three projects of real pictures and texts, with answers of annotators who say by name that they are simulated. They err
/// at different rates, from a fixed seed, so what the quality screen finds out about them can be checked.
/// </summary>
static class SampleWorkspace
{
    internal static IReadOnlyList<SampleProject> Projects() => [SampleTexts.Project(), SamplePhotos.Project(), SampleMessages.Project()];

    /// <summary>Loads the projects that the workspace doesn't have.</summary>
    internal static async Task<List<LoadSample.Loaded>> Load(Db db, FolderBlobs blobs, MediaIntake media, CurrentMember me, CancellationToken cancel)
    {
        var loaded = new List<LoadSample.Loaded>();
        foreach (var project in Projects())
            if (await new SampleLoad(db, blobs, media, me, project, cancel).Load() is { } made)
                loaded.Add(made);
        return loaded;
    }
}
