namespace Groundwork.Core;

/// <summary>Numbers names 0, 1, 2 … as they come, and keeps one text of each.</summary>
public sealed class Numbering
{
    readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    readonly List<string> names = [];

    /// <summary>The names in the order of their numbers.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The number of a name, a new one if it has none yet.</summary>
    public int Of(string name)
    {
        if (numbers.TryGetValue(name, out var number))
            return number;
        numbers.Add(name, number = names.Count);
        names.Add(name);
        return number;
    }
}
