using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>
/// Reads COCO instances in one pass, whatever order their parts stand in: annotations wait in a scratch stream until pictures and
/// categories are known. Memory holds the names of the pictures and 24 bytes per annotation.
/// </summary>
sealed class CocoReader(Utf8Source source, Stream spool, ReadSettings settings, CancellationToken cancel)
{
    const int MaxValueBytes = 256 * 1024 * 1024;

    readonly record struct Place(int Picture, int Row, long Offset, int Length);

    readonly JsonCursor _cursor = new(source, MaxValueBytes, cancel);
    readonly CocoObjects _objects = new(settings.Ontology);
    readonly Dictionary<string, int> _pictureIds = new(StringComparer.Ordinal);
    readonly List<string[]?> _pictures = [];
    readonly List<Place> _places = [];
    readonly List<RowFault> _faults = [];
    long _spooled;

    public async IAsyncEnumerable<RowOutcome> ReadAsync()
    {
        if (await Wrong() is { } wrong)
        {
            yield return wrong;
            yield break;
        }
        for (var first = true; await _cursor.MemberAsync(first, 0) is { } name; first = false)
        {
            await (name switch
            {
                "images" => ListAsync("Image", Picture),
                "categories" => ListAsync("Category", (value, row) => _objects.Add(value, row, _faults)),
                "annotations" => ListAsync("Annotation", Annotation),
                _ => _cursor.ValueAsync(0).AsTask(),
            });
            if (_cursor.Broken is not null)
                break;
        }
        // Of a file that was cut off it can't be known which pictures have all their objects.
        if (_cursor.Broken is { } broken)
        {
            yield return broken;
            yield break;
        }
        foreach (var fault in _faults)
            yield return fault;
        await foreach (var row in Rows())
            yield return row;
        foreach (var fault in _objects.Names.Unknowns())
            yield return fault;
    }

    async Task<RowFault?> Wrong()
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
                _faults.Add(Jsonl.ToRowFault(row, faults[0]).Of(_cursor.Value.Span));
            else if (value.ValueKind != JsonValueKind.Object)
                _faults.Add(new RowFault(row, $"{what} {row.ToString(CultureInfo.InvariantCulture)} is {JsonMembers.Kind(value)}, not an object.", "Correct it, or remove it.").Of(_cursor.Value.Span));
            else
                take(value, row);
        }
        return _cursor.Broken is null;
    }

    void Picture(JsonElement value, int row)
    {
        if (Key(value, "id") is not { } id || value.TryGetProperty("file_name", out var name) is false || name.ValueKind != JsonValueKind.String || name.GetString()!.Length == 0)
            _faults.Add(new RowFault(row, $"Image {Shown(row)} has no \"id\" or no \"file_name\".", "Add both: annotations name the id, and the item is found by the file's name.").Of(_cursor.Value.Span));
        else if (_pictures[PictureOf(id)] is not null)
            _faults.Add(new RowFault(row, $"Image {Shown(row)} has the id {id} of an image before it; the first one counts.", "Give each image an id of its own.").Of(_cursor.Value.Span));
        else
        {
            var file = name.GetString()!;
            var names = new[] { Key(value, "external_id"), file, file[(file.LastIndexOfAny(['/', '\\']) + 1)..] };
            _pictures[PictureOf(id)] = [.. names.Where(n => !string.IsNullOrEmpty(n)).Select(n => n!).Distinct(StringComparer.Ordinal)];
        }
    }

    void Annotation(JsonElement value, int row)
    {
        if (Key(value, "image_id") is not { } id)
        {
            _faults.Add(new RowFault(row, $"Annotation {Shown(row)} has no \"image_id\".", "Add the id of the image that it is in.").Of(_cursor.Value.Span));
            return;
        }
        spool.Write(_cursor.Value.Span);
        _places.Add(new(PictureOf(id), row, _spooled, _cursor.Value.Length));
        _spooled += _cursor.Value.Length;
    }

    async IAsyncEnumerable<RowOutcome> Rows()
    {
        CollectionsMarshal.AsSpan(_places).Sort((a, b) => (a.Picture, a.Row).CompareTo((b.Picture, b.Row)));
        var buffer = Array.Empty<byte>();
        for (var at = 0; at < _places.Count;)
        {
            var picture = _places[at].Picture;
            var labels = new OrderedDictionary<string, CocoLabel>(StringComparer.Ordinal);
            var faults = new List<RowFault>();
            for (; at < _places.Count && _places[at].Picture == picture; at++)
            {
                cancel.ThrowIfCancellationRequested();
                var place = _places[at];
                if (buffer.Length < place.Length)
                    buffer = new byte[Math.Max(place.Length, 2 * buffer.Length)];
                spool.Position = place.Offset;
                await spool.ReadExactlyAsync(buffer.AsMemory(0, place.Length), cancel);
                var value = JsonElement.Parse(buffer.AsSpan(0, place.Length));
                var fault = _pictures[picture] is null
                    ? new(place.Row, $"Annotation {Shown(place.Row)} is in an image that the file doesn't list.", "Add the image with this id to \"images\", or remove the annotation.")
                    : _objects.Take(value, place.Row, labels, settings.What);
                if (fault is not null)
                    faults.Add(fault.Of(buffer.AsSpan(0, place.Length)));
            }
            foreach (var fault in faults)
                yield return fault;
            foreach (var (author, label) in labels)
                if (label.Objects.Count > 0)
                    yield return new LabelRow(label.Row, _pictures[picture]![0], author.Length == 0 ? null : author,
                        Labels.Document(AnswerDocument.Empty with { Objects = label.Objects }, all: false), false) { OrElse = _pictures[picture]![1..] };
        }
    }

    int PictureOf(string id)
    {
        if (_pictureIds.TryGetValue(id, out var known))
            return known;
        _pictures.Add(null);
        return _pictureIds[id] = _pictures.Count - 1;
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

    static string Shown(int row) => row.ToString(CultureInfo.InvariantCulture);
}
