using Groundwork.Storage;

namespace Groundwork.Server.Features.Events;

/// <summary>A thing that the log names with the hash of what it was after a change.</summary>
/// <param name="Subject">Its id.</param>
/// <param name="After">The hash that the log has.</param>
public sealed record AuditedThing(string Subject, string After);

/// <summary>Says whether things that are kept for good still are what the audit log says that they are. Found by interface.</summary>
public interface IAudited
{
    /// <summary>The actions whose lines have the hash of such a thing.</summary>
    IReadOnlyCollection<string> Actions { get; }

    /// <summary>What is wrong with some of them, in words, by their subject; those that are as they were are not in it.</summary>
    Task<IReadOnlyDictionary<string, string>> Wrong(string workspace, IReadOnlyList<AuditedThing> things, CancellationToken cancel);
}
