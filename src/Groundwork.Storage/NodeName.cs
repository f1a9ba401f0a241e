namespace Groundwork.Storage;

/// <summary>What one run of a server is called by the leases that it holds.</summary>
/// <param name="Id">Another one for every run.</param>
/// <param name="Before">Who ran on the same data folder before and is surely gone, so that nobody needs to wait for its leases to run out; null if unknown.</param>
public sealed record NodeName(string Id, string? Before = null)
{
    /// <summary>A run that nobody came before.</summary>
    public static NodeName Fresh() => new(Guid.NewGuid().ToString("N"));

    /// <summary>Is this the name of somebody who is gone?</summary>
    public bool Outlived(string? holder) => Before is not null && holder == Before;
}
