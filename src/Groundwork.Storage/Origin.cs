namespace Groundwork.Storage;

/// <summary>Where a piece of work comes from, for whatever a unit wants to note of that. It is known once, where a request begins, and every session that is opened for it has it.</summary>
/// <param name="Via">What it came through.</param>
/// <param name="Source">Stands for the address, where there is one.</param>
public sealed record Origin(string Via, string? Source = null)
{
    static readonly AsyncLocal<Origin?> Ambient = new();

    /// <summary>Work that nobody outside asked for.</summary>
    public static Origin Server { get; } = new("server");

    /// <summary>That of what runs now; what it starts and awaits has it too.</summary>
    public static Origin Current
    {
        get => Ambient.Value ?? Server;
        set => Ambient.Value = value;
    }
}
