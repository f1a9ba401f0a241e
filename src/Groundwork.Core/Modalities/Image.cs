using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Modalities;

/// <summary>
/// Images: the payload is <c>{"asset": sha256, "mediaType", "width", "height", "name"}</c>, the size upright; objects lie in
/// its pixels, the pixel (0, 0) covering [0, 1)².
/// </summary>
public sealed class Image : IModality
{
    /// <summary>What a drawn edge may lie outside: half a pixel, for tools that take the middle of pixels for their corner.</summary>
    const double Tolerance = 0.5;

    const int MaxSide = 10_000_000;

    /// <inheritdoc/>
    public string Name => "image";

    /// <inheritdoc/>
    public string Title => "Image";

    /// <inheritdoc/>
    public string Description => "Photographs, scans, screenshots: anything that is looked at.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Geometry { get; } = ["box", "polygon", "polyline", "points", "ellipse", "mask", "skeleton"];

    /// <inheritdoc/>
    public void CheckItem(JsonElement payload, List<Fault> faults)
    {
        if (!JsonMembers.TryOpen(payload, "", faults, out var members, "asset", "mediaType", "width", "height", "name"))
            return;
        if (members.Text("asset", required: true) is { Length: > 0 } asset && !(asset.Length == 64 && asset.All(char.IsAsciiHexDigitLower)))
            members.Fault("asset", "bad_ref", "An asset must be 64 lower-case hex digits, the SHA-256 of the file.");
        if (members.Text("mediaType", required: true) is { Length: > 0 } type && !type.StartsWith("image/", StringComparison.Ordinal))
            members.Fault("mediaType", "out_of_range", "The media type of an image starts with \"image/\".");
        members.Whole("width", required: true, min: 1, max: MaxSide);
        members.Whole("height", required: true, min: 1, max: MaxSide);
        members.Text("name", required: true, maxLength: 4_000, mayBeEmpty: true);
    }

    /// <inheritdoc/>
    public void CheckObjects(AnswerDocument document, JsonElement? payload, List<Fault> faults)
    {
        (double Width, double Height)? size = payload is { ValueKind: JsonValueKind.Object } item
            && item.TryGetProperty("width", out var width) && width.ValueKind == JsonValueKind.Number
            && item.TryGetProperty("height", out var height) && height.ValueKind == JsonValueKind.Number
            ? (width.GetDouble(), height.GetDouble())
            : null;
        for (var at = 0; at < document.Objects.Count; at++)
        {
            var each = document.Objects[at];
            var path = JsonPath.Root.Step("objects").Step(at).Step("geometry");
            if (!Geometry.Contains(each.GeometryType, StringComparer.Ordinal))
                faults.Add(new(path, "geometry_not_allowed", $"A {each.GeometryType} cannot be in an image. Use one of {string.Join(", ", Geometry)}."));
            else if (size is { } picture)
                CheckPlace(each.GeometryType, each.Geometry, path, picture, faults);
        }
    }

    static void CheckPlace(string type, JsonElement geometry, JsonPath path, (double Width, double Height) picture, List<Fault> faults)
    {
        if (type == "mask")
        {
            // What a blob holds is checked where it is read.
            if (geometry.TryGetProperty("size", out var size) && size.ValueKind == JsonValueKind.Array
                && (size[0].GetDouble() != picture.Height || size[1].GetDouble() != picture.Width))
                faults.Add(new(path.Step("size"), "outside_item", FormattableString.Invariant(
                    $"The mask is {size[1]} × {size[0]} pixels, the image {picture.Width} × {picture.Height}. Draw it on the image at its full size.")));
            return;
        }
        foreach (var (x, y, where) in Extent(type, geometry, path))
            if (!(x >= -Tolerance && y >= -Tolerance && x <= picture.Width + Tolerance && y <= picture.Height + Tolerance))
                faults.Add(new(where, "outside_item", FormattableString.Invariant(
                    $"({x:0.##}, {y:0.##}) lies outside the image, which has {picture.Width} × {picture.Height} pixels. Move it inside.")));
    }

    /// <summary>The points that have to lie inside. Of a turned box or an ellipse it is the middle: what they enclose may stand out at the edge.</summary>
    static IEnumerable<(double X, double Y, JsonPath Path)> Extent(string type, JsonElement geometry, JsonPath path)
    {
        double Number(string name) => geometry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
        switch (type)
        {
            case "box" when Number("rotation") == 0:
                return [(Number("x"), Number("y"), path), (Number("x") + Number("width"), Number("y") + Number("height"), path)];
            case "box":
                return [(Number("x") + Number("width") / 2, Number("y") + Number("height") / 2, path)];
            case "ellipse":
                return [(Number("cx"), Number("cy"), path)];
            case "polygon":
                return Points(geometry.GetProperty("rings"), path.Step("rings"), deep: true)
                    .Concat(geometry.TryGetProperty("holes", out var holes) ? Points(holes, path.Step("holes"), deep: true) : []);
            case "skeleton":
                return Joints(geometry.GetProperty("points"), path.Step("points"));
            default:
                return Points(geometry.GetProperty("points"), path.Step("points"), deep: false);
        }
    }

    static IEnumerable<(double, double, JsonPath)> Points(JsonElement list, JsonPath path, bool deep)
    {
        if (list.ValueKind != JsonValueKind.Array)
            yield break;
        var at = 0;
        foreach (var each in list.EnumerateArray())
        {
            var where = path.Step(at++);
            if (!deep)
                yield return (each[0].GetDouble(), each[1].GetDouble(), where);
            else
                foreach (var inner in Points(each, where, deep: false))
                    yield return inner;
        }
    }

    // A joint that is absent has a place only because the form asks for one.
    static IEnumerable<(double, double, JsonPath)> Joints(JsonElement list, JsonPath path)
    {
        var at = 0;
        foreach (var each in list.EnumerateArray())
        {
            var where = path.Step(at++);
            if (each.GetProperty("visibility").GetDouble() > 0)
                yield return (each.GetProperty("x").GetDouble(), each.GetProperty("y").GetDouble(), where);
        }
    }
}
