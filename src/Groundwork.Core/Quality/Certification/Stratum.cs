namespace Groundwork.Core.Quality.Certification;

/// <summary>Items of one kind, some of which were drawn at random and reviewed.</summary>
/// <param name="Items">All items of the kind.</param>
/// <param name="Reviewed">How many were reviewed, 0 … items.</param>
/// <param name="Wrong">How many of those were wrong, 0 … reviewed.</param>
public sealed record Stratum(long Items, long Reviewed, long Wrong)
{
    /// <exception cref="ArgumentException">The numbers contradict each other.</exception>
    internal void Check()
    {
        if (Items < 0 || Reviewed < 0 || Wrong < 0 || Reviewed > Items || Wrong > Reviewed)
            throw new ArgumentException($"Of {Items} items {Reviewed} reviewed and {Wrong} wrong: each number must be at least 0 and at most the one before.");
    }
}
