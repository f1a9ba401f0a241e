using Groundwork.Server.Features.Data;
using Groundwork.Server.Features.Jobs;
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

    /// <summary>Loads the projects that the workspace doesn't have, and says of those that it can't why.</summary>
    internal static async Task<LoadSample.Response> Load(Db db, FolderBlobs blobs, MediaIntake media, JobRunner jobs, CurrentMember me, CancellationToken cancel)
    {
        var loaded = new LoadSample.Response([], [], Sample.People.Length);
        foreach (var project in Projects())
        {
            var (made, omitted) = await new SampleLoad(db, blobs, media, jobs, me, project, cancel).Load();
            if (made is not null)
                loaded.Projects.Add(made);
            if (omitted is not null)
                loaded.Omitted.Add(omitted);
        }
        return loaded;
    }
}
