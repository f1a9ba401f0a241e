using System.Globalization;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>Goes through a COCO file once, whatever order its parts stand in, and hands over what stands in the lists that are wanted.</summary>
sealed class CocoFile(Utf8Source source, CancellationToken cancel)
{
    const int MaxValueBytes = 256 * 1024 * 1024;

    readonly JsonCursor _cursor = new(source, MaxValueBytes, cancel);

    /// <summary>The bytes of what is handed over.</summary>
    public ReadOnlyMemory<byte> Value => _cursor.Value;

    /// <summary>What is wrong with single elements of the lists.</summary>
    public List<RowFault> Faults { get; } = [];

    /// <summary>Hands over each element of the wanted lists; what keeps the whole file from being read, or null.</summary>
    public async Task<RowFault?> ReadAsync(IReadOnlyDictionary<string, (string What, Action<JsonElement, int> Take)> lists)
    {
        if (await WrongAsync() is { } wrong)
            return wrong;
        for (var first = true; await _cursor.MemberAsync(first, 0) is { } name; first = false)
        {
            if (lists.TryGetValue(name, out var list))
                await ListAsync(list.What, list.Take);
            else
                await _cursor.ValueAsync(0);
            if (_cursor.Broken is not null)
                break;
        }
        return _cursor.Broken;
    }

    async Task<RowFault?> WrongAsync()
    {
        const string Choose = "Choose a file of COCO instances: an object with images, annotations and categories.";
        return await _cursor.PeekAsync() switch
        {
            -1 => new(0, "The file is empty.", Choose),
            '[' => new(0, "This is a list, as of detection results, without the pictures' names.", "Put the list into an object as \"annotations\", beside the \"images\" and \"categories\" that it is about."),
            _ => await _cursor.OpenAsync('{') ? null : new(0, "This is not a JSON object.", Choose),
        };
    }

    async Task<bool> ListAsync(string what, Action<JsonElement, int> take)
    {
        if (!await _cursor.OpenAsync('['))
            return await _cursor.ValueAsync(0);
        var row = 1;
        for (; await _cursor.ElementAsync(row == 1, row); row++)
        {
            cancel.ThrowIfCancellationRequested();
            var faults = new List<Fault>();
            if (_cursor.Parse(faults) is not { } value)
                Faults.Add(Jsonl.ToRowFault(row, faults[0]).Of(_cursor.Value.Span));
            else if (value.ValueKind != JsonValueKind.Object)
                Faults.Add(new RowFault(row, $"{what} {row.ToString(CultureInfo.InvariantCulture)} is {JsonMembers.Kind(value)}, not an object.", "Correct it, or remove it.").Of(_cursor.Value.Span));
            else
                take(value, row);
        }
        return _cursor.Broken is null;
    }

    /// <summary>An id, which may be a number or a text; null if it is neither.</summary>
    internal static string? Key(JsonElement owner, string name) => owner.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is { Length: > 0 and <= 1_000 } text ? text : null,
            JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : value.GetRawText(),
            _ => null,
        }
        : null;
}
