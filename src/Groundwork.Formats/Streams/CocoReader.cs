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
    readonly record struct Place(int Picture, int Row, long Offset, int Length);

    readonly CocoFile _file = new(source, cancel);
    readonly CocoObjects _objects = new(settings.Ontology);
    readonly Dictionary<string, int> _pictureIds = new(StringComparer.Ordinal);
    readonly List<string[]?> _pictures = [];
    readonly List<Place> _places = [];
    long _spooled;

    public async IAsyncEnumerable<RowOutcome> ReadAsync()
    {
        var broken = await _file.ReadAsync(new Dictionary<string, (string, Action<JsonElement, int>)>(StringComparer.Ordinal)
        {
            ["images"] = ("Image", Picture),
            ["categories"] = ("Category", (value, row) => _objects.Add(value, row, _file.Faults)),
            ["annotations"] = ("Annotation", Annotation),
        });
        // Of a file that was cut off it can't be known which pictures have all their objects.
        if (broken is not null)
        {
            yield return broken;
            yield break;
        }
        foreach (var fault in _file.Faults)
            yield return fault;
        await foreach (var row in Rows())
            yield return row;
        foreach (var fault in _objects.Names.Unknowns())
            yield return fault;
    }

    void Picture(JsonElement value, int row)
    {
        if (CocoFile.Key(value, "id") is not { } id || value.TryGetProperty("file_name", out var name) is false || name.ValueKind != JsonValueKind.String || name.GetString()!.Length == 0)
            _file.Faults.Add(new RowFault(row, $"Image {Shown(row)} has no \"id\" or no \"file_name\".", "Add both: annotations name the id, and the item is found by the file's name.").Of(_file.Value.Span));
        else if (_pictures[PictureOf(id)] is not null)
            _file.Faults.Add(new RowFault(row, $"Image {Shown(row)} has the id {id} of an image before it; the first one counts.", "Give each image an id of its own.").Of(_file.Value.Span));
        else
        {
            var file = name.GetString()!;
            var names = new[] { CocoFile.Key(value, "external_id"), file, file[(file.LastIndexOfAny(['/', '\\']) + 1)..] };
            _pictures[PictureOf(id)] = [.. names.Where(n => !string.IsNullOrEmpty(n)).Select(n => n!).Distinct(StringComparer.Ordinal)];
        }
    }

    void Annotation(JsonElement value, int row)
    {
        if (CocoFile.Key(value, "image_id") is not { } id)
        {
            _file.Faults.Add(new RowFault(row, $"Annotation {Shown(row)} has no \"image_id\".", "Add the id of the image that it is in.").Of(_file.Value.Span));
            return;
        }
        spool.Write(_file.Value.Span);
        _places.Add(new(PictureOf(id), row, _spooled, _file.Value.Length));
        _spooled += _file.Value.Length;
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

    static string Shown(int row) => row.ToString(CultureInfo.InvariantCulture);
}
