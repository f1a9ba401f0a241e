using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Groundwork.Server.Features.Data;

/// <summary>What this process knows of an upload that somebody writes: whose turn it is, and the hash of what was written so far.</summary>
sealed class UploadState
{
    readonly Lock gate = new();
    Action? interrupt;
    IncrementalHash? hash;
    long hashed, movedAt = Stopwatch.GetTimestamp();

    internal SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Nobody holds it any more and it isn't found again.</summary>
    internal bool Gone { get; set; }

    internal TimeSpan QuietFor => Stopwatch.GetElapsedTime(Volatile.Read(ref movedAt));

    internal void Moved() => Volatile.Write(ref movedAt, Stopwatch.GetTimestamp());

    /// <summary>Lets somebody else end this writing: the connection may be dead without anybody having said so.</summary>
    internal void Writes(Action? breakOff)
    {
        lock (gate)
            interrupt = breakOff;
        Moved();
    }

    internal void Interrupt()
    {
        lock (gate)
            interrupt?.Invoke();
    }

    /// <summary>Adds what was written at a place, if all before it was added.</summary>
    internal void Hash(long at, ReadOnlySpan<byte> bytes)
    {
        if (at == 0)
            Forget();
        if (at != hashed)
            return;
        (hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256)).AppendData(bytes);
        hashed += bytes.Length;
    }

    internal void Forget()
    {
        hash?.Dispose();
        (hash, hashed) = (null, 0);
    }

    /// <summary>The hash of the whole file, of which only what was written before the last start is read again.</summary>
    internal async Task<string> Whole(FileStream file)
    {
        if (hashed > file.Length)
            Forget();
        file.Position = hashed;
        var buffer = new byte[256 * 1024];
        for (int n; (n = await file.ReadAsync(buffer)) > 0;)
            Hash(hashed, buffer.AsSpan(0, n));
        var whole = hash?.GetHashAndReset() ?? SHA256.HashData([]);
        Forget();
        return Convert.ToHexStringLower(whole);
    }
}

/// <summary>One writer for each upload at a time. Who comes second waits a little; one that has sent nothing for a while gives way.</summary>
sealed class UploadTurns
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100), Stalled = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromSeconds(4);

    readonly ConcurrentDictionary<string, UploadState> states = new(StringComparer.Ordinal);

    /// <summary>A turn, to be disposed of; or null if another writer is at work.</summary>
    /// <param name="push">Ends the other writer at once.</param>
    internal async Task<UploadTurn?> Take(string id, bool push, CancellationToken cancel)
    {
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < Patience;)
        {
            var state = states.GetOrAdd(id, static _ => new UploadState());
            if (await state.Turn.WaitAsync(Step, cancel))
            {
                if (!state.Gone)
                    return new UploadTurn(state);
                state.Turn.Release();
            }
            else if (push || state.QuietFor > Stalled)
                state.Interrupt();
        }
        return null;
    }

    /// <summary>A turn if it is free at once.</summary>
    internal UploadTurn? TryTake(string id)
    {
        var state = states.GetOrAdd(id, static _ => new UploadState());
        if (!state.Turn.Wait(0))
            return null;
        if (!state.Gone)
            return new UploadTurn(state);
        state.Turn.Release();
        return null;
    }

    /// <summary>Forgets an upload; the turn is in hand.</summary>
    internal void Drop(string id, UploadTurn turn)
    {
        turn.State.Gone = true;
        turn.State.Forget();
        states.TryRemove(new KeyValuePair<string, UploadState>(id, turn.State));
    }

    /// <summary>Forgets those that nobody has written for long; they are read again if somebody does.</summary>
    internal void DropQuiet(TimeSpan quiet)
    {
        foreach (var (id, state) in states)
            if (state.QuietFor > quiet && state.Turn.Wait(0))
                using (var turn = new UploadTurn(state))
                    Drop(id, turn);
    }
}

/// <summary>The right to write an upload, until it is disposed of.</summary>
sealed record UploadTurn(UploadState State) : IDisposable
{
    public void Dispose()
    {
        State.Writes(null);
        State.Turn.Release();
    }
}
