using System.Globalization;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>
/// Writes COCO instances: annotations as they come, pictures into a scratch stream that follows them, and then what is known
/// only at the end. Memory holds one task.
/// </summary>
sealed class CocoWriter(Stream stream, Stream pictures, SnapshotHeader header, Wanted what)
{
    internal static readonly LossKind
        Items = new("Items that are not pictures", "COCO is about pictures: they are left out."),
        Relations = new("Relations between objects", "COCO has no relations."),
        Questions = new("Answers to questions", "COCO has nothing that is said about a whole picture."),
        Tracks = new("Tracks, frames and targets", "COCO has single pictures: each keyframe stands for itself."),
        Nothing = new("Answers without objects", "That somebody looked and found nothing can't be told from nobody having looked."),
        Metadata = new("Metadata", "Of a picture COCO has the file's name, size and licence.");

    public static IReadOnlyList<LossKind> Losses { get; } =
        [Said.Unsettled, Items, .. CocoShape.Losses, Questions, Relations, Tracks, Nothing, Metadata, Said.Origin, Said.Beside];

    readonly LossCount _losses = new(Losses);
    readonly CocoShape _shape = new();
    readonly List<string> _classes = [.. header.Ontology.Classes.Select(c => c.Name)];
    readonly List<string> _licences = [];
    long _annotations, _pictures;

    public async Task<IReadOnlyList<Loss>> WriteAsync(IAsyncEnumerable<SnapshotRow> rows, CancellationToken cancel)
    {
        var start = new CanonicalJson().Object().Name("info").Object().Name("description").Text($"{header.Project}: {header.Name}")
            .Name("version").Text(header.Hash).Name("date_created")
            .Text(DateTimeOffset.FromUnixTimeMilliseconds(header.CreatedAt).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)).EndObject()
            .Name("annotations").List();
        await stream.WriteAsync(start.ToArray(), cancel);
        await foreach (var row in rows.WithCancellation(cancel))
            await WriteAsync(row, cancel);
        await stream.WriteAsync("\n],\"images\":["u8.ToArray(), cancel);
        pictures.Position = 0;
        await pictures.CopyToAsync(stream, cancel);
        await stream.WriteAsync("\n],"u8.ToArray(), cancel);
        await stream.WriteAsync(End(), cancel);
        return _losses.List();
    }

    async Task WriteAsync(SnapshotRow row, CancellationToken cancel)
    {
        double width = Shapes.Number(row.Item, "width"), height = Shapes.Number(row.Item, "height");
        if (row.Modality != "image" || !(width >= 1 && height >= 1))
        {
            _losses.Add(Items, row.ExternalId);
            return;
        }
        Said.CountOrigin(_losses, row);
        _losses.Add(Metadata, row.ExternalId, row.Metadata.GetPropertyCount() > 0 ? 1 : 0);
        Said.CountUnsettled(_losses, row, what);
        foreach (var said in Said.Of(row, what))
        {
            Count(row, said);
            foreach (var each in said.Document.Objects)
                if (Annotation(row, said, each, (int)width, (int)height) is { } annotation)
                {
                    await stream.WriteAsync((_annotations > 1 ? ",\n"u8 : "\n"u8).ToArray(), cancel);
                    await stream.WriteAsync(annotation, cancel);
                }
        }
        await pictures.WriteAsync((_pictures++ > 0 ? ",\n"u8 : "\n"u8).ToArray(), cancel);
        await pictures.WriteAsync(Picture(row, width, height), cancel);
    }

    void Count(SnapshotRow row, Said said)
    {
        var document = said.Document;
        _losses.Add(Questions, row.ExternalId, document.Answers.Count);
        _losses.Add(Relations, row.ExternalId, document.Relations.Count);
        _losses.Add(Tracks, row.ExternalId, document.Tracks.Count + document.Objects.Count(o => o.Track is not null || o.Frame is not null || o.Target is not null));
        _losses.Add(Nothing, row.ExternalId, document.Objects.Count == 0 ? 1 : 0);
    }

    byte[]? Annotation(SnapshotRow row, Said said, LabelledObject each, int width, int height)
    {
        if (_shape.Of(each, width, height, kind => _losses.Add(kind, $"{row.ExternalId}, {each.Id}")) is not { } shape)
            return null;
        if (!_classes.Contains(each.Class, StringComparer.Ordinal))
            _classes.Add(each.Class);
        var json = new CanonicalJson().Object().Name("id").Number(++_annotations).Name("image_id").Number(row.Ordinal)
            .Name("category_id").Number(_classes.IndexOf(each.Class) + 1).Name("bbox").List()
            .Number(shape.Bounds.X).Number(shape.Bounds.Y).Number(shape.Bounds.Width).Number(shape.Bounds.Height).EndList()
            .Name("area").Number(shape.Area).Name("segmentation");
        shape.WriteSegmentation(json, width, height);
        json.Name("iscrowd").Number(each.Attributes.TryGetValue("iscrowd", out var crowd) && crowd.ValueKind == JsonValueKind.True ? 1 : 0);
        if (shape.Keypoints is { } keypoints)
        {
            json.Name("keypoints").List();
            foreach (var number in keypoints)
                json.Number(number);
            json.EndList().Name("num_keypoints").Number(keypoints.Where((_, at) => at % 3 == 2).Count(v => v > 0));
        }
        if (said.Confidence?.TryGetValue(each.Id, out var sure) == true)
            json.Name("score").Number(sure);
        if (each.Attributes.Count > 0)
            json.Name("attributes").Map(each.Attributes);
        if (said.Answer is { } answer)
        {
            json.Name("annotator").Text(answer.AuthorName);
            if (!answer.Counted)
                json.Name("counted").Flag(false);
        }
        json.Name("groundwork").Object().Name("object").Text(each.Id);
        if (shape.IsExtended)
            Geometries.Write(json.Name("geometry"), each.Geometry);
        return json.EndObject().EndObject().ToArray();
    }

    byte[] Picture(SnapshotRow row, double width, double height)
    {
        var name = row.Item.TryGetProperty("name", out var given) && given.ValueKind == JsonValueKind.String && given.GetString() is { Length: > 0 } text ? text : row.ExternalId;
        var json = new CanonicalJson().Object().Name("id").Number(row.Ordinal).Name("file_name").Text(name).Name("width").Number(width).Name("height").Number(height);
        if (name != row.ExternalId)
            json.Name("external_id").Text(row.ExternalId);
        if (row.Provenance.Licence is { } licence)
        {
            if (!_licences.Contains(licence, StringComparer.Ordinal))
                _licences.Add(licence);
            json.Name("license").Number(_licences.IndexOf(licence) + 1);
        }
        return json.EndObject().ToArray();
    }

    byte[] End()
    {
        var json = new CanonicalJson().Object().Name("categories").List();
        for (var at = 0; at < _classes.Count; at++)
        {
            json.Object().Name("id").Number(at + 1).Name("name").Text(_classes[at]).Name("supercategory").Text("");
            if (_shape.Joints(_classes[at]) is { Count: > 0 } joints)
            {
                json.Name("keypoints").List();
                foreach (var joint in joints)
                    json.Text(joint);
                json.EndList().Name("skeleton").List().EndList();
            }
            json.EndObject();
        }
        json.EndList().Name("licenses").List();
        for (var at = 0; at < _licences.Count; at++)
            json.Object().Name("id").Number(at + 1).Name("name").Text(_licences[at]).Name("url").Text("").EndObject();
        // The object was begun by the first thing that was written.
        return [.. json.EndList().EndObject().Written[1..], (byte)'\n'];
    }
}
