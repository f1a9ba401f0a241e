using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Simulation;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Short reports with the names in them and what is said about how they belong together, in several languages.</summary>
static class SampleTexts
{
    internal const string Name = "Names in reports (sample)";
    const int Finished = 30, Begun = 33;

    sealed record Report(string Id, string Text, List<string> Relations, string Topic);

    internal static SampleProject Project() => new(Name, Ontology, Instructions, [.. Sample.Lines<Report>("texts.jsonl").Select(Item)], 20261124)
    {
        Mistaken = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["person"] = ["organisation"], ["organisation"] = ["place", "person"], ["place"] = ["organisation"], ["work"] = ["organisation"],
        },
        Known = ("topic", 12),
        Model = Sample.Model,
        Reviewed = 0.5,
        Difficulty = 0.4,
        Batch = ("Not in English", "text-2"),
        Skips = [new("text-22", "not_qualified", "I don't read French."), new("text-27", "not_qualified", "There is Persian in it.")],
        Questions =
        [
            new("text-13", "Is San Pedro the village or the volcano here?", "The village: the telescope stands near it."),
            new("text-10", "The parrot is called Captain. Is that a person?"),
        ],
    };

    static SampleItem Item(Report report, int at)
    {
        var (text, names, tempting) = Read(report.Text);
        var truth = AnswerDocument.Empty with
        {
            Objects = names,
            Relations = [.. report.Relations.Select(r => r.Split(' ')).Select(r => new Relation(names[int.Parse(r[0]) - 1].Id, names[int.Parse(r[2]) - 1].Id, r[1]))],
            Answers = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["topic"] = Sample.Json(report.Topic) },
        };
        return new(report.Id, Sample.Written, new SimulatedItem(truth, tempting, Text: text), at < Finished ? (int)SampleProject.Redundancy : at < Begun ? 1 : 0);
    }

    /// <summary>Takes the marks out of a text, <c>[person: Mira Osei]</c>, or <c>[?person: Captain]</c> for what only looks like one; offsets are in code points.</summary>
    internal static (string Text, List<LabelledObject> Names, List<LabelledObject> Tempting) Read(string marked)
    {
        var text = new StringBuilder();
        var (names, tempting) = (new List<LabelledObject>(), new List<LabelledObject>());
        for (var at = 0; at < marked.Length;)
        {
            var (open, close) = (marked.IndexOf('[', at), marked.IndexOf(']', at));
            if (open < 0)
            {
                text.Append(marked, at, marked.Length - at);
                break;
            }
            text.Append(marked, at, open - at);
            var colon = marked.IndexOf(": ", open, StringComparison.Ordinal);
            var (kind, start) = (marked[(open + 1)..colon], CodePoints(text));
            text.Append(marked, colon + 2, close - colon - 2);
            var list = kind[0] == '?' ? tempting : names;
            list.Add(new(FormattableString.Invariant($"{(kind[0] == '?' ? "x" : "t")}{list.Count + 1}"), kind.TrimStart('?'),
                Sample.Json(new { type = "span", start, end = CodePoints(text) })));
            at = close + 1;
        }
        return (text.ToString(), names, tempting);
    }

    static int CodePoints(StringBuilder text) => text.ToString().EnumerateRunes().Count();

    static readonly OntologyDocument Ontology = new()
    {
        Classes =
        [
            new LabelClass("person", "Person") { Color = "#d6409f", Hotkey = "1", Geometry = ["span"] },
            new LabelClass("organisation", "Organisation") { Color = "#3b7dd8", Hotkey = "2", Geometry = ["span"] },
            new LabelClass("place", "Place") { Color = "#2f9e6d", Hotkey = "3", Geometry = ["span"] },
            new LabelClass("date", "Date or time") { Color = "#b08800", Hotkey = "4", Geometry = ["span"] },
            new LabelClass("work", "Work or product") { Color = "#8e4ec6", Hotkey = "5", Geometry = ["span"] },
        ],
        Relations =
        [
            new RelationType("works_for", "works for") { From = ["person"], To = ["organisation"] },
            new RelationType("founded", "founded") { From = ["person"], To = ["organisation"] },
            new RelationType("located_in", "is in") { From = ["organisation", "place"], To = ["place"] },
            new RelationType("made", "made") { From = ["person", "organisation"], To = ["work"] },
        ],
        Questions =
        [
            new Question("topic", "What is it about?", "choice")
            {
                Required = true,
                Options = [new("business", "Business"), new("culture", "Culture"), new("science", "Science"), new("sport", "Sport"), new("daily_life", "Daily life")],
            },
        ],
    };

    const string Instructions = """
        Mark **every name**, from its first letter to its last.

        - Titles belong to a person: *Dr. Wen Li*. Articles don't belong to anything: the *Blue Lantern*.
        - A day, a year or a season is a **date**, however it is said: *last autumn*, *tonight*.
        - What somebody made and gave a name to is a **work**. Animals have names, too, but they are none of these.

        Then draw the **relations that the text states**: who works for whom, who founded what, what is where, who made what.
        What one only supposes is not drawn.
        """;
}
