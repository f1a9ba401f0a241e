using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;

namespace Groundwork.Server.Features.Live;

/// <summary>All streams of this node. One reader follows the logs for all of them.</summary>
public sealed class LiveStreams
{
    readonly Lock gate = new();
    readonly Dictionary<string, int> byMember = new(StringComparer.Ordinal);
    readonly int most;
    readonly int mostPerMember;
    ChangeStream[] streams = [];
    TaskCompletionSource follows = New();
    Mark told;

    public LiveStreams(ServerSettings settings, ServerMeter meter)
    {
        (most, mostPerMember) = (settings.Limits.Streams, settings.Limits.StreamsPerMember);
        meter.Streams = () => Count;
    }

    public int Count => Volatile.Read(ref streams).Length;

    /// <summary>What all streams have been told, or have waiting.</summary>
    internal Mark Told
    {
        get
        {
            lock (gate)
                return told;
        }
    }

    internal IReadOnlyList<ChangeStream> All => Volatile.Read(ref streams);

    /// <summary>Lets a stream in; or says what there are too many of.</summary>
    internal (ChangeStream? Stream, string TooMany) Enter(CurrentMember me)
    {
        lock (gate)
        {
            if (most > 0 && streams.Length >= most)
                return (null, "all");
            if (mostPerMember > 0 && byMember.GetValueOrDefault(me.Id) >= mostPerMember)
                return (null, "member");
            byMember[me.Id] = byMember.GetValueOrDefault(me.Id) + 1;
            var stream = new ChangeStream(me, () => Told);
            streams = [.. streams, stream];
            return (stream, "");
        }
    }

    internal void Leave(ChangeStream stream)
    {
        lock (gate)
        {
            streams = [.. streams.Where(s => s != stream)];
            if (--byMember[stream.Me.Id] == 0)
                byMember.Remove(stream.Me.Id);
        }
        stream.Dispose();
    }

    /// <summary>Waits until the reader follows the logs: what happens from then on reaches every stream that is there.</summary>
    internal Task Followed(CancellationToken cancel)
    {
        lock (gate)
            return follows.Task.WaitAsync(cancel);
    }

    /// <summary>The reader is this far.</summary>
    internal void Reached(Mark mark)
    {
        lock (gate)
            told = mark;
        follows.TrySetResult();
    }

    /// <summary>Stops following if there is nobody to follow for.</summary>
    internal bool Stop()
    {
        lock (gate)
        {
            if (streams.Length > 0)
                return false;
            if (follows.Task.IsCompleted)
                follows = New();
            return true;
        }
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
