namespace Groundwork.Storage;

/// <summary>How a database is opened.</summary>
public sealed record DbSettings
{
    /// <summary>The embedded engine's clock; a test moves it. PostgreSQL's own clock is moved by the same distance.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Judge every statement against the walls (tests).</summary>
    public bool CheckWalls { get; init; }

    /// <summary>For how long the embedded engine's writer takes more units into a group before it commits.</summary>
    public TimeSpan GroupLasts { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Let an SQLite file grow to at most this many pages (tests of a full disk).</summary>
    public long? MaxPages { get; init; }

    /// <summary>Without it a commit isn't on the disk when it is acknowledged: only to prove that the test of that can fail.</summary>
    internal bool Flushes { get; init; } = true;

    /// <summary>Open a database that a restore is filling; a server refuses it.</summary>
    public bool Restoring { get; init; }
}

/// <summary>The data was written by a newer program; this one refuses to touch it.</summary>
public sealed class SchemaTooNewException(string migration)
    : Exception($"The database holds the newer migration \"{migration}\". Start the program version that made it, or a later one.");
