using System.Runtime.CompilerServices;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>Reads the tasks of a Label Studio file one by one.</summary>
static class LabelStudioTasks
{
    const int MaxTaskBytes = 256 * 1024 * 1024;

    /// <summary>Tasks and faults by their number in the list.</summary>
    public static async IAsyncEnumerable<(long Row, JsonElement? Task, RowFault? Fault)> ReadAsync(Utf8Source source, [EnumeratorCancellation] CancellationToken cancel)
    {
        var cursor = new JsonCursor(source, MaxTaskBytes, cancel);
        var row = 1L;
        if (await cursor.PeekAsync() == '{')
        {
            if (await cursor.ValueAsync(row))
                yield return One(cursor, row);
        }
        else if (!await cursor.OpenAsync('['))
        {
            yield return (0, null, await cursor.PeekAsync() < 0
                ? new RowFault(0, "The file is empty.", "Choose a Label Studio export in JSON, a list of tasks.")
                : new RowFault(0, "This is not a list of tasks.", "Choose a Label Studio export in JSON: [{\"data\": …, \"annotations\": …}, …]."));
            yield break;
        }
        else
            for (; await cursor.ElementAsync(row == 1, row); row++)
            {
                cancel.ThrowIfCancellationRequested();
                yield return One(cursor, row);
            }
        if (cursor.Broken is { } broken)
            yield return (broken.Row, null, broken);
    }

    /// <summary>What a task is about; a task may be its data alone.</summary>
    public static JsonElement Data(JsonElement task) => task.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? data : task;

    static (long, JsonElement?, RowFault?) One(JsonCursor cursor, long row)
    {
        var faults = new List<Fault>();
        return cursor.Parse(faults) switch
        {
            null => (row, null, Jsonl.ToRowFault(row, faults[0]).Of(cursor.Value.Span)),
            { ValueKind: not JsonValueKind.Object } other => (row, null, new RowFault(row, $"This task is {JsonMembers.Kind(other)}, not an object.", "Write each task as {\"data\": …}.").Of(cursor.Value.Span)),
            { } task => (row, task, null),
        };
    }
}
