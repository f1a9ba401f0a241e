using Groundwork.Server.Hosting;

namespace Groundwork.Server.Features.Admin;

/// <summary>One backup at a time, and none while files are removed: what a backup's rows name must be there until it is copied.</summary>
public sealed class BackupTurn(ServerSettings settings) : IDisposable
{
    readonly SemaphoreSlim one = new(1), files = new(1);

    /// <summary>Where copies of the database lie while they are read, in the data folder.</summary>
    public const string FolderName = "backing-up";

    public string Folder { get; } = Path.Combine(Path.GetFullPath(settings.Data), FolderName);

    /// <summary>Begins a backup; null if another one is being made.</summary>
    public async Task<IDisposable?> Begin(CancellationToken cancel)
    {
        if (!await one.WaitAsync(0, cancel))
            return null;
        try
        {
            await files.WaitAsync(cancel);
        }
        catch
        {
            one.Release();
            throw;
        }
        return new Held(() => { files.Release(); one.Release(); });
    }

    /// <summary>Begins to remove files; null while a backup is made.</summary>
    public IDisposable? TryRemoveFiles() => files.Wait(0) ? new Held(() => files.Release()) : null;

    /// <summary>Removes what a stop in the middle of a backup left.</summary>
    public static void Clear(string folder)
    {
        if (Directory.Exists(folder))
            foreach (var left in Directory.EnumerateFiles(folder))
                File.Delete(left);
    }

    public void Dispose()
    {
        one.Dispose();
        files.Dispose();
    }

    sealed class Held(Action end) : IDisposable
    {
        Action? end = end;

        public void Dispose() => Interlocked.Exchange(ref end, null)?.Invoke();
    }
}
