using System.Collections.Concurrent;
using Groundwork.Storage.Blobs;

namespace Groundwork.Storage.Tests.Files;

/// <summary>Writes a file under a system that a tracer makes fail, and says how the call ended.</summary>
static class DurableChild
{
    public static Task<int> Replace(string path) => Say(() => DurableFile.Replace(path, "new"u8));

    /// <summary>Stores one blob in a store that isn't there yet. All on one thread: the tracer counts each thread's calls apart.</summary>
    public static Task<int> StoreBlob(string path) => Say(() =>
    {
        using var thread = new OneThread();
        SynchronizationContext.SetSynchronizationContext(thread);
        thread.RunUntil(new FolderBlobs(path).Open().Put(Schemas.OneWorkspace, "hello"u8.ToArray()));
    });

    sealed class OneThread : SynchronizationContext, IDisposable
    {
        readonly BlockingCollection<(SendOrPostCallback Call, object? State)> waiting = [];

        public override void Post(SendOrPostCallback d, object? state) => waiting.Add((d, state));

        public void RunUntil(Task done)
        {
            _ = done.ContinueWith(_ => waiting.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            foreach (var (call, state) in waiting.GetConsumingEnumerable())
                call(state);
            done.GetAwaiter().GetResult();
        }

        public void Dispose() => waiting.Dispose();
    }

    /// <summary>What the runtime's own flush does with a failed fsync.</summary>
    public static Task<int> Canary(string path) => Say(() =>
    {
        using var file = new FileStream(path, FileMode.Create);
        file.WriteByte(1);
#pragma warning disable RS0030 // The one place that is meant to show what is wrong with it.
        file.Flush(true);
#pragma warning restore RS0030
    });

    static Task<int> Say(Action write)
    {
        try
        {
            write();
            Console.WriteLine("done");
        }
        catch (IOException e)
        {
            Console.WriteLine($"IOException {e.HResult}");
        }
        return Task.FromResult(0);
    }
}
