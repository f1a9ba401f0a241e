using System.Globalization;
using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Formats.Tests;

/// <summary>Random documents of every kind of geometry and answer, and snapshots of them.</summary>
sealed class Made(int seed)
{
    public const int Width = 61, Height = 37;

    static readonly string[] Kinds = ["box", "polygon", "mask", "ellipse", "polyline", "points", "skeleton"];
    static readonly string[] Pieces = ["Ana", "Wörter", "שלום", "😀", "👩‍👩‍👧", "e\u0301", "#", "=", "-DOCSTART-", "\r\n", "\n\n", "\t", " ", "  ", "\u2028", ".", "\"", "\\", "İ", "1,5", "# id = x", "O"];

    public static readonly OntologyDocument Ontology = OntologyReader.Read("""
        {"version":1,
         "classes":[
           {"name":"thing","title":"A Thing","geometry":["box","polygon","mask","ellipse","polyline","points","skeleton","span"],"attributes":[
             {"name":"iscrowd","title":"Many","kind":"flag"},{"name":"colour","title":"Colour","kind":"choice","options":[{"name":"red","title":"Red"},{"name":"blue","title":"Blue"}]},
             {"name":"seen","title":"Seen from","kind":"multichoice","options":[{"name":"left"},{"name":"right"}]},{"name":"sure","title":"Sure","kind":"rating","min":0,"max":5},
             {"name":"metres","title":"Metres","kind":"number"},{"name":"note","title":"Note","kind":"text"}]},
           {"name":"traffic_light","title":"Traffic light","geometry":["box","polygon","mask","ellipse","polyline","points","skeleton","span"]}],
         "relations":[{"name":"part_of","title":"Part of"}],
         "questions":[
           {"name":"topic","title":"The topic","kind":"choice","options":[{"name":"billing","title":"Billing, or so"},{"name":"tech"}]},
           {"name":"tags","title":"Tags","kind":"multichoice","options":[{"name":"a"},{"name":"b"}]},{"name":"grade","title":"Grade","kind":"rating","min":-2,"max":5},
           {"name":"price","title":"Price","kind":"number"},{"name":"why","title":"Why","kind":"text"},{"name":"best","title":"Best","kind":"ranking","options":[{"name":"x"},{"name":"y"},{"name":"z"}]}]}
        """u8, [])!;

    readonly Random _random = new(seed);

    public string Text()
    {
        var text = new StringBuilder("w");
        for (var n = _random.Next(1, 14); n > 0; n--)
            text.Append(Pieces[_random.Next(Pieces.Length)]).Append(_random.Next(2) == 0 ? " " : "");
        return text.ToString();
    }

    /// <summary>A snapshot of pictures or of texts.</summary>
    public List<SnapshotRow> Rows(string modality, Func<Made, string, AnswerDocument> document, int count = 4)
    {
        var rows = new List<SnapshotRow>();
        for (var at = 1; at <= count; at++)
        {
            var text = Text();
            var item = modality == "text" ? JsonSerializer.SerializeToElement(new { text })
                : JsonSerializer.SerializeToElement(new { asset = new string('0', 64), mediaType = "image/png", width = Width, height = Height, name = Invariant($"folder/p {at}.png") });
            var settled = document(this, text);
            var answers = Enumerable.Range(0, _random.Next(3)).Select(n => new SnapshotAnswer(Invariant($"an-{at}-{n}"), Invariant($"u{n}"), n == 0 ? "Ana" : "İpek, \"2\"",
                "person", 1_767_225_600_000 + at, n == 0 ? 1234 : null, false, true, 1, document(this, text))).ToList();
            rows.Add(new(at, modality == "text" ? Invariant($" t\n{at}") : Invariant($"folder/p {at}.png"), modality, item, Json("{}"), new(null, null, null, at, null),
                new("majority", new Dictionary<string, ResolvedQuestion>()) { Document = settled, Confidence = settled.Objects.ToDictionary(o => o.Id, _ => _random.NextDouble()) }, answers));
        }
        return rows;
    }

    public AnswerDocument Picture(bool rich, params string[] without)
    {
        var objects = Enumerable.Range(1, _random.Next(1, 6)).Select(n => Thing(Invariant($"o{n}"), Drawn([.. Kinds.Except(without)], !without.Contains("holes", StringComparer.Ordinal)))).ToList();
        return AnswerDocument.Empty with { Objects = objects, Answers = rich ? Answers() : Empty, Relations = rich ? Related(objects) : [] };
    }

    /// <summary>A text with spans; apart or as they come.</summary>
    public AnswerDocument Marked(string text, bool rich, bool apart)
    {
        var length = text.EnumerateRunes().Count();
        var spaces = text.EnumerateRunes().Select(Rune.IsWhiteSpace).ToList();
        var objects = new List<LabelledObject>();
        for (var (at, n) = (0, 1); n < 6 && at < length; n++)
        {
            var start = apart ? at + _random.Next(3) : _random.Next(length);
            var end = start + 1 + _random.Next(4);
            if (end > length || apart && (spaces[start] || spaces[end - 1]))
            {
                at++;
                continue;
            }
            var span = Json(Invariant($$"""{"type":"span","start":{{start}},"end":{{end}}}"""));
            objects.Add(rich ? Thing(Invariant($"s{n}"), span) : new(Invariant($"s{objects.Count + 1}"), "thing", span));
            at = end;
        }
        return AnswerDocument.Empty with { Objects = objects, Answers = rich ? Answers() : Empty, Relations = rich ? Related(objects) : [] };
    }

    static readonly IReadOnlyDictionary<string, JsonElement> Empty = new Dictionary<string, JsonElement>();

    LabelledObject Thing(string id, JsonElement geometry) => _random.Next(3) == 0
        ? new(id, "traffic_light", geometry)
        : new(id, "thing", geometry)
        {
            Attributes = Some(("iscrowd", "true"), ("colour", "\"blue\""), ("seen", "[\"left\"]"), ("sure", "3"), ("metres", "-1.5e-7"), ("note", "\"a \\\"b\\\"\\n|c\"")),
        };

    IReadOnlyDictionary<string, JsonElement> Answers() =>
        Some(("topic", "\"tech\""), ("tags", "[\"b\"]"), ("grade", _random.Next(2) == 0 ? "-1" : "4"), ("price", "0.1"), ("why", "\"true\""), ("best", _random.Next(2) == 0 ? "[[\"y\"],[\"x\",\"z\"]]" : "[[\"z\"],[\"y\"],[\"x\"]]"));

    List<Relation> Related(List<LabelledObject> objects) => objects.Count > 1 && _random.Next(2) == 0 ? [new(objects[0].Id, objects[^1].Id, "part_of")] : [];

    SortedDictionary<string, JsonElement> Some(params (string Name, string Value)[] all) =>
        new(all.Where(_ => _random.Next(2) == 0).ToDictionary(a => a.Name, a => Json(a.Value)), StringComparer.Ordinal);

    JsonElement Drawn(string[] kinds, bool holes)
    {
        double X() => Math.Round(_random.NextDouble() * Width, _random.Next(12));
        double Y() => Math.Round(_random.NextDouble() * Height, _random.Next(12));
        double Size() => 0.001 + Math.Round(_random.NextDouble() * 20, _random.Next(12));
        var turn = _random.Next(2) == 0 ? "" : Invariant($",\"rotation\":{_random.NextDouble() * 720 - 360}");
        string Point() => Invariant($"[{X()},{Y()}]");
        string Points(int least) => string.Join(',', Enumerable.Range(0, least + _random.Next(4)).Select(_ => Point()));
        string Rings(int least) => string.Join(',', Enumerable.Range(0, least + _random.Next(3)).Select(_ => $"[{Points(3)}]"));
        return Json(kinds[_random.Next(kinds.Length)] switch
        {
            "box" => Invariant($$"""{"type":"box","x":{{X()}},"y":{{Y()}},"width":{{Size()}},"height":{{Size()}}{{turn}}}"""),
            "ellipse" => Invariant($$"""{"type":"ellipse","cx":{{X()}},"cy":{{Y()}},"rx":{{Size()}},"ry":{{Size()}}{{turn}}}"""),
            "polygon" => $$"""{"type":"polygon","rings":[{{Rings(1)}}]{{(holes && _random.Next(2) == 0 ? $",\"holes\":[{Rings(1)}]" : "")}}}""",
            "polyline" => $$"""{"type":"polyline","points":[{{Points(2)}}]}""",
            "points" => $$"""{"type":"points","points":[{{Points(1)}}]}""",
            "skeleton" => Invariant($$"""{"type":"skeleton","points":[{"name":"nose","x":{{X()}},"y":{{Y()}},"visibility":2},{"name":"{{(_random.Next(2) == 0 ? "ear" : "eye")}}","x":{{X()}},"y":0,"visibility":{{_random.Next(3)}}}]}"""),
            _ => $$"""{"type":"mask","size":[{{Height}},{{Width}}],"counts":{{JsonSerializer.Serialize(Runs())}}}""",
        });
    }

    string Runs()
    {
        var runs = new List<long> { _random.Next(2) == 0 ? 0 : _random.Next(1, 400) };
        while (runs.Sum() < Width * Height)
            runs.Add(Math.Min(_random.Next(1, 400), Width * Height - runs.Sum()));
        return Compress(runs);
    }

    /// <summary>The compressed text of runs, written down anew from the format's description.</summary>
    public static string Compress(List<long> runs)
    {
        var text = "";
        for (var at = 0; at < runs.Count; at++)
        {
            var rest = runs[at] - (at > 2 ? runs[at - 2] : 0);
            bool done;
            do
            {
                var group = rest & 31;
                rest >>= 5;
                done = rest == 0 && (group & 16) == 0 || rest == -1 && (group & 16) != 0;
                text += (char)(48 + (done ? group : group | 32));
            }
            while (!done);
        }
        return text;
    }

    public static JsonElement Json(string text) => JsonElement.Parse(Encoding.UTF8.GetBytes(text));

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
