using System.Globalization;
using System.Text.Json;
using Groundwork.Core.Ontology;
using Groundwork.Formats.Streams;

namespace Groundwork.Formats;

/// <summary>What a COCO file would need of a project to hold its labels.</summary>
/// <param name="Classes">A class for each category, in their order.</param>
/// <param name="Labels">How many annotations there are.</param>
/// <param name="Faults">Categories that no class can be made of.</param>
/// <param name="Unreadable">Why nothing at all can be read, or null.</param>
public sealed record CocoClassReading(IReadOnlyList<LabelClass> Classes, long Labels, IReadOnlyList<RowFault> Faults, RowFault? Unreadable);

/// <summary>Makes classes of a COCO file's categories, with the shapes that its annotations have, so that importing it finds every name.</summary>
public static class CocoClasses
{
    const int LongestName = 64, LongestTitle = 200, MostClasses = 2_000;

    // In the order in which importing prefers them. Masks and skeletons come in as their boxes: nobody can draw them here.
    static readonly string[] Drawn = ["polygon", "box", "ellipse", "polyline", "points"];

    sealed class Category(string title, int row)
    {
        internal string Title => title;
        internal int Row => row;
        internal HashSet<string> Shapes { get; } = new(StringComparer.Ordinal);
        internal bool Crowds { get; set; }
    }

    /// <summary>Reads the file once, to its end.</summary>
    /// <exception cref="IOException">The stream fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<CocoClassReading> ReadAsync(Stream stream, CancellationToken cancel = default)
    {
        var source = await Utf8Source.OpenAsync(stream, cancel);
        if (source.Unreadable is { } why)
            return new([], 0, [], why);
        var file = new CocoFile(source, cancel);
        var (categories, shapes, labels) = (new OrderedDictionary<string, Category>(StringComparer.Ordinal), new Dictionary<string, Category>(StringComparer.Ordinal), 0L);
        var broken = await file.ReadAsync(new Dictionary<string, (string, Action<JsonElement, int>)>(StringComparer.Ordinal)
        {
            ["categories"] = ("Category", (value, row) =>
            {
                if (CocoFile.Key(value, "id") is not { } id || CocoFile.Key(value, "name") is not { Length: <= LongestTitle } name)
                    file.Faults.Add(new(row, $"Category {Shown(row)} has no \"id\" or no \"name\" of at most {LongestTitle} characters.", "Add both, or remove it."));
                else
                    categories.TryAdd(id, new(name.Trim(), row));
            }),
            ["annotations"] = ("Annotation", (value, _) =>
            {
                labels++;
                if (CocoFile.Key(value, "category_id") is { } id)
                    Look(value, shapes.TryGetValue(id, out var seen) ? seen : shapes[id] = new("", 0));
            }),
        });
        if (broken is null && categories.Count is 0 or > MostClasses)
            broken = categories.Count == 0 ? new(0, "The file has no categories.", "Choose a file of COCO instances: an object with images, annotations and categories.")
                : new(0, $"The file has {Shown(categories.Count)} categories; a project can be made with {Shown(MostClasses)} at most.", "Make the classes that matter, and leave the others out of the file.");
        return broken is not null ? new([], 0, [], broken) : new(Classes(categories, shapes), labels, file.Faults, null);
    }

    static void Look(JsonElement value, Category seen)
    {
        seen.Crowds |= value.TryGetProperty("iscrowd", out var crowd) && crowd.ValueKind == JsonValueKind.Number && crowd.GetDouble() != 0;
        var own = value.TryGetProperty("groundwork", out var more) && more.ValueKind == JsonValueKind.Object && more.TryGetProperty("geometry", out var geometry)
            && geometry.ValueKind == JsonValueKind.Object && geometry.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : null;
        var outlines = value.TryGetProperty("segmentation", out var given) && given.ValueKind == JsonValueKind.Array && given.GetArrayLength() > 0;
        seen.Shapes.Add(own is not null && Drawn.Contains(own, StringComparer.Ordinal) ? own : outlines ? "polygon" : "box");
    }

    static List<LabelClass> Classes(OrderedDictionary<string, Category> categories, Dictionary<string, Category> shapes)
    {
        var (classes, names) = (new List<LabelClass>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (id, category) in categories)
        {
            var seen = shapes.GetValueOrDefault(id) ?? new Category("", 0);
            string[] geometry = [.. Drawn.Where(seen.Shapes.Contains)];
            classes.Add(new(Name(category.Title, names), category.Title)
            {
                Geometry = geometry.Length == 0 ? ["box"] : geometry,
                Attributes = seen.Crowds ? [new Question("iscrowd", "Many together", "flag")] : [],
            });
        }
        return classes;
    }

    // What programs call it: the title's letters and digits as far as names may have them.
    static string Name(string title, HashSet<string> taken)
    {
        var plain = string.Join('_', new string([.. title.ToLowerInvariant().Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var begin = plain.Length > 0 && char.IsAsciiLetterLower(plain[0]) ? plain : $"class_{plain}".TrimEnd('_');
        begin = begin[..Math.Min(begin.Length, LongestName - 5)];
        var name = begin;
        for (var n = 2; !taken.Add(name); n++)
            name = $"{begin}_{Shown(n)}";
        return name;
    }

    static string Shown(int number) => number.ToString(CultureInfo.InvariantCulture);
}
