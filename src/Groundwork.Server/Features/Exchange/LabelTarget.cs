using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Modalities;
using Groundwork.Core.Ontology;
using Groundwork.Formats;
using Groundwork.Server.Features.Data;
using Groundwork.Server.Features.Projects;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Exchange;

/// <summary>The project that labels are for, and what its questions make of a row.</summary>
sealed record LabelTarget(string Project, string Dataset, long Version, OntologyDocument Ontology)
{
    internal static async ValueTask<LabelTarget?> Of(Session s, string project) =>
        await s.One($"SELECT dataset, ontology_version FROM project WHERE id = {project} AND workspace = {s.Workspace} AND deleted IS NULL",
            r => Tuple.Create(r.Text(0), r.Long(1))) is var (dataset, version) ? new(project, dataset, version, await ProjectCalls.Ontology(s, project)) : null;

    /// <summary>The tasks that labels are for, and why others are for none: their item isn't in the project, or what they mark isn't in their item.</summary>
    internal async ValueTask<(List<(ReadyLabel Label, string Task)> Known, List<RowFault> Faults)> Place(Session s, IReadOnlyList<ReadyLabel> labels)
    {
        var items = await DataCalls.ItemIds(s, Dataset, [.. labels.SelectMany(l => l.Row.OrElse.Prepend(l.Row.Item)).Distinct(StringComparer.Ordinal)]);
        var tasks = (await s.All($"""
            SELECT item, id FROM task WHERE project = {Project} AND workspace = {s.Workspace} AND item IN {new Ids(items.Values)}
            """, r => (Item: r.Text(0), Id: r.Text(1)))).ToDictionary(t => t.Item, t => t.Id, StringComparer.Ordinal);
        var known = new List<(ReadyLabel, string)>(labels.Count);
        var faults = new List<RowFault>();
        foreach (var label in labels)
            if (Item(label.Row) is not { } item || !tasks.TryGetValue(item, out var task))
                faults.Add(new(label.Row.Row, $"The project has no item with the id \"{label.Row.Item}\".", "Check the id, or import the item first."));
            else if (await Misplaced(s, label, item) is { } fault)
                faults.Add(fault);
            else
                known.Add((label, task));
        return (known, faults);

        string? Item(LabelRow row) => row.OrElse.Prepend(row.Item).Select(id => items.GetValueOrDefault(id)).FirstOrDefault(id => id is not null && tasks.ContainsKey(id));
    }

    // Items are read for labels that mark something only.
    static async ValueTask<RowFault?> Misplaced(Session s, ReadyLabel label, string item)
    {
        if (label.Document.Objects.Count == 0 || await s.One($"SELECT modality, payload FROM item WHERE id = {item} AND workspace = {s.Workspace}",
            r => Tuple.Create(r.Text(0), r.Text(1))) is not var (modality, payload))
            return null;
        var faults = new List<Fault>();
        Placement.Check(label.Document, modality, payload, faults);
        return faults.Count == 0 ? null : Wrong(label.Row, faults[0]);
    }

    /// <summary>The row as a document that the ontology allows, or what is wrong with it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="whole">Whether each required question must be answered: a model or a known answer may speak of some only.</param>
    internal (AnswerDocument? Document, RowFault? Fault) Read(LabelRow row, bool whole)
    {
        var faults = new List<Fault>();
        var document = row.IsColumns ? OfColumns(row.Content) : AnswerReader.Read(Versioned(row.Content), faults);
        if (document is null)
            return (null, Wrong(row, faults[0]));
        if (row.IsColumns && document.Answers.Count == 0)
            return (null, new(row.Row, "The row answers no question of this project.",
                $"Give the file a column for a question: {string.Join(", ", Ontology.Questions.Take(20).Select(q => q.Name))}."));
        OntologyCheck.Check(document, Ontology, faults);
        var wrong = faults.FindIndex(f => whole || f.Code != "required");
        return wrong >= 0 ? (null, Wrong(row, faults[wrong])) : (document, null);
    }

    // An empty cell is no answer. Columns that aren't named like a question are about something else.
    AnswerDocument OfColumns(JsonElement columns)
    {
        var answers = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var question in Ontology.Questions)
            if (Column(columns, question) is { } value && value is not { ValueKind: JsonValueKind.Null } && !(value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0))
                answers[question.Name] = value.ValueKind == JsonValueKind.String ? CellAnswer.Of(question, value.GetString()!) : value;
        return AnswerDocument.Empty with { Answers = answers };
    }

    // The last is how a CSV export calls a question that is named like one of its own columns.
    static JsonElement? Column(JsonElement columns, Question question)
    {
        foreach (var name in new[] { question.Name, question.Title, question.Name + ".value" })
            if (columns.TryGetProperty(name, out var found))
                return found;
        return null;
    }

    static byte[] Versioned(JsonElement content)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("version", AnswerDocument.Version);
            foreach (var name in new[] { "objects", "tracks", "relations" })
                if (!content.TryGetProperty(name, out _))
                {
                    json.WriteStartArray(name);
                    json.WriteEndArray();
                }
            if (!content.TryGetProperty("answers", out _))
            {
                json.WriteStartObject("answers");
                json.WriteEndObject();
            }
            foreach (var member in content.EnumerateObject())
                member.WriteTo(json);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    static RowFault Wrong(LabelRow row, Fault fault)
    {
        var end = fault.Message.IndexOf(". ", StringComparison.Ordinal);
        var what = fault.Path.StartsWith("/answers/", StringComparison.Ordinal) ? $"{fault.Path["/answers/".Length..]}: " : fault.Path.Length == 0 ? "" : $"{fault.Path}: ";
        return new(row.Row, what + (end < 0 ? fault.Message : fault.Message[..(end + 1)]), end < 0 ? "Correct the row and import it again." : fault.Message[(end + 2)..]);
    }
}
