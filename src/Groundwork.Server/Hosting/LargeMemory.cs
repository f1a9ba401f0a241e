namespace Groundwork.Server.Hosting;

/// <summary>
/// Gives memory back to the system after something large. Lists of a million votes are in a generation that is looked at rarely: what
/// they took would be kept for minutes, and the next step would take its own on top of it.
/// </summary>
static class LargeMemory
{
    // Below this, what is left behind is less than what the collection would cost.
    const long Many = 200_000;

    /// <summary>Collects and compacts once, which stops everybody for a moment; only after work on very many answers or rows.</summary>
    internal static void Return(long things)
    {
        if (things > Many)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
