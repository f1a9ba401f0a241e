using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>Waits for an import, whichever node carries it out.</summary>
static class ImportWatch
{
    /// <summary>The import when it has ended, or when it waits for something that a person has to do.</summary>
    internal static async Task<ImportView.ImportRow> End(Db db, string workspace, string import, CancellationToken cancel)
    {
        for (var pause = 4; ; pause = Math.Min(pause * 2, 250))
        {
            if (await db.Read(workspace, s => ImportView.One(s, import), cancel) is not { } seen)
                throw new InvalidOperationException($"Import {import} is gone.");
            if (seen.EndedAt is not null || seen.Problem is not null)
                return seen;
            await Task.Delay(pause, cancel);
        }
    }
}
