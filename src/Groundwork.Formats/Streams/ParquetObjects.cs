using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Tables;

namespace Groundwork.Formats.Streams;

/// <summary>How what a document says becomes cells of a table.</summary>
static class ParquetObjects
{
    /// <summary>The column of answers that have none of their own.</summary>
    public const string Others = "otherAnswers";

    static readonly TableType Names = TableType.List(TableType.Text), Groups = TableType.List(Names);

    /// <summary>The type of a question's column.</summary>
    public static TableType TypeOf(Question question) => question.Kind switch
    {
        "choice" or "text" => TableType.Text,
        "multichoice" => Names,
        "number" or "rating" => TableType.Number,
        "flag" => TableType.Flag,
        "ranking" => Groups,
        _ => TableType.Any,
    };

    /// <summary>Whether a value can stand in a column of a type.</summary>
    public static bool Fits(TableType type, JsonElement value) =>
        type == TableType.Any
        || type == TableType.Text && value.ValueKind == JsonValueKind.String
        || type == TableType.Number && value.ValueKind == JsonValueKind.Number
        || type == TableType.Flag && value.ValueKind is (JsonValueKind.True or JsonValueKind.False)
        || type == Names && value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(n => n.ValueKind == JsonValueKind.String)
        || type == Groups && value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(g => Fits(Names, g));

    public static void Write(CanonicalJson json, LabelledObject each, SnapshotResolution? resolution)
    {
        json.Object().Name("id").Text(each.Id).Name("class").Text(each.Class).Name("kind").Text(each.GeometryType);
        if (each.Track is { } track)
            json.Name("track").Text(track);
        if (each.Target is { } target)
            json.Name("target").Text(target);
        if (each.Frame is { } frame)
            json.Name("frame").Number(frame);
        json.Name("geometry").Value(each.Geometry).Name("attributes").Map(each.Attributes);
        if (resolution?.Confidence?.TryGetValue(each.Id, out var confidence) == true)
            json.Name("confidence").Number(confidence);
        if (resolution?.Support?.TryGetValue(each.Id, out var support) == true)
        {
            json.Name("support").Object().Name("votes").Number(support.Votes).Name("seen").Number(support.Seen).Name("from").List();
            foreach (var mark in support.From)
                json.Object().Name("author").Text(mark.AuthorId).Name("object").Text(mark.Object).Name("similarity").Number(mark.Similarity).EndObject();
            json.EndList().EndObject();
        }
        json.EndObject();
    }

    public static void Write(CanonicalJson json, IReadOnlyList<Track> tracks)
    {
        json.List();
        foreach (var each in tracks)
        {
            json.Object().Name("id").Text(each.Id).Name("class").Text(each.Class).Name("interpolation").Text(each.Interpolation).Name("ranges").List();
            foreach (var range in each.Ranges)
                json.List().Number(range.First).Number(range.Last).EndList();
            json.EndList().Name("attributes").Map(each.Attributes).EndObject();
        }
        json.EndList();
    }

    public static void Write(CanonicalJson json, IReadOnlyList<Relation> relations)
    {
        json.List();
        foreach (var each in relations)
            json.Object().Name("from").Text(each.From).Name("to").Text(each.To).Name("type").Text(each.Type).EndObject();
        json.EndList();
    }
}
