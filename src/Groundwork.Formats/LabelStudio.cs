using System.Runtime.CompilerServices;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Formats.Streams;

namespace Groundwork.Formats;

/// <summary>Writes tasks as Label Studio reads them, and imports its exports: text tasks as items, and the answers of all tasks as labels.</summary>
public sealed class LabelStudio : IItemReader, ILabelReader, ISnapshotWriter
{
    const int PeekTasks = 50;

    /// <inheritdoc/>
    public string Name => "label-studio";

    /// <inheritdoc/>
    public string Title => "Label Studio JSON";

    /// <inheritdoc/>
    public string Description => "Tasks with the annotations and predictions of Label Studio: regions, spans, choices, relations.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".json"];

    /// <inheritdoc/>
    public string MediaType => "application/json";

    /// <inheritdoc/>
    public IReadOnlyList<LossKind> Losses => LabelStudioWriter.Losses;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Loss>> WriteAsync(Stream stream, SnapshotHeader header, IAsyncEnumerable<SnapshotRow> rows, WriteSettings settings, CancellationToken cancel = default) =>
        new LabelStudioWriter(header, settings.What).WriteAsync(stream, rows, cancel);

    /// <inheritdoc/>
    public async Task<ItemReading> OpenAsync(Stream stream, ItemMapping wanted, CancellationToken cancel = default)
    {
        var source = await Utf8Source.OpenAsync(stream, cancel);
        if (source.Unreadable is { } why)
            return ItemReading.Failed(why);
        var tasks = LabelStudioTasks.ReadAsync(source, cancel).GetAsyncEnumerator(cancel);
        var first = new List<(long Row, JsonElement? Task, RowFault? Fault)>();
        var columns = new List<string>();
        while (first.Count < PeekTasks && await tasks.MoveNextAsync())
        {
            first.Add(tasks.Current);
            if (tasks.Current.Task is { } task)
                foreach (var member in LabelStudioTasks.Data(task).EnumerateObject())
                    if (!columns.Contains(member.Name, StringComparer.Ordinal) && columns.Count < 1_000)
                        columns.Add(member.Name);
        }
        if (first is [{ Fault: { Row: 0 } empty }])
            return ItemReading.Failed(empty);
        var mapping = Columns.Guess(wanted, columns);
        return new(columns, mapping, null, Items(first, tasks, mapping, columns, cancel));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RowOutcome> ReadLabelsAsync(Stream stream, ReadSettings settings, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var source = await Utf8Source.OpenAsync(stream, cancel);
        if (source.Unreadable is { } why)
        {
            yield return why;
            yield break;
        }
        var reader = new LabelStudioLabels(settings);
        await foreach (var (row, task, fault) in LabelStudioTasks.ReadAsync(source, cancel))
            foreach (var outcome in task is { } given ? reader.Of(given, row) : [fault!])
                yield return outcome;
        foreach (var unknown in reader.Names.Unknowns())
            yield return unknown;
    }

    static async IAsyncEnumerable<RowOutcome> Items(List<(long Row, JsonElement? Task, RowFault? Fault)> first, IAsyncEnumerator<(long Row, JsonElement? Task, RowFault? Fault)> rest,
        ItemMapping mapping, List<string> columns, CancellationToken opened, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var owned = rest;
        if (columns.Count > 0 && Columns.Fault(mapping, columns) is { } unclear)
        {
            yield return unclear with { Todo = unclear.Todo + " Import pictures as files, and this file as labels of them." };
            yield break;
        }
        foreach (var (row, task, fault) in first)
            yield return fault ?? Item(row, task!.Value, mapping);
        first.Clear();
        while (await rest.MoveNextAsync())
        {
            opened.ThrowIfCancellationRequested();
            cancel.ThrowIfCancellationRequested();
            yield return rest.Current.Fault ?? Item(rest.Current.Row, rest.Current.Task!.Value, mapping);
        }
    }

    static RowOutcome Item(long row, JsonElement task, ItemMapping mapping)
    {
        var data = LabelStudioTasks.Data(task);
        if (!data.TryGetProperty(mapping.Text!, out var text) || text.ValueKind != JsonValueKind.String)
            return new RowFault(row, $"There is no text \"{mapping.Text}\" in the data of this task.", "Add it, or choose the member that holds the text. Pictures are imported as files.");
        var id = (mapping.Id is null ? null : CocoFile.Key(data, mapping.Id)) ?? CocoFile.Key(task, "id");
        var metadata = Columns.Object(json =>
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in data.EnumerateObject().Where(m => m.Name != mapping.Text && m.Name != mapping.Id && m.Name != mapping.Split))
                if (names.Add(member.Name))
                    member.WriteTo(json);
            if (task.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object)
                foreach (var member in meta.EnumerateObject().Where(m => names.Add(m.Name)))
                    member.WriteTo(json);
        });
        return Columns.Item(row, id, text.GetString(), metadata, mapping.Split is null ? null : CocoFile.Key(data, mapping.Split));
    }
}
