namespace Groundwork.Server.Hosting;

/// <summary>How long what was deleted can be brought back, and how an undo is asked for.</summary>
public static class Trash
{
    public const long KeptMs = 30L * 24 * 3600 * 1000;

    /// <summary>What <c>POST /api/undo/{token}</c> takes: the kind of thing, and which one.</summary>
    public static string Token(string kind, string id) => $"{kind}:{id}";

    /// <summary>The name that a thing comes back under, if its own was given to another meanwhile.</summary>
    public static string Renamed(string name, int attempt) => attempt switch { 0 => name, 1 => $"{name} (restored)", _ => $"{name} (restored {attempt})" };
}

/// <summary>What was deleted and can be brought back; of items that were deleted together, how many, and the name of their dataset.</summary>
public sealed record TrashedThing(string Kind, string Id, string Name, long DeletedAt, string By, long? Items = null);
