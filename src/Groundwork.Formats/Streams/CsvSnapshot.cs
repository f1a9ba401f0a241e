using System.Globalization;
using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Formats.Streams;

/// <summary>Writes snapshots as RFC 4180 tables: lines end with CR LF, cells are quoted where they must be, numbers are the same in every culture.</summary>
static class CsvSnapshot
{
    static readonly string[] ResolutionColumns = ["externalId", "text"];
    static readonly string[] AnswerColumns = ["externalId", "author", "submittedAt", "activeMs", "counted"];

    static readonly LossKind
        Marks = new("Objects, tracks and relations", "A table has cells for questions, none for what is drawn or marked."),
        Metadata = new("Metadata", "Only the item's id and text are in the table."),
        Shares = new("Distributions", "Of each question the table has the value and how sure it is, not the probability of each other one."),
        Items = new("Items without a text", "A cell can't show a picture; the row has the item's id alone.");

    public static IReadOnlyList<LossKind> Losses { get; } = [Marks, Metadata, Shares, Items, Said.Origin, Said.Beside];

    public static async Task<IReadOnlyList<Loss>> WriteAsync(Stream stream, SnapshotHeader header, IAsyncEnumerable<SnapshotRow> rows, WriteSettings settings, CancellationToken cancel)
    {
        var table = new CsvTable(settings.SpreadsheetSafe);
        var first = settings.What == Wanted.Answers ? AnswerColumns : ResolutionColumns;
        foreach (var name in first)
            table.Text(name);
        foreach (var question in header.Ontology.Questions)
        {
            // A question may be called like one of the first columns.
            table.Text(first.Contains(question.Name, StringComparer.Ordinal) ? question.Name + ".value" : question.Name);
            if (settings.What == Wanted.Resolutions)
                table.Text(question.Name + ".confidence").Text(question.Name + ".tied");
        }
        table.End();
        var losses = new LossCount(Losses);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            Count(losses, row, settings.What);
            if (settings.What == Wanted.Answers)
                foreach (var answer in row.Answers)
                    Answer(table, header.Ontology, row, answer);
            else
                Resolution(table, header.Ontology, row);
            if (table.Length > 64 * 1024)
                await table.FlushAsync(stream, cancel);
        }
        await table.FlushAsync(stream, cancel);
        return losses.List();
    }

    static void Count(LossCount losses, SnapshotRow row, Wanted what)
    {
        foreach (var said in Said.Of(row, what))
            losses.Add(Marks, row.ExternalId, said.Document.Objects.Count + said.Document.Tracks.Count + said.Document.Relations.Count);
        Said.CountOrigin(losses, row);
        losses.Add(Metadata, row.ExternalId, row.Metadata.GetPropertyCount() > 0 ? 1 : 0);
        if (what == Wanted.Resolutions)
            losses.Add(Shares, row.ExternalId, row.Resolution?.Questions.Values.Count(q => q.Distribution is { Count: > 1 }) ?? 0);
        losses.Add(Items, row.ExternalId, row.Item.TryGetProperty("text", out _) ? 0 : 1);
    }

    static void Resolution(CsvTable table, OntologyDocument ontology, SnapshotRow row)
    {
        table.Text(row.ExternalId);
        table.Text(row.Item.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "");
        foreach (var question in ontology.Questions)
        {
            if (row.Resolution?.Questions.TryGetValue(question.Name, out var resolved) != true || resolved is null)
            {
                table.Text("").Text("").Text("");
                continue;
            }
            table.Value(resolved.Value).Number(resolved.Confidence).Text(string.Join(';', resolved.Tied.Select(CsvTable.Flat)));
        }
        table.End();
    }

    static void Answer(CsvTable table, OntologyDocument ontology, SnapshotRow row, SnapshotAnswer answer)
    {
        table.Text(row.ExternalId).Text(answer.AuthorName);
        table.Text(DateTimeOffset.FromUnixTimeMilliseconds(answer.SubmittedAt).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        table.Text(answer.ActiveMs?.ToString(CultureInfo.InvariantCulture) ?? "").Text(answer.Counted ? "true" : "false");
        foreach (var question in ontology.Questions)
            table.Value(answer.Document.Answers.TryGetValue(question.Name, out var value) ? value : null);
        table.End();
    }
}
