namespace Groundwork.Server.Features.Events;

/// <summary>One thing that happened, delivered after its transaction and at least once.</summary>
/// <param name="At">When, by the database's clock.</param>
public sealed record OutboxEvent(long Tx, long Seq, string Workspace, string? Project, string Kind, string Subject, string Body, long At);

/// <summary>Does something when things happen elsewhere. Found by interface.</summary>
public interface IOutboxReader
{
    /// <summary>Under which the reader's place in the stream is kept.</summary>
    string Name { get; }

    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>Handles a batch, in order. False keeps the whole batch for later; so does an exception.</summary>
    Task<bool> Handle(IReadOnlyList<OutboxEvent> events, CancellationToken cancel);
}
