namespace Groundwork.Server.Features.Audit;

/// <summary>Something in the log that is not as it was written.</summary>
/// <param name="Kind">What sort of thing: <c>line_missing</c>, <c>line_changed</c>, <c>gap</c>, <c>order</c>, <c>root</c>, <c>tile</c>, <c>tree</c>, <c>not_chained</c>, <c>address</c>, <c>thing</c> or <c>checkpoint</c>.</param>
/// <param name="Position">The place in the log, where it has one.</param>
/// <param name="Subject">The thing that the line is about, or the row's number.</param>
/// <param name="What">In words.</param>
public sealed record LogFault(string Kind, long? Position, string? Subject, string What);
