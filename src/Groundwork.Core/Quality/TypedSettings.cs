namespace Groundwork.Core.Quality;

/// <summary>Settings that come without their type, from whoever knows a method by its name only.</summary>
static class TypedSettings
{
    /// <summary>The settings as the type that a method takes; its defaults for null.</summary>
    /// <exception cref="ArgumentException">They are of another type.</exception>
    internal static TSettings For<TSettings>(ICatalogued method, object? settings) where TSettings : class, new() => settings switch
    {
        null => new TSettings(),
        TSettings typed => typed,
        _ => throw new ArgumentException($"{method.Name} takes {typeof(TSettings).FullName}, not {settings.GetType().FullName}.", nameof(settings)),
    };
}
