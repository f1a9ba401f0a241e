using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology;

/// <summary>Reads an ontology and lists everything that is wrong with it, so that it can be corrected in one go.</summary>
public static class OntologyReader
{
    /// <summary>The largest accepted ontology, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    const int MaxDepth = 32;

    /// <summary>
    /// Reads an ontology. Codes: those of <see cref="StrictJson"/> and <see cref="JsonMembers"/>, and <c>version</c>, <c>bad_name</c>, <c>duplicate_name</c>,
    /// <c>duplicate_hotkey</c>, <c>bad_hotkey</c>, <c>bad_color</c>, <c>unknown_kind</c>, <c>unknown_geometry</c>, <c>unknown_class</c>, <c>too_few</c>, <c>out_of_range</c>,
    /// <c>bad_condition</c>, <c>unknown_question</c>, <c>later_question</c>, <c>unknown_option</c>, <c>nothing_asked</c>.
    /// </summary>
    /// <param name="utf8">The JSON as it was sent.</param>
    /// <param name="faults">Receives every fault.</param>
    /// <returns>The ontology, or null if there is any fault.</returns>
    public static OntologyDocument? Read(ReadOnlySpan<byte> utf8, List<Fault> faults)
    {
        var before = faults.Count;
        if (StrictJson.Parse(utf8, MaxBytes, MaxDepth, faults) is not { } root
            || !JsonMembers.TryOpen(root, "", faults, out var members, "version", "classes", "relations", "questions"))
            return null;
        if (members.Number("version", required: true) is { } version && version != OntologyDocument.Version)
            members.Fault("version", "version", "Only version 1 of the ontology is known here. Send \"version\": 1 or update this server.");
        var classes = ReadClasses(members, faults);
        var read = new OntologyDocument
        {
            Classes = classes,
            Relations = ReadRelations(members, classes, faults),
            Questions = QuestionReader.ReadAll(members, "questions", areAttributes: false, faults),
        };
        if (read.Classes.Count == 0 && read.Questions.Count == 0 && faults.Count == before)
            faults.Add(new("", "nothing_asked", "The ontology has neither classes nor questions. Add at least one."));
        return faults.Count == before ? read : null;
    }

    static List<LabelClass> ReadClasses(JsonMembers members, List<Fault> faults)
    {
        var classes = new List<LabelClass>();
        var names = new Distinct("class", "duplicate_name");
        var hotkeys = new Distinct("hotkey", "duplicate_hotkey");
        foreach (var (value, path) in members.List("classes"))
        {
            if (!JsonMembers.TryOpen(value, path, faults, out var each, "name", "title", "color", "hotkey", "geometry", "attributes"))
                continue;
            var name = ReadName(each, names);
            var color = each.Text("color", maxLength: 7);
            if (color is not null && !(color.Length == 7 && color[0] == '#' && color.Skip(1).All(char.IsAsciiHexDigitLower)))
                each.Fault("color", "bad_color", "A colour must be written #rrggbb with lower-case hex digits.");
            classes.Add(new(name, each.Text("title", required: true) ?? "")
            {
                Color = color,
                Hotkey = ReadHotkey(each, hotkeys),
                Geometry = ReadGeometry(each, faults),
                Attributes = QuestionReader.ReadAll(each, "attributes", areAttributes: true, faults),
            });
        }
        return classes;
    }

    static List<string> ReadGeometry(JsonMembers each, List<Fault> faults)
    {
        var kinds = Texts(each, "geometry");
        if (kinds.Count == 0)
            each.Fault("geometry", "too_few", "A class needs at least one geometry. Name those its objects may have.");
        for (var at = 0; at < kinds.Count; at++)
            if (Catalog.Named<IGeometryKind>(kinds[at]) is null)
                faults.Add(new(each.At("geometry").Step(at), "unknown_geometry",
                    $"There is no geometry \"{kinds[at]}\". Use one of {string.Join(", ", Catalog.Of<IGeometryKind>().Select(k => k.Name))}."));
        if (kinds.Distinct(StringComparer.Ordinal).Count() < kinds.Count)
            each.Fault("geometry", "duplicate_name", "A geometry is listed twice. Keep each once.");
        return kinds;
    }

    static List<RelationType> ReadRelations(JsonMembers members, List<LabelClass> classes, List<Fault> faults)
    {
        var relations = new List<RelationType>();
        var names = new Distinct("relation", "duplicate_name");
        foreach (var (value, path) in members.List("relations"))
            if (JsonMembers.TryOpen(value, path, faults, out var each, "name", "title", "from", "to"))
                relations.Add(new(ReadName(each, names), each.Text("title", required: true) ?? "") { From = Ends(each, "from"), To = Ends(each, "to") });
        return relations;

        List<string> Ends(JsonMembers each, string end)
        {
            var ends = Texts(each, end);
            foreach (var name in ends.Where(name => classes.All(c => c.Name != name)))
                each.Fault(end, "unknown_class", $"There is no class \"{name}\". Add it or remove it here.");
            return ends;
        }
    }

    static List<string> Texts(JsonMembers each, string name)
    {
        var texts = new List<string>();
        foreach (var (value, _) in each.List(name))
            if (value.ValueKind == JsonValueKind.String)
                texts.Add(value.GetString()!);
            else
                each.Fault(name, "wrong_type", $"\"{name}\" must be a list of names; it holds {JsonMembers.Kind(value)}.");
        return texts;
    }

    /// <summary>Reads a name that programs use. Codes: <c>bad_name</c>, <c>duplicate_name</c>.</summary>
    internal static string ReadName(JsonMembers each, Distinct names)
    {
        if (each.Text("name", required: true) is not { Length: > 0 } name)
            return "";
        if (name.Length > 64 || !char.IsAsciiLetterLower(name[0]) || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            each.Fault("name", "bad_name", $"\"{name}\" cannot be a name. Use a–z, 0–9 and _, beginning with a letter, at most 64; put anything else in the title.");
        names.Check(each, "name", name);
        return name;
    }

    /// <summary>Reads a hotkey. Codes: <c>bad_hotkey</c>, <c>duplicate_hotkey</c>.</summary>
    internal static string? ReadHotkey(JsonMembers each, Distinct hotkeys)
    {
        if (each.Text("hotkey") is not { Length: > 0 } key)
            return null;
        if (Utf8Text.CodePoints(key) != 1 || char.IsWhiteSpace(key[0]) || char.IsControl(key[0]))
            each.Fault("hotkey", "bad_hotkey", $"\"{key}\" cannot be a hotkey. Use one visible character or null.");
        hotkeys.Check(each, "hotkey", key);
        return key;
    }

    /// <summary>Names that may be given once.</summary>
    internal sealed class Distinct(string what, string code)
    {
        readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        public void Check(JsonMembers owner, string member, string value)
        {
            if (!_seen.Add(value))
                owner.Fault(member, code, $"There are two with the {what} \"{value}\". Change one.");
        }
    }
}
