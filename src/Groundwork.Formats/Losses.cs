namespace Groundwork.Formats;

/// <summary>Something that a format can't hold, or holds only for readers that know how Groundwork writes it.</summary>
/// <param name="What">What is lost, in a few words that the format's page has, too.</param>
/// <param name="Why">What stands in its place, as a sentence.</param>
/// <param name="Restored">Whether reading the file here brings it back all the same; other programs don't see it.</param>
public sealed record LossKind(string What, string Why, bool Restored = false);

/// <summary>What was lost when something was written.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Count">How often it was met.</param>
/// <param name="Example">Where it was met first: an item, an object.</param>
public sealed record Loss(LossKind Kind, long Count, string Example);

/// <summary>Counts what a writer can't hold, in the order in which its format declares it.</summary>
sealed class LossCount(IReadOnlyList<LossKind> declared)
{
    readonly Dictionary<LossKind, (long Count, string Example)> _met = [];

    public void Add(LossKind kind, string example, long count = 1)
    {
        if (count > 0)
            _met[kind] = _met.TryGetValue(kind, out var before) ? (before.Count + count, before.Example) : (count, example);
    }

    public IReadOnlyList<Loss> List() => [.. declared.Where(_met.ContainsKey).Select(kind => new Loss(kind, _met[kind].Count, _met[kind].Example))];
}
