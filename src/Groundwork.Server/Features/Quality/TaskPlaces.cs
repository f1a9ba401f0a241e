namespace Groundwork.Server.Features.Quality;

/// <summary>Which row of the statistics a task is, by its ordinal. Ordinals are counted up, so that four bytes for each are all it takes.</summary>
sealed class TaskPlaces
{
    // One more than the place; 0 where no answer came.
    int[] places = [];

    /// <summary>How many tasks have a place.</summary>
    internal int Count { get; private set; }

    internal void Expect(long tasks) => Grow(tasks + 1);

    internal int? At(long ordinal) => ordinal >= 0 && ordinal < places.Length && places[ordinal] > 0 ? places[ordinal] - 1 : null;

    /// <summary>The task's place; the next one for a task that has none.</summary>
    internal int Place(long ordinal)
    {
        if (ordinal >= places.Length)
            Grow(Math.Max(ordinal + 1, places.Length * 2L));
        ref var place = ref places[ordinal];
        if (place == 0)
            place = ++Count;
        return place - 1;
    }

    /// <summary>Gives places anew in the order of the ordinals, and says where each has gone.</summary>
    internal int[] Sort()
    {
        var (gone, next) = (new int[Count], 0);
        foreach (ref var place in places.AsSpan())
            if (place > 0)
            {
                gone[place - 1] = next;
                place = ++next;
            }
        return gone;
    }

    void Grow(long length) => Array.Resize(ref places, checked((int)length));
}
