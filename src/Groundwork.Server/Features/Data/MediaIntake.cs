using Groundwork.Formats.Bundles;

namespace Groundwork.Server.Features.Data;

/// <summary>What became of a file that was to be an image item: its row, or why there is none.</summary>
public sealed record MediaOutcome(NewItem? Item, string Reason = "", string Todo = "");

/// <summary>Takes image files in: their bytes are stored, and what they are is found out by looking, not by their names.</summary>
public sealed class MediaIntake
{
#pragma warning disable CA1822 // It will need what it is made with.
    public Task<MediaOutcome> Take(string workspace, BundleFile file, CancellationToken cancel) =>
        Task.FromResult(new MediaOutcome(null, "Images can't be read yet.", "Import the texts, and the images when this server can read them."));
#pragma warning restore CA1822
}
