using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology;

/// <summary>Writes the one canonical form of an ontology: every member in a fixed order, also those that say nothing, so that a reader never asks whether one is there.</summary>
public static class OntologyWriter
{
    /// <summary>UTF-8 without white space; its SHA-256 identifies the content.</summary>
    public static byte[] Canonical(OntologyDocument ontology)
    {
        var json = new CanonicalJson().Object().Name("version").Number(OntologyDocument.Version).Name("classes").List();
        foreach (var each in ontology.Classes)
            Write(json, each);
        json.EndList().Name("relations").List();
        foreach (var each in ontology.Relations)
        {
            json.Object().Name("name").Text(each.Name).Name("title").Text(each.Title);
            Names(json.Name("from"), each.From);
            Names(json.Name("to"), each.To);
            json.EndObject();
        }
        json.EndList().Name("questions").List();
        foreach (var each in ontology.Questions)
            Write(json, each, isAttribute: false);
        return json.EndList().EndObject().ToArray();
    }

    static void Write(CanonicalJson json, LabelClass each)
    {
        json.Object().Name("name").Text(each.Name).Name("title").Text(each.Title);
        TextOrNull(json.Name("color"), each.Color);
        TextOrNull(json.Name("hotkey"), each.Hotkey);
        Names(json.Name("geometry"), each.Geometry);
        json.Name("attributes").List();
        foreach (var attribute in each.Attributes)
            Write(json, attribute, isAttribute: true);
        json.EndList().EndObject();
    }

    static void Write(CanonicalJson json, Question each, bool isAttribute)
    {
        json.Object().Name("name").Text(each.Name).Name("title").Text(each.Title).Name("kind").Text(each.Kind)
            .Name("required").Flag(each.Required).Name("help").Text(each.Help);
        json.Name("options").List();
        foreach (var option in each.Options)
        {
            json.Object().Name("name").Text(option.Name).Name("title").Text(option.Title);
            TextOrNull(json.Name("hotkey"), option.Hotkey);
            json.Name("help").Text(option.Help).EndObject();
        }
        json.EndList();
        NumberOrNull(json.Name("min"), each.Min);
        NumberOrNull(json.Name("max"), each.Max);
        if (isAttribute)
            json.Name("perFrame").Flag(each.PerFrame);
        json.Name("when");
        if (each.When is { } when)
            when.Write(json);
        else
            json.Null();
        json.EndObject();
    }

    static void Names(CanonicalJson json, IEnumerable<string> names)
    {
        json.List();
        foreach (var name in names)
            json.Text(name);
        json.EndList();
    }

    static void NumberOrNull(CanonicalJson json, double? number)
    {
        if (number is { } value)
            json.Number(value);
        else
            json.Null();
    }

    static void TextOrNull(CanonicalJson json, string? text)
    {
        if (text is null)
            json.Null();
        else
            json.Text(text);
    }
}
