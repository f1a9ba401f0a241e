namespace Groundwork.Core.Documents;

/// <summary>Writes the one canonical form of a document, whose SHA-256 is the document's content hash.</summary>
public static class AnswerWriter
{
    /// <summary>
    /// UTF-8 without white space. Members stand in a fixed order, maps sorted by name, numbers in the shortest form that
    /// reads back the same. The five members of the document are always written; of an object, track or geometry
    /// what is absent, empty or its default is always left out.
    /// </summary>
    public static byte[] Canonical(AnswerDocument document)
    {
        var json = new CanonicalJson();
        Write(json, document);
        return json.ToArray();
    }

    /// <summary>The same, as a value of something larger.</summary>
    public static void Write(CanonicalJson json, AnswerDocument document)
    {
        json.Object().Name("version").Number(AnswerDocument.Version).Name("objects").List();
        foreach (var each in document.Objects)
            Write(json, each);
        json.EndList();
        WriteRest(json, document);
        json.EndObject();
    }

    /// <summary>Everything behind the objects: tracks, relations, answers.</summary>
    internal static void WriteRest(CanonicalJson json, AnswerDocument document)
    {
        json.Name("tracks").List();
        foreach (var each in document.Tracks)
            Write(json, each);
        json.EndList().Name("relations").List();
        foreach (var each in document.Relations)
            json.Object().Name("from").Text(each.From).Name("to").Text(each.To).Name("type").Text(each.Type).EndObject();
        json.EndList().Name("answers").Map(document.Answers);
    }

    /// <summary>One object in its canonical form.</summary>
    internal static void Write(CanonicalJson json, LabelledObject each)
    {
        json.Object().Name("id").Text(each.Id).Name("class").Text(each.Class);
        if (each.Track is { } track)
            json.Name("track").Text(track);
        if (each.Target is { } target)
            json.Name("target").Text(target);
        Geometries.Write(json.Name("geometry"), each.Geometry);
        if (each.Frame is { } frame)
            json.Name("frame").Number(frame);
        if (each.Attributes.Count > 0)
            json.Name("attributes").Map(each.Attributes);
        json.EndObject();
    }

    static void Write(CanonicalJson json, Track each)
    {
        json.Object().Name("id").Text(each.Id).Name("class").Text(each.Class).Name("interpolation").Text(each.Interpolation);
        json.Name("ranges").List();
        foreach (var range in each.Ranges)
            json.List().Number(range.First).Number(range.Last).EndList();
        json.EndList();
        if (each.Attributes.Count > 0)
            json.Name("attributes").Map(each.Attributes);
        json.EndObject();
    }
}
