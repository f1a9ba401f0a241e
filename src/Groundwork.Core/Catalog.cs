using System.Collections.Concurrent;
using System.Reflection;

namespace Groundwork.Core;

/// <summary>
/// An implementation that the <see cref="Catalog"/> finds by itself: a format, an algorithm, a kind of
/// question or geometry. Adding one is adding one file.
/// </summary>
public interface ICatalogued
{
    /// <summary>The stable name in the API, the CLI and stored settings; lower case with hyphens, never changed.</summary>
    string Name { get; }

    /// <summary>What a picker shows.</summary>
    string Title { get; }

    /// <summary>One line that says when to choose it.</summary>
    string Description { get; }
}

/// <summary>Finds every implementer of an extension interface once; the folder is the registry.</summary>
public static class Catalog
{
    static readonly ConcurrentDictionary<Type, object> Found = new();

    /// <summary>All implementers of <typeparamref name="T"/> in the loaded Groundwork assemblies, ordered by name.</summary>
    /// <exception cref="InvalidOperationException">Two of them share a name, or one has no public parameterless constructor.</exception>
    public static IReadOnlyList<T> Of<T>() where T : class, ICatalogued =>
        (IReadOnlyList<T>)Found.GetOrAdd(typeof(T), static _ => Find<T>());

    /// <summary>The implementer with this name, or null.</summary>
    public static T? Named<T>(string name) where T : class, ICatalogued
    {
        foreach (var each in Of<T>())
            if (string.Equals(each.Name, name, StringComparison.Ordinal))
                return each;
        return null;
    }

    static T[] Find<T>() where T : class, ICatalogued
    {
        var found = typeof(T).Assembly.GetTypes()
            .Concat(AppDomain.CurrentDomain.GetAssemblies()
                .Where(a => a != typeof(T).Assembly && IsOurs(a))
                .SelectMany(a => a.GetTypes()))
            .Where(t => t is { IsAbstract: false, IsInterface: false } && typeof(T).IsAssignableFrom(t))
            .Select(Create<T>)
            .OrderBy(each => each.Name, StringComparer.Ordinal)
            .ToArray();
        var twice = found.GroupBy(each => each.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? found
            : throw new InvalidOperationException($"Two implementations of {typeof(T).Name} are named \"{twice.Key}\".");
    }

    static bool IsOurs(Assembly assembly) =>
        assembly.GetName().Name is { } name && name.StartsWith("groundwork", StringComparison.OrdinalIgnoreCase);

    static T Create<T>(Type type) where T : class =>
        type.GetConstructor(Type.EmptyTypes) is { } make
            ? (T)make.Invoke(null)
            : throw new InvalidOperationException($"{type.FullName} needs a public constructor without parameters to be found by the catalog.");
}
