using System.Reflection;

namespace Groundwork.Server.Hosting;

/// <summary>One operation: a file with its request, its response, its route and its handler. Start-up finds it; nothing lists it.</summary>
public interface ISlice
{
    /// <summary>Maps the operation's route below <c>/api</c> and says who may call it.</summary>
    static abstract void Map(IEndpointRouteBuilder api);
}

/// <summary>Finds and maps every slice of this assembly.</summary>
public static class Slices
{
    static readonly MethodInfo MapOne = typeof(Slices).GetMethod(nameof(MapSlice), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static void MapSlices(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api");
        foreach (var slice in typeof(Slices).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && typeof(ISlice).IsAssignableFrom(t))
            .OrderBy(t => t.FullName, StringComparer.Ordinal))
            MapOne.MakeGenericMethod(slice).Invoke(null, [api]);
    }

    static void MapSlice<T>(IEndpointRouteBuilder api) where T : ISlice => T.Map(
        api.MapGroup("").WithTags(AreaOf(typeof(T))).WithMetadata(new SliceName(typeof(T).Name)));

    static string AreaOf(Type slice) => slice.Namespace!.Split('.')[^1];
}

/// <summary>The operation's name in OpenAPI: the file's name.</summary>
public sealed record SliceName(string Name) : IEndpointNameMetadata, IRouteNameMetadata
{
    string IEndpointNameMetadata.EndpointName => Name;
    string? IRouteNameMetadata.RouteName => Name;
}
